package ui_test

import (
	"log/slog"
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
	"sem/internal/ui"
)

func TestANumberIsCopiedAtOnePressWhereAScriptMay(t *testing.T) {
	server := httptest.NewServer(ui.Mux(ui.StyleguideRoutes(), ui.Options{Log: slog.New(slog.DiscardHandler)}))
	defer server.Close()
	tab := browsertest.Open(t).Tab(t)
	tab.Visit(server.URL + "/styleguide")
	browsertest.Eval[bool](tab, `navigator.clipboard.writeText = (text) => { window.kept = text; return Promise.resolve(); }, true`)
	tab.Do(chromedp.Click(chromedp.CSS("[data-copy]")))
	tab.Do(chromedp.Poll[chromedp.Void](`document.getElementById('annonces').textContent === 'Copié'`))
	if got := browsertest.Eval[string](tab, `window.kept + ' ' + document.querySelector('[data-copy]').innerText.split('\n')[0]`); got != "123 456 Copié" {
		t.Errorf("the clipboard and the button say %q", got)
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}

	tab.Scripts(false)
	tab.Visit(server.URL + "/styleguide")
	if !browsertest.Eval[bool](tab, `document.querySelector('[data-copy]').hidden`) {
		t.Error("without a script there is a button that does nothing")
	}
}
