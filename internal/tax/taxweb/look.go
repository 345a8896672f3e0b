package taxweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/desk"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/session"
	"sem/internal/tax"
	"sem/internal/text"
	"sem/internal/ui"
)

// lookForm is why an agent looks, and at which year.
type lookForm struct {
	Reason string `form:"motif"`
	Year   int    `form:"annee" max:"9999"`
}

type becauseForm struct {
	Words string `form:"precision"`
}

// reasonView asks why an account is opened.
type reasonView struct {
	Path     string
	Words    string
	Problems ui.Problems
}

func lookPath(id places.PropertyID) string { return "/guichet/proprietes/" + string(id) + "/taxes" }

// look is a tax account for an agent, opened for a reason that is given, or was given a
// moment ago for one of the owners.
func (p Pages) look(w http.ResponseWriter, r *http.Request) error {
	var form lookForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, id := r.Context(), places.PropertyID(r.PathValue("id"))
	f, err := p.Tax.File(ctx, id, form.Year, 0)
	if err != nil {
		return err
	}
	holders, err := p.Roll.HoldersOf(ctx, p.Tax.DB, id)
	if err != nil {
		return err
	}
	reason, why := desk.Reason(form.Reason), ""
	switch {
	case reason.Valid() && reason != desk.ForOther:
		why = reason.Words()
	case len(holders) > 0:
		why = p.Desk.Reason(viewer(r), holders[0])
	}
	if why == "" {
		return ui.Show(w, r, http.StatusOK, reasonPage(reasonView{Path: lookPath(id)}))
	}
	if err := p.journal(ctx, viewer(r), f.Bills[0].Matricule, holders, why); err != nil {
		return err
	}
	return p.showLook(w, r, id, f)
}

func (p Pages) showLook(w http.ResponseWriter, r *http.Request, id places.PropertyID, f tax.File) error {
	v, err := p.lookView(r.Context(), id, f)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, lookPage(v))
}

// journal writes the look down for each owner; they read it under « Qui a consulté mon
// dossier ». A property without known owners is written down by its name alone.
func (p Pages) journal(ctx context.Context, by session.Viewer, m places.Matricule, holders []people.ID, why string) error {
	if len(holders) == 0 {
		return p.Tax.Looked(ctx, by, m, why)
	}
	for _, person := range holders {
		if err := p.Desk.ViewedFor(ctx, by, person, tax.Object(m), why); err != nil {
			return err
		}
	}
	return nil
}

// lookBecause opens an account for a reason in words.
func (p Pages) lookBecause(w http.ResponseWriter, r *http.Request) error {
	var form becauseForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, id := r.Context(), places.PropertyID(r.PathValue("id"))
	f, err := p.Tax.File(ctx, id, 0, 0)
	if err != nil {
		return err
	}
	holders, err := p.Roll.HoldersOf(ctx, p.Tax.DB, id)
	if err != nil {
		return err
	}
	why := text.Clip(text.SafeLine(form.Words), 200)
	if why == "" {
		problem := ui.Problem{Field: "precision", Message: i18n.T(ctx, "Écrivez la raison en quelques mots. La personne pourra la lire.")}
		return ui.Show(w, r, http.StatusUnprocessableEntity, reasonPage(reasonView{Path: lookPath(id), Problems: ui.Problems{problem}}))
	}
	if err := p.journal(ctx, viewer(r), f.Bills[0].Matricule, holders, why); err != nil {
		return err
	}
	if len(holders) == 0 { // Nobody's file remembers the reason: the page is the answer.
		return p.showLook(w, r, id, f)
	}
	return ui.SeeOther(w, r, lookPath(id))
}

func (p Pages) lookView(ctx context.Context, id places.PropertyID, f tax.File) (accountView, error) {
	rolls, err := p.Roll.Property(ctx, id)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return accountView{}, err
	}
	v := p.fileView(ctx, f, true)
	m := f.Bills[0].Matricule
	lead := i18n.T(ctx, "Compte de taxes %s, matricule %s", v.Year, m)
	v.frame = frame{Title: lead, Path: lookPath(id), Sheet: "/guichet/proprietes/" + string(id), Matricule: m.String()}
	if len(rolls) > 0 && rolls[0].Line != "" {
		v.Title, v.Lead = rolls[0].Line, lead
	}
	v.Answer = p.answer(ctx, f, m, true)
	for _, year := range f.Years {
		if year != f.Year {
			v.Earlier = append(v.Earlier, yearLink(lookPath(id), year))
		}
	}
	return v, nil
}

// DeskPanel is what the file of a person shows at the desk: the doors to the tax accounts of
// their properties, never an amount. Nothing for whoever owns none, or may not look.
func (p Pages) DeskPanel(ctx context.Context, by session.Viewer, whose people.ID) (templ.Component, error) {
	if !by.May(session.TaxRead) {
		return nil, nil
	}
	held, err := p.Roll.OwnedBy(ctx, whose)
	if err != nil || len(held) == 0 {
		return nil, err
	}
	var rows []propertyRow
	for _, h := range held {
		if h.Role == property.Owner {
			rows = append(rows, propertyRow{Title: h.Line, Path: lookPath(h.Property), Text: i18n.T(ctx, "Matricule %s", h.Matricule)})
		}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	return deskPanel(rows), nil
}
