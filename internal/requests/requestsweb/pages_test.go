package requestsweb_test

import (
	"fmt"
	"net/http"
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
	step := b.Post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule").To
	base := strings.TrimSuffix(step, "details")
	if base == step {
		b.Fatalf("a new draft leads to %s", step)
	}
	next := b.Post(base+"details", http.StatusSeeOther, "titre", "Trou devant le 84", "description", "Il s’agrandit.", "q.taille", "grand").To
	if next != base+"lieu" {
		b.Fatalf("the details lead to %s", next)
	}
	next = b.Post(base+"lieu", http.StatusSeeOther, "adresse", "Coin du parc, près de la fontaine").To
	if next == base+"lieu" {
		next = b.Post(base+"lieu", http.StatusSeeOther, "adresse", "Coin du parc, près de la fontaine", "choix", "mots").To
	}
	if next != base+"photo" {
		b.Fatalf("the place leads to %s", next)
	}
	if next = b.sendPhoto(base+"photo", http.StatusSeeOther, "", nil).To; next != base+"joindre" {
		b.Fatalf("the photo leads to %s", next)
	}
	return base
}

func TestAVisitorReportsAndFollowsWithoutAnAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Stranger()
		b.Get("/demandes/nouvelle?q=trou", http.StatusOK).Shows("Nid-de-poule", "Danger pour une personne?")
		base := b.walked()
		page := b.Post(base+"joindre", http.StatusUnprocessableEntity, "nom", "Aline", "joindre", "chez moi")
		page.Shows("Écrivez un courriel", `value="chez moi"`, `value="Aline"`)
		b.Post(base+"joindre", http.StatusSeeOther, "nom", "Aline", "joindre", "450 555-0199")
		page = b.Get(base+"verifier", http.StatusOK)
		page.Shows("Trou devant le 84", "Comme un pneu", "Coin du parc", "450 555-0199", "?retour=verifier", `name="cle"`)

		if to := b.Post(base+"envoyer", http.StatusSeeOther, "cle", "brouillon").To; to != "/suivi?fait=envoyee" {
			t.Fatalf("sending leads to %s", to)
		}
		page = b.Get("/suivi?fait=envoyee", http.StatusOK)
		code := b.tracking()
		page.Shows(code[:4]+" "+code[4:], "2026-000001-", "Nous vous répondrons")
		page.Hides("Il s’agrandit", "450 555-0199")
		if to := b.Post(base+"envoyer", http.StatusSeeOther, "cle", "brouillon").To; to != "/suivi?fait=envoyee" || b.count() != 1 {
			t.Fatalf("sending twice leads to %s and leaves %d requests", to, b.count())
		}

		b.Stranger() // Another browser, with the code of the receipt.
		b.Get("/suivi", http.StatusOK).Hides("2026-000001-")
		unknown := b.Post("/suivi", http.StatusUnprocessableEntity, "code", "AAAA AAAA")
		malformed := b.Post("/suivi", http.StatusUnprocessableEntity, "code", "x")
		if strings.ReplaceAll(unknown.Body, "AAAA AAAA", "x") != malformed.Body {
			t.Error("the answer tells an unknown code from one that cannot be")
		}
		b.Post("/suivi", http.StatusUnprocessableEntity, "code", "").Shows("Entrez les 8 lettres")
		b.Post("/suivi", http.StatusSeeOther, "code", " "+strings.ToLower(code[:4])+" "+code[4:])
		b.Get("/suivi", http.StatusOK).Shows("2026-000001-", "Nid-de-poule")
		b.Post("/suivi/fermer", http.StatusSeeOther)
		b.Get("/suivi", http.StatusOK).Hides("2026-000001-")
	})
}

// tracking is the code of the only request.
func (b *town) tracking() (code string) {
	b.Helper()
	b.Must(b.db.QueryRow(b.Context(), `SELECT tracking FROM requests_request`).Scan(&code))
	return code
}

