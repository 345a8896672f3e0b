package app_test

import (
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/app"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/library"
	"sem/internal/money"
	"sem/internal/payments/paymentsweb"
	"sem/internal/session"
	"sem/internal/ui"
)

// everybody are those who try the doors, and the role that opens some.
var everybody = []struct {
	who  string
	role session.Role
}{
	{"", ""}, {"100002", ""}, {"agent@demo.sem", session.Agent}, {"travaux@demo.sem", session.Works}, {"loisirs@demo.sem", session.Leisure},
	{"communications@demo.sem", session.Communications}, {"moderation@demo.sem", session.Moderator}, {"vieprivee@demo.sem", session.Privacy}, {"admin@demo.sem", session.Administrator},
}

// belongings are what is Marie's, by the path values and the form fields that name it.
type belongings struct {
	person, request, elsewhere, attachment, file, draft, member, mandate, contact, interaction, staff string
	property, matricule, year, payment, holding, permit                                               string // permit is of the children's other parent.
	// order, bill and place are Marie's own: her registration, not her children's, whose other
	// parent may see them.
	order, bill, place, waiting, group, course string
	// card is her card of the library, and loan a document on it; slip is hers of last year, and
	// split what she asks of the children’s other parent; ticket is hers of the lottery camp.
	card, loan, slip, split, camp, ticket string
}

// fill puts what is Marie's into the pattern of an address.
func (b belongings) fill(pattern string) string {
	_, path, _ := strings.Cut(pattern, " ")
	id := map[string]string{"/personnes/": b.person, "/contacts/": b.interaction, "/pieces/": b.attachment, "/fichiers/": b.file,
		"/membres/": b.member, "/mandats/": b.mandate, "/profil/contacts/": b.contact, "/personnel/": b.staff,
		"/proprietes/": b.property, "/liens/": b.holding, "/partage/": b.split, "/loisirs/releves/": b.slip}
	for part, value := range id {
		path = strings.ReplaceAll(path, part+"{id}", part+value)
	}
	path = strings.NewReplacer("/loisirs/inscriptions/{no}", "/loisirs/inscriptions/"+b.order, "/commandes/{no}", "/commandes/"+b.order, "/factures/{id}", "/factures/"+b.bill,
		"/demonstration/paiement/{id}", "/demonstration/paiement/"+b.bill, "/loisirs/attente/{place}", "/loisirs/attente/"+b.waiting, "{place}", b.place,
		"/groupes/{id}", "/groupes/"+b.group, "{cours}", b.course, "{carte}", b.card, "{personne}", b.person, "{person}", b.person).Replace(path)
	path = strings.NewReplacer("/permis/{no}", "/permis/"+b.permit, "{matricule}", b.matricule, "{annee}", b.year, "{paiement}", b.payment+".pdf", "{lien}", b.holding).Replace(path)
	path = strings.NewReplacer("{$}", "", "{no}", b.request, "{brouillon}", b.draft, "{etape}", "verifier", "{fichier}", b.file, "{file}", "x").Replace(path)
	return wild.ReplaceAllString(path, "00000000000000000000000000")
}

var wild = regexp.MustCompile(`\{[a-z]+\}`)

// person signs somebody in; a visitor is nobody.
func (w *town) person(who string) *http.Client {
	w.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.t.Fatal(err)
	}
	client := &http.Client{Jar: jar, Timeout: 20 * time.Second, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	if who == "" {
		return client
	}
	answer, err := client.PostForm(w.url+"/connexion", url.Values{"identifiant": {who}, "motdepasse": {"demo-saint-eustache"}})
	if err != nil {
		w.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		w.t.Fatalf("%s could not sign in: %s", who, answer.Status)
	}
	return client
}

// try asks for an address as somebody, and gives the status, where it leads and the page.
func (w *town) try(client *http.Client, method, path string, form url.Values) (int, string, string) {
	w.t.Helper()
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(w.t.Context(), method, w.url+path, body)
	if err != nil {
		w.t.Fatal(err)
	}
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	answer, err := client.Do(r)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	if err != nil {
		w.t.Fatalf("%s %s: %v", method, path, err)
	}
	return answer.StatusCode, answer.Header.Get("Location"), string(page)
}

