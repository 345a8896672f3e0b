package demo

import (
	"time"

	"sem/internal/requests"
)

// nothing is the answer of a rule that had nothing to do.
var nothing requests.Event

func (t *tale) assign(at time.Time, by, to clerk) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) {
		return r.Assign(a, to.account, to.short)
	})
}

func (t *tale) transfer(at time.Time, by clerk, department, why string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) {
		return r.Transfer(a, department, why)
	})
}

func (t *tale) note(at time.Time, by clerk, said string, restricted bool) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Note(a, said, restricted) })
}

func (t *tale) reply(at time.Time, by clerk, said string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Reply(a, said) })
}

func (t *tale) ask(at time.Time, by clerk, question string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Ask(a, question) })
}

func (t *tale) remind(at time.Time) {
	t.do(at, requests.System, func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Remind(a) })
}

func (t *tale) message(at time.Time, citizen requests.Actor, said string) {
	t.do(at, citizen, func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.CitizenMessage(a, said) })
}

// unpause takes up a request that waits for the citizen, before something else is decided.
func unpause(r *requests.Request, a requests.Act) (requests.Event, error) {
	if r.State != requests.WaitingCitizen {
		return nothing, nil
	}
	return r.Resume(a, "")
}

// plan says on which day the work is done. A day after the promise moves it.
func (t *tale) plan(at time.Time, by clerk, day, said string) {
	t.do(at, by.actor(), unpause,
		func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Plan(a, day, said) },
		func(r *requests.Request, a requests.Act) (requests.Event, error) {
			date, err := requests.ParseDay(day)
			if end := a.Calendar.Close(date); err == nil && end.After(r.PromisedAt) {
				return r.MovePromise(a, end, said)
			}
			return nothing, err
		})
}

func (t *tale) await(at time.Time, by clerk, who, until string) {
	t.do(at, by.actor(), unpause, func(r *requests.Request, a requests.Act) (requests.Event, error) {
		return r.AwaitThirdParty(a, who, until)
	})
}

func (t *tale) resume(at time.Time, by clerk, said string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Resume(a, said) })
}

// movePromise promises the closing of another day.
func (t *tale) movePromise(at time.Time, by clerk, day, why string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) {
		date, err := requests.ParseDay(day)
		if err != nil {
			return nothing, err
		}
		return r.MovePromise(a, a.Calendar.Close(date), why)
	})
}

func (t *tale) resolve(at time.Time, by clerk, outcome, said string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Resolve(a, outcome, said) })
}

// contest is the citizen's word that it is not settled. The promise is renewed.
func (t *tale) contest(at time.Time, citizen requests.Actor, why string) {
	t.do(at, citizen,
		func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Contest(a, why) },
		func(r *requests.Request, a requests.Act) (requests.Event, error) {
			a.By = requests.System
			if to := r.Renewed(a); !to.Equal(r.PromisedAt) {
				return r.MovePromise(a, to, "")
			}
			return nothing, nil
		})
}

func (t *tale) rate(at time.Time, citizen requests.Actor, stars int, said string) {
	t.do(at, citizen, func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Rate(a, stars, said) })
}

func (t *tale) cancel(at time.Time, by requests.Actor, why string) {
	t.do(at, by, func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Cancel(a, why) })
}

func (t *tale) reject(at time.Time, by clerk, why string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Reject(a, why) })
}

func (t *tale) sendAway(at time.Time, by clerk, who, phone string) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) {
		return r.OutOfJurisdiction(a, who, phone)
	})
}

// close ends the request once the time to contest is over.
func (t *tale) close() {
	at := t.r.ContestedBefore(t.typ, t.calendar).Add(5 * time.Minute)
	t.do(at, requests.System, func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Close(a) })
}

// doubleOf says that another request is about the same thing. Its people follow the other.
func (t *tale) doubleOf(at time.Time, by clerk, first *tale) {
	t.do(at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.MarkDuplicate(a, &first.r) })
	if t.ended() {
		return
	}
	if who := concerned(t.r); who != "" {
		first.followers = append(first.followers, requests.Follower{Person: who, Since: t.at})
	}
	if len(t.moments) > 0 {
		t.moments[len(t.moments)-1].alike = 1 + len(first.followers)
	}
	first.do(t.at, by.actor(), func(r *requests.Request, a requests.Act) (requests.Event, error) { return r.Join(a, t.r.Number) })
}
