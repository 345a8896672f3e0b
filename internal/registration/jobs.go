package registration

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/jobs"
	"sem/internal/leisure"
)

// sweepPlaces looks each minute for what time alone makes due. It is safe to run twice.
type sweepPlaces struct{}

// Kind names the job that gives back what is past its time.
func (sweepPlaces) Kind() string { return "registration_sweep" }

// Handle has a queue do what time alone makes due.
func (s *Service) Handle(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ sweepPlaces) error { return s.Sweep(ctx) })
	jobs.Every(q, time.Minute, sweepPlaces{})
	s.handleSheets(q)
}

// Sweep gives back the holds and offers whose time is over, offers what is free to those who
// wait, gives up orders that were not paid in time, and ends the places of groups that are gone.
// One seat that fails does not stop the others.
func (s *Service) Sweep(ctx context.Context) error {
	var failed []error
	due, err := s.due(ctx)
	failed = append(failed, err)
	for _, seat := range due {
		err := s.do(ctx, func(t *turn) error { return t.settle(ctx, seat) })
		if err != nil {
			failed = append(failed, fmt.Errorf("settle the seats of %s: %w", seat, err))
		}
	}
	return errors.Join(append(failed, s.sweepOrders(ctx), s.endGone(ctx))...)
}

// due are the seat keys where something ran out, or where somebody waits.
func (s *Service) due(ctx context.Context) ([]string, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT DISTINCT p.seat
		FROM   registration_place p
		WHERE  p.state IN ('held', 'offered') AND p.until <= $1
		UNION
		SELECT s.seat
		FROM   registration_seats s
		WHERE  s.waiting > 0
		ORDER BY 1`, s.Clock.Now())
	due, err := db.Collect(rows, err, func(r *db.Rows) (seat string, err error) { return seat, r.Scan(&seat) })
	if err != nil {
		return nil, fmt.Errorf("look for places past their time: %w", err)
	}
	return due, nil
}

// sweepOrders gives up the open orders none of whose places is held any more.
func (s *Service) sweepOrders(ctx context.Context) error {
	open, err := ordersWhere(ctx, s.DB, `o.state = 'open' AND NOT EXISTS (
		       SELECT p.id
		       FROM   registration_place p
		       WHERE  p.order_id = o.id AND p.order_id <> '' AND p.state IN ('held', 'confirmed'))
		ORDER BY o.id
		LIMIT  500`)
	for _, o := range open {
		err = errors.Join(err, s.do(ctx, func(t *turn) error {
			now, err := orderByID(ctx, t.tx, o.ID)
			if err != nil || now.State != OrderOpen {
				return err
			}
			return t.leaveOrder(ctx, now)
		}))
	}
	return err
}

// endGone ends the live places of groups that were cancelled or deleted without their people:
// by a file, or by another program.
func (s *Service) endGone(ctx context.Context) error {
	rows, err := s.DB.Query(ctx, `
		SELECT DISTINCT p.group_id
		FROM   registration_place p
		WHERE  p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered')
		ORDER BY p.group_id`)
	groups, err := db.Collect(rows, err, func(r *db.Rows) (g leisure.GroupID, err error) { return g, r.Scan(&g) })
	if err != nil {
		return fmt.Errorf("look for groups that are gone: %w", err)
	}
	// The program is read after the places: a group that another process just made is in it.
	if err := s.Leisure.Refresh(ctx); err != nil {
		return err
	}
	p := s.Leisure.Program()
	if len(p.Sessions()) == 0 {
		return nil
	}
	var failed error
	for _, id := range groups {
		g, ok := p.Group(id)
		if ok && !g.Cancelled {
			continue
		}
		reason := i18n.Words{}
		if ok {
			reason = g.Reason
		}
		failed = errors.Join(failed, s.do(ctx, func(t *turn) error {
			_, err := t.endGroup(ctx, id, reason, instead{})
			return err
		}))
	}
	return failed
}

// followProgram sees to it that every group has its seats, that places are counted under what
// their group shares now, and that whoever waits is offered what a change has freed.
func (s *Service) followProgram(ctx context.Context, p *leisure.Program) error {
	rows, err := s.DB.Query(ctx, `
		SELECT DISTINCT p.group_id, p.seat
		FROM   registration_place p
		WHERE  p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered')
		ORDER BY p.group_id, p.seat`)
	type counted struct {
		group leisure.GroupID
		seat  string
	}
	all, err := db.Collect(rows, err, func(r *db.Rows) (c counted, err error) { return c, r.Scan(&c.group, &c.seat) })
	if err != nil {
		return fmt.Errorf("read what places are counted under: %w", err)
	}
	for _, c := range all {
		g, ok := p.Group(c.group)
		if !ok || g.SeatKey() == c.seat {
			continue
		}
		if err := s.do(ctx, func(t *turn) error { return t.recount(ctx, g) }); err != nil {
			return err
		}
	}
	return s.makeSeats(ctx, p)
}

// makeSeats gives each group the row of its seats, so that nobody has to wait for it.
func (s *Service) makeSeats(ctx context.Context, p *leisure.Program) error {
	rows, err := s.DB.Query(ctx, `
		SELECT s.seat
		FROM   registration_seats s`)
	known := map[string]bool{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (seat string, err error) {
		err = r.Scan(&seat)
		known[seat] = true
		return seat, err
	})
	if err != nil {
		return fmt.Errorf("read the seats: %w", err)
	}
	var missing []string
	for _, session := range p.Sessions() {
		for _, g := range p.GroupsOf(session.ID) {
			if seat := g.SeatKey(); !known[seat] {
				known[seat] = true
				missing = append(missing, seat)
			}
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return s.do(ctx, func(t *turn) error {
		for _, seat := range missing {
			err := t.tx.Send(ctx, `
				INSERT INTO registration_seats (seat, changed_at)
				VALUES ($1, $2)
				ON CONFLICT DO NOTHING`, seat, t.now)
			if err != nil {
				return fmt.Errorf("make the seats of %s: %w", seat, err)
			}
		}
		return nil
	})
}

// recount counts the places of a group under what it shares now.
func (t *turn) recount(ctx context.Context, g *leisure.Group) error {
	places, err := livePlaces(ctx, t.tx, g.ID)
	if err != nil {
		return err
	}
	for _, p := range places {
		if p.seat == g.SeatKey() {
			continue
		}
		n := countOf(p.State, p.Channel)
		if err := t.give(ctx, p.seat, seats{}.minus(n)); err != nil {
			return err
		}
		p.seat = g.SeatKey()
		if err := t.give(ctx, p.seat, n); err != nil {
			return err
		}
		if err := t.write(ctx, p); err != nil {
			return err
		}
	}
	return t.settle(ctx, g.SeatKey())
}
