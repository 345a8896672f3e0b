package deskweb_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"sem/internal/people"
	"sem/internal/session"
)

func request(path string) *http.Request { return httptest.NewRequest(http.MethodGet, path, nil) }

func TestAnsweredAtFirstContactIsOneFormAndOneEffect(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	form := []string{"cle", "k1", "personne", string(whose), "canal", "telephone", "sujet", "Heures de la bibliothèque", "note", "Jusqu’à 21 h", "direct", "answered"}

	h.post("/guichet/contacts", form...).leads(t, "/guichet/personnes/"+string(whose)+"?fait=contact")
	h.post("/guichet/contacts", form...).leads(t, "/guichet/personnes/"+string(whose)+"?fait=contact")

	page := h.get("/guichet/personnes/"+string(whose)+"?motif=appel&fait=contact").want(t, http.StatusOK, "Le contact est noté.", "Heures de la bibliothèque", "Jusqu’à 21 h", "Répondu au premier contact.", "noté par Julie D.")
	if n := strings.Count(page.text, "Heures de la bibliothèque"); n != 1 {
		t.Errorf("contacts in the thread: got %d, want 1", n)
	}
	form[9] = "autre"
	h.post("/guichet/contacts", form...).want(t, http.StatusConflict)
}

func TestAContactThatCannotBeUsedComesBackAsItWasTyped(t *testing.T) {
	h := open(t)
	whose := string(h.person(people.NewPerson{GivenName: "Gérard"}))
	h.post("/guichet/contacts", "personne", whose, "canal", "telephone", "note", "Elle rappellera", "direct", "answered").
		want(t, http.StatusUnprocessableEntity, "Écrivez le sujet en quelques mots.", "Elle rappellera", `href="#champ-sujet"`)
	h.post("/guichet/contacts", "personne", whose, "canal", "telephone", "sujet", "Bac").
		want(t, http.StatusUnprocessableEntity, "Choisissez la suite")
	h.post("/guichet/contacts", "personne", whose, "canal", "telephone", "sujet", "Bac", "issue", "callback", "rappel-jour", "2020-01-01", "rappel-heure", "10:00").
		want(t, http.StatusUnprocessableEntity, "Écrivez le jour et l’heure du rappel, à venir.", `value="2020-01-01"`)
	h.post("/guichet/contacts", "personne", whose, "canal", "telephone", "sujet", "Bac", "issue", "transferred").
		want(t, http.StatusUnprocessableEntity, "Choisissez le service")
}

