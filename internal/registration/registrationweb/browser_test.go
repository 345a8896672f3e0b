package registrationweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
	"sem/internal/dbtest"
	"sem/internal/session"
	"sem/internal/ui"
)

// inBrowser serves the pages to a browser: the counter's to Nadia, all others to Marie.
func (b *town) inBrowser(t *testing.T) *httptest.Server {
	t.Helper()
	who := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v := citizenOf("marie")
			if len(r.URL.Path) > 9 && r.URL.Path[:9] == "/guichet/" {
				v = nadia
			}
			next.ServeHTTP(w, r.WithContext(session.With(r.Context(), v)))
		})
	}
	site := httptest.NewServer(ui.Mux(b.pages.Routes(), ui.Options{Clock: b.clock, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{who}}))
	t.Cleanup(site.Close)
	return site
}

// full is a town in which Marie's family has something of everything.
func (b *town) full() *town {
	b.Helper()
	b.registered("luc", "poterie-1", "luc")
	b.waits("marie", "poterie-1", "léo")
	b.registered("marie", "natation-1", "léo")
	b.adds("marie", "natation-1", "zoé")
	b.adds("marie", "yoga-1", "zoé")
	b.adds("marie", "guitare-1", "zoé")
	return b
}

// Only a browser knows whether a page sticks out, what a screen reader is given, and whether
// the page says by itself that the time runs out.
func TestTheCartAsksInTimeWhetherToKeepThePlaces(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t)).full()
	site := b.inBrowser(t)
	b.clock.Advance(15*time.Minute - 122*time.Second)
	tab := browsertest.Open(t).Tab(t)
	tab.Visit(site.URL + "/panier")
	if browsertest.Eval[bool](tab, `document.querySelector('[data-left-ask]').open`) {
		t.Error("the page asks at once")
	}
	tab.Do(chromedp.WaitVisible(chromedp.CSS(`[data-left-ask]`)))
	if !browsertest.Eval[bool](tab, `document.querySelector('[data-left-ask]').contains(document.activeElement)`) {
		t.Error("the focus is not in the dialog")
	}
	tab.Do(chromedp.Click(chromedp.CSS(`[data-left-ask] form[method=dialog] button`)))
	if browsertest.Eval[bool](tab, `document.querySelector('[data-left-ask]').open`) {
		t.Error("the dialog stays after an answer")
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}

func TestThePagesOfRegisteringFitAndAreAccessible(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t)).full()
	site := b.inBrowser(t)
	o := b.registered("marie", "yoga-1", "marie")
	waiting := string(b.placeOf("léo", "poterie-1").ID)
	tab := browsertest.Open(t).Tab(t)
	for _, path := range []string{
		"/panier", "/loisirs/inscriptions", "/loisirs/inscriptions/" + o.Number, "/loisirs/inscriptions/" + string(b.placeOf("léo", "natation-1").ID) + "/annuler",
		"/loisirs/attente?groupe=poterie-1&prise=1", "/loisirs/attente/" + waiting, "/loisirs/fiches/zo%C3%A9",
		marieAtCounter + "?q=natation", marieAtCounter + "?groupe=hockey-1", marieAtCounter + "?groupe=poterie-1",
	} {
		for _, width := range []int64{1280, 360} {
			tab.Window(width, 900)
			tab.Visit(site.URL + path)
			for _, v := range tab.Axe() {
				t.Errorf("%s at %d: %s", path, width, v)
			}
			for _, size := range []int{1, 3} {
				tab.Enlarge(size)
				if by := tab.Overflow(); by > 0 {
					t.Errorf("%s at %d, text %d, sticks out by %d", path, width, size, by)
				}
			}
		}
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}
