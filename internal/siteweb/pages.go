package siteweb

import (
	"context"
	"fmt"
	"net/http"
	"slices"

	"sem/internal/session"
	"sem/internal/ui"
)

// Pages are the public pages of one city.
type Pages struct {
	Panorama string                      // Panorama is the svg element of the picture on the home page, trusted; empty for none.
	Address  string                      // Address is the postal address of the city hall.
	Email    string                      // Email takes letters.
	Privacy  Officer                     // Privacy is the person in charge of personal information.
	Demo     bool                        // Demo opens the page of the demonstration.
	Today    func(context.Context) Today // Today answers from memory, without waiting for the registers; nil knows nothing.
	Has      func(path string) bool      // Has tells which pages this city has, so that no door is painted on the wall; nil for all.
}

// Officer is the person in charge of the protection of personal information.
type Officer struct {
	Name  string
	Email string
	Phone string
}

// alone are the pages that need no register.
var alone = []string{"/", "/aide", "/accessibilite", "/confidentialite", "/demonstration", "/robots.txt"}

// StandsAlone tells whether the page at path needs no register.
func StandsAlone(path string) bool { return slices.Contains(alone, path) }

// Routes are the addresses of the public pages.
func (p Pages) Routes() []ui.Route {
	routes := []ui.Route{
		{Pattern: "GET /{$}", Right: session.Anyone, Handle: p.home, Says: "The home page: one question, the tasks as rows, the city's picture."},
		{Pattern: "GET /aide", Right: session.Anyone, Handle: p.help, Says: "Twelve questions from real calls, the phone first."},
		{Pattern: "GET /accessibilite", Right: session.Anyone, Handle: p.accessibility, Says: "What was done and tested so that everybody can use the site, and the known gaps."},
		{Pattern: "GET /confidentialite", Right: session.Anyone, Handle: p.privacy, Says: "What is collected, why, who sees it, for how long, and whom to write to."},
		{Pattern: "GET /robots.txt", Right: session.Anyone, Handle: p.robots, Says: "What search engines may visit."},
	}
	if p.Demo {
		routes = append(routes, ui.Route{Pattern: "GET /demonstration", Right: session.Anyone, Handle: p.demonstration, Says: "Who may be played in the demonstration; exists only there."})
	}
	return routes
}

func (p Pages) has(path string) bool { return p.Has == nil || p.Has(path) }

func (p Pages) home(w http.ResponseWriter, r *http.Request) error {
	return ui.Show(w, r, http.StatusOK, homePage(p))
}

func (p Pages) help(w http.ResponseWriter, r *http.Request) error {
	return ui.Show(w, r, http.StatusOK, helpPage(p))
}

func (p Pages) accessibility(w http.ResponseWriter, r *http.Request) error {
	return ui.Show(w, r, http.StatusOK, wordsPage(accessibilityWords(r.Context(), p)))
}

func (p Pages) privacy(w http.ResponseWriter, r *http.Request) error {
	return ui.Show(w, r, http.StatusOK, wordsPage(privacyWords(r.Context(), p)))
}

func (p Pages) demonstration(w http.ResponseWriter, r *http.Request) error {
	return ui.Show(w, r, http.StatusOK, demonstrationPage(p))
}

// robots keeps search engines to the public pages, and out of a demonstration, whose
// invented people would be mistaken for real ones.
func (p Pages) robots(w http.ResponseWriter, _ *http.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "public, max-age=86400")
	text := "User-agent: *\nAllow: /$\nAllow: /aide\nAllow: /accessibilite\nAllow: /confidentialite\nAllow: /assets/\nDisallow: /\n"
	if p.Demo {
		text = "User-agent: *\nDisallow: /\n"
	}
	_, err := fmt.Fprint(w, text)
	return err
}
