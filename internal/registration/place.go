package registration

import (
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
)

// PlaceID names a place.
type PlaceID string

// State is where a place stands.
type State string

// The states of a place.
const (
	Wished    State = "wished"    // Wished: in a cart that is prepared before the opening; it takes no seat.
	Held      State = "held"      // Held: in a cart, until Until; it takes a seat.
	Confirmed State = "confirmed" // Confirmed: registered; it takes a seat.
	Waiting   State = "waiting"   // Waiting: on the list of a full group.
	Offered   State = "offered"   // Offered: the list has come to it, until Until; it takes a seat.
	Withdrawn State = "withdrawn" // Withdrawn: given up by the family, or by the counter for them.
	Lapsed    State = "lapsed"    // Lapsed: its time was over.
	Cancelled State = "cancelled" // Cancelled by the city.
)

// next is what may follow each state.
var next = map[State][]State{
	Wished:    {Held, Waiting, Confirmed, Withdrawn, Cancelled},
	Held:      {Confirmed, Withdrawn, Lapsed, Cancelled},
	Waiting:   {Offered, Held, Withdrawn, Cancelled},
	Offered:   {Held, Waiting, Withdrawn, Lapsed, Cancelled},
	Confirmed: {Withdrawn, Cancelled},
	Lapsed:    {Confirmed}, // paid late, while a seat was free
}

// Live tells the states that count: each person has at most one live place in a group.
func (s State) Live() bool {
	return s == Wished || s == Held || s == Confirmed || s == Waiting || s == Offered
}

// TakesSeat tells the states that take a seat of the group.
func (s State) TakesSeat() bool { return s == Held || s == Confirmed || s == Offered }

// Place is one person in one group.
type Place struct {
	ID       PlaceID
	Group    leisure.GroupID
	Session  leisure.SessionID
	Person   people.ID
	Payer    people.ID // Payer pays; the cart is theirs.
	State    State
	Channel  leisure.Channel
	Audience leisure.Audience // Audience is what the person was when the place was last priced.
	Options  []string         // Options are codes.
	Until    time.Time        // Until is the end of a hold or of an offer.
	Extended bool             // Extended tells that the hold was, once.
	Since    time.Time        // Since is when a waiting place joined the list.
	Rank     int              // Rank on the list, from one; filled by PlacesOf, Cart and WaitingList. Siblings together count as one.
	Kept     bool             // Kept tells that an offer was declined once with the rank kept.
	Rest     time.Time        // Rest is until when no offer is made to a kept rank.
	With     string           // With is the same for siblings who take places together or not at all.
	Order    OrderID          // Order is the last order it was in.
	Price    []PriceLine      // Price is fixed when the place is held.
	Paid     money.Cents
	Returned money.Cents // Returned is what was paid back of it.
	AddedAt  time.Time
	// ConfirmedAt is when it became a registration.
	ConfirmedAt time.Time
	EndedAt     time.Time
	Reason      string // Reason is why it ended, as a code, or OfferedInstead.
	By          string // By is the account that added it.
	Passed      bool   // Passed: the team says that the person has passed the activity.

	seat  string // seat is what its place is counted under.
	class int    // class orders the list: residents, then neighbours, then others.
	child bool   // child counts for the reduction of the family.
}

// Why a place ended, in Reason.
const (
	EndedByFamily    = "family"   // EndedByFamily: they gave it up.
	EndedDeclined    = "declined" // EndedDeclined: an offer was declined.
	EndedByTime      = "time"     // EndedByTime: the hold or the offer ran out.
	EndedByCity      = "city"     // EndedByCity: the group was cancelled.
	EndedTransferred = "transfer" // EndedTransferred: another group took its place.
	EndedUnpaid      = "late"     // EndedUnpaid: paid too late, the place was gone and the money went back.
	EndedAtCounter   = "counter"  // EndedAtCounter: the counter withdrew it.
)

// OfferedInstead, in Reason, tells an offer that stands for a group that was cancelled: nobody
// waited for it on a list.
const OfferedInstead = "instead"

// Instead tells whether a place is offered for a group that was cancelled.
func (p Place) Instead() bool { return p.State == Offered && p.Reason == OfferedInstead }

// Total is the price of the place.
func (p Place) Total() (total money.Cents) {
	for _, l := range p.Price {
		total += l.Amount
	}
	return total
}

// PriceLine is one line of the price of a place.
type PriceLine struct {
	Kind   PriceKind
	Text   i18n.Words
	Amount money.Cents
	// Childcare: an option that counts for the relevé 24.
	Childcare bool `json:",omitempty"`
}

// PriceKind is what a line of a price is for.
type PriceKind string

// The lines of a price.
const (
	BasePrice     PriceKind = "base"
	AudiencePrice PriceKind = "audience" // AudiencePrice is what is added for whoever is no resident.
	OptionPrice   PriceKind = "option"
	FamilyPrice   PriceKind = "family" // FamilyPrice is the reduction of a second or later child.
)

// Cart is what somebody is about to register.
type Cart struct {
	Owner    people.ID
	Places   []CartLine
	Total    money.Cents // Total of what is held.
	Until    time.Time   // Until is when the first hold ends; zero when nothing is held.
	Extended bool        // Extended tells that the holds were, once.
	Order    string      // Order is the number of the order that waits for its payment, if any.
}

// CartLine is a wished or held place with what stands in its way.
type CartLine struct {
	Place
	Findings leisure.Findings
	Clashes  []Clash
}

// Clash is a class that meets another one of the same person, or leaves no time to get there.
type Clash struct {
	With    PlaceID
	Group   leisure.GroupID // Group is the other group.
	Person  people.ID
	Day     civil.Day // Day is the first day on which they clash.
	Days    int       // Days counts them.
	Travel  bool      // Travel: they do not overlap, but there is not enough time between them to go.
	Minutes int       // Minutes between the two; negative when they overlap.
}

// Outcome is what became of one place that was asked for.
type Outcome struct {
	Place   PlaceID
	Group   leisure.GroupID
	Person  people.ID
	State   State // State is Wished, Held, Waiting or Confirmed, and empty when refused.
	Until   time.Time
	Refusal Refusal
	Order   string `json:",omitempty"` // Order is the number of what was registered at once.
}

// outcome tells whoever asked for a place what became of it.
func (p Place) outcome() Outcome {
	return Outcome{Place: p.ID, Group: p.Group, Person: p.Person, State: p.State, Until: p.Until}
}

// Refusal is why a place could not be had.
type Refusal string

// The refusals.
const (
	Full       Refusal = "full"       // Full: there is a waiting list when the group has one.
	Ineligible Refusal = "ineligible" // Ineligible: a rule says no; Program.Check says which.
	Already    Refusal = "already"    // Already: a live place of the same family is there.
	Elsewhere  Refusal = "elsewhere"  // Elsewhere: refused for a reason that concerns another household; say nothing of it.
	TooMany    Refusal = "too many"   // TooMany: the cart is full.
	NoGroup    Refusal = "no group"   // NoGroup: it was cancelled, or is no longer published.
)
