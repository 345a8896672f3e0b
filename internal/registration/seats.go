package registration

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sem/internal/db"
	"sem/internal/leisure"
)

// seats are the counts of one seat key: of a group, or of the groups that share a quota.
type seats struct {
	taken   int // taken: held, registered or offered.
	web     int // web is how many of those are the web's.
	held    int // held is how many of those may still come back: in carts and offered.
	waiting int
}

func (a seats) plus(b seats) seats {
	return seats{a.taken + b.taken, a.web + b.web, a.held + b.held, a.waiting + b.waiting}
}

func (a seats) minus(b seats) seats {
	return seats{a.taken - b.taken, a.web - b.web, a.held - b.held, a.waiting - b.waiting}
}

// countOf is what a place in a state counts for.
func countOf(s State, c leisure.Channel) (n seats) {
	if s.TakesSeat() {
		n.taken = 1
		if c == leisure.Web {
			n.web = 1
		}
	}
	if s == Held || s == Offered {
		n.held = 1
	}
	if s == Waiting {
		n.waiting = 1
	}
	return n
}

// free is how many seats of a group a channel may give now.
func (a seats) free(g *leisure.Group, c leisure.Channel, at time.Time) int {
	free := g.Places - a.taken
	if c == leisure.Web {
		free = min(free, g.Places-g.Kept(at)-a.web)
	}
	return max(0, free)
}

// left is what pages are told of a group.
func (a seats) left(g *leisure.Group, at time.Time) leisure.Left {
	return leisure.Left{Places: g.Places, Taken: a.taken - a.held, Held: a.held, Waiting: a.waiting, Web: a.free(g, leisure.Web, at)}
}

// memory is what this process knows of the seats. It hears of its own writing when that is
// committed, and of the others' when it is refreshed.
type memory struct {
	guard sync.RWMutex
	seats map[string]seats
	since time.Time // since is when it was last read.

	program *leisure.Program // program is the one that seats were last compared with.
	reading sync.Mutex
	keys    atomic.Pointer[keys]
}

// keys finds a group of each seat key of a program.
type keys struct {
	program *leisure.Program
	groups  map[string]*leisure.Group
}

// groupAt is a group that is counted under a seat key; false when the program has none now.
func (s *Service) groupAt(p *leisure.Program, seat string) (*leisure.Group, bool) {
	k := s.memory.keys.Load()
	if k == nil || k.program != p {
		k = &keys{program: p, groups: map[string]*leisure.Group{}}
		for _, session := range p.Sessions() {
			for _, g := range p.GroupsOf(session.ID) {
				if old := k.groups[g.SeatKey()]; old == nil || old.Cancelled {
					k.groups[g.SeatKey()] = g
				}
			}
		}
		s.memory.keys.Store(k)
	}
	g, ok := k.groups[seat]
	return g, ok
}

func (m *memory) of(seat string) seats {
	m.guard.RLock()
	defer m.guard.RUnlock()
	return m.seats[seat]
}

// apply adds what a transaction has changed.
func (m *memory) apply(deltas map[string]seats) {
	m.guard.Lock()
	defer m.guard.Unlock()
	if m.seats == nil {
		m.seats = map[string]seats{}
	}
	for seat, d := range deltas {
		m.seats[seat] = m.seats[seat].plus(d)
	}
}

// Left is what is left of a group, from memory.
func (s *Service) Left(group leisure.GroupID) leisure.Left {
	g, ok := s.Leisure.Program().Group(group)
	if !ok {
		return leisure.Left{}
	}
	return s.memory.of(g.SeatKey()).left(g, s.Clock.Now())
}

// overlap is how far back a reading of the seats looks beyond the last one: a transaction that
// lasts becomes visible after a later one.
const overlap = 30 * time.Second

// Refresh reads the seats that were taken or freed since the last time, by this process or
// another, and compares the seats with the program when that has changed.
func (s *Service) Refresh(ctx context.Context) error {
	s.memory.reading.Lock()
	defer s.memory.reading.Unlock()
	if p := s.Leisure.Program(); p != s.memory.program {
		if err := s.followProgram(ctx, p); err != nil {
			return fmt.Errorf("follow the program of leisure: %w", err)
		}
		s.memory.program = p
	}
	now := s.Clock.Now()
	since := s.memory.since
	if !since.IsZero() {
		since = since.Add(-overlap)
	} else {
		since = time.Unix(0, 0).UTC()
	}
	rows, err := s.DB.Query(ctx, `
		SELECT s.seat, s.taken, s.web, s.held, s.waiting
		FROM   registration_seats s
		WHERE  s.changed_at >= $1`, since)
	read := map[string]seats{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var seat string
		var n seats
		err := r.Scan(&seat, &n.taken, &n.web, &n.held, &n.waiting)
		read[seat] = n
		return struct{}{}, err
	})
	if err != nil {
		return fmt.Errorf("read the seats: %w", err)
	}
	s.memory.guard.Lock()
	defer s.memory.guard.Unlock()
	if s.memory.seats == nil {
		s.memory.seats = map[string]seats{}
	}
	for seat, n := range read {
		s.memory.seats[seat] = n
	}
	s.memory.since = now
	return nil
}

