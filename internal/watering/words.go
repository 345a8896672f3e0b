package watering

import (
	"context"
	"time"

	"sem/internal/clock"
	"sem/internal/i18n"
)

// Mark is the sign beside an answer.
type Mark string

// The signs, each said in words too.
const (
	MarkYes   Mark = "yes"
	MarkLater Mark = "later" // MarkLater: not now, later today.
	MarkNo    Mark = "no"
	MarkAsk   Mark = "ask"
)

// Said is an answer in words, for a page or a card.
type Said struct {
	Mark     Mark
	Headline string // Headline is "Oui, ce soir de 20 h à 23 h".
	Why      string // Why is the rule in a sentence.
	Next     string // Next is when one may water the next time after what the headline says.
	Source   string // Source is the by-law and its article, empty where no rule decides.
	Free     bool   // Free tells that no rule speaks of the device on this day, as out of season.
}

// Said is the answer in the language of ctx.
func (a Answer) Said(ctx context.Context) Said {
	s := Said{Mark: MarkNo, Why: a.why(ctx), Source: a.source(ctx), Free: a.Because == ByNothing}
	switch {
	case a.Undecided():
		s.Mark, s.Headline = MarkAsk, i18n.T(ctx, "Nous ne pouvons pas le dire pour cette adresse")
	case !a.begins().IsZero():
		s.Mark, s.Headline, s.Next = MarkYes, i18n.T(ctx, "Oui, en tout temps"), a.thenWords(ctx)
	case a.Allowed:
		s.Mark, s.Headline, s.Next = MarkYes, a.untilWords(ctx), a.spanWords(ctx, a.Next)
	case a.Next.Start.IsZero():
		s.Headline = a.neverWords(ctx)
	case laterToday(a.At, a.Next.Start):
		s.Mark, s.Headline, s.Next = MarkLater, laterWords(ctx, a.At, a.Next), a.spanWords(ctx, a.After)
	case a.past:
		s.Headline, s.Next = i18n.T(ctx, "Non, plus aujourd’hui"), a.spanWords(ctx, a.Next)
	default:
		s.Headline, s.Next = i18n.T(ctx, "Non, pas aujourd’hui"), a.spanWords(ctx, a.Next)
	}
	return s
}

func (a Answer) neverWords(ctx context.Context) string {
	if a.Because == ByBan {
		return i18n.T(ctx, "Non, jusqu’à nouvel ordre")
	}
	return i18n.T(ctx, "Non, c’est interdit")
}

// untilWords say until when what is allowed now lasts.
func (a Answer) untilWords(ctx context.Context) string {
	if a.Until.IsZero() {
		return i18n.T(ctx, "Oui, en tout temps")
	}
	last := a.Until.Add(-time.Second)
	switch {
	case clock.Day(last).Equal(clock.Day(a.At)) && midnight(a.Until):
		return i18n.T(ctx, "Oui, jusqu’à minuit")
	case a.Until.Sub(a.At) < longestNight:
		return i18n.T(ctx, "Oui, jusqu’à %s", i18n.Time(ctx, a.Until))
	case midnight(a.Until):
		return i18n.T(ctx, "Oui, jusqu’au %s", i18n.Date(ctx, last))
	}
	return i18n.T(ctx, "Oui, jusqu’au %[1]s, %[2]s", i18n.Date(ctx, a.Until), i18n.Time(ctx, a.Until))
}

func midnight(t time.Time) bool { return clock.Day(t).Equal(t) }

// laterToday tells whether a time comes today, or in the night that follows.
func laterToday(now, t time.Time) bool {
	return clock.Day(t).Equal(clock.Day(now)) || t.Sub(now) < longestNight && clock.Local(t).Hour() < 7
}

