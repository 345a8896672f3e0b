package koha

import (
	"context"
	"crypto/x509"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/connect/koha/kohatest"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/library"
)

func TestAServerThatIsNotWellIsAway(t *testing.T) {
	for _, ails := range []kohatest.Ailment{
		kohatest.Maintenance, kohatest.Broken, kohatest.Garbage, kohatest.HTML, kohatest.Endless, kohatest.Moved, kohatest.Hangs, kohatest.Resets,
	} {
		t.Run(string(ails), func(t *testing.T) {
			both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
				k.Do(func() { k.Ails = ails })
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
				a, err := s.Account(ctx, marie)
				if fault.KindOf(err) != fault.Unavailable || a.Card != "" {
					t.Errorf("%+v, %v", a, err)
				}
				if strings.Contains(err.Error(), marie.Card) || strings.Contains(err.Error(), "127.0.0.1:") && strings.Contains(err.Error(), "?") {
					t.Errorf("the error names a card: %v", err)
				}
			})
		})
	}
}

func TestAServerThatAnswersByteByByteIsReadOrLeft(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		k.Do(func() { k.Ails = kohatest.Slow })
		if a, err := s.Account(t.Context(), marie); err != nil || len(a.Loans) != 2 {
			t.Errorf("%+v, %v", a, err)
		}
	})
}

func TestARenewalNeverPretends(t *testing.T) {
	for ails, want := range map[kohatest.Ailment]error{
		kohatest.Broken: library.ErrUnsure, kohatest.Resets: library.ErrUnsure, kohatest.Hangs: library.ErrUnsure, kohatest.Maintenance: nil, kohatest.Moved: nil,
	} {
		both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
			item := "1024"
			k.Do(func() { k.Ails, k.Only = ails, "/renewal" })
			if _, old := s.(*ilsdi); old {
				item = "7001"
				k.Do(func() { k.Only = "RenewLoan" })
			}
			ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
			defer cancel()
			r, err := s.Renew(ctx, marie, item)
			if err == nil || r.Renewed || errors.Is(err, library.ErrUnsure) != (want != nil) {
				t.Errorf("%s: %+v, %v", ails, r, err)
			}
		})
	}
}

func TestALoanIsShownThoughKohaCannotSayWhetherItRenews(t *testing.T) {
	k := town(t)
	k.Loans[0].NoRule = true
	a, err := ofREST(t, k).Account(t.Context(), marie)
	if err != nil || a.Loans[0].Renewable != library.Unknown || a.Loans[0].Left != -1 || a.Loans[1].Renewable != library.No {
		t.Errorf("%+v, %v", a.Loans, err)
	}
}

func TestALoanIsShownThoughItsTitleMayNotBeSeen(t *testing.T) {
	k := town(t)
	k.Release, k.Lacks = kohatest.Release{NoEmbed: true}, "/items"
	a, err := ofREST(t, k).Account(t.Context(), marie)
	if err != nil || len(a.Loans) != 2 || a.Loans[0].Title != "" {
		t.Errorf("%+v, %v", a.Loans, err)
	}
}

func TestABlockedCardSaysSo(t *testing.T) {
	both(t, func(t *testing.T, k *kohatest.Koha, s library.System) {
		a, err := s.Account(t.Context(), library.Key{Card: "29110000067890", Patron: "43"})
		if err != nil || a.Blocked != library.CardExpired {
			t.Errorf("%q, %v", a.Blocked, err)
		}
	})
	k := town(t)
	k.Patrons[0].Restricted = true
	if a, err := ofREST(t, k).Account(t.Context(), marie); err != nil || a.Blocked != library.CardBlocked {
		t.Errorf("%q, %v", a.Blocked, err)
	}
}

func TestCertificatesAreChecked(t *testing.T) {
	k := town(t)
	secure := httptest.NewTLSServer(http.HandlerFunc(k.ServeHTTP))
	defer secure.Close()
	given, err := read(library.Settings{"adresse": secure.URL, "compte": kohatest.Account, "secret": kohatest.Secret, "prive": "1"}, true)
	if err != nil {
		t.Fatal(err)
	}
	s := newREST(given.base, true, given.account, clock.At(november))
	defer s.Close()
	_, err = s.Account(t.Context(), marie)
	if unknown := (x509.UnknownAuthorityError{}); !errors.As(err, &unknown) {
		t.Errorf("a certificate that nobody vouches for: %v", err)
	}
	trusted := secure.Client().Transport.(*http.Transport).TLSClientConfig
	s.wire.http.Transport.(*http.Transport).TLSClientConfig = trusted
	if _, err := s.Account(t.Context(), marie); err != nil {
		t.Errorf("a good certificate: %v", err)
	}
}

