package leisure

import (
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/money"
)

// SessionID names a session.
type SessionID string

// Session is a season of leisure: its activities begin, are registered for and end together.
type Session struct {
	ID        SessionID
	Code      string // Code is the letter of the season and the year: H2027.
	Name      i18n.Words
	From, To  civil.Day
	AgesAt    civil.Day // AgesAt is the day on which ages count; 0 is the first class of each group.
	Published bool
	Windows   []Window
	Family    []money.Rate // Family are the reductions in percents of the 2nd, 3rd… child of a family; the last one goes on.
	Drawn     bool         // Drawn: its opening has a waiting room with a draw.
}

// FamilyRate is the reduction in percents of the n-th child of a family, counted from one.
func (s *Session) FamilyRate(n int) money.Rate {
	if n < 2 || len(s.Family) == 0 {
		return 0
	}
	return s.Family[min(n-2, len(s.Family)-1)]
}

// Audience is whom a price or a window is for.
type Audience string

// The audiences.
const (
	Resident  Audience = "resident"
	Neighbour Audience = "neighbour" // Neighbour lives in a town with an agreement.
	Other     Audience = "other"     // Other is everybody else, and whoever has shown no proof.
)

// Audiences are all audiences, in the order in which they are shown.
func Audiences() []Audience { return []Audience{Resident, Neighbour, Other} }

// Channel is the way somebody registers.
type Channel string

// The channels.
const (
	Web     Channel = "web"
	Counter Channel = "counter" // Counter is an agent, for somebody present or on the phone.
)

// Window is a time in which registration is open, to an audience by a channel; an empty
// Audience or Channel is all.
type Window struct {
	Audience Audience  `json:"audience,omitempty"`
	Channel  Channel   `json:"channel,omitempty"`
	Opens    time.Time `json:"opens"`
	Closes   time.Time `json:"closes,omitzero"` // Closes is the first moment it is closed again; zero has no end.
}

// serves tells whether a window is for an audience and a channel.
func (w Window) serves(a Audience, c Channel) bool {
	return (w.Audience == "" || w.Audience == a) && (w.Channel == "" || w.Channel == c)
}

// Opening is what the windows say to somebody at a moment.
type Opening struct {
	Open   bool
	Opens  time.Time // Opens is when it opened, or will; zero when it never does.
	Closes time.Time // Closes is when it closes, or closed; zero when no end is known.
	Next   time.Time // Next is when it opens, or opens again after a pause; zero when it does not.
}

// Never tells whether registration never opens to this audience by this channel.
func (o Opening) Never() bool { return o.Opens.IsZero() }

// Over tells whether it was open and will not be again.
func (o Opening) Over() bool { return !o.Open && !o.Opens.IsZero() && o.Next.IsZero() }
