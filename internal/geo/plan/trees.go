package plan

import (
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"sem/internal/geo"
)

const mostTrees = 140

// plant puts trees into the parks, so that they are told from water without colour. They
// say nothing of real trees; they stand where the ground and not the frame puts them, so
// that they stay when the plan moves.
func (s *sheet) plant() {
	spacing := 21.0
	metres := spacing / max(s.frame.perMetre(), 1e-9)
	lonDegree, latDegree := s.frame.metresPerDegree()
	planted := 0
	for _, green := range s.greens {
		b := green.Bound()
		sw := s.frame.At(max(b.Min[0], 0), min(b.Max[1], s.frame.Height))
		ne := s.frame.At(min(b.Max[0], s.frame.Width), max(b.Min[1], 0))
		stepLat, stepLon := metres/latDegree, metres/lonDegree
		for row := int(sw.Lat / stepLat); row <= int(ne.Lat/stepLat); row++ {
			for column := int(math.Floor(sw.Lon / stepLon)); column <= int(ne.Lon/stepLon); column++ {
				if planted >= mostTrees {
					return
				}
				n := scatter(row, column)
				x, y := s.frame.xy(geo.Point{Lat: (float64(row) + 0.5 + shift(n)) * stepLat, Lon: (float64(column) + 0.5 + shift(n>>8)) * stepLon})
				kind, radius := Tree, 6.0
				if n>>16&1 == 0 {
					kind, radius = Wood, 9.0
				}
				if n>>17&7 != 0 && deepIn(green, orb.Point{x, y}, radius) {
					s.pen(kind).dot(x, y)
					planted++
				}
			}
		}
	}
}

// deepIn tells whether a disc lies in a polygon.
func deepIn(p orb.Polygon, at orb.Point, radius float64) bool {
	return inside(p, at) && math.Abs(planar.DistanceFrom(p, at)) > radius
}

// scatter is a number that looks like chance and is the same every time.
func scatter(row, column int) uint32 {
	h := uint32(row)*2654435761 ^ uint32(column)*2246822519
	h ^= h >> 15
	h *= 2246822519
	return h ^ h>>13
}

// shift is at most a third of a step to either side.
func shift(n uint32) float64 { return (float64(n&255)/255 - 0.5) * 0.66 }
