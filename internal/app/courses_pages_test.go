package app_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
)

const (
	desk  = "loisirs@demo.sem" // desk are the people of the leisure department.
	order = `L\d{4}-\d{6}-[A-Z]`
	code  = `[a-z][a-z0-9-]*`

	family  = "/loisirs/inscriptions"
	program = "/guichet/loisirs"
	atDesk  = "/guichet/inscrire/" + anyID
)

// courseVisits are the pages of leisure on a day between two openings: Marie has a cart with
// a place held and others prepared, registrations, and a rank on a list.
var courseVisits = slices.Concat(lotteryVisits, slipVisits, []visit{
	{route: "/loisirs", path: "/loisirs"},
	{route: "/loisirs/brochure", path: "/loisirs/brochure"},
	{route: "/loisirs/ouverture", path: "/loisirs/ouverture"},
	{route: "/loisirs/ouverture/{id}", path: `/loisirs/ouverture/` + anyID, from: "/loisirs/ouverture"},
	{route: "/loisirs/ouverture/{id}/tirage", path: `/loisirs/ouverture/` + anyID + `/tirage`, from: "/loisirs/ouverture/*"},

	{who: "100001", route: "/panier", path: "/panier"},
	{who: "100001", route: "/demonstration/paiement/{id}", walk: func(w *walker) string {
		return w.press("/panier", `form[action="/panier/payer"] button`)
	}},
	{who: "100001", route: "/paiement/retour", walk: func(w *walker) string {
		return w.press(w.here(), `button[value=payer]`)
	}},
	{who: "100001", route: "/paiement/factures", path: "/paiement/factures"},
	{who: "100001", route: "/paiement/factures/{id}", path: `/paiement/factures/` + anyID, from: "/paiement/factures"},
	{who: "100001", route: "/loisirs/groupes/{group}", path: `/loisirs/groupes/` + anyID, from: "/loisirs?q=nageur"},
	{who: "100001", route: family, path: family},
	{who: "100001", route: family + "/{no}", path: family + `/` + order, from: family},
	{who: "100001", route: family + "/{place}/annuler", path: family + `/` + anyID + `/annuler`, from: family},
	{who: "100001", route: "/loisirs/attente", walk: func(w *walker) string {
		w.tab.Visit(w.origin + "/loisirs?q=tablette")
		return "/loisirs/attente?groupe=" + browsertest.Eval[string](w.tab, `document.querySelector('form[action="/loisirs/attente"] [name=groupe]').value`)
	}},
	{who: "100001", route: "/loisirs/attente/{place}", path: `/loisirs/attente/` + anyID, from: family},
	{who: "100001", route: "/loisirs/fiches/{personne}", path: `/loisirs/fiches/` + anyID, from: family},

	{who: "100001", route: "/horaire", path: "/horaire?semaine=2026-09-16"},
	{who: "100001", route: "/horaire/imprimer", path: "/horaire/imprimer?semaine=2026-09-16"},
	{who: "100001", route: "/horaire/nouveaux", path: "/horaire/nouveaux"},
	{who: "100001", route: "/horaire/abonnements", walk: func(w *walker) string {
		return w.press("/horaire/abonnements", `form[action="/horaire/abonnements"] button`)
	}},
	{who: "100001", route: "/horaire/activites", path: "/horaire/activites"},

	{who: agent, route: "/gestion/caisse", walk: func(w *walker) string { return w.press("/gestion/caisse", `form[method=post] button`) }},
	{who: agent, route: "/guichet/inscrire/{person}", walk: func(w *walker) string {
		person := w.link("/guichet/recherche?q=450+555-0143", `/guichet/personnes/`+anyID+`\?motif=comptoir$`)
		return w.link(w.link(person, atDesk)+"?q=nageur-2-2", atDesk+`\?groupe=[^#\n]*`)
	}},
	{who: agent, route: "/guichet/inscrire/{person}/commandes/{no}", walk: func(w *walker) string { // Léo alone has the age, and is ticked.
		cart := w.press(w.here(), `form[action$="/ajouter"] button`)
		return w.press(cart, `input[value=comptant]`, `form[action$="/payer"] button`)
	}},
	{who: agent, route: "/guichet/inscrire/{person}/places/{place}/annuler", walk: func(w *walker) string {
		return w.link(strings.Split(w.here(), "/commandes/")[0], atDesk+`/places/`+anyID+`/annuler`)
	}},
	{who: agent, route: "/gestion/caisse/factures", path: "/gestion/caisse/factures"},
	{who: agent, route: "/gestion/caisse/factures/{id}", path: `/gestion/caisse/factures/` + anyID, from: "/gestion/caisse"},
	{who: agent, route: "/gestion/caisse/fermer", path: "/gestion/caisse/fermer"},
	{who: agent, route: "/gestion/caisse/fermetures/{id}", walk: func(w *walker) string {
		w.fill("/gestion/caisse/fermer", "note", "Le tiroir n’est pas compté.", "comptant", "150,00")
		return w.here()
	}},

	{who: desk, route: program, path: program},
	{who: desk, route: program + "/voir", path: program + `/voir\?seance=` + anyID, from: program},
	{who: desk, route: program + "/sessions/{id}", path: program + `/sessions/` + anyID + `$`, from: program},
	{who: desk, route: program + "/sessions/{id}/publier", path: program + `/sessions/` + anyID + `/publier`, from: program},
	{who: desk, route: program + "/sessions/{id}/copier", path: program + `/sessions/` + anyID + `/copier`, from: program},
	{who: desk, route: program + "/sessions/{id}/supprimer", path: program + `/sessions/` + anyID + `/supprimer`, from: program + "/sessions/*"},
	{who: desk, route: program + "/lot", path: program + `/lot\?seance=` + anyID, from: program},
	{who: desk, route: program + "/groupes/{id}", path: program + `/groupes/` + anyID + `$`, from: program + "?etat=complet"},
	{who: desk, route: program + "/groupes/{id}/modifier", path: program + `/groupes/` + anyID + `/modifier`, from: program + "/groupes/*"},
	{who: desk, route: program + "/groupes/{id}/cours/{cours}/annuler", path: program + `/groupes/` + anyID + `/cours/` + anyID + `/annuler`, from: program + "/groupes/*"},
	{who: desk, route: program + "/groupes/{id}/cours/{cours}/deplacer", path: program + `/groupes/` + anyID + `/cours/` + anyID + `/deplacer`, from: program + "/groupes/*"},
	{who: desk, route: program + "/groupes/{id}/annuler", path: program + `/groupes/` + anyID + `/annuler`, from: program + "/groupes/*"},
	{who: desk, route: program + "/groupes/{id}/supprimer", walk: func(w *walker) string {
		return w.link(program+"?etat=complet", program+`/groupes/`+anyID+`$`) + "/supprimer"
	}},
	{who: desk, route: program + "/groupes/{id}/liste", path: program + `/groupes/` + anyID + `/liste`, from: program + "/groupes/*"},
	{who: desk, route: program + "/groupes/{id}/liste/imprimer", path: program + `/groupes/` + anyID + `/liste/imprimer`, from: program + "/groupes/*/liste"},
	{who: desk, route: program + "/groupes/{id}/places/{place}/transferer", path: program + `/groupes/` + anyID + `/places/` + anyID + `/transferer`, from: program + "/groupes/*/liste"},
	{who: desk, route: program + "/activites/{id}", walk: func(w *walker) string {
		return w.link(w.link(program, program+`\?activite=[^#\n]*`), program+`/activites/`+anyID+`$`)
	}},
	{who: desk, route: program + "/activites/{id}/supprimer", path: program + `/activites/` + anyID + `/supprimer`, from: program + "/activites/*"},
	{who: desk, route: program + "/lieux", path: program + "/lieux"},
	{who: desk, route: program + "/lieux/{id}", path: program + `/lieux/` + anyID, from: program + "/lieux"},
	{who: desk, route: program + "/lieux/{id}/supprimer", path: program + `/lieux/` + anyID + `/supprimer`, from: program + "/lieux/*"},
	{who: desk, route: program + "/politiques", path: program + "/politiques"},
	{who: desk, route: program + "/politiques/{code}", path: program + `/politiques/` + code, from: program + "/politiques"},
	{who: desk, route: program + "/politiques/{code}/supprimer", walk: func(w *walker) string {
		return w.link(program+"/politiques", program+`/politiques/`+code) + "/supprimer"
	}},
	{who: desk, route: "/gestion/ouvertures", path: "/gestion/ouvertures"},
	{who: desk, route: "/gestion/paiements", path: "/gestion/paiements"},
	{who: desk, route: "/gestion/paiements/remboursements", path: "/gestion/paiements/remboursements"},
})