// errFull says that no seat was free.
var errFull = fmt.Errorf("no seat is free")

// take changes the count of a seat key by d, which takes seats of g; errFull when there are not
// enough. Whoever waits comes first: then the seat is settled before anybody else is served.
func (t *turn) take(ctx context.Context, g *leisure.Group, d seats) error {
	taken, err := t.takeIf(ctx, g, d, false)
	if taken || err != nil {
		return err
	}
	if err := t.settle(ctx, g.SeatKey()); err != nil {
		return err
	}
	taken, err = t.takeIf(ctx, g, d, true)
	if err == nil && !taken {
		return errFull
	}
	return err
}

// noLimit stands for a share that the counter does not have.
const noLimit = 1 << 40

// takeSeats takes seats if enough are free and nobody waits: see taking.
const takeSeats = `
		UPDATE registration_seats
		SET    taken = taken + $1, web = web + $2, held = held + $3, waiting = waiting + $4, changed_at = $5
		WHERE  seat = $6 AND taken <= $7 AND web <= $8 AND waiting <= $9`

// taking are the arguments of takeSeats for a group; settled, whoever waits was served before.
func (t *turn) taking(g *leisure.Group, d seats, settled bool) []any {
	web, waiting := noLimit, 0
	if d.web > 0 {
		web = g.Places - g.Kept(t.now)
	}
	if settled {
		waiting = noLimit
	}
	return []any{d.taken, d.web, d.held, d.waiting, t.now, g.SeatKey(), g.Places - d.taken, web - d.web, waiting}
}

// takeIf takes seats if enough are free, and, unless settled, if nobody waits.
func (t *turn) takeIf(ctx context.Context, g *leisure.Group, d seats, settled bool) (bool, error) {
	n, err := t.tx.Exec(ctx, takeSeats, t.taking(g, d, settled)...)
	if err != nil {
		return false, fmt.Errorf("take a seat of %s: %w", g.ID, err)
	}
	if n == 1 {
		t.count(g.SeatKey(), d)
	}
	return n == 1, nil
}

// give changes the count of a seat key without taking more seats.
func (t *turn) give(ctx context.Context, seat string, d seats) error {
	if d == (seats{}) {
		return nil
	}
	n, err := t.tx.Exec(ctx, `
		UPDATE registration_seats
		SET    taken = taken + $1, web = web + $2, held = held + $3, waiting = waiting + $4, changed_at = $5
		WHERE  seat = $6`,
		d.taken, d.web, d.held, d.waiting, t.now, seat)
	if err != nil {
		return fmt.Errorf("change the seats of %s: %w", seat, err)
	}
	if n == 0 {
		if err := t.lock(ctx, seat); err != nil {
			return err
		}
		return t.give(ctx, seat, d)
	}
	t.count(seat, d)
	return nil
}

// lock makes the row of a seat key if need be, and holds it until the transaction ends.
func (t *turn) lock(ctx context.Context, seat string) error {
	_, err := t.tx.Exec(ctx, `
		INSERT INTO registration_seats (seat, changed_at)
		VALUES ($1, $2)
		ON CONFLICT (seat) DO UPDATE SET changed_at = excluded.changed_at`, seat, t.now)
	if err != nil {
		return fmt.Errorf("lock the seats of %s: %w", seat, err)
	}
	return nil
}

// seatsOf reads the count of a seat key.
func (t *turn) seatsOf(ctx context.Context, seat string) (n seats, err error) {
	err = t.tx.QueryRow(ctx, `
		SELECT s.taken, s.web, s.held, s.waiting
		FROM   registration_seats s
		WHERE  s.seat = $1`, seat).Scan(&n.taken, &n.web, &n.held, &n.waiting)
	if err != nil {
		return n, fmt.Errorf("read the seats of %s: %w", seat, err)
	}
	return n, nil
}

// count notes a change for the memory of this process.
func (t *turn) count(seat string, d seats) { t.deltas[seat] = t.deltas[seat].plus(d) }
