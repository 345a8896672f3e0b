package registrationweb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/ui"
)

func uiOptions(b *town) ui.Options { return ui.Options{Clock: b.clock} }

// scope is a look of somebody at their own file.
func (b *town) scope(name string) dossier.Scope {
	b.Helper()
	care, err := b.people.InCare(b.Context(), people.ID(name), people.All)
	b.Must(err)
	return dossier.Scope{Viewer: citizenOf(name), People: care, Now: b.clock.Now()}
}

func TestTheFileSaysWhatToDoAndWhatIsComing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		ctx := i18n.WithNow(t.Context(), september)
		b.registered("luc", "poterie-1", "luc")
		b.waits("marie", "poterie-1", "zoé")
		b.withdraws("luc", "luc", "poterie-1")
		b.registered("marie", "natation-1", "léo")
		b.adds("marie", "yoga-1", "marie")

		tasks, err := b.source.ToDo(ctx, b.scope("marie"))
		b.Must(err)
		told := fmt.Sprint(tasks)
		b.Read(told).Says("Une place vous attend : Poterie", "Zoé. Répondez avant jeudi 3 septembre, 10 h.", "Confirmer votre panier de loisirs", "/panier", "Fiches de Léo à remplir")
		b.Read(told).Hides("Fiches de Marie", "Solde")

		coming, err := b.source.Coming(ctx, b.scope("marie"), september, september.AddDate(0, 0, 14))
		b.Must(err)
		if len(coming) != 1 || coming[0].Title != "Natation" || coming[0].Person != "Léo" || !coming[0].At.Equal(time.Date(2026, 9, 12, 13, 0, 0, 0, time.UTC)) {
			t.Errorf("coming: %+v", coming)
		}
		if coming, err = b.source.Coming(ctx, b.scope("paul"), september, september.AddDate(0, 0, 14)); err != nil || len(coming) != 1 {
			t.Errorf("the other parent's week: %+v, %v", coming, err)
		}
		if tasks, err = b.source.ToDo(ctx, b.scope("luc")); err != nil || len(tasks) != 0 {
			t.Errorf("a stranger has %+v to do, %v", tasks, err)
		}
	})
}

func TestTheHistoryAndTheCopyAreOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		ctx := i18n.WithNow(t.Context(), september)
		o := b.registered("marie", "natation-1", "léo")
		b.registered("marie", "yoga-1", "marie")
		b.adds("luc", "guitare-1", "luc")
		b.clock.Advance(time.Hour)
		b.withdraws("marie", "marie", "yoga-1")

		entries, err := b.source.Entries(ctx, b.scope("marie"), dossier.Filter{Limit: 30})
		b.Must(err)
		if len(entries) != 3 || entries[0].Title != "Place laissée : Yoga" {
			t.Errorf("the history is %+v", entries)
		}
		if entries, err = b.source.Entries(ctx, b.scope("marie"), dossier.Filter{Limit: 1, Kind: "cours", Person: "léo"}); err != nil || len(entries) != 1 || entries[0].Person != "Léo" {
			t.Errorf("the history of Léo is %+v, %v", entries, err)
		}
		if entries, err = b.source.Entries(ctx, b.scope("marie"), dossier.Filter{Kind: "demandes", Limit: 30}); err != nil || len(entries) != 0 {
			t.Errorf("requests are %+v, %v", entries, err)
		}
		sections, err := b.source.Export(ctx, b.scope("marie"))
		b.Must(err)
		copied := fmt.Sprint(sections)
		b.Read(copied).Shows("Yoga", o.Number, "Natation", "100.00")
		b.Read(copied).Hides("Guitare")
		panel, err := b.source.Panel(ctx, b.scope("marie"))
		b.Must(err)
		b.Draw(ctx, panel).Says("Cours de la famille", "Léo, 6 ans", "Natation (samedi, de 9 h à 9 h 45)", "Toutes nos inscriptions")
		panel, err = b.source.Panel(ctx, b.scope("paul"))
		b.Must(err)
		b.Draw(ctx, panel).Says("Léo, 6 ans")
	})
}

func TestWhatTheCounterAgreedToBePaidLaterIsToDo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		ctx := i18n.WithNow(t.Context(), september)
		b.registeredFree("luc", "poterie-1")
		tasks, err := b.source.ToDo(ctx, b.scope("luc"))
		b.Must(err)
		if len(tasks) != 1 || !strings.HasPrefix(tasks[0].Path, "/paiement/factures/") {
			t.Fatalf("to do: %+v", tasks)
		}
		b.Read(tasks[0].Title+" "+tasks[0].Text).Says("Solde à payer : 100,00 $", "inscriptions aux loisirs")
	})
}
