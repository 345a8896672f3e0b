package requests

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"sem/internal/clock"
)

func at(s string) time.Time {
	t, err := time.ParseInLocation("2006-01-02 15:04", s, clock.Montreal)
	if err != nil {
		panic(err)
	}
	return t.UTC()
}

var holidays = Calendar{Holidays: map[string]bool{"2026-12-25": true, "2026-12-24": true, "2026-09-07": true}}

func TestAPromiseEndsAtTheClosingOfABusinessDay(t *testing.T) {
	for _, c := range []struct {
		from string
		days int
		want string
	}{
		{"2026-09-09 10:00", 1, "2026-09-10 16:30"},
		{"2026-09-09 23:59", 1, "2026-09-10 16:30"},
		{"2026-09-11 10:00", 1, "2026-09-14 16:30"}, // Friday to Monday
		{"2026-09-12 10:00", 1, "2026-09-14 16:30"}, // Saturday
		{"2026-09-04 10:00", 1, "2026-09-08 16:30"}, // over Labour Day
		{"2026-12-23 10:00", 2, "2026-12-29 16:30"}, // over Christmas
		{"2026-10-30 10:00", 5, "2026-11-06 16:30"}, // the clocks change on 1 November
		{"2026-09-09 10:00", 0, "2026-09-09 16:30"},
		{"2026-09-09 17:00", 0, "2026-09-10 16:30"},
		{"2026-09-12 09:00", 0, "2026-09-14 16:30"},
	} {
		if got := holidays.Due(at(c.from), c.days); !got.Equal(at(c.want)) {
			t.Errorf("%d business days after %s: got %s, want %s", c.days, c.from, clock.Local(got), c.want)
		}
	}
}

func TestTheDaysOfALawAreAllCounted(t *testing.T) {
	if got, want := holidays.DueCalendar(at("2026-09-01 10:00"), 20), at("2026-09-21 16:30"); !got.Equal(want) {
		t.Errorf("20 days: got %s, want %s", got, want)
	}
	if got, want := holidays.DueCalendar(at("2026-12-05 10:00"), 20), at("2026-12-28 16:30"); !got.Equal(want) {
		t.Errorf("20 days that end on Christmas: got %s, want %s", got, want)
	}
}

func anyTime(rt *rapid.T, name string) time.Time {
	minutes := rapid.IntRange(0, 3*365*24*60).Draw(rt, name)
	return at("2025-01-01 00:00").Add(time.Duration(minutes) * time.Minute)
}

func TestAPauseLeavesAsManyBusinessDaysAsItFound(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		begun := anyTime(rt, "begun")
		promise := holidays.Due(begun, rapid.IntRange(1, 30).Draw(rt, "days"))
		paused := begun.Add(time.Duration(rapid.IntRange(0, int(promise.Sub(begun)/time.Minute)-1).Draw(rt, "paused")) * time.Minute)
		resumed := paused.Add(time.Duration(rapid.IntRange(0, 60*24*60).Draw(rt, "resumed")) * time.Minute)
		after := holidays.Later(promise, holidays.Between(paused, resumed))
		if left, now := holidays.Between(paused, promise), holidays.Between(resumed, after); left != now {
			rt.Fatalf("%d business days were left when the clock stopped, %d when it started again", left, now)
		}
		if after.Before(promise) {
			rt.Fatalf("a pause shortened the promise")
		}
	})
}

func TestDueDaysAreBusinessDays(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		from, n := anyTime(rt, "from"), rapid.IntRange(0, 60).Draw(rt, "n")
		due := holidays.Due(from, n)
		if !holidays.IsBusiness(due) || !due.After(from) || !due.Equal(holidays.Close(due)) {
			rt.Fatalf("%d days after %s is %s", n, from, due)
		}
		// The closing of the day itself is ahead when the day is a business day not yet over.
		today := 0
		if holidays.IsBusiness(from) && from.Before(holidays.Close(from)) {
			today = 1
		}
		if got := holidays.Between(from, due); n > 0 && got != n+today {
			rt.Fatalf("between %s and %s: %d closings, want %d", from, due, got, n+today)
		}
	})
}
