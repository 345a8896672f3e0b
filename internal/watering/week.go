package watering

import (
	"time"

	"sem/internal/clock"
	"sem/internal/places"
)

// Day is one day with its times. A night stays whole on the day of its evening.
type Day struct {
	Date   time.Time // Date is its midnight in town.
	Spans  []Span
	AllDay bool // AllDay tells that the whole day is open.
}

// Week is the seven days from the day of from on.
func (b *Book) Week(address places.Address, device string, from time.Time) []Day {
	today := clock.Day(from)
	days := make([]Day, 7)
	for i := range days {
		days[i].Date = today.AddDate(0, 0, i)
	}
	end := today.AddDate(0, 0, 7)
	for _, s := range b.Windows(address, device, today.Add(-longestNight), end.Add(longestNight)) {
		for i := range days {
			days[i].take(s)
		}
	}
	return days
}

// longestNight is how far into the next day a night may reach and still belong to its
// evening.
const longestNight = 12 * time.Hour

// take gives a day its part of a span.
func (d *Day) take(s Span) {
	tomorrow := d.Date.AddDate(0, 0, 1)
	if s.End.IsZero() {
		s.End = tomorrow.Add(longestNight)
	}
	if !s.Start.Before(tomorrow) || !s.End.After(d.Date) {
		return
	}
	night := s.Start.After(d.Date) && s.End.After(tomorrow) && s.End.Sub(tomorrow) < longestNight
	if s.Start.Before(d.Date) {
		eve := d.Date.AddDate(0, 0, -1)
		if s.Start.After(eve) && s.End.Sub(d.Date) < longestNight {
			return // It belongs to the evening before.
		}
		s.Start = d.Date
	}
	if s.End.After(tomorrow) && !night {
		s.End = tomorrow
	}
	d.AllDay = !s.Start.After(d.Date) && !s.End.Before(tomorrow)
	d.Spans = append(d.Spans, s)
}
