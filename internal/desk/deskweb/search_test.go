package deskweb_test

import (
	"net/http"
	"strings"
	"testing"

	"sem/internal/people"
	"sem/internal/session"
)

func TestOnlyTheDeskSearchesAndOpensFiles(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	file := "/guichet/personnes/" + string(whose)
	for _, path := range []string{"/guichet/recherche?q=paquette", "/guichet/appel?tel=4509740187", file + "?motif=appel", file + "/corriger", "/guichet/personnes/nouvelle"} {
		h.as(session.Viewer{}).get(path).want(t, http.StatusSeeOther).lacks(t, "Paquette")
		h.as(citizen).get(path).want(t, http.StatusNotFound).lacks(t, "Paquette")
		h.as(works).get(path).want(t, http.StatusForbidden).lacks(t, "Paquette")
		if got := h.as(agent).get(path); got.status != http.StatusOK && got.status != http.StatusSeeOther {
			t.Errorf("%s for the desk: got %d", path, got.status)
		}
	}
	h.as(works).get("/guichet").want(t, http.StatusOK, "à traiter dans mon service").lacks(t, "Rappels promis")
}

func TestSearchShowsPeopleWithTheReasonsToOpenThem(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", AddressLine: "84, rue du Moulin", Phone: "450-974-0187"})
	number := h.pothole(whose, "Trou devant le 84")

	h.get("/guichet/recherche?q=paqutte").want(t, http.StatusOK, "Gérard Paquette", "84, rue du Moulin", "450\u00a0974-0187", "motif=appel", "1 résultat.")
	h.get("/guichet/recherche?q="+string(number)).want(t, http.StatusOK, "Trou devant le 84", "/guichet/demandes/"+string(number))
	h.get("/guichet/recherche?q=zzzz").want(t, http.StatusOK, "Rien ne correspond à «\u00a0zzzz\u00a0».", "Ajouter cette personne")

	fragment := h.get("/guichet/recherche?fragment=1&q=paquette").want(t, http.StatusOK, "Gérard Paquette")
	if strings.Contains(fragment.text, "<html") {
		t.Error("the fragment is a whole page")
	}
}

func TestWhoeverRegistersFindsFamiliesAndNothingElse(t *testing.T) {
	h := open(t)
	team := session.Viewer{Account: "lea", FullName: "Léa Roy", Role: session.Leisure}
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", AddressLine: "84, rue du Moulin", Phone: "450-974-0187"})
	h.pothole(whose, "Trou devant le 84")
	door := "/guichet/familles/" + string(whose)

	h.as(citizen).get("/guichet/familles?q=paquette").want(t, http.StatusNotFound).lacks(t, "Paquette")
	h.as(works).get("/guichet/familles?q=paquette").want(t, http.StatusForbidden).lacks(t, "Paquette")
	h.as(works).get(door+"?motif=comptoir").want(t, http.StatusForbidden)
	h.as(team).get("/guichet/recherche?q=paquette").want(t, http.StatusForbidden)
	h.as(team).get("/guichet/familles").want(t, http.StatusOK, "Qui inscrivez-vous?").lacks(t, "0 résultat", "Rien ne correspond")
	h.as(team).get("/guichet/familles?q=paqutte").want(t, http.StatusOK, "Gérard Paquette", "84, rue du Moulin", door+"?motif=comptoir", "1 résultat.").lacks(t, "974", "Trou devant")
	h.as(team).get("/guichet/familles?q=zzzz").want(t, http.StatusOK, "Rien ne correspond")
	h.as(team).get(door).want(t, http.StatusOK, "Pourquoi ouvrez-vous ce dossier?").lacks(t, "Paquette")
	h.as(team).get("/guichet/familles/personne").want(t, http.StatusNotFound)
	h.as(team).get(door+"?motif=comptoir").leads(t, "/guichet/inscrire/"+string(whose))
	h.as(team).get(door).leads(t, "/guichet/inscrire/"+string(whose))
}

