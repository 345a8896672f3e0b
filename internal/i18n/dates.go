package i18n

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sem/internal/clock"
)

type nowKey struct{}

// WithNow gives ctx the present moment, which decides whether a date says its year and what
// "yesterday" is. Without it dates always say their year and nothing is yesterday.
func WithNow(ctx context.Context, now time.Time) context.Context {
	return context.WithValue(ctx, nowKey{}, now)
}

// Now is the present moment of ctx, the zero time when nobody said.
func Now(ctx context.Context) time.Time {
	now, _ := ctx.Value(nowKey{}).(time.Time)
	return now
}

// nb is the no-break space that holds the parts of a time together.
const nb = "\u00a0"

var (
	frenchDays    = [...]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
	frenchMonths  = [...]string{"", "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	frenchShort   = [...]string{"", "janv.", "févr.", "mars", "avril", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc."}
	englishMonths = [...]string{"", "Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec."}
)

// Date is a day in full, "mercredi 9 septembre", with its year when it is not this one.
func Date(ctx context.Context, t time.Time) string {
	t = clock.Local(t)
	if Lang(ctx) == English {
		return t.Format("Monday, January 2") + englishYear(ctx, t)
	}
	return frenchDays[t.Weekday()] + " " + frenchDay(t) + " " + frenchMonths[t.Month()] + frenchYear(ctx, t)
}

// DateOnly is a day without its weekday, "9 septembre", with its year when it is not this one.
func DateOnly(ctx context.Context, t time.Time) string {
	t = clock.Local(t)
	if Lang(ctx) == English {
		return t.Format("January 2") + englishYear(ctx, t)
	}
	return frenchDay(t) + " " + frenchMonths[t.Month()] + frenchYear(ctx, t)
}

// ShortDate is a day for a table, "9 sept.", with its year when it is not this one.
func ShortDate(ctx context.Context, t time.Time) string {
	t = clock.Local(t)
	if Lang(ctx) == English {
		return englishMonths[t.Month()] + " " + fmt.Sprint(t.Day()) + englishYear(ctx, t)
	}
	return frenchDay(t) + " " + frenchShort[t.Month()] + frenchYear(ctx, t)
}

// Leaf is the three lines of a calendar leaf: "mer.", "9", "sept.".
func Leaf(ctx context.Context, t time.Time) (weekday, day, month string) {
	t = clock.Local(t)
	if Lang(ctx) == English {
		return t.Format("Mon."), t.Format("2"), englishMonths[t.Month()]
	}
	return frenchDays[t.Weekday()][:3] + ".", t.Format("2"), frenchShort[t.Month()]
}

// Weekday is the name of a day, "mercredi".
func Weekday(ctx context.Context, t time.Time) string {
	t = clock.Local(t)
	if Lang(ctx) == English {
		return t.Format("Monday")
	}
	return frenchDays[t.Weekday()]
}

// Time is a time of the day, "20 h 30", "20 h" on the hour.
func Time(ctx context.Context, t time.Time) string {
	t = clock.Local(t)
	if Lang(ctx) == English {
		text := t.Format("3:04")
		if t.Minute() == 0 {
			text = t.Format("3")
		}
		if t.Hour() < 12 {
			return text + nb + "a.m."
		}
		return text + nb + "p.m."
	}
	if t.Minute() == 0 {
		return fmt.Sprintf("%d"+nb+"h", t.Hour())
	}
	return fmt.Sprintf("%d"+nb+"h"+nb+"%02d", t.Hour(), t.Minute())
}

// DateTime is a day and a time, "vendredi 28 août, 20 h 41".
func DateTime(ctx context.Context, t time.Time) string {
	return Date(ctx, t) + ", " + Time(ctx, t)
}

// Ago is DateTime with a word for the days around today: "hier, 15 h 12".
func Ago(ctx context.Context, t time.Time) string {
	return Near(ctx, t) + ", " + Time(ctx, t)
}

// Near is Date with a word for the days around today: "hier", "aujourd’hui", "demain".
func Near(ctx context.Context, t time.Time) string {
	now := Now(ctx)
	if now.IsZero() {
		return Date(ctx, t)
	}
	today, day := clock.Day(now), clock.Day(t)
	english := Lang(ctx) == English
	switch {
	case day.Equal(today):
		return pick(english, "aujourd’hui", "today")
	case day.Equal(clock.Day(today.AddDate(0, 0, -1))):
		return pick(english, "hier", "yesterday")
	case day.Equal(clock.Day(today.AddDate(0, 0, 1))):
		return pick(english, "demain", "tomorrow")
	}
	return Date(ctx, t)
}

// Sentence is text with its first letter in capital, for a date that opens a line.
func Sentence(text string) string {
	for i, r := range text {
		return text[:i] + strings.ToUpper(string(r)) + text[i+len(string(r)):]
	}
	return text
}

// List is names in a sentence: "Léo, Zoé et Gérard".
func List(ctx context.Context, names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + pick(Lang(ctx) == English, " et ", " and ") + names[last]
}

func frenchDay(t time.Time) string {
	if t.Day() == 1 {
		return "1er"
	}
	return fmt.Sprint(t.Day())
}

func frenchYear(ctx context.Context, t time.Time) string {
	if thisYear(ctx, t) {
		return ""
	}
	return " " + fmt.Sprint(t.Year())
}

func englishYear(ctx context.Context, t time.Time) string {
	if thisYear(ctx, t) {
		return ""
	}
	return ", " + fmt.Sprint(t.Year())
}

func thisYear(ctx context.Context, t time.Time) bool {
	now := Now(ctx)
	return !now.IsZero() && clock.Local(now).Year() == t.Year()
}

func pick(english bool, french, other string) string {
	if english {
		return other
	}
	return french
}
