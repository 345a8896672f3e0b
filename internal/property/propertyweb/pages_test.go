package propertyweb_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/property/propertyweb"
	"sem/internal/session"
)

const moulin = "/propriete/7247-58-0000"

func TestAnybodyReadsTheSheetOfAPropertyAndNothingOfItsOwner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.as("Marie")
		h.post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
		h.viewer = session.Viewer{}
		page := h.get(moulin, 200)
		h.shows(page, "<h1", "84, rue du Moulin", "484\u00a0200\u00a0$", "186\u00a0400\u00a0$", "297\u00a0800\u00a0$", "1er juillet 2024", "2026-2027-2028", "371\u00a0500\u00a0$", "271\u00a0300\u00a0$",
			"5\u00a0648\u00a0619", "Logement, un seul", "548,3\u00a0m², façade de 18,29\u00a0m", "1974, 1 étage, 112\u00a0m² de plancher", "De plain-pied. Détaché des voisins", "s’est terminée le 30 avril", `<svg class="bars"`)
		h.hides(page, "Marie", "Tremblay", "Liée à votre dossier", "Mes taxes", "/taxes/", "médiane", "uniformisée", "mutation", "arrérages")
		vacant := h.get("/propriete/7247-58-2222", 200)
		h.shows(vacant, "Rue du Moulin", "Terrain vacant", "Position approximative")
		h.hides(vacant, "Bâtiment</th>")
	})
}

func TestAMatriculeIsReadHoweverItIsWritten(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	for _, written := range []string{"724758000000000000", "7247-58-0000-0-000-0000", "7247580000"} {
		if to := h.get("/propriete/"+written, 303); to != moulin {
			t.Errorf("%s led to %s", written, to)
		}
	}
	h.shows(h.get("/propriete/1111-11-1111", 404), "Aucune propriété ne porte ce matricule")
	h.get("/propriete/chat", 404)
}

func TestTheOwnerSeesThatItIsTheirsAndMayUnlinkIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.as("Marie")
		h.shows(h.get("/propriete", 200), "Aucune propriété n’est liée", "Lier ma propriété", "Chercher au rôle public")
		form := h.get("/propriete/lier", 200)
		h.shows(form, `value="84, rue du Moulin"`)
		key := h.found(form, `name="cle" value="([^"]+)"`)
		for range 2 {
			if to := h.post("/propriete/lier", 303, "cle", key, "adresse", "84, rue du Moulin", "code", "AB12"); to != moulin+"?fait=lier" {
				t.Errorf("led to %s", to)
			}
		}
		if to := h.get("/propriete", 303); to != moulin {
			t.Errorf("her only property is at %s", to)
		}
		page := h.get(moulin+"?fait=lier", 200)
		h.shows(page, "Liée à votre dossier", "Propriétaire, liée le 9 septembre", "Mes taxes", "/taxes/7247-58-0000")
		unlink := h.found(page, `action="(/propriete/liens/[^"]+/retirer)"`)
		if to := h.post(unlink, 303, "cle", "k2"); to != "/propriete?fait=retirer" {
			t.Errorf("led to %s", to)
		}
		h.shows(h.get("/propriete?fait=retirer", 200), "n’est plus liée à votre dossier")
		h.citizen("Luc")
		h.as("Luc")
		h.post(unlink, 404, "cle", "k3")
	})
}

func TestAWrongCodeSaysTheRemedyAndKeepsWhatWasTyped(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	h.shows(h.post("/propriete/lier", 422, "adresse", "", "code", ""), "Écrivez le matricule ou l’adresse", "Recopiez le code")
	known := h.post("/propriete/lier", 422, "adresse", "7247-58-0000", "code", "ZZ99")
	h.shows(known, `value="7247-58-0000"`, `value="ZZ99"`, "ne vont pas ensemble")
	unknown := h.post("/propriete/lier", 422, "adresse", "1111-11-1111", "code", "ZZ99")
	if a, b := h.found(known, `(?s)<p class="govuk-error-message"[^>]*>(.*?)</p>`), h.found(unknown, `(?s)<p class="govuk-error-message"[^>]*>(.*?)</p>`); a != b {
		t.Errorf("a property that exists answers %q, one that does not %q", a, b)
	}
	for range 3 {
		h.post("/propriete/lier", 422, "adresse", "7247-58-0000", "code", "ZZ99")
	}
	h.post("/propriete/lier", 429, "adresse", "7247-58-0000", "code", "AB12")
}

