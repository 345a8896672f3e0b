package programweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/session"
)

func TestOnlyWhoeverManagesLeisureSeesTheProgramAtTheDesk(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	for _, path := range []string{
		"/guichet/loisirs", "/guichet/loisirs/voir", "/guichet/loisirs/lot", "/guichet/loisirs/lieux", "/guichet/loisirs/politiques", "/guichet/loisirs/chiffres.csv",
		"/guichet/loisirs/sessions/hiver", "/guichet/loisirs/activites/nageur", "/guichet/loisirs/groupes/sa9", "/guichet/loisirs/groupes/sa9/modifier",
	} {
		b.Viewer = sophie
		b.Get(path, http.StatusOK)
		for _, other := range []session.Viewer{martin, agent} {
			b.Viewer = other
			b.Get(path, http.StatusForbidden)
		}
	}
	b.Viewer = martin
	b.Post("/guichet/loisirs/sessions/hiver/publier", http.StatusForbidden, "publiee", "oui", "cle", "k")
	if s, _ := b.leisure.Program().Session("hiver"); s.Published {
		t.Error("whoever may not has published the session")
	}
}

func TestTheProgramStandsInThreeColumnsWithItsFigures(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.seats["sa9"] = leisure.Left{Places: 12, Taken: 2, Held: 1, Web: 9}
	b.seats["di10"] = leisure.Left{Places: 12, Taken: 12, Waiting: 3}
	b.Get("/guichet/loisirs", http.StatusOK).Says("0 groupe sous le minimum").Hides("1 sous le minimum") // Nobody could register yet.
	b.clock.Set(december)
	page := b.Get("/guichet/loisirs", http.StatusOK)
	page.Says("Hiver 2027", "Pas publiée", "14 places prises sur 24", "Natation : Nageur 3", "Aquatique, 2 groupes", "1 sous le minimum", "3 en attente", "Heure du conte")
	page.Says("9 places libres", "1 groupe sous le minimum", "3 personnes en attente", "1 groupe complet", "Choisissez une activité")
	page.Shows(`class="prog-cols at-1 no-groups"`, `href="/guichet/loisirs/sessions/hiver/copier"`, `href="/guichet/loisirs/lot?seance=hiver"`, `href="/guichet/loisirs/voir?seance=hiver"`)

	page = b.Get("/guichet/loisirs?seance=hiver&activite=nageur", http.StatusOK)
	page.Shows(`class="prog-cols at-3"`, `href="/guichet/loisirs/groupes/sa9/liste"`, `href="/guichet/loisirs/groupes/sa9/modifier"`)
	page.Says("Samedi, de 9 h à 9 h 45", "2 places prises sur 12, 1 dans un panier", "Il manque 2 personnes", "Dimanche, de 10 h à 10 h 45", "Complet", "3 en attente")

	page = b.Get("/guichet/loisirs?seance=hiver&etat=minimum", http.StatusOK)
	page.Says("1 groupe trouvé", "Groupe N3-SA").Hides("Groupe N3-DI", "Heure du conte")
	b.Get("/guichet/loisirs?seance=hiver&q=N3-di", http.StatusOK).Says("Groupe N3-DI").Hides("Groupe N3-SA")
	b.Get("/guichet/loisirs?q=n3", http.StatusOK).Shows(`class="prog-cols at-2"`) // A phone shows what was found.
	b.Get("/guichet/loisirs?seance=hiver&q=n3", http.StatusOK).Says("Groupe N3-SA", "Groupe N3-DI")
	b.Get("/guichet/loisirs?seance=hiver&q=plongeon", http.StatusOK).Says("Aucune activité ne répond", "Enlever les filtres")

	b.Prefs.Lang = i18n.English
	b.Get("/guichet/loisirs?seance=hiver&activite=nageur", http.StatusOK).Says("Winter 2027", "Swimming: Swimmer 3")
}

