package watering

import (
	"time"

	"sem/internal/clock"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/places"
)

// Number names a permit to people and in the address that its code leads to. It cannot be
// guessed: whoever has it has seen the permit.
type Number string

// State is where the request for a permit stands.
type State string

// The states of a permit.
const (
	Asked     State = "asked"
	Granted   State = "granted"
	Refused   State = "refused"
	Withdrawn State = "withdrawn" // Withdrawn by whoever asked.
)

// Permit lets a door water outside of the by-law's hours for some days.
type Permit struct {
	ID          string
	Number      Number
	Kind        string // Kind is the code of its terms.
	Terms       Terms  // Terms are those of the day on which it was asked.
	Person      people.ID
	Address     places.AddressID
	AddressLine string
	Civic       string
	Street      string
	AreaMetres  int    // AreaMetres is the lawn's, in square metres.
	From        string // From is the first day, 2026-09-11.
	To          string // To is the last day.
	State       State
	Fee         money.Cents
	Reason      string // Reason is why it was refused, in the words of whoever decided.
	AskedAt     time.Time
	DecidedAt   time.Time
	DecidedBy   string
}

// next is what may be done with a permit in each state.
var next = map[State][]State{
	Asked:   {Granted, Refused, Withdrawn},
	Granted: {Withdrawn},
}

// Standing is what a permit is worth on a day.
type Standing string

// What a permit may be worth.
const (
	Pending  Standing = "pending"
	NotYet   Standing = "not yet" // NotYet: granted, and its first day is to come.
	Valid    Standing = "valid"
	Expired  Standing = "expired"
	NotValid Standing = "not valid" // NotValid: refused or withdrawn.
)

// Standing is what the permit is worth at a moment.
func (p Permit) Standing(at time.Time) Standing {
	today := clock.Local(at).Format(time.DateOnly)
	switch {
	case p.State == Asked:
		return Pending
	case p.State != Granted:
		return NotValid
	case today < p.From:
		return NotYet
	case today > p.To:
		return Expired
	}
	return Valid
}
