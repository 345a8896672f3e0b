package neighbourhoodweb

import (
	"context"
	"math"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/text"
)

// distance is a distance as people say it: to five metres, and from one kilometre on to a
// hundred.
func distance(ctx context.Context, metres float64) string {
	if metres >= 975 {
		hundreds := int(math.Round(metres / 100))
		if hundreds%10 == 0 {
			return i18n.T(ctx, "%d km", hundreds/10)
		}
		return i18n.T(ctx, "%[1]d,%[2]d km", hundreds/10, hundreds%10)
	}
	if metres < 2.5 {
		return i18n.T(ctx, "Ici même")
	}
	return i18n.T(ctx, "%d m", int(math.Round(metres/5))*5)
}

// exactly is a radius as it was asked for.
func exactly(ctx context.Context, metres int) string {
	if metres%1000 == 0 {
		return i18n.T(ctx, "%d km", metres/1000)
	}
	return i18n.T(ctx, "%d m", metres)
}

// within is the title of the list: À moins de 300 mètres.
func within(ctx context.Context, metres int) string {
	if metres%1000 == 0 {
		return i18n.TN(ctx, "À moins de %d kilomètre", "À moins de %d kilomètres", metres/1000)
	}
	return i18n.T(ctx, "À moins de %d mètres", metres)
}

func walk(ctx context.Context, n neighbourhood.Near) string {
	if n.Metres < 2.5 {
		return ""
	}
	return i18n.T(ctx, "%d min à pied", n.WalkMinutes())
}

// opening says whether a place is open, empty when nobody knows.
func opening(ctx context.Context, o neighbourhood.Openness, now time.Time) string {
	says := openingWords(ctx, o, now)
	if says != "" && o.Holiday {
		return i18n.T(ctx, "%s (jour férié : horaire à vérifier)", says)
	}
	return says
}

func openingWords(ctx context.Context, o neighbourhood.Openness, now time.Time) string {
	switch {
	case !o.Known:
		return ""
	case o.Always:
		return i18n.T(ctx, "Ouvert jour et nuit")
	case o.Open && o.Until.Sub(now) <= time.Hour:
		return i18n.T(ctx, "Ouvert, ferme à %s", untilWords(ctx, o.Until))
	case o.Open && o.Until.Sub(now) > 20*time.Hour:
		return i18n.T(ctx, "Ouvert jusqu’à %s, %s", untilWords(ctx, o.Until), i18n.Near(ctx, o.Until))
	case o.Open:
		return i18n.T(ctx, "Ouvert jusqu’à %s", untilWords(ctx, o.Until))
	case o.Next.IsZero():
		return i18n.T(ctx, "Fermé")
	case clock.Day(o.Next).Equal(clock.Day(now)):
		return i18n.T(ctx, "Fermé, ouvre à %s", i18n.Time(ctx, o.Next))
	case clock.Day(o.Next).Equal(clock.Day(now).AddDate(0, 0, 1)):
		return i18n.T(ctx, "Fermé, ouvre demain à %s", i18n.Time(ctx, o.Next))
	case o.Next.Sub(now) < 6*24*time.Hour:
		return i18n.T(ctx, "Fermé, ouvre %s à %s", i18n.Weekday(ctx, o.Next), i18n.Time(ctx, o.Next))
	}
	return i18n.T(ctx, "Fermé, ouvre le %s", i18n.DateOnly(ctx, o.Next))
}

// untilWords is a time of the day; midnight has a name.
func untilWords(ctx context.Context, t time.Time) string {
	if clock.Day(t).Equal(t) {
		return i18n.T(ctx, "minuit")
	}
	return i18n.Time(ctx, t)
}

// accessShort is the access in a word or two, for a list.
func accessShort(ctx context.Context, a neighbourhood.Access) string {
	switch a {
	case neighbourhood.AccessFull:
		return i18n.T(ctx, "Accessible")
	case neighbourhood.AccessPartial:
		return i18n.T(ctx, "Accès partiel")
	case neighbourhood.AccessNone:
		return i18n.T(ctx, "Non accessible")
	}
	return ""
}

func accessWords(ctx context.Context, a neighbourhood.Access) string {
	switch a {
	case neighbourhood.AccessFull:
		return i18n.T(ctx, "Accessible en fauteuil roulant")
	case neighbourhood.AccessPartial:
		return i18n.T(ctx, "Accès partiel en fauteuil roulant")
	case neighbourhood.AccessNone:
		return i18n.T(ctx, "Non accessible en fauteuil roulant")
	}
	return ""
}

// detailOf is what else is known of a place, in the language of ctx where it is written.
func detailOf(ctx context.Context, p *neighbourhood.Place) string {
	if i18n.Lang(ctx) == i18n.English && p.DetailEn != "" {
		return p.DetailEn
	}
	return p.Detail
}

func phone(digits string) string { return text.FormatPhone(digits) }

// call is the address that a telephone dials, empty for what is not ten digits.
func call(digits string) string {
	if text.PhoneDigits(digits) == "" {
		return ""
	}
	return "tel:+1" + text.PhoneDigits(digits)
}

// sentences are what is known, each with its full stop.
func sentences(parts ...string) string {
	var said []string
	for _, part := range parts {
		if part = strings.TrimRight(part, ". "); part != "" {
			said = append(said, part)
		}
	}
	if len(said) == 0 {
		return ""
	}
	return strings.Join(said, ". ") + "."
}

// commas joins the first words of a line.
func commas(parts ...string) string {
	var said []string
	for _, part := range parts {
		if part != "" {
			said = append(said, part)
		}
	}
	return strings.Join(said, ", ")
}
