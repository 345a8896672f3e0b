package program

import (
	"fmt"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/i18n"
)

// Season is one session of the program.
type Season struct {
	Code     string // Code is the letter of the season and the year: H2027.
	Name     i18n.Words
	From, To civil.Day
	Next     bool // Next is the session that people register for.

	kind kind
}

// kind is one of the four seasons.
type kind int

const (
	winter kind = iota
	spring
	summer
	fall
)

// notice is how long before its first day a session is registered for.
const notice = 12 // days

// Seasons are the session that is under way or has just ended, and the next one.
func Seasons(now time.Time) (current, next Season) {
	today := civil.DayOf(now)
	var all []Season
	year := clock.Local(now).Year()
	for y := year - 1; y <= year+1; y++ {
		all = append(all, seasonsOf(y)...)
	}
	at := slices.IndexFunc(all, func(s Season) bool { return s.From >= today+notice })
	all[at].Next = true
	return all[at-1], all[at]
}

// seasonsOf are the four sessions of a year.
func seasonsOf(year int) []Season {
	monday := func(month time.Month, day int) civil.Day { return (civil.DayAt(year, month, day) + 6).Monday() }
	weeks := func(kind kind, letter, fr, en string, from civil.Day, n int) Season {
		return Season{
			Code: fmt.Sprint(letter, year), Name: i18n.Words{FR: fmt.Sprintf("Activités %s %d", fr, year), EN: fmt.Sprintf("%s %d activities", en, year)},
			From: from, To: from + civil.Day(7*n-1), kind: kind,
		}
	}
	return []Season{
		weeks(winter, "H", "d’hiver", "Winter", monday(time.January, 8), 10),
		weeks(spring, "P", "du printemps", "Spring", monday(time.March, 29), 10),
		weeks(summer, "E", "d’été", "Summer", monday(time.June, 23), 8),
		weeks(fall, "A", "d’automne", "Fall", monday(time.September, 9), 12),
	}
}

// away are the days of a session on which no class meets.
func (s Season) away() (days []civil.Day) {
	if s.kind == winter { // The school break.
		monday := s.breakMonday()
		for d := range civil.Day(7) {
			days = append(days, monday+d)
		}
	}
	return days
}

// breakMonday begins the school break: the first Monday of March.
func (s Season) breakMonday() civil.Day {
	year, _, _ := s.From.Date()
	return (civil.DayAt(year, time.March, 1) + 6).Monday()
}

// openings are when a session is registered for.
type openings struct{ early, residents, others, closes time.Time }

// nine is the next nine o’clock in town, strictly after a moment.
func nine(after time.Time) time.Time {
	day := civil.DayOf(after)
	for !day.At(9).After(after) {
		day++
	}
	return day.At(9)
}

// opens says when a session is registered for, as seen from a moment.
func (s Season) opens(now time.Time) openings {
	if s.Next {
		at := civil.DayOf(nine(now))
		return openings{early: (at - 8).At(9), residents: at.At(9), others: (at + 7).At(9), closes: (s.From + 14).At(20)}
	}
	at := (s.From - 28).Monday() + 2
	return openings{early: (at - 8).At(9), residents: at.At(9), others: (at + 7).At(9), closes: (s.From + 14).At(20)}
}
