// Package slipsweb is the pages of the relevé 24: what a payer paid for childcare, what their
// slip needs, and the slips that were issued to them; for those who manage payments, what a year
// would give, its issues, their prints and the file of the tax office.
//
// No page shows a social insurance number, not even to whoever gave it: it says that one is kept.
package slipsweb

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/slips"
	"sem/internal/ui"
)

// Pages are the pages of the slips.
type Pages struct {
	Slips  *slips.Service
	People *people.Service
	Clock  clock.Clock
	// Staff is how a member of the staff is called, by their account; nil names nobody.
	Staff func(account string) string
}

// staffPath is the page of those who issue.
const staffPath = "/gestion/releves"

// Routes lists the addresses of these pages.
func (p Pages) Routes() []ui.Route {
	own, manage := session.OwnFile, session.PaymentsManage
	guess := ui.Limit{Account: 20, Per: time.Hour}
	return []ui.Route{
		{Pattern: "GET " + slips.Path, Right: own, Handle: p.mine, Form: doneForm{}, Says: "One's slips for childcare, what was paid line by line, and what the slips need."},
		{Pattern: "POST " + slips.Path + "/nas", Right: own, Handle: p.saveNAS, Form: nasForm{}, Limit: guess, Says: "Keeps one's social insurance number, sealed, or forgets it; it is never shown again."},
		{Pattern: "POST " + slips.Path + "/livraison", Right: own, Handle: p.consent, Form: consentForm{}, Says: "Agrees to receive slips on line, or takes that back."},
		{Pattern: "POST " + slips.Path + "/partage", Right: own, Handle: p.askSplit, Form: splitForm{}, Limit: guess, Says: "Asks a household of a child to share its fees of a year, half each."},
		{Pattern: "POST " + slips.Path + "/partage/{id}", Right: own, Handle: p.answerSplit, Form: answerForm{}, Says: "Answers such a request, or ends what was agreed."},
		{Pattern: "GET " + slips.Path + "/{id}/releve.pdf", Right: own, Handle: p.paper, Says: "One's slip as a PDF, for whoever agreed to receive it on line."},

		{Pattern: "GET " + staffPath, Right: manage, Handle: p.year, Form: yearForm{}, Says: "The slips of a year: what an issue would make, what is missing, the issues; journaled."},
		{Pattern: "POST " + staffPath + "/emettre", Right: manage, Handle: p.issue, Form: issueForm{}, Limit: guess, Says: "Issues the slips of a year that are due; refused while the year lasts and when none is due."},
		{Pattern: "GET " + staffPath + "/emetteur", Right: manage, Handle: p.filer, Form: doneForm{}, Says: "Who the city is before the tax office, and its series of numbers."},
		{Pattern: "POST " + staffPath + "/emetteur", Right: manage, Handle: p.saveFiler, Form: filerForm{}, Says: "Keeps who the city is before the tax office."},
		{Pattern: "GET " + staffPath + "/{annee}/calcul", Right: manage, Handle: p.reckoned, Form: pairForm{}, Says: "How the amounts of a slip come about, line by line; journaled."},
		{Pattern: "GET " + staffPath + "/{annee}/{lot}/releves.pdf", Right: manage, Handle: p.batch, Form: batchForm{}, Says: "The slips of an issue to print, all or those that go by mail; journaled."},
		{Pattern: "GET " + staffPath + "/{annee}/{lot}/fichier.xml", Right: manage, Handle: p.file, Form: fileForm{}, Limit: guess, Says: "The file of an issue for the tax office, with the social insurance numbers; the password is asked for again, and each number opened is journaled."},
	}
}

type keyForm struct {
	Key string `form:"cle"`
}

type doneForm struct {
	Done string `form:"fait" max:"20"`
}

type nasForm struct {
	keyForm
	NAS  string `form:"nas" max:"20"`
	Deed string `form:"geste" max:"10"` // Deed is oublier to have the number forgotten.
}

type consentForm struct {
	keyForm
	Agrees string `form:"accord" max:"3"` // Agrees is oui or non.
}

type splitForm struct {
	keyForm
	Year      int    `form:"annee"`
	Child     string `form:"enfant" max:"60"`
	Household string `form:"menage" max:"60"`
}

type answerForm struct {
	keyForm
	Answer string `form:"reponse" max:"10"` // Answer is oui, non or fin.
}

type yearForm struct {
	doneForm
	Year int    `form:"annee"`
	Show string `form:"voir" max:"10"` // Show is dus, attente or faits; empty is all.
	Page int    `form:"page"`
	Made int    `form:"nombre"`
}

type issueForm struct {
	keyForm
	Year int `form:"annee"`
}

type filerForm struct {
	keyForm
	Name          string `form:"nom" max:"100"`
	Line          string `form:"rue" max:"100"`
	Town          string `form:"ville" max:"60"`
	PostalCode    string `form:"code_postal" max:"10"`
	NEQ           string `form:"neq" max:"20"`
	Preparer      string `form:"preparateur" max:"10"`
	Certification string `form:"certification" max:"20"`
	First         string `form:"premier" max:"10"`
	Last          string `form:"dernier" max:"10"`
}

type pairForm struct {
	Payer string `form:"payeur" max:"60"`
	Child string `form:"enfant" max:"60"`
}

type batchForm struct {
	Mail bool `form:"poste"` // Mail keeps those that go by mail.
}

type fileForm struct {
	Code string `form:"code" max:"1"` // Code is R, A or D.
}

func viewer(r *http.Request) session.Viewer { return session.From(r.Context()) }

func keyOf(r *http.Request) forms.Key { return forms.KeyOf(r, viewer(r).Account) }

func amount(ctx context.Context, c money.Cents) string { return c.In(string(i18n.Lang(ctx))) }

// again shows a page anew with what is wrong with its form; other errors are the caller's.
func again(w http.ResponseWriter, r *http.Request, err error, page func(ui.Problems) (templ.Component, error)) error {
	var f *fault.Fault
	if kind := fault.KindOf(err); kind != fault.Invalid && kind != fault.Conflict || !errors.As(err, &f) {
		return err
	}
	problems := ui.ProblemsOf(r.Context(), err)
	if len(problems) == 0 {
		problems = ui.Problems{{Message: i18n.Message(r.Context(), f)}}
	}
	shown, failed := page(problems)
	if failed != nil {
		return failed
	}
	return ui.Show(w, r, ui.Status(err), shown)
}
