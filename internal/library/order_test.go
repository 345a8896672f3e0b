package library

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
)

// said is how each renewal went: b1 renewed, b2 reserved.
func said(all []Renewal) []string {
	var lines []string
	for _, r := range all {
		how := string(r.Why)
		if r.Renewed {
			how = "renewed"
		}
		lines = append(lines, r.Item+" "+how)
	}
	return lines
}

func TestAFamilyRenewsAllAndIsToldOfEach(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, zoe, _ := tw.family()
		tw.stacks.refuses["b2"] = Reserved
		key := tw.fresh()
		all, err := tw.Renew(t.Context(), tw.as("Marie"), nil, key)
		tw.ok(err)
		want := []string{"b1 renewed", "b2 reserved", "b3 renewed"}
		if got := said(all); !slices.Equal(got, want) {
			t.Errorf("Marie hears %q, want %q", got, want)
		}
		if all[1].Words != "Réservé par quelqu’un d’autre" || all[0].Title != "Maria Chapdelaine" {
			t.Errorf("in words %+v", all)
		}
		if got := tw.card("Marie", marie.ID).Account.Loans; !got[0].Due.Equal(dueIn(30)) || got[0].Left != 1 || !got[1].Due.Equal(dueIn(20)) {
			t.Errorf("the copy says %+v", got)
		}
		if got := tw.card("Patrick", zoe.ID).Account.Loans[0].Due; !got.Equal(dueIn(38)) {
			t.Errorf("Zoé’s copy says %s", got)
		}
		again, err := tw.Renew(t.Context(), tw.as("Marie"), nil, key)
		if err != nil || !slices.Equal(said(again), want) || len(tw.stacks.asked["renew"]) != 3 {
			t.Errorf("the same form again: %q, %v; asked %v", said(again), err, tw.stacks.asked["renew"])
		}
		last, err := tw.LastRenewed(t.Context(), tw.as("Marie"))
		if err != nil || len(last.Lines) != 3 || last.Lines[2].Card != zoe.ID || !last.At.Equal(today) {
			t.Errorf("the page after shows %+v, %v", last, err)
		}
		wantKind(t, "Patrick’s page", errOf(tw.LastRenewed(t.Context(), tw.as("Patrick"))), fault.NotFound)
		if got := tw.journaled("Marie"); !slices.Contains(got, string(LoansRenewed)+" renew,done,refused") {
			t.Errorf("journaled %q", got)
		}
		if got := tw.journaled("Zoé"); !slices.Contains(got, string(LoansRenewed)+" renew,done") {
			t.Errorf("journaled of Zoé %q", got)
		}
	})
}

func TestNothingIsRenewedThatIsNotTheViewers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, _, _ := tw.family()
		for _, who := range []string{"Ève", "Patrick", "Gérard"} {
			_, err := tw.Renew(t.Context(), tw.as(who), []Picked{{marie.ID, "b1"}}, tw.fresh())
			wantKind(t, who, err, fault.Conflict)
		}
		if len(tw.stacks.asked["renew"]) != 0 {
			t.Errorf("the library was asked to renew %v", tw.stacks.asked["renew"])
		}
		wantKind(t, "Ève reserves on Marie’s card", errOf(tw.PlaceHold(t.Context(), tw.as("Ève"), marie.ID, Wish{Record: "42"}, tw.fresh())), fault.NotFound)
		wantKind(t, "Ève gives up a hold of Marie’s", errOf(tw.CancelHold(t.Context(), tw.as("Ève"), marie.ID, "h", tw.fresh())), fault.NotFound)
	})
}

func TestASilentLibraryRenewsNothingAndTheSameFormTriesAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		tw.stacks.down = true
		key := tw.fresh()
		before := tw.journaled("Marie")
		for range 2 {
			_, err := tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b1"}, {card.ID, "b2"}}, key)
			wantKind(t, "while silent", err, fault.Unavailable)
		}
		if c := tw.card("Marie", card.ID); !c.Silent.Equal(today) {
			t.Errorf("the page says silent since %s", c.Silent)
		}
		if got := tw.card("Marie", card.ID).Account.Loans[0].Due; !got.Equal(dueIn(2)) {
			t.Errorf("due %s", got)
		}
		if got := tw.journaled("Marie"); !slices.Equal(got, before) {
			t.Errorf("journaled %q", got)
		}
		tw.stacks.down = false
		all, err := tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b1"}, {card.ID, "b2"}}, key)
		if err != nil || !slices.Equal(said(all), []string{"b1 renewed", "b2 renewed"}) {
			t.Errorf("once it answers: %q, %v", said(all), err)
		}
	})
}

