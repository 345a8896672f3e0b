package people_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

// rentrée is the day of the tests: Wednesday 9 September 2026, ten in the morning.
var rentrée = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)

// town is a register with its journal and its news, which it only remembers.
type town struct {
	*people.Service
	t     *testing.T
	clock *clock.Still
	deeds []people.Deed
	news  []people.News
	names map[string]people.ID
}

func newTown(t *testing.T, d *db.DB) *town {
	w := &town{t: t, clock: clock.At(rentrée), names: map[string]people.ID{}}
	w.Service = &people.Service{DB: d, Clock: w.clock, IDs: id.Counting("p"), Journal: w, Alerts: w}
	return w
}

func (w *town) PersonChanged(_ context.Context, _ *db.Tx, d people.Deed) error {
	w.deeds = append(w.deeds, d)
	return nil
}

func (w *town) RegisterChanged(_ context.Context, _ *db.Tx, n people.News) error {
	w.news = append(w.news, n)
	return nil
}

// told are the names of those who were told something since the last call.
func (w *town) told() []string {
	var names []string
	for _, n := range w.news {
		for name, person := range w.names {
			if person == n.Person {
				names = append(names, name)
			}
		}
	}
	w.news = nil
	return names
}

func (w *town) person(name, born string) people.ID {
	w.t.Helper()
	var person people.ID
	err := w.DB.InTx(w.t.Context(), func(tx *db.Tx) (err error) {
		person, err = w.AddTx(w.t.Context(), tx, people.NewPerson{GivenName: name, FamilyName: "Tremblay", BirthDate: born})
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	w.names[name] = person
	return person
}

func (w *town) as(name string) session.Viewer {
	return session.Viewer{Account: "compte-" + name, Person: string(w.names[name]), Reassured: w.clock.Now()}
}

var agent = session.Viewer{Account: "agente", Role: session.Agent}

func (w *town) inCare(name string) []string {
	w.t.Helper()
	cares, err := w.InCare(w.t.Context(), w.names[name], people.Requests)
	if err != nil {
		w.t.Fatal(err)
	}
	var names []string
	for _, c := range cares {
		names = append(names, c.Person.GivenName)
	}
	return names
}

func want[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func wantKind(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if got := fault.KindOf(err); got != kind {
		t.Errorf("%s: got %q (%v), want %q", what, got, err, kind)
	}
}

func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func TestAPersonKeepsTheNameTheyBearAndTheContactsTheyGave(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		person := must(w.Add(t.Context(), agent, people.NewPerson{
			GivenName: "  Zoé-Anne ", FamilyName: "N'Guyen  d'Œuvre", BirthDate: "1990-02-28",
			Email: "Zoe@Exemple.COM ", Mobile: "(450) 974-5000 poste 3",
		}, forms.Key{}))(t)

		p := must(w.Person(t.Context(), person))(t)
		want(t, "name", p.Name(), "Zoé-Anne N’Guyen d’Œuvre")
		want(t, "e-mail", p.Contact(people.Email), "zoe@exemple.com")
		want(t, "mobile", p.Contact(people.Mobile), "4509745000")
		want(t, "language", p.Language, "fr")
		want(t, "residence", p.Residence, people.Unknown)
		want(t, "found by phone", len(must(w.ByPhone(t.Context(), "+1 450 974 5000"))(t)), 1)
		want(t, "found by e-mail", must(w.ByContact(t.Context(), d, "ZOE@exemple.com"))(t), []people.ID{person})
		want(t, "journal", w.deeds, []people.Deed{{By: agent, Person: person, Kind: people.Added, At: rentrée}})
	})
}

func TestWhatIsWrongWithAPersonIsNamedWithItsRemedy(t *testing.T) {
	d := dbtest.SQLite(t)
	w := newTown(t, d)
	for _, c := range []struct {
		says   string
		person people.NewPerson
		fields []string
	}{
		{"no name at all", people.NewPerson{}, []string{"prenom"}},
		{"a single name is enough", people.NewPerson{FamilyName: "Suharto"}, nil},
		{"digits in a name", people.NewPerson{GivenName: "R2D2"}, []string{"prenom"}},
		{"only signs", people.NewPerson{FamilyName: "--"}, []string{"nom"}},
		{"a day that does not exist", people.NewPerson{GivenName: "Léa", BirthDate: "2023-02-29"}, []string{"naissance"}},
		{"born tomorrow", people.NewPerson{GivenName: "Léa", BirthDate: "2026-09-10"}, []string{"naissance"}},
		{"born too long ago", people.NewPerson{GivenName: "Léa", BirthDate: "1890-01-01"}, []string{"naissance"}},
		{"everything wrong", people.NewPerson{GivenName: "Léa", Language: "de", Email: "léa@", Mobile: "12", Phone: "450-174-5000"}, []string{"langue", "courriel", "cellulaire", "telephone"}},
	} {
		_, err := w.Add(t.Context(), agent, c.person, forms.Key{})
		var fields []string
		if f, ok := errors.AsType[*fault.Fault](err); ok {
			for _, field := range f.Fields {
				fields = append(fields, field.Name)
			}
		}
		want(t, c.says, fields, c.fields)
	}
}

func TestTheSameFormAddsOnePerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		key := forms.Key{Value: "k", Actor: "agente", Fingerprint: "f"}
		first := must(w.Add(t.Context(), agent, people.NewPerson{GivenName: "Léa"}, key))(t)
		second := must(w.Add(t.Context(), agent, people.NewPerson{GivenName: "Léa"}, key))(t)
		want(t, "second answer", second, first)
		want(t, "journal lines", len(w.deeds), 1)
		key.Fingerprint = "other"
		_, err := w.Add(t.Context(), agent, people.NewPerson{GivenName: "Léo"}, key)
		wantKind(t, "other content under the same key", err, fault.Conflict)
	})
}

