package rosterweb_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"sem/internal/browsertest"
	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/registration"
)

const group = "/guichet/loisirs/groupes/natation-1"

func TestTheTeamSeesWhoIsThereAndNotesWhoCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Get(group+"/liste", http.StatusOK)
		page.Says("Liste : Natation", "2 personnes inscrites", "Zoé Tremblay", "10 ans, inscription par Marie Tremblay", "450 555-0142", "Samedi 12 septembre, de 9 h à 9 h 45", "Luc Tremblay", "En attente")
		page.Hides("Cours d’avant").Shows("?jour=2026-09-19")
		zoe, leo := string(b.placeOf("zoé", "natation-1").ID), string(b.placeOf("léo", "natation-1").ID)
		to := b.Post(group+"/liste", http.StatusSeeOther, "jour", "2026-09-12", "liste", zoe, "liste", leo, "present", zoe, "excuse", leo).To
		b.Get(to, http.StatusOK).Says("Les présences sont notées.", "1 présence sur 2")
		lines, err := b.service.Roster(t.Context(), nadia, "natation-1", false)
		b.Must(err)
		for _, l := range lines {
			want := registration.Came
			if l.Person.ID == "léo" {
				want = registration.Excused
			}
			if got := l.Presence[civil.DayAt(2026, 9, 12)]; got != want {
				t.Errorf("%s: %s, want %s", l.Person.ID, got, want)
			}
		}
		b.Post(group+"/liste", http.StatusNotFound, "jour", "2026-09-13", "liste", zoe)
		b.Post(group+"/liste", http.StatusUnprocessableEntity, "jour", "demain", "liste", zoe)
		b.Post(group+"/liste/reussite", http.StatusSeeOther, "liste", zoe, "liste", leo, "reussi", zoe)
		if !b.placeOf("zoé", "natation-1").Passed || b.placeOf("léo", "natation-1").Passed {
			t.Error("who has passed is not as noted")
		}
		file := b.Get(group+"/liste.csv", http.StatusOK)
		if !strings.Contains(file.Body, "Tremblay,Zoé,2016-03-03,Marie Tremblay,450 555-0142,,came,,") {
			t.Errorf("the file is %s", file.Body)
		}
	})
}

func TestSheetsShowOnlyWhenTheyAreAskedForAndAreJournaled(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Must(b.service.SaveSheet(t.Context(), nadia, "zoé", registration.HealthSheet, "Arachides", forms.Key{}))
		b.Get(group+"/liste", http.StatusOK).Says("Fiche remplie").Hides("Arachides")
		b.Get(group+"/liste/imprimer", http.StatusOK).Hides("Arachides")
		b.Get(group+"/liste.csv", http.StatusOK).Hides("Arachides")
		if n := b.read(); n != 0 {
			t.Errorf("%d sheets were read before anybody asked", n)
		}
		b.Get(group+"/liste?fiches=1", http.StatusOK).Says("Santé : Arachides")
		b.Get(group+"/liste/imprimer?fiches=1", http.StatusOK).Says("Arachides", "à détruire après usage")
		if n := b.read(); n != 2 {
			t.Errorf("%d readings are in the journal, want 2", n)
		}
	})
}

func TestOnlyTheTeamSeesTheList(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	for _, who := range []int{0, 1} {
		b.Viewer = sonia
		if who == 1 {
			b.Viewer = worker
		}
		for _, path := range []string{"/liste", "/liste/imprimer", "/liste.csv", "/annuler"} {
			b.Get(group+path, http.StatusForbidden)
		}
	}
	b.Viewer = nadia
	b.Get("/guichet/loisirs/groupes/inconnu/liste", http.StatusNotFound)
}

