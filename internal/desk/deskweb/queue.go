package deskweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sem/internal/accounts"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// queue is the work of one's departments, the most pressing first.
func (p Pages) queue(w http.ResponseWriter, r *http.Request) error {
	var form queueForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, by := r.Context(), viewer(r)
	if !slices.Contains(requests.Views, requests.View(form.View)) {
		form.View = string(requests.ViewDepartment)
	}
	if !slices.Contains(requests.States, requests.State(form.State)) {
		form.State = ""
	}
	page, err := p.Requests.Queue(ctx, by, requests.QueueFilter{View: requests.View(form.View), State: requests.State(form.State), Type: form.Type, Sort: form.Sort, Page: form.Page})
	if err != nil {
		return err
	}
	counts, err := p.Requests.Counts(ctx, by)
	if err != nil {
		return err
	}
	v := queueView{
		Key: forms.NewKey(), Counts: countsOf(ctx, counts, requests.View(form.View)), Views: viewTabs(ctx, counts, form.View), View: form.View,
		State: form.State, States: stateOptions(ctx), Type: form.Type, Types: p.typeOptions(ctx, by), Sort: form.Sort,
		Pager: pagerOf(form, page), Back: form.path(), Done: deedDone(ctx, form.Done), Desk: by.May(session.DeskUse),
	}
	v.Nothing = form.Done == "aucune"
	if v.Staff, err = p.staffOptions(ctx, by, "", ""); err != nil {
		return err
	}
	v.Table = p.queueTable(ctx, by, form, page.Rows)
	if form.State != "" || form.Type != "" {
		v.Reset = queueForm{View: form.View}.path()
	}
	if form.Preview != "" {
		if v.Preview, err = p.preview(r, form); err != nil {
			return err
		}
	}
	return ui.Show(w, r, http.StatusOK, queuePage(v))
}

// path is the address of a page of the queue.
func (f queueForm) path() string {
	q := url.Values{}
	set := func(name, value string) {
		if value != "" {
			q.Set(name, value)
		}
	}
	set("vue", f.View)
	set("etat", f.State)
	set("type", f.Type)
	set("tri", f.Sort)
	set("apercu", f.Preview)
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return "/guichet/file?" + q.Encode()
}

func (p Pages) queueTable(ctx context.Context, by session.Viewer, form queueForm, rows []requests.Row) ui.TableOf {
	column := func(name, sort string) ui.ColumnOf {
		f := form
		f.Sort, f.Page, f.Preview = sort, 0, ""
		c := ui.ColumnOf{Label: name, Sort: f.path()}
		if form.Sort == sort || form.Sort == "" && sort == "echeance" {
			c.Sorted = map[string]string{"echeance": "ascending", "numero": "descending"}[sort]
		}
		return c
	}
	t := ui.TableOf{
		Caption: i18n.T(ctx, "Demandes de la vue choisie"), Quiet: true, Pick: "k",
		Columns: []ui.ColumnOf{column(i18n.T(ctx, "Demande"), "numero"), column(i18n.T(ctx, "Temps restant"), "echeance"), {Label: i18n.T(ctx, "Personne")}, {Label: i18n.T(ctx, "Équipe")}},
	}
	for _, row := range rows {
		r := row.Request
		f := form
		f.Preview = string(r.Number)
		t.Keys = append(t.Keys, ui.PickOf{Value: string(r.Number), Label: i18n.T(ctx, "Choisir la demande %s", r.Number)})
		left := ui.Cell{Text: i18n.ShortDate(ctx, r.ResolvedAt)}
		if r.State.Open() {
			left = ui.Cell{Body: ui.SLA(leftOf(ctx, row.Left, r))}
		}
		t.Rows = append(t.Rows, ui.RowOf{Selected: form.Preview == string(r.Number), Cells: []ui.Cell{
			{Body: queueName(rowView{Number: string(r.Number), Title: r.Title, Href: requestPath(r.Number), Preview: f.path(), Tag: tagOf(ctx, r.State)})},
			left,
			{Body: twoLines(reporter(ctx, row.Reporter), channelIcon(r.Channel), r.Channel.Words(ctx))},
			{Body: twoLines(row.Department.Name.In(ctx), "i-user", p.holder(ctx, by, r))},
		}})
	}
	return t
}

func reporter(ctx context.Context, name string) string {
	if name == "" {
		return i18n.T(ctx, "Anonyme")
	}
	return name
}

// holder is who has a request in hand.
func (p Pages) holder(ctx context.Context, by session.Viewer, r requests.Request) string {
	switch {
	case r.AssignedTo == "":
		return i18n.T(ctx, "Sans responsable")
	case r.AssignedTo == by.Account:
		return i18n.T(ctx, "À vous")
	case p.Requests.Staff == nil:
		return ""
	}
	return p.Requests.Staff.StaffName(r.AssignedTo)
}

func viewTabs(ctx context.Context, counts map[requests.View]int, current string) []ui.TabOf {
	tab := func(view requests.View, label string) ui.TabOf {
		n, counted := counts[view]
		return ui.TabOf{Label: label, Href: "/guichet/file?vue=" + string(view), Current: current == string(view), Count: n, Counted: counted}
	}
	return []ui.TabOf{
		tab(requests.ViewMine, i18n.T(ctx, "Les miennes")),
		tab(requests.ViewDepartment, i18n.T(ctx, "Mon service")),
		tab(requests.ViewUnassigned, i18n.T(ctx, "Sans responsable")),
		tab(requests.ViewAll, i18n.T(ctx, "Toutes")),
	}
}

