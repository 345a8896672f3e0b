package paymentsweb_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/payments/paymentsweb"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// september is a Wednesday, ten o’clock in town.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var (
	caroline = session.Viewer{Account: "caroline", Name: "Caroline R.", FullName: "Caroline Roy", Role: session.Agent}
	nadia    = session.Viewer{Account: "nadia", Name: "Nadia F.", FullName: "Nadia Fortin", Role: session.Leisure}
	paul     = session.Viewer{Account: "paul", Name: "Paul N.", FullName: "Paul Nault", Role: session.Administrator}
)

// house is a card house that takes everything, as long as it is there.
type house struct{ away bool }

func (h *house) Open(_ context.Context, o payments.PageOrder) (payments.Page, error) {
	if h.away {
		return payments.Page{}, errors.New("away")
	}
	return payments.Page{ID: "cs_" + string(o.Checkout), URL: "https://carte.exemple/" + string(o.Checkout), Expires: o.Expires}, nil
}
func (h *house) Look(context.Context, string) (payments.Event, error) {
	return payments.Event{Kind: payments.PageWaiting}, nil
}
func (h *house) Close(context.Context, string) error { return nil }
func (h *house) Refund(context.Context, payments.RefundOrder) (payments.RefundAnswer, error) {
	return payments.RefundAnswer{ID: "re", State: payments.Given}, nil
}
func (h *house) Read([]byte, string, time.Time) (payments.Event, error) {
	return payments.Event{}, errors.New("forged")
}
func (h *house) List(context.Context, time.Time, time.Time) ([]payments.Told, error) {
	if h.away {
		return nil, errors.New("away")
	}
	return nil, nil
}

// town is the pages of the cash office, and whoever looks next.
type town struct {
	*webtest.Visitor
	db    *db.DB
	clock *clock.Still
	cash  *payments.Service
	house *house
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(september), id.Counting("n")
	tw := &town{Visitor: webtest.New(t), db: d, clock: still, house: &house{}}
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	tw.cash = &payments.Service{DB: d, Clock: still, IDs: ids, People: register, Gateway: tw.house, Site: "https://ville.exemple", ApproveAbove: 200_00}
	tw.tx(func(tx *db.Tx) error {
		return register.Load(t.Context(), tx, slices.Values([]people.Person{{
			ID: "marie", GivenName: "Marie", FamilyName: "Tremblay", BirthDate: "1980-01-01", Language: "fr", Residence: people.Unknown, CreatedAt: september, UpdatedAt: september,
		}}))
	})
	names := map[string]string{"caroline": "Caroline R.", "nadia": "Nadia F.", "paul": "Paul N."}
	pages := paymentsweb.Pages{Payments: tw.cash, People: register, Clock: still, Staff: func(account string) string { return names[account] }}
	tw.Visit(pages.Routes(), ui.Options{Clock: still, Hooks: []string{paymentsweb.HookPath}, City: ui.City{Name: "Saint-Exemple"}})
	return tw
}

func (tw *town) tx(do func(*db.Tx) error) {
	tw.Helper()
	tw.Must(tw.db.InTx(tw.Context(), do))
}

func (tw *town) as(v session.Viewer) *town {
	tw.Viewer = v
	return tw
}

func (tw *town) marie() *town {
	return tw.as(session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie", FullName: "Marie Tremblay"})
}

func (tw *town) owe(amount money.Cents) (b payments.Bill) {
	tw.Helper()
	tw.tx(func(tx *db.Tx) (err error) {
		b, err = tw.cash.Owe(tw.Context(), tx, payments.NewBill{
			Room: "registration", Object: "L2026-000001-A", Payer: "marie", Scope: people.Leisure, Due: september.Add(15 * time.Minute),
			Lines: []payments.Line{{Text: i18n.Words{FR: "Natation, Nageur 3", EN: "Swimming, Swimmer 3"}, Amount: amount, Income: "leisure", Object: "place", For: "marie"}},
		})
		return err
	})
	return b
}

// refund gives an amount of a bill back, asked for by Nadia.
func (tw *town) refund(b payments.Bill, amount money.Cents, way payments.Method) (r payments.Refund) {
	tw.Helper()
	tw.tx(func(tx *db.Tx) (err error) {
		r, err = tw.cash.RefundTx(tw.Context(), tx, payments.NewRefund{Bill: b.ID, Amounts: map[string]money.Cents{"place": amount}, Reason: "Déménagement", By: nadia, Way: way})
		return err
	})
	return r
}

func counter(b payments.Bill) string { return "/gestion/caisse/factures/" + string(b.ID) }

func request(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }
