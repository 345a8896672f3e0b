package payments

import (
	"context"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/jobs"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/session"
)

// Service keeps the cash office.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	People  *people.Service
	Journal Journal         // Journal may be nil in tests.
	Alerts  Alerts          // Alerts may be nil: nobody is told.
	Rooms   map[string]Room // Rooms are those that make bills, by the name they sign with.
	Gateway Gateway         // Gateway may be nil: nothing is paid on line.
	Site    string          // Site is the address of the city: https://ville.example.
	// ApproveAbove is the amount above which a refund waits for a second person; 0 asks for
	// one each time.
	ApproveAbove money.Cents

	queue *jobs.Queue
}

// Online tells whether cards pay on a hosted page.
func (s *Service) Online() bool { return s.Gateway != nil }

var errSoon = fault.New(fault.Unavailable, "Le paiement n’est pas encore ouvert.")

// Owe makes a bill in the transaction of what it is for. A bill of nothing is paid at once, and
// the room is not called.
func (s *Service) Owe(ctx context.Context, tx *db.Tx, n NewBill) (Bill, error) {
	return Bill{}, errSoon
}

// Void ends a bill that nobody paid, when what it was for came to nothing. A bill that was paid
// or ended already is left as it is, and says so by a Conflict.
func (s *Service) Void(ctx context.Context, tx *db.Tx, which BillID) error { return errSoon }

// Bill is one bill, for rooms that know whose it is.
func (s *Service) Bill(ctx context.Context, q db.Querier, which BillID) (Bill, error) {
	return Bill{}, errSoon
}

// BillAs is a bill as somebody sees it: the payer, whoever acts for them within the bill's
// scope, and the staff that takes payments. For others there is none.
func (s *Service) BillAs(ctx context.Context, by session.Viewer, which BillID) (Bill, error) {
	return Bill{}, errSoon
}

// BillsOf are the bills of payers, the newest first.
func (s *Service) BillsOf(ctx context.Context, payers ...people.ID) ([]Bill, error) {
	return nil, errSoon
}

// PaymentsOf are the payments of payers, the newest first.
func (s *Service) PaymentsOf(ctx context.Context, payers ...people.ID) ([]Payment, error) {
	return nil, errSoon
}

// RefundsOf are the refunds of payers, the newest first.
func (s *Service) RefundsOf(ctx context.Context, payers ...people.ID) ([]Refund, error) {
	return nil, errSoon
}

// CreditOf is what the city keeps for somebody.
func (s *Service) CreditOf(ctx context.Context, q db.Querier, person people.ID) (money.Cents, error) {
	return 0, errSoon
}

// Checkout is the address of the hosted page on which a bill is paid by card; back is the page
// of ours to come back to. It asks the provider outside any transaction, and gives the same
// page to whoever asks again for the same amount.
func (s *Service) Checkout(ctx context.Context, by session.Viewer, which BillID, back string) (url string, err error) {
	return "", errSoon
}

// Take is a payment at the counter: it needs an open till, except to pay later.
func (s *Service) Take(ctx context.Context, by session.Viewer, which BillID, t Tender, key forms.Key) (Payment, error) {
	return Payment{}, errSoon
}

// TakeTx is Take as part of another deed.
func (s *Service) TakeTx(ctx context.Context, tx *db.Tx, by session.Viewer, which BillID, t Tender) (Payment, error) {
	return Payment{}, errSoon
}

// Webhook takes a message of the provider. Nil says that it was understood, whatever it was,
// and need not be sent again; a Forbidden fault that its signature proves nothing.
func (s *Service) Webhook(ctx context.Context, body []byte, signature string) error { return errSoon }

// RefundTx gives back in the transaction of the reason: what is still owed for the object is
// owed no more, the rest goes the way it came. Above the city's limit it waits for a second
// person, unless it is Owed. More than an object cost, less what went back already, is a
// Conflict.
func (s *Service) RefundTx(ctx context.Context, tx *db.Tx, r NewRefund) (Refund, error) {
	return Refund{}, errSoon
}