func TestAPublicServerIsNotLookedForInside(t *testing.T) {
	k := town(t)
	base, err := parseBase(strings.Replace(k.URL, "http:", "https:", 1), false)
	if err != nil {
		t.Fatal(err)
	}
	s := newREST(base, false, account{name: kohatest.Account, secret: kohatest.Secret}, clock.At(november))
	defer s.Close()
	if _, err := s.Account(t.Context(), marie); !errors.Is(err, errAddress) || len(k.Asked()) != 0 {
		t.Errorf("%v", err)
	}
}

func TestTenThousandFailuresLeaveNothingBehind(t *testing.T) {
	if testing.Short() {
		t.Skip("ten thousand questions")
	}
	k := town(t)
	s := ofREST(t, k)
	if _, err := s.Account(t.Context(), marie); err != nil {
		t.Fatal(err)
	}
	goroutines, open := runtime.NumGoroutine(), descriptors(t)
	for i := range 10_000 {
		k.Do(func() {
			k.Ails = []kohatest.Ailment{kohatest.Resets, kohatest.Garbage, kohatest.Broken, kohatest.Moved, kohatest.Swaps}[i%5]
		})
		if _, err := s.Account(t.Context(), marie); err == nil {
			t.Fatal("a failing server told an account")
		}
	}
	if more := runtime.NumGoroutine() - goroutines; more > 50 {
		t.Errorf("%d goroutines more", more)
	}
	if more := descriptors(t) - open; more > 50 {
		t.Errorf("%d descriptors more", more)
	}
	k.Do(func() { k.Ails = kohatest.Well })
	if _, err := s.Account(t.Context(), marie); err != nil {
		t.Errorf("after the failures: %v", err)
	}
}

func descriptors(t *testing.T) int {
	files, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Skip("descriptors are counted on Linux only")
	}
	return len(files)
}

// steps are those of a trial, each with its name and its text, the last alone perhaps not good.
func steps(t *testing.T, d library.Driver, s library.Settings, card library.Key) []library.Step {
	t.Helper()
	steps := d.Try(i18n.With(t.Context(), i18n.French), s, card)
	if len(steps) == 0 {
		t.Fatal("no steps")
	}
	for i, step := range steps {
		if step.Name == "" || step.Text == "" || !step.Good && i != len(steps)-1 {
			t.Errorf("step %d: %+v", i, step)
		}
	}
	return steps
}

func TestAConnectionIsTriedStepByStep(t *testing.T) {
	k := town(t)
	of := library.Settings{"adresse": k.URL, "compte": kohatest.Account, "secret": kohatest.Secret, "prive": "1"}
	rest, old := REST(clock.At(november)), ILSDI(clock.At(november))

	whole := steps(t, rest, of, library.Key{Card: marie.Card, PIN: "4321"})
	if len(whole) != 9 || !whole[8].Good || whole[8].Text != "2 prêts, 2 réservations et 1 frais" {
		t.Errorf("%+v", whole)
	}
	k.Asked()
	if without := steps(t, rest, of, library.Key{}); len(without) != 7 || !without[6].Good {
		t.Errorf("%+v", without)
	}
	for _, a := range k.Asked() {
		if strings.Contains(a.Path, "42") || strings.Contains(a.Path, "43") {
			t.Errorf("somebody's file was opened: %+v", a)
		}
	}
	if both := steps(t, old, of, library.Key{Card: marie.Card, PIN: "4321"}); len(both) != 4 || !both[3].Good {
		t.Errorf("%+v", both)
	}
}