func TestADraftOpensInTheBrowserThatBeganItOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Stranger()
		base := b.walked()
		mine := b.Cookies
		b.Stranger()
		b.Get(base+"verifier", http.StatusNotFound)
		b.Post(base+"envoyer", http.StatusNotFound)
		b.Post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule") // A browser with a draft of its own.
		b.Get(base+"details", http.StatusNotFound)
		b.as("luc").Get(base+"details", http.StatusNotFound)

		b.Stranger()
		b.Cookies = mine
		b.as("marie") // The visitor signs in half-way.
		b.Post(base+"joindre", http.StatusSeeOther, "joindre", "")
		to := b.Post(base+"envoyer", http.StatusSeeOther).To
		b.Get(to, http.StatusOK).Shows("Trou devant le 84")
		b.as("luc").Get(strings.TrimSuffix(to, "?fait=envoyee"), http.StatusNotFound)
	})
}

func TestACitizenKeepsDraftsAndThrowsThemAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		base := b.walked()
		page := b.Get("/demandes", http.StatusOK)
		page.Shows("Trou devant le 84", base+"details", base+"jeter", "Continuer")
		b.Get(base+"details", http.StatusOK).Shows(`value="Trou devant le 84"`, "Il s’agrandit.", `value="grand" checked`)

		page = b.Post(base+"details", http.StatusUnprocessableEntity, "titre", "Trou", "description", "Texte", "q.taille", "")
		page.Shows(`value="Trou"`, "Choisissez une réponse", `href="#champ-q-taille"`, ">Texte<")
		page = b.Post(base+"details", http.StatusUnprocessableEntity, "description", strings.Repeat("é", 5001), "q.taille", "petit")
		page.Shows("5001 caractères", "ééé", `value="petit" checked`)
		b.Get(base+"details", http.StatusOK).Shows(`value="Trou devant le 84"`) // Nothing of it was kept.
		b.Post(base+"lieu", http.StatusUnprocessableEntity, "adresse", " ").Shows("Entrez l’adresse")

		b.as("luc").Post(base+"jeter", http.StatusSeeOther)
		b.as("marie").Get(base+"details", http.StatusOK)
		b.Post(base+"jeter", http.StatusSeeOther)
		b.Get("/demandes", http.StatusOK).Hides(base)
		b.Get(base+"details", http.StatusNotFound)
	})
}

func TestChoosingTheSameMatterTwiceBeginsOneDraft(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		first := b.Post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule").To
		if second := b.Post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule").To; second != first {
			t.Errorf("the second press leads to %s, not to %s", second, first)
		}
		b.Post("/demandes/nouvelle", http.StatusUnprocessableEntity, "type", "nulle-part")
	})
}

func TestAnUrgentAnswerIsToldToCallFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		step := b.Post("/demandes/nouvelle", http.StatusSeeOther, "type", "lampadaire").To
		b.Get(step, http.StatusOK).Shows("Un fil pend", "tel:911")
		base := strings.TrimSuffix(step, "details")
		if to := b.Post(step, http.StatusSeeOther, "q.etat", "fil", "q.combien", "2").To; to != base+"urgence" {
			t.Fatalf("an urgent answer leads to %s", to)
		}
		b.Get(base+"urgence", http.StatusOK).Shows("Appelez maintenant", "tel:911", base+"lieu")
		b.Post(step, http.StatusUnprocessableEntity, "q.etat", "eteint", "q.combien", "cent").Shows("Entrez un nombre", `value="cent"`)
	})
}

