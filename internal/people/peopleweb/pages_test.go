package peopleweb_test

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/people/peopleweb"
	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

var rentrée = time.Date(2026, 9, 9, 14, 0, 0, 0, time.UTC)

// hall is the pages about people, and whoever is signed in for the next request.
type hall struct {
	*webtest.Visitor
	pages peopleweb.Pages
	told  *alerts.Service
	clock *clock.Still
}

func newHall(t *testing.T, d *db.DB) *hall {
	c, ids := clock.At(rentrée), id.Counting("n")
	h := &hall{Visitor: webtest.New(t), clock: c}
	book := &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")}
	h.told = &alerts.Service{DB: d, Clock: c, IDs: ids}
	h.pages = peopleweb.Pages{
		People: &people.Service{DB: d, Clock: c, IDs: ids, Journal: book, Alerts: h.told}, Journal: book, Clock: c, Folder: t.TempDir(),
		Department: func(_ context.Context, code string) string {
			return map[string]string{"voirie": "Travaux publics"}[code]
		},
		Staff: func(string) string { return "Sonia L." },
	}
	h.Visit(h.pages.Routes(), ui.Options{Clock: c})
	return h
}

func (h *hall) citizen(name string) {
	h.Helper()
	h.Must(h.pages.People.DB.InTx(h.Context(), func(tx *db.Tx) error {
		return h.pages.People.Load(h.Context(), tx, slices.Values([]people.Person{{
			ID: people.ID(name), GivenName: name, FamilyName: "Tremblay", BirthDate: "1985-03-02", Language: "fr", Residence: people.Unknown, CreatedAt: rentrée, UpdatedAt: rentrée,
			Contacts: []people.Contact{{ID: name, Kind: people.Email, Value: strings.ToLower(name) + "@exemple.com", ConfirmedAt: rentrée, CreatedAt: rentrée}},
		}}))
	}))
}

func (h *hall) as(name string) {
	h.Viewer = session.Viewer{Account: "compte-" + name, Person: name, Name: name, Reassured: h.clock.Now()}
}

var (
	agent   = session.Viewer{Account: "agente", FullName: "Sonia Lavoie", Name: "Sonia Lavoie", Role: session.Works, Departments: []string{"voirie"}}
	officer = session.Viewer{Account: "officier", Name: "Paul", Role: session.Privacy}
)

func TestAParentAddsAChildOnceHoweverOftenTheyClick(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.as("Marie")
		h.Get("/famille", 200).Shows("Votre ménage paraîtra ici")
		key := h.Get("/famille/enfant", 200).Key()
		fields := []string{"cle", key, "prenom", "Zoé", "nom", "Tremblay", "naissance-jour", "14", "naissance-mois", "5", "naissance-annee", "2016"}
		for range 2 {
			if to := h.Post("/famille/enfant", 303, fields...).To; to != "/famille?fait=enfant" {
				t.Errorf("led to %s", to)
			}
		}
		page := h.Get("/famille?fait=enfant", 200)
		page.Shows("Zoé Tremblay, 10 ans", "Marie Tremblay (vous)", "Adulte. Pour les enfants du ménage\u00a0: voir leurs dossiers, les inscrire", "L’enfant est dans votre ménage")
		if n := strings.Count(page.Body, "Zoé Tremblay, 10 ans"); n != 1 {
			t.Errorf("Zoé stands there %d times", n)
		}
		fields[3] = "Léo"
		h.Post("/famille/enfant", 409, fields...)
	})
}

func TestAWrongFormKeepsWhatWasTypedAndSaysTheRemedy(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	page := h.Post("/famille/enfant", 422, "prenom", "R2D2", "nom", "L’Heureux", "naissance-jour", "31", "naissance-mois", "2", "naissance-annee", "2016")
	page.Shows(`value="L’Heureux"`, `value="31"`, "Un nom s’écrit avec des lettres", "Cette date n’existe pas")
	h.Post("/mandats/nouveau", 422, "contact", "luc", "portee", "tout").Shows("Entrez un courriel", "Choisissez ce que la personne")
	h.Post("/mandats/nouveau", 422, "contact", "luc@exemple.com", "portee", "all", "jusquau-jour", "40", "jusquau-mois", "1", "jusquau-annee", "2027").Shows("Cette date n’existe pas", `checked`)
	h.Post("/famille/adulte", 422, "contact", "", "contact", "").Shows("arrivée plus d’une fois")
}

