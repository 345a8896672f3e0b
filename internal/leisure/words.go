package leisure

import (
	"context"
	"slices"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
)

// AgeWords says for whom the group is: « 6 à 8 ans », « 18 mois à 3 ans », « 55 ans et plus ».
func (g *Group) AgeWords(ctx context.Context) string {
	low, high := g.MinAge, g.MaxAge
	switch {
	case low == 0 && high == 0:
		return i18n.T(ctx, "tous les âges")
	case high == 0:
		return i18n.T(ctx, "%s et plus", monthWords(ctx, low))
	case low == 0:
		return i18n.T(ctx, "jusqu’à %s", monthWords(ctx, high))
	case low == high:
		return monthWords(ctx, low)
	case inYears(low) && inYears(high) && high == low+12:
		return i18n.T(ctx, "%[1]d et %[2]d ans", low/12, high/12)
	case inYears(low) && inYears(high):
		return i18n.T(ctx, "%[1]d à %[2]d ans", low/12, high/12)
	case !inYears(low) && !inYears(high):
		return i18n.T(ctx, "%[1]d à %[2]d mois", low, high)
	}
	return i18n.T(ctx, "%[1]s à %[2]s", monthWords(ctx, low), monthWords(ctx, high))
}

// inYears tells the ages that are said in years.
func inYears(months int) bool { return months%12 == 0 }

func monthWords(ctx context.Context, months int) string {
	if inYears(months) {
		return i18n.TN(ctx, "%d an", "%d ans", months/12)
	}
	return i18n.T(ctx, "%d mois", months)
}

// WhenWords says when the group meets: « samedi, de 9 h à 9 h 45 »; the day of its only class;
// « du lundi au vendredi, de 9 h à 16 h »; nothing when it has no regular time.
func (g *Group) WhenWords(ctx context.Context) string {
	if len(g.Slots) == 0 {
		return ""
	}
	if g.First() == g.Last() && g.From == g.To {
		return i18n.T(ctx, "%[1]s, %[2]s", i18n.Date(ctx, g.First().At(12)), g.Slots[0].hours(ctx))
	}
	var said []string
	rest := slices.Clone(g.Slots)
	for len(rest) > 0 {
		first := rest[0]
		var days []time.Weekday
		rest = slices.DeleteFunc(rest, func(s Slot) bool {
			same := s.Start == first.Start && s.End == first.End
			if same {
				days = append(days, s.Weekday)
			}
			return same
		})
		said = append(said, i18n.T(ctx, "%[1]s, %[2]s", dayWords(ctx, days), first.hours(ctx)))
	}
	return strings.Join(said, "; ")
}

// dayWords names days of the week: « lundi et mercredi », « du lundi au vendredi ».
func dayWords(ctx context.Context, days []time.Weekday) string {
	place := func(d time.Weekday) int { return (int(d) + 6) % 7 }
	slices.SortFunc(days, func(a, b time.Weekday) int { return place(a) - place(b) })
	days = slices.Compact(days)
	last := len(days) - 1
	if last >= 3 && place(days[last])-place(days[0]) == last {
		return i18n.T(ctx, "du %[1]s au %[2]s", weekdayWord(ctx, days[0]), weekdayWord(ctx, days[last]))
	}
	var names []string
	for _, d := range days {
		names = append(names, weekdayWord(ctx, d))
	}
	return i18n.List(ctx, names)
}

// sunday is a Sunday, to name the days after it.
var sunday = civil.DayAt(2026, time.November, 1)

func weekdayWord(ctx context.Context, d time.Weekday) string {
	return i18n.Weekday(ctx, (sunday + civil.Day(d)).At(12))
}

// Words says a time of the week: « samedi, de 9 h à 9 h 45 ».
func (s Slot) Words(ctx context.Context) string {
	return i18n.T(ctx, "%[1]s, %[2]s", weekdayWord(ctx, s.Weekday), s.hours(ctx))
}

func (s Slot) hours(ctx context.Context) string { return HourWords(ctx, s.Start, s.End) }

// HourWords says the hours of a class: « de 9 h à 9 h 45 ».
func HourWords(ctx context.Context, start, end civil.Time) string {
	return i18n.T(ctx, "de %[1]s à %[2]s", i18n.Time(ctx, sunday.In(start)), i18n.Time(ctx, sunday.In(end)))
}

// PlaceWords says where a class meets: « Piscine municipale, bassin chaud »; nothing when the
// site is not known.
func (p *Program) PlaceWords(site SiteID, room string) string {
	s, ok := p.sites[site]
	switch {
	case !ok:
		return room
	case room == "":
		return s.Name
	}
	return s.Name + ", " + room
}
