package paymentsweb_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/payments"
	"sem/internal/ui"
)

func TestADayAtTheCounter(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).as(caroline)
		b := tw.owe(84_02)
		tw.Get(counter(b), http.StatusOK).Says("Ouvrez d’abord votre caisse", "À payer plus tard").Hides("Comptant remis")
		tw.Get("/gestion/caisse/fermer", http.StatusSeeOther)
		open := tw.Get("/gestion/caisse", http.StatusOK).Says("Ouvrir une caisse")
		tw.Post("/gestion/caisse/ouvrir", http.StatusUnprocessableEntity, "cle", open.Key(), "fonds", "cent").Says("Écrivez un montant en dollars").Shows(`value="cent"`)
		tw.Post("/gestion/caisse/ouvrir", http.StatusUnprocessableEntity, "cle", open.Key(), "fonds", "100,01").Says("à cinq cents près")
		tw.Post("/gestion/caisse/ouvrir", http.StatusSeeOther, "cle", open.Key(), "fonds", "100,00")
		tw.Get("/gestion/caisse?fait=ouverte", http.StatusOK).Says("Votre caisse est ouverte", "100,00 $", "Aucun paiement encore")
		tw.Get("/gestion/caisse/factures?numero=F2026-999999-Z", http.StatusOK).Says("Aucune facture ni commande ne porte le numéro F2026-999999-Z")
		if to := tw.Get("/gestion/caisse/factures?numero="+strings.ToLower(b.Number), http.StatusSeeOther).To; to != counter(b) {
			t.Errorf("led to %s", to)
		}
		page := tw.Get(counter(b), http.StatusOK).Says("À payer : 84,02 $", "Marie Tremblay", "En comptant : 84,00 $")
		tw.Post(counter(b)+"/encaisser", http.StatusUnprocessableEntity, "cle", page.Key(), "mode", "cash", "remis", "80").Says("moins que ce qui est dû").Shows(`value="80"`)
		tw.Post(counter(b)+"/encaisser", http.StatusUnprocessableEntity, "cle", page.Key(), "mode", "cheque").Says("Écrivez le numéro du chèque")
		tw.Post(counter(b)+"/encaisser", http.StatusUnprocessableEntity, "cle", page.Key(), "mode", "troc").Says("Choisissez comment la personne paie")
		done := tw.Post(counter(b)+"/encaisser", http.StatusSeeOther, "cle", page.Key(), "mode", "cash", "remis", "100").To
		tw.Get(done, http.StatusOK).Says("Remettez 16,00 $", "Payée").Hides("Encaisser")
		tw.Post(counter(b)+"/encaisser", http.StatusSeeOther, "cle", page.Key(), "mode", "cash", "remis", "100")
		if pdf := tw.Get(counter(b)+"/recu.pdf", http.StatusOK); !strings.HasPrefix(pdf.Body, "%PDF-1.7") {
			t.Error("the receipt is no PDF")
		}
		closing := tw.Get("/gestion/caisse/fermer", http.StatusOK).Hides("184,00")
		tw.Post("/gestion/caisse/fermer", http.StatusUnprocessableEntity, "cle", closing.Key(), "comptant", "183,95").Says("Dites en quelques mots", "184,00 $")
		slip := tw.Post("/gestion/caisse/fermer", http.StatusSeeOther, "cle", closing.Key(), "comptant", "183,95", "note", "Une pièce de cinq cents").To
		tw.Get(slip, http.StatusOK).Says("Fermeture de caisse", "184,00 $", "183,95 $", "−0,05 $", "Une pièce de cinq cents", "Signature")
		tw.as(nadia).Get(slip, http.StatusOK)
		tw.Get("/gestion/paiements", http.StatusOK).Says("Une caisse a été comptée autrement", "Caroline Roy", "84,00 $")
	})
}

func TestWhoMayNotIsNotLetIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe(84_00)
		for _, path := range []string{"/gestion/caisse", counter(b), "/gestion/paiements", "/gestion/paiements.csv", "/gestion/paiements/remboursements"} {
			tw.Stranger()
			if status := tw.Ask(request(path)).Status; status == http.StatusOK {
				t.Errorf("%s: a stranger is answered %d", path, status)
			}
			tw.marie().Get(path, http.StatusNotFound)
		}
		tw.as(caroline).Get("/gestion/paiements", http.StatusForbidden)
		tw.as(caroline).Get("/gestion/paiements/remboursements", http.StatusForbidden)
		tw.as(caroline).Get("/paiement/factures", http.StatusForbidden)
		tw.marie().Get("/paiement/retour?page=else", http.StatusNotFound)
		tw.Stranger()
		tw.Post("/paiement/avis/stripe", http.StatusBadRequest, "x", "y")
	})
}

