package library

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/session"
)

func TestTheCopyStaysReadableWithItsDateWhileTheLibraryIsSilent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		tw.stacks.down = true
		tw.later(24 * time.Hour)
		silent := tw.clock.Now()
		tw.later(24 * time.Hour)
		c := tw.card("Marie", card.ID)
		if len(c.Account.Loans) != 2 || !c.AsOf.Equal(today) || !c.Silent.Equal(silent) {
			t.Errorf("while silent: as of %s, silent since %s (want %s), %d loans", c.AsOf, c.Silent, silent, len(c.Account.Loans))
		}
		if line := tw.State(); line.Up {
			t.Errorf("the line is %+v", line)
		}
		tw.stacks.down = false
		tw.stacks.cards[mariesCard].account.Loans = tw.stacks.cards[mariesCard].account.Loans[:1]
		tw.later(2 * time.Hour)
		c = tw.card("Marie", card.ID)
		if !c.Silent.IsZero() || len(c.Account.Loans) != 1 || !c.AsOf.Equal(tw.clock.Now()) || !tw.State().Up {
			t.Errorf("once it answers: %+v, %+v", c, tw.State())
		}
	})
}

func TestAnAnswerAboutSomebodyElseIsDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		tw.stacks.swapped = true
		tw.later(24 * time.Hour)
		c := tw.card("Marie", card.ID)
		if len(c.Account.Loans) != 2 || !c.AsOf.Equal(today) || c.Silent.IsZero() {
			t.Errorf("the copy is %+v", c)
		}
		if got := tw.journaled("Marie"); !slices.Contains(got, string(AnswerMistaken)) {
			t.Errorf("journaled %q", got)
		}
		if log := tw.log.String(); !strings.Contains(log, "another card") || strings.Contains(log, "d’un autre") || strings.Contains(log, mariesCard) || strings.Contains(log, "999") {
			t.Errorf("logged %q", log)
		}
		var kept string
		tw.ok(d.QueryRow(t.Context(), `SELECT account FROM library_copy`).Scan(&kept))
		if strings.Contains(kept, "d’un autre") {
			t.Errorf("kept %q", kept)
		}
	})
}

func TestANumberGivenToSomebodyElseIsNotShown(t *testing.T) {
	for _, c := range []struct {
		asked, answered string // card and patron
		same            bool
	}{
		{"2123 p1", "2123 p1", true}, {"2123 ", "2123 p1", true}, {"2123 p1", "2 123 ", true}, {"a12 p", "A12 p", true},
		{"2123 p1", "2123 p2", false}, {"2123 p1", "2124 p1", false}, {"2123 p1", " p1", false}, {"2123 ", " ", false},
	} {
		card, patron, _ := cutLast(c.asked)
		gotCard, gotPatron, _ := cutLast(c.answered)
		if got := sameHolder(Key{Card: card, Patron: patron}, Account{Card: gotCard, Patron: gotPatron}); got != c.same {
			t.Errorf("asked %q, answered %q: the same is %v", c.asked, c.answered, got)
		}
	}
}

func cutLast(s string) (before, after string, ok bool) {
	i := strings.LastIndex(s, " ")
	return s[:i], s[i+1:], true
}

func TestAPageAsksForAFreshCopyAtMostEachFiveMinutes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.linked("Marie", "Marie", mariesCard)
		want := func(when string, n int) {
			t.Helper()
			tw.ok(tw.Wanted(t.Context(), tw.as("Marie")))
			if len(tw.jobs) != n {
				t.Errorf("%s: %d jobs, want %d", when, len(tw.jobs), n)
			}
		}
		want("at once", 0)
		tw.clock.Advance(6 * time.Minute)
		want("six minutes later", 1)
		want("a second look", 1)
		tw.clock.Advance(2 * time.Minute)
		want("two minutes later, not yet answered", 1)
		tw.ok(tw.Fetch(t.Context(), tw.jobs[0]))
		want("answered", 1)
		tw.clock.Advance(6 * time.Minute)
		want("six minutes after", 2)
		tw.ok(tw.Wanted(t.Context(), tw.as("Ève")))
		tw.ok(tw.Wanted(t.Context(), session.Viewer{}))
		if len(tw.jobs) != 2 {
			t.Errorf("people without cards asked for %d copies", len(tw.jobs)-2)
		}
	})
}

