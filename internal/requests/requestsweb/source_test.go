package requestsweb_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/requests/requestsweb"
)

// scope is a look of somebody at their own file.
func (b *town) scope(name string) dossier.Scope {
	b.Helper()
	care, err := b.people.InCare(b.Context(), people.ID(name), people.All)
	b.Must(err)
	return dossier.Scope{Viewer: citizenOf(name), People: care, Now: b.clock.Now()}
}

func TestTheFileSaysWhatToAnswerAndWhatIsComing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		source := requestsweb.Source{Requests: b.requests}
		ctx := i18n.WithNow(t.Context(), september)
		asked, planned := b.reported("marie", "Trou au coin"), b.reported("marie", "Trou du parc")
		b.reported("luc", "Celui de Luc")
		b.Must(b.requests.Ask(ctx, martin, asked, "De quel côté?", b.key()))
		b.Must(b.requests.Plan(ctx, martin, planned, "2026-09-04", "", b.key()))

		tasks, err := source.ToDo(ctx, b.scope("marie"))
		b.Must(err)
		if len(tasks) != 1 || tasks[0].Path != "/demandes/"+string(asked) || !strings.Contains(tasks[0].Text, "De quel côté?") {
			t.Errorf("to do: %+v", tasks)
		}
		today := clock.Day(september)
		coming, err := source.Coming(ctx, b.scope("marie"), today, today.AddDate(0, 0, 7))
		b.Must(err)
		if len(coming) != 1 || coming[0].Title != "Travaux prévus pour « Trou du parc »" || !clock.Day(coming[0].At).Equal(today.AddDate(0, 0, 2)) {
			t.Errorf("coming: %+v", coming)
		}
	})
}

func TestTheHistoryAndTheCopyNeverTellWhatIsForTheStaff(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		source := requestsweb.Source{Requests: b.requests}
		ctx := i18n.WithNow(t.Context(), september)
		n := b.reported("marie", "Trou au coin")
		b.reported("luc", "Celui de Luc")
		b.Must(b.requests.Note(ctx, martin, n, "Note interne secrète", false, nil, b.key()))
		b.clock.Advance(time.Minute)
		_, err := b.requests.Log(ctx, martin, requests.Contact{Channel: requests.Telephone, Person: "marie", Subject: "Heures du comptoir", Note: "Note interne secrète", Outcome: requests.Answered}, forms.Key{})
		b.Must(err)

		entries, err := source.Entries(ctx, b.scope("marie"), dossier.Filter{Limit: 30})
		b.Must(err)
		told := fmt.Sprint(entries)
		b.Read(told).Shows("Heures du comptoir", "Répondu sur le moment", "Trou au coin")
		b.Read(told).Hides("secrète", "Celui de Luc")
		calls, err := source.Entries(ctx, b.scope("marie"), dossier.Filter{Kind: "contacts", Limit: 30})
		b.Must(err)
		if len(calls) != 1 || calls[0].Channel != "Téléphone" {
			t.Errorf("contacts: %+v", calls)
		}

		copied, err := source.Export(ctx, b.scope("marie"))
		b.Must(err)
		told = fmt.Sprint(copied)
		b.Read(told).Shows(string(n), "Heures du comptoir", "Demande reçue", "Répondu sur le moment", "Comme un pneu")
		b.Read(told).Hides("secrète", "Celui de Luc")
	})
}
