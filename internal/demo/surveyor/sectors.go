package surveyor

import (
	"fmt"
	"io"

	"sem/internal/geo"
)

// Sector is a group of districts whose collections fall on the same days.
type Sector struct {
	Code, Name string
	Weekday    string // Weekday is the day of the collections, in French.
	districts  []int
}

// Sectors are those of the collections, the first days of the week first.
var Sectors = []Sector{
	{"nord", "Rivière-Nord et Érables", "lundi", []int{3, 4}},
	{"chenes", "Plateau-des-Chênes et Jardins", "mardi", []int{9, 10}},
	{"carrefour", "Carrefour et Clair-Matin", "mercredi", []int{2, 5}},
	{"vieux", "Vieux-Saint-Eustache et Seigneurie", "jeudi", []int{1, 6}},
	{"iles", "Moissons et Îles", "vendredi", []int{7, 8}},
}

// WriteSectors writes the sectors as areas: the outlines of their districts together.
func (s *Plan) WriteSectors(w io.Writer) error {
	c := begin(w)
	for i, sector := range Sectors {
		var polygons []any
		for _, number := range sector.districts {
			for _, d := range s.ground.Districts {
				if d.Number == number {
					polygons = append(polygons, polygonsOf(d.Area)...)
				}
			}
		}
		c.put(columns{"code": sector.Code, "nom": sector.Name, "ordre": i + 1}, geometry{"MultiPolygon", polygons})
	}
	if c.features != len(Sectors) {
		return fmt.Errorf("%d sectors, want %d", c.features, len(Sectors))
	}
	return c.end()
}

// polygonsOf are the outlines of an area; those of the districts have no holes.
func polygonsOf(a geo.Area) []any {
	var all []any
	for _, ring := range a.Rings() {
		var positions []position
		for _, p := range ring {
			positions = append(positions, position{p.Lon, p.Lat})
		}
		all = append(all, []any{positions})
	}
	return all
}
