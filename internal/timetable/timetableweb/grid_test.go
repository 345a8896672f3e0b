package timetableweb

import (
	"testing"

	"sem/internal/civil"
	"sem/internal/leisure"
	"sem/internal/timetable"
)

func classAt(start, end string) timetable.Class {
	from, _ := civil.ParseTime(start)
	to, _ := civil.ParseTime(end)
	return timetable.Class{Occurrence: leisure.Occurrence{Start: from, End: to}}
}

func TestClassesAtTheSameTimeStandSideBySide(t *testing.T) {
	tests := []struct {
		name  string
		day   []timetable.Class
		lanes []lane
		most  int
	}{
		{"nothing", nil, []lane{}, 1},
		{"one after the other", []timetable.Class{classAt("9:00", "10:00"), classAt("10:00", "11:00")}, []lane{{0, 1}, {0, 1}}, 1},
		{"two that overlap, then one alone", []timetable.Class{classAt("9:00", "9:45"), classAt("9:15", "10:10"), classAt("10:30", "12:00")}, []lane{{0, 2}, {1, 2}, {0, 1}}, 2},
		{"a lane is free again", []timetable.Class{classAt("9:00", "12:00"), classAt("9:30", "10:00"), classAt("10:30", "11:00")}, []lane{{0, 2}, {1, 2}, {1, 2}}, 2},
		{"three at once", []timetable.Class{classAt("9:00", "10:00"), classAt("9:00", "10:00"), classAt("9:30", "10:30")}, []lane{{0, 3}, {1, 3}, {2, 3}}, 3},
		{"a class of a few minutes takes half an hour of room", []timetable.Class{classAt("9:00", "9:10"), classAt("9:15", "10:00")}, []lane{{0, 2}, {1, 2}}, 2},
	}
	for _, test := range tests {
		got, most := lanes(test.day)
		if most != test.most || len(got) != len(test.lanes) {
			t.Errorf("%s: %v, %d side by side", test.name, got, most)
			continue
		}
		for i, want := range test.lanes {
			if got[i] != want {
				t.Errorf("%s: class %d stands at %v, want %v", test.name, i, got[i], want)
			}
		}
	}
}

func TestTheGridShowsTheHoursOfTheWeek(t *testing.T) {
	tests := []struct {
		name         string
		week         []timetable.Class
		first, hours int
	}{
		{"a morning and an evening", []timetable.Class{classAt("9:15", "10:00"), classAt("18:30", "20:15")}, 9, 12},
		{"an evening alone has some hours around", []timetable.Class{classAt("19:00", "20:00")}, 16, 6},
		{"until midnight", []timetable.Class{classAt("8:00", "9:00"), classAt("22:00", "23:30")}, 8, 16},
	}
	for _, test := range tests {
		g := gridOf(test.week)
		if g.First != test.first || g.Hours != test.hours || !g.On {
			t.Errorf("%s: from %d h for %d hours", test.name, g.First, g.Hours)
		}
	}
	if got := (grid{First: 9}).place(classAt("9:15", "10:10")); got != "h-0 q-1 dh-1 dq-0" {
		t.Errorf("9:15 to 10:10 stands at %s", got)
	}
}
