package library

import (
	"time"

	"sem/internal/people"
)

// CardID names a linked card.
type CardID string

// Card is a card that somebody linked, with the copy of what the library said of it.
type Card struct {
	ID      CardID
	Person  people.ID // Person is whose card it is.
	Name    string    // Name is the person's given name.
	Number  string    // Number is shown by its last four figures only; see Ending.
	Linked  time.Time
	Account Account   // Account is the copy; AsOf dates it. Titles are empty when Veiled.
	AsOf    time.Time // AsOf is when the library last told; the zero time when it never has.
	Silent  time.Time // Silent is since when the library does not answer, the zero time when it does.
	Refused time.Time // Refused is since when the library knows this number with this PIN no more: it is to be linked anew.
	Veiled  bool      // Veiled: another adult's card, of which titles are not shared.
	Shares  bool      // Shares: the owner shows titles to the household.
	Keeps   bool      // Keeps: the owner asked that past loans be kept.
	Mine    bool      // Mine: the viewer decides on sharing and history, and may unlink it.
	May     Abilities // May is what the viewer may do with it now.
}

// Ending is how a card is named on a page: its last four figures.
func (c Card) Ending() string { return c.Number[max(0, len(c.Number)-4):] }

// Picked is one loan of one card.
type Picked struct {
	Card CardID
	Item string
}

// Past is a document that was returned.
type Past struct {
	Title, Author string
	Medium        Medium
	Out           time.Time // Out is when it was first seen on loan.
	Back          time.Time // Back is when it was no longer.
}

// Renewed is what became of an order to renew.
type Renewed struct {
	At    time.Time
	Lines []RenewedLine // Lines are in the order asked.
}

// RenewedLine is one document of an order to renew.
type RenewedLine struct {
	Card CardID
	Renewal
}

// Count is what the staff sees of a card without a reason.
type Count struct {
	Card    CardID
	Ending  string
	Loans   int
	Overdue int
	Next    time.Time // Next is the nearest due date.
	Holds   int
	Ready   int
	AsOf    time.Time
	Silent  time.Time
}

// Line is how the connection with the library stands.
type Line struct {
	Driver    string
	Abilities Abilities
	Absent    bool      // Absent: the city has set no system.
	Up        bool      // Up: the last question was answered.
	Since     time.Time // Since is since when it is up, or silent.
	Answered  time.Time // Answered is when it last did.
	Cards     int
	Late      int // Late is how many copies are older than a day.
}
