package collectionsweb_test

import (
	"context"
	"net/http/httptest"
	"regexp"
	"strconv"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/dbtest"
	"sem/internal/forms"
)

// countOfPages is what a PDF says of itself.
var countOfPages = regexp.MustCompile(`/Type\s*/Pages[^>]*?/Count (\d+)|/Count (\d+)[^>]*?/Type\s*/Pages`)

// printed is how many sheets a page takes.
func printed(tab *browsertest.Tab, t *testing.T) (pages int) {
	t.Helper()
	tab.Do(chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
		yes := true
		got, err := cdp.Call(ctx, target, page.PrintToPDF, page.PrintToPDFParams{PreferCSSPageSize: &yes})
		if err != nil {
			return err
		}
		m := countOfPages.FindSubmatch(got.Data)
		if m == nil {
			t.Fatal("the PDF does not say its pages")
		}
		pages, err = strconv.Atoi(string(m[1]) + string(m[2]))
		return err
	}))
	return pages
}

// Only a browser knows how much paper a page takes: the year of an address is one sheet,
// with all streams and a dozen days that changed.
func TestTheYearPrintsOnOneSheet(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	sheets := httptest.NewServer(b.Site)
	defer sheets.Close()
	for _, shown := range []string{
		"2026-01-08", "2026-02-05", "2026-03-05", "2026-04-02", "2026-06-25", "2026-07-09", "2026-08-06", "2026-10-15", "2026-10-29", "2026-11-12", "2026-12-24",
	} {
		day, err := civil.ParseDay(shown)
		b.Must(err)
		b.Must(b.collections.ChangeDay(t.Context(), foreman, collections.Changing{
			Streams: []string{"recyclage"}, Sector: "jeudi", Shown: day, State: collections.Moved, To: day + 1, Reason: collections.Words{FR: "Entretien de la chaussée"},
		}, forms.Key{Value: forms.NewKey()}))
	}
	tab := browsertest.Open(t).Tab(t)
	for _, year := range []string{"2026", "2027"} {
		tab.Visit(sheets.URL + "/collectes/annee?secteur=jeudi&annee=" + year)
		if n := printed(tab, t); n != 1 {
			t.Errorf("the year %s takes %d sheets", year, n)
		}
	}
	tab.Visit(sheets.URL + "/collectes/annee?secteur=jeudi&gros=1")
	if n := printed(tab, t); n < 2 || n > 8 {
		t.Errorf("the year in large print takes %d sheets", n)
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}
