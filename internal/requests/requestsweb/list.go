package requestsweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/ui"
)

// listView is the list, ready to be drawn.
type listView struct {
	Done     string
	Drafts   []draftRow
	Tabs     []ui.TabOf
	View     string
	People   ui.Field // People has no options when nobody is in the viewer's care.
	Words    ui.Field
	Rows     []ui.RequestRow
	Pager    ui.PagerOf
	Filtered string // Filtered names the filters that leave nothing.
	Settled  bool   // Settled says that the empty list is that of what is settled.
}

// draftRow is a draft in the list.
type draftRow struct {
	Title string
	When  string
	Open  string
	Drop  string
}

// perPage is how many requests requests shows on a page.
const perPage = 25

func (p Pages) list(w http.ResponseWriter, r *http.Request) error {
	ctx, v := r.Context(), viewer(r)
	if v.Staff() {
		return ui.SeeOther(w, r, "/guichet/file")
	}
	var form listForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	care, err := p.People.InCare(ctx, people.ID(v.Person), people.Requests)
	if err != nil {
		return err
	}
	list, err := p.Requests.Mine(ctx, v, requests.Filter{Open: form.View == "", Ended: form.View == "reglees", Person: people.ID(form.Person), Text: form.Words, Page: form.Page})
	if err != nil {
		return err
	}
	view := listView{
		Done: done(ctx, form.Done), View: form.View, Tabs: listTabs(ctx, form), People: peopleField(ctx, care, form.Person),
		Words:    ui.Field{Name: "q", Label: i18n.T(ctx, "Mots ou numéro"), Value: form.Words, Type: "search", Optional: true},
		Filtered: filtered(ctx, form), Settled: form.View == "reglees",
	}
	for _, row := range list.Rows {
		view.Rows = append(view.Rows, rowOf(ctx, row, whose(ctx, row.Request, care)))
	}
	view.Pager = pager(form, list)
	if view.Drafts, err = p.draftRows(r); err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, listPage(view))
}

func (p Pages) draftRows(r *http.Request) ([]draftRow, error) {
	ctx := r.Context()
	drafts, err := p.Requests.Drafts(ctx, viewer(r))
	if err != nil {
		return nil, err
	}
	var rows []draftRow
	for _, d := range drafts {
		if len(d.Fields[fieldSent]) > 0 {
			continue
		}
		rows = append(rows, draftRow{
			Title: p.draftTitle(ctx, d),
			When:  i18n.T(ctx, "Gardé %s", i18n.Ago(ctx, d.UpdatedAt)),
			Open:  "/demandes/nouvelle/" + d.ID + "/details",
			Drop:  "/demandes/nouvelle/" + d.ID + "/jeter",
		})
	}
	return rows, nil
}

// listTabs are the three views; each keeps the other filters.
func listTabs(ctx context.Context, form listForm) []ui.TabOf {
	tab := func(view, label string) ui.TabOf {
		other := form
		other.View, other.Page = view, 0
		return ui.TabOf{Label: label, Href: other.path(), Current: form.View == view}
	}
	return []ui.TabOf{tab("", i18n.T(ctx, "En cours")), tab("reglees", i18n.T(ctx, "Terminées")), tab("toutes", i18n.T(ctx, "Toutes"))}
}

// path is the address of the list so narrowed.
func (f listForm) path() string {
	q := url.Values{}
	for name, value := range map[string]string{"vue": f.View, "personne": f.Person, "q": f.Words} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	if len(q) == 0 {
		return "/demandes"
	}
	return "/demandes?" + q.Encode()
}

func pager(form listForm, l requests.List) ui.PagerOf {
	if l.Pages < 2 {
		return ui.PagerOf{}
	}
	from := (l.Page - 1) * perPage
	pager := ui.PagerOf{From: from + 1, To: from + len(l.Rows), Of: l.Total}
	if l.Page > 1 {
		form.Page = l.Page - 1
		pager.Previous = form.path()
	}
	if l.Page < l.Pages {
		form.Page = l.Page + 1
		pager.Next = form.path()
	}
	return pager
}

func peopleField(ctx context.Context, care []people.Care, chosen string) ui.Field {
	if len(care) < 2 {
		return ui.Field{}
	}
	f := ui.Field{Name: "personne", Label: i18n.T(ctx, "Personne"), Value: chosen, Options: []ui.Option{{Label: i18n.T(ctx, "Tout le monde")}}}
	for i, c := range care {
		label := c.Person.Name()
		if i == 0 {
			label = i18n.T(ctx, "Moi")
		}
		f.Options = append(f.Options, ui.Option{Value: string(c.Person.ID), Label: label})
	}
	return f
}

// filtered says which filter to remove when nothing is left; nothing when there is none.
func filtered(ctx context.Context, form listForm) string {
	switch {
	case form.Words != "" && form.Person != "":
		return i18n.T(ctx, "Aucune demande ne correspond à « %s » pour cette personne. Enlevez un des filtres.", form.Words)
	case form.Words != "":
		return i18n.T(ctx, "Aucune demande ne correspond à « %s ». Essayez un autre mot, ou enlevez-le.", form.Words)
	case form.Person != "":
		return i18n.T(ctx, "Aucune demande pour cette personne dans cette liste. Choisissez « Tout le monde ».")
	}
	return ""
}
