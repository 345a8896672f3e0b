package app_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"sem/internal/app"
	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/dbtest"
)

// openStill opens the demonstration in this process, at a time that only the test moves.
func openStill(t *testing.T, database, at string) (*town, *clock.Still) {
	t.Helper()
	now, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	w := &town{t: t, data: t.TempDir(), database: database}
	addr := freeAddress(t)
	if err := app.FurnishDemo(w.data); err != nil {
		t.Fatal(err)
	}
	still := clock.At(now)
	c := settings(t, config.Given{"data": w.data, "database_url": database, "addr": addr, "admin_addr": "off", "base_url": "http://" + addr})
	a, err := app.Open(t.Context(), c, app.Options{Demo: true, Clock: still, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	err = errors.Join(a.Listen(), a.Build(t.Context(), "small"))
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := errors.Join(<-ended, a.Close()); err != nil {
			t.Errorf("the town closed badly: %v", err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	w.url = "http://" + addr
	until(t, "ready", func() bool { code, _, _ := get(t, w.url+"/readyz"); return code == http.StatusOK })
	return w, still
}

var (
	anyKey    = regexp.MustCompile(`name="cle" value="([^"]+)"`)
	preferred = regexp.MustCompile(`value="([0-9a-z]{26} \d [0-9a-z]{26})" selected`)
)

// TestALotteryGoesFromChoicesToAPaidPlace is the whole way, the clock moved on by hand: Marie
// changes her choices, the choices close, leisure draws, and a family that was given places takes
// and pays them.
func TestALotteryGoesFromChoicesToAPaidPlace(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	t.Run("sqlite", func(t *testing.T) { playLottery(t, "") })
	t.Run("postgres", func(t *testing.T) { playLottery(t, dbtest.NewServer(t, true).URL(t)) })
}

func playLottery(t *testing.T, database string) {
	w, now := openStill(t, database, firstDay)
	marie := w.person("100001")
	hers := w.ofMarie(marie)
	camp := "/loisirs/tirages/" + hers.camp
	_, _, form := w.try(marie, http.MethodGet, camp+"/choix", nil)
	var choices []string
	for _, m := range preferred.FindAllStringSubmatch(form, -1) {
		choices = append(choices, m[1])
	}
	if len(choices) == 0 {
		t.Fatal("the form does not show what Marie chose")
	}
	again := url.Values{"cle": {w.key(form)}, "choix": choices, "places": {"1"}}
	code, where, _ := w.try(marie, http.MethodPost, camp+"/choix", again)
	if code != http.StatusSeeOther || !strings.HasPrefix(where, camp) {
		t.Fatalf("the choices are answered %d %s", code, where)
	}
	desk := w.person(desk)
	draw := func(key string) int {
		code, _, _ := w.try(desk, http.MethodPost, "/gestion/tirages/"+hers.camp+"/tirer", url.Values{"cle": {key}})
		return code
	}
	if code := draw("trop-tot"); code != http.StatusConflict {
		t.Errorf("drawing before the choices close answers %d", code)
	}
	if _, _, page := w.try(w.person(""), http.MethodGet, camp+"/tirage", nil); strings.Contains(page, hers.ticket) {
		t.Error("the draw shows tickets before it took place")
	}

	now.Advance(5*24*time.Hour + 8*time.Hour)
	marie, desk = w.person("100001"), w.person("loisirs@demo.sem")
	again.Set("cle", "trop-tard")
	if code, _, _ := w.try(marie, http.MethodPost, camp+"/choix", again); code != http.StatusConflict {
		t.Errorf("choosing after the close answers %d", code)
	}
	if code := draw("tirer"); code != http.StatusSeeOther {
		t.Fatalf("drawing answers %d", code)
	}
	if code, _, file := w.try(w.person(""), http.MethodGet, camp+"/tirage.csv", nil); code != http.StatusOK || !strings.Contains(file, hers.ticket) || strings.Contains(file, "Tremblay") {
		t.Errorf("the file of the draw answers %d, without Marie’s ticket or with her name", code)
	}
	if _, _, page := w.try(marie, http.MethodGet, camp, nil); !strings.Contains(page, "Votre billet est au rang") {
		t.Error("Marie does not read the rank of her ticket")
	}
	w.takeAndPay(hers.camp)
}

// key is the key of the first form of a page.
func (w *town) key(page string) string {
	w.t.Helper()
	m := anyKey.FindStringSubmatch(page)
	if m == nil {
		w.t.Fatalf("the page has no form: %s", sentence([]byte(page)))
	}
	return m[1]
}

// takeAndPay has a family that the draw gave places to take them and pay.
func (w *town) takeAndPay(lottery string) {
	w.t.Helper()
	owner := w.winner(lottery)
	client, page := w.person(owner), "/loisirs/tirages/"+lottery
	_, _, shown := w.try(client, http.MethodGet, page, nil)
	if !strings.Contains(shown, "Une place est à vous") {
		w.t.Fatalf("%s does not read that a place is theirs", owner)
	}
	code, where, said := w.try(client, http.MethodPost, page+"/prendre", url.Values{"cle": {"prendre"}})
	if code != http.StatusSeeOther || !strings.HasPrefix(where, "/panier") {
		w.t.Fatalf("taking the places answers %d %s: %s", code, where, sentence([]byte(said)))
	}
	_, where, said = w.try(client, http.MethodPost, "/panier/payer", url.Values{"cle": {"payer"}})
	at, err := url.Parse(where)
	if err != nil || !strings.HasPrefix(at.Path, "/demonstration/paiement/") {
		w.t.Fatalf("paying leads to %q: %s", where, sentence([]byte(said)))
	}
	w.try(client, http.MethodPost, at.Path, url.Values{"geste": {"payer"}})
	until(w.t, "the places are paid", func() bool {
		_, _, shown := w.try(client, http.MethodGet, page, nil)
		return strings.Contains(shown, "Inscription confirmée") && !strings.Contains(shown, "Une place est à vous")
	})
	if _, _, mine := w.try(client, http.MethodGet, "/loisirs/inscriptions", nil); !strings.Contains(mine, "Camp de jour du boisé") {
		w.t.Error("the camp is not among the registrations of whoever paid")
	}
}

// winner is the code of somebody to whom the draw gave a place.
func (w *town) winner(lottery string) (code string) {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	err = d.QueryRow(w.t.Context(), `
		SELECT MIN(a.user_code)
		FROM   lottery_request q
		JOIN   lottery_result r ON r.request_id = q.id
		JOIN   accounts_account a ON a.person_id = q.owner_id
		WHERE  q.draw_id = $1 AND NOT r.waits AND a.user_code > '200000'`, lottery).Scan(&code)
	if err != nil || code == "" {
		w.t.Fatalf("the draw gave nobody a place: %v", err)
	}
	return code
}
