package registration

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
)

func TestAPlaceIsHeldPaidAndConfirmed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		o := tw.add(marie, "nage-1", "zoé", "léo")
		if o[0].State != Held || o[1].State != Held || !o[0].Until.Equal(opening.Add(15*time.Minute)) {
			t.Fatalf("outcomes: %+v", o)
		}
		c, err := tw.Cart(t.Context(), marie, "marie")
		tw.ok(err)
		if c.Total != 6000+5400 || len(c.Places) != 2 || c.Places[0].Findings.Verdict() != leisure.Yes {
			t.Errorf("the cart: %+v", c)
		}
		order, err := tw.CheckOut(t.Context(), marie, "marie", CheckOut{}, key("payer"))
		tw.ok(err)
		if order.State != OrderOpen || order.Total != 11400 || len(order.Places) != 2 || order.Number != "L2026-000001-"+order.Number[len(order.Number)-1:] {
			t.Fatalf("order: %+v", order)
		}
		again, err := tw.CheckOut(t.Context(), marie, "marie", CheckOut{}, key("autre"))
		tw.ok(err)
		if again.Number != order.Number || again.Bill != order.Bill {
			t.Errorf("asked again: %s, %s", again.Number, again.Bill)
		}
		tw.clock.Advance(20 * time.Minute) // The payment is under way: the places are kept.
		tw.ok(tw.Sweep(t.Context()))
		tw.pay(order)
		tw.pay(order)
		order, err = tw.Order(t.Context(), marie, order.Number)
		tw.ok(err)
		if order.State != OrderConfirmed || order.Places[0].State != Confirmed || order.Places[0].Paid != 6000 || order.Places[1].Paid != 5400 {
			t.Errorf("paid: %+v", order)
		}
		if told := tw.told("marie"); !slices.Equal(told, []string{"2 inscriptions confirmées"}) {
			t.Errorf("told: %q", told)
		}
		if l := tw.Left("nage-1"); l.Taken != 2 || l.Free(leisure.Web) != 0 {
			t.Errorf("left: %+v", l)
		}
		_, err = tw.Order(t.Context(), luc, order.Number)
		tw.refused(err, fault.NotFound)
		tw.wantCounted()
	})
}

func TestBeforeTheOpeningACartIsPreparedAndTakenInOneClick(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.clock.Set(opening.Add(-time.Hour))
		wish := tw.add(marie, "nage-1", "zoé")
		tw.add(marie, "danse-1", "léo")
		if wish[0].State != Wished {
			t.Fatalf("an hour before: %+v", wish)
		}
		c, err := tw.Cart(t.Context(), marie, "marie")
		tw.ok(err)
		if c.Places[0].Total() != 6000 || c.Places[1].Total() != 4500 || c.Total != 0 {
			t.Errorf("foreseen: %+v", c)
		}
		early, err := tw.HoldAll(t.Context(), marie, "marie", "", key("trop tôt"))
		tw.ok(err)
		if early[0].State != Wished || early[0].Refusal != "" {
			t.Errorf("held before the opening: %+v", early)
		}
		tw.clock.Set(opening)
		tw.add(viewer("p00"), "danse-1", "p00")
		tw.add(viewer("p01"), "danse-2", "p01")
		o, err := tw.HoldAll(t.Context(), marie, "marie", "", key("tout"))
		tw.ok(err)
		same, err := tw.HoldAll(t.Context(), marie, "marie", "", key("tout"))
		tw.ok(err)
		if fmt.Sprint(o) != fmt.Sprint(same) {
			t.Errorf("the second click: %v, want %v", same, o)
		}
		got := map[leisure.GroupID]Outcome{}
		for _, one := range o {
			got[one.Group] = one
		}
		if got["nage-1"].State != Held || got["danse-1"].Refusal != Full || got["danse-1"].State != Wished {
			t.Errorf("outcomes: %+v", o)
		}
		if c, err = tw.Cart(t.Context(), marie, "marie"); err != nil || c.Total != 6000 {
			t.Errorf("the cart after: %+v, %v", c, err)
		}
		tw.wantCounted()
	})
}

func TestAHoldRunsOutAndIsExtendedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		o := tw.add(viewer("p00"), "danse-1", "p00")
		tw.add(viewer("p01"), "danse-2", "p01")
		if full := tw.add(viewer("p02"), "danse-1", "p02"); full[0].Refusal != Full {
			t.Errorf("a third place of two: %+v", full)
		}
		tw.clock.Advance(14 * time.Minute)
		tw.ok(tw.Extend(t.Context(), viewer("p00"), "p00", key("prolonger")))
		tw.ok(tw.Extend(t.Context(), viewer("p00"), "p00", key("prolonger")))
		tw.refused(tw.Extend(t.Context(), viewer("p00"), "p00", key("encore")), fault.Conflict)
		tw.clock.Advance(time.Minute)
		if late := tw.add(viewer("p02"), "danse-1", "p02"); late[0].State != Held {
			t.Errorf("the place of a hold that ran out: %+v", late)
		}
		tw.state(o[0].Place, Held)
		tw.clock.Advance(15 * time.Minute)
		tw.ok(tw.Sweep(t.Context()))
		tw.state(o[0].Place, Lapsed)
		_, err := tw.CheckOut(t.Context(), viewer("p00"), "p00", CheckOut{}, key("trop tard"))
		tw.refused(err, fault.Conflict)
		tw.wantCounted()
	})
}

func TestACoursePaidAfterItsHoldRanOutIsTakenAgainOrGivenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		order := func(who people.ID, group leisure.GroupID) Order {
			tw.add(viewer(who), group, who)
			o, err := tw.CheckOut(t.Context(), viewer(who), who, CheckOut{}, forms.Key{})
			tw.ok(err)
			tw.page(o)
			return o
		}
		taken, free := order("p00", "danse-1"), order("p01", "nage-1")
		tw.clock.Advance(time.Hour)
		tw.ok(tw.Sweep(t.Context()))
		tw.registered("p02", "danse-1")
		tw.registered("p03", "danse-2")
		tw.pay(taken)
		tw.pay(free)
		tw.pay(taken)
		tw.state(taken.Places[0].ID, Lapsed)
		tw.state(free.Places[0].ID, Confirmed)
		refunds, err := tw.payments.RefundsOf(t.Context(), "p00")
		tw.ok(err)
		if len(refunds) != 1 || refunds[0].Amount != 5000 {
			t.Errorf("given back: %+v", refunds)
		}
		if told := tw.told("p00"); !slices.Equal(told, []string{"Votre paiement vous est rendu : Danse"}) {
			t.Errorf("told: %q", told)
		}
		if p := tw.place(taken.Places[0].ID); p.Reason != EndedUnpaid {
			t.Errorf("the reason: %q", p.Reason)
		}
		tw.wantCounted()
	})
}

func TestTheSameChildInBothParentsCartsIsRefusedWithoutSayingWhy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		o := tw.add(marie, "nage-1", "zoé")
		second := tw.add(luc, "nage-1", "zoé")
		if second[0].Refusal != Elsewhere || second[0].Place != "" || second[0].State != "" {
			t.Errorf("the other parent: %+v", second)
		}
		if c, err := tw.Cart(t.Context(), luc, "luc"); err != nil || len(c.Places) != 0 {
			t.Errorf("the other cart: %+v, %v", c, err)
		}
		tw.refused(tw.Remove(t.Context(), luc, o[0].Place, forms.Key{}), fault.NotFound)
		_, err := tw.Add(t.Context(), luc, AddTo{Owner: "luc", People: []people.ID{"léo"}, Group: "nage-1"}, forms.Key{})
		tw.refused(err, fault.NotFound)
		_, err = tw.Add(t.Context(), luc, AddTo{Owner: "marie", People: []people.ID{"zoé"}, Group: "nage-1"}, forms.Key{})
		tw.refused(err, fault.NotFound)
		tw.ok(tw.Remove(t.Context(), marie, o[0].Place, key("retirer")))
		tw.ok(tw.Remove(t.Context(), marie, o[0].Place, key("retirer")))
		if third := tw.add(luc, "nage-1", "zoé"); third[0].State != Held {
			t.Errorf("once it is free: %+v", third)
		}
		tw.wantCounted()
	})
}

func TestTheWindowThatClosesBetweenHoldAndPaymentIsHonoured(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.clock.Set(at("2027-01-31 23:55"))
	tw.add(marie, "nage-1", "zoé")
	tw.clock.Set(at("2027-02-01 00:05"))
	if o := tw.add(marie, "nage-2", "léo"); o[0].Refusal != Ineligible {
		t.Errorf("after the window: %+v", o)
	}
	order, err := tw.CheckOut(t.Context(), marie, "marie", CheckOut{}, forms.Key{})
	tw.ok(err)
	tw.pay(order)
	tw.state(order.Places[0].ID, Confirmed)
}

