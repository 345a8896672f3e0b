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

	"sem/internal/browsertest"
)

// visit is a page to look at: who opens it, where, and under which route it stands.
type visit struct {
	who   string // who is a demonstration account, empty for a visitor.
	route string
	path  string // path begins with / or names a link of the page at from.
	from  string // from is a page on which the first link that matches path is followed.
}

// visits are pages of every route that shows one. {…} in a path is a regular expression
// for a link found on the page from.
var visits = []visit{
	{route: "/{$}", path: "/"},
	{route: "/connexion", path: "/connexion"},
	{route: "/connexion/oubli", path: "/connexion/oubli"},
	{route: "/inscription", path: "/inscription"},
	{route: "/aide", path: "/aide"},
	{route: "/accessibilite", path: "/accessibilite"},
	{route: "/confidentialite", path: "/confidentialite"},
	{route: "/styleguide", path: "/styleguide"},
	{route: "/styleguide/guichet", path: "/styleguide/guichet"},
	{route: "/suivi", path: "/suivi"},
	{route: "/demandes/nouvelle", path: "/demandes/nouvelle"},
	{who: "100001", route: "/dossier", path: "/dossier"},
	{who: "100001", route: "/dossier/historique", path: "/dossier/historique"},
	{who: "100001", route: "/dossier/export", path: "/dossier/export"},
	{who: "100001", route: "/demandes", path: "/demandes"},
	{who: "100001", route: "/demandes/{no}", path: `/demandes/\d{4}-\d{6}-[A-Z]`, from: "/demandes"},
	{who: "100001", route: "/famille", path: "/famille"},
	{who: "100001", route: "/mandats", path: "/mandats"},
	{who: "100001", route: "/vie-privee", path: "/vie-privee"},
	{who: "100001", route: "/profil", path: "/profil"},
	{who: "100002", route: "/dossier", path: "/dossier"},
	{who: "100002", route: "/demandes", path: "/demandes"},
	{who: "100003", route: "/dossier", path: "/dossier"},
	{who: "agent@demo.sem", route: "/guichet", path: "/guichet"},
	{who: "agent@demo.sem", route: "/guichet/recherche", path: "/guichet/recherche?q=tremblay"},
	{who: "agent@demo.sem", route: "/guichet/file", path: "/guichet/file?vue=service"},
	{who: "agent@demo.sem", route: "/guichet/demandes/{no}", path: `/guichet/demandes/\d{4}-\d{6}-[A-Z]`, from: "/guichet/file?vue=service"},
	{who: "agent@demo.sem", route: "/guichet/personnes/{id}", path: `/guichet/personnes/[0-9a-z]{26}[^"]*`, from: "/guichet/recherche?q=marie+tremblay"},
	{who: "vieprivee@demo.sem", route: "/gestion/journal", path: "/gestion/journal"},
	{who: "admin@demo.sem", route: "/gestion/personnel", path: "/gestion/personnel"},
}

// unseen are the routes that show no page of their own, or only after steps that other
// tests take, each with its reason.
var unseen = map[string]string{}

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
	town := openTown(t, "")
	browser := browsertest.Open(t)
	pictures := os.Getenv("SEM_PICTURES")
	for _, who := range accountsOf(visits) {
		t.Run(name(who), func(t *testing.T) {
			tab := browser.Tab(t)
			tab.Window(1440, 900)
			if who != "" {
				signIn(t, tab, town.url, who)
			}
			for _, v := range visits {
				if v.who == who {
					look(t, tab, town.url, v, pictures)
				}
			}
		})
	}
}

func look(t *testing.T, tab *browsertest.Tab, origin string, v visit, pictures string) {
	t.Helper()
	path := v.path
	if v.from != "" {
		tab.Visit(origin + v.from)
		html := browsertest.Eval[string](tab, "[...document.querySelectorAll('main a')].map(a => a.getAttribute('href')).join('\\n')")
		path = regexp.MustCompile(`(?m)^` + v.path).FindString(html)
		if path == "" {
			t.Errorf("%s has no link to %s", v.from, v.path)
			return
		}
	}
	for _, how := range looks {
		tab.Window(how.width, how.height)
		tab.Colours(how.colours)
		tab.Visit(origin + path)
		tab.Enlarge(how.text)
		where := fmt.Sprintf("%s, %s (%s)", v.route, how.name, name(v.who))
		for _, broken := range tab.Axe() {
			t.Errorf("%s: %s", where, broken)
		}
		if wider := tab.Overflow(); wider > 0 {
			t.Errorf("%s: %d pixels wider than its window", where, wider)
		}
		for _, complaint := range tab.Complaints() {
			t.Errorf("%s: the page complains: %s", where, complaint)
		}
		if pictures != "" {
			file := strings.NewReplacer("/", "_", "{", "", "}", "", "$", "accueil").Replace(name(v.who) + v.route + "-" + how.name)
			tab.Picture(filepath.Join(pictures, file+".png"))
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
	for _, v := range visits {
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
	for _, part := range []string{"/assets/", "/fichiers/", ".json", ".csv", ".ico", ".txt", ".svg", ".webmanifest"} {
		if strings.Contains(pattern, part) {
			return false
		}
	}
	return true
}
