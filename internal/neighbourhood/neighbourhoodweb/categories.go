package neighbourhoodweb

import (
	"context"
	"net/http"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/ui"
)

// categories is the list of categories, each a form.
func (p Pages) categories(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.showCategories(w, r, http.StatusOK, categoryForm{}, doneWords(r.Context(), form.Done), nil)
}

func (p Pages) showCategories(w http.ResponseWriter, r *http.Request, status int, typed categoryForm, done string, wrong ui.Problems) error {
	ctx := r.Context()
	v := categoriesView{Done: done, Problems: wrong}
	for _, c := range p.Neighbourhood.Categories() {
		row := categoryRow{Code: c.Code, Icon: c.Icon, Tone: c.Tone, Hidden: c.Hidden, Name: c.In(ctx), Key: forms.NewKey()}
		form := categoryForm{French: c.French, Eng: c.Eng, Tone: c.Tone, Hidden: c.Hidden}
		var said ui.Problems
		if typed.Code == c.Code && len(wrong) > 0 {
			form, said, row.Opened = typed, wrong, true
		}
		row.Fields = categoryFields(ctx, c.Code+"-", form, said)
		v.Rows = append(v.Rows, row)
	}
	adding := categoryForm{Tone: "bus"}
	var said ui.Problems
	if typed.Code == "" && len(wrong) > 0 {
		adding, said = typed, wrong
	}
	v.New = categoryRow{Key: forms.NewKey(), Fields: categoryFields(ctx, "", adding, said)}
	return ui.Show(w, r, status, categoriesPage(v))
}

// categoryFields are the questions about a category; the ids begin with a prefix of its own.
func categoryFields(ctx context.Context, prefix string, form categoryForm, wrong ui.Problems) []ui.Field {
	id := func(name string) string {
		if prefix == "" {
			return ""
		}
		return prefix + name
	}
	tones := ui.Field{Name: "couleur", ID: id("couleur"), Label: i18n.T(ctx, "Couleur sur le plan"), Value: form.Tone}
	tones.Options = []ui.Option{
		{Value: "eco", Label: i18n.T(ctx, "Bleu")}, {Value: "par", Label: i18n.T(ctx, "Vert")}, {Value: "ser", Label: i18n.T(ctx, "Pétrole")},
		{Value: "bus", Label: i18n.T(ctx, "Brun")}, {Value: "san", Label: i18n.T(ctx, "Rouge")}, {Value: "spo", Label: i18n.T(ctx, "Violet")},
	}
	return []ui.Field{
		{Name: "nom", ID: id("nom"), Label: i18n.T(ctx, "Nom en français"), Value: form.French, Wrong: wrong.Wrong("nom")},
		{Name: "nom_en", ID: id("nom_en"), Label: i18n.T(ctx, "Nom en anglais"), Value: form.Eng, Lang: "en", Optional: true},
		tones,
		{Name: "cachee", ID: id("cachee"), Label: i18n.T(ctx, "Pages publiques"), Quiet: true, Small: true, Options: []ui.Option{{Value: "1", Label: i18n.T(ctx, "Cacher cette catégorie et ses lieux"), On: form.Hidden}}},
	}
}

// saveCategory changes a category or adds one.
func (p Pages) saveCategory(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form categoryForm
	err := forms.Read(r, &form)
	if err == nil {
		c := neighbourhood.Category{Code: form.Code, French: form.French, Eng: form.Eng, Tone: form.Tone, Hidden: form.Hidden}
		if form.Code != "" {
			c.Icon = p.Neighbourhood.Category(form.Code).Icon
		}
		err = p.Neighbourhood.SaveCategory(ctx, viewer(r), c, key(r))
	}
	if wrong := ui.ProblemsOf(ctx, err); len(wrong) > 0 {
		return p.showCategories(w, r, http.StatusUnprocessableEntity, form, "", wrong)
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/lieux/categories?fait=categorie")
}
