package leisureweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/ui"
)

func TestAVisitorReadsThePhasesAndTheStateOfEachGroup(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.seats[b.group("danse-1")] = leisure.Left{Places: 16, Taken: 14, Web: 2}
	b.seats[b.group("poterie-1")] = leisure.Left{Places: 8, Taken: 8, Waiting: 4}
	b.Get("/loisirs", http.StatusOK).
		Says("Activités d’automne", "Du 14 septembre au 6 décembre. Les prix affichés sont ceux des résidents.",
			"Aquatique et arts : ouvert", "Depuis le mardi 25 août", "Préparez votre liste dès maintenant", "Personnes de l’extérieur", "À partir du jeudi 10 septembre, 9 h",
			"8 activités trouvées", "9 places libres sur 20", "Presque complet", "2 places libres sur 16",
			"Aucune place libre. 4 personnes attendent.", "Ouvre demain, 9 h", "Gratuit", "98,00 $ pour 11 cours", "samedi 17 octobre, de 9 h à 16 h", "55,00 $").
		Hides("Pour qui?", "/panier/ajouter", "Votre panier")
}

func TestWhatASearchSaysIsInItsAddress(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.seats[b.group("poterie-1")] = leisure.Left{Places: 8, Taken: 8}
	for query, want := range map[string]string{
		"mot=guitarre":                          "1 activité trouvée",
		"age=6":                                 "3 activités trouvées",
		"age=6+et+10":                           "6 activités trouvées",
		"quand=soir":                            "3 activités trouvées",
		"quand=fin&type=Aquatique":              "2 activités trouvées",
		"endroit=moulin":                        "1 activité trouvée",
		"prix=90":                               "3 activités trouvées",
		"seulement=gratuit":                     "1 activité trouvée",
		"seulement=accessible":                  "3 activités trouvées",
		"seulement=ouvert":                      "4 activités trouvées",
		"endroit=pied&adresse=84+rue+du+moulin": "3 activités trouvées",
		"endroit=pied":                          "Entrez votre adresse pour voir ce qui est à pied",
		"endroit=pied&adresse=xyzzy":            "Nous ne trouvons pas cette adresse.",
		"page=77":                               "8 activités trouvées",
		"session=Z1999&vue=semaine":             "8 activités trouvées",
	} {
		b.Get("/loisirs?"+query, http.StatusOK).Says(want)
	}
}

func TestWhenNothingAnswersThePageSaysWhichFilterToRemove(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	p := b.Get("/loisirs?mot=guitare&quand=soir&type=Musique", http.StatusOK)
	p.Says("0 activité trouvée", "Tous les jours : 1 activité").Hides("Tous les types")
	b.Get(p.Find(`href="(/loisirs\?[^"]*)">Tous les jours`), http.StatusOK).Says("1 activité trouvée", "Guitare, débutants")
}

func TestAParentSeesWhereEachOfTheFamilyStands(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.enter()
	b.seat("nageur-2-1", b.leo, registration.Confirmed, func(p *registration.Place) { p.Paid = 98_00 })
	b.seat("nageur-3-1", b.zoe, registration.Held, func(p *registration.Place) {
		p.Until = september.Add(12*time.Minute + 20*time.Second)
		p.Price = []registration.PriceLine{{Kind: registration.BasePrice, Amount: 98_00}}
	})
	b.seat("guitare-1", b.zoe, registration.Wished)
	b.seat("poterie-1", b.marie, registration.Waiting, func(p *registration.Place) { p.Rank = 2 })
	b.seats[b.group("poterie-1")] = leisure.Left{Places: 8, Taken: 8, Waiting: 3}
	p := b.Get("/loisirs", http.StatusOK)
	p.Says("Pour qui?", "Léo, 6 ans", "Zoé, 10 ans", "Moi",
		"Léo a sa place", "Payé, 98,00 $", "Annuler l’inscription",
		"Place retenue pour Zoé encore 12 minutes", "Payer maintenant", "1 inscription dans votre panier : 98,00 $", "Places retenues encore 12 min.",
		"Dans votre liste", "Ouvre demain, 9 h. Prêt pour Zoé", "Même heure que « Natation : Nageur 3 » de Zoé, le samedi à 9 h 15.",
		"Votre rang en attente : 2", "Quitter la liste", "Inscrire Zoé", "Ajouter à ma liste pour Léo").
		Shows(`action="/panier/ajouter"`, `name="groupe" value="`+string(b.group("danse-1"))+`"`, `name="personne" value="`+string(b.zoe)+`"`, `href="/loisirs/inscriptions/p-nageur-2-1/annuler"`).
		Says("Bientôt de leur âge", "Gardiens avertis", "Pas pour cet âge", "Zoé a 10 ans. Cette activité est pour les 11 à 15 ans. Zoé pourra s’inscrire à partir du 3 mars 2027")
	b.Get("/loisirs?qui="+string(b.leo), http.StatusOK).Says("3 activités trouvées").Hides("Danse créative")
	b.Get("/loisirs?qui=tous&mot=gardiens", http.StatusOK).Says("Pas pour cet âge").Hides("Inscrire Zoé")
	b.Get("/loisirs?qui=inconnu", http.StatusOK).Says("Léo a sa place")
}

