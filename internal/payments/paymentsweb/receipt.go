package paymentsweb

import (
	"context"
	"net/http"
	"time"

	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/paper"
	"sem/internal/payments"
	"sem/internal/ui"
)

// receipt is what was paid of a bill, on paper.
func (p Pages) receipt(w http.ResponseWriter, r *http.Request) error {
	b, err := p.Payments.BillAs(r.Context(), viewer(r), payments.BillID(r.PathValue("id")))
	if err != nil {
		return err
	}
	if b.Paid == 0 {
		return fault.New(fault.NotFound, "Cette facture n’a pas encore de reçu : rien n’est payé.")
	}
	paid, back, err := p.Payments.History(r.Context(), b.ID)
	if err != nil {
		return err
	}
	name, err := p.named(r.Context(), b.Payer)
	if err != nil {
		return err
	}
	ctx := i18n.WithNow(r.Context(), time.Time{}) // A sheet is read years later: dates say their year.
	d := p.sheet(ctx, i18n.T(ctx, "Reçu %s", b.Number))
	d.Facts(
		paper.Fact{Label: i18n.T(ctx, "Reçu de"), Value: name}, paper.Fact{Label: i18n.T(ctx, "Facture"), Value: b.Number + ", " + i18n.Date(ctx, b.At)},
		paper.Fact{Label: i18n.T(ctx, "Commande"), Value: b.Name},
	)
	if err := p.linesOn(ctx, d, b); err != nil {
		return err
	}
	paidOn(ctx, d, paid)
	backOn(ctx, d, back)
	if b.Owing() > 0 {
		d.Strong(i18n.T(ctx, "Reste à payer : %s", amount(ctx, b.Owing())))
	}
	d.Note(i18n.T(ctx, "Le comptant est arrondi à cinq cents, comme le veut la Monnaie royale canadienne. Les taxes de vente ne s’ajoutent pas à ces montants."))
	return paper.Serve(w, r, "recu-"+b.Number+".pdf", d)
}

func (p Pages) sheet(ctx context.Context, title string) *paper.Document {
	city := ui.CityFrom(ctx)
	sender := i18n.T(ctx, "Ville de %s", city.Name)
	return paper.New(paper.Sheet{
		Title: title, Language: string(i18n.Lang(ctx)), City: sender, Letterhead: []string{sender, city.Phone},
		Scale: []float64{1, 1, 1.5, 2}[min(max(ui.PrefsFrom(ctx).Text, 0), 3)], Footer: title, Made: p.Clock.Now(),
	})
}

func (p Pages) linesOn(ctx context.Context, d *paper.Document, b payments.Bill) error {
	t := paper.Table{
		Caption: i18n.T(ctx, "Ce qui est facturé"), Foot: []string{i18n.T(ctx, "Total"), "", amount(ctx, b.Total-b.Reduced)},
		Columns: []paper.Column{{Title: i18n.T(ctx, "Ligne")}, {Title: i18n.T(ctx, "Pour")}, {Title: i18n.T(ctx, "Montant"), Right: true}},
	}
	for _, l := range b.Lines {
		name := ""
		if l.For != "" {
			var err error
			if name, err = p.named(ctx, l.For); err != nil {
				return err
			}
		}
		t.Rows = append(t.Rows, []string{l.Text.In(ctx), name, amount(ctx, l.Amount)})
	}
	if b.Reduced > 0 {
		t.Rows = append(t.Rows, []string{i18n.T(ctx, "Déduit depuis"), "", amount(ctx, -b.Reduced)})
	}
	d.Table(t)
	return nil
}

func paidOn(ctx context.Context, d *paper.Document, paid []payments.Payment) {
	t := paper.Table{Caption: i18n.T(ctx, "Paiements"), Columns: []paper.Column{
		{Title: i18n.T(ctx, "Le")}, {Title: i18n.T(ctx, "Par")}, {Title: i18n.T(ctx, "Référence")}, {Title: i18n.T(ctx, "Montant"), Right: true},
	}}
	for _, one := range paid {
		t.Rows = append(t.Rows, []string{i18n.DateTime(ctx, one.At), methodWords(ctx, one.Method), one.Reference, amount(ctx, one.Amount)})
		if one.Rounding != 0 {
			t.Rows = append(t.Rows, []string{"", i18n.T(ctx, "Arrondi du comptant"), "", amount(ctx, one.Rounding)})
		}
	}
	d.Table(t)
}

func backOn(ctx context.Context, d *paper.Document, back []payments.Refund) {
	t := paper.Table{Caption: i18n.T(ctx, "Remboursements"), Columns: []paper.Column{
		{Title: i18n.T(ctx, "Demandé le")}, {Title: i18n.T(ctx, "Comment")}, {Title: i18n.T(ctx, "État")}, {Title: i18n.T(ctx, "Montant"), Right: true},
	}}
	for _, r := range back {
		t.Rows = append(t.Rows, []string{i18n.DateOnly(ctx, r.AskedAt), wayWords(ctx, r), refundTagForCitizen(ctx, r.State).Label, amount(ctx, r.Amount)})
	}
	if len(t.Rows) > 0 {
		d.Table(t)
	}
}
