package registration

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
)

// free makes the workshop of tales, which costs nothing, large enough.
func (tw *town) free(places int) {
	tw.program.change("conte-1", func(g *leisure.Group) { g.Places = places })
	tw.ok(tw.Refresh(tw.T.Context()))
}

// buyers are so many who live alone and hold a place of the workshop.
func (tw *town) holding(n int) (some []*buyer) {
	tw.Helper()
	for i := range n {
		who := people.ID(fmt.Sprintf("p%02d", i))
		if o := tw.add(viewer(who), "conte-1", who); o[0].State != Held {
			tw.Fatalf("%s holds %+v", who, o)
		}
		some = append(some, &buyer{by: viewer(who), owner: who, key: key("payer-" + string(who))})
	}
	return some
}

// wantOrders wants these carts confirmed together, and the others left to the ordinary way with
// what they held.
func (tw *town) wantOrders(group []*buyer, alone ...int) {
	tw.Helper()
	left := map[int]bool{}
	for _, i := range alone {
		left[i] = true
	}
	numbers := map[string]bool{}
	for i, b := range group {
		if b.alone != left[i] {
			tw.Errorf("%s goes alone: %t, want %t", b.owner, b.alone, left[i])
		}
		if b.alone {
			continue
		}
		o, err := tw.Order(tw.T.Context(), b.by, b.order.Number)
		tw.ok(err)
		if o.State != OrderConfirmed || len(o.Places) != len(b.order.Places) || o.Places[0].State != Confirmed || numbers[o.Number] {
			tw.Errorf("the order of %s: %+v", b.owner, o)
		}
		numbers[o.Number] = true
		if told := tw.told(b.owner); len(told) != 1 {
			tw.Errorf("%s is told %q", b.owner, told)
		}
	}
	tw.wantCounted()
}

func TestCartsThatCostNothingAreConfirmedTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.free(20)
		group := tw.holding(8)
		tw.confirmTogether(group)
		tw.wantOrders(group)
	})
}

func TestWhoseCartIsNotOrdinaryGoesAloneAndNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.free(20)
		group := tw.holding(5)
		if o := tw.add(viewer("p01"), "danse-1", "p01"); o[0].State != Held { // p01 owes something.
			t.Fatalf("%+v", o)
		}
		_, err := tw.once(t.Context(), viewer("p02"), key("payer-p02"), func(*turn) (string, error) { return "L2026-000000-X", nil })
		tw.ok(err) // The form of p02 had its effect before.
		twice := *group[3]
		nobody := &buyer{by: viewer("p09"), owner: "p09", key: key("payer-p09")}
		group = append(group, &twice, nobody)
		tw.confirmTogether(group)
		tw.wantOrders(group, 1, 2, 5, 6)
		if told := tw.told("p02"); len(told) != 0 {
			t.Errorf("p02 is told %q", told)
		}
	})
}

func TestAHoldThatRanOutIsNotConfirmedTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.free(20)
		group := tw.holding(1)
		tw.clock.Advance(10 * time.Minute)
		late := tw.add(viewer("p05"), "conte-1", "p05")
		group = append(group, &buyer{by: viewer("p05"), owner: "p05", key: key("payer-p05")})
		tw.clock.Advance(6 * time.Minute)
		tw.confirmTogether(group)
		tw.wantOrders(group, 0)
		if late[0].State != Held {
			t.Errorf("%+v", late)
		}
		_, err := tw.CheckOut(t.Context(), viewer("p00"), "p00", CheckOut{}, key("payer-p00"))
		if err == nil {
			t.Error("a hold that ran out was confirmed by the ordinary way")
		}
	})
}

func TestACartThatChangedSinceItWasReadGoesAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.free(20)
		group := tw.holding(3)
		tw.ok(tw.prepareTogether(t.Context(), group))
		tw.ok(d.InTx(t.Context(), func(tx *db.Tx) error { // Meanwhile the place of p01 has a price.
			_, err := tx.Exec(t.Context(), `
				UPDATE registration_place
				SET    price = $1
				WHERE  person_id = 'p01'`, writePrice([]PriceLine{{Kind: BasePrice, Amount: money.Cents(500)}}))
			return err
		}))
		tw.add(viewer("p02"), "danse-1", "p02") // And p02 has added something.
		tw.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			for _, b := range group {
				b.alone = b.order == nil
			}
			return tw.begin(tx, viewer("")).orderAll(t.Context(), group)
		}))
		tw.wantOrders(group, 1, 2)
	})
}

