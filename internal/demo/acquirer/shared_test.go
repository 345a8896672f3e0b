package acquirer_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/connect/stripe"
	"sem/internal/demo/acquirer"
	"sem/internal/id"
	"sem/internal/payments"
	"sem/internal/ui"
)

// Two processes of one demonstration have the same card house: what one was asked for, the
// other knows.
func TestAPageThatOneProcessOpenedIsPaidAtTheOther(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "maison.jsonl")
	process := func() (*acquirer.House, *stripe.Client) {
		h := &acquirer.House{
			Clock: clock.At(september), IDs: id.Random(), Site: "https://ville.exemple", WebhookSecret: secret, Journal: journal,
			Notify: func(context.Context, []byte, string) error { return nil },
		}
		return h, &stripe.Client{Secret: acquirer.Secret, WebhookSecret: secret, Transport: h}
	}
	_, here := process()
	house, there := process()
	opened := func(checkout payments.CheckoutID) payments.Page {
		p, err := here.Open(t.Context(), payments.PageOrder{
			Checkout: checkout, Bill: "F1", Lines: []payments.PageLine{{Text: "Natation", Amount: 45_00}}, Amount: 45_00, Language: "fr",
			Success: "https://ville.exemple/retour", Cancel: "https://ville.exemple/panier", Expires: september.Add(time.Hour),
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	wants := func(c *stripe.Client, page string, want payments.EventKind) {
		t.Helper()
		e, err := c.Look(t.Context(), page)
		if err != nil || e.Kind != want {
			t.Errorf("%s is %q (%v), want %q", page, e.Kind, err, want)
		}
	}
	opened("c1") // Both have read the file before the page that is paid.
	first := opened("c2")
	wants(there, first.ID, payments.PageWaiting)

	path := strings.TrimPrefix(first.URL, "https://ville.exemple")
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(url.Values{"geste": {"payer"}}.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	ui.Mux(house.Routes(), ui.Options{Clock: clock.At(september)}).ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/retour" {
		t.Errorf("paying at the other process answers %d %s", w.Code, w.Header().Get("Location"))
	}
	wants(here, first.ID, payments.PagePaid)
	wants(there, opened("c3").ID, payments.PageWaiting)
}
