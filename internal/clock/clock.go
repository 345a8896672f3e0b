// Package clock is the only place that asks the machine for the time, so that tests can
// hold it still and the demonstration can live on another day.
//
// Times are UTC with microseconds in storage, and America/Toronto (or the city's zone)
// for people: Local and Date turn one into the other.
package clock

import (
	"sync"
	"time"
	_ "time/tzdata" // The zone must be known on a machine without a zone database.
)

// Clock tells the time in UTC, to the microsecond, as the databases keep it.
type Clock interface {
	Now() time.Time
}

// System is the machine's clock.
func System() Clock { return offset(0) }

// From is a clock that reads start now and runs on from there.
func From(start time.Time) Clock { return offset(time.Until(start)) }

type offset time.Duration

func (o offset) Now() time.Time {
	return time.Now().Add(time.Duration(o)).UTC().Truncate(time.Microsecond)
}

// Still is a clock for tests: it moves only when told.
type Still struct {
	mu  sync.Mutex
	now time.Time
}

// At makes a clock that stands still at t.
func At(t time.Time) *Still { return &Still{now: t.UTC().Truncate(time.Microsecond)} }

// Now is the time the clock stands at.
func (s *Still) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Advance moves the clock forward by d.
func (s *Still) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// Set moves the clock to t.
func (s *Still) Set(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = t.UTC().Truncate(time.Microsecond)
}

// Montreal is the zone of Québec's clocks, America/Toronto in the zone database.
var Montreal = mustLoad("America/Toronto")

func mustLoad(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic("clock: the embedded zone database lacks " + name)
	}
	return zone
}

// Local is t on the clocks of the town.
func Local(t time.Time) time.Time { return t.In(Montreal) }

// Day is the date of the town at t, as midnight local time.
func Day(t time.Time) time.Time {
	y, m, d := t.In(Montreal).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, Montreal)
}

// Since is the time elapsed on the machine since start; for measuring durations only.
func Since(start time.Time) time.Duration { return time.Since(start) }
