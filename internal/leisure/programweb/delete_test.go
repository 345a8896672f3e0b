package programweb_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/leisure"
)

func TestAManagerDeletesWhatNobodyNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		b.used["sa9"] = true
		const root = "/guichet/loisirs/"
		for path, why := range map[string]string{
			"sessions/hiver":      "La session a encore des activités",
			"activites/nageur":    "L’activité a encore des groupes",
			"groupes/sa9":         "Annulez-le plutôt",
			"lieux/piscine":       "Donnez-leur un autre lieu",
			"politiques/generale": "Donnez-leur une autre politique",
		} {
			b.Get(root+path+"/supprimer", http.StatusOK).Says("Ceci ne peut pas être supprimé", why).Hides("C’est pour de bon")
			b.Send(root+path+"/supprimer", http.StatusConflict, url.Values{}).Says(why)
		}
		b.Get(root+"groupes/sa9/supprimer", http.StatusOK).Shows(`href="/guichet/loisirs/groupes/sa9/annuler"`)
		b.Get(root+"groupes/conte1", http.StatusOK).Shows(`href="/guichet/loisirs/groupes/conte1/supprimer"`)
		b.Get(root+"groupes/conte1/supprimer", http.StatusOK).Says("Ce qui disparaît", "Heure du conte", "10 cours du calendrier", "C’est pour de bon")
		key := url.Values{"cle": {"once-and-for-all"}}
		for range 2 {
			b.Send(root+"groupes/conte1/supprimer", http.StatusSeeOther, key)
		}
		if _, known := b.leisure.Program().Group("conte1"); known || len(b.leisure.Program().Occurrences("conte1")) > 0 {
			t.Error("the group is still there")
		}
		b.Get(root+"activites/conte", http.StatusOK).Shows(`href="/guichet/loisirs/activites/conte/supprimer"`)
		page := b.Send(root+"activites/conte/supprimer", http.StatusSeeOther, url.Values{})
		b.Get(page.To, http.StatusOK).Says("C’est supprimé").Hides("Heure du conte")
		b.Get(root+"activites/conte/supprimer", http.StatusNotFound)
		b.Viewer = agent
		b.Get(root+"groupes/di10/supprimer", http.StatusForbidden)
		b.Send(root+"groupes/di10/supprimer", http.StatusForbidden, url.Values{})
		if n := b.journaled("leisure group CONTE"); n != 1 {
			t.Errorf("the journal has %d entries", n)
		}
	})
}

func TestASessionThatIsPublishedIsHiddenBeforeItIsDeleted(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.Send("/guichet/loisirs/sessions/nouveau", http.StatusSeeOther, url.Values{"code": {"P2027"}, "nom": {"Printemps"}, "debut": {"2027-04-05"}, "fin": {"2027-06-13"}})
	one, _ := b.leisure.Program().SessionByCode("P2027")
	path := "/guichet/loisirs/sessions/" + string(one.ID)
	b.Send(path+"/publier", http.StatusSeeOther, url.Values{"publiee": {"oui"}})
	b.Get(path+"/supprimer", http.StatusOK).Says("Cachez-la d’abord").Shows(`href="` + path + `/publier"`)
	b.Send(path+"/publier", http.StatusSeeOther, url.Values{"publiee": {"non"}})
	b.Send(path+"/supprimer", http.StatusSeeOther, url.Values{})
	if _, known := b.leisure.Program().Session(leisure.SessionID(strings.TrimPrefix(path, "/guichet/loisirs/sessions/"))); known {
		t.Error("the session is still there")
	}
}
