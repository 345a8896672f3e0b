package ground

import (
	"testing"

	"sem/internal/text"
)

func TestEveryAddressLiesInsideItsDistrictAndIsOneDoor(t *testing.T) {
	plan, err := Read()
	if err != nil {
		t.Fatal(err)
	}
	const count = 17_000
	doors, streets, perDistrict := map[string]bool{}, map[string]bool{}, map[int]int{}
	for a := range plan.Addresses(count) {
		if doors[a.Line()] {
			t.Fatalf("%s is there twice", a.Line())
		}
		doors[a.Line()], streets[a.Street] = true, true
		if _, ok := text.PostalCode(a.PostalCode); !ok {
			t.Errorf("%s has postal code %q", a.Line(), a.PostalCode)
		}
		inside := 0
		for _, d := range plan.Districts {
			if d.Area.Contains(a.Point) {
				inside, perDistrict[d.Number] = inside+1, perDistrict[d.Number]+1
			}
		}
		if inside == 0 {
			t.Errorf("%s lies outside the town", a.Line())
		}
	}
	if len(doors) != count {
		t.Errorf("got %d addresses, want %d", len(doors), count)
	}
	for number, houses := range perDistrict {
		if houses < count/20 {
			t.Errorf("district %d has %d addresses, want at least %d", number, houses, count/20)
		}
	}
	for _, known := range []string{"84, rue du Moulin"} {
		if !doors[known] {
			t.Errorf("%s is not there", known)
		}
	}
	for _, known := range []string{"rue Saint-Laurent", "3e Avenue"} {
		if !streets[known] {
			t.Errorf("%s is not there", known)
		}
	}
}
