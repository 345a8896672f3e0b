package library

import (
	"context"
	"log/slog"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/seal"
	"sem/internal/session"
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

// Service keeps the cards.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	People  *people.Service
	Journal *journal.Service
	Alerts  *alerts.Service
	Key     seal.Key
	Drivers []Driver // Drivers are the kinds of systems a city may choose, the absent one first.
	Log     *slog.Logger
}

var errUnfinished = fault.New(fault.Unavailable, "La bibliothèque n’est pas encore ouverte ici.")

// Cards are the cards that a citizen may see: theirs, those of the children in their care, those
// of whoever gave them a mandate, and, veiled, those of other adults of the household who share.
func (s *Service) Cards(ctx context.Context, by session.Viewer) ([]Card, error) {
	return nil, errUnfinished
}

// Holders are the people for whom a citizen may link a card, themself first.
func (s *Service) Holders(ctx context.Context, by session.Viewer) ([]people.Person, error) {
	return nil, errUnfinished
}

// Link links a card after the library has checked its PIN. An unknown card, a wrong PIN and a
// blocked card are refused alike; too many tries wait.
func (s *Service) Link(ctx context.Context, by session.Viewer, who people.ID, number, pin string, key forms.Key) (Card, error) {
	return Card{}, errUnfinished
}

// Unlink erases a card and all that was copied from the library.
func (s *Service) Unlink(ctx context.Context, by session.Viewer, card CardID, key forms.Key) error {
	return errUnfinished
}

// Renew renews loans, each with an outcome in the order asked; none picked means all of the
// cards seen. It asks the library now, or fails with Unavailable and changes nothing.
func (s *Service) Renew(ctx context.Context, by session.Viewer, which []Picked, key forms.Key) ([]Renewal, error) {
	return nil, errUnfinished
}

// PlaceHold reserves a document.
func (s *Service) PlaceHold(ctx context.Context, by session.Viewer, card CardID, w Wish, key forms.Key) (Outcome, error) {
	return Outcome{}, errUnfinished
}

// CancelHold gives a hold up.
func (s *Service) CancelHold(ctx context.Context, by session.Viewer, card CardID, hold string, key forms.Key) (Outcome, error) {
	return Outcome{}, errUnfinished
}

// Share says whether the household sees the titles of a card.
func (s *Service) Share(ctx context.Context, by session.Viewer, card CardID, titles bool, key forms.Key) error {
	return errUnfinished
}

// Keep says whether past loans of a card are kept; refusing erases those that were.
func (s *Service) Keep(ctx context.Context, by session.Viewer, card CardID, past bool, key forms.Key) error {
	return errUnfinished
}

// Past are the documents that were returned, the newest first, of a card that keeps them.
func (s *Service) Past(ctx context.Context, by session.Viewer, card CardID) ([]Past, error) {
	return nil, errUnfinished
}

// Wanted asks for fresh copies, in the background, of the viewer's cards that are older than five
// minutes. Pages call it and do not wait.
func (s *Service) Wanted(ctx context.Context, by session.Viewer) error { return errUnfinished }

// Counts are what the desk sees of somebody's cards.
func (s *Service) Counts(ctx context.Context, by session.Viewer, who people.ID) ([]Count, error) {
	return nil, errUnfinished
}

// Titles are somebody's cards with their titles, for the desk, with a reason that is journaled.
func (s *Service) Titles(ctx context.Context, by session.Viewer, who people.ID, reason string) ([]Card, error) {
	return nil, errUnfinished
}

// State is how the connection stands, from memory.
func (s *Service) State() Line { return Line{Absent: true} }

// Chosen is the driver that the city has chosen, and its settings without the secrets; kept
// names the secrets that are kept.
func (s *Service) Chosen(ctx context.Context, by session.Viewer) (driver string, shown Settings, kept map[string]bool, err error) {
	return "", nil, nil, errUnfinished
}

// Choose sets the library's system. A secret that is left empty stays what it was.
func (s *Service) Choose(ctx context.Context, by session.Viewer, driver string, with Settings, key forms.Key) error {
	return errUnfinished
}

// Try checks a connection step by step, with settings that need not be saved. A secret left
// empty is the one kept.
func (s *Service) Try(ctx context.Context, by session.Viewer, driver string, with Settings, card, pin string) ([]Step, error) {
	return nil, errUnfinished
}
