package propertyweb_test

import (
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
		h.Post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
		h.Viewer = session.Viewer{}
		page := h.Get(moulin, 200)
		page.Shows("<h1", "84, rue du Moulin", "484\u00a0200\u00a0$", "186\u00a0400\u00a0$", "297\u00a0800\u00a0$", "1er juillet 2024", "2026-2027-2028", "371\u00a0500\u00a0$", "271\u00a0300\u00a0$",
			"5\u00a0648\u00a0619", "Logement, un seul", "548,3\u00a0m², façade de 18,29\u00a0m", "1974, 1 étage, 112\u00a0m² de plancher", "De plain-pied. Détaché des voisins", "s’est terminée le 30 avril", `<svg class="bars"`)
		page.Hides("Marie", "Tremblay", "Liée à votre dossier", "Mes taxes", "/taxes/", "médiane", "uniformisée", "mutation", "arrérages")
		vacant := h.Get("/propriete/7247-58-2222", 200)
		vacant.Shows("Rue du Moulin", "Terrain vacant", "Position approximative")
		vacant.Hides("Bâtiment</th>")
	})
}

func TestAMatriculeIsReadHoweverItIsWritten(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	for _, written := range []string{"724758000000000000", "7247-58-0000-0-000-0000", "7247580000"} {
		if to := h.Get("/propriete/"+written, 303).To; to != moulin {
			t.Errorf("%s led to %s", written, to)
		}
	}
	h.Get("/propriete/1111-11-1111", 404).Shows("Aucune propriété ne porte ce matricule")
	h.Get("/propriete/chat", 404)
}

func TestTheOwnerSeesThatItIsTheirsAndMayUnlinkIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.as("Marie")
		h.Get("/propriete", 200).Shows("Aucune propriété n’est liée", "Lier ma propriété", "Chercher au rôle public")
		form := h.Get("/propriete/lier", 200)
		form.Shows(`value="84, rue du Moulin"`)
		key := form.Key()
		for range 2 {
			if to := h.Post("/propriete/lier", 303, "cle", key, "adresse", "84, rue du Moulin", "code", "AB12").To; to != moulin+"?fait=lier" {
				t.Errorf("led to %s", to)
			}
		}
		if to := h.Get("/propriete", 303).To; to != moulin {
			t.Errorf("her only property is at %s", to)
		}
		page := h.Get(moulin+"?fait=lier", 200)
		page.Shows("Liée à votre dossier", "Propriétaire, liée le 9 septembre", "Mes taxes", "/taxes/7247-58-0000")
		unlink := page.Find(`action="(/propriete/liens/[^"]+/retirer)"`)
		if to := h.Post(unlink, 303, "cle", "k2").To; to != "/propriete?fait=retirer" {
			t.Errorf("led to %s", to)
		}
		h.Get("/propriete?fait=retirer", 200).Shows("n’est plus liée à votre dossier")
		h.citizen("Luc")
		h.as("Luc")
		h.Post(unlink, 404, "cle", "k3")
	})
}

func TestAWrongCodeSaysTheRemedyAndKeepsWhatWasTyped(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	h.Post("/propriete/lier", 422, "adresse", "", "code", "").Shows("Écrivez le matricule ou l’adresse", "Recopiez le code")
	known := h.Post("/propriete/lier", 422, "adresse", "7247-58-0000", "code", "ZZ99")
	known.Shows(`value="7247-58-0000"`, `value="ZZ99"`, "ne vont pas ensemble")
	unknown := h.Post("/propriete/lier", 422, "adresse", "1111-11-1111", "code", "ZZ99")
	if a, b := known.Find(`(?s)<p class="govuk-error-message"[^>]*>(.*?)</p>`), unknown.Find(`(?s)<p class="govuk-error-message"[^>]*>(.*?)</p>`); a != b {
		t.Errorf("a property that exists answers %q, one that does not %q", a, b)
	}
	for range 3 {
		h.Post("/propriete/lier", 422, "adresse", "7247-58-0000", "code", "ZZ99")
	}
	h.Post("/propriete/lier", 429, "adresse", "7247-58-0000", "code", "AB12")
}

