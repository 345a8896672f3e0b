package registrationweb_test

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

const marieAtCounter = "/guichet/inscrire/marie"

// reasons is a desk that knows for what files were opened.
type reasons struct {
	given map[people.ID]string
	seen  []string
}

func (d *reasons) Reason(_ session.Viewer, whose people.ID) string { return d.given[whose] }

func (d *reasons) ViewedFor(_ context.Context, _ session.Viewer, whose people.ID, object, why string) error {
	d.seen = append(d.seen, string(whose)+" "+object+" "+why)
	return nil
}

func (b *town) atCounter() *town {
	b.Viewer = nadia
	return b
}

// till opens a till of Nadia's.
func (b *town) till() {
	b.Helper()
	_, err := b.payments.OpenTill(b.Context(), nadia, 100_00, b.key())
	b.Must(err)
}

func TestACitizenIsRegisteredAtTheCounterAndPaysCash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).atCounter()
		b.till()
		page := b.seen(marieAtCounter+"?q=NATATION-01").Says("Inscrire Marie Tremblay", "Groupes trouvés", "natation-01", "10 places libres", "100,00 $")
		choose := strings.ReplaceAll(page.Find(`href="(/guichet/inscrire/marie\?groupe=[^"#]+)`), "&amp;", "&")
		b.seen(choose).Says("Qui participe?", "Marie", "Léo, 6 ans", "Zoé, 10 ans", "Service de garde, 20,00 $").Hides("(vous)")
		if to := b.Post(marieAtCounter+"/ajouter", http.StatusSeeOther, "groupe", "natation-1", "personne", "zoé").To; to != marieAtCounter+"?fait=ajoute" {
			t.Fatalf("adding leads to %s", to)
		}
		page = b.seen(marieAtCounter).Says("Panier", "Zoé, 10 ans", "Argent comptant", "Chèque", "Carte, au terminal", "Confirmer l’inscription")
		page.Shows(`action="/guichet/inscrire/marie/payer"`, `action="/guichet/inscrire/marie/prolonger"`)

		b.Post(marieAtCounter+"/payer", http.StatusUnprocessableEntity, "mode", "comptant", "recu", "cent").Says("par exemple 150 ou 142,50").Shows(`value="cent"`)
		b.Post(marieAtCounter+"/payer", http.StatusUnprocessableEntity).Says("Choisissez comment la personne paie.")
		b.wants("zoé", "natation-1", registration.Held)

		key := page.Find(`action="/guichet/inscrire/marie/payer" class="stack"><input type="hidden" name="cle" value="([^"]+)"`)
		to := b.Post(marieAtCounter+"/payer", http.StatusSeeOther, "cle", key, "mode", "comptant", "recu", "120").To
		if again := b.Post(marieAtCounter+"/payer", http.StatusSeeOther, "cle", key, "mode", "comptant", "recu", "120").To; again != to {
			t.Errorf("a second press leads to %s, the first to %s", again, to)
		}
		b.seen(to).Says("C’est confirmé", "Monnaie à rendre : 20,00 $", "Payé : 100,00 $, en argent comptant.", "Reçu (PDF)", "Revenir au dossier")
		b.wants("zoé", "natation-1", registration.Confirmed)
		order := to[strings.LastIndex(to, "/")+1:]
		b.Get("/guichet/inscrire/luc/commandes/"+order, http.StatusNotFound)
		b.as("marie").seen("/loisirs/inscriptions/" + order).Says("C’est confirmé")
	})
}

func TestTheCounterSetsARuleAsideWithAMotive(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d).atCounter()
		b.seen(marieAtCounter+"?groupe=hockey-1").Says("Zoé a 10 ans.", "Passer outre une règle", "L’âge", "Passer outre et retenir")
		b.Post(marieAtCounter+"/ajouter", http.StatusConflict, "groupe", "hockey-1", "personne", "zoé").Says("Zoé a 10 ans.")
		page := b.Post(marieAtCounter+"/passer-outre", http.StatusUnprocessableEntity, "groupe", "hockey-1", "personne", "zoé", "regle", "age", "motif", "", "retenir", "1")
		page.Says("Écrivez pourquoi la règle ne s’applique pas à cette personne.")
		to := b.Post(marieAtCounter+"/passer-outre", http.StatusSeeOther, "groupe", "hockey-1", "personne", "zoé", "regle", "age", "motif", "Joue déjà avec les grands", "retenir", "1").To
		b.seen(to).Says("C’est dans le panier.", "Hockey", "Accepté par la Ville")
		b.wants("zoé", "hockey-1", registration.Held)
	})
}

