package peopleweb_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/people/peopleweb"
	"sem/internal/session"
	"sem/internal/ui"
)

var rentrée = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)

// hall is the pages about people, and whoever is signed in for the next request.
type hall struct {
	t      *testing.T
	pages  peopleweb.Pages
	told   *alerts.Service
	clock  *clock.Still
	mux    http.Handler
	viewer session.Viewer
	lang   i18n.Language
}

func newHall(t *testing.T, d *db.DB) *hall {
	c, ids := clock.At(rentrée), id.Counting("n")
	h := &hall{t: t, clock: c, lang: i18n.French}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	h.told = &alerts.Service{DB: d, Clock: c, IDs: ids}
	h.pages = peopleweb.Pages{
		People: &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: h.told}, Journal: book, Clock: c, Folder: t.TempDir(),
		Department: func(_ context.Context, code string) string {
			return map[string]string{"voirie": "Travaux publics"}[code]
		},
		Staff: func(string) string { return "Sonia L." },
	}
	h.mux = ui.Mux(h.pages.Routes(), ui.Options{Clock: c, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			next.ServeHTTP(w, r.WithContext(i18n.With(session.With(r.Context(), h.viewer), h.lang)))
		})
	}}})
	return h
}

func (h *hall) citizen(name string) {
	h.t.Helper()
	err := h.pages.People.DB.InTx(h.t.Context(), func(tx *db.Tx) error {
		return h.pages.People.Load(h.t.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: name, FamilyName: "Tremblay", BirthDate: "1985-03-02", Language: "fr", Residence: people.Unknown, CreatedAt: rentrée, UpdatedAt: rentrée,
			Contacts: []people.Contact{{ID: name, Kind: people.Email, Value: strings.ToLower(name) + "@exemple.com", ConfirmedAt: rentrée, CreatedAt: rentrée}},
		}}))
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *hall) as(name string) {
	h.viewer = session.Viewer{Account: "compte-" + name, Person: name, Name: name, Reassured: h.clock.Now()}
}

var (
	agent   = session.Viewer{Account: "agente", FullName: "Sonia Lavoie", Name: "Sonia Lavoie", Role: session.Works, Departments: []string{"voirie"}}
	officer = session.Viewer{Account: "officier", Name: "Paul", Role: session.Privacy}
)

// get opens a page and wants its status.
func (h *hall) get(path string, status int) string {
	h.t.Helper()
	return h.do(httptest.NewRequest("GET", path, nil), status)
}

// post sends a form and wants its status.
func (h *hall) post(path string, status int, fields ...string) string {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	r := httptest.NewRequest("POST", path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.do(r, status)
}

func (h *hall) do(r *http.Request, status int) string {
	h.t.Helper()
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, r)
	if w.Code != status {
		h.t.Fatalf("%s %s: status %d, want %d\n%s", r.Method, r.URL, w.Code, status, w.Body)
	}
	if status == http.StatusSeeOther {
		return w.Header().Get("Location")
	}
	return w.Body.String()
}

func (h *hall) shows(page string, all ...string) {
	h.t.Helper()
	for _, want := range all {
		if !strings.Contains(page, want) {
			h.t.Errorf("the page lacks %q", want)
		}
	}
}

func (h *hall) hides(page string, all ...string) {
	h.t.Helper()
	for _, want := range all {
		if strings.Contains(page, want) {
			h.t.Errorf("the page shows %q", want)
		}
	}
}

// found is the first match of a pattern's group in a page.
func (h *hall) found(page, pattern string) string {
	h.t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		h.t.Fatalf("the page has nothing like %s", pattern)
	}
	return m[1]
}

