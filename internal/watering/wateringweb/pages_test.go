package wateringweb_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/watering/wateringweb"
)

func TestAnybodyIsAnsweredForAnAddressTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get("/arrosage", http.StatusOK)
		page.Shows("Puis-je arroser maintenant?", "Règlement 1825", "article 12")
		page.Hides("Oui, ce soir")

		page = b.Get("/arrosage?adresse=84+moulin", http.StatusOK)
		page.Shows("Oui, ce soir de 20\u00a0h à 23\u00a0h", "Adresse paire\u00a0: les jours pairs.", "Règlement 1825, article 12", "84, rue du Moulin", "Aujourd’hui", "Pas maintenant.")
		page.Shows("La règle des autres adresses")
		page = b.Get("/arrosage?lieu="+string(b.next.ID), http.StatusOK)
		page.Shows("Non, pas aujourd’hui", "Adresse impaire\u00a0: les jours impairs.", "Prochaine fois\u00a0: demain, de 20\u00a0h à 23\u00a0h.")
		page = b.Get("/arrosage?appareil=manuel&lieu="+string(b.next.ID), http.StatusOK)
		page.Shows("Oui, en tout temps", "toute la journée")

		b.Get("/arrosage?adresse=rue+nulle+part", http.StatusOK).Shows("Nous ne trouvons pas cette adresse")
		b.Get("/arrosage?adresse=moulin", http.StatusOK).Shows("Quelle adresse?", "lieu="+string(b.home.ID))
		b.Prefs.Lang = i18n.English
		b.Get("/arrosage?adresse=84+moulin", http.StatusOK).Shows("section 12", "Movable sprinkler")
	})
}

func TestWhoeverIsSignedInIsAnsweredForTheirHome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie").Get("/arrosage", http.StatusOK).Shows("Oui, ce soir", "84, rue du Moulin")
		b.as("luc").Get("/arrosage", http.StatusOK).Hides("Oui, ce soir")
	})
}

func TestMachinesReadTheSameAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		var got struct {
			Adresse   string
			Appareil  string
			Permis    bool
			Connu     bool
			Phrase    string
			Prochaine struct{ Debut, Fin string }
			Semaine   []struct {
				Jour   string
				Plages []struct{ Debut, Fin string }
			}
		}
		b.Must(json.Unmarshal([]byte(b.Get("/arrosage.json?lieu="+string(b.home.ID), http.StatusOK).Body), &got))
		if got.Permis || !got.Connu || got.Appareil != "arroseur" || got.Prochaine.Debut != "2026-09-03T00:00:00Z" || got.Prochaine.Fin != "2026-09-03T03:00:00Z" {
			t.Errorf("got %+v", got)
		}
		if len(got.Semaine) != 7 || len(got.Semaine[0].Plages) != 1 || len(got.Semaine[1].Plages) != 0 {
			t.Errorf("the week: %+v", got.Semaine)
		}
		b.Get("/arrosage.json?lieu=rien", http.StatusNotFound).Shows(`"erreur"`)
		b.Get("/arrosage.json?appareil=fusee&lieu="+string(b.home.ID), http.StatusNotFound).Shows(`"erreur"`)
	})
}

// lawn asks for a permit of Marie's home.
func (b *town) lawn(key string) string {
	b.Helper()
	return b.as("marie").Post("/arrosage/permis", http.StatusSeeOther, "cle", key, "type", "pelouse", "lieu", string(b.home.ID), "superficie", "120", "debut-jour", "3", "debut-mois", "9", "debut-annee", "2026", "conditions", "1").To
}

func TestAPermitIsAskedGrantedAndShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.as("marie")
		b.Get("/arrosage/permis", http.StatusOK).Shows("Aucun permis", "Nouvelle pelouse", "15 jours de suite", "Gratuit")
		b.Get("/arrosage/permis/nouveau?type=pelouse", http.StatusOK).Shows("Chez moi\u00a0: 84, rue du Moulin", "Premier jour", `name="cle"`)
		b.Get("/arrosage/permis/nouveau?type=rien", http.StatusNotFound)

		to := b.lawn("k1")
		if again := b.lawn("k1"); again != to {
			t.Errorf("the same form twice leads to %s, then %s", to, again)
		}
		path := strings.TrimSuffix(to, "?fait=demande")
		number := path[len("/arrosage/permis/"):]
		page := b.Get(to, http.StatusOK)
		page.Shows("Votre demande est reçue", "En attente", "Annuler ce permis")
		page.Hides(`class="qr"`, "Imprimer le permis")

		b.atWork()
		b.Get("/gestion/arrosage", http.StatusOK).Shows("84, rue du Moulin", "Nouvelle pelouse", "/gestion/arrosage/permis/"+number)
		b.Get("/gestion/arrosage/permis/"+number, http.StatusOK).Shows("Marie Tremblay", "120\u00a0m²")
		if n := b.count(`SELECT COUNT(*) FROM journal_entry WHERE person = $1 AND action = $2`, "marie", "view"); n != 1 {
			t.Errorf("%d looks were journaled, want 1", n)
		}
		decide := "/gestion/arrosage/permis/" + number
		b.Post(decide, http.StatusUnprocessableEntity, "cle", "k2", "reponse", "refuser").Shows("Dites pourquoi")
		b.Post(decide, http.StatusUnprocessableEntity, "cle", "k2", "reponse", "accorder", "debut-jour", "x").Shows("Écrivez le premier jour")
		b.Post(decide, http.StatusSeeOther, "cle", "k3", "reponse", "accorder", "debut-jour", "4", "debut-mois", "9", "debut-annee", "2026")
		b.Post(decide, http.StatusConflict, "cle", "k4", "reponse", "refuser", "raison", "Trop tard.")

		b.as("marie")
		b.Get(path, http.StatusOK).Shows("À venir", "Vendredi 4 septembre", "Vendredi 18 septembre", `class="qr"`, "Imprimer le permis")
		told, err := b.alerts.List(t.Context(), people.ID("marie"), 10)
		if err != nil || len(told) != 1 || told[0].Path != path {
			t.Errorf("Marie was told %+v, %v", told, err)
		}
		b.clock.Advance(3 * 24 * time.Hour) // Saturday the 5th, an odd date.
		b.Get("/arrosage", http.StatusOK).Shows("Oui, ce soir de 20\u00a0h à minuit", "Un permis est valide à cette adresse jusqu’au vendredi 18 septembre.", "article 16")
		b.Viewer = session.Viewer{}
		page = b.Get(path, http.StatusOK)
		page.Shows("Valide jusqu’au vendredi 18 septembre", "84, rue du Moulin")
		page.Hides("Marie", "Tremblay", "Annuler", "Imprimer")
		b.Get("/arrosage/permis/"+strings.ToLower(number[:4])+"-"+number[4:], http.StatusOK).Shows("Valide jusqu’au")
		b.Get("/arrosage/permis/AAAAAAAA", http.StatusNotFound)
		b.clock.Advance(14 * 24 * time.Hour)
		b.Get(path, http.StatusOK).Shows("n’est plus valide")
	})
}

func TestAFormThatCannotBeUsedComesBackAsTyped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.as("luc").Post("/arrosage/permis", http.StatusUnprocessableEntity, "cle", "k", "type", "pelouse", "adresse", "rue du Moulin", "superficie", "grande", "debut-jour", "31", "debut-mois", "9", "debut-annee", "2026")
		page.Shows("Écrivez l’adresse de la pelouse", "Écrivez la superficie", "Écrivez le premier jour", "Cochez la case", `value="grande"`, `value="31"`, "84, rue du Moulin", "85, rue du Moulin")
		page = b.Post("/arrosage/permis", http.StatusUnprocessableEntity, "cle", "k", "type", "pelouse", "adresse", "85 moulin", "superficie", "40", "debut-jour", "20", "debut-mois", "9", "debut-annee", "2026", "conditions", "1")
		page.Shows("ne commence pas à cette période")
		b.Post("/arrosage/permis", http.StatusSeeOther, "cle", "k", "type", "pelouse", "adresse", "85 moulin", "superficie", "40", "debut-jour", "3", "debut-mois", "9", "debut-annee", "2026", "conditions", "1")
		// A lawn once a year for one door, whoever asks.
		b.as("marie").Post("/arrosage/permis", http.StatusUnprocessableEntity, "cle", "k9", "type", "pelouse", "lieu", string(b.next.ID), "superficie", "40", "debut-jour", "3", "debut-mois", "9", "debut-annee", "2026", "conditions", "1").Shows("ne se renouvelle pas")
		if n := b.count(`SELECT COUNT(*) FROM watering_permit`); n != 1 {
			t.Errorf("%d permits, want 1", n)
		}
	})
}

