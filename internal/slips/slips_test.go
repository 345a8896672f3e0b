package slips

import (
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/session"
)

func TestOnlyChildcareCountsAndRefundsLowerTheYearThatPaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		swimming := payments.Line{Amount: 84_00, Income: "leisure", Object: "nage", For: "léo"}
		tw.pays("b1", "marie", "2026-05-02", append(camp("camp-1", "zoé"), swimming)...)
		tw.pays("b2", "marie", "2025-12-30", camp("relâche", "zoé")...)
		tw.pays("b3", "marie", "2026-06-01", payments.Line{Amount: 50_00, Income: "childcare", Object: "adulte", For: "marie"})
		tw.care.days = map[string][]civil.Day{"camp-1": {civil.DayAt(2026, 6, 29), civil.DayAt(2026, 6, 30), civil.DayAt(2027, 1, 4)}}
		tw.wants(tw.draft(2026, "marie", "zoé"), Original, 163_00, 18_00, 145_00)
		tw.wants(tw.draft(2025, "marie", "zoé"), Original, 163_00, 18_00, 145_00)
		if days := tw.draft(2026, "marie", "zoé").Content.Days; days != 2 {
			t.Errorf("%d days of care in 2026, want 2", days)
		}
		for _, who := range []Draft{tw.draft(2026, "marie", "léo"), tw.draft(2026, "marie", "marie")} {
			if who.Payer != "" {
				t.Errorf("a slip for what is no childcare of a child: %+v", who)
			}
		}
		tw.givesBack("b1", "camp-1", 81_50) // Half of it, in February 2027.
		tw.wants(tw.draft(2026, "marie", "zoé"), Original, 81_50, 9_00, 72_50)
		tw.givesBack("b2", "relâche", 163_00)
		if d := tw.draft(2025, "marie", "zoé"); d.Code() != "" || d.Content.Paid != 0 {
			t.Errorf("all of it went back: %+v", d)
		}
		if d := tw.draft(2027, "marie", "zoé"); d.Payer != "" {
			t.Errorf("the year of a refund is not the year of the payment: %+v", d)
		}
	})
}

func TestSlipsAreIssuedOnceThenAmendedAndCancelled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.pays("b1", "marie", "2026-05-02", camp("camp-1", "zoé")...)
		tw.pays("b2", "marie", "2026-05-02", camp("camp-2", "léo")...)
		_, err := tw.Issue(t.Context(), nadia, 2026, forms.Key{})
		tw.refused(err, fault.Conflict) // Nobody said who the city is, nor which numbers it gives.
		tw.settled()
		_, err = tw.Issue(t.Context(), nadia, 2027, forms.Key{})
		tw.refused(err, fault.Conflict)
		_, err = tw.Issue(t.Context(), agent, 2026, forms.Key{})
		tw.refused(err, fault.Forbidden)
		once := forms.Key{Value: "k", Actor: "nadia", Fingerprint: "f"}
		if made, err := tw.Issue(t.Context(), nadia, 2026, once); err != nil || made != 2 {
			t.Fatalf("issued %d, %v", made, err)
		}
		if made, err := tw.Issue(t.Context(), nadia, 2026, once); err != nil || made != 0 {
			t.Errorf("the same form again made %d, %v", made, err)
		}
		_, err = tw.Issue(t.Context(), nadia, 2026, forms.Key{})
		tw.refused(err, fault.Conflict)

		tw.givesBack("b1", "camp-1", 81_50)
		tw.givesBack("b2", "camp-2", 163_00)
		tw.issues(2026, 2)
		all, err := tw.SlipsOf(t.Context(), "marie")
		tw.ok(err)
		if len(all) != 4 {
			t.Fatalf("%d slips, want 4", len(all))
		}
		by := map[string]Slip{}
		for _, p := range all {
			by[string(p.Child)+string(p.Code)] = p
		}
		first, amended, gone := by["zoéR"], by["zoéA"], by["léoD"]
		if amended.Replaces != first.Number || amended.Number == first.Number || amended.Content.Eligible != 72_50 || len(amended.Changed) != 1 || amended.Changed[0] != AmountChanged {
			t.Errorf("amended: %+v", amended)
		}
		if first.Content.Eligible != 145_00 {
			t.Errorf("what was issued changed: %+v", first.Content)
		}
		if gone.Number != by["léoR"].Number || gone.Content.Paid != 163_00 || len(gone.Changed) != 0 {
			t.Errorf("cancelled: %+v", gone)
		}
		if amended.Number != "123456723" || amended.Batch != 2 { // 12345672 ÷ 7 leaves 3.
			t.Errorf("number %s of issue %d", amended.Number, amended.Batch)
		}
		told, err := tw.Alerts.List(t.Context(), "marie", 10)
		if err != nil || len(told) != 4 || !strings.Contains(told[0].Title+told[1].Title, "annulé") {
			t.Errorf("told: %+v, %v", told, err)
		}

		tw.pays("b4", "marie", "2026-07-02", camp("camp-4", "léo")...)
		tw.issues(2026, 1)
		if d := tw.draft(2026, "marie", "léo"); d.Last == nil || d.Last.Code != Original || d.Last.Rank != 2 {
			t.Errorf("after a cancelled one: %+v", d.Last)
		}
	})
}