func TestOneProcessAsksForACardAtATime(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		asked := len(tw.stacks.asked["account"])
		tw.stacks.during = func() { tw.ok(tw.Fetch(t.Context(), Fetch{card.ID})) }
		tw.ok(tw.Fetch(t.Context(), Fetch{card.ID}))
		if n := len(tw.stacks.asked["account"]) - asked; n != 1 {
			t.Errorf("asked %d times", n)
		}
		tw.ok(tw.DB.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE library_copy SET held_until = $1, held_by = 'a dead process'`, tw.clock.Now().Add(leaseFor))
			return err
		}))
		tw.ok(tw.Fetch(t.Context(), Fetch{card.ID}))
		tw.clock.Advance(leaseFor)
		tw.ok(tw.Fetch(t.Context(), Fetch{card.ID}))
		if n := len(tw.stacks.asked["account"]) - asked; n != 2 {
			t.Errorf("asked %d times; a dead process keeps a card for two minutes", n)
		}
		tw.ok(tw.Fetch(t.Context(), Fetch{"no such card"}))
	})
}

func TestAnAnswerFromBeforeARenewalIsDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		stale := slices.Clone(tw.stacks.cards[mariesCard].account.Loans)
		tw.stacks.during = func() {
			_, err := tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b1"}}, tw.fresh())
			tw.ok(err)
			tw.stacks.cards[mariesCard].account.Loans = stale // The answer that is on its way knows nothing of it.
		}
		tw.ok(tw.Fetch(t.Context(), Fetch{card.ID}))
		if got := tw.card("Marie", card.ID).Account.Loans[0].Due; !got.Equal(dueIn(30)) {
			t.Errorf("due %s, want %s", got, dueIn(30))
		}
	})
}

func TestPastLoansAreKeptOnlyForWhoAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		card := tw.linked("Marie", "Marie", mariesCard)
		give := func(loans ...Loan) { tw.stacks.cards[mariesCard].account.Loans = loans; tw.later(25 * time.Hour) }
		give(loan("b2", "Bonheur d’occasion", 20))
		if past, err := tw.Past(t.Context(), tw.as("Marie"), card.ID); err != nil || len(past) != 0 {
			t.Errorf("past loans without having asked: %v, %v", past, err)
		}
		tw.ok(tw.Keep(t.Context(), tw.as("Marie"), card.ID, true, tw.fresh()))
		give(loan("b9", "Menaud, maître-draveur", 20))
		past, err := tw.Past(t.Context(), tw.as("Marie"), card.ID)
		if err != nil || len(past) != 1 || past[0].Title != "Bonheur d’occasion" || !past[0].Out.Equal(today) || !past[0].Back.Equal(tw.clock.Now()) {
			t.Errorf("past loans: %+v, %v", past, err)
		}
		if !tw.card("Marie", card.ID).Keeps {
			t.Error("the card does not say that it keeps them")
		}
		_, err = tw.Past(t.Context(), tw.as("Gérard"), card.ID)
		wantKind(t, "Gérard reads Marie’s past loans", err, fault.NotFound)
		tw.ok(tw.Keep(t.Context(), tw.as("Marie"), card.ID, false, tw.fresh()))
		if n := tw.count(`SELECT COUNT(*) FROM library_past`); n != 0 {
			t.Errorf("%d past loans are left", n)
		}
	})
}

func TestAFamilyIsRemindedThreeDaysAndOneDayBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.stacks.cards[mariesCard].account.Loans = []Loan{loan("b1", "Maria Chapdelaine", 5), loan("b2", "Bonheur d’occasion", 5), loan("b5", "Trente arpents", 30)}
		tw.linked("Marie", "Marie", mariesCard)
		tw.wantTold("Marie")
		day := func() {
			tw.Helper()
			for range 6 {
				tw.later(4 * time.Hour)
			}
		}
		day()
		tw.wantTold("Marie")
		day()
		first := []string{"2 documents à rendre le 7 septembre"}
		tw.wantTold("Marie", first...)
		notices, err := tw.Alerts.List(t.Context(), tw.person["Marie"], 1)
		tw.ok(err)
		if body := notices[0].Body; !strings.Contains(body, "Maria Chapdelaine") || !strings.Contains(body, "0001") || strings.Contains(body, "Trente") {
			t.Errorf("the notice says %q", body)
		}
		day()
		day()
		twice := append(slices.Clone(first), first...)
		tw.wantTold("Marie", twice...)
		day()
		day()
		tw.wantTold("Marie", append([]string{"2 documents en retard depuis le 7 septembre"}, twice...)...)
		day()
		if n := len(tw.told("Marie")); n != 3 {
			t.Errorf("told %d times", n)
		}
	})
}

func TestWhatWasRenewedOrReturnedIsNoReminder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.stacks.cards[mariesCard].account.Loans = []Loan{loan("b1", "Maria Chapdelaine", 4), loan("b2", "Bonheur d’occasion", 4)}
		card := tw.linked("Marie", "Marie", mariesCard)
		_, err := tw.Renew(t.Context(), tw.as("Marie"), []Picked{{card.ID, "b1"}}, tw.fresh())
		tw.ok(err)
		tw.stacks.cards[mariesCard].account.Loans = tw.stacks.cards[mariesCard].account.Loans[:1]
		for range 40 {
			tw.later(4 * time.Hour)
		}
		tw.wantTold("Marie")
	})
}

func TestNobodyIsToldAtNight(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.clock.Set(time.Date(2026, 9, 3, 6, 0, 0, 0, time.UTC)) // Two in the morning.
	tw.stacks.cards[mariesCard].account.Loans[0].Due = dueIn(3)
	tw.linked("Marie", "Marie", mariesCard)
	tw.wantTold("Marie")
	for range 16 {
		tw.later(20 * time.Minute)
		if hour := clock.Local(tw.clock.Now()).Hour(); hour < 8 && len(tw.told("Marie")) > 0 {
			t.Fatalf("told at %d h", hour)
		}
	}
	for range 6 {
		tw.later(20 * time.Minute)
	}
	if len(tw.told("Marie")) != 1 {
		t.Errorf("by %s Marie was told %q", clock.Local(tw.clock.Now()), tw.told("Marie"))
	}
}

func TestAHoldThatWaitsAndAFeeAreToldOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		account := &tw.stacks.cards[zoesCard].account
		account.Loans = nil
		tw.linked("Marie", "Zoé", zoesCard)
		account.Holds = []Hold{{ID: "h1", Title: "La Guerre des tuques", State: Ready, Until: civil.DayOf(today) + 7, PickUp: "Guy-Bélisle"}}
		account.Balance = 150
		for range 4 {
			tw.later(24 * time.Hour)
		}
		fee := "Des frais à payer à la bibliothèque : 1,50 $"
		want := []string{fee, "Votre réservation vous attend à la bibliothèque"}
		for _, parent := range []string{"Marie", "Patrick"} { // Both parents, and nobody else.
			got := slices.DeleteFunc(tw.told(parent), func(title string) bool { return strings.Contains(title, "est liée") })
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("%s was told %q, want %q", parent, got, want)
			}
		}
		tw.wantTold("Gérard")
		tw.wantTold("Zoé")
		account.Balance = 0
		tw.later(24 * time.Hour)
		account.Balance = 500
		tw.later(24 * time.Hour)
		if n := len(tw.told("Marie")); n != 3 {
			t.Errorf("a new fee after the first was paid: Marie was told %q", tw.told("Marie"))
		}
	})
}

func TestASilentLibraryStillRemindsAndSaysOfWhen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.stacks.cards[mariesCard].account.Loans = []Loan{loan("b1", "Maria Chapdelaine", 4)}
		tw.linked("Marie", "Marie", mariesCard)
		tw.stacks.down = true
		for range 8 {
			tw.later(6 * time.Hour)
		}
		notices, err := tw.Alerts.List(t.Context(), tw.person["Marie"], 5)
		tw.ok(err)
		if len(notices) != 1 || !strings.Contains(notices[0].Body, "ceci était vrai le mercredi 2 septembre") {
			t.Errorf("Marie was told %+v", notices)
		}
	})
}

func TestAReminderSpeaksTheLanguageOfItsReader(t *testing.T) {
	ctx := i18n.WithNow(t.Context(), today)
	r := record{id: "c", number: mariesCard}
	for _, n := range []int{1, 2} {
		loans := []Loan{loan("a", "Un", 2), loan("b", "Deux", 2)}[:n]
		title, body := dueNotice(r, "last", civil.DayOf(loans[0].Due), loans, time.Time{}).words(ctx)
		if !strings.Contains(title, "à rendre le 4 septembre") || strings.Contains(title+body, "%!") {
			t.Errorf("%d: %q, %q", n, title, body)
		}
	}
}

func TestTheDeskSeesCountsAndTitlesOnlyWithAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, _, _ := tw.family()
		julie := session.Viewer{Account: "julie", FullName: "Julie Desrosiers", Role: session.Agent}
		counts, err := tw.Counts(t.Context(), julie, tw.person["Marie"])
		tw.ok(err)
		if len(counts) != 1 || counts[0].Card != marie.ID || counts[0].Loans != 2 || !counts[0].Next.Equal(dueIn(2)) || counts[0].Ending != "0001" {
			t.Errorf("counts %+v", counts)
		}
		_, err = tw.Titles(t.Context(), julie, tw.person["Marie"], " ")
		wantKind(t, "titles without a reason", err, fault.Invalid)
		before := len(tw.journaled("Marie"))
		cards, err := tw.Titles(t.Context(), julie, tw.person["Marie"], "appel : un livre perdu")
		if err != nil || len(cards) != 1 || cards[0].Account.Loans[0].Title != "Maria Chapdelaine" || cards[0].Name != "Marie" {
			t.Errorf("titles %+v, %v", cards, err)
		}
		entries, err := tw.Journal.List(t.Context(), journal.Filter{Person: string(tw.person["Marie"])})
		tw.ok(err)
		if len(entries.Lines) != before+1 || entries.Lines[0].Reason != "appel : un livre perdu" || entries.Lines[0].Actor != "julie" {
			t.Errorf("journaled %+v", entries.Lines)
		}
		for _, by := range []session.Viewer{tw.as("Gérard"), {Account: "martin", Role: session.Moderator}} {
			wantKind(t, "counts", errOf(tw.Counts(t.Context(), by, tw.person["Marie"])), fault.Forbidden)
			wantKind(t, "titles", errOf(tw.Titles(t.Context(), by, tw.person["Marie"], "par curiosité")), fault.Forbidden)
		}
	})
}

func TestCopiesAreSpreadAndOftenerNearADueDate(t *testing.T) {
	near := copied{Account: Account{Loans: []Loan{loan("a", "", 2)}}}
	far := copied{Account: Account{Loans: []Loan{loan("a", "", 20)}}}
	some := map[time.Time]bool{}
	for _, card := range []CardID{"c1", "c2", "c3", "c4", "c5"} {
		n, f, e := near.nextAt(card, true, true, today), far.nextAt(card, true, true, today), copied{}.nextAt(card, true, true, today)
		if !n.Before(f) || !f.Before(e) || n.Sub(today) > 4*time.Hour {
			t.Errorf("next at %s near a due date, %s far from one, %s without loans", n, f, e)
		}
		some[n] = true
	}
	if len(some) != 5 {
		t.Errorf("five cards are asked for at %d moments", len(some))
	}
	for n, want := range map[int]time.Duration{1: firstPause, 2: 2 * firstPause, 50: mostPause} {
		if got := pauseAfter(n); got != want {
			t.Errorf("after %d failures: %s, want %s", n, got, want)
		}
	}
}

func TestASilentLibraryIsNotAskedForEveryCard(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	tw.family()
	tw.stacks.down = true
	tw.Guard.Failures = 2
	tw.ok(tw.Furnish(context.Background(), "invented", Settings{"host": "other.example"}))
	before := len(tw.stacks.asked["account"])
	tw.later(26 * time.Hour)
	if n := len(tw.stacks.asked["account"]) - before; n > 3 {
		t.Errorf("asked %d times", n)
	}
	if n := tw.count(`SELECT COUNT(*) FROM library_copy WHERE held_by <> ''`); n != 0 {
		t.Errorf("%d cards are still held", n)
	}
}

func TestALibraryThatIsBackIsNoticedByItself(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		marie, zoe, _ := tw.family()
		tw.stacks.down = true
		tw.clock.Advance(26 * time.Hour)
		for range 2 * 60 { // Two hours of one sweep a minute.
			tw.later(time.Minute)
		}
		if tw.card("Marie", marie.ID).May.Renew || tw.State().Up {
			t.Error("renewing is offered while the library is silent")
		}
		asked := len(tw.stacks.asked["account"])
		if asked > 140 {
			t.Errorf("a silent library was asked %d times in two hours", asked)
		}
		tw.stacks.down = false
		for range 10 {
			tw.later(time.Minute)
		}
		for _, id := range []CardID{marie.ID, zoe.ID} {
			if c := tw.card("Marie", id); !c.Silent.IsZero() || !c.May.Renew || tw.clock.Now().Sub(c.AsOf) > 10*time.Minute {
				t.Errorf("ten minutes after it is back: silent since %s, as of %s at %s", c.Silent, c.AsOf, tw.clock.Now())
			}
		}
	})
}
