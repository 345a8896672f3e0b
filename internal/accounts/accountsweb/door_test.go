package accountsweb_test

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/pquerna/otp/totp"

	"sem/internal/accounts"
	"sem/internal/accounts/accountsweb"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/id"
	"sem/internal/mail"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/ui"
)

const passphrase = "girafe bleue sous escalier"

type book struct{}

func (book) AccountUsed(context.Context, *db.Tx, accounts.Deed) error { return nil }

func (book) PersonChanged(context.Context, *db.Tx, people.Deed) error { return nil }

// hall is a city hall with its door open.
type hall struct {
	t     *testing.T
	db    *db.DB
	clock *clock.Still
	door  *accounts.Service
	*httptest.Server
}

func open(t *testing.T, d *db.DB) *hall {
	t.Helper()
	now := clock.At(time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC))
	ids := id.Counting("x")
	register := &people.Service{DB: d, Clock: now, IDs: ids, Journal: book{}}
	door := &accounts.Service{
		DB: d, Clock: now, IDs: ids, People: register, Journal: book{},
		Mail:     &mail.Service{DB: d, Clock: now, IDs: ids},
		Sessions: session.Store{DB: d, Clock: now},
		Hasher:   &accounts.Hasher{Cost: accounts.Cost{MemoryKiB: 64, Passes: 1}},
		City:     accounts.City{Name: "Saint-Eustache", Product: "SEM en ligne"},
		Key:      []byte("0123456789abcdef0123456789abcdef"),
	}
	pages := accountsweb.Pages{Accounts: door, People: register, Clock: now}
	routes := append(pages.Routes(),
		ui.PrefsRoute(pages.SavePrefs),
		ui.Route{Pattern: "GET /dossier", Right: session.Citizen, Handle: func(w http.ResponseWriter, r *http.Request) error {
			_, err := io.WriteString(w, "dossier de "+session.From(r.Context()).Name)
			return err
		}})
	handler := ui.Mux(routes, ui.Options{City: ui.City{Name: "Saint-Eustache"}, Clock: now, IDs: id.Counting("r"), Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{pages.Identify}})
	h := &hall{t: t, db: d, clock: now, door: door, Server: httptest.NewServer(handler)}
	t.Cleanup(h.Close)
	return h
}

// visitor is a browser.
type visitor struct {
	*hall
	client *http.Client
}

func (h *hall) visitor() *visitor {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &visitor{h, &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// answer is what came back.
type answer struct {
	status int
	to     string
	body   string
	header http.Header
}

func (v *visitor) read(r *http.Response, err error) answer {
	v.t.Helper()
	if err != nil {
		v.t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer{r.StatusCode, r.Header.Get("Location"), string(body), r.Header}
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.read(v.client.Get(v.URL + path))
}

func (v *visitor) post(path string, fields ...string) answer {
	v.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return v.read(v.client.PostForm(v.URL+path, form))
}

func (v *visitor) wantTo(a answer, path string) {
	v.t.Helper()
	if a.status != http.StatusSeeOther || a.to != path {
		v.t.Fatalf("got %d to %q, want 303 to %q\n%s", a.status, a.to, path, a.body)
	}
}

func (v *visitor) message(to string) string {
	v.t.Helper()
	rows, err := v.db.Query(v.t.Context(), `
		SELECT body
		FROM   mail_message
		WHERE  recipient = $1
		ORDER  BY created_at, id`, to)
	if err != nil {
		v.t.Fatal(err)
	}
	defer rows.Close()
	body := ""
	for rows.Next() {
		if err := rows.Scan(&body); err != nil {
			v.t.Fatal(err)
		}
	}
	return body
}

var (
	sixDigits = regexp.MustCompile(`\b\d{6}\b`)
	jeton     = regexp.MustCompile(`/connexion/[a-z]+\?jeton=[0-9a-z]+`)
	cle       = regexp.MustCompile(`name="cle" value="([^"]+)"`)
)

// register goes through the whole registration and gives the user code.
func (v *visitor) register(given, contact string) string {
	v.t.Helper()
	v.wantTo(v.get("/inscription/resume"), "/inscription")
	v.wantTo(v.post("/inscription", "prenom", given, "nom", "Tremblay"), "/inscription/joindre")
	v.wantTo(v.post("/inscription/joindre", "contact", contact), "/inscription/code")
	v.wantTo(v.post("/inscription/code", "code", sixDigits.FindString(v.message(contact))), "/inscription/motdepasse")
	v.wantTo(v.post("/inscription/motdepasse", "motdepasse", passphrase), "/inscription/adresse")
	v.wantTo(v.post("/inscription/adresse", "adresse", ""), "/inscription/resume")
	key := cle.FindStringSubmatch(v.get("/inscription/resume").body)
	v.wantTo(v.post("/inscription/resume", "cle", key[1]), "/inscription/bienvenue")
	welcome := v.get("/inscription/bienvenue")
	return sixDigits.FindString(welcome.body[strings.Index(welcome.body, "amount num"):])
}

func TestAVisitorRegistersWithoutScriptAndComesBack(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		code := h.visitor().register("Marie", "marie@exemple.com")
		v := h.visitor()
		v.wantTo(v.get("/dossier"), "/connexion?suite=%2Fdossier")
		v.wantTo(v.post("/connexion", "identifiant", code, "motdepasse", passphrase), "/dossier")
		if a := v.get("/dossier"); a.body != "dossier de Marie" || a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("got %q, %q, want Marie's, kept nowhere", a.body, a.header.Get("Cache-Control"))
		}
		out := v.post("/deconnexion")
		v.wantTo(out, "/")
		if got := out.header.Get("Clear-Site-Data"); got != `"cache", "storage"` {
			t.Errorf("got Clear-Site-Data %q", got)
		}
		v.wantTo(v.get("/dossier"), "/connexion?suite=%2Fdossier")
	})
}

