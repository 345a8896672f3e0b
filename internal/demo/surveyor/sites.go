package surveyor

import (
	"fmt"

	"sem/internal/demo/ground"
	"sem/internal/geo"
)

// Site is one of the city's places, for whoever gives something there.
type Site struct {
	Name       string
	Line       string // Line is its address, empty when no house stands near.
	Point      geo.Point
	Accessible bool
}

// Sites are the city's places of these names; a name that the city has not is left out.
func (s *Plan) Sites(names ...string) []Site {
	var some []Site
	for _, name := range names {
		for _, p := range known {
			if p.name != name {
				continue
			}
			street := s.street(p.district, p.street)
			at := onAxis(street.Axis, p.along*street.Length, 12)
			some = append(some, Site{Name: name, Line: p.line(street), Point: ground.Plane.FromPlane(at.x, at.y), Accessible: p.access == "complete"})
		}
	}
	return some
}

// line is the address of the house nearest to a place, empty when there is none.
func (p place) line(street ground.Street) string {
	civic := 0
	for _, l := range street.Lots {
		if l.Off > 0 && l.Along <= p.along*street.Length+ground.LotFront {
			civic = l.Number
		}
	}
	if civic == 0 {
		return ""
	}
	return fmt.Sprintf("%d, %s", civic, street.Name)
}
