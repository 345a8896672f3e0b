package paymentsweb

import (
	"context"
	"net/http"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/payments"
	"sem/internal/ui"
)

// decideForm is what somebody does with a refund.
type decideForm struct {
	Key       string `form:"cle"`
	Deed      string `form:"geste"`
	Reason    string `form:"raison" max:"300"`
	Reference string `form:"reference" max:"40"`
	Way       string `form:"moyen"`
}

// refundsView is the refunds that want somebody.
type refundsView struct {
	Asked    []refundCard
	Cheques  []refundCard
	Failed   []refundCard
	OnTheWay ui.TableOf
	Problems ui.Problems
	Done     string
}

// refundCard is a refund with what may be done with it.
type refundCard struct {
	ID       string
	Title    string
	Facts    []ui.Fact
	Bill     ui.Link
	Path     string
	Key      string
	Mine     bool // Mine: the reader asked for it, so another person decides.
	Form     decideForm
	Problems ui.Problems
}

func (p Pages) refunds(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	done := ""
	if form.Done != "" {
		done = i18n.T(r.Context(), "C’est fait.")
	}
	return p.showRefunds(w, r, http.StatusOK, done, decideForm{}, nil)
}

func (p Pages) showRefunds(w http.ResponseWriter, r *http.Request, status int, done string, form decideForm, wrong error) error {
	ctx := r.Context()
	all, err := p.Payments.RefundsIn(ctx, viewer(r), payments.Asked, payments.Granted, payments.Sent, payments.Failed)
	if err != nil {
		return err
	}
	v := refundsView{Done: done, Problems: ui.ProblemsOf(ctx, wrong), OnTheWay: ui.TableOf{Caption: i18n.T(ctx, "En route"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Facture")}, {Label: i18n.T(ctx, "Depuis")}, {Label: i18n.T(ctx, "Comment")}, {Label: i18n.T(ctx, "Montant"), Right: true},
	}}}
	for _, one := range all {
		card, err := p.card(ctx, r, one)
		if err != nil {
			return err
		}
		if string(one.ID) == r.PathValue("id") {
			card.Form, card.Problems = form, v.Problems
		}
		switch {
		case one.State == payments.Asked:
			v.Asked = append(v.Asked, card)
		case one.State == payments.Failed:
			v.Failed = append(v.Failed, card)
		case one.Way == payments.Cheque:
			v.Cheques = append(v.Cheques, card)
		default:
			v.OnTheWay.Rows = append(v.OnTheWay.Rows, ui.RowOf{Cells: []ui.Cell{
				{Text: one.Number, Href: card.Bill.Href}, {Text: i18n.Ago(ctx, one.DecidedAt)}, {Text: wayWords(ctx, one)}, {Text: amount(ctx, one.Amount-one.Reduced)},
			}})
		}
	}
	return ui.Show(w, r, status, refundsPage(v))
}

func (p Pages) card(ctx context.Context, r *http.Request, one payments.Refund) (refundCard, error) {
	payer, err := p.named(ctx, one.Payer)
	if err != nil {
		return refundCard{}, err
	}
	asked := p.staffName(one.AskedBy)
	c := refundCard{
		ID: string(one.ID), Title: i18n.T(ctx, "%s à %s", amount(ctx, one.Amount-one.Reduced), payer), Path: "/gestion/paiements/remboursements/" + string(one.ID), Key: forms.NewKey(),
		Bill: ui.Link{Href: "/gestion/caisse/factures/" + string(one.Bill), Label: i18n.T(ctx, "Facture %s", one.Number)},
		Mine: one.AskedBy == viewer(r).Account,
		Facts: []ui.Fact{
			{Label: i18n.T(ctx, "Comment"), Value: wayWords(ctx, one)}, {Label: i18n.T(ctx, "Raison"), Value: one.Reason},
			{Label: i18n.T(ctx, "Demandé"), Value: i18n.Ago(ctx, one.AskedAt)},
		},
	}
	if asked != "" {
		c.Facts = append(c.Facts, ui.Fact{Label: i18n.T(ctx, "Par"), Value: asked})
	}
	return c, nil
}

func (p Pages) decide(w http.ResponseWriter, r *http.Request) error {
	var form decideForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, by, which := r.Context(), viewer(r), payments.RefundID(r.PathValue("id"))
	var err error
	switch form.Deed {
	case "accorder":
		err = p.Payments.Decide(ctx, by, which, true, form.Reason, key(r))
	case "refuser":
		err = p.Payments.Decide(ctx, by, which, false, form.Reason, key(r))
	case "cheque":
		err = p.Payments.SendCheque(ctx, by, which, form.Reference, key(r))
	case "autrement":
		err = p.Payments.SendOtherwise(ctx, by, which, payments.Method(form.Way), key(r))
	default:
		err = fault.New(fault.Invalid, "Choisissez quoi faire de ce remboursement.")
	}
	if fault.KindOf(err) == fault.Invalid {
		return p.showRefunds(w, r, http.StatusUnprocessableEntity, "", form, err)
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/paiements/remboursements?fait=oui")
}
