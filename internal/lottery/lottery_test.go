package lottery

import (
	"encoding/hex"
	"slices"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

func TestMarieRanksHerChoicesAndMayChangeThemUntilTheClose(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 10)
		l := tw.published()
		first := tw.wants(l, "marie", 2, true, []people.ID{"zoé", "léo"}, "w1", "w2")
		second := tw.wants(l, "marie", 1, false, []people.ID{"zoé"}, "w3")
		if second.ID != first.ID || second.Number != first.Number {
			t.Error("another ticket was given to a family that changed its mind")
		}
		if len(second.People) != 1 || !slices.Equal(second.People[0].Choices, []leisure.GroupID{"w3"}) || second.Most != 1 {
			t.Errorf("kept %+v, want the last choices alone", second)
		}
		if got := tw.told("marie"); len(got) != 1 && len(got) != 2 || got[0] != "Vos choix sont inscrits : Camp de jour, été 2027" {
			t.Errorf("marie was told %q", got)
		}
		tw.ok(tw.Unwish(t.Context(), marie, l.ID, "marie", forms.Key{}))
		_, err := tw.Request(t.Context(), marie, l.ID, "marie")
		tw.refused(err, fault.NotFound)

		tw.clock.Set(l.Closes)
		_, err = tw.Wish(t.Context(), marie, Wishes{Lottery: l.ID, Owner: "marie", Most: 1, People: []Child{{Person: "zoé", Choices: []leisure.GroupID{"w1"}}}}, forms.Key{})
		tw.refused(err, fault.Conflict)
	})
}

func TestOneConnectionIsEnoughForAFamily(t *testing.T) {
	d, err := db.Open(t.Context(), db.Settings{URL: dbtest.PostgresURL(t), Connections: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	tw := newTown(t, d, 10)
	l := tw.published()
	tw.wants(l, "marie", 1, false, []people.ID{"zoé", "léo"}, "w1")
	tw.drawn(l)
	tw.ok(tw.Tick(t.Context()))
	if told := tw.told("marie"); len(told) != 2 {
		t.Errorf("marie was told %q, want her choices and the result", told)
	}
}

func TestAWishIsLookedAtBeforeItIsKept(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t), 10)
	l := tw.published()
	one := func(who people.ID, together bool, choices ...leisure.GroupID) Child {
		return Child{Person: who, Together: together, Choices: choices}
	}
	for _, tt := range []struct {
		name string
		by   session.Viewer
		w    Wishes
		want fault.Kind
	}{
		{"nobody", marie, Wishes{Owner: "marie", Most: 1}, fault.Invalid},
		{"too young", marie, Wishes{Owner: "marie", Most: 1, People: []Child{one("bébé", false, "w1")}}, fault.Invalid},
		{"not in the lottery", marie, Wishes{Owner: "marie", Most: 1, People: []Child{one("zoé", false, "nage")}}, fault.Invalid},
		{"the same twice", marie, Wishes{Owner: "marie", Most: 1, People: []Child{one("zoé", false, "w1", "w1")}}, fault.Invalid},
		{"too many choices", marie, Wishes{Owner: "marie", Most: 1, People: []Child{one("zoé", false, "w1", "w2", "w3", "art")}}, fault.Invalid},
		{"too many places", marie, Wishes{Owner: "marie", Most: 3, People: []Child{one("zoé", false, "w1")}}, fault.Invalid},
		{"linked alone", marie, Wishes{Owner: "marie", Most: 1, People: []Child{one("zoé", true, "w1")}}, fault.Invalid},
		{"linked unequally", marie, Wishes{Owner: "marie", Most: 1, People: []Child{one("zoé", true, "w1"), one("léo", true, "w1", "w2")}}, fault.Invalid},
		{"another’s child", marie, Wishes{Owner: "marie", Most: 1, People: []Child{one("c01", false, "w1")}}, fault.NotFound},
		{"another’s family", marie, Wishes{Owner: "p01", Most: 1, People: []Child{one("c01", false, "w1")}}, fault.NotFound},
		{"a stranger", session.Viewer{}, Wishes{Owner: "marie", Most: 1, People: []Child{one("zoé", false, "w1")}}, fault.Forbidden},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.w.Lottery = l.ID
			if _, err := tw.Wish(t.Context(), tt.by, tt.w, forms.Key{}); fault.KindOf(err) != tt.want {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
	tw.wants(l, "marie", 1, false, []people.ID{"zoé"}, "w1")
	_, err := tw.Wish(t.Context(), luc, Wishes{Lottery: l.ID, Owner: "luc", Most: 1, People: []Child{one("zoé", false, "w2")}}, forms.Key{})
	tw.refused(err, fault.Conflict) // The other household of the child learns nothing of the choices.
	_, err = tw.Wish(t.Context(), agent, Wishes{Lottery: l.ID, Owner: "luc", Most: 1, People: []Child{one("luc", false, "w2")}}, forms.Key{})
	tw.refused(err, fault.Invalid) // He is too old; the counter is told so.
	r, err := tw.Wish(t.Context(), agent, Wishes{Lottery: l.ID, Owner: "p01", Most: 1, People: []Child{one("c01", false, "w2")}}, forms.Key{})
	tw.ok(err)
	if r.Channel != leisure.Counter {
		t.Errorf("the counter entered it as %s", r.Channel)
	}
}

func TestNobodyPassesByTheDraw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 1)
		add := func(by session.Viewer, owner, who people.ID) error {
			_, err := tw.Registration.Add(t.Context(), by, registration.AddTo{Owner: owner, People: []people.ID{who}, Group: "w1", Channel: leisure.Counter}, forms.Key{})
			return err
		}
		tw.refused(add(marie, "marie", "zoé"), fault.Conflict) // It is to be drawn, and not announced yet.
		l := tw.published()
		tw.refused(add(marie, "marie", "zoé"), fault.Conflict)
		tw.refused(add(agent, "marie", "zoé"), fault.Conflict)
		tw.wants(l, "p01", 1, false, []people.ID{child(1)}, "w2")
		l = tw.drawn(l)
		_, err := tw.Registration.Wait(t.Context(), marie, registration.WaitFor{Owner: "marie", People: []people.ID{"zoé"}, Group: "w2"}, forms.Key{})
		tw.refused(err, fault.Conflict)
		tw.clock.Set(l.Releases)
		tw.ok(add(marie, "marie", "zoé")) // What is left is for who comes first.
	})
}