func TestATownWithoutSessionsIsToldWhereToBegin(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.empty()
	b.Get("/guichet/loisirs", http.StatusOK).Says("Aucune session pour l’instant", "Créer une session")
	b.Get("/guichet/loisirs/voir", http.StatusNotFound)
	b.Get("/guichet/loisirs/lieux", http.StatusOK).Says("Aucun lieu pour l’instant")
	b.Get("/guichet/loisirs/politiques", http.StatusOK).Says("Aucune politique pour l’instant")
}

func TestASessionIsBuiltOnScreen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		form := url.Values{
			"code": {"P2027"}, "nom": {"Printemps 2027"}, "nom_en": {"Spring 2027"}, "debut": {"2027-04-05"}, "fin": {"2027-06-13"}, "famille": {"5; 10"},
			"fen_public": {"", "resident"}, "fen_canal": {"", "web"}, "fen_ouvre": {"", "2027-03-16T09:00"}, "fen_ferme": {"", ""},
		}
		preview := b.Get("/guichet/loisirs/sessions/nouveau?apercu=1&"+form.Encode(), http.StatusOK)
		preview.Says("Printemps 2027", "Résidents, en ligne : à partir du mardi 16 mars 2027, 9 h", "Le 2e enfant, pour 100 $", "95,00 $", "90,00 $")
		to := b.Send("/guichet/loisirs/sessions/nouveau", http.StatusSeeOther, form).To
		s, known := b.leisure.Program().SessionByCode("P2027")
		if !known || s.Published || len(s.Windows) != 1 || s.Windows[0].Channel != leisure.Web || s.Windows[0].Opens.UTC().Hour() != 13 || len(s.Family) != 2 {
			t.Fatalf("the session is %+v", s)
		}
		b.Get(to, http.StatusOK).Says("La session est enregistrée", "Cette session n’a pas encore d’activité")

		form = url.Values{
			"seance": {string(s.ID)}, "code": {"yoga"}, "titre": {"Yoga"}, "texte": {"Doux.\nPour tous."}, "categorie": {"Mise en forme"}, "politique": {"generale"},
			"formulaires": {"health"}, "modes": {"garde"}, "prealables": {"nageur-3"},
		}
		b.Get("/guichet/loisirs/activites/nouveau?apercu=1&"+form.Encode(), http.StatusOK).Says("Yoga", "Pour tous.", "Il faut avoir réussi nageur-3", "Tout est rendu")
		to = b.Send("/guichet/loisirs/activites/nouveau", http.StatusSeeOther, form).To
		a, known := b.leisure.Program().ActivityByCode(s.ID, "yoga")
		if !known || !a.Childcare || a.Forms[0] != leisure.FormHealth || a.Needs[0] != "nageur-3" || a.Policy != "generale" {
			t.Fatalf("the activity is %+v", a)
		}
		b.Get(to, http.StatusOK).Says("L’activité est enregistrée", "Cette activité n’a pas encore de groupe")

		add := b.Get("/guichet/loisirs/groupes/nouveau/modifier?activite="+string(a.ID), http.StatusOK)
		add.Shows(`value="2027-04-05"`, `value="2027-06-13"`)
		group := url.Values{
			"activite": {string(a.ID)}, "code": {"Y-MA"}, "lieu": {"piscine"}, "salle": {"B"}, "age_min": {"16"}, "places": {"15"}, "minimum": {"5"}, "guichet": {"2"}, "attente": {"1"},
			"debut": {"2027-04-05"}, "fin": {"2027-05-02"}, "sans": {"2027-04-13"},
			"plage_jour": {"2", "4", "1"}, "plage_debut": {"18:30", "18:30", ""}, "plage_fin": {"19:30", "19:30", ""},
			"prix_public": {"resident", "neighbour", "other"}, "prix_montant": {"85,00", "", "125"}, "prix_depuis": {"", "", ""},
			"option_code": {"tapis"}, "option_nom": {"Tapis"}, "option_nom_en": {"Mat"}, "option_prix": {"12,50"},
			"fen_public": {""}, "fen_canal": {""}, "fen_ouvre": {""}, "fen_ferme": {""},
		}
		preview = b.Get("/guichet/loisirs/groupes/nouveau/modifier?apercu=1&"+group.Encode(), http.StatusOK)
		preview.Says("16 ans et plus", "Mardi et jeudi, de 18 h 30 à 19 h 30", "Piscine municipale, B", "85,00 $", "125,00 $", "En plus : Tapis", "12,50 $", "7 cours", "Mardi 6 avril 2027", "Fenêtres de la session")
		preview.Hides("Mardi 13 avril")
		to = b.Send("/guichet/loisirs/groupes/nouveau/modifier", http.StatusSeeOther, group).To
		g, known := b.leisure.Program().GroupByCode(s.ID, "Y-MA")
		if !known || g.MinAge != 192 || g.Places != 15 || g.Counter != 2 || len(g.Slots) != 2 || len(g.Prices) != 2 || g.Options[0].Amount != 1250 || !g.Waits {
			t.Fatalf("the group is %+v", g)
		}
		if n := len(b.leisure.Program().Occurrences(g.ID)); n != 7 {
			t.Errorf("the group has %d classes, want 7", n)
		}
		b.seats[g.ID] = leisure.Left{Places: 15, Web: 13}
		b.Get(to, http.StatusOK).Says("Le groupe est enregistré", "0 place prise sur 15", "Mardi 6 avril 2027", "Gardées pour le guichet")
		for _, object := range []string{"leisure session P2027", "leisure activity yoga", "leisure group Y-MA"} {
			if b.journaled(object) != 1 {
				t.Errorf("the journal has %d entries of %s", b.journaled(object), object)
			}
		}
		b.Get("/guichet/loisirs/groupes/nouveau/modifier?activite="+string(a.ID)+"&modele="+string(g.ID), http.StatusOK).Shows(`value="18:30"`, `value="85,00"`).Hides(`value="Y-MA"`)
	})
}

