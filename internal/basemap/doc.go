// Package basemap is the map that lies under all others: streets, waters, parks, buildings
// and railways, drawn around whatever a page is about. Nothing of it comes from another
// site while somebody looks at a page.
//
// It draws from the city's file of vector tiles when there is one (PMTiles, the layers of
// Protomaps or of OpenMapTiles); else from the GeoJSON files that were imported; else it
// draws the districts alone and says that the plan is simplified. All of it is read into
// memory, and read again by every process when a file has changed.
//
// Anybody may look at it. Whoever may import files on the city's machine may change it.
//
// Tables: basemap_source, basemap_feature.
package basemap
