package paymentsweb

import (
	"context"
	"net/http"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/ui"
)

// billsView is what somebody owes and has paid.
type billsView struct {
	Credit string
	Owed   []billRow
	Past   ui.TableOf
}

// billRow is a bill that waits for its payment.
type billRow struct {
	Title, Text, Path, Amount string
}

func (p Pages) bills(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	me := people.ID(viewer(r).Person)
	all, err := p.Payments.BillsOf(ctx, me)
	if err != nil {
		return err
	}
	kept, err := p.Payments.CreditOf(ctx, p.Payments.DB, me)
	if err != nil {
		return err
	}
	v := billsView{Past: ui.TableOf{Caption: i18n.T(ctx, "Factures"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Facture")}, {Label: i18n.T(ctx, "Date")}, {Label: i18n.T(ctx, "État")}, {Label: i18n.T(ctx, "Montant"), Right: true},
	}}}
	if kept > 0 {
		v.Credit = amount(ctx, kept)
	}
	for _, b := range all {
		path := "/paiement/factures/" + string(b.ID)
		if b.Owing() > 0 {
			v.Owed = append(v.Owed, billRow{i18n.T(ctx, "Facture %s", b.Number), dueWords(ctx, b), path, amount(ctx, b.Owing())})
			continue
		}
		v.Past.Rows = append(v.Past.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: b.Number, Href: path}, {Text: i18n.DateOnly(ctx, b.At)}, {Body: ui.Tag(billTag(ctx, b))}, {Text: amount(ctx, b.Total-b.Reduced)},
		}})
	}
	return ui.Show(w, r, http.StatusOK, billsPage(v))
}

func dueWords(ctx context.Context, b payments.Bill) string {
	if b.Due.IsZero() {
		return i18n.T(ctx, "Du %s", i18n.Date(ctx, b.At))
	}
	if b.Deferred {
		return i18n.T(ctx, "À payer d’ici le %s", i18n.Date(ctx, b.Due))
	}
	until := i18n.Ago(ctx, b.Due)
	if clock.Day(b.Due).Equal(clock.Day(i18n.Now(ctx))) {
		until = i18n.Time(ctx, b.Due)
	}
	return i18n.T(ctx, "Les places sont gardées jusqu’à %s", until)
}

// billView is a bill, ready to show to its payer or at the counter.
type billView struct {
	Title    string
	Number   string
	Tag      ui.TagOf
	Facts    []ui.Fact
	Lines    ui.TableOf
	Paid     ui.TableOf
	Back     ui.TableOf
	Owing    string
	PayPath  string // PayPath is empty when it cannot be paid on line.
	Key      string
	Receipt  string // Receipt is empty before something was paid.
	Object   ui.Link
	Void     bool
	Waiting  string // Waiting says until when it may be paid.
	Problems ui.Problems
	Done     string
}

func (p Pages) bill(w http.ResponseWriter, r *http.Request) error {
	b, err := p.Payments.BillAs(r.Context(), viewer(r), payments.BillID(r.PathValue("id")))
	if err != nil {
		return err
	}
	v, err := p.viewOf(r.Context(), b, "/paiement/factures/", false)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, billPage(v))
}

// viewOf is a bill as its payer reads it; staff read more of a refund.
func (p Pages) viewOf(ctx context.Context, b payments.Bill, at string, staff bool) (billView, error) {
	paid, back, err := p.Payments.History(ctx, b.ID)
	if err != nil {
		return billView{}, err
	}
	v := billView{
		Title: i18n.T(ctx, "Facture %s", b.Number), Number: b.Number, Tag: billTag(ctx, b), Key: forms.NewKey(), Void: b.State == payments.Void,
		Lines: lineTable(ctx, b), Facts: []ui.Fact{{Label: i18n.T(ctx, "Date"), Value: i18n.Date(ctx, b.At)}},
	}
	if b.Name != "" {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Commande"), Value: b.Name})
	}
	if b.Path != "" {
		v.Object = ui.Link{Href: b.Path, Label: i18n.T(ctx, "Voir ce que cette facture paie")}
	}
	if b.Paid > 0 {
		v.Receipt = at + string(b.ID) + "/recu.pdf"
	}
	if b.Owing() > 0 {
		v.Owing, v.Waiting = amount(ctx, b.Owing()), dueWords(ctx, b)
		if p.Payments.Online() {
			v.PayPath = at + string(b.ID) + "/payer"
		}
	}
	v.Paid, v.Back = paidTable(ctx, paid), backTable(ctx, back, staff)
	return v, nil
}