func TestAFormSaysWhatIsWrongBesideEachQuestionAndKeepsWhatWasTyped(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	page := b.Send("/guichet/loisirs/sessions/nouveau", http.StatusUnprocessableEntity, url.Values{
		"code": {"H 2027!"}, "nom": {"Été"}, "debut": {"2027-07-32"}, "fin": {"2027-06-01"}, "famille": {"beaucoup"}, "fen_ouvre": {"hier"}, "fen_ferme": {""},
	})
	page.Shows(`value="Été"`, `value="H 2027!"`, `value="hier"`, `href="#champ-debut"`, `href="#champ-fenetres"`, `id="champ-fenetres"`)
	page.Says("Écrivez une date comme 2027-01-11.", "Écrivez un pourcentage", "Écrivez une date et une heure")
	b.Send("/guichet/loisirs/sessions/nouveau", http.StatusUnprocessableEntity, url.Values{"code": {"H2027"}, "nom": {"Encore"}, "debut": {"2027-01-11"}, "fin": {"2027-02-11"}}).
		Says("Une autre session a déjà ce code")

	page = b.Send("/guichet/loisirs/groupes/sa9/modifier", http.StatusUnprocessableEntity, url.Values{
		"code": {"N3-SA"}, "places": {"douze"}, "age_min": {"vieux"}, "debut": {"2027-01-11"}, "fin": {"2027-03-21"},
		"plage_jour": {"6"}, "plage_debut": {"9h"}, "plage_fin": {"09:45"}, "prix_public": {"resident"}, "prix_montant": {"cher"}, "prix_depuis": {""},
	})
	page.Shows(`value="douze"`, `value="vieux"`, `value="cher"`, `href="#champ-horaire"`, `href="#champ-prix"`)
	page.Says("Écrivez un âge comme 11", "Écrivez un montant comme 85,00", "Écrivez une heure comme 18:30")
	b.Send("/guichet/loisirs/groupes/sa9/modifier", http.StatusUnprocessableEntity, url.Values{
		"code": {"N3-DI"}, "places": {"12"}, "minimum": {"20"}, "debut": {"2027-01-11"}, "fin": {"2027-03-21"},
	}).Says("Un autre groupe de la session a déjà ce code", "Le minimum ne dépasse pas le nombre de places")
	if g, _ := b.leisure.Program().Group("sa9"); g.Places != 12 || g.Code != "N3-SA" {
		t.Errorf("a form that was refused changed the group: %+v", g)
	}
	b.Get("/guichet/loisirs/groupes/sa9/modifier?apercu=1&places=-3&code=N3-SA", http.StatusUnprocessableEntity).Says("Écrivez un nombre entier")
	b.Get("/guichet/loisirs/groupes/inconnu", http.StatusNotFound)
	b.Get("/guichet/loisirs/activites/nouveau?seance=inconnue", http.StatusNotFound)
}

