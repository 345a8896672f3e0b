package collections

import (
	"slices"
	"time"

	"sem/internal/civil"
)

// Rule says on which days a stream is collected, where and for which buildings.
type Rule struct {
	ID        string
	Stream    string
	Sector    string // Sector is empty for the whole city.
	Class     string // Class is empty for every building.
	Season    Season
	Pace      Pace
	Note      Words // Note says what else the person should know of these days.
	Source    string
	UpdatedAt time.Time
}

// Season is a part of every year, both ends included; it may go over the end of the year.
// The zero Season is the whole year.
type Season struct {
	From string // From is 05-01.
	To   string
}

// All tells whether the season is the whole year.
func (s Season) All() bool { return s.From == "" && s.To == "" }

// Contains tells whether a day lies in the season.
func (s Season) Contains(d civil.Day) bool { return s.span().contains(d) }

// span is a season as numbers, for comparing.
type span struct{ from, to int }

func (s Season) span() span {
	if s.All() {
		return span{101, 1231}
	}
	return span{monthDayOf(s.From), monthDayOf(s.To)}
}

func (s span) contains(d civil.Day) bool {
	at := d.MonthDay()
	if s.from <= s.to {
		return s.from <= at && at <= s.to
	}
	return at >= s.from || at <= s.to
}

// monthDayOf reads 05-01 as 501, and 0 from what is no day of a year.
func monthDayOf(s string) int {
	t, err := time.Parse(time.DateOnly, "2024-"+s) // 2024 has a 29 February.
	if err != nil {
		return 0
	}
	return int(t.Month())*100 + t.Day()
}

// PaceKind is how the days of a rule follow each other.
type PaceKind string

// The kinds of pace.
const (
	Weekly  PaceKind = "weekly"  // Weekly: a day of the week, every so many weeks.
	Monthly PaceKind = "monthly" // Monthly: the n-th such day of each month.
	OnDates PaceKind = "dates"   // OnDates: days that were listed.
)

// Pace is how the days of a rule follow each other.
type Pace struct {
	Kind    PaceKind
	Weekday time.Weekday
	Every   int         // Every is the number of weeks from one day to the next; 0 counts as 1.
	Anchor  civil.Day   // Anchor is one of the days, from which weeks are counted both ways; only wanted beyond one week.
	Nth     int         // Nth is 1 to 5, or -1 for the last of the month.
	Days    []civil.Day // Days are in order.
}

// each gives the days of a rule from a day to another, both included, in order.
func (r Rule) each(from, to civil.Day, yield func(civil.Day)) {
	season := r.Season.span()
	r.Pace.each(from, to, func(d civil.Day) {
		if season.contains(d) {
			yield(d)
		}
	})
}

// Occurs tells whether a day is one of the rule's.
func (r Rule) Occurs(d civil.Day) bool {
	found := false
	r.each(d, d, func(civil.Day) { found = true })
	return found
}

func (p Pace) each(from, to civil.Day, yield func(civil.Day)) {
	switch p.Kind {
	case Weekly:
		p.eachWeek(from, to, yield)
	case Monthly:
		p.eachMonth(from, to, yield)
	case OnDates:
		i, _ := slices.BinarySearch(p.Days, from)
		for ; i < len(p.Days) && p.Days[i] <= to; i++ {
			yield(p.Days[i])
		}
	}
}

// eachWeek counts weeks as runs of seven days from the anchor, whatever year they are in:
// a year of 53 weeks shifts nothing.
func (p Pace) eachWeek(from, to civil.Day, yield func(civil.Day)) {
	step := 7 * max(p.Every, 1)
	first := from + civil.Day(mod(int(p.Weekday)-int(from.Weekday()), 7))
	if step > 7 {
		first = from + civil.Day(mod(int(p.Anchor-from), step))
	}
	for d := first; d <= to; d += civil.Day(step) {
		yield(d)
	}
}

func (p Pace) eachMonth(from, to civil.Day, yield func(civil.Day)) {
	year, month, _ := from.Date()
	for {
		first := civil.DayAt(year, month, 1)
		if first > to {
			return
		}
		if d, ok := p.inMonth(first, civil.DayAt(year, month+1, 1)); ok && d >= from && d <= to {
			yield(d)
		}
		month++ // DayAt counts on beyond December.
	}
}

// inMonth is the day of the month that begins at first and ends before next; a month
// without a fifth such day has none.
func (p Pace) inMonth(first, next civil.Day) (civil.Day, bool) {
	if p.Nth < 0 {
		last := next - 1
		return last - civil.Day(mod(int(last.Weekday())-int(p.Weekday), 7)), true
	}
	d := first + civil.Day(mod(int(p.Weekday)-int(first.Weekday()), 7)) + civil.Day(7*(p.Nth-1))
	return d, p.Nth > 0 && d < next
}

// cleaned is a rule as it is kept, or what is wrong with it, by the fields of its form.
func (r Rule) cleaned() (Rule, []wrong) {
	var faults []wrong
	if !r.Season.All() {
		for _, end := range []wrong{{"saison_du", r.Season.From}, {"saison_au", r.Season.To}} {
			if monthDayOf(end.reason) == 0 {
				faults = append(faults, wrong{end.field, "Écrivez le mois et le jour, par exemple 05-01 pour le 1er mai."})
			}
		}
	}
	switch r.Pace.Kind {
	case Weekly:
		r.Pace, faults = r.Pace.cleanedWeekly(faults)
	case Monthly:
		r.Pace = Pace{Kind: Monthly, Weekday: r.Pace.Weekday, Nth: r.Pace.Nth}
		if r.Pace.Nth == 0 || r.Pace.Nth < -1 || r.Pace.Nth > 5 {
			faults = append(faults, wrong{"rang", "Choisissez le rang du jour dans le mois : de 1 à 5, ou -1 pour le dernier."})
		}
	case OnDates:
		days := slices.Clone(r.Pace.Days)
		slices.Sort(days)
		r.Pace = Pace{Kind: OnDates, Days: slices.Compact(days)}
		if len(days) == 0 {
			faults = append(faults, wrong{"dates", "Écrivez au moins une date, par exemple 2026-10-05."})
		}
	default:
		faults = append(faults, wrong{"rythme", "Choisissez comment les jours se suivent : par semaine, par mois ou à des dates données."})
	}
	return r, faults
}

// mostWeeks is the longest pace in weeks.
const mostWeeks = 26

func (p Pace) cleanedWeekly(faults []wrong) (Pace, []wrong) {
	p = Pace{Kind: Weekly, Weekday: p.Weekday, Every: p.Every, Anchor: p.Anchor}
	switch {
	case p.Every < 1 || p.Every > mostWeeks:
		faults = append(faults, wrong{"toutes_les", "Le nombre de semaines va de 1 à 26."})
	case p.Every == 1:
		p.Anchor = 0
	case p.Anchor == 0:
		faults = append(faults, wrong{"depuis", "Écrivez la date d’une collecte : les semaines se comptent à partir d’elle."})
	case p.Anchor.Weekday() != p.Weekday:
		faults = append(faults, wrong{"depuis", "Cette date ne tombe pas le jour de la semaine choisi. Changez la date ou le jour."})
	}
	return p, faults
}

// wrong is what is wrong with a field of a rule or an exception.
type wrong struct{ field, reason string }

// mod is a modulo b, never negative.
func mod(a, b int) int {
	if a %= b; a < 0 {
		a += b
	}
	return a
}
