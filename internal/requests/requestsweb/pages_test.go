package requestsweb_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/requests/requestsweb"
)

// walked is a draft of a pothole that lacks nothing, as far as the check.
func (b *town) walked() string {
	b.Helper()
	step := b.post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule")
	base := strings.TrimSuffix(step, "details")
	if base == step {
		b.Fatalf("a new draft leads to %s", step)
	}
	next := b.post(base+"details", http.StatusSeeOther, "titre", "Trou devant le 84", "description", "Il s’agrandit.", "q.taille", "grand")
	if next != base+"lieu" {
		b.Fatalf("the details lead to %s", next)
	}
	next = b.post(base+"lieu", http.StatusSeeOther, "adresse", "Coin du parc, près de la fontaine")
	if next == base+"lieu" {
		next = b.post(base+"lieu", http.StatusSeeOther, "adresse", "Coin du parc, près de la fontaine", "choix", "mots")
	}
	if next != base+"photo" {
		b.Fatalf("the place leads to %s", next)
	}
	if next = b.send(base+"photo", http.StatusSeeOther, "", nil); next != base+"joindre" {
		b.Fatalf("the photo leads to %s", next)
	}
	return base
}

func TestAVisitorReportsAndFollowsWithoutAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.stranger()
		b.shows(b.get("/demandes/nouvelle?q=trou", http.StatusOK), "Nid-de-poule", "Danger pour une personne?")
		base := b.walked()
		page := b.post(base+"joindre", http.StatusUnprocessableEntity, "nom", "Aline", "joindre", "chez moi")
		b.shows(page, "Écrivez un courriel", `value="chez moi"`, `value="Aline"`)
		b.post(base+"joindre", http.StatusSeeOther, "nom", "Aline", "joindre", "450 555-0199")
		page = b.get(base+"verifier", http.StatusOK)
		b.shows(page, "Trou devant le 84", "Comme un pneu", "Coin du parc", "450 555-0199", "?retour=verifier", `name="cle"`)

		if to := b.post(base+"envoyer", http.StatusSeeOther, "cle", "brouillon"); to != "/suivi?fait=envoyee" {
			t.Fatalf("sending leads to %s", to)
		}
		page = b.get("/suivi?fait=envoyee", http.StatusOK)
		code := b.tracking()
		b.shows(page, code[:4]+" "+code[4:], "2026-000001-", "Nous vous répondrons")
		b.hides(page, "Il s’agrandit", "450 555-0199")
		if to := b.post(base+"envoyer", http.StatusSeeOther, "cle", "brouillon"); to != "/suivi?fait=envoyee" || b.count() != 1 {
			t.Fatalf("sending twice leads to %s and leaves %d requests", to, b.count())
		}

		b.stranger() // Another browser, with the code of the receipt.
		b.hides(b.get("/suivi", http.StatusOK), "2026-000001-")
		unknown := b.post("/suivi", http.StatusUnprocessableEntity, "code", "AAAA AAAA")
		malformed := b.post("/suivi", http.StatusUnprocessableEntity, "code", "x")
		if strings.ReplaceAll(unknown, "AAAA AAAA", "x") != malformed {
			t.Error("the answer tells an unknown code from one that cannot be")
		}
		b.shows(b.post("/suivi", http.StatusUnprocessableEntity, "code", ""), "Entrez les 8 lettres")
		b.post("/suivi", http.StatusSeeOther, "code", " "+strings.ToLower(code[:4])+" "+code[4:])
		b.shows(b.get("/suivi", http.StatusOK), "2026-000001-", "Nid-de-poule")
		b.post("/suivi/fermer", http.StatusSeeOther)
		b.hides(b.get("/suivi", http.StatusOK), "2026-000001-")
	})
}

// tracking is the code of the only request.
func (b *town) tracking() (code string) {
	b.Helper()
	b.must(b.db.QueryRow(b.Context(), `SELECT tracking FROM requests_request`).Scan(&code))
	return code
}

