package app_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sem/internal/app"
	"sem/internal/config"
	"sem/internal/dbtest"
)

// open opens a town hall whose settings are those given.
func open(t *testing.T, given config.Given) *app.App {
	t.Helper()
	if given["data"] == "" {
		given["data"] = t.TempDir()
	}
	if given["addr"] == "" {
		given["addr"] = "127.0.0.1:0"
	}
	if given["admin_addr"] == "" {
		given["admin_addr"] = "127.0.0.1:0"
	}
	c, err := config.Load(given)
	if err != nil {
		t.Fatal(err)
	}
	a, err := app.Open(t.Context(), c, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// serving serves a town hall until the test ends; stop ends it before.
func serving(t *testing.T, a *app.App) (stop func() error) {
	t.Helper()
	if err := a.Listen(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- a.Serve(ctx) }()
	stopped := false
	stop = func() error {
		if stopped {
			return nil
		}
		stopped = true
		cancel()
		err := <-ended
		if closed := a.Close(); err == nil {
			err = closed
		}
		return err
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the town hall closed badly: %v", err)
		}
	})
	return stop
}

// get asks for a page and gives its status and body.
func get(t *testing.T, url string) (int, string, http.Header) {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(url)
	if err != nil {
		t.Fatalf("get %s: %v", url, err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatalf("read %s: %v", url, err)
	}
	return answer.StatusCode, string(body), answer.Header
}

// patience is how long a busy machine may take for something that is sure to come.
const patience = 30 * time.Second

// until asks again and again, as long as patience lasts, until what it looks for is there.
func until(t *testing.T, what string, there func() bool) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for !there() {
		again := time.NewTimer(20 * time.Millisecond)
		select {
		case <-limit.C:
			t.Fatalf("%s: not within %v", what, patience)
		case <-again.C:
		}
	}
}

func TestThePublicPagesStandInBothLanguages(t *testing.T) {
	a := open(t, config.Given{"city.name": "Saint-Eustache", "city.phone": "450 555-0142"})
	t.Cleanup(func() { a.Close() })
	for _, path := range []string{"/", "/aide", "/accessibilite", "/confidentialite"} {
		for _, language := range []string{"fr", "en"} {
			r := httptest.NewRequest("GET", "http://127.0.0.1"+path, nil)
			r.AddCookie(&http.Cookie{Name: "affichage", Value: "langue=" + language})
			w := httptest.NewRecorder()
			a.Handler().ServeHTTP(w, r)
			if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), `lang="`+language+`-CA"`) || !strings.Contains(w.Body.String(), "450 555-0142") {
				t.Errorf("%s in %s answered %d without its language or the phone", path, language, w.Code)
			}
		}
	}
}

func TestAnyCityKnowsWhereABatteryGoesFromTheFirstDay(t *testing.T) {
	a := open(t, config.Given{"city.name": "Saint-Eustache"})
	t.Cleanup(func() { a.Close() })
	w := httptest.NewRecorder()
	a.Handler().ServeHTTP(w, httptest.NewRequest("GET", "http://127.0.0.1/collectes/objets?q=pile", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Retour au magasin") {
		t.Errorf("got %d without where a battery goes", w.Code)
	}
}

func TestProbesSayOneWordAndTheAdministrationTheRest(t *testing.T) {
	a := open(t, config.Given{})
	serving(t, a)
	public, admin := "http://"+a.Addr(), "http://"+a.AdminAddr()
	until(t, "ready", func() bool { code, _, _ := get(t, public+"/readyz"); return code == http.StatusOK })
	if code, body, _ := get(t, public+"/healthz"); code != http.StatusOK || body != "ok\n" {
		t.Errorf("/healthz answered %d %q", code, body)
	}
	get(t, public+"/aide")
	if code, body, _ := get(t, admin+"/metrics"); code != http.StatusOK || !strings.Contains(body, `sem_requests_total{route="GET /aide",status="200"} 1`) || !strings.Contains(body, "sem_database_connections") {
		t.Errorf("/metrics answered %d without the page just read:\n%s", code, body)
	}
	if code, body, _ := get(t, admin+"/readyz"); code != http.StatusOK || !strings.Contains(body, `"schema_known"`) {
		t.Errorf("/readyz of the administration answered %d %s", code, body)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if code, _, _ := get(t, public+path); code != http.StatusNotFound {
			t.Errorf("%s is open to the public: %d", path, code)
		}
	}
}

func TestPagesSayThatTheRegistersAreClosedAndComeBack(t *testing.T) {
	if testing.Short() {
		t.Skip("stops a database server")
	}
	server := dbtest.NewServer(t, false)
	url := server.URL(t)
	for _, openFirst := range []bool{true, false} {
		if !openFirst {
			if err := server.Stop(); err != nil {
				t.Fatal(err)
			}
		}
		a := open(t, config.Given{"database_url": url})
		stop := serving(t, a)
		public := "http://" + a.Addr()
		if openFirst {
			until(t, "ready", func() bool { code, _, _ := get(t, public+"/readyz"); return code == http.StatusOK })
			if err := server.Stop(); err != nil {
				t.Fatal(err)
			}
		}
		until(t, "unready", func() bool { code, _, _ := get(t, public+"/readyz"); return code == http.StatusServiceUnavailable })
		start := time.Now()
		code, body, header := get(t, public+"/demandes/nouvelle")
		if took := time.Since(start); took > 2*time.Second || code != http.StatusServiceUnavailable || header.Get("Retry-After") == "" || !strings.Contains(body, "Rien n’est perdu") {
			t.Errorf("with the registers closed a page answered %d after %s, Retry-After %q", code, took, header.Get("Retry-After"))
		}
		if code, _, _ := get(t, public+"/aide"); code != http.StatusOK {
			t.Errorf("the help answered %d, it needs no register", code)
		}
		if code, _, _ := get(t, public+"/healthz"); code != http.StatusOK {
			t.Errorf("/healthz answered %d, the process stands", code)
		}
		if err := server.Start(); err != nil {
			t.Fatal(err)
		}
		until(t, "ready again", func() bool { code, _, _ := get(t, public+"/readyz"); return code == http.StatusOK })
		if code, _, _ := get(t, public+"/demandes/nouvelle"); code != http.StatusOK {
			t.Errorf("once back, a page answered %d", code)
		}
		if err := stop(); err != nil {
			t.Errorf("the town hall closed badly: %v", err)
		}
	}
}
