package alerts_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/mail"
	"sem/internal/people"
)

var rentrée = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)

type town struct {
	*alerts.Service
	t *testing.T
}

func newTown(t *testing.T, d *db.DB) town {
	c, ids := clock.At(rentrée), id.Counting("a")
	w := town{&alerts.Service{DB: d, Clock: c, IDs: ids, URL: "https://ville.example/", City: "Ville de Saint-Eustache",
		Mail: &mail.Service{DB: d, Clock: c, IDs: ids, Domain: "ville.example"}}, t}
	register := people.Service{DB: d, Clock: c, IDs: ids}
	w.inTx(func(tx *db.Tx) error {
		return register.Load(t.Context(), tx, slices.Values([]people.Person{
			person("marie", "fr", people.Contact{ID: "c1", Kind: people.Email, Value: "marie@exemple.com", ConfirmedAt: rentrée, CreatedAt: rentrée}),
			person("john", "en", people.Contact{ID: "c2", Kind: people.Email, Value: "john@exemple.com", ConfirmedAt: rentrée, CreatedAt: rentrée}),
			person("luc", "fr", people.Contact{ID: "c3", Kind: people.Email, Value: "luc@exemple.com", CreatedAt: rentrée}),
		}))
	})
	return w
}

func person(name, language string, contacts ...people.Contact) people.Person {
	return people.Person{ID: people.ID(name), GivenName: name, Language: language, Residence: people.Unknown, Contacts: contacts, CreatedAt: rentrée, UpdatedAt: rentrée}
}

func (w town) inTx(do func(*db.Tx) error) {
	w.t.Helper()
	if err := w.DB.InTx(w.t.Context(), do); err != nil {
		w.t.Fatal(err)
	}
}

func (w town) raise(n alerts.Notice) {
	w.t.Helper()
	w.inTx(func(tx *db.Tx) error { return w.RaiseTx(w.t.Context(), tx, n) })
}

func (w town) box() []mail.Kept {
	w.t.Helper()
	kept, err := w.Mail.List(w.t.Context(), 10)
	if err != nil {
		w.t.Fatal(err)
	}
	return kept
}

func TestOneCauseIsToldOnceInTheFileAndByEmail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		n := alerts.Notice{Key: "request/1/resolved/marie", Person: "marie", Subject: "request", Object: "2026-000001-K", Title: "Votre demande est réglée", Body: "Le trou <est> bouché.\n\nMerci.", Path: "/demandes/2026-000001-K"}
		w.raise(n)
		w.raise(n)
		listed, err := w.List(t.Context(), "marie", 10)
		if err != nil || len(listed) != 1 || listed[0].Title != n.Title || !listed[0].SeenAt.IsZero() {
			t.Fatalf("listed %+v, %v", listed, err)
		}
		box := w.box()
		if len(box) != 1 || box[0].To != "marie@exemple.com" || box[0].Subject != n.Title || box[0].Person != "marie" {
			t.Fatalf("box %+v", box)
		}
		for _, want := range []string{"Bonjour marie,", "https://ville.example/demandes/2026-000001-K", "Le trou <est> bouché.", "Ville de Saint-Eustache"} {
			if !strings.Contains(box[0].Text, want) {
				t.Errorf("the plain text lacks %q:\n%s", want, box[0].Text)
			}
		}
		for _, want := range []string{`lang="fr-CA"`, "Le trou &lt;est&gt; bouché.", `href="https://ville.example/demandes/2026-000001-K"`} {
			if !strings.Contains(box[0].HTML, want) {
				t.Errorf("the HTML lacks %q:\n%s", want, box[0].HTML)
			}
		}
	})
}

func TestWordsAreSaidInThePersonsLanguageWhoeverActs(t *testing.T) {
	w := newTown(t, dbtest.SQLite(t))
	words := func(ctx context.Context) (string, string) { return string(i18n.Lang(ctx)), "…" }
	w.raise(alerts.Notice{Key: "a", Person: "john", Subject: "account", Words: words})
	w.raise(alerts.Notice{Key: "b", Person: "marie", Subject: "account", Words: words})
	for who, want := range map[people.ID]string{"john": "en", "marie": "fr"} {
		if listed, _ := w.List(t.Context(), who, 1); len(listed) != 1 || listed[0].Title != want {
			t.Errorf("%s: got %+v, want the title %q", who, listed, want)
		}
	}
}

func TestAnAddressThatNobodyProvedGetsNoMessage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		w.raise(alerts.Notice{Key: "a", Person: "luc", Subject: "account", Title: "Bonjour"})
		if n, err := w.Unseen(t.Context(), "luc"); err != nil || n != 1 {
			t.Errorf("unseen %d, %v", n, err)
		}
		if box := w.box(); len(box) != 0 {
			t.Errorf("box %+v", box)
		}
	})
}

func TestANoticeIsSeenWithWhatItIsAboutAndByItsPersonOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		for i, object := range []string{"r1", "r1", "r2"} {
			w.raise(alerts.Notice{Key: object + string(rune('a'+i)), Person: "marie", Subject: "request", Object: object, Title: "…"})
		}
		w.raise(alerts.Notice{Key: "luc", Person: "luc", Subject: "request", Object: "r1", Title: "…"})
		unseen := func(who people.ID) int {
			n, err := w.Unseen(t.Context(), who)
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		if err := w.Seen(t.Context(), "marie", "r1"); err != nil {
			t.Fatal(err)
		}
		if unseen("marie") != 1 || unseen("luc") != 1 {
			t.Errorf("after r1: marie %d, luc %d, want 1 and 1", unseen("marie"), unseen("luc"))
		}
		if err := w.Seen(t.Context(), "marie", ""); err != nil || unseen("marie") != 0 {
			t.Errorf("after everything: %d, %v", unseen("marie"), err)
		}
	})
}

func TestManyAreToldAtOnceAndTheirLettersAreWrittenByOneJob(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		var jobs []alerts.Write
		w.Later = func(_ context.Context, _ *db.Tx, job alerts.Write) error {
			jobs = append(jobs, job)
			return nil
		}
		words := func(ctx context.Context) (string, string) { return i18n.T(ctx, "Bonjour,"), "" }
		var some []alerts.Notice
		for who, language := range map[people.ID]string{"marie": "fr", "john": "en", "luc": "fr"} {
			some = append(some, alerts.Notice{Key: "k/" + string(who), Person: who, Path: "/", Words: words}.Said(t.Context(), language))
		}
		for range 2 { // The second time changes nothing.
			w.inTx(func(tx *db.Tx) error { return w.RaiseMany(t.Context(), tx, some) })
		}
		if len(w.box()) != 0 || len(jobs) != 2 || len(jobs[0].Notices) != 3 {
			t.Fatalf("jobs %+v, letters %+v", jobs, w.box())
		}
		for _, job := range append(jobs, jobs...) {
			if err := w.Write(t.Context(), job); err != nil {
				t.Fatal(err)
			}
		}
		var told []string
		for _, one := range w.box() {
			told = append(told, one.To+" "+one.Subject)
		}
		slices.Sort(told)
		if want := []string{"john@exemple.com Hello,", "marie@exemple.com Bonjour,"}; !slices.Equal(told, want) {
			t.Errorf("letters %q, want %q", told, want)
		}
		for _, who := range []people.ID{"marie", "john", "luc"} {
			if list, err := w.List(t.Context(), who, 5); err != nil || len(list) != 1 {
				t.Errorf("%s is told %+v, %v", who, list, err)
			}
		}
	})
}
