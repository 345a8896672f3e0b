package demo

import (
	"time"

	"sem/internal/clock"
	"sem/internal/people"
	"sem/internal/requests"
)

// plot is a request that the demonstration tells by name, deed by deed.
type plot struct {
	code        string // code is of the type.
	at          time.Time
	channel     requests.Channel
	who         *people.Person // who is nil for somebody who gives no name.
	beneficiary people.ID
	title, text string
	where       string // where is a street of the town, empty for the reporter's home.
	photo       picture
	photoSays   string
	tell        func(*scene)
}

// scene is a plot being told.
type scene struct {
	*tale
	b       *builder
	citizen requests.Actor
	others  map[string]*tale // others are the requests told before, by title.
	photos  []sent
}

// sent is a picture that came with an event.
type sent struct {
	picture picture
	says    string
	rank    int
	eyes    requests.Visibility
}

// days knows the days of the town around its present.
type days struct {
	now      time.Time
	calendar requests.Calendar
}

// ago is an hour of a day so many days before today, never in the future.
func (d days) ago(n, hour, minute int) time.Time {
	y, m, day := clock.Local(d.now).AddDate(0, 0, -n).Date()
	at := time.Date(y, m, day, hour, minute, 0, 0, clock.Montreal).UTC()
	if latest := d.now.Add(-25 * time.Minute); at.After(latest) {
		return latest.Truncate(time.Second)
	}
	return at
}

// open is an hour of the n-th day before today when the city hall was open.
func (d days) open(n, hour, minute int) time.Time {
	day := clock.Day(d.now)
	for n > 0 {
		if day = day.AddDate(0, 0, -1); d.calendar.IsBusiness(day) {
			n--
		}
	}
	y, m, dd := day.Date()
	return time.Date(y, m, dd, hour, minute, 0, 0, clock.Montreal).UTC()
}

// sinceOpen is how many days ago that was.
func (d days) sinceOpen(n int) int {
	return int(clock.Day(d.now).Sub(clock.Day(d.open(n, 12, 0))).Hours()+2) / 24
}

// ahead is the n-th day after today when the city hall is open, as events write days.
func (d days) ahead(n int) string { return requests.FormatDay(d.calendar.Due(d.now, n)) }

func (s *scene) assign(at time.Time, c clerk) { s.tale.assign(at, c, c) }

func (s *scene) note(at time.Time, c clerk, said string) { s.tale.note(at, c, said, false) }

func (s *scene) message(at time.Time, said string) { s.tale.message(at, s.citizen, said) }

func (s *scene) resolve(at time.Time, c clerk, said string) {
	s.tale.resolve(at, c, s.typ.Outcomes[0].Code, said)
}

func (s *scene) contest(at time.Time, said string) { s.tale.contest(at, s.citizen, said) }

func (s *scene) rate(at time.Time, stars int, said string) { s.tale.rate(at, s.citizen, stars, said) }

// doubleOf says that an earlier request is about the same thing.
func (s *scene) doubleOf(at time.Time, c clerk, title string) {
	s.tale.doubleOf(at, c, s.others[title])
}

// photo has a picture come with the last event.
func (s *scene) photo(p picture, says string, eyes requests.Visibility) {
	s.photos = append(s.photos, sent{p, says, s.r.Events, eyes})
}
