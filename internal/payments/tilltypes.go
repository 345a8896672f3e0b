package payments

import (
	"time"

	"sem/internal/money"
)

// TillID names a till from its opening to its closing.
type TillID string

// CheckoutID names a hosted page that we asked for.
type CheckoutID string

// Till is a drawer in the charge of one member of the staff.
type Till struct {
	ID       TillID
	Number   string // Number is printed on the closing slip: C2027-000031-K.
	Account  string // Account is whose it is.
	Name     string // Name is theirs, as it was at the opening.
	Float    money.Cents
	OpenedAt time.Time
	ClosedAt time.Time
	Counted  Count // Counted is what was found at the closing.
	Expected Count // Expected is what the books say, for an open till up to now.
	Note     string
}

// Count is what a till holds.
type Count struct {
	Cash, Cheques, Terminal money.Cents
	ChequesN, TerminalN     int // ChequesN and TerminalN are how many; an open till's only.
}

func (c Count) total() money.Cents { return c.Cash + c.Cheques + c.Terminal }

// Difference is what is found more than expected; negative when something is missing.
func (t Till) Difference() money.Cents { return t.Counted.total() - t.Expected.total() }

// Differs tells whether what was found is not what was expected, by one method or another.
func (t Till) Differs() bool {
	return t.Counted.Cash != t.Expected.Cash || t.Counted.Cheques != t.Expected.Cheques || t.Counted.Terminal != t.Expected.Terminal
}
