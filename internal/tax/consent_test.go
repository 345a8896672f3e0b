package tax

import (
	"slices"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

func (tw *town) citizen(name string, owns ...places.PropertyID) session.Viewer {
	tw.Helper()
	register := &people.Service{DB: tw.DB, Clock: tw.clock, IDs: tw.IDs}
	tw.ok(tw.DB.InTx(tw.Context(), func(tx *db.Tx) error {
		return register.Load(tw.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: name, FamilyName: "Tremblay", Language: "fr", Residence: people.Unknown, CreatedAt: tw.clock.Now(), UpdatedAt: tw.clock.Now(),
		}}))
	}))
	tw.roll.owned[people.ID(name)] = owns
	return session.Viewer{Account: "compte-" + name, Person: name}
}

func TestWhoChoseTheBillByMailIsToldThatItIsHere(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, luc := tw.citizen("marie", moulin), tw.citizen("luc", moulin)
		for _, v := range []session.Viewer{marie, luc} {
			tw.ok(tw.Agree(t.Context(), v, moulin, forms.Key{}))
			tw.ok(tw.Agree(t.Context(), v, moulin, forms.Key{})) // A second click agrees to nothing more.
		}
		tw.citizen("gerard", ferme)
		tw.roll.owned["luc"] = nil // Luc has sold his half since.

		tw.take(header + bill2025 + bill2026)
		tw.take(header + bill2025 + bill2026)

		for name, want := range map[people.ID]int{"marie": 2, "luc": 0, "gerard": 0} {
			notices, err := tw.Alerts.List(t.Context(), name, 10)
			tw.ok(err)
			if len(notices) != want {
				t.Errorf("%s: got %d notices, want %d", name, len(notices), want)
			}
		}
		tw.ok(tw.Withdraw(t.Context(), marie, moulin, forms.Key{}))
		if c, err := tw.Consent(t.Context(), "marie", moulin); err != nil || c.Open() || c.WithdrawnAt.IsZero() {
			t.Errorf("got %+v, %v, want the consent withdrawn and kept", c, err)
		}
	})
}

func TestARuleIsKeptByYearAndReplaced(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		rule := Legal()
		rule.Year, rule.Number, rule.FixedDays = 2026, 4, []string{"02-25", "04-28", "06-30", "09-09"}
		admin := session.Viewer{Account: "admin", Role: session.Administrator}
		tw.ok(tw.ChangeRule(t.Context(), admin, rule, forms.Key{}))
		rule.Interest = 11 * percent
		tw.ok(tw.ChangeRule(t.Context(), admin, rule, forms.Key{}))
		rules, err := tw.Rules(t.Context())
		tw.ok(err)
		if len(rules) != 1 || rules[0].Interest != 11*percent || !slices.Equal(rules[0].FixedDays, rule.FixedDays) {
			t.Errorf("got %+v", rules)
		}
	})
}
