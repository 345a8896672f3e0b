package deskweb

import (
	"context"
	"net/http"
	"net/url"

	"sem/internal/desk"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
	"sem/internal/ui"
)

func (p Pages) search(w http.ResponseWriter, r *http.Request) error {
	var form searchForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	if !desk.Reason(form.Reason).Valid() {
		form.Reason = ""
	}
	results, err := p.Desk.Search(ctx, viewer(r), form.Query)
	if err != nil {
		return err
	}
	if form.Query != "" {
		if err := p.Desk.Searched(ctx, viewer(r), results, form.Fragment); err != nil {
			return err
		}
	}
	v := foundOf(ctx, results, form.Reason)
	if form.Fragment {
		return ui.Show(w, r, http.StatusOK, foundInside(v))
	}
	return ui.Show(w, r, http.StatusOK, searchPage(v))
}

func foundOf(ctx context.Context, results desk.Results, reason string) foundView {
	v := foundView{
		Query: results.Query, Asked: results.Query != "", Reason: reason,
		People: personFindings(ctx, results.People, reason), Matters: matterFindings(results.Matters),
		Count: results.Count(), More: results.More, Filling: results.Filling,
	}
	for _, a := range results.Addresses {
		v.Addresses = append(v.Addresses, ui.Finding{
			Href: "/guichet/recherche?q=" + url.QueryEscape(a.Line()), Title: a.Line(), Icon: "i-map-pin",
			Text: join(a.PostalCode, i18n.T(ctx, "Voir les personnes de cette adresse")),
		})
	}
	if session.From(ctx).May(session.PeopleEdit) {
		v.New = "/guichet/personnes/nouvelle?q=" + url.QueryEscape(results.Query) + "&motif=" + reason
	}
	return v
}

// countSays is read aloud while one types.
func countSays(ctx context.Context, v foundView) string {
	switch {
	case !v.Asked:
		return ""
	case v.Count == 0:
		return i18n.T(ctx, "Rien ne correspond à « %s ».", v.Query)
	case v.More:
		return i18n.T(ctx, "Plus de %d résultats.", v.Count)
	}
	return i18n.TN(ctx, "%d résultat.", "%d résultats.", v.Count)
}

// call is the screen that the telephone system opens. One known caller leads to their file
// at once.
func (p Pages) call(w http.ResponseWriter, r *http.Request) error {
	var form callForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	found, number, err := p.Desk.Caller(ctx, viewer(r), form.Phone)
	if err != nil {
		return err
	}
	if len(found) == 1 {
		p.Desk.TakeCall(viewer(r), number, found[0].ID)
		return ui.SeeOther(w, r, personPath(found[0].ID)+"?motif=appel")
	}
	p.Desk.TakeCall(viewer(r), number, "")
	return ui.Show(w, r, http.StatusOK, callPage(callView{
		Number: number, Digits: url.QueryEscape(form.Phone), Candidates: personFindings(ctx, found, string(desk.ForCall)),
	}))
}

func callTitle(ctx context.Context, v callView) string {
	if v.Number == "" {
		return i18n.T(ctx, "Appel d’un numéro masqué")
	}
	return i18n.T(ctx, "Appel du %s", v.Number)
}
