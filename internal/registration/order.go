package registration

import (
	"time"

	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
)

// OrderID names an order.
type OrderID string

// OrderState is where an order stands.
type OrderState string

// The states of an order.
const (
	OrderOpen      OrderState = "open"      // OrderOpen waits for its payment.
	OrderConfirmed OrderState = "confirmed" // OrderConfirmed: paid, deferred, or free.
	OrderLapsed    OrderState = "lapsed"    // OrderLapsed: not paid in time, or replaced by another.
)

// Order is what one checkout asked for: one number, one bill.
type Order struct {
	ID          OrderID
	Number      string // Number is shown: L2026-000217-K.
	Owner       people.ID
	State       OrderState
	Places      []Place
	Bill        payments.BillID // Bill is empty when nothing was to be paid.
	Total       money.Cents
	At          time.Time
	Until       time.Time // Until is how long its places are kept for the payment.
	ConfirmedAt time.Time
	Channel     leisure.Channel
}

// CheckOut says how a cart is turned into an order.
type CheckOut struct {
	Channel leisure.Channel
	Tender  *payments.Tender // Tender is how it is paid at the counter; nil at the web.
	Back    string           // Back is where the hosted page returns to.
}