func TestAParentAddsAChildOnceHoweverOftenTheyClick(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.as("Marie")
		h.shows(h.get("/famille", 200), "Votre ménage paraîtra ici")
		key := h.found(h.get("/famille/enfant", 200), `name="cle" value="([^"]+)"`)
		fields := []string{"cle", key, "prenom", "Zoé", "nom", "Tremblay", "naissance-jour", "14", "naissance-mois", "5", "naissance-annee", "2016"}
		for range 2 {
			if to := h.post("/famille/enfant", 303, fields...); to != "/famille?fait=enfant" {
				t.Errorf("led to %s", to)
			}
		}
		page := h.get("/famille?fait=enfant", 200)
		h.shows(page, "Zoé Tremblay, 10 ans", "Marie Tremblay (vous)", "Adulte. Pour les enfants du ménage\u00a0: voir leurs dossiers, les inscrire", "L’enfant est dans votre ménage")
		if n := strings.Count(page, "Zoé Tremblay, 10 ans"); n != 1 {
			t.Errorf("Zoé stands there %d times", n)
		}
		fields[3] = "Léo"
		h.post("/famille/enfant", 409, fields...)
	})
}

func TestAWrongFormKeepsWhatWasTypedAndSaysTheRemedy(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	page := h.post("/famille/enfant", 422, "prenom", "R2D2", "nom", "L’Heureux", "naissance-jour", "31", "naissance-mois", "2", "naissance-annee", "2016")
	h.shows(page, `value="L’Heureux"`, `value="31"`, "Un nom s’écrit avec des lettres", "Cette date n’existe pas")
	h.shows(h.post("/mandats/nouveau", 422, "contact", "luc", "portee", "tout"), "Entrez un courriel", "Choisissez ce que la personne")
	h.shows(h.post("/mandats/nouveau", 422, "contact", "luc@exemple.com", "portee", "all", "jusquau-jour", "40", "jusquau-mois", "1", "jusquau-annee", "2027"), "Cette date n’existe pas", `checked`)
	h.shows(h.post("/famille/adulte", 422, "contact", "", "contact", ""), "arrivée plus d’une fois")
}

func TestAnInvitedAdultAcceptsAndGetsOnlyTheRightsThatAreGiven(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		for _, name := range []string{"Marie", "Luc", "Eve"} {
			h.citizen(name)
		}
		h.as("Marie")
		h.post("/famille/enfant", 303, "prenom", "Zoé", "naissance-jour", "14", "naissance-mois", "5", "naissance-annee", "2016")
		known := h.post("/famille/adulte", 303, "contact", "luc@exemple.com")
		if unknown := h.post("/famille/adulte", 303, "contact", "personne@exemple.com"); unknown != known {
			t.Errorf("an unknown address leads to %s, a known one to %s", unknown, known)
		}
		h.shows(h.get("/famille", 200), "Invitations envoyées", "luc@exemple.com", "personne@exemple.com")

		h.as("Luc")
		page := h.get("/famille", 200)
		h.shows(page, "Marie Tremblay vous invite dans son ménage")
		h.hides(page, "luc@exemple.com")
		accept := h.found(page, `action="(/famille/invitations/[^"]+/accepter)"`)
		h.as("Eve")
		h.post(accept, 404)
		h.as("Luc")
		h.post(accept, 303)
		page = h.get("/famille?fait=accepter", 200)
		h.shows(page, "Adulte, sans droit sur les enfants")
		h.hides(page, "Ajouter un enfant</")

		h.as("Marie")
		lucs := memberPath(h, "Luc")
		h.shows(h.get(lucs, 200), "Changer les droits", "Retirer du ménage")
		h.as("Eve")
		h.get(lucs, 404)
		h.post(lucs+"/droits", 404, "droit", "voir")
		h.as("Luc")
		h.post(lucs+"/droits", 403, "droit", "voir")
		h.as("Marie")
		h.post(lucs+"/droits", 303, "droit", "voir", "droit", "chercher")
		cares, err := h.pages.People.InCare(t.Context(), "Luc", people.Requests)
		if err != nil || len(cares) != 2 {
			t.Errorf("Luc's care: %v, %v", cares, err)
		}
		if n, _ := h.told.Unseen(t.Context(), "Luc"); n != 2 {
			t.Errorf("Luc was told %d times, want 2: invited, and of his rights", n)
		}
		h.post(lucs+"/retirer", 303)
		h.as("Luc")
		h.shows(h.get("/famille", 200), "Votre ménage paraîtra ici")
		h.get(lucs, 404)
	})
}

