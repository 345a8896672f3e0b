package collectionsweb

import (
	"context"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// bin is the mark of a stream: a drawing in a colour, a letter for paper, a word.
type bin struct {
	Icon   string
	Colour string // Colour is a name that style sheets know.
	Letter string
	Name   string
	Struck bool // Struck is for what was cancelled.
}

// binOf names a stream as sentences do, so that a legend and a date speak of the same bin.
func binOf(ctx context.Context, s *collections.Stream) bin {
	return bin{Icon: s.Icon, Colour: s.Colour, Letter: s.Letter, Name: i18n.Sentence(s.Short.In(ctx))}
}

// binsOf are the marks of some collections, each stream once.
func binsOf(ctx context.Context, some []collections.Pickup) []bin {
	var bins []bin
	seen := map[string]bool{}
	for _, p := range some {
		if seen[p.Stream.Code] {
			continue
		}
		seen[p.Stream.Code] = true
		b := binOf(ctx, p.Stream)
		b.Struck = p.Cancelled
		bins = append(bins, b)
	}
	return bins
}

// monthView is a month as a table of weeks that begin on Sunday.
type monthView struct {
	Title    string
	Weekdays []string
	Weeks    [][]cell
	Legend   []bin
	Notes    []string // Notes say what differs in the month.
	Previous ui.Link
	Next     ui.Link
}

// cell is a day of a month.
type cell struct {
	Number  int // Number is 0 outside of the month.
	Today   bool
	Bins    []bin
	Holiday string
}

// daysOf groups collections by their day.
func daysOf(some []collections.Pickup) map[civil.Day][]collections.Pickup {
	days := map[civil.Day][]collections.Pickup{}
	for _, p := range some {
		days[p.Day] = append(days[p.Day], p)
	}
	return days
}

// weeksOf lays a month out.
func weeksOf(ctx context.Context, year int, month time.Month, today civil.Day, days map[civil.Day][]collections.Pickup, holidays map[civil.Day]string) [][]cell {
	first, next := civil.DayAt(year, month, 1), civil.DayAt(year, month+1, 1)
	var weeks [][]cell
	week := make([]cell, int(first.Weekday()), 7)
	for d := first; d < next; d++ {
		week = append(week, cell{Number: int(d-first) + 1, Today: d == today, Bins: binsOf(ctx, days[d]), Holiday: holidays[d]})
		if len(week) == 7 {
			weeks, week = append(weeks, week), make([]cell, 0, 7)
		}
	}
	if len(week) > 0 {
		weeks = append(weeks, append(week, make([]cell, 7-len(week))...))
	}
	return weeks
}

// legendOf are the marks of the streams that some collections take, in the city's order.
func legendOf(ctx context.Context, some []collections.Pickup) []bin {
	var streams []*collections.Stream
	for _, p := range some {
		if !slices.Contains(streams, p.Stream) {
			streams = append(streams, p.Stream)
		}
	}
	slices.SortFunc(streams, func(a, b *collections.Stream) int { return a.Position - b.Position })
	var bins []bin
	for _, s := range streams {
		bins = append(bins, binOf(ctx, s))
	}
	return bins
}

func weekdayNames(ctx context.Context) []string {
	sunday := civil.DayAt(2023, time.January, 1)
	var names []string
	for i := range civil.Day(7) {
		names = append(names, i18n.Sentence(i18n.Weekday(ctx, (sunday+i).Time())))
	}
	return names
}

// short is the beginning of a name that a narrow column shows, and rest what follows it.
func short(name string) string { return string([]rune(name)[:3]) }

func rest(name string) string { return string([]rune(name)[3:]) }

func monthTitle(ctx context.Context, year int, month time.Month) string {
	return i18n.Sentence(i18n.T(ctx, "%s %d", monthName(ctx, month), year))
}

// monthName is the name of a month.
func monthName(ctx context.Context, month time.Month) string {
	switch month {
	case time.January:
		return i18n.T(ctx, "janvier")
	case time.February:
		return i18n.T(ctx, "février")
	case time.March:
		return i18n.T(ctx, "mars")
	case time.April:
		return i18n.T(ctx, "avril")
	case time.May:
		return i18n.T(ctx, "mai")
	case time.June:
		return i18n.T(ctx, "juin")
	case time.July:
		return i18n.T(ctx, "juillet")
	case time.August:
		return i18n.T(ctx, "août")
	case time.September:
		return i18n.T(ctx, "septembre")
	case time.October:
		return i18n.T(ctx, "octobre")
	case time.November:
		return i18n.T(ctx, "novembre")
	}
	return i18n.T(ctx, "décembre")
}
