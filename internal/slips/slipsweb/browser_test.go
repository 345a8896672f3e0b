package slipsweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sem/internal/browsertest"
	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/session"
	"sem/internal/slips"
	"sem/internal/ui"
)

// Only a browser knows whether a page sticks out, and what a screen reader is given.
func TestThePagesOfTheSlipsFitAndAreAccessible(t *testing.T) {
	tw := newTown(t, dbtest.SQLite(t))
	who := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v := marie
			switch {
			case strings.HasPrefix(r.URL.Path, "/gestion/"):
				v = nadia
			case r.URL.Query().Has("luc"):
				v = luc
			}
			next.ServeHTTP(w, r.WithContext(session.With(r.Context(), v)))
		})
	}
	site := httptest.NewServer(ui.Mux(tw.source.Pages.Routes(), ui.Options{Clock: clock.At(february), Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{who}}))
	t.Cleanup(site.Close)
	tab := browsertest.Open(t).Tab(t)
	look := func(paths ...string) {
		t.Helper()
		for _, path := range paths {
			for _, width := range []int64{360, 1440} {
				tab.Window(width, 900)
				tab.Visit(site.URL + path)
				browsertest.Eval[bool](tab, `document.querySelectorAll('main details').forEach(d => d.open = true), true`)
				for _, size := range []int{1, 3} {
					tab.Enlarge(size)
					if over := tab.Overflow(); over > 0 {
						t.Errorf("%s sticks out by %d at %d, text %d", path, over, width, size)
					}
				}
			}
			for _, v := range tab.Axe() {
				t.Errorf("%s: %s", path, v)
			}
		}
		if said := tab.Complaints(); len(said) > 0 {
			t.Error(said)
		}
	}
	look(slips.Path, "/gestion/releves", "/gestion/releves/emetteur", "/gestion/releves/2026/calcul?payeur=marie&enfant=zo%C3%A9")
	tw.done(slips.Path+"/nas", slips.Path+"?fait=nas", "nas", maries)
	tw.done(slips.Path+"/partage", slips.Path+"?fait=demande", "annee", "2026", "enfant", "zoé", "menage", "h2")
	look(slips.Path+"?fait=demande", slips.Path+"?luc=1")
	tw.issued()
	look(slips.Path, "/gestion/releves?annee=2026")
	tab.Colours("dark")
	look(slips.Path, "/gestion/releves?annee=2026", "/gestion/releves/2026/calcul?payeur=marie&enfant=zo%C3%A9")
}
