package opening

import (
	"time"

	"sem/internal/leisure"
)

// EventID names an event.
type EventID string

// Event is the opening of a session, with its waiting room.
type Event struct {
	ID         EventID
	Session    leisure.SessionID
	Gathers    time.Time // Gathers is when the room opens.
	Opens      time.Time // Opens is when those present are drawn, and the line begins to move.
	Ends       time.Time // Ends is when one registers without passing by the room again.
	Commitment string    // Commitment is the SHA-256 of the seed, in hexadecimal, public from the beginning.
	Seed       string    // Seed is the seed in hexadecimal; empty until it was drawn.
	Arrivals   int       // Arrivals is how many places in the line were given.
	Present    int       // Present is how many were drawn.
	DrawnAt    time.Time
	Front      int // Front is how far the line has come: ranks up to it may register.
	FrontAt    time.Time
	Pace       Pace
	EndedAt    time.Time
	Places     int // Places and Taken are those of the session when the event ended.
	Taken      int
}

// Path is the page of the event's waiting room.
func (e Event) Path() string { return "/loisirs/ouverture/" + string(e.ID) }

// Drawn tells whether the draw has been made.
func (e Event) Drawn() bool { return !e.DrawnAt.IsZero() }

// Over tells whether one registers without the room at a moment.
func (e Event) Over(at time.Time) bool { return !e.EndedAt.IsZero() || !at.Before(e.Ends) }

// Guards tells whether one passes by the room to register at a moment.
func (e Event) Guards(at time.Time) bool { return !at.Before(e.Opens) && !e.Over(at) }

// Gathering tells whether the room is open and nothing is drawn yet.
func (e Event) Gathering(at time.Time) bool {
	return !at.Before(e.Gathers) && at.Before(e.Opens) && !e.Over(at)
}

// Waiting is how many families stand in the line.
func (e Event) Waiting() int { return e.Arrivals - e.Front }

// The usual bounds of an event.
const (
	GathersBefore = 30 * time.Minute // GathersBefore is how long before the opening the room opens.
	LastsFor      = 6 * time.Hour    // LastsFor is how long one passes by the room.
)

// Pace is how fast the line moves, in families per second.
type Pace struct {
	Now     float64
	Slowest float64 // Slowest is let in however long the answers take.
	Fastest float64 // Fastest is never passed.
	Finish  time.Duration
	Paused  bool
}

// usual is the pace an event begins with.
func usual() Pace {
	return Pace{Now: 40, Slowest: 5, Fastest: 200, Finish: 20 * time.Minute}
}

// Standing is where somebody stands.
type Standing string

// The standings.
const (
	Outside Standing = "outside" // Outside has no ticket.
	Present Standing = "present" // Present has a ticket for the draw to come.
	Waiting Standing = "waiting" // Waiting has a rank that has not come up.
	Turn    Standing = "turn"    // Turn may register.
	Late    Standing = "late"    // Late has used up their time while others wait.
	Free    Standing = "free"    // Free is everybody, once the room is over.
)

// Position is where an account stands in an event.
type Position struct {
	Event    Event
	Standing Standing
	Arrival  int           // Arrival names the account's ticket; 0 is none.
	Number   string        // Number is the public number of the ticket, as the draw lists it.
	Rank     int           // Rank counts from one; 0 before the draw.
	Ahead    int           // Ahead is how many families go in first.
	Wait     time.Duration // Wait is about how long that takes; 0 while the line is paused.
	Until    time.Time     // Until is the end of a turn in use.
}
