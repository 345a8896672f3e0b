package opening

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/fault"
)

// Report is what happened at an opening, in figures without names.
type Report struct {
	Event   Event
	At      time.Time // At is when it was counted.
	Minutes []Minute
	Drawn   int // Drawn were present at the opening.
	Later   int // Later came after it.
	Entered int // Entered is how many had their turn.
	Places  int
	Taken   int
	Typical time.Duration // Typical is the wait that half of the families did not pass.
	Longest time.Duration // Longest is the wait that 95 of 100 families did not pass.
}

// Minute is a minute of an opening.
type Minute struct {
	At      time.Time
	Arrived int
	Entered int
}

// counted is how long a report is shown before it is counted again.
const counted = 20 * time.Second

// Report is the report of an event that was drawn.
func (s *Service) Report(ctx context.Context, id EventID) (Report, error) {
	e, err := s.drawn(id)
	if err != nil {
		return Report{}, err
	}
	now := s.Clock.Now()
	s.mu.RLock()
	old, ok := s.reports[id]
	s.mu.RUnlock()
	if age := now.Sub(old.At); ok && old.Event.EndedAt.Equal(e.EndedAt) && age >= 0 && (age < counted || !e.EndedAt.IsZero()) {
		return old, nil
	}
	tickets, err := readTickets(ctx, s.DB, id, 0)
	if err != nil {
		return Report{}, fmt.Errorf("report on opening %s: %w", id, err)
	}
	steps, err := readSteps(ctx, s.DB, id)
	if err != nil {
		return Report{}, fmt.Errorf("report on opening %s: %w", id, err)
	}
	r, err := reportOf(e, tickets, steps)
	if err != nil {
		return Report{}, err
	}
	r.At, r.Places, r.Taken = now, e.Places, e.Taken
	if e.EndedAt.IsZero() {
		r.Places, r.Taken = s.count(e)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reports == nil {
		s.reports = map[EventID]Report{}
	}
	s.reports[id] = r
	return r, nil
}

// Lots are the tickets of an event as they were drawn, in the order of their ranks.
func (s *Service) Lots(ctx context.Context, id EventID) ([]Lot, error) {
	e, err := s.drawn(id)
	if err != nil {
		return nil, err
	}
	tickets, err := readTickets(ctx, s.DB, id, 0)
	if err != nil {
		return nil, fmt.Errorf("list the draw of opening %s: %w", id, err)
	}
	return lotsOf(e, tickets)
}

// drawn is an event whose draw is made.
func (s *Service) drawn(id EventID) (Event, error) {
	e, err := s.Event(id)
	if err != nil {
		return Event{}, err
	}
	if !e.Drawn() {
		return Event{}, fault.New(fault.NotFound, "Le tirage n’est pas encore fait. Revenez après l’ouverture.")
	}
	return e, nil
}

func lotsOf(e Event, tickets []*ticket) ([]Lot, error) {
	seed, err := Seed(e.Seed)
	if err != nil {
		return nil, fmt.Errorf("the seed of opening %s: %w", e.ID, err)
	}
	var numbers []string
	for _, t := range tickets {
		if t.arrival <= e.Present {
			numbers = append(numbers, t.public())
		}
	}
	return Draw(seed, numbers), nil
}

func reportOf(e Event, tickets []*ticket, steps []step) (Report, error) {
	lots, err := lotsOf(e, tickets)
	if err != nil {
		return Report{}, err
	}
	ranks := make(map[string]int, len(lots))
	for _, lot := range lots {
		ranks[lot.Number] = lot.Rank
	}
	r := Report{Event: e, Drawn: e.Present, Later: len(tickets) - e.Present}
	minutes := map[time.Time]*Minute{}
	minute := func(at time.Time) *Minute {
		at = at.Truncate(time.Minute)
		if minutes[at] == nil {
			minutes[at] = &Minute{At: at}
		}
		return minutes[at]
	}
	var waits []time.Duration
	for _, t := range tickets {
		minute(t.arrivedAt).Arrived++
		rank := t.place
		if t.place == t.arrival && t.arrival <= e.Present {
			rank = ranks[t.public()]
		}
		at, ok := cameUp(steps, rank)
		if !ok {
			continue
		}
		r.Entered++
		minute(at).Entered++
		from := t.placedAt
		if from.Before(e.Opens) {
			from = e.Opens
		}
		waits = append(waits, max(0, at.Sub(from)))
	}
	for _, m := range minutes {
		r.Minutes = append(r.Minutes, *m)
	}
	slices.SortFunc(r.Minutes, func(a, b Minute) int { return a.At.Compare(b.At) })
	if len(waits) > 0 {
		slices.Sort(waits)
		r.Typical, r.Longest = waits[len(waits)/2], waits[len(waits)*95/100]
	}
	return r, nil
}

// cameUp is when the line had come to a rank.
func cameUp(steps []step, rank int) (time.Time, bool) {
	i, _ := slices.BinarySearchFunc(steps, rank, func(s step, rank int) int { return s.front - rank })
	if i == len(steps) {
		return time.Time{}, false
	}
	return steps[i].at, true
}