func TestASessionIsPublishedOnceWhatLacksWasShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get("/guichet/loisirs/sessions/hiver/publier", http.StatusOK)
		page.Says("Publier la session", "Aucun lieu.", "Heure du conte (CONTE)", "Rien en anglais").Hides("Aucun prix", "aucune date d’ouverture")
		key := page.Key()
		for range 2 { // a double click
			b.Post("/guichet/loisirs/sessions/hiver/publier", http.StatusSeeOther, "publiee", "oui", "cle", key)
		}
		if s, _ := b.leisure.Program().Session("hiver"); !s.Published {
			t.Error("the session is not published")
		}
		if n := b.journaled("leisure session H2027"); n != 1 {
			t.Errorf("the journal has %d entries", n)
		}
		b.Get("/guichet/loisirs?seance=hiver&fait=publiee", http.StatusOK).Says("La session est publiée", "Cacher")
		page = b.Get("/guichet/loisirs/sessions/hiver/publier", http.StatusOK)
		page.Says("Cacher la session", "Les inscriptions faites restent valides")
		b.Post("/guichet/loisirs/sessions/hiver/publier", http.StatusSeeOther, "publiee", "non", "cle", page.Key())
		if s, _ := b.leisure.Program().Session("hiver"); s.Published {
			t.Error("the session is still published")
		}
	})
}

func TestLastSessionIsCopiedByWholeWeeksAfterItsDatesWereShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		form := url.Values{"code": {"H2028"}, "nom": {"Hiver 2028"}, "debut": {"2028-01-10"}}
		b.Get("/guichet/loisirs/sessions/hiver/copier", http.StatusOK).Hides("Copier la session</span>")
		page := b.Get("/guichet/loisirs/sessions/hiver/copier?apercu=1&"+form.Encode(), http.StatusOK)
		page.Says("Tout est 52 semaines plus tard", "2 activités et 3 groupes", "Natation : Nageur 3 (N3-SA)", "11 janv. 2027 au 21 mars 2027", "10 janv. 2028 au 19 mars 2028", "Copier la session")
		if len(b.leisure.Program().Sessions()) != 1 {
			t.Error("looking at a copy made one")
		}
		b.Get("/guichet/loisirs/sessions/hiver/copier?apercu=1&code=H2027&nom=x&debut=2028-01-10", http.StatusUnprocessableEntity).Says("Une autre session a déjà ce code")
		to := b.Send("/guichet/loisirs/sessions/hiver/copier", http.StatusSeeOther, form).To
		b.Get(to, http.StatusOK).Says("La session est copiée", "Hiver 2028")
		s, _ := b.leisure.Program().SessionByCode("H2028")
		if g, known := b.leisure.Program().GroupByCode(s.ID, "N3-SA"); !known || len(b.leisure.Program().Occurrences(g.ID)) != 10 {
			t.Error("the copy lacks a group or its classes")
		}
	})
}

