package koha

import (
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/connect/koha/kohatest"
	"sem/internal/fault"
	"sem/internal/library"
	"sem/internal/money"
)

// november is a Tuesday, ten o’clock in town.
var november = time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)

// due is the end of a day, as Koha lends.
func due(day string) time.Time { return word(day).lastMinute() }

// town is a Koha where Marie has two loans, a hold and a fine, and where Paul, who is nobody to
// her, has a loan too.
func town(t testing.TB) *kohatest.Koha {
	k := kohatest.Open(t)
	k.Patrons = []kohatest.Patron{
		{ID: 42, Card: "29110000012345", Userid: "marie", PIN: "4321", First: "Marie", Last: "Tremblay", Expires: "2027-06-30", Notes: "Un livre vous attend au comptoir.", Balance: "12.399999999999999"},
		{ID: 43, Card: "29110000067890", Userid: "paul", PIN: "1111", First: "Paul", Last: "Gagnon", Expires: "2026-11-01"},
	}
	k.Loans = []kohatest.Loan{
		{ID: 1024, Patron: 42, Item: 7001, Record: 300, Barcode: "3900001", Title: "Le petit prince /", Author: "Saint-Exupéry, Antoine de,", Type: "BK", Due: due("2026-12-03").In(clock.Montreal), Most: 2},
		{ID: 1025, Patron: 42, Item: 7002, Record: 301, Barcode: "3900002", Title: "Les e\u0301toiles", Type: "DVD", Due: due("2026-11-20").In(clock.Montreal), Renewals: 1, Most: 1},
		{ID: 2000, Patron: 43, Item: 8001, Record: 302, Barcode: "3900003", Title: "Maria Chapdelaine", Type: "BK", Due: due("2026-12-10").In(clock.Montreal), Most: 2},
	}
	k.Holds = []kohatest.Hold{
		{ID: 55, Patron: 42, Record: 303, Title: "Kukum", Priority: 2, Expires: "2027-01-01"},
		{ID: 56, Patron: 42, Record: 304, Title: "Menaud", Status: "W", Expires: "2026-11-28", Waits: true},
		{ID: 57, Patron: 43, Record: 303, Title: "Kukum", Priority: 1},
	}
	k.Lines = []kohatest.Line{{ID: 9, Patron: 42, Checkout: 1025, Item: 7002, Type: "OVERDUE", Text: "Les étoiles (20/11/2026)", Date: "2026-11-20", Amount: "12.40", Unpaid: "12.40"}}
	k.Titles = map[int][2]string{310: {"Volkswagen Blues", "Poulin, Jacques"}}
	return k
}

var marie = library.Key{Card: "29110000012345", Patron: "42"}

