package dossier

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

var noon = time.Date(2026, 9, 2, 16, 0, 0, 0, time.UTC)

// room is a room of the town that says what it is told to say.
type room struct {
	name    string
	tasks   []Task
	coming  []Occasion
	news    []Item
	entries []Entry
	err     error
	asked   *Filter
}

func (r room) Name(context.Context) string                      { return r.name }
func (r room) ToDo(context.Context, Scope) ([]Task, error)      { return r.tasks, r.err }
func (r room) News(context.Context, Scope) ([]Item, error)      { return r.news, r.err }
func (r room) Kinds(context.Context) []Kind                     { return []Kind{{Value: r.name, Label: r.name}} }
func (r room) Export(context.Context, Scope) ([]Section, error) { return nil, r.err }
func (r room) Coming(_ context.Context, _ Scope, from, to time.Time) ([]Occasion, error) {
	return r.coming, r.err
}

func (r room) Entries(_ context.Context, _ Scope, f Filter) ([]Entry, error) {
	if r.asked != nil {
		*r.asked = f
	}
	return r.entries[:min(len(r.entries), f.Limit)], r.err
}

func file(sources ...Source) *Service {
	return &Service{Clock: clock.At(noon), Log: slog.New(slog.DiscardHandler), Sources: sources}
}

func titles[T any](all []T, of func(T) string) string {
	var names []string
	for _, one := range all {
		names = append(names, of(one))
	}
	return strings.Join(names, " ")
}

func TestTheMostPressingTaskComesFirstWhateverItsRoom(t *testing.T) {
	s := file(
		room{tasks: []Task{{Title: "vendredi", Day: noon.AddDate(0, 0, 2)}, {Title: "sans-date"}}},
		room{tasks: []Task{{Title: "aujourd’hui", Day: noon}}},
	)
	got := titles(s.Dashboard(t.Context(), Scope{Now: noon}).ToDo, func(k Task) string { return k.Title })
	if want := "sans-date aujourd’hui vendredi"; got != want {
		t.Errorf("to do: %s, want %s", got, want)
	}
}

func TestWhatIsGoneTomorrowComesBeforeWhatIsLongLate(t *testing.T) {
	s := file(
		room{tasks: []Task{{Title: "fiche-en-retard", Day: noon.AddDate(0, -2, 0)}, {Title: "sans-date"}}},
		room{tasks: []Task{{Title: "offre-dans-deux-jours", Day: noon.AddDate(0, 0, 2), Lapses: true}, {Title: "offre-demain", Day: noon.AddDate(0, 0, 1), Lapses: true}}},
	)
	board := s.Dashboard(t.Context(), Scope{Now: noon})
	if got, want := titles(board.ToDo, func(t Task) string { return t.Title }), "offre-demain offre-dans-deux-jours sans-date fiche-en-retard"; got != want {
		t.Errorf("to do: %s, want %s", got, want)
	}
}

func TestTheWeekHasSevenDaysOfTheTownEachInOrder(t *testing.T) {
	s := file(room{coming: []Occasion{
		{Title: "cours", At: time.Date(2026, 9, 3, 22, 30, 0, 0, time.UTC)},
		{Title: "collecte", AllDay: true, At: time.Date(2026, 9, 3, 4, 0, 0, 0, time.UTC)},
		{Title: "minuit-moins-cinq", At: time.Date(2026, 9, 4, 3, 55, 0, 0, time.UTC)}, // Still Thursday the 3rd in town.
		{Title: "trop-tard", At: noon.AddDate(0, 0, 7)},
	}})
	week := s.Dashboard(t.Context(), Scope{Now: noon}).Week
	if len(week) != 7 || week[0].Date.Day() != 2 || week[6].Date.Day() != 8 {
		t.Fatalf("the week goes from %v to %v in %d days", week[0].Date, week[len(week)-1].Date, len(week))
	}
	got := titles(week[1].Occasions, func(o Occasion) string { return o.Title })
	if want := "collecte cours minuit-moins-cinq"; got != want {
		t.Errorf("Thursday: %s, want %s", got, want)
	}
	for i, d := range week {
		if i != 1 && len(d.Occasions) > 0 {
			t.Errorf("day %d has %v, want nothing", i, d.Occasions)
		}
	}
}

func TestARoomThatFailsCostsItsOwnPartOnly(t *testing.T) {
	away := room{name: "bibliothèque", err: errors.New("away")}
	s := file(away, room{name: "demandes", tasks: []Task{{Title: "répondre"}}, entries: []Entry{{Title: "reçue", At: noon}}})
	board := s.Dashboard(t.Context(), Scope{Now: noon})
	if len(board.ToDo) != 1 || cmp.Diff([]string{"bibliothèque"}, board.Missing) != "" {
		t.Errorf("the dashboard has %d tasks and misses %v; want 1 and the library", len(board.ToDo), board.Missing)
	}
	line, err := s.Timeline(t.Context(), Scope{Now: noon}, Filter{})
	if err != nil || len(line.Entries) != 1 || len(line.Missing) != 1 {
		t.Errorf("the timeline has %d entries, misses %v (%v); want 1 entry and the library", len(line.Entries), line.Missing, err)
	}
	if _, err := s.Export(t.Context(), Scope{Now: noon, People: []people.Care{{}}}); err == nil {
		t.Error("half an export was given as the whole")
	}
}

