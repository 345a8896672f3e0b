package registration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// express takes together those who ask for a place in the same moment: one reading of who they
// are, one count of the seats of each group, one writing of all the places, and one wait for the
// disk. Each has an outcome of their own. Whatever is not ordinary (a group that is full or has
// a list, a second place of a family with a reduction, a form sent twice) goes by itself, by the
// ordinary way; so nothing is decided here but that a free seat is taken.
type express[T any] struct {
	guard   sync.Mutex
	waiting []boarded[T]
	driving bool
}

// boarded is somebody who waits to be taken, until done is closed.
type boarded[T any] struct {
	one  *T
	done chan struct{}
}

// passenger is one place that somebody asks for. All that does not need the registers is ready
// before it is boarded: whoever writes for everybody only writes.
type passenger struct {
	by     session.Viewer
	place  Place
	group  *leisure.Group
	key    forms.Key
	claim  string         // claim is the outcome as the form remembers it.
	order  *Order         // order is what a free place is registered with at once; nil for one that is held.
	notice *alerts.Notice // notice tells the payer of the order.

	outcome Outcome
	alone   bool // alone: to be taken by the ordinary way.
	lost    bool // lost: nobody knows whether it was written.
}

// together bounds how many places are written at once, and so how long the first one waits.
const together = 256

// board waits until what the passenger asks for is written durably, or left to the ordinary way;
// ride takes a group.
func (e *express[T]) board(one *T, ride func([]*T)) {
	p := boarded[T]{one, make(chan struct{})}
	e.guard.Lock()
	e.waiting = append(e.waiting, p)
	drive := !e.driving
	e.driving = true
	e.guard.Unlock()
	if drive {
		go e.drive(ride)
	}
	<-p.done
}

// drive takes whoever waits until nobody does.
func (e *express[T]) drive(ride func([]*T)) {
	for {
		e.guard.Lock()
		n := min(len(e.waiting), together)
		group := e.waiting[:n:n]
		e.waiting = e.waiting[n:]
		if n == 0 {
			e.waiting, e.driving = nil, false
			e.guard.Unlock()
			return
		}
		e.guard.Unlock()
		all := make([]*T, n)
		for i, p := range group {
			all[i] = p.one
		}
		ride(all)
		for _, p := range group {
			close(p.done)
		}
	}
}

// board waits until the passenger's place is written durably, or is left to the ordinary way.
func (s *Service) board(p *passenger) { s.express.board(p, s.ride) }

// rideTime is the longest that a group may take before everybody goes alone.
const rideTime = 10 * time.Second

// ride writes the places of a group in one transaction. When that fails, whatever the reason,
// everybody goes alone and hears of their own reason.
func (s *Service) ride(group []*passenger) {
	ctx, cancel := context.WithTimeout(context.Background(), rideTime)
	defer cancel()
	defer s.pass(true)()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, p := range group {
			p.alone = false
		}
		return s.begin(tx, session.Viewer{}).seatAll(ctx, group)
	})
	if err != nil {
		for _, p := range group {
			p.alone, p.lost = true, true
		}
	}
}

// seatAll seats all that can be seated without a second thought.
func (t *turn) seatAll(ctx context.Context, group []*passenger) error {
	if err := t.leaveKnown(ctx, group); err != nil {
		return err
	}
	seated, err := t.countAll(ctx, group)
	if err != nil || len(seated) == 0 {
		return err
	}
	if seated, err = t.claimAll(ctx, seated); err != nil {
		return err
	}
	return t.insertAll(ctx, seated)
}

// leaveKnown leaves alone those of whom something is known that matters: a place in the same
// group, a full cart, or a family whose reduction is to be counted; and the second of two who
// are the same family in one group of passengers.
func (t *turn) leaveKnown(ctx context.Context, group []*passenger) error {
	byPayer, byPerson := make(map[people.ID]*passenger, len(group)), make(map[people.ID]*passenger, len(group))
	var who []people.ID
	for _, p := range group {
		if byPayer[p.place.Payer] != nil || byPerson[p.place.Person] != nil || byPayer[p.place.Person] != nil || byPerson[p.place.Payer] != nil {
			p.alone = true
			continue
		}
		byPayer[p.place.Payer], byPerson[p.place.Person] = p, p
		who = append(who, p.place.Payer)
	}
	carts := map[people.ID]int{}
	know := func(person, payer people.ID, in leisure.GroupID, session leisure.SessionID, state State) {
		if p := byPerson[person]; p != nil && p.place.Group == in {
			p.alone = true
		}
		p := byPayer[payer]
		if p == nil {
			return
		}
		if state == Wished || state == Held {
			carts[payer]++
		}
		reduced := false
		if s, ok := t.program.Session(session); ok && session == p.place.Session && p.place.child && (state == Held || state == Confirmed) {
			reduced = len(s.Family) > 0
		}
		p.alone = p.alone || reduced || p.order == nil && carts[payer] >= mostInCart
	}
	if err := t.eachLive(ctx, "payer_id", who, know); err != nil {
		return err
	}
	var others []people.ID
	for person, p := range byPerson {
		if person != p.place.Payer {
			others = append(others, person)
		}
	}
	return t.eachLive(ctx, "person_id", others, func(person, _ people.ID, in leisure.GroupID, _ leisure.SessionID, _ State) {
		know(person, "", in, "", "")
	})
}

// eachLive reads the live places of people, by who pays or by whom they are for.
func (t *turn) eachLive(ctx context.Context, column string, who []people.ID, each func(person, payer people.ID, in leisure.GroupID, session leisure.SessionID, state State)) error {
	for some := range slices.Chunk(who, together) {
		rows, err := t.tx.Query(ctx, `
		SELECT p.person_id, p.payer_id, p.group_id, p.session_id, p.state
		FROM   registration_place p
		WHERE  p.`+column+` IN (`+db.Marks(padded(len(some)), 1)+`) AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered')`, padding(some)...)
		_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
			var person, payer people.ID
			var in leisure.GroupID
			var session leisure.SessionID
			var state State
			err := r.Scan(&person, &payer, &in, &session, &state)
			each(person, payer, in, session, state)
			return struct{}{}, err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// padded is how many values a list of n is asked with: few sizes, so that few texts are prepared.
func padded(n int) int {
	for _, size := range []int{1, 4, 16, 32, 64, 96, 128, 192} {
		if n <= size {
			return size
		}
	}
	return together
}

// padding are identifiers as arguments, the last repeated up to the size that is asked with.
func padding[S ~string](some []S) []any {
	all := make([]any, padded(len(some)))
	for i := range all {
		all[i] = string(some[min(i, len(some)-1)])
	}
	return all
}

// countAll takes the seats of each group at once, if there are enough for all who ask for it and
// nobody waits; otherwise those go alone.
func (t *turn) countAll(ctx context.Context, group []*passenger) (seated []*passenger, err error) {
	wanted := map[string][]*passenger{}
	for _, p := range group {
		if !p.alone {
			wanted[p.place.seat] = append(wanted[p.place.seat], p)
		}
	}
	order := slices.Sorted(maps.Keys(wanted)) // Two processes that take several seats take them in one order.
	each, deltas := make([][]any, len(order)), make([]seats, len(order))
	for i, seat := range order {
		for _, p := range wanted[seat] {
			deltas[i] = deltas[i].plus(countOf(p.place.State, p.place.Channel))
		}
		each[i] = t.taking(wanted[seat][0].group, deltas[i], false)
	}
	counts, err := t.tx.ExecEach(ctx, takeSeats, each)
	if err != nil {
		return nil, fmt.Errorf("take seats: %w", err)
	}
	for i, seat := range order {
		if counts[i] == 1 {
			t.count(seat, deltas[i])
			seated = append(seated, wanted[seat]...)
			continue
		}
		for _, p := range wanted[seat] {
			p.alone = true
		}
	}
	return seated, nil
}

// claimAll claims the forms; whoever sent theirs before gives the seat back and goes alone.
func (t *turn) claimAll(ctx context.Context, some []*passenger) (seated []*passenger, err error) {
	claims := make([]forms.Claiming, len(some))
	for i, p := range some {
		claims[i] = forms.Claiming{Key: p.key, Result: p.claim}
	}
	fresh, err := forms.ClaimMany(ctx, t.tx, claims, t.now)
	if err != nil {
		return nil, err
	}
	for i, p := range some {
		if fresh[i] {
			seated = append(seated, p)
			continue
		}
		p.alone = true
		if err := t.give(ctx, p.place.seat, seats{}.minus(countOf(p.place.State, p.place.Channel))); err != nil {
			return nil, err
		}
	}
	return seated, nil
}

// insertAll writes the places, and the orders of those that are registered at once.
func (t *turn) insertAll(ctx context.Context, some []*passenger) error {
	places := db.Many{Table: "registration_place", Columns: freshColumns, Rows: make([][]any, len(some))}
	var done orders
	for i, p := range some {
		places.Rows[i] = freshRow(p.place)
		if p.order != nil {
			done.add(p.by, *p.order, p.notice)
		}
	}
	if err := t.tx.SendMany(ctx, places); err != nil {
		return fmt.Errorf("write %d places: %w", len(some), err)
	}
	return t.writeOrders(ctx, done)
}

// addExpress is Add for one person at the web whose turn it is and whom no rule stops: false when
// it is for the ordinary way.
func (s *Service) addExpress(ctx context.Context, by session.Viewer, a AddTo, g *leisure.Group, known candidates, key forms.Key) (Outcome, bool, error) {
	if len(a.People) != 1 || a.Channel != leisure.Web || by.Staff() {
		return Outcome{}, false, nil
	}
	who := known[a.People[0]]
	t := turn{Service: s, by: by, now: s.Clock.Now(), program: s.Leisure.Program()}
	f, err := s.check(ctx, s.DB, t.program, g, who, a.Channel, enough(g))
	if err != nil || f.Verdict() != leisure.Yes {
		return Outcome{}, false, err
	}
	p := &passenger{by: by, place: t.place(g, who, a.Owner, a.Channel, a.Options), group: g, key: key}
	if err := t.fix(&p.place, g); err != nil {
		return Outcome{}, false, err
	}
	if err := t.ready(ctx, p, a, known); err != nil {
		return Outcome{}, false, err
	}
	s.board(p)
	if p.alone && p.order != nil && !p.lost {
		s.numbers.giveBack(p.order.Number)
	}
	if err := ctx.Err(); err != nil && p.alone {
		return Outcome{}, false, errors.Join(err)
	}
	return p.outcome, !p.alone, nil
}

// ready prepares what is written for a passenger: a hold, or at once the registration of what
// costs nothing.
func (t *turn) ready(ctx context.Context, p *passenger, a AddTo, known candidates) error {
	p.place.State, p.place.Until = Held, t.now.Add(holdFor)
	if a.AtOnce && p.place.Total() <= 0 {
		number, err := t.nextNumber(ctx)
		if err != nil {
			return err
		}
		p.order = t.freeOrder(a.Owner, number, []Place{p.place})
		p.place = p.order.Places[0]
		p.notice = t.confirmedNotice(ctx, *p.order, known)
	}
	p.outcome = p.place.outcome()
	if p.order != nil {
		p.outcome.Order = p.order.Number
	}
	claim, err := json.Marshal([]Outcome{p.outcome})
	p.claim = string(claim)
	return err
}
