package payments

import (
	"time"

	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/session"
)

// RefundID names a refund.
type RefundID string

// RefundState is how far a refund is.
type RefundState string

// The states of a refund.
const (
	Asked   RefundState = "asked"   // Asked: above the limit, it waits for a second person.
	Refused RefundState = "refused" // Refused: the second person said no; nothing is given back.
	Granted RefundState = "granted" // Granted: it is to be paid: a cheque to write, a card to credit.
	Sent    RefundState = "sent"    // Sent: the provider has it, and has not said yet that it arrived.
	Failed  RefundState = "failed"  // Failed: the provider could not; the staff choose another way.
	Given   RefundState = "given"   // Given: the money went.
)

// NewRefund asks that something be given back.
type NewRefund struct {
	Bill    BillID
	Amounts map[string]money.Cents // Amounts are by the Object of the lines.
	Reason  string                 // Reason is French, for the books.
	By      session.Viewer         // By is who asks; the zero Viewer is the program.
	Way     Method                 // Way is Card, Cheque, Cash or Credit; empty is the way the money came.
	// Owed is true for what the city's own rules give back without anybody's judgement: what was
	// paid and cannot be delivered, a withdrawal by its policy. No second person is asked.
	Owed bool
}

// Refund is money given back.
type Refund struct {
	ID        RefundID
	Bill      BillID
	Number    string // Number is that of the bill.
	Payer     people.ID
	Way       Method
	Amount    money.Cents // Amount is all of it.
	Reduced   money.Cents // Reduced is the part that was never paid, and is owed no more.
	Amounts   map[string]money.Cents
	Reason    string
	State     RefundState
	Payment   PaymentID // Payment is what a card is credited for.
	Reference string    // Reference is the number of the cheque, or the provider's name of it.
	AskedBy   string    // AskedBy is an account, empty for the program.
	AskedAt   time.Time
	DecidedBy string
	DecidedAt time.Time
	GivenAt   time.Time
	Tries     int
}
