package property

import (
	"context"
	"sync"
	"sync/atomic"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
)

// Service keeps the roll, and who holds what. Call Refresh before using it.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	People  *people.Service
	Places  *places.Service // Places is the register of addresses and districts; nil knows none.
	Journal *journal.Service
	Alerts  *alerts.Service
	Bills   Bills  // Bills knows the codes on tax bills; nil knows none.
	Key     []byte // Key digests the codes of letters; it is not in the database.
	Zone    int    // Zone is the MTM zone of the city; 0 finds it by its districts.

	importing sync.Mutex
	memory    atomic.Pointer[memory]
	reading   sync.Mutex
}

// Bills is all that the roll asks of the tax accounts.
type Bills interface {
	// BillCode tells whether code is printed on a tax bill of a property that was sent after a
	// day, 2026-09-11; empty takes all that still count.
	BillCode(ctx context.Context, property places.PropertyID, code, after string) (bool, error)
}