func TestAnOutcomeThatIsNotKnownIsSaidAndSettledByTheNextCopy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		tw.stacks.unsure["b2"] = true
		key := tw.fresh()
		which := []Picked{{card.ID, "b2"}, {card.ID, "b1"}}
		tw.stacks.may.RenewAll = false
		all, err := tw.Renew(t.Context(), tw.as("Marie"), which, key)
		tw.ok(err)
		if got := said(all); !slices.Equal(got, []string{"b2 unsure", "b1 not asked"}) {
			t.Errorf("Marie hears %q", got)
		}
		before := len(tw.told("Marie"))
		tw.ok(tw.Fetch(t.Context(), tw.jobs[len(tw.jobs)-1]))
		all, err = tw.Renew(t.Context(), tw.as("Marie"), which, key)
		if err != nil || !slices.Equal(said(all), []string{"b2 renewed", "b1 not asked"}) {
			t.Errorf("settled: %q, %v", said(all), err)
		}
		if told := tw.told("Marie"); len(told) <= before || !slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, "la bibliothèque a répondu") }) {
			t.Errorf("Marie was told %q", told)
		}
		if n := len(tw.stacks.asked["renew"]); n != 1 {
			t.Errorf("the library was asked %d times", n)
		}
	})
}

func TestOneConnectionIsEnoughForACard(t *testing.T) {
	d, err := db.Open(t.Context(), db.Settings{URL: dbtest.PostgresURL(t), Connections: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tw := newTown(t, d)
	card := tw.linked("Marie", "Zoé", zoesCard)
	tw.stacks.unsure["b3"] = true
	_, err = tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b3"}}, tw.fresh())
	tw.ok(err)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	tw.ok(tw.Fetch(ctx, Fetch{Card: card.ID}))
	if told := tw.told("Marie"); !slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, "la bibliothèque a répondu") }) {
		t.Errorf("Marie was told %q", told)
	}
}

func TestAnOrderThatWasCutOffIsSettled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		key := tw.fresh()
		o, err := tw.toRenew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b1"}})
		tw.ok(err)
		if _, err := tw.write(t.Context(), tw.as("Marie"), &o, key); err != nil { // And the program dies.
			t.Fatal(err)
		}
		all, err := tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b1"}}, key)
		if err != nil || !slices.Equal(said(all), []string{"b1 unsure"}) {
			t.Errorf("the same form after a restart: %q, %v", said(all), err)
		}
		tw.later(24 * time.Hour)
		all, err = tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b1"}}, key)
		if err != nil || !slices.Equal(said(all), []string{"b1 refused"}) {
			t.Errorf("settled: %q, %v", said(all), err)
		}
		tw.later(25 * time.Hour)
		if n := tw.count(`SELECT COUNT(*) FROM library_line`); n != 0 {
			t.Errorf("%d lines are kept after two days; they are a history", n)
		}
	})
}

func TestAHoldIsPlacedAndGivenUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		wantKind(t, "nothing wished", errOf(tw.PlaceHold(t.Context(), tw.as("Marie"), card.ID, Wish{}, tw.fresh())), fault.Invalid)
		key := tw.fresh()
		for range 2 {
			out, err := tw.PlaceHold(t.Context(), tw.as("Marie"), card.ID, Wish{Record: "42"}, key)
			if err != nil || !out.Done || out.Rank != 3 {
				t.Errorf("reserved: %+v, %v", out, err)
			}
		}
		tw.stacks.cards[mariesCard].account.Holds = []Hold{{ID: "h1", Title: "Trente arpents", State: Queued, Rank: 3, Placed: civil.DayOf(today)}}
		tw.ok(tw.Fetch(t.Context(), Fetch{card.ID}))
		key = tw.fresh()
		for range 2 {
			out, err := tw.CancelHold(t.Context(), tw.as("Marie"), card.ID, "h1", key)
			if err != nil || !out.Done {
				t.Errorf("given up: %+v, %v", out, err)
			}
		}
		if c := tw.card("Marie", card.ID); len(c.Account.Holds) != 0 {
			t.Errorf("the copy has %+v", c.Account.Holds)
		}
		wantKind(t, "what is not reserved", errOf(tw.CancelHold(t.Context(), tw.as("Marie"), card.ID, "h1", tw.fresh())), fault.Conflict)
		if len(tw.stacks.asked["hold"]) != 1 || len(tw.stacks.asked["cancel"]) != 1 {
			t.Errorf("asked %v", tw.stacks.asked)
		}
	})
}