func TestTheTimelineIsReadInStretchesWithoutHolesOrDoubles(t *testing.T) {
	var even, odd []Entry
	for i := range 50 {
		e := Entry{Title: "x", At: noon.Add(-time.Duration(i) * time.Hour)}
		if i%2 == 0 {
			even = append(even, e)
		} else {
			odd = append(odd, e)
		}
	}
	older := func(all []Entry, before time.Time) []Entry {
		for i, e := range all {
			if before.IsZero() || e.At.Before(before) {
				return all[i:]
			}
		}
		return nil
	}
	seen, before := 0, time.Time{}
	for range 10 {
		s := file(room{name: "a", entries: older(even, before)}, room{name: "b", entries: older(odd, before)})
		line, err := s.Timeline(t.Context(), Scope{Now: noon}, Filter{Limit: 7, Before: before})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range line.Entries {
			if want := noon.Add(-time.Duration(seen) * time.Hour); !e.At.Equal(want) {
				t.Fatalf("entry %d is of %v, want %v", seen, e.At, want)
			}
			seen++
		}
		if before = line.Older; before.IsZero() {
			break
		}
	}
	if seen != 50 {
		t.Errorf("read %d entries, want 50", seen)
	}
}

func TestOnlySomebodyOfTheFileMayBeAskedFor(t *testing.T) {
	s := file(room{name: "demandes"})
	scope := Scope{Now: noon, People: []people.Care{{Person: people.Person{ID: "marie"}}}}
	if _, err := s.Timeline(t.Context(), scope, Filter{Person: "marie"}); err != nil {
		t.Error(err)
	}
	if _, err := s.Timeline(t.Context(), scope, Filter{Person: "luc"}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("asking for somebody else gave %v, want not found", err)
	}
}

func TestOneLookReadsOnce(t *testing.T) {
	type key struct{}
	scope := Scope{read: map[any]any{}}
	times := 0
	read := func() (int, error) { times++; return times, nil }
	for range 3 {
		if got, err := Once(scope, key{}, read); got != 1 || err != nil {
			t.Errorf("read %d (%v), want what was read first", got, err)
		}
	}
	if _, err := Once(Scope{read: map[any]any{}}, key{}, func() (int, error) { return 0, errors.New("away") }); err == nil {
		t.Error("the failure was lost")
	}
}

func TestTakingTheFileAwayIsJournaled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		book := &journal.Service{DB: d, Clock: clock.At(noon), IDs: id.Counting("j"), Key: []byte("une clé de trente-deux caractères")}
		s := file(room{name: "demandes"})
		s.DB, s.Journal = d, book
		scope := Scope{Now: noon, Viewer: session.Viewer{Account: "a1", Person: "marie"}, People: []people.Care{{Person: people.Person{ID: "marie"}}}}
		if _, err := s.Export(t.Context(), scope); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM journal_entry WHERE person = $1 AND action = $2", "marie", string(journal.Export)).Scan(&n); err != nil || n != 1 {
			t.Errorf("%d entries (%v), want 1", n, err)
		}
	})
}

func TestASpreadsheetNeverRunsWhatSomebodyWrote(t *testing.T) {
	var b bytes.Buffer
	err := WriteCSV(&b, []Section{{Name: "demandes", Columns: []string{"titre", "note", "quand"}, Rows: [][]any{{"=1+1", -3, noon}, {"@cmd", 4, time.Time{}}}}})
	if err != nil {
		t.Fatal(err)
	}
	archive, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	f, err := archive.Open("demandes.csv")
	if err != nil {
		t.Fatal(err)
	}
	got, _ := io.ReadAll(f)
	want := "\ufefftitre,note,quand\r\n'=1+1,-3,2026-09-02T16:00:00Z\r\n'@cmd,4,\r\n"
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestARoomThatHoldsNothingIsAnEmptyListInTheCopy(t *testing.T) {
	var b bytes.Buffer
	sections := []Section{{Name: "vide", Columns: []string{"a"}}, {Name: "deux", Columns: []string{"a"}, Rows: [][]any{{1}}}, {Name: "deux", Columns: []string{"a"}}}
	if err := WriteJSON(&b, noon, sections); err != nil {
		t.Fatal(err)
	}
	if got := b.String(); !strings.Contains(got, `"vide": []`) || strings.Contains(got, "null") || !strings.Contains(got, `"a": 1`) {
		t.Errorf("wrote %s; want an empty list, and the row of the section that came twice", got)
	}
}

func ExampleWriteJSON() {
	WriteJSON(os.Stdout, noon, []Section{{Name: "demandes", Columns: []string{"numero", "etat"}, Rows: [][]any{{"2026-004217-K", "Reçue"}}}})
	// Output:
	// {
	//   "made_at": "2026-09-02T16:00:00Z",
	//   "sections": {
	//     "demandes": [
	//       {
	//         "etat": "Reçue",
	//         "numero": "2026-004217-K"
	//       }
	//     ]
	//   }
	// }
}
