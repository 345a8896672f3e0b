package neighbourhood

import (
	"math"
	"slices"
	"sort"
	"sync"

	"github.com/tidwall/rtree"

	"sem/internal/geo"
)

// Near is a place and how far it is.
type Near struct {
	Place  *Place
	Metres float64 // Metres are to its nearest edge, as the crow flies; 0 in it.
}

// spatial finds places by where they are. It is made once and then only read, by any number
// of goroutines.
//
// Places that are one point, which are most, stand in rows of latitude and in each row from
// west to east: what lies in a box is a few stretches of memory. The others stand in a tree
// of boxes, rounded outwards to 32 bits, and are then measured exactly.
type spatial struct {
	points []spotted
	south  int   // south is the southernmost row.
	starts []int // starts are where the rows begin among the points, and where the last ends.
	wide   rtree.RTreeGN[float32, *Place]
}

// spotted is a place that is one point.
type spotted struct {
	at    geo.Point
	place *Place
}

// rowsPerDegree makes rows of some fifty metres: few in a box, and little beside it.
const rowsPerDegree = 2000

func row(lat float64) int { return int(math.Floor(lat * rowsPerDegree)) }

// newSpatial indexes places.
func newSpatial(places []*Place) *spatial {
	x := &spatial{}
	for _, p := range places {
		if points := p.Shape.Points(); len(points) == 1 {
			x.points = append(x.points, spotted{points[0], p})
			continue
		}
		b := p.Shape.Box()
		x.wide.Insert(
			[2]float32{below(b.SouthWest.Lon), below(b.SouthWest.Lat)},
			[2]float32{above(b.NorthEast.Lon), above(b.NorthEast.Lat)}, p)
	}
	slices.SortStableFunc(x.points, func(a, b spotted) int {
		if ra, rb := row(a.at.Lat), row(b.at.Lat); ra != rb {
			return ra - rb
		}
		return compare(a.at.Lon, b.at.Lon)
	})
	x.layRows()
	return x
}

// layRows writes down where each row begins.
func (x *spatial) layRows() {
	if len(x.points) == 0 {
		return
	}
	x.south = row(x.points[0].at.Lat)
	x.starts = make([]int, row(x.points[len(x.points)-1].at.Lat)-x.south+2)
	for _, p := range x.points {
		x.starts[row(p.at.Lat)-x.south+1]++
	}
	for i := 1; i < len(x.starts); i++ {
		x.starts[i] += x.starts[i-1]
	}
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func below(v float64) float32 { return math.Nextafter32(float32(v), float32(math.Inf(-1))) }
func above(v float64) float32 { return math.Nextafter32(float32(v), float32(math.Inf(1))) }

// found is room for what a search finds on its way, used again by the next.
var found = sync.Pool{New: func() any { return new([]Near) }}

// around are the places within so many metres of p, the nearest first.
func (x *spatial) around(p geo.Point, radiusMetres float64) []Near {
	room := found.Get().(*[]Near)
	defer found.Put(room)
	near := (*room)[:0]
	ruler := geo.RulerAt(p)
	box := ruler.Box(p, radiusMetres)
	first, last := max(row(box.SouthWest.Lat)-x.south, 0), min(row(box.NorthEast.Lat)-x.south, len(x.starts)-2)
	for r := first; r <= last; r++ {
		line := x.points[x.starts[r]:x.starts[r+1]]
		west := sort.Search(len(line), func(i int) bool { return line[i].at.Lon >= box.SouthWest.Lon })
		for i := west; i < len(line) && line[i].at.Lon <= box.NorthEast.Lon; i++ {
			if metres := ruler.Metres(p, line[i].at); metres <= radiusMetres {
				near = append(near, Near{line[i].place, metres})
			}
		}
	}
	x.wide.Search(
		[2]float32{below(box.SouthWest.Lon), below(box.SouthWest.Lat)},
		[2]float32{above(box.NorthEast.Lon), above(box.NorthEast.Lat)},
		func(_, _ [2]float32, place *Place) bool {
			if metres := ruler.ToShape(p, place.Shape); metres <= radiusMetres {
				near = append(near, Near{place, metres})
			}
			return true
		})
	*room = near
	return nearestFirst(near, radiusMetres)
}

// nearestFirst puts places in order of their distance, which none of them has farther than
// the radius: each into the drawer of its distance, as many drawers as places, and then the
// few that share a drawer into order. It is several times faster than comparing them all.
func nearestFirst(near []Near, radiusMetres float64) []Near {
	if len(near) == 0 {
		return nil
	}
	// Twice as far, four times as many: drawers are by the square, and evenly full.
	scale := float64(len(near)-1) / max(radiusMetres*radiusMetres, 1e-9)
	ends := make([]int32, len(near)+1)
	for _, n := range near {
		ends[int(n.Metres*n.Metres*scale)+1]++
	}
	for i := 1; i < len(ends); i++ {
		ends[i] += ends[i-1]
	}
	ordered := make([]Near, len(near))
	for _, n := range near {
		drawer := int(n.Metres * n.Metres * scale)
		ordered[ends[drawer]] = n
		ends[drawer]++
	}
	for i := 1; i < len(ordered); i++ {
		for j := i; j > 0 && farther(ordered[j-1], ordered[j]); j-- {
			ordered[j-1], ordered[j] = ordered[j], ordered[j-1]
		}
	}
	return ordered
}

// farther puts places that are equally near in the order of their names.
func farther(a, b Near) bool {
	if a.Metres != b.Metres {
		return a.Metres > b.Metres
	}
	return a.Place.Name > b.Place.Name || a.Place.Name == b.Place.Name && a.Place.ID > b.Place.ID
}