func TestAnAddressIsChosenAmongThoseThatFitAndLeadsToWhatIsAlreadyReported(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		at := b.address("84")
		b.address("86")
		receipt, err := b.requests.Report(t.Context(), citizenOf("luc"), requests.Report{Type: "nid-de-poule", Title: "Secret de Luc", Description: "Chez le voisin.", AddressID: string(at.ID), Answers: map[string]string{"taille": "grand"}}, forms.Key{})
		b.Must(err)
		b.as("marie")
		base := strings.TrimSuffix(b.Post("/demandes/nouvelle", http.StatusSeeOther, "type", "nid-de-poule").To, "details")
		b.Post(base+"details", http.StatusSeeOther, "q.taille", "grand")
		if to := b.Post(base+"lieu", http.StatusSeeOther, "adresse", "rue du moulin").To; to != base+"lieu" {
			t.Fatalf("words that fit two doors lead to %s", to)
		}
		page := b.Get(base+"lieu", http.StatusOK)
		page.Shows("84, rue du Moulin", "86, rue du Moulin", "Aucune : garder « rue du moulin »")
		b.Post(base+"lieu", http.StatusUnprocessableEntity, "adresse", "rue du moulin").Shows("Choisissez une adresse")
		b.Post(base+"lieu", http.StatusSeeOther, "adresse", "rue du moulin", "choix", string(at.ID))
		if to := b.sendPhoto(base+"photo", http.StatusSeeOther, "", nil).To; to != base+"semblables" {
			t.Fatalf("the photo leads to %s", to)
		}
		page = b.Get(base+"semblables", http.StatusOK)
		page.Shows("84, rue du Moulin", string(receipt.Number), "Nid-de-poule")
		page.Hides("Secret de Luc", "Chez le voisin")
		to := b.Post(base+"semblables", http.StatusSeeOther, "numero", string(receipt.Number)).To
		page = b.Get(to, http.StatusOK)
		page.Shows("Vous suivez cette demande", "data-focus")
		page.Hides("Secret de Luc", "Chez le voisin", "Ajouter un message", "Voir et imprimer le reçu")
		b.Get(base+"details", http.StatusNotFound)
		b.Get("/demandes/"+string(receipt.Number)+"/recu", http.StatusNotFound)
		b.Post("/demandes/"+string(receipt.Number)+"/message", http.StatusNotFound, "texte", "Moi aussi")
		b.Post("/demandes/"+string(receipt.Number)+"/ne-plus-suivre", http.StatusSeeOther)
		b.Get("/demandes/"+string(receipt.Number), http.StatusNotFound)
	})
}

func TestPhotosComeWithTheRequestAndForItsOwnersOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		base := b.walked()
		b.sendPhoto(base+"photo", http.StatusUnprocessableEntity, "virus.exe", []byte("MZ")).Shows("govuk-error-message")
		b.sendPhoto(base+"photo", http.StatusUnprocessableEntity, "enorme.jpg", make([]byte, 15<<20)).Shows("Cette photo fait 15 Mo. La limite est de 10 Mo.")
		b.sendPhoto(base+"photo", http.StatusRequestEntityTooLarge, "film.mov", make([]byte, 65<<20))
		b.sendPhoto(base+"photo", http.StatusSeeOther, "trou.png", photo(t), "suite", "ajouter")
		page := b.Get(base+"photo", http.StatusOK)
		page.Shows("trou", "Retirer")
		picture := page.Find(base + `photo/[^"]*`)
		b.Get(picture, http.StatusOK)
		b.Get(base+"photo/personne", http.StatusNotFound)
		b.as("luc").Get(picture, http.StatusNotFound)
		b.as("marie")
		b.sendPhoto(base+"photo", http.StatusSeeOther, "autre.png", photo(t))
		b.Post(base+"joindre", http.StatusSeeOther)
		page = b.Get(b.Post(base+"envoyer", http.StatusSeeOther).To, http.StatusOK)
		page.Shows("Code de suivi")
		page = b.Get(b.only(), http.StatusOK)
		if n := strings.Count(page.Body, `<img class="photo"`); n != 2 {
			t.Fatalf("the thread shows %d photos", n)
		}
		file := page.Find(`/fichiers/[^"]*`)
		shown := b.Get(file, http.StatusOK)
		if kind := shown.Header.Get("Content-Type"); kind != "image/png" && kind != "image/jpeg" {
			t.Fatalf("GET %s: %s", file, kind)
		}
		for name, want := range map[string]string{"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
			if got := shown.Header.Get(name); got != want {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
		if got := shown.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "inline") {
			t.Errorf("a photo comes as %q", got)
		}
		b.as("luc").Get(file, http.StatusNotFound)
		b.as("luc").Get("/fichiers/personne", http.StatusNotFound)
		b.Viewer = martin
		b.Get(file, http.StatusForbidden) // The desk opens it on the workbench, where the look is written down.
	})
}

// only is the page of the only request.
func (b *town) only() string {
	b.Helper()
	var number string
	b.Must(b.db.QueryRow(b.Context(), `SELECT number FROM requests_request`).Scan(&number))
	return "/demandes/" + number
}

func TestADocumentIsSavedAndNotShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		n := b.reported("marie", "Trou")
		path := "/demandes/" + string(n)
		b.as("marie").sendPhoto(path+"/message", http.StatusSeeOther, "note.txt", []byte("Voici mes mesures.\n"), "texte", "En pièce jointe", "cle", "m1")
		page := b.Get(path, http.StatusOK)
		file := b.Get(page.Find(`/fichiers/[^"]*`), http.StatusOK)
		if got := file.Header.Get("Content-Disposition"); !strings.HasPrefix(got, "attachment") {
			t.Errorf("a document comes as %q", got)
		}
	})
}

func TestARequestIsReadByItsOwnersAndShowsThemWhatIsForThem(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		n := b.reported("marie", "Trou devant le 84")
		b.Must(b.requests.Note(t.Context(), martin, n, "Le frère du maire habite là.", false, nil, b.key()))
		b.Must(b.requests.Note(t.Context(), martin, n, "Dossier sensible.", true, nil, b.key()))
		b.Must(b.requests.Reply(t.Context(), martin, n, "Merci, nous passons demain.", nil, b.key()))
		path := "/demandes/" + string(n)
		page := b.as("marie").Get(path, http.StatusOK)
		page.Shows("Trou devant le 84", "Merci, nous passons demain.", "Martin G.", "Gros trou devant chez moi.", "Vous", "Retirer ma demande", "Répondre en 2 jours ouvrables, régler en 5")
		page.Hides("frère du maire", "Dossier sensible", "Ce n’est pas réglé")
		b.Get(path+"?fait=bravo", http.StatusOK).Hides("note ok opening")

		for _, address := range []string{path, path + "/recu", path + "/retirer"} {
			b.as("luc").Get(address, http.StatusNotFound)
		}
		for _, deed := range []string{"/message", "/contester", "/retirer", "/satisfaction"} {
			b.as("luc").Post(path+deed, http.StatusNotFound, "texte", "Bonjour", "note", "3")
		}
		b.Stranger()
		if to := b.Get(path, http.StatusSeeOther).To; !strings.HasPrefix(to, "/connexion") {
			t.Errorf("a visitor is led to %s", to)
		}
	})
}

func TestTheCityAsksTheCitizenAnswersContestsRatesAndWithdraws(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		n := b.reported("marie", "Trou")
		path := "/demandes/" + string(n)
		b.Must(b.requests.Ask(t.Context(), martin, n, "De quel côté de la rue?", b.key()))
		page := b.as("marie").Get(path, http.StatusOK)
		page.Shows("Répondre à la Ville", "De quel côté de la rue?", "Nous vous attendons")
		if strings.Index(page.Body, "Répondre à la Ville") > strings.Index(page.Body, "Le fil de votre demande") {
			t.Error("the question does not come first")
		}
		b.sendPhoto(path+"/message", http.StatusUnprocessableEntity, "", nil, "texte", " ").Shows("Écrivez quelque chose")
		b.sendPhoto(path+"/message", http.StatusUnprocessableEntity, "cote.jpg", make([]byte, 15<<20), "texte", "Du côté pair.").Shows("Cette photo fait 15 Mo.", ">Du côté pair.<")
		for range 2 {
			if to := b.sendPhoto(path+"/message", http.StatusSeeOther, "", nil, "texte", "Du côté pair.", "cle", "r1").To; !strings.HasPrefix(to, path+"?fait=") {
				t.Fatalf("the answer leads to %s", to)
			}
		}
		page = b.Get(path+"?fait=reponse", http.StatusOK)
		if strings.Count(page.Body, "Du côté pair.") != 1 {
			t.Error("an answer sent twice is there twice")
		}
		page.Shows("Votre réponse est envoyée", "data-focus", "En traitement")

		b.Must(b.requests.Resolve(t.Context(), martin, n, "repaired", "Le trou est bouché.", nil, b.key()))
		page = b.Get(path, http.StatusOK)
		page.Shows("Ce n’est pas réglé", "Votre avis, de 1 à 5", "Le trou est bouché.")
		b.Post(path+"/satisfaction", http.StatusUnprocessableEntity, "commentaire", "Bof").Shows("Choisissez de 1 à 5", ">Bof<")
		b.Post(path+"/satisfaction", http.StatusSeeOther, "note", "4", "cle", "s1")
		b.Get(path, http.StatusOK).Hides("Votre avis, de 1 à 5")
		b.Post(path+"/contester", http.StatusSeeOther, "raison", "Il est revenu.", "cle", "c1")
		page = b.Get(path+"?fait=contester", http.StatusOK)
		page.Shows("Rouverte", "Il est revenu.", "Une autre personne de la Ville reprend votre demande")
		b.Post(path+"/contester", http.StatusConflict, "cle", "c2")

		b.Get(path+"/retirer", http.StatusOK).Shows("Retirer cette demande?", "Garder ma demande")
		b.Post(path+"/retirer", http.StatusSeeOther, "raison", "Réglé avec le voisin.", "cle", "w1")
		page = b.Get(path+"?fait=retirer", http.StatusOK)
		page.Shows("Annulée", "Réglé avec le voisin.")
		page.Hides("<b>Solution")
		page.Hides("Ajouter un message", "Retirer ma demande")
		if to := b.Get(path+"/retirer", http.StatusSeeOther).To; to != path {
			t.Errorf("what cannot be withdrawn leads to %s", to)
		}
	})
}

