// Package paymentsweb is the face of the cash office: what a citizen owes, pays and was given
// back, the page to which the card house sends people back, the till at the counter, and the
// books of each day for those who manage payments.
package paymentsweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
)

// HookPath is where the card house posts its messages: a path of ui.Options.Hooks.
const HookPath = "/paiement/avis/stripe"

// Pages are the pages of the cash office.
type Pages struct {
	Payments *payments.Service
	People   *people.Service
	Clock    clock.Clock
	// Staff is how a member of the staff is called, by their account; nil names nobody.
	Staff func(account string) string
}

// Routes lists the addresses of the cash office.
func (p Pages) Routes() []ui.Route {
	pay := ui.Limit{Account: 10, Per: time.Hour} // docs/security.md: payment attempts.
	return append([]ui.Route{
		{Pattern: "GET /paiement/factures", Right: session.OwnFile, Handle: p.bills, Says: "What one owes and has paid, and what the city keeps for one."},
		{Pattern: "GET /paiement/factures/{id}", Right: session.OwnFile, Handle: p.bill, Says: "One bill: its lines, its payments, what was given back."},
		{Pattern: "POST /paiement/factures/{id}/payer", Right: session.OwnFile, Handle: p.pay, Form: keyForm{}, Limit: pay, Says: "Leads to the hosted page of the card house."},
		{Pattern: "GET /paiement/factures/{id}/recu.pdf", Right: session.OwnFile, Handle: p.receipt, Says: "The receipt of a bill, as a PDF."},
		{Pattern: "GET /paiement/retour", Right: session.OwnFile, Handle: p.back, Form: backForm{}, Says: "Where the card house sends people back: says that a payment is confirmed only once it is booked."},
		{
			Pattern: "POST " + HookPath, Right: session.Anyone, Handle: p.hook, Fail: hookFailed,
			Says: "Takes a signed message of the card house; 200 once it is understood, 400 when its signature proves nothing.",
		},
	}, append(p.tillRoutes(), p.bookRoutes()...)...)
}

func (p Pages) tillRoutes() []ui.Route {
	take := session.PaymentsTake
	return []ui.Route{
		{Pattern: "GET /gestion/caisse", Right: take, Handle: p.till, Form: doneForm{}, Says: "One's own till: to open, or what is in it."},
		{Pattern: "POST /gestion/caisse/ouvrir", Right: take, Handle: p.openTill, Form: openForm{}, Says: "Opens a till with a float."},
		{Pattern: "GET /gestion/caisse/fermer", Right: take, Handle: p.closing, Says: "Asks what was counted in the till."},
		{Pattern: "POST /gestion/caisse/fermer", Right: take, Handle: p.closeTill, Form: countForm{}, Says: "Closes the till with what was counted."},
		{Pattern: "GET /gestion/caisse/fermetures/{id}", Right: take, Handle: p.slip, Says: "The closing slip of a till, to print; one's own, or any for those who manage payments."},
		{Pattern: "GET /gestion/caisse/factures", Right: take, Handle: p.findBill, Form: findForm{}, Says: "Finds a bill by its number or by that of an order."},
		{Pattern: "GET /gestion/caisse/factures/{id}", Right: take, Handle: p.counterBill, Form: doneForm{}, Says: "A bill at the counter; looking at it is journaled."},
		{Pattern: "POST /gestion/caisse/factures/{id}/encaisser", Right: take, Handle: p.take, Form: takeForm{}, Says: "Takes a payment into one's own till."},
		{Pattern: "GET /gestion/caisse/factures/{id}/recu.pdf", Right: take, Handle: p.receipt, Says: "The receipt of a bill, to hand over."},
	}
}

func (p Pages) bookRoutes() []ui.Route {
	manage := session.PaymentsManage
	return []ui.Route{
		{Pattern: "GET /gestion/paiements", Right: manage, Handle: p.day, Form: dayForm{}, Says: "The book of a day: what does not agree first, then by method and by income."},
		{Pattern: "GET /gestion/paiements.csv", Right: manage, Handle: p.dayFile, Form: dayForm{}, Says: "The payments of a day, as CSV; taking it out is journaled."},
		{Pattern: "POST /gestion/paiements/comparer", Right: manage, Handle: p.compare, Form: dayForm{}, Limit: ui.Limit{Account: 20, Per: time.Hour}, Says: "Asks the card house for its own list of a day."},
		{Pattern: "GET /gestion/paiements/remboursements", Right: manage, Handle: p.refunds, Form: doneForm{}, Says: "The refunds that wait: for a second person, for a cheque, for another way."},
		{Pattern: "POST /gestion/paiements/remboursements/{id}", Right: manage, Handle: p.decide, Form: decideForm{}, Says: "Grants or refuses a refund, notes its cheque, or chooses another way."},
	}
}

type keyForm struct {
	Key string `form:"cle"`
}

type doneForm struct {
	Done string `form:"fait"`
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

func amount(ctx context.Context, c money.Cents) string { return c.In(string(i18n.Lang(ctx))) }

// named is a person's whole name; nobody's when they cannot be read.
func (p Pages) named(ctx context.Context, person people.ID) (string, error) {
	given, family, err := people.Names(ctx, p.Payments.DB, person)
	if err != nil {
		return "", err
	}
	return people.Person{GivenName: given, FamilyName: family}.Name(), nil
}

// staffName is how somebody of the staff is called, empty for the program.
func (p Pages) staffName(account string) string {
	if account == "" || p.Staff == nil {
		return ""
	}
	return p.Staff(account)
}