func TestATenantSaysWhereTheyLive(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Zoé")
	h.as("Zoé")
	h.shows(h.post("/propriete/habiter", 422, "adresse", "moulin"), "Choisissez votre adresse", "84, rue du Moulin")
	if to := h.post("/propriete/habiter", 303, "adresse", "84, rue du Moulin"); to != moulin+"?fait=habiter" {
		t.Errorf("led to %s", to)
	}
	page := h.get(moulin, 200)
	h.shows(page, "Locataire, liée le", "J’en suis propriétaire")
	h.hides(page, "Mes taxes")
	if zoé, err := h.pages.People.Person(t.Context(), "Zoé"); err != nil || zoé.AddressID == "" {
		t.Errorf("the file of the tenant says %q, %v: want the address of the register", zoé.AddressID, err)
	}
}

func TestTheRollIsSearchedByAddressAndByMatricule(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	if to := h.get("/propriete?adresse=84+moulin", 303); to != moulin {
		t.Errorf("led to %s", to)
	}
	if to := h.get("/propriete?adresse=7247+58+0000", 303); to != moulin {
		t.Errorf("led to %s", to)
	}
	h.shows(h.get("/propriete?adresse=rue+du+moulin", 200), "Quelle adresse?", "84, rue du Moulin")
	h.shows(h.get("/propriete?adresse=rue+nulle+part", 200), "Aucune propriété du rôle ne répond")
	h.shows(h.get("/propriete", 200), "Entrer dans mon dossier", "2026-2027-2028")
}

func TestTheSheetIsAlsoATaggedPDFInEnglish(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.lang = i18n.English
	w := httptest.NewRecorder()
	h.mux.ServeHTTP(w, httptest.NewRequest("GET", moulin+"/fiche.pdf", nil))
	if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "application/pdf" || !strings.HasPrefix(w.Body.String(), "%PDF-1.7") || !strings.Contains(w.Body.String(), "/MarkInfo") {
		t.Errorf("status %d, %s, %.20q", w.Code, w.Header().Get("Content-Type"), w.Body.String())
	}
	if w.Header().Get("Content-Language") != "en" {
		t.Errorf("its language is %s", w.Header().Get("Content-Language"))
	}
}

func TestTheCounterLinksWhosePapersItSaw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.citizen("Luc")
		h.as("Marie")
		h.post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
		h.get("/guichet/proprietes", 404)
		h.viewer = agent
		h.shows(h.get("/guichet/proprietes", 200), "Adresse ou matricule")
		counter := h.get("/guichet/proprietes?adresse=7247-58-0000", 303)
		page := h.get(counter, 200)
		h.shows(page, "Pourquoi regardez-vous", "484\u00a0200\u00a0$", counter+"/taxes")
		h.hides(page, "Marie")
		if h.views("Marie") != 0 {
			t.Error("a look was journaled though nobody was shown")
		}
		page = h.get(counter+"?motif=comptoir", 200)
		h.shows(page, "Marie Tremblay", "code du compte de taxes")
		if h.views("Marie") != 1 {
			t.Errorf("%d looks were journaled; want one", h.views("Marie"))
		}
		h.shows(h.post(counter+"/lier", 422, "motif", "comptoir", "contact", "personne@exemple.com", "role", "owner", "preuve", "acte"), "Personne n’a ce courriel", `value="acte"`)
		h.shows(h.post(counter+"/lier", 422, "motif", "comptoir", "contact", "luc@exemple.com"), "quels papiers", "Choisissez propriétaire")
		if to := h.post(counter+"/lier", 303, "cle", "a", "motif", "comptoir", "contact", "luc@exemple.com", "role", "owner", "preuve", "Acte de vente"); to != counter+"?motif=comptoir&fait=lier" {
			t.Errorf("led to %s", to)
		}
		page = h.get(counter+"?motif=vente", 200)
		h.shows(page, "Luc Tremblay", "papiers vus au comptoir")
		unlink := h.found(page[strings.Index(page, "Délier Marie"):], `action="(/guichet/proprietes/[^"]+/retirer)"`)
		h.shows(h.post(unlink, 422, "motif", "vente", "pourquoi", "vente"), "Écrivez le jour de l’acte")
		h.post(unlink, 303, "cle", "b", "motif", "vente", "pourquoi", "vente", "vente-jour", "1", "vente-mois", "9", "vente-annee", "2026")
		h.shows(h.get(counter+"?motif=vente", 200), "Avant", "vendue")
	})
}