func TestAClassIsCancelledMovedAndAddedWithAReason(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.told.people = 7
		page := b.Get("/guichet/loisirs/groupes/sa9", http.StatusOK)
		page.Says("Samedi 16 janvier 2027, de 9 h à 9 h 45", "Liste et présences", "Annuler le groupe")
		page.Shows(`href="/guichet/loisirs/groupes/sa9/annuler"`, `href="/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler"`)

		b.Get("/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler", http.StatusOK).Says("Annuler le cours du samedi 16 janvier 2027", "7 personnes inscrites sont concernées", "Voir la liste du groupe")
		b.Send("/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler", http.StatusUnprocessableEntity, url.Values{"raison": {""}}).Says("Écrivez la raison")
		if len(b.told.heard) != 0 {
			t.Error("somebody was told of a class that was not cancelled")
		}
		to := b.Send("/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler", http.StatusSeeOther, url.Values{"raison": {"Bris de chauffage"}, "raison_en": {"Heating failure"}}).To
		b.Get(to, http.StatusOK).Says("Le cours est annulé", "Annulé", "Bris de chauffage", "Remettre ou reprendre")
		b.Send("/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler", http.StatusConflict, url.Values{"raison": {"Encore"}}).Says("Ce cours est déjà annulé")

		b.Get("/guichet/loisirs/groupes/sa9/cours/sa9-b/deplacer", http.StatusOK).Shows(`value="2027-01-23"`, `value="09:00"`)
		b.Send("/guichet/loisirs/groupes/sa9/cours/sa9-b/deplacer", http.StatusUnprocessableEntity, url.Values{"jour": {"2027-01-24"}, "debut": {"10:00"}, "fin": {"09:00"}, "raison": {"x"}}).
			Says("Le cours finit après son début").Shows(`value="2027-01-24"`)
		to = b.Send("/guichet/loisirs/groupes/sa9/cours/sa9-b/deplacer", http.StatusSeeOther, url.Values{"jour": {"2027-01-24"}, "debut": {"09:00"}, "fin": {"09:45"}, "raison": {"Compétition"}}).To
		b.Get(to, http.StatusOK).Says("Le cours est déplacé", "Dimanche 24 janvier 2027", "Prévu le 23 janvier 2027, 9 h. Compétition")

		b.Get("/guichet/loisirs/groupes/sa9/cours/nouveau/deplacer", http.StatusOK).Says("Ajouter un cours").Shows(`value="09:45"`)
		to = b.Send("/guichet/loisirs/groupes/sa9/cours/nouveau/deplacer", http.StatusSeeOther, url.Values{"jour": {"2027-03-27"}, "debut": {"09:00"}, "fin": {"09:45"}, "raison": {"Reprise"}}).To
		b.Get(to, http.StatusOK).Says("Le cours est ajouté", "Samedi 27 mars 2027", "Ajouté")
		if len(b.told.heard) != 3 || b.told.heard[0].State != leisure.Cancelled || b.told.heard[1].State != leisure.Moved || b.told.heard[2].State != leisure.Added {
			t.Errorf("the families heard %+v", b.told.heard)
		}
		b.Get("/guichet/loisirs/groupes/di10/cours/sa9-a/annuler", http.StatusNotFound)
		b.Get("/guichet/loisirs/groupes/sa9/cours/nouveau/annuler", http.StatusNotFound)
	})
}

func TestAClassThatNobodyGoesToIsCancelledWithoutTellingAnybody(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Get("/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler", http.StatusOK).Says("personne ne sera averti").Hides("Voir la liste du groupe")
}

