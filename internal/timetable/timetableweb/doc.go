// Package timetableweb is the pages of the family's timetable: the week and the month, the sheet
// for the door of the fridge, the summary of what was just registered, the activities without
// registration that one keeps, and the secret addresses that a phone follows.
//
// Everybody sees the timetable of those in their care; see package timetable.
package timetableweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dossier"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/timetable"
	"sem/internal/ui"
)

// Pages are the pages of the timetable.
type Pages struct {
	Timetable    *timetable.Service
	Registration orders
	Leisure      catalogue
	Bills        bills     // Bills tell what is still to be paid; nil says that all is paid.
	Places       addresses // Places knows where people live; nil says no distance.
	Clock        clock.Clock
	Site         string // Site is the address of the service, for the addresses that phones follow.
	// Files and Around tell what else comes in the week at home, such as the collections; nil
	// tells nothing.
	Files  files
	Around []dossier.Calendar
}

// orders is all that the summary asks of registration.
type orders interface {
	Order(ctx context.Context, by session.Viewer, number string) (registration.Order, error)
	Orders(ctx context.Context, by session.Viewer, owner people.ID) ([]registration.Order, error)
	PlacesOf(ctx context.Context, who ...people.ID) ([]registration.Place, error)
}

// bills is all that the summary asks of payments.
type bills interface {
	BillsOf(ctx context.Context, payers ...people.ID) ([]payments.Bill, error)
}

// catalogue finds the activities that need no registration.
type catalogue interface {
	Search(leisure.Query) []leisure.Hit
}

// addresses is all that the distances ask of the register of addresses.
type addresses interface {
	AddressByID(ctx context.Context, q db.Querier, which places.AddressID) (places.Address, error)
}

// files say who looks at what.
type files interface {
	ScopeOf(ctx context.Context, viewer session.Viewer) (dossier.Scope, error)
}

const (
	root  = "/horaire"
	sheet = "leisure.css"
)

// following is how often a feed is read: a phone asks every few hours, from anywhere.
var following = ui.Limit{Address: 600, Per: time.Hour}

// Routes lists the addresses of these pages.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /horaire", Right: session.OwnFile, Handle: p.timetable, Form: weekForm{}, Says: "The week of the family, or its month with vue=mois; of one person with personne."},
		{Pattern: "GET /horaire/imprimer", Right: session.OwnFile, Handle: p.sheet, Form: weekForm{}, Says: "The week of the family as a sheet of one page."},
		{Pattern: "GET /horaire/nouveaux", Right: session.OwnFile, Handle: p.fresh, Form: freshForm{}, Says: "A summary of the courses just registered, or of those of an order, on one page."},
		{Pattern: "GET /horaire/nouveaux.pdf", Right: session.OwnFile, Handle: p.freshPDF, Form: freshForm{}, Says: "The same summary as a tagged PDF."},
		{Pattern: "GET /horaire.ics", Right: session.OwnFile, Handle: p.calendar, Form: weekForm{}, Says: "The timetable of the family, or of one person, as an iCalendar file."},
		{Pattern: "GET /horaire/abonnements", Right: session.OwnFile, Handle: p.feeds, Form: doneForm{}, Says: "The secret addresses under which a phone follows the timetables."},
		{Pattern: "POST /horaire/abonnements", Right: session.OwnFile, Handle: p.openFeed, Form: personForm{}, Says: "Makes a secret address for the family or for one person; the one before is closed."},
		{Pattern: "POST /horaire/abonnements/fermer", Right: session.OwnFile, Handle: p.closeFeed, Form: personForm{}, Says: "Closes the secret address of a timetable."},
		{Pattern: "GET /horaire/flux/{fichier}", Right: session.Anyone, Handle: p.follow, Limit: following, Says: "The timetable of a secret address, {secret}.ics, as an iCalendar feed; whoever has the address reads it."},
		{Pattern: "GET /horaire/activites", Right: session.OwnFile, Handle: p.activities, Form: activitiesForm{}, Says: "The activities that need no registration, to put on the timetable, and those that are on it."},
		{Pattern: "POST /horaire/activites", Right: session.OwnFile, Handle: p.keep, Form: keepForm{}, Says: "Puts an activity without registration on the timetable of some of the family."},
		{Pattern: "POST /horaire/activites/retirer", Right: session.OwnFile, Handle: p.drop, Form: dropForm{}, Says: "Takes it off the timetable of one of them."},
	}
}

type keyForm struct {
	Key string `form:"cle"`
}

// weekForm says which days, and of whom.
type weekForm struct {
	Week   string `form:"semaine" max:"10"` // Week is any day of it.
	Month  string `form:"mois" max:"10"`    // Month is any day of it, or 2026-09.
	View   string `form:"vue" max:"10"`
	Person string `form:"personne" max:"60"`
	Done   string `form:"fait" max:"20"`
}

type freshForm struct {
	Order string `form:"commande" max:"40"`
}

type doneForm struct {
	Done string `form:"fait" max:"20"`
}

type personForm struct {
	keyForm
	Person string `form:"personne" max:"60"` // Person is empty for the family.
}

type activitiesForm struct {
	Query string `form:"q"`
	Group string `form:"groupe" max:"60"`
	Done  string `form:"fait" max:"20"`
}

type keepForm struct {
	keyForm
	Group  string   `form:"groupe" max:"60"`
	People []string `form:"personne" max:"60"`
}

type dropForm struct {
	keyForm
	Group  string `form:"groupe" max:"60"`
	Person string `form:"personne" max:"60"`
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }
