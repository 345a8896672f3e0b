package deskweb

import (
	"context"
	"slices"
	"time"

	"sem/internal/desk"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/text"
	"sem/internal/ui"
)

// RequestsSource is the part of requests in a person's file, and in the search.
type RequestsSource struct{ Requests *requests.Service }

// Name is what the file says when requests does not answer.
func (RequestsSource) Name(ctx context.Context) string { return i18n.T(ctx, "les demandes") }

// Numbered are the requests whose number or tracking code may have been typed.
func (s RequestsSource) Numbered(ctx context.Context, _ session.Viewer, typed string) ([]desk.Matter, error) {
	rows, err := s.Requests.Find(ctx, typed)
	return mattersOf(ctx, rows), err
}

// Open are a person's open requests, the most pressing first.
func (s RequestsSource) Open(ctx context.Context, _ session.Viewer, whose people.ID) ([]desk.Matter, error) {
	rows, err := s.Requests.OpenOf(ctx, whose)
	slices.SortStableFunc(rows, func(a, b requests.Row) int { return a.Request.PromisedAt.Compare(b.Request.PromisedAt) })
	return mattersOf(ctx, rows), err
}

func mattersOf(ctx context.Context, rows []requests.Row) []desk.Matter {
	matters := make([]desk.Matter, len(rows))
	for i, row := range rows {
		r := row.Request
		matters[i] = desk.Matter{
			Number: string(r.Number), Title: r.Title, Path: requestPath(r.Number), Status: mark(tagOf(ctx, r.State)),
			Step: r.State.Stage(), Detail: row.Department.Name.In(ctx),
		}
		if r.State.Open() {
			left := leftOf(ctx, row.Left, r)
			matters[i].Left = desk.Left{Tone: left.Tone, Text: left.Text, Share: left.Share}
		}
	}
	return matters
}

// leftOf is the time left to keep a request's promise.
func leftOf(ctx context.Context, left requests.Left, r requests.Request) ui.SLAOf {
	sla := ui.SLAOf{Share: shareOf(r, i18n.Now(ctx))}
	switch left.Level {
	case requests.Paused:
		sla.Tone, sla.Text = ui.Neutral, i18n.T(ctx, "En pause")
	case requests.Red:
		sla.Tone, sla.Text, sla.Share = ui.Bad, late(ctx, left), 100
	case requests.Amber:
		sla.Tone, sla.Text = ui.Warn, span(ctx, left)
	default:
		sla.Tone, sla.Text = ui.OK, span(ctx, left)
	}
	return sla
}

// late says by how much a promise is broken.
func late(ctx context.Context, left requests.Left) string {
	if left.Days == 0 && left.Time <= -24*time.Hour {
		return i18n.T(ctx, "En retard, moins d’un jour")
	}
	return i18n.T(ctx, "En retard, %s", span(ctx, left))
}

// span is what is left, or what is over: hours when it is a matter of today, business days
// otherwise.
func span(ctx context.Context, left requests.Left) string {
	if d := left.Time.Abs(); d < 24*time.Hour {
		if d < time.Hour {
			return i18n.T(ctx, "%d min", max(int(d.Minutes()), 1))
		}
		return i18n.T(ctx, "%d h", int(d.Hours()))
	}
	return i18n.TN(ctx, "%d jour", "%d jours", left.Days)
}

// shareOf is how much of the promised time has gone, in hundredths.
func shareOf(r requests.Request, now time.Time) int {
	whole := r.PromisedAt.Sub(r.ReceivedAt)
	if whole <= 0 {
		return 100
	}
	if !r.PausedAt.IsZero() {
		now = r.PausedAt
	}
	return int(100 * now.Sub(r.ReceivedAt) / whole)
}

// Thread is a person's contacts on all channels, and what the city did and answered since,
// newest first.
func (s RequestsSource) Thread(ctx context.Context, _ session.Viewer, whose people.ID, f desk.Filter) ([]desk.Entry, error) {
	entries, err := s.contacts(ctx, whose, f)
	if err != nil {
		return nil, err
	}
	if f.Channel == "" {
		happened, err := s.happened(ctx, whose, f)
		if err != nil {
			return nil, err
		}
		entries = append(entries, happened...)
		slices.SortStableFunc(entries, func(a, b desk.Entry) int { return b.At.Compare(a.At) })
	}
	return entries[:min(len(entries), f.Limit)], nil
}

