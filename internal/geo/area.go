package geo

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Box is the rectangle between two corners, edges included.
type Box struct {
	SouthWest Point
	NorthEast Point
}

// Contains tells whether p lies in the box.
func (b Box) Contains(p Point) bool {
	return p.Lat >= b.SouthWest.Lat && p.Lat <= b.NorthEast.Lat && p.Lon >= b.SouthWest.Lon && p.Lon <= b.NorthEast.Lon
}

// Around is the box that holds every point within so many metres of p, and a little more.
func Around(p Point, radiusMetres float64) Box {
	const metresPerDegree = 111_000 // One degree of latitude is never shorter.
	lat := radiusMetres / metresPerDegree
	lon := lat / max(math.Cos(p.Lat*math.Pi/180), 0.01)
	return Box{Point{p.Lat - lat, p.Lon - lon}, Point{p.Lat + lat, p.Lon + lon}}
}

// Area is one or more polygons, each perhaps with holes, such as a district with an
// island. The zero Area is empty.
type Area struct {
	polygons orb.MultiPolygon
	box      Box
}

func newArea(polygons orb.MultiPolygon) Area {
	b := polygons.Bound()
	return Area{polygons, Box{Point{b.Min.Lat(), b.Min.Lon()}, Point{b.Max.Lat(), b.Max.Lon()}}}
}

// IsZero tells whether the area is empty.
func (a Area) IsZero() bool { return len(a.polygons) == 0 }

// Box is the smallest box around the area.
func (a Area) Box() Box { return a.box }

// Contains tells whether p lies in the area; a point on the border does.
func (a Area) Contains(p Point) bool {
	return a.box.Contains(p) && planar.MultiPolygonContains(a.polygons, p.orb())
}

// Rings are the outlines and holes of the area, for drawing it.
func (a Area) Rings() [][]Point {
	var rings [][]Point
	for _, polygon := range a.polygons {
		for _, ring := range polygon {
			points := make([]Point, len(ring))
			for i, p := range ring {
				points[i] = Point{p.Lat(), p.Lon()}
			}
			rings = append(rings, points)
		}
	}
	return rings
}