func TestOnlyTheStaffThatEditsPeopleAddsThem(t *testing.T) {
	w := newTown(t, dbtest.SQLite(t))
	for _, by := range []session.Viewer{{}, {Account: "a", Person: "p"}, {Account: "b", Role: session.Works}} {
		_, err := w.Add(t.Context(), by, people.NewPerson{GivenName: "Léa"}, forms.Key{})
		wantKind(t, "added by "+string(by.Role), err, fault.Forbidden)
	}
}

func text(s string) *string { return &s }

func TestACorrectionIsJournaledByTheNamesOfItsFields(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		marie := w.person("Marie", "1985-03-02")
		w.clock.Advance(time.Hour)
		err := w.Correct(t.Context(), agent, marie, people.Correction{
			FamilyName: text("Lavoie"), Language: text("fr"), Email: text("Marie@Exemple.com"), AddressLine: text("84, rue du Moulin"),
		}, forms.Key{})
		if err != nil {
			t.Fatal(err)
		}
		p := must(w.Person(t.Context(), marie))(t)
		want(t, "name", p.Name(), "Marie Lavoie")
		want(t, "e-mail", p.Contact(people.Email), "marie@exemple.com")
		want(t, "changed at", p.UpdatedAt, w.clock.Now())
		want(t, "detail", w.deeds[0].Detail, "family_name,address_line,email")

		if err := w.Correct(t.Context(), agent, marie, people.Correction{FamilyName: text("Lavoie")}, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		want(t, "journal lines when nothing changed", len(w.deeds), 1)
	})
}

func TestACitizenCorrectsTheirOwnFileOnlyAndLosesTheProofOfAnAddressThatChanges(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		marie := w.person("Marie", "1985-03-02")
		w.person("Luc", "1984-01-01")
		resident := people.Resident
		if err := w.Correct(t.Context(), agent, marie, people.Correction{AddressLine: text("1, rue Une"), Residence: &resident}, forms.Key{}); err != nil {
			t.Fatal(err)
		}
		wantKind(t, "Luc corrects Marie", w.Correct(t.Context(), w.as("Luc"), marie, people.Correction{Language: text("en")}, forms.Key{}), fault.NotFound)
		wantKind(t, "Marie makes herself resident", w.Correct(t.Context(), w.as("Marie"), marie, people.Correction{Residence: &resident}, forms.Key{}), fault.Forbidden)
		wantKind(t, "Marie moves", w.Correct(t.Context(), w.as("Marie"), marie, people.Correction{AddressLine: text("2, rue Deux")}, forms.Key{}), "")
		want(t, "residence", must(w.Person(t.Context(), marie))(t).Residence, people.Unknown)
	})
}

