package demo

import (
	"context"
	"time"

	"sem/internal/alerts"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/requests"
)

// books writes what the deeds of a request leave in the journal and in the notices, as the
// use cases do.
type books struct {
	newID        func() string
	departments  map[string]requests.Department
	roleOf       func(account string) string // roleOf is what the journal keeps of a member of the staff.
	accountOf    map[string]string           // accountOf are the accounts of people.
	languageOf   map[people.ID]string        // languageOf are those who read another language than French.
	noticesSince time.Time
}

// of are the entries and the notices of a tale.
func (k *books) of(ctx context.Context, t *tale) (entries []journal.Entry, notices []alerts.Notice, err error) {
	for _, m := range t.moments {
		entries = append(entries, k.entry(m))
		if m.events[0].At.Before(k.noticesSince) {
			continue
		}
		told, err := k.notices(ctx, t, m)
		if err != nil {
			return nil, nil, err
		}
		notices = append(notices, told...)
	}
	return entries, notices, nil
}

func (k *books) entry(m moment) journal.Entry {
	r, first := m.request, m.events[0]
	e := journal.Entry{
		ID: k.newID(), At: first.At, Person: string(concerned(r)), Action: journal.RequestChanged, Object: string(r.Number), Detail: string(first.Kind),
	}
	if first.Kind == requests.DidReport {
		e.Action, e.Detail = journal.RequestAdded, string(r.Channel)
	}
	switch first.By.Kind {
	case requests.ByStaff:
		e.Actor, e.ActorRole = first.By.ID, k.roleOf(first.By.ID)
	case requests.ByCitizen:
		e.Actor = k.accountOf[first.By.ID]
	}
	return e
}

// concerned is whose file a request is in.
func concerned(r requests.Request) people.ID {
	if r.ReportedBy != "" {
		return r.ReportedBy
	}
	return r.Beneficiary
}

func (k *books) notices(ctx context.Context, t *tale, m moment) ([]alerts.Notice, error) {
	events := m.events
	if events[0].Kind == requests.DidReport {
		events = []requests.Event{events[0]}
		events[0].By = requests.System // Whoever reports gets the receipt as a notice too.
	}
	standing := requests.Standing{Request: m.request, Type: t.typ, Department: k.departments[m.request.Department], Followers: m.alike}
	notices, err := standing.Notices(events, func() ([]people.ID, error) {
		var who []people.ID
		for _, f := range t.followers[:m.followers] {
			who = append(who, f.Person)
		}
		return who, nil
	})
	at := events[0].At
	for i := range notices {
		n := &notices[i]
		n.ID, n.At = k.newID(), at
		n.Title, n.Body = n.Words(i18n.With(i18n.WithNow(ctx, at), i18n.Parse(k.languageOf[n.Person])))
	}
	return notices, err
}
