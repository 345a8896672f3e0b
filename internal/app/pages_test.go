package app_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"sem/internal/browsertest"
)

// visit is a page to look at: who opens it, where, and under which route it stands.
type visit struct {
	who   string // who is a demonstration account, or the name of a visitor without one.
	route string
	path  string // path is an address, or a regular expression for a link of the page at from.
	from  string // from is a page on which the first link that matches path is followed.
	walk  func(*walker) string
}

// walker goes through forms on the way to a page.
type walker struct {
	t      *testing.T
	tab    *browsertest.Tab
	origin string
}

const (
	number = `\d{4}-\d{6}-[A-Z]`
	anyID  = `[0-9a-z]{26}`
	agent  = "agent@demo.sem"
	works  = "travaux@demo.sem"

	matricule = `[0-9]{4}-[0-9]{2}-[0-9]{4}[0-9-]*`
	permit    = `[0-9A-Z]{8}`
	moulin    = "adresse=84+rue+du+Moulin"
)

// visits are pages of every route that shows one. Those of one person are opened in order,
// in one session.
var visits = slices.Concat(townVisits, courseVisits, bookVisits, emptyVisits)

// townVisits are the pages of every room but leisure.
var townVisits = []visit{
	{route: "/{$}", path: "/"},
	{route: "/connexion", path: "/connexion"},
	{route: "/connexion/oubli", path: "/connexion/oubli"},
	{route: "/connexion/oubli/envoye", walk: func(w *walker) string {
		w.fill("/connexion/oubli", "identifiant", "100002")
		return "/connexion/oubli/envoye"
	}},
	{route: "/connexion/nouveau", path: "/connexion/nouveau?jeton=passe"},
	{route: "/connexion/activer", path: "/connexion/activer?jeton=passe"},
	{route: "/connexion/premier", path: "/connexion/premier?jeton=passe"},
	{route: "/aide", path: "/aide"},
	{route: "/accessibilite", path: "/accessibilite"},
	{route: "/confidentialite", path: "/confidentialite"},
	{route: "/styleguide", path: "/styleguide"},
	{route: "/styleguide/guichet", path: "/styleguide/guichet"},
	{route: "/demonstration", path: "/demonstration"},
	{route: "/demonstration/courrier", path: "/demonstration/courrier"},
	{route: "/demonstration/courrier/{id}", path: `/demonstration/courrier/` + anyID, from: "/demonstration/courrier"},
	{route: "/suivi", path: "/suivi"},
	{route: "/demandes/nouvelle", path: "/demandes/nouvelle"},
	{route: "/demandes/nouvelle/{brouillon}/{etape}", walk: func(w *walker) string {
		w.tab.Visit(w.origin + "/demandes/nouvelle?q=lampadaire")
		w.tab.Do(chromedp.Click(chromedp.CSS("button[name=type]")), chromedp.Sleep(time.Second))
		return w.tab.Path()
	}},
	{route: "/quartier", path: "/quartier?" + moulin},
	{route: "/quartier/lieux/{id}", path: `/quartier/lieux/` + anyID, from: "/quartier?" + moulin},
	{route: "/plan", path: "/plan"},
	{route: "/collectes", path: "/collectes?" + moulin},
	{route: "/collectes/annee", path: "/collectes/annee?" + moulin},
	{route: "/collectes/objets", path: "/collectes/objets?q=pile"},
	{route: "/arrosage", path: "/arrosage?" + moulin},
	{route: "/propriete", path: "/propriete"},
	{route: "page absente", path: "/cette-page-n-existe-pas"},

	{who: "nouvelle", route: "/inscription", path: "/inscription"},
	{who: "nouvelle", route: "/inscription/joindre", walk: func(w *walker) string {
		w.fill("/inscription", "prenom", "Océane", "nom", "Villeneuve")
		return "/inscription/joindre"
	}},
	{who: "nouvelle", route: "/inscription/code", walk: func(w *walker) string {
		w.fill("/inscription/joindre", "contact", "oceane.villeneuve@courriel.example")
		return "/inscription/code"
	}},
	{who: "nouvelle", route: "/inscription/motdepasse", walk: func(w *walker) string {
		w.fill("/inscription/code", "code", w.mailedCode())
		return "/inscription/motdepasse"
	}},
	{who: "nouvelle", route: "/inscription/adresse", walk: func(w *walker) string {
		w.fill("/inscription/motdepasse", "motdepasse", "quatre grands hérons bleus")
		return "/inscription/adresse"
	}},
	{who: "nouvelle", route: "/inscription/resume", walk: func(w *walker) string {
		w.fill("/inscription/adresse", "adresse", "")
		return "/inscription/resume"
	}},
	{who: "nouvelle", route: "/inscription/bienvenue", walk: func(w *walker) string {
		w.fill("/inscription/resume", "cle", "")
		return "/inscription/bienvenue"
	}},
	{who: "nouvelle", route: "/dossier", path: "/dossier"},
	{who: "nouvelle", route: "/dossier/historique", path: "/dossier/historique"},
	{who: "nouvelle", route: "/vie-privee", path: "/vie-privee"},

	{who: "100001", route: "/dossier", path: "/dossier"},
	{who: "100001", route: "/dossier/historique", path: "/dossier/historique"},
	{who: "100001", route: "/dossier/export", path: "/dossier/export"},
	{who: "100001", route: "/demandes", path: "/demandes"},
	{who: "100001", route: "/demandes/{no}", path: `/demandes/` + number, from: "/demandes"},
	{who: "100001", route: "/demandes/{no}/recu", path: `/demandes/` + number + `/recu`, from: "/demandes/*"},
	{who: "100001", route: "/demandes/{no}/retirer", path: `/demandes/` + number + `/retirer`, from: "/demandes/*"},
	{who: "100001", route: "/famille", path: "/famille"},
	{who: "100001", route: "/famille/enfant", path: "/famille/enfant"},
	{who: "100001", route: "/famille/adulte", path: "/famille/adulte"},
	{who: "100001", route: "/famille/membres/{id}", path: `/famille/membres/` + anyID, from: "/famille"},
	{who: "100001", route: "/mandats", path: "/mandats"},
	{who: "100001", route: "/mandats/nouveau", path: "/mandats/nouveau"},
	{who: "100001", route: "/vie-privee", path: "/vie-privee"},
	{who: "100001", route: "/profil", path: "/profil"},
	{who: "100001", route: "/profil/nom", path: "/profil/nom"},
	{who: "100001", route: "/profil/motdepasse", path: "/profil/motdepasse"},
	{who: "100001", route: "/profil/securite", path: "/profil/securite"},
	{who: "100001", route: "/profil/facteur", path: "/profil/facteur"},
	{who: "100001", route: "/profil/contacts/nouveau", path: "/profil/contacts/nouveau"},
	{who: "100001", route: "/profil/contacts/confirmer", walk: func(w *walker) string {
		w.fill("/profil/contacts/nouveau", "contact", "marie.t@courriel.example")
		return "/profil/contacts/confirmer"
	}},
	{who: "100001", route: "/propriete/{matricule}", path: `/propriete/` + matricule, from: "/dossier"},
	{who: "100001", route: "/propriete/lier", path: "/propriete/lier"},
	{who: "100001", route: "/propriete/habiter", path: "/propriete/habiter"},
	{who: "100001", route: "/taxes", path: "/taxes"},
	{who: "100001", route: "/taxes/{matricule}", path: `/taxes/` + matricule, from: "/taxes"},
	{who: "100001", route: "/taxes/{matricule}/{annee}", path: `/taxes/` + matricule + `/\d{4}`, from: "/taxes"},
	{who: "100001", route: "/collectes/inscription", path: "/collectes/inscription"},
	{who: "100001", route: "/arrosage/permis/nouveau", path: "/arrosage/permis/nouveau"},
	{who: "100001", route: "/connexion/confirmer", path: "/connexion/confirmer?suite=/profil"},
	{who: "100002", route: "/dossier", path: "/dossier"},
	{who: "100002", route: "/demandes", path: "/demandes"},
	{who: "100002", route: "/taxes", path: "/taxes"},
	{who: "100003", route: "/dossier", path: "/dossier"},
	{who: "100003", route: "/taxes", path: "/taxes"},
	{who: "100004", route: "/arrosage/permis", path: "/arrosage/permis"},
	{who: "100004", route: "/arrosage/permis/{no}", path: `/arrosage/permis/` + permit, from: "/arrosage/permis"},

	{who: agent, route: "/guichet", path: "/guichet"},
	{who: agent, route: "/guichet/recherche", path: "/guichet/recherche?q=tremblay"},
	{who: agent, route: "/guichet/appel", path: "/guichet/appel?tel=4505550187"},
	{who: agent, route: "/guichet/personnes/{id}", path: `/guichet/personnes/` + anyID + `\?motif=[^"\n]*`, from: "/guichet/recherche?q=marie+tremblay"},
	{who: agent, route: "/guichet/personnes/{id}/corriger", path: `/guichet/personnes/` + anyID + `/corriger`, from: "/guichet/personnes/*"},
	{who: agent, route: "/guichet/personnes/{id}/compte", walk: func(w *walker) string {
		child := w.link("/guichet/recherche?q=zoe+tremblay", `/guichet/personnes/`+anyID+`\?motif=comptoir`)
		return w.link(child, `/guichet/personnes/`+anyID+`/compte`)
	}},
	{who: agent, route: "/guichet/raccourcis", path: "/guichet/raccourcis"},
	{who: agent, route: "/guichet/personnes/nouvelle", path: "/guichet/personnes/nouvelle"},
	{who: agent, route: "/guichet/contacts/nouveau", path: "/guichet/contacts/nouveau"},
	{who: agent, route: "/guichet/file", path: "/guichet/file?vue=service"},
	{who: agent, route: "/guichet/demandes/{no}", path: `/guichet/demandes/` + number + `[^"/\n]*`, from: "/guichet/file?vue=service"},
	{who: agent, route: "/guichet/demandes/{no}/recu", path: `/guichet/demandes/` + number + `/recu`, from: "/guichet/demandes/*"},
	{who: agent, route: "/guichet/proprietes", path: "/guichet/proprietes?adresse=rue+du+Moulin"},
	{who: agent, route: "/guichet/proprietes/{id}", walk: func(w *walker) string { return w.property() }},
	{who: agent, route: "/guichet/proprietes/{id}/taxes", walk: func(w *walker) string { return w.property() + "/taxes" }},
	{who: works, route: "/gestion/arrosage", path: "/gestion/arrosage"},
	{who: works, route: "/gestion/arrosage/interdictions/nouvelle", path: "/gestion/arrosage/interdictions/nouvelle"},
	{who: works, route: "/gestion/arrosage/permis/{no}", path: `/gestion/arrosage/permis/` + permit, from: "/gestion/arrosage"},
	{who: works, route: "/gestion/arrosage/regles/{reglement}/{code}", path: "/gestion/arrosage/regles/eau-potable/arroseur"},
	{who: works, route: "/gestion/collectes", path: "/gestion/collectes"},
	{who: works, route: "/gestion/collectes/inscriptions", path: "/gestion/collectes/inscriptions"},
	{who: works, route: "/gestion/collectes/jours", path: "/gestion/collectes/jours"},
	{who: works, route: "/gestion/collectes/secteurs/{secteur}", path: "/gestion/collectes/secteurs/vieux"},
	{who: works, route: "/gestion/collectes/regles", path: `/gestion/collectes/regles[^"\n]*`, from: "/gestion/collectes/secteurs/vieux"},
	{who: "vieprivee@demo.sem", route: "/gestion/journal", path: "/gestion/journal"},
	{who: "admin@demo.sem", route: "/gestion/lieux", path: "/gestion/lieux"},
	{who: "admin@demo.sem", route: "/gestion/lieux/categories", path: "/gestion/lieux/categories"},
	{who: "admin@demo.sem", route: "/gestion/lieux/nouveau", path: "/gestion/lieux/nouveau"},
	{who: "admin@demo.sem", route: "/gestion/lieux/{id}", path: `/gestion/lieux/` + anyID, from: "/gestion/lieux"},
	{who: "admin@demo.sem", route: "/gestion/taxes", path: "/gestion/taxes"},
	{who: "admin@demo.sem", route: "/gestion/personnel", path: "/gestion/personnel"},
	{who: "admin@demo.sem", route: "/gestion/personnel/inviter", path: "/gestion/personnel/inviter"},
	{who: "admin@demo.sem", route: "/gestion/personnel/{id}", path: `/gestion/personnel/` + anyID, from: "/gestion/personnel"},
}

