package webtest_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"sem/internal/session"
	"sem/internal/ui"
	"sem/internal/webtest"
)

// judge hears what a test is told, instead of failing.
type judge struct {
	testing.TB
	heard []string
}

func (j *judge) Helper()                       {}
func (j *judge) Errorf(said string, of ...any) { j.heard = append(j.heard, fmt.Sprintf(said, of...)) }
func (j *judge) Fatalf(said string, of ...any) { j.Errorf(said, of...); panic(j) }

// complaints is how often a look at a page fails the test that takes it.
func complaints(t *testing.T, look func(v *webtest.Visitor)) (n int) {
	j := &judge{TB: t}
	defer func() {
		if ended := recover(); ended != nil && ended != j {
			panic(ended)
		}
		n = len(j.heard)
	}()
	v := webtest.New(j)
	v.Visit([]ui.Route{
		{Pattern: "GET /salle", Right: session.Anyone, Says: "Shows who is there.", Handle: func(w http.ResponseWriter, r *http.Request) error {
			fmt.Fprintf(w, "<p>Bonjour,\n\t<b>%s</b>, 4\u00a0$ d&#39;ici<svg><text>plan</text></svg> &lt;i&gt;</p>", session.From(r.Context()).Name)
			return nil
		}},
		{Pattern: "GET /porte", Right: session.Anyone, Says: "Lets scripts read a cookie.", Handle: func(w http.ResponseWriter, r *http.Request) error {
			http.SetCookie(w, &http.Cookie{Name: "ouvert", Value: "1"})
			return ui.SeeOther(w, r, "/salle")
		}},
	}, ui.Options{})
	look(v)
	return len(j.heard)
}

func TestAPageThatIsNotAsItShouldBeFailsTheTest(t *testing.T) {
	salle := func(v *webtest.Visitor) webtest.Page {
		v.Viewer.Name = "Marie"
		return v.Get("/salle", http.StatusOK)
	}
	for name, c := range map[string]struct {
		look func(v *webtest.Visitor)
		want int
	}{
		"what is there": {func(v *webtest.Visitor) {
			salle(v).Shows("<b>Marie</b>", "Bonjour, <b>").Says("Bonjour, Marie").Hides("Luc", "<i>")
		}, 0},
		"the words have no markup":            {func(v *webtest.Visitor) { salle(v).Says("<b>", "plan") }, 2},
		"the markup keeps it":                 {func(v *webtest.Visitor) { salle(v).Shows("Bonjour, Marie", "Luc") }, 2},
		"a space may be no-break in words":    {func(v *webtest.Visitor) { salle(v).Says("4 $ d'ici", "4\u00a0$") }, 0},
		"a no-break space must be one":        {func(v *webtest.Visitor) { salle(v).Says("Bonjour,\u00a0Marie"); salle(v).Shows("4 $") }, 2},
		"nothing hides behind spaces or tags": {func(v *webtest.Visitor) { salle(v).Hides("4 $", "Bonjour, Marie", "plan", "</b>") }, 4},
		"another status":                      {func(v *webtest.Visitor) { v.Get("/salle", http.StatusNotFound) }, 1},
		"a form that nobody takes":            {func(v *webtest.Visitor) { v.Post("/salle", http.StatusOK, "nom", "Marie") }, 1},
		"nothing like it":                     {func(v *webtest.Visitor) { salle(v).Key() }, 1},
		"a cookie that scripts can read":      {func(v *webtest.Visitor) { v.Get("/porte", http.StatusSeeOther) }, 1},
	} {
		if got := complaints(t, c.look); got != c.want {
			t.Errorf("%s: %d complaints, want %d", name, got, c.want)
		}
	}
}

func TestAVisitorKeepsCookiesAndAStrangerHasNone(t *testing.T) {
	var held []string
	v := webtest.New(t)
	v.Visit([]ui.Route{{Pattern: "GET /ici", Right: session.Anyone, Says: "Gives a cookie.", Handle: func(w http.ResponseWriter, r *http.Request) error {
		held = held[:0]
		for _, c := range r.Cookies() {
			held = append(held, c.Name)
		}
		http.SetCookie(w, &http.Cookie{Name: "brouillon", Value: "1", HttpOnly: true})
		return ui.SeeOther(w, r, "/la-bas")
	}}}, ui.Options{})
	if to := v.Get("/ici", http.StatusSeeOther).To; to != "/la-bas" || len(held) != 0 {
		t.Errorf("led to %s with %v", to, held)
	}
	if v.Get("/ici", http.StatusSeeOther); !slices.Equal(held, []string{"brouillon"}) {
		t.Errorf("came back with %v", held)
	}
	v.Stranger()
	if v.Get("/ici", http.StatusSeeOther); len(held) != 0 {
		t.Errorf("a stranger came with %v", held)
	}
}