func ofREST(t testing.TB, k *kohatest.Koha) *rest {
	t.Helper()
	acces := "oauth"
	if k.Basic {
		acces = "basic"
	}
	system, err := REST(clock.At(november)).Open(library.Settings{"adresse": k.URL, "acces": acces, "compte": kohatest.Account, "secret": kohatest.Secret, "prive": "1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { system.Close() })
	return system.(*rest)
}

func ofILSDI(t testing.TB, k *kohatest.Koha) *ilsdi {
	t.Helper()
	system, err := ILSDI(clock.At(november)).Open(library.Settings{"adresse": k.URL, "prive": "1"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { system.Close() })
	return system.(*ilsdi)
}

// both runs a test by either interface.
func both(t *testing.T, test func(t *testing.T, k *kohatest.Koha, system library.System)) {
	t.Run("REST", func(t *testing.T) { k := town(t); test(t, k, ofREST(t, k)) })
	t.Run("ILS-DI", func(t *testing.T) { k := town(t); test(t, k, ofILSDI(t, k)) })
}

// mariesAccount is what REST tells of her. ILS-DI differs by what it does not tell.
func mariesAccount() library.Account {
	return library.Account{
		Card: "29110000012345", Patron: "42", Balance: 1240, Expires: civil.DayAt(2027, 6, 30), Messages: []string{"Un livre vous attend au comptoir."}, AsOf: november,
		Loans: []library.Loan{
			{Item: "1024", Title: "Le petit prince", Author: "Saint-Exupéry, Antoine de", Medium: library.Book, Due: due("2026-12-03"), DueAtEnd: true, Left: 2, Renewable: library.Yes},
			{Item: "1025", Title: "Les étoiles", Medium: library.Film, Due: due("2026-11-20"), DueAtEnd: true, Renewals: 1, Renewable: library.No, Why: library.TooMany},
		},
		Holds: []library.Hold{
			{ID: "55", Title: "Kukum", State: library.Queued, Rank: 2, PickUp: "Bibliothèque du Centre-ville", Placed: civil.DayAt(2026, 11, 1)},
			{ID: "56", Title: "Menaud", State: library.Ready, Until: civil.DayAt(2026, 11, 28), PickUp: "Bibliothèque du Centre-ville", Placed: civil.DayAt(2026, 11, 1)},
		},
		Fees: []library.Fee{{ID: "9", Kind: library.OverdueFee, Text: "Les étoiles (20/11/2026)", Amount: 1240, On: civil.DayAt(2026, 11, 20)}},
	}
}

func TestAnAccountIsToldInTheTownsWords(t *testing.T) {
	k := town(t)
	got, err := ofREST(t, k).Account(t.Context(), marie)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(mariesAccount(), got); diff != "" {
		t.Error(diff)
	}
}

func TestILSDITellsAnAccountAtOnce(t *testing.T) {
	k := town(t)
	got, err := ofILSDI(t, k).Account(t.Context(), marie)
	if err != nil {
		t.Fatal(err)
	}
	want := mariesAccount()
	for i, item := range []string{"7001", "7002"} {
		want.Loans[i].Item, want.Loans[i].Left, want.Loans[i].Renewable, want.Loans[i].Why = item, -1, library.Unknown, library.NoReason
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if asked := k.Asked(); len(asked) != 1 || asked[0].Query.Get("show_contact") != "0" {
		t.Errorf("asked %+v, want one question that leaves the address out", asked)
	}
}

func TestEveryReleaseTellsTheSame(t *testing.T) {
	for name, release := range map[string]kohatest.Release{
		"titles apart":       {NoEmbed: true},
		"loans of all":       {NoNested: true},
		"old names":          {NoNested: true, OldNames: true, OnlyUserid: true, Silent: true, NoItems: true},
		"one a page":         {MostPerPage: 1},
		"one a page, links":  {MostPerPage: 1, NoTotal: true},
		"no word of a total": {NoTotal: true, NoLink: true},
	} {
		t.Run(name, func(t *testing.T) {
			k := town(t)
			k.Release = release
			s := ofREST(t, k)
			for range 2 { // The second time, what the release lacks is known.
				got, err := s.Account(t.Context(), marie)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(mariesAccount(), got); diff != "" {
					t.Error(diff)
				}
			}
		})
	}
}

func TestWhatAReleaseLacksIsAskedOnce(t *testing.T) {
	k := town(t)
	k.Release = kohatest.Release{NoNested: true}
	s := ofREST(t, k)
	count := func(path string) (n int) {
		for _, a := range k.Asked() {
			if strings.HasPrefix(a.Path, path) {
				n++
			}
		}
		return n
	}
	for i, want := range []int{1, 0} {
		if _, err := s.Account(t.Context(), marie); err != nil {
			t.Fatal(err)
		}
		if got := count("/patrons/42/checkouts"); got != want {
			t.Errorf("account %d asked %d times for what the release lacks, want %d", i, got, want)
		}
	}
	if _, err := s.Account(t.Context(), marie); err != nil {
		t.Fatal(err)
	}
	if n := count("/items"); n != 0 {
		t.Errorf("a title was looked up %d times again", n)
	}
}

func TestEveryPageOfALongListIsRead(t *testing.T) {
	k := town(t)
	k.Release.MostPerPage = 20
	for i := range 137 {
		k.Loans = append(k.Loans, kohatest.Loan{ID: 5000 + i, Patron: 42, Item: 9000 + i, Record: 600 + i, Title: "Tome", Due: november, Most: 1})
	}
	a, err := ofREST(t, k).Account(t.Context(), marie)
	if err != nil || len(a.Loans) != 139 {
		t.Fatalf("%d loans, %v; want 139", len(a.Loans), err)
	}
}

func TestACardAndItsPINGoTogetherOrNothingIsSaid(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		for _, c := range []struct {
			card, pin string
			want      error
		}{
			{"29110000012345", "4321", nil}, {"2911 0000 012345", "4321", nil}, {"marie", "4321", library.ErrWrongCard}, // A name is no card.
			{"29110000012345", "1111", library.ErrWrongCard}, {"nobody", "4321", library.ErrWrongCard},
		} {
			p, err := s.Check(t.Context(), c.card, c.pin)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.card, err, c.want)
			}
			want := library.Patron{Card: "29110000012345", Patron: "42", Name: "Marie Tremblay"}
			if c.want != nil {
				want = library.Patron{}
			}
			if p != want {
				t.Errorf("%s is %+v", c.card, p)
			}
		}
		k.Do(func() { k.Patrons[0].Locked = true })
		if _, err := s.Check(t.Context(), "29110000012345", "4321"); !errors.Is(err, library.ErrWrongCard) {
			t.Errorf("a card that is locked: %v", err)
		}
		for _, a := range k.Asked() {
			if _, old := s.(*ilsdi); old && (a.Method != "POST" || a.Body != "") || !old && strings.Contains(a.Query.Encode(), "4321") {
				t.Errorf("a PIN stands in an address: %+v", a)
			}
		}
	})
}