// morningVisits are the pages of an opening once its line has been drawn: Marie takes a
// ticket and her turn comes at once.
var morningVisits = []visit{
	{who: "100001", route: "/loisirs/ouverture/{id}", walk: func(w *walker) string {
		room := w.link("/loisirs/ouverture", `/loisirs/ouverture/`+anyID)
		until(w.t, "the line is drawn", func() bool { status, _, _ := get(w.t, w.origin+room+"/bilan"); return status == 200 })
		return w.press(room, `form[method=post] button`)
	}},
	{who: "100001", route: "/panier", path: "/panier"},
	{who: "100001", route: "/loisirs/ouverture/{id}/tirage", path: `/loisirs/ouverture/` + anyID + `/tirage`, from: "/loisirs/ouverture/*"},
	{who: "100001", route: "/loisirs/ouverture/{id}/bilan", walk: func(w *walker) string {
		return w.link("/loisirs/ouverture", `/loisirs/ouverture/`+anyID) + "/bilan"
	}},
	{who: desk, route: "/gestion/ouvertures/{id}", path: `/gestion/ouvertures/` + anyID, from: "/gestion/ouvertures"},
}

// here is the address of the page being looked at.
func (w *walker) here() string {
	w.t.Helper()
	return browsertest.Eval[string](w.tab, "location.pathname + location.search")
}

