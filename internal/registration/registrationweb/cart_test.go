package registrationweb_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/leisure"
	"sem/internal/registration"
	"sem/internal/session"
)

func TestAFamilyFillsItsCartAndPaysOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.seen("/panier").Says("Votre panier est vide.")
		if to := b.Post("/panier/ajouter", http.StatusSeeOther, "groupe", "natation-1", "personne", "léo", "personne", "zoé", "option", "garde").To; to != "/panier?fait=ajoute" {
			t.Fatalf("adding leads to %s", to)
		}
		page := b.seen("/panier?fait=ajoute")
		page.Says("C’est dans votre panier.", "2 places retenues", "Léo, 6 ans", "Zoé, 10 ans", "encore 15 minutes, jusqu’à 10 h 15",
			"Samedi, de 9 h à 9 h 45", "Service de garde", "Payer 235,00 $", "Remboursé moins 10 $ avant le premier cours.", "Garder ma place 15 minutes de plus")
		page.Shows(`data-left="900"`, `action="/panier/prolonger"`, `action="/panier/payer"`)

		key := page.Find(`action="/panier/payer" class="stack"><input type="hidden" name="cle" value="([^"]+)"`)
		if to := b.Post("/panier/payer", http.StatusSeeOther, "cle", key).To; to != "https://carte.exemple/cs_1" {
			t.Fatalf("paying leads to %s", to)
		}
		if to := b.Post("/panier/payer", http.StatusSeeOther, "cle", key).To; to != "https://carte.exemple/cs_1" || b.house.made != 1 {
			t.Errorf("a second press leads to %s and makes %d pages", to, b.house.made)
		}
		b.seen("/panier").Says("Votre paiement n’est pas terminé.")
		list := b.seen("/loisirs/inscriptions").Says("2 places retenues attendent d’être confirmées.", "Paiement attendu")
		order := list.Find(`/loisirs/inscriptions/(L2026-[^"]+)"`)
		b.seen("/loisirs/inscriptions/"+order).Says("Paiement attendu", "Payer 235,00 $", "jusqu’à 10 h")

		b.Must(b.payments.Webhook(t.Context(), nil, "good"))
		b.seen("/loisirs/inscriptions/"+order).Says("C’est confirmé", order, "Premier cours", "samedi 12 septembre, de 9 h à 9 h 45, Piscine municipale", "12, rue de l’Eau", "Un maillot", "Remplir les fiches de Zoé", "Reçu (PDF)", "Imprimer le résumé des nouveaux cours")
		b.seen("/panier").Says("Votre panier est vide.")
		ics := b.seen("/loisirs/inscriptions/" + order + "/cours.ics").Body
		if strings.Count(ics, "BEGIN:VEVENT") != 3 || !strings.Contains(ics, "Léo et Zoé") {
			t.Errorf("the calendar of the order is\n%s", ics)
		}
		b.as("luc").Get("/loisirs/inscriptions/"+order, http.StatusNotFound)
		b.Get("/loisirs/inscriptions/"+order+"/cours.ics", http.StatusNotFound)
	})
}

func TestWhatCostsNothingIsConfirmedAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("marie", "yoga-1", "marie")
		b.seen("/panier").Says("Confirmer l’inscription", "0,00 $")
		to := b.Post("/panier/payer", http.StatusSeeOther).To
		b.seen(to).Says("C’est confirmé").Hides("Reçu (PDF)")
		b.wants("marie", "yoga-1", registration.Confirmed)
	})
}

func TestWhatCostsNothingIsRegisteredByOneButton(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		to := b.Post("/panier/ajouter", http.StatusSeeOther, "groupe", "yoga-1", "personne", "marie", "aussitot", "1", "cle", "un-clic").To
		if again := b.Post("/panier/ajouter", http.StatusSeeOther, "groupe", "yoga-1", "personne", "marie", "aussitot", "1", "cle", "un-clic").To; again != to {
			t.Errorf("a second press leads to %s, the first to %s", again, to)
		}
		b.seen(to).Says("C’est confirmé", "Yoga").Hides("Reçu (PDF)")
		b.seen("/panier").Says("Votre panier est vide.")
		b.wants("marie", "yoga-1", registration.Confirmed)
		if to := b.Post("/panier/ajouter", http.StatusSeeOther, "groupe", "natation-1", "personne", "zoé", "aussitot", "1").To; to != "/panier?fait=ajoute" {
			t.Errorf("what costs something leads to %s", to)
		}
		b.wants("zoé", "natation-1", registration.Held)
		b.Post("/panier/ajouter", http.StatusConflict, "groupe", "yoga-1", "personne", "marie", "aussitot", "1").Says("Le nom de Marie est déjà")
	})
}