// memberPath is the page of a member, from the register.
func memberPath(h *hall, name string) string {
	h.t.Helper()
	homes, err := h.pages.People.Households(h.t.Context(), people.ID(name))
	if err != nil || len(homes) != 1 {
		h.t.Fatalf("households of %s: %v, %v", name, homes, err)
	}
	m, _ := homes[0].Of(people.ID(name))
	return "/famille/membres/" + m.ID
}

func TestGraverDeedsAskForThePasswordBeforeTheForm(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	h.clock.Advance(6 * time.Minute)
	for _, path := range []string{"/famille/enfant", "/famille/adulte", "/mandats/nouveau"} {
		if to := h.get(path, 303); to != "/connexion?suite="+url.QueryEscape(path) {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	h.get("/famille", 200)
}

func TestAMandateIsAskedForAcceptedAndTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Rose")
		h.citizen("Luc")
		h.as("Rose")
		h.shows(h.get("/mandats", 200), "Personne n’agit pour vous")
		h.post("/mandats/nouveau", 303, "contact", "luc@exemple.com", "portee", "requests", "jusquau-jour", "31", "jusquau-mois", "12", "jusquau-annee", "2026")
		h.shows(h.get("/mandats?fait=demande", 200), "En attente d’une réponse")
		h.as("Luc")
		page := h.get("/mandats", 200)
		h.shows(page, "Rose Tremblay vous demande d’agir en son nom : les demandes.")
		h.post(h.found(page, `action="(/mandats/invitations/[^"]+/accepter)"`), 303)
		page = h.get("/mandats", 200)
		h.shows(page, "Les demandes, jusqu’au")
		if err := h.pages.People.MayAct(t.Context(), d, "Luc", "Rose", people.Requests); err != nil {
			t.Error(err)
		}
		h.as("Rose")
		h.post(h.found(h.get("/mandats", 200), `action="(/mandats/[^"]+/terminer)"`), 303)
		if err := h.pages.People.MayAct(t.Context(), d, "Luc", "Rose", people.Requests); err == nil {
			t.Error("the mandate outlives its end")
		}
		h.as("Luc")
		h.shows(h.get("/mandats", 200), "Personne ne vous a donné de mandat")
	})
}

func TestACitizenReadsWhoLookedWithoutANameAndTheOfficerReadsTheName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.citizen("Luc")
		h.as("Marie")
		h.shows(h.get("/vie-privee", 200), "Personne à la Ville n’a ouvert votre dossier")
		for range 30 {
			if err := h.pages.Journal.Viewed(t.Context(), agent, "Marie", "2026-004217-K", "Suivi d’une demande"); err != nil {
				t.Fatal(err)
			}
			h.clock.Advance(20 * time.Minute)
		}
		h.as("Marie")
		page := h.get("/vie-privee", 200)
		h.shows(page, "Dossier consulté", "Équipe qui traite les demandes", "Travaux publics", "Suivi d’une demande (demande 2026-004217-K)", "/vie-privee?page=2")
		h.hides(page, "Sonia", "Lavoie", "agente")
		h.get("/vie-privee?page=2", 200)
		h.as("Luc")
		h.shows(h.get("/vie-privee", 200), "Personne à la Ville")
		h.get("/gestion/journal", 404)

		h.viewer = agent
		h.get("/gestion/journal", 403)
		h.get("/vie-privee", 404)
		h.viewer = officer
		page = h.get("/gestion/journal", 200)
		h.shows(page, "Sonia L., Équipe qui traite les demandes, Travaux publics", "Marie Tremblay", "/gestion/journal?agent=agente", "accès inhabituel")
		h.shows(h.get("/gestion/journal?personne=Marie&tous=1", 200), "Dossier de Marie Tremblay")
		if err := h.pages.Journal.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return h.pages.Journal.Add(t.Context(), tx, journal.Entry{At: h.clock.Now(), Actor: "agente", ActorRole: journal.RoleOf(agent), Person: "Marie", Action: journal.RequestChanged, Object: "2026-004217-K", Detail: "promise_moved"})
		}); err != nil {
			t.Fatal(err)
		}
		page = h.get("/gestion/journal?action=request+changed", 200)
		h.shows(page, "promesse déplacée")
		h.hides(page, "promise_moved")
		h.shows(h.get("/gestion/journal?du=2026-09-31", 422), "Cette date n’existe pas")
		h.shows(h.get("/gestion/journal?action=sign+in", 200), "Aucune entrée ne répond à ces filtres")
		h.as("Marie")
		h.shows(h.get("/vie-privee", 200), "Vérification du journal", "Responsable de la vie privée")
	})
}

