package registrationweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
)

// waits puts people on a list without the pages.
func (b *town) waits(owner, group string, who ...string) {
	b.Helper()
	w := registration.WaitFor{Owner: people.ID(owner), Group: leisure.GroupID(group), Channel: leisure.Web}
	for _, one := range who {
		w.People = append(w.People, people.ID(one))
	}
	_, err := b.service.Wait(b.Context(), citizenOf(owner), w, b.key())
	b.Must(err)
}

// withdraws gives a place up without the pages.
func (b *town) withdraws(owner, who, group string) {
	b.Helper()
	_, err := b.service.Withdraw(b.Context(), citizenOf(owner), b.placeOf(who, group).ID, false, b.key())
	b.Must(err)
}

func TestGivingAPlaceUpSaysWhatComesBackFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.registered("marie", "natation-1", "zoé")
		list := b.seen("/loisirs/inscriptions").Says("Automne 2026", "Zoé, 10 ans", "Inscription confirmée", "Prochain cours : samedi 12 septembre", "Annuler l’inscription", "Remplir les fiches")
		path := list.Find(`href="(/loisirs/inscriptions/[^"]+/annuler)"`)
		page := b.seen(path)
		page.Says("Annuler « Natation » pour Zoé", "Si vous annulez maintenant, 90,00 $ vous reviennent.", "Payé 100,00 $", "Gardé par la Ville 10,00 $", "Rendu 90,00 $", "Remboursé moins 10 $", "Annuler et ravoir 90,00 $", "Garder l’inscription")
		b.wants("zoé", "natation-1", registration.Confirmed) // Looking changes nothing.
		b.as("luc").Get(path, http.StatusNotFound)
		b.Post(path, http.StatusNotFound)
		b.as("paul").Get(path, http.StatusNotFound)
		b.as("marie")
		key := page.Key()
		for range 2 {
			if to := b.Post(path, http.StatusSeeOther, "cle", key).To; to != "/loisirs/inscriptions?fait=annule" {
				t.Fatalf("withdrawing leads to %s", to)
			}
		}
		b.seen("/loisirs/inscriptions?fait=annule").Says("La place est laissée.", "Place laissée", "Rendu : 90,00 $.")
		b.Get(path, http.StatusConflict)
	})
}

func TestAnOfferIsAcceptedIntoTheCart(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.registered("luc", "poterie-1", "luc")
		b.waits("marie", "poterie-1", "zoé")
		path := "/loisirs/attente/" + string(b.placeOf("zoé", "poterie-1").ID)
		b.seen(path).Says("Zoé : Poterie", "1er rang sur la liste d’attente.", "Sur la liste depuis mercredi 2 septembre, 10 h", "Quitter la liste d’attente")
		b.withdraws("luc", "luc", "poterie-1")
		b.seen("/loisirs/inscriptions").Says("Une place vous attend", "Répondez avant jeudi 3 septembre, 10 h.", "Répondre à l’offre")
		b.seen(path).Says("Une place s’est libérée. Répondez avant jeudi 3 septembre, 10 h.", "100,00 $", "Accepter la place de Zoé", "Refuser", "Laisser passer et garder le rang", "une seule fois")
		b.as("luc").Get(path, http.StatusNotFound)
		b.Post(path+"/accepter", http.StatusNotFound)
		b.as("marie")
		if to := b.Post(path+"/accepter", http.StatusSeeOther).To; to != "/panier?fait=accepte" {
			t.Fatalf("accepting leads to %s", to)
		}
		b.seen("/panier?fait=accepte").Says("Confirmez-la avant la fin du délai.", "Poterie", "Payer 100,00 $", "Confirmez avant jeudi 3 septembre, 10 h : la place est retenue jusque-là.").Hides(`data-left="`)
		b.Post(path+"/refuser", http.StatusConflict)
	})
}

