package mailweb_test

import (
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/id"
	"sem/internal/mail"
	"sem/internal/mail/mailweb"
	"sem/internal/ui"
)

func TestAVisitorOfTheDemonstrationReadsWhatWouldHaveBeenSentAndFollowsItsLink(t *testing.T) {
	d := dbtest.SQLite(t)
	box := &mail.Service{DB: d, Clock: clock.At(time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)), IDs: id.Counting("m"), Keep: true}
	mux := ui.Mux(mailweb.Box{Mail: box, Site: "http://127.0.0.1:8080"}.Routes(), ui.Options{Log: slog.New(slog.DiscardHandler)})
	get := func(path string, status int, wants ...string) {
		t.Helper()
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != status {
			t.Fatalf("%s: status %d, want %d", path, w.Code, status)
		}
		for _, want := range wants {
			if !strings.Contains(w.Body.String(), want) {
				t.Errorf("%s lacks %q", path, want)
			}
		}
	}
	get("/demonstration/courrier", 200, "Aucun message pour l’instant")
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		return box.QueueTx(t.Context(), tx, mail.Message{Key: "k", To: "marie@exemple.com", Subject: "Choisissez un mot de passe",
			Text: "Bonjour <Marie>,\n\nhttp://127.0.0.1:8080/connexion/nouveau?jeton=abc\nhttp://127.0.0.1:8080.voleur.example/x\n"})
	})
	if err != nil {
		t.Fatal(err)
	}
	get("/demonstration/courrier", 200, "Choisissez un mot de passe", "marie@exemple.com", "En attente", "/demonstration/courrier/m000001")
	get("/demonstration/courrier/m000001", 200, "Bonjour &lt;Marie&gt;,", `href="/connexion/nouveau?jeton=abc"`, "<p>http://127.0.0.1:8080.voleur.example/x</p>")
	get("/demonstration/courrier/m000009", 404)
}
