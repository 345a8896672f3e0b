package timetableweb_test

import (
	"net/http"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/payments"
)

func TestTheWeekShowsEverybodysClassesAndWhatDoesNotGoTogether(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).all()
		page := b.Get("/horaire", http.StatusOK)
		page.Says("La semaine de la famille", "Du lundi 14 au dimanche 20 septembre", "17 h 30 à 18 h 30", "Zoé : Danse créative", "Marie et Zoé : Badminton parent-enfant",
			"Samedi, 9 h et 9 h 15 : Léo et Zoé ont cours presque à la même heure, au même endroit", "Un maillot, un bonnet et deux cadenas (Marie)", "Piscine municipale 300, boulevard du Parc")
		page.Shows(`href="/horaire?semaine=2026-09-21"`, "tt tt-grid", "wide-6-2")
		b.Get("/horaire?personne=l%C3%A9o", http.StatusOK).Says("La semaine de Léo", "Natation").Hides("Danse")
		b.Get("/horaire?semaine=2026-10-14", http.StatusOK).Says("Aucun cours à venir")
		b.Get("/horaire?semaine=2026-09-07", http.StatusOK).Says("Rien cette semaine. Le prochain cours est le lundi 14 septembre.", "Cette semaine")
		b.Get("/horaire?personne=luc", http.StatusNotFound)
		b.Get("/horaire?semaine=hier", http.StatusNotFound)
		b.Get("/horaire?vue=mois", http.StatusOK).Says("Le mois de la famille", "Du 1er septembre au 30 septembre", "Danse créative")
		b.Get("/horaire/imprimer", http.StatusOK).Says("La semaine de la famille", "Imprimé le lundi 14 septembre")
		b.as("luc").Get("/horaire", http.StatusOK).Says("Votre semaine", "Aucun cours à venir")
	})
}

func TestACancelledClassIsStruckAndAMovedOneSaysFromWhereToWhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).all()
		b.changed("danse-0", func(o *leisure.Occurrence) { o.State, o.Reason = leisure.Cancelled, words("Bris de chauffage.") })
		b.changed("yoga-0", func(o *leisure.Occurrence) {
			o.State, o.WasDay, o.WasStart = leisure.Moved, o.Day, o.Start
			o.Day, o.Start, o.End = day(9, 17), at(20, 0), at(21, 15)
		})
		page := b.Get("/horaire", http.StatusOK)
		page.Shows("<s>Danse créative</s>", "<s>Yoga</s>")
		page.Says("Annulé. Bris de chauffage.", "Déplacé au jeudi 17 septembre, 20 h.", "Déplacé : c’était le mardi 15 septembre, 19 h.")
		ics := b.Get("/horaire.ics", http.StatusOK).Body
		for _, want := range []string{"UID:cours-yoga-0", "UID:cours-danse-0", "STATUS:CANCELLED", "SEQUENCE:1"} {
			if !strings.Contains(ics, want) {
				t.Errorf("the calendar lacks %s", want)
			}
		}
		if n := strings.Count(ics, "UID:cours-yoga-0"); n != 1 {
			t.Errorf("the class that moved is %d times in the calendar", n)
		}
	})
}

func TestSomebodyWhoHasTwoClassesAtOnceIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.registered("marie", "zoé", "plongeon-1", "guitare-1")
		b.Get("/horaire", http.StatusOK).Says("Samedi, 9 h 15 et 9 h 30 : Zoé : Plongeon et Guitare sont en même temps")
		b.changed("guitare-0", func(o *leisure.Occurrence) { o.State, o.Start, o.End = leisure.Moved, at(10, 12), at(11, 0) })
		b.Get("/horaire", http.StatusOK).Says("Zoé : seulement 2 minutes pour aller de Plongeon à Guitare")
		b.changed("guitare-0", func(o *leisure.Occurrence) { o.State = leisure.Cancelled })
		b.Get("/horaire", http.StatusOK).Hides("en même temps", "seulement")
	})
}

