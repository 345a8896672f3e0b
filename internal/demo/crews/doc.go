// Package crews is the demonstration's public works: the schedule of the collections and
// the by-law on watering, as the files that the people who know them would send.
//
// The schedule is like Saint-Eustache's: organics each week from May to early November and
// then every two weeks, waste and recycling every two weeks in turn, more often where a
// building has nine dwellings or more. The days of each sector are invented.
package crews

import (
	_ "embed" // The by-law, and the part of the schedule that no day changes.
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/demo/surveyor"
)

// Watering is the file of the by-law on watering.
//
//go:embed data/arrosage.toml
var Watering []byte

//go:embed data/collectes.toml
var standing string

// weekdays are the names of the days as the schedule writes them.
var weekdays = []string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}

// anchor is a Monday in whose week the small buildings put out recycling; waste is the week
// after.
var anchor = time.Date(2026, 8, 31, 0, 0, 0, 0, time.UTC)

// schedule writes the file.
type schedule struct{ strings.Builder }

// WriteSchedule writes the schedule of the collections around a day: the standing part, the
// days of each sector, the holidays of three years and what they move, and one day that
// works in the street move soon.
func WriteSchedule(w io.Writer, now time.Time) error {
	today := clock.Day(clock.Local(now))
	var s schedule
	s.WriteString(standing)
	for _, sector := range surveyor.Sectors {
		s.sector(sector)
	}
	s.trees(today.Year())
	for year := today.Year() - 1; year <= today.Year()+1; year++ {
		s.holidays(year)
	}
	s.works(today)
	_, err := io.WriteString(w, s.String())
	return err
}

func (s *schedule) block(name string, lines ...string) {
	fmt.Fprintf(s, "\n[[%s]]\n%s\n", name, strings.Join(lines, "\n"))
}

// day is the day of a sector in the week of the anchor.
func day(sector surveyor.Sector) time.Time {
	return anchor.AddDate(0, 0, slices.Index(weekdays, sector.Weekday)-1)
}

func (s *schedule) sector(sector surveyor.Sector) {
	where := fmt.Sprintf("secteurs = [%q]", sector.Code)
	on := fmt.Sprintf("jour = %q", sector.Weekday)
	first := day(sector)
	recycling, waste := "depuis = "+first.Format(time.DateOnly), "depuis = "+first.AddDate(0, 0, 7).Format(time.DateOnly)
	s.block("regle", `flux = "recyclage"`, where, `classe = "petits"`, on, "toutes_les = 2", recycling)
	s.block("regle", `flux = "ordures"`, where, `classe = "petits"`, on, "toutes_les = 2", waste)
	s.block("regle", `flux = "recyclage"`, where, `classe = "grands"`, on)
	s.block("regle", `flux = "ordures"`, where, `classe = "grands"`, on)
	s.block("regle", `flux = "organiques"`, where, on, `saison = ["05-01", "11-07"]`)
	s.block("regle", `flux = "organiques"`, where, on, "toutes_les = 2", waste, `saison = ["11-08", "04-30"]`,
		`note = { fr = "L’hiver, le même jour que les ordures.", en = "In winter, on the same day as waste." }`)
	s.block("regle", `flux = "verts"`, where, on, `saison = ["04-20", "05-31"]`)
	s.block("regle", `flux = "verts"`, where, on, `saison = ["10-12", "11-30"]`)
}

// trees are the days on which Christmas trees are taken away.
func (s *schedule) trees(year int) {
	var days []string
	for y := year; y <= year+1; y++ {
		first := nth(y, time.January, time.Wednesday, 1)
		for first.Day() < 6 {
			first = first.AddDate(0, 0, 7)
		}
		days = append(days, first.Format(time.DateOnly), first.AddDate(0, 0, 7).Format(time.DateOnly))
	}
	s.block("regle", `flux = "sapins"`, "dates = ["+strings.Join(days, ", ")+"]")
}

// nth is the n-th such day of a month.
func nth(year int, month time.Month, day time.Weekday, n int) time.Time {
	t := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	for t.Weekday() != day {
		t = t.AddDate(0, 0, 1)
	}
	return t.AddDate(0, 0, 7*(n-1))
}

// holiday is a day on which the trucks rest, or not.
type holiday struct {
	day    time.Time
	fr, en string
	rest   bool
}

func holidaysOf(year int) []holiday {
	patriots := time.Date(year, 5, 24, 0, 0, 0, 0, time.UTC) // The Monday before 25 May.
	for patriots.Weekday() != time.Monday {
		patriots = patriots.AddDate(0, 0, -1)
	}
	on := func(month time.Month, day int) time.Time { return time.Date(year, month, day, 0, 0, 0, 0, time.UTC) }
	return []holiday{
		{on(1, 1), "Jour de l’An", "New Year’s Day", true},
		{patriots, "Journée nationale des patriotes", "National Patriots’ Day", false},
		{on(6, 24), "Fête nationale", "National Holiday", true},
		{on(7, 1), "Fête du Canada", "Canada Day", false},
		{nth(year, time.September, time.Monday, 1), "Fête du Travail", "Labour Day", false},
		{nth(year, time.October, time.Monday, 2), "Action de grâce", "Thanksgiving", false},
		{on(12, 25), "Noël", "Christmas Day", true},
	}
}

// holidays are the holidays of a year, and what those on which the trucks rest move.
func (s *schedule) holidays(year int) {
	for _, h := range holidaysOf(year) {
		s.block("ferie", "jour = "+h.day.Format(time.DateOnly), fmt.Sprintf("nom = { fr = %q, en = %q }", h.fr, h.en))
		if !h.rest {
			continue
		}
		for _, sector := range surveyor.Sectors {
			if weekdays[h.day.Weekday()] != sector.Weekday {
				continue
			}
			streams := `flux = ["recyclage", "ordures"]`
			if h.day.Month() == time.June {
				streams = `flux = ["recyclage", "ordures", "organiques"]`
			}
			s.block("exception", streams, fmt.Sprintf("secteurs = [%q]", sector.Code), `genre = "deplacee"`,
				"jour = "+h.day.Format(time.DateOnly), "vers = "+h.day.AddDate(0, 0, 1).Format(time.DateOnly), fmt.Sprintf("raison = { fr = %q, en = %q }", h.fr, h.en))
		}
	}
}

// works move the recycling of the old town once, some days from now.
func (s *schedule) works(today time.Time) {
	sector := surveyor.Sectors[3]
	date := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC).AddDate(0, 0, 10)
	for int(date.Sub(day(sector)).Hours()/24)%14 != 0 {
		date = date.AddDate(0, 0, 1)
	}
	if slices.ContainsFunc(append(holidaysOf(date.Year()), holidaysOf(date.Year()+1)...), func(h holiday) bool { return h.rest && h.day.Equal(date) }) {
		return // The holiday moves it already.
	}
	s.block("exception", `flux = ["recyclage"]`, fmt.Sprintf("secteurs = [%q]", sector.Code), `genre = "deplacee"`,
		"jour = "+date.Format(time.DateOnly), "vers = "+date.AddDate(0, 0, 1).Format(time.DateOnly),
		`raison = { fr = "Travaux d’aqueduc : la rue est fermée la veille", en = "Water main work: the street is closed the day before" }`)
}