// ofMarie reads in the registers what is Marie's, and has her begin a draft.
func (w *town) ofMarie(marie *http.Client) belongings {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	defer d.Close()
	var b belongings
	one := func(into *string, query string, args ...any) {
		w.t.Helper()
		if err := d.QueryRow(w.t.Context(), query, args...).Scan(into); err != nil {
			w.t.Fatalf("%s: %v", query, err)
		}
	}
	one(&b.person, `SELECT person_id FROM accounts_account WHERE user_code = '100001'`)
	one(&b.request, `SELECT number FROM requests_request WHERE reported_by = $1 ORDER BY number DESC LIMIT 1`, b.person)
	one(&b.elsewhere, `SELECT number FROM requests_request WHERE department = 'urbanisme' ORDER BY number DESC LIMIT 1`)
	one(&b.attachment, `SELECT a.id FROM requests_attachment a JOIN requests_request r ON r.id = a.request_id WHERE r.reported_by = $1 ORDER BY a.id LIMIT 1`, b.person)
	one(&b.file, `SELECT file_id FROM requests_attachment WHERE id = $1`, b.attachment)
	one(&b.member, `SELECT id FROM people_member WHERE person_id = $1 LIMIT 1`, b.person)
	one(&b.mandate, `SELECT id FROM people_mandate ORDER BY id LIMIT 1`)
	one(&b.contact, `SELECT id FROM people_contact WHERE person_id = $1 ORDER BY id LIMIT 1`, b.person)
	one(&b.interaction, `SELECT id FROM requests_interaction WHERE person_id = $1 LIMIT 1`, b.person)
	one(&b.holding, `SELECT id FROM property_holding WHERE person_id = $1`, b.person)
	one(&b.property, `SELECT unit_id FROM property_holding WHERE person_id = $1`, b.person)
	one(&b.year, `SELECT MAX(year) FROM tax_account WHERE property_id = $1`, b.property)
	one(&b.payment, `SELECT p.id FROM tax_payment p JOIN tax_account a ON a.id = p.account_id WHERE a.property_id = $1 AND a.year = $2 ORDER BY p.id LIMIT 1`, b.property, b.year)
	one(&b.order, `SELECT o.number FROM registration_order o JOIN registration_place p ON p.order_id = o.id WHERE o.owner_id = $1 AND p.state = 'confirmed' AND o.bill <> '' ORDER BY o.number DESC LIMIT 1`, b.person)
	one(&b.bill, `SELECT bill FROM registration_order WHERE number = $1`, b.order)
	one(&b.place, `SELECT id FROM registration_place WHERE person_id = $1 AND state = 'confirmed' ORDER BY id LIMIT 1`, b.person)
	one(&b.group, `SELECT group_id FROM registration_place WHERE id = $1`, b.place)
	one(&b.course, `SELECT id FROM leisure_occurrence WHERE group_id = $1 ORDER BY day LIMIT 1`, b.group)
	one(&b.waiting, `SELECT id FROM registration_place WHERE payer_id = $1 AND state IN ('waiting', 'offered') ORDER BY id LIMIT 1`, b.person)
	one(&b.card, `SELECT id FROM library_card WHERE person_id = $1`, b.person)
	one(&b.slip, `SELECT id FROM slips_slip WHERE payer_id = $1`, b.person)
	one(&b.split, `SELECT id FROM slips_split WHERE payer_id = $1`, b.person)
	one(&b.ticket, `SELECT number FROM lottery_request WHERE owner_id = $1`, b.person)
	one(&b.camp, `SELECT draw_id FROM lottery_request WHERE owner_id = $1`, b.person)
	w.read(d, &b)
	one(&b.permit, `SELECT number FROM watering_permit ORDER BY number LIMIT 1`)
	_, sheet, _ := w.try(marie, http.MethodGet, "/propriete", nil)
	b.matricule = strings.TrimPrefix(sheet, "/propriete/")
	one(&b.staff, `SELECT id FROM accounts_account WHERE staff_email = 'loisirs@demo.sem'`)
	_, where, _ := w.try(marie, http.MethodPost, "/demandes/nouvelle", url.Values{"type": {"suggestion"}})
	b.draft = regexp.MustCompile(`/demandes/nouvelle/([^/]+)/`).FindStringSubmatch(where + "/-/")[1]
	w.try(marie, http.MethodPost, "/demandes/nouvelle/"+b.draft+"/details", url.Values{"titre": {secretTitle}, "description": {secretTitle}})
	return b
}

// read finds what Marie has borrowed: no stranger reads her titles, her card or her slip.
func (w *town) read(d *db.DB, b *belongings) {
	w.t.Helper()
	var number, slip, account string
	err := d.QueryRow(w.t.Context(), `
		SELECT c.number, s.number, p.account
		FROM   library_card c
		JOIN   library_copy p ON p.card_id = c.id
		JOIN   slips_slip s ON s.payer_id = c.person_id
		WHERE  c.id = $1`, b.card).Scan(&number, &slip, &account)
	if err != nil {
		w.t.Fatal(err)
	}
	var has library.Account
	if err := json.Unmarshal([]byte(account), &has); err != nil || len(has.Loans) == 0 {
		w.t.Fatalf("Marie’s card has %d loans: %v", len(has.Loans), err)
	}
	b.loan = has.Loans[0].Item
	w.secrets = []string{number, slip}
	for _, l := range has.Loans {
		w.secrets = append(w.secrets, html.EscapeString(l.Title))
	}
}

const secretTitle = "Un banc pour ma grand-mère"

// private is what no stranger's page may hold of Marie. The agent's own pages aside, nobody
// else in this test may read it.
var private = []string{"Marie Tremblay", "marie.tremblay@", "450 555-0187", secretTitle, money.Cents(3020_41).String(), money.Cents(755_10).String()}

// ownAnswer are the addresses that answer a stranger something other than a refusal, and why.
var ownAnswer = map[string]string{
	"POST /demandes/nouvelle/{brouillon}/jeter": "a draft that is not there is thrown away already",
	"POST /profil/contacts/{id}/retirer":        "an address that is not one's own is removed already",
	"POST /demandes/{no}/suivre":                "what lies in the public space may be followed by anybody",
	"POST /demandes/{no}/ne-plus-suivre":        "whoever does not follow is told nothing",
}

func TestNobodyOpensWhatIsNotTheirs(t *testing.T) {
	eachDatabase(t, func(t *testing.T, w *town) {
		marie := w.person("100001")
		hers := w.ofMarie(marie)
		for _, by := range everybody {
			client := w.person(by.who)
			viewer := session.Viewer{Account: by.who, Role: by.role}
			for _, route := range demonstration(t).Routes() {
				method, _, _ := strings.Cut(route.Pattern, " ")
				named := wild.MatchString(route.Pattern)
				if strings.Contains(route.Pattern, "deconnexion") || strings.Contains(route.Pattern, "/assets/") {
					continue
				}
				switch {
				case !viewer.May(route.Right):
					w.wantTurnedAway(client, by.who, method, route, hers)
				case named && by.role == "" && (route.Right == session.Citizen || route.Right == session.OwnFile || strings.Contains(route.Pattern, "{brouillon}")):
					w.wantNotFound(client, by.who, method, route, hers)
				}
			}
		}
		for _, path := range []string{"/demandes/" + hers.request, "/demandes/" + hers.request + "/recu", "/fichiers/" + hers.file, "/famille/membres/" + hers.member, "/demandes/nouvelle/" + hers.draft + "/details",
			"/propriete/" + hers.matricule, "/taxes/" + hers.matricule, "/taxes/" + hers.matricule + "/" + hers.year + "/recus/" + hers.payment + ".pdf",
			"/loisirs/inscriptions/" + hers.order, "/loisirs/inscriptions/" + hers.place + "/annuler", "/loisirs/attente/" + hers.waiting, "/paiement/factures/" + hers.bill, "/bibliotheque/cartes/" + hers.card + "/delier", "/bibliotheque", "/bibliotheque?carte=" + hers.card, "/bibliotheque/historique?carte=" + hers.card,
			"/loisirs/releves", "/loisirs/releves/" + hers.slip + "/releve.pdf", "/loisirs/tirages/" + hers.camp + "/choix"} {
			if code, where, _ := w.try(marie, http.MethodGet, path, nil); code != http.StatusOK {
				t.Errorf("Marie’s own %s answers her %d %s after strangers tried", path, code, where)
			}
		}
		if _, _, page := w.try(marie, http.MethodGet, "/profil", nil); !strings.Contains(page, hers.contact) {
			t.Error("a stranger removed Marie’s contact")
		}
	})
}

// wantTurnedAway wants whoever lacks the right of a route to be shown the door, a page that
// does not exist, or a refusal.
func (w *town) wantTurnedAway(client *http.Client, who, method string, route ui.Route, hers belongings) {
	w.t.Helper()
	code, where, page := w.try(client, method, hers.fill(route.Pattern), url.Values{})
	want := http.StatusForbidden
	switch {
	case who == "":
		want = http.StatusSeeOther
		if !strings.HasPrefix(where, "/connexion?suite=") {
			w.t.Errorf("%s leads a visitor to %q, want the sign-in page", route.Pattern, where)
		}
	case !strings.Contains(who, "@"):
		want = http.StatusNotFound
	}
	if code != want {
		w.t.Errorf("%s answers %q %d, want %d", route.Pattern, who, code, want)
	}
	w.wantNothingPrivate(who, route, page)
}

