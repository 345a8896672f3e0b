package surveyor

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"sem/internal/demo/chance"
	"sem/internal/demo/ground"
)

// WriteMap writes what the plans of the town are drawn from: the streets and those that
// cross them, the river, the parks, and the buildings of the first so many streets.
func (s *Plan) WriteMap(w io.Writer, addresses int) error {
	c := begin(w)
	c.put(columns{"kind": "water", "name": "Rivière des Mille Îles"}, s.river())
	for i, r := range s.ground.Reserves() {
		c.put(columns{"kind": "park", "name": upper(parkName(i))}, parkOf(r))
		c.put(columns{"kind": "path"}, line(onAxis(r.Axis, 6, -24), onAxis(r.Axis, 70, 4), onAxis(r.Axis, 120, -6), onAxis(r.Axis, min(194, r.Length/2), 25)))
		c.put(columns{"kind": "building"}, rectangle(r.Axis, r.Length-85, r.Length-38, -14, 14))
	}
	for _, street := range s.streets {
		class := "locale"
		if street.Round == 1 || strings.HasPrefix(street.Name, "boulevard") {
			class = "major"
		}
		c.put(columns{"kind": "street", "class": class, "name": upper(street.Name)}, line(onAxis(street.Axis, -12, 0), onAxis(street.Axis, street.Length+12, 0)))
	}
	for i, crossing := range s.crossings() {
		c.put(columns{"kind": "street", "class": "locale", "id": fmt.Sprintf("T-%d", i)}, line(crossing...))
	}
	left := addresses
	for _, street := range s.streets {
		for _, lot := range street.Lots {
			if len(lot.Doors) > 0 && (left > 0 || street.District == 1) { // The old town is always drawn whole.
				c.building(street, lot)
			}
			left -= len(lot.Doors)
		}
	}
	return c.end()
}

// building draws the house of a lot.
func (c *collection) building(street ground.Street, lot ground.Lot) {
	d := chance.For("shape "+street.Name, lot.Number)
	wide, deep := 4.2+1.6*d.Float64(), 4.0+1.8*d.Float64()
	if len(lot.Doors) > 1 {
		wide, deep = 6.6, 6.2
	}
	low, high := lot.Off-deep, lot.Off+deep
	c.put(columns{"kind": "building"}, rectangle(street.Axis, lot.Along-wide, lot.Along+wide, low, high))
}

// halfRow is from the middle of a street to halfway to the next.
const halfRow = 38.0

// crossings are the streets that cross the others, each as one line through the rows that
// it meets.
func (s *Plan) crossings() [][]spot {
	axes := make([]ground.Axis, 0, len(s.streets))
	for _, street := range s.streets {
		axes = append(axes, street.Axis)
	}
	for _, r := range s.ground.Reserves() {
		axes = append(axes, r.Axis)
	}
	pieces := map[metre]spot{} // pieces are where each begins and ends: half a row before and after a street.
	begun := map[metre]spot{}
	ends := map[metre]bool{}
	for _, a := range axes {
		for _, along := range a.Crossings() {
			from, to := onAxis(a, along, -halfRow), onAxis(a, along, halfRow)
			pieces[from.metre()], begun[from.metre()], ends[to.metre()] = to, from, true
		}
	}
	var all [][]spot
	for _, at := range slices.SortedFunc(maps.Keys(pieces), metre.compare) {
		if _, follows := near(at, ends); follows {
			continue // It goes on from another.
		}
		crossing := []spot{begun[at]}
		for here, ok := at, true; ok; here, ok = near(crossing[len(crossing)-1].metre(), pieces) {
			crossing = append(crossing, pieces[here])
		}
		all = append(all, crossing)
	}
	return all
}

// metre is a square metre of the plane.
type metre [2]int

func (s spot) metre() metre { return metre{int(math.Round(s.x)), int(math.Round(s.y))} }

func (m metre) compare(other metre) int {
	return cmp.Or(cmp.Compare(m[1], other[1]), cmp.Compare(m[0], other[0]))
}

// near is the entry on the same square metre or one beside it.
func near[V any](at metre, among map[metre]V) (metre, bool) {
	for x := -1; x <= 1; x++ {
		for y := -1; y <= 1; y++ {
			m := metre{at[0] + x, at[1] + y}
			if _, ok := among[m]; ok {
				return m, true
			}
		}
	}
	return metre{}, false
}

// river is an invented river along the south-east of the town: it begins at the border and
// is as wide as the real one.
func (s *Plan) river() geometry {
	const (
		angle = 0.62
		step  = 120.0
		wide  = 380.0
	)
	edge := map[int]float64{}
	for _, d := range s.ground.Districts {
		for _, ring := range d.Area.Rings() {
			for i := range ring {
				x0, y0 := ground.Plane.ToPlane(ring[i])
				x1, y1 := ground.Plane.ToPlane(ring[(i+1)%len(ring)])
				pieces := math.Ceil(math.Hypot(x1-x0, y1-y0)/60) + 1
				for t := 0.0; t <= pieces; t++ {
					x, y := x0+(x1-x0)*t/pieces, y0+(y1-y0)*t/pieces
					u, v := turn(x, y, -angle)
					bin := int(math.Floor(u / step))
					if low, ok := edge[bin]; !ok || v < low {
						edge[bin] = v
					}
				}
			}
		}
	}
	bins := slices.Sorted(maps.Keys(edge))
	var bank, beyond []spot
	for i, bin := range bins {
		v := edge[bin]
		for _, other := range bins[max(0, i-2):min(len(bins), i+3)] { // The bank is smoother than the border.
			v = min(v, edge[other])
		}
		u := (float64(bin) + 0.5) * step
		x, y := turn(u, v-15, angle)
		bank = append(bank, spot{x, y})
		x, y = turn(u, v-15-wide, angle)
		beyond = append(beyond, spot{x, y})
	}
	slices.Reverse(beyond)
	return outline(append(bank, beyond...)...)
}

func turn(x, y, angle float64) (float64, float64) {
	sin, cos := math.Sincos(angle)
	return x*cos - y*sin, x*sin + y*cos
}