func (h *hall) views(person string) (n int) {
	h.t.Helper()
	h.ok(h.pages.Property.DB.QueryRow(h.t.Context(), `SELECT COUNT(*) FROM journal_entry WHERE action = 'view' AND person = $1`, person).Scan(&n))
	return n
}

func TestTheCodeOfALetterIsShownOnce(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.viewer = agent
	counter := h.get("/guichet/proprietes?adresse=7247-58-0000", 303)
	page := h.post(counter+"/lettre", 200, "cle", "x")
	h.shows(page, "une seule fois", "jusqu’au 8 décembre")
	code := h.found(page, `([A-Z2-9]{4}-[A-Z2-9]{4})`)
	h.post(counter+"/lettre", 409, "cle", "x")
	h.citizen("Marie")
	h.as("Marie")
	h.post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", code)
}

func TestTheDeskSeesInAFileWhatThePersonHolds(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	h.post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
	panel, err := h.pages.DeskPanel(t.Context(), agent, "Marie")
	h.ok(err)
	var b strings.Builder
	h.ok(panel.Render(t.Context(), &b))
	h.shows(b.String(), "84, rue du Moulin", "/guichet/proprietes/")
	h.viewer = agent
	h.shows(b.String(), "/guichet/proprietes?personne=Marie")
	counter := h.get("/guichet/proprietes?personne=Marie&adresse=7247-58-2222", 303)
	h.shows(h.get(counter, 200), "<strong>Marie Tremblay</strong>", `name="personne" value="Marie"`)
	if panel, err := h.pages.DeskPanel(t.Context(), session.Viewer{Account: "x", Role: session.Leisure}, "Marie"); panel != nil || err != nil {
		t.Errorf("the leisure department sees %v, %v", panel, err)
	}
}

func TestTheNoticeOfALinkIsSeenOnItsSheet(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	h.post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
	for _, want := range []int{1, 0} {
		if n, err := h.told.Unseen(t.Context(), "Marie"); err != nil || n != want {
			t.Errorf("%d notices are unseen, %v; want %d", n, err, want)
		}
		h.get(moulin, 200)
	}
}

func TestTheFileHoldsWhatOneLinked(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.citizen("Eve")
	h.as("Marie")
	h.post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
	file := &dossier.Service{DB: h.pages.Property.DB, People: h.pages.People, Journal: h.book, Clock: h.clock}
	source := propertyweb.Source{Property: h.pages.Property}
	for name, want := range map[string]int{"Marie": 1, "Eve": 0} {
		h.as(name)
		scope, err := file.ScopeOf(t.Context(), h.viewer)
		h.ok(err)
		entries, err := source.Entries(t.Context(), scope, dossier.Filter{Limit: 10})
		h.ok(err)
		sections, err := source.Export(t.Context(), scope)
		h.ok(err)
		if len(entries) != want || len(sections[0].Rows) != want || len(sections[1].Rows) != 3*want {
			t.Errorf("%s: %d entries, sections %+v", name, len(entries), sections)
		}
		panel, err := source.Panel(t.Context(), scope)
		h.ok(err)
		var b strings.Builder
		h.ok(panel.Render(t.Context(), &b))
		if got := strings.Contains(b.String(), "484\u00a0200\u00a0$ au rôle 2026-2028"); got != (want == 1) {
			t.Errorf("%s sees %s", name, b.String())
		}
	}
}