func TestAnInvitedAdultAcceptsAndGetsOnlyTheRightsThatAreGiven(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		for _, name := range []string{"Marie", "Luc", "Eve"} {
			h.citizen(name)
		}
		h.as("Marie")
		h.Post("/famille/enfant", 303, "prenom", "Zoé", "naissance-jour", "14", "naissance-mois", "5", "naissance-annee", "2016")
		known := h.Post("/famille/adulte", 303, "contact", "luc@exemple.com").To
		if unknown := h.Post("/famille/adulte", 303, "contact", "personne@exemple.com").To; unknown != known {
			t.Errorf("an unknown address leads to %s, a known one to %s", unknown, known)
		}
		h.Get("/famille", 200).Shows("Invitations envoyées", "luc@exemple.com", "personne@exemple.com")

		h.as("Luc")
		page := h.Get("/famille", 200)
		page.Shows("Marie Tremblay vous invite dans son ménage")
		page.Hides("luc@exemple.com")
		accept := page.Find(`action="(/famille/invitations/[^"]+/accepter)"`)
		h.as("Eve")
		h.Post(accept, 404)
		h.as("Luc")
		h.Post(accept, 303)
		page = h.Get("/famille?fait=accepter", 200)
		page.Shows("Adulte, sans droit sur les enfants")
		page.Hides("Ajouter un enfant</")

		h.as("Marie")
		lucs := memberPath(h, "Luc")
		h.Get(lucs, 200).Shows("Changer les droits", "Retirer du ménage")
		h.as("Eve")
		h.Get(lucs, 404)
		h.Post(lucs+"/droits", 404, "droit", "voir")
		h.as("Luc")
		h.Post(lucs+"/droits", 403, "droit", "voir")
		h.as("Marie")
		h.Post(lucs+"/droits", 303, "droit", "voir", "droit", "chercher")
		cares, err := h.pages.People.InCare(t.Context(), "Luc", people.Requests)
		if err != nil || len(cares) != 2 {
			t.Errorf("Luc's care: %v, %v", cares, err)
		}
		if n, _ := h.told.Unseen(t.Context(), "Luc"); n != 2 {
			t.Errorf("Luc was told %d times, want 2: invited, and of his rights", n)
		}
		h.Post(lucs+"/retirer", 303)
		h.as("Luc")
		h.Get("/famille", 200).Shows("Votre ménage paraîtra ici")
		h.Get(lucs, 404)
	})
}

// memberPath is the page of a member, from the register.
func memberPath(h *hall, name string) string {
	h.Helper()
	homes, err := h.pages.People.Households(h.Context(), people.ID(name))
	if err != nil || len(homes) != 1 {
		h.Fatalf("households of %s: %v, %v", name, homes, err)
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
		if to := h.Get(path, 303).To; to != "/connexion?suite="+url.QueryEscape(path) {
			t.Errorf("%s leads to %s", path, to)
		}
	}
	h.Get("/famille", 200)
}

