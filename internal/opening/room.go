package opening

import (
	"crypto/sha256"
	"encoding/hex"
	"sync"
	"time"
)

// room is an event and its tickets in memory. Every node that is asked has its own; they
// hear of each other's tickets by reading those whose places are beyond what they have seen.
type room struct {
	id        EventID
	seed, key []byte

	mu        sync.RWMutex
	event     Event
	seen      int // seen is the last place that was read: all before it are here.
	byAccount map[string]*ticket
	byArrival map[int]*ticket
	ranks     map[int]int // ranks are those of the drawn, by arrival; nil before the draw.
	used      []*ticket   // used are turns whose beginning is to be written.
}

// ticket is an account's place in the line.
type ticket struct {
	arrival, place      int
	number              string
	account             string
	arrivedAt, placedAt time.Time
	enteredAt           time.Time // enteredAt is written under the room's lock.
}

// public is the number of a ticket that anybody may read.
func (t *ticket) public() string {
	sum := sha256.Sum256([]byte(t.number))
	return hex.EncodeToString(sum[:])
}

func newRoom(e Event, seed, key []byte) *room {
	return &room{id: e.ID, seed: seed, key: key, event: e, byAccount: map[string]*ticket{}, byArrival: map[int]*ticket{}}
}

// take puts a ticket into memory; one that was there with an earlier place gives way.
func (r *room) take(t *ticket) {
	if old := r.byArrival[t.arrival]; old != nil && old.place >= t.place {
		return
	}
	r.byArrival[t.arrival], r.byAccount[t.account] = t, t
}

// turn brings the event to a later state, and draws in memory once it is drawn. The tickets
// of those present have been read by then.
func (r *room) turn(e Event) {
	if !e.DrawnAt.IsZero() && r.ranks == nil {
		r.ranks = make(map[int]int, e.Present)
		arrivals := make(map[string]int, e.Present)
		var numbers []string
		for arrival, t := range r.byArrival {
			if arrival <= e.Present {
				number := t.public()
				arrivals[number] = arrival
				numbers = append(numbers, number)
			}
		}
		for _, lot := range Draw(r.seed, numbers) {
			r.ranks[arrivals[lot.Number]] = lot.Rank
		}
	}
	e.Arrivals, e.Front = max(e.Arrivals, r.event.Arrivals), max(e.Front, r.event.Front)
	r.event = e
}

// rank is a ticket's place in the line; 0 before the draw.
func (r *room) rank(t *ticket) int {
	switch {
	case !r.event.Drawn():
		return 0
	case t.place == t.arrival && t.arrival <= r.event.Present:
		return r.ranks[t.arrival]
	}
	return t.place
}

// position is where a ticket stands; nil is somebody without one.
func (r *room) position(t *ticket, now time.Time) Position {
	p := Position{Event: r.event, Standing: Outside}
	if t != nil {
		p.Arrival, p.Number, p.Rank = t.arrival, t.public(), r.rank(t)
	}
	switch {
	case r.event.Over(now):
		p.Standing = Free
	case t == nil:
	case p.Rank == 0:
		p.Standing = Present
	case p.Rank > r.event.Front:
		p.Standing, p.Ahead = Waiting, p.Rank-r.event.Front-1
		if pace := r.event.Pace; !pace.Paused && pace.Now > 0 {
			p.Wait = time.Duration(float64(p.Ahead+1) / pace.Now * float64(time.Second))
		}
	case t.enteredAt.IsZero():
		p.Standing = Turn
	default:
		p.Standing, p.Until = Turn, t.enteredAt.Add(r.event.Pace.Finish)
		if !now.Before(p.Until) && r.event.Waiting() > 0 {
			p.Standing = Late
		}
	}
	return p
}