// wantNotFound wants what is Marie's not to exist for somebody else.
func (w *town) wantNotFound(client *http.Client, who, method string, route ui.Route, hers belongings) {
	w.t.Helper()
	if who == "" && strings.Contains(route.Pattern, "/fichiers/") {
		return
	}
	code, _, page := w.try(client, method, hers.fill(route.Pattern), url.Values{"texte": {"Bonjour"}, "pour": {hers.person}, "note": {"5"}, "commentaire": {"Bien"},
		"carte": {hers.card}, "pret": {hers.card + "/" + hers.loan}, "reservation": {hers.card + "/" + hers.loan}, "reponse": {"oui"}, "choix": {"oui"}})
	if ownAnswer[route.Pattern] == "" && code != http.StatusNotFound && code != http.StatusForbidden {
		w.t.Errorf("%s answers %q %d about what is Marie’s, want 404", route.Pattern, who, code)
	}
	w.wantNothingPrivate(who, route, page)
}

func (w *town) wantNothingPrivate(who string, route ui.Route, page string) {
	w.t.Helper()
	for _, words := range slices.Concat(private, w.secrets) {
		if strings.Contains(page, words) {
			w.t.Errorf("%s shows %q to %q", route.Pattern, words, who)
		}
	}
}

// TestATaxAccountIsItsOwnersAlone asks for Marie's account as those who live with her, who
// own elsewhere, and who work for the city without the right to look.
func TestATaxAccountIsItsOwnersAlone(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	w := openTown(t, "")
	hers := w.ofMarie(w.person("100001"))
	for _, who := range []string{"100002", "100003", "100004", "100005", "agent@demo.sem", "travaux@demo.sem", "admin@demo.sem"} {
		client := w.person(who)
		for _, path := range []string{"", "/" + hers.year, "/" + hers.year + "/releve.pdf", "/" + hers.year + "/recus/" + hers.payment + ".pdf"} {
			code, _, page := w.try(client, http.MethodGet, "/taxes/"+hers.matricule+path, nil)
			if code != http.StatusNotFound && code != http.StatusForbidden {
				t.Errorf("/taxes/…%s answers %s %d, want 404", path, who, code)
			}
			w.wantNothingPrivate(who, ui.Route{Pattern: path}, page)
		}
	}
	_, _, sheet := w.try(w.person(""), http.MethodGet, "/propriete/"+hers.matricule, nil)
	if !strings.Contains(sheet, money.Cents(484_200_00).Whole("fr")) {
		t.Error("the sheet of the roll is public and does not show the value")
	}
	w.wantNothingPrivate("", ui.Route{Pattern: "the sheet of the roll"}, sheet)
}

// TestAColleagueOfAnotherDepartmentFindsNoRequest tries every address of a request with one
// that is of another department.
func TestAColleagueOfAnotherDepartmentFindsNoRequest(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	w := openTown(t, "")
	hers := w.ofMarie(w.person("100001"))
	hers.request = hers.elsewhere
	client := w.person("travaux@demo.sem")
	for _, route := range demonstration(t).Routes() {
		if route.Right != session.RequestsWork || !strings.Contains(route.Pattern, "{no}") {
			continue
		}
		method, _, _ := strings.Cut(route.Pattern, " ")
		if code, _, _ := w.try(client, method, hers.fill(route.Pattern), url.Values{"texte": {"Bonjour"}, "moi": {"1"}}); code != http.StatusNotFound {
			t.Errorf("%s answers public works %d about a request of town planning, want 404", route.Pattern, code)
		}
	}
}