func TestACallLeadsToTheFileOfItsOnlyCaller(t *testing.T) {
	h := open(t)
	gerard := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", Phone: "450-974-0187"})
	h.person(people.NewPerson{GivenName: "Nadia", FamilyName: "Roy", Mobile: "450-974-0101"})
	h.person(people.NewPerson{GivenName: "Karim", FamilyName: "Roy", Mobile: "450-974-0101"})

	h.get("/guichet/appel?tel=%2B14509740187").leads(t, "/guichet/personnes/"+string(gerard)+"?motif=appel")
	h.get("/guichet/appel?tel=4509740101").want(t, http.StatusOK, "Nadia Roy", "Karim Roy", "Qui appelle?")
	h.get("/guichet/appel?tel=4509749999").want(t, http.StatusOK, "Personne inconnue", "/guichet/contacts/nouveau?canal=telephone&tel=4509749999")
	h.get("/guichet/appel").want(t, http.StatusOK, "Appel d’un numéro masqué")
	if seen := h.views(gerard); len(seen) != 0 {
		t.Errorf("views before the file is open: got %d", len(seen))
	}
}

func TestTheCallerStaysInSightUntilTheContactIsNoted(t *testing.T) {
	h := open(t)
	gerard := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", Phone: "450-974-0187"})
	number := h.pothole("", "Trou d’un autre")
	h.get("/guichet/appel?tel=4509740187").want(t, http.StatusSeeOther)
	h.get("/guichet/demandes/"+string(number)).want(t, http.StatusOK, "Appel en cours, 450\u00a0974-0187", "Gérard Paquette")
	h.as(works).get("/guichet/demandes/"+string(number)).want(t, http.StatusOK).lacks(t, "Appel en cours")
	h.as(agent).post("/guichet/contacts", "personne", string(gerard), "canal", "telephone", "sujet", "Heures", "direct", "answered").want(t, http.StatusSeeOther)
	h.get("/guichet").want(t, http.StatusOK).lacks(t, "Appel en cours")
	h.get("/guichet/appel?tel=4509749999").want(t, http.StatusOK)
	h.get("/guichet").want(t, http.StatusOK, "Aucune personne n’est connue à ce numéro.", "450\u00a0974-9999")
}

func TestAFileOpensForAReasonOnly(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", AddressLine: "84, rue du Moulin"})
	file := "/guichet/personnes/" + string(whose)

	h.get(file).want(t, http.StatusOK, "Pourquoi ouvrez-vous ce dossier?").lacks(t, "Paquette", "Moulin")
	h.get(file+"?motif=curiosite").want(t, http.StatusOK, "Pourquoi ouvrez-vous ce dossier?").lacks(t, "Paquette")
	h.get(file+"?motif=autre").want(t, http.StatusOK, "Pourquoi ouvrez-vous ce dossier?").lacks(t, "Paquette")
	h.get(file+"/corriger").leads(t, file)
	h.post(file+"/motif", "precision", " ").want(t, http.StatusUnprocessableEntity, "Écrivez la raison en quelques mots").lacks(t, "Paquette")
	if seen := h.views(whose); len(seen) != 0 {
		t.Fatalf("views before any reason: got %+v", seen)
	}

	h.get(file+"?motif=comptoir").want(t, http.StatusOK, "Gérard Paquette", "84, rue du Moulin", "Noter un contact")
	h.get(file).want(t, http.StatusOK, "Gérard Paquette") // A moment later, the same reason counts.
	seen := h.views(whose)
	if len(seen) != 1 || seen[0].Reason != "Au comptoir" || seen[0].Role != session.Agent {
		t.Errorf("what the person reads: got %+v, want one look at the counter", seen)
	}

	other := session.Viewer{Account: "agent2", Role: session.Agent}
	h.as(other).get(file).want(t, http.StatusOK, "Pourquoi ouvrez-vous ce dossier?")
	h.as(other).post(file+"/motif", "precision", "Vérification d’un double").leads(t, file)
	h.as(other).get(file).want(t, http.StatusOK, "Gérard Paquette", "Julie D. regarde aussi")
	if seen := h.views(whose); len(seen) != 2 || seen[0].Reason != "Vérification d’un double" {
		t.Errorf("what the person reads: got %+v, want the second look with its words", seen)
	}
}