// laterWords say what comes later today.
func laterWords(ctx context.Context, now time.Time, s Span) string {
	from, to := i18n.Time(ctx, s.Start), clockWords(ctx, s.End)
	if s.End.IsZero() || s.End.Sub(s.Start) > 18*time.Hour {
		return i18n.T(ctx, "Oui, à partir de %s", clockWords(ctx, s.Start))
	}
	hour := clock.Local(s.Start).Hour()
	switch {
	case !clock.Day(s.Start).Equal(clock.Day(now)):
		return i18n.T(ctx, "Oui, cette nuit de %[1]s à %[2]s", clockWords(ctx, s.Start), to)
	case hour >= 18:
		return i18n.T(ctx, "Oui, ce soir de %[1]s à %[2]s", from, to)
	case hour < 12:
		return i18n.T(ctx, "Oui, ce matin de %[1]s à %[2]s", from, to)
	}
	return i18n.T(ctx, "Oui, aujourd’hui de %[1]s à %[2]s", from, to)
}

// clockWords is a time of the day; midnight has a name.
func clockWords(ctx context.Context, t time.Time) string {
	if midnight(t) {
		return i18n.T(ctx, "minuit")
	}
	return i18n.Time(ctx, t)
}

// SpanWords are the hours of a span on its day: de 20 h à 23 h.
func SpanWords(ctx context.Context, s Span) string {
	return i18n.T(ctx, "de %[1]s à %[2]s", clockWords(ctx, s.Start), clockWords(ctx, s.End))
}

// spanWords say when one may water the next time; nothing when none is in sight.
func (a Answer) spanWords(ctx context.Context, next Span) string {
	if next.Start.IsZero() {
		return ""
	}
	day := i18n.Near(i18n.WithNow(ctx, a.At), next.Start)
	if next.End.IsZero() || next.End.Sub(next.Start) >= 23*time.Hour {
		if midnight(next.Start) {
			return i18n.T(ctx, "Prochaine fois : %s.", day)
		}
		return i18n.T(ctx, "Prochaine fois : %[1]s, à partir de %[2]s.", day, clockWords(ctx, next.Start))
	}
	return i18n.T(ctx, "Prochaine fois : %[1]s, %[2]s.", day, SpanWords(ctx, next))
}

// why is what decides, in a sentence or two.
func (a Answer) why(ctx context.Context) string {
	switch {
	case a.Because == ByBan:
		return a.Ban.Words(ctx)
	case a.byPermit():
		return i18n.T(ctx, "Un permis est valide à cette adresse jusqu’au %s.", dayWords(ctx, a.Permit.To))
	case a.Because == ByDefault:
		return i18n.T(ctx, "Le règlement interdit ce qu’il ne permet pas, et il ne dit rien de cet appareil en ce moment.")
	case a.Because == Unknown:
		if a.Numbered {
			return i18n.T(ctx, "La règle dépend du secteur, et nous ne savons pas où se trouve cette adresse. Appelez-nous.")
		}
		return i18n.T(ctx, "La règle dépend du numéro civique, et cette adresse n’en a pas. Appelez-nous.")
	case a.Because == ByNothing:
		return a.freeWords(ctx)
	case a.Because == ByForbid:
		if words := a.Rule.Words.In(ctx); words != "" {
			return words
		}
		return i18n.T(ctx, "Le règlement l’interdit à ces heures.")
	}
	return a.ruleWords(ctx)
}

// byPermit tells whether a permit decides, now or by opening more hours than the rule.
func (a Answer) byPermit() bool {
	return a.Because == ByPermit || a.Because == ByRule && !a.Allowed && a.Permit != nil
}

func (a Answer) freeWords(ctx context.Context) string {
	if a.Rule == nil || a.Rule.Season == (Season{}) {
		return i18n.T(ctx, "Aucune règle ne limite cet appareil.")
	}
	if day := a.begins(); !day.IsZero() {
		return i18n.T(ctx, "La règle ne s’applique pas avant le %s.", i18n.DateOnly(ctx, day))
	}
	return i18n.T(ctx, "La règle ne s’applique que %s.", a.Rule.Season.Text(ctx))
}