func TestAPermitIsGivenUpByWhoeverAskedOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		path := strings.TrimSuffix(b.lawn("k1"), "?fait=demande")
		b.as("luc").Post(path+"/annuler", http.StatusNotFound, "cle", "x")
		if to := b.as("marie").Post(path+"/annuler", http.StatusSeeOther, "cle", "y").To; to != "/arrosage/permis?fait=annule" {
			t.Errorf("giving up leads to %s", to)
		}
		b.Get("/arrosage/permis?fait=annule", http.StatusOK).Shows("Votre permis est annulé", "Annulé")
		b.Post(path+"/annuler", http.StatusConflict, "cle", "z")
		b.lawn("another form")
	})
}

func TestABanIsSeenBeforeItIsDeclaredAndLiftedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.atWork()
		const form = "/gestion/arrosage/interdictions/nouvelle"
		b.Get(form, http.StatusOK).Shows("Dans toute la ville", "Autour d’une adresse")
		b.Get(form+"?apercu=1&ou=autour&adresse=rue&rayon=x", http.StatusUnprocessableEntity).Shows("Dites pourquoi", "de 50 à 5000", "Écrivez l’adresse au milieu")
		b.Get(form+"?apercu=1&ou=secteurs&raison=Bris.", http.StatusUnprocessableEntity).Shows("Choisissez au moins un secteur")
		b.Get(form+"?apercu=1&ou=ville&raison=L’eau+manque.&debut=2026-09-03T08:00&fin=2026-09-03T07:00", http.StatusUnprocessableEntity).Shows("La fin doit suivre le début")
		page := b.Get(form+"?apercu=1&ou=autour&adresse=84+moulin&rayon=300&raison=Une+conduite+est+brisée.", http.StatusOK)
		page.Shows("2 adresses sur 2 sont concernées", "À moins de 300 mètres du 84, rue du Moulin", `name="cle"`)
		if n := b.count(`SELECT COUNT(*) FROM watering_ban`); n != 0 {
			t.Fatalf("looking wrote %d bans", n)
		}
		declare := []string{"cle", "k", "ou", "ville", "raison", "L’eau manque.", "permis", "suspendus"}
		b.Post("/gestion/arrosage/interdictions", http.StatusSeeOther, declare...)
		b.Post("/gestion/arrosage/interdictions", http.StatusSeeOther, declare...)
		if n := b.count(`SELECT COUNT(*) FROM watering_ban`); n != 1 {
			t.Fatalf("the same form twice declared %d bans", n)
		}
		b.Viewer = session.Viewer{}
		page = b.Get("/arrosage?adresse=84+moulin", http.StatusOK)
		page.Shows("Non, jusqu’à nouvel ordre", "Une interdiction est en vigueur.", "L’eau manque. Interdit jusqu’à nouvel ordre.", "Dans toute la ville.")
		b.atWork()
		page = b.Get("/gestion/arrosage?fait=interdiction", http.StatusOK)
		lift := page.Find(`"([^"]*/lever)`)
		b.Post(lift, http.StatusSeeOther, "cle", "l")
		b.Post(lift, http.StatusConflict, "cle", "m")
		b.Get("/arrosage?adresse=84+moulin", http.StatusOK).Shows("Oui, ce soir")
		if n := b.count(`SELECT COUNT(*) FROM journal_entry WHERE action = $1`, "setting changed"); n != 2 {
			t.Errorf("%d deeds were journaled, want 2", n)
		}
	})
}

func TestARuleIsTriedBeforeItIsSaved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.atWork()
		const path = "/gestion/arrosage/regles/eau-1825/arroseur"
		b.Get(path, http.StatusOK).Shows(`value="article 12"`, `value="20:00-23:00"`, `value="05-01"`, "Retirer cette règle")
		b.Get(path+"?apercu=1&appareils=arroseur&jours=semaine&heures=soir", http.StatusUnprocessableEntity).Shows("Choisissez au moins un jour", "n’est pas une plage d’heures", `value="soir"`)
		page := b.Get(path+"?apercu=1&article=article+12&appareils=arroseur&jours=semaine&semaine=jeudi&heures=19:00-21:00", http.StatusOK)
		page.Shows("Adresse paire", "Adresse impaire", "de 19\u00a0h à 21\u00a0h", "Enregistrer la règle")
		b.Get("/arrosage?adresse=84+moulin", http.StatusOK).Shows("Oui, ce soir de 20\u00a0h")
		b.Post(path, http.StatusSeeOther, "cle", "k", "article", "article 12", "appareils", "arroseur", "jours", "semaine", "semaine", "jeudi", "heures", "19:00-21:00")
		b.Get("/arrosage?adresse=84+moulin", http.StatusOK).Shows("Prochaine fois\u00a0: demain, de 19\u00a0h à 21\u00a0h.")
		b.Post("/gestion/arrosage/regles/eau-1825/nouvelle", http.StatusSeeOther, "cle", "k2", "article", "article 99", "effet", "interdit", "appareils", "piscine")
		b.Get("/gestion/arrosage?fait=regle", http.StatusOK).Shows("Article 99", "/gestion/arrosage/regles/eau-1825/article-99")
		b.Get("/arrosage?adresse=84+moulin&appareil=piscine", http.StatusOK).Shows("Non, c’est interdit")
		b.Post("/gestion/arrosage/regles/eau-1825/article-99/retirer", http.StatusSeeOther, "cle", "k3")
		b.Post("/gestion/arrosage/regles/eau-1825/article-99/retirer", http.StatusSeeOther, "cle", "k3")
		b.Get("/arrosage?adresse=84+moulin&appareil=piscine", http.StatusOK).Shows("Oui, en tout temps")
		b.Get("/gestion/arrosage/regles/rien/nouvelle", http.StatusNotFound)
		b.Get("/gestion/arrosage/regles/eau-1825/rien", http.StatusNotFound)
	})
}

