package registration

import (
	"context"
	"sync"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/seal"
	"sem/internal/session"
)

// Room is the name that bills of registrations bear.
const Room = "registration"

// Service keeps the places. Refresh is called before it is used, and then again and again.
type Service struct {
	DB        *db.DB
	Clock     clock.Clock
	IDs       id.Source
	People    *people.Service
	Leisure   Leisure
	Payments  Payments        // Payments may be nil where nothing costs anything.
	Alerts    *alerts.Service // Alerts tells the families; nil tells nobody.
	Admission Admission       // Admission guards an opening; nil lets everybody in.
	Lotteries Lotteries       // Lotteries know which groups are drawn; nil keeps those of activities that are.
	Key       seal.Key        // Key seals the sheets of health; it is not in the database.

	memory  memory
	express express[passenger]
	tills   express[buyer]
	numbers numbers
	gate    sync.RWMutex // gate keeps those who go together from those who go alone: see pass.
}

// Leisure is what is asked of the program.
type Leisure interface {
	Program() *leisure.Program
	Refresh(ctx context.Context) error
	CancelGroupTx(ctx context.Context, tx *db.Tx, by session.Viewer, which leisure.GroupID, reason i18n.Words) error
}

// Admission guards the opening of a session.
type Admission interface {
	Admit(ctx context.Context, by session.Viewer, s leisure.SessionID, at time.Time) error
}

// Payments is what is asked of the books.
type Payments interface {
	Owe(ctx context.Context, tx *db.Tx, n payments.NewBill) (payments.Bill, error)
	Void(ctx context.Context, tx *db.Tx, id payments.BillID) error
	TakeTx(ctx context.Context, tx *db.Tx, by session.Viewer, id payments.BillID, t payments.Tender) (payments.Payment, error)
	RefundTx(ctx context.Context, tx *db.Tx, r payments.NewRefund) (payments.Refund, error)
	Ask(ctx context.Context, id payments.BillID) error
	Bill(ctx context.Context, q db.Querier, which payments.BillID) (payments.Bill, error)
}
