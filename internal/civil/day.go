package civil

import (
	"fmt"
	"time"

	"sem/internal/clock"
)

// Day is a day of the calendar, counted from 1 January 1970. It belongs to no zone and has
// no hours, so that the change of clocks cannot move it. The zero Day is no day.
type Day int32

// DayOf is the day in town at t.
func DayOf(t time.Time) Day {
	y, m, d := clock.Local(t).Date()
	return DayAt(y, m, d)
}

// DayAt is a day by its date; a month or a day beyond the end counts on, as in time.Date.
func DayAt(year int, month time.Month, day int) Day {
	return Day(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// ParseDay reads a day written 2026-09-11.
func ParseDay(s string) (Day, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return 0, fmt.Errorf("read day: %w", err)
	}
	return DayAt(t.Date()), nil
}

// String writes the day 2026-09-11; the zero Day is empty.
func (d Day) String() string {
	if d == 0 {
		return ""
	}
	return d.utc().Format(time.DateOnly)
}

func (d Day) utc() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// Date is the year, month and day of the month.
func (d Day) Date() (int, time.Month, int) { return d.utc().Date() }

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(((int(d)+int(time.Thursday))%7 + 7) % 7) // 1 January 1970 was a Thursday.
}

// Time is the midnight in town that begins the day.
func (d Day) Time() time.Time { return d.At(0) }

// At is an hour of the day on the clocks of the town.
func (d Day) At(hour int) time.Time {
	y, m, day := d.Date()
	return time.Date(y, m, day, hour, 0, 0, 0, clock.Montreal)
}

// MonthDay is the place of the day in any year: 911 for 11 September.
func (d Day) MonthDay() int {
	_, m, day := d.Date()
	return int(m)*100 + day
}

// In is a time of the day on the clocks of the town. A time that the change to summer time
// skips is as long after midnight as the clocks before it say: 2:30 is read as 3:30.
func (d Day) In(t Time) time.Time {
	y, m, day := d.Date()
	return time.Date(y, m, day, 0, int(t), 0, 0, clock.Montreal)
}

// Monday is the first day of the week that holds the day.
func (d Day) Monday() Day { return d - Day((int(d.Weekday())+6)%7) }

// Time is a time of the day in minutes since midnight, on the clocks of the town.
type Time int16

// ParseTime reads a time written 18:30 or 18:30:00.
func ParseTime(s string) (Time, error) {
	t, err := time.Parse("15:04", s)
	if err != nil {
		if t, err = time.Parse(time.TimeOnly, s); err != nil {
			return 0, fmt.Errorf("read time: %w", err)
		}
	}
	return Time(t.Hour()*60 + t.Minute()), nil
}

// TimeOf is the time of the day in town at t.
func TimeOf(t time.Time) Time {
	local := clock.Local(t)
	return Time(local.Hour()*60 + local.Minute())
}

// String writes the time 18:30.
func (t Time) String() string { return fmt.Sprintf("%02d:%02d", t/60, t%60) }
