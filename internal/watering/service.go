package watering

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
)

// Service keeps the by-laws, the permits and the bans. Refresh is called before it is used.
type Service struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    id.Source
	People *people.Service
	Places *places.Service
	Alerts *alerts.Service // Alerts tells whoever asked for a permit; nil tells nobody.

	book    atomic.Pointer[Book]
	version atomic.Int64
	reading sync.Mutex
}

// Book is what is in force now.
func (s *Service) Book() *Book {
	if b := s.book.Load(); b != nil {
		return b
	}
	return NewBook(Contents{})
}

// Answer tells whether a device may run at an address at a moment, why, until when, and
// when next. It reads memory alone.
func (s *Service) Answer(address places.Address, device string, at time.Time) Answer {
	return s.Book().Answer(address, device, at)
}

// Said is the answer in words for the first device the city offers, as a card shows it. ok
// is false when the city has no watering by-law in force.
func (s *Service) Said(ctx context.Context, address places.Address, at time.Time) (said Said, ok bool) {
	b := s.Book()
	if len(b.Devices) == 0 || len(b.InForce(at)) == 0 {
		return Said{}, false
	}
	return b.Answer(address, b.Devices[0].Code, at).Said(ctx), true
}

// Refresh reads what this process or another wrote since the last time. It is cheap when
// nothing did.
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	version, err := versionOf(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the watering rules: %w", err)
	}
	if s.book.Load() != nil && version == s.version.Load() {
		return nil
	}
	contents, err := readContents(ctx, s.DB, clock.Local(s.Clock.Now()).AddDate(0, 0, -2).Format(time.DateOnly))
	if err != nil {
		return fmt.Errorf("refresh the watering rules: %w", err)
	}
	s.book.Store(NewBook(contents))
	s.version.Store(version)
	return nil
}

// write runs a deed in a transaction, counts it, and reads the book anew.
func (s *Service) write(ctx context.Context, do func(*db.Tx) error) error {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := do(tx); err != nil {
			return err
		}
		return countVersion(ctx, tx)
	})
	if err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// record writes a deed into the journal.
func (s *Service) record(ctx context.Context, tx *db.Tx, e journal.Entry) error {
	e.At = s.Clock.Now()
	return journal.Add(ctx, tx, s.IDs, e)
}