func TestAMandateIsAskedForAcceptedAndTakenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Rose")
		h.citizen("Luc")
		h.as("Rose")
		h.Get("/mandats", 200).Shows("Personne n’agit pour vous")
		h.Post("/mandats/nouveau", 303, "contact", "luc@exemple.com", "portee", "requests", "jusquau-jour", "31", "jusquau-mois", "12", "jusquau-annee", "2026")
		h.Get("/mandats?fait=demande", 200).Shows("En attente d’une réponse")
		h.as("Luc")
		page := h.Get("/mandats", 200)
		page.Shows("Rose Tremblay vous demande d’agir en son nom : les demandes.")
		h.Post(page.Find(`action="(/mandats/invitations/[^"]+/accepter)"`), 303)
		page = h.Get("/mandats", 200)
		page.Shows("Les demandes, jusqu’au")
		if err := h.pages.People.MayAct(t.Context(), d, "Luc", "Rose", people.Requests); err != nil {
			t.Error(err)
		}
		h.as("Rose")
		h.Post(h.Get("/mandats", 200).Find(`action="(/mandats/[^"]+/terminer)"`), 303)
		if err := h.pages.People.MayAct(t.Context(), d, "Luc", "Rose", people.Requests); err == nil {
			t.Error("the mandate outlives its end")
		}
		h.as("Luc")
		h.Get("/mandats", 200).Shows("Personne ne vous a donné de mandat")
	})
}

func TestACitizenReadsWhoLookedWithoutANameAndTheOfficerReadsTheName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.citizen("Luc")
		h.as("Marie")
		h.Get("/vie-privee", 200).Shows("Personne à la Ville n’a ouvert votre dossier")
		for range 30 {
			if err := h.pages.Journal.Viewed(t.Context(), agent, "Marie", "2026-004217-K", "Suivi d’une demande"); err != nil {
				t.Fatal(err)
			}
			h.clock.Advance(20 * time.Minute)
		}
		h.as("Marie")
		page := h.Get("/vie-privee", 200)
		page.Shows("Dossier consulté", "Équipe qui traite les demandes", "Travaux publics", "Suivi d’une demande (demande 2026-004217-K)", "/vie-privee?page=2")
		page.Hides("Sonia", "Lavoie", "agente")
		h.Get("/vie-privee?page=2", 200)
		h.as("Luc")
		h.Get("/vie-privee", 200).Shows("Personne à la Ville")
		h.Get("/gestion/journal", 404)

		h.Viewer = agent
		h.Get("/gestion/journal", 403)
		h.Get("/vie-privee", 404)
		h.Viewer = officer
		page = h.Get("/gestion/journal", 200)
		page.Shows("Sonia L., Équipe qui traite les demandes, Travaux publics", "Marie Tremblay", "/gestion/journal?agent=agente", "accès inhabituel")
		h.Get("/gestion/journal?personne=Marie&tous=1", 200).Shows("Dossier de Marie Tremblay")
		if err := h.pages.Journal.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return h.pages.Journal.Add(t.Context(), tx, journal.Entry{At: h.clock.Now(), Actor: "agente", ActorRole: journal.RoleOf(agent), Person: "Marie", Action: journal.RequestChanged, Object: "2026-004217-K", Detail: "promise_moved"})
		}); err != nil {
			t.Fatal(err)
		}
		page = h.Get("/gestion/journal?action=request+changed", 200)
		page.Shows("promesse déplacée")
		page.Hides("promise_moved")
		h.Get("/gestion/journal?du=2026-09-31", 422).Shows("Cette date n’existe pas")
		h.Get("/gestion/journal?action=sign+in", 200).Shows("Aucune entrée ne répond à ces filtres")
		h.as("Marie")
		h.Get("/vie-privee", 200).Shows("Vérification du journal", "Responsable de la vie privée")
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
	h.Viewer = officer
	h.Post("/gestion/journal/verifier", 200).Shows("Le journal est intact", "1 entrée scellée", "concorde")
	h.pages.Journal.Key = []byte("another key")
	h.Post("/gestion/journal/verifier", 200).Shows("Le journal a été touché", "Place 1")
}

func TestTheFileOfACitizenHoldsWhatTheRegisterKnows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.citizen("Luc")
		h.as("Marie")
		h.Post("/famille/enfant", 303, "prenom", "Zoé", "naissance-jour", "14", "naissance-mois", "5", "naissance-annee", "2016")
		h.Post("/famille/adulte", 303, "contact", "luc@exemple.com")
		if err := h.pages.Journal.Viewed(t.Context(), agent, "Marie", "", "Appel"); err != nil {
			t.Fatal(err)
		}
		scope := dossier.Scope{Viewer: h.Viewer, Now: rentrée}
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