func TestSendingTheLastPageOfARegistrationTwiceOpensOneAccount(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		v := h.visitor()
		v.post("/inscription", "prenom", "Marie", "nom", "Roy")
		v.post("/inscription/joindre", "contact", "marie@exemple.com")
		v.post("/inscription/code", "code", sixDigits.FindString(v.message("marie@exemple.com")))
		v.post("/inscription/motdepasse", "motdepasse", passphrase)
		v.post("/inscription/adresse", "adresse", "84, rue du Moulin")
		u, _ := url.Parse(h.URL)
		cookies := v.client.Jar.Cookies(u)
		for range 2 {
			v.client.Jar.SetCookies(u, cookies)
			v.wantTo(v.post("/inscription/resume", "cle", "une-seule-fois"), "/inscription/bienvenue")
		}
		var n int
		if err := d.QueryRow(t.Context(), `SELECT COUNT(*) FROM accounts_account`).Scan(&n); err != nil || n != 1 {
			t.Errorf("got %d accounts, %v, want 1", n, err)
		}
	})
}

func TestPagesSayTheSameWhetherAnAccountExistsOrNot(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		h.visitor().register("Marie", "marie@exemple.com")
		h.clock.Advance(time.Hour)
		typed := map[string]string{"somebody": "marie@exemple.com", "nobody": "marin@exemple.com"}
		said := map[string][]string{}
		for who, name := range typed {
			v := h.visitor()
			v.post("/inscription", "prenom", "Luc", "nom", "Roy")
			for _, a := range []answer{
				v.post("/connexion", "identifiant", name, "motdepasse", "faux"),
				v.post("/connexion/oubli", "identifiant", name),
				v.post("/inscription/joindre", "contact", name),
				v.get("/inscription/code"),
			} {
				said[who] = append(said[who], http.StatusText(a.status)+plain(a.to)+strings.ReplaceAll(plain(a.body), name, "NOM"))
			}
			h.clock.Advance(time.Hour)
		}
		if diff := cmp.Diff(said["nobody"], said["somebody"]); diff != "" {
			t.Errorf("answers differ (-nobody +somebody):\n%s", diff)
		}
	})
}

// plain is an answer without what differs between any two: keys and numbers of requests.
func plain(s string) string {
	s = regexp.MustCompile(`envoi=[a-z0-9]+`).ReplaceAllString(s, "envoi=N")
	return cle.ReplaceAllString(s, "cle")
}

