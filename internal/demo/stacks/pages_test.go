package stacks

import (
	"net/http"
	"testing"

	"sem/internal/ui"
	"sem/internal/webtest"
)

func TestAVisitorStopsTheLibraryAndStartsItAgain(t *testing.T) {
	l := open(t, &Library{})
	s := reached(t, l, nil)
	v := webtest.New(t)
	v.Visit(l.Routes(), ui.Options{Clock: l.Clock, City: ui.City{Name: "Saint-Exemple"}})
	card, _ := CardOf(Marie)

	v.Get(pagePath, http.StatusOK).Says("En marche", "Arrêter la bibliothèque", card)
	accountOf(t, s, Marie)

	v.Post(pagePath, http.StatusSeeOther, "geste", "arreter")
	v.Get(pagePath, http.StatusOK).Says("Arrêté : il ne répond à personne", "Remettre la bibliothèque en marche")
	if _, err := s.Account(t.Context(), keyOf(Marie)); !isAway(err) {
		t.Errorf("a stopped library: %v", err)
	}

	v.Post(pagePath, http.StatusSeeOther, "geste", "arreter")
	v.Post(pagePath, http.StatusSeeOther, "geste", "demarrer")
	v.Post(pagePath, http.StatusSeeOther, "geste", "demarrer")
	v.Get(pagePath, http.StatusOK).Says("En marche")
	accountOf(t, s, Marie)
}
