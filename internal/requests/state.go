package requests

import "slices"

// State is where a request stands.
type State string

// The states of a request.
const (
	Received          State = "received"            // Received: nobody has taken it up yet.
	InProgress        State = "in_progress"         // InProgress: somebody works on it.
	Planned           State = "planned"             // Planned: the work has a date.
	WaitingCitizen    State = "waiting_citizen"     // WaitingCitizen: the citizen owes an answer; the clock is stopped.
	WaitingThirdParty State = "waiting_third_party" // WaitingThirdParty: somebody outside the city owes something; the clock runs.
	Resolved          State = "resolved"            // Resolved: the city says it is settled; the citizen may disagree.
	Closed            State = "closed"              // Closed: settled, and the time to contest is over or given up.
	Contested         State = "contested"           // Contested: the citizen disagrees; somebody else takes it up.
	Reopened          State = "reopened"            // Reopened: the city took it up again by itself.
	Duplicate         State = "duplicate"           // Duplicate: another request is about the same thing.
	OutOfJurisdiction State = "out_of_jurisdiction" // OutOfJurisdiction: somebody else than the city takes care of it.
	Cancelled         State = "cancelled"           // Cancelled: the citizen gave it up.
	Rejected          State = "rejected"            // Rejected: the city says no, and why.
)

// States lists every state, in the order of a request's life.
var States = []State{
	Received, InProgress, Planned, WaitingCitizen, WaitingThirdParty, Resolved, Closed,
	Contested, Reopened, Duplicate, OutOfJurisdiction, Cancelled, Rejected,
}

var openStates = []State{Received, InProgress, Planned, WaitingCitizen, WaitingThirdParty, Contested, Reopened}

// Open tells whether the city still owes work.
func (s State) Open() bool { return slices.Contains(openStates, s) }

// Stage is how far a request has come, from 1 received to 4 settled one way or another.
func (s State) Stage() int {
	switch {
	case s == Received:
		return 1
	case s == Planned:
		return 3
	case s.Open():
		return 2
	}
	return 4
}

// Kind is what an event tells was done.
type Kind string

// The kinds of events.
const (
	DidReport      Kind = "reported"
	DidAssign      Kind = "assigned"
	DidTransfer    Kind = "transferred"
	DidNote        Kind = "noted"
	DidReply       Kind = "replied"
	DidAsk         Kind = "asked"
	DidAnswer      Kind = "answered" // DidAnswer: the citizen answered what was asked.
	DidRemind      Kind = "reminded" // DidRemind: the citizen was reminded of what was asked.
	DidMessage     Kind = "message"  // DidMessage: the citizen wrote without having been asked.
	DidPlan        Kind = "planned"
	DidAwait       Kind = "awaited" // DidAwait: a third party owes something.
	DidResume      Kind = "resumed"
	DidMovePromise Kind = "promise_moved"
	DidResolve     Kind = "resolved"
	DidClose       Kind = "closed"
	DidContest     Kind = "contested"
	DidReopen      Kind = "reopened"
	DidDuplicate   Kind = "duplicate"
	DidJoin        Kind = "joined" // DidJoin: another request was found to be about the same thing.
	DidSendAway    Kind = "sent_away"
	DidReject      Kind = "rejected"
	DidCancel      Kind = "cancelled"
	DidAttach      Kind = "attached"
	DidRate        Kind = "rated"
)

// same stands in the tables for the state the request is already in.
const same State = ""

// moves says what may be done in a state, and where it leads; whileOpen and always say it
// for the deeds that depend on less. What none of the three allows is refused. Work that
// waits for the citizen is resumed before it is planned, so that the promise that moves
// with the wait is told by itself.
var moves = map[State]map[Kind]State{
	Received:          {DidPlan: Planned, DidAwait: WaitingThirdParty, DidAssign: InProgress, DidReply: InProgress, DidResume: InProgress, DidMessage: same, DidMovePromise: same},
	InProgress:        {DidPlan: Planned, DidAwait: WaitingThirdParty, DidAssign: same, DidReply: same, DidMessage: same, DidMovePromise: same},
	Planned:           {DidPlan: Planned, DidAwait: WaitingThirdParty, DidAssign: same, DidReply: same, DidResume: InProgress, DidMessage: same, DidMovePromise: same},
	WaitingCitizen:    {DidAssign: same, DidReply: same, DidResume: InProgress, DidAnswer: InProgress, DidRemind: same},
	WaitingThirdParty: {DidPlan: Planned, DidAwait: WaitingThirdParty, DidAssign: same, DidReply: same, DidResume: InProgress, DidMessage: same, DidMovePromise: same},
	Contested:         {DidPlan: Planned, DidAwait: WaitingThirdParty, DidAssign: InProgress, DidReply: InProgress, DidResume: InProgress, DidMessage: same, DidMovePromise: same},
	Reopened:          {DidPlan: Planned, DidAwait: WaitingThirdParty, DidAssign: InProgress, DidReply: InProgress, DidResume: InProgress, DidMessage: same, DidMovePromise: same},
	Resolved:          {DidClose: Closed, DidContest: Contested, DidReopen: Reopened, DidReply: same, DidMessage: same, DidRate: same},
	Closed:            {DidContest: Contested, DidReopen: Reopened, DidRate: same},
	Duplicate:         {DidReopen: Reopened},
	OutOfJurisdiction: {DidContest: Contested, DidReopen: Reopened},
	Cancelled:         {DidReopen: Reopened},
	Rejected:          {DidContest: Contested, DidReopen: Reopened},
}

var whileOpen = map[Kind]State{
	DidTransfer:  same,
	DidAsk:       WaitingCitizen,
	DidResolve:   Resolved,
	DidDuplicate: Duplicate,
	DidSendAway:  OutOfJurisdiction,
	DidReject:    Rejected,
	DidCancel:    Cancelled,
}

var always = map[Kind]State{DidNote: same, DidAttach: same, DidJoin: same}

// after is the state that a deed leads to, and whether it may be done in this state.
func (s State) after(k Kind) (State, bool) {
	to, ok := moves[s][k]
	if !ok && s.Open() {
		to, ok = whileOpen[k]
	}
	if !ok {
		to, ok = always[k]
	}
	if to == same {
		to = s
	}
	return to, ok
}

// Allows tells whether a deed may be done in this state.
func (s State) Allows(k Kind) bool {
	_, ok := s.after(k)
	return ok
}