func TestThePriceOfAHoldStandsAndAWishFollows(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.clock.Set(opening.Add(-time.Minute))
	tw.add(viewer("p00"), "nage-1", "p00")
	tw.add(viewer("p01"), "nage-1", "p01")
	tw.clock.Set(opening)
	_, err := tw.HoldAll(t.Context(), viewer("p00"), "p00", "", forms.Key{})
	tw.ok(err)
	tw.program.change("nage-1", func(g *leisure.Group) { g.Prices = []leisure.Price{{Amount: 7000}} })
	_, err = tw.HoldAll(t.Context(), viewer("p01"), "p01", "", forms.Key{})
	tw.ok(err)
	for who, want := range map[people.ID]money.Cents{"p00": 6000, "p01": 7000} {
		order, err := tw.CheckOut(t.Context(), viewer(who), who, CheckOut{}, forms.Key{})
		if err != nil || order.Total != want {
			t.Errorf("%s pays %v, %v, want %v", who, order.Total, err, want)
		}
	}
}

func TestOthersPayMoreAndComeLater(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	if o := tw.add(voisine, "nage-2", "voisine"); o[0].State != Wished {
		t.Errorf("a week before their turn: %+v", o)
	}
	tw.clock.Set(opening.AddDate(0, 0, 7))
	_, err := tw.HoldAll(t.Context(), voisine, "voisine", "", forms.Key{})
	tw.ok(err)
	c, err := tw.Cart(t.Context(), voisine, "voisine")
	tw.ok(err)
	if p := c.Places[0].Price; len(p) != 2 || p[0].Amount != 6000 || p[1].Kind != AudiencePrice || c.Total != 12000 {
		t.Errorf("the price: %+v", p)
	}
}

func TestTheReductionGoesToTheLaterChildrenOfAFamily(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	price := func() map[people.ID]money.Cents {
		c, err := tw.Cart(t.Context(), marie, "marie")
		tw.ok(err)
		sums := map[people.ID]money.Cents{}
		for _, p := range c.Places {
			sums[p.Person] += p.Total()
		}
		return sums
	}
	first := tw.add(marie, "nage-2", "zoé")
	tw.clock.Advance(time.Second)
	tw.add(marie, "nage-2", "léo")
	tw.clock.Advance(time.Second)
	tw.add(marie, "danse-1", "mia")
	tw.add(marie, "danse-2", "marie")
	if got, want := price(), map[people.ID]money.Cents{"zoé": 6000, "léo": 5400, "mia": 4000, "marie": 5000}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("three children and their mother: %v, want %v", got, want)
	}
	tw.ok(tw.Remove(t.Context(), marie, first[0].Place, forms.Key{}))
	if got, want := price(), map[people.ID]money.Cents{"léo": 6000, "mia": 4500, "marie": 5000}; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("once the eldest is out of the cart: %v, want %v", got, want)
	}
}

func TestPlacesKeptForTheCounterAreTheCountersUntilTheirDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.add(viewer("p00"), "nage-2", "p00")
		tw.add(viewer("p01"), "nage-2", "p01")
		if o := tw.add(viewer("p02"), "nage-2", "p02"); o[0].Refusal != Full {
			t.Errorf("the third at the web: %+v", o)
		}
		if l := tw.Left("nage-2"); l.Free(leisure.Web) != 0 || l.Free(leisure.Counter) != 1 {
			t.Errorf("left: %+v", l)
		}
		tw.registered("p03", "nage-2")
		tw.wantCounted()

		tw = newTown(t, freshLike(t, d))
		tw.registered("p00", "nage-2")
		tw.registered("p01", "nage-2")
		waiting := tw.Left("nage-2")
		if waiting.Free(leisure.Web) != 1 {
			t.Errorf("two at the counter leave the web: %+v", waiting)
		}
		tw.add(viewer("p02"), "nage-2", "p02")
		tw.wantCounted()
	})
}

// freshLike is another empty database of the same kind.
func freshLike(t *testing.T, d *db.DB) *db.DB {
	if d.Kind() == db.Postgres {
		return dbtest.Postgres(t)
	}
	return dbtest.SQLite(t)
}

