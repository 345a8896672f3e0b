package library

import (
	"context"
	"errors"
	"time"

	"sem/internal/civil"
	"sem/internal/money"
)

// System is a library's own system, in our words. Its methods may be called by several
// goroutines, end when their context does, and answer with a fault of kind Unavailable when the
// system cannot be reached, ErrWrongCard when card and PIN do not go together, ErrOtherPatron
// when the answer was about somebody else, and ErrCannot for what the system does not do.
type System interface {
	// Abilities are what the system can do, as far as is known now.
	Abilities() Abilities
	// Check tells whether a card and its PIN go together. It reveals nothing of the card when
	// they do not.
	Check(ctx context.Context, card, pin string) (Patron, error)
	// Account is everything about one card. Account.Card is the card as the system answered it.
	Account(ctx context.Context, k Key) (Account, error)
	// Renew renews one loan. A refusal is an outcome, not an error; an error after the order was
	// sent is ErrUnsure.
	Renew(ctx context.Context, k Key, item string) (Renewal, error)
	// RenewAll renews whatever can be, with an outcome for each loan.
	RenewAll(ctx context.Context, k Key) ([]Renewal, error)
	// PlaceHold reserves a record or a copy, to be picked up at a place of the library.
	PlaceHold(ctx context.Context, k Key, w Wish) (Outcome, error)
	// CancelHold gives a hold up.
	CancelHold(ctx context.Context, k Key, hold string) (Outcome, error)
	// Close lets go of its connections.
	Close() error
}

// What a system answers besides.
var (
	ErrWrongCard   = errors.New("library: card and PIN do not go together")
	ErrOtherPatron = errors.New("library: the answer is about another card")
	ErrCannot      = errors.New("library: the system does not do this")
	ErrUnsure      = errors.New("library: the order was sent and its outcome is not known")
)

// Abilities are what a system does.
type Abilities struct {
	Renew      bool
	RenewAll   bool // RenewAll: in one order; without it loans are renewed one by one.
	Hold       bool
	CancelHold bool
	Fees       bool
	NeedsPIN   bool // NeedsPIN: the PIN goes with each question, so it must be kept.
	Instant    bool // Instant: the system answers now; false for a file of last night.
}

// Key is how a linked card is named to its system.
type Key struct {
	Card   string // Card is the number printed on it.
	PIN    string // PIN is empty unless Abilities.NeedsPIN.
	Patron string // Patron is the system's own name for the holder, as Check gave it; may be empty.
}

// Patron is who holds a card.
type Patron struct {
	Card   string // Card is as the system wrote it.
	Patron string // Patron is the system's own name for the holder, empty when it has none.
	Name   string // Name is shown to nobody but the holder.
}

// Account is what a system says of one card.
type Account struct {
	Card     string // Card is the one the answer is about.
	Patron   string // Patron is the system's own name for the holder, if it has one.
	Loans    []Loan
	Holds    []Hold
	Fees     []Fee
	Balance  money.Cents // Balance is what is owed in all; it counts even when no fee is listed.
	Blocked  Reason      // Blocked is why the card cannot borrow or renew, empty when it can.
	Messages []string    // Messages are the library's own words to the holder.
	Expires  civil.Day   // Expires is the last day of the card, zero when not told.
	// AsOf is when the system knew this: now for one that answers, the night before for a file.
	AsOf time.Time
}

// Loan is a document that is out.
type Loan struct {
	Item      string // Item is what Renew takes: a barcode, or the system's own number.
	Title     string // Title is empty when the system tells none.
	Author    string
	Medium    Medium
	Due       time.Time
	DueAtEnd  bool // DueAtEnd: by the end of Due's day; its hour means nothing.
	Renewals  int  // Renewals is how many times it was renewed, -1 when not told.
	Left      int  // Left is how many renewals are left, -1 when not told.
	Renewable Answer
	Why       Reason // Why is the reason of a No.
	Words     string // Words are the library's own, when it gave some.
}

// Hold is a document that is wanted.
type Hold struct {
	ID     string // ID is what CancelHold takes.
	Title  string
	State  HoldState
	Rank   int       // Rank counts from one, 0 when not told.
	Until  civil.Day // Until is the last day to pick it up, zero when not told.
	PickUp string    // PickUp is the name of the branch.
	Placed civil.Day
}

// Fee is something owed.
type Fee struct {
	ID     string
	Kind   FeeKind
	Text   string // Text is the library's own.
	Title  string // Title is of the document it is for.
	Amount money.Cents
	On     civil.Day
}

// Renewal is what became of asking to keep a document longer.
type Renewal struct {
	Item    string
	Title   string
	Renewed bool
	Due     time.Time // Due is the new day when renewed; zero when the system did not tell it.
	Why     Reason    // Why is the reason of a refusal.
	Words   string    // Words are the library's own.
}

// Wish is a document that somebody wants to reserve: a copy or a record.
type Wish struct {
	Item   string // Item is the barcode of a copy.
	Record string // Record is the number of a record: any copy will do.
	PickUp string // PickUp is the code of a branch.
}

// Outcome is what became of an order.
type Outcome struct {
	Done  bool
	Rank  int
	Why   Reason
	Words string
}

// Answer is yes, no, or not known.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = ""
)

// Medium is what kind of document it is.
type Medium string

// The kinds of documents.
const (
	OtherMedium Medium = ""
	Book        Medium = "book"
	Magazine    Medium = "magazine"
	Sound       Medium = "sound"
	Film        Medium = "film"
	Game        Medium = "game"
)

// HoldState is where a hold stands.
type HoldState string

// The states of a hold.
const (
	Queued    HoldState = "queued"
	InTransit HoldState = "transit"
	Ready     HoldState = "ready"
	Suspended HoldState = "suspended"
)

// FeeKind is what a fee is for.
type FeeKind string

// What fees are for.
const (
	OtherFee       FeeKind = ""
	OverdueFee     FeeKind = "overdue"
	LostFee        FeeKind = "lost"
	DamageFee      FeeKind = "damage"
	ProcessingFee  FeeKind = "processing"
	HoldFee        FeeKind = "hold"
	RentalFee      FeeKind = "rental"
	MembershipFee  FeeKind = "membership"
	ReplacementFee FeeKind = "replacement"
)

// Reason is why a library refuses, in words that every system shares.
type Reason string

// The reasons.
const (
	NoReason       Reason = ""
	Reserved       Reason = "reserved"     // Reserved by somebody else.
	TooMany        Reason = "too many"     // TooMany renewals already.
	TooSoon        Reason = "too soon"     // TooSoon to renew.
	Overdue        Reason = "overdue"      // Overdue, this one or another.
	Owing          Reason = "owing"        // Owing too much.
	CardExpired    Reason = "card expired" // CardExpired: the card is past its day.
	CardBlocked    Reason = "card blocked"
	NotRenewable   Reason = "not renewable" // NotRenewable: this kind of document is not.
	Automatic      Reason = "automatic"     // Automatic: the library renews it by itself.
	NotOut         Reason = "not out"       // NotOut: it is not on loan to this card any more.
	TooManyHolds   Reason = "too many holds"
	NotReservable  Reason = "not reservable"
	AlreadyHeld    Reason = "already held"
	NoSuchDocument Reason = "no such document"
	Refused        Reason = "refused" // Refused without a reason that we know; see the library's words.

	// NotAsked and Unsure are given by the town, never by a system.
	NotAsked Reason = "not asked" // NotAsked: the library did not answer, and nothing was asked of it.
	Unsure   Reason = "unsure"    // Unsure: the order was sent, and its outcome is known with the next copy.
)
