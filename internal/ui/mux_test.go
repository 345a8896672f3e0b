package ui_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"sem/internal/session"
	"sem/internal/ui"
)

func TestAPageIsShownWithTheHouseProtections(t *testing.T) {
	m := ui.Mux(ui.StyleguideRoutes(), ui.Options{City: ui.City{Name: "Saint-Eustache"}})
	w := httptest.NewRecorder()
	m.ServeHTTP(w, httptest.NewRequest("GET", "/styleguide", nil))
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<h1>") {
		t.Fatalf("got %d %s", w.Code, w.Body)
	}
	_ = session.Anyone
}
