package lottery

import (
	"slices"
	"time"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
)

// ID names a lottery.
type ID string

// Lottery is activities of a session whose places are drawn together.
type Lottery struct {
	ID         ID
	Session    leisure.SessionID
	Name       i18n.Words
	Activities []leisure.ActivityID
	Opens      time.Time // Opens and Closes are when choices are taken.
	Closes     time.Time
	Draws      time.Time     // Draws is when it is drawn by itself, unless somebody of the staff did after the close.
	Releases   time.Time     // Releases is when what is left is for who comes first.
	Choices    int           // Choices is how many one ranks for a person.
	Most       int           // Most is how many places a person may have.
	PayWithin  time.Duration // PayWithin is how long a place that was drawn is kept for its payment.
	Commitment string        // Commitment is the SHA-256 of the seed, public once it is published.
	Seed       string        // Seed is in hexadecimal; empty until it was drawn.
	Published  time.Time
	DrawnAt    time.Time
	PayBy      time.Time // PayBy is by when what was drawn is paid.
	ToldAt     time.Time // ToldAt is when every family had been told.
	Report     Report

	sealed string
}

// The bounds of a lottery.
const (
	mostChoices = 10
	mostHours   = 30 * 24
)

// Path is the page of a lottery.
func (l Lottery) Path() string { return "/loisirs/tirages/" + string(l.ID) }

// State is where a lottery stands at a moment.
type State string

// The states of a lottery.
const (
	Draft    State = "draft"    // Draft is seen by the staff alone.
	Coming   State = "coming"   // Coming is published; choices are not taken yet.
	Open     State = "open"     // Open takes choices.
	Closed   State = "closed"   // Closed waits for the draw.
	Drawn    State = "drawn"    // Drawn: those drawn may take their places.
	Released State = "released" // Released: what is left is for who comes first.
)

// State is where the lottery stands at a moment.
func (l Lottery) State(at time.Time) State {
	switch {
	case l.Published.IsZero():
		return Draft
	case !l.DrawnAt.IsZero() && !at.Before(l.Releases):
		return Released
	case !l.DrawnAt.IsZero():
		return Drawn
	case at.Before(l.Opens):
		return Coming
	case at.Before(l.Closes):
		return Open
	}
	return Closed
}

// Groups are the groups whose places the lottery gives, as the program has them now.
func (l Lottery) Groups(p *leisure.Program) (groups []*leisure.Group) {
	for _, a := range l.Activities {
		for _, g := range p.GroupsOfActivity(a) {
			if !g.Cancelled {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

// RequestID names a request.
type RequestID string

// Request is what a family asks of a lottery.
type Request struct {
	ID      RequestID
	Lottery ID
	Owner   people.ID // Owner pays.
	Number  string    // Number is the ticket, as the public reads it.
	Most    int       // Most is how many places each person takes at most.
	Channel leisure.Channel
	MadeAt  time.Time
	Changed time.Time
	People  []Child
}

// Child is one person of a request: a child nearly always.
type Child struct {
	Person   people.ID
	Together bool // Together: with the others of the request who are, at each choice, or not at all.
	Choices  []leisure.GroupID
}

// parties are those who go together, and each of the others alone, by their places among the
// people of the request.
func (r Request) parties() (all [][]int) {
	first := -1
	for i, c := range r.People {
		switch {
		case c.Together && first >= 0:
			all[first] = append(all[first], i)
			continue
		case c.Together:
			first = len(all)
		}
		all = append(all, []int{i})
	}
	return all
}

// Result is what the draw gave to one person.
type Result struct {
	Request RequestID
	Person  people.ID
	Group   leisure.GroupID
	Choice  int  // Choice counts from one.
	Waits   bool // Waits: a rank on the list, not a place.
	Place   registration.PlaceID

	with string
}

// Report is the figures of a draw, without names.
type Report struct {
	Requests int
	People   int
	Linked   int   // Linked are the people who go together or not at all.
	Places   int   // Places there were to give.
	Given    int   // Given is how many were.
	ByChoice []int // ByChoice is how many places were somebody's first, second, third… choice.
	Without  int   // Without is how many people have no place.
	Groups   []GroupReport
}

// GroupReport is the figures of one group.
type GroupReport struct {
	Group   leisure.GroupID
	Title   i18n.Words
	Label   string
	Places  int
	First   int // First is how many people ranked it first.
	Wished  int // Wished is how many people ranked it at all.
	Given   int
	Waiting int
}

var (
	errNone   = fault.New(fault.NotFound, "Ce tirage n’existe pas.")
	errNoWish = fault.New(fault.NotFound, "Vous n’avez pas de choix inscrits à ce tirage.")
	errClosed = fault.New(fault.Conflict, "Les choix ne sont pas ouverts en ce moment. Les dates du tirage sont sur sa page.")
)

// has tells whether a group is one of the lottery's.
func (l Lottery) has(p *leisure.Program, id leisure.GroupID) bool {
	return slices.ContainsFunc(l.Groups(p), func(g *leisure.Group) bool { return g.ID == id })
}