func TestWhatTheCounterKeptGoesToThoseWhoWaitOnItsDay(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.registered("p00", "danse-1")
	tw.add(viewer("p01"), "nage-2", "p01")
	tw.add(viewer("p02"), "nage-2", "p02")
	waits := tw.waits(viewer("p03"), "nage-2", "p03")
	tw.ok(tw.Sweep(t.Context()))
	tw.state(waits, Waiting)
	tw.clock.Set(at("2026-12-15 09:00"))
	tw.ok(tw.Sweep(t.Context()))
	tw.state(waits, Offered)
	tw.wantCounted()
}

func TestWithdrawingOffersThePlaceToTheNextInLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		gone := tw.registered("p00", "nage-1")
		tw.registered("p01", "nage-1")
		tw.clock.Set(opening.AddDate(0, 0, 8))
		other := tw.waits(viewer("cousine"), "nage-1", "cousine")
		tw.clock.Advance(time.Minute)
		pair := tw.waits(marie, "nage-1", "léo", "mia")
		tw.clock.Advance(time.Minute)
		single := tw.waits(viewer("p02"), "nage-1", "p02")
		if got := []int{tw.place(pair).Rank, tw.place(single).Rank, tw.place(other).Rank}; !slices.Equal(got, []int{1, 2, 3}) {
			t.Errorf("ranks of the pair, the single and the one from outside: %v", got)
		}
		look, err := tw.Withdrawal(t.Context(), viewer("p00"), gone.ID, false)
		tw.ok(err)
		w, err := tw.Withdraw(t.Context(), viewer("p00"), gone.ID, false, key("annuler"))
		tw.ok(err)
		if look.Back != 5000 || look.Kept != 1000 || w.Back != 5000 || w.Place.State != Withdrawn {
			t.Errorf("foreseen %+v, done %+v", look, w)
		}
		again, err := tw.Withdraw(t.Context(), viewer("p00"), gone.ID, false, key("annuler"))
		if err != nil || again.Back != 5000 {
			t.Errorf("the second click: %+v, %v", again, err)
		}
		tw.state(pair, Waiting)
		tw.state(single, Offered)
		tw.state(other, Waiting)
		if p := tw.place(pair); p.Rank != 1 {
			t.Errorf("the pair has rank %d", p.Rank)
		}
		if told := tw.told("p02"); !slices.Equal(told, []string{"Une place se libère : Natation"}) {
			t.Errorf("told: %q", told)
		}
		if told := tw.told("marie"); len(told) != 0 {
			t.Errorf("the pair was told %q", told)
		}
		tw.wantCounted()
	})
}

func TestAnOfferIsAcceptedDeclinedKeptOrLapses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		gone := tw.registered("p00", "nage-1")
		tw.registered("p01", "nage-1")
		var line []PlaceID
		for i := 2; i < 6; i++ {
			who := people.ID(fmt.Sprintf("p%02d", i))
			line = append(line, tw.waits(viewer(who), "nage-1", who))
			tw.clock.Advance(time.Minute)
		}
		_, err := tw.Withdraw(t.Context(), lea, gone.ID, false, forms.Key{})
		tw.ok(err)
		tw.refused(tw.Accept(t.Context(), viewer("p03"), line[0], forms.Key{}), fault.NotFound)
		tw.ok(tw.KeepRank(t.Context(), viewer("p02"), line[0], key("garder")))
		tw.ok(tw.KeepRank(t.Context(), viewer("p02"), line[0], key("garder")))
		tw.state(line[0], Waiting)
		tw.state(line[1], Offered)
		tw.ok(tw.Decline(t.Context(), viewer("p03"), line[1], forms.Key{}))
		tw.state(line[1], Withdrawn)
		tw.state(line[2], Offered)
		tw.clock.Advance(24 * time.Hour)
		tw.refused(tw.Accept(t.Context(), viewer("p04"), line[2], forms.Key{}), fault.Conflict)
		tw.ok(tw.Sweep(t.Context()))
		tw.state(line[2], Lapsed)
		tw.state(line[0], Offered) // Their rest is over.
		tw.refused(tw.KeepRank(t.Context(), viewer("p02"), line[0], forms.Key{}), fault.Conflict)
		tw.program.change("nage-1", func(g *leisure.Group) { g.Prices = []leisure.Price{{Amount: 6500}} })
		tw.ok(tw.Accept(t.Context(), viewer("p02"), line[0], forms.Key{}))
		p := tw.place(line[0])
		if p.State != Held || p.Total() != 6500 || p.Until.Before(tw.clock.Now().Add(20*time.Hour)) {
			t.Errorf("accepted: %+v", p)
		}
		order, err := tw.CheckOut(t.Context(), viewer("p02"), "p02", CheckOut{}, forms.Key{})
		tw.ok(err)
		tw.pay(order)
		tw.state(line[0], Confirmed)
		tw.state(line[3], Waiting)
		tw.wantCounted()
	})
}

func TestSiblingsAreOfferedPlacesTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		a, b := tw.registered("p00", "nage-1"), tw.registered("p01", "nage-1")
		pair := tw.waits(marie, "nage-1", "léo", "mia")
		_, err := tw.Withdraw(t.Context(), lea, a.ID, false, forms.Key{})
		tw.ok(err)
		tw.state(pair, Waiting)
		_, err = tw.Withdraw(t.Context(), lea, b.ID, false, forms.Key{})
		tw.ok(err)
		tw.state(pair, Offered)
		if told := tw.told("marie"); len(told) != 1 {
			t.Errorf("told: %q", told)
		}
		tw.ok(tw.Accept(t.Context(), marie, pair, forms.Key{}))
		if c, err := tw.Cart(t.Context(), marie, "marie"); err != nil || len(c.Places) != 2 || c.Total != 6000+5400 {
			t.Errorf("the cart: %+v, %v", c, err)
		}
		tw.wantCounted()
	})
}

func TestTheDeadlineOfAnOfferIsShorterNearTheStart(t *testing.T) {
	program := leisure.Assemble(winter())
	g, _ := program.Group("nage-1")
	start := first.In(18 * 60)
	for _, c := range []struct{ now, want time.Time }{
		{start.Add(-72 * time.Hour), start.Add(-48 * time.Hour)},
		{start.Add(-30 * time.Hour), start.Add(-12 * time.Hour)},
		{start.Add(-13 * time.Hour), start.Add(-12 * time.Hour)},
		{start.Add(-6 * time.Hour), start.Add(-5 * time.Hour)},
		{start.Add(48 * time.Hour), start.Add(72 * time.Hour)},
	} {
		if got := deadline(program, g, c.now); !got.Equal(c.want) {
			t.Errorf("offered %v before the first class: until %v, want %v", start.Sub(c.now), start.Sub(got), start.Sub(c.want))
		}
	}
}

func TestMorePlacesAreOfferedToThoseWhoWait(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.registered("p00", "nage-1")
		tw.registered("p01", "nage-1")
		waits := tw.waits(viewer("p02"), "nage-1", "p02")
		tw.program.change("nage-1", func(g *leisure.Group) { g.Places, g.From, g.To = 3, g.From+7, g.To+7 })
		if o := tw.add(viewer("p03"), "nage-1", "p03"); o[0].Refusal != Full {
			t.Errorf("somebody else takes it: %+v", o)
		}
		tw.state(waits, Offered)
		tw.wantCounted()
	})
}

func TestCancellingAGroupTellsEverybodyAndGivesEverythingBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		in := []PlaceID{tw.registered("p00", "nage-1").ID, tw.add(marie, "nage-1", "zoé")[0].Place, tw.waits(viewer("p02"), "nage-1", "p02")}
		c, err := tw.Cancellation(t.Context(), lea, "nage-1")
		tw.ok(err)
		if len(c.Confirmed) != 1 || c.InCarts != 1 || c.Waiting != 1 || c.Back != 6000 || c.Unowed != 6000 {
			t.Errorf("foreseen: %+v", c)
		}
		_, err = tw.CancelGroup(t.Context(), marie, "nage-1", i18n.Words{FR: "Bris."}, nil, forms.Key{})
		tw.refused(err, fault.Forbidden)
		_, err = tw.CancelGroup(t.Context(), lea, "nage-1", i18n.Words{FR: "Bris de la pompe."}, nil, key("annuler"))
		tw.ok(err)
		_, err = tw.CancelGroup(t.Context(), lea, "nage-1", i18n.Words{FR: "Bris de la pompe."}, nil, key("annuler"))
		tw.ok(err)
		for _, p := range in {
			tw.state(p, Cancelled)
		}
		for _, who := range []people.ID{"p00", "marie", "p02"} {
			if told := tw.told(who); !slices.Contains(told, "Groupe annulé : Natation") {
				t.Errorf("%s was told %q", who, told)
			}
		}
		refunds, err := tw.payments.RefundsOf(t.Context(), "p00")
		tw.ok(err)
		if len(refunds) != 1 || refunds[0].Amount != 6000 {
			t.Errorf("given back: %+v", refunds)
		}
		_, err = tw.Add(t.Context(), marie, AddTo{Owner: "marie", People: []people.ID{"zoé"}, Group: "nage-1"}, forms.Key{})
		tw.refused(err, fault.Conflict)
		tw.wantCounted()
	})
}

