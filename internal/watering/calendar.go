package watering

import (
	"strconv"
	"time"

	"sem/internal/clock"
)

const daySeconds = 24 * 60 * 60

// date is a day of the calendar, counted from 1970-01-01.
type date int64

func dateOf(t time.Time) date {
	t = t.In(clock.Montreal)
	_, offset := t.Zone()
	return date(floor(t.Unix()+int64(offset), daySeconds))
}

func floor(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// parseDate reads 2026-05-01.
func parseDate(s string) (date, bool) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, false
	}
	return date(floor(t.Unix(), daySeconds)), true
}

func (d date) String() string { return time.Unix(int64(d)*daySeconds, 0).UTC().Format(time.DateOnly) }

// weekday counts from Sunday; 1970-01-01 was a Thursday.
func (d date) weekday() time.Weekday { return time.Weekday((int64(d)%7 + 11) % 7) }

// monthDay is the month and the day of the month, as 501 for the first of May, after Howard
// Hinnant's civil_from_days.
func (d date) monthDay() int {
	z := int64(d) + 719468
	era := floor(z, 146097)
	doe := z - era*146097
	yoe := (doe - doe/1460 + doe/36524 - doe/146096) / 365
	doy := doe - (365*yoe + yoe/4 - yoe/100)
	mp := (5*doy + 2) / 153
	month := mp + 3
	if month > 12 {
		month -= 12
	}
	return int(month)*100 + int(doy-(153*mp+2)/5+1)
}

// parseMonthDay reads 05-01 as 501. The 29th of February is a day like others: a season
// that ends on it ends on the 28th in the other years.
func parseMonthDay(s string) (int, bool) {
	t, err := time.Parse(time.DateOnly, "2024-"+s)
	if err != nil {
		return 0, false
	}
	return int(t.Month())*100 + t.Day(), true
}

// stretch is a part of the year as two monthDays; the zero stretch is all of it.
type stretch struct{ from, to int }

func (s stretch) holds(monthDay int) bool {
	if s.from == 0 {
		return true
	}
	if s.from <= s.to {
		return s.from <= monthDay && monthDay <= s.to
	}
	return monthDay >= s.from || monthDay <= s.to
}

// parity is what a civic number is divided by two.
type parity int8

const (
	noNumber parity = iota
	even
	odd
)

// parityOf is the parity of the first number in a civic number: 84A is even, and so is
// 84-88, which stands for one building.
func parityOf(civic string) parity {
	last := byte(0)
	for i := range len(civic) {
		if c := civic[i]; '0' <= c && c <= '9' {
			last = c
		} else if last != 0 {
			break
		}
	}
	switch {
	case last == 0:
		return noNumber
	case (last-'0')%2 == 0:
		return even
	}
	return odd
}

// parseClock reads 22:00, and 24:00, in minutes.
func parseClock(s string) (int, bool) {
	if len(s) != 5 || s[2] != ':' {
		return 0, false
	}
	hour, bad := strconv.Atoi(s[:2])
	minute, worse := strconv.Atoi(s[3:])
	total := hour*60 + minute
	if bad != nil || worse != nil || hour < 0 || minute < 0 || minute > 59 || total > 24*60 {
		return 0, false
	}
	return total, true
}