// unseen are the routes that no visit opens, each with its reason.
var unseen = map[string]string{
	"/healthz":                           "one word for a machine",
	"/readyz":                            "one word for a machine",
	"/connexion/facteur":                 "the demonstration waives the staff's second factor; the page is /profil/facteur under another title",
	"/guichet/demandes/{no}/pieces/{id}": "a file, not a page",
	"/horaire/flux/{fichier}":            "a feed, not a page",
	"/demandes/nouvelle/{brouillon}/photo/{fichier}": "a file, not a page",
	"/connexion/code": "the demonstration waives the second factor; the page is a code field as on /inscription/code",
}

// fill opens a page, types values into named fields and sends the form.
func (w *walker) fill(path string, pairs ...string) {
	w.t.Helper()
	w.tab.Visit(w.origin + path)
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			w.tab.Type(pairs[i], pairs[i+1])
		}
	}
	w.tab.Press(pairs[0])
	until(w.t, "the form of "+path+" is answered", func() bool { return w.tab.Path() != path })
}

var sixDigits = regexp.MustCompile(`\b\d{6}\b`)

// mailedCode is the code in the last message that the demonstration sent.
func (w *walker) mailedCode() string {
	w.t.Helper()
	code := ""
	until(w.t, "a code is sent", func() bool {
		letter := w.link("/demonstration/courrier", `/demonstration/courrier/`+anyID)
		w.tab.Visit(w.origin + letter)
		code = sixDigits.FindString(browsertest.Eval[string](w.tab, "document.querySelector('main').innerText"))
		return code != ""
	})
	return code
}

