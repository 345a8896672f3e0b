package libraryweb_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/people"
	"sem/internal/session"
)

func TestTheDeskCountsAndReadsTitlesForAReasonOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		b.Viewer = agent
		panel, err := b.pages.DeskPanel(b.now(), agent, "marie")
		b.Must(err)
		b.Draw(b.now(), panel).Says("Carte finissant par 1111", "3 prêts, 1 en retard. Première date : mardi 1er septembre", "2 réservations, 1 prête à prendre").Hides("La rivière", "L’aurore")
		if panel, err = b.pages.DeskPanel(b.now(), session.Viewer{Account: "n", Role: session.Leisure}, "marie"); err != nil || panel != nil {
			t.Errorf("leisure sees a panel: %v, %v", panel, err)
		}
		path := "/guichet/personnes/marie/bibliotheque"
		b.seen(path).Says("Bibliothèque de Marie Tremblay", "3 prêts, 1 en retard", "Voir les titres pour cette raison").Hides("La rivière", "L’aurore", "Couverture")
		b.Post(path, http.StatusUnprocessableEntity, "motif", "  ").Says("Écrivez la raison en quelques mots.").Hides("La rivière")
		b.Post(path, http.StatusOK, "motif", "Elle demande lequel est en retard").Says("La rivière", "Un été", "1 jour de retard", "L’aurore").Hides("21111")
		seen, err := b.book.OfPerson(b.Context(), "marie", 0)
		b.Must(err)
		b.Read(fmt.Sprint(seen)).Says("Elle demande lequel est en retard")
		b.silence()
		b.Viewer = agent
		b.seen(path).Says("ne dit plus rien de cette carte depuis aujourd’hui, 10 h. Dernière copie : hier à 10 h.")
		b.seen("/guichet/personnes/luc/bibliotheque").Says("Aucune carte n’est liée à ce dossier.")
		b.Get("/guichet/personnes/personne/bibliotheque", http.StatusNotFound)
		b.as("paul").Get(path, http.StatusNotFound)
	})
}

func TestTheSystemIsTriedBeforeItIsKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Viewer = admin
		b.seen("/gestion/bibliotheque").Says("Aucun système", "Rayonnage", "Pour une petite bibliothèque.")
		b.seen("/gestion/bibliotheque?systeme=rayon").Says("Adresse du serveur", "Un nom, ou quatre nombres.", "Mot de passe du poste", "Codage").Shows(`value="6001"`)
		fields := []string{"systeme", "rayon", "adresse", "sip.exemple", "port", "6001", "codage", "cp850", "tls", "1"}
		b.Post("/gestion/bibliotheque/verifier", http.StatusUnprocessableEntity, "systeme", "rayon").Says("Entrez l’adresse du serveur.")
		tried := b.Post("/gestion/bibliotheque/verifier", http.StatusOK, append(fields, "secret", "sésame", "essai_carte", "21111", "essai_nip", "1234")...)
		tried.Says("La connexion fonctionne. Rien n’est gardé encore.", "Connexion au serveur Réussi", "répond en 12 ms", "Carte d’essai Réussi", "Celui que vous venez d’entrer sera gardé").Hides("sésame", "1234")
		if !b.service.State().Absent {
			t.Error("trying has set the system")
		}
		sealed := tried.Find(`name="scelle" value="([^"]+)"`)
		b.shelf.away = true
		b.Post("/gestion/bibliotheque/verifier", http.StatusOK, append(fields, "scelle", sealed)...).Says("La connexion s’arrête à cette étape.", "Connexion au serveur Échec", "Vérifiez le port.")
		b.shelf.away = false
		if to := b.Post("/gestion/bibliotheque", http.StatusSeeOther, append(fields, "scelle", sealed)...).To; to != "/gestion/bibliotheque?fait=oui" {
			t.Fatalf("keeping leads to %s", to)
		}
		b.seen("/gestion/bibliotheque?fait=oui").Says("Les réglages sont gardés.", "Il y en a un. Laissez vide pour le garder.").Shows(`value="sip.exemple"`, `<option value="cp850" selected`).Hides("sésame")
		b.Post("/gestion/bibliotheque/verifier", http.StatusOK, fields...).Says("Ouverture du poste Réussi") // The secret kept is the one that was tried.
	})
}

