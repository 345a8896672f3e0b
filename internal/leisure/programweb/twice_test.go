package programweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
)

func TestADoubleClickEntersEverythingOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		for _, form := range []struct {
			path   string
			fields url.Values
		}{
			{"/guichet/loisirs/sessions/nouveau", url.Values{"code": {"P2027"}, "nom": {"Printemps"}, "debut": {"2027-04-05"}, "fin": {"2027-06-13"}}},
			{"/guichet/loisirs/sessions/hiver/copier", url.Values{"code": {"H2028"}, "nom": {"Hiver 2028"}, "debut": {"2028-01-10"}}},
			{"/guichet/loisirs/activites/nouveau", url.Values{"seance": {"hiver"}, "code": {"yoga"}, "titre": {"Yoga"}}},
			{"/guichet/loisirs/groupes/nouveau/modifier", url.Values{"activite": {"nageur"}, "code": {"N3-LU"}, "places": {"5"}, "debut": {"2027-01-11"}, "fin": {"2027-01-31"}}},
			{"/guichet/loisirs/groupes/sa9/cours/nouveau/deplacer", url.Values{"jour": {"2027-03-27"}, "debut": {"09:00"}, "fin": {"09:45"}, "raison": {"Reprise"}}},
			{"/guichet/loisirs/groupes/sa9/cours/sa9-a/annuler", url.Values{"raison": {"Tempête"}}},
			{"/guichet/loisirs/lieux/nouveau", url.Values{"code": {"arena"}, "nom": {"Aréna"}}},
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
