package basemap

import (
	"math"

	"sem/internal/geo"
	"sem/internal/geo/plan"
)

const (
	cellDegrees = 0.004 // cellDegrees is about 300 metres from west to east at our latitude.
	mostCells   = 64    // mostCells is how many cells a feature may lie in before it is looked at every time.
)

type cell struct{ row, column int32 }

// index finds the features whose boxes meet a box.
type index struct {
	features []plan.Feature
	cells    map[cell][]int32
	large    []int32 // large are the features that lie in many cells, such as a river.
}

func newIndex(features []plan.Feature) *index {
	x := &index{features: features, cells: map[cell][]int32{}}
	for i := range features {
		from, to := cellsOf(features[i].Box)
		if int64(to.row-from.row+1)*int64(to.column-from.column+1) > mostCells {
			x.large = append(x.large, int32(i))
			continue
		}
		for row := from.row; row <= to.row; row++ {
			for column := from.column; column <= to.column; column++ {
				x.cells[cell{row, column}] = append(x.cells[cell{row, column}], int32(i))
			}
		}
	}
	return x
}

func (x *index) len() int { return len(x.features) }

func cellsOf(b geo.Box) (from, to cell) {
	at := func(p geo.Point) cell {
		return cell{int32(math.Floor(p.Lat / cellDegrees)), int32(math.Floor(p.Lon / cellDegrees))}
	}
	return at(b.SouthWest), at(b.NorthEast)
}

// within are the features whose boxes meet b, each once.
func (x *index) within(b geo.Box) []plan.Feature {
	var numbers []int32
	keep := func(i int32) {
		if overlap(x.features[i].Box, b) {
			numbers = append(numbers, i)
		}
	}
	for _, i := range x.large {
		keep(i)
	}
	from, to := cellsOf(b)
	if int64(to.row-from.row+1)*int64(to.column-from.column+1) > int64(len(x.cells)) {
		return x.overlapping(b)
	}
	for row := from.row; row <= to.row; row++ {
		for column := from.column; column <= to.column; column++ {
			for _, i := range x.cells[cell{row, column}] {
				// A feature in several cells is kept in the first of those looked at.
				first, _ := cellsOf(x.features[i].Box)
				if max(first.row, from.row) == row && max(first.column, from.column) == column {
					keep(i)
				}
			}
		}
	}
	found := make([]plan.Feature, len(numbers))
	for n, i := range numbers {
		found[n] = x.features[i]
	}
	return found
}

// overlapping looks at every feature, for a box larger than the city.
func (x *index) overlapping(b geo.Box) []plan.Feature {
	var found []plan.Feature
	for i := range x.features {
		if overlap(x.features[i].Box, b) {
			found = append(found, x.features[i])
		}
	}
	return found
}

func overlap(a, b geo.Box) bool {
	return a.SouthWest.Lat <= b.NorthEast.Lat && a.NorthEast.Lat >= b.SouthWest.Lat &&
		a.SouthWest.Lon <= b.NorthEast.Lon && a.NorthEast.Lon >= b.SouthWest.Lon
}
