package people_test

import (
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/people"
)

func TestAProofOfResidenceNeverShortensAnEarlierOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)
		register := &people.Service{DB: d, Clock: clock.At(now), IDs: id.Counting("p")}
		prove := func(person people.ID, until time.Time) (changed bool, err error) {
			err = d.InTx(t.Context(), func(tx *db.Tx) error {
				changed, err = register.ProveResidence(t.Context(), tx, person, until)
				return err
			})
			return changed, err
		}
		var marie people.ID
		if err := d.InTx(t.Context(), func(tx *db.Tx) (err error) {
			marie, err = register.AddTx(t.Context(), tx, people.NewPerson{GivenName: "Marie", FamilyName: "Tremblay", Language: "fr"})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		for _, step := range []struct {
			years   int
			changed bool
			want    int
		}{{2, true, 2}, {2, false, 2}, {1, false, 2}, {3, true, 3}} {
			changed, err := prove(marie, now.AddDate(step.years, 0, 0))
			if err != nil || changed != step.changed {
				t.Fatalf("a proof for %d years: changed %v, %v; want %v", step.years, changed, err, step.changed)
			}
			p, err := register.Person(t.Context(), marie)
			if err != nil || p.Residence != people.Resident || !p.ResidenceUntil.Equal(now.AddDate(step.want, 0, 0)) {
				t.Errorf("after a proof for %d years: %s until %v, %v; want %d years", step.years, p.Residence, p.ResidenceUntil, err, step.want)
			}
		}
		if _, err := prove("nobody", now); fault.KindOf(err) != fault.NotFound {
			t.Errorf("a proof for nobody: %v; want NotFound", err)
		}
	})
}