func TestContactsAreProvedOnceAndMayBeShared(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		marie, luc := w.person("Marie", "1985-03-02"), w.person("Luc", "1984-01-01")
		inTx(t, d, func(tx *db.Tx) error {
			return errors.Join(
				w.AddContactTx(t.Context(), tx, marie, people.Email, "Famille@exemple.com"),
				w.AddContactTx(t.Context(), tx, marie, people.Email, "famille@exemple.com"),
				w.ConfirmContactTx(t.Context(), tx, luc, people.Email, "famille@exemple.com"))
		})
		want(t, "both are found", len(must(w.ByContact(t.Context(), d, "famille@exemple.com"))(t)), 2)
		want(t, "who proved it", must(w.ByConfirmedContact(t.Context(), d, "famille@exemple.com"))(t), []people.ID{luc})
		want(t, "Luc's address", must(w.Person(t.Context(), luc))(t).ConfirmedEmail(), "famille@exemple.com")
		reach := must(people.ReachOf(t.Context(), d, luc))(t)
		want(t, "reach", reach, people.Reach{Name: "Luc Tremblay", Language: "fr", Email: "famille@exemple.com"})

		inTx(t, d, func(tx *db.Tx) error {
			return w.RemoveContactTx(t.Context(), tx, luc, people.Email, "famille@exemple.com")
		})
		want(t, "after removal", must(w.ByContact(t.Context(), d, "famille@exemple.com"))(t), []people.ID{marie})
	})
}

func inTx(t *testing.T, d *db.DB, do func(*db.Tx) error) {
	t.Helper()
	if err := d.InTx(t.Context(), do); err != nil {
		t.Fatal(err)
	}
}

func TestManyPeopleAreReadTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTown(t, d)
		var all []people.Person
		var ids []people.ID
		for i := range 600 {
			p := people.Person{ID: people.ID(id.Number(2026, i)), GivenName: "Zoé", Language: "fr", Residence: people.Unknown, CreatedAt: rentrée, UpdatedAt: rentrée}
			p.Contacts = []people.Contact{{ID: string(p.ID), Kind: people.Phone, Value: "4509745000", CreatedAt: rentrée}}
			all, ids = append(all, p), append(ids, p.ID)
		}
		inTx(t, d, func(tx *db.Tx) error {
			return w.Load(t.Context(), tx, func(yield func(people.Person) bool) {
				for _, p := range all {
					if !yield(p) {
						return
					}
				}
			})
		})
		found := must(w.Persons(t.Context(), append(ids, "nobody")))(t)
		want(t, "how many", len(found), 600)
		want(t, "the last", found[ids[599]], all[599])

		var seen []people.ID
		since, after := time.Time{}, people.ID("")
		for {
			part := must(w.Changed(t.Context(), since, after, 250))(t)
			for _, p := range part {
				seen = append(seen, p.ID)
				since, after = p.UpdatedAt, p.ID
			}
			if len(part) < 250 {
				break
			}
		}
		want(t, "followed in order", seen, ids)
	})
}

func TestAgeIsCountedOnTheTownsDay(t *testing.T) {
	for _, c := range []struct {
		born string
		at   string
		want int
	}{
		{"2016-05-14", "2026-05-14T03:59:00Z", 9}, // Still the 13th in town.
		{"2016-05-14", "2026-05-14T04:00:00Z", 10},
		{"2004-02-29", "2026-02-28T12:00:00Z", 21},
		{"2004-02-29", "2026-03-01T12:00:00Z", 22},
		{"", "2026-03-01T12:00:00Z", -1},
	} {
		at := must(time.Parse(time.RFC3339, c.at))(t)
		if got := (people.Person{BirthDate: c.born}).Age(at); got != c.want {
			t.Errorf("born %s, at %s: got %d, want %d", c.born, c.at, got, c.want)
		}
	}
}

func TestContactsAreWrittenOneWay(t *testing.T) {
	for written, kept := range map[string]string{
		" Marie.Roy+ville@Exemple.COM": "marie.roy+ville@exemple.com",
		"+1 (450) 974-5000":            "4509745000",
		"marie@localhost":              "",
		"Marie <marie@exemple.com>":    "",
		"a@b.ca\r\nBcc: c@d.ca":        "",
		"marie":                        "",
		"":                             "",
		"@exemple.com":                 "",
		"450-974-500":                  "",
	} {
		if got := people.Normalise(written); got != kept {
			t.Errorf("%q: got %q, want %q", written, got, kept)
		}
	}
}
