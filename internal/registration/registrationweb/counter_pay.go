package registrationweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// tenderView is how the cart is paid at the counter.
type tenderView struct {
	Action   string
	Key      string
	Label    string
	Free     bool
	Form     tenderForm
	Methods  []ui.Option
	Rounded  string // Rounded says what is asked in cash, when it differs.
	Problems ui.Problems
}

// tenderOf is the way of paying at the counter.
func (p Pages) tenderOf(ctx context.Context, by session.Viewer, at stand, c registration.Cart, v *cartView, typed *tenderForm) {
	held := 0
	for _, line := range c.Places {
		if line.State == registration.Held {
			held++
			if stops(line.Findings, leisure.RulePlaces, leisure.RuleTwice) {
				v.Note = i18n.T(ctx, "Une inscription ne peut pas se faire telle quelle. Passez outre la règle avec un motif, ou retirez-la.")
			}
		}
	}
	switch {
	case held == 0:
		v.Note = i18n.T(ctx, "Rien n’est retenu pour l’instant.")
		return
	case v.Note != "":
		return
	}
	t := tenderView{Action: at.base + "/payer", Key: forms.NewKey(), Free: c.Total <= none, Methods: methods(ctx), Form: tenderForm{Method: "comptant"}}
	t.Label = i18n.TN(ctx, "Confirmer l’inscription", "Confirmer les %d inscriptions", held)
	if !t.Free && !by.May(session.PaymentsTake) {
		v.Note = i18n.T(ctx, "Votre rôle ne prend pas de paiement. La personne peut payer en ligne avant la fin du délai.")
		return
	}
	if typed != nil {
		t.Form = *typed
	}
	if cash := payments.CashOf(c.Total); cash != c.Total {
		t.Rounded = i18n.T(ctx, "En argent comptant : %s, arrondi aux cinq sous.", dollars(ctx, cash))
	}
	v.Pay = tenderBlock(t)
}

func methods(ctx context.Context) []ui.Option {
	return []ui.Option{
		{Value: "comptant", Label: i18n.T(ctx, "Argent comptant")},
		{Value: "cheque", Label: i18n.T(ctx, "Chèque")},
		{Value: "terminal", Label: i18n.T(ctx, "Carte, au terminal")},
		{Value: "differe", Label: i18n.T(ctx, "Plus tard"), Hint: i18n.T(ctx, "L’inscription est confirmée, la facture reste à payer.")},
	}
}

// tenderMade is the tender of a form; its faults name mode and recu.
func tenderMade(form tenderForm) (payments.Tender, error) {
	var problems fault.Problems
	t := payments.Tender{Reference: strings.TrimSpace(form.Reference)}
	switch form.Method {
	case "comptant":
		t.Method, t.Reference = payments.Cash, ""
		if strings.TrimSpace(form.Given) != "" {
			amount, err := money.Parse(form.Given)
			if err != nil || amount < 0 {
				problems.Add("recu", "Écrivez le montant reçu en dollars, par exemple 150 ou 142,50.")
			}
			t.Given = amount
		}
	case "cheque":
		t.Method = payments.Cheque
	case "terminal":
		t.Method = payments.Terminal
	case "differe":
		t.Method = payments.Deferred
	default:
		problems.Add("mode", "Choisissez comment la personne paie.")
	}
	return t, problems.Err()
}

func (p Pages) counterPay(w http.ResponseWriter, r *http.Request) error {
	var form tenderForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	at := counterStand(r)
	how := registration.CheckOut{Channel: leisure.Counter}
	var err error
	if form.Method != "" {
		var t payments.Tender
		t, err = tenderMade(form)
		how.Tender = &t
	}
	var o registration.Order
	if err == nil {
		o, err = p.Registration.CheckOut(r.Context(), viewer(r), at.owner, how, keyOf(r))
	}
	if f, ok := asked(err); ok {
		v, again := p.counterOf(r, counterForm{}, &form)
		if again != nil {
			return again
		}
		v.Problems = problemsOf(r.Context(), err, f)
		return ui.Show(w, r, ui.Status(err), counterPage(v))
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, at.base+"/commandes/"+url.PathEscape(o.Number))
}

// counterOrderView is the confirmation at the counter.
type counterOrderView struct {
	Order  orderView
	File   ui.Link
	Change string // Change is the money to give back, empty when none.
	Paid   string // Paid says how it was paid.
}

func (p Pages) counterOrder(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	at := counterStand(r)
	o, err := p.Registration.Order(ctx, viewer(r), r.PathValue("no"))
	if err != nil {
		return err
	}
	if o.Owner != at.owner {
		return fault.New(fault.NotFound, "Cette commande n’est pas celle de cette personne.")
	}
	person, err := p.People.Person(ctx, at.owner)
	if err != nil {
		return err
	}
	order, err := p.orderOf(ctx, o, "")
	if err != nil {
		return err
	}
	v := counterOrderView{Order: order, File: ui.Link{Href: reasonPath(viewer(r), at.owner), Label: person.Name()}}
	v.Order.Pay, v.Order.Print, v.Order.Calendar = "", "", ""
	if v.Order.Receipt = ""; o.Bill != "" && viewer(r).May(session.PaymentsTake) {
		v.Order.Receipt = "/gestion/caisse/factures/" + string(o.Bill) + "/recu.pdf"
	}
	v.Order.Back = ui.Link{Href: at.base, Label: i18n.T(ctx, "Inscrire encore")}
	for i := range v.Order.People {
		v.Order.People[i].Forms = ui.Link{} // The family fills them at home.
	}
	if err := p.paidAtCounter(ctx, o, &v); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, counterOrderPage(v))
}

func (p Pages) paidAtCounter(ctx context.Context, o registration.Order, v *counterOrderView) error {
	if o.Bill == "" || p.Payments == nil {
		return nil
	}
	made, err := p.Payments.PaymentsOf(ctx, o.Owner)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(made, func(one payments.Payment) bool { return one.Bill == o.Bill })
	if i < 0 {
		v.Paid = i18n.T(ctx, "À payer plus tard : %s.", dollars(ctx, o.Total))
		return nil
	}
	if made[i].Change > none {
		v.Change = i18n.T(ctx, "Monnaie à rendre : %s", dollars(ctx, made[i].Change))
	}
	v.Paid = i18n.T(ctx, "Payé : %[1]s, %[2]s.", dollars(ctx, made[i].Amount), methodWords(ctx, made[i].Method))
	return nil
}

func methodWords(ctx context.Context, m payments.Method) string {
	switch m {
	case payments.Cash:
		return i18n.T(ctx, "en argent comptant")
	case payments.Cheque:
		return i18n.T(ctx, "par chèque")
	case payments.Terminal:
		return i18n.T(ctx, "par carte, au terminal")
	case payments.Card:
		return i18n.T(ctx, "par carte, en ligne")
	case payments.Credit:
		return i18n.T(ctx, "avec son crédit")
	}
	return i18n.T(ctx, "plus tard")
}
