package programweb_test

import (
	"net/http"
	"net/url"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/leisure"
	"sem/internal/session"
)

var nadia = session.Viewer{Account: "nadia", Name: "Nadia R.", Role: session.Leisure}

func TestTwoManagersDoNotOverwriteEachOtherUnawares(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := newTown(t, d)
		const path = "/guichet/loisirs/groupes/sa9/modifier"
		seen := b.Get(path, http.StatusOK).Find(`name="vu" value="([0-9a-f]+)"`)
		form := url.Values{
			"vu": {seen}, "code": {"N3-SA"}, "debut": {"2027-01-11"}, "fin": {"2027-03-21"}, "lieu": {"piscine"}, "places": {"12"}, "minimum": {"4"},
			"age_min": {"6"}, "age_max": {"10"}, "attente": {"1"}, "plage_jour": {"6"}, "plage_debut": {"09:00"}, "plage_fin": {"09:45"},
			"prix_public": {"resident", "other"}, "prix_montant": {"85,00", "125,00"}, "prix_depuis": {"", ""},
		}
		hers := url.Values{}
		for name, values := range form {
			hers[name] = values
		}
		hers.Set("places", "14")
		hers.Set("salle", "Bassin 2")
		b.Viewer = nadia
		b.Send(path, http.StatusSeeOther, hers)
		b.Viewer = sophie
		form.Set("animation", "Léa")
		page := b.Send(path, http.StatusUnprocessableEntity, form)
		page.Says("Nadia R. a changé ceci depuis que vous l’avez ouvert, le mardi 17 novembre", "la salle et les places", "Rien de ce que vous avez écrit n’est enregistré").Shows(`value="Léa"`)
		if g, _ := b.leisure.Program().Group("sa9"); g.Places != 14 || g.Instructor != "" {
			t.Errorf("the group is %+v", g)
		}
		form.Set("vu", page.Find(`name="vu" value="([0-9a-f]+)"`))
		b.Send(path, http.StatusSeeOther, form)
		if g, _ := b.leisure.Program().Group("sa9"); g.Places != 12 || g.Instructor != "Léa" {
			t.Errorf("sent again, the group is %+v", g)
		}
	})
}

func TestEveryFormCarriesWhatItWasFilledFrom(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	for _, path := range []string{"sessions/hiver", "activites/nageur", "groupes/sa9/modifier", "lieux/piscine", "politiques/generale"} {
		b.Get("/guichet/loisirs/"+path, http.StatusOK).Find(`name="vu" value="([0-9a-f]{12,})"`)
	}
	b.Get("/guichet/loisirs/groupes/nouveau/modifier?activite=nageur&modele=sa9", http.StatusOK).Shows(`name="vu" value=""`)
	for path, form := range map[string]url.Values{
		"sessions/hiver":      {"code": {"H2027"}, "nom": {"Hiver 2027"}, "debut": {"2027-01-11"}, "fin": {"2027-03-21"}},
		"activites/nageur":    {"code": {"nageur-3"}, "titre": {"Nageur 3"}},
		"lieux/piscine":       {"code": {"piscine"}, "nom": {"Piscine"}},
		"politiques/generale": {"nom": {"Générale"}, "texte": {"Rien n’est rendu."}},
	} {
		form.Set("vu", "of-another-time")
		page := b.Send("/guichet/loisirs/"+path, http.StatusUnprocessableEntity, form).Says("Ceci a changé depuis que vous l’avez ouvert")
		form.Set("vu", page.Find(`name="vu" value="([0-9a-f]{12,})"`))
		b.Send("/guichet/loisirs/"+path, http.StatusSeeOther, form)
	}
}

func TestABulkChangeOfGroupsThatChangedIsShownAnew(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	const path = "/guichet/loisirs/lot"
	page := b.Get(path+"?seance=hiver&groupe=sa9&groupe=di10&apercu=1&pourcent=10", http.StatusOK).Says("Résidents : de 85,00 $ à 93,50 $")
	form := url.Values{"seance": {"hiver"}, "groupe": {"sa9", "di10"}, "combien": {"2"}, "pourcent": {"10"}, "vu": {page.Find(`name="vu" value="([0-9a-f]+)"`)}}
	one, _ := b.leisure.Program().Group("sa9")
	hers := *one
	hers.Prices = []leisure.Price{{Audience: leisure.Resident, Amount: 100_00}}
	_, err := b.leisure.SaveGroup(b.Context(), nadia, hers, leisure.Sent{})
	b.Must(err)
	page = b.Send(path, http.StatusUnprocessableEntity, form).Says("Ceci a changé depuis", "Résidents : de 100,00 $ à 110,00 $")
	form.Set("vu", page.Find(`name="vu" value="([0-9a-f]+)"`))
	b.Send(path, http.StatusSeeOther, form)
	if g, _ := b.leisure.Program().Group("sa9"); g.Prices[0].Amount != 110_00 {
		t.Errorf("the group is %+v", g)
	}
}
