package stacks

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/connect/sip2"
	"sem/internal/library"
)

// reached is the system of a library, with settings besides its usual ones.
func reached(t testing.TB, l *Library, besides library.Settings) library.System {
	t.Helper()
	set := Settings()
	for name, value := range besides {
		set[name] = value
	}
	s, err := sip2.Wire{Clock: l.Clock, Dial: l.Dial}.Driver().Open(set)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// keyOf is the key of a card.
func keyOf(n int) library.Key {
	card, pin := CardOf(n)
	return library.Key{Card: card, PIN: pin}
}

func accountOf(t testing.TB, s library.System, n int) library.Account {
	t.Helper()
	a, err := s.Account(t.Context(), keyOf(n))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func titlesOf(a library.Account) []string {
	var all []string
	for _, l := range a.Loans {
		all = append(all, l.Title)
	}
	return all
}

var day = civil.DayOf(morning)

func TestAFamilySeesItsLoansHoldsAndFees(t *testing.T) {
	s := reached(t, open(t, &Library{}), nil)
	a := accountOf(t, s, Marie)

	wantTitles := []string{"Le Pain de chez nous", "Une saison au potager", "La Maison sous la neige", "Pride and Prejudice"}
	if !slices.Equal(titlesOf(a), wantTitles) {
		t.Errorf("loans %q, want %q", titlesOf(a), wantTitles)
	}
	first := a.Loans[0]
	if first.Author != "Marguerite Lafontaine" || first.Medium != library.Book || !first.DueAtEnd || civil.DayOf(first.Due) != day+2 || first.Renewable != library.Unknown || first.Left != -1 {
		t.Errorf("first loan %+v", first)
	}
	if a.Balance != 400 || len(a.Fees) != 1 || a.Fees[0].Amount != 400 || a.Fees[0].Kind != library.DamageFee {
		t.Errorf("owed %v, fees %+v", a.Balance, a.Fees)
	}
	if len(a.Holds) != 2 || a.Holds[0].State != library.Ready || a.Holds[0].Until != day+5 || a.Holds[0].PickUp != "Comptoir des réservations" ||
		a.Holds[1].State != library.Queued || a.Holds[1].Title != "Le Comte de Monte-Cristo" {
		t.Errorf("holds %+v", a.Holds)
	}
	if a.Blocked != library.NoReason || a.Expires != day+200 || !a.AsOf.Equal(morning) || len(a.Messages) != 1 {
		t.Errorf("blocked %q, expires %v, as of %v, messages %q", a.Blocked, a.Expires, a.AsOf, a.Messages)
	}
}

func TestACardIsLinkedOnlyWithItsPIN(t *testing.T) {
	l := open(t, &Library{})
	s := reached(t, l, nil)
	card, pin := CardOf(Zoe)
	if p, err := s.Check(t.Context(), card, pin); err != nil || p.Card != card || p.Name != "Tremblay-Nadeau, Zoé" {
		t.Errorf("got %+v, %v", p, err)
	}
	for _, wrong := range [][2]string{{card, "0000" + pin}, {card, ""}, {"", pin}, {"29110000012345", pin}} {
		if p, err := s.Check(t.Context(), wrong[0], wrong[1]); !errors.Is(err, library.ErrWrongCard) || p != (library.Patron{}) {
			t.Errorf("card %q with PIN %q: %+v, %v", wrong[0], wrong[1], p, err)
		}
	}
	l.Bend(Quirks{NoPINCheck: true})
	if _, err := s.Check(t.Context(), card, pin); !errors.Is(err, library.ErrWrongCard) {
		t.Errorf("a library that does not look at PINs: %v", err)
	}
}

func TestARenewalGoesThroughOrIsRefusedInTheLibrarysOwnWords(t *testing.T) {
	s := reached(t, open(t, &Library{}), nil)
	done, err := s.Renew(t.Context(), keyOf(Marie), barcode(bread, Marie))
	if err != nil || !done.Renewed || civil.DayOf(done.Due) != day+28 || done.Title != "Le Pain de chez nous" {
		t.Errorf("got %+v, %v", done, err)
	}
	for _, c := range []struct {
		holder, title int
		why           library.Reason
		words         string
	}{
		{Marie, snow, library.Reserved, saysReserved},
		{Marie, bread, library.TooSoon, saysTooSoon},
		{Zoe, detectives, library.TooMany, saysTooMany},
		{Zoe, timberGame, library.NotRenewable, saysFixed},
		{Senior, lupin, library.Overdue, saysLate},
		{Marie, lupin, library.NotOut, saysNotOut},
	} {
		got, err := s.Renew(t.Context(), keyOf(c.holder), barcode(c.title, c.holder))
		if err != nil || got.Renewed || got.Why != c.why || got.Words != c.words {
			t.Errorf("%s: %+v, %v; want %s", titles[c.title].name, got, err, c.why)
		}
	}
}

func TestRenewingAllSaysWhatBecameOfEachLoan(t *testing.T) {
	for name, besides := range map[string]Quirks{
		"in one order": {}, "one by one": {Supports: "YNNNYYYYYNYNNYYN"}, "in one order without an answer": {LoseAnswer: true},
	} {
		t.Run(name, func(t *testing.T) {
			l := open(t, &Library{Quirks: besides})
			s := reached(t, l, nil)
			all, err := s.RenewAll(t.Context(), keyOf(Marie))
			renewed := map[string]bool{}
			for _, r := range all {
				renewed[r.Title] = r.Renewed
				if r.Renewed && civil.DayOf(r.Due) != day+28 || !r.Renewed && r.Why == library.NoReason {
					t.Errorf("%+v", r)
				}
			}
			if besides.LoseAnswer {
				if !errors.Is(err, library.ErrUnsure) || len(all) != 3 {
					t.Fatalf("%v: %+v", err, all)
				}
				return
			}
			if err != nil || len(all) != 4 || renewed["La Maison sous la neige"] || !renewed["Pride and Prejudice"] {
				t.Errorf("%+v, %v", all, err)
			}
		})
	}
}

func TestAHoldIsPlacedAndGivenUp(t *testing.T) {
	s := reached(t, open(t, &Library{}), nil)
	w := library.Wish{Item: barcode(alice, Marie), PickUp: "COMPTOIR"}
	if got, err := s.PlaceHold(t.Context(), keyOf(Marie), w); err != nil || !got.Done || got.Rank == 0 {
		t.Fatalf("%+v, %v", got, err)
	}
	if got, err := s.PlaceHold(t.Context(), keyOf(Marie), w); err != nil || got.Done || got.Why != library.AlreadyHeld {
		t.Errorf("again: %+v, %v", got, err)
	}
	if n := len(accountOf(t, s, Marie).Holds); n != 3 {
		t.Errorf("%d holds", n)
	}
	if got, err := s.CancelHold(t.Context(), keyOf(Marie), w.Item); err != nil || !got.Done {
		t.Errorf("given up: %+v, %v", got, err)
	}
	if n := len(accountOf(t, s, Marie).Holds); n != 2 {
		t.Errorf("%d holds", n)
	}
}

// TestTheFileIsTheSameHoweverTheLibrarySpeaks bends the protocol in each way that deployed
// systems do.
func TestTheFileIsTheSameHoweverTheLibrarySpeaks(t *testing.T) {
	usual := accountOf(t, reached(t, open(t, &Library{}), nil), Marie)
	for _, c := range []struct {
		name string
		bent Quirks
		set  library.Settings
	}{
		{"CR LF", Quirks{CRLF: true}, library.Settings{"fin": "crlf"}},
		{"CR LF to our CR", Quirks{CRLF: true}, nil},
		{"a late line feed", Quirks{StrayLF: true}, nil},
		{"no checksums", Quirks{NoDetection: true}, library.Settings{"controle": "avertir"}},
		{"no checksums wanted", Quirks{}, library.Settings{"controle": "non"}},
		{"wrong checksums, repeated right", Quirks{BadSums: 3}, nil},
		{"wrong checksums let pass", Quirks{BadSums: 1}, library.Settings{"controle": "avertir"}},
		{"asks again", Quirks{AskAgain: 3}, nil},
		{"other sequence numbers", Quirks{OldSequence: true}, library.Settings{"controle": "avertir"}},
		{"login", Quirks{User: "portail", Password: "s3cret"}, library.Settings{"compte": "portail", "motdepasse": "s3cret", "lieu": "WEB"}},
		{"CP850", Quirks{Charset: sip2.CP850}, library.Settings{"encodage": "cp850"}},
		{"Latin-1", Quirks{Charset: sip2.Latin1}, library.Settings{"encodage": "latin1"}},
		{"Latin-9", Quirks{Charset: sip2.Latin9}, library.Settings{"encodage": "latin9"}},
		{"other institution", Quirks{Institution: "AUTRE"}, nil},
		{"blank flags", Quirks{BlankFlags: true}, nil},
		{"blank counts", Quirks{BlankCounts: true}, nil},
		{"two lines at once", Quirks{PageCap: 2}, nil},
		{"two lines at once, uncounted", Quirks{PageCap: 2, BlankCounts: true}, nil},
		{"all lines always", Quirks{NoPaging: true}, library.Settings{"page": "2"}},
		{"all lines always, uncounted", Quirks{NoPaging: true, BlankCounts: true}, library.Settings{"page": "2"}},
		{"we ask for one line", Quirks{}, library.Settings{"page": "1"}},
		{"numbers with titles", Quirks{WithTitles: true}, nil},
		{"all holds listed", Quirks{HoldsAreAll: true}, library.Settings{"reservations": "toutes"}},
		{"closes after five answers", Quirks{CloseAfter: 5}, nil},
		{"closes after each question about a card", Quirks{CloseAfter: 2}, nil},
		{"one guest", Quirks{OneGuest: true, CloseAfter: 4}, library.Settings{"connexions": "1"}},
		{"one byte at a time", Quirks{OneByte: true}, nil},
		{"no rest", Quirks{}, library.Settings{"repos": "0"}},
		{"ISO dates", Quirks{DueForm: "2006-01-02"}, nil},
		{"ISO moments", Quirks{DueForm: "2006-01-02 15:04:05"}, nil},
		{"our dates", Quirks{DueForm: "02/01/2006"}, nil},
		{"their dates", Quirks{DueForm: "01/02/2006"}, library.Settings{"dates": "mois"}},
		{"dates in words", Quirks{DueForm: "Jan 2, 2006"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := accountOf(t, reached(t, open(t, &Library{Quirks: c.bent}), c.set), Marie)
			same(t, a, usual, c.bent.Charset == "")
		})
	}
}

// same compares two readings of one card.
func same(t *testing.T, got, want library.Account, quotes bool) {
	t.Helper()
	if len(got.Loans) != len(want.Loans) || len(got.Holds) != len(want.Holds) || got.Balance != want.Balance || len(got.Fees) != len(want.Fees) {
		t.Fatalf("got %+v\nwant %+v", got, want)
	}
	for i := range want.Loans {
		if got.Loans[i] != want.Loans[i] {
			t.Errorf("loan %d: got %+v\nwant %+v", i, got.Loans[i], want.Loans[i])
		}
	}
	for i := range want.Holds {
		if got.Holds[i] != want.Holds[i] {
			t.Errorf("hold %d: got %+v\nwant %+v", i, got.Holds[i], want.Holds[i])
		}
	}
	if quotes && !slices.Equal(got.Messages, want.Messages) {
		t.Errorf("messages %q", got.Messages)
	}
}

func TestWhatALibraryDoesNotTellIsLeftOpen(t *testing.T) {
	for _, c := range []struct {
		name string
		bent Quirks
		look func(*testing.T, library.Account)
	}{
		{"titles in place of numbers", Quirks{FreeText: true}, func(t *testing.T, a library.Account) {
			if a.Loans[0].Title != "Le Pain de chez nous" || a.Loans[0].Renewable != library.No || a.Loans[0].Item == "" || a.Holds[0].ID != "" {
				t.Errorf("%+v", a.Loans[0])
			}
		}},
		{"nothing of copies", Quirks{NoItems: true}, func(t *testing.T, a library.Account) {
			if len(a.Loans) != 4 || a.Loans[0].Title != "" || a.Loans[0].Item != barcode(bread, Marie) || !a.Loans[0].Due.IsZero() {
				t.Errorf("%+v", a.Loans)
			}
		}},
		{"hangs up on questions about copies", Quirks{NotOnItems: true}, func(t *testing.T, a library.Account) {
			if len(a.Loans) != 4 || a.Loans[3].Item == "" || len(a.Holds) != 2 || a.Balance != 400 {
				t.Errorf("%+v", a)
			}
		}},
		{"no fields of fees", Quirks{NoFees: true}, func(t *testing.T, a library.Account) {
			if a.Balance != 400 {
				t.Errorf("owed %v: the lines of fees add up to 4,00", a.Balance)
			}
		}},
		{"plain letters", Quirks{Charset: sip2.ASCII}, func(t *testing.T, a library.Account) {
			if a.Holds[0].PickUp != "Comptoir des reservations" {
				t.Errorf("%q", a.Holds[0].PickUp)
			}
		}},
		{"an unexpected character set", Quirks{Charset: sip2.Latin1}, func(t *testing.T, a library.Account) {
			if a.Holds[0].PickUp != "Comptoir des r\uFFFDservations" {
				t.Errorf("%q", a.Holds[0].PickUp)
			}
		}},
		{"no questions about copies", Quirks{Supports: "YNNNYYYYYNNNNYYY"}, func(t *testing.T, a library.Account) {
			if len(a.Loans) != 4 || a.Loans[0].Title != "" {
				t.Errorf("%+v", a.Loans)
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.look(t, accountOf(t, reached(t, open(t, &Library{Quirks: c.bent}), nil), Marie))
		})
	}
}

func TestALateBookBlocksItsCard(t *testing.T) {
	a := accountOf(t, reached(t, open(t, &Library{}), nil), Senior)
	if a.Blocked != library.Overdue || len(a.Loans) != 3 {
		t.Fatalf("blocked %q, %d loans", a.Blocked, len(a.Loans))
	}
	for _, l := range a.Loans {
		if l.Renewable != library.No || l.Why != library.Overdue {
			t.Errorf("%+v", l)
		}
	}
}

func TestNothingIsOfferedThatTheServerDoesNot(t *testing.T) {
	l := open(t, &Library{Quirks: Quirks{Supports: "YNNNYYYYYNYNNNNN"}})
	s := reached(t, l, nil)
	accountOf(t, s, Marie)
	if a := s.Abilities(); a.Renew || a.RenewAll || a.Hold || a.CancelHold || !a.Instant || !a.NeedsPIN {
		t.Errorf("%+v", a)
	}
	before := l.Served()
	_, err1 := s.Renew(t.Context(), keyOf(Marie), barcode(bread, Marie))
	_, err2 := s.RenewAll(t.Context(), keyOf(Marie))
	_, err3 := s.PlaceHold(t.Context(), keyOf(Marie), library.Wish{Item: barcode(alice, Marie)})
	for _, err := range []error{err1, err2, err3} {
		if !errors.Is(err, library.ErrCannot) {
			t.Error(err)
		}
	}
	if l.Served() != before {
		t.Error("the server was asked all the same")
	}
}

func TestAnAnswerAboutAnotherCardIsRefused(t *testing.T) {
	l := open(t, &Library{})
	s := reached(t, l, nil)
	l.Bend(Quirks{Swap: true})
	k := keyOf(Marie)
	a, err1 := s.Account(t.Context(), k)
	p, err2 := s.Check(t.Context(), k.Card, k.PIN)
	r, err3 := s.Renew(t.Context(), k, barcode(bread, Marie))
	o, err4 := s.CancelHold(t.Context(), k, barcode(train, Marie))
	for _, err := range []error{err1, err2, err3, err4} {
		if !errors.Is(err, library.ErrOtherPatron) {
			t.Error(err)
		}
	}
	if a.Card != "" || a.Loans != nil || p != (library.Patron{}) || r != (library.Renewal{}) || o != (library.Outcome{}) {
		t.Errorf("something of the other card came through: %+v %+v %+v %+v", a, p, r, o)
	}
}

func TestAnOrderWithoutAnAnswerIsNotRepeatedBlindly(t *testing.T) {
	for _, c := range []struct {
		name string
		bent Quirks
	}{
		{"done, and hung up", Quirks{LoseAnswer: true}},
		{"not done, and hung up", Quirks{LoseDeed: true}},
		{"done, and read wrongly", Quirks{BadSums: 2}},
		{"asked again before it is done", Quirks{AskAgain: 3}},
		{"done, without a date", Quirks{NoDueDate: true}},
		{"in one connection each", Quirks{CloseAfter: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			l := open(t, &Library{Quirks: c.bent})
			s := reached(t, l, nil)
			done, err := s.Renew(t.Context(), keyOf(Marie), barcode(bread, Marie))
			if err != nil || !done.Renewed || civil.DayOf(done.Due) != day+28 {
				t.Errorf("%+v, %v", done, err)
			}
			l.mu.Lock()
			defer l.mu.Unlock()
			if n := l.account(Marie).loan(barcode(bread, Marie)).renewals; n != 1 {
				t.Errorf("renewed %d times", n)
			}
		})
	}
}

func TestAnOrderOnAConnectionThatHasDiedSinceIsCarriedOutOnce(t *testing.T) {
	l := open(t, &Library{})
	s := reached(t, l, nil)
	accountOf(t, s, Marie)
	l.Stop()
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Renew(t.Context(), keyOf(Marie), barcode(bread, Marie)); err != nil || !got.Renewed {
		t.Errorf("%+v, %v", got, err)
	}
	l.Stop()
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	if got, err := s.CancelHold(t.Context(), keyOf(Marie), barcode(montecristo, Marie)); err != nil || !got.Done {
		t.Errorf("%+v, %v", got, err)
	}
	l.Stop()
	if got, err := s.Renew(t.Context(), keyOf(Marie), barcode(garden, Marie)); !isAway(err) || errors.Is(err, library.ErrUnsure) {
		t.Errorf("nothing was sent: %+v, %v", got, err)
	}
}

func TestALibraryThatMisbehavesIsAwayWithinItsTime(t *testing.T) {
	for name, bent := range map[string]Quirks{
		"hangs": {Hang: true}, "resets": {Reset: true}, "garbage": {Garbage: true}, "endless": {Endless: true}, "refuses our account": {User: "x", Password: "y"},
		"hangs up at once": {CloseAfter: 1}, "no checksums": {NoDetection: true}, "wrong sequence": {OldSequence: true}, "always wrong checksums": {BadSums: 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := reached(t, open(t, &Library{Quirks: bent}), nil)
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			start := clock.System().Now()
			_, err := s.Account(ctx, keyOf(Marie))
			if !isAway(err) || strings.Contains(err.Error(), keyOf(Marie).Card) {
				t.Errorf("got %v", err)
			}
			if took := clock.Since(start); took > 3*time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestASlowLibraryIsReadInSeveralGoes(t *testing.T) {
	l := open(t, &Library{})
	s := reached(t, l, nil)
	accountOf(t, s, Marie) // Signed in, before it is slow.
	l.Bend(Quirks{Slow: 40 * time.Millisecond})
	for goes := 1; ; goes++ {
		ctx, cancel := context.WithTimeout(t.Context(), 250*time.Millisecond)
		a, err := s.Account(ctx, keyOf(Marie))
		cancel()
		if err == nil && (goes == 1 || len(a.Loans) != 4 || a.Loans[3].Title == "") {
			t.Fatalf("read in %d goes: %+v", goes, a.Loans)
		}
		if err == nil {
			return
		}
		if !isAway(err) || goes > 10 {
			t.Fatalf("after %d goes: %v", goes, err)
		}
	}
}