func TestARequestIsCreatedInTwoSteps(t *testing.T) {
	h := open(t)
	whose := string(h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", AddressLine: "84, rue du Moulin"}))
	first := []string{"cle", "k1", "personne", whose, "canal", "telephone", "sujet", "Nid-de-poule", "note", "Un cycliste est tombé", "direct", "request"}
	h.post("/guichet/contacts", first...).want(t, http.StatusOK, "Un cycliste est tombé", `value="84, rue du Moulin"`, `name="etape" value="2"`, "q.", "Premier signe de nous")

	h.post("/guichet/contacts", "cle", "k2", "personne", whose, "canal", "telephone", "sujet", "Nid-de-poule", "type", "nid-de-poule", "etape", "2", "issue", "request", "note", "Un cycliste est tombé").
		want(t, http.StatusUnprocessableEntity, "Entrez l’adresse du problème", "Un cycliste est tombé")

	full := []string{"cle", "k2", "personne", whose, "canal", "telephone", "sujet", "Nid-de-poule", "type", "nid-de-poule", "etape", "2", "issue", "request", "titre", "Nid-de-poule", "note", "Un cycliste est tombé", "lieu", "84, rue du Moulin"}
	kind, _ := h.Requests.Type("nid-de-poule")
	for _, q := range kind.Questions {
		if len(q.Choices) > 0 {
			full = append(full, "q."+q.Code, q.Choices[0].Code)
		}
	}
	done := h.post("/guichet/contacts", full...)
	if !strings.HasSuffix(done.to, "/recu?fait=demande") {
		t.Fatalf("answer: got %d to %q; page %s", done.status, done.to, plain(done.text))
	}
	h.post("/guichet/contacts", full...).leads(t, done.to)
	h.get(done.to).want(t, http.StatusOK, "La demande est créée", "Code de suivi", "84, rue du Moulin")
	page := h.get("/guichet/personnes/"+whose+"?motif=appel").want(t, http.StatusOK, "Nid-de-poule")
	if n := strings.Count(page.text, `class="req"`); n != 1 {
		t.Errorf("open requests: got %d, want 1 however often the form came", n)
	}
}

func TestASubjectThatMeansSeveralTypesAsksWhich(t *testing.T) {
	h := open(t)
	whose := string(h.person(people.NewPerson{GivenName: "Gérard"}))
	h.post("/guichet/contacts", "personne", whose, "canal", "comptoir", "sujet", "tr", "direct", "request").
		want(t, http.StatusUnprocessableEntity, "De quoi s’agit-il?", `name="type"`)
}

func TestAPromisedCallIsOnTheFirstPageUntilItIsMade(t *testing.T) {
	h := open(t)
	whose := string(h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette", Phone: "450-974-0187"}))
	h.get("/guichet").want(t, http.StatusOK, "Aucun rappel promis")
	h.post("/guichet/contacts", "personne", whose, "canal", "telephone", "sujet", "Eau brune", "issue", "callback", "rappel-jour", "2026-09-09", "rappel-heure", "15:30").leads(t, "/guichet/personnes/"+whose+"?fait=contact")
	page := h.get("/guichet").want(t, http.StatusOK, "Aujourd’hui, 15\u00a0h\u00a030", "Gérard Paquette", "450\u00a0974-0187", "Eau brune")

	h.still.Advance(7 * time.Hour)
	h.get("/guichet").want(t, http.StatusOK, "En retard")
	path := regexp.MustCompile(`/guichet/contacts/[^"/]+/rappele`).FindString(page.text)
	h.post(path, "retour", "/guichet").leads(t, "/guichet?fait=rappel")
	h.get("/guichet").want(t, http.StatusOK, "Aucun rappel promis")
}

func TestSomebodyUnknownIsNotedWithoutAFile(t *testing.T) {
	h := open(t)
	h.get("/guichet/contacts/nouveau?canal=telephone&tel=4509749999").want(t, http.StatusOK, "450\u00a0974-9999", "Nom donné")
	h.post("/guichet/contacts", "canal", "telephone", "nom", "M. Lavoie", "joindre", "450-974-9999", "sujet", "Heures", "direct", "answered").leads(t, "/guichet?fait=contact")
}

func TestOnlyTheDeskNotesContacts(t *testing.T) {
	h := open(t)
	whose := string(h.person(people.NewPerson{GivenName: "Gérard"}))
	form := []string{"personne", whose, "canal", "telephone", "sujet", "Heures", "direct", "answered"}
	h.as(works).post("/guichet/contacts", form...).want(t, http.StatusForbidden)
	h.as(citizen).post("/guichet/contacts", form...).want(t, http.StatusNotFound)
	h.as(session.Viewer{}).post("/guichet/contacts", form...).want(t, http.StatusSeeOther)
}

func TestAContactThatComesBackSaysWhoseItIsAndItsLookIsInTheJournal(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	h.post("/guichet/contacts", "personne", string(whose), "canal", "comptoir", "sujet", "", "direct", "answered").
		want(t, http.StatusUnprocessableEntity, "Gérard Paquette", "/guichet/personnes/"+string(whose)).lacks(t, "Pour quelqu’un qui n’est pas au registre")
	if seen := h.views(whose); len(seen) != 1 || seen[0].Reason != "Au comptoir" {
		t.Errorf("views: got %+v, want one, at the counter", seen)
	}
}

func TestACallEndsWhenSomebodyHangsUp(t *testing.T) {
	h := open(t)
	h.get("/guichet/appel?tel=4509749999").want(t, http.StatusOK)
	h.get("/guichet/file?vue=toutes").want(t, http.StatusOK, "Appel en cours", "Raccrocher", `value="/guichet/file?vue=toutes"`)
	h.as(works).post("/guichet/appel/fin").want(t, http.StatusForbidden)
	h.as(agent).post("/guichet/appel/fin", "retour", "/guichet/file?vue=toutes").leads(t, "/guichet/file?vue=toutes")
	h.get("/guichet").want(t, http.StatusOK).lacks(t, "Appel en cours")
}

func TestACallerIsRecognisedOnThePageThatOpensTheirFile(t *testing.T) {
	h := open(t)
	h.get("/guichet/appel?tel=4509749999").want(t, http.StatusOK)
	whose := h.person(people.NewPerson{GivenName: "Nadia", FamilyName: "Roy"})
	file := "/guichet/personnes/" + string(whose)
	h.get(file+"?motif=appel").want(t, http.StatusOK, "Vous êtes dans le dossier de cette personne.").lacks(t, "Aucune personne n’est connue", "Ouvrir la fiche")
	h.get("/guichet").want(t, http.StatusOK, "Nadia Roy", "Ouvrir la fiche")
}

func TestTheKeysOfTheDeskAreListedAndTurnedOff(t *testing.T) {
	h := open(t)
	h.get("/guichet").want(t, http.StatusOK, `data-shortcut="/"`, `data-shortcut="n"`, `data-shortcut="?"`)
	h.get("/guichet/raccourcis").want(t, http.StatusOK, "<kbd>n</kbd>", "Ne plus utiliser les raccourcis")
	h.post("/guichet/raccourcis", "raccourcis", "non").leads(t, "/guichet/raccourcis?fait=1")
	off := request("/guichet/raccourcis?fait=1")
	off.Header.Set("Cookie", "raccourcis=non")
	h.send(off).want(t, http.StatusOK, "Les raccourcis ne marchent plus dans ce navigateur.", "Utiliser les raccourcis").lacks(t, "Ne plus utiliser")
	h.as(citizen).get("/guichet/raccourcis").want(t, http.StatusNotFound)
}
