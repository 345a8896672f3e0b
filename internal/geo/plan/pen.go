package plan

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"
)

// pen writes the data of an SVG path with one decimal, each point from the one before,
// which is the shortest way to say it. SVG 2 §9.3.
type pen struct {
	b      strings.Builder
	whole  bool // whole leaves the decimal out, for what is small and many.
	buffer [16]byte
}

// String is the path written so far.
func (w *pen) String() string { return w.b.String() }

// tenths rounds to the grid of the drawing, so that errors of rounding do not add up.
func (w *pen) tenths(v float64) int {
	if w.whole {
		return int(math.Round(v)) * 10
	}
	return int(math.Round(v * 10))
}

// line draws one line; a closed one ends where it began.
func (w *pen) line(line orb.LineString, closed bool) {
	if len(line) == 0 {
		return
	}
	x, y := w.tenths(line[0][0]), w.tenths(line[0][1])
	w.b.WriteByte('M')
	w.number(x, false)
	w.number(y, true)
	if closed && line[0] == line[len(line)-1] {
		line = line[:len(line)-1]
	}
	command := byte('l')
	for _, p := range line[1:] {
		nx, ny := w.tenths(p[0]), w.tenths(p[1])
		dx, dy := nx-x, ny-y
		if dx == 0 && dy == 0 {
			continue
		}
		if command != 0 {
			w.b.WriteByte(command)
		}
		w.number(dx, command == 0)
		w.number(dy, true)
		command, x, y = 0, nx, ny
	}
	if closed {
		w.b.WriteByte('z')
	}
}

// dot draws a point, which a round stroke makes a disc.
func (w *pen) dot(x, y float64) {
	w.b.WriteByte('M')
	w.number(w.tenths(x), false)
	w.number(w.tenths(y), true)
	w.b.WriteString("h0")
}

// number writes tenths; the sign of a negative number already parts it from the one before.
func (w *pen) number(tenths int, follows bool) {
	if follows && tenths >= 0 {
		w.b.WriteByte(' ')
	}
	if tenths < 0 {
		w.b.WriteByte('-')
		tenths = -tenths
	}
	w.b.Write(strconv.AppendInt(w.buffer[:0], int64(tenths/10), 10))
	if tenths%10 != 0 {
		w.b.WriteByte('.')
		w.b.WriteByte(byte('0' + tenths%10))
	}
}
