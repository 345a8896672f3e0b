package program_test

import (
	"bytes"
	"encoding/csv"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/demo/program"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/leisure"
)

// rows are the lines of the program of a town at a moment, by column.
func rows(t *testing.T, o program.Options) []map[string]string {
	t.Helper()
	var b bytes.Buffer
	if err := program.Write(&b, o); err != nil {
		t.Fatal(err)
	}
	all, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var lines []map[string]string
	for _, cells := range all[1:] {
		line := map[string]string{}
		for i, column := range all[0] {
			line[column] = cells[i]
		}
		lines = append(lines, line)
	}
	return lines
}

func TestTheNextSessionOpensAtTheNextNineOClock(t *testing.T) {
	for _, c := range []struct{ now, current, next, opens string }{
		{"2026-09-02 08:59", "E2026", "A2026", "2026-09-02 09:00"},
		{"2026-09-02 09:00", "E2026", "A2026", "2026-09-03 09:00"},
		{"2026-11-23 20:00", "A2026", "H2027", "2026-11-24 09:00"},
		{"2027-03-13 23:30", "H2027", "P2027", "2027-03-14 09:00"}, // The clocks change in the night.
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", c.now, clock.Montreal)
		if err != nil {
			t.Fatal(err)
		}
		current, next := program.Seasons(now)
		if current.Code != c.current || next.Code != c.next {
			t.Errorf("at %s: %s and %s, want %s and %s", c.now, current.Code, next.Code, c.current, c.next)
		}
		for _, r := range rows(t, program.Options{Now: now}) {
			if r["session"] == c.next && r["session_nom"] != "" && r["ouvre_resident"] != c.opens {
				t.Errorf("at %s the session opens at %s, want %s", c.now, r["ouvre_resident"], c.opens)
			}
		}
	}
}

func TestTheProgramIsAsLargeAsItsTown(t *testing.T) {
	for _, c := range []struct {
		now         time.Time
		city        bool
		least, most int
	}{
		{time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC), false, 115, 160},
		{time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC), false, 115, 160},
		{time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC), true, 430, 600},
	} {
		groups := map[string]bool{}
		n := 0
		for _, r := range rows(t, program.Options{Now: c.now, City: c.city}) {
			if r["groupe"] != "" {
				n++
				groups[r["session"]+" "+r["groupe"]] = true
			}
		}
		if n < c.least || n > c.most || len(groups) != n {
			t.Errorf("%s, city %v: %d groups with %d codes, want %d to %d", c.now, c.city, n, len(groups), c.least, c.most)
		}
	}
}

func TestTheGroupsOfTheFamilyAreThere(t *testing.T) {
	now := time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)
	_, next := program.Seasons(now)
	there := map[string]string{}
	for _, r := range rows(t, program.Options{Now: now}) {
		if r["session"] == next.Code {
			there[r["groupe"]] = r["horaire"]
		}
	}
	for code, hours := range map[string]string{
		program.SwimmingForSix: "samedi 09:00-09:45", program.SwimmingForTen: "samedi 09:15-10:00", program.GuitarForTen: "samedi 09:00-10:00",
		program.BadmintonFamily: "jeudi 18:30-19:45", program.MusicForSix: "mercredi 16:30-17:15", program.DanceForTen: "lundi 17:30-18:30",
		program.PotteryForAdults: "mardi 18:30-21:00", program.HockeyForSix: "samedi 11:00-12:00", program.AquaformForSenior: "mardi 10:00-10:55",
		program.BabysitterCourse: "samedi 09:00-16:00",
	} {
		if there[code] != hours {
			t.Errorf("%s meets %q, want %q", code, there[code], hours)
		}
	}
}

func TestTheOrdinaryImporterTakesTheProgramInAndASecondTimeChangesNothing(t *testing.T) {
	for _, city := range []bool{false, true} {
		still := clock.At(time.Date(2026, 11, 23, 14, 0, 0, 0, time.UTC))
		d := dbtest.SQLite(t)
		rooms := &leisure.Service{DB: d, Clock: still, IDs: id.Counting("n"), Journal: &journal.Service{DB: d, Clock: still, IDs: id.Counting("j"), Key: []byte("key")}}
		if err := rooms.Refresh(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, again := range []bool{false, true} {
			var b bytes.Buffer
			if err := program.Write(&b, program.Options{Now: still.Now(), City: city}); err != nil {
				t.Fatal(err)
			}
			report, err := rooms.ImportActivities(t.Context(), &b, leisure.ImportOptions{})
			if err != nil {
				t.Fatalf("%v %v", err, report.Faults[:min(5, len(report.Faults))])
			}
			if again && report.Added+report.Changed > 0 {
				t.Errorf("a second time adds %d and changes %d", report.Added, report.Changed)
			}
		}
		_, next := program.Seasons(still.Now())
		session, ok := rooms.Program().SessionByCode(next.Code)
		if !ok {
			t.Fatal("the next session is not there")
		}
		g, ok := rooms.Program().GroupByCode(session.ID, program.SwimmingForSix)
		if given, all := rooms.Program().Given(g.ID, 0); !ok || given != 0 || all != 9 {
			t.Errorf("Saturday swimming has %d classes of which %d were given, want 9 of a winter with a break", all, given)
		}
	}
}