func TestADraftOpensInTheBrowserThatBeganItOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.stranger()
		base := b.walked()
		mine := b.cookies
		b.stranger()
		b.get(base+"verifier", http.StatusNotFound)
		b.post(base+"envoyer", http.StatusNotFound)
		b.post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule") // A browser with a draft of its own.
		b.get(base+"details", http.StatusNotFound)
		b.as("luc").get(base+"details", http.StatusNotFound)

		b.stranger()
		b.cookies = mine
		b.as("marie") // The visitor signs in half-way.
		b.post(base+"joindre", http.StatusSeeOther, "joindre", "")
		to := b.post(base+"envoyer", http.StatusSeeOther)
		b.shows(b.get(to, http.StatusOK), "Trou devant le 84")
		b.as("luc").get(strings.TrimSuffix(to, "?fait=envoyee"), http.StatusNotFound)
	})
}

func TestACitizenKeepsDraftsAndThrowsThemAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		base := b.walked()
		page := b.get("/demandes", http.StatusOK)
		b.shows(page, "Trou devant le 84", base+"details", base+"jeter", "Continuer")
		b.shows(b.get(base+"details", http.StatusOK), `value="Trou devant le 84"`, "Il s’agrandit.", `value="grand" checked`)

		page = b.post(base+"details", http.StatusUnprocessableEntity, "titre", "Trou", "description", "Texte", "q.taille", "")
		b.shows(page, `value="Trou"`, "Choisissez une réponse", `href="#champ-q-taille"`, ">Texte<")
		page = b.post(base+"details", http.StatusUnprocessableEntity, "description", strings.Repeat("é", 5001), "q.taille", "petit")
		b.shows(page, "5001 caractères", "ééé", `value="petit" checked`)
		b.shows(b.get(base+"details", http.StatusOK), `value="Trou devant le 84"`) // Nothing of it was kept.
		b.shows(b.post(base+"lieu", http.StatusUnprocessableEntity, "adresse", " "), "Entrez l’adresse")

		b.as("luc").post(base+"jeter", http.StatusSeeOther)
		b.as("marie").get(base+"details", http.StatusOK)
		b.post(base+"jeter", http.StatusSeeOther)
		b.hides(b.get("/demandes", http.StatusOK), base)
		b.get(base+"details", http.StatusNotFound)
	})
}

func TestChoosingTheSameMatterTwiceBeginsOneDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		first := b.post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule")
		if second := b.post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule"); second != first {
			t.Errorf("the second press leads to %s, not to %s", second, first)
		}
		b.post("/demandes/nouvelle", http.StatusUnprocessableEntity, "type", "nulle-part")
	})
}

func TestAnUrgentAnswerIsToldToCallFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		step := b.post("/demandes/nouvelle", http.StatusSeeOther, "type", "lampadaire")
		b.shows(b.get(step, http.StatusOK), "Un fil pend", "tel:911")
		base := strings.TrimSuffix(step, "details")
		if to := b.post(step, http.StatusSeeOther, "q.etat", "fil", "q.combien", "2"); to != base+"urgence" {
			t.Fatalf("an urgent answer leads to %s", to)
		}
		b.shows(b.get(base+"urgence", http.StatusOK), "Appelez maintenant", "tel:911", base+"lieu")
		b.shows(b.post(step, http.StatusUnprocessableEntity, "q.etat", "eteint", "q.combien", "cent"), "Entrez un nombre", `value="cent"`)
	})
}

func TestAnAddressIsChosenAmongThoseThatFitAndLeadsToWhatIsAlreadyReported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		at := b.address("84")
		b.address("86")
		receipt, err := b.requests.Report(t.Context(), citizenOf("luc"), requests.Report{Type: "nid-de-poule", Title: "Secret de Luc", Description: "Chez le voisin.", AddressID: string(at.ID), Answers: map[string]string{"taille": "grand"}}, forms.Key{})
		b.must(err)
		b.as("marie")
		base := strings.TrimSuffix(b.post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule"), "details")
		b.post(base+"details", http.StatusSeeOther, "q.taille", "grand")
		if to := b.post(base+"lieu", http.StatusSeeOther, "adresse", "rue du moulin"); to != base+"lieu" {
			t.Fatalf("words that fit two doors lead to %s", to)
		}
		page := b.get(base+"lieu", http.StatusOK)
		b.shows(page, "84, rue du Moulin", "86, rue du Moulin", "Aucune : garder « rue du moulin »")
		b.shows(b.post(base+"lieu", http.StatusUnprocessableEntity, "adresse", "rue du moulin"), "Choisissez une adresse")
		b.post(base+"lieu", http.StatusSeeOther, "adresse", "rue du moulin", "choix", string(at.ID))
		if to := b.send(base+"photo", http.StatusSeeOther, "", nil); to != base+"semblables" {
			t.Fatalf("the photo leads to %s", to)
		}
		page = b.get(base+"semblables", http.StatusOK)
		b.shows(page, "84, rue du Moulin", string(receipt.Number), "Nid-de-poule")
		b.hides(page, "Secret de Luc", "Chez le voisin")
		to := b.post(base+"semblables", http.StatusSeeOther, "numero", string(receipt.Number))
		page = b.get(to, http.StatusOK)
		b.shows(page, "Vous suivez cette demande", "data-focus")
		b.hides(page, "Secret de Luc", "Chez le voisin", "Ajouter un message", "Voir et imprimer le reçu")
		b.get(base+"details", http.StatusNotFound)
		b.get("/demandes/"+string(receipt.Number)+"/recu", http.StatusNotFound)
		b.post("/demandes/"+string(receipt.Number)+"/message", http.StatusNotFound, "texte", "Moi aussi")
		b.post("/demandes/"+string(receipt.Number)+"/ne-plus-suivre", http.StatusSeeOther)
		b.get("/demandes/"+string(receipt.Number), http.StatusNotFound)
	})
}

