package plan

import (
	"math"

	"github.com/paulmach/orb"
)

// mostPieces is how many pieces of one street are put together.
const mostPieces = 60

// joined puts the pieces of each street together: a register cuts streets at every crossing,
// and a name wants to run across them.
func joined(all []named) []named {
	type key struct{ name, kind string }
	index := map[key]int{}
	var out []named
	for _, n := range all {
		k := key{n.name, n.kind}
		if isArea(n.kind) {
			out = append(out, n)
			continue
		}
		if i, ok := index[k]; ok {
			out[i].lines = append(out[i].lines, n.lines...)
			continue
		}
		index[k] = len(out)
		n.lines = append([]orb.LineString{}, n.lines...)
		out = append(out, n)
	}
	for i := range out {
		if !isArea(out[i].kind) && len(out[i].lines) > 1 && len(out[i].lines) <= mostPieces {
			out[i].lines = chained(out[i].lines)
		}
	}
	return out
}

// chained joins lines that end where another begins.
func chained(lines []orb.LineString) []orb.LineString {
	for i := 0; i < len(lines); i++ {
		for j := 0; j < len(lines); j++ {
			if i == j {
				continue
			}
			if long, ok := join(lines[i], lines[j]); ok {
				lines[i] = long
				lines = append(lines[:j], lines[j+1:]...)
				if j < i {
					i--
				}
				j = -1
			}
		}
	}
	return lines
}

func join(a, b orb.LineString) (orb.LineString, bool) {
	switch {
	case meet(a[len(a)-1], b[0]):
		return onwards(a, b), true
	case meet(a[len(a)-1], b[len(b)-1]):
		return onwards(a, reversed(b)), true
	case meet(a[0], b[len(b)-1]):
		return onwards(b, a), true
	case meet(a[0], b[0]):
		return onwards(reversed(b), a), true
	}
	return nil, false
}

func onwards(a, b orb.LineString) orb.LineString {
	return append(append(make(orb.LineString, 0, len(a)+len(b)), a...), b[1:]...)
}

func reversed(line orb.LineString) orb.LineString {
	back := line.Clone()
	back.Reverse()
	return back
}

// meet tells whether two ends are one: tiles and registers round them each in their way.
func meet(a, b orb.Point) bool { return math.Abs(a[0]-b[0]) < 1.5 && math.Abs(a[1]-b[1]) < 1.5 }
