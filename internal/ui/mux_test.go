package ui_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/session"
	"sem/internal/ui"
)

var (
	visitor = session.Viewer{}
	citizen = session.Viewer{Account: "c1", Name: "Marie", FullName: "Marie Tremblay"}
	agent   = session.Viewer{Account: "a1", Name: "Julie D.", FullName: "Julie Demers", Role: session.Agent}
	works   = session.Viewer{Account: "w1", Name: "Martin G.", FullName: "Martin Gagnon", Role: session.Works}
)

// hall is a town hall with a few doors, seen by one person.
type hall struct {
	t    *testing.T
	mux  http.Handler
	logs bytes.Buffer
}

func open(t *testing.T, who session.Viewer, change ...func(*ui.Options)) *hall {
	t.Helper()
	h := &hall{t: t}
	o := ui.Options{
		City:  ui.City{Name: "Saint-Eustache", Phone: "450 555-0142"},
		Clock: clock.At(time.Date(2026, 9, 2, 19, 0, 0, 0, time.UTC)),
		IDs:   id.Counting("requete-"),
		Log:   slog.New(slog.NewTextHandler(&h.logs, nil)),
		Around: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(w, r.WithContext(session.With(r.Context(), who)))
			})
		}},
	}
	for _, f := range change {
		f(&o)
	}
	h.mux = ui.Mux(doors(), o)
	return h
}

func doors() []ui.Route {
	ok := func(w http.ResponseWriter, r *http.Request) error {
		return ui.Show(w, r, http.StatusOK, ui.Page(ui.PageOf{Title: "Ouvert"}))
	}
	refuse := func(err error) ui.Handler {
		return func(http.ResponseWriter, *http.Request) error { return err }
	}
	return []ui.Route{
		{Pattern: "GET /{$}", Right: session.Anyone, Handle: ok},
		{Pattern: "GET /connexion", Right: session.Anyone, Handle: ok},
		{Pattern: "GET /dossier", Right: session.Citizen, Handle: ok},
		{Pattern: "POST /demandes", Right: session.Anyone, Handle: ok},
		{Pattern: "POST /photos", Right: session.Anyone, Handle: echoPhoto, Upload: true},
		{Pattern: "GET /guichet", Right: session.DeskUse, Handle: ok},
		{Pattern: "GET /panne", Right: session.Anyone, Handle: refuse(errors.New("the disk of Marie Tremblay is full"))},
		{Pattern: "GET /panique", Right: session.Anyone, Handle: func(http.ResponseWriter, *http.Request) error { panic("boum") }},
		{Pattern: "GET /conflit", Right: session.Anyone, Handle: refuse(fault.New(fault.Conflict, "Cette demande est fermée."))},
		{Pattern: "GET /absent", Right: session.Anyone, Handle: refuse(fault.New(fault.Unavailable, ""))},
		{Pattern: "GET /trop", Right: session.Anyone, Handle: refuse(&fault.Fault{Kind: fault.TooMany, RetryAfterSeconds: 900})},
		{Pattern: "GET /interdit", Right: session.Anyone, Handle: refuse(fault.New(fault.Forbidden, ""))},
		{Pattern: "GET /invalide", Right: session.Anyone, Handle: refuse(&fault.Fault{Kind: fault.Invalid, Fields: []fault.Field{{Name: "a", Message: "Écrivez votre nom."}}})},
		{Pattern: "GET /machine", Right: session.Anyone, Handle: refuse(fault.New(fault.NotFound, "")), Fail: func(w http.ResponseWriter, r *http.Request, err error) {
			http.Error(w, "none", ui.Status(err))
		}},
		ui.PrefsRoute(nil),
	}
}

func echoPhoto(w http.ResponseWriter, r *http.Request) error {
	f, head, err := r.FormFile("photo")
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = fmt.Fprintf(w, "%s %d", head.Filename, head.Size)
	return err
}

func (h *hall) ask(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	return w
}

func (h *hall) get(path string) *httptest.ResponseRecorder {
	return h.ask(httptest.NewRequest(http.MethodGet, path, nil))
}

func (h *hall) post(path string, form url.Values) *httptest.ResponseRecorder {
	return h.ask(postRequest(path, form))
}