func TestManyGroupsChangeAtOnceAfterEachWasShown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Get("/guichet/loisirs/lot?seance=hiver", http.StatusOK).Says("3 groupes trouvés", "Natation : Nageur 3 (N3-SA)", "Changer les 3 groupes trouvés")
		b.Get("/guichet/loisirs/lot?seance=hiver&apercu=1&tous=1", http.StatusUnprocessableEntity).Says("Dites ce qui change")
		b.Get("/guichet/loisirs/lot?seance=hiver&apercu=1&places=8", http.StatusUnprocessableEntity).Says("Choisissez au moins un groupe")
		page := b.Get("/guichet/loisirs/lot?seance=hiver&q=nageur&tous=1&apercu=1&pourcent=3&arrondi=1,00&salle=Bassin+chaud", http.StatusOK)
		page.Says("2 groupes changent", "Résidents : de 85,00 $ à 88,00 $", "Autres personnes : de 125,00 $ à 129,00 $", "Salle : de rien à Bassin chaud", "Un prix déjà retenu")
		if g, _ := b.leisure.Program().Group("sa9"); g.Room != "" {
			t.Error("looking changed a group")
		}
		sent := url.Values{"seance": {"hiver"}, "q": {"nageur"}, "tous": {"oui"}, "combien": {"2"}, "pourcent": {"3"}, "arrondi": {"1,00"}, "salle": {"Bassin chaud"}}
		for name, values := range sent {
			if name != "cle" {
				page.Shows(`name="` + name + `" value="` + values[0] + `"`)
			}
		}
		key := page.Find(`(?s)Avant et après.*?name="cle" value="([^"]+)"`)
		sent.Set("cle", key)
		for range 2 {
			b.Send("/guichet/loisirs/lot", http.StatusSeeOther, sent)
		}
		for _, id := range []leisure.GroupID{"sa9", "di10"} {
			if g, _ := b.leisure.Program().Group(id); g.Room != "Bassin chaud" || g.Prices[0].Amount != 8800 || g.Prices[1].Amount != 12900 {
				t.Errorf("the group %s is %+v", id, g)
			}
		}
		if n := b.journaled("leisure group N3-SA"); n != 1 {
			t.Errorf("the journal has %d entries of the group", n)
		}
		one := url.Values{"seance": {"hiver"}, "groupe": {"di10"}, "combien": {"1"}, "places": {"20"}, "fen_public": {"", ""}, "fen_canal": {"counter", ""}, "fen_ouvre": {"2026-12-01T09:00", ""}, "fen_ferme": {"", ""}}
		b.Send("/guichet/loisirs/lot", http.StatusSeeOther, one)
		if g, _ := b.leisure.Program().Group("di10"); g.Places != 20 || len(g.Windows) != 1 || g.Windows[0].Channel != leisure.Counter {
			t.Errorf("the group is %+v", g)
		}
		one.Set("combien", "2")
		b.Send("/guichet/loisirs/lot", http.StatusConflict, one).Says("Le programme a changé depuis")
	})
}

func TestTheProgramIsSeenAsEachAudienceSeesIt(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.seats["di10"] = leisure.Left{Places: 12, Taken: 12}
	page := b.Get("/guichet/loisirs/voir?seance=hiver", http.StatusOK)
	page.Says("La session n’est pas publiée", "Ouvre le mardi 8 décembre, 9 h", "85,00 $", "Sans inscription", "gratuit")
	page = b.Get("/guichet/loisirs/voir?seance=hiver&public=resident&moment=2026-12-09T08:00", http.StatusOK)
	page.Says("12 places libres", "Complet", "Ouverte")
	page = b.Get("/guichet/loisirs/voir?seance=hiver&public=other&moment=2026-12-09T08:00", http.StatusOK)
	page.Says("Ouvre le mardi 15 décembre, 9 h", "125,00 $")
	page = b.Get("/guichet/loisirs/voir?seance=hiver&public=neighbour", http.StatusOK)
	page.Says("Fermé à ce public", "aucun prix")
	b.Get("/guichet/loisirs/voir?seance=hiver&moment=demain", http.StatusUnprocessableEntity).Says("Écrivez une date et une heure")
}

func TestAPolicyShowsWhatComesBackBeforeItIsSaved(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get("/guichet/loisirs/politiques/generale", http.StatusOK)
		page.Says("30 jours avant le premier cours 90,00 $", "1 jour avant le premier cours 90,00 $", "avant qu’il commence 0,00 $, ou 50,00 $ avec un billet médical", "Après 2 cours donnés 0,00 $, ou 40,00 $ avec un billet médical", "Après 3 cours donnés 0,00 $ Si la Ville")
		form := url.Values{
			"code": {"camps"}, "nom": {"Camps"}, "texte": {"La moitié revient jusqu’à 14 jours avant."},
			"etape_quand": {"avant", "avant"}, "etape_nombre": {"14", ""}, "etape_montant": {"", ""}, "etape_taux": {"50", ""}, "etape_billet": {"", ""},
		}
		b.Get("/guichet/loisirs/politiques/nouveau?apercu=1&"+form.Encode(), http.StatusOK).Says("14 jours avant le premier cours 50,00 $", "13 jours avant le premier cours 0,00 $")
		b.Send("/guichet/loisirs/politiques/nouveau", http.StatusSeeOther, form)
		if policy, known := b.leisure.Program().Policy("camps"); !known || len(policy.Steps) != 1 || policy.Steps[0].KeepRate != 50_000_000 {
			t.Errorf("the policy is %+v", policy)
		}
		b.Get("/guichet/loisirs/politiques", http.StatusOK).Says("Camps", "Générale")
		form.Set("code", "generale")
		b.Send("/guichet/loisirs/politiques/nouveau", http.StatusUnprocessableEntity, form).Says("Une autre politique a déjà ce code")
		b.Send("/guichet/loisirs/politiques/camps", http.StatusUnprocessableEntity, url.Values{"code": {"camps"}, "nom": {"Camps"}, "texte": {""}}).Says("Écrivez la politique")
	})
}

func TestASiteIsFoundByItsAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.door("12")
		form := url.Values{"code": {"aréna"}, "nom": {"Aréna"}, "adresse": {"12, rue du Moulin"}, "accessible": {"1"}}
		b.Get("/guichet/loisirs/lieux/nouveau?apercu=1&"+form.Encode(), http.StatusOK).Says("L’adresse est trouvée : 12, rue du Moulin")
		b.Get("/guichet/loisirs/lieux/nouveau?apercu=1&nom=x&adresse=9+rue+Perdue", http.StatusOK).Says("L’adresse n’est pas dans le registre")
		b.Send("/guichet/loisirs/lieux/nouveau", http.StatusUnprocessableEntity, form).Says("Un code a de 1 à 40 lettres")
		form.Set("code", "arena")
		b.Send("/guichet/loisirs/lieux/nouveau", http.StatusSeeOther, form)
		page := b.Get("/guichet/loisirs/lieux?fait=lieu", http.StatusOK).Says("Le lieu est enregistré", "Aréna", "12, rue du Moulin Oui Oui 0")
		path := page.Find(`href="(/guichet/loisirs/lieux/n[^"]+)">Aréna`)
		b.Get(path, http.StatusOK).Shows(`value="45.56"`)
		form.Set("latitude", "nord")
		b.Send(path, http.StatusUnprocessableEntity, form).Says("Écrivez la latitude")
	})
}

func TestTheFiguresGoToASpreadsheetWithoutFormulas(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.seats["sa9"] = leisure.Left{Places: 12, Taken: 2, Held: 1, Waiting: 0, Web: 9}
	one, _ := b.leisure.Program().Group("di10")
	changed := *one
	changed.Room = `=CMD("x")`
	_, err := b.leisure.SaveGroup(b.Context(), sophie, changed, leisure.Sent{Key: keyOf("k")})
	b.Must(err)
	page := b.Get("/guichet/loisirs/chiffres.csv?seance=hiver", http.StatusOK)
	page.Shows("N3-SA,Natation : Nageur 3,Aquatique,", ",12,2,1,0,4,,")
	if got := page.Header.Get("Content-Type"); !strings.HasPrefix(got, "text/csv") {
		t.Errorf("the file is %s", got)
	}
	if lines := strings.Count(page.Body, "\n"); lines != 4 {
		t.Errorf("the file has %d lines, want 4", lines)
	}
}

func TestAChangeSaysWhatItDoesToThoseWhoAreInTheGroup(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.seats["sa9"] = leisure.Left{Places: 12, Taken: 10, Waiting: 2}
	base := "/guichet/loisirs/groupes/sa9/modifier?apercu=1&code=N3-SA&debut=2027-01-11&fin=2027-03-21&lieu=piscine&plage_jour=6&plage_fin=09:45"
	b.Get(base+"&places=8&plage_debut=09:00", http.StatusOK).Says("10 places sont déjà prises").Hides("leurs calendriers suivent")
	b.Get(base+"&places=14&plage_debut=09:15", http.StatusOK).Says("2 personnes attendent", "leurs calendriers suivent").Hides("déjà prises")
}