func stateOptions(ctx context.Context) []ui.Option {
	options := []ui.Option{{Label: i18n.T(ctx, "Tous les états")}}
	for _, s := range requests.States {
		label := tagOf(ctx, s).Label
		if s == requests.Contested {
			label = i18n.T(ctx, "Contestée par la personne")
		}
		options = append(options, ui.Option{Value: string(s), Label: label})
	}
	return options
}

// typeOptions are the types of the viewer's departments.
func (p Pages) typeOptions(ctx context.Context, by session.Viewer) []ui.Option {
	options := []ui.Option{{Label: i18n.T(ctx, "Tous les types")}}
	for _, t := range p.Requests.Types() {
		if by.WorksFor(t.Department) {
			options = append(options, ui.Option{Value: t.Code, Label: t.Label.In(ctx)})
		}
	}
	return options
}

// staffOptions are those a request can be given to: who works for the department, or for
// one of the viewer's when none is named. Whoever has it now is among them.
func (p Pages) staffOptions(ctx context.Context, by session.Viewer, department, now string) ([]ui.Option, error) {
	colleagues, err := p.Accounts.Staff(ctx)
	if err != nil {
		return nil, fmt.Errorf("list the colleagues: %w", err)
	}
	alike := map[string]int{}
	for _, c := range colleagues {
		alike[c.Short()]++
	}
	options := []ui.Option{{Value: by.Account, Label: i18n.T(ctx, "Moi")}}
	if now != "" && now != by.Account && p.Requests.Staff != nil {
		options = append(options, ui.Option{Value: now, Label: p.Requests.Staff.StaffName(now)})
	}
	for _, c := range colleagues {
		works := len(c.Departments) == 0 || slices.Contains(c.Departments, department) || department == "" && (len(by.Departments) == 0 || slices.ContainsFunc(c.Departments, by.WorksFor))
		mayWork := c.State == accounts.Active && session.Viewer{Role: c.Role}.May(session.RequestsWork)
		if works && mayWork && string(c.ID) != by.Account && string(c.ID) != now {
			label := c.Short()
			if alike[label] > 1 {
				label = c.Name
			}
			options = append(options, ui.Option{Value: string(c.ID), Label: label})
		}
	}
	return append(options, ui.Option{Value: "", Label: i18n.T(ctx, "Personne : remettre dans la file")}), nil
}

const perPage = 25 // perPage is how many requests the room gives at once.

func pagerOf(form queueForm, page requests.QueuePage) ui.PagerOf {
	from := (page.Page-1)*perPage + 1
	pager := ui.PagerOf{From: from, To: from + len(page.Rows) - 1, Of: page.Total}
	form.Preview = ""
	if page.Page > 1 {
		f := form
		f.Page = page.Page - 1
		pager.Previous = f.path()
	}
	if page.Page < page.Pages {
		f := form
		f.Page = page.Page + 1
		pager.Next = f.path()
	}
	return pager
}

func emptyQueue(ctx context.Context, v queueView) ui.EmptyOf {
	if v.Reset != "" {
		return ui.EmptyOf{Text: i18n.T(ctx, "Aucune demande avec ces filtres."), Action: ui.Link{Href: v.Reset, Label: i18n.T(ctx, "Retirer les filtres")}}
	}
	if v.View == string(requests.ViewMine) {
		return ui.EmptyOf{Text: i18n.T(ctx, "Aucune demande ne vous est attribuée."), Action: ui.Link{Href: "/guichet/file?vue=sans-responsable", Label: i18n.T(ctx, "En prendre une")}}
	}
	return ui.EmptyOf{Text: i18n.T(ctx, "Rien à traiter ici pour l’instant.")}
}

// preview is a request beside the queue. Looking at it is looking at a file.
func (p Pages) preview(r *http.Request, form queueForm) (*previewView, error) {
	ctx, by := r.Context(), viewer(r)
	file, err := p.workOn(ctx, by, requests.Number(form.Preview))
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil // It left the queue while it was chosen.
	}
	if err != nil {
		return nil, err
	}
	if err := p.viewedRequest(ctx, by, file.Request); err != nil {
		return nil, err
	}
	q := file.Request
	v := &previewView{
		Key: forms.NewKey(), Path: requestPath(q.Number), Back: form.path(), Title: q.Title, Assigned: q.AssignedTo,
		Line: join(string(q.Number), q.Channel.Words(ctx), i18n.Ago(ctx, q.ReceivedAt)), Tags: []ui.TagOf{tagOf(ctx, q.State)},
		SLA: leftOf(ctx, file.Left, q), Lines: lines(q.Description), Facts: p.personOf(ctx, file),
		Others: p.Desk.Looking(by, "demande "+string(q.Number)), Replies: file.May(requests.DidReply), Templates: templateOptions(ctx, file.Type),
	}
	v.Staff, err = p.staffOptions(ctx, by, q.Department, q.AssignedTo)
	return v, err
}

// assignSome gives the requests that were ticked to somebody. Each is its own deed: one
// that has changed meanwhile does not keep the others.
func (p Pages) assignSome(w http.ResponseWriter, r *http.Request) error {
	var form bulkForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	back := ui.LocalPath(form.Back, "/guichet/file")
	done := ""
	for _, number := range form.Numbers {
		one := key(r)
		if one.Value != "" {
			one.Value += " " + number
		}
		err := p.Requests.Assign(r.Context(), viewer(r), requests.Number(number), form.Account, one)
		switch fault.KindOf(err) {
		case "":
			done = "selection"
		case fault.Conflict, fault.NotFound, fault.Forbidden, fault.Invalid:
			continue // It is still in the list, where its state says why.
		default:
			return err
		}
	}
	if done == "" {
		done = "aucune"
	}
	return ui.SeeOther(w, r, withDone(back, done))
}
