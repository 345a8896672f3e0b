// Package registrationweb is the pages of registering: the cart of a family, its
// registrations and orders, the waiting list, giving a place up, and the same cart at the
// counter for somebody who is there or on the phone. It also gives the citizen's file, the
// dashboard and a person's file at the desk what registration holds.
//
// A family sees what it registered itself, and the courses of its children whoever registered
// them; never the cart, the waiting or the money of another household.
package registrationweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages of registering.
type Pages struct {
	Registration *registration.Service
	Leisure      program
	Payments     books
	People       *people.Service
	Clock        clock.Clock
	// Desk knows for what reason a file was opened; nil asks for none, as in a small test.
	Desk desk
	// Openings know the waiting rooms; nil knows none.
	Openings openings
}

// openings is all that the pages ask of the openings of sessions.
type openings interface {
	// RoomOf is the page of the room that guards the opening of a session.
	RoomOf(session leisure.SessionID, at time.Time) (path string, ok bool)
}

// program is all that the pages ask of leisure.
type program interface {
	Program() *leisure.Program
	Left(*leisure.Group) leisure.Left
	Search(leisure.Query) []leisure.Hit
}

// books is all that the pages ask of payments.
type books interface {
	Online() bool
	Checkout(ctx context.Context, by session.Viewer, which payments.BillID, back string) (string, error)
	BillsOf(ctx context.Context, payers ...people.ID) ([]payments.Bill, error)
	PaymentsOf(ctx context.Context, payers ...people.ID) ([]payments.Payment, error)
}

// desk is all that the counter asks of the desk.
type desk interface {
	Reason(by session.Viewer, whose people.ID) string
	ViewedFor(ctx context.Context, by session.Viewer, whose people.ID, object, why string) error
}

// The bounds of asking: a family on the morning of an opening presses often, a program oftener.
var (
	adding    = ui.Limit{Account: 300, Per: time.Hour}
	searching = ui.Limit{Account: 240, Per: time.Minute}
)

