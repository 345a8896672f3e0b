package neighbourhood

import (
	"cmp"
	"math"
	"slices"

	"github.com/tidwall/rtree"

	"sem/internal/geo"
)

// Near is a place and how far it is.
type Near struct {
	Place  *Place
	Metres float64 // Metres are to its nearest edge, as the crow flies; 0 in it.
}

// spatial finds places by where they are. It is made once and then only read, by any number
// of goroutines. Boxes stand in a tree, rounded outwards to 32 bits; what the tree offers is
// then measured exactly.
type spatial struct {
	tree   rtree.RTreeGN[float32, uint32]
	places []*Place
	spots  []geo.Point // spots are the places that are one point; zero for the others.
}

// newSpatial indexes places. Neighbours are put in one after the other, so that they stand
// together in the tree.
func newSpatial(places []*Place) *spatial {
	x := &spatial{places: places, spots: make([]geo.Point, len(places))}
	order := make([]uint32, len(places))
	codes := make([]uint32, len(places))
	for i, p := range places {
		order[i] = uint32(i)
		codes[i] = morton(p.Shape.Box().SouthWest)
		if points := p.Shape.Points(); len(points) == 1 {
			x.spots[i] = points[0]
		}
	}
	slices.SortFunc(order, func(a, b uint32) int { return cmp.Compare(codes[a], codes[b]) })
	for _, i := range order {
		b := places[i].Shape.Box()
		x.tree.Insert(
			[2]float32{below(b.SouthWest.Lon), below(b.SouthWest.Lat)},
			[2]float32{above(b.NorthEast.Lon), above(b.NorthEast.Lat)}, i)
	}
	return x
}

func below(v float64) float32 { return math.Nextafter32(float32(v), float32(math.Inf(-1))) }
func above(v float64) float32 { return math.Nextafter32(float32(v), float32(math.Inf(1))) }

// morton interleaves the bits of both coordinates: points that are near have codes that are.
func morton(p geo.Point) uint32 {
	lat, lon := uint32((p.Lat+90)/180*65535), uint32((p.Lon+180)/360*65535)
	var code uint32
	for bit := range 16 {
		code |= lat >> bit & 1 << (2*bit + 1)
		code |= lon >> bit & 1 << (2 * bit)
	}
	return code
}

// around are the places within so many metres of p, the nearest first; equally near ones in
// the order in which they were given.
func (x *spatial) around(p geo.Point, radiusMetres float64) []Near {
	type hit struct {
		metres float64
		at     uint32
	}
	ruler := geo.RulerAt(p)
	box := ruler.Box(p, radiusMetres)
	hits := make([]hit, 0, 64)
	x.tree.Search(
		[2]float32{below(box.SouthWest.Lon), below(box.SouthWest.Lat)},
		[2]float32{above(box.NorthEast.Lon), above(box.NorthEast.Lat)},
		func(_, _ [2]float32, at uint32) bool {
			var metres float64
			if spot := x.spots[at]; !spot.IsZero() {
				metres = ruler.Metres(p, spot)
			} else {
				metres = x.places[at].Shape.NearestMetres(p)
			}
			if metres <= radiusMetres {
				hits = append(hits, hit{metres, at})
			}
			return true
		})
	slices.SortFunc(hits, func(a, b hit) int {
		if a.metres != b.metres {
			return cmp.Compare(a.metres, b.metres)
		}
		return cmp.Compare(a.at, b.at)
	})
	near := make([]Near, len(hits))
	for i, h := range hits {
		near[i] = Near{x.places[h.at], h.metres}
	}
	return near
}
