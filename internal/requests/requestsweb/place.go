package requestsweb

import (
	"context"
	"net/http"
	"strings"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/text"
	"sem/internal/ui"
)

// mostMatches is how many addresses are offered for some words.
const mostMatches = 6

// places offers what fits the words typed, and the viewer's own door.
func (p Pages) places(r *http.Request, v *stepView) error {
	ctx, d := r.Context(), v.Draft
	if who := viewer(r); who.Person != "" {
		me, err := p.People.Person(ctx, people.ID(who.Person))
		if err != nil {
			return err
		}
		if me.AddressID != "" {
			v.Home = ui.Option{Value: me.AddressID, Label: i18n.T(ctx, "Chez moi : %s", me.AddressLine)}
		}
	}
	line := d.get(fieldLine)
	if line == "" || d.get(fieldAddress) != "" {
		return nil
	}
	found, err := p.Places.Suggest(ctx, line, mostMatches)
	if err != nil || len(found) == 0 {
		return err
	}
	for _, a := range found {
		v.Matches = append(v.Matches, ui.Option{Value: string(a.ID), Label: join(a.Line(), strings.ReplaceAll(a.PostalCode, " ", "\u00a0"))})
	}
	v.Matches = append(v.Matches, ui.Option{Value: byWords, Label: i18n.T(ctx, "Aucune : garder « %s »", line)})
	return nil
}

// savePlace keeps the place. Words that fit addresses are kept too, and the next page asks
// which of them is meant.
func (p Pages) savePlace(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	d, err := p.draft(r)
	if err != nil {
		return err
	}
	var form placeForm
	err = forms.Read(r, &form)
	typed := text.SafeLine(form.Line)
	changed := typed != d.get(fieldLine)
	if err == nil {
		err = p.place(ctx, d, typed, form.Choice, changed)
	}
	if err == nil {
		err = p.checked(d, stepPlace)
	}
	if err != nil {
		return p.mendStep(w, r, d, stepPlace, form.Back, err)
	}
	if err := p.save(ctx, d); err != nil {
		return err
	}
	if d.get(fieldAddress) == "" {
		path := d.path(stepPlace)
		if backTo(form.Back) != "" {
			path += "?retour=" + stepCheck
		}
		return ui.SeeOther(w, r, path)
	}
	return p.toStep(w, r, d, p.after(ctx, d, stepPlace), form.Back, nil)
}

// place writes the place into the draft: the address chosen, or the words. Words that may
// mean addresses leave the choice open.
func (p Pages) place(ctx context.Context, d draft, typed, choice string, changed bool) error {
	if choice != "" && choice != byWords && (!changed || typed == "") {
		d.set(fieldAddress, choice)
		a, ok := p.located(ctx, d)
		if !ok {
			d.set(fieldAddress)
			return wrong("adresse", "Choisissez une adresse de la liste, ou écrivez l’endroit.")
		}
		d.set(fieldLine, a.Line())
		return nil
	}
	if !changed && choice == "" && d.get(fieldAddress) != "" {
		return nil
	}
	d.set(fieldLine, typed)
	d.set(fieldAddress)
	if typed == "" || choice == byWords && !changed {
		d.set(fieldAddress, byWords)
		return nil
	}
	found, err := p.Places.Suggest(ctx, typed, mostMatches)
	if err != nil {
		return err
	}
	if len(found) == 0 {
		d.set(fieldAddress, byWords)
		return nil
	}
	if !changed {
		return wrong("choix", i18n.T(ctx, "Choisissez une adresse, ou gardez vos mots."))
	}
	for _, a := range found {
		if text.Fold(a.Line()) == text.Fold(typed) {
			d.set(fieldAddress, string(a.ID))
			d.set(fieldLine, a.Line())
		}
	}
	return nil
}
