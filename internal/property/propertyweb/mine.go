package propertyweb

import (
	"context"
	"net/http"
	"net/url"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/places"
	"sem/internal/property"
	"sem/internal/ui"
)

// mineView is one's properties, and the search of the roll.
type mineView struct {
	Done   string
	Held   []heldView
	Asked  bool // Asked: somebody searched.
	Found  []heldView
	Search ui.AddressPicker
	Signed bool // Signed: whoever looks has a file.
	Roll   string
}

// heldView is a property in a list.
type heldView struct {
	Title, Path, Text, Tag string
	Owner                  bool
}

func (p Pages) mine(w http.ResponseWriter, r *http.Request) error {
	var form findForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	v := mineView{Done: doneWords(ctx, form.Done), Signed: me(r) != "", Asked: form.Typed != "" || form.Chosen != ""}
	if rolls := p.Property.Rolls(); len(rolls) > 0 {
		v.Roll = rolls[0].Years()
	}
	var err error
	if v.Signed {
		if v.Held, err = p.held(r); err != nil {
			return err
		}
		if len(v.Held) == 1 && !v.Asked && form.Done == "" {
			return ui.SeeOther(w, r, v.Held[0].Path)
		}
	}
	if v.Found, v.Search, err = p.looked(ctx, "/propriete", form); err != nil {
		return err
	}
	if len(v.Found) == 1 {
		return ui.SeeOther(w, r, v.Found[0].Path)
	}
	return ui.Show(w, r, http.StatusOK, minePage(v))
}

// held are the viewer's properties.
func (p Pages) held(r *http.Request) ([]heldView, error) {
	ctx := r.Context()
	all, err := p.Property.HeldBy(ctx, me(r))
	var rows []heldView
	for _, h := range all {
		rows = append(rows, heldView{
			Title: h.Line, Path: sheetPath(h.Matricule), Owner: h.Role == property.Owner, Tag: roleWords(ctx, h.Role),
			Text: i18n.T(ctx, "Matricule\u00a0%[1]s, liée le %[2]s", unbroken(h.Matricule.String()), i18n.DateOnly(ctx, h.Since)),
		})
	}
	return rows, err
}

// looked are the properties that somebody looks for, by matricule or address, and the form to
// look again. Staff and citizens find alike.
func (p Pages) looked(ctx context.Context, action string, form findForm) ([]heldView, ui.AddressPicker, error) {
	picker := ui.AddressPicker{
		Action: action, Typed: form.Typed, Label: i18n.T(ctx, "Adresse ou matricule"),
		Hint: i18n.T(ctx, "Par exemple 84, rue du Moulin, ou 7247-58-0000"), Button: i18n.T(ctx, "Chercher"),
	}
	if form.Typed == "" && form.Chosen == "" {
		return nil, picker, nil
	}
	entries, found, err := p.entries(ctx, form)
	if err != nil {
		return nil, picker, err
	}
	if found.Typed != "" {
		picker.Typed = found.Typed
	}
	picker.More = found.More
	for _, a := range found.Choices {
		picker.Choices = append(picker.Choices, ui.AddressChoice{Label: a.Line(), Path: action + "?" + url.Values{"lieu": {string(a.ID)}}.Encode()})
	}
	if len(entries) == 0 && len(found.Choices) == 0 {
		picker.Wrong = i18n.T(ctx, "Aucune propriété du rôle ne répond à ces mots. Vérifiez le numéro et la rue, ou les chiffres du matricule.")
	}
	var rows []heldView
	for _, e := range entries {
		rows = append(rows, heldView{
			Title: e.Title(), Path: sheetPath(e.Matricule), Text: i18n.T(ctx, "Matricule\u00a0%s", unbroken(e.Matricule.String())), Tag: cubf(ctx, e.Sheet.Use),
		})
	}
	return rows, picker, nil
}

// entries are the properties that words mean, or the addresses that may be meant.
func (p Pages) entries(ctx context.Context, form findForm) ([]property.Entry, places.Found, error) {
	if _, ok := places.ParseMatricule(form.Typed); ok && form.Chosen == "" {
		entries, err := p.Property.ByMatricule(ctx, form.Typed)
		if fault.KindOf(err) == fault.NotFound {
			return nil, places.Found{}, nil
		}
		return entries[:min(len(entries), 1)], places.Found{}, err
	}
	found, err := p.found(ctx, form.Typed, form.Chosen)
	if err != nil || !found.Known {
		return nil, found, err
	}
	entries, err := p.Property.AtAddress(ctx, found.Address.ID)
	return entries, found, err
}
