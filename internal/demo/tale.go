package demo

import (
	"fmt"
	"time"

	"sem/internal/files"
	"sem/internal/requests"
)

// tale is the life of one request, told deed by deed until the present. Each of its deeds
// is what the use case of that name does at the desk.
type tale struct {
	calendar requests.Calendar
	typ      requests.Type
	now      time.Time
	since    time.Time // since is from when the moments are kept, for the journal and the notices.
	newID    func() string

	r         requests.Request
	events    []requests.Event
	moments   []moment
	followers []requests.Follower
	attached  []attached
	contacts  []requests.Interaction
	at        time.Time // at is when the last deed was done.
	over      bool      // over is set when the next deed lies in the future.
	err       error
}

// moment is a deed: its events, and the request as it stood then.
type moment struct {
	request   requests.Request
	events    []requests.Event
	followers int // followers is how many followed the request then.
	alike     int // alike is how many people the original of a duplicate concerned then.
}

// attached is a file that came with the event of a rank.
type attached struct {
	file  files.File
	rank  int
	eyes  requests.Visibility
	about string
}

// act is a deed of somebody at the tale's moment.
func (t *tale) act(by requests.Actor) requests.Act {
	return requests.Act{By: by, At: t.at, Type: t.typ, Calendar: t.calendar}
}

// begin tells how the request came in, and gives it its number and its code.
func (t *tale) begin(report requests.Report, by requests.Actor, at time.Time, number requests.Number, tracking string) {
	t.at = at
	if err := report.Check(t.typ); err != nil {
		t.err = fmt.Errorf("report of type %s: %w", t.typ.Code, err)
		return
	}
	r, e := requests.Begin(requests.ID(t.newID()), report, t.act(by))
	r.Number, r.Tracking = number, tracking
	t.r = r
	t.keep(e)
}

// rule is one of the rules of requests, asked about a deed.
type rule = func(*requests.Request, requests.Act) (requests.Event, error)

// do has somebody do something at a time, unless that time has not come. Several rules in
// one deed happen at the same moment.
func (t *tale) do(at time.Time, by requests.Actor, rules ...rule) {
	if at = at.Truncate(time.Second); !at.After(t.at) {
		at = t.at.Add(time.Minute)
	}
	if at.After(t.now) {
		t.over = true
	}
	if t.ended() {
		return
	}
	t.at = at
	var events []requests.Event
	for _, ask := range rules {
		e, err := ask(&t.r, t.act(by))
		if err != nil {
			t.err = fmt.Errorf("%s, %s, at %s: %w", t.typ.Code, t.r.State, at.Format(time.DateTime), err)
			return
		}
		if e.Kind != "" {
			events = append(events, e)
		}
	}
	t.keep(events...)
}

func (t *tale) keep(events ...requests.Event) {
	for i := range events {
		events[i].ID = t.newID()
	}
	t.events = append(t.events, events...)
	if t.at.After(t.since) {
		t.moments = append(t.moments, moment{request: t.r, events: t.events[len(t.events)-len(events):], followers: len(t.followers)})
	}
}

// ended tells whether nothing more is to be told.
func (t *tale) ended() bool { return t.over || t.err != nil }

// story is the tale as the requests room loads it.
func (t *tale) story() requests.Story {
	s := requests.Story{Request: t.r, Events: t.events, Followers: t.followers, Contacts: t.contacts}
	for _, a := range t.attached {
		s.Attachments = append(s.Attachments, requests.Attachment{
			ID: t.newID(), Event: t.events[a.rank-1].ID, File: a.file.ID, Visibility: a.eyes, Description: a.about,
		})
	}
	return s
}
