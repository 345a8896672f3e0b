package libraryweb_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
	"sem/internal/civil"
	"sem/internal/dbtest"
	"sem/internal/library"
	"sem/internal/session"
	"sem/internal/ui"
)

// inBrowser serves the pages to a browser: those of the staff to them, all others to Marie.
func (b *town) inBrowser(t *testing.T) *httptest.Server {
	t.Helper()
	who := func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			v := citizenOf("marie")
			switch {
			case strings.HasPrefix(r.URL.Path, "/guichet/"):
				v = agent
			case strings.HasPrefix(r.URL.Path, "/gestion/"):
				v = admin
				v.Reassured = b.clock.Now()
			}
			next.ServeHTTP(w, r.WithContext(session.With(r.Context(), v)))
		})
	}
	city := ui.City{Name: "Saint-Exemple", Phone: "450 555-0142"}
	site := httptest.NewServer(ui.Mux(b.pages.Routes(), ui.Options{Clock: b.clock, City: city, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{who}}))
	t.Cleanup(site.Close)
	return site
}

// far is the family with far too much: sixty loans more, under the longest of titles.
func (b *town) far() *town {
	b.Helper()
	a := b.shelf.accounts["21111"]
	for i := range 60 {
		a.Loans = append(a.Loans, library.Loan{
			Item: fmt.Sprint("t", i), Title: "Saint-Eustache-sur-le-Lac-des-Deux-Montagnes, histoire des seigneuries et des moulins, tome " + fmt.Sprint(i+1),
			Author: "Marie-Antoinette-Joséphine de la Durantaye-Beauharnois", Medium: library.Book, Due: civil.DayAt(2026, 9, 10+i).At(23), DueAtEnd: true, Left: -1, Renewals: -1,
		})
	}
	b.shelf.accounts["21111"] = a
	return b
}

// look opens a page at each width and text size, has it checked, and leaves its picture where the
// environment of the test names a folder.
func look(t *testing.T, tab *browsertest.Tab, site, name, path string) {
	t.Helper()
	for _, width := range []int64{1440, 360} {
		tab.Window(width, 900)
		tab.Visit(site + path)
		fits(t, tab, fmt.Sprintf("%s-%d", name, width))
	}
}

func fits(t *testing.T, tab *browsertest.Tab, name string) {
	t.Helper()
	for _, v := range tab.Axe() {
		t.Errorf("%s: %s", name, v)
	}
	for _, size := range []int{1, 3} {
		tab.Enlarge(size)
		if by := tab.Overflow(); by > 0 {
			t.Errorf("%s, text %d, sticks out by %d", name, size, by)
		}
		if dir := os.Getenv("LIBSHOTS"); dir != "" {
			tab.Picture(fmt.Sprintf("%s/%s-%d.png", dir, name, size))
		}
	}
	tab.Enlarge(1)
}

func TestThePagesOfTheLibraryFitAndAreAccessible(t *testing.T) {
	b := open(t, dbtest.SQLite(t)).family()
	site := b.inBrowser(t).URL
	b.Must(b.service.Keep(t.Context(), citizenOf("marie"), b.cardOf("marie"), true, b.key()))
	tab := browsertest.Open(t).Tab(t)
	for name, path := range map[string]string{
		"prets": "/bibliotheque", "cartes": "/bibliotheque/cartes", "lier": "/bibliotheque/cartes/lier", "delier": "/bibliotheque/cartes/" + string(b.cardOf("marie")) + "/delier",
		"reserver": "/bibliotheque/reserver", "passes": "/bibliotheque/historique", "guichet": "/guichet/personnes/marie/bibliotheque", "gestion": "/gestion/bibliotheque?systeme=rayon",
	} {
		look(t, tab, site, name, path)
	}
	tab.Colours("dark")
	look(t, tab, site, "sombre", "/bibliotheque")
	tab.Colours("light")
	b.far().asks(string(b.cardOf("marie")))
	look(t, tab, site, "trop", "/bibliotheque")
	b.as("marie").silence()
	look(t, tab, site, "muette", "/bibliotheque")
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}

func (b *town) cardOf(who string) library.CardID {
	b.Helper()
	all, err := b.service.Cards(b.Context(), citizenOf(who))
	b.Must(err)
	return all[0].ID
}

func TestWhatTheStaffIsAnsweredFitsAndIsAccessible(t *testing.T) {
	b := open(t, dbtest.SQLite(t)).family()
	site := b.inBrowser(t).URL
	tab := browsertest.Open(t).Tab(t)
	tab.Window(1440, 900)
	tab.Visit(site + "/guichet/personnes/marie/bibliotheque")
	tab.Type("motif", "Elle demande au comptoir lequel est en retard")
	tab.Press("motif")
	fits(t, tab, "titres")
	for _, width := range []int64{1440, 360} {
		tab.Window(width, 900)
		tab.Visit(site + "/gestion/bibliotheque?systeme=rayon")
		tab.Do(chromedp.Click(chromedp.CSS(`button[formaction$=verifier]`)), chromedp.WaitVisible(chromedp.CSS(`.lib-steps`)))
		fits(t, tab, fmt.Sprintf("verifie-%d", width))
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}

// On paper a form is left out, but not the list that stands in one.
func TestTheListOfLoansIsPrinted(t *testing.T) {
	b := open(t, dbtest.SQLite(t)).family()
	tab := browsertest.Open(t).Tab(t)
	tab.Visit(b.inBrowser(t).URL + "/bibliotheque")
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		_, err := cdp.Call(ctx, target, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Media: "print"})
		return err
	}))
	for element, want := range map[string]bool{".lib-loans": true, ".lib-holds": true, ".lib-fees": true, ".lib-tick": false, ".lib-deeds": false, ".lib-act .btn": false} {
		seen := browsertest.Eval[bool](tab, `[...document.querySelectorAll('`+element+`')].some(e => e.offsetHeight > 0)`)
		if seen != want {
			t.Errorf("%s on paper: %v, want %v", element, seen, want)
		}
	}
	if dir := os.Getenv("LIBSHOTS"); dir != "" {
		tab.Picture(dir + "/papier.png")
	}
}

// Only a browser presses a button that stands outside of its form.
func TestLoansAreRenewedByPressing(t *testing.T) {
	b := open(t, dbtest.SQLite(t)).family()
	site := b.inBrowser(t).URL
	tab := browsertest.Open(t).Tab(t)
	tab.Visit(site + "/bibliotheque")
	tab.Do(chromedp.Click(chromedp.CSS(`#champ-pret`)), chromedp.Click(chromedp.CSS(`button[form=prets]`)), chromedp.WaitVisible(chromedp.CSS(`.lib-results`)))
	fits(t, tab, "coche")
	tab.Visit(site + "/bibliotheque")
	tab.Do(chromedp.Click(chromedp.CSS(`.lib-deeds form button`)), chromedp.WaitVisible(chromedp.CSS(`.lib-results li:nth-child(4)`)))
	fits(t, tab, "tout")
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}
