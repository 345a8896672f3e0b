package neighbourhood

import (
	"slices"
	"time"

	"sem/internal/clock"
)

// Hours are the opening hours of a place, read from the opening_hours notation of
// OpenStreetMap. The zero Hours are not known.
type Hours struct {
	rules []hoursRule
}

// hoursRule says on which days which spans are open. The last rule that speaks of a day
// decides for it (opening_hours specification, "normal rule separator").
type hoursRule struct {
	seasons  []season // seasons has none for the whole year.
	days     [7]bool  // days are from Sunday, as time.Weekday counts.
	holidays bool     // holidays is PH.
	anyDay   bool     // anyDay is a rule that names no day.
	spans    []span   // spans are none for a day that is closed.
}

// season is a stretch of the year in monthday numbers, 515 for May 15, ends included; it
// wraps around the new year when its end comes before its beginning.
type season struct{ from, to int }

func (s season) holds(monthday int) bool {
	if s.from <= s.to {
		return monthday >= s.from && monthday <= s.to
	}
	return monthday >= s.from || monthday <= s.to
}

// span is an opening in minutes from midnight; to is beyond 1440 when it ends the next day.
type span struct{ from, to int }

const dayMinutes = 24 * 60

// IsZero tells whether the hours are not known.
func (h Hours) IsZero() bool { return len(h.rules) == 0 }

// NamesHolidays tells whether the hours say what happens on a public holiday.
func (h Hours) NamesHolidays() bool {
	return slices.ContainsFunc(h.rules, func(r hoursRule) bool { return r.holidays })
}

// spans are the openings that begin on a day.
func (h Hours) spans(day time.Time, holiday bool) []span {
	monthday := int(day.Month())*100 + day.Day()
	var open []span
	for _, r := range h.rules {
		if r.speaksOf(monthday, day.Weekday(), holiday) {
			open = r.spans
		}
	}
	return open
}

func (r hoursRule) speaksOf(monthday int, weekday time.Weekday, holiday bool) bool {
	if len(r.seasons) > 0 && !slices.ContainsFunc(r.seasons, func(s season) bool { return s.holds(monthday) }) {
		return false
	}
	return r.anyDay || r.days[weekday] || holiday && r.holidays
}

// Openness is whether a place is open at a moment, and until when.
type Openness struct {
	Known   bool
	Open    bool
	Always  bool      // Always is open day and night.
	Until   time.Time // Until is when an open place closes.
	Next    time.Time // Next is when a closed place opens; zero when not within a year.
	Holiday bool      // Holiday is a public holiday of which the hours say nothing: they may differ.
}

// At is the openness at a moment. isHoliday tells which days, as 2026-09-07, are public
// holidays; nil knows none.
func (h Hours) At(t time.Time, isHoliday func(day string) bool) Openness {
	if h.IsZero() {
		return Openness{}
	}
	if isHoliday == nil {
		isHoliday = func(string) bool { return false }
	}
	o := Openness{Known: true, Holiday: isHoliday(clock.Local(t).Format(time.DateOnly)) && !h.NamesHolidays()}
	if h.always() {
		o.Open, o.Always = true, true
		return o
	}
	now := clock.Local(t)
	today := midnight(now, 0)
	for offset := -1; offset <= 366; offset++ {
		day := midnight(today, offset)
		for _, s := range h.spans(day, isHoliday(day.Format(time.DateOnly))) {
			from, to := minute(day, s.from), minute(day, s.to)
			switch {
			case !to.After(now):
			case !from.After(now):
				if !o.Open || to.After(o.Until) {
					o.Open, o.Until, o.Next = true, to, time.Time{}
				}
			case o.Open && !from.After(o.Until):
				if to.After(o.Until) {
					o.Until = to
				}
			case !o.Open && (o.Next.IsZero() || from.Before(o.Next)):
				o.Next = from
			}
		}
		if o.Open && o.Until.Sub(now) > farAhead {
			o.Always, o.Until = true, time.Time{}
			break
		}
		if (o.Open || !o.Next.IsZero()) && day.After(nextOf(o)) {
			break
		}
	}
	return o
}

// farAhead is from when on a closing time is no news: every day round the clock is always.
const farAhead = 8 * 24 * time.Hour

func nextOf(o Openness) time.Time {
	if o.Open {
		return o.Until
	}
	return o.Next
}

// always tells whether one rule without days or season is open round the clock.
func (h Hours) always() bool {
	last := h.rules[len(h.rules)-1]
	return last.anyDay && len(last.seasons) == 0 && len(last.spans) == 1 && last.spans[0] == span{0, dayMinutes}
}

// midnight is when the day so many days after t begins.
func midnight(t time.Time, days int) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day()+days, 0, 0, 0, 0, t.Location())
}

// minute is a moment of a day by the clock on the wall: one that a change of clocks leaves
// out is the hour that takes its place.
func minute(day time.Time, minutes int) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, day.Location())
}

// DayHours are the hours of one day as a page lists them.
type DayHours struct {
	Day     time.Time
	Closed  bool
	Holiday bool // Holiday is a public holiday.
	Spans   [][2]time.Time
}

// Week are the hours of seven days from the day of t.
func (h Hours) Week(t time.Time, isHoliday func(day string) bool) []DayHours {
	if h.IsZero() {
		return nil
	}
	today := midnight(clock.Local(t), 0)
	week := make([]DayHours, 7)
	for i := range week {
		day := midnight(today, i)
		holiday := isHoliday != nil && isHoliday(day.Format(time.DateOnly))
		week[i].Day, week[i].Holiday = day, holiday
		for _, s := range h.spans(day, holiday) {
			week[i].Spans = append(week[i].Spans, [2]time.Time{minute(day, s.from), minute(day, s.to)})
		}
		week[i].Closed = len(week[i].Spans) == 0
	}
	return week
}