func TestWhenTheRegistersFailEverybodyGoesAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.free(20)
		group := tw.holding(3)
		tw.IDs = same{} // Orders of one name: the writing fails.
		tw.confirmTogether(group)
		tw.wantOrders(group, 0, 1, 2)
		for _, b := range group {
			if p, err := tw.PlacesOf(t.Context(), b.owner); err != nil || p[0].State != Held || p[0].Order != "" {
				t.Errorf("the place of %s: %+v, %v", b.owner, p, err)
			}
		}
	})
}

type same struct{}

func (same) New() string { return "toujours" }

func TestAFreeCourseIsRegisteredAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.free(3)
		now := func(by people.ID, group leisure.GroupID, click string, who ...people.ID) []Outcome {
			t.Helper()
			o, err := tw.Add(t.Context(), viewer(by), AddTo{Owner: by, People: who, Group: group, AtOnce: true}, key(click))
			tw.ok(err)
			return o
		}
		one := now("marie", "conte-1", "un", "marie")
		if again := now("marie", "conte-1", "un", "marie"); fmt.Sprint(again) != fmt.Sprint(one) {
			t.Errorf("the second click: %+v, want %+v", again, one)
		}
		if one[0].State != Confirmed || one[0].Order == "" || !one[0].Until.IsZero() {
			t.Fatalf("by the quick way: %+v", one)
		}
		two := now("marie", "conte-1", "deux", "zoé", "léo") // Siblings go by the ordinary way, in one order.
		if two[0].State != Confirmed || two[1].State != Confirmed || two[0].Order == "" || two[0].Order != two[1].Order || two[0].Order == one[0].Order {
			t.Errorf("by the ordinary way: %+v", two)
		}
		if full := now("p00", "conte-1", "trois", "p00"); full[0].Refusal != Full || full[0].Order != "" {
			t.Errorf("a fourth place of three: %+v", full)
		}
		if paid := now("p01", "danse-1", "quatre", "p01"); paid[0].State != Held || paid[0].Order != "" {
			t.Errorf("what costs something: %+v", paid)
		}
		for _, o := range append(one, two[0]) {
			order, err := tw.Order(t.Context(), viewer("marie"), o.Order)
			tw.ok(err)
			if order.State != OrderConfirmed || order.Total != 0 {
				t.Errorf("order %s: %+v", o.Order, order)
			}
		}
		if told := tw.told("marie"); len(told) != 2 {
			t.Errorf("told: %q", told)
		}
		if l := tw.Left("conte-1"); l.Taken != 3 || l.Held != 0 {
			t.Errorf("left: %+v", l)
		}
		tw.wantCounted()
	})
}

func TestFiveHundredCallersRegisterAtOnceExactly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.free(12)
		var wait sync.WaitGroup
		outcomes := make([]Outcome, 500)
		for i := range outcomes {
			who := people.ID(fmt.Sprintf("p%02d", i%20)) // Each presses 25 times, with five forms.
			wait.Go(func() {
				o, err := tw.Add(context.WithoutCancel(t.Context()), viewer(who), AddTo{Owner: who, People: []people.ID{who}, Group: "conte-1", AtOnce: true}, key(fmt.Sprintf("%s-%d", who, i/20%5)))
				if err != nil {
					t.Errorf("%s: %v", who, err)
					return
				}
				outcomes[i] = o[0]
			})
		}
		wait.Wait()
		orders := map[string]people.ID{}
		for _, o := range outcomes {
			if o.State == Confirmed && o.Refusal == "" {
				if by, ok := orders[o.Order]; ok && by != o.Person {
					t.Errorf("order %s is of %s and %s", o.Order, by, o.Person)
				}
				orders[o.Order] = o.Person
			}
		}
		if l := tw.Left("conte-1"); len(orders) != 12 || l.Taken != 12 || l.Held != 0 {
			t.Errorf("%d orders, left %+v", len(orders), l)
		}
		tw.wantCounted()
	})
}