func TestAFileShowsNobodyElsesMatters(t *testing.T) {
	h := open(t)
	gerard := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	nadia := h.person(people.NewPerson{GivenName: "Nadia", FamilyName: "Roy", Mobile: "450-974-0101"})
	h.pothole(gerard, "Trou de Gérard")
	h.pothole(nadia, "Trou de Nadia")
	h.post("/guichet/contacts", "personne", string(nadia), "canal", "telephone", "sujet", "Secret de Nadia", "direct", "answered").leads(t, "/guichet/personnes/"+string(nadia)+"?fait=contact")

	h.get("/guichet/personnes/"+string(gerard)+"?motif=appel").want(t, http.StatusOK, "Trou de Gérard").lacks(t, "Nadia", "0101")
}

func TestAFileWithFarTooMuchStaysReadable(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: strings.Repeat("Marie-", 12) + "Eve", FamilyName: "Saint-Eustache-sur-le-Lac-des-Deux-Montagnes"})
	for range 12 {
		h.pothole(whose, "Encore un trou")
	}
	for range 30 {
		h.post("/guichet/contacts", "personne", string(whose), "canal", "telephone", "sujet", "Question", "direct", "answered")
	}
	file := "/guichet/personnes/" + string(whose)
	page := h.get(file+"?motif=appel").want(t, http.StatusOK, "Voir 7 autres demandes ouvertes", "Plus ancien")
	at := strings.Index(page.text, "avant=")
	older := page.text[at : at+strings.IndexByte(page.text[at:], '"')]
	h.get(file+"?"+older).want(t, http.StatusOK, "Revenir au plus récent")
	h.get(file+"?canal=lettre").want(t, http.StatusOK, "Rien par ce canal.")
	h.get(file+"?fait=tout").want(t, http.StatusOK).lacks(t, "autres demandes ouvertes")
}

func TestAPersonIsAddedOnceAndOthersAlikeAreShown(t *testing.T) {
	h := open(t)
	h.person(people.NewPerson{GivenName: "Nadia", FamilyName: "Roy", Mobile: "450-974-0101"})
	h.get("/guichet/personnes/nouvelle?tel=4509740101&motif=appel").want(t, http.StatusOK, "450\u00a0974-0101")

	form := []string{"cle", "k1", "prenom", "Nadya", "nom", "Roy", "cellulaire", "450 974-0101", "langue", "fr", "motif", "appel"}
	h.post("/guichet/personnes/nouvelle", form...).want(t, http.StatusOK, "peut-être déjà au registre", "Nadia Roy", `value="Nadya"`)
	added := h.post("/guichet/personnes/nouvelle", append(form, "meme", "non")...)
	again := h.post("/guichet/personnes/nouvelle", append(form, "meme", "non")...)
	again.leads(t, added.to)
	h.get(added.to).want(t, http.StatusOK, "La personne est ajoutée au registre.", "Nadya Roy")

	h.post("/guichet/personnes/nouvelle", "prenom", "Léa", "courriel", "rien", "langue", "fr").want(t, http.StatusUnprocessableEntity, "Écrivez-la comme marie@exemple.com", `value="rien"`)
	h.post("/guichet/personnes/nouvelle", "prenom", "Léa", "naissance-jour", "31", "naissance-mois", "2", "naissance-annee", "2016", "langue", "fr").want(t, http.StatusUnprocessableEntity, "La date de naissance doit être passée")
}

func TestAPersonIsCorrected(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Nadia", FamilyName: "Roy", Mobile: "450-974-0101", BirthDate: "1985-05-01"})
	file := "/guichet/personnes/" + string(whose)
	h.get(file + "?motif=comptoir")
	h.get(file+"/corriger").want(t, http.StatusOK, `value="Nadia"`, `value="1985"`)
	h.post(file+"/corriger", "prenom", "Nadia", "nom", "Roy-Côté", "cellulaire", "450-974-0101", "langue", "fr", "naissance-jour", "01", "naissance-mois", "05", "naissance-annee", "1985", "residence", "resident").leads(t, file+"?fait=correction")
	h.get(file+"?fait=correction").want(t, http.StatusOK, "Nadia Roy-Côté", "450\u00a0974-0101", "Habite la ville", "Les corrections sont enregistrées.")
}

func TestEnglishPagesAreEnglishAroundTheCityWords(t *testing.T) {
	h := open(t)
	r := request("/guichet/recherche?q=a")
	r.AddCookie(&http.Cookie{Name: "affichage", Value: "langue=en"})
	h.send(r).want(t, http.StatusOK, `lang="en-CA"`)
}
