package collections

import (
	"strconv"
	"strings"

	"sem/internal/geo"
	"sem/internal/text"
)

// Sector is a part of the city whose trucks come together.
type Sector struct {
	Code     string
	Name     string
	Stream   string // Stream is empty for every stream without sectors of its own.
	Area     geo.Area
	Ranges   []Range
	Position int // Position decides where two sectors overlap: the lower one wins.
	Source   string

	geometry string // geometry is the area as the file wrote it.
	box      geo.Box
}

// Range is a stretch of a street.
type Range struct {
	Street string
	First  int // First and Last are civic numbers, both included; 0 is the end of the street.
	Last   int
	Side   Side
}

// Side is one side of a street, by the parity of its civic numbers.
type Side string

// The sides of a street.
const (
	BothSides Side = ""
	EvenSide  Side = "even"
	OddSide   Side = "odd"
)

// Contains tells whether a civic number lies in the stretch. A lot without a number lies
// only in a whole street.
func (r Range) Contains(civic int) bool {
	if civic == 0 {
		return r.First == 0 && r.Last == 0 && r.Side == BothSides
	}
	if civic < r.First || r.Last != 0 && civic > r.Last {
		return false
	}
	even := civic%2 == 0
	return r.Side == BothSides || even == (r.Side == EvenSide)
}

// street is how streets are compared, whatever their accents and capitals.
func street(name string) string { return text.Fold(name) }

// civic is the number a civic begins with: 84 of 84A and of 84-88; 0 when there is none.
func civic(s string) int {
	end := strings.IndexFunc(s, func(c rune) bool { return c < '0' || c > '9' })
	if end < 0 {
		end = len(s)
	}
	n, err := strconv.Atoi(s[:end])
	if err != nil {
		return 0
	}
	return n
}

// Prose is what a file says in words of the days of a sector.
type Prose struct {
	Sector    string
	Stream    string
	Text      Words
	Exception Words
	Checked   bool // Checked says that a person read it as it stands, and did what it asks.
}
