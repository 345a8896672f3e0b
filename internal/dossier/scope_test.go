package dossier

import (
	"context"
	"slices"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

func TestAMandateForThePropertyOpensThatPartAndNothingElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		still := clock.At(noon)
		register := &people.Service{DB: d, Clock: still, IDs: id.Counting("p")}
		load := func(do func(tx *db.Tx) error) {
			t.Helper()
			if err := d.InTx(t.Context(), do); err != nil {
				t.Fatal(err)
			}
		}
		person := func(name string) people.Person {
			born := map[string]string{"marie": "1985-03-02", "zoé": "2018-05-01", "gérard": "1940-01-01", "rose": "1945-01-01"}[name]
			return people.Person{ID: people.ID(name), GivenName: name, BirthDate: born, Language: "fr", Residence: people.Unknown, CreatedAt: noon, UpdatedAt: noon}
		}
		load(func(tx *db.Tx) error {
			return register.Load(t.Context(), tx, slices.Values([]people.Person{person("marie"), person("zoé"), person("gérard"), person("rose")}))
		})
		load(func(tx *db.Tx) error {
			return register.LoadHouseholds(t.Context(), tx, slices.Values([]people.Household{{ID: "h", CreatedAt: noon, Members: []people.Member{
				{ID: "m1", Person: person("marie"), Kind: people.Adult, May: people.AllRights, Since: noon},
				{ID: "m2", Person: person("zoé"), Kind: people.Child, Since: noon},
			}}}))
		})
		load(func(tx *db.Tx) error {
			return register.LoadMandates(t.Context(), tx, slices.Values([]people.Mandate{
				{ID: "x1", Grantor: person("gérard"), Helper: person("marie"), Scope: people.Property, Since: noon, CreatedAt: noon},
				{ID: "x2", Grantor: person("rose"), Helper: person("marie"), Scope: people.All, Since: noon, Until: noon.AddDate(0, 0, 1), CreatedAt: noon},
			}))
		})
		s := &Service{DB: d, People: register, Clock: still}
		look := func() (seen, mandated, leisure string) {
			t.Helper()
			scope, err := s.ScopeOf(t.Context(), session.Viewer{Account: "a", Person: "marie"})
			if err != nil {
				t.Fatal(err)
			}
			names := func(care []people.Care) string {
				return titles(care, func(c people.Care) string { return string(c.Person.ID) })
			}
			return names(scope.People), names(scope.Mandated(people.Property)), names(scope.Mandated(people.Leisure))
		}
		if seen, mandated, leisure := look(); seen != "marie zoé rose" || mandated != "marie gérard rose" || leisure != "marie rose" {
			t.Errorf("got %q, for the property %q, for leisure %q", seen, mandated, leisure)
		}
		still.Advance(25 * time.Hour) // Rose’s mandate is over.
		if seen, mandated, leisure := look(); seen != "marie zoé" || mandated != "marie gérard" || leisure != "marie" {
			t.Errorf("a day later: got %q, for the property %q, for leisure %q", seen, mandated, leisure)
		}
	})
}

// doors is a register of addresses that counts how often it is asked.
type doors struct {
	known map[places.AddressID]places.Address
	asked int
}

func (r *doors) AddressByID(_ context.Context, _ db.Querier, which places.AddressID) (places.Address, error) {
	r.asked++
	if a, ok := r.known[which]; ok {
		return a, nil
	}
	return places.Address{}, fault.New(fault.NotFound, "Cette adresse n’est pas au registre de la Ville.")
}

func TestTheHomeIsReadOnceALook(t *testing.T) {
	for lives, want := range map[string]struct {
		civic string
		asked int
	}{"moulin": {"84", 1}, "gone": {"", 1}, "": {"", 0}} {
		register := &doors{known: map[places.AddressID]places.Address{"moulin": {ID: "moulin", Civic: "84", Street: "rue du Moulin"}}}
		scope := Scope{People: []people.Care{{Person: people.Person{ID: "marie", AddressID: lives}}}, read: map[any]any{}}
		for range 3 {
			home, err := scope.Home(t.Context(), register, nil)
			if err != nil || home.Civic != want.civic {
				t.Errorf("who lives at %q: got %+v, %v", lives, home, err)
			}
		}
		if register.asked != want.asked {
			t.Errorf("the register was asked %d times for %q, want %d", register.asked, lives, want.asked)
		}
	}
}
