package requestsweb

import (
	"cmp"
	"context"
	"time"

	"github.com/a-h/templ"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/ui"
)

// Source is what requests give to the citizen's file: questions to answer, dates that
// come, the history of requests and contacts, and the copy of all of it.
type Source struct{ Requests *requests.Service }

// Name is the room's name as a person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Vos demandes") }

// openKey is what the open requests of a look are kept under.
type openKey struct{}

// open are the open requests of the scope, read once for all the blocks of a page.
func (s Source) open(ctx context.Context, scope dossier.Scope) ([]requests.Row, error) {
	return dossier.Once(scope, openKey{}, func() ([]requests.Row, error) {
		return s.Requests.OpenOf(ctx, scope.IDs()...)
	})
}

// ToDo are the questions that the city waits for an answer to.
func (s Source) ToDo(ctx context.Context, scope dossier.Scope) ([]dossier.Task, error) {
	open, err := s.open(ctx, scope)
	if err != nil {
		return nil, err
	}
	var tasks []dossier.Task
	for _, row := range open {
		r := row.Request
		if r.State != requests.WaitingCitizen {
			continue
		}
		tasks = append(tasks, dossier.Task{
			Title: i18n.T(ctx, "Répondre à la Ville : %s", title(ctx, r, row.Type)), Text: join(scope.GivenName(concerned(r)), r.Awaited),
			Action: i18n.T(ctx, "Répondre"), Path: requestPath(r.Number),
		})
	}
	return tasks, nil
}

// Coming are the works planned and the solutions promised between two times.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	open, err := s.open(ctx, scope)
	if err != nil {
		return nil, err
	}
	var coming []dossier.Occasion
	for _, row := range open {
		o, ok := occasion(ctx, row)
		if !ok || o.At.Before(from) || !o.At.Before(to) {
			continue
		}
		o.Person, o.Path, o.AllDay = scope.GivenName(concerned(row.Request)), requestPath(row.Request.Number), true
		coming = append(coming, o)
	}
	return coming, nil
}

// occasion is the date a request has in a calendar: the day of the work, or the promise.
func occasion(ctx context.Context, row requests.Row) (dossier.Occasion, bool) {
	r := row.Request
	name := title(ctx, r, row.Type)
	if day, err := requests.ParseDay(r.PlannedFor); err == nil && r.State == requests.Planned {
		return dossier.Occasion{At: day, Title: i18n.T(ctx, "Travaux prévus pour « %s »", name), Icon: "i-wrench"}, true
	}
	if !r.PausedAt.IsZero() {
		return dossier.Occasion{}, false
	}
	return dossier.Occasion{At: r.PromisedAt, Title: i18n.T(ctx, "Solution promise pour « %s »", name), Icon: "i-megaphone"}, true
}

// The words that the timeline is filtered by.
const (
	kindRequests = "demandes"
	kindContacts = "contacts"
)

// Kinds are the filters of the timeline that requests answer to.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindRequests, Label: i18n.T(ctx, "Demandes")}, {Value: kindContacts, Label: i18n.T(ctx, "Appels, visites et lettres")}}
}

// Entries are what happened to the requests, and the contacts, of the people of the scope.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	whose := scope.IDs()
	if f.Person != "" {
		whose = []people.ID{f.Person}
	}
	var entries []dossier.Entry
	if f.Kind == "" || f.Kind == kindRequests {
		happened, err := s.Requests.Recent(ctx, whose, f.Before, f.Limit)
		if err != nil {
			return nil, err
		}
		for _, h := range happened {
			entries = append(entries, requestEntry(ctx, scope, h))
		}
	}
	if f.Kind == "" || f.Kind == kindContacts {
		for _, person := range whose {
			contacts, err := s.Requests.Interactions(ctx, person, f.Before, f.Limit)
			if err != nil {
				return nil, err
			}
			entries = append(entries, contactEntries(ctx, scope, contacts)...)
		}
	}
	return entries, nil
}

func requestEntry(ctx context.Context, scope dossier.Scope, h requests.Happening) dossier.Entry {
	e := dossier.Entry{
		At: h.Event.At, Kind: kindRequests, Title: i18n.T(ctx, "%s : %s", h.Event.Words(ctx), h.Title), Path: requestPath(h.Number),
		Icon: eventIcon(h.Event), Person: scope.GivenName(h.Person),
	}
	if h.Event.Kind != requests.DidAssign {
		e.Text = h.Event.Body
	}
	return e
}

// contactEntries are the contacts as the person may see them: never the note of the staff.
// One on the web that made a request is told by the request itself.
func contactEntries(ctx context.Context, scope dossier.Scope, contacts []requests.Interaction) []dossier.Entry {
	var entries []dossier.Entry
	for _, i := range contacts {
		if i.Channel == requests.Web && i.Outcome == requests.Requested {
			continue
		}
		e := dossier.Entry{At: i.At, Kind: kindContacts, Channel: i.Channel.Words(ctx), Title: i.Subject, Text: result(ctx, i), Icon: contactIcon(i.Channel), Person: scope.GivenName(i.Person)}
		if len(i.Requests) > 0 {
			e.Path = requestPath(i.Requests[0])
		}
		entries = append(entries, e)
	}
	return entries
}

func contactIcon(c requests.Channel) string {
	switch c {
	case requests.Telephone:
		return "i-phone"
	case requests.Counter:
		return "i-storefront"
	case requests.Email, requests.Letter:
		return "i-envelope-simple"
	case requests.Field:
		return "i-map-pin"
	}
	return "i-globe"
}

// result says how a contact ended, as the person reads it.
func result(ctx context.Context, i requests.Interaction) string {
	switch i.Outcome {
	case requests.Answered:
		return i18n.T(ctx, "Répondu sur le moment")
	case requests.Requested:
		return i18n.T(ctx, "Une demande a été ouverte")
	case requests.Linked:
		return i18n.T(ctx, "Au sujet d’une demande déjà ouverte")
	case requests.Transferred:
		return i18n.T(ctx, "Transféré au bon service")
	case requests.CallBack:
		if i.CalledAt.IsZero() {
			return i18n.T(ctx, "Nous vous rappelons d’ici le %s", i18n.DateTime(ctx, i.CallBackAt))
		}
		return i18n.T(ctx, "Nous vous avons rappelé le %s", i18n.Date(ctx, i.CalledAt))
	}
	return ""
}

func concerned(r requests.Request) people.ID { return cmp.Or(r.Beneficiary, r.ReportedBy) }

// mostOpen is how many open requests the dashboard shows.
const mostOpen = 3

// Panel is the block of the open requests on the dashboard.
func (s Source) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	open, err := s.open(ctx, scope)
	if err != nil {
		return nil, err
	}
	var rows []ui.RequestRow
	for _, row := range open[:min(len(open), mostOpen)] {
		rows = append(rows, rowOf(ctx, row, whose(ctx, row.Request, scope.People)))
	}
	return openPanel(rows), nil
}

// Quick are the shortcuts of requests under the greeting of the dashboard.
func Quick(ctx context.Context) []ui.ButtonOf {
	return []ui.ButtonOf{{Label: i18n.T(ctx, "Nouvelle demande"), Icon: "i-megaphone", Href: "/demandes/nouvelle"}, {Label: i18n.T(ctx, "Mes demandes"), Icon: "i-tray", Kind: "sec", Href: "/demandes"}}
}