func TestAnOfferIsDeclinedOrTheRankKeptOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.registered("luc", "poterie-1", "luc")
		b.waits("marie", "poterie-1", "zoé")
		path := "/loisirs/attente/" + string(b.placeOf("zoé", "poterie-1").ID)
		b.withdraws("luc", "luc", "poterie-1")
		if to := b.Post(path+"/garder", http.StatusSeeOther).To; to != "/loisirs/inscriptions?fait=garde" {
			t.Fatalf("keeping the rank leads to %s", to)
		}
		b.seen("/loisirs/inscriptions?fait=garde").Says("vous gardez votre rang", "La prochaine offre ne viendra pas avant")
		b.clock.Advance(25 * time.Hour)
		b.Must(b.service.Sweep(t.Context()))
		b.seen(path).Says("Accepter la place de Zoé").Hides("Laisser passer et garder le rang")
		b.Post(path+"/refuser", http.StatusSeeOther)
		b.seen("/loisirs/inscriptions?fait=refuse").Says("La place passe à la personne suivante.")
	})
}

func TestSiblingsWaitTogetherOrEachAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.registered("luc", "poterie-1", "luc")
		b.Post("/loisirs/attente", http.StatusSeeOther, "groupe", "poterie-1", "personne", "léo", "personne", "zoé", "ensemble", "oui")
		b.seen("/loisirs/inscriptions").Says("Quand assez de places se libèrent pour rester ensemble")
		b.withdraws("luc", "luc", "poterie-1")
		b.wants("zoé", "poterie-1", registration.Waiting) // One place does not do for two.
		b.Post("/loisirs/attente/"+string(b.placeOf("zoé", "poterie-1").ID)+"/quitter", http.StatusSeeOther)
		b.seen("/loisirs/inscriptions").Hides("Poterie")

		b.registered("luc", "poterie-1", "luc")
		b.Post("/loisirs/attente", http.StatusSeeOther, "groupe", "poterie-1", "personne", "léo", "personne", "zoé", "ensemble", "non")
		b.withdraws("luc", "luc", "poterie-1")
		b.wants("léo", "poterie-1", registration.Offered)
		b.wants("zoé", "poterie-1", registration.Waiting)
	})
}

func TestTheOtherParentSeesTheCourseAndNotTheMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		o := b.registered("marie", "natation-1", "léo")
		page := b.as("paul").seen("/loisirs/inscriptions").Says("Léo, 6 ans", "Natation", "Inscription confirmée")
		page.Hides("Annuler l’inscription", o.Number, "100,00", "Commandes et reçus")
		b.Get("/loisirs/inscriptions/"+o.Number, http.StatusNotFound)
	})
}

func TestTheSheetsAreForTheFamilyThatMayRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.seen("/loisirs/fiches/zoé").Says("Fiches de Zoé", "Qui peut venir chercher Zoé?")
		if to := b.Post("/loisirs/fiches/zoé", http.StatusSeeOther, "sante", "Arachides", "depart", "Mamie").To; !strings.HasSuffix(to, "?fait=garde") {
			t.Fatalf("saving leads to %s", to)
		}
		b.seen("/loisirs/fiches/zoé?fait=garde").Shows("Arachides", "Mamie").Says("Les fiches sont gardées.")
		b.seen("/loisirs/fiches/marie").Hides("Qui peut venir chercher")
		page := b.Post("/loisirs/fiches/zoé", http.StatusUnprocessableEntity, "sante", strings.Repeat("a", 2001))
		page.Shows("govuk-error-summary")
		b.as("luc").Get("/loisirs/fiches/zoé", http.StatusNotFound)
		b.Post("/loisirs/fiches/zoé", http.StatusNotFound, "sante", "x")
	})
}

func TestAPlaceThatWasGoneWhenThePaymentCameIsSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("marie", "poterie-1", "zoé")
		path := b.orderOf()
		b.clock.Advance(3 * time.Hour)
		b.Must(b.service.Sweep(t.Context()))
		b.registeredFree("luc", "poterie-1")
		b.Must(b.payments.Webhook(t.Context(), nil, "good"))
		b.seen(path).Says("Votre argent vous revient", "Aucune place n’est inscrite.").Hides("rien n’a été débité", "C’est confirmé")
	})
}

func TestThePagesSpeakEnglishWhereTheSentenceIsKnown(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Prefs.Lang = i18n.English
		b.adds("marie", "natation-1", "zoé")
		b.seen("/panier").Shows(`lang="en-CA"`)
		b.seen("/loisirs/inscriptions").Shows(`lang="en-CA"`)
	})
}
