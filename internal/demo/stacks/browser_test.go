package stacks

import (
	"net/http/httptest"
	"testing"

	"sem/internal/browsertest"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// TestTheSwitchIsForEverybody looks at its page as a machine can, with the library open and
// closed.
func TestTheSwitchIsForEverybody(t *testing.T) {
	l := open(t, &Library{})
	v := webtest.New(t)
	v.Visit(l.Routes(), ui.Options{Clock: l.Clock, City: ui.City{Name: "Saint-Exemple"}})
	site := httptest.NewServer(v.Site)
	defer site.Close()
	tab := browsertest.Open(t).Tab(t)
	for _, state := range []string{"open", "closed"} {
		tab.Window(1280, 900)
		tab.Visit(site.URL + pagePath)
		for _, violation := range tab.Axe() {
			t.Errorf("%s: %s", state, violation)
		}
		tab.Window(360, 800)
		if over := tab.Overflow(); over > 0 {
			t.Errorf("%s: %d pixels too wide for a phone", state, over)
		}
		for _, c := range tab.Complaints() {
			t.Errorf("%s: %s", state, c)
		}
		l.Stop()
	}
}
