package requests

import (
	"strings"
	"time"

	"sem/internal/fault"
)

// Ask asks the citizen for something, and stops the clock until the answer.
func (r *Request) Ask(a Act, question string) (Event, error) {
	question, err := said("question", question)
	if err != nil {
		return Event{}, err
	}
	e, err := r.do(a, DidAsk, Event{Body: question})
	if err == nil {
		r.Awaited = question
	}
	return e, err
}

// Remind tells the citizen again what was asked.
func (r *Request) Remind(a Act) (Event, error) {
	return r.do(a, DidRemind, Event{Body: r.Awaited})
}

// Plan says on which day the work is done. A day after the promise does not move it:
// MovePromise does, with its reason.
func (r *Request) Plan(a Act, day, explanation string) (Event, error) {
	if err := r.future(a, "date", day); err != nil {
		return Event{}, err
	}
	e, err := r.do(a, DidPlan, Event{Body: strings.TrimSpace(explanation), Detail: day})
	if err == nil {
		r.PlannedFor = day
	}
	return e, err
}

// AwaitThirdParty says who outside the city owes something, and on which day the citizen
// hears of it again. The clock goes on.
func (r *Request) AwaitThirdParty(a Act, who, until string) (Event, error) {
	if strings.TrimSpace(who) == "" {
		return Event{}, invalid(fault.Field{Name: "who", Message: "Écrivez qui nous attendons, par exemple Hydro-Québec."})
	}
	if err := r.future(a, "until", until); err != nil {
		return Event{}, err
	}
	e, err := r.do(a, DidAwait, Event{Body: strings.TrimSpace(who), Detail: until})
	if err == nil {
		r.Awaited, r.PlannedFor = strings.TrimSpace(who), until
	}
	return e, err
}

// Resume takes the work up, whatever it was waiting for.
func (r *Request) Resume(a Act, explanation string) (Event, error) {
	return r.moving(func() (Event, error) {
		return r.do(a, DidResume, Event{Body: strings.TrimSpace(explanation)})
	})
}

// MovePromise promises another time, for a reason that the citizen is told. Only the
// program itself, which renews the promise of a request taken up again, gives none.
func (r *Request) MovePromise(a Act, to time.Time, reason string) (Event, error) {
	if a.By.Kind != BySystem {
		var err error
		if reason, err = said("reason", reason); err != nil {
			return Event{}, err
		}
	}
	if !to.After(a.At) || to.Equal(r.PromisedAt) {
		return Event{}, invalid(fault.Field{Name: "date", Message: "Choisissez une autre date, à venir."})
	}
	e, err := r.do(a, DidMovePromise, Event{Body: reason})
	if err == nil {
		e.Detail = moved(r.PromisedAt, to)
		r.PromisedAt = to
	}
	return e, err
}

// Renewed is the promise of a request taken up again now: as long as a new one has, and
// never sooner than what was promised.
func (r *Request) Renewed(a Act) time.Time {
	if fresh := a.Type.SolvedBy(a.Calendar, a.At); fresh.After(r.PromisedAt) {
		return fresh
	}
	return r.PromisedAt
}

// moving does a deed that may start the clock again, and has the event tell by how much
// the promise moved.
func (r *Request) moving(deed func() (Event, error)) (Event, error) {
	before := r.PromisedAt
	e, err := deed()
	if err == nil && !r.PromisedAt.Equal(before) {
		e.Detail = moved(before, r.PromisedAt)
	}
	return e, err
}

// moved writes the two promises of an event, 2026-09-04/2026-09-11.
func moved(from, to time.Time) string { return FormatDay(from) + "/" + FormatDay(to) }

// Promises are the days promised before and after an event that moved the promise; the
// zero times for any other event.
func (e Event) Promises() (before, after time.Time) {
	from, to, ok := strings.Cut(e.Detail, "/")
	if !ok {
		return time.Time{}, time.Time{}
	}
	before, err := ParseDay(from)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	after, err = ParseDay(to)
	if err != nil {
		return time.Time{}, time.Time{}
	}
	return before, after
}

// future refuses a day that is not written as a day, or is past.
func (r *Request) future(a Act, field, day string) error {
	if _, err := ParseDay(day); err != nil {
		return invalid(fault.Field{Name: field, Message: "Entrez une date, par exemple 2026-09-11."})
	}
	if day < FormatDay(a.At) {
		return invalid(fault.Field{Name: field, Message: "Choisissez une date à venir."})
	}
	return nil
}

// Level is how near the end of the promise is, as the desk shows it.
type Level string

// The levels.
const (
	NoLevel Level = ""       // NoLevel: nothing is owed any more.
	Green   Level = "green"  // Green: more than one business day is left.
	Amber   Level = "amber"  // Amber: the promise ends within a business day.
	Red     Level = "red"    // Red: the promise is broken.
	Paused  Level = "paused" // Paused: the city waits for the citizen.
)

// Left is what is left of a promise.
type Left struct {
	Level Level
	Days  int           // Days are business days: those left, or those late when the level is Red.
	Time  time.Duration // Time is negative when the promise is broken.
}

// SLA is what is left of the promise of r.
func SLA(r Request, c Calendar, now time.Time) Left {
	left := Left{Time: r.PromisedAt.Sub(now)}
	switch {
	case !r.State.Open():
		return Left{}
	case !r.PausedAt.IsZero():
		return Left{Level: Paused, Days: c.Between(r.PausedAt, r.PromisedAt)}
	case left.Time < 0:
		left.Level, left.Days = Red, c.Between(r.PromisedAt, now)
		return left
	}
	left.Level, left.Days = Green, c.Between(now, r.PromisedAt)
	if left.Days <= 1 {
		left.Level = Amber
	}
	return left
}
