// Package taxweb is the pages of the tax accounts: what an owner owes and by when, each line
// and why it moved, statement and receipts on paper, the bill by e-mail; an agent's look at
// one, with a reason; and the rules of the years.
//
// Only proved owners, and whoever holds their mandate for the property, find a page here;
// for anybody else it does not exist. The first page of a session asks for the password
// again (session.Store.DemandSensitive). Nothing here changes what is owed.
package taxweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/desk"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/tax"
	"sem/internal/ui"
)

// Pages are the pages of the tax accounts.
type Pages struct {
	Tax      *tax.Service
	Roll     roll
	People   *people.Service
	Desk     *desk.Service
	Sessions sensitive
	Clock    clock.Clock
	Bank     Bank
}

// Bank is how the city's taxes are paid at a bank.
type Bank struct {
	Payee  string // Payee is the name in the banks' lists; "Ville de …, taxes" when empty.
	Prefix string // Prefix stands before the matricule in the reference; empty for most cities.
	Digits int    // Digits are how many of the matricule the reference has, 10 by default, 18 for all.
}

// roll is all that these pages ask of the assessment roll.
type roll interface {
	OwnedBy(ctx context.Context, person people.ID) ([]property.Holding, error)
	HeldByEach(ctx context.Context, whose ...people.ID) ([]property.Holding, error)
	PropertiesOf(ctx context.Context, person people.ID) ([]places.PropertyID, error)
	HoldersOf(ctx context.Context, q db.Querier, of places.PropertyID) ([]people.ID, error)
	PropertyOf(ctx context.Context, m places.Matricule) (places.PropertyID, error)
	Property(ctx context.Context, id places.PropertyID) ([]property.Entry, error)
}

// sensitive is all that these pages ask of the open sessions.
type sensitive interface {
	DemandSensitive(ctx context.Context, v session.Viewer) error
}

// papers is how often one person has documents made.
var papers = ui.Limit{Account: 60, Per: time.Minute}

// Routes lists the addresses of the tax accounts.
func (p Pages) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /taxes", Right: session.OwnFile, Handle: p.mine, Form: choiceForm{},
			Says: "The tax account of one's property, or with toutes the choice among several; how to link one for whoever has none."},
		{Pattern: "GET /taxes/{matricule}", Right: session.OwnFile, Handle: p.account, Form: doneForm{},
			Says: "The newest tax account of a property of one's own; asks for the password once a session."},
		{Pattern: "GET /taxes/{matricule}/{annee}", Right: session.OwnFile, Handle: p.account, Form: doneForm{},
			Says: "The tax account of a year."},
		{Pattern: "GET /taxes/{matricule}/{annee}/releve.pdf", Right: session.OwnFile, Handle: p.statement, Limit: papers,
			Says: "The statement of a year, as tagged PDF at the reader's text size."},
		{Pattern: "GET /taxes/{matricule}/{annee}/recus/{paiement}", Right: session.OwnFile, Handle: p.receipt, Limit: papers,
			Says: "The receipt of a payment, ID.pdf, as tagged PDF at the reader's text size."},
		{Pattern: "POST /taxes/{matricule}/courriel", Right: session.OwnFile, Handle: p.agree, Form: agreeForm{},
			Says: "Agrees to receive the bill by e-mail only; accord must be ticked."},
		{Pattern: "POST /taxes/{matricule}/courriel/retirer", Right: session.OwnFile, Handle: p.withdraw, Form: keyForm{},
			Says: "Withdraws that agreement."},
		{Pattern: "GET /guichet/proprietes/{id}/taxes", Right: session.TaxRead, Handle: p.look, Form: lookForm{},
			Says: "The tax account of a property for an agent; asks for the reason first. Journaled for each owner."},
		{Pattern: "POST /guichet/proprietes/{id}/taxes/motif", Right: session.TaxRead, Handle: p.lookBecause, Form: becauseForm{},
			Says: "Opens a tax account for another reason, in words."},
		{Pattern: "GET /gestion/taxes", Right: session.TaxManage, Handle: p.rules, Form: ruleQuery{},
			Says: "The rules of the years: instalments, interest, penalty."},
		{Pattern: "POST /gestion/taxes", Right: session.TaxManage, Handle: p.setRule, Form: ruleForm{},
			Says: "Keeps the rule of a year. Journaled."},
	}
}

// doneForm says what was done before this page.
type doneForm struct {
	Done string `form:"fait"`
}

// choiceForm asks for the choice among several properties.
type choiceForm struct {
	All  bool   `form:"toutes"`
	Done string `form:"fait"`
}

type keyForm struct {
	Key string `form:"cle"`
}

type agreeForm struct {
	Key    string `form:"cle"`
	Agreed bool   `form:"accord"`
}

// viewer is who looks.
func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func key(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

// errNotYours says the same of a property that does not exist and of one of somebody else.
var errNotYours = fault.New(fault.NotFound, "Nous n’avons pas ce compte de taxes dans votre dossier. Si la propriété est à vous, liez-la d’abord à la page « Ma propriété », avec le code de votre compte.")
