package library

import (
	"context"
	"log/slog"
	"sync"
	"sync/atomic"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/seal"
	"sem/internal/session"
)

// Service keeps the cards. Refresh is called before use, and now and then for the system that
// another process chose.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	People  *people.Service
	Journal *journal.Service
	Alerts  *alerts.Service
	Key     seal.Key
	Drivers []Driver // Drivers are the kinds of systems a city may choose, the absent one first.
	Log     *slog.Logger
	// Later queues a job in the transaction that causes it; nil leaves the work to the next Sweep.
	Later func(ctx context.Context, tx *db.Tx, job Fetch) error
	// Network is the network that a session was opened from, for counting the tries to link a
	// card; nil counts none.
	Network func(ctx context.Context, by session.Viewer) (string, error)
	// Guard is how systems are guarded; its Clock is the one above.
	Guard GuardSettings

	line    atomic.Pointer[connection]
	reading sync.Mutex
	asked   recent
}

// The answers that say the same whatever is behind them.
var (
	errNoCard   = fault.New(fault.NotFound, "Cette carte n’est pas dans votre dossier.")
	errNoPerson = fault.New(fault.Forbidden, "Seule une personne inscrite peut lier une carte de bibliothèque.")
	errSilent   = fault.New(fault.Unavailable, "La bibliothèque ne répond pas en ce moment. Rien n’a changé. Réessayez dans quelques minutes.")
	errAbsent   = fault.New(fault.Unavailable, "La bibliothèque de la Ville n’est pas encore reliée à ce site.")
)
