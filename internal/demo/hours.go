package demo

import (
	"time"

	"sem/internal/clock"
	"sem/internal/requests"
)

// later is t and so many working hours, when somebody is at work: a day has eight of them.
func later(c requests.Calendar, t time.Time, hours float64) time.Time {
	at := clock.Local(t)
	for days := int(hours / 8); days > 0; days-- {
		at = openDay(c, at.AddDate(0, 0, 1))
	}
	rest := hours - 8*float64(int(hours/8))
	at = at.Add(time.Duration(rest * float64(time.Hour)))
	if at.Hour() >= 16 {
		at = openDay(c, at.AddDate(0, 0, 1)).Add(-8 * time.Hour)
	}
	if at.Hour() < 8 {
		y, m, d := at.Date()
		at = time.Date(y, m, d, 8, at.Minute(), at.Second(), 0, at.Location())
	}
	at = openDay(c, at)
	if !at.After(t) {
		at = clock.Local(t).Add(time.Minute)
	}
	return at.UTC()
}

// openDay is t, or the same hour of the next day when the city hall works.
func openDay(c requests.Calendar, t time.Time) time.Time {
	for !c.IsBusiness(t) {
		t = t.AddDate(0, 0, 1)
	}
	return t
}
