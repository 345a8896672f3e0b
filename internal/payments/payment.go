package payments

import (
	"time"

	"sem/internal/money"
	"sem/internal/people"
)

// PaymentID names a payment.
type PaymentID string

// Method is how money comes or goes.
type Method string

// The methods. Card is the provider's hosted page, Terminal the machine on the counter.
const (
	Cash     Method = "cash"
	Cheque   Method = "cheque"
	Terminal Method = "terminal"
	Card     Method = "card"
	Credit   Method = "credit"   // Credit: what the city keeps for somebody.
	Deferred Method = "deferred" // Deferred: paid later; what it is for is delivered now.
)

// Tender is how somebody pays at the counter.
type Tender struct {
	Method    Method
	Given     money.Cents // Given is the cash handed over; zero means the exact amount.
	Reference string      // Reference is the number of the cheque or of the terminal's slip.
}

// Payment is money that came in for a bill.
type Payment struct {
	ID        PaymentID
	Bill      BillID
	Number    string // Number is that of the bill.
	Payer     people.ID
	Method    Method
	Amount    money.Cents
	Given     money.Cents // Given is the cash handed over.
	Change    money.Cents // Change is the cash given back.
	Rounding  money.Cents // Rounding is what cash differs by, for want of cents: see CashOf.
	Reference string
	Provider  string // Provider is the provider's name of it, for a card.
	Till      TillID
	By        string // By is the account that took it, empty for the hosted page.
	At        time.Time
	applied   money.Cents // applied is the part that the bill needed; the rest went back.
}

// CashOf is an amount as it is paid in cash: to the nearest five cents, for there is no smaller
// coin since the Royal Canadian Mint withdrew the cent on 4 February 2013. Only cash is rounded.
func CashOf(c money.Cents) money.Cents {
	rest := ((c % 5) + 5) % 5
	if rest <= 2 {
		return c - rest
	}
	return c + 5 - rest
}
