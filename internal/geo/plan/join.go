package plan

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
)

// joined puts pieces that end where another begins into long lines: a register cuts streets
// at every crossing, while a name wants to run across them and a straight line needs two
// points only.
func joined(pieces []orb.LineString) []orb.LineString {
	if len(pieces) < 2 {
		return pieces
	}
	j := joiner{pieces: pieces, used: make([]bool, len(pieces)), ends: make(map[end][]int, 2*len(pieces))}
	for i, p := range pieces {
		for _, e := range []end{endAt(p[0]), endAt(p[len(p)-1])} {
			j.ends[e] = append(j.ends[e], i)
		}
	}
	var all []orb.LineString
	for i, p := range pieces {
		if !j.used[i] {
			j.used[i] = true
			line := j.onwards(slices.Clone(p))
			slices.Reverse(line)
			all = append(all, thin(j.onwards(line)))
		}
	}
	return all
}

// joiner knows which pieces end where.
type joiner struct {
	pieces []orb.LineString
	used   []bool
	ends   map[end][]int
}

// end is a place to a tenth of a unit, which is as exact as the drawing.
type end struct{ x, y int32 }

func endAt(p orb.Point) end {
	return end{int32(math.Round(p[0] * 10)), int32(math.Round(p[1] * 10))}
}

// onwards goes on from the end of a line for as long as a piece begins or ends there.
func (j *joiner) onwards(line orb.LineString) orb.LineString {
	for {
		here := endAt(line[len(line)-1])
		next := slices.IndexFunc(j.ends[here], func(i int) bool { return !j.used[i] })
		if next < 0 {
			return line
		}
		i := j.ends[here][next]
		j.used[i] = true
		piece := j.pieces[i]
		if endAt(piece[0]) != here {
			piece = slices.Clone(piece)
			slices.Reverse(piece)
		}
		line = append(line, piece[1:]...)
	}
}
