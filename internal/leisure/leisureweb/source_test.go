package leisureweb_test

import (
	"testing"
	"time"

	"sem/internal/dbtest"
	"sem/internal/dossier"
	"sem/internal/leisure/leisureweb"
	"sem/internal/people"
	"sem/internal/session"
)

func TestAFileTellsWhenRegistrationOpensToItsOwner(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	source := leisureweb.Source{Pages: b.pages}
	marie, err := b.people.Person(t.Context(), b.marie)
	b.Must(err)
	scope := dossier.Scope{Viewer: session.Viewer{Person: string(b.marie)}, People: []people.Care{{Person: marie, Why: people.Self}}, Now: september}
	coming, err := source.Coming(t.Context(), scope, september, september.Add(7*24*time.Hour))
	b.Must(err)
	if len(coming) != 1 || coming[0].Title != "Ouverture des inscriptions\u00a0: Formation, musique et sports" || coming[0].Path != "/loisirs?session=A2026" {
		t.Errorf("to a resident comes %+v", coming)
	}
	news, err := source.News(t.Context(), scope)
	b.Must(err)
	if len(news) != 1 || news[0].Text != "Aquatique et arts" {
		t.Errorf("to a resident it is news that %+v", news)
	}
	scope.People[0].Person.Residence = people.Outside
	coming, err = source.Coming(t.Context(), scope, september, september.Add(14*24*time.Hour))
	b.Must(err)
	if len(coming) != 1 || !coming[0].At.Equal(time.Date(2026, 9, 10, 13, 0, 0, 0, time.UTC)) {
		t.Errorf("to somebody from elsewhere comes %+v", coming)
	}
}
