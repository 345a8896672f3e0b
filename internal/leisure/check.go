package leisure

import (
	"context"
	"time"

	"sem/internal/people"
)

// Rule names one condition of a registration.
type Rule string

// The rules, in the order in which they are told.
const (
	RuleAge          Rule = "age"
	RuleResidence    Rule = "residence"
	RuleWindow       Rule = "window"
	RulePrerequisite Rule = "prerequisite"
	RulePlaces       Rule = "places"
	RuleTwice        Rule = "twice"
)

// Overridable tells whether an agent may set a rule aside with a motive. A place that does
// not exist is given to nobody, and nobody has two in one group.
func (r Rule) Overridable() bool { return r != RulePlaces && r != RuleTwice }

// Answer is what a rule answers.
type Answer string

// The answers.
const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Unknown Answer = "unknown" // Unknown: the city does not know enough to say.
)

// Candidate is somebody for whom a place is asked.
type Candidate struct {
	Person    people.Person
	Audience  Audience
	Passed    map[string]bool // Passed are the codes of activities they have passed.
	Already   bool            // Already: they have a place in the group.
	Overrides map[Rule]string // Overrides are the rules that an agent set aside, each with the motive.
}

// Left is what is left of the places of a group, or of its quota.
type Left struct {
	Places  int
	Taken   int
	Held    int // Held are the places in carts.
	Waiting int // Waiting is how long the waiting list is.
	Web     int // Web is how many are free for the web now.
}

// Free is how many places a channel may give now.
func (l Left) Free(c Channel) int {
	free := max(0, l.Places-l.Taken-l.Held)
	if c == Counter {
		return free
	}
	return min(free, max(0, l.Web))
}

// Seats is all that the program asks of registration.
type Seats interface {
	Left(GroupID) Left
}

// Finding is what a rule says of a candidate and a group.
type Finding struct {
	Rule       Rule
	Answer     Answer
	Overridden bool   // Overridden: an agent set the rule aside.
	Motive     string // Motive is why it was set aside.

	why   why
	about *about
}

// Findings are what every rule says.
type Findings []Finding

// Verdict is No when a rule says so, Unknown when one cannot tell, else Yes. What an agent
// set aside does not count.
func (f Findings) Verdict() Answer {
	verdict := Yes
	for _, one := range f {
		switch {
		case one.Overridden || one.Answer == Yes:
		case one.Answer == No:
			return No
		default:
			verdict = Unknown
		}
	}
	return verdict
}

// Of is what a rule says.
func (f Findings) Of(r Rule) Finding {
	for _, one := range f {
		if one.Rule == r {
			return one
		}
	}
	return Finding{Rule: r, Answer: Yes}
}

// Against are the findings that stand in the way: no or unknown, and not set aside.
func (f Findings) Against() Findings {
	var some Findings
	for _, one := range f {
		if one.Answer != Yes && !one.Overridden {
			some = append(some, one)
		}
	}
	return some
}

// why tells the reasons of one rule apart.
type why string

// about is what the findings of one check speak of.
type about struct{}

// Check asks every rule whether somebody may register in a group at a moment by a channel. It
// is pure, so that it says the same when a course is wished for, held and paid.
func (p *Program) Check(g *Group, who Candidate, at time.Time, c Channel, left Left) Findings {
	return Findings{}
}

// Reason says why a rule answers as it does.
func (f Finding) Reason(ctx context.Context) string { return "" }

// Remedy says what can be done, empty when nothing can or need be.
func (f Finding) Remedy(ctx context.Context) string { return "" }