func TestANumberIsGivenOnceHoweverTheSeriesIsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).settled()
		tw.pays("b1", "marie", "2026-05-02", camp("camp-1", "zoé")...)
		tw.pays("b2", "marie", "2026-05-02", camp("camp-2", "léo")...)
		tw.issues(2026, 2)
		filer, err := tw.Filer(t.Context())
		tw.ok(err)
		for _, first := range []int{filer.First + 1, filer.First - 1, filer.First} {
			typed := filer
			typed.First = first
			tw.ok(tw.SaveFiler(t.Context(), nadia, typed, forms.Key{}))
			if now, err := tw.Filer(t.Context()); err != nil || now.First+now.Used != filer.First+2 {
				t.Errorf("from %d the next number is %d, %v", first, now.First+now.Used, err)
			}
		}
		tw.givesBack("b1", "camp-1", 81_50)
		tw.issues(2026, 1)
	})
}

func TestWhatIsMissingIsSaidAndWithoutAnAddressASlipWaits(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).settled()
		tw.pays("b1", "marie", "2026-05-02", camp("camp-1", "zoé")...)
		tw.pays("b2", "luc", "2026-05-02", camp("camp-2", "zoé")...)
		tw.care.address["luc"] = ""
		tw.ok(tw.SaveNAS(t.Context(), marie, maries, forms.Key{}))
		y, err := tw.Simulate(t.Context(), nadia, 2026)
		if err != nil || y.New != 1 || y.Held != 1 || y.NoNumber != 0 || y.ByMail != 1 {
			t.Errorf("the year: %+v, %v", y, err)
		}
		tw.issues(2026, 1)
		tw.care.address["luc"] = "12, rue Dubois\nSaint-Exemple (Québec) J7P 2B2"
		tw.issues(2026, 1)
	})
}

