package leisureweb_test

import (
	"net/http"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/i18n"
	"sem/internal/leisure"
)

func TestOneButtonRegistersForWhatCostsNothing(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.enter()
	b.Get("/loisirs?mot=danse", http.StatusOK).Shows(`action="/panier/ajouter"`).Hides(`name="aussitot"`)
	session, _ := b.leisure.Program().SessionByCode("A2026")
	parts := leisure.Parts{
		Activities: []leisure.Activity{{ID: "contes", Session: session.ID, Code: "CONTES", Title: i18n.Words{FR: "Heure du conte"}}},
		Groups: []leisure.Group{{ID: "contes-1", Activity: "contes", Session: session.ID, Code: "contes-1", Places: 9, MinAge: 5 * 12, MaxAge: 12 * 12, From: civil.DayAt(2026, 9, 12), To: civil.DayAt(2026, 9, 26),
			Windows: []leisure.Window{{Opens: september.Add(-time.Hour)}}, Prices: []leisure.Price{{Amount: 0}}}},
	}
	b.Must(b.db.InTx(t.Context(), func(tx *db.Tx) error { return b.leisure.LoadTx(t.Context(), tx, parts) }))
	b.Must(b.leisure.Refresh(t.Context()))
	b.Get("/loisirs?mot=conte", http.StatusOK).Says("Heure du conte").Shows(`action="/panier/ajouter"`, `name="groupe" value="contes-1"`, `name="aussitot" value="1"`)
}