// TestWhatIsTakenAwayIsCounted takes copies of a whole file, and tries tracking codes past
// the form that counts them.
func TestWhatIsTakenAwayIsCounted(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	w := openTown(t, "")
	marie := w.person("100001")
	for i, want := range []int{200, 200, 200, 429} {
		if code, _, _ := w.try(marie, http.MethodGet, "/dossier/export.json", nil); code != want {
			t.Errorf("copy %d answers %d, want %d", i+1, code, want)
		}
	}
	hers := w.ofMarie(marie)
	d, err := db.Open(t.Context(), db.Settings{File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	var code string
	if err := d.QueryRow(t.Context(), `SELECT tracking FROM requests_request WHERE number = $1`, hers.request).Scan(&code); err != nil {
		t.Fatal(err)
	}
	at, err := url.Parse(w.url)
	if err != nil {
		t.Fatal(err)
	}
	visitor := w.person("")
	visitor.Jar.SetCookies(at, []*http.Cookie{{Name: "suivi", Value: code}})
	if _, _, page := w.try(visitor, http.MethodGet, "/suivi", nil); strings.Contains(page, hers.request) {
		t.Error("a tracking code that nobody was given by the form opens a request")
	}
	w.try(visitor, http.MethodPost, "/suivi", url.Values{"code": {code}})
	if _, _, page := w.try(visitor, http.MethodGet, "/suivi", nil); !strings.Contains(page, hers.request) {
		t.Error("the tracking code given to the form opens nothing")
	}
}

// TestEveryFormOfAnotherSiteIsTurnedAway sends each form as a page of another site would.
func TestEveryFormOfAnotherSiteIsTurnedAway(t *testing.T) {
	a := demonstration(t)
	for _, route := range a.Routes() {
		path, isPost := strings.CutPrefix(route.Pattern, "POST ")
		if !isPost {
			continue
		}
		for header, value := range map[string]string{"Sec-Fetch-Site": "cross-site", "Origin": "https://elsewhere.example"} {
			r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1"+wild.ReplaceAllString(path, "x"), strings.NewReader("cle=1"))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			r.Header.Set(header, value)
			answer := httptest.NewRecorder()
			a.Handler().ServeHTTP(answer, r)
			want := http.StatusForbidden
			if path == paymentsweb.HookPath { // A machine elsewhere writes there: its signature is what counts.
				want = http.StatusBadRequest
			}
			if answer.Code != want {
				t.Errorf("%s with %s: %s answers %d, want %d", route.Pattern, header, value, answer.Code, want)
			}
		}
	}
}

// protections are the headers of every answer.
var protections = map[string]string{
	"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin", "Cross-Origin-Opener-Policy": "same-origin",
	"Cross-Origin-Resource-Policy": "same-origin", "Permissions-Policy": "camera=(), microphone=(), geolocation=(self)",
}

func TestEveryAnswerWearsTheHeadersOfTheHouse(t *testing.T) {
	for _, site := range []string{"", "https://services.ville.example"} {
		c, err := config.Load(config.Given{"data": t.TempDir(), "admin_addr": "off", "base_url": site})
		if err != nil {
			t.Fatal(err)
		}
		a, err := app.Open(t.Context(), c, app.Options{Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { a.Close() })
		for _, ask := range []struct {
			method, target string
			status         int
			referrer       string
		}{
			{"GET", "/", 200, ""}, {"GET", "/absente", 404, ""}, {"TRACE", "/", 405, ""}, {"DELETE", "/connexion", 405, ""}, {"GET", "/dossier", 303, ""},
			{"GET", "/healthz", 200, ""}, {"POST", "/healthz", 405, ""}, {"GET", "/readyz", 503, ""}, {"GET", ui.AssetPath("sem.css"), 200, ""}, {"GET", "/assets/x", 404, ""},
			{"GET", "/favicon.ico", 302, ""}, {"GET", "//deux", 307, ""}, {"GET", "http://ailleurs.example/", 421, ""}, {"POST", "/deconnexion", 303, ""},
			{"GET", "/connexion/nouveau?jeton=x", 404, "no-referrer"}, {"GET", "/connexion/activer?jeton=x", 404, "no-referrer"}, {"GET", "/connexion/premier?jeton=x", 404, "no-referrer"},
		} {
			target := ask.target
			if strings.HasPrefix(target, "/") {
				target = "http://127.0.0.1" + target
			}
			answer := httptest.NewRecorder()
			a.Handler().ServeHTTP(answer, httptest.NewRequest(ask.method, target, nil))
			what := ask.method + " " + ask.target
			if answer.Code != ask.status {
				t.Errorf("%s answers %d, want %d", what, answer.Code, ask.status)
			}
			h := answer.Header()
			for name, want := range protections {
				if name == "Referrer-Policy" && ask.referrer != "" {
					want = ask.referrer
				}
				if got := h.Get(name); got != want {
					t.Errorf("%s: %s is %q, want %q", what, name, got, want)
				}
			}
			policy := h.Get("Content-Security-Policy")
			if !strings.HasPrefix(policy, "default-src 'none'; ") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: content policy %q", what, policy)
			}
			if got := h.Get("Strict-Transport-Security") != ""; got != (site != "") {
				t.Errorf("%s at %q: HSTS sent: %v", what, site, got)
			}
			if ask.target == "/deconnexion" && h.Get("Clear-Site-Data") == "" {
				t.Error("signing out does not clear the browser")
			}
		}
	}
}