func TestTheDrawGivesPlacesInTheDrawnOrderAndNeverOneTooMany(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 4)
		l := tw.published()
		for i := range 20 {
			tw.wants(l, parent(i), 1, false, []people.ID{child(i)}, "w1", "w2", "w3")
		}
		tw.refused(tw.Draw(t.Context(), sonia, l.ID, forms.Key{}), fault.Conflict) // Choices are still open.
		tw.refused(tw.Draw(t.Context(), marie, l.ID, forms.Key{}), fault.Forbidden)
		l = tw.drawn(l)
		for _, g := range []leisure.GroupID{"w1", "w2", "w3"} {
			if offered, waiting := tw.in(g, registration.Offered), tw.in(g, registration.Waiting); offered != 4 || waiting != 8 {
				t.Errorf("%s: %d places given and %d wait, want 4 and 8", g, offered, waiting)
			}
		}
		if r := l.Report; r.Requests != 20 || r.Given != 12 || !slices.Equal(r.ByChoice, []int{4, 4, 4}) || r.Without != 8 {
			t.Errorf("the report says %+v", r)
		}
		lots, err := tw.Lots(t.Context(), l.ID)
		tw.ok(err)
		seed, err := hex.DecodeString(l.Seed)
		tw.ok(err)
		if opening.Commitment(seed) != l.Commitment {
			t.Error("the seed is not the one that was committed to")
		}
		for i, lot := range lots { // Rank 1 to 4 have the first week, 5 to 8 the second, 9 to 12 the third.
			r, err := requestsWhere(t.Context(), tw.DB, "r.number = $1", lot.Number)
			tw.ok(err)
			results, err := tw.Results(t.Context(), r[0])
			tw.ok(err)
			switch {
			case i < 12 && (len(results) != 1 || results[0].Waits || results[0].Choice != i/4+1):
				t.Errorf("rank %d was given %+v", i+1, results)
			case i >= 12 && (len(results) != 3 || !results[0].Waits):
				t.Errorf("rank %d was given %+v", i+1, results)
			case i >= 12:
				for _, p := range tw.places(r[0].People[0].Person) {
					if p.Rank != i-11 {
						t.Errorf("rank %d of the draw is %d on the list of %s, want %d", i+1, p.Rank, p.Group, i-11)
					}
				}
			}
		}
	})
}

