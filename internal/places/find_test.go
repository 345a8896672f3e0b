package places_test

import (
	"context"
	"fmt"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/places"
)

func TestAnAddressIsFoundAsItIsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		save(t, d, s, places.Address{Civic: "84", Street: "rue du Moulin", PostalCode: "J7R 1A1"})
		save(t, d, s, places.Address{Civic: "84", Street: "rue du Moulin", Apartment: "3"})
		save(t, d, s, places.Address{Civic: "84A", Street: "rue du Moulin"})
		save(t, d, s, places.Address{Civic: "12", Street: "rue Saint-Louis"})
		save(t, d, s, places.Address{Civic: "120", Street: "rue Saint-Louis"})
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
			{"84 rue du Moulin, app. 9", "84, rue du Moulin", 0},
			{"84 moulin apt 9", "84, rue du Moulin", 0},
			{"84 molin", "", 3},
			{"12 st-louis", "", 2},
			{"12, avenue St-Louis", "12, avenue Saint-Louis", 0},
			{"12 saint louis", "", 2},
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

// roll knows the matricules of some addresses.
type roll map[places.Matricule]places.AddressID

func (r roll) AddressOf(_ context.Context, m places.Matricule) (places.AddressID, error) {
	if a, ok := r[m]; ok {
		return a, nil
	}
	return "", fault.New(fault.NotFound, "Aucune propriété.")
}

func TestAMatriculeIsTheAddressOfItsProperty(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		house := save(t, d, s, places.Address{Civic: "84", Street: "rue du Moulin"})
		if got, err := s.Find(t.Context(), "7446-64-0046", ""); err != nil || got.Known {
			t.Errorf("without a roll: got %+v, %v, want nothing", got, err)
		}
		s.Roll = roll{"744664004600000000": house.ID, "744664004700000000": "gone"}
		for typed, want := range map[string]string{"7446-64-0046": "84, rue du Moulin", "7446640046": "84, rue du Moulin", "7446-64-0047": "", "9999-99-9999": ""} {
			got, err := s.Find(t.Context(), typed, "")
			if err != nil || got.Known != (want != "") || got.Known && got.Typed != want {
				t.Errorf("%s: got %+v, %v, want %q", typed, got, err, want)
			}
		}
	})
}

func TestMoreAddressesThanAreOfferedAreSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := town(t, d)
		for n := range 9 {
			save(t, d, s, places.Address{Civic: fmt.Sprint(2*n + 4), Street: "rue du Moulin"})
		}
		got, err := s.Find(t.Context(), "rue du Moulin", "")
		if err != nil || len(got.Choices) != 8 || !got.More {
			t.Errorf("nine doors: got %d choices, more %v, %v", len(got.Choices), got.More, err)
		}
		got, err = s.Find(t.Context(), "10 moulin", "")
		if err != nil || !got.Known || got.More {
			t.Errorf("one door: got %+v, %v", got, err)
		}
	})
}

func ExampleFound() {
	found := places.Found{Address: places.Address{Civic: "84", Street: "rue du Moulin"}, Known: true}
	fmt.Println(found.Address.Line())
	// Output: 84, rue du Moulin
}
