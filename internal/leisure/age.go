package leisure

import (
	"time"

	"sem/internal/civil"
)

// ageEnd is the age in months at which somebody is too old for a highest age: a whole number
// of years includes the whole last year, other months include the month.
func ageEnd(maxAge int) int {
	if maxAge%12 == 0 {
		return maxAge + 12
	}
	return maxAge + 1
}

// MonthsOld is the age in whole months on a day. Whoever is born on a day that a month does
// not have is older on the first of the next: on 1 March for 29 February, as everywhere here.
func MonthsOld(birth, on civil.Day) int {
	year, month, day := birth.Date()
	nowYear, nowMonth, nowDay := on.Date()
	months := (nowYear-year)*12 + int(nowMonth-month)
	if nowDay < day {
		months--
	}
	return months
}

// OldEnough is the first day on which somebody is so many months old.
func OldEnough(birth civil.Day, months int) civil.Day {
	year, month, day := birth.Date()
	first := civil.DayAt(year, month+time.Month(months), 1)
	year, month, _ = first.Date()
	if next := civil.DayAt(year, month+1, 1); first+civil.Day(day-1) > next {
		return next
	}
	return first + civil.Day(day-1)
}
