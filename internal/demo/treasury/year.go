package treasury

import (
	"fmt"
	"time"

	"sem/internal/clock"
)

// Year is a year of taxes: when its bills went out, and when they are to be paid.
type Year struct {
	Year int
	Sent time.Time
	Due  [4]time.Time
	now  time.Time // now is how far the payments are known.
}

// usual are the days on which taxes are to be paid, as month and day.
var usual = [4][2]int{{2, 25}, {4, 28}, {6, 30}, {9, 9}}

// UsualDays are those days, as by-laws write them: 02-25.
func UsualDays() []string {
	var all []string
	for _, d := range usual {
		all = append(all, fmt.Sprintf("%02d-%02d", d[0], d[1]))
	}
	return all
}

// soon is how many days ahead of the present of the town the next instalment lies.
const soon = 7

// Years are the year before and this one. So that the demonstration always has something to
// pay, this year's next instalment, or its last, is moved to a week from now.
func Years(now time.Time) [2]Year {
	today := clock.Day(clock.Local(now))
	var both [2]Year
	for i := range both {
		y := &both[i]
		y.Year, y.now = today.Year()-1+i, today
		next := len(usual) - 1
		for n := len(usual) - 1; n >= 0; n-- {
			y.Due[n] = time.Date(y.Year, time.Month(usual[n][0]), usual[n][1], 0, 0, 0, 0, time.UTC)
			if y.Due[n].After(today) {
				next = n
			}
		}
		if i == 1 {
			y.Due[next] = today.AddDate(0, 0, soon)
		}
		y.Sent = y.Due[0].AddDate(0, 0, -30)
	}
	return both
}

func day(t time.Time) string { return t.Format(time.DateOnly) }