func TestAnOlderReleaseChecksAPINOnce(t *testing.T) {
	k := town(t)
	k.Release = kohatest.Release{OnlyUserid: true, Silent: true}
	s := ofREST(t, k)
	for i, want := range []int{2, 1} {
		if _, err := s.Check(t.Context(), "29110000012345", "wrong"); !errors.Is(err, library.ErrWrongCard) {
			t.Fatal(err)
		}
		n := 0
		for _, a := range k.Asked() {
			if strings.HasSuffix(a.Path, "/validation") {
				n++
			}
		}
		if n != want {
			t.Errorf("try %d sent %d checks, want %d: one of a form that is refused before the PIN is looked at", i, n, want)
		}
	}
	p, err := s.Check(t.Context(), "29110000012345", "4321")
	if err != nil || p.Patron != "42" {
		t.Errorf("%+v, %v", p, err)
	}
	if _, err := s.Check(t.Context(), "marie", "4321"); !errors.Is(err, library.ErrWrongCard) {
		t.Errorf("a name: %v", err)
	}
}

func TestANameThatIsAnothersCardOpensNoFile(t *testing.T) {
	k := town(t)
	k.Release = kohatest.Release{Silent: true}
	k.Patrons[1].Userid = "29110000012345" // Paul signs in by the number of Marie's card.
	p, err := ofREST(t, k).Check(t.Context(), "29110000012345", "1111")
	if !errors.Is(err, library.ErrOtherPatron) || p != (library.Patron{}) {
		t.Errorf("%+v, %v", p, err)
	}
}

func TestAnotherPatronsAnswerIsNeverShown(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		for _, ails := range []kohatest.Ailment{kohatest.Swaps, kohatest.Mixes} {
			k.Do(func() { k.Ails = ails })
			a, err := s.Account(t.Context(), marie)
			if !errors.Is(err, library.ErrOtherPatron) || a.Card != "" || len(a.Loans) != 0 {
				t.Errorf("%s: %+v, %v", ails, a, err)
			}
			if strings.Contains(err.Error(), "Paul") || strings.Contains(err.Error(), "2911") {
				t.Errorf("%s: the error names somebody: %v", ails, err)
			}
		}
		k.Do(func() { k.Ails = kohatest.Swaps })
		if p, err := s.Check(t.Context(), marie.Card, "4321"); !errors.Is(err, library.ErrOtherPatron) || p != (library.Patron{}) {
			t.Errorf("check: %+v, %v", p, err)
		}
		if _, err := s.Account(t.Context(), library.Key{Card: marie.Card}); !errors.Is(err, library.ErrOtherPatron) {
			t.Errorf("by card alone: %v", err)
		}
	})
}

