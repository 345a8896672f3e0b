package journal_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

var (
	rentrée = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)
	agent   = session.Viewer{Account: "agente", FullName: "Sonia Lavoie", Role: session.Agent, Departments: []string{"voirie", "parcs"}}
)

type book struct {
	*journal.Service
	t     *testing.T
	clock *clock.Still
}

func newBook(t *testing.T, d *db.DB) book {
	c := clock.At(rentrée)
	return book{&journal.Service{DB: d, Clock: c, IDs: id.Counting("e"), Key: []byte("a key that is not in the database")}, t, c}
}

// write adds n entries, a second apart, and seals them.
func (b book) write(n int) {
	b.t.Helper()
	err := b.DB.InTx(b.t.Context(), func(tx *db.Tx) error {
		for i := range n {
			b.clock.Advance(time.Second)
			e := journal.Entry{Actor: "agente", ActorRole: "agent", Person: fmt.Sprintf("person-%d", i%3), Action: journal.View, Object: "request", Reason: "Appel"}
			if err := b.Add(b.t.Context(), tx, e); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	b.seal(n)
}

func (b book) seal(want int) {
	b.t.Helper()
	if n, err := b.Seal(b.t.Context()); err != nil || n != want {
		b.t.Fatalf("sealed %d, %v, want %d", n, err, want)
	}
}

// intrude does to the tables what only somebody with the database's own password can.
func (b book) intrude(statements ...string) {
	b.t.Helper()
	guards := []string{"DROP TRIGGER journal_entry_no_update", "DROP TRIGGER journal_entry_no_delete", "DROP TRIGGER journal_seal_no_update", "DROP TRIGGER journal_seal_no_delete"}
	if b.DB.Kind() == db.Postgres {
		guards = []string{"DROP TRIGGER journal_entry_guard ON journal_entry", "DROP TRIGGER journal_seal_guard ON journal_seal",
			"ALTER TABLE journal_seal DROP CONSTRAINT journal_seal_entry_id_fkey"}
	}
	err := b.DB.InTx(b.t.Context(), func(tx *db.Tx) error {
		for _, s := range append(guards, statements...) {
			if _, err := tx.Exec(b.t.Context(), s); err != nil {
				return fmt.Errorf("%s: %w", s, err)
			}
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b book) wantProblems(head *journal.Head, want ...journal.ProblemKind) journal.Report {
	b.t.Helper()
	report, err := b.Verify(b.t.Context(), head)
	if err != nil {
		b.t.Fatal(err)
	}
	var got []journal.ProblemKind
	for _, p := range report.Problems {
		got = append(got, p.Kind)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		b.t.Errorf("problems (-want +got):\n%s", diff)
	}
	return report
}

func (b book) head() *journal.Head {
	b.t.Helper()
	h, err := b.Head(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	return &h
}

func TestABookThatNobodyTouchedIsWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		b.wantProblems(b.head())
		b.write(12)
		head := b.head()
		b.write(5)
		report := b.wantProblems(head)
		if report.Sealed != 17 || report.Unsealed != 0 || !report.OK() {
			t.Errorf("got %+v", report)
		}
	})
}

func TestManyEntriesAreSealedInSeveralTurns(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		entries := func(yield func(journal.Entry) bool) {
			for i := range 1203 {
				if !yield(journal.Entry{ID: fmt.Sprintf("l%05d", i), At: rentrée.Add(-time.Duration(i) * time.Hour), Action: journal.SignIn}) {
					return
				}
			}
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return b.Load(t.Context(), tx, entries) }); err != nil {
			t.Fatal(err)
		}
		b.seal(1203)
		b.seal(0)
		b.wantProblems(b.head())
	})
}

func TestTheDatabaseItselfRefusesToChangeTheBook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		b.write(2)
		for _, s := range []string{"UPDATE journal_entry SET actor = 'nobody'", "DELETE FROM journal_entry", "UPDATE journal_seal SET seal = ''", "DELETE FROM journal_seal"} {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tx.Exec(t.Context(), s)
				return err
			})
			if err == nil {
				t.Errorf("%s passes, want it refused", s)
			}
		}
		b.wantProblems(b.head())
	})
}

