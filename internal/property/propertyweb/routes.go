// Package propertyweb is the pages of the assessment roll: one's properties, the sheet of any
// property, linking one with a code, and the counter where the staff sends letters, links and
// unlinks. It also gives the citizen's file and the desk what the roll holds.
//
// A sheet is public and shows what the law prescribes (Act respecting municipal taxation,
// s. 55 and 78; regulation respecting the roll): no owner, no tax, no arrears, no standardised
// value, no price of sale. Its owner sees beside it only that it is linked.
package propertyweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/geo/plan"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages of the roll.
type Pages struct {
	Property *property.Service
	People   *people.Service
	Places   *places.Service
	Clock    clock.Clock
	Notices  notices // Notices hears that a notice was seen; nil hears nothing.
	Maps     maps    // Maps draws the plan beside a sheet; nil leaves it out.
	// Taxes tells that there are tax accounts to lead to.
	Taxes bool
}

// notices is all that the pages ask of alerts.
type notices interface {
	Seen(ctx context.Context, person people.ID, object string) error
}

// maps is all that the pages ask of the map of the city.
type maps interface {
	Draw(f plan.Frame) plan.Drawing
}

// The bounds of asking. The roll is public, and is not to be copied page by page: the
// ministry publishes it whole. Guessing a code is bounded by the roll itself too.
var (
	reading = ui.Limit{Account: 600, Address: 300, Per: time.Hour}
	linking = ui.Limit{Account: 30, Per: time.Hour}
)

// Routes lists the addresses of these pages.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /propriete", Right: session.Anyone, Handle: p.mine, Form: findForm{}, Limit: reading, Says: "One's properties, and the search of the public roll by matricule or address."},
		{Pattern: "GET /propriete/lier", Right: session.OwnFile, Handle: p.askLink, Form: findForm{}, Says: "The form that links a property with the code on its tax bill or in a letter."},
		{Pattern: "POST /propriete/lier", Right: session.OwnFile, Handle: p.link, Form: linkForm{}, Limit: linking, Says: "Links a property to its proved owner, who becomes a resident; the same answer whether it exists or not."},
		{Pattern: "GET /propriete/habiter", Right: session.OwnFile, Handle: p.askLive, Form: findForm{}, Says: "The form by which a tenant says where they live."},
		{Pattern: "POST /propriete/habiter", Right: session.OwnFile, Handle: p.live, Form: liveForm{}, Limit: linking, Says: "Links a tenant's address; it opens nothing."},
		{Pattern: "POST /propriete/liens/{id}/retirer", Right: session.OwnFile, Handle: p.unlink, Form: keyForm{}, Says: "Unlinks a property from one's file."},
		{Pattern: "GET /propriete/{matricule}", Right: session.Anyone, Handle: p.sheet, Form: doneForm{}, Limit: reading, Says: "The public sheet of a property by its matricule, today's or an earlier one."},
		{Pattern: "GET /propriete/{matricule}/fiche.pdf", Right: session.Anyone, Handle: p.onPaper, Limit: reading, Says: "The same sheet as a tagged PDF, in the reader's language and size of text."},
		{Pattern: "GET /guichet/proprietes", Right: session.PropertyWork, Handle: p.search, Form: findForm{}, Says: "Finds a property by matricule or address, for the staff."},
		{Pattern: "GET /guichet/proprietes/{id}", Right: session.PropertyWork, Handle: p.counter, Form: counterForm{}, Says: "A property at the counter; who holds it is shown for a reason, and journaled in their files."},
		{Pattern: "POST /guichet/proprietes/{id}/lettre", Right: session.PropertyWork, Handle: p.letter, Form: keyForm{}, Says: "Makes a code for a letter to the property; it is shown once."},
		{Pattern: "POST /guichet/proprietes/{id}/lier", Right: session.PropertyWork, Handle: p.linkAtCounter, Form: counterLinkForm{}, Says: "Links a person whose papers were seen."},
		{Pattern: "POST /guichet/proprietes/{id}/liens/{lien}/retirer", Right: session.PropertyWork, Handle: p.unlinkAtCounter, Form: saleForm{}, Says: "Unlinks a person after a sale or a mistake; that person is told, the others hear nothing."},
	}
}

type keyForm struct {
	Key string `form:"cle"`
}

// doneForm says what was just done.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

// findForm is what somebody looks for.
type findForm struct {
	Typed  string `form:"adresse" max:"120"`
	Chosen string `form:"lieu" max:"40"`
	Done   string `form:"fait" max:"20"`
	Person string `form:"personne" max:"40"` // Person is for whom the staff looks.
}

type linkForm struct {
	keyForm
	Where  string `form:"adresse" max:"120"`
	Chosen string `form:"lieu" max:"40"`
	Code   string `form:"code" max:"40"`
}

type liveForm struct {
	keyForm
	Where  string `form:"adresse" max:"120"`
	Chosen string `form:"lieu" max:"40"`
}

// viewer is who looks.
func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func me(r *http.Request) people.ID { return people.ID(viewer(r).Person) }

func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

// sheetPath is the page of a property.
func sheetPath(m places.Matricule) string { return "/propriete/" + m.String() }

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// day is a day of the calendar as a time, for writing it out.
func day(s string) (time.Time, bool) {
	t, err := time.ParseInLocation(time.DateOnly, s, clock.Montreal)
	return t, err == nil
}

// found gives the address that was chosen, or of the typed words when they name one.
func (p Pages) found(ctx context.Context, typed, chosen string) (places.Found, error) {
	if p.Places == nil {
		return places.Found{Typed: typed}, nil
	}
	return p.Places.Find(ctx, typed, places.AddressID(chosen))
}