func TestACardThatWasReplacedIsNotReadOn(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		if _, err := s.Account(t.Context(), library.Key{Card: "29110000000001", Patron: "42"}); !errors.Is(err, library.ErrOtherPatron) {
			t.Errorf("%v", err)
		}
		if _, err := s.Account(t.Context(), library.Key{Card: "29110000012345", Patron: "99"}); !errors.Is(err, library.ErrWrongCard) {
			t.Errorf("a patron who is gone: %v", err)
		}
		if _, err := s.Account(t.Context(), library.Key{Card: "29110000099999"}); !errors.Is(err, library.ErrWrongCard) {
			t.Errorf("a card that is gone: %v", err)
		}
	})
}

func TestARenewalIsDoneOrRefusedWithItsReason(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		items := []string{"1024", "1025", "2000"}
		if _, old := s.(*ilsdi); old {
			items = []string{"7001", "7002", "8001"}
		}
		for i, want := range []library.Renewal{
			{Item: items[0], Title: "Le petit prince", Renewed: true, Due: due("2026-12-31")},
			{Item: items[1], Title: "Les étoiles", Why: library.TooMany},
			{Item: items[2], Why: library.NotOut}, // Paul's: Koha would renew it.
		} {
			got, err := s.Renew(t.Context(), marie, items[i])
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Errorf("%s: %v %s", items[i], err, diff)
			}
		}
		k.Do(func() {
			if k.Loans[2].Renewals != 0 {
				t.Error("the loan of another was renewed")
			}
		})
	})
}

func TestARenewalIsAskedWhereTheReleaseHasIt(t *testing.T) {
	k := town(t)
	k.Release.OnlyRenewals = true
	s := ofREST(t, k)
	for range 2 {
		if r, err := s.Renew(t.Context(), marie, "1024"); err != nil || !r.Renewed {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	k.Do(func() {
		if k.Loans[0].Renewals != 2 {
			t.Errorf("renewed %d times, want 2", k.Loans[0].Renewals)
		}
	})
}

func TestAnOrderWhoseAnswerIsLostIsInDoubt(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		item := "1024"
		if _, old := s.(*ilsdi); old {
			item = "7001"
		}
		k.Do(func() { k.Ails = kohatest.After })
		if _, err := s.Renew(t.Context(), marie, item); !errors.Is(err, library.ErrUnsure) {
			t.Errorf("%v, want ErrUnsure", err)
		}
		k.Do(func() {
			if k.Loans[0].Renewals != 1 {
				t.Errorf("asked %d times, want once", k.Loans[0].Renewals)
			}
		})
		k.Close()
		if _, err := s.Renew(t.Context(), marie, item); errors.Is(err, library.ErrUnsure) || fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a server that is away had no order: %v", err)
		}
	})
}

func TestReasonsOfKohaAreWordsOfTheTown(t *testing.T) {
	for said, want := range map[string]library.Reason{
		"Renewal not authorized (too_many)": library.TooMany, "Renewal not authorized (on_reserve)": library.Reserved, "too_soon": library.TooSoon,
		"Renewal not authorized (restriction)": library.CardBlocked, "overdue": library.Overdue, "auto_renew": library.Automatic, "too_unseen": library.TooMany,
		"item_denied_renewal": library.NotRenewable, "onsite_checkout": library.NotRenewable, "auto_too_late": library.NotRenewable,
		"Hold cannot be placed. Reason: itemAlreadyOnHold": library.AlreadyHeld, "Hold cannot be placed. Reason: tooManyReserves": library.TooManyHolds,
		"NotHoldable": library.NotReservable, "RecordNotFound": library.NoSuchDocument,
	} {
		if got, words := reason(said); got != want || words != "" {
			t.Errorf("%s is %q %q, want %q", said, got, words, want)
		}
	}
	if got, words := reason("The supplied pickup location is not valid"); got != library.Refused || words == "" {
		t.Errorf("%q %q", got, words)
	}
}

func TestHoldsArePlacedAndGivenUp(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		for _, c := range []struct {
			wish library.Wish
			want library.Outcome
		}{
			{library.Wish{Record: "310"}, library.Outcome{Done: true, Rank: 3}},
			{library.Wish{Record: "999", PickUp: "CPL"}, library.Outcome{Why: library.NoSuchDocument}},
		} {
			got, err := s.PlaceHold(t.Context(), marie, c.wish)
			if _, old := s.(*ilsdi); old {
				c.want.Rank = 0 // ILS-DI tells none.
			}
			if err != nil || got != c.want {
				t.Errorf("%+v: %+v, %v", c.wish, got, err)
			}
		}
		if o, err := s.PlaceHold(t.Context(), marie, library.Wish{Record: "310"}); err != nil || o.Done || o.Why != library.AlreadyHeld && o.Why != library.NotReservable {
			t.Errorf("a second hold: %+v, %v", o, err)
		}
		if o, err := s.CancelHold(t.Context(), marie, "55"); err != nil || !o.Done {
			t.Errorf("%+v, %v", o, err)
		}
		if o, err := s.CancelHold(t.Context(), marie, "57"); err != nil || o != (library.Outcome{Why: library.NoSuchDocument}) {
			t.Errorf("Paul's hold: %+v, %v", o, err)
		}
		k.Do(func() {
			if len(k.Holds) != 3 || k.Holds[0].ID != 56 || k.Holds[1].ID != 57 { // And the new one.
				t.Errorf("%+v", k.Holds)
			}
		})
	})
}

