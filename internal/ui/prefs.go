package ui

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sem/internal/i18n"
	"sem/internal/session"
)

// Prefs is how somebody wants to see every page. The zero Prefs is how pages come.
type Prefs struct {
	Text  int    // Text is 1, 2 or 3: 100, 150 or 200 % of the root size.
	Theme string // Theme is "", "light", "dark" or "contrast"; empty follows the device.
	Font  string // Font is "" or "atkinson", letters that are hard to confuse.
	Lang  i18n.Language
}

type prefsKey struct{}

// WithPrefs gives ctx the display preferences, and the language, of its reader.
func WithPrefs(ctx context.Context, p Prefs) context.Context {
	p = p.valid()
	return i18n.With(context.WithValue(ctx, prefsKey{}, p), p.Lang)
}

// PrefsFrom is the display preferences of ctx.
func PrefsFrom(ctx context.Context) Prefs {
	p, ok := ctx.Value(prefsKey{}).(Prefs)
	if !ok {
		p.Lang = i18n.Lang(ctx)
	}
	return p.valid()
}

// valid keeps what is known and forgets the rest: preferences come from cookies.
func (p Prefs) valid() Prefs {
	if p.Text < 1 || p.Text > 3 {
		p.Text = 1
	}
	switch p.Theme {
	case "light", "dark", "contrast":
	default:
		p.Theme = ""
	}
	if p.Font != "atkinson" {
		p.Font = ""
	}
	if p.Lang != i18n.English {
		p.Lang = i18n.French
	}
	return p
}

const prefsCookie = "affichage"

// ReadPrefs reads the preferences this browser keeps. Without a cookie, pages come in
// French, as the city speaks.
func ReadPrefs(r *http.Request) Prefs {
	c, err := r.Cookie(prefsCookie)
	if err != nil {
		return Prefs{}.valid()
	}
	kept, err := url.ParseQuery(c.Value)
	if err != nil {
		return Prefs{}.valid()
	}
	return Prefs{Lang: i18n.French}.with(kept)
}

// WritePrefs has this browser keep the preferences for a year.
func WritePrefs(w http.ResponseWriter, p Prefs) {
	http.SetCookie(w, &http.Cookie{
		Name:     prefsCookie,
		Value:    p.encode(),
		Path:     "/",
		MaxAge:   365 * 24 * 3600,
		HttpOnly: true,
		SameSite: http.SameSiteLaxMode,
		Secure:   w.Header().Get("Strict-Transport-Security") != "", // The mux says so behind TLS.
	})
}

func (p Prefs) encode() string {
	p = p.valid()
	kept := url.Values{"texte": {strconv.Itoa(p.Text)}, "langue": {string(p.Lang)}}
	if p.Theme != "" {
		kept.Set("theme", p.Theme)
	}
	if p.Font != "" {
		kept.Set("police", p.Font)
	}
	return kept.Encode()
}

// with is p with what a form or a cookie says changed.
func (p Prefs) with(said url.Values) Prefs {
	if said.Has("texte") {
		p.Text, _ = strconv.Atoi(said.Get("texte"))
	}
	if said.Has("theme") {
		p.Theme = said.Get("theme")
	}
	if said.Has("police") {
		p.Font = said.Get("police")
	}
	if said.Has("langue") {
		p.Lang = i18n.Parse(said.Get("langue"))
	}
	return p.valid()
}

// PrefsForm is the fields of the display form; each one absent is left as it was.
type PrefsForm struct {
	Text  string `form:"texte"`
	Theme string `form:"theme"`
	Font  string `form:"police"`
	Lang  string `form:"langue"`
	Back  string `form:"retour"`
}

// PrefsRoute is the address of the display form. save keeps the choice in the profile of
// whoever is signed in; it may be nil. The browser always keeps it too.
func PrefsRoute(save func(context.Context, Prefs) error) Route {
	return Route{
		Pattern: "POST /preferences/affichage",
		Right:   session.Anyone,
		Form:    PrefsForm{},
		Says:    "Changes text size, colours, letters or language, then returns to the page.",
		Handle: func(w http.ResponseWriter, r *http.Request) error {
			if err := r.ParseForm(); err != nil {
				return err
			}
			p := PrefsFrom(r.Context()).with(r.PostForm)
			if save != nil && session.From(r.Context()).SignedIn() {
				if err := save(r.Context(), p); err != nil {
					return err
				}
			}
			WritePrefs(w, p)
			return SeeOther(w, r, LocalPath(r.PostFormValue("retour"), "/"))
		},
	}
}

// LocalPath is path when it names a page of ours, otherwise fallback: an address given by
// a form never leads out of the town hall.
func LocalPath(path, fallback string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\t\r\n") {
		return fallback
	}
	u, err := url.Parse(path)
	if err != nil || u.IsAbs() || u.Host != "" {
		return fallback
	}
	return path
}
