package paymentsweb_test

import (
	"net/http"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/payments"
	"sem/internal/payments/paymentsweb"
	"sem/internal/session"
)

var (
	_ dossier.Source   = paymentsweb.Source{}
	_ dossier.History  = paymentsweb.Source{}
	_ dossier.Portable = paymentsweb.Source{}
)

func TestThePayersFileHoldsTheirPaymentsAndNobodyElses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).as(caroline)
		b := tw.owe(84_00)
		tw.Post("/gestion/caisse/ouvrir", http.StatusSeeOther, "cle", "k1", "fonds", "0")
		tw.Post(counter(b)+"/encaisser", http.StatusSeeOther, "cle", "k2", "mode", "terminal", "reference", "7")
		tw.refund(b, 20_00, payments.Credit)
		s := paymentsweb.Source{Pages: paymentsweb.Pages{Payments: tw.cash}}
		for person, want := range map[string]int{"marie": 2, "luc": 0} {
			scope := dossier.Scope{Viewer: session.Viewer{Person: person}, Now: september}
			entries, err := s.Entries(t.Context(), scope, dossier.Filter{Limit: 10})
			tw.Must(err)
			sections, err := s.Export(t.Context(), scope)
			tw.Must(err)
			rows := 0
			for _, section := range sections {
				for _, row := range section.Rows {
					if rows++; len(row) != len(section.Columns) {
						t.Errorf("%s has rows of %d values for %d columns", section.Name, len(row), len(section.Columns))
					}
				}
			}
			if len(entries) != want || rows != want/2*5 {
				t.Errorf("%s reads %d entries and takes %d rows", person, len(entries), rows)
			}
		}
	})
}
