// Package webtest is a visitor of the town's pages: somebody with a browser of their own,
// signed in or not, who opens pages, sends forms and reads what comes. A test says with it
// what a page shows and what it must not show. Only tests import it.
package webtest

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/session"
	"sem/internal/ui"
)

// Visitor is whoever looks next. What is asked goes to the pages themselves, with the
// protections of the house, and without a network between.
type Visitor struct {
	testing.TB
	Site    http.Handler      // Site is the pages being visited.
	Viewer  session.Viewer    // Viewer is who is signed in; the zero Viewer is nobody.
	Prefs   ui.Prefs          // Prefs are the language and the looks that the visitor chose.
	Cookies map[string]string // Cookies are what the browser holds, by name.
}

// New is a visitor whom nobody knows yet.
func New(t testing.TB) *Visitor {
	return &Visitor{TB: t, Cookies: map[string]string{}}
}

// Visit brings the visitor to the pages of routes. Who is signed in is the visitor's to say,
// and nothing is logged unless o has a log.
func (v *Visitor) Visit(routes []ui.Route, o ui.Options) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.Around = append(o.Around, v.recognised)
	v.Site = ui.Mux(routes, o)
}

// recognised gives each request its viewer, as the session does in the program.
func (v *Visitor) recognised(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(ui.WithPrefs(session.With(r.Context(), v.Viewer), v.Prefs)))
	})
}

// Stranger lets somebody unknown come next, with another browser.
func (v *Visitor) Stranger() {
	v.Viewer, v.Cookies = session.Viewer{}, map[string]string{}
}

// Must ends the test on an error.
func (v *Visitor) Must(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

// Get opens a page, and ends the test unless it answers with status.
func (v *Visitor) Get(path string, status int) Page {
	v.Helper()
	return v.Do(httptest.NewRequest(http.MethodGet, path, nil), status)
}

// Post sends a form of names and values, one after the other, and ends the test unless it
// is answered with status.
func (v *Visitor) Post(path string, status int, fields ...string) Page {
	v.Helper()
	form := url.Values{}
	for i := 0; i < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return v.post(path, status, form)
}

// Send is Post for a form that the test fills in by steps. It bears a fresh key, as a page
// just opened gives one, unless the test gave it one.
func (v *Visitor) Send(path string, status int, form url.Values) Page {
	v.Helper()
	sent := maps.Clone(form)
	if !sent.Has(forms.KeyField) {
		sent.Set(forms.KeyField, forms.NewKey())
	}
	return v.post(path, status, sent)
}

func (v *Visitor) post(path string, status int, form url.Values) Page {
	v.Helper()
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return v.Do(r, status)
}

// Do sends any request, and ends the test unless it is answered with status.
func (v *Visitor) Do(r *http.Request, status int) Page {
	v.Helper()
	p := v.Ask(r)
	if p.Status != status {
		v.Fatalf("%s as %q: status %d %s, want %d\n%.1500s", p.asked, v.Viewer.Account, p.Status, p.To, status, p.Words())
	}
	return p
}

// Ask sends any request as the browser would, whatever the answer.
func (v *Visitor) Ask(r *http.Request) Page {
	v.Helper()
	for name, value := range v.Cookies {
		r.AddCookie(&http.Cookie{Name: name, Value: value})
	}
	w := httptest.NewRecorder()
	v.Site.ServeHTTP(w, r)
	answer := w.Result()
	for _, c := range answer.Cookies() {
		if v.Cookies[c.Name] = c.Value; c.MaxAge < 0 {
			delete(v.Cookies, c.Name)
		}
		if !c.HttpOnly {
			v.Errorf("scripts can read the cookie %s", c.Name)
		}
	}
	return Page{Status: w.Code, Header: answer.Header, To: answer.Header.Get("Location"), Body: w.Body.String(), asked: r.Method + " " + r.URL.String(), t: v.TB}
}

// Draw is a piece of a page, such as a panel of the file, read alone.
func (v *Visitor) Draw(ctx context.Context, piece templ.Component) Page {
	v.Helper()
	var b strings.Builder
	v.Must(piece.Render(ctx, &b))
	return v.Read(b.String())
}

// Read is a text that came another way than by a request.
func (v *Visitor) Read(text string) Page {
	return Page{Body: text, asked: "the text", t: v.TB}
}