// The card is paid, its message is on its way, and the family adds a course meanwhile: what is
// paid stays theirs, and they pay the rest alone.
func TestWhatIsPaidAlreadyStaysWhenMoreIsAdded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		one := tw.add(viewer("p00"), "nage-2", "p00")[0].Place
		first, err := tw.CheckOut(t.Context(), viewer("p00"), "p00", CheckOut{}, key("un"))
		tw.ok(err)
		tw.page(first)
		tw.bank.paid["page-"+first.Number] = true
		two := tw.add(viewer("p00"), "danse-1", "p00")[0].Place
		second, err := tw.CheckOut(t.Context(), viewer("p00"), "p00", CheckOut{}, key("deux"))
		tw.ok(err)
		if len(second.Places) != 1 || second.Places[0].ID != two {
			t.Errorf("the second order is of %+v, want danse-1 alone", second.Places)
		}
		tw.state(one, Confirmed)
		tw.state(two, Held)
		tw.pay(first) // The message comes at last.
		tw.state(one, Confirmed)
		first, err = tw.Order(t.Context(), viewer("p00"), first.Number)
		tw.ok(err)
		refunds, err := tw.payments.RefundsOf(t.Context(), "p00")
		tw.ok(err)
		if first.State != OrderConfirmed || len(refunds) != 0 {
			t.Errorf("the first order is %s, given back: %+v", first.State, refunds)
		}
		tw.pay(second)
		tw.state(two, Confirmed)
		tw.wantCounted()
	})
}

func TestWhoLosesAPlaceIsOfferedAnotherInTheOrderOfRegistrations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.program.change("nage-2", func(g *leisure.Group) { g.Places, g.Counter = 1, 0 })
		tw.program.change("nage-1", func(g *leisure.Group) { g.MinAge, g.MaxAge = 0, 0 })
		one := tw.registered("p00", "nage-1")
		tw.clock.Set(opening.Add(time.Minute))
		two := tw.registered("p01", "nage-1")
		for _, wrong := range []leisure.GroupID{"nage-1", "danse-1", "aucun"} {
			_, err := tw.CancelGroup(t.Context(), lea, "nage-1", i18n.Words{FR: "Bris."}, []leisure.GroupID{wrong}, forms.Key{})
			tw.refused(err, fault.Invalid)
		}
		c, err := tw.CancelGroup(t.Context(), lea, "nage-1", i18n.Words{FR: "Bris."}, []leisure.GroupID{"nage-2"}, key("annuler"))
		tw.ok(err)
		if c.Offered != 1 {
			t.Errorf("offered %d, want 1: there is one seat", c.Offered)
		}
		tw.state(one.ID, Cancelled)
		tw.state(two.ID, Cancelled)
		places, err := tw.PlacesOf(t.Context(), "p00", "p01")
		tw.ok(err)
		var offer Place
		for _, p := range places {
			if p.State == Offered {
				offer = p
			}
		}
		if offer.Person != "p00" || offer.Group != "nage-2" {
			t.Fatalf("offered: %+v, want nage-2 to p00 who registered first", offer)
		}
		if body := tw.toldWords("p00"); !strings.Contains(body, "Une place vous est offerte dans un autre groupe") {
			t.Errorf("the message says nothing of the place that is offered: %q", body)
		}
		if body := tw.toldWords("p01"); strings.Contains(body, "offerte") {
			t.Errorf("the message promises a place that nobody has: %q", body)
		}
		tw.refused(tw.KeepRank(t.Context(), viewer("p00"), offer.ID, key("garder")), fault.Conflict)
		tw.ok(tw.Accept(t.Context(), viewer("p00"), offer.ID, key("accepter")))
		tw.state(offer.ID, Held)
		tw.wantCounted()
	})
}