func postRequest(path string, form url.Values) *http.Request {
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func wantStatus(t *testing.T, what string, w *httptest.ResponseRecorder, status int) {
	t.Helper()
	if w.Code != status {
		t.Errorf("%s: got status %d, want %d", what, w.Code, status)
	}
}

func wantSaid(t *testing.T, what string, w *httptest.ResponseRecorder, words ...string) {
	t.Helper()
	for _, word := range words {
		if !strings.Contains(w.Body.String(), word) {
			t.Errorf("%s: the page does not say %q", what, word)
		}
	}
}

func TestEveryRouteIsOpenToWhoHoldsItsRight(t *testing.T) {
	cases := []struct {
		who    session.Viewer
		path   string
		status int
	}{
		{visitor, "/", 200}, {visitor, "/dossier", 303}, {visitor, "/guichet", 303},
		{citizen, "/", 200}, {citizen, "/dossier", 200}, {citizen, "/guichet", 404},
		{agent, "/dossier", 200}, {agent, "/guichet", 200},
		{works, "/guichet", 403},
	}
	for _, c := range cases {
		wantStatus(t, fmt.Sprintf("%q at %s", c.who.Name, c.path), open(t, c.who).get(c.path), c.status)
	}
}

func TestAVisitorIsBroughtBackAfterSigningIn(t *testing.T) {
	w := open(t, visitor).get("/dossier?mois=9&x=1")
	if got := w.Header().Get("Location"); got != "/connexion?suite=%2Fdossier%3Fmois%3D9%26x%3D1" {
		t.Errorf("sent to %s", got)
	}
}

func TestAnUnknownAddressAndAnUnplannedMethodHaveTheirPage(t *testing.T) {
	h := open(t, citizen)
	w := h.get("/nulle-part")
	wantStatus(t, "unknown address", w, 404)
	wantSaid(t, "unknown address", w, "Cette page n’existe pas ou plus", "450 555-0142")

	w = h.get("/demandes")
	wantStatus(t, "reading an address that is only written to", w, 405)
	if got := w.Header().Get("Allow"); got != "POST" {
		t.Errorf("Allow: got %q", got)
	}
	w = h.ask(httptest.NewRequest(http.MethodDelete, "/dossier", nil))
	wantStatus(t, "deleting a page", w, 405)
	if got := w.Header().Get("Allow"); got != "GET, HEAD" {
		t.Errorf("Allow: got %q", got)
	}
}

func TestEachKindOfRefusalHasItsStatusAndItsWords(t *testing.T) {
	cases := []struct {
		path   string
		status int
		says   string
	}{
		{"/conflit", 409, "Cette demande est fermée."},
		{"/absent", 503, "Ce service ne répond pas"},
		{"/trop", 429, "Attendez un peu"},
		{"/interdit", 403, "Cette page ne vous est pas ouverte"},
		{"/invalide", 422, "Écrivez votre nom."},
	}
	for _, c := range cases {
		w := open(t, citizen).get(c.path)
		wantStatus(t, c.path, w, c.status)
		wantSaid(t, c.path, w, c.says)
	}
	if got := open(t, citizen).get("/trop").Header().Get("Retry-After"); got != "900" {
		t.Errorf("Retry-After: got %q", got)
	}
	if got := open(t, citizen).get("/absent").Header().Get("Retry-After"); got == "" {
		t.Error("an absent service does not say when to come back")
	}
}

func TestAMachineIsAnsweredInItsOwnShape(t *testing.T) {
	w := open(t, visitor).get("/machine")
	wantStatus(t, "machine", w, 404)
	if got := w.Body.String(); got != "none\n" {
		t.Errorf("got %q", got)
	}
}

func TestOurOwnFaultIsToldWithANumberAndWithoutItsCause(t *testing.T) {
	for _, path := range []string{"/panne", "/panique"} {
		h := open(t, citizen)
		w := h.get(path)
		wantStatus(t, path, w, 500)
		wantSaid(t, path, w, "E-000001", "450 555-0142")
		if strings.Contains(w.Body.String(), "disk") || strings.Contains(w.Body.String(), "boum") {
			t.Errorf("%s: the page tells our cause", path)
		}
		if got := h.logs.String(); strings.Count(got, "request=E-000001") != 2 || !strings.Contains(got, "level=ERROR") {
			t.Errorf("%s: want an error and a request, both with the number, in the log: %s", path, got)
		}
	}
}

func TestEveryAnswerWearsTheProtections(t *testing.T) {
	h := open(t, citizen)
	for _, path := range []string{"/", "/nulle-part", "/panne", ui.AssetPath("sem.css")} {
		head := h.get(path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "same-origin",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Permissions-Policy":           "camera=(), microphone=(), geolocation=(self)",
			"Strict-Transport-Security":    "",
		} {
			if got := head.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
	}
	secure := open(t, citizen, func(o *ui.Options) { o.HTTPS = true; o.Pay = []string{"https://paiement.example"} }).get("/").Header()
	if secure.Get("Strict-Transport-Security") != "max-age=31536000; includeSubDomains" {
		t.Error("behind TLS, no HSTS")
	}
	if csp := secure.Get("Content-Security-Policy"); !strings.Contains(csp, "form-action 'self' https://paiement.example;") || !strings.HasSuffix(csp, "upgrade-insecure-requests") {
		t.Errorf("behind TLS with payment, the policy is %q", csp)
	}
}

func TestPagesOfASignedInPersonAreNotKept(t *testing.T) {
	if got := open(t, citizen).get("/dossier").Header().Get("Cache-Control"); got != "no-store" {
		t.Errorf("signed in: %q", got)
	}
	if got := open(t, visitor).get("/").Header().Get("Cache-Control"); got != "no-cache" {
		t.Errorf("visitor: %q", got)
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
	h := open(t, citizen)
	for name, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://ailleurs.example"} {
		r := postRequest("/demandes", url.Values{"a": {"b"}})
		r.Header.Set(name, value)
		wantStatus(t, name, h.ask(r), 403)
	}
	r := postRequest("/demandes", url.Values{"a": {"b"}})
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	wantStatus(t, "our own form", h.ask(r), 200)
	wantStatus(t, "a plain client", h.post("/demandes", url.Values{"a": {"b"}}), 200)
}

func TestAnAddressThatIsNotOursIsRefused(t *testing.T) {
	h := open(t, visitor, func(o *ui.Options) { o.Hosts = []string{"sem.example"} })
	r := httptest.NewRequest(http.MethodGet, "http://mechant.example/", nil)
	wantStatus(t, "other host", h.ask(r), 421)
	r = httptest.NewRequest(http.MethodGet, "http://sem.example:8080/", nil)
	wantStatus(t, "our host", h.ask(r), 200)
}

func TestWhatIsTooBigIsRefusedBeforeItIsRead(t *testing.T) {
	h := open(t, citizen)
	big := url.Values{"texte": {strings.Repeat("a", ui.FormLimit)}}
	w := h.post("/demandes", big)
	wantStatus(t, "a form of a known size", w, 413)
	wantSaid(t, "a form too big", w, "10 Mo")

	r := postRequest("/demandes", big)
	r.ContentLength = -1
	wantStatus(t, "a form of an unknown size", h.ask(r), 413)

	wantStatus(t, "a photo of 1 MB", h.ask(photo(t, 1<<20)), 200)
	wantStatus(t, "a photo of 13 MB", h.ask(photo(t, 13<<20)), 413)
	wantStatus(t, "a photo where none is awaited", h.ask(photoTo(t, "/demandes", 1<<20)), 413)
}

func photo(t *testing.T, size int) *http.Request { return photoTo(t, "/photos", size) }

func photoTo(t *testing.T, path string, size int) *http.Request {
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("photo", "trou.jpg")
	if err != nil {
		t.Fatal(err)
	}
	part.Write(make([]byte, size))
	form.Close()
	r := httptest.NewRequest(http.MethodPost, path, &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return r
}

func TestTextIsSentCompressedToWhoAcceptsIt(t *testing.T) {
	h := open(t, visitor)
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Accept-Encoding", "br, gzip")
	w := h.ask(r)
	if w.Header().Get("Content-Encoding") != "gzip" || !strings.Contains(strings.Join(w.Header().Values("Vary"), ","), "Accept-Encoding") {
		t.Fatalf("headers: %v", w.Header())
	}
	z, err := gzip.NewReader(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	page, err := io.ReadAll(z)
	if err != nil || !bytes.Contains(page, []byte("</html>")) {
		t.Errorf("unpacked %d bytes, err %v", len(page), err)
	}
	r.Header.Set("Accept-Encoding", "gzip;q=0")
	if h.ask(r).Header().Get("Content-Encoding") != "" {
		t.Error("compressed for somebody who refuses")
	}
}

func TestOneLineIsLoggedWithoutWhatPeopleType(t *testing.T) {
	h := open(t, citizen)
	h.get("/dossier?q=Marie+Tremblay")
	got := h.logs.String()
	for _, want := range []string{`route="GET /dossier"`, "status=200", "actor=c1", "request=E-000001", "method=GET"} {
		if !strings.Contains(got, want) {
			t.Errorf("the line lacks %s: %s", want, got)
		}
	}
	if strings.Contains(got, "Tremblay") || strings.Count(got, "\n") != 1 {
		t.Errorf("logged: %s", got)
	}
}

func TestARouteThatIsNotFitIsSeenAtTheStart(t *testing.T) {
	ok := func(http.ResponseWriter, *http.Request) error { return nil }
	for name, route := range map[string]ui.Route{
		"no right":   {Pattern: "GET /a", Handle: ok},
		"no handler": {Pattern: "GET /a", Right: session.Anyone},
		"no method":  {Pattern: "/a", Right: session.Anyone, Handle: ok},
		"catch-all":  {Pattern: "GET /", Right: session.Anyone, Handle: ok},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: the mux was built", name)
				}
			}()
			ui.Mux([]ui.Route{route}, ui.Options{})
		}()
	}
}

func TestDisplayPreferencesAreKeptAndLeadBack(t *testing.T) {
	h := open(t, visitor)
	w := h.post("/preferences/affichage", url.Values{"texte": {"3"}, "retour": {"/nouvelles?page=2"}})
	wantStatus(t, "choosing", w, 303)
	if got := w.Header().Get("Location"); got != "/nouvelles?page=2" {
		t.Errorf("led to %q", got)
	}
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(w.Result().Cookies()[0])
	page := h.ask(r)
	wantSaid(t, "the next page", page, `data-text="3"`, `lang="fr-CA"`)

	change := postRequest("/preferences/affichage", url.Values{"langue": {"en"}})
	change.AddCookie(w.Result().Cookies()[0])
	r = httptest.NewRequest(http.MethodGet, "/", nil)
	r.AddCookie(h.ask(change).Result().Cookies()[0])
	wantSaid(t, "in English, still large", h.ask(r), `data-text="3"`, `lang="en-CA"`)
}

func TestPreferencesNeverLeadOutOfTheTownHall(t *testing.T) {
	for _, back := range []string{"https://mechant.example", "//mechant.example", `/\mechant.example`, "mechant", "", "/\t/mechant.example", "javascript:alert(1)"} {
		w := open(t, visitor).post("/preferences/affichage", url.Values{"retour": {back}})
		if got := w.Header().Get("Location"); got != "/" {
			t.Errorf("retour %q led to %q", back, got)
		}
	}
}

func TestPreferencesOfASignedInPersonGoToTheProfile(t *testing.T) {
	var kept []ui.Prefs
	save := func(_ context.Context, p ui.Prefs) error { kept = append(kept, p); return nil }
	for _, who := range []session.Viewer{visitor, citizen} {
		r := postRequest("/preferences/affichage", url.Values{"theme": {"dark"}, "police": {"atkinson"}})
		r = r.WithContext(session.With(r.Context(), who))
		r.ParseForm()
		if err := ui.PrefsRoute(save).Handle(httptest.NewRecorder(), r); err != nil {
			t.Fatal(err)
		}
	}
	want := ui.Prefs{Text: 1, Theme: "dark", Font: "atkinson", Lang: i18n.French}
	if len(kept) != 1 || kept[0] != want {
		t.Errorf("kept %v, want once %v", kept, want)
	}
}

func TestACookieThatWasTamperedWithIsHarmless(t *testing.T) {
	for _, value := range []string{"texte=99&theme=\"><script>", "%zz", "theme=neon&police=comic"} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Cookie", "affichage="+value)
		if got := ui.ReadPrefs(r); got != (ui.Prefs{Text: 1, Lang: i18n.French}) {
			t.Errorf("%q read as %v", value, got)
		}
	}
}

func TestAssetsNeverChangeUnderTheirName(t *testing.T) {
	h := open(t, visitor)
	for _, name := range []string{"sem.css", "desk.css", "home.css", "sem.js", "literata.woff2", "favicon.svg"} {
		w := h.get(ui.AssetPath(name))
		wantStatus(t, name, w, 200)
		if got := w.Header().Get("Cache-Control"); got != "public, max-age=31536000, immutable" {
			t.Errorf("%s: Cache-Control %q", name, got)
		}
	}
	wantStatus(t, "an asset that is not", h.get("/assets/sem.css"), 404)
}