func lineTable(ctx context.Context, b payments.Bill) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Ce qui est facturé"), Plain: true, Columns: []ui.ColumnOf{{Label: i18n.T(ctx, "Ligne")}, {Label: i18n.T(ctx, "Montant"), Right: true}}}
	add := func(label string, c money.Cents) {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: label}, {Text: amount(ctx, c)}}})
	}
	for _, l := range b.Lines {
		add(l.Text.In(ctx), l.Amount)
	}
	if b.Reduced > 0 {
		add(i18n.T(ctx, "Déduit depuis"), -b.Reduced)
	}
	add(i18n.T(ctx, "Total"), b.Total-b.Reduced)
	return t
}

func paidTable(ctx context.Context, paid []payments.Payment) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Paiements"), Plain: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Le")}, {Label: i18n.T(ctx, "Par")}, {Label: i18n.T(ctx, "Montant"), Right: true},
	}}
	for _, p := range paid {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: i18n.DateTime(ctx, p.At)}, {Text: methodWords(ctx, p.Method)}, {Text: amount(ctx, p.Amount)}}})
	}
	return t
}

func backTable(ctx context.Context, back []payments.Refund, staff bool) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Remboursements"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Demandé le")}, {Label: i18n.T(ctx, "Comment")}, {Label: i18n.T(ctx, "État")}, {Label: i18n.T(ctx, "Montant"), Right: true},
	}}
	for _, r := range back {
		tag := refundTagForCitizen(ctx, r.State)
		if staff {
			tag = refundTag(ctx, r.State)
		}
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: i18n.DateOnly(ctx, r.AskedAt)}, {Text: wayWords(ctx, r)}, {Body: ui.Tag(tag)}, {Text: amount(ctx, r.Amount)}}})
	}
	return t
}

// pay leads to the hosted page. A bill that is paid already is shown.
func (p Pages) pay(w http.ResponseWriter, r *http.Request) error {
	which := payments.BillID(r.PathValue("id"))
	own := "/paiement/factures/" + string(which)
	url, err := p.Payments.Checkout(r.Context(), viewer(r), which, own)
	if fault.KindOf(err) == fault.Conflict {
		return ui.SeeOther(w, r, own)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, url, http.StatusSeeOther)
	return nil
}

type backForm struct {
	Page string `form:"page"`
	Left bool   `form:"abandon"`
}

// backView is what became of a payment by card.
type backView struct {
	Title, Lead string
	Paid        bool
	Waiting     bool
	Amount      string
	Number      string
	Receipt     string
	Again       string // Again is where to try again, empty when there is nothing to pay.
	Key         string
	Next        ui.Link
	Bill        ui.Link
}

// refreshEach is how often the page asks again, in seconds, while the card house says nothing.
const refreshEach = "3"

// back says what became of a payment. It is confirmed when it is booked, never because an
// address says so.
func (p Pages) back(w http.ResponseWriter, r *http.Request) error {
	var form backForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	a, err := p.Payments.AttemptAs(ctx, viewer(r), payments.CheckoutID(form.Page))
	if err != nil {
		return err
	}
	path := "/paiement/factures/" + string(a.Bill.ID)
	v := backView{
		Paid: a.Paid, Number: a.Bill.Number, Amount: amount(ctx, a.Bill.Total-a.Bill.Reduced), Key: forms.NewKey(),
		Bill: ui.Link{Href: path, Label: i18n.T(ctx, "Voir la facture")}, Next: ui.Link{Href: a.Back, Label: i18n.T(ctx, "Continuer")},
	}
	if a.Bill.Path != "" {
		v.Next = ui.Link{Href: a.Bill.Path, Label: i18n.T(ctx, "Voir ce que vous avez payé")}
	}
	switch {
	case a.Paid:
		v.Title, v.Lead, v.Receipt = i18n.T(ctx, "Votre paiement est confirmé"), i18n.T(ctx, "La facture %s est payée.", a.Bill.Number), path+"/recu.pdf"
	case form.Left:
		v.Title, v.Lead = i18n.T(ctx, "Rien n’a été payé"), i18n.T(ctx, "Vous êtes de retour sans avoir payé.")
		if a.Bill.Owing() > 0 && !a.Bill.Due.IsZero() {
			v.Lead += " " + dueWords(ctx, a.Bill) + "."
		}
	case a.Waiting:
		v.Waiting = true
		v.Title = i18n.T(ctx, "Nous attendons la confirmation de votre paiement")
		v.Lead = i18n.T(ctx, "Cette page se met à jour toute seule. Vous pouvez aussi la fermer : la confirmation viendra dans votre dossier.")
		w.Header().Set("Refresh", refreshEach)
	default:
		v.Title, v.Lead = i18n.T(ctx, "Le temps pour payer est passé"), i18n.T(ctx, "La page de paiement est fermée. Rien n’a été payé.")
	}
	if !a.Paid && a.Bill.Path != "" {
		v.Next.Label = i18n.T(ctx, "Voir la commande")
	}
	if !a.Paid && !v.Waiting && a.Bill.Owing() > 0 {
		v.Again = path + "/payer"
	}
	return ui.Show(w, r, http.StatusOK, backPage(v))
}
