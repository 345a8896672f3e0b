package programweb

import (
	"testing"

	"sem/internal/leisure"
)

func TestAWholeCodeNamesItsGroupAlone(t *testing.T) {
	some := []*leisure.Group{{Code: "nageur-1-2"}, {Code: "nageur-2-1"}}
	if got := named(some, " Nageur-2-1 "); len(got) != 1 || got[0] != some[1] {
		t.Errorf("a whole code found %v", got)
	}
	if got := named(some, "nageur"); len(got) != 2 {
		t.Errorf("a word found %d groups, want both", len(got))
	}
}
