package programweb_test

import (
	"net/http/httptest"
	"testing"

	"sem/internal/browsertest"
	"sem/internal/dbtest"
	"sem/internal/leisure"
)

// places of the desk to look at, with everything that may stand on them.
var sights = []struct{ name, path string }{
	{"programme", "/guichet/loisirs"},
	{"activites", "/guichet/loisirs?seance=hiver"},
	{"groupes", "/guichet/loisirs?seance=hiver&activite=nageur"},
	{"session", "/guichet/loisirs/sessions/hiver"},
	{"publier", "/guichet/loisirs/sessions/hiver/publier"},
	{"copier", "/guichet/loisirs/sessions/hiver/copier?apercu=1&code=H2028&nom=Hiver+2028&debut=2028-01-10"},
	{"activite", "/guichet/loisirs/activites/nageur"},
	{"groupe", "/guichet/loisirs/groupes/sa9"},
	{"groupe-modifier", "/guichet/loisirs/groupes/sa9/modifier"},
	{"groupe-faux", "/guichet/loisirs/groupes/sa9/modifier?apercu=1&places=douze&plage_debut=9h&prix_montant=cher&fen_ouvre=demain"},
	{"cours", "/guichet/loisirs/groupes/sa9/cours/sa9-a/deplacer"},
	{"lot", "/guichet/loisirs/lot?seance=hiver&tous=1&apercu=1&pourcent=3&salle=Bassin+chaud"},
	{"voir", "/guichet/loisirs/voir?seance=hiver"},
	{"lieux", "/guichet/loisirs/lieux"},
	{"lieu", "/guichet/loisirs/lieux/piscine"},
	{"politiques", "/guichet/loisirs/politiques"},
	{"politique", "/guichet/loisirs/politiques/generale"},
}

// Only a browser knows whether a page sticks out and what a screen reader is given.
func TestThePagesOfTheProgramFitEveryScreen(t *testing.T) {
	b := newTown(t, dbtest.SQLite(t))
	b.clock.Set(december)
	b.seats["sa9"] = leisure.Left{Places: 12, Taken: 2, Held: 1, Web: 9}
	b.seats["di10"] = leisure.Left{Places: 12, Taken: 12, Waiting: 3}
	site := httptest.NewServer(b.Site)
	defer site.Close()
	tab := browsertest.Open(t).Tab(t)
	for _, sight := range sights {
		for _, how := range []struct {
			width int64
			text  int
		}{{1440, 1}, {360, 1}, {1280, 3}, {360, 3}} {
			tab.Window(how.width, 900)
			tab.Visit(site.URL + sight.path)
			tab.Enlarge(how.text)
			if over := tab.Overflow(); over > 0 {
				t.Errorf("%s at %d, text %d: %d pixels too wide", sight.name, how.width, how.text, over)
			}
			for _, broken := range tab.Axe() {
				t.Errorf("%s at %d, text %d: %v", sight.name, how.width, how.text, broken)
			}
		}
	}
	if said := tab.Complaints(); len(said) > 0 {
		t.Error(said)
	}
}
