package tax

import (
	"time"

	"sem/internal/clock"
)

// Day is a day of the calendar, 2026-09-11: no hour, no zone. Days compare as texts.
type Day string

const dayLayout = "2006-01-02"

// DayAt is the town's day at a moment.
func DayAt(t time.Time) Day { return Day(clock.Local(t).Format(dayLayout)) }

// ParseDay reads a day of the calendar that exists.
func ParseDay(s string) (Day, bool) {
	t, err := time.Parse(dayLayout, s)
	return Day(s), err == nil && t.Year() >= 1900 && t.Year() < 2200
}

// Time is the beginning of the day in town, for words and calendars.
func (d Day) Time() time.Time {
	t := d.utc()
	return time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, clock.Montreal)
}

// Add is the day so many days later.
func (d Day) Add(days int) Day { return Day(d.utc().AddDate(0, 0, days).Format(dayLayout)) }

// AddMonths is the same day so many months later, or the last day of a month that lacks it:
// 31 January and a month is 28 or 29 February.
func (d Day) AddMonths(months int) Day {
	t := d.utc()
	first := time.Date(t.Year(), t.Month()+time.Month(months), 1, 0, 0, 0, 0, time.UTC)
	last := first.AddDate(0, 1, -1).Day()
	return Day(first.AddDate(0, 0, min(t.Day(), last)-1).Format(dayLayout))
}

// Until is how many days later another day is.
func (d Day) Until(later Day) int { return int(later.utc().Sub(d.utc()) / (24 * time.Hour)) }

// Year is the day's year.
func (d Day) Year() int { return d.utc().Year() }

// utc counts days where no hour is ever skipped or repeated.
func (d Day) utc() time.Time {
	t, err := time.Parse(dayLayout, string(d))
	if err != nil {
		return time.Time{}
	}
	return t
}

// yearText is the year as it is written.
func (d Day) yearText() string { return string(d[:4]) }
