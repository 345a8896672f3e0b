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
		for _, object := range []string{"taxes 7446-64-0046", "7446-64-0046", "arrosage/permis/2026-000012-K"} {
			h.Must(h.pages.Journal.Viewed(t.Context(), agent, "Marie", object, "Question au téléphone"))
		}
		h.Must(h.pages.Journal.DB.InTx(t.Context(), func(tx *db.Tx) error {
			return h.pages.Journal.Add(t.Context(), tx, journal.Entry{Actor: "agente", ActorRole: journal.RoleOf(agent), Person: "Marie",
				Action: journal.PropertyUnlinked, Object: "7446-64-0046", Reason: "sold", Detail: "owner,bill"})
		}))
		h.as("Marie")
		page := h.Get("/vie-privee", 200)
		page.Shows("Compte de taxes consulté, matricule 7446-64-0046", "Votre lien avec une propriété consulté, matricule 7446-64-0046",
			"Demande de permis d’arrosage 2026-000012-K consultée", "Propriété déliée, matricule 7446-64-0046", "Acte de vente vu par la Ville")
		page.Hides("Dossier consulté", ">sold<")
		h.Viewer = officer
		page = h.Get("/gestion/journal?personne=Marie&tous=1", 200)
		page.Shows("Compte de taxes 7446-64-0046", "Permis d’arrosage 2026-000012-K")
		page.Hides("arrosage/permis")
	})
}