// property is where the only property at an address leads the staff.
func (w *walker) property() string {
	w.t.Helper()
	w.tab.Visit(w.origin + "/guichet/proprietes?" + moulin)
	return w.tab.Path()
}

// link is the first link of a page that matches the pattern.
func (w *walker) link(page, pattern string) string {
	w.t.Helper()
	w.tab.Visit(w.origin + page)
	all := browsertest.Eval[string](w.tab, "[...document.querySelectorAll('main a')].map(a => a.getAttribute('href')).join('\\n')")
	return regexp.MustCompile(`(?m)^` + pattern).FindString(all)
}

// looks are the ways a page is looked at.
var looks = []struct {
	name          string
	width, height int64
	text          int
	colours       string
}{
	{"ordinaire", 1440, 900, 1, "light"},
	{"texte-200", 1280, 900, 3, "light"},
	{"sombre", 1280, 900, 1, "dark"},
	{"telephone", 360, 740, 1, "light"},
}

// TestEveryPageIsFitForEverybody opens each page as people do and looks for what a machine
// can find: rules of accessibility broken, a page wider than its window, scripts that
// fail, anything the content policy refuses. SEM_PICTURES names a folder for the pictures.
func TestEveryPageIsFitForEverybody(t *testing.T) {
	if testing.Short() {
		t.Skip("the quick round has no browser; make test runs this")
	}
	town := openTownAt(t, "", "2026-09-02T10:40:00-04:00") // The pages are the same whatever the day the test is run.
	lookAt(t, town, visits)
}

