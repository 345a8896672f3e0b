package ui

import (
	"net/http"

	"sem/internal/session"
)

// StyleguideRoutes shows every component in all its states, at /styleguide. The
// demonstration serves it; a city does not have to.
func StyleguideRoutes() []Route {
	return []Route{{
		Pattern: "GET /styleguide",
		Right:   session.Anyone,
		Says:    "Every component in all its states.",
		Handle: func(w http.ResponseWriter, r *http.Request) error {
			return Show(w, r, http.StatusOK, styleguide())
		},
	}}
}
