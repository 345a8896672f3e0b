package libraryweb

import (
	"cmp"
	"net/http"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/ui"
)

// wishForm is a document that somebody wants.
type wishForm struct {
	keyForm
	Card   string `form:"carte" max:"60"`
	Kind   string `form:"sorte" max:"20"`
	Number string `form:"numero" max:"60"`
	PickUp string `form:"retrait" max:"40"`
}

// The kinds of numbers that name a document.
const (
	byRecord = "notice"
	byCopy   = "exemplaire"
)

func (f wishForm) wish() library.Wish {
	if f.Kind == byCopy {
		return library.Wish{Item: f.Number, PickUp: f.PickUp}
	}
	return library.Wish{Record: f.Number, PickUp: f.PickUp}
}

// wishView asks for a document.
type wishView struct {
	Key      string
	Shut     string // Shut says why nothing can be reserved now.
	Form     wishForm
	Cards    []ui.Option
	Problems ui.Problems
}

func (p Pages) askHold(w http.ResponseWriter, r *http.Request) error {
	var form wishForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	return p.showHold(w, r, http.StatusOK, form, nil)
}

func (p Pages) showHold(w http.ResponseWriter, r *http.Request, status int, form wishForm, problems ui.Problems) error {
	ctx := r.Context()
	all, err := p.Library.Cards(ctx, viewer(r))
	if err != nil {
		return err
	}
	form.Kind = cmp.Or(form.Kind, byRecord)
	v := wishView{Key: forms.NewKey(), Form: form, Problems: problems}
	silent := false
	for _, c := range all {
		silent = silent || !c.Silent.IsZero()
		if c.May.Hold && !c.Veiled && c.Silent.IsZero() {
			v.Cards = append(v.Cards, ui.Option{Value: string(c.ID), Label: cardWords(ctx, c)})
		}
	}
	switch {
	case len(v.Cards) == 1:
		v.Form.Card = v.Cards[0].Value
	case len(v.Cards) > 1:
	case silent:
		v.Shut = i18n.T(ctx, "La bibliothèque ne répond pas. Réessayez dans quelques minutes.")
	case len(all) == 0:
		v.Shut = i18n.T(ctx, "Aucune carte n’est liée à votre dossier.")
	default:
		v.Shut = i18n.T(ctx, "La bibliothèque ne prend pas de réservations ici. Réservez à son catalogue, ou appelez-la.")
	}
	return ui.Show(w, r, status, wishPage(v))
}

func (p Pages) placeHold(w http.ResponseWriter, r *http.Request) error {
	var form wishForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	var wrong ui.Problems
	if form.Card == "" {
		wrong = append(wrong, ui.Problem{Field: "carte", Message: i18n.T(ctx, "Choisissez la carte.")})
	}
	if form.Number == "" {
		wrong = append(wrong, ui.Problem{Field: "numero", Message: i18n.T(ctx, "Entrez le numéro du document, tel qu’il est au catalogue.")})
	}
	if len(wrong) > 0 {
		return p.showHold(w, r, http.StatusUnprocessableEntity, form, wrong)
	}
	out, err := p.Library.PlaceHold(ctx, viewer(r), library.CardID(form.Card), form.wish(), keyOf(r))
	switch {
	case err != nil:
		return p.unreserved(w, r, form, err)
	case out.Why == library.Unsure:
		comeBack(w, err)
		return p.showHold(w, r, http.StatusServiceUnavailable, form, ui.Problems{{Message: unsureWords(ctx)}})
	case !out.Done:
		return p.showHold(w, r, http.StatusConflict, form, ui.Problems{{Field: "numero", Message: refusal(ctx, out)}})
	}
	return ui.SeeOther(w, r, root+"?fait=reserve")
}

// unreserved says why a document was not reserved.
func (p Pages) unreserved(w http.ResponseWriter, r *http.Request, form wishForm, err error) error {
	ctx := r.Context()
	switch {
	case fault.KindOf(err) == fault.Unavailable:
		comeBack(w, err)
		problem := ui.Problem{Message: i18n.T(ctx, "La bibliothèque ne répond pas. Rien n’est réservé. Réessayez plus tard.")}
		return p.showHold(w, r, http.StatusServiceUnavailable, form, ui.Problems{problem})
	case mend(w, err):
		return p.showHold(w, r, ui.Status(err), form, problemsOf(ctx, err))
	}
	return err
}