func TestOnlyWhoMaySetTheSystemSeesIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.Viewer = agent
		b.Get("/gestion/bibliotheque", http.StatusForbidden)
		b.Post("/gestion/bibliotheque", http.StatusForbidden, "systeme", "none")
		b.Viewer = admin
		b.Viewer.Reassured = september.AddDate(0, 0, -1)
		if status := b.Ask(webRequest("/gestion/bibliotheque")).Status; status != http.StatusSeeOther && status != http.StatusUnauthorized {
			t.Errorf("a password given yesterday opens the settings: %d", status)
		}
	})
}

func webRequest(path string) *http.Request {
	r, err := http.NewRequest(http.MethodGet, path, nil)
	if err != nil {
		panic(err)
	}
	return r
}

func TestTheFileSaysWhatToReturn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		tasks, err := b.source.ToDo(b.now(), b.scope("marie"))
		b.Must(err)
		told := b.Read(fmt.Sprint(tasks))
		told.Says("1 document en retard à la bibliothèque", "Un été", "1 document à rendre à la bibliothèque", "Le jardin des ombres", "2 documents à rendre à la bibliothèque", "Léo : La lune, et 1 autre", "Une réservation vous attend à la bibliothèque", "L’aurore")
		told.Hides("Secret de Paul", "La rivière")

		coming, err := b.source.Coming(b.now(), b.scope("marie"), september.AddDate(0, 0, -1), september.AddDate(0, 0, 7))
		b.Must(err)
		b.Read(fmt.Sprint(coming)).Says("À rendre : Le loup", "À rendre : La lune", "À rendre : Le jardin des ombres").Hides("La rivière", "Paul")

		entries, err := b.source.Entries(b.now(), b.scope("marie"), dossier.Filter{Limit: 10})
		b.Must(err)
		if len(entries) != 2 {
			t.Errorf("the timeline has %d entries, want the two cards", len(entries))
		}
		if entries, err = b.source.Entries(b.now(), b.scope("marie"), dossier.Filter{Limit: 10, Person: "léo"}); err != nil || len(entries) != 1 || entries[0].Person != "Léo" {
			t.Errorf("the timeline of Léo is %+v, %v", entries, err)
		}
		if entries, err = b.source.Entries(b.now(), b.scope("marie"), dossier.Filter{Limit: 10, Kind: "cours"}); err != nil || len(entries) != 0 {
			t.Errorf("courses are %+v, %v", entries, err)
		}
		sections, err := b.source.Export(b.now(), b.scope("marie"))
		b.Must(err)
		b.Read(fmt.Sprint(sections)).Shows("La rivière", "L’aurore", "21111", "5.00", "Le loup").Hides("Secret de Paul", "23333")

		panel, err := b.source.Panel(b.now(), b.scope("marie"))
		b.Must(err)
		b.Draw(b.now(), panel).Says("Marie", "3 documents à rendre. 1 est en retard.", "Léo", "2 documents à rendre. Le premier : demain.", "Tous nos prêts").Hides("Paul")
		panel, err = b.source.Panel(b.now(), b.scope("luc"))
		b.Must(err)
		b.Draw(b.now(), panel).Says("Lier une carte")
	})
}

func TestAMandateForTheLibraryShowsWhoseLoansTheyAre(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).family()
		b.Must(d.InTx(t.Context(), func(tx *db.Tx) error {
			return b.people.LoadMandates(t.Context(), tx, slices.Values([]people.Mandate{
				{ID: "x1", Grantor: people.Person{ID: "paul"}, Helper: people.Person{ID: "luc"}, Scope: people.Library, Since: september, CreatedAt: september},
			}))
		}))
		file := &dossier.Service{DB: d, People: b.people, Clock: b.clock}
		scope, err := file.ScopeOf(t.Context(), citizenOf("luc"))
		b.Must(err)
		tasks, err := b.source.ToDo(b.now(), scope)
		b.Must(err)
		b.Read(fmt.Sprint(tasks)).Says("Paul : Secret de Paul").Hides("La lune", "Un été")
		b.as("luc").seen("/bibliotheque").Says("Secret de Paul", "Renouveler").Hides("La lune")
	})
}
