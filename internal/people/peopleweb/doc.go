// Package peopleweb is the pages about people: the household, the mandates, who looked at
// one's file, and the journal for the privacy officer. It also gives the citizen's file what
// the register, the journal and the alerts hold.
//
// A person's page never names the member of the staff who opened their file: it says when,
// in what role, for which service and why. The privacy officer's page says who.
package peopleweb

import (
	"context"
	"time"

	"sem/internal/clock"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the pages about people.
type Pages struct {
	People  *people.Service
	Journal *journal.Service
	Clock   clock.Clock
	// Department is the name of a department in the language of ctx, empty when there is none.
	Department func(ctx context.Context, code string) string
	// Staff is the name of a member of the staff, for the privacy officer alone.
	Staff func(account string) string
	// Folder is where the head of the journal is kept.
	Folder string
}

// inviting is how often one person invites others, who each get a message.
var inviting = ui.Limit{Account: 10, Per: time.Hour}

// Routes lists the addresses of these pages.
func (p Pages) Routes() []ui.Route {
	routes := []ui.Route{
		{Pattern: "GET /famille", Right: session.OwnFile, Handle: p.family, Form: doneForm{}, Says: "One's households: who is in them and what each adult may do; invitations that wait."},
		{Pattern: "GET /famille/enfant", Right: session.OwnFile, Handle: p.askChild, Form: homeForm{}, Says: "The form that adds a child."},
		{Pattern: "POST /famille/enfant", Right: session.OwnFile, Handle: p.addChild, Form: childForm{}, Says: "Adds a child to one's household, which it opens if need be; the other adults are told."},
		{Pattern: "GET /famille/adulte", Right: session.OwnFile, Handle: p.askAdult, Form: homeForm{}, Says: "The form that invites an adult."},
		{Pattern: "POST /famille/adulte", Right: session.OwnFile, Handle: p.inviteAdult, Form: adultForm{}, Limit: inviting, Says: "Invites whoever proved an address into one's household; the answer does not say whether anybody did."},
		{Pattern: "GET /famille/membres/{id}", Right: session.OwnFile, Handle: p.member, Says: "A member of one's household, and what may be changed."},
		{Pattern: "POST /famille/membres/{id}/droits", Right: session.OwnFile, Handle: p.setRights, Form: rightsForm{}, Says: "Changes what an adult may do for the children; at once, and the other adults are told."},
		{Pattern: "POST /famille/membres/{id}/retirer", Right: session.OwnFile, Handle: p.endMembership, Form: keyForm{}, Says: "Takes somebody out of the household, or leaves it; at once, and the other adults are told."},
		{Pattern: "POST /famille/invitations/{id}/accepter", Right: session.OwnFile, Handle: p.accept("/famille"), Form: keyForm{}, Says: "Accepts to join a household."},
		{Pattern: "POST /famille/invitations/{id}/refuser", Right: session.OwnFile, Handle: p.decline("/famille"), Form: keyForm{}, Says: "Declines an invitation, or takes back one's own."},
		{Pattern: "GET /mandats", Right: session.OwnFile, Handle: p.mandates, Form: doneForm{}, Says: "Who may act for me, and for whom I may act."},
		{Pattern: "GET /mandats/nouveau", Right: session.OwnFile, Handle: p.askMandate, Says: "The form that asks somebody to act for oneself."},
		{Pattern: "POST /mandats/nouveau", Right: session.OwnFile, Handle: p.requestHelp, Form: mandateForm{}, Limit: inviting, Says: "Asks whoever proved an address to act for oneself, within a scope and until a day."},
		{Pattern: "POST /mandats/{id}/terminer", Right: session.OwnFile, Handle: p.revoke, Form: keyForm{}, Says: "Ends a mandate at once, from either side; the other person is told."},
		{Pattern: "POST /mandats/invitations/{id}/accepter", Right: session.OwnFile, Handle: p.accept("/mandats"), Form: keyForm{}, Says: "Accepts to act for somebody."},
		{Pattern: "POST /mandats/invitations/{id}/refuser", Right: session.OwnFile, Handle: p.decline("/mandats"), Form: keyForm{}, Says: "Declines to act for somebody, or takes back one's own request."},
		{Pattern: "GET /vie-privee", Right: session.Citizen, Handle: p.privacy, Form: pageForm{}, Says: "Who looked at my file: when, in what role, for which service and why."},
	}
	return append(routes, p.journalRoutes()...)
}

func (p Pages) journalRoutes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET /gestion/journal", Right: session.JournalRead, Handle: p.journal, Form: journalForm{}, Says: "The journal, filtered; reading one person's part is itself written down."},
		{Pattern: "POST /gestion/journal/verifier", Right: session.JournalRead, Handle: p.verify, Form: keyForm{}, Says: "Checks the whole journal against its seals and the head kept outside the database."},
	}
}

// doneForm says what was just done.
type doneForm struct {
	Done string `form:"fait" max:"20"`
}

type keyForm struct {
	Key string `form:"cle"`
}

// homeForm names the household, when there are several.
type homeForm struct {
	Household string `form:"menage" max:"40"`
}

type childForm struct {
	keyForm
	homeForm
	GivenName  string `form:"prenom" max:"80"`
	FamilyName string `form:"nom" max:"80"`
	dayForm
}

type dayForm struct {
	Day   string `form:"naissance-jour" max:"2"`
	Month string `form:"naissance-mois" max:"2"`
	Year  string `form:"naissance-annee" max:"4"`
}

type adultForm struct {
	keyForm
	homeForm
	Contact string `form:"contact" max:"254"`
}

type rightsForm struct {
	keyForm
	Rights []string `form:"droit" max:"20"`
}

type mandateForm struct {
	keyForm
	Contact string `form:"contact" max:"254"`
	Scope   string `form:"portee" max:"20"`
	Day     string `form:"jusquau-jour" max:"2"`
	Month   string `form:"jusquau-mois" max:"2"`
	Year    string `form:"jusquau-annee" max:"4"`
}

type pageForm struct {
	Page int `form:"page" max:"100000"`
}

// journalForm narrows the journal.
type journalForm struct {
	Actor  string `form:"agent" max:"40"`
	Person string `form:"personne" max:"40"`
	Action string `form:"action" max:"40"`
	From   string `form:"du" max:"10"`
	To     string `form:"au" max:"10"`
	All    bool   `form:"tous"`
	Page   int    `form:"page" max:"100000"`
}
