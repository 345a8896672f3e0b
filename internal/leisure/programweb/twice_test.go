package programweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
)

func TestADoubleClickHasItsEffectOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for _, form := range []struct {
			path   string
			fields url.Values
		}{
			{"/guichet/loisirs/groupes/sa9/cours/nouveau/deplacer", url.Values{"jour": {"2027-03-27"}, "debut": {"09:00"}, "fin": {"09:45"}, "raison": {"Reprise"}}},
			{"/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler", url.Values{"raison": {"Tempête"}}},
			{"/guichet/loisirs/politiques/nouveau", url.Values{"code": {"camps"}, "nom": {"Camps"}, "texte": {"Rien."}}},
		} {
			form.fields.Set("cle", "double-"+form.path)
			first := b.Ask(posted(form.path, form.fields))
			again := b.Ask(posted(form.path, form.fields))
			if first.Status != http.StatusSeeOther || again.Status != http.StatusSeeOther || first.To != again.To {
				t.Errorf("%s: answers %d to %s, then %d to %s", form.path, first.Status, first.To, again.Status, again.To)
			}
		}
		if n := len(b.told.heard); n != 2 {
			t.Errorf("the families were told %d times, want 2", n)
		}
	})
}