func TestTwoParentsShareByTheAgreementOfBoth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).settled()
		tw.pays("b1", "marie", "2026-05-02", payments.Line{Amount: 100_01, Income: "childcare", Object: "camp-1", For: "zoé"})
		tw.refused(tw.AskSplit(t.Context(), marie, 2026, "léo", "h2", forms.Key{}), fault.NotFound)
		tw.refused(tw.AskSplit(t.Context(), marie, 2026, "zoé", "h1", forms.Key{}), fault.Invalid) // Nobody else is adult there.
		tw.ok(tw.AskSplit(t.Context(), marie, 2026, "zoé", "h2", forms.Key{}))
		tw.refused(tw.AskSplit(t.Context(), marie, 2026, "zoé", "h2", forms.Key{}), fault.Conflict)
		tw.wants(tw.draft(2026, "marie", "zoé"), Original, 100_01, 0, 100_01)

		m, err := tw.Mine(t.Context(), luc)
		if err != nil || len(m.ToAnswer) != 1 || m.ToAnswer[0].Payer != "marie" {
			t.Fatalf("Luc is asked: %+v, %v", m.ToAnswer, err)
		}
		one := m.ToAnswer[0].ID
		tw.refused(tw.AnswerSplit(t.Context(), marie, one, true, forms.Key{}), fault.NotFound)
		tw.refused(tw.AnswerSplit(t.Context(), session.Viewer{Account: "x", Person: "voisine"}, one, true, forms.Key{}), fault.NotFound)
		tw.refused(tw.SaveNAS(t.Context(), luc, maries, forms.Key{}), fault.Conflict)
		tw.ok(tw.AnswerSplit(t.Context(), luc, one, true, forms.Key{}))
		tw.refused(tw.AnswerSplit(t.Context(), luc, one, false, forms.Key{}), fault.Conflict)
		tw.ok(tw.SaveNAS(t.Context(), luc, maries, forms.Key{}))
		tw.wants(tw.draft(2026, "marie", "zoé"), Original, 50_01, 0, 50_01)
		tw.wants(tw.draft(2026, "luc", "zoé"), Original, 50_00, 0, 50_00)
		if m, err = tw.Mine(t.Context(), luc); err != nil || !m.Concerned || len(m.Drafts) != 1 || m.Drafts[0].Content.Eligible != 50_00 {
			t.Errorf("Luc sees %+v, %v", m.Drafts, err)
		}
		tw.issues(2026, 2)

		tw.refused(tw.EndSplit(t.Context(), session.Viewer{Account: "x", Person: "voisine"}, one, forms.Key{}), fault.NotFound)
		tw.ok(tw.EndSplit(t.Context(), luc, one, forms.Key{}))
		tw.wants(tw.draft(2026, "marie", "zoé"), Amended, 100_01, 0, 100_01)
		if d := tw.draft(2026, "luc", "zoé"); d.Code() != Cancelled {
			t.Errorf("Luc’s slip becomes %q", d.Code())
		}
	})
}

func TestASlipIsReadOnLineByWhoAgreedToIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).settled()
		tw.pays("b1", "marie", "2026-05-02", camp("camp-1", "zoé")...)
		tw.ok(tw.Consent(t.Context(), marie, true, forms.Key{}))
		tw.issues(2026, 1)
		all, err := tw.SlipsOf(t.Context(), "marie")
		tw.ok(err)
		if !all[0].Electronic {
			t.Error("the slip does not know that she agreed")
		}
		if _, err := tw.Slip(t.Context(), marie, all[0].ID); err != nil {
			t.Error(err)
		}
		_, err = tw.Slip(t.Context(), luc, all[0].ID)
		tw.refused(err, fault.NotFound)
		_, err = tw.Slip(t.Context(), nadia, all[0].ID)
		tw.refused(err, fault.Forbidden)
		if _, err := tw.Slips(t.Context(), nadia, 2026, 1, true); fault.KindOf(err) != fault.NotFound {
			t.Errorf("to mail: %v", err)
		}
		tw.clock.Advance(time.Minute)
		tw.ok(tw.Consent(t.Context(), marie, false, forms.Key{}))
		_, err = tw.Slip(t.Context(), marie, all[0].ID)
		tw.refused(err, fault.Conflict)
		m, err := tw.Mine(t.Context(), marie)
		if err != nil || m.Told.Electronic || m.Told.ConsentedAt.IsZero() || !m.Told.WithdrawnAt.After(m.Told.ConsentedAt) {
			t.Errorf("told: %+v, %v", m.Told, err)
		}
	})
}

func TestAmountsAlwaysAddUpToWhatWasPaid(t *testing.T) {
	bill := payments.Bill{ID: "b", Number: "F", Payer: "marie", Lines: append(camp("x", "zoé"), camp("y", "léo")...)}
	bill.Lines[3].Amount = 18_07
	steps := []payments.Step{
		{At: on("2026-01-05"), Off: map[string]money.Cents{"y": 13_00}}, {At: on("2026-01-06"), Paid: 99_99}, {At: on("2026-02-01"), Paid: 213_08},
		{At: on("2026-03-01"), Back: map[string]money.Cents{"x": 33_33, "y": 0}}, {At: on("2027-03-01"), Back: map[string]money.Cents{"x": 10_01, "y": 150_00}},
	}
	found := reckon(2026, "childcare", []payments.Moved{{Bill: bill, Steps: steps}})
	x, y := found[pair{"marie", "zoé"}], found[pair{"marie", "léo"}]
	if x.Paid != 163_07-43_34 || y.Paid != 0 || y.Eligible != 0 || x.Paid != x.Eligible+x.Ineligible {
		t.Errorf("Zoé %+v, Léo %+v", x, y)
	}
}