func TestSignInLeadsNowhereOutsideTheTownHall(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	code := h.visitor().register("Marie", "marie@exemple.com")
	for _, back := range []string{"https://ailleurs.test/", "//ailleurs.test", `/\ailleurs.test`, "javascript:alert(1)"} {
		v := h.visitor()
		v.wantTo(v.post("/connexion", "identifiant", code, "motdepasse", passphrase, "suite", back), "/dossier")
	}
	v := h.visitor()
	v.wantTo(v.post("/connexion", "identifiant", code, "motdepasse", passphrase, "suite", "/demandes?page=2"), "/demandes?page=2")
}

func TestAFieldLeftEmptyIsNoTry(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	code := h.visitor().register("Marie", "marie@exemple.com")
	v := h.visitor()
	for range 8 {
		a := v.post("/connexion", "identifiant", code, "motdepasse", "")
		if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "Entrez votre mot de passe.") || !strings.Contains(a.body, code) {
			t.Fatalf("without a password: %d\n%s", a.status, a.body)
		}
	}
	v.wantTo(v.post("/connexion", "identifiant", code, "motdepasse", passphrase), "/dossier")
}

func TestTooManyTriesAreAskedToWait(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	v := h.visitor()
	for range 5 {
		if a := v.post("/connexion", "identifiant", "299999", "motdepasse", "faux"); a.status != http.StatusUnprocessableEntity {
			t.Fatalf("got %d, want 422", a.status)
		}
	}
	a := v.post("/connexion", "identifiant", "299999", "motdepasse", "faux")
	if a.status != http.StatusTooManyRequests || a.header.Get("Retry-After") == "" || !strings.Contains(a.body, "Attendez 1") {
		t.Errorf("got %d, Retry-After %q\n%s", a.status, a.header.Get("Retry-After"), a.body)
	}
}

func TestALinkByMailChoosesAPasswordOnce(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		code := h.visitor().register("Marie", "marie@exemple.com")
		v := h.visitor()
		h.clock.Advance(time.Minute)
		v.post("/connexion/oubli", "identifiant", "marie@exemple.com")
		link := jeton.FindString(v.message("marie@exemple.com"))
		for range 2 {
			if a := v.get(link); a.status != http.StatusOK || a.header.Get("Referrer-Policy") != "no-referrer" {
				t.Fatalf("looking at the link: got %d, %q, want 200 each time and no referrer", a.status, a.header.Get("Referrer-Policy"))
			}
		}
		_, token, _ := strings.Cut(link, "jeton=")
		if a := v.post("/connexion/nouveau", "jeton", token, "motdepasse", "court"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a short password: got %d, want 422", a.status)
		}
		v.wantTo(v.post("/connexion/nouveau", "jeton", token, "motdepasse", "trois renards jouent aux billes"), "/connexion?fait=motdepasse")
		if a := v.post("/connexion/nouveau", "jeton", token, "motdepasse", "quatre renards jouent aux billes"); a.status != http.StatusNotFound {
			t.Errorf("the second use: got %d, want 404", a.status)
		}
		v.wantTo(v.post("/connexion", "identifiant", code, "motdepasse", "trois renards jouent aux billes"), "/dossier")
	})
}

func TestAGraveChangeAsksForThePasswordAndComesBack(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	v := h.visitor()
	v.register("Marie", "marie@exemple.com")
	h.clock.Advance(6 * time.Minute)
	v.wantTo(v.get("/profil/contacts/nouveau"), "/connexion?suite=%2Fprofil%2Fcontacts%2Fnouveau")
	v.wantTo(v.get("/connexion?suite=%2Fprofil%2Fcontacts%2Fnouveau"), "/connexion/confirmer?suite=%2Fprofil%2Fcontacts%2Fnouveau")
	v.wantTo(v.post("/connexion/confirmer", "suite", "/profil/contacts/nouveau", "motdepasse", passphrase), "/profil/contacts/nouveau")
	a := v.post("/profil/contacts/nouveau", "contact", "neuve@exemple.com", "cle", "k1")
	if again := v.post("/profil/contacts/nouveau", "contact", "neuve@exemple.com", "cle", "k1"); again.to != a.to {
		t.Errorf("the same form again: got %q, want %q", again.to, a.to)
	}
	reference := strings.TrimPrefix(a.to, "/profil/contacts/confirmer?envoi=")
	v.wantTo(v.post("/profil/contacts/confirmer", "envoi", reference, "code", sixDigits.FindString(v.message("neuve@exemple.com"))), "/profil?fait=contact")
	if !strings.Contains(v.get("/profil").body, "neuve@exemple.com") {
		t.Error("the new address is not in the profile")
	}
}

