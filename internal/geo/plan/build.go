package plan

import (
	"cmp"
	"slices"
)

// build draws the buildings, from the middle outwards, for as long as the picture stays
// light. Beyond, and everywhere when they are so many that a few would look like an island,
// only those are drawn that are large enough to find one's way by.
func (s *sheet) build(buildings []*Feature) {
	buildings = slices.DeleteFunc(buildings, func(f *Feature) bool { return s.frame.areaOf(f.Box) < smallest })
	slices.SortStableFunc(buildings, func(a, b *Feature) int { return cmp.Compare(s.aside(a), s.aside(b)) })
	w := s.pen(Building)
	rest := buildings
	for len(rest) > 0 && w.b.Len() < mostBuildings {
		s.draw(rest[0])
		rest = rest[1:]
	}
	if len(rest) == 0 {
		return
	}
	if island := s.frame.Width / 6; s.aside(rest[0]) < island*island {
		w.b.Reset()
		rest = buildings
	}
	k := s.frame.perMetre()
	s.least = max(landmark*k*k, 2*smallest)
	for len(rest) > 0 && w.b.Len() < mostLandmarks {
		s.draw(rest[0])
		rest = rest[1:]
	}
	s.least = smallest
}

// aside is how far from the middle of the drawing a feature is, squared.
func (s *sheet) aside(f *Feature) float64 {
	x1, y1 := s.frame.xy(f.Box.SouthWest)
	x2, y2 := s.frame.xy(f.Box.NorthEast)
	x, y := (x1+x2-s.frame.Width)/2, (y1+y2-s.frame.Height)/2
	return x*x + y*y
}
