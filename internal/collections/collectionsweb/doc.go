// Package collectionsweb is the pages of the collections: what goes out next at an address,
// the month, the year on one sheet, the feed for calendars and the JSON for machines, where
// an object goes, the list one puts one's door on, and the staff's pages of sectors, rules,
// exceptional days and lists.
//
// The public pages answer for any address, typed or chosen, without an account; whoever is
// signed in and names none is answered for home. Rules and exceptional days are shown as
// they would be before they are saved: the form asks with GET, and what it shows is sent.
package collectionsweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages of the collections.
type Pages struct {
	Collections *collections.Service
	People      *people.Service
	Places      *places.Service
	Notices     Notices
	Clock       clock.Clock
	Site        string // Site is the city's address, for links in feeds: https://ville.example.
}

// Notices is all that these pages ask of the alerts.
type Notices interface {
	Seen(ctx context.Context, person people.ID, object string) error
}

// lookups is how often one caller asks for the days of addresses.
var (
	lookups      = ui.Limit{Account: 240, Address: 240, Per: time.Minute}
	inscriptions = ui.Limit{Account: 20, Address: 20, Per: time.Hour}
)

// Routes lists the addresses of the collections.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /collectes", Right: session.Anyone, Handle: p.answer, Form: monthForm{}, Limit: lookups,
			Says: "What goes out next at an address, why, the next dates and a month."},
		{Pattern: "GET /collectes/annee", Right: session.Anyone, Handle: p.year, Form: yearForm{}, Limit: lookups,
			Says: "The collections of a year at an address, to print on one sheet; gros=1 in large print."},
		{Pattern: "GET /collectes.ics", Right: session.Anyone, Handle: p.feed, Form: feedForm{}, Limit: lookups,
			Says: "The collections of an address or sector as a calendar to follow (iCalendar)."},
		{Pattern: "GET /collectes.json", Right: session.Anyone, Handle: p.machine, Form: whereForm{}, Limit: lookups, Fail: failJSON,
			Says: "The next collection of each stream at an address or sector, for machines."},
		{Pattern: "GET /collectes/objets", Right: session.Anyone, Handle: p.objects, Form: objectForm{}, Limit: lookups,
			Says: "Where an object goes, by its words, or by its first letter."},
		{Pattern: "GET /collectes/inscription", Right: session.OwnFile, Handle: p.inscription, Form: askingForm{},
			Says: "The form that puts one's door on the list of a day, and one's inscriptions."},
		{Pattern: "POST /collectes/inscription", Right: session.OwnFile, Handle: p.inscribe, Form: inscribeForm{}, Limit: inscriptions,
			Says: "Puts a door on the list of a day."},
		{Pattern: "POST /collectes/inscription/{id}/retirer", Right: session.OwnFile, Handle: p.withdraw, Form: keyForm{},
			Says: "Takes one's door off a list."},

		{Pattern: "GET /gestion/collectes", Right: session.CollectionsManage, Handle: p.sectors, Form: doneForm{},
			Says: "The sectors with their rules, those whose prose awaits a rule first."},
		{Pattern: "GET /gestion/collectes/secteurs/{secteur}", Right: session.CollectionsManage, Handle: p.sector, Form: doneForm{},
			Says: "A sector, or ville for the whole city: its rules, what files say of it, the next dates."},
		{Pattern: "POST /gestion/collectes/secteurs/{secteur}/lu", Right: session.CollectionsManage, Handle: p.checkProse, Form: proseForm{},
			Says: "Says that the prose of a stream in a sector was read and asks for no other rule."},
		{Pattern: "GET /gestion/collectes/regles", Right: session.CollectionsManage, Handle: p.rule, Form: ruleForm{},
			Says: "The form of a rule, with its next dates before it is saved."},
		{Pattern: "POST /gestion/collectes/regles", Right: session.CollectionsManage, Handle: p.saveRule, Form: ruleForm{},
			Says: "Enters or changes a rule."},
		{Pattern: "POST /gestion/collectes/regles/{id}/retirer", Right: session.CollectionsManage, Handle: p.removeRule, Form: keyForm{},
			Says: "Takes a rule away."},
		{Pattern: "GET /gestion/collectes/jours", Right: session.CollectionsManage, Handle: p.days, Form: dayForm{},
			Says: "The exceptional days, and the form that moves, cancels or adds one, with what changes before it is saved."},
		{Pattern: "POST /gestion/collectes/jours", Right: session.CollectionsManage, Handle: p.changeDay, Form: dayForm{},
			Says: "Moves, cancels, adds or puts back a day, and tells those on its list."},
		{Pattern: "GET /gestion/collectes/inscriptions", Right: session.CollectionsManage, Handle: p.crewList, Form: crewForm{},
			Says: "The doors on the lists of a stream, by day, for the crew."},
	}
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

// sheet is the style sheet of these pages.
const sheet = "town.css"
