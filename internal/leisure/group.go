package leisure

import (
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/money"
)

// GroupID names a group.
type GroupID string

// Group is the people who do an activity together: this is what one registers for.
type Group struct {
	ID         GroupID
	Activity   ActivityID
	Session    SessionID
	Code       string // Code names it among its session's.
	Label      string // Label tells it from the other groups of the activity, where the hours do not.
	Site       SiteID
	Room       string
	Instructor string
	// MinAge and MaxAge are in months; 0 is no limit. A whole number of years includes the whole
	// last year: 180 is until the day before the 16th birthday. Other months include the month.
	MinAge, MaxAge int
	Places         int       // Places is how many people there is room for.
	Minimum        int       // Minimum is how many it takes to run.
	Counter        int       // Counter is how many of the places are kept for the counter.
	WebShareUntil  time.Time // WebShareUntil is when what is kept goes to everybody; zero is never.
	// Quota is a name that groups of one session have in common when they share their places:
	// Places, Counter and WebShareUntil are then the same in each, and count for all together.
	Quota     string
	Waits     bool // Waits: it has a waiting list.
	Prices    []Price
	Options   []Option
	Slots     []Slot
	From, To  civil.Day
	Without   []civil.Day // Without are days of its slots on which it does not meet, such as a school break.
	Windows   []Window
	Cancelled bool
	Reason    i18n.Words // Reason is why it was cancelled.
	Sequence  int        // Sequence grows with each change that calendars must see (RFC 5545, 3.8.7.4).

	planned civil.Day // planned is the day of the first class as it was planned; ages count by it.
	first   civil.Day // first is the day of the first class that is held.
	last    civil.Day
}

// SeatKey names what the places of the group are counted under: the group itself, or the
// quota that it shares with others.
func (g *Group) SeatKey() string {
	if g.Quota == "" {
		return string(g.ID)
	}
	return string(g.Session) + "/" + g.Quota
}

// First is the day of the first class that is held; the first day of the group when it has
// no classes.
func (g *Group) First() civil.Day {
	if g.first == 0 {
		return g.From
	}
	return g.first
}

// Last is the day of the last class that is held; the last day of the group when it has none.
func (g *Group) Last() civil.Day {
	if g.last == 0 {
		return g.To
	}
	return g.last
}

// Kept is how many places are kept for the counter at a moment.
func (g *Group) Kept(at time.Time) int {
	if !g.WebShareUntil.IsZero() && !at.Before(g.WebShareUntil) {
		return 0
	}
	return g.Counter
}

// Option is the option of a code.
func (g *Group) Option(code string) (Option, bool) {
	for _, o := range g.Options {
		if o.Code == code {
			return o, true
		}
	}
	return Option{}, false
}

// Price is what an audience pays from a day on.
type Price struct {
	Audience Audience // Audience is empty for everybody who has no price of their own.
	Amount   money.Cents
	From     civil.Day // From is the first day of the price; 0 is always.
}

// Option is something beside the course that one may add, for a price: childcare, an outing.
type Option struct {
	Code      string      `json:"code"`
	Name      i18n.Words  `json:"name"`
	Amount    money.Cents `json:"amount"`
	Childcare bool        `json:"childcare,omitempty"` // Childcare: its price counts for the relevé 24; an outing or a meal does not.
}

// Slot is a time of the week at which a group meets.
type Slot struct {
	Weekday    time.Weekday
	Start, End civil.Time
}

// OccurrenceID names an occurrence.
type OccurrenceID string

// OccurrenceState says what became of an occurrence.
type OccurrenceState string

// The states of an occurrence.
const (
	Planned   OccurrenceState = "planned"
	Cancelled OccurrenceState = "cancelled"
	Moved     OccurrenceState = "moved"
	Added     OccurrenceState = "added" // Added was not in the plan, such as a make-up class.
)

// Occurrence is one class of a group.
type Occurrence struct {
	ID         OccurrenceID
	Group      GroupID
	Day        civil.Day
	Start, End civil.Time
	Site       SiteID // Site is where this class meets; the group's own, unless it was moved.
	Room       string
	State      OccurrenceState
	WasDay     civil.Day // WasDay is the day by the plan when this one is another day or time, else 0.
	WasStart   civil.Time
	Reason     i18n.Words
	Sequence   int // Sequence grows with each change of it or of its group (RFC 5545, 3.8.7.4).
}

// Held tells whether the class takes place.
func (o Occurrence) Held() bool { return o.State != Cancelled }

// Starts is the moment it begins.
func (o Occurrence) Starts() time.Time { return o.Day.In(o.Start) }

// Ends is the moment it ends.
func (o Occurrence) Ends() time.Time { return o.Day.In(o.End) }