// lookAt looks at pages of a town.
func lookAt(t *testing.T, town *town, all []visit) {
	browser := browsertest.Open(t)
	pictures := os.Getenv("SEM_PICTURES")
	for _, who := range accountsOf(all) {
		t.Run(name(who), func(t *testing.T) {
			tab := browser.Tab(t)
			tab.Window(1440, 900)
			if strings.ContainsAny(who, "@1") {
				signIn(t, tab, town.url, who)
			}
			w := &walker{t: t, tab: tab, origin: town.url}
			opened := map[string]string{} // opened are the addresses found under each route.
			for _, v := range all {
				if v.who == who {
					w.look(v, opened, pictures)
				}
			}
		})
	}
}

// look opens a page in every way and reports what is wrong with it.
func (w *walker) look(v visit, opened map[string]string, pictures string) {
	w.t.Helper()
	path := v.path
	switch {
	case v.walk != nil:
		path = v.walk(w)
	case v.from != "":
		page := v.from
		if before, after, like := strings.Cut(v.from, "/*"); like {
			page = opened[before] + after
		}
		path = w.link(page, v.path)
	}
	if path == "" {
		w.t.Errorf("%s has no link to %s", v.from, v.path)
		return
	}
	if strings.HasSuffix(v.route, "}") {
		opened[strings.SplitN(v.route, "/{", 2)[0]] = path
	}
	for _, how := range looks {
		w.tab.Window(how.width, how.height)
		w.tab.Colours(how.colours)
		w.tab.Visit(w.origin + path)
		w.tab.Enlarge(how.text)
		where := fmt.Sprintf("%s, %s (%s)", v.route, how.name, name(v.who))
		for _, broken := range w.tab.Axe() {
			w.t.Errorf("%s: %s", where, broken)
		}
		if wider := w.tab.Overflow(); wider > 0 {
			w.t.Errorf("%s: %d pixels wider than its window", where, wider)
		}
		for _, complaint := range w.tab.Complaints() {
			w.t.Errorf("%s: the page complains: %s", where, complaint)
		}
		if pictures != "" {
			file := strings.NewReplacer("/", "_", "{", "", "}", "", "$", "accueil").Replace(name(v.who) + v.route + "-" + how.name)
			w.tab.Picture(filepath.Join(pictures, file+".png"))
		}
	}
}