func TestBothHouseholdsOfAChildSeeItsCoursesAndNotWhatTheOtherKeeps(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).all()
		b.Post("/horaire/activites", http.StatusSeeOther, "groupe", "conte-1", "personne", "léo")
		b.Get("/horaire", http.StatusOK).Says("Léo : Heure du conte")
		page := b.as("paul").Get("/horaire", http.StatusOK).Says("Léo : Natation")
		page.Hides("Zoé", "Danse", "Heure du conte", "Yoga")
		b.Get("/horaire/nouveaux", http.StatusOK).Says("Léo : Natation").Hides("78,00", "L2026")
	})
}

func TestAnActivityWithoutRegistrationIsKeptAndDropped(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Get("/horaire/activites", http.StatusOK).Says("Heure du conte", "Patinage libre").Hides("À votre horaire", "Natation")
		b.Get("/horaire/activites?q=patin", http.StatusOK).Says("Patinage libre").Hides("Heure du conte")
		b.Get("/horaire/activites?groupe=conte-1", http.StatusOK).Says("Pour qui?", "Mettre à l’horaire")
		b.Post("/horaire/activites", http.StatusUnprocessableEntity, "groupe", "conte-1").Says("Choisissez pour qui")
		b.Post("/horaire/activites", http.StatusUnprocessableEntity, "groupe", "natation-1", "personne", "léo").Says("demande une inscription")
		b.Post("/horaire/activites", http.StatusNotFound, "groupe", "conte-1", "personne", "luc")
		b.Post("/horaire/activites", http.StatusSeeOther, "groupe", "conte-1", "personne", "léo", "personne", "zoé")
		b.Get("/horaire/activites?fait=ajoute", http.StatusOK).Says("C’est à l’horaire.", "Léo : Heure du conte", "Zoé : Heure du conte")
		b.Get("/horaire", http.StatusOK).Says("Zoé et Léo : Heure du conte", "Sans inscription.")
		b.Post("/horaire/activites/retirer", http.StatusSeeOther, "groupe", "conte-1", "personne", "léo")
		b.Get("/horaire", http.StatusOK).Says("Zoé : Heure du conte").Hides("Zoé et Léo")
	})
}

func TestAPhoneFollowsASecretAddressUntilItIsClosed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).all()
		b.Post("/horaire/abonnements", http.StatusSeeOther, "personne", "")
		path := b.Get("/horaire/abonnements?fait=ouvert", http.StatusOK).Find(`https://ville\.exemple(/horaire/flux/[a-z2-7]{32}\.ics)`)
		b.as("")
		family := b.Get(path, http.StatusOK).Body
		for _, want := range []string{"SUMMARY:Zoé\u00a0: Danse créative", "SUMMARY:Léo\u00a0: Natation", "X-WR-CALNAME:Cours de la famille"} {
			if !strings.Contains(family, want) {
				t.Errorf("the feed lacks %q", want)
			}
		}
		b.Get(strings.Replace(path, "/flux/", "/flux/a", 1), http.StatusNotFound)
		b.Get(strings.TrimSuffix(path, ".ics"), http.StatusNotFound)

		b.as("marie").Post("/horaire/abonnements", http.StatusSeeOther, "personne", "zoé")
		b.Post("/horaire/abonnements", http.StatusNotFound, "personne", "luc")
		if n := strings.Count(b.Get("/horaire/abonnements", http.StatusOK).Body, "webcal://ville.exemple/horaire/flux/"); n != 2 {
			t.Errorf("%d addresses are open, want 2", n)
		}
		b.Post("/horaire/abonnements/fermer", http.StatusSeeOther, "personne", "")
		b.as("").Get(path, http.StatusNotFound)
	})
}

func TestANewAddressClosesTheOneBefore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).all()
		address := func() string {
			b.Post("/horaire/abonnements", http.StatusSeeOther, "personne", "léo")
			return b.Get("/horaire/abonnements", http.StatusOK).Find(`https://ville\.exemple(/horaire/flux/[a-z2-7]{32}\.ics)`)
		}
		first, second := address(), address()
		b.Get(first, http.StatusNotFound)
		if got := b.Get(second, http.StatusOK).Body; strings.Contains(got, "Zoé") || !strings.Contains(got, "Natation") {
			t.Error("the feed of Léo does not tell of Léo only")
		}
	})
}