func TestVerifyFindsWhatAnIntruderDid(t *testing.T) {
	const third = "(SELECT entry_id FROM journal_seal WHERE seq = 3)"
	for _, c := range []struct {
		says   string
		did    []string
		finds  []journal.ProblemKind
		sqlite bool // sqlite: the statements are for SQLite, whose foreign keys cannot be dropped.
	}{
		{says: "an edited actor", did: []string{"UPDATE journal_entry SET actor = 'personne' WHERE id = " + third}, finds: []journal.ProblemKind{journal.Altered}},
		{says: "an edited time", did: []string{"UPDATE journal_entry SET at = (SELECT at FROM journal_entry WHERE id = 'e000001') WHERE id = " + third}, finds: []journal.ProblemKind{journal.Altered}},
		{says: "a word that slid into the next field", did: []string{"UPDATE journal_entry SET object = '', reason = 'requestAppel' WHERE id = " + third}, finds: []journal.ProblemKind{journal.Altered}},
		{says: "a removed entry with its seal", did: []string{"DELETE FROM journal_seal WHERE seq = 3", "DELETE FROM journal_entry WHERE id = 'e000003'"}, finds: []journal.ProblemKind{journal.Removed, journal.Altered}},
		{says: "a removed entry and the others moved up", did: []string{"DELETE FROM journal_seal WHERE seq = 3", "DELETE FROM journal_entry WHERE id = 'e000003'",
			"UPDATE journal_seal SET seq = 3 WHERE seq = 4", "UPDATE journal_seal SET seq = 4 WHERE seq = 5", "UPDATE journal_seal SET seq = 5 WHERE seq = 6"},
			finds: []journal.ProblemKind{journal.Altered, journal.Altered, journal.Altered, journal.Truncated}},
		{says: "two entries in each other's place", did: []string{"DELETE FROM journal_seal WHERE seq = 2", "UPDATE journal_seal SET entry_id = 'e000002' WHERE seq = 3",
			"INSERT INTO journal_seal (seq, entry_id, seal) VALUES (2, 'e000003', 'x')"}, finds: []journal.ProblemKind{journal.Altered, journal.Altered}},
		{says: "the last pages cut off", did: []string{"DELETE FROM journal_seal WHERE seq > 4", "DELETE FROM journal_entry WHERE id IN ('e000005', 'e000006')"}, finds: []journal.ProblemKind{journal.Truncated}},
		{says: "the last pages cut off and sealed anew", did: []string{"DELETE FROM journal_seal WHERE seq > 4", "DELETE FROM journal_entry WHERE id = 'e000005'",
			"INSERT INTO journal_pending (entry_id) VALUES ('e000006')"}, finds: []journal.ProblemKind{journal.Truncated}},
		{says: "an entry slipped past the sealer", did: []string{"INSERT INTO journal_entry (id, at, action) SELECT 'zzz', at, 'view' FROM journal_entry WHERE id = 'e000001'", "DELETE FROM journal_pending"},
			finds: []journal.ProblemKind{journal.Slipped}},
		{says: "everything gone", did: []string{"DELETE FROM journal_seal", "DELETE FROM journal_entry"}, finds: []journal.ProblemKind{journal.Truncated}},
	} {
		t.Run(c.says, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				b := newBook(t, d)
				b.write(6)
				head := b.head()
				b.intrude(c.did...)
				b.wantProblems(head, c.finds...)
			})
		})
	}
}

func TestARewrittenBookDoesNotReachItsHead(t *testing.T) {
	for _, c := range []struct {
		says  string
		key   string
		finds []journal.ProblemKind
	}{
		{"with a key the thief made up", "made up", []journal.ProblemKind{journal.Altered, journal.Altered, journal.Altered, journal.Rewritten}},
		{"even with our own key", "a key that is not in the database", []journal.ProblemKind{journal.Rewritten}},
	} {
		t.Run(c.says, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				b := newBook(t, d)
				b.write(3)
				head := b.head()
				b.intrude("DELETE FROM journal_seal", "DELETE FROM journal_entry WHERE id = 'e000002'",
					"INSERT INTO journal_pending (entry_id) SELECT id FROM journal_entry")

				thief := newBook(t, d)
				thief.Key, thief.IDs = []byte(c.key), id.Counting("f")
				thief.seal(2)
				thief.write(1)
				b.wantProblems(head, c.finds...)
			})
		})
	}
}

func TestAHeadThatWeDidNotSignIsForged(t *testing.T) {
	b := newBook(t, dbtest.SQLite(t))
	b.write(3)
	head := b.head()
	head.Count = 2
	b.wantProblems(head, journal.Forged)
}

func TestTheHeadIsKeptOutsideAndStaysWhenTheBookNoLongerReachesIt(t *testing.T) {
	b := newBook(t, dbtest.SQLite(t))
	folder := t.TempDir()
	if h, err := journal.ReadHead(folder); h != nil || err != nil {
		t.Fatalf("before the first: %v, %v", h, err)
	}
	for range 2 {
		b.write(3)
		if err := b.WriteHead(t.Context(), folder); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := journal.ReadHead(folder)
	if err != nil || kept.Count != 6 {
		t.Fatalf("kept %+v, %v", kept, err)
	}
	b.wantProblems(kept)
	b.intrude("DELETE FROM journal_seal WHERE seq > 4")
	if err := b.WriteHead(t.Context(), folder); err == nil {
		t.Error("a shortened book replaced the head that proves it")
	}
	after, _ := journal.ReadHead(folder)
	if diff := cmp.Diff(kept, after); diff != "" {
		t.Error(diff)
	}
	left, _ := filepath.Glob(filepath.Join(folder, "*"))
	if len(left) != 1 {
		t.Errorf("left in the folder: %v", left)
	}
	if err := os.WriteFile(filepath.Join(folder, journal.HeadFile), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.WriteHead(t.Context(), folder); err == nil {
		t.Error("a broken head was replaced")
	}
}

func TestLookingAgainAtTheSameThingIsTheSameLook(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		look := func(by session.Viewer, person, object, reason string) {
			t.Helper()
			if err := b.Viewed(t.Context(), by, person, object, reason); err != nil {
				t.Fatal(err)
			}
		}
		look(agent, "marie", "", "Appel")
		look(agent, "marie", "", "Appel")
		b.clock.Advance(14 * time.Minute)
		look(agent, "marie", "", "Appel")
		look(agent, "marie", "", "Comptoir")
		look(agent, "marie", "2026-000001-K", "Appel")
		look(agent, "luc", "", "Appel")
		look(session.Viewer{Account: "autre", Role: session.Works}, "marie", "", "Appel")
		look(session.Viewer{Account: "marie", Person: "marie"}, "marie", "", "")
		b.clock.Advance(2 * time.Minute)
		look(agent, "marie", "", "Appel")
		found, err := b.List(t.Context(), journal.Filter{})
		if err != nil || found.Total != 6 {
			t.Errorf("entries: got %d, %v, want 6", found.Total, err)
		}
	})
}

