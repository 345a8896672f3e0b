// Package neighbourhoodweb is the pages of the neighbourhood: what is around an address,
// with a plan beside it, one place, the same list as a table and as a map file; and for the
// staff the register of places.
//
// The page of an address answers first what the collections and the watering say of it. The
// list is the page; the plan adds nothing to it and is passed over by screen readers.
// Everything is asked by GET: each answer has its own address, and none needs a script.
package neighbourhoodweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/collections"
	"sem/internal/forms"
	"sem/internal/geo/plan"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/watering"
)

// Pages are the pages of the neighbourhood.
type Pages struct {
	Neighbourhood *neighbourhood.Service
	People        *people.Service
	Clock         clock.Clock
	Ground        Ground      // Ground draws what lies under the pins; nil leaves the plan out.
	Collections   Collections // Collections and Watering answer for the same address; nil leaves their card out.
	Watering      Watering
}

// Ground is all that a plan asks of the map.
type Ground interface {
	Draw(plan.Frame) plan.Drawing
}

// Collections is all that these pages ask of the collections.
type Collections interface {
	DoorOf(places.Address) collections.Door
}

// Watering is all that these pages ask of the watering.
type Watering interface {
	Said(ctx context.Context, a places.Address, at time.Time) (watering.Said, bool)
}

// looks is how often one caller may search for addresses.
var looks = ui.Limit{Account: 120, Address: 120, Per: time.Minute}

// Routes lists the addresses of the neighbourhood.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /quartier", Right: session.Anyone, Handle: p.around, Form: aroundForm{}, Limit: looks,
			Says: "What is around an address or a matricule, nearest first, with the next collection and the watering; one's home by default."},
		{Pattern: "GET /quartier.csv", Right: session.Anyone, Handle: p.table, Form: aroundForm{}, Limit: looks,
			Says: "The same list as CSV, whole: adresse or lieu, rayon or autre, genre, ouvert."},
		{Pattern: "GET /quartier.geojson", Right: session.Anyone, Handle: p.mapFile, Form: aroundForm{}, Limit: looks,
			Says: "The same list as a GeoJSON FeatureCollection with the shapes of the places."},
		{Pattern: "GET /quartier/lieux/{id}", Right: session.Anyone, Handle: p.place, Form: placeForm{}, Limit: looks,
			Says: "A place: hours of the week, address, access, and how far it is from the address in lieu."},
		{Pattern: "GET /gestion/lieux", Right: session.PlacesManage, Handle: p.register, Form: registerForm{},
			Says: "The register of places: where they come from, search, what is hidden."},
		{Pattern: "GET /gestion/lieux/nouveau", Right: session.PlacesManage, Handle: p.blank,
			Says: "The form of a place to add by hand."},
		{Pattern: "POST /gestion/lieux/nouveau", Right: session.PlacesManage, Handle: p.save, Form: wordsForm{},
			Says: "Adds a place by hand; it has the city as its source and survives imports."},
		{Pattern: "GET /gestion/lieux/categories", Right: session.PlacesManage, Handle: p.categories, Form: doneForm{},
			Says: "The categories of places."},
		{Pattern: "POST /gestion/lieux/categories", Right: session.PlacesManage, Handle: p.saveCategory, Form: categoryForm{},
			Says: "Changes the category in code, or adds one when code is empty."},
		{Pattern: "GET /gestion/lieux/{id}", Right: session.PlacesManage, Handle: p.correct, Form: doneForm{},
			Says: "The form of a place, with its source and what may be done with it."},
		{Pattern: "POST /gestion/lieux/{id}", Right: session.PlacesManage, Handle: p.save, Form: wordsForm{},
			Says: "Corrects a place; imports leave its words alone from then on."},
		{Pattern: "POST /gestion/lieux/{id}/cacher", Right: session.PlacesManage, Handle: p.hide, Form: hideForm{},
			Says: "Takes a place off all public pages, or with montrer shows it again."},
		{Pattern: "POST /gestion/lieux/{id}/rendre", Right: session.PlacesManage, Handle: p.restore, Form: keyForm{},
			Says: "Gives a corrected place back to its source: the next import writes what the file says."},
	}
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }
