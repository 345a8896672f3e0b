package app_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"sem/internal/db"
)

// everything is all that the process wrote, the lines of requests included.
func (n *notes) everything() string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.text.String()
}

// TestTheLogAndTheJournalKeepWhatTheyMay has people come and go, then looks for their words
// in the log, and for what must be remembered in the journal.
func TestTheLogAndTheJournalKeepWhatTheyMay(t *testing.T) {
	eachDatabase(t, func(t *testing.T, w *town) {
		stranger := w.person("")
		w.try(stranger, http.MethodPost, "/connexion", url.Values{"identifiant": {"espion@exemple.test"}, "motdepasse": {"MotDePasseTapé"}})
		w.try(stranger, http.MethodPost, "/connexion/oubli", url.Values{"identifiant": {"450 555-0166"}})
		w.try(stranger, http.MethodGet, "/connexion/nouveau?jeton=JetonSecret", nil)
		w.try(stranger, http.MethodGet, "/dossier?espion=RequêteEntière", nil)
		w.try(stranger, http.MethodPost, "/inscription", url.Values{"prenom": {"Prénomsecret"}, "nom": {"Nomsecret"}})
		w.try(stranger, http.MethodPost, "/inscription/joindre", url.Values{"contact": {"nouvelle@exemple.test"}})
		w.try(stranger, http.MethodPost, "/suivi", url.Values{"code": {"ABCD2345"}})
		marie := w.person("100001")
		w.try(marie, http.MethodGet, "/dossier/export.json", nil)
		w.try(marie, http.MethodGet, "/guichet/recherche?q=Nomsecret", nil)
		agent := w.agent()
		w.try(agent, http.MethodGet, "/guichet/recherche?q=Nomsecret", nil)
		w.try(agent, http.MethodGet, "/guichet/appel?tel=4505550166", nil)
		w.try(agent, http.MethodGet, "/gestion/personnel", nil)
		if _, status, err := w.report(t.Context(), agent, "cle-du-journal", "Sujetsecret"); status != http.StatusSeeOther {
			t.Fatalf("the report answered %d, %v", status, err)
		}
		for range 25 {
			w.try(stranger, http.MethodPost, "/suivi", url.Values{"code": {"ABCD2345"}})
		}
		w.try(marie, http.MethodPost, "/deconnexion", nil)

		log := w.log.everything()
		for _, words := range []string{"espion", "exemple.test", "MotDePasse", "JetonSecret", "RequêteEntière", "Nomsecret", "Prénomsecret", "nouvelle@", "ABCD2345", "555-0166", "5550166", "Sujetsecret", "Zoé", "jeton=", "cle-du-journal"} {
			if at := strings.Index(log, words); at >= 0 {
				t.Errorf("the log holds %q: …%s…", words, log[max(0, at-200):min(len(log), at+100)])
			}
		}
		_, open, _ := strings.Cut(log, `"msg":"serving"`) // Before, the town says how far its building has come.
		_, open, _ = strings.Cut(open, "\n")
		for line := range strings.Lines(open) {
			if !json.Valid([]byte(line)) {
				t.Errorf("a line of the log is not JSON: %s", line)
			}
		}
		kept := w.journaled()
		for _, action := range []string{"sign in", "sign in failed", "sign out", "export", "search", "contact logged", "refused 403", "refused 404", "refused 429"} {
			if kept[action] == 0 {
				t.Errorf("the journal does not know of %q; it has %v", action, kept)
			}
		}
		if kept["refused 429"] > 2 {
			t.Errorf("a crowd at one door was written down %d times", kept["refused 429"])
		}
	})
}

// journaled counts the entries of the journal by what was done.
func (w *town) journaled() map[string]int {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	all := map[string]int{}
	rows, err := d.Query(w.t.Context(), `SELECT action, CASE WHEN action = 'refused' THEN detail ELSE '' END FROM journal_entry`)
	_, err = db.Collect(rows, err, func(r *db.Rows) (string, error) {
		var action, detail string
		err := r.Scan(&action, &detail)
		all[strings.TrimSpace(action+" "+detail)]++
		return action, err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return all
}