func TestTheProfileKeepsLanguageAndDisplay(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	v := h.visitor()
	code := v.register("Marie", "marie@exemple.com")
	v.wantTo(v.post("/preferences/affichage", "texte", "3", "theme", "contrast", "langue", "en", "retour", "/profil"), "/profil")
	elsewhere := h.visitor()
	elsewhere.post("/connexion", "identifiant", code, "motdepasse", passphrase)
	body := elsewhere.get("/profil").body
	for _, want := range []string{`lang="en-CA"`, `data-text="3"`, `data-theme="contrast"`} {
		if !strings.Contains(body, want) {
			t.Errorf("on another device the page lacks %s", want)
		}
	}
}

func TestTheFirstAdministratorPreparesASecondFactorAndInvites(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		token, err := h.door.FirstAdminToken(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		v := h.visitor()
		if a := v.get("/connexion/premier?jeton=" + token); a.status != http.StatusOK {
			t.Fatalf("got %d", a.status)
		}
		v.wantTo(v.post("/connexion/premier", "jeton", token, "nom", "Ève Roy", "courriel", "eve@ville.test", "motdepasse", passphrase), "/connexion?fait=compte")
		v.wantTo(v.post("/connexion", "identifiant", "eve@ville.test", "motdepasse", passphrase, "suite", "/gestion/personnel"), "/connexion/facteur?suite=%2Fgestion%2Fpersonnel")
		v.wantTo(v.get("/gestion/personnel"), "/connexion?suite=%2Fgestion%2Fpersonnel")
		page := v.get("/connexion/facteur").body
		if !strings.Contains(page, `src="data:image/png;base64,`) {
			t.Error("the page shows no square to read")
		}
		seed := strings.ReplaceAll(regexp.MustCompile(`[A-Z2-7]{4}(-[A-Z2-7]{4})+`).FindString(page), "-", "")
		if a := v.post("/connexion/facteur", "code", "000000"); a.status != http.StatusUnprocessableEntity {
			t.Errorf("a wrong code: got %d, want 422", a.status)
		}
		now, err := totp.GenerateCode(seed, h.clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		if a := v.post("/connexion/facteur", "code", now); a.status != http.StatusOK || !strings.Contains(a.body, "codes de secours") {
			t.Fatalf("got %d\n%s", a.status, a.body)
		}
		if a := v.get("/gestion/personnel"); a.status != http.StatusOK || !strings.Contains(a.body, "Ève Roy") {
			t.Errorf("the staff page: got %d", a.status)
		}
		v.wantTo(v.post("/gestion/personnel", "nom", "Martin Gagnon", "courriel", "martin@ville.test", "role", "agent", "cle", "k"), "/gestion/personnel?fait=invite")
		martin := h.visitor()
		link := jeton.FindString(v.message("martin@ville.test"))
		_, jeton, _ := strings.Cut(link, "jeton=")
		martin.wantTo(martin.post("/connexion/activer", "jeton", jeton, "motdepasse", passphrase), "/connexion?fait=compte")
		martin.wantTo(martin.post("/connexion", "identifiant", "martin@ville.test", "motdepasse", passphrase), "/connexion/facteur")
	})
}

func TestCitizensDoNotSeeThatTheStaffPagesExist(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	v := h.visitor()
	v.register("Marie", "marie@exemple.com")
	if a := v.get("/gestion/personnel"); a.status != http.StatusNotFound {
		t.Errorf("got %d, want 404", a.status)
	}
}

func TestARememberedDeviceOpensNoPersonalPageAfterTwelveHours(t *testing.T) {
	t.Parallel()
	h := open(t, dbtest.SQLite(t))
	code := h.visitor().register("Marie", "marie@exemple.com")
	v := h.visitor()
	v.post("/connexion", "identifiant", code, "motdepasse", passphrase, "rester", "1")
	h.clock.Advance(13 * time.Hour)
	v.wantTo(v.get("/dossier"), "/connexion?suite=%2Fdossier")
}

func TestEveryAddressSaysWhatItIsFor(t *testing.T) {
	t.Parallel()
	for _, r := range (accountsweb.Pages{}).Routes() {
		if r.Says == "" || r.Right == "" {
			t.Errorf("%s says nothing, or names no right", r.Pattern)
		}
	}
}