func TestATenantSaysWhereTheyLive(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Zoé")
	h.as("Zoé")
	h.Post("/propriete/habiter", 422, "adresse", "moulin").Shows("Choisissez votre adresse", "84, rue du Moulin")
	if to := h.Post("/propriete/habiter", 303, "adresse", "84, rue du Moulin").To; to != moulin+"?fait=habiter" {
		t.Errorf("led to %s", to)
	}
	page := h.Get(moulin, 200)
	page.Shows("Locataire, liée le", "J’en suis propriétaire")
	page.Hides("Mes taxes")
	if zoé, err := h.pages.People.Person(t.Context(), "Zoé"); err != nil || zoé.AddressID == "" {
		t.Errorf("the file of the tenant says %q, %v: want the address of the register", zoé.AddressID, err)
	}
}

func TestTheRollIsSearchedByAddressAndByMatricule(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	if to := h.Get("/propriete?adresse=84+moulin", 303).To; to != moulin {
		t.Errorf("led to %s", to)
	}
	if to := h.Get("/propriete?adresse=7247+58+0000", 303).To; to != moulin {
		t.Errorf("led to %s", to)
	}
	h.Get("/propriete?adresse=rue+du+moulin", 200).Shows("Quelle adresse?", "84, rue du Moulin")
	h.Get("/propriete?adresse=rue+nulle+part", 200).Shows("Aucune propriété du rôle ne répond")
	h.Get("/propriete", 200).Shows("Entrer dans mon dossier", "2026-2027-2028")
}

func TestTheSheetIsAlsoATaggedPDFInEnglish(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.Prefs.Lang = i18n.English
	sheet := h.Get(moulin+"/fiche.pdf", 200)
	if kind := sheet.Header.Get("Content-Type"); kind != "application/pdf" || !strings.HasPrefix(sheet.Body, "%PDF-1.7") || !strings.Contains(sheet.Body, "/MarkInfo") {
		t.Errorf("%s, %.20q", kind, sheet.Body)
	}
	if lang := sheet.Header.Get("Content-Language"); lang != "en" {
		t.Errorf("its language is %s", lang)
	}
}

func TestTheCounterLinksWhosePapersItSaw(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		h.citizen("Luc")
		h.as("Marie")
		h.Post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
		h.Get("/guichet/proprietes", 404)
		h.Viewer = agent
		h.Get("/guichet/proprietes", 200).Shows("Adresse ou matricule")
		counter := h.Get("/guichet/proprietes?adresse=7247-58-0000", 303).To
		page := h.Get(counter, 200)
		page.Shows("Pourquoi regardez-vous", "484\u00a0200\u00a0$", counter+"/taxes")
		page.Hides("Marie")
		if h.views("Marie") != 0 {
			t.Error("a look was journaled though nobody was shown")
		}
		page = h.Get(counter+"?motif=comptoir", 200)
		page.Shows("Marie Tremblay", "code du compte de taxes")
		if h.views("Marie") != 1 {
			t.Errorf("%d looks were journaled; want one", h.views("Marie"))
		}
		h.Post(counter+"/lier", 422, "motif", "comptoir", "contact", "personne@exemple.com", "role", "owner", "preuve", "acte").Shows("Personne n’a ce courriel", `value="acte"`)
		h.Post(counter+"/lier", 422, "motif", "comptoir", "contact", "luc@exemple.com").Shows("quels papiers", "Choisissez propriétaire")
		if to := h.Post(counter+"/lier", 303, "cle", "a", "motif", "comptoir", "contact", "luc@exemple.com", "role", "owner", "preuve", "Acte de vente").To; to != counter+"?motif=comptoir&fait=lier" {
			t.Errorf("led to %s", to)
		}
		page = h.Get(counter+"?motif=vente", 200)
		page.Shows("Luc Tremblay", "papiers vus au comptoir")
		unlink := page.Find(`(?s)Délier Marie.*?action="(/guichet/proprietes/[^"]+/retirer)"`)
		h.Post(unlink, 422, "motif", "vente", "pourquoi", "vente").Shows("Écrivez le jour de l’acte")
		h.Post(unlink, 303, "cle", "b", "motif", "vente", "pourquoi", "vente", "vente-jour", "1", "vente-mois", "9", "vente-annee", "2026")
		h.Get(counter+"?motif=vente", 200).Shows("Avant", "vendue")
	})
}