// Routes lists the addresses of these pages.
func (p Pages) Routes() []ui.Route {
	return append([]ui.Route{
		{Pattern: "GET /panier", Right: session.OwnFile, Handle: p.cart, Form: doneForm{}, Says: "One's cart, person by person: rules, conflicts, prices and the time left."},
		{Pattern: "POST /panier/ajouter", Right: session.OwnFile, Handle: p.add, Form: addOwnForm{}, Limit: adding, Says: "Puts people into the cart: held when it is open and free, wished before; leads to the waiting list when it is full. With aussitot, what costs nothing is registered at once."},
		{Pattern: "POST /panier/retirer", Right: session.OwnFile, Handle: p.remove, Form: placeForm{}, Limit: adding, Says: "Takes a place out of the cart."},
		{Pattern: "POST /panier/prolonger", Right: session.OwnFile, Handle: p.extend, Form: keyForm{}, Says: "Keeps the places of the cart for 15 minutes more, once."},
		{Pattern: "POST /panier/retenir", Right: session.OwnFile, Handle: p.holdAll, Form: keyForm{}, Limit: adding, Says: "Holds every place of the prepared cart that is open."},
		{Pattern: "POST /panier/payer", Right: session.OwnFile, Handle: p.checkOut, Form: keyForm{}, Limit: adding, Says: "Makes an order of what is held: confirmed at once when it costs nothing, else leads to the payment page."},
		{Pattern: "GET /loisirs/inscriptions", Right: session.OwnFile, Handle: p.mine, Form: doneForm{}, Says: "The registrations of the family by season and person, waiting lists and offers, orders and receipts."},
		{Pattern: "GET /loisirs/inscriptions/{no}", Right: session.OwnFile, Handle: p.order, Form: doneForm{}, Says: "An order: its number, what to bring, the first classes, the receipt."},
		{Pattern: "GET /loisirs/inscriptions/{no}/cours.ics", Right: session.OwnFile, Handle: p.orderCalendar, Says: "The classes of an order as an iCalendar file."},
		{Pattern: "POST /loisirs/inscriptions/{no}/payer", Right: session.OwnFile, Handle: p.payOrder, Form: keyForm{}, Limit: adding, Says: "Leads to the payment page of an order that waits for its payment."},
		{Pattern: "GET /loisirs/inscriptions/{place}/annuler", Right: session.OwnFile, Handle: p.askWithdraw, Says: "What giving a place up would mean: paid, kept, given back, and by which rule."},
		{Pattern: "POST /loisirs/inscriptions/{place}/annuler", Right: session.OwnFile, Handle: p.withdraw, Form: keyForm{}, Says: "Gives a place up; the money goes back by the policy, the place to the next in line."},
		{Pattern: "GET /loisirs/attente", Right: session.OwnFile, Handle: p.askWait, Form: waitForm{}, Says: "Offers the waiting list of a full group, to one or several people together."},
		{Pattern: "POST /loisirs/attente", Right: session.OwnFile, Handle: p.wait, Form: waitForm{}, Limit: adding, Says: "Joins the waiting list of a group, siblings together or each alone."},
		{Pattern: "GET /loisirs/attente/{place}", Right: session.OwnFile, Handle: p.waiting, Form: doneForm{}, Says: "A place on a waiting list: its rank and what happens next, or the offer to answer."},
		{Pattern: "POST /loisirs/attente/{place}/accepter", Right: session.OwnFile, Handle: p.accept, Form: keyForm{}, Says: "Takes the place that is offered into the cart."},
		{Pattern: "POST /loisirs/attente/{place}/refuser", Right: session.OwnFile, Handle: p.decline, Form: keyForm{}, Says: "Declines the place that is offered; it goes to the next."},
		{Pattern: "POST /loisirs/attente/{place}/garder", Right: session.OwnFile, Handle: p.keepRank, Form: keyForm{}, Says: "Lets the offer pass and keeps the rank, once."},
		{Pattern: "POST /loisirs/attente/{place}/quitter", Right: session.OwnFile, Handle: p.leave, Form: keyForm{}, Says: "Leaves the waiting list."},
		{Pattern: "GET /loisirs/fiches/{personne}", Right: session.OwnFile, Handle: p.askSheets, Form: doneForm{}, Says: "What a team must know of somebody: health, and who may pick a child up."},
		{Pattern: "POST /loisirs/fiches/{personne}", Right: session.OwnFile, Handle: p.saveSheets, Form: sheetsForm{}, Says: "Keeps these sheets, sealed; only the team of the course reads them."},
	}, p.counterRoutes()...)
}

// doneForm says what was just done.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

type keyForm struct {
	Key string `form:"cle"`
}

// addForm names a group and who goes there.
type addForm struct {
	keyForm
	Group   string   `form:"groupe" max:"60"`
	People  []string `form:"personne" max:"60"`
	Options []string `form:"option" max:"60"`
}

// addOwnForm is addForm for one's own family.
type addOwnForm struct {
	addForm
	AtOnce bool `form:"aussitot"` // AtOnce registers what costs nothing without the cart.
}

type placeForm struct {
	keyForm
	Place string `form:"place" max:"60"`
}

// waitForm names a full group and who would wait for it.
type waitForm struct {
	keyForm
	Group    string   `form:"groupe" max:"60"`
	People   []string `form:"personne" max:"60"`
	Options  []string `form:"option" max:"60"`
	Together string   `form:"ensemble" max:"10"` // Together is non when siblings wait each alone.
	Taken    bool     `form:"prise"`             // Taken says that the last place was just taken by somebody else.
}

type sheetsForm struct {
	keyForm
	Health string `form:"sante" max:"2000"`
	PickUp string `form:"depart" max:"1000"`
}

// viewer is who looks.
func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func me(r *http.Request) people.ID { return people.ID(viewer(r).Person) }

func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

// none is what a price of nothing is compared with.
const none money.Cents = 0
