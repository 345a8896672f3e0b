package stacks

import (
	"context"
	"net/http"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/ui"
)

const pagePath = "/demonstration/bibliotheque"

// switchForm is what a visitor does with the library.
type switchForm struct {
	Deed string `form:"geste"`
}

// Routes lists the addresses of the switch.
func (l *Library) Routes() []ui.Route {
	return []ui.Route{
		{Pattern: "GET " + pagePath, Right: session.Anyone, Handle: l.show, Says: "Demonstration only: whether the library's system runs, and the cards to try it with."},
		{Pattern: "POST " + pagePath, Right: session.Anyone, Handle: l.turn, Form: switchForm{}, Says: "Demonstration only: stops the library's system, or starts it again."},
	}
}

// switchView is the page, ready to show.
type switchView struct {
	Runs   bool
	State  string
	Served string
	Cards  ui.TableOf
}

func (l *Library) show(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v := switchView{Runs: l.Open(), Cards: cardTable(ctx), Served: i18n.TN(ctx, "%d question depuis le démarrage", "%d questions depuis le démarrage", l.Served())}
	v.State = i18n.T(ctx, "Arrêté : il ne répond à personne")
	if v.Runs {
		v.State = i18n.T(ctx, "En marche")
	}
	return ui.Show(w, r, http.StatusOK, switchPage(v))
}

// cardTable are the cards of the people who are played, with their PINs: a real library tells
// nobody.
func cardTable(ctx context.Context) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Cartes à essayer"), Plain: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Personne")}, {Label: i18n.T(ctx, "Numéro de carte")}, {Label: i18n.T(ctx, "NIP")},
	}}
	for n, name := range []string{Marie: "Marie", Zoe: "Zoé", Leo: "Léo", Senior: "Gérard", Patrick: "Patrick"} {
		if name != "" {
			card, pin := CardOf(n)
			t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: name}, {Text: card}, {Text: pin}}})
		}
	}
	return t
}

// turn stops or starts the library; what already is so stays so.
func (l *Library) turn(w http.ResponseWriter, r *http.Request) error {
	var form switchForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	switch form.Deed {
	case "arreter":
		l.Stop()
	case "demarrer":
		if err := l.Start(); err != nil {
			return err
		}
	}
	return ui.SeeOther(w, r, pagePath)
}