// contacts are a person's contacts, on one channel when the filter names it.
func (s RequestsSource) contacts(ctx context.Context, whose people.ID, f desk.Filter) ([]desk.Entry, error) {
	var entries []desk.Entry
	before := f.Before
	for len(entries) < f.Limit {
		page, err := s.Requests.Interactions(ctx, whose, before, readAhead)
		if err != nil {
			return nil, err
		}
		for _, i := range page {
			if f.Channel == "" || string(i.Channel) == f.Channel {
				entries = append(entries, s.entry(ctx, i))
			}
		}
		if len(page) < readAhead {
			break
		}
		before = page[len(page)-1].At
	}
	return entries, nil
}

// unsaid are the steps that tell nothing to whoever has the person on the line. A report is
// there already, as the contact it came by.
var unsaid = []requests.Kind{requests.DidReport, requests.DidAssign, requests.DidResume, requests.DidRemind, requests.DidClose}

// happened are the events of a person's requests that the person sees too.
func (s RequestsSource) happened(ctx context.Context, whose people.ID, f desk.Filter) ([]desk.Entry, error) {
	recent, err := s.Requests.Recent(ctx, []people.ID{whose}, f.Before, 2*f.Limit)
	if err != nil {
		return nil, err
	}
	var entries []desk.Entry
	for _, h := range recent {
		if slices.Contains(unsaid, h.Event.Kind) {
			continue
		}
		entries = append(entries, desk.Entry{
			At: h.Event.At, Icon: eventIcon(h.Event), Title: h.Event.Words(ctx), Author: join(h.Title, h.Event.By.Name),
			Lines: lines(h.Event.Body), Path: requestPath(h.Number), Leads: leads(ctx, h.Number),
		})
	}
	return entries, nil
}

func leads(ctx context.Context, n requests.Number) string {
	return i18n.T(ctx, "Ouvrir la demande %s", n)
}

// readAhead is how many contacts are read at once.
const readAhead = 40

func (s RequestsSource) entry(ctx context.Context, i requests.Interaction) desk.Entry {
	e := desk.Entry{
		At: i.At, Channel: string(i.Channel), Icon: channelIcon(i.Channel), Title: i.Subject,
		Author: join(i.Channel.Words(ctx), s.by(ctx, i)),
	}
	if said := resultWords(ctx, i); said != "" {
		e.Lines = append(e.Lines, said)
	}
	if i.Note != "" {
		e.Lines, e.Inside = append(e.Lines, lines(i.Note)...), true
	}
	if len(i.Requests) > 0 {
		e.Path, e.Leads = requestPath(i.Requests[0]), leads(ctx, i.Requests[0])
	}
	return e
}

func (s RequestsSource) by(ctx context.Context, i requests.Interaction) string {
	if i.EnteredBy == "" || s.Requests.Staff == nil {
		return ""
	}
	return i18n.T(ctx, "noté par %s", s.Requests.Staff.StaffName(i.EnteredBy))
}

func resultWords(ctx context.Context, i requests.Interaction) string {
	switch i.Outcome {
	case requests.Answered:
		return i18n.T(ctx, "Répondu au premier contact.")
	case requests.Transferred:
		return i18n.T(ctx, "Transféré à un autre service.")
	case requests.CallBack:
		if !i.CalledAt.IsZero() {
			return i18n.T(ctx, "Rappel fait : %s.", i18n.Ago(ctx, i.CalledAt))
		}
		return i18n.T(ctx, "Rappel promis : %s.", i18n.Ago(ctx, i.CallBackAt))
	}
	return ""
}

// Promises are the calls back promised to a person, or those the viewer should make.
func (s RequestsSource) Promises(ctx context.Context, by session.Viewer, whose people.ID) ([]desk.Promise, error) {
	promised, err := s.Requests.CallBacks(ctx, by)
	if err != nil {
		return nil, err
	}
	var ids []people.ID
	for _, i := range promised {
		if i.Person != "" && (whose == "" || i.Person == whose) {
			ids = append(ids, i.Person)
		}
	}
	persons, err := s.Requests.People.Persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	var all []desk.Promise
	for _, i := range promised {
		if whose != "" && i.Person != whose {
			continue
		}
		promise := desk.Promise{ID: i.ID, At: i.CallBackAt, Person: i.Person, Name: i.Caller, Subject: i.Subject, Late: i.CallBackAt.Before(i18n.Now(ctx))}
		if p, ok := persons[i.Person]; ok {
			promise.Name, promise.Phone = nameOf(ctx, p), phoneOf(p)
		}
		if promise.Name == "" {
			promise.Name = i18n.T(ctx, "Sans nom")
		}
		all = append(all, promise)
	}
	return all, nil
}

// phoneOf is the number to call somebody at.
func phoneOf(p people.Person) string {
	for _, kind := range []people.ContactKind{people.Mobile, people.Phone} {
		if number := p.Contact(kind); number != "" {
			return text.FormatPhone(number)
		}
	}
	return ""
}
