package collections

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"sem/internal/alerts"
	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/places"
	"sem/internal/session"
)

// Service keeps the days of the collections. Refresh is called before it is used, and now
// and then for what other nodes changed.
type Service struct {
	DB        *db.DB
	Clock     clock.Clock
	IDs       id.Source
	Journal   *journal.Service
	Alerts    *alerts.Service
	Places    *places.Service
	Buildings Buildings // Buildings tells how many dwellings an address has; nil tells none.

	town    atomic.Pointer[schedule]
	reading sync.Mutex
}

// Buildings is all that collections asks of the assessment roll.
type Buildings interface {
	DwellingsAt(places.AddressID) (int, bool)
}

// Refresh reads the schedule when it has changed since the last time. It is cheap when it
// has not.
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	changed, err := mark(ctx, s.DB, markChanged)
	if err != nil {
		return fmt.Errorf("refresh the collections: %w", err)
	}
	if old := s.town.Load(); old != nil && old.changed == changed {
		return nil
	}
	town, err := readSchedule(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the collections: %w", err)
	}
	town.changed = changed
	s.town.Store(town)
	return nil
}

func (s *Service) memory() *schedule {
	if town := s.town.Load(); town != nil {
		return town
	}
	town := &schedule{}
	town.arrange(nil)
	return town
}

// change runs a deed that changes the schedule, and reads it again.
func (s *Service) change(ctx context.Context, do func(*db.Tx) error) error {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return putMark(ctx, tx, markChanged, s.IDs.New())
	})
	if err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Streams are what is collected, in the order in which they are shown. Shared; not to be
// changed.
func (s *Service) Streams() []Stream { return s.memory().streams }

// Stream is a stream by its code.
func (s *Service) Stream(code string) (Stream, bool) {
	if found := s.memory().stream[code]; found != nil {
		return *found, true
	}
	return Stream{}, false
}

// Classes are the sizes of buildings, the smallest first. Shared; not to be changed.
func (s *Service) Classes() []Class { return s.memory().classes }

// Sectors are the sectors of the city. Shared; not to be changed.
func (s *Service) Sectors() []Sector { return s.memory().sectors }

// Sector is a sector by its code.
func (s *Service) Sector(code string) (Sector, bool) {
	if found := s.memory().sector[code]; found != nil {
		return *found, true
	}
	return Sector{}, false
}

// Holidays are the holidays from a day to another, both included, in order.
func (s *Service) Holidays(from, to civil.Day) []Holiday {
	var some []Holiday
	for _, h := range s.memory().holidays {
		if h.Day >= from && h.Day <= to {
			some = append(some, h)
		}
	}
	return some
}

// RulesOf are the rules of a sector, of a stream there when one is named. An empty sector
// has those of the whole city.
func (s *Service) RulesOf(sector, stream string) []Rule {
	var some []Rule
	for _, r := range s.memory().rules {
		if r.Sector == sector && (stream == "" || r.Stream == stream) {
			some = append(some, r)
		}
	}
	return some
}

// Rule is a rule by its name.
func (s *Service) Rule(id string) (Rule, error) {
	rules := s.memory().rules
	i := slices.IndexFunc(rules, func(r Rule) bool { return r.ID == id })
	if i < 0 {
		return Rule{}, fault.New(fault.NotFound, "Cette règle n’existe plus. Revenez à la liste des secteurs.")
	}
	return rules[i], nil
}

// mayManage refuses whoever may not change the collections.
func mayManage(by session.Viewer) error {
	if by.May(session.CollectionsManage) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seules les personnes qui gèrent les collectes peuvent faire cela.")
}

// write journals a deed of the staff.
func (s *Service) write(ctx context.Context, tx *db.Tx, by session.Viewer, object, detail string) error {
	if s.Journal == nil {
		return nil
	}
	return s.Journal.Add(ctx, tx, journal.Entry{
		At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: object, Detail: detail,
	})
}