func TestACitizenReadsRolesAndReasonsAndNeverWhoItWas(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		if err := b.Viewed(t.Context(), agent, "marie", "2026-000001-K", "Appel"); err != nil {
			t.Fatal(err)
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			b.clock.Advance(time.Minute)
			if err := b.PersonChanged(t.Context(), tx, people.Deed{By: agent, Person: "marie", Kind: people.Corrected, Detail: "language", At: b.clock.Now()}); err != nil {
				return err
			}
			return b.Add(t.Context(), tx, journal.Entry{Actor: "marie", Person: "marie", Action: journal.SignIn})
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := b.OfPerson(t.Context(), "marie", 1)
		if err != nil {
			t.Fatal(err)
		}
		want := journal.Consultations{Total: 2, Page: 1, Lines: []journal.Consultation{
			{At: rentrée.Add(time.Minute), Action: journal.PersonCorrected, Role: session.Agent, Departments: agent.Departments},
			{At: rentrée, Action: journal.View, Role: session.Agent, Departments: agent.Departments, Object: "2026-000001-K", Reason: "Appel"},
		}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if other, _ := b.OfPerson(t.Context(), "luc", 9); other.Total != 0 || other.Page != 1 {
			t.Errorf("another citizen: %+v", other)
		}
	})
}

func TestThePrivacyOfficerFindsEntriesByPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		b.write(60)
		for _, c := range []struct {
			says   string
			filter journal.Filter
			total  int
			lines  int
		}{
			{"everything", journal.Filter{}, 60, 25},
			{"the last page", journal.Filter{Page: 3}, 60, 10},
			{"a page too far", journal.Filter{Page: 9}, 60, 10},
			{"one person", journal.Filter{Person: "person-1"}, 20, 20},
			{"nobody", journal.Filter{Actor: "x"}, 0, 0},
			{"one action of the staff", journal.Filter{Action: journal.View, Actor: "agente", Object: "request", Staff: true}, 60, 25},
			{"a moment", journal.Filter{From: rentrée.Add(10 * time.Second), To: rentrée.Add(20 * time.Second)}, 10, 10},
		} {
			got, err := b.List(t.Context(), c.filter)
			if err != nil || got.Total != c.total || len(got.Lines) != c.lines {
				t.Errorf("%s: got %d of %d, %v, want %d of %d", c.says, len(got.Lines), got.Total, err, c.lines, c.total)
			}
		}
	})
}

func TestManyFilesInADayAndLooksOutsideHoursStandOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newBook(t, d)
		look := func(account string, at time.Time, person string) {
			t.Helper()
			b.clock.Set(at)
			if err := b.Viewed(t.Context(), session.Viewer{Account: account, Role: session.Agent}, person, "", "Appel"); err != nil {
				t.Fatal(err)
			}
		}
		day := time.Date(2026, 9, 9, 0, 0, 0, 0, clock.Montreal)
		for i := range 90 {
			look("curieux", day.Add(9*time.Hour+time.Duration(i)*time.Minute), fmt.Sprintf("p%d", i))
			look("assidu", day.Add(9*time.Hour+time.Duration(i)*time.Minute), fmt.Sprintf("p%d", i%20))
		}
		look("tardif", day.Add(19*time.Hour), "marie")
		look("tardif", day.Add(18*time.Hour+59*time.Minute), "luc")
		look("dimanche", day.AddDate(0, 0, 4).Add(10*time.Hour), "marie")
		got, err := b.Unusual(t.Context(), day, day.AddDate(0, 0, 7))
		want := []journal.Unusual{
			{Actor: "dimanche", ActorRole: "agent", Day: day.AddDate(0, 0, 4), People: 1, Outside: 1},
			{Actor: "curieux", ActorRole: "agent", Day: day, People: 90},
			{Actor: "tardif", ActorRole: "agent", Day: day, People: 2, Outside: 1},
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
	})
}
