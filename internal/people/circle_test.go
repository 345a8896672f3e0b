package people_test

import (
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/people"
)

func TestACircleHoldsTheHouseholdAndThoseWhoGaveAMandate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		w.person("Luc", "1984-01-01")
		w.person("Rose", "1945-01-01")
		home := w.home("Marie", "Zoé", "Léo")
		must(w.Join(t.Context(), agent, home.ID, w.names["Luc"], people.Adult, people.AllRights, forms.Key{}))(t)
		must(w.Grant(t.Context(), w.as("Rose"), w.names["Marie"], people.Leisure, time.Time{}, forms.Key{}))(t)

		look := func(name string, scope people.Scope) (care, homes []string) {
			circle := must(w.Circle(t.Context(), w.names[name], scope))(t)
			for _, c := range circle.InCare {
				care = append(care, c.Person.GivenName+" "+string(c.Why))
			}
			for _, h := range circle.Homes {
				for _, m := range h.Members {
					homes = append(homes, m.Person.GivenName)
				}
			}
			return care, homes
		}
		care, homes := look("Marie", people.Leisure)
		want(t, "Marie's care", care, []string{"Marie self", "Zoé household", "Léo household", "Rose mandate"})
		want(t, "Marie's home", homes, []string{"Luc", "Marie", "Zoé", "Léo"})
		care, _ = look("Marie", people.Property)
		want(t, "outside the mandate's scope", care, []string{"Marie self", "Zoé household", "Léo household"})
		care, homes = look("Zoé", people.All)
		want(t, "a child's care", care, []string{"Zoé self"})
		want(t, "a child's home", homes, []string{"Luc", "Marie", "Zoé", "Léo"})
		care, homes = look("Rose", people.All)
		want(t, "the care of whoever lives alone", care, []string{"Rose self"})
		want(t, "the home of whoever lives alone", homes, nil)

		w.clock.Advance(time.Hour)
		if err := w.EndMembership(t.Context(), w.as("Luc"), w.member(home, "Luc"), forms.Key{}); err != nil {
			t.Fatal(err)
		}
		_, homes = look("Luc", people.All)
		want(t, "the home Luc has left", homes, nil)
		_, homes = look("Marie", people.All)
		want(t, "the home without Luc", homes, []string{"Marie", "Zoé", "Léo"})
	})
}

func TestACircleIsTheSameAsItsParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.person("Marie", "1985-03-02")
		w.person("Luc", "1984-01-01")
		w.home("Marie", "Zoé")
		fathers := w.home("Luc", "Tom")
		must(w.Join(t.Context(), agent, fathers.ID, w.names["Zoé"], people.Child, people.Rights{}, forms.Key{}))(t)
		for name, person := range w.names {
			circle := must(w.Circle(t.Context(), person, people.All))(t)
			cares := must(w.InCare(t.Context(), person, people.All))(t)
			homes := must(w.Households(t.Context(), person))(t)
			for i := range cares {
				cares[i].Person.Contacts = nil
			}
			for _, h := range homes {
				for i := range h.Members {
					h.Members[i].Person.Contacts = nil
				}
			}
			want(t, name+"'s care", circle.InCare, cares)
			want(t, name+"'s homes", circle.Homes, homes)
			for _, c := range circle.InCare {
				known := must(w.Person(t.Context(), c.Person.ID))(t)
				known.Contacts = nil
				want(t, "as the register has "+c.Person.GivenName, c.Person, known)
			}
		}
	})
}

func TestAStrangerHasNoCircle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		_, err := w.Circle(t.Context(), "nobody", people.All)
		wantKind(t, "a circle", err, fault.NotFound)
		homes, err := w.Households(t.Context(), "nobody")
		if err != nil || len(homes) != 0 {
			t.Errorf("households of nobody: %v, %v", homes, err)
		}
	})
}
