package paymentsweb

import (
	"context"
	"net/http"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/payments"
	"sem/internal/ui"
)

// takeForm is how somebody pays at the counter.
type takeForm struct {
	Key       string `form:"cle"`
	Method    string `form:"mode"`
	Given     string `form:"remis" max:"20"`
	Reference string `form:"reference" max:"40"`
}

// findBill leads to a bill by the number on a receipt, of an order, or to the till again.
func (p Pages) findBill(w http.ResponseWriter, r *http.Request) error {
	var form findForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	number := strings.ToUpper(strings.TrimSpace(form.Number))
	b, err := p.Payments.BillByNumber(r.Context(), viewer(r), number)
	if fault.KindOf(err) == fault.NotFound {
		return p.showTill(w, r, http.StatusOK, tillView{
			Form: openForm{Key: forms.NewKey()}, Asked: form.Number, Wrong: i18n.T(r.Context(), "Aucune facture ni commande ne porte le numéro %s. Vérifiez chaque chiffre.", number),
		})
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/caisse/factures/"+string(b.ID))
}

// counterView is a bill at the counter.
type counterView struct {
	billView
	Payer  ui.Link
	Take   string // Take is where the payment is sent, empty when nothing is owed.
	Form   takeForm
	Modes  []ui.Option
	Cash   string // Cash is the amount as it is paid in cash, when it differs.
	Credit string
	NoTill bool
	Wrong  ui.Problems
	Change string // Change is what to give back, after a payment in cash.
}

func (p Pages) counterBill(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.showCounter(w, r, http.StatusOK, takeForm{Key: forms.NewKey(), Method: string(payments.Terminal)}, nil, form.Done)
}

func (p Pages) showCounter(w http.ResponseWriter, r *http.Request, status int, form takeForm, wrong error, done string) error {
	ctx, by := r.Context(), viewer(r)
	b, err := p.Payments.BillAs(ctx, by, payments.BillID(r.PathValue("id")))
	if err != nil {
		return err
	}
	base, err := p.viewOf(ctx, b, "/gestion/caisse/factures/", true)
	if err != nil {
		return err
	}
	base.PayPath, base.Object = "", ui.Link{}
	name, err := p.named(ctx, b.Payer)
	if err != nil {
		return err
	}
	v := counterView{billView: base, Payer: ui.Link{Href: "/guichet/personnes/" + string(b.Payer), Label: name}, Form: form, Wrong: ui.ProblemsOf(ctx, wrong)}
	v.Done = p.doneWords(ctx, b, done)
	if b.Owing() > 0 {
		if err := p.offer(ctx, r, b, &v); err != nil {
			return err
		}
	}
	return ui.Show(w, r, status, counterPage(v))
}

// offer fills the ways in which a bill may be paid now.
func (p Pages) offer(ctx context.Context, r *http.Request, b payments.Bill, v *counterView) error {
	_, err := p.Payments.MyTill(ctx, viewer(r))
	v.NoTill = fault.KindOf(err) == fault.NotFound
	if err != nil && !v.NoTill {
		return err
	}
	kept, err := p.Payments.CreditOf(ctx, p.Payments.DB, b.Payer)
	if err != nil {
		return err
	}
	v.Take = "/gestion/caisse/factures/" + string(b.ID) + "/encaisser"
	if cash := payments.CashOf(b.Owing()); cash != b.Owing() {
		v.Cash = amount(ctx, cash)
	}
	add := func(m payments.Method, hint string) {
		v.Modes = append(v.Modes, ui.Option{Value: string(m), Label: methodWords(ctx, m), Hint: hint, On: v.Form.Method == string(m)})
	}
	if !v.NoTill {
		add(payments.Terminal, "")
		add(payments.Cash, "")
		add(payments.Cheque, "")
	}
	if kept > 0 {
		add(payments.Credit, i18n.T(ctx, "La Ville garde %s pour cette personne.", amount(ctx, kept)))
	}
	if !b.Deferred {
		add(payments.Deferred, i18n.T(ctx, "Les places sont confirmées; la facture reste à payer."))
	}
	return nil
}

// doneWords says what was just done. What to give back comes from the books, not from an address.
func (p Pages) doneWords(ctx context.Context, b payments.Bill, done string) string {
	if done == "" {
		return ""
	}
	paid, _, err := p.Payments.History(ctx, b.ID)
	if err != nil || len(paid) == 0 {
		return i18n.T(ctx, "C’est noté : la facture est à payer plus tard.")
	}
	if last := paid[0]; last.Method == payments.Cash && last.Change > 0 {
		return i18n.T(ctx, "Paiement reçu. Remettez %s.", amount(ctx, last.Change))
	}
	return i18n.T(ctx, "Paiement reçu.")
}

func (p Pages) take(w http.ResponseWriter, r *http.Request) error {
	var form takeForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	var problems fault.Problems
	tender := payments.Tender{Method: payments.Method(form.Method), Reference: form.Reference}
	if tender.Method == payments.Cash {
		tender.Given, tender.Reference = dollars(&problems, "remis", form.Given), ""
	}
	err := problems.Err()
	if err == nil {
		_, err = p.Payments.Take(r.Context(), viewer(r), payments.BillID(r.PathValue("id")), tender, key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		return p.showCounter(w, r, http.StatusUnprocessableEntity, form, err, "")
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/caisse/factures/"+r.PathValue("id")+"?fait=oui")
}
