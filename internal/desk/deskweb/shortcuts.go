package deskweb

import (
	"context"
	"net/http"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// shortcutsForm is the switch of the keys.
type shortcutsForm struct {
	Keys string `form:"raccourcis" max:"3"` // Keys is oui or non.
	Done bool   `form:"fait"`
}

// shortcutsCookie keeps the switch in the browser; the script of the pages reads it. People
// who dictate, or whose hands tremble, turn the keys off (WCAG 2.1.4).
const shortcutsCookie = "raccourcis"

func (p Pages) shortcuts(w http.ResponseWriter, r *http.Request) error {
	var form shortcutsForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	v := shortcutsView{On: true, Keys: shortcutKeys(ctx)}
	if c, err := r.Cookie(shortcutsCookie); err == nil {
		v.On = c.Value != "non"
	}
	switch {
	case form.Done && v.On:
		v.Done = i18n.T(ctx, "Les raccourcis marchent dans ce navigateur.")
	case form.Done:
		v.Done = i18n.T(ctx, "Les raccourcis ne marchent plus dans ce navigateur.")
	}
	return ui.Show(w, r, http.StatusOK, shortcutsPage(v))
}

func (p Pages) switchShortcuts(w http.ResponseWriter, r *http.Request) error {
	var form shortcutsForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	value := "oui"
	if form.Keys == "non" {
		value = "non"
	}
	http.SetCookie(w, &http.Cookie{
		Name: shortcutsCookie, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode,
		Secure: w.Header().Get("Strict-Transport-Security") != "", // The mux says so behind TLS.
	})
	return ui.SeeOther(w, r, "/guichet/raccourcis?fait=1")
}

func shortcutKeys(ctx context.Context) []keyView {
	return []keyView{
		{"/", i18n.T(ctx, "Chercher une personne, une adresse ou une demande")},
		{"n", i18n.T(ctx, "Noter un contact, dans un dossier ou pendant un appel")},
		{"a", i18n.T(ctx, "Prendre une demande, ou choisir qui la traite")},
		{"r", i18n.T(ctx, "Répondre à la personne, dans une demande")},
		{"?", i18n.T(ctx, "Voir cette liste")},
	}
}
