package paymentsweb

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/payments"
	"sem/internal/people"
)

// Source is what the cash office gives to the payer's file: what was paid and given back, and a
// copy of it all. It is the payer's own: living with them opens nothing. What is still to pay
// the room that made the bill tells.
type Source struct{ Pages Pages }

// Name is the room's name as the person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Vos paiements") }

// Kinds are the payments.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: "paiements", Label: i18n.T(ctx, "Paiements")}}
}

// Entries are the payments and the refunds that arrived, the newest first.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	me := people.ID(scope.Viewer.Person)
	if f.Kind != "" && f.Kind != "paiements" || f.Person != "" && f.Person != me {
		return nil, nil
	}
	paid, err := s.Pages.Payments.PaymentsOf(ctx, me)
	if err != nil {
		return nil, err
	}
	back, err := s.Pages.Payments.RefundsOf(ctx, me)
	if err != nil {
		return nil, err
	}
	var all []dossier.Entry
	add := func(at time.Time, bill payments.BillID, icon, title, text string) {
		if !at.IsZero() && (f.Before.IsZero() || at.Before(f.Before)) {
			all = append(all, dossier.Entry{At: at, Kind: "paiements", Title: title, Text: text, Path: "/paiement/factures/" + string(bill), Icon: icon})
		}
	}
	for _, p := range paid {
		add(p.At, p.Bill, "i-receipt", i18n.T(ctx, "Paiement de %s", amount(ctx, p.Amount)), i18n.T(ctx, "Facture %s. %s.", p.Number, methodWords(ctx, p.Method)))
	}
	for _, r := range back {
		add(r.GivenAt, r.Bill, "i-arrow-counter-clockwise", i18n.T(ctx, "Remboursement de %s", amount(ctx, r.Amount)), i18n.T(ctx, "Facture %s. %s.", r.Number, wayWords(ctx, r)))
	}
	slices.SortStableFunc(all, func(a, b dossier.Entry) int { return cmp.Or(b.At.Compare(a.At), cmp.Compare(a.Title, b.Title)) })
	if f.Limit > 0 {
		all = all[:min(len(all), f.Limit)]
	}
	return all, nil
}

// Export is every bill of the viewer with its lines, how it was paid and what was given back.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	me := people.ID(scope.Viewer.Person)
	bills := dossier.Section{Name: "factures", Columns: []string{"facture", "commande", "date", "etat", "total", "paye", "deduit", "rembourse"}}
	lines := dossier.Section{Name: "factures_lignes", Columns: []string{"facture", "ligne", "pour", "montant"}}
	paid := dossier.Section{Name: "paiements", Columns: []string{"facture", "date", "mode", "montant", "reference"}}
	back := dossier.Section{Name: "remboursements", Columns: []string{"facture", "demande_le", "mode", "montant", "etat", "raison", "rembourse_le"}}
	kept := dossier.Section{Name: "credit", Columns: []string{"montant"}}
	all, err := s.Pages.Payments.BillsOf(ctx, me)
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		bills.Rows = append(bills.Rows, []any{b.Number, b.Name, b.At, string(b.State), b.Total.Plain(), b.Paid.Plain(), b.Reduced.Plain(), b.Refunded.Plain()})
		for _, l := range b.Lines {
			lines.Rows = append(lines.Rows, []any{b.Number, l.Text.In(ctx), string(l.For), l.Amount.Plain()})
		}
	}
	made, err := s.Pages.Payments.PaymentsOf(ctx, me)
	if err != nil {
		return nil, err
	}
	for _, p := range made {
		paid.Rows = append(paid.Rows, []any{p.Number, p.At, string(p.Method), p.Amount.Plain(), p.Reference})
	}
	gone, err := s.Pages.Payments.RefundsOf(ctx, me)
	if err != nil {
		return nil, err
	}
	for _, r := range gone {
		back.Rows = append(back.Rows, []any{r.Number, r.AskedAt, string(r.Way), r.Amount.Plain(), string(r.State), r.Reason, when(r.GivenAt)})
	}
	credit, err := s.Pages.Payments.CreditOf(ctx, s.Pages.Payments.DB, me)
	if credit != 0 {
		kept.Rows = append(kept.Rows, []any{credit.Plain()})
	}
	return []dossier.Section{bills, lines, paid, back, kept}, err
}

// when is a moment of the export, nothing when it did not come.
func when(t time.Time) any {
	if t.IsZero() {
		return ""
	}
	return t
}
