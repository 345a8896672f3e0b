package acquirer_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
	"sem/internal/connect/stripe"
	"sem/internal/dbtest"
	"sem/internal/demo/acquirer"
	"sem/internal/id"
	"sem/internal/payments/paymentsweb"
	"sem/internal/session"
	"sem/internal/ui"
)

// street is a city and a card house at two addresses of this machine, as in real life.
type street struct {
	*town
	tab         *browsertest.Tab
	city, house http.Handler
	site, there string // site is the city's address, there the card house's.
	pages       []ui.Route
}

func newStreet(t *testing.T) *street {
	t.Helper()
	s := &street{tab: browsertest.Open(t).Tab(t), town: newTown(t, dbtest.SQLite(t))}
	s.site, s.there = stand(t, &s.city), stand(t, &s.house)
	s.cash.Site = s.site
	house := &acquirer.House{Clock: s.clock, IDs: id.Random(), Site: s.there, WebhookSecret: secret, Notify: s.cash.Webhook}
	s.cash.Gateway = &stripe.Client{Secret: acquirer.Secret, WebhookSecret: secret, Transport: house}
	s.pages = paymentsweb.Pages{Payments: s.cash, People: s.cash.People, Clock: s.clock}.Routes()
	s.house = s.serve(house.Routes())
	return s
}

// stand serves a handler that may be replaced.
func stand(t *testing.T, handler *http.Handler) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { (*handler).ServeHTTP(w, r) }))
	t.Cleanup(server.Close)
	return server.URL
}

// serve is pages as a city serves them, whose forms may lead to the origins of pay.
func (s *street) serve(routes []ui.Route, pay ...string) http.Handler {
	s.Visit(routes, ui.Options{Clock: s.clock, City: ui.City{Name: "Saint-Exemple"}, Pay: pay, Hooks: []string{paymentsweb.HookPath}})
	return s.Site
}

// open visits a page of the city, which must fit a phone and break no rule that a machine knows.
func (s *street) open(path string) {
	s.Helper()
	s.tab.Visit(s.site + path)
	s.sound(path)
}

func (s *street) sound(path string) {
	s.Helper()
	for _, v := range s.tab.Axe() {
		s.Errorf("%s: %s", path, v)
	}
	s.tab.Window(360, 800)
	if over := s.tab.Overflow(); over > 0 {
		s.Errorf("%s is %d pixels too wide for a phone", path, over)
	}
	s.tab.Window(1280, 900)
	for _, c := range s.tab.Complaints() {
		s.Errorf("%s: %s", path, c)
	}
}

// reaches waits a while for the browser to be on a page.
func (s *street) reaches(prefix string) bool {
	s.Helper()
	s.tab.Do(chromedp.Sleep(time.Second))
	return strings.HasPrefix(s.tab.Path(), prefix)
}

// TestAFormLeadsToTheCardHouse has a browser press the button: it follows the answer of a form
// to another origin only where the content policy names it (CSP 3, form-action).
func TestAFormLeadsToTheCardHouse(t *testing.T) {
	s := newStreet(t)
	b := s.owe(84_00)
	bill := "/paiement/factures/" + string(b.ID)
	s.city = s.serve(s.pages)
	s.tab.Visit(s.site + bill)
	s.tab.Do(chromedp.Click(chromedp.CSS(`form[action$="/payer"] button`)))
	if s.reaches("/demonstration/") {
		t.Error("the browser left for an origin that the policy does not name")
	}
	if len(s.tab.Complaints()) == 0 {
		t.Error("the browser did not say what it kept back")
	}
	s.city = s.serve(s.pages, s.there)
	s.open("/paiement/factures")
	s.open(bill)
	s.tab.Do(chromedp.Click(chromedp.CSS(`form[action$="/payer"] button`)))
	if !s.reaches("/demonstration/paiement/cs_test_") {
		t.Fatalf("the button led to %s", s.tab.Path())
	}
	s.sound("the hosted page")
}

// TestTheCashOfficeIsForEverybody looks at its pages as a machine can.
func TestTheCashOfficeIsForEverybody(t *testing.T) {
	s := newStreet(t)
	s.city = s.serve(s.pages, s.there)
	paid, b := s.owe(300_00), s.owe(84_02)
	s.Viewer = session.Viewer{Account: "caroline", Name: "Caroline R.", FullName: "Caroline Roy", Role: session.Agent}
	s.open("/gestion/caisse")
	s.Post("/gestion/caisse/ouvrir", http.StatusSeeOther, "cle", "k1", "fonds", "100")
	s.open("/gestion/caisse/factures/" + string(b.ID))
	s.Post("/gestion/caisse/factures/"+string(paid.ID)+"/encaisser", http.StatusSeeOther, "cle", "k2", "mode", "cheque", "reference", "12")
	s.Post("/gestion/caisse/factures/"+string(b.ID)+"/encaisser", http.StatusSeeOther, "cle", "k3", "mode", "cash")
	s.open("/gestion/caisse/factures/" + string(b.ID) + "?fait=oui")
	s.open("/gestion/caisse")
	s.open("/gestion/caisse/fermer")
	slip := s.Post("/gestion/caisse/fermer", http.StatusSeeOther, "cle", "k4", "comptant", "100", "cheques", "300", "note", "Il manque tout").To
	s.open(slip)
	s.giveBack(paid, 250_00)
	s.giveBack(b, 84_02)
	s.Viewer = session.Viewer{Account: "nadia", Name: "Nadia F.", FullName: "Nadia Fortin", Role: session.Leisure}
	s.open("/gestion/paiements")
	s.open("/gestion/paiements/remboursements")
}
