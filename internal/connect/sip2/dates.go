package sip2

import (
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
)

// due is a moment as a library wrote it.
type due struct {
	at    time.Time
	atEnd bool // atEnd: by the end of the day; the library gave no hour.
}

// The forms of dates that libraries write, with an hour and without; those with a slash, a point
// or a dash after the first number stand apart, as their order is a setting.
var (
	withHour = []string{
		"2006-01-02 15:04:05", "2006-01-02 15:04", "2006-01-02T15:04:05", "2006-01-02T15:04", "2006/01/02 15:04:05", "2006/01/02 15:04", "20060102150405",
		"2006-01-02 15h04", "2006-01-02 15 h 04",
	}
	withoutHour = []string{"2006-01-02", "2006/01/02", "20060102", "Jan 2, 2006", "Jan 2 2006", "2 Jan 2006", "January 2, 2006", "2 January 2006"}
	dayFirst    = []string{"2/1/2006", "2-1-2006", "2.1.2006"}
	monthFirst  = []string{"1/2/2006", "1-2-2006", "1.2.2006"}
	hours       = []string{"", " 15:04:05", " 15:04"}
)

// frenchMonths are the names of the months, as the forms above know them.
var frenchMonths = strings.NewReplacer(
	"janvier", "Jan", "février", "Feb", "fevrier", "Feb", "mars", "Mar", "avril", "Apr", "mai", "May", "juin", "Jun", "juillet", "Jul", "août", "Aug", "aout", "Aug",
	"septembre", "Sep", "octobre", "Oct", "novembre", "Nov", "décembre", "Dec", "decembre", "Dec",
	"janv.", "Jan", "févr.", "Feb", "fév.", "Feb", "avr.", "Apr", "juill.", "Jul", "sept.", "Sep", "oct.", "Oct", "nov.", "Nov", "déc.", "Dec", "1er ", "1 ",
)

// readDate reads a moment. A date without an hour is until the end of that day, on the clocks
// of the library; so is one at the last minute of it, and one at its very first, which is how
// systems without hours fill the form.
func readDate(text string, monthBeforeDay bool) (due, bool) {
	trimmed := strings.TrimSpace(text)
	if len(trimmed) < 6 || len(text) > 60 {
		return due{}, false
	}
	if d, ok := readStamp(text); ok {
		return d, true
	}
	trimmed = strings.Join(strings.Fields(frenchMonths.Replace(strings.ToLower(trimmed))), " ")
	upper := strings.ToUpper(trimmed) // The T and the Z of RFC 3339; names of months are read in any case.
	if at, err := time.Parse(time.RFC3339, upper); err == nil {
		return due{at: at.UTC()}.rounded(), true
	}
	for _, form := range withHour {
		if at, err := time.ParseInLocation(form, strings.Replace(trimmed, "t", "T", 1), clock.Montreal); err == nil && plausible(at) {
			return due{at: at.UTC()}.rounded(), true
		}
	}
	for _, form := range withoutHour {
		if at, err := time.ParseInLocation(form, trimmed, clock.Montreal); err == nil && plausible(at) {
			return endOf(at), true
		}
	}
	return readOrdered(trimmed, monthBeforeDay)
}

// readOrdered reads dates such as 11/12/2026, in the order that is set unless only the other one
// makes a date.
func readOrdered(text string, monthBeforeDay bool) (due, bool) {
	first, second := dayFirst, monthFirst
	if monthBeforeDay {
		first, second = second, first
	}
	for _, forms := range [][]string{first, second} {
		for _, form := range forms {
			for _, hour := range hours {
				at, err := time.ParseInLocation(form+hour, text, clock.Montreal)
				if err != nil || !plausible(at) {
					continue
				}
				if hour == "" {
					return endOf(at), true
				}
				return due{at: at.UTC()}.rounded(), true
			}
		}
	}
	return due{}, false
}

// readStamp reads the eighteen characters of the protocol: a date, four for the zone, an hour.
func readStamp(text string) (due, bool) {
	if len(text) < 8 || len(text) > 18 || strings.Trim(text[:8], "0123456789") != "" {
		return due{}, false
	}
	zone, hour := "", ""
	if len(text) >= 12 {
		zone, hour = strings.TrimSpace(text[8:12]), strings.TrimSpace(text[12:])
	}
	if len(text) > 8 && strings.Trim(zone, "0123456789") == "" && zone != "" {
		return due{}, false // Fourteen figures have no zone.
	}
	day, err := time.ParseInLocation("20060102", text[:8], clock.Montreal)
	if err != nil || !plausible(day) {
		return due{}, false
	}
	if hour == "" {
		return endOf(day), true
	}
	where := clock.Montreal
	if zone == "Z" || zone == "UTC" || zone == "GMT" {
		where = time.UTC
	}
	at, err := time.ParseInLocation("20060102150405", text[:8]+hour, where)
	if err != nil {
		return due{}, false
	}
	return due{at: at.UTC()}.rounded(), true
}

// rounded takes the first and the last minute of a day for its end.
func (d due) rounded() due {
	on := clock.Local(d.at)
	if t := civil.TimeOf(d.at); t == lastMinute || t == 0 && on.Second() == 0 {
		return endOf(on)
	}
	return d
}

// lastMinute is 23:59.
const lastMinute = civil.Time(23*60 + 59)

func endOf(at time.Time) due {
	return due{at: civil.DayOf(at).In(lastMinute).UTC(), atEnd: true}
}

// plausible tells a date that a library of today may write.
func plausible(at time.Time) bool { return at.Year() >= 1970 && at.Year() < 2200 }
