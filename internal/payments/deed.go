package payments

import (
	"context"
	"time"

	"sem/internal/db"
	"sem/internal/people"
	"sem/internal/session"
)

// Journal is all that payments ask of the journal.
type Journal interface {
	PaymentDone(ctx context.Context, tx *db.Tx, d Deed) error
}

// Deed is what somebody did with money.
type Deed struct {
	By     session.Viewer // By is who did it, the zero Viewer for the program.
	Person people.ID      // Person is the payer, empty for a till or the books.
	Kind   DeedKind
	Object string // Object is the number of a bill, or the name of a till.
	Detail string // Detail names what, never amounts of one person.
	Reason string
	At     time.Time
}

// DeedKind says what was done, in the words of the journal.
type DeedKind string

// What is done with money.
const (
	PaymentTaken  DeedKind = "payment taken"
	RefundAsked   DeedKind = "refund asked"
	RefundGranted DeedKind = "refund granted"
	RefundRefused DeedKind = "refund refused"
	RefundPaid    DeedKind = "refund paid"
	TillOpened    DeedKind = "till opened"
	TillClosed    DeedKind = "till closed"
	BillViewed    DeedKind = "view"        // BillViewed: a member of the staff looked at somebody's bill.
	BooksExported DeedKind = "export made" // BooksExported: the list of a day was taken out.
)

func (s *Service) record(ctx context.Context, tx *db.Tx, d Deed) error {
	if s.Journal == nil {
		return nil
	}
	d.At = s.Clock.Now()
	return s.Journal.PaymentDone(ctx, tx, d)
}