func TestTheCounterAsksForTheReasonOfTheFileFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		known := &reasons{given: map[people.ID]string{}}
		b.pages.Desk = known
		b.Visit(b.pages.Routes(), uiOptions(b))
		b.atCounter()
		if to := b.Get(marieAtCounter, http.StatusSeeOther).To; to != "/guichet/familles/marie" {
			t.Fatalf("without a reason whoever only registers is led to %s", to)
		}
		b.Viewer = session.Viewer{Account: "julie", FullName: "Julie Denis", Name: "Julie D.", Role: session.Agent}
		if to := b.Get(marieAtCounter, http.StatusSeeOther).To; to != "/guichet/personnes/marie" {
			t.Fatalf("without a reason the desk is led to %s", to)
		}
		b.atCounter()
		known.given["marie"] = "Au téléphone"
		b.seen(marieAtCounter)
		if len(known.seen) != 1 || known.seen[0] != "marie inscriptions Au téléphone" {
			t.Errorf("the desk noted %q", known.seen)
		}
		b.as("marie").Get(marieAtCounter, http.StatusNotFound)
		b.Viewer = session.Viewer{Account: "yves", FullName: "Yves", Role: session.Works}
		b.Get(marieAtCounter, http.StatusForbidden)
	})
}

func TestTheCounterWaitsAnswersAndWithdrawsForTheFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.registered("luc", "poterie-1", "luc")
		b.atCounter()
		b.seen(marieAtCounter+"?"+url.Values{"q": {"poterie"}, "groupe": {"poterie-1"}}.Encode()).Says("Ce groupe est complet. Sur la liste d’attente, ce serait le 1er rang.", "Mettre sur la liste d’attente", "Aucune place libre, même au comptoir", "nous écrivons à la famille").Hides("(vous)", "Vous avez 24 heures")
		b.Post(marieAtCounter+"/attente", http.StatusUnprocessableEntity, "groupe", "poterie-1").Says("Choisissez qui attend une place.")
		b.Post(marieAtCounter+"/attente", http.StatusSeeOther, "groupe", "poterie-1", "personne", "zoé")
		page := b.seen(marieAtCounter+"?fait=attente").Says("Inscriptions de la famille", "1er rang en attente", "Retirer de la liste")
		leave := page.Find(`action="(/guichet/inscrire/marie/places/[^"]+/quitter)"`)

		luc := "/guichet/inscrire/luc"
		path := b.seen(luc).Find(`href="(/guichet/inscrire/luc/places/[^"]+/annuler)"`)
		b.seen(path).Says("Si la famille annule maintenant, 90,00 $ lui reviennent.", "Le reste revient par chèque.", "Annuler et rembourser 90,00 $", "Calculer avec un billet médical")
		b.seen(path+"?billet=1").Says("Billet médical vu", "Calculer sans billet médical")
		if to := b.Post(path, http.StatusSeeOther, "billet", "1").Header.Get("Location"); to != luc+"?fait=rembourse" {
			t.Errorf("a withdrawal that is refunded leads to %s", to)
		}
		b.seen(luc + "?fait=rembourse").Says("Rien ne sort du tiroir")
		b.seen(marieAtCounter).Says("Une place vous attend", "Accepter l’offre", "Garder le rang")
		b.Post(strings.Replace(leave, "/quitter", "/accepter", 1), http.StatusSeeOther)
		b.wants("zoé", "poterie-1", registration.Held)
		b.Post(strings.Replace(leave, "/quitter", "/danser", 1), http.StatusNotFound)
	})
}

func TestWhoTakesNoPaymentSaysSo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		panel, err := b.pages.DeskPanel(t.Context(), session.Viewer{Account: "yves", Role: session.Works}, "marie")
		b.Must(err)
		if panel != nil {
			t.Error("who does not register people sees their courses")
		}
		b.registered("marie", "natation-1", "zoé")
		b.adds("marie", "yoga-1", "marie")
		panel, err = b.pages.DeskPanel(t.Context(), nadia, "marie")
		b.Must(err)
		b.Draw(t.Context(), panel).Says("Zoé, 10 ans", "Natation (samedi, de 9 h à 9 h 45)", "Au panier : 1 place retenue", "Inscrire").Shows(`href="/guichet/inscrire/marie"`)
		panel, err = b.pages.DeskPanel(t.Context(), nadia, "luc")
		b.Must(err)
		b.Draw(t.Context(), panel).Says("Aucun cours dans la famille.")
	})
}
