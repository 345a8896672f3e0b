package tax

import (
	"slices"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/session"
)

func TestAnotherProcessHearsOfARule(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, there := newTown(t, d), newTown(t, d)
		admin := session.Viewer{Account: "admin", Role: session.Administrator}
		interest := func(tw *town) (n int64) {
			rules, err := tw.Rules(t.Context())
			tw.ok(err)
			for _, r := range rules {
				n = int64(r.Interest / percent)
			}
			return n
		}
		if n := interest(there); n != 0 {
			t.Fatalf("before any rule: %d", n)
		}
		for _, want := range []int64{9, 11} {
			rule := Legal()
			rule.Year, rule.Interest = 2026, percent*9
			if want == 11 {
				rule.Interest = percent * 11
			}
			here.clock.Advance(time.Minute)
			here.ok(here.ChangeRule(t.Context(), admin, rule, forms.Key{}))
			there.ok(there.Refresh(t.Context()))
			if a, b := interest(here), interest(there); a != want || b != want {
				t.Errorf("at once: %d; heard: %d; want %d", a, b, want)
			}
		}
	})
}

func TestTheNewestAccountComesFirstAndTheAnnualOneBeforeItsSupplements(t *testing.T) {
	of := func(year int, kind Kind, sent Day, number string) piece {
		return piece{kind: anAccount, id: AccountID(number), name: number, rank: year, detail: string(kind), day: sent}
	}
	got := assembled([]piece{
		of(2025, Annual, "2025-01-27", "a"), of(2026, Supplement, "2026-01-10", "b"), of(2026, Annual, "2026-01-26", "c"), of(2026, Refund, "2026-05-01", "d"),
		{kind: anInstalment, id: "c", rank: 0, day: "2026-04-28"}, {kind: anInstalment, id: "c", rank: 1, day: "2026-02-25"},
		{kind: aPayment, id: "a", day: "2025-02-20", text: "Q-1"}, {kind: aPayment, id: "a", day: "2025-02-20", text: "Q-2"},
	})
	var order []string
	for _, a := range got {
		order = append(order, a.Number)
	}
	if !slices.Equal(order, []string{"c", "b", "d", "a"}) {
		t.Errorf("got %v", order)
	}
	if in := got[0].Instalments; len(in) != 2 || in[0].Due != "2026-04-28" || len(got[1].Instalments) != 0 {
		t.Errorf("instalments: %+v", got)
	}
	if p := got[3].Payments; len(p) != 2 || p[0].Reference != "Q-1" || len(got[0].Payments) != 0 {
		t.Errorf("payments: %+v", got)
	}
}
