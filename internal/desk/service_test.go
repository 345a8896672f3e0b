package desk

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

var agent = session.Viewer{Account: "agent", Name: "Julie D.", FullName: "Julie Dubé", Role: session.Agent}

// counter is a desk over real registers.
type counter struct {
	*Service
	people *people.Service
	clock  *clock.Still
}

func open(t *testing.T, d *db.DB, sources ...Source) counter {
	t.Helper()
	still := clock.At(morning)
	book := &journal.Service{DB: d, Clock: still, IDs: id.Counting("j"), Key: []byte("key")}
	register := &people.Service{DB: d, Clock: still, IDs: id.Counting("p"), Journal: book}
	s := &Service{
		DB: d, Clock: still, Log: slog.New(slog.DiscardHandler), People: register, Journal: book, Sources: sources,
		Places: noAddresses{}, Finder: &Finder{Feeds: []Feed{PeopleFeed{register}}, Clock: still},
	}
	return counter{s, register, still}
}

type noAddresses struct{}

func (noAddresses) Suggest(context.Context, string, int) ([]places.Address, error) { return nil, nil }

func (c counter) add(t *testing.T, n people.NewPerson) people.ID {
	t.Helper()
	whose, err := c.people.Add(t.Context(), agent, n, forms.Key{})
	if err != nil {
		t.Fatal(err)
	}
	return whose
}

func (c counter) found(t *testing.T, typed string) []string {
	t.Helper()
	results, err := c.Search(t.Context(), agent, typed)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, p := range results.People {
		names = append(names, p.Name())
	}
	return names
}

func TestTheRegisterIsSearchedByNameAddressPhoneAndMail(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		c.add(t, people.NewPerson{GivenName: "Marie-Ève", FamilyName: "Tremblay", AddressLine: "12, rue de la Seigneurie", Email: "marie@exemple.com", Mobile: "450-974-0112"})
		c.add(t, people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", AddressLine: "84, rue du Moulin", Phone: "450-974-0187"})
		if err := c.Finder.Fill(t.Context()); err != nil {
			t.Fatal(err)
		}

		for typed, want := range map[string]string{
			"trembaly": "Marie-Ève Tremblay", "seigneurie 12": "Marie-Ève Tremblay", "marie@exemple.com": "Marie-Ève Tremblay",
			"974-0112": "Marie-Ève Tremblay", "0187": "Gérard Paquette", "gerard paq": "Gérard Paquette", "84 moulin": "Gérard Paquette",
		} {
			if diff := gocmp.Diff([]string{want}, c.found(t, typed)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", typed, diff)
			}
		}
	})
}

func TestSomebodyAddedThroughAnotherNodeIsFoundAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		here, there := open(t, d), open(t, d)
		if err := here.Finder.Fill(t.Context()); err != nil {
			t.Fatal(err)
		}
		here.clock.Advance(time.Hour)
		there.clock.Advance(time.Hour - time.Second)

		there.add(t, people.NewPerson{GivenName: "Karim", FamilyName: "Haddad"})

		if diff := gocmp.Diff([]string{"Karim Haddad"}, here.found(t, "haddad")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestASearchIsJournaledWithoutWhatWasTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		c.add(t, people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
		results, err := c.Search(t.Context(), agent, "paquette")
		if err != nil {
			t.Fatal(err)
		}
		for range 5 {
			if err := c.Searched(t.Context(), agent, results, true); err != nil {
				t.Fatal(err)
			}
		}
		entries, err := c.Journal.List(t.Context(), journal.Filter{Action: journal.Search})
		if err != nil {
			t.Fatal(err)
		}
		if len(entries.Lines) != 1 {
			t.Fatalf("entries: got %d, want 1", len(entries.Lines))
		}
		if e := entries.Lines[0]; e.Detail != "1" || e.Person != "" || e.Reason != "" || e.Actor != agent.Account {
			t.Errorf("entry: got %+v, want the count alone", e)
		}
	})
}

