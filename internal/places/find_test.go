package places_test

import (
	"fmt"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/places"
)

func TestAnAddressIsFoundAsItIsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		save(t, d, s, places.Address{Civic: "84", Street: "rue du Moulin", PostalCode: "J7R 1A1"})
		save(t, d, s, places.Address{Civic: "84", Street: "rue du Moulin", Apartment: "3"})
		save(t, d, s, places.Address{Civic: "84A", Street: "rue du Moulin"})
		save(t, d, s, places.Address{Civic: "12", Street: "rue Saint-Louis"})
		only := save(t, d, s, places.Address{Civic: "12", Street: "avenue Saint-Louis"})
		for _, c := range []struct {
			typed   string
			known   string // known is the door that answers; empty when a choice or nothing does.
			choices int
		}{
			{"84, rue du Moulin", "84, rue du Moulin", 0},
			{"  84 RUE DU MOULIN ", "84, rue du Moulin", 0},
			{"84 moulin", "84, rue du Moulin", 0},
			{"84, rue du Moulin, app. 3", "84, rue du Moulin, app. 3", 0},
			{"84a rue du moulin", "84A, rue du Moulin", 0},
			{"84 rue du Moulin J7R 1A1", "84, rue du Moulin", 0},
			{"84 molin", "", 3},
			{"12 st-louis", "", 2},
			{"12, avenue St-Louis", "12, avenue Saint-Louis", 0},
			{"rue du Moulin", "", 3},
			{"9999, rue Nulle", "", 0},
			{"", "", 0},
		} {
			got, err := s.Find(t.Context(), c.typed, "")
			if err != nil {
				t.Fatal(err)
			}
			if line := got.Address.Line(); got.Known != (c.known != "") || got.Known && line != c.known || len(got.Choices) != c.choices {
				t.Errorf("%q: got known %v %q and %d choices, want %q and %d", c.typed, got.Known, line, len(got.Choices), c.known, c.choices)
			}
		}
		chosen, err := s.Find(t.Context(), "12 st-louis", only.ID)
		if err != nil || !chosen.Known || chosen.Typed != "12, avenue Saint-Louis" {
			t.Errorf("chosen: got %+v, %v", chosen, err)
		}
		gone, err := s.Find(t.Context(), "12 st-louis", "gone")
		if err != nil || gone.Known || len(gone.Choices) != 2 {
			t.Errorf("a choice that is gone: got %+v, %v, want the two choices again", gone, err)
		}
	})
}

func ExampleFound() {
	found := places.Found{Address: places.Address{Civic: "84", Street: "rue du Moulin"}, Known: true}
	fmt.Println(found.Address.Line())
	// Output: 84, rue du Moulin
}
