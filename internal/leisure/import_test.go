package leisure_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/intake"
	"sem/internal/leisure"
)

func TestATableBecomesAProgram(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		if report := b.take(csvOf(table)); report.Added != 9 {
			t.Errorf("%+v: want 9 things added", report)
		}
		p := b.rooms.Program()
		s, ok := p.SessionByCode("A2026")
		if !ok || !s.Published || s.FamilyRate(2) != 5_000_000 || s.FamilyRate(4) != 10_000_000 || s.FamilyRate(1) != 0 {
			t.Errorf("session %+v", s)
		}
		if got := b.days("N3-1"); got != "09-14, 09-21, 09-28, 10-05, 10-19, 10-26" {
			t.Errorf("Mondays but Thanksgiving: %s", got)
		}
		if got := b.days("P-1"); got != "09-15, 09-17, 09-22, 09-29, 10-01, 10-06, 10-08, 10-13, 10-15, 10-20" {
			t.Errorf("Tuesdays and Thursdays but the 24th: %s", got)
		}
		g := b.group("N3-1")
		if g.MinAge != 72 || g.MaxAge != 96 || g.Places != 10 || g.Counter != 2 || !g.Waits || g.Room != "B1" {
			t.Errorf("group %+v", g)
		}
		if o := b.group("P-1").Options; len(o) != 2 || !o[1].Childcare || o[1].Amount != 500 || o[0].Childcare || o[0].Code != "tablier" || o[0].Name.EN != "Apron" || o[0].Amount != 1200 {
			t.Errorf("options %+v", o)
		}
		policy, _ := p.Policy("courante")
		if len(policy.Steps) != 4 || policy.Steps[1].Keep != 1000 || policy.Steps[2].DaysBefore != -2 || !policy.Steps[3].WithNote {
			t.Errorf("policy %+v", policy)
		}
		at := time.Date(2026, 8, 24, 13, 0, 0, 0, time.UTC)
		if !p.Window(g, leisure.Resident, leisure.Web, at).Open || p.Window(g, leisure.Other, leisure.Web, at).Open {
			t.Error("the session opens to residents at 9:00, and to others a week later")
		}
	})
}

func TestASecondImportChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		before := b.rooms.Program()
		report := b.take(csvOf(table))
		if report.Added+report.Changed+report.Gone != 0 || report.Unchanged != 9 {
			t.Errorf("%+v", report)
		}
		b.must(b.rooms.Refresh(t.Context()))
		if b.rooms.Program() != before {
			t.Error("a file that changes nothing had the program read again")
		}
	})
}

func TestAFileKeepsWhatSomebodyChangedOfAClass(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.take(csvOf(table))
		g := b.group("N3-1")
		classes := b.rooms.Program().Occurrences(g.ID)
		b.must(b.rooms.CancelOccurrence(t.Context(), sonia, classes[1].ID, why, forms.Key{}))
		b.must(b.rooms.MoveOccurrence(t.Context(), sonia, classes[2].ID, leisure.MoveTo{Day: classes[2].Day + 1, Start: 600, End: 660}, why, forms.Key{}))
		later := strings.ReplaceAll(csvOf(table), "lundi 18:30-19:30", "lundi 19:00-20:00")
		if report := b.take(later); report.Changed != 1 || report.Added != 0 {
			t.Errorf("%+v", report)
		}
		if got := b.days("N3-1"); got != "09-14, 09-21 cancelled, 09-29 moved, 10-05, 10-19, 10-26" {
			t.Errorf("classes: %s", got)
		}
		after := b.rooms.Program().Occurrences(g.ID)
		if after[0].ID != classes[0].ID || after[0].Start != 19*60 || after[0].Sequence <= classes[0].Sequence {
			t.Errorf("a class whose hour changed keeps its name and is told to calendars: %+v then %+v", classes[0], after[0])
		}
	})
}

func TestAFaultKeepsTheWholeFileOut(t *testing.T) {
	for _, c := range []struct{ from, to, want string }{
		{"lundi 18:30-19:30", "lundi 18:30", "horaire"},
		{"2026-10-26", "2026-02-30", "fin"},
		{"85,00", "85,0,0 $$", "prix_resident"},
		{`"8","10"`, `"24 mois","10"`, "age_max"},
		{"nageur-2", "nageur 2", "prealables"},
		{"2026-09-30 17:00", "2026-08-01", "ferme"},
		{"courante\",\"Courante", "courante\",\"", "politique"},
		{"piscine\",\"Piscine", "piscine\",\"", "lieu"},
		{`"10","4","2"`, `"1","4","2"`, "minimum"},
	} {
		d := dbtest.SQLite(t)
		b := newTown(t, d)
		file := strings.Replace(csvOf(table), c.from, c.to, 1)
		if file == csvOf(table) {
			t.Fatalf("%s is not in the table:\n%s", c.from, file)
		}
		report, err := b.rooms.ImportActivities(t.Context(), strings.NewReader(file), leisure.ImportOptions{})
		told := fmt.Sprint(report.Faults)
		if !errors.Is(err, intake.ErrFaulty) || !strings.Contains(told, c.want) {
			t.Errorf("%s: %v %s, want a fault of %s", c.to, err, told, c.want)
		}
		if len(b.rooms.Program().Sessions()) != 0 || report.Added != 0 {
			t.Errorf("%s: something was written", c.to)
		}
	}
}

func TestOneBadRowAmongTenThousandChangesNothing(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	file := &strings.Builder{}
	file.WriteString("session,session_nom,session_debut,session_fin,activite,titre,groupe,places,debut,fin,horaire\nA2026,Automne 2026,2026-09-14,2026-12-06,,,,,,,\n")
	for i := range 10_000 {
		places := "12"
		if i == 7_000 {
			places = "douze"
		}
		fmt.Fprintf(file, "A2026,,,,a-%d,Activité %d,g-%d,%s,2026-09-14,2026-09-27,lundi 18:30-19:30\n", i/4, i/4, i, places)
	}
	report, err := b.rooms.ImportActivities(t.Context(), strings.NewReader(file.String()), leisure.ImportOptions{})
	if !errors.Is(err, intake.ErrFaulty) || len(report.Faults) != 1 || report.Faults[0].Line != 7003 || report.Faults[0].Field != "places" {
		t.Errorf("%v %v", err, report.Faults)
	}
	b.must(b.rooms.Refresh(t.Context()))
	if len(b.rooms.Program().Sessions()) != 0 {
		t.Error("something was written")
	}
	mended := strings.Replace(file.String(), "douze", "12", 1)
	if report := b.take(mended); report.Added != 1+2500+10_000 {
		t.Errorf("%+v", report)
	}
	if report := b.take(mended); report.Unchanged != 1+2500+10_000 {
		t.Errorf("%+v", report)
	}
}

func TestADryRunWritesNothing(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	report, err := b.rooms.ImportActivities(t.Context(), strings.NewReader(csvOf(table)), leisure.ImportOptions{DryRun: true})
	if err != nil || report.Added != 9 {
		t.Errorf("%v %+v", err, report)
	}
	b.must(b.rooms.Refresh(t.Context()))
	if len(b.rooms.Program().Sessions()) != 0 {
		t.Error("something was written")
	}
}

func TestTheFilesOfOtherCitiesComeInAndComeInAgain(t *testing.T) {
	for _, c := range []struct {
		name                         string
		sessions, activities, groups int
	}{
		{"quebec-libre.csv", 3, 6, 7},
		{"laval-calendrier.json", 4, 8, 8},
	} {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			b := newTown(t, d)
			raw, err := os.ReadFile("testdata/" + c.name)
			b.must(err)
			b.take(string(raw))
			p, activities, groups := b.rooms.Program(), 0, 0
			for _, s := range p.Sessions() {
				activities += len(p.ActivitiesOf(s.ID))
				groups += len(p.GroupsOf(s.ID))
			}
			if len(p.Sessions()) != c.sessions || activities != c.activities || groups != c.groups {
				t.Errorf("%s: %d sessions, %d activities, %d groups", c.name, len(p.Sessions()), activities, groups)
			}
			if report := b.take(string(raw)); report.Added+report.Changed != 0 {
				t.Errorf("%s again: %+v", c.name, report)
			}
		})
	}
}