func TestOpeningAFileNeedsAReasonWhichThePersonCanRead(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		whose := c.add(t, people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})

		for _, reason := range []Reason{"", "curiosité"} {
			if err := c.Viewed(t.Context(), agent, whose, "dossier", reason, ""); fault.KindOf(err) != fault.Invalid {
				t.Errorf("for %q: got %v, want an invalid reason", reason, err)
			}
		}
		if err := c.Viewed(t.Context(), agent, whose, "dossier", ForOther, "  "); fault.KindOf(err) != fault.Invalid {
			t.Errorf("without words: got %v, want an invalid reason", err)
		}
		if got := c.Reason(agent, whose); got != "" {
			t.Errorf("reason given: got %q, want none", got)
		}
		if err := c.Viewed(t.Context(), agent, whose, "dossier", ForCall, ""); err != nil {
			t.Fatal(err)
		}
		seen, err := c.Journal.OfPerson(t.Context(), string(whose), 1)
		if err != nil {
			t.Fatal(err)
		}
		if first := seen.Lines[0]; seen.Total != 2 || first.Action != journal.View || first.Reason != "Appel téléphonique" || first.Role != session.Agent {
			t.Errorf("what the person reads: got %d lines, first %+v, want the entry into the register and one look", seen.Total, first)
		}
		if got := c.Reason(agent, whose); got != "Appel téléphonique" {
			t.Errorf("reason a moment later: got %q, want the call", got)
		}
		c.clock.Advance(16 * time.Minute)
		if got := c.Reason(agent, whose); got != "" {
			t.Errorf("reason after a quarter of an hour: got %q, want to be asked again", got)
		}
	})
}

func TestTheCallScreenPutsAdultsFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		c.add(t, people.NewPerson{GivenName: "Léo", FamilyName: "Roy", BirthDate: "2018-05-01", Mobile: "450-974-0101"})
		c.add(t, people.NewPerson{GivenName: "Nadia", FamilyName: "Roy", BirthDate: "1985-05-01", Mobile: "450-974-0101"})
		found, number, err := c.Caller(t.Context(), agent, "+1 450 974 0101")
		if err != nil {
			t.Fatal(err)
		}
		if number != "450\u00a0974-0101" || len(found) != 2 || found[0].GivenName != "Nadia" {
			t.Errorf("caller: got %s and %v, want Nadia first", number, found)
		}
	})
}

func TestWhoeverHasNoDeskFindsAndOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := open(t, d)
		whose := c.add(t, people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
		for _, by := range []session.Viewer{{}, {Account: "c", Person: string(whose)}, {Account: "t", Role: session.Works}} {
			if _, err := c.Search(t.Context(), by, "paquette"); fault.KindOf(err) != fault.Forbidden {
				t.Errorf("search by %q: got %v, want it refused", by.Role, err)
			}
			if _, err := c.File(t.Context(), by, whose, Filter{}); fault.KindOf(err) != fault.NotFound {
				t.Errorf("file by %q: got %v, want nothing found", by.Role, err)
			}
		}
	})
}

// room is a source that gives what it was told to.
type room struct {
	entries []Entry
	err     error
}

func (room) Name(context.Context) string { return "la salle" }

func (r room) Thread(_ context.Context, _ session.Viewer, _ people.ID, f Filter) ([]Entry, error) {
	return r.entries[:min(f.Limit, len(r.entries))], r.err
}

func TestARoomThatIsSilentCostsItsPartOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := open(t, d, room{err: errors.New("away")}, room{entries: []Entry{{At: morning, Title: "Appel"}}})
		whose := c.add(t, people.NewPerson{GivenName: "Gérard"})
		file, err := c.File(t.Context(), agent, whose, Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(file.Silent) != 1 || len(file.Thread) != 1 || file.Person.GivenName != "Gérard" {
			t.Errorf("file: got %+v, want one silent room and one entry", file)
		}
	})
}

func TestTheThreadOfAllRoomsIsOneNewestFirstAndPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var calls, letters []Entry
		for i := range 30 {
			calls = append(calls, Entry{At: morning.Add(-time.Duration(2*i) * time.Hour), Title: "appel"})
			letters = append(letters, Entry{At: morning.Add(-time.Duration(2*i+1) * time.Hour), Title: "lettre"})
		}
		c := open(t, d, room{entries: calls}, room{entries: letters})
		file, err := c.File(t.Context(), agent, c.add(t, people.NewPerson{GivenName: "Zoé"}), Filter{})
		if err != nil {
			t.Fatal(err)
		}
		if len(file.Thread) != ThreadPage || file.Thread[1].Title != "lettre" || !file.Older.Equal(file.Thread[ThreadPage-1].At) {
			t.Errorf("thread: got %d entries, older from %v", len(file.Thread), file.Older)
		}
	})
}

