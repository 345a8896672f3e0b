package deskweb

import (
	"context"
	"net/http"
	"net/url"

	"sem/internal/desk"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/ui"
)

// familiesForm is who is looked for.
type familiesForm struct {
	Query string `form:"q"`
}

// familiesView is looking for somebody to register.
type familiesView struct {
	Query   ui.Field
	Asked   bool
	Says    string
	Found   []ui.Finding
	More    bool
	Filling bool
}

func (p Pages) families(w http.ResponseWriter, r *http.Request) error {
	var form familiesForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	results, err := p.Desk.Families(ctx, viewer(r), form.Query)
	if err != nil {
		return err
	}
	if form.Query != "" {
		if err := p.Desk.Searched(ctx, viewer(r), results, false); err != nil {
			return err
		}
	}
	return ui.Show(w, r, http.StatusOK, familiesPage(familiesOf(ctx, results)))
}

func familiesOf(ctx context.Context, results desk.Results) familiesView {
	found := foundView{Query: results.Query, Asked: results.Query != "", Count: results.Count(), More: results.More}
	v := familiesView{Asked: found.Asked, Says: countSays(ctx, found), More: results.More, Filling: results.Filling}
	v.Query = ui.Field{Name: "q", Label: i18n.T(ctx, "Qui inscrivez-vous?"), Value: results.Query, Type: "search", Autocomplete: "off", Width: 30,
		Hint: i18n.T(ctx, "Un nom, un téléphone, une adresse ou un code d’utilisateur. Cherchez la personne qui paie; sa famille suit.")}
	for _, one := range results.People {
		path := familyPath(one.ID)
		v.Found = append(v.Found, ui.Finding{
			Href: path, Title: nameOf(ctx, one), Text: join(age(ctx, one), one.AddressLine), Who: ui.WhoOf{Name: nameOf(ctx, one), Key: string(one.ID)},
			Shorts: []ui.Link{
				{Href: path + "?motif=comptoir", Label: i18n.T(ctx, "Au comptoir")},
				{Href: path + "?motif=appel", Label: i18n.T(ctx, "Appel téléphonique")},
			},
		})
	}
	return v
}

func familyPath(id people.ID) string { return "/guichet/familles/" + url.PathEscape(string(id)) }

// registerFamily leads to the registrations of somebody, for a reason that is given now or was a
// moment ago.
func (p Pages) registerFamily(w http.ResponseWriter, r *http.Request) error {
	var form fileForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	person, err := p.People.Person(r.Context(), people.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	reason := desk.Reason(form.Reason)
	switch {
	case reason == desk.ForCall || reason == desk.ForCounter:
		if err := p.Desk.Viewed(r.Context(), viewer(r), person.ID, "inscriptions", reason, ""); err != nil {
			return err
		}
	case p.Desk.Reason(viewer(r), person.ID) == "":
		return ui.Show(w, r, http.StatusOK, familyReasonPage(familyPath(person.ID)))
	}
	return ui.SeeOther(w, r, "/guichet/inscrire/"+url.PathEscape(string(person.ID)))
}
