package ui

import (
	"net/http"

	"sem/internal/session"
)

// StyleguideRoutes shows every component in all its states, at /styleguide. The
// demonstration serves it; a city does not have to.
func StyleguideRoutes() []Route {
	return []Route{
		{
			Pattern: "GET /styleguide",
			Right:   session.Anyone,
			Says:    "Every component in all its states.",
			Handle: func(w http.ResponseWriter, r *http.Request) error {
				return Show(w, r, http.StatusOK, styleguide())
			},
		},
		{
			Pattern: "GET /styleguide/guichet",
			Right:   session.Anyone,
			Says:    "The components of the staff's side.",
			Handle: func(w http.ResponseWriter, r *http.Request) error {
				ctx := WithShell(r.Context(), Shell{Queue: 23, Call: &Call{
					Number: "450 555-0187", Person: "Gérard Paquette", Detail: "84, rue du Moulin · 3 appels ce mois-ci", Open: "#", Log: "#",
				}})
				return Show(w, r.WithContext(ctx), http.StatusOK, deskStyleguide())
			},
		},
	}
}
