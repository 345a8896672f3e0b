package requests

import (
	"time"

	"sem/internal/clock"
)

// DayForm is how a day is written in the data: 2026-09-11.
const DayForm = time.DateOnly

// Calendar counts the business days of the city hall. A promise ends when the city hall
// closes. The zero Calendar has no holidays and closes at 16:30.
type Calendar struct {
	Closing  time.Duration   // Closing is the hour of closing, counted from midnight; 0 means 16:30.
	Holidays map[string]bool // Holidays are the days, written in DayForm, when the city hall stays closed.
}

// IsBusiness tells whether the city hall works on the day of t.
func (c Calendar) IsBusiness(t time.Time) bool {
	t = clock.Local(t)
	if t.Weekday() == time.Saturday || t.Weekday() == time.Sunday {
		return false
	}
	return !c.Holidays[t.Format(DayForm)]
}

// Close is when the city hall closes, or would close, on the day of t.
func (c Calendar) Close(t time.Time) time.Time {
	closing := c.Closing
	if closing == 0 {
		closing = 16*time.Hour + 30*time.Minute
	}
	y, m, d := clock.Local(t).Date()
	// Hours are set as a wall clock reads them: a day when the clocks change has 23 or 25.
	return time.Date(y, m, d, int(closing/time.Hour), int(closing%time.Hour/time.Minute), 0, 0, clock.Montreal).UTC()
}

// Due is the closing of the n-th business day after the day of t. The day itself is not
// counted, whatever the hour; 0 days end at the first closing that follows t.
func (c Calendar) Due(t time.Time, n int) time.Time {
	if n <= 0 && c.IsBusiness(t) && t.Before(c.Close(t)) {
		return c.Close(t)
	}
	day := clock.Day(t)
	for n = max(n, 1); n > 0; {
		day = day.AddDate(0, 0, 1)
		if c.IsBusiness(day) {
			n--
		}
	}
	return c.Close(day)
}

// DueCalendar is the closing of the n-th day after the day of t, all days counted. When
// the city hall is closed that day, it is the next business day's, as the law has it.
func (c Calendar) DueCalendar(t time.Time, n int) time.Time {
	day := clock.Day(t).AddDate(0, 0, n)
	for !c.IsBusiness(day) {
		day = day.AddDate(0, 0, 1)
	}
	return c.Close(day)
}

// Between counts the closings of business days after from, up to and including to.
func (c Calendar) Between(from, to time.Time) int {
	n := 0
	for day := clock.Day(from); !c.Close(day).After(to); day = day.AddDate(0, 0, 1) {
		if c.IsBusiness(day) && c.Close(day).After(from) {
			n++
		}
	}
	return n
}

// Later is t moved by n business days; t itself when n is 0.
func (c Calendar) Later(t time.Time, n int) time.Time {
	if n <= 0 {
		return t
	}
	return c.Due(t, n)
}

// ParseDay reads a day written in DayForm as midnight in the city.
func ParseDay(day string) (time.Time, error) {
	return time.ParseInLocation(DayForm, day, clock.Montreal)
}

// FormatDay writes the day of t in DayForm.
func FormatDay(t time.Time) string { return clock.Local(t).Format(DayForm) }
