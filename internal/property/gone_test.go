package property

import (
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/people"
)

func TestWhoHoldsAPropertyThatLeftTheRollStillHasItsMatricule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, _ := street(t, d)
		marie := tw.citizen("Marie")
		_, err := tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
		tw.ok(err)
		tw.imports(rollOf(2026, house("7247580002", "86", 400000)))
		held, err := tw.OwnedBy(t.Context(), people.ID(marie.Person))
		tw.ok(err)
		if len(held) != 1 || held[0].Property != moulin || held[0].Matricule.String() != "7247-58-0001" || held[0].Line != "7247-58-0001" {
			t.Errorf("she holds %+v, want the property by its last matricule", held)
		}
		if p, err := tw.PropertyOf(t.Context(), held[0].Matricule); err != nil || p != moulin {
			t.Errorf("its matricule leads to %q (%v), want %q", p, err, moulin)
		}
	})
}
