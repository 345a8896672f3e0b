package tiles

import (
	"math"

	"sem/internal/geo"
)

// Tile is one square of the map: column X from the west and row Y from the north, of the
// 2^Z columns and rows that cover the Earth in the projection of Mercator.
type Tile struct{ Z, X, Y uint32 }

// MostZoom is the closest zoom that archives have. Past it numbers of tiles overflow.
const MostZoom = 22

// At is the tile of a zoom in which a point lies.
func At(p geo.Point, z uint32) Tile {
	n := math.Exp2(float64(z))
	x := (p.Lon + 180) / 360
	sin := math.Sin(p.Lat * math.Pi / 180)
	y := 0.5 - math.Log((1+sin)/(1-sin))/(4*math.Pi)
	clamp := func(v float64) uint32 { return uint32(min(max(math.Floor(v*n), 0), n-1)) }
	return Tile{z, clamp(x), clamp(y)}
}

// point is the point of the Earth at a place in the tile, from 0 to 1 to the east and south.
func (t Tile) point(east, south float64) geo.Point {
	n := math.Exp2(float64(t.Z))
	x, y := (float64(t.X)+east)/n, (float64(t.Y)+south)/n
	return geo.Point{Lat: math.Atan(math.Sinh(math.Pi*(1-2*y))) * 180 / math.Pi, Lon: x*360 - 180}
}

// Number is the place of the tile in an archive: the tiles of all lower zooms first, then
// along the Hilbert curve of its own. PMTiles 3 §4.1.
func (t Tile) Number() uint64 {
	before := (uint64(1)<<(2*t.Z) - 1) / 3
	x, y := t.X, t.Y
	var along uint64
	for side := uint32(1) << t.Z >> 1; side > 0; side >>= 1 {
		var rx, ry uint32
		if x&side != 0 {
			rx = 1
		}
		if y&side != 0 {
			ry = 1
		}
		along += uint64(side) * uint64(side) * uint64(3*rx^ry)
		if ry == 0 {
			if rx == 1 {
				x, y = side-1-x&(side-1), side-1-y&(side-1)
			}
			x, y = y, x
		}
	}
	return before + along
}