// begins is the first day of the rule's coming season, when nothing limits the device until
// then; the zero time in season, and when something else comes before.
func (a Answer) begins() time.Time {
	if a.Because != ByNothing || a.Rule == nil || a.Until.IsZero() {
		return time.Time{}
	}
	first, ok := seasonDay(a.Rule.Season.From)
	if !ok {
		return time.Time{}
	}
	now := clock.Local(a.At)
	day := time.Date(now.Year(), first.Month(), first.Day(), 0, 0, 0, 0, clock.Montreal)
	if !day.After(now) {
		day = time.Date(now.Year()+1, first.Month(), first.Day(), 0, 0, 0, 0, clock.Montreal)
	}
	if a.Until.Before(day) {
		return time.Time{}
	}
	return day
}

// thenWords are what the rule will be for this address from its first day.
func (a Answer) thenWords(ctx context.Context) string {
	if len(a.Rule.Hours) == 0 {
		return i18n.T(ctx, "À partir de ce jour : %s.", a.ownDays(ctx))
	}
	return i18n.T(ctx, "À partir de ce jour : %[1]s, %[2]s.", a.ownDays(ctx), a.Rule.HoursText(ctx))
}

// ownDays are the days of a rule for this address.
func (a Answer) ownDays(ctx context.Context) string {
	switch {
	case a.Rule.Days == CivicDate && a.Even:
		return i18n.T(ctx, "les jours pairs")
	case a.Rule.Days == CivicDate && a.Numbered:
		return i18n.T(ctx, "les jours impairs")
	case a.Rule.Days == CivicWeekday && a.Even:
		return weekdayWords(ctx, a.Rule.Even)
	case a.Rule.Days == CivicWeekday && a.Numbered:
		return weekdayWords(ctx, a.Rule.Odd)
	}
	return a.Rule.DaysText(ctx)
}

// ruleWords say which days are this address's.
func (a Answer) ruleWords(ctx context.Context) string {
	if words := a.Rule.Words.In(ctx); words != "" && !a.Rule.Days.needsNumber() {
		return words
	}
	switch a.Rule.Days {
	case CivicDate:
		if a.Even {
			return i18n.T(ctx, "Adresse paire : les jours pairs.")
		}
		return i18n.T(ctx, "Adresse impaire : les jours impairs.")
	case CivicWeekday:
		if a.Even {
			return i18n.T(ctx, "Adresse paire : %s.", weekdayWords(ctx, a.Rule.Even))
		}
		return i18n.T(ctx, "Adresse impaire : %s.", weekdayWords(ctx, a.Rule.Odd))
	}
	if len(a.Rule.Hours) == 0 {
		return i18n.Sentence(a.Rule.DaysText(ctx)) + "."
	}
	return i18n.T(ctx, "%[1]s, %[2]s.", i18n.Sentence(a.Rule.DaysText(ctx)), a.Rule.HoursText(ctx))
}

// source is the by-law and the article that decide.
func (a Answer) source(ctx context.Context) string {
	switch {
	case a.byPermit() && a.law != nil:
		return articleWords(ctx, a.law, a.Permit.Terms.Article)
	case a.Because == ByBan || a.Bylaw == nil:
		return ""
	case a.Rule == nil:
		return articleWords(ctx, a.Bylaw, Text{})
	}
	return articleWords(ctx, a.Bylaw, a.Rule.Article)
}

func articleWords(ctx context.Context, l *Bylaw, article Text) string {
	if article.In(ctx) == "" {
		return i18n.T(ctx, "Règlement %s", l.Number)
	}
	return i18n.T(ctx, "Règlement %[1]s, %[2]s", l.Number, article.In(ctx))
}

// Words say a ban: why, and until when.
func (n *Ban) Words(ctx context.Context) string {
	reason := n.Reason.In(ctx)
	if n.over().IsZero() {
		return i18n.T(ctx, "%s Interdit jusqu’à nouvel ordre.", reason)
	}
	return i18n.T(ctx, "%[1]s Interdit jusqu’au %[2]s, %[3]s.", reason, i18n.Date(ctx, n.over()), clockWords(ctx, n.over()))
}

// dayWords is a day written 2026-09-11 as a person reads it.
func dayWords(ctx context.Context, day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, clock.Montreal)
	if err != nil {
		return day
	}
	return i18n.Date(ctx, t)
}
