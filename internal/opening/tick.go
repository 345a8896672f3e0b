package opening

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"sem/internal/db"
	"sem/internal/session"
)

// prepareEach is how often the program is looked at for openings to come.
const prepareEach = 30 * time.Second

// Tick does what is due: it prepares openings, draws, lets the line move, ends what is over,
// and hears of other nodes. App calls it each second on every node; what one has done the
// others find done.
func (s *Service) Tick(ctx context.Context) error {
	s.ticking.Lock()
	defer s.ticking.Unlock()
	now := s.Clock.Now()
	var errs []error
	if age := now.Sub(s.prepared); age >= prepareEach || age < 0 {
		s.prepared = now
		errs = append(errs, s.prepare(ctx, now))
	}
	errs = append(errs, s.Refresh(ctx))
	slow := s.felt.drain()
	moved := false
	for _, r := range s.all() {
		e := r.now()
		switch {
		case !e.EndedAt.IsZero() || now.Before(e.Opens):
		case e.Over(now):
			errs = append(errs, s.end(ctx, session.Viewer{}, r, now))
		default:
			errs = append(errs, s.drawIfDue(ctx, r, now))
			did, err := s.advance(ctx, r, slow, now)
			moved = moved || did
			errs = append(errs, err)
		}
		errs = append(errs, s.keepTurns(ctx, r))
	}
	if moved {
		errs = append(errs, s.Refresh(ctx))
	}
	return errors.Join(errs...)
}

// drawIfDue draws an event whose opening has come, unless that is done. It is one line in
// the registers: before it nothing is drawn, after it everything is.
func (s *Service) drawIfDue(ctx context.Context, r *room, now time.Time) error {
	e := r.now()
	if e.Drawn() || now.Before(e.Opens) || e.Over(now) {
		return nil
	}
	if !keeps(r.seed, e.Commitment) {
		return fmt.Errorf("draw opening %s: its seed is not the one that was committed to", e.ID)
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := markDrawn(ctx, tx, e.ID, now, e.Opens)
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, session.Viewer{}, e.ID, "drawn")
	})
	if err != nil {
		return fmt.Errorf("draw opening %s: %w", e.ID, err)
	}
	return s.Refresh(ctx)
}

// advance lets in as many families as the pace allows since the last time. Of nodes that try
// at once, one does.
func (s *Service) advance(ctx context.Context, r *room, felt measure, now time.Time) (moved bool, err error) {
	e := r.now()
	if !e.Drawn() || e.Pace.Paused || e.Waiting() <= 0 {
		return false, nil
	}
	pace := e.Pace.after(felt)
	front, at := pace.steps(e, now)
	if front == e.Front {
		return false, nil
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := moveFront(ctx, tx, e.ID, e.FrontAt, front, at, pace.Now)
		if err != nil || n == 0 {
			return err
		}
		return insertStep(ctx, tx, e.ID, front, now, pace.Now)
	})
	if err != nil {
		return false, fmt.Errorf("move the line of opening %s: %w", e.ID, err)
	}
	return true, nil
}

// keepTurns writes down the turns that began. One that a crash loses begins again.
func (s *Service) keepTurns(ctx context.Context, r *room) error {
	r.mu.Lock()
	turns := make([]ticket, len(r.used))
	for i, t := range r.used {
		turns[i] = *t
	}
	r.used = nil
	r.mu.Unlock()
	if len(turns) == 0 {
		return nil
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, t := range turns {
			if err := enterTicket(ctx, tx, r.id, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep the turns of opening %s: %w", r.id, err)
	}
	return nil
}

// end ends an event, with what the session had then.
func (s *Service) end(ctx context.Context, by session.Viewer, r *room, now time.Time) error {
	e := r.now()
	places, taken := s.count(e)
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := endEvent(ctx, tx, e.ID, now, places, taken)
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, by, e.ID, "ended")
	})
	if err != nil {
		return fmt.Errorf("end opening %s: %w", e.ID, err)
	}
	return s.Refresh(ctx)
}

// count is the places of the session of an event, and those taken now.
func (s *Service) count(e Event) (places, taken int) {
	quotas := map[string]bool{}
	for _, g := range s.Leisure.Program().GroupsOf(e.Session) {
		if g.Cancelled || quotas[g.SeatKey()] {
			continue
		}
		quotas[g.SeatKey()] = true
		left := s.Leisure.Left(g)
		places, taken = places+left.Places, taken+left.Taken
	}
	return places, taken
}

// burst is the most time whose pace is let in at once, after a pause of the program.
const burst = 2 * time.Second

// steps is how far the line comes by now at a pace, and until when that counts.
func (p Pace) steps(e Event, now time.Time) (front int, at time.Time) {
	each := time.Duration(float64(time.Second) / p.Now)
	most := max(burst, 2*each)
	elapsed := now.Sub(e.FrontAt)
	if elapsed > most || elapsed < -most { // The program stood still, or the clock was set.
		elapsed = most
	}
	n := int(elapsed / each)
	if n <= 0 {
		return e.Front, e.FrontAt
	}
	if n >= e.Waiting() {
		return e.Arrivals, now
	}
	return e.Front + n, now.Add(time.Duration(n)*each - elapsed).Truncate(time.Microsecond)
}

// What the pace follows: it grows while nearly all registrations are answered well within
// the time that is aimed at, and shrinks when they are not.
const (
	aimedAt = 300 * time.Millisecond
	grows   = 1.25
	shrinks = 0.7
	enough  = 5 // enough answers say something.
)

// after is the pace after what was measured.
func (p Pace) after(m measure) Pace {
	switch {
	case m.count < enough:
	case m.p95 > aimedAt:
		p.Now *= shrinks
	case m.p95 < aimedAt/2:
		p.Now *= grows
	}
	p.Now = min(max(p.Now, p.Slowest), p.Fastest)
	return p
}

// measure is how long answers took since the last one.
type measure struct {
	count int
	p95   time.Duration
}

// felt gathers how long answers take.
type felt struct {
	mu   sync.Mutex
	took []time.Duration
}

// mostFelt is how many answers are looked at between two ticks.
const mostFelt = 4096

// Felt hears how long a registration took to answer, so that the line moves as fast as this
// node bears.
func (s *Service) Felt(took time.Duration) {
	s.felt.mu.Lock()
	defer s.felt.mu.Unlock()
	if len(s.felt.took) < mostFelt {
		s.felt.took = append(s.felt.took, took)
	}
}

func (f *felt) drain() measure {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.took) == 0 {
		return measure{}
	}
	slices.Sort(f.took)
	m := measure{count: len(f.took), p95: f.took[len(f.took)*95/100]}
	f.took = f.took[:0]
	return m
}
