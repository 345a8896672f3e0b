package slipsweb

import (
	"context"
	"net/http"
	"strconv"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/slips"
	"sem/internal/ui"
)

// filerView is who the city is before the tax office.
type filerView struct {
	Done     string
	Problems ui.Problems
	Key      string
	Fields   []ui.Field
	Left     string
}

func (p Pages) filer(w http.ResponseWriter, r *http.Request) error {
	f, err := p.Slips.Filer(r.Context())
	if err != nil {
		return err
	}
	form := filerForm{Name: f.Name, Line: f.Line, Town: f.Town, PostalCode: f.PostalCode, NEQ: f.NEQ, Preparer: f.Preparer, Certification: f.Certification}
	if f.First > 0 {
		form.First, form.Last = strconv.Itoa(f.First), strconv.Itoa(f.Last)
	}
	v := filerFields(r.Context(), form, nil)
	if f.First > 0 {
		v.Left = i18n.TN(r.Context(), "Il reste %d numéro dans la série.", "Il reste %d numéros dans la série.", f.Left())
	}
	return ui.Show(w, r, http.StatusOK, filerPage(v))
}

func filerFields(ctx context.Context, form filerForm, problems ui.Problems) filerView {
	v := filerView{Key: forms.NewKey(), Problems: problems, Fields: []ui.Field{
		{Name: "nom", Label: i18n.T(ctx, "Nom"), Value: form.Name},
		{Name: "rue", Label: i18n.T(ctx, "Numéro et rue"), Value: form.Line},
		{Name: "ville", Label: i18n.T(ctx, "Ville"), Value: form.Town, Width: 20},
		{Name: "code_postal", Label: i18n.T(ctx, "Code postal"), Value: form.PostalCode, Width: 10},
		{Name: "neq", Label: i18n.T(ctx, "Numéro d’entreprise du Québec"), Value: form.NEQ, Width: 10, InputMode: "numeric"},
		{Name: "preparateur", Label: i18n.T(ctx, "Numéro de préparateur"), Hint: i18n.T(ctx, "NP et six chiffres, donné par Revenu Québec."), Value: form.Preparer, Width: 10},
		{Name: "certification", Label: i18n.T(ctx, "Numéro de certification du logiciel"), Hint: i18n.T(ctx, "Comme RQ-26-01-123, un par année. Sans lui, le fichier ne peut pas être envoyé."), Value: form.Certification, Width: 20, Optional: true},
		{Name: "premier", Label: i18n.T(ctx, "Premier numéro de la série"), Hint: i18n.T(ctx, "Sans son chiffre de contrôle : huit chiffres."), Value: form.First, Width: 10, InputMode: "numeric"},
		{Name: "dernier", Label: i18n.T(ctx, "Dernier numéro de la série"), Value: form.Last, Width: 10, InputMode: "numeric"},
	}}
	for i := range v.Fields {
		v.Fields[i].Autocomplete, v.Fields[i].Wrong = "off", problems.Wrong(v.Fields[i].Name)
	}
	return v
}

func (p Pages) saveFiler(w http.ResponseWriter, r *http.Request) error {
	var form filerForm
	err := forms.Read(r, &form)
	number := func(text string) int {
		n, _ := strconv.Atoi(text) // What is no number is 0, which the room refuses.
		return n
	}
	if err == nil {
		err = p.Slips.SaveFiler(r.Context(), viewer(r), slips.Filer{
			Name: form.Name, Line: form.Line, Town: form.Town, PostalCode: form.PostalCode, NEQ: form.NEQ, Preparer: form.Preparer, Certification: form.Certification,
			First: number(form.First), Last: number(form.Last),
		}, keyOf(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) (templ.Component, error) {
			return filerPage(filerFields(r.Context(), form, problems)), nil
		})
	}
	return ui.SeeOther(w, r, staffPath+"?fait=emetteur")
}
