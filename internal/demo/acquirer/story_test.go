package acquirer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/connect/stripe"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/demo/acquirer"
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

const secret = "whsec_demonstration"

// town is a city whose card house stands beside it; both sides speak over a network of this
// machine.
type town struct {
	*webtest.Visitor
	clock *clock.Still
	cash  *payments.Service
	house *acquirer.House
	site  *httptest.Server
	sent  []posted // sent are the messages as they were signed.
	lost  bool     // lost: the network loses every message.
	file  string
}

type posted struct {
	body      []byte
	signature string
}

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(september), id.Counting("n")
	tw := &town{Visitor: webtest.New(t), clock: still, file: filepath.Join(t.TempDir(), "maison.jsonl")}
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	tw.Must(d.InTx(t.Context(), func(tx *db.Tx) error {
		return register.Load(t.Context(), tx, slices.Values([]people.Person{{
			ID: "marie", GivenName: "Marie", FamilyName: "Tremblay", BirthDate: "1980-01-01", Language: "fr", Residence: people.Unknown, CreatedAt: september, UpdatedAt: september,
		}}))
	}))
	tw.cash = &payments.Service{DB: d, Clock: still, IDs: ids, People: register, Site: "https://ville.exemple", ApproveAbove: 200_00}
	tw.reopen()
	pages := paymentsweb.Pages{Payments: tw.cash, People: register, Clock: still}
	tw.Visit(append(pages.Routes(), tw.houseRoutes()...), ui.Options{Clock: still, Hooks: []string{paymentsweb.HookPath}, City: ui.City{Name: "Saint-Exemple"}})
	tw.site = httptest.NewServer(tw.Site)
	t.Cleanup(tw.site.Close)
	tw.Viewer = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie", FullName: "Marie Tremblay"}
	return tw
}

// houseRoutes are the pages of whichever card house stands there now.
func (tw *town) houseRoutes() []ui.Route {
	routes := tw.house.Routes()
	for i := range routes {
		routes[i].Handle = func(w http.ResponseWriter, r *http.Request) error { return tw.house.Routes()[i].Handle(w, r) }
	}
	return routes
}

// reopen is the card house after a restart: what it keeps is in its file.
func (tw *town) reopen() {
	tw.house = &acquirer.House{
		Clock: tw.clock, IDs: id.Random(), Site: "https://ville.exemple", WebhookSecret: secret, Journal: tw.file, Notify: tw.notify,
	}
	wire := httptest.NewServer(tw.house.Wire())
	tw.Cleanup(wire.Close)
	tw.cash.Gateway = &stripe.Client{Secret: acquirer.Secret, WebhookSecret: secret, URL: wire.URL}
}

func (tw *town) notify(_ context.Context, body []byte, signature string) error {
	tw.sent = append(tw.sent, posted{body, signature})
	if tw.lost {
		return errors.New("lost")
	}
	return tw.post(body, signature)
}

// post brings a message to the city over the network.
func (tw *town) post(body []byte, signature string) error {
	r, err := http.NewRequestWithContext(tw.Context(), http.MethodPost, tw.site.URL+paymentsweb.HookPath, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("Stripe-Signature", signature)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	if _, err := io.Copy(io.Discard, answer.Body); err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("the city answered %d", answer.StatusCode)
	}
	return nil
}

func (tw *town) owe(amount money.Cents) (b payments.Bill) {
	tw.Helper()
	tw.Must(tw.cash.DB.InTx(tw.Context(), func(tx *db.Tx) (err error) {
		b, err = tw.cash.Owe(tw.Context(), tx, payments.NewBill{
			Room: "registration", Object: "L2026-000001-A", Payer: "marie", Scope: people.Leisure, Path: "/loisirs/inscriptions/L2026-000001-A",
			Lines: []payments.Line{{Text: i18n.Words{FR: "Natation, Nageur 3"}, Amount: amount, Income: "leisure", Object: "place"}},
		})
		return err
	}))
	return b
}