func TestAGroupThatIsDeletedEndsItsPlaces(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	in := []PlaceID{tw.registered("p00", "nage-1").ID, tw.add(marie, "nage-1", "zoé")[0].Place, tw.waits(viewer("p02"), "nage-1", "p02")}
	parts := tw.program.parts
	parts.Groups = slices.DeleteFunc(slices.Clone(parts.Groups), func(g leisure.Group) bool { return g.ID == "nage-1" })
	tw.program.set(parts)
	tw.ok(tw.Sweep(t.Context()))
	for _, p := range in {
		tw.state(p, Cancelled)
	}
	refunds, err := tw.payments.RefundsOf(t.Context(), "p00")
	tw.ok(err)
	if len(refunds) != 1 || refunds[0].Amount != 6000 {
		t.Errorf("given back: %+v", refunds)
	}
}

func TestAFamilyMovesToAnotherGroupWithWhatItPaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		p := tw.registered("p00", "nage-1")
		tw.registered("p01", "nage-1")
		waits := tw.waits(viewer("p02"), "nage-1", "p02")
		tw.refused(tw.Transfer(t.Context(), marie, p.ID, "danse-1", "déménage", forms.Key{}), fault.Forbidden)
		tw.refused(tw.Transfer(t.Context(), lea, p.ID, "danse-1", " ", forms.Key{}), fault.Invalid)
		tw.ok(tw.Transfer(t.Context(), lea, p.ID, "danse-1", "déménage", forms.Key{}))
		moved := tw.place(p.ID)
		if moved.Group != "danse-1" || moved.State != Confirmed || moved.Paid != 6000 {
			t.Errorf("moved: %+v", moved)
		}
		tw.state(waits, Offered)
		tw.wantCounted()
		w, err := tw.Withdraw(t.Context(), viewer("p00"), p.ID, false, forms.Key{})
		if err != nil || w.Back != 5000 {
			t.Errorf("withdrawn later: %+v, %v", w, err)
		}
	})
}

func TestTheCounterSetsARuleAsideWithAMotive(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.clock.Set(at("2027-01-10 10:00"))
	if o := tw.add(marie, "nage-1", "marie"); o[0].Refusal != Ineligible {
		t.Errorf("too old: %+v", o)
	}
	tw.refused(tw.Override(t.Context(), marie, "marie", "nage-1", leisure.RuleAge, "aide le groupe", forms.Key{}), fault.Forbidden)
	tw.refused(tw.Override(t.Context(), lea, "marie", "nage-1", leisure.RulePlaces, "aide le groupe", forms.Key{}), fault.Invalid)
	tw.refused(tw.Override(t.Context(), lea, "marie", "nage-1", leisure.RuleAge, "", forms.Key{}), fault.Invalid)
	tw.ok(tw.Override(t.Context(), lea, "marie", "nage-1", leisure.RuleAge, "aide le groupe", forms.Key{}))
	if o := tw.add(marie, "nage-1", "marie"); o[0].State != Held {
		t.Errorf("once it is set aside: %+v", o)
	}
	var motive string
	tw.ok(tw.DB.QueryRow(t.Context(), `
		SELECT e.reason
		FROM   journal_entry e
		WHERE  e.person = 'marie' AND e.action = $1 AND e.reason <> ''`, string(Changed)).Scan(&motive))
	if motive != "aide le groupe" {
		t.Errorf("the journal says %q", motive)
	}
}

func TestATeamReadsSheetsAndEachReadingIsWrittenDown(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	o := tw.add(marie, "conte-1", "zoé")
	order, err := tw.CheckOut(t.Context(), marie, "marie", CheckOut{}, forms.Key{})
	tw.ok(err)
	if order.State != OrderConfirmed || order.Bill != "" {
		t.Fatalf("a free course: %+v", order)
	}
	tw.ok(tw.SaveSheet(t.Context(), marie, "zoé", HealthSheet, "Allergie aux arachides", forms.Key{}))
	if text, err := tw.Sheet(t.Context(), luc, "zoé", HealthSheet); err != nil || text != "Allergie aux arachides" {
		t.Errorf("the other parent reads %q, %v", text, err)
	}
	_, err = tw.Sheet(t.Context(), voisine, "zoé", HealthSheet)
	tw.refused(err, fault.NotFound)
	_, err = tw.Roster(t.Context(), marie, "conte-1", true)
	tw.refused(err, fault.Forbidden)
	read := func() (n int) {
		tw.ok(tw.DB.QueryRow(t.Context(), `
			SELECT COUNT(e.id)
			FROM   journal_entry e
			WHERE  e.action = $1 AND e.person = 'zoé'`, string(SheetRead)).Scan(&n))
		return n
	}
	lines, err := tw.Roster(t.Context(), lea, "conte-1", false)
	if err != nil || len(lines) != 1 || !lines[0].Sheets || lines[0].Health != "" || read() != 0 {
		t.Errorf("the list: %+v, %v, read %d", lines, err, read())
	}
	lines, err = tw.Roster(t.Context(), lea, "conte-1", true)
	if err != nil || lines[0].Health != "Allergie aux arachides" || read() != 1 {
		t.Errorf("with sheets: %+v, %v, read %d", lines, err, read())
	}
	tw.ok(tw.Attend(t.Context(), lea, "conte-1", first, map[PlaceID]Presence{o[0].Place: Came}, forms.Key{}))
	tw.refused(tw.Attend(t.Context(), lea, "conte-1", first+1, map[PlaceID]Presence{o[0].Place: Came}, forms.Key{}), fault.NotFound)
	tw.ok(tw.MarkPassed(t.Context(), lea, "conte-1", map[PlaceID]bool{o[0].Place: true}, forms.Key{}))
	lines, err = tw.Roster(t.Context(), lea, "conte-1", false)
	if err != nil || lines[0].Presence[first] != Came || !lines[0].Place.Passed {
		t.Errorf("after the class: %+v, %v", lines, err)
	}
	if passed, err := tw.Passed(t.Context(), "zoé"); err != nil || !passed["CONTE"] {
		t.Errorf("passed: %v, %v", passed, err)
	}
	var sealed string
	tw.ok(tw.DB.QueryRow(t.Context(), `
		SELECT s.sealed
		FROM   registration_sheet s`).Scan(&sealed))
	if slices.Contains([]byte(sealed), ' ') || len(sealed) < 40 {
		t.Errorf("the sheet is kept as %q", sealed)
	}
}

func TestClassesThatMeetAreTold(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.add(marie, "nage-1", "zoé")
	tw.add(marie, "danse-1", "zoé")
	tw.add(marie, "danse-2", "léo")
	c, err := tw.Cart(t.Context(), marie, "marie")
	tw.ok(err)
	if k := c.Places[0].Clashes; len(k) != 1 || k[0].Group != "danse-1" || k[0].Day != first || k[0].Days != 10 || k[0].Minutes != -60 || k[0].Travel {
		t.Errorf("Zoé's clashes: %+v", k)
	}
	if k := c.Places[2].Clashes; len(k) != 0 {
		t.Errorf("Léo's clashes: %+v", k)
	}
}

func TestFiveHundredCallersTakeTwentyPlacesExactly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.program.change("nage-1", func(g *leisure.Group) { g.Places, g.MinAge, g.MaxAge = 20, 0, 0 })
		tw.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			return tw.People.Load(t.Context(), tx, func(yield func(people.Person) bool) {
				for i := range 500 {
					if !yield(people.Person{ID: people.ID(fmt.Sprint("x", i)), GivenName: "X", Residence: people.Resident, Language: "fr", CreatedAt: opening, UpdatedAt: opening}) {
						return
					}
				}
			})
		}))
		var held, full, other atomic.Int64
		var wait sync.WaitGroup
		for i := range 500 {
			who := people.ID(fmt.Sprint("x", i))
			wait.Go(func() {
				for range 2 { // Each clicks twice with the same form.
					o, err := tw.Add(t.Context(), viewer(who), AddTo{Owner: who, People: []people.ID{who}, Group: "nage-1"}, forms.Key{Value: "f", Actor: string(who), Fingerprint: "f"})
					switch {
					case err == nil && o[0].State == Held:
						held.Add(1)
					case err == nil && o[0].Refusal == Full:
						full.Add(1)
					default:
						other.Add(1)
						t.Error(o, err)
					}
				}
			})
		}
		wait.Wait()
		if held.Load() != 40 || full.Load() != 960 {
			t.Errorf("%d held, %d full, %d other; want 40 and 960: both clicks give one outcome", held.Load(), full.Load(), other.Load())
		}
		tw.wantCounted()
	})
}
