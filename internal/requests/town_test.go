package requests

import (
	"context"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

// town is a desk with a few people around it, on a Wednesday morning.
type town struct {
	testing.TB
	*Service
	clock *clock.Still
	key   int
}

var (
	martinAtWorks = session.Viewer{Account: "martin", FullName: "Martin Gagnon", Role: session.Works, Departments: []string{"travaux"}}
	soniaAtWorks  = session.Viewer{Account: "sonia", FullName: "Sonia Lavoie", Role: session.Works, Departments: []string{"travaux"}}
	leaAtLeisure  = session.Viewer{Account: "lea", FullName: "Léa Roy", Role: session.Leisure, Departments: []string{"loisirs"}}
	julieAtDesk   = session.Viewer{Account: "julie", FullName: "Julie Desrosiers", Role: session.Agent}
	privacy       = session.Viewer{Account: "pv", FullName: "Paule Vie", Role: session.Privacy}
	visitor       = session.Viewer{}
)

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	still := clock.At(at("2026-09-09 10:00"))
	ids := id.Counting("i")
	s := &Service{
		DB: d, Clock: still, IDs: ids,
		People: &people.Service{DB: d, Clock: still, IDs: ids},
		Alerts: &alerts.Service{DB: d, Clock: still, IDs: ids},
		Files:  &files.Service{DB: d, Clock: still, IDs: ids, Folder: t.TempDir(), Free: func(string) (float64, error) { return 1, nil }},
	}
	tw := &town{TB: t, Service: s, clock: still}
	tw.tx(func(tx *db.Tx) error { return Seed(t.Context(), tx, still.Now()) })
	if err := s.LoadTypes(t.Context()); err != nil {
		t.Fatal(err)
	}
	return tw
}

func (tw *town) tx(do func(*db.Tx) error) {
	tw.Helper()
	if err := tw.DB.InTx(tw.TB.Context(), do); err != nil {
		tw.Fatal(err)
	}
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

// citizen registers somebody and signs them in.
func (tw *town) citizen(name, language string) session.Viewer {
	tw.Helper()
	var person people.ID
	tw.tx(func(tx *db.Tx) error {
		var err error
		person, err = tw.People.AddTx(tw.TB.Context(), tx, people.NewPerson{GivenName: name, FamilyName: "Tremblay", Language: language})
		return err
	})
	return session.Viewer{Account: "account-" + name, Person: string(person), Name: name}
}

func (tw *town) fresh() forms.Key {
	tw.key++
	return forms.Key{Value: strings.Repeat("k", tw.key), Actor: "any", Fingerprint: "same"}
}

func potholeReport() Report {
	return Report{Type: "nid-de-poule", Description: "Un trou.", Answers: map[string]string{"taille": "grand"}, PlaceLine: "84, rue du Moulin", Lat: 45.56, Lon: -73.9}
}

func (tw *town) reported(v session.Viewer) Number {
	tw.Helper()
	receipt, err := tw.Report(tw.TB.Context(), v, potholeReport(), tw.fresh())
	tw.ok(err)
	return receipt.Number
}

func (tw *town) request(n Number) Request {
	tw.Helper()
	r, err := requestByNumber(tw.TB.Context(), tw.DB, n)
	tw.ok(err)
	return r
}

// want looks at the state of a request, and at the ranks of its events.
func (tw *town) want(n Number, want State) Request {
	tw.Helper()
	r := tw.request(n)
	if r.State != want {
		tw.Errorf("%s is %s, want %s", n, r.State, want)
	}
	events, err := eventsOf(tw.TB.Context(), tw.DB, r.ID)
	tw.ok(err)
	if len(events) != r.Events {
		tw.Errorf("%s has %d events and counts %d", n, len(events), r.Events)
	}
	for i, e := range events {
		if e.Rank != i+1 {
			tw.Errorf("%s: event %d has rank %d", n, i+1, e.Rank)
		}
	}
	return r
}

// told are the titles of the notices somebody has, the newest first.
func (tw *town) told(v session.Viewer) []string {
	tw.Helper()
	notices, err := tw.Alerts.List(tw.TB.Context(), people.ID(v.Person), 50)
	tw.ok(err)
	var titles []string
	for _, n := range notices {
		titles = append(titles, n.Title+" | "+n.Body)
	}
	return titles
}

func (tw *town) count(query string, args ...any) int {
	tw.Helper()
	var n int
	tw.ok(tw.DB.QueryRow(tw.TB.Context(), query, args...).Scan(&n))
	return n
}

func (tw *town) later(d time.Duration) { tw.clock.Advance(d) }

func (tw *town) ctx() context.Context { return tw.TB.Context() }