func TestSomebodyChangesGroupsAndTheNextInLineIsOffered(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		path := group + "/places/" + string(b.placeOf("zoé", "natation-1").ID) + "/transferer"
		b.Get(path, http.StatusOK).Says("Changer Zoé Tremblay de groupe", "Plongeon", "10 places")
		b.Post(path, http.StatusUnprocessableEntity, "motif", "x").Says("Choisissez le nouveau groupe.")
		b.Post(path, http.StatusUnprocessableEntity, "groupe", "plongeon-1").Says("Écrivez pourquoi la personne change de groupe.")
		b.Post(path, http.StatusSeeOther, "groupe", "plongeon-1", "motif", "Trop forte pour ce niveau")
		if got := b.placeOf("zoé", "plongeon-1").State; got != registration.Confirmed {
			t.Errorf("Zoé is %s in plongeon", got)
		}
		if got := b.placeOf("luc", "natation-1").State; got != registration.Offered {
			t.Errorf("Luc is %s, want offered", got)
		}
		b.Get(group+"/liste?fait=transfert", http.StatusOK).Says("1 personne inscrite", "Offre jusqu’à")
		b.Get(path, http.StatusNotFound)
	})
}

func TestCancellingAGroupSaysWhomAndHowMuchBeforeItIsDone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Get(group+"/annuler", http.StatusOK).Says("2 personnes inscrites", "Payé, et rendu aux familles 0,00 $", "À payer plus tard, et retiré de leur facture 200,00 $", "Groupe annulé : Natation", "Annuler le groupe, avertir et rembourser 2 personnes")
		b.Post(group+"/annuler", http.StatusUnprocessableEntity, "raison", "Pas assez de monde.").Says("Rien n’est encore annulé.").Shows("Pas assez de monde.")
		b.Post(group+"/annuler", http.StatusUnprocessableEntity, "certain", "1").Says("Écrivez pourquoi le groupe est annulé")
		if got := b.placeOf("zoé", "natation-1").State; got != registration.Confirmed {
			t.Fatalf("Zoé is %s before anything was confirmed", got)
		}
		b.Post(group+"/annuler", http.StatusSeeOther, "raison", "Pas assez de monde.", "certain", "1")
		for _, who := range []string{"zoé", "léo", "luc"} {
			if p := b.placeOf(who, "natation-1"); p.ID != "" {
				t.Errorf("%s still is %s", who, p.State)
			}
		}
		if told := b.told("marie"); !slices.ContainsFunc(told, func(s string) bool { return strings.Contains(s, "Groupe annulé") }) {
			t.Errorf("Marie was told %q", told)
		}
		b.Get(group+"/annuler", http.StatusOK).Says("Ce groupe est annulé. Pas assez de monde.").Hides("Perdent leur place")
		b.Get(group+"/liste?fait=annule", http.StatusOK).Says("Le groupe est annulé.", "Personne n’est inscrit")
	})
}

func TestCancellingAGroupOffersPlacesElsewhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Get(group+"/annuler", http.StatusOK).Says("Offrir une place dans un autre groupe").Shows("plongeon-1")
		b.Post(group+"/annuler", http.StatusUnprocessableEntity, "raison", "Bris.", "certain", "1", "ailleurs", "ailleurs").Says("Choisissez de nouveau.")
		b.Post(group+"/annuler", http.StatusSeeOther, "raison", "Bris.", "certain", "1", "ailleurs", "plongeon-1")
		if got := b.placeOf("zoé", "plongeon-1").State; got != registration.Offered {
			t.Errorf("Zoé is %s in plongeon, want offered", got)
		}
	})
}

func TestTheListsFitAPhoneAndAreAccessible(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Must(b.service.SaveSheet(t.Context(), nadia, "zoé", registration.HealthSheet, "Allergie aux arachides, auto-injecteur dans le sac", forms.Key{}))
	transfer := group + "/places/" + string(b.placeOf("zoé", "natation-1").ID) + "/transferer"
	site := b.inBrowser(t)
	tab := browsertest.Open(t).Tab(t)
	for _, path := range []string{group + "/liste?fiches=1", group + "/liste/imprimer", group + "/annuler", transfer} {
		for _, width := range []int64{1280, 360} {
			tab.Window(width, 900)
			tab.Visit(site.URL + path)
			for _, v := range tab.Axe() {
				t.Errorf("%s at %d: %s", path, width, v)
			}
			for _, size := range []int{1, 3} {
				tab.Enlarge(size)
				if by := tab.Overflow(); by > 0 {
					t.Errorf("%s at %d, text %d, sticks out by %d", path, width, size, by)
				}
			}
		}
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}
