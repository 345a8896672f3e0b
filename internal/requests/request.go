package requests

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"sem/internal/fault"
	"sem/internal/people"
)

// ID names a request inside the city; nobody is shown it.
type ID string

// Number names a request for people: 2026-004217-K.
type Number string

// Channel is the way something reached the city.
type Channel string

// The channels.
const (
	Web       Channel = "web"
	Telephone Channel = "telephone"
	Counter   Channel = "comptoir"
	Email     Channel = "courriel"
	Letter    Channel = "lettre"
	Field     Channel = "terrain"
	Open311   Channel = "open311"
)

// Channels lists the channels.
var Channels = []Channel{Web, Telephone, Counter, Email, Letter, Field, Open311}

// Request is one piece of work the city owes an answer for.
type Request struct {
	ID           ID
	Number       Number
	Tracking     string // Tracking opens the public part of the request without an account.
	Type         string
	TypeVersion  int
	Department   string
	State        State
	Title        string
	Description  string
	Answers      map[string]string // Answers are by the code of their question.
	Channel      Channel
	ReportedBy   people.ID // ReportedBy is empty for somebody not in the register.
	Beneficiary  people.ID // Beneficiary is whom it is for, when not the reporter.
	EnteredBy    string    // EnteredBy is the account of the staff who wrote it down.
	ContactName  string
	ContactValue string
	AssignedTo   string // AssignedTo is an account of the staff.
	PlaceLine    string
	AddressID    string
	DistrictID   string
	Lat, Lon     float64 // Lat and Lon are 0 when the point is not known.
	ReceivedAt   time.Time
	AnswerBy     time.Time // AnswerBy is when a first answer is promised.
	PromisedAt   time.Time // PromisedAt is when a solution is promised.
	AnsweredAt   time.Time
	PausedAt     time.Time // PausedAt is set while the city waits for the citizen, and only then.
	Awaited      string    // Awaited is what the citizen, or who the third party is, that the city waits for.
	PlannedFor   string    // PlannedFor is the day of the work, or of the next news, in DayForm.
	ResolvedAt   time.Time
	ClosedAt     time.Time
	Outcome      string
	OutcomeText  string
	ResolvedBy   string // ResolvedBy is who settled it; on an open request, who may not settle it again.
	DuplicateOf  ID
	Satisfaction int // Satisfaction is from 1 to 5, 0 when not given.
	Source       string
	Events       int // Events counts the events, and so is the rank of the last one.
	UpdatedAt    time.Time
}

// Visibility says for whose eyes an event or a file is.
type Visibility string

// The visibilities.
const (
	ForCitizen    Visibility = "citizen"    // ForCitizen: everybody concerned.
	ForStaff      Visibility = "staff"      // ForStaff: whoever works for the city.
	ForDepartment Visibility = "restricted" // ForDepartment: those of the request's department.
)

// ActorKind says what sort of person did something.
type ActorKind string

// The kinds of actors.
const (
	ByCitizen ActorKind = "citizen"
	ByStaff   ActorKind = "staff"
	BySystem  ActorKind = "system"
)

// Actor is who does something to a request.
type Actor struct {
	Kind ActorKind
	ID   string // ID is an account for the staff, a person for a citizen.
	Name string // Name is how the staff is shown to the citizen: Martin G.
}

// System is the program, when time alone makes something happen.
var System = Actor{Kind: BySystem}

// Event is one thing that happened to a request. It never changes.
type Event struct {
	ID         string
	Request    ID
	Rank       int // Rank counts from 1, without holes.
	At         time.Time
	Kind       Kind
	Visibility Visibility
	By         Actor
	From, To   State
	Body       string // Body is what somebody said.
	Detail     string // Detail is the date, department, person or number that the kind calls for.
}

// MovedState tells whether the event changed the state of its request.
func (e Event) MovedState() bool { return e.From != e.To }

// Act is a deed about to be done: by whom, when, and under which type and calendar.
type Act struct {
	By       Actor
	At       time.Time
	Type     Type
	Calendar Calendar
}

