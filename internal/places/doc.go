// Package places is the map of the city: its districts, its addresses, and the matricules
// of its properties.
//
// Districts come from a file of the office that drew them; importing it again changes
// nothing, importing a newer one moves the borders and the addresses within them. They are
// few and asked for constantly, so they live in memory. Addresses are found as they are
// typed, by an index in memory that hears of each change after its commit, and of the
// changes of other processes by Refresh.
//
// Who may do what is decided above: anybody may be offered addresses, which are no secret;
// who lives there is the people room's to tell.
//
// Tables: places_district, places_address.
package places

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/text/index"
)

// Service reads and keeps the map. Make it with New and call Refresh before using it.
type Service struct {
	Roll Roll // Roll knows the matricules; nil knows none.

	db        *db.DB
	clock     clock.Clock
	ids       id.Source
	districts atomic.Pointer[[]District]
	addresses *index.Index

	refreshing sync.Mutex
	readAt     time.Time // readAt is when Refresh last began.
}

// New is a map that knows nothing yet: Refresh reads it.
func New(d *db.DB, c clock.Clock, ids id.Source) *Service {
	s := &Service{db: d, clock: c, ids: ids, addresses: index.New()}
	s.districts.Store(&[]District{})
	return s
}

// Refresh reads what has changed since the last time: everything at first, then what other
// processes wrote. It is cheap when nothing did.
func (s *Service) Refresh(ctx context.Context) error {
	s.refreshing.Lock()
	defer s.refreshing.Unlock()
	began := s.clock.Now()
	since := s.readAt
	if !since.IsZero() {
		// A transaction may commit a while after the time it wrote down.
		since = since.Add(-time.Minute)
	}
	changed, err := districtsChanged(ctx, s.db, since)
	if err != nil {
		return fmt.Errorf("refresh the districts: %w", err)
	}
	if changed {
		if err := s.readDistricts(ctx, s.db); err != nil {
			return fmt.Errorf("refresh the districts: %w", err)
		}
	}
	if err := eachAddressSince(ctx, s.db, since, s.remember); err != nil {
		return fmt.Errorf("refresh the addresses: %w", err)
	}
	s.readAt = began
	return nil
}
