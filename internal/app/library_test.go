package app_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"
)

var hiddenKey = regexp.MustCompile(`action="/bibliotheque/renouveler"[^§]*?name="cle" value="([^"]+)"`)

// TestAFamilyReadsItsLoansWhileTheLibraryIsStopped is the whole way: the pages, the room, SIP2
// on a socket, and a library that is stopped.
func TestAFamilyReadsItsLoansWhileTheLibraryIsStopped(t *testing.T) {
	eachDatabase(t, func(t *testing.T, w *town) {
		marie := w.person("100001")
		_, _, page := w.try(marie, http.MethodGet, "/bibliotheque", nil)
		for _, words := range []string{"Carte de Marie", "Carte de Zoé", "À jour"} {
			if !strings.Contains(page, words) {
				t.Errorf("Marie’s page lacks %q", words)
			}
		}
		if strings.Contains(page, "Patrick") {
			t.Error("Marie’s page tells of the card of another household")
		}
		key := hiddenKey.FindStringSubmatch(page)
		if key == nil {
			t.Fatal("nothing can be renewed")
		}
		renew := url.Values{"cle": {key[1]}, "tous": {"1"}}
		for range 2 { // The second click hears what the first did.
			code, where, _ := w.try(marie, http.MethodPost, "/bibliotheque/renouveler", renew)
			if code != http.StatusSeeOther {
				t.Fatalf("renewing all answers %d", code)
			}
			_, _, page = w.try(marie, http.MethodGet, where, nil)
		}
		if !strings.Contains(page, "Document réservé par une autre personne") || !strings.Contains(page, "Renouvelé") {
			t.Error("the page does not say what was renewed, and the library’s reason for what was not")
		}

		w.try(marie, http.MethodPost, "/demonstration/bibliotheque", url.Values{"geste": {"arreter"}})
		key = hiddenKey.FindStringSubmatch(page)
		start := time.Now()
		code, _, page := w.try(marie, http.MethodPost, "/bibliotheque/renouveler", url.Values{"cle": {key[1]}, "tous": {"1"}})
		if code != http.StatusServiceUnavailable || !strings.Contains(page, "Rien n’a été renouvelé") {
			t.Errorf("renewing while the library is stopped answers %d", code)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("it took %s", took)
		}
		code, _, page = w.try(marie, http.MethodGet, "/bibliotheque", nil)
		if code != http.StatusOK || !strings.Contains(page, "La bibliothèque ne répond pas") || !strings.Contains(page, "Carte de Zoé") {
			t.Errorf("the page while the library is stopped answers %d", code)
		}
		if code, _, _ := w.try(marie, http.MethodGet, "/dossier", nil); code != http.StatusOK {
			t.Errorf("the dashboard while the library is stopped answers %d", code)
		}
	})
}