// Lengths of what people write.
const (
	longestTitle = 120
	longestText  = 5000
)

// do is the door every deed goes through: it asks the table, keeps a contested request
// from whoever settled it, stops and starts the clock, and makes the event.
func (r *Request) do(a Act, k Kind, e Event) (Event, error) {
	to, ok := r.State.after(k)
	if !ok {
		return Event{}, fault.New(fault.Conflict, "L’état de cette demande a changé : ce n’est plus possible. Relisez-la.")
	}
	if r.ownContest(a, k) {
		return Event{}, fault.New(fault.Forbidden, "Vous aviez réglé cette demande, et la personne n’est pas d’accord. Quelqu’un d’autre doit lui répondre.")
	}
	e.Request, e.At, e.Kind, e.By, e.From, e.To = r.ID, a.At, k, a.By, r.State, to
	if e.Visibility == "" {
		e.Visibility = ForCitizen
	}
	r.enter(a, to)
	if a.By.Kind == ByStaff && e.Visibility == ForCitizen && slices.Contains(answers, k) && r.AnsweredAt.IsZero() {
		r.AnsweredAt = a.At
	}
	r.Events++
	e.Rank = r.Events
	r.UpdatedAt = a.At
	return e, nil
}

// answers are the deeds of the staff that tell the citizen something of substance.
var answers = []Kind{DidReply, DidAsk, DidPlan, DidAwait, DidResolve, DidDuplicate, DidSendAway, DidReject}

// ownContest tells whether the person who settled a contested request is about to answer
// for it again. Reading, noting and handing over stay possible.
func (r *Request) ownContest(a Act, k Kind) bool {
	if a.By.Kind != ByStaff || !r.State.Open() || r.ResolvedBy == "" || r.ResolvedBy != a.By.ID {
		return false
	}
	return slices.Contains(answers, k) || k == DidResume || k == DidMovePromise || k == DidCancel
}

// enter puts the request into a state, and leaves nothing of the state before.
func (r *Request) enter(a Act, to State) {
	if r.State == WaitingCitizen && to != WaitingCitizen {
		r.PromisedAt = a.Calendar.Later(r.PromisedAt, a.Calendar.Between(r.PausedAt, a.At))
		r.PausedAt = time.Time{}
	}
	if to == WaitingCitizen && r.State != WaitingCitizen {
		r.PausedAt = a.At
	}
	if to != r.State {
		r.Awaited, r.PlannedFor = "", ""
	}
	if to.Open() && !r.State.Open() {
		r.ResolvedAt, r.ClosedAt = time.Time{}, time.Time{}
		r.Outcome, r.OutcomeText, r.DuplicateOf, r.Satisfaction = "", "", "", 0
	}
	if !to.Open() && r.State.Open() {
		r.ResolvedAt, r.ResolvedBy = a.At, ""
		if a.By.Kind == ByStaff {
			r.ResolvedBy = a.By.ID
		}
	}
	if !to.Open() && to != Resolved && r.ClosedAt.IsZero() {
		r.ClosedAt = a.At
	}
	r.State = to
}

// said checks what somebody wrote in the field name.
func said(name, body string) (string, error) {
	var p fault.Problems
	body = strings.TrimSpace(body)
	switch {
	case body == "" && name == "reason":
		p.Add(name, "Écrivez la raison.")
	case body == "" && name == "question":
		p.Add(name, "Écrivez la question.")
	case body == "":
		p.Add(name, "Écrivez quelque chose.")
	case utf8.RuneCountInString(body) > longestText:
		p.Add(name, "Ce texte est trop long. Écrivez au plus 5 000 caractères.")
	}
	return body, p.Err()
}

func invalid(f fault.Field) error {
	var p fault.Problems
	p.Add(f.Name, f.Message)
	return p.Err()
}

// Late tells whether the promise is broken: the request is open, its clock runs, and the
// promised time is past.
func (r *Request) Late(now time.Time) bool {
	return r.State.Open() && r.PausedAt.IsZero() && r.PromisedAt.Before(now)
}