func TestWhoLooksAtTheSameThingIsSaidForAWhile(t *testing.T) {
	still := clock.At(morning)
	s := &Service{Clock: still}
	if got := s.Looking(session.Viewer{Account: "a", Name: "Sonia L."}, "demande 1"); got != nil {
		t.Errorf("alone: got %v", got)
	}
	if diff := gocmp.Diff([]string{"Sonia L."}, s.Looking(agent, "demande 1")); diff != "" {
		t.Error(diff)
	}
	if got := s.Looking(agent, "demande 2"); got != nil {
		t.Errorf("at another: got %v", got)
	}
	still.Advance(91 * time.Second)
	if got := s.Looking(agent, "demande 1"); got != nil {
		t.Errorf("long after: got %v", got)
	}
}

func TestACallStaysInSightUntilItIsNoted(t *testing.T) {
	still := clock.At(morning)
	s := &Service{Clock: still}
	s.Recognise(agent, "gerard")
	if _, ok := s.TakenCall(agent); ok {
		t.Error("without a call: got one")
	}
	s.TakeCall(agent, "450-974-0187", "")
	s.Recognise(agent, "gerard")
	s.Recognise(agent, "nadia") // Somebody else's file, opened during the call.
	if c, ok := s.TakenCall(agent); !ok || c.Person != "gerard" || c.Number != "450-974-0187" {
		t.Errorf("call: got %+v, want Gérard's", c)
	}
	if _, ok := s.TakenCall(session.Viewer{Account: "other"}); ok {
		t.Error("somebody else's call: got one")
	}
	s.HangUp(agent)
	if _, ok := s.TakenCall(agent); ok {
		t.Error("after hanging up: got a call")
	}
	s.TakeCall(agent, "", "nadia")
	still.Advance(31 * time.Minute)
	if _, ok := s.TakenCall(agent); ok {
		t.Error("half an hour later: got a call")
	}
}

// thousands is a desk over a register of size persons, as the city has.
func thousands(b *testing.B, size int) (*Service, []Document) {
	b.Helper()
	d := dbtest.SQLite(b)
	still := clock.At(morning)
	register := &people.Service{DB: d, Clock: still, IDs: id.Random()}
	_, docs := city(b, size)
	err := d.InTx(b.Context(), func(tx *db.Tx) error {
		return register.Load(b.Context(), tx, func(yield func(people.Person) bool) {
			for i, doc := range docs {
				p := people.Person{
					ID: people.ID(doc.ID), GivenName: doc.Names[0], FamilyName: doc.Names[1], Language: "fr", Residence: people.Unknown, AddressLine: doc.Words[0],
					Contacts:  []people.Contact{{ID: fmt.Sprint("c", i), Kind: people.Phone, Value: doc.Phones[0], CreatedAt: doc.ChangedAt}, {ID: fmt.Sprint("d", i), Kind: people.Email, Value: fmt.Sprint("p", i, "@exemple.com"), CreatedAt: doc.ChangedAt}},
					CreatedAt: doc.ChangedAt, UpdatedAt: doc.ChangedAt,
				}
				if !yield(p) {
					return
				}
			}
		})
	})
	if err != nil {
		b.Fatal(err)
	}
	s := &Service{DB: d, Clock: still, Log: slog.New(slog.DiscardHandler), People: register, Places: noAddresses{}, Finder: &Finder{Feeds: []Feed{PeopleFeed{register}}, Clock: still}}
	if err := s.Finder.Fill(b.Context()); err != nil {
		b.Fatal(err)
	}
	return s, docs
}

// BenchmarkSearch is a whole search of the desk: the index caught up with the register,
// looked through, and the persons found read afresh.
func BenchmarkSearch(b *testing.B) {
	s, docs := thousands(b, 45_000)
	random := rand.New(rand.NewPCG(3, 3))
	for _, way := range ways(random) {
		b.Run(way.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				typed := way.of(docs[random.IntN(len(docs))])
				start := clock.System().Now()
				if _, err := s.Search(b.Context(), agent, typed); err != nil {
					b.Fatal(err)
				}
				took = append(took, clock.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
		})
	}
}
