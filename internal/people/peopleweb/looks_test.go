package peopleweb_test

import (
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/journal"
)

func TestACitizenReadsThatTheirTaxesWereLookedAt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.citizen("Marie")
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, object := range []string{"taxes 7446-64-0046", "7446-64-0046", "arrosage/permis/2026-000012-K"} {
			must(h.pages.Journal.Viewed(t.Context(), agent, "Marie", object, "Question au téléphone"))
		}
		must(h.pages.Journal.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return h.pages.Journal.Add(t.Context(), tx, journal.Entry{Actor: "agente", ActorRole: journal.RoleOf(agent), Person: "Marie",
				Action: journal.PropertyUnlinked, Object: "7446-64-0046", Reason: "sold", Detail: "owner,bill"})
		}))
		h.as("Marie")
		page := h.get("/vie-privee", 200)
		h.shows(page, "Compte de taxes consulté, matricule 7446-64-0046", "Votre lien avec une propriété consulté, matricule 7446-64-0046",
			"Demande de permis d’arrosage 2026-000012-K consultée", "Propriété déliée, matricule 7446-64-0046", "Acte de vente vu par la Ville")
		h.hides(page, "Dossier consulté", ">sold<")
		h.viewer = officer
		page = h.get("/gestion/journal?personne=Marie&tous=1", 200)
		h.shows(page, "Compte de taxes 7446-64-0046", "Permis d’arrosage 2026-000012-K")
		h.hides(page, "arrosage/permis")
	})
}
