// Package tiles reads the city's own file of map tiles: an archive in which thousands of
// small squares of the map lie one after the other (PMTiles, version 3), each with streets,
// waters and names as vectors (Mapbox Vector Tile, version 2.1).
//
// The file comes from elsewhere, so every length in it is checked before it is believed:
// a broken file is refused, and never costs more memory than a tile may have.
package tiles
