package payments

import (
	"context"
	"time"

	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/people"
)

// Room is what a room that makes bills does once one is paid. It is called in the transaction
// of the payment, once for a bill; again when a bill that was void is paid after all.
type Room interface {
	// BillPaid delivers what was paid. What can be delivered no more the room gives back with
	// RefundTx in the same transaction. An error undoes the payment, which the provider or the
	// counter then tries again.
	BillPaid(ctx context.Context, tx *db.Tx, bill Bill, at time.Time) error
}

// Gateway is a provider of hosted card pages. It answers in our words; connect/stripe is one.
// None of it is called inside a transaction.
type Gateway interface {
	// Open makes a page on which a card pays; the same request twice gives the same page.
	Open(ctx context.Context, p PageOrder) (Page, error)
	// Look tells what became of a page.
	Look(ctx context.Context, page string) (Event, error)
	// Close ends a page that nobody paid yet.
	Close(ctx context.Context, page string) error
	// Refund gives back to the card; the same refund twice is one.
	Refund(ctx context.Context, r RefundOrder) (RefundAnswer, error)
	// Read is the event of a message, once its signature is proved.
	Read(body []byte, signature string, at time.Time) (Event, error)
	// List is what the provider says it did from a moment to another.
	List(ctx context.Context, from, to time.Time) ([]Told, error)
}

// PageOrder is what a hosted page asks for.
type PageOrder struct {
	Checkout CheckoutID // Checkout is our name of it, and the key that makes it one.
	Bill     string     // Bill is the number, shown on the page.
	Lines    []PageLine
	Amount   money.Cents
	Language i18n.Language
	Email    string // Email is where the provider sends its receipt, empty for nowhere.
	Success  string // Success and Cancel are addresses of ours.
	Cancel   string
	Expires  time.Time
}

// PageLine is one line of a hosted page.
type PageLine struct {
	Text   string
	Amount money.Cents
}

// Page is a hosted page that was made.
type Page struct {
	ID      string // ID is the provider's name of it.
	URL     string
	Expires time.Time
}

// EventKind says what a provider tells.
type EventKind string

// What a provider may tell.
const (
	PagePaid     EventKind = "paid"
	PageWaiting  EventKind = "waiting" // PageWaiting: nothing was paid yet, and may be.
	PageExpired  EventKind = "expired"
	PageFailed   EventKind = "failed"   // PageFailed: a payment was tried, and did not go through.
	RefundGiven  EventKind = "refunded" // RefundGiven: the money is on its way to the card.
	RefundFailed EventKind = "refund failed"
	OtherEvent   EventKind = "other" // OtherEvent concerns nothing of ours.
)

// Event is what a provider tells, in our words. Its amounts are compared, never believed.
type Event struct {
	ID       string // ID names the event; empty for the answer to Look.
	Kind     EventKind
	Page     string     // Page is the provider's name of the hosted page.
	Checkout CheckoutID // Checkout is our name, as the provider carried it.
	Payment  string     // Payment is the provider's name of the payment.
	Refund   string     // Refund is the provider's name of a refund.
	Ours     string     // Ours is RefundOrder.Name, as the provider carried it.
	Amount   money.Cents
	Currency string // Currency is in small letters: cad.
	Live     bool   // Live is false for the provider's rehearsals.
	Foreign  bool   // Foreign is true for an account that is not the city's.
	At       time.Time
}

// RefundOrder asks the provider to credit a card.
type RefundOrder struct {
	Name    string // Name is our name of this try, and the key that makes it one.
	Payment string // Payment is the provider's name of what was paid.
	Amount  money.Cents
}

// RefundAnswer is what the provider says of it at once.
type RefundAnswer struct {
	ID    string
	State RefundState // State is Sent, Given or Failed.
}

// Told is one line of the provider's own list.
type Told struct {
	ID       string
	Refund   bool   // Refund is money that went back.
	Payment  string // Payment is the provider's name of the payment it concerns.
	Amount   money.Cents
	Currency string
	At       time.Time
}

// News is something that a payer should know.
type News struct {
	Key    string // Key tells this cause from all others.
	Person people.ID
	Object string // Object is the number of the bill.
	Path   string
	Words  func(context.Context) (title, body string)
}

// Alerts is all that payments ask of alerts.
type Alerts interface {
	PaymentTold(ctx context.Context, tx *db.Tx, n News) error
}
