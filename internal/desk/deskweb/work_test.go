package deskweb_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/session"
)

func TestTheWorkbenchIsOfOnesOwnDepartments(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	path := "/guichet/demandes/" + string(h.pothole(whose, "Trou devant le 84"))

	h.as(waters).get(path).want(t, http.StatusNotFound).lacks(t, "Trou", "Paquette")
	h.as(waters).post(path+"/note", "texte", "coucou").want(t, http.StatusNotFound)
	h.as(waters).get("/guichet/file?vue=service&apercu="+path[len("/guichet/demandes/"):]).want(t, http.StatusOK).lacks(t, "Trou")
	h.as(citizen).get(path).want(t, http.StatusNotFound)
	if seen := h.views(whose); len(seen) != 0 {
		t.Fatalf("views by those who saw nothing: got %+v", seen)
	}

	h.as(works).get(path).want(t, http.StatusOK, "Trou devant le 84", "Gérard Paquette", "Un trou profond.").lacks(t, "/guichet/personnes/")
	seen := h.views(whose)
	if len(seen) != 1 || seen[0].Reason != "Suivi d’une demande" || path != "/guichet/demandes/"+seen[0].Object {
		t.Errorf("what the person reads: got %+v, want one look at the request", seen)
	}
	h.as(agent).get(path).want(t, http.StatusOK, "/guichet/personnes/"+string(whose)+"?motif=suivi", "Martin G. regarde aussi")
}

func TestANoteStaysInsideAndIsWrittenOnce(t *testing.T) {
	h := open(t).as(works)
	path := "/guichet/demandes/" + string(h.pothole(h.person(people.NewPerson{GivenName: "Gérard"}), "Trou"))

	h.post(path+"/note", "cle", "k", "texte", "Réparé en mai déjà").leads(t, path+"?fait=note")
	h.post(path+"/note", "cle", "k", "texte", "Réparé en mai déjà").leads(t, path+"?fait=note")
	page := h.get(path+"?fait=note").want(t, http.StatusOK, "Note interne", "Réparé en mai déjà", "La note est gardée. La personne ne la voit pas.", "bubble stack internal")
	if n := strings.Count(page.text, "Réparé en mai déjà"); n != 1 {
		t.Errorf("notes: got %d, want 1", n)
	}
	h.post(path+"/note", "texte", "  ").want(t, http.StatusUnprocessableEntity, `href="#champ-texte"`, "Écrivez quelque chose.")
}

func TestEachDeedComesBackWithWhatWasTypedWhenItCannotBeUsed(t *testing.T) {
	h := open(t).as(agent)
	path := "/guichet/demandes/" + string(h.pothole(h.person(people.NewPerson{GivenName: "Gérard"}), "Trou"))
	for _, try := range []struct {
		deed   string
		fields []string
		words  []string
	}{
		{"promesse", []string{"date", "2026-09-30", "raison", ""}, []string{`value="2026-09-30"`, "#champ-raison"}},
		{"promesse", []string{"date", "bientôt", "raison", "Neige"}, []string{"Neige", "#champ-date"}},
		{"transferer", []string{"service", "nulle-part", "raison", "Chez vous"}, []string{"Chez vous", "#champ-service"}},
		{"regler", []string{"texte", "C’est fait"}, []string{"C’est fait", "#champ-issue"}},
		{"doublon", []string{"doublon", "2026-999999-A"}, []string{`value="2026-999999-A"`, "#champ-doublon"}},
		{"doublon", nil, []string{"Écrivez le numéro de la première demande"}},
		{"partenaire", []string{"organisme", "", "date", "2026-09-30"}, []string{"#champ-organisme"}},
		{"question", []string{"question", ""}, []string{"#champ-question"}},
		{"refuser", []string{"raison", ""}, []string{"#champ-raison"}},
		{"pieces", nil, []string{"Choisissez un fichier", "#champ-fichiers"}},
	} {
		h.post(path+"/"+try.deed, try.fields...).want(t, http.StatusUnprocessableEntity, try.words...)
	}
}

