package property

import (
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/people"
)

func TestWhatSeveralPeopleHoldIsReadAtOnceAndNobodyElses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw, moulin, neighbour := street(t, d)
		tw.bills[neighbour] = "CD34"
		marie, luc, eve := tw.citizen("Marie"), tw.citizen("Luc"), tw.citizen("Ève")
		_, err := tw.Link(t.Context(), eve, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
		tw.ok(err)
		_, err = tw.Link(t.Context(), luc, Claim{Where: "86, rue du Moulin", Code: "CD34"}, tw.fresh())
		tw.ok(err)
		_, err = tw.Link(t.Context(), marie, Claim{Where: "84, rue du Moulin", Code: "AB12"}, tw.fresh())
		tw.ok(err)

		held, err := tw.HeldByEach(t.Context(), people.ID(marie.Person), people.ID(luc.Person))
		tw.ok(err)
		if len(held) != 2 || held[0].Person != people.ID(marie.Person) || held[0].Property != moulin || held[1].Person != people.ID(luc.Person) || held[1].Property != neighbour {
			t.Fatalf("got %+v, want Marie’s house, then Luc’s", held)
		}
		if held[0].Value.N != 484_200 || held[0].Roll.FirstYear != 2026 || held[0].Line != "84, rue du Moulin" {
			t.Errorf("Marie’s house is %+v", held[0])
		}
		if none, err := tw.HeldByEach(t.Context()); err != nil || len(none) != 0 {
			t.Errorf("nobody holds %+v, %v", none, err)
		}
		tw.imports(rollOf(2029, house("7247580001", "84", 530_000)))
		held, err = tw.HeldByEach(t.Context(), people.ID(marie.Person), people.ID(luc.Person))
		tw.ok(err)
		if len(held) != 2 || held[0].Value.N != 530_000 || held[0].Roll.FirstYear != 2029 || held[1].Value.N != 400_000 || held[1].Roll.FirstYear != 2026 {
			t.Errorf("after the next roll, which has not Luc’s: %+v", held)
		}
	})
}