// open asks for the hosted page as the button of a bill does, and gives its path.
func (tw *town) open(b payments.Bill) string {
	tw.Helper()
	page := tw.Get("/paiement/factures/"+string(b.ID), http.StatusOK)
	to := tw.Post("/paiement/factures/"+string(b.ID)+"/payer", http.StatusSeeOther, "cle", page.Key()).To
	return strings.TrimPrefix(to, "https://ville.exemple")
}

// direct asks for the hosted page without the button, whose uses in an hour are counted.
func (tw *town) direct(b payments.Bill) string {
	tw.Helper()
	url, err := tw.cash.Checkout(tw.Context(), tw.Viewer, b.ID, "/panier")
	tw.Must(err)
	return strings.TrimPrefix(url, "https://ville.exemple")
}

func (tw *town) now(b payments.Bill) payments.Bill {
	tw.Helper()
	b, err := tw.cash.Bill(tw.Context(), tw.cash.DB, b.ID)
	tw.Must(err)
	return b
}

// giveBack has somebody at the counter ask for a refund.
func (tw *town) giveBack(b payments.Bill, amount money.Cents) {
	tw.Helper()
	tw.Must(tw.cash.DB.InTx(tw.Context(), func(tx *db.Tx) error {
		_, err := tw.cash.RefundTx(tw.Context(), tx, payments.NewRefund{
			Bill: b.ID, Amounts: map[string]money.Cents{"place": amount}, Reason: "Déménagement", By: session.Viewer{Account: "caroline", Role: session.Agent},
		})
		return err
	}))
}

func (tw *town) balanced() {
	tw.Helper()
	a, err := payments.Verify(tw.Context(), tw.cash.DB)
	tw.Must(err)
	for _, w := range a.Wrong {
		tw.Error(w)
	}
}

func TestACitizenPaysOnTheHostedPage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe(84_00)
		page := tw.open(b)
		if again := tw.open(b); again != page {
			t.Errorf("two pages: %s and %s", page, again)
		}
		tw.Get(page, http.StatusOK).Says("Payer 84,00 $", "Natation, Nageur 3", "Aucun argent ne bouge").Hides(`type="text"`, `inputmode`)
		tw.Post(page, http.StatusUnprocessableEntity, "geste", "refuser").Says("La carte a été refusée")
		left := tw.Post(page, http.StatusSeeOther, "geste", "abandonner").To
		tw.Get(left, http.StatusOK).Says("Rien n’a été payé", "Payer 84,00 $ par carte")
		back := tw.Post(page, http.StatusSeeOther, "geste", "payer").To
		tw.Get(back, http.StatusOK).Says("Votre paiement est confirmé", b.Number).Shows("/recu.pdf", "/loisirs/inscriptions/L2026-000001-A")
		tw.Post(page, http.StatusSeeOther, "geste", "payer")
		tw.Get(page, http.StatusOK).Says("Cette page ne prend plus de paiement")
		if now := tw.now(b); now.State != payments.Paid || len(tw.sent) != 1 {
			t.Errorf("%+v after %d messages", now, len(tw.sent))
		}
		tw.balanced()
		if pdf := tw.Get("/paiement/factures/"+string(b.ID)+"/recu.pdf", http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF-1.7") {
			t.Error("the receipt is no PDF")
		}
	})
}

func TestThePageOfReturnWaitsForTheBooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe(84_00)
		page := tw.open(b)
		tw.lost = true
		back := tw.Post(page, http.StatusSeeOther, "geste", "payer").To
		waiting := tw.Get(back, http.StatusOK).Says("Nous attendons la confirmation", b.Number).Hides("confirmé")
		if waiting.Header.Get("Refresh") != "3" {
			t.Errorf("Refresh is %q", waiting.Header.Get("Refresh"))
		}
		tw.reopen() // The card house forgets its messages, not its payments.
		tw.clock.Advance(3 * time.Minute)
		tw.Must(tw.cash.WatchPages(t.Context()))
		tw.Get(back, http.StatusOK).Says("Votre paiement est confirmé")
		m := tw.sent[0]
		tw.Must(tw.post(m.body, m.signature)) // It is found after all.
		tw.balanced()
		if now := tw.now(b); now.Paid != 84_00 {
			t.Errorf("paid %s", now.Paid.Plain())
		}
	})
}

func TestAMessageFromNobodyIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe(84_00)
		page := tw.open(b)
		tw.lost = true
		tw.Post(page, http.StatusSeeOther, "geste", "payer")
		m := tw.sent[0]
		forged := []byte(strings.Replace(string(m.body), `"amount_total":8400`, `"amount_total":1`, 1))
		for name, p := range map[string]posted{
			"unsigned": {m.body, ""}, "changed": {forged, m.signature}, "by another": {m.body, stripe.Sign(m.body, "whsec_else", september)},
			"too old": {m.body, stripe.Sign(m.body, secret, september.Add(-6*time.Minute))},
		} {
			if err := tw.post(p.body, p.signature); err == nil || !strings.Contains(err.Error(), "400") {
				t.Errorf("%s: %v", name, err)
			}
		}
		tw.Must(tw.post(forged, stripe.Sign(forged, secret, september))) // Signed, and for another amount.
		if now := tw.now(b); now.State != payments.Open || now.Paid != 0 {
			t.Errorf("%+v", now)
		}
		tw.Viewer = session.Viewer{Account: "nadia", FullName: "Nadia Fortin", Role: session.Leisure}
		tw.Get("/gestion/paiements", http.StatusOK).Says("Un avis annonce un autre montant", "0,01 $")
	})
}

func TestSomebodyElsesBillIsNotThere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe(84_00)
		tw.Viewer.Account, tw.Viewer.Person = "compte-luc", "luc"
		for _, path := range []string{"", "/recu.pdf"} {
			tw.Get("/paiement/factures/"+string(b.ID)+path, http.StatusNotFound)
		}
		tw.Post("/paiement/factures/"+string(b.ID)+"/payer", http.StatusNotFound, "cle", "x")
	})
}

// TestManyMessagesInAnyOrder pays many bills whose messages come late, twice and in any order.
func TestManyMessagesInAnyOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		tw.lost = true
		dice := rand.New(rand.NewPCG(1, 2))
		var bills []payments.Bill
		for i := range 12 {
			b := tw.owe(money.Dollars(int64(10 + i)))
			bills = append(bills, b)
			page := tw.direct(b)
			if i%4 != 3 {
				tw.Post(page, http.StatusSeeOther, "geste", "payer")
			}
		}
		tw.clock.Advance(40 * time.Minute)
		tw.Must(tw.house.Expire(t.Context()))
		var all []posted
		seen := map[string]bool{}
		for _, m := range tw.sent { // Each as it was signed now, three times.
			if key := string(m.body); !seen[key] {
				seen[key] = true
				fresh := posted{m.body, stripe.Sign(m.body, secret, tw.clock.Now())}
				all = append(all, fresh, fresh, fresh)
			}
		}
		dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		for _, m := range all {
			tw.Must(tw.post(m.body, m.signature))
		}
		for i, b := range bills {
			want := b.Total
			if i%4 == 3 {
				want = 0
			}
			if now := tw.now(b); now.Paid != want {
				t.Errorf("bill %d is paid %s, want %s", i, now.Paid.Plain(), want.Plain())
			}
		}
		tw.balanced()
		day := civil.DayOf(september)
		tw.Must(tw.cash.AskList(t.Context(), day))
		book, err := tw.cash.BookOf(t.Context(), session.Viewer{Account: "nadia", Role: session.Leisure}, day)
		tw.Must(err)
		if len(book.Differences) != 0 || len(book.Payments) != 9 {
			t.Errorf("%d payments, differences %+v", len(book.Payments), book.Differences)
		}
	})
}