func TestARequestGoesThroughItsLife(t *testing.T) {
	h := open(t).as(works)
	path := "/guichet/demandes/" + string(h.pothole(h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"}), "Trou"))
	done := func(deed string, fields ...string) {
		t.Helper()
		h.post(path+"/"+deed, append(fields, "cle", "k-"+deed)...).leads(t, path+"?fait="+deed)
	}
	done("attribuer", "moi", "1")
	done("question", "question", "Devant quel numéro?")
	h.get(path).want(t, http.StatusOK, "Attend la personne", "En pause", "Devant quel numéro?")
	done("reprendre", "texte", "Trouvé sur place")
	done("planifier", "date", "2026-09-11", "texte", "")
	h.get(path).want(t, http.StatusOK, "Travaux prévus")
	done("partenaire", "organisme", "Hydro-Québec", "date", "2026-09-14")
	done("reponse", "texte", "Une équipe passe vendredi.")
	done("promesse", "date", "2026-10-30", "raison", "La pluie retarde l’asphalte.")
	done("regler", "issue", "done", "texte", "Le trou est bouché.")
	h.get(path).want(t, http.StatusOK, "Réglée", "Le trou est bouché.", "Fermer la demande").lacks(t, "Déplacer la promesse")
	done("fermer")
	h.as(agent)
	done("rouvrir", "raison", "Il s’est rouvert.")
	h.as(works).post(path+"/rouvrir", "raison", "Encore").want(t, http.StatusForbidden)
}

func TestWhatTheCityAnsweredIsInThePersonsThreadAndNotesAreNot(t *testing.T) {
	h := open(t)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	path := "/guichet/demandes/" + string(h.pothole(whose, "Trou"))
	h.as(works).post(path+"/reponse", "texte", "Une équipe passe vendredi.").want(t, http.StatusSeeOther)
	h.post(path+"/note", "texte", "Voir avec la voirie", "reservee", "1").want(t, http.StatusSeeOther)
	h.as(agent).get("/guichet/personnes/"+string(whose)+"?motif=appel").want(t, http.StatusOK, "Une équipe passe vendredi.", "Réponse de la Ville").lacks(t, "Voir avec la voirie")
	h.as(waters).get(path).want(t, http.StatusNotFound)
}

func TestTheOutcomesOwnSentenceServesWhenNoneIsTyped(t *testing.T) {
	h := open(t).as(works)
	number := h.pothole(h.person(people.NewPerson{GivenName: "Gérard"}), "Trou")
	kind, _ := h.Requests.Type("nid-de-poule")
	outcome := kind.Outcomes[0]
	h.post("/guichet/demandes/"+string(number)+"/regler", "issue", outcome.Code).want(t, http.StatusSeeOther)
	h.get("/guichet/demandes/"+string(number)).want(t, http.StatusOK, outcome.Sentence.FR)
}

func TestTheMailIsShownBeforeItIsSent(t *testing.T) {
	h := open(t).as(works)
	number := h.pothole(h.person(people.NewPerson{GivenName: "Gérard", Language: "en"}), "Trou")
	path := "/guichet/demandes/" + string(number)
	kind, _ := h.Requests.Type("nid-de-poule")
	code := kind.Templates[0].Code

	h.get(path+"?modele="+code).want(t, http.StatusOK, "Mettre le modèle", "Hello Gérard")
	h.post(path+"/reponse", "texte", "Bonjour, nous passons demain.", "apercu", "1").want(t, http.StatusOK, "Ce que la personne va recevoir", "Bonjour, nous passons demain.", "dans son dossier seulement")
	file, err := h.Requests.File(t.Context(), works, number)
	if err != nil {
		t.Fatal(err)
	}
	if len(file.Events) != 1 {
		t.Errorf("events after looking at the mail: got %d, want the report alone", len(file.Events))
	}
}

func TestTwoReportsOfOneThingBecomeOne(t *testing.T) {
	h := open(t).as(agent)
	first := h.pothole(h.person(people.NewPerson{GivenName: "Gérard"}), "Premier")
	second := h.pothole(h.person(people.NewPerson{GivenName: "Nadia"}), "Second")
	path := "/guichet/demandes/" + string(second)
	h.post(path+"/doublon", "doublon", strings.ToLower(string(first))).leads(t, path+"?fait=doublon")
	h.get(path).want(t, http.StatusOK, "Déjà signalée", string(first))
	h.get("/guichet/demandes/"+string(first)).want(t, http.StatusOK, "Réunie avec", string(second))
}

func TestTheQueueShowsOnesWorkByView(t *testing.T) {
	h := open(t)
	gerard := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	first, second := h.pothole(gerard, "Premier trou"), h.pothole("", "Second trou")

	h.as(waters).get("/guichet/file").want(t, http.StatusOK, "Rien à traiter ici").lacks(t, "Premier trou")
	h.as(works).get("/guichet/file").want(t, http.StatusOK, "Premier trou", "Second trou", "Gérard Paquette", "Anonyme", "Sans responsable", "Mon service (2)", "1 à 2 de 2")
	h.get("/guichet/file?vue=miennes").want(t, http.StatusOK, "Aucune demande ne vous est attribuée.")
	h.get("/guichet/file?etat=planned").want(t, http.StatusOK, "Aucune demande avec ces filtres.", "Retirer les filtres")
	h.get("/guichet/file?etat=nimporte&tri=quoi&page=99&vue=rien").want(t, http.StatusOK, "Premier trou")
	h.get("/guichet/file?apercu="+string(first)).want(t, http.StatusOK, "Un trou profond.", "Ouvrir la demande", "Partir d’un modèle")

	form := []string{"cle", "k", "k", string(first), "k", string(second), "responsable", "works", "retour", "/guichet/file?vue=miennes"}
	h.post("/guichet/file/attribuer", form...).leads(t, "/guichet/file?fait=selection&vue=miennes")
	h.post("/guichet/file/attribuer", form...).leads(t, "/guichet/file?fait=selection&vue=miennes")
	h.get("/guichet/file?fait=selection&vue=miennes").want(t, http.StatusOK, "Les demandes cochées sont attribuées.", "Premier trou", "Second trou", "À vous")
	h.as(waters).post("/guichet/file/attribuer", "k", string(first), "responsable", "waters", "retour", "https://ailleurs.example/").leads(t, "/guichet/file?fait=aucune")
	file, err := h.Requests.File(t.Context(), works, first)
	if err != nil {
		t.Fatal(err)
	}
	if file.Request.AssignedTo != "works" || file.Request.State != requests.InProgress {
		t.Errorf("request: got assigned to %q in state %s, want works, once", file.Request.AssignedTo, file.Request.State)
	}
}

func TestALongQueueIsPaged(t *testing.T) {
	h := open(t)
	for i := range 60 {
		h.pothole("", fmt.Sprintf("Trou numéro %d", i))
	}
	h.as(works).get("/guichet/file").want(t, http.StatusOK, "1 à 25 de 60", "Page suivante", "page=2")
	h.get("/guichet/file?page=3").want(t, http.StatusOK, "51 à 60 de 60", "Page précédente").lacks(t, "Page suivante")
}

func TestWhoSettledWhatIsContestedIsToldWhyNothingCanBeDone(t *testing.T) {
	h := open(t).as(works)
	whose := h.person(people.NewPerson{GivenName: "Gérard", FamilyName: "Paquette"})
	number := h.pothole(whose, "Trou")
	path := "/guichet/demandes/" + string(number)
	h.post(path+"/regler", "issue", "done", "texte", "Bouché.").want(t, http.StatusSeeOther)
	owner := session.Viewer{Account: "citizen", Person: string(whose), Name: "Gérard"}
	if err := h.Requests.Contest(t.Context(), owner, number, "Toujours là", forms.Key{}); err != nil {
		t.Fatal(err)
	}
	h.get(path).want(t, http.StatusOK, "Vous aviez réglé cette demande").lacks(t, "Prendre cette demande", "Envoyer la réponse")
	h.as(agent).get(path).want(t, http.StatusOK, "Prendre cette demande", "Envoyer la réponse").lacks(t, "Vous aviez réglé")
	h.get("/guichet/file?vue=toutes").want(t, http.StatusOK, "Contestée par la personne")
}

func TestTheProposedSentenceIsInThePersonsLanguage(t *testing.T) {
	h := open(t).as(works)
	number := h.pothole(h.person(people.NewPerson{GivenName: "John", Language: "en"}), "Hole")
	kind, _ := h.Requests.Type("nid-de-poule")
	outcome := kind.Outcomes[0]
	h.post("/guichet/demandes/"+string(number)+"/regler", "issue", outcome.Code).want(t, http.StatusSeeOther)
	h.get("/guichet/demandes/"+string(number)).want(t, http.StatusOK, outcome.Sentence.EN)
}

func TestADoubleIsNamedByItsShortNumber(t *testing.T) {
	h := open(t).as(agent)
	first := string(h.pothole("", "Trou"))
	path := "/guichet/demandes/" + string(h.pothole("", "Même trou"))
	h.post(path+"/doublon", "doublon", first[5:]).leads(t, path+"?fait=doublon")
}

func TestAPromiseBrokenOverAWeekendIsLateByLessThanADay(t *testing.T) {
	h := open(t).as(works)
	number := h.pothole("", "Trou")
	h.post("/guichet/demandes/"+string(number)+"/promesse", "date", "2026-09-18", "raison", "Pluie").want(t, http.StatusSeeOther)
	h.still.Set(time.Date(2026, 9, 20, 16, 0, 0, 0, time.UTC))
	h.get("/guichet/file").want(t, http.StatusOK, "En retard, moins d’un jour").lacks(t, "0 jour")
	h.still.Set(time.Date(2026, 9, 22, 16, 0, 0, 0, time.UTC))
	h.get("/guichet/file").want(t, http.StatusOK, "En retard, 1 jour")
}

func TestWhoHasNoWorkAtTheDeskIsLedToTheirOwn(t *testing.T) {
	h := open(t)
	h.as(session.Viewer{Account: "privacy", Name: "Hélène T.", Role: session.Privacy}).get("/guichet").want(t, http.StatusOK, "Rien ne vous attend ici", "/gestion/journal")
	h.as(session.Viewer{Account: "moderator", Name: "Luc P.", Role: session.Moderator}).get("/guichet").want(t, http.StatusOK, "Rien ne vous attend ici").lacks(t, "/gestion/journal")
}

func TestTheQueueFiltersByTheTypesOfOnesOwnDepartments(t *testing.T) {
	h := open(t)
	h.as(waters).get("/guichet/file").want(t, http.StatusOK, "Eau brune").lacks(t, "Nid-de-poule")
	h.as(agent).get("/guichet/file").want(t, http.StatusOK, "Eau brune", "Nid-de-poule")
}
