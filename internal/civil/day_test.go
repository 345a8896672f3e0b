package civil_test

import (
	"fmt"
	"testing"
	"time"

	"sem/internal/civil"
)

func TestDaysAreReadCountedAndWritten(t *testing.T) {
	for _, c := range []struct {
		text    string
		weekday time.Weekday
		monday  string
	}{
		{"1970-01-02", time.Friday, "1969-12-29"},
		{"2026-09-07", time.Monday, "2026-09-07"},
		{"2026-11-01", time.Sunday, "2026-10-26"},
		{"2028-02-29", time.Tuesday, "2028-02-28"},
	} {
		d, err := civil.ParseDay(c.text)
		if err != nil || d.String() != c.text || d.Weekday() != c.weekday || d.Monday().String() != c.monday {
			t.Errorf("%s was read as %s, %s of the week of %s, %v", c.text, d, d.Weekday(), d.Monday(), err)
		}
		if civil.DayOf(d.At(23)) != d {
			t.Errorf("%s at 23 h in town is another day", d)
		}
	}
	if _, err := civil.ParseDay("2026-02-30"); err == nil {
		t.Error("30 February was read as a day")
	}
}

func TestAClassBeginsAtTheSameTimeOnBothSidesOfTheChangeOfClocks(t *testing.T) {
	at, err := civil.ParseTime("18:30")
	if err != nil {
		t.Fatal(err)
	}
	for day, utc := range map[civil.Day]int{civil.DayAt(2026, time.October, 31): 22, civil.DayAt(2026, time.November, 1): 23} {
		begins := day.In(at)
		if begins.UTC().Hour() != utc || civil.TimeOf(begins) != at {
			t.Errorf("on %s, 18:30 is %s", day, begins.UTC())
		}
	}
	if _, err := civil.ParseTime("24:10"); err == nil {
		t.Error("24:10 was read as a time")
	}
}

func ExampleDay_In() {
	fmt.Println(civil.DayAt(2026, time.September, 9).In(18*60 + 30).Format(time.RFC3339))
	// Output: 2026-09-09T18:30:00-04:00
}