// press opens a page, clicks on what is named, one after the other, and gives the
// address that the last leads to.
func (w *walker) press(page string, what ...string) string {
	w.t.Helper()
	w.tab.Visit(w.origin + page)
	browsertest.Eval[string](w.tab, "document.body.dataset.left = 'no'")
	for _, selector := range what {
		click := fmt.Sprintf("(e => { e?.click(); return !!e })(document.querySelector(%q))", "main "+selector)
		if !browsertest.Eval[bool](w.tab, click) {
			w.t.Fatalf("%s has no %s; it says: %s", page, selector, browsertest.Eval[string](w.tab, "document.querySelector('main').innerText"))
		}
	}
	until(w.t, "what is pressed on "+page+" answers", func() bool {
		return browsertest.Eval[bool](w.tab, "!!document.body && document.body.dataset.left !== 'no'")
	})
	w.tab.Do(chromedp.WaitReady(chromedp.CSS("main")))
	if said := browsertest.Eval[string](w.tab, "document.querySelector('main .govuk-error-summary')?.innerText ?? ''"); said != "" {
		w.t.Fatalf("the form of %s is refused: %s", page, said)
	}
	return w.here()
}

// TestAnOpeningIsFitForEverybody looks at the pages of an opening on its morning, a day after
// the town was built.
func TestAnOpeningIsFitForEverybody(t *testing.T) {
	if testing.Short() {
		t.Skip("the quick round has no browser; make test runs this")
	}
	town := openTownAt(t, "", "2026-09-02T10:40:00-04:00")
	until(t, "the opening is announced", func() bool {
		_, page, _ := get(t, town.url+"/loisirs/ouverture")
		return strings.Contains(page, `href="/loisirs/ouverture/`)
	})
	town.kill()
	town.now = "2026-09-03T09:00:05-04:00"
	town.start()
	lookAt(t, town, morningVisits)
}