func TestAConnectionThatFailsSaysWhatToDo(t *testing.T) {
	good := func(k *kohatest.Koha) library.Settings {
		return library.Settings{"adresse": k.URL, "compte": kohatest.Account, "secret": kohatest.Secret, "prive": "1"}
	}
	rest, old := REST(clock.At(november)), ILSDI(clock.At(november))
	for name, c := range map[string]struct {
		driver library.Driver
		change func(*kohatest.Koha, library.Settings)
		card   library.Key
		at     int
		says   string
	}{
		"no address":      {rest, func(_ *kohatest.Koha, s library.Settings) { s["adresse"] = "" }, library.Key{}, 0, "Entrez l’adresse"},
		"nobody there":    {rest, func(k *kohatest.Koha, _ library.Settings) { k.Close() }, library.Key{}, 0, "Personne ne répond"},
		"inside":          {rest, func(k *kohatest.Koha, s library.Settings) { s["adresse"], s["prive"] = "https"+k.URL[4:], "" }, library.Key{}, 0, "réseau privé"},
		"no TLS there":    {rest, func(k *kohatest.Koha, s library.Settings) { s["adresse"] = "https" + k.URL[4:] }, library.Key{}, 0, "ne parle pas en chiffré"},
		"moved":           {rest, func(k *kohatest.Koha, _ library.Settings) { k.Ails = kohatest.Moved }, library.Key{}, 0, "renvoie à une autre adresse"},
		"maintenance":     {rest, func(k *kohatest.Koha, _ library.Settings) { k.Ails = kohatest.Maintenance }, library.Key{}, 0, "entretien"},
		"wrong secret":    {rest, func(_ *kohatest.Koha, s library.Settings) { s["secret"] = "x" }, library.Key{}, 1, "ne reconnaît pas le compte"},
		"no grants":       {rest, func(k *kohatest.Koha, _ library.Settings) { k.Basic = true }, library.Key{}, 1, "RESTOAuth2ClientCredentials"},
		"basic":           {rest, func(_ *kohatest.Koha, s library.Settings) { s["acces"] = "basic" }, library.Key{}, 1, "ne reconnaît pas le compte"},
		"wrong path":      {rest, func(_ *kohatest.Koha, s library.Settings) { s["adresse"] += "/opac" }, library.Key{}, 1, "/api/v1"},
		"no right":        {rest, func(k *kohatest.Koha, _ library.Settings) { k.Lacks = "/holds" }, library.Key{}, 5, "n’a pas ce droit"},
		"wrong PIN":       {rest, func(*kohatest.Koha, library.Settings) {}, library.Key{Card: marie.Card, PIN: "0"}, 7, "ne reconnaît pas cette carte"},
		"swaps":           {rest, func(k *kohatest.Koha, _ library.Settings) { k.Ails = kohatest.Swaps }, library.Key{Card: marie.Card}, 7, "autre carte"},
		"not let in":      {old, func(k *kohatest.Koha, _ library.Settings) { k.NotIn = true }, library.Key{}, 1, "AuthorizedIPs"},
		"a page instead":  {old, func(k *kohatest.Koha, _ library.Settings) { k.Ails = kohatest.HTML }, library.Key{}, 1, "pas comme un Koha"},
		"old and unknown": {old, func(*kohatest.Koha, library.Settings) {}, library.Key{Card: "1"}, 2, "ne reconnaît pas cette carte"},
	} {
		t.Run(name, func(t *testing.T) {
			k := town(t)
			s := good(k)
			c.change(k, s)
			got := steps(t, c.driver, s, c.card)
			last := got[len(got)-1]
			if len(got) != c.at+1 || last.Good || !strings.Contains(last.Text, c.says) {
				t.Errorf("%+v, want step %d to say %q", got, c.at, c.says)
			}
		})
	}
}

func TestSettingsAreFaultedFieldByField(t *testing.T) {
	f := (*fault.Fault)(nil)
	if err := REST(clock.At(november)).Check(library.Settings{"acces": "x"}); !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) != 4 {
		t.Errorf("%v", err)
	}
	if err := ILSDI(clock.At(november)).Check(library.Settings{"adresse": "http://catalogue.exemple.ca"}); !errors.As(err, &f) || len(f.Fields) != 1 || f.Fields[0].Name != "adresse" {
		t.Errorf("%v", err)
	}
	if err := ILSDI(clock.At(november)).Check(library.Settings{"adresse": "https://catalogue.exemple.ca"}); err != nil {
		t.Error(err)
	}
	for _, d := range []library.Driver{REST(clock.At(november)), ILSDI(clock.At(november))} {
		if d.Name(t.Context()) == "" || d.Text(t.Context()) == "" || len(d.Fields) == 0 {
			t.Errorf("%s says nothing of itself", d.Code)
		}
		for _, field := range d.Fields {
			if field.Label(t.Context()) == "" || field.Hint(t.Context()) == "" {
				t.Errorf("%s says nothing of %s", d.Code, field.Name)
			}
		}
	}
}
