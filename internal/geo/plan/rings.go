package plan

import (
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// turned has outlines run one way and holes the other, whatever the file did, so that the
// areas of many features fill one path and overlap without gaps. SVG 2 §13.4.2, nonzero.
func (s *sheet) turned(rings []orb.LineString) []orb.LineString {
	for i, ring := range rings {
		depth := 0
		if len(rings) > 1 {
			at := s.inner(ring)
			for j, other := range rings {
				if i != j && planar.RingContains(orb.Ring(other), at) {
					depth++
				}
			}
		}
		if outline := depth%2 == 0; outline != (areaOf(ring) > 0) {
			slices.Reverse(ring)
		}
	}
	return rings
}

// inner is a point of a ring that the cut at the edge has not made.
func (s *sheet) inner(ring orb.LineString) orb.Point {
	for _, p := range ring {
		if p[0] > -bleed && p[1] > -bleed && p[0] < s.frame.Width+bleed && p[1] < s.frame.Height+bleed {
			return p
		}
	}
	return ring[0]
}

// inside tells whether a point lies in an area of outlines and holes, in any order.
func inside(rings orb.Polygon, p orb.Point) bool {
	in := false
	for _, r := range rings {
		if planar.RingContains(r, p) {
			in = !in
		}
	}
	return in
}
