package watering

import (
	"context"
	"time"

	"sem/internal/clock"
	"sem/internal/i18n"
)

// Text is the season in a sentence: du 1er mai au 30 septembre.
func (s Season) Text(ctx context.Context) string {
	from, ok := seasonDay(s.From)
	to, good := seasonDay(s.To)
	if !ok || !good {
		return i18n.T(ctx, "toute l’année")
	}
	ctx = i18n.WithNow(ctx, from) // A day of each year says no year.
	return i18n.T(ctx, "du %[1]s au %[2]s", i18n.DateOnly(ctx, from), i18n.DateOnly(ctx, to))
}

// Holds tells whether a day lies in the season.
func (s Season) Holds(t time.Time) bool { return s.stretch().holds(dateOf(t).monthDay()) }

func seasonDay(s string) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, "2024-"+s, clock.Montreal)
	return t, err == nil
}

// HoursText are the hours of a rule: de 20 h à 23 h.
func (r *Rule) HoursText(ctx context.Context) string { return HoursText(ctx, r.Hours) }

// HoursText are hours in words: de 20 h à 23 h; none are the whole day.
func HoursText(ctx context.Context, hours []Hours) string {
	var said []string
	for _, h := range hours {
		if h.To-h.From == 24*60 {
			continue
		}
		said = append(said, i18n.T(ctx, "de %[1]s à %[2]s", minuteWords(ctx, h.From), minuteWords(ctx, h.To)))
	}
	if len(said) == 0 {
		return i18n.T(ctx, "à toute heure")
	}
	return i18n.List(ctx, said)
}

func minuteWords(ctx context.Context, minutes int) string {
	if minutes%(24*60) == 0 {
		return i18n.T(ctx, "minuit")
	}
	return i18n.Time(ctx, time.Date(2024, 1, 15, minutes/60, minutes%60, 0, 0, clock.Montreal))
}

// DaysText are the days of a rule, for whoever reads the rule and not one address's answer.
func (r *Rule) DaysText(ctx context.Context) string {
	switch r.Days {
	case CivicDate:
		return i18n.T(ctx, "les jours pairs pour les adresses paires, les jours impairs pour les adresses impaires")
	case CivicWeekday:
		return i18n.T(ctx, "%[1]s pour les adresses paires, %[2]s pour les adresses impaires", weekdayWords(ctx, r.Even), weekdayWords(ctx, r.Odd))
	case Weekdays:
		return weekdayWords(ctx, r.Weekdays)
	case EvenDates:
		return i18n.T(ctx, "les jours pairs")
	case OddDates:
		return i18n.T(ctx, "les jours impairs")
	}
	return i18n.T(ctx, "tous les jours")
}

// weekdayWords are weekdays in a sentence: le mardi et le vendredi.
func weekdayWords(ctx context.Context, days []time.Weekday) string {
	if len(days) == 0 {
		return i18n.T(ctx, "aucun jour")
	}
	var names []string
	for _, d := range days {
		names = append(names, i18n.T(ctx, "le %s", WeekdayName(ctx, d)))
	}
	return i18n.List(ctx, names)
}

// WeekdayName is mardi.
func WeekdayName(ctx context.Context, d time.Weekday) string {
	return i18n.Weekday(ctx, time.Date(2024, 9, 1+int(d), 12, 0, 0, 0, clock.Montreal)) // The first was a Sunday.
}

// LotsText are the doors a rule is for.
func (r *Rule) LotsText(ctx context.Context) string {
	switch r.Lots {
	case Numbered:
		return i18n.T(ctx, "Les adresses avec un numéro")
	case Unnumbered:
		return i18n.T(ctx, "Les terrains sans numéro")
	}
	return i18n.T(ctx, "Toutes les adresses")
}

// NightText says to which date hours over midnight belong; empty when there are none.
func (r *Rule) NightText(ctx context.Context) string {
	for _, h := range r.Hours {
		if h.To > h.From {
			continue
		}
		switch r.Night {
		case Morning:
			return i18n.T(ctx, "La nuit compte pour la date du matin.")
		case EachDate:
			return i18n.T(ctx, "La date change à minuit, au milieu de la nuit.")
		}
		return i18n.T(ctx, "La nuit compte pour la date du soir.")
	}
	return ""
}