func signIn(t *testing.T, tab *browsertest.Tab, origin, who string) {
	t.Helper()
	tab.Visit(origin + "/connexion")
	tab.Type("identifiant", who)
	tab.Type("motdepasse", "demo-saint-eustache")
	tab.Press("motdepasse")
	until(t, "signed in as "+who, func() bool { return tab.Path() != "/connexion" })
}

func accountsOf(all []visit) []string {
	seen := map[string]bool{}
	for _, v := range all {
		seen[v.who] = true
	}
	return slices.Sorted(maps.Keys(seen))
}

func name(who string) string {
	if who == "" {
		return "visiteur"
	}
	return who
}

// TestEveryPageIsLookedAt keeps the list of visits complete: a new page joins it, or says
// here why not.
func TestEveryPageIsLookedAt(t *testing.T) {
	listed := map[string]bool{}
	for _, v := range slices.Concat(visits, morningVisits) {
		listed[v.route] = true
	}
	for _, r := range demonstration(t).Routes() {
		path, isGet := strings.CutPrefix(r.Pattern, "GET ")
		if !isGet || listed[path] || unseen[path] != "" || !showsPage(r.Pattern) {
			continue
		}
		t.Errorf("%s is a page that no visit looks at: add it to visits, or to unseen with the reason", r.Pattern)
	}
}

// showsPage tells pages from files, fragments and feeds, by their address.
func showsPage(pattern string) bool {
	for _, part := range []string{"/assets/", "/fichiers/", ".json", ".csv", ".xml", ".geojson", ".ics", ".pdf", ".pmtiles", "/recus/", ".ico", ".txt", ".svg", ".webmanifest"} {
		if strings.Contains(pattern, part) {
			return false
		}
	}
	return true
}