func TestPhotosComeWithTheRequestAndForItsOwnersOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		base := b.walked()
		b.shows(b.send(base+"photo", http.StatusUnprocessableEntity, "virus.exe", []byte("MZ")), "govuk-error-message")
		b.shows(b.send(base+"photo", http.StatusUnprocessableEntity, "enorme.jpg", make([]byte, 15<<20)), "Cette photo fait 15 Mo. La limite est de 10 Mo.")
		b.send(base+"photo", http.StatusRequestEntityTooLarge, "film.mov", make([]byte, 65<<20))
		b.send(base+"photo", http.StatusSeeOther, "trou.png", photo(t), "suite", "ajouter")
		page := b.get(base+"photo", http.StatusOK)
		b.shows(page, "trou", "Retirer")
		picture := page[strings.Index(page, base+"photo/"):]
		picture = picture[:strings.IndexByte(picture, '"')]
		b.get(picture, http.StatusOK)
		b.get(base+"photo/personne", http.StatusNotFound)
		b.as("luc").get(picture, http.StatusNotFound)
		b.as("marie")
		b.send(base+"photo", http.StatusSeeOther, "autre.png", photo(t))
		b.post(base+"joindre", http.StatusSeeOther)
		page = b.get(b.post(base+"envoyer", http.StatusSeeOther), http.StatusOK)
		b.shows(page, "Code de suivi")
		page = b.get(b.only(), http.StatusOK)
		if n := strings.Count(page, `<img class="photo"`); n != 2 {
			t.Fatalf("the thread shows %d photos", n)
		}
		file := page[strings.Index(page, "/fichiers/"):]
		file = file[:strings.IndexByte(file, '"')]
		w := b.answer(httptest.NewRequest("GET", file, nil))
		if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "image/png" && w.Header().Get("Content-Type") != "image/jpeg" {
			t.Fatalf("GET %s: %d %s", file, w.Code, w.Header().Get("Content-Type"))
		}
		for name, want := range map[string]string{"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
			if got := w.Header().Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if got := w.Header().Get("Content-Disposition"); !strings.HasPrefix(got, "inline") {
			t.Errorf("a photo comes as %q", got)
		}
		b.as("luc").get(file, http.StatusNotFound)
		b.as("luc").get("/fichiers/personne", http.StatusNotFound)
		b.viewer = martin
		b.get(file, http.StatusForbidden) // The desk opens it on the workbench, where the look is written down.
	})
}

// only is the page of the only request.
func (b *town) only() string {
	b.Helper()
	var number string
	b.must(b.db.QueryRow(b.Context(), `SELECT number FROM requests_request`).Scan(&number))
	return "/demandes/" + number
}

func TestADocumentIsSavedAndNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		n := b.reported("marie", "Trou")
		path := "/demandes/" + string(n)
		b.as("marie").send(path+"/message", http.StatusSeeOther, "note.txt", []byte("Voici mes mesures.\n"), "texte", "En pièce jointe", "cle", "m1")
		page := b.get(path, http.StatusOK)
		file := page[strings.Index(page, "/fichiers/"):]
		w := b.answer(httptest.NewRequest("GET", file[:strings.IndexByte(file, '"')], nil))
		if got := w.Header().Get("Content-Disposition"); w.Code != http.StatusOK || !strings.HasPrefix(got, "attachment") {
			t.Errorf("a document comes as %d %q", w.Code, got)
		}
	})
}