func TestRESTHoldsACopyByItsBarcode(t *testing.T) {
	k := town(t)
	s := ofREST(t, k)
	if o, err := s.PlaceHold(t.Context(), marie, library.Wish{Item: "3900003"}); err != nil || !o.Done {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err := s.PlaceHold(t.Context(), marie, library.Wish{Item: "0000000"}); err != nil || o.Why != library.NoSuchDocument {
		t.Errorf("%+v, %v", o, err)
	}
	if o, err := s.CancelHold(t.Context(), marie, "56"); err != nil || !o.Done || o.Words == "" {
		t.Errorf("a hold that waits: %+v, %v", o, err)
	}
	k.Do(func() { k.Release.NoItems = true })
	if _, err := s.PlaceHold(t.Context(), marie, library.Wish{Item: "3900001"}); !errors.Is(err, library.ErrCannot) {
		t.Errorf("%v", err)
	}
}

func TestAnOlderReleasePlacesAHoldInItsNames(t *testing.T) {
	k := town(t)
	k.Release = kohatest.Release{OldNames: true, NoNested: true}
	s := ofREST(t, k)
	for _, record := range []string{"310", "302"} {
		if o, err := s.PlaceHold(t.Context(), marie, library.Wish{Record: record}); err != nil || !o.Done || o.Rank != 3 {
			t.Errorf("%+v, %v", o, err)
		}
	}
	posts := 0
	for _, a := range k.Asked() {
		if a.Method == "POST" && a.Path == "/holds" {
			posts++
		}
	}
	if posts != 3 {
		t.Errorf("%d orders, want 3: only the first in names that are not known", posts)
	}
}

func TestATokenIsRenewedBeforeItsEndAndOnceAfterARefusal(t *testing.T) {
	k := town(t)
	c := clock.At(november)
	base, _ := url.Parse(k.URL)
	s := newREST(base, true, account{name: kohatest.Account, secret: kohatest.Secret}, c)
	look := func() {
		t.Helper()
		if _, err := s.Account(t.Context(), marie); err != nil {
			t.Fatal(err)
		}
	}
	want := func(n int, why string) {
		t.Helper()
		if k.Tokens() != n {
			t.Errorf("%d tokens, want %d: %s", k.Tokens(), n, why)
		}
	}
	look()
	look()
	want(1, "one serves for all")
	c.Advance(59*time.Minute + time.Second)
	look()
	want(2, "a minute before its end")
	k.Forget()
	look()
	want(3, "once after a refusal, though several questions were refused")
	k.Do(func() { k.Patrons[0].Balance = "0" })
	bad := newREST(base, true, account{name: kohatest.Account, secret: "old"}, c)
	if _, err := bad.Account(t.Context(), marie); fault.KindOf(err) != fault.Unavailable || !errors.Is(err, errUnknownAccount) {
		t.Errorf("%v", err)
	}
}

func TestBasicAccessNeedsNoToken(t *testing.T) {
	k := town(t)
	k.Basic = true
	if _, err := ofREST(t, k).Account(t.Context(), marie); err != nil || k.Tokens() != 0 {
		t.Errorf("%v, %d tokens", err, k.Tokens())
	}
	base, _ := url.Parse(k.URL)
	bad := newREST(base, true, account{name: kohatest.Account, secret: "old", basic: true}, clock.At(november))
	if _, err := bad.Account(t.Context(), marie); !errors.Is(err, errAccount) {
		t.Errorf("%v", err)
	}
}

func TestAmountsAreReadToTheCentWithoutFloats(t *testing.T) {
	for text, want := range map[word]money.Cents{
		"12.4": 1240, "12.399999999999999": 1240, "0.005": 1, "-0.005": -1, "0.004": 0, "1.24e1": 1240, "-3": -300, "0": 0, "": 0, "1234567.89": 123456789, "5E-1": 50, "0.285": 29,
	} {
		if got, err := text.cents(); err != nil || got != want {
			t.Errorf("%q is %v, %v; want %v", text, got, err, want)
		}
	}
	for _, text := range []word{"x", "1e999999999", "1/3", "0x10", "1_000", "NaN", "Inf", "1e13", "9999999999999999999999", "1,5", "true", ".", "-"} {
		if got, err := text.cents(); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestOnlyGoodAddressesAreSpokenTo(t *testing.T) {
	for _, c := range []struct {
		address string
		private bool
		good    bool
	}{
		{"https://koha.exemple.ca", false, true}, {"https://koha.exemple.ca/api/v1/", false, true}, {"http://koha.exemple.ca", false, false}, {"http://10.0.0.5:8080", true, true},
		{"", false, false}, {"koha.exemple.ca", false, false}, {"ftp://koha.exemple.ca", true, false}, {"https://a:b@koha.exemple.ca", false, false},
		{"https://koha.exemple.ca/?x=1", false, false}, {"https://koha.exemple.ca/#x", false, false}, {"https:koha", false, false}, {"https://", false, false}, {"javascript:alert(1)", true, false},
	} {
		if _, err := parseBase(c.address, c.private); (err == nil) != c.good {
			t.Errorf("%s (private %v): %v", c.address, c.private, err)
		}
	}
	for _, c := range []struct {
		ip         string
		tls, local bool
		good       bool
	}{
		{"198.51.100.7:443", true, false, true}, {"198.51.100.7:80", false, true, false}, {"127.0.0.1:80", false, true, true}, {"127.0.0.1:443", true, false, false},
		{"10.1.2.3:443", true, false, false}, {"10.1.2.3:443", true, true, true}, {"169.254.169.254:80", false, true, false}, {"[fe80::1]:443", true, true, false},
		{"[::1]:443", true, false, false}, {"[::ffff:127.0.0.1]:443", true, false, false}, {"0.0.0.0:443", true, true, false}, {"[fd00::1]:443", true, false, false}, {"224.0.0.1:443", true, true, false},
	} {
		if err := mayDial(c.ip, c.tls, c.local); (err == nil) != c.good {
			t.Errorf("%s (tls %v, local %v): %v", c.ip, c.tls, c.local, err)
		}
	}
}
