package property

import (
	"math"
	"strconv"

	"sem/internal/geo"
	"sem/internal/places"
)

// territory is where the properties of the municipality can be.
type territory struct {
	zone int
	box  geo.Box // box is the districts' with a margin; the zero Box takes all.
}

// holds tells whether a matricule's place is plausible.
func (t territory) holds(m places.Matricule) bool {
	if t.box == (geo.Box{}) {
		return true
	}
	return t.box.Contains(pointOf(m, t.zone, middle(t.box)))
}

func middle(b geo.Box) geo.Point {
	return geo.Point{Lat: (b.SouthWest.Lat + b.NorthEast.Lat) / 2, Lon: (b.SouthWest.Lon + b.NorthEast.Lon) / 2}
}

// pointOf is about where a matricule's property is: its digits are the metres of a point near
// its middle, without the hundreds of kilometres, which are those that bring it nearest to near.
// The finer digits are believed to follow the order of the coarser ones; the place is
// approximate, and is said to be.
func pointOf(m places.Matricule, zone int, near geo.Point) geo.Point {
	if len(m) != 18 {
		return geo.Point{}
	}
	at := func(from, to int) float64 { n, _ := strconv.Atoi(string(m[from:to])); return float64(n) }
	x := at(0, 2)*1000 + at(4, 5)*100 + at(6, 8)
	y := at(2, 4)*1000 + at(5, 6)*100 + at(8, 10)
	plane := geo.MTM(zone)
	nearX, nearY := plane.ToPlane(near)
	const round = 100_000.0
	return plane.FromPlane(x+round*math.Round((nearX-x)/round), y+round*math.Round((nearY-y)/round))
}

// marginDegrees is how far outside its districts a property may seem to be: the middle of a
// long lot, an island, a border drawn coarsely. It is a kilometre or so.
const marginDegrees = 0.012

// territory is where the properties of the city can be, by its districts.
func (s *Service) territory() territory {
	if s.Places == nil || len(s.Places.Districts()) == 0 {
		return territory{zone: s.Zone}
	}
	districts := s.Places.Districts()
	box := districts[0].Area.Box()
	for _, d := range districts[1:] {
		b := d.Area.Box()
		box.SouthWest.Lat, box.SouthWest.Lon = min(box.SouthWest.Lat, b.SouthWest.Lat), min(box.SouthWest.Lon, b.SouthWest.Lon)
		box.NorthEast.Lat, box.NorthEast.Lon = max(box.NorthEast.Lat, b.NorthEast.Lat), max(box.NorthEast.Lon, b.NorthEast.Lon)
	}
	box.SouthWest.Lat -= marginDegrees
	box.SouthWest.Lon -= marginDegrees
	box.NorthEast.Lat += marginDegrees
	box.NorthEast.Lon += marginDegrees
	t := territory{zone: s.Zone, box: box}
	if t.zone == 0 {
		t.zone = geo.ZoneOf(middle(box))
	}
	return t
}
