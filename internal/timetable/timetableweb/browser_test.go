package timetableweb_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
	"sem/internal/dbtest"
)

var pageObject = regexp.MustCompile(`/Type\s*/Page[^s]`)

// paper prints the page as a browser does, and counts the sheets. Where the environment of the
// test names a folder, the sheets are left there to be looked at.
func paper(t *testing.T, tab *browsertest.Tab, name string) int {
	t.Helper()
	var pdf []byte
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		made, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: new(true), PrintBackground: new(true)})
		if err == nil {
			pdf = made.Data
		}
		return err
	}))
	if dir := os.Getenv("TTSHOTS"); dir != "" {
		os.WriteFile(dir+"/"+name+".pdf", pdf, 0o644)
	}
	return len(pageObject.FindAll(bytes.TrimSpace(pdf), -1))
}

// Only a browser knows how many sheets a page takes.
func TestTheNewCoursesGoOnOnePageInLettersOfEverySize(t *testing.T) {
	every := []string{"natation-1", "danse-1", "yoga-1", "plongeon-1", "hockey-1", "poterie-1", "guitare-1", "badminton-1"}
	tab := browsertest.Open(t).Tab(t)
	for _, n := range []int{1, 4, 8} {
		b := newTown(t, dbtest.SQLite(t))
		b.registered("marie", "zoé", every[:n]...)
		site := b.inBrowser(t)
		tab.Visit(site.URL + "/horaire/nouveaux")
		for _, size := range []int{1, 2, 3} {
			tab.Enlarge(size)
			if sheets := paper(t, tab, fmt.Sprintf("nouveaux-%d-%d", n, size)); sheets != 1 {
				t.Errorf("%d courses in letters of size %d take %d pages", n, size, sheets)
			}
		}
	}
}

func TestTheWeekGoesOnOnePageInLettersOfEverySize(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t)).all()
	site := b.inBrowser(t)
	tab := browsertest.Open(t).Tab(t)
	for _, path := range []string{"/horaire/imprimer", "/horaire"} {
		tab.Visit(site.URL + path)
		for _, size := range []int{1, 2, 3} {
			tab.Enlarge(size)
			if sheets := paper(t, tab, fmt.Sprintf("semaine-%d-%d", len(path), size)); sheets != 1 {
				t.Errorf("%s in letters of size %d takes %d pages", path, size, sheets)
			}
		}
	}
}

func TestThePagesOfTheTimetableFitAndAreAccessible(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t)).all()
	b.Post("/horaire/abonnements", 303, "personne", "")
	b.Post("/horaire/activites", 303, "groupe", "conte-1", "personne", "zoé")
	site := b.inBrowser(t)
	tab := browsertest.Open(t).Tab(t)
	for i, path := range []string{"/horaire", "/horaire?vue=mois", "/horaire/imprimer", "/horaire/nouveaux", "/horaire/abonnements", "/horaire/activites?groupe=patinage-1", "/horaire?semaine=2026-01-01"} {
		for _, width := range []int64{1440, 360} {
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
				shoot(tab, fmt.Sprintf("%d-%d-%d", i, width, size))
			}
		}
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}

func shoot(tab *browsertest.Tab, name string) {
	if dir := os.Getenv("TTSHOTS"); dir != "" {
		tab.Picture(dir + "/" + name + ".png")
	}
}