func TestOnlyWhoManagesWateringSeesTheCitysSide(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		path := strings.TrimSuffix(b.lawn("k1"), "?fait=demande")
		number := path[len("/arrosage/permis/"):]
		b.Viewer = session.Viewer{Account: "lea", FullName: "Léa Roy", Role: session.Leisure}
		for _, page := range []string{"/gestion/arrosage", "/gestion/arrosage/interdictions/nouvelle", "/gestion/arrosage/permis/" + number, "/gestion/arrosage/regles/eau-1825/arroseur"} {
			b.Get(page, http.StatusForbidden)
		}
		b.as("luc").Post("/gestion/arrosage/interdictions", http.StatusNotFound, "cle", "k", "ou", "ville", "raison", "Non.")
		if n := b.count(`SELECT COUNT(*) FROM watering_ban`); n != 0 {
			t.Errorf("a citizen declared %d bans", n)
		}
	})
}

func TestThePermitIsInTheFileOfWhoeverAsked(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		path := strings.TrimSuffix(b.lawn("k1"), "?fait=demande")
		b.atWork().Post("/gestion/arrosage/permis/"+path[len("/arrosage/permis/"):], http.StatusSeeOther, "cle", "k3", "reponse", "accorder", "debut-jour", "3", "debut-mois", "9", "debut-annee", "2026")
		source := wateringweb.Source{Pages: b.pages}
		ctx := i18n.WithNow(t.Context(), september)
		marie, err := b.people.Person(t.Context(), "marie")
		b.Must(err)
		scope := dossier.Scope{Viewer: b.as("marie").Viewer, People: []people.Care{{Person: marie}}, Now: september}
		coming, err := source.Coming(ctx, scope, september.Add(-24*time.Hour), september.AddDate(0, 0, 7))
		if err != nil || len(coming) != 1 || !strings.Contains(coming[0].Title, "premier jour") {
			t.Errorf("the week: %+v, %v", coming, err)
		}
		line, err := source.Entries(ctx, scope, dossier.Filter{Limit: 10})
		if err != nil || len(line) != 2 || !strings.Contains(line[0].Title, "accordé") {
			t.Errorf("the timeline: %+v, %v", line, err)
		}
		if none, _ := source.Entries(ctx, scope, dossier.Filter{Limit: 10, Kind: "demandes"}); len(none) != 0 {
			t.Errorf("the timeline of requests has %+v", none)
		}
		copied, err := source.Export(ctx, scope)
		if err != nil || len(copied) != 1 || len(copied[0].Rows) != 1 || len(copied[0].Rows[0]) != len(copied[0].Columns) {
			t.Errorf("the copy: %+v, %v", copied, err)
		}
		panel, err := source.Panel(ctx, scope)
		if err != nil || panel == nil {
			t.Fatalf("no panel in season: %v", err)
		}
		b.Draw(ctx, panel).Shows("Oui, ce soir de 20\u00a0h", "Arrosage, aujourd’hui")
		scope.Now = september.AddDate(0, 3, 0)
		if panel, err := source.Panel(ctx, scope); panel != nil || err != nil {
			t.Errorf("out of season: %v, %v", panel, err)
		}
		luc := dossier.Scope{Viewer: b.as("luc").Viewer, People: []people.Care{{Person: people.Person{ID: "luc"}}}, Now: september}
		if copied, err := source.Export(ctx, luc); err != nil || len(copied[0].Rows) != 0 {
			t.Errorf("Luc's copy has %+v, %v", copied, err)
		}
	})
}