func TestADrawThatStoppedGoesOnAndIsDoneOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 2)
		l := tw.published()
		for i := range 6 {
			tw.wants(l, parent(i), 1, false, []people.ID{child(i)}, "w1")
		}
		tw.clock.Set(l.Draws.Add(-time.Minute))
		tw.ok(tw.Tick(t.Context()))
		if !tw.lottery(l.ID).DrawnAt.IsZero() {
			t.Fatal("it was drawn before its day")
		}
		tw.clock.Set(l.Draws)
		other := &Service{DB: d, Clock: tw.Clock, IDs: tw.IDs, Leisure: tw.Leisure, Registration: tw.Registration, People: tw.People, Alerts: tw.Alerts, Key: tw.Key}
		tw.ok(other.Refresh(t.Context()))
		old := other.Lotteries()[0]
		tw.ok(tw.Draw(t.Context(), sonia, l.ID, forms.Key{})) // The process stops before anybody is told.
		tw.ok(other.draw(t.Context(), session.Viewer{}, old, forms.Key{}))
		tw.ok(other.Tick(t.Context()))
		tw.ok(tw.Tick(t.Context()))
		if n := tw.in("w1", registration.Offered); n != 2 {
			t.Errorf("%d places were given, want 2", n)
		}
		for i := range 6 {
			if got := tw.told(parent(i)); len(got) != 2 || got[0] != "Résultat du tirage : Camp de jour, été 2027" {
				t.Errorf("%s was told %q", parent(i), got)
			}
		}
	})
}

func TestAPlaceNotPaidGoesToTheNextOfTheDrawnOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 1)
		l := tw.published()
		for i := range 3 {
			tw.wants(l, parent(i), 1, false, []people.ID{child(i)}, "w1")
		}
		l = tw.drawn(l)
		lots, err := tw.Lots(t.Context(), l.ID)
		tw.ok(err)
		who := func(rank int) people.ID {
			r, err := requestsWhere(t.Context(), tw.DB, "r.number = $1", lots[rank-1].Number)
			tw.ok(err)
			return r[0].People[0].Person
		}
		state := func(rank int) registration.State { return tw.places(who(rank))[0].State }
		if state(1) != registration.Offered || state(2) != registration.Waiting {
			t.Fatalf("the first is %s, the second %s", state(1), state(2))
		}
		tw.clock.Set(l.PayBy)
		tw.ok(tw.Registration.Sweep(t.Context()))
		if state(1) != registration.Lapsed || state(2) != registration.Offered || state(3) != registration.Waiting {
			t.Errorf("after the day to pay: %s, %s, %s", state(1), state(2), state(3))
		}
	})
}

func TestWhoHasWhatTheyAskedForLeavesTheOtherLists(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 1)
		l := tw.published()
		for i := range 3 {
			tw.wants(l, parent(i), 1, false, []people.ID{child(i)}, "w1", "w2")
		}
		l = tw.drawn(l)
		lots, err := tw.Lots(t.Context(), l.ID)
		tw.ok(err)
		last, err := requestsWhere(t.Context(), tw.DB, "r.number = $1", lots[2].Number)
		tw.ok(err)
		owner, one := last[0].Owner, last[0].People[0].Person
		tw.clock.Set(l.PayBy)
		tw.ok(tw.Registration.Sweep(t.Context())) // Both weeks come to the third.
		var first registration.PlaceID
		for _, p := range tw.places(one) {
			if p.Group == "w2" {
				first = p.ID
			}
		}
		tw.ok(tw.Registration.Accept(t.Context(), viewer(owner), first, forms.Key{}))
		_, err = tw.Registration.CheckOut(t.Context(), agent, owner, registration.CheckOut{Channel: leisure.Counter, Tender: &payments.Tender{Method: payments.Deferred}}, forms.Key{})
		tw.ok(err)
		tw.ok(tw.Tick(t.Context()))
		for _, p := range tw.places(one) {
			if p.Group == "w2" && p.State != registration.Confirmed || p.Group == "w1" && p.State != registration.Withdrawn {
				t.Errorf("%s is %s", p.Group, p.State)
			}
		}
		if n := tw.in("w1", registration.Waiting) + tw.in("w1", registration.Offered); n != 0 {
			t.Errorf("%d still have or wait for a place they do not want", n)
		}
	})
}

func TestAPublishedLotteryKeepsItsRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 1)
		_, err := tw.Save(t.Context(), marie, summer(), forms.Key{})
		tw.refused(err, fault.Forbidden)
		wrong := summer()
		wrong.Closes, wrong.Most, wrong.Activities = wrong.Opens, 9, []leisure.ActivityID{"nage"}
		_, err = tw.Save(t.Context(), sonia, wrong, forms.Key{})
		tw.refused(err, fault.Invalid)
		l := tw.published()
		if l.Commitment == "" || l.Seed != "" || len(l.sealed) < 64 {
			t.Errorf("published with %q and %q", l.Commitment, l.Seed)
		}
		changed := l
		changed.Choices, changed.Most, changed.Activities, changed.Closes = 1, 1, []leisure.ActivityID{"art"}, at("2027-02-15 18:00")
		_, err = tw.Save(t.Context(), sonia, changed, forms.Key{})
		tw.ok(err)
		if now := tw.lottery(l.ID); now.Choices != 3 || now.Most != 2 || len(now.Activities) != 2 || !now.Closes.Equal(changed.Closes) {
			t.Errorf("kept %+v", now)
		}
		_, err = tw.Save(t.Context(), sonia, summer(), forms.Key{}) // The same activities in another lottery.
		tw.refused(err, fault.Invalid)
		tw.wants(l, "marie", 1, false, []people.ID{"zoé"}, "w1")
		tw.refused(tw.Drop(t.Context(), sonia, l.ID, forms.Key{}), fault.Conflict)
		tw.ok(tw.Unwish(t.Context(), marie, l.ID, "marie", forms.Key{}))
		tw.ok(tw.Drop(t.Context(), sonia, l.ID, forms.Key{}))
	})
}

func TestADraftThatWasPublishedMeanwhileKeepsItsRules(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 1)
		which, err := tw.Save(t.Context(), sonia, summer(), forms.Key{})
		tw.ok(err)
		stale := *tw.all.Load()
		tw.ok(tw.Publish(t.Context(), sonia, which, forms.Key{}))
		tw.all.Store(&stale) // As in another process, which has not read the lotteries again yet.
		changed := summer()
		changed.ID, changed.Choices, changed.Most, changed.Activities = which, 1, 1, []leisure.ActivityID{"art"}
		_, err = tw.Save(t.Context(), sonia, changed, forms.Key{})
		tw.refused(err, fault.Conflict)
		tw.ok(tw.Refresh(t.Context()))
		if l := tw.lottery(which); l.Published.IsZero() || l.Choices != 3 || l.Most != 2 || len(l.Activities) != 2 {
			t.Errorf("kept %+v", l)
		}
	})
}

func TestOldChoicesAreForgottenAndTheDrawStays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d, 1)
		l := tw.published()
		tw.wants(l, "marie", 1, false, []people.ID{"zoé"}, "w1")
		l = tw.drawn(l)
		tw.clock.Set(l.Releases.Add(keptFor + time.Hour))
		tw.ok(tw.Forget(t.Context()))
		if _, err := tw.Request(t.Context(), marie, l.ID, "marie"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("what marie chose is still there: %v", err)
		}
		if lots, err := tw.Lots(t.Context(), l.ID); err != nil || len(lots) != 1 {
			t.Errorf("the draw has %d tickets, %v", len(lots), err)
		}
	})
}