func (h *hall) views(person string) (n int) {
	h.Helper()
	h.Must(h.pages.Property.DB.QueryRow(h.Context(), `SELECT COUNT(*) FROM journal_entry WHERE action = 'view' AND person = $1`, person).Scan(&n))
	return n
}

func TestTheCodeOfALetterIsShownOnce(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.Viewer = agent
	counter := h.Get("/guichet/proprietes?adresse=7247-58-0000", 303).To
	page := h.Post(counter+"/lettre", 200, "cle", "x")
	page.Shows("une seule fois", "jusqu’au 8 décembre")
	code := page.Find(`([A-Z2-9]{4}-[A-Z2-9]{4})`)
	h.Post(counter+"/lettre", 409, "cle", "x")
	h.citizen("Marie")
	h.as("Marie")
	h.Post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", code)
}

func TestTheDeskSeesInAFileWhatThePersonHolds(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	h.Post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
	panel, err := h.pages.DeskPanel(t.Context(), agent, "Marie")
	h.Must(err)
	h.Draw(t.Context(), panel).Shows("84, rue du Moulin", "/guichet/proprietes/", "/guichet/proprietes?personne=Marie")
	h.Viewer = agent
	counter := h.Get("/guichet/proprietes?personne=Marie&adresse=7247-58-2222", 303).To
	h.Get(counter, 200).Shows("<strong>Marie Tremblay</strong>", `name="personne" value="Marie"`)
	if panel, err := h.pages.DeskPanel(t.Context(), session.Viewer{Account: "x", Role: session.Leisure}, "Marie"); panel != nil || err != nil {
		t.Errorf("the leisure department sees %v, %v", panel, err)
	}
}

func TestTheNoticeOfALinkIsSeenOnItsSheet(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.as("Marie")
	h.Post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
	for _, want := range []int{1, 0} {
		if n, err := h.told.Unseen(t.Context(), "Marie"); err != nil || n != want {
			t.Errorf("%d notices are unseen, %v; want %d", n, err, want)
		}
		h.Get(moulin, 200)
	}
}

func TestTheFileHoldsWhatOneLinked(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	h.citizen("Marie")
	h.citizen("Eve")
	h.as("Marie")
	h.Post("/propriete/lier", 303, "adresse", "84, rue du Moulin", "code", "AB12")
	file := &dossier.Service{DB: h.pages.Property.DB, People: h.pages.People, Journal: h.book, Clock: h.clock}
	source := propertyweb.Source{Property: h.pages.Property}
	for name, want := range map[string]int{"Marie": 1, "Eve": 0} {
		h.as(name)
		scope, err := file.ScopeOf(t.Context(), h.Viewer)
		h.Must(err)
		entries, err := source.Entries(t.Context(), scope, dossier.Filter{Limit: 10})
		h.Must(err)
		sections, err := source.Export(t.Context(), scope)
		h.Must(err)
		if len(entries) != want || len(sections[0].Rows) != want || len(sections[1].Rows) != 3*want {
			t.Errorf("%s: %d entries, sections %+v", name, len(entries), sections)
		}
		panel, err := source.Panel(t.Context(), scope)
		h.Must(err)
		if seen := h.Draw(t.Context(), panel).Body; strings.Contains(seen, "484\u00a0200\u00a0$ au rôle 2026-2028") != (want == 1) {
			t.Errorf("%s sees %s", name, seen)
		}
	}
}
