package opening

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/session"
)

// Service keeps the waiting rooms. Refresh is called before it is used, and Tick each second.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	Leisure Leisure

	reading  sync.Mutex // reading is held while memory is brought up to the registers.
	ticking  sync.Mutex
	prepared time.Time // prepared is when the program was last looked at for openings.
	felt     felt

	mu      sync.RWMutex
	rooms   map[EventID]*room
	reports map[EventID]Report
}

// Leisure is what is asked of the program.
type Leisure interface {
	Program() *leisure.Program
	Left(g *leisure.Group) leisure.Left
}

var (
	errNoEvent = fault.New(fault.NotFound, "Cette ouverture n’existe pas.")
	errOver    = fault.New(fault.Conflict, "Cette salle d’attente est fermée. Vous pouvez vous inscrire directement.")
)

// room is the room of an event, nil when there is none.
func (s *Service) room(id EventID) *room {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.rooms[id]
}

// all are the rooms, the earliest opening first.
func (s *Service) all() []*room {
	s.mu.RLock()
	defer s.mu.RUnlock()
	all := make([]*room, 0, len(s.rooms))
	for _, r := range s.rooms {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b *room) int {
		x, y := a.now(), b.now()
		return cmp.Or(x.Opens.Compare(y.Opens), cmp.Compare(x.ID, y.ID))
	})
	return all
}

// now is the event of a room.
func (r *room) now() Event {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.event
}

// Events are all events, the earliest opening first.
func (s *Service) Events() []Event {
	rooms := s.all()
	events := make([]Event, len(rooms))
	for i, r := range rooms {
		events[i] = r.now()
	}
	return events
}

// Event is an event by its name.
func (s *Service) Event(id EventID) (Event, error) {
	r := s.room(id)
	if r == nil {
		return Event{}, errNoEvent
	}
	return r.now(), nil
}

// Of is the event that somebody who wants to register in a session should know of: the one
// one passes by now, or else the next one.
func (s *Service) Of(session leisure.SessionID, at time.Time) (Event, bool) {
	if r := s.guard(session, at); r != nil {
		return r.now(), true
	}
	for _, r := range s.all() {
		if e := r.now(); e.Session == session && at.Before(e.Opens) && !e.Over(at) {
			return e, true
		}
	}
	return Event{}, false
}

// RoomOf is the page of the room that somebody who wants to register in a session passes by
// now, or soon.
func (s *Service) RoomOf(session leisure.SessionID, at time.Time) (path string, ok bool) {
	e, ok := s.Of(session, at)
	if !ok {
		return "", false
	}
	return e.Path(), true
}

// guard is the room one passes by to register in a session at a moment, nil without one.
func (s *Service) guard(session leisure.SessionID, at time.Time) *room {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var last *room
	var opens time.Time
	for _, r := range s.rooms {
		if e := r.now(); e.Session == session && e.Guards(at) && e.Opens.After(opens) {
			last, opens = r, e.Opens
		}
	}
	return last
}

// Position is where the viewer stands in an event.
func (s *Service) Position(ctx context.Context, by session.Viewer, id EventID) (Position, error) {
	r := s.room(id)
	if r == nil {
		return Position{}, errNoEvent
	}
	now := s.Clock.Now()
	if err := s.find(ctx, r, by.Account); err != nil {
		return Position{}, err
	}
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.position(r.byAccount[by.Account], now), nil
}

// find sees to it that the ticket of an account is in memory, should another node have given
// it a moment ago.
func (s *Service) find(ctx context.Context, r *room, account string) error {
	r.mu.RLock()
	known := r.byAccount[account] != nil
	r.mu.RUnlock()
	if known || account == "" {
		return nil
	}
	t, err := readTicket(ctx, s.DB, r.id, account)
	if err != nil {
		return fmt.Errorf("find a place in opening %s: %w", r.id, err)
	}
	if t != nil {
		r.mu.Lock()
		r.take(t)
		r.mu.Unlock()
	}
	return nil
}

// Refresh reads what this process or another wrote since the last time.
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	events, err := readEvents(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the openings: %w", err)
	}
	rooms := make(map[EventID]*room, len(events))
	for _, k := range events {
		r := s.room(k.ID)
		if r == nil {
			r = newRoom(k.Event, k.seed, k.key)
		}
		rooms[k.ID] = r
		if err := s.read(ctx, r, k.Event); err != nil {
			return fmt.Errorf("refresh opening %s: %w", k.ID, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rooms = rooms
	return nil
}

// read brings a room to a state of its event that was just read, with the tickets until then.
func (s *Service) read(ctx context.Context, r *room, e Event) error {
	var tickets []*ticket
	if e.EndedAt.IsZero() && e.Arrivals > r.seen {
		var err error
		if tickets, err = readTickets(ctx, s.DB, r.id, r.seen); err != nil {
			return err
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, t := range tickets {
		r.take(t)
		r.seen = max(r.seen, t.place)
	}
	if !e.EndedAt.IsZero() { // Nobody stands in line any more: what is asked later is read from the registers.
		r.event, r.byAccount, r.byArrival, r.ranks, r.used = e, map[string]*ticket{}, map[int]*ticket{}, nil, nil
		return nil
	}
	r.turn(e)
	return nil
}

// record writes a deed into the journal.
func (s *Service) record(ctx context.Context, tx *db.Tx, by session.Viewer, id EventID, detail string) error {
	return journal.Add(ctx, tx, s.IDs, journal.Entry{
		At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged,
		Object: "leisure opening " + string(id), Detail: detail,
	})
}