func TestTheDatabaseAloneOpensNoTimetable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).all()
		b.Post("/horaire/abonnements", http.StatusSeeOther, "personne", "")
		path := b.Get("/horaire/abonnements", http.StatusOK).Find(`/horaire/flux/[a-z2-7]{32}\.ics`)
		b.timetable.Key = []byte("another key, after the city lost its own")
		b.Get("/horaire/abonnements", http.StatusOK).Says("nous ne pouvons plus la montrer").Hides("/horaire/flux/")
		b.as("").Get(path, http.StatusOK)
	})
}

func TestTheSummaryOfAnOrderSaysAllThatAFamilyNeedsOnTheFirstDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		number := b.registered("marie", "léo", "natation-1")
		b.registered("marie", "zoé", "danse-1")
		b.changed("natation-1", func(o *leisure.Occurrence) { o.State = leisure.Cancelled })
		page := b.Get("/horaire/nouveaux?commande="+number, http.StatusOK)
		page.Says("Vos nouveaux cours", number, "Léo : Natation", "Samedi 19 septembre, de 9 h à 9 h 45", "chaque samedi, jusqu’au 3 octobre", "Piscine municipale, 300, boulevard du Parc",
			"Pas de cours : 26 septembre", "Un maillot, un bonnet et deux cadenas", "78,00 $, payé").Hides("Danse")
		b.Get("/horaire/nouveaux", http.StatusOK).Says("Léo : Natation", "Zoé : Danse créative", "Inscriptions confirmées depuis le 15 août")
		sheet := b.Get("/horaire/nouveaux.pdf?commande="+number, http.StatusOK)
		if kind := sheet.Header.Get("Content-Type"); kind != "application/pdf" || !strings.HasPrefix(sheet.Body, "%PDF-1.7") {
			t.Errorf("the summary is %s", kind)
		}
		b.bills[0] = payments.Bill{ID: "bill1", State: payments.Open, Deferred: true}
		b.Get("/horaire/nouveaux?commande="+number, http.StatusOK).Says("78,00 $, à payer")
		b.as("paul").Get("/horaire/nouveaux?commande="+number, http.StatusNotFound)
		b.as("luc").Get("/horaire/nouveaux", http.StatusOK).Says("Aucun nouveau cours.")
	})
}

func TestTheTimetableIsForWhoeverHasAFile(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t)).as("")
	for _, path := range []string{"/horaire", "/horaire/imprimer", "/horaire/nouveaux", "/horaire.ics", "/horaire/abonnements", "/horaire/activites"} {
		if got := b.Get(path, http.StatusSeeOther).To; !strings.HasPrefix(got, "/connexion") {
			t.Errorf("%s leads a visitor to %s", path, got)
		}
	}
}

func TestTheTimetableSpeaksEnglish(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t)).all()
	b.Prefs.Lang = i18n.English
	for _, path := range []string{"/horaire", "/horaire?vue=mois", "/horaire/nouveaux", "/horaire/abonnements", "/horaire/activites"} {
		b.Get(path, http.StatusOK).Shows(`lang="en-CA"`)
	}
}

func TestAnAddressOpensOnlyWhatItsOwnerMayStillSee(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).all()
		b.Post("/horaire/abonnements", http.StatusSeeOther, "personne", "zoé")
		path := b.Get("/horaire/abonnements", http.StatusOK).Find(`/horaire/flux/[a-z2-7]{32}\.ics`)
		b.as("").Get(path, http.StatusOK)
		b.clock.Set(september.AddDate(18, 0, 0)) // Zoé is of age.
		b.Get(path, http.StatusNotFound)
	})
}

func TestASecondClickMakesNoSecondAddress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		address := func() string {
			b.Post("/horaire/abonnements", http.StatusSeeOther, "personne", "", "cle", "once")
			return b.Get("/horaire/abonnements", http.StatusOK).Find(`/horaire/flux/[a-z2-7]{32}\.ics`)
		}
		if first, second := address(), address(); first != second {
			t.Error("the second click closed the address that the first one made")
		}
	})
}
