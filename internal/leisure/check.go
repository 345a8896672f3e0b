package leisure

import (
	"time"

	"sem/internal/civil"
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
	Passed    map[string]bool // Passed are the codes of activities they have passed; nil when nobody has looked.
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
	// From is when the rule will say yes by itself, where that is known: the birthday that
	// makes somebody old enough, the opening of registration.
	From time.Time

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

// why tells the answers of one rule apart.
type why string

const (
	allAges       why = "all ages"
	rightAge      why = "right age"
	tooYoung      why = "too young"
	tooOld        why = "too old"
	noBirth       why = "birth date not known"
	everybody     why = "for everybody"
	notYours      why = "for another audience"
	noProof       why = "no proof of residence"
	open          why = "open"
	notYet        why = "not yet"
	closed        why = "closed"
	never         why = "never opens"
	cancelled     why = "cancelled"
	over          why = "over"
	walkIn        why = "without registration"
	hidden        why = "not published"
	nothingNeeded why = "nothing needed"
	passed        why = "passed"
	notPassed     why = "not passed"
	notLooked     why = "nobody looked"
	free          why = "free places"
	full          why = "full"
	notIn         why = "not in"
	alreadyIn     why = "already in"
)

// about is what the findings of one check speak of.
type about struct {
	program  *Program
	group    *Group
	activity *Activity
	who      Candidate
	channel  Channel
	left     Left
	birth    civil.Day
	ageDay   civil.Day // ageDay is the day on which ages count.
	today    civil.Day
	at       time.Time
	audience Audience // audience is the one whose windows were asked.
	opening  Opening
	missing  string // missing is the code of the first activity that was not passed.
}

// Check asks every rule whether somebody may register in a group at a moment by a channel. It
// is pure, so that it says the same when a course is wished for, held and paid.
func (p *Program) Check(g *Group, who Candidate, at time.Time, c Channel, left Left) Findings {
	a := &about{program: p, group: g, activity: p.activities[g.Activity], who: who, channel: c, left: left, at: at, today: civil.DayOf(at), ageDay: p.AgeDay(g)}
	findings := Findings{a.age(), a.residence(), a.window(), a.prerequisite(), a.places(), a.twice()}
	for i := range findings {
		f := &findings[i]
		f.about = a
		if f.Answer == Yes || !f.Rule.Overridable() {
			continue
		}
		f.Motive, f.Overridden = who.Overrides[f.Rule]
	}
	return findings
}

// AgeDay is the day on which ages count for a group: that of its session, else that of its
// first class as it was planned, so that nobody loses a place because a class was moved.
func (p *Program) AgeDay(g *Group) civil.Day {
	if s := p.session[g.Session]; s != nil && s.AgesAt != 0 {
		return s.AgesAt
	}
	if g.planned != 0 {
		return g.planned
	}
	return g.From
}

func (a *about) age() Finding {
	g := a.group
	if g.MinAge == 0 && g.MaxAge == 0 {
		return Finding{Rule: RuleAge, Answer: Yes, why: allAges}
	}
	birth, err := civil.ParseDay(a.who.Person.BirthDate)
	if err != nil {
		return Finding{Rule: RuleAge, Answer: Unknown, why: noBirth}
	}
	a.birth = birth
	months := MonthsOld(birth, a.ageDay)
	switch {
	case months < g.MinAge:
		return Finding{Rule: RuleAge, Answer: No, why: tooYoung, From: OldEnough(birth, g.MinAge).Time()}
	case g.MaxAge != 0 && months >= ageEnd(g.MaxAge):
		return Finding{Rule: RuleAge, Answer: No, why: tooOld}
	}
	return Finding{Rule: RuleAge, Answer: Yes, why: rightAge}
}

// residence says whether the group is for the audience at all. When it is not, the window of
// the audience it is for is asked, so that one obstacle is not told twice.
func (a *about) residence() Finding {
	a.audience = a.who.Audience
	yes := Finding{Rule: RuleResidence, Answer: Yes, why: everybody}
	windows := a.program.windows(a.group)
	if !OpeningOf(windows, a.audience, a.channel, a.at).Never() {
		return yes
	}
	for _, other := range Audiences() {
		if OpeningOf(windows, other, a.channel, a.at).Never() {
			continue
		}
		a.audience = other
		if a.unproved() {
			return Finding{Rule: RuleResidence, Answer: Unknown, why: noProof}
		}
		return Finding{Rule: RuleResidence, Answer: No, why: notYours}
	}
	return yes
}

// unproved tells whether the person might be of another audience, had they shown a proof.
func (a *about) unproved() bool {
	p := a.who.Person
	return p.Residence == people.Unknown || p.Residence == "" || !p.ResidenceUntil.IsZero() && !a.at.Before(p.ResidenceUntil)
}

func (a *about) window() Finding {
	no := func(w why) Finding { return Finding{Rule: RuleWindow, Answer: No, why: w} }
	s := a.program.session[a.group.Session]
	switch {
	case a.group.Cancelled:
		return no(cancelled)
	case s == nil || !s.Published:
		return no(hidden)
	case a.activity != nil && a.activity.Free:
		return no(walkIn)
	case a.group.Last() < a.today:
		return no(over)
	}
	a.opening = a.program.Window(a.group, a.audience, a.channel, a.at)
	switch {
	case a.opening.Open:
		return Finding{Rule: RuleWindow, Answer: Yes, why: open}
	case a.opening.Never():
		return no(never)
	case a.opening.Over():
		return no(closed)
	}
	return Finding{Rule: RuleWindow, Answer: No, why: notYet, From: a.opening.Next}
}

func (a *about) prerequisite() Finding {
	if a.activity == nil || len(a.activity.Needs) == 0 {
		return Finding{Rule: RulePrerequisite, Answer: Yes, why: nothingNeeded}
	}
	for _, code := range a.activity.Needs {
		if a.who.Passed[code] {
			continue
		}
		a.missing = code
		if a.who.Passed == nil {
			return Finding{Rule: RulePrerequisite, Answer: Unknown, why: notLooked}
		}
		return Finding{Rule: RulePrerequisite, Answer: No, why: notPassed}
	}
	return Finding{Rule: RulePrerequisite, Answer: Yes, why: passed}
}

func (a *about) places() Finding {
	if a.left.Free(a.channel) > 0 {
		return Finding{Rule: RulePlaces, Answer: Yes, why: free}
	}
	return Finding{Rule: RulePlaces, Answer: No, why: full}
}

func (a *about) twice() Finding {
	if a.who.Already {
		return Finding{Rule: RuleTwice, Answer: No, why: alreadyIn}
	}
	return Finding{Rule: RuleTwice, Answer: Yes, why: notIn}
}