func TestACitizenReadsWhatTheyOwe(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).marie()
		tw.Get("/paiement/factures", http.StatusOK).Says("Vous n’avez aucune facture")
		b := tw.owe(84_00)
		tw.Get("/paiement/factures", http.StatusOK).Says("À payer", "84,00 $", b.Number, "gardées jusqu’à")
		page := tw.Get("/paiement/factures/"+string(b.ID), http.StatusOK).Says("Payer 84,00 $ par carte", "Natation, Nageur 3").Hides("recu.pdf")
		tw.Get("/paiement/factures/"+string(b.ID)+"/recu.pdf", http.StatusNotFound)
		tw.house.away = true
		tw.Post("/paiement/factures/"+string(b.ID)+"/payer", http.StatusServiceUnavailable, "cle", page.Key()).Says("Rien n’a été payé")
		tw.house.away = false
		if to := tw.Post("/paiement/factures/"+string(b.ID)+"/payer", http.StatusSeeOther, "cle", page.Key()).To; !strings.HasPrefix(to, "https://carte.exemple/") {
			t.Errorf("led to %s", to)
		}
		tw.Prefs = ui.Prefs{Lang: i18n.English}
		tw.Get("/paiement/factures/"+string(b.ID), http.StatusOK).Says("Swimming, Swimmer 3", "$84.00")
		tw.tx(func(tx *db.Tx) error { return tw.cash.Void(t.Context(), tx, b.ID) })
		tw.Prefs = ui.Prefs{}
		tw.Get("/paiement/factures/"+string(b.ID), http.StatusOK).Says("Annulée", "Il n’y a rien à payer").Hides("par carte")
		tw.Post("/paiement/factures/"+string(b.ID)+"/payer", http.StatusSeeOther, "cle", "k")
	})
}

func TestRefundsPassThroughTwoPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).as(nadia)
		tw.Get("/gestion/paiements/remboursements", http.StatusOK).Says("Aucun remboursement n’attend")
		b := tw.owe(300_00)
		tw.as(caroline).Post("/gestion/caisse/ouvrir", http.StatusSeeOther, "cle", "k1", "fonds", "0")
		tw.Post(counter(b)+"/encaisser", http.StatusSeeOther, "cle", "k2", "mode", "terminal", "reference", "0042")
		r := tw.refund(b, 250_00, "")
		path := "/gestion/paiements/remboursements/" + string(r.ID)
		tw.as(nadia).Get("/gestion/paiements/remboursements", http.StatusOK).Says("250,00 $ à Marie Tremblay", "Déménagement", "une autre personne doit en décider").Hides("Accorder")
		tw.Post(path, http.StatusForbidden, "cle", "k3", "geste", "accorder")
		tw.marie().Get("/paiement/factures/"+string(b.ID), http.StatusOK).Says("À l’étude").Hides("deuxième personne")
		page := tw.as(paul).Get("/gestion/paiements/remboursements", http.StatusOK).Says("Accorder", "Nadia F.")
		tw.Post(path, http.StatusUnprocessableEntity, "cle", page.Key(), "geste", "refuser").Says("Dites pourquoi")
		tw.Post(path, http.StatusSeeOther, "cle", page.Key(), "geste", "accorder")
		cheque := tw.Get("/gestion/paiements/remboursements?fait=oui", http.StatusOK).Says("Chèques à faire", "C’est fait")
		tw.Post(path, http.StatusUnprocessableEntity, "cle", cheque.Key(), "geste", "cheque").Says("Écrivez le numéro du chèque")
		tw.Post(path, http.StatusSeeOther, "cle", cheque.Key(), "geste", "cheque", "reference", "000123")
		tw.Post(path, http.StatusConflict, "cle", "k9", "geste", "autrement", "moyen", "credit")
		tw.Get("/gestion/paiements/remboursements", http.StatusOK).Says("Aucun remboursement n’attend")
		tw.Get("/gestion/paiements", http.StatusOK).Says("Chèque", "250,00 $", "Loisirs", "50,00 $")
		tw.refund(b, 10_00, payments.Cheque)
		tw.Get("/gestion/paiements", http.StatusOK).Says("Remboursements promis, pas encore partis 10,00 $", "Loisirs 40,00 $", "Total 50,00 $")
		tw.refund(b, 20_00, payments.Credit)
		tw.marie().Get("/paiement/factures", http.StatusOK).Says("La Ville garde 20,00 $ pour vous")
	})
}

func TestTheBookOfADayIsTakenOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d).as(caroline)
		b := tw.owe(84_00)
		tw.Post("/gestion/caisse/ouvrir", http.StatusSeeOther, "cle", "k1", "fonds", "0")
		tw.Post(counter(b)+"/encaisser", http.StatusSeeOther, "cle", "k2", "mode", "cheque", "reference", "=1+1")
		tw.as(nadia)
		file := tw.Get("/gestion/paiements.csv?jour=2026-09-02", http.StatusOK)
		if lines := strings.Split(strings.TrimSpace(file.Body), "\r\n"); len(lines) != 2 || !strings.HasPrefix(lines[1], "10:00,"+b.Number+",cheque,84.00,0.00,") || !strings.Contains(lines[1], "'=1+1") || strings.Contains(file.Body, "Marie") {
			t.Errorf("%q", file.Body)
		}
		tw.Get("/gestion/paiements?jour=2026-09-03", http.StatusUnprocessableEntity).Says("Choisissez un jour passé")
		tw.Get("/gestion/paiements?jour=2026-09-01", http.StatusOK).Says("Aucun paiement ce jour-là", "n’a pas encore été demandée", "Jour d’après")
		day := tw.Get("/gestion/paiements", http.StatusOK)
		to := tw.Post("/gestion/paiements/comparer", http.StatusSeeOther, "cle", day.Key(), "jour", "2026-09-02").To
		tw.Get(to, http.StatusOK).Says("Rien ne manque", "Comparé avec la liste")
		tw.house.away = true
		tw.Post("/gestion/paiements/comparer", http.StatusServiceUnavailable, "cle", day.Key(), "jour", "2026-09-02")
		tw.clock.Advance(time.Hour)
		tw.cash.Gateway = nil
		tw.Get("/gestion/paiements", http.StatusOK).Hides("fournisseur")
	})
}