func TestAWishWaitsForTheOpeningAndIsHeldAtOnePress(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		if to := b.Post("/panier/ajouter", http.StatusSeeOther, "groupe", "guitare-1", "personne", "zoé").To; to != "/panier?fait=liste" {
			t.Fatalf("a wish leads to %s", to)
		}
		page := b.seen("/panier?fait=liste").Says("C’est dans votre liste", "1 activité dans la liste", "Prêt pour l’ouverture", "Les inscriptions ouvrent jeudi 3 septembre, 9 h.", "Dans votre liste", "Rien n’est retenu pour l’instant")
		page.Hides(`action="/panier/retenir"`, `action="/panier/payer"`, `class="reg-left"`)
		b.clock.Set(time.Date(2026, 9, 3, 13, 0, 0, 0, time.UTC))
		b.seen("/panier").Says("Les inscriptions sont ouvertes", "Tout retenir", "10 places libres. La vôtre n’est pas encore retenue.")
		if to := b.Post("/panier/retenir", http.StatusSeeOther).To; to != "/panier?fait=retenu" {
			t.Fatalf("holding leads to %s", to)
		}
		b.wants("zoé", "guitare-1", registration.Held)
		b.seen("/panier?fait=retenu").Says("Toute votre liste est retenue.", "Place retenue", "Payer 100,00 $")
	})
}

func TestTheTimeOfACartIsExtendedOnceAndItsEndIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("marie", "natation-1", "zoé")
		b.clock.Advance(13 * time.Minute)
		b.seen("/panier").Says("encore 2 minutes, jusqu’à 10 h 15")
		b.Post("/panier/prolonger", http.StatusSeeOther)
		page := b.seen("/panier?fait=prolonge").Says("Vos places sont gardées plus longtemps.")
		page.Hides("/panier/prolonger")
		b.Post("/panier/prolonger", http.StatusConflict)
		b.clock.Advance(40 * time.Minute)
		page = b.seen("/panier").Says("Le temps est passé pour une place", "Natation, Zoé", "Retenir de nouveau", "Votre panier est vide.")
		page.Shows(`name="groupe" value="natation-1"`, `name="personne" value="zoé"`)
		b.Post("/panier/ajouter", http.StatusSeeOther, "groupe", "natation-1", "personne", "zoé")
		b.wants("zoé", "natation-1", registration.Held)
		b.seen("/panier").Hides("Le temps est passé pour")
	})
}

func TestWhoIsTooYoungReadsWhyAndWhen(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		page := b.Post("/panier/ajouter", http.StatusConflict, "groupe", "hockey-1", "personne", "zoé")
		page.Says("Zoé", "11 à 15 ans", "3 mars 2027")
		b.Post("/panier/ajouter", http.StatusUnprocessableEntity, "groupe", "hockey-1").Says("Choisissez qui participe")
		b.Post("/panier/ajouter", http.StatusNotFound, "groupe", "hockey-1", "personne", "luc")
	})
}

func TestTheLastPlaceGoneLeadsToTheList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("luc", "poterie-1", "luc")
		to := b.Post("/panier/ajouter", http.StatusSeeOther, "groupe", "poterie-1", "personne", "zoé").To
		if !strings.HasPrefix(to, "/loisirs/attente?") {
			t.Fatalf("a full group leads to %s", to)
		}
		page := b.seen(to).Says("La dernière place vient d’être prise. Voulez-vous la liste d’attente? Ce serait le 1er rang.")
		page.Shows(`value="zoé" checked`)
		page.Hides("Luc")
		b.Post("/loisirs/attente", http.StatusUnprocessableEntity, "groupe", "poterie-1").Says("Choisissez qui attend une place.")
		if to := b.Post("/loisirs/attente", http.StatusSeeOther, "groupe", "poterie-1", "personne", "zoé").To; to != "/loisirs/inscriptions?fait=attente" {
			t.Fatalf("joining the list leads to %s", to)
		}
		b.seen("/loisirs/inscriptions?fait=attente").Says("C’est noté sur la liste d’attente.", "1er rang en attente", "vous avez 24 heures pour l’accepter")
	})
}

func TestAChildInTheOtherParentsCartIsRefusedWithoutAWordOfIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("paul", "natation-1", "léo")
		page := b.Post("/panier/ajouter", http.StatusConflict, "groupe", "natation-1", "personne", "léo")
		page.Says("Appelez-nous, nous regarderons ensemble.").Hides("Paul", "paul", "retenue", "déjà")
		b.seen("/loisirs/inscriptions").Hides("Natation")
		b.seen("/panier").Hides("Natation")
	})
}

func TestTwoCoursesAtTheSameTimeAreSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("marie", "natation-1", "zoé")
		b.adds("marie", "yoga-1", "zoé")
		b.seen("/panier").Says("Mêmes heures que « Yoga » de Zoé, 3 fois, d’abord le samedi 12 septembre.", "Mêmes heures que « Natation » de Zoé")
	})
}

func TestTheOrderWaitsWhenTheProviderIsAway(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("marie", "natation-1", "zoé")
		b.house.away = true
		to := b.Post("/panier/payer", http.StatusSeeOther).To
		b.seen(to).Says("La page de paiement ne répond pas", "Rien n’a été débité.", "Payer 100,00 $")
		b.house.away = false
		number := strings.TrimSuffix(to, "?fait=attendre")
		if to := b.Post(number+"/payer", http.StatusSeeOther).To; to != "https://carte.exemple/cs_1" {
			t.Errorf("trying again leads to %s", to)
		}
		b.clock.Advance(2 * time.Hour)
		b.Must(b.service.Sweep(t.Context()))
		b.seen(number).Says("Cette commande est sans suite", "rien n’a été débité").Hides("Payer 100,00")
	})
}

func TestRemovingIsForWhoseCartItIs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		o := b.adds("marie", "natation-1", "zoé")
		b.as("luc").Post("/panier/retirer", http.StatusNotFound, "place", string(o.Place))
		b.as("marie").Post("/panier/retirer", http.StatusSeeOther, "place", string(o.Place))
		b.seen("/panier?fait=retire").Says("C’est retiré de votre panier.", "Votre panier est vide.")
		b.Stranger()
		if to := b.Get("/panier", http.StatusSeeOther).To; !strings.HasPrefix(to, "/connexion") {
			t.Errorf("a visitor's cart leads to %s", to)
		}
	})
}

// guard is a waiting room in which it is nobody's turn.
type guard struct{}

func (guard) Admit(context.Context, session.Viewer, leisure.SessionID, time.Time) error {
	f := fault.New(fault.TooMany, "Votre tour n’est pas encore venu.")
	f.Path = "/loisirs/ouverture/a2026"
	return f
}

func (guard) RoomOf(leisure.SessionID, time.Time) (string, bool) {
	return "/loisirs/ouverture/a2026", true
}

func TestWhoComesBeforeTheirTurnIsLedToTheRoom(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.adds("marie", "guitare-1", "zoé")
		b.service.Admission, b.pages.Openings = guard{}, guard{}
		b.Visit(b.pages.Routes(), uiOptions(b))
		b.clock.Set(time.Date(2026, 9, 3, 13, 0, 0, 0, time.UTC))
		b.seen("/panier").Says("Voir la salle d’attente de l’ouverture").Shows(`href="/loisirs/ouverture/a2026"`)
		if to := b.Post("/panier/retenir", http.StatusSeeOther).To; to != "/loisirs/ouverture/a2026" {
			t.Errorf("holding before one's turn leads to %s", to)
		}
		b.wants("zoé", "guitare-1", registration.Wished)
	})
}

func TestAFullCartSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.Must(d.InTx(t.Context(), func(tx *db.Tx) error { return b.leisure.LoadTx(t.Context(), tx, many(31)) }))
		b.Must(b.leisure.Refresh(t.Context()))
		b.Must(b.service.Refresh(t.Context()))
		for i := range 30 {
			b.adds("marie", fmt.Sprint("jeu-", i), "zoé")
		}
		b.Post("/panier/ajouter", http.StatusConflict, "groupe", "jeu-30", "personne", "zoé").Says("Votre panier est plein. Confirmez ce qu’il contient, puis continuez.", "30 inscriptions")
	})
}

// many is a session of many groups that cost nothing.
func many(n int) leisure.Parts {
	parts := leisure.Parts{Sessions: []leisure.Session{{
		ID: "h2027", Code: "H2027", Name: words("Hiver 2027"), From: civil.DayAt(2027, 1, 11), To: civil.DayAt(2027, 3, 20), Published: true,
		Windows: []leisure.Window{{Opens: september.AddDate(0, 0, -1)}},
	}}}
	for i := range n {
		code := fmt.Sprint("jeu-", i)
		parts.Activities = append(parts.Activities, leisure.Activity{ID: leisure.ActivityID(code), Session: "h2027", Code: code, Title: words("Jeu " + fmt.Sprint(i))})
		parts.Groups = append(parts.Groups, leisure.Group{
			ID: leisure.GroupID(code), Activity: leisure.ActivityID(code), Session: "h2027", Code: code, Places: 10, From: civil.DayAt(2027, 1, 11), To: civil.DayAt(2027, 3, 20),
			Prices: []leisure.Price{{Amount: 0}},
		})
	}
	return parts
}
