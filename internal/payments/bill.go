package payments

import (
	"time"

	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/people"
)

// BillID names a bill.
type BillID string

// State is how far a bill is.
type State string

// The states of a bill.
const (
	Open State = "open" // Open: something is still owed, or nothing was paid yet.
	Paid State = "paid"
	Void State = "void" // Void: what it was for came to nothing before it was paid.
)

// Line is one thing on a bill. A reduction has a negative amount.
type Line struct {
	Text   i18n.Words  `json:"text"`
	Amount money.Cents `json:"amount"`
	Income string      `json:"income"`           // Income is the account the money is for: leisure, childcare.
	Object string      `json:"object,omitempty"` // Object is the room's name of what is paid; the lines of one object are given back together.
	For    people.ID   `json:"for,omitempty"`    // For is whom it is for, who may not be the payer.
}

// NewBill is what a room asks somebody to pay.
type NewBill struct {
	Room   string // Room is the name under which Service.Rooms knows it.
	Object string // Object is the room's name of the whole: an order.
	Name   string // Name is what people call it: the number of the order. Without one it is the last part of Path.
	Payer  people.ID
	Scope  people.Scope // Scope is the part of the payer's matters it belongs to, for whoever has a mandate.
	Lines  []Line
	Due    time.Time // Due is until when it should be paid, zero when nobody says.
	At     time.Time
	Path   string // Path is the page of the room that shows what was bought.
}

// Bill is what somebody owes.
type Bill struct {
	ID       BillID
	Number   string // Number is printed on receipts: F2027-000217-K.
	Room     string
	Object   string
	Name     string
	Payer    people.ID
	Scope    people.Scope
	Lines    []Line
	Path     string
	Total    money.Cents
	Paid     money.Cents
	Reduced  money.Cents // Reduced is what was taken off before it was paid.
	Refunded money.Cents // Refunded is what was given back, or will be.
	State    State
	Deferred bool // Deferred: the counter agreed that it is paid later, and what it is for was delivered.
	Due      time.Time
	At       time.Time
	PaidAt   time.Time
	told     bool // told: the room has delivered what it is for.
	booked   bool // booked: its income stands in the books.
}

// Owing is what remains to be paid.
func (b Bill) Owing() money.Cents {
	if b.State == Void {
		return 0
	}
	return b.Total - b.Reduced - b.Paid
}

// of is what the lines of an object come to.
func (b Bill) of(object string) (sum money.Cents) {
	for _, l := range b.Lines {
		if l.Object == object {
			sum += l.Amount
		}
	}
	return sum
}
