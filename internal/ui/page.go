package ui

import (
	"context"
	"fmt"
	"hash/fnv"
	"io"

	"github.com/a-h/templ"

	"sem/internal/i18n"
	"sem/internal/session"
)

// PageOf is a page of the citizens' side. Its children are what stands under the title.
type PageOf struct {
	Title       string // Title is the page's h1 and the window's title.
	Lead        string // Lead is the sentence under the title: the answer, or what happens next.
	Description string // Description is for search engines, on public pages.
	Current     string // Current is the path of the menu entry this page belongs to: "/demandes".
	Crumbs      []Link // Crumbs are the pages above this one, the furthest first.
	Problems    Problems
	Done        string // Done is the sentence that says a deed succeeded; it takes the focus.
	OwnTitle    bool   // OwnTitle leaves the h1 to the children.
	Wide        bool   // Wide leaves the margins to the children: the home page.
	Narrow      bool   // Narrow keeps a form to the width of a line of text.
	Sheet       string // Sheet is a style sheet beyond the one all pages have: home.css, or town.css for maps, accounts and calendars.
}

// DeskOf is a page of the staff's side.
type DeskOf struct {
	Title    string
	Lead     string
	Current  string // Current is the path of the rail entry this page belongs to: "/guichet/file".
	Crumbs   []Link
	Problems Problems
	Done     string
	OwnTitle bool
	Query    string          // Query is what the search box holds.
	Actions  templ.Component // Actions stand beside the title.
	Sheet    string          // Sheet is a style sheet beyond those all pages of the desk have: town.css.
}

// Link is a word that leads to a page.
type Link struct {
	Href  string
	Label string
}

// Page is the frame of a page for citizens and visitors.
func Page(p PageOf) templ.Component {
	return framed(citizenPage(p))
}

// Desk is the frame of a page for the staff.
func Desk(p DeskOf) templ.Component {
	return framed(deskPage(p))
}

// framed renders a page while gathering the icons that its parts use.
func framed(page templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return page.Render(withSprite(ctx), w)
	})
}

// drawnIcons is the sprite of the page being drawn, for its last line.
func drawnIcons(ctx context.Context) templ.Component {
	if s, ok := ctx.Value(spriteKey{}).(*sprite); ok {
		return s
	}
	return templ.NopComponent
}

// windowTitle is what a tab of the browser shows: trouble first, then the page, then us.
func windowTitle(ctx context.Context, title string, problems Problems) string {
	city := CityFrom(ctx)
	full := title + " – " + city.Product
	if city.Name != "" {
		full += " – " + city.Name
	}
	if len(problems) > 0 {
		return i18n.T(ctx, "Erreur : %s", full)
	}
	return full
}

// place is an entry of a menu.
type place struct {
	path, icon, label string
	count             int
	key               string // key is its shortcut.
}

func citizenPlaces(ctx context.Context) []place {
	return open(ctx, []place{
		{path: "/dossier", icon: "i-house", label: i18n.T(ctx, "Mon dossier")},
		{path: "/demandes", icon: "i-megaphone", label: i18n.T(ctx, "Demandes")},
		{path: "/loisirs", icon: "i-person-simple-swim", label: i18n.T(ctx, "Loisirs")},
		{path: "/bibliotheque", icon: "i-books", label: i18n.T(ctx, "Bibliothèque")},
		{path: "/propriete", icon: "i-receipt", label: i18n.T(ctx, "Ma propriété")},
		{path: "/quartier", icon: "i-map-pin", label: i18n.T(ctx, "Mon quartier")},
		{path: "/famille", icon: "i-users", label: i18n.T(ctx, "Ma famille")},
	})
}

func staffPlaces(ctx context.Context) []place {
	return open(ctx, []place{
		{path: "/guichet", icon: "i-headset", label: i18n.T(ctx, "Guichet")},
		{path: "/guichet/file", icon: "i-tray", label: i18n.T(ctx, "Demandes"), count: ShellFrom(ctx).Queue},
		{path: "/guichet/loisirs", icon: "i-person-simple-swim", label: i18n.T(ctx, "Loisirs")},
		{path: "/gestion/ouvertures", icon: "i-clock", label: i18n.T(ctx, "Ouvertures")},
		{path: "/gestion/tirages", icon: "i-star", label: i18n.T(ctx, "Tirages")},
		{path: "/guichet/proprietes", icon: "i-receipt", label: i18n.T(ctx, "Propriétés")},
		{path: "/guichet/moderation", icon: "i-chats", label: i18n.T(ctx, "Modération")},
		{path: "/guichet/nouvelles", icon: "i-newspaper", label: i18n.T(ctx, "Nouvelles")},
		{path: "/gestion/caisse", icon: "i-storefront", label: i18n.T(ctx, "Caisse")},
		{path: "/gestion/paiements", icon: "i-receipt", label: i18n.T(ctx, "Paiements")},
		{path: "/gestion/collectes", icon: "i-trash", label: i18n.T(ctx, "Collectes")},
		{path: "/gestion/arrosage", icon: "i-drop", label: i18n.T(ctx, "Arrosage")},
		{path: "/gestion/lieux", icon: "i-map-pin", label: i18n.T(ctx, "Lieux")},
		{path: "/gestion/bibliotheque", icon: "i-books", label: i18n.T(ctx, "Bibliothèque")},
		{path: "/gestion/taxes", icon: "i-bank", label: i18n.T(ctx, "Taxes")},
		{path: "/gestion/journal", icon: "i-eye", label: i18n.T(ctx, "Journal")},
		{path: "/gestion/rapports", icon: "i-chart-bar", label: i18n.T(ctx, "Rapports")},
		{path: "/gestion/importations", icon: "i-database", label: i18n.T(ctx, "Importations")},
		{path: "/gestion/personnel", icon: "i-users", label: i18n.T(ctx, "Personnel")},
		{path: "/gestion", icon: "i-gear", label: i18n.T(ctx, "Administration")},
		{path: "/guichet/raccourcis", icon: "i-question", label: i18n.T(ctx, "Raccourcis clavier"), key: "?"},
	})
}

// open keeps the places that exist and where the viewer may go.
func open(ctx context.Context, all []place) []place {
	var some []place
	for _, p := range all {
		if reaches(ctx, p.path) {
			some = append(some, p)
		}
	}
	return some
}

func currentLabel(places []place, current string) string {
	for _, p := range places {
		if p.path == current {
			return p.label
		}
	}
	return ""
}

func footerLinks(ctx context.Context) []Link {
	var some []Link
	for _, l := range []Link{
		{"/aide", i18n.T(ctx, "Aide")},
		{"/accessibilite", i18n.T(ctx, "Accessibilité")},
		{"/vie-privee", i18n.T(ctx, "Vie privée et consentements")},
		{"/confidentialite", i18n.T(ctx, "Confidentialité")},
		{"/suivi", i18n.T(ctx, "Suivre une demande sans compte")},
	} {
		if exists(ctx, l.Href) {
			some = append(some, l)
		}
	}
	return some
}

// homePath is where the city's mark leads.
func homePath(ctx context.Context) string {
	if session.From(ctx).SignedIn() && exists(ctx, "/dossier") {
		return "/dossier"
	}
	return "/"
}

// htmlText is the data-text attribute of the html element, absent when usual.
func (p Prefs) htmlText() string {
	if p.Text > 1 {
		return fmt.Sprint(p.Text)
	}
	return ""
}

// anchor is an id made from words, the same on every rendering.
func anchor(words string) string {
	h := fnv.New32a()
	io.WriteString(h, words)
	return fmt.Sprintf("s-%08x", h.Sum32())
}