func TestWhatStandsInTheCartOfAnotherHouseholdIsNotTold(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.enter()
	b.seat("nageur-2-1", b.leo, registration.Held, func(p *registration.Place) { p.Payer, p.Until = "patrick", september.Add(10*time.Minute) })
	b.seat("hockey-1", b.leo, registration.Confirmed, func(p *registration.Place) { p.Payer = "patrick" })
	b.Get("/loisirs", http.StatusOK).Says("Léo a sa place").Hides("Dans votre panier", "Votre panier", "Annuler l’inscription")
}

func TestThePageSaysThatSomethingOpensInTheSecondInWhichItDoes(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	nine := time.Date(2026, 9, 3, 13, 0, 0, 0, time.UTC)
	b.clock.Set(nine.Add(-time.Second))
	b.Get("/loisirs?mot=hockey", http.StatusOK).Says("Ouvre aujourd’hui, 9 h", "Préparer ma liste")
	b.clock.Set(nine)
	b.Get("/loisirs?mot=hockey", http.StatusOK).Says("Formation, musique et sports : ouvert", "9 places libres sur 20", "S’inscrire").Hides("Préparer ma liste")
	b.clock.Set(time.Date(2026, 9, 29, 0, 0, 0, 0, time.UTC)) // 20:00 in town, when registration closes.
	b.Get("/loisirs?mot=hockey", http.StatusOK).Says("Inscriptions terminées", "Formation, musique et sports : terminé").Hides("S’inscrire", "Personnes de l’extérieur")
	b.clock.Set(time.Date(2027, 1, 5, 15, 0, 0, 0, time.UTC))
	b.Get("/loisirs", http.StatusOK).Says("Il n’y a plus rien à venir dans cette session.").Hides("Enlevez un filtre")
}

func TestTheWeekShowsTheSameGroupsByDay(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	words := b.Get("/loisirs?vue=semaine", http.StatusOK).Words()
	order := []string{"Lundi de 17", "Mardi de 18", "Mercredi de 18", "Samedi de 9", "Guitare", "Hockey"}
	at := 0
	for _, want := range order {
		i := strings.Index(strings.ReplaceAll(words[at:], "\u00a0", " "), want)
		if i < 0 {
			t.Fatalf("%q does not come after the ones before:\n%s", want, words)
		}
	}
}

func TestWhoShowedNoProofOfResidenceIsToldHowToPayAsAResident(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Get("/loisirs", http.StatusOK).Hides("preuve de résidence")
	b.enter()
	b.Get("/loisirs", http.StatusOK).Says("ceux des résidents").Hides("preuve de résidence")
	b.clock.Set(september.AddDate(1, 0, 1)) // The proof is a year old.
	b.Get("/loisirs", http.StatusOK).Says("ceux des personnes de l’extérieur", "Montrez une preuve de résidence au guichet.")
}