func TestTheListIsFilteredAndPaged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		b.Get("/demandes", http.StatusOK).Shows("Aucune demande en cours", "/demandes/nouvelle")
		b.Get("/demandes?vue=reglees", http.StatusOK).Shows("Aucune demande terminée")
		for i := range 30 {
			b.clock.Advance(time.Second)
			b.reported("marie", fmt.Sprintf("Trou numéro %02d", i))
		}
		last := b.reported("marie", "Le dernier")
		b.reported("luc", "Celui de Luc")
		b.Must(b.requests.Resolve(t.Context(), martin, last, "repaired", "Fait.", nil, b.key()))
		page := b.Get("/demandes", http.StatusOK)
		page.Shows("Trou numéro 29", "1 à 25 de 30", "page=2")
		page.Hides("Trou numéro 04", "Le dernier", "Celui de Luc")
		b.Get("/demandes?page=2", http.StatusOK).Shows("Trou numéro 04", "26 à 30 de 30")
		page = b.Get("/demandes?vue=reglees", http.StatusOK)
		page.Shows("Le dernier")
		page.Hides("Trou numéro")
		b.Get("/demandes?vue=toutes&q=dernier", http.StatusOK).Shows("Le dernier")
		b.Get("/demandes?q=introuvable", http.StatusOK).Shows("Aucune demande ne correspond à « introuvable »", "Enlever les filtres")
		b.Get("/demandes?personne=luc", http.StatusNotFound)
		b.Viewer = martin
		b.Get("/demandes", http.StatusSeeOther)
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
		b.Must(err)
		base := b.walked()
		b.Get(base+"joindre", http.StatusOK).Shows("Pour moi", "Zoe Tremblay", "marie@exemple.com")
		b.Post(base+"joindre", http.StatusNotFound, "pour", "luc")
		b.Post(base+"joindre", http.StatusSeeOther, "pour", "zoe", "joindre", "marie@exemple.com")
		b.Get(base+"verifier", http.StatusOK).Shows("Zoe Tremblay")
		b.Post(base+"envoyer", http.StatusSeeOther)
		b.Get("/demandes?personne=zoe", http.StatusOK).Shows("Pour Zoe")
		entries, err := requestsweb.Source{Requests: b.requests}.Entries(t.Context(), b.scope("zoe"), dossier.Filter{Limit: 30})
		b.Must(err)
		if len(entries) != 1 || entries[0].Path != b.only() {
			t.Errorf("the history of whom it is for: %+v", entries)
		}
		b.as("zoe").Get(b.only(), http.StatusOK)
	})
}

func TestNewRequestsAreLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for i := range 4 {
			b.Stranger()
			base := b.walked()
			want := http.StatusSeeOther
			if i == 3 {
				want = http.StatusTooManyRequests
			}
			b.Post(base+"envoyer", want)
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
		b.as("marie").Prefs.Lang = i18n.English
		b.Get("/demandes", http.StatusOK).Shows("My requests", "Pothole")
		b.Get("/demandes/"+string(n), http.StatusOK).Shows("Add a message", "Withdraw my request")
		b.Get("/demandes/nouvelle", http.StatusOK).Shows("New request", "Roads and sidewalks")
		b.Get("/suivi", http.StatusOK).Shows("Track a request")
	})
}