func TestARequestIsReadByItsOwnersAndShowsThemWhatIsForThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		n := b.reported("marie", "Trou devant le 84")
		b.must(b.requests.Note(t.Context(), martin, n, "Le frère du maire habite là.", false, nil, b.key()))
		b.must(b.requests.Note(t.Context(), martin, n, "Dossier sensible.", true, nil, b.key()))
		b.must(b.requests.Reply(t.Context(), martin, n, "Merci, nous passons demain.", nil, b.key()))
		path := "/demandes/" + string(n)
		page := b.as("marie").get(path, http.StatusOK)
		b.shows(page, "Trou devant le 84", "Merci, nous passons demain.", "Martin G.", "Gros trou devant chez moi.", "Vous", "Retirer ma demande", "Répondre en 2 jours ouvrables, régler en 5")
		b.hides(page, "frère du maire", "Dossier sensible", "Ce n’est pas réglé")
		b.hides(b.get(path+"?fait=bravo", http.StatusOK), "note ok opening")

		for _, address := range []string{path, path + "/recu", path + "/retirer"} {
			b.as("luc").get(address, http.StatusNotFound)
		}
		for _, deed := range []string{"/message", "/contester", "/retirer", "/satisfaction"} {
			b.as("luc").post(path+deed, http.StatusNotFound, "texte", "Bonjour", "note", "3")
		}
		b.stranger()
		if to := b.get(path, http.StatusSeeOther); !strings.HasPrefix(to, "/connexion") {
			t.Errorf("a visitor is led to %s", to)
		}
	})
}

func TestTheCityAsksTheCitizenAnswersContestsRatesAndWithdraws(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		n := b.reported("marie", "Trou")
		path := "/demandes/" + string(n)
		b.must(b.requests.Ask(t.Context(), martin, n, "De quel côté de la rue?", b.key()))
		page := b.as("marie").get(path, http.StatusOK)
		b.shows(page, "Répondre à la Ville", "De quel côté de la rue?", "Nous vous attendons")
		if strings.Index(page, "Répondre à la Ville") > strings.Index(page, "Le fil de votre demande") {
			t.Error("the question does not come first")
		}
		b.shows(b.send(path+"/message", http.StatusUnprocessableEntity, "", nil, "texte", " "), "Écrivez quelque chose")
		b.shows(b.send(path+"/message", http.StatusUnprocessableEntity, "cote.jpg", make([]byte, 15<<20), "texte", "Du côté pair."), "Cette photo fait 15 Mo.", ">Du côté pair.<")
		for range 2 {
			if to := b.send(path+"/message", http.StatusSeeOther, "", nil, "texte", "Du côté pair.", "cle", "r1"); !strings.HasPrefix(to, path+"?fait=") {
				t.Fatalf("the answer leads to %s", to)
			}
		}
		page = b.get(path+"?fait=reponse", http.StatusOK)
		if strings.Count(page, "Du côté pair.") != 1 {
			t.Error("an answer sent twice is there twice")
		}
		b.shows(page, "Votre réponse est envoyée", "data-focus", "En traitement")

		b.must(b.requests.Resolve(t.Context(), martin, n, "repaired", "Le trou est bouché.", nil, b.key()))
		page = b.get(path, http.StatusOK)
		b.shows(page, "Ce n’est pas réglé", "Votre avis, de 1 à 5", "Le trou est bouché.")
		b.shows(b.post(path+"/satisfaction", http.StatusUnprocessableEntity, "commentaire", "Bof"), "Choisissez de 1 à 5", ">Bof<")
		b.post(path+"/satisfaction", http.StatusSeeOther, "note", "4", "cle", "s1")
		b.hides(b.get(path, http.StatusOK), "Votre avis, de 1 à 5")
		b.post(path+"/contester", http.StatusSeeOther, "raison", "Il est revenu.", "cle", "c1")
		page = b.get(path+"?fait=contester", http.StatusOK)
		b.shows(page, "Rouverte", "Il est revenu.", "Une autre personne de la Ville reprend votre demande")
		b.post(path+"/contester", http.StatusConflict, "cle", "c2")

		b.shows(b.get(path+"/retirer", http.StatusOK), "Retirer cette demande?", "Garder ma demande")
		b.post(path+"/retirer", http.StatusSeeOther, "raison", "Réglé avec le voisin.", "cle", "w1")
		page = b.get(path+"?fait=retirer", http.StatusOK)
		b.shows(page, "Annulée", "Réglé avec le voisin.")
		b.hides(page, "<b>Solution")
		b.hides(page, "Ajouter un message", "Retirer ma demande")
		if to := b.get(path+"/retirer", http.StatusSeeOther); to != path {
			t.Errorf("what cannot be withdrawn leads to %s", to)
		}
	})
}

func TestTheListIsFilteredAndPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		b.shows(b.get("/demandes", http.StatusOK), "Aucune demande en cours", "/demandes/nouvelle")
		b.shows(b.get("/demandes?vue=reglees", http.StatusOK), "Aucune demande terminée")
		for i := range 30 {
			b.clock.Advance(time.Second)
			b.reported("marie", fmt.Sprintf("Trou numéro %02d", i))
		}
		last := b.reported("marie", "Le dernier")
		b.reported("luc", "Celui de Luc")
		b.must(b.requests.Resolve(t.Context(), martin, last, "repaired", "Fait.", nil, b.key()))
		page := b.get("/demandes", http.StatusOK)
		b.shows(page, "Trou numéro 29", "1 à 25 de 30", "page=2")
		b.hides(page, "Trou numéro 04", "Le dernier", "Celui de Luc")
		b.shows(b.get("/demandes?page=2", http.StatusOK), "Trou numéro 04", "26 à 30 de 30")
		page = b.get("/demandes?vue=reglees", http.StatusOK)
		b.shows(page, "Le dernier")
		b.hides(page, "Trou numéro")
		b.shows(b.get("/demandes?vue=toutes&q=dernier", http.StatusOK), "Le dernier")
		b.shows(b.get("/demandes?q=introuvable", http.StatusOK), "Aucune demande ne correspond à « introuvable »", "Enlever les filtres")
		b.get("/demandes?personne=luc", http.StatusNotFound)
		b.viewer = martin
		b.get("/demandes", http.StatusSeeOther)
	})
}

func TestAHelperReportsForWhoeverGaveAMandateAndForNobodyElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.citizen("zoe", "2016-05-01")
		b.as("marie")
		zoe := citizenOf("zoe")
		zoe.Reassured = september
		_, err := b.people.Grant(t.Context(), zoe, "marie", people.Requests, time.Time{}, forms.Key{})
		b.must(err)
		base := b.walked()
		b.shows(b.get(base+"joindre", http.StatusOK), "Pour moi", "Zoe Tremblay", "marie@exemple.com")
		b.post(base+"joindre", http.StatusNotFound, "pour", "luc")
		b.post(base+"joindre", http.StatusSeeOther, "pour", "zoe", "joindre", "marie@exemple.com")
		b.shows(b.get(base+"verifier", http.StatusOK), "Zoe Tremblay")
		b.post(base+"envoyer", http.StatusSeeOther)
		b.shows(b.get("/demandes?personne=zoe", http.StatusOK), "Pour Zoe")
		entries, err := requestsweb.Source{Requests: b.requests}.Entries(t.Context(), b.scope("zoe"), dossier.Filter{Limit: 30})
		b.must(err)
		if len(entries) != 1 || entries[0].Path != b.only() {
			t.Errorf("the history of whom it is for: %+v", entries)
		}
		b.as("zoe").get(b.only(), http.StatusOK)
	})
}

func TestNewRequestsAreLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for i := range 4 {
			b.stranger()
			base := b.walked()
			want := http.StatusSeeOther
			if i == 3 {
				want = http.StatusTooManyRequests
			}
			b.post(base+"envoyer", want)
		}
		if b.count() != 3 {
			t.Errorf("one address made %d requests", b.count())
		}
	})
}

func TestThePagesSpeakEnglish(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		n := b.reported("marie", "")
		b.as("marie").lang = i18n.English
		b.shows(b.get("/demandes", http.StatusOK), "My requests", "Pothole")
		b.shows(b.get("/demandes/"+string(n), http.StatusOK), "Add a message", "Withdraw my request")
		b.shows(b.get("/demandes/nouvelle", http.StatusOK), "New request", "Roads and sidewalks")
		b.shows(b.get("/suivi", http.StatusOK), "Track a request")
	})
}