func TestTheOfficerChecksThatTheJournalIsWhole(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	if err := h.pages.Journal.Viewed(t.Context(), agent, "Marie", "", "Appel"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.pages.Journal.Seal(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := h.pages.Journal.WriteHead(t.Context(), h.pages.Folder); err != nil {
		t.Fatal(err)
	}
	h.viewer = officer
	h.shows(h.post("/gestion/journal/verifier", 200), "Le journal est intact", "1 entrée scellée", "concorde")
	h.pages.Journal.Key = []byte("another key")
	h.shows(h.post("/gestion/journal/verifier", 200), "Le journal a été touché", "Place 1")
}

func TestTheFileOfACitizenHoldsWhatTheRegisterKnows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.citizen("Luc")
		h.as("Marie")
		h.post("/famille/enfant", 303, "prenom", "Zoé", "naissance-jour", "14", "naissance-mois", "5", "naissance-annee", "2016")
		h.post("/famille/adulte", 303, "contact", "luc@exemple.com")
		if err := h.pages.Journal.Viewed(t.Context(), agent, "Marie", "", "Appel"); err != nil {
			t.Fatal(err)
		}
		scope := dossier.Scope{Viewer: h.viewer, Now: rentrée}
		names := map[string]int{}
		for _, source := range []dossier.Portable{peopleweb.RegisterSource{People: h.pages.People}, peopleweb.JournalSource{Pages: h.pages}, peopleweb.AlertsSource{Alerts: h.told}} {
			sections, err := source.Export(t.Context(), scope)
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range sections {
				names[s.Name] = len(s.Rows)
				for _, row := range s.Rows {
					if len(row) != len(s.Columns) {
						t.Errorf("%s: a row of %d values under %d columns", s.Name, len(row), len(s.Columns))
					}
				}
			}
		}
		for name, rows := range map[string]int{"fiche": 1, "coordonnees": 1, "menage": 2, "mandats": 0, "consultations": 1, "avis": 0} {
			if got, ok := names[name]; !ok || got != rows {
				t.Errorf("%s: %d rows, %v, want %d", name, got, ok, rows)
			}
		}
		luc := dossier.Scope{Viewer: session.Viewer{Account: "l", Person: "Luc"}, Now: rentrée}
		tasks, err := peopleweb.RegisterSource{People: h.pages.People}.ToDo(t.Context(), luc)
		if err != nil || len(tasks) != 1 || tasks[0].Path != "/famille" {
			t.Errorf("Luc's tasks: %+v, %v", tasks, err)
		}
		news, err := peopleweb.AlertsSource{Alerts: h.told}.News(t.Context(), luc)
		if err != nil || len(news) != 1 || !news[0].Unseen {
			t.Errorf("Luc's news: %+v, %v", news, err)
		}
		if panel, err := h.pages.Family(t.Context(), luc); panel != nil || err != nil {
			t.Errorf("the family of somebody alone: %v, %v", panel, err)
		}
		circle, err := h.pages.People.Circle(t.Context(), "Marie", people.All)
		if err != nil {
			t.Fatal(err)
		}
		scope.Homes = circle.Homes
		if panel, err := h.pages.Family(t.Context(), scope); panel == nil || err != nil {
			t.Errorf("Marie's family: %v", err)
		}
	})
}