func TestAGroupTellsEverythingAndWhoMayRegister(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	path := "/loisirs/groupes/" + string(b.group("nageur-2-1"))
	visitor := b.Get(path, http.StatusOK)
	visitor.Says("Natation : Nageur 2", "Samedi 19 septembre", "de 9 h à 9 h 45", "Quoi apporter", "Maillot et bonnet.", "Si vous annulez", "tout vous est rendu",
		"Résidents 98,00 $", "Villes voisines 122,00 $", "Autres personnes 147,00 $", "à partir du jeudi 10 septembre, 9 h", "12, rue du Clair-Matin", "Audrey Lavoie").
		Shows(`href="/connexion?suite=%2Floisirs%2Fgroupes%2F`).Hides("Samedi 10 octobre")
	b.enter()
	b.Get(path, http.StatusOK).
		Says("Vous", "Zoé Tremblay", "Léo Tremblay", "Pas possible", "Possible", "Inscrire Léo", "fiche de santé").
		Shows(`name="personne" value="`+string(b.leo)+`"`).Hides(`name="personne" value="`+string(b.zoe)+`"`, "M’inscrire")
	b.Get("/loisirs/groupes/"+string(b.group("guitare-1")), http.StatusOK).Says("Ajouter à ma liste pour Zoé", "Prêt d’une guitare, 25,00 $").Shows(`name="option"`, `value="pret"`)
	b.Get("/loisirs/groupes/"+string(b.group("nageur-3-1")), http.StatusOK).Says("Préalable Natation : Nageur 2")
	// Who is not of the age is not sent after a course that would not help them.
	b.Get("/loisirs/groupes/"+string(b.group("nageur-3-1")), http.StatusOK).Hides("trace pour Marie")
	b.Get("/loisirs/groupes/inconnu", http.StatusNotFound)
}

func TestAFullGroupOffersItsListToAllTogether(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.enter()
	for _, code := range []string{"conte-1", "guitare-1", "nageur-2-1"} {
		b.seats[b.group(code)] = leisure.Left{Places: 10, Taken: 10, Waiting: 1}
	}
	b.clock.Advance(25 * time.Hour) // Guitar is open too.
	b.Get("/loisirs/groupes/"+string(b.group("guitare-1")), http.StatusOK).
		Says("Qui attend une place?", "Aller sur la liste d’attente", "1 personne attend").Shows(`action="/loisirs/attente"`)
	b.Get("/loisirs/groupes/"+string(b.group("nageur-2-1")), http.StatusOK).Says("Inscrire Léo à la liste d’attente")
	b.Get("/loisirs?mot=nageur+2", http.StatusOK).Says("Inscrire Léo à la liste d’attente").Shows(`action="/loisirs/attente"`)
}

func TestTheBrochureAndTheDatesAreThoseOfTheSearch(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Get("/loisirs/brochure", http.StatusOK).Says("Aquatique", "Bibliothèque", "Préalable : Natation : Nageur 2", "Les lieux", "60, rue du Moulin")
	b.Get("/loisirs/brochure?type=Musique", http.StatusOK).Says("Guitare, débutants").Hides("Poterie")
	b.Get("/loisirs/brochure?mot=xyzzy", http.StatusOK).Says("Aucune activité ne répond à cette recherche.")
	ics := b.Get("/loisirs/groupes/"+string(b.group("nageur-2-1"))+".ics", http.StatusOK)
	if n := strings.Count(ics.Body, "BEGIN:VEVENT"); n != 11 {
		t.Errorf("the group has %d classes in its calendar, want 11", n)
	}
	ics.Shows("SUMMARY:Natation", "https://ville.exemple/loisirs/groupes/")
	if n := strings.Count(b.Get("/loisirs/programme.ics?type=Formation", http.StatusOK).Body, "BEGIN:VEVENT"); n != 1 {
		t.Errorf("the courses have %d dates, want 1", n)
	}
}

func TestAnUnpublishedSessionIsNotThere(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	path := "/loisirs/groupes/" + string(b.group("hockey-1"))
	s, _ := b.leisure.Program().SessionByCode("A2026")
	manager := julie
	manager.Role = "loisirs"
	b.Must(b.leisure.Publish(t.Context(), manager, s.ID, false, forms.Key{}))
	b.Get("/loisirs", http.StatusOK).Says("Aucun programme n’est publié pour l’instant.")
	b.Get("/loisirs/brochure", http.StatusOK).Says("Aucune activité")
	b.Get("/loisirs/programme.ics", http.StatusOK)
	b.Get(path, http.StatusNotFound)
	b.Get(path+".ics", http.StatusNotFound)
}

func TestTheCatalogueSpeaksEnglish(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Prefs = ui.Prefs{Lang: i18n.English}
	b.Get("/loisirs", http.StatusOK).Says("Fall activities", "Creative dance").Hides("Danse créative")
}

func TestTheStaffSeeThePagesAsAVisitorDoes(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Viewer = julie
	b.Get("/loisirs", http.StatusOK).Hides("Pour qui?")
}
