package peopleweb

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/ui"
)

// privacyView is who looked at a file.
type privacyView struct {
	Table ui.TableOf
	Pager ui.PagerOf
	Total int
}

func (p Pages) privacy(w http.ResponseWriter, r *http.Request) error {
	if err := citizen(r); err != nil {
		return err
	}
	var form pageForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	found, err := p.Journal.OfPerson(ctx, string(me(r)), form.Page)
	if err != nil {
		return err
	}
	view := privacyView{Total: found.Total, Pager: pager(found.Page, found.Total, len(found.Lines), r.URL)}
	view.Table = ui.TableOf{Caption: i18n.T(ctx, "Consultations et changements faits par la Ville"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Quand")}, {Label: i18n.T(ctx, "Ce qui a été fait")}, {Label: i18n.T(ctx, "Rôle")}, {Label: i18n.T(ctx, "Service")}, {Label: i18n.T(ctx, "Raison")},
	}}
	for _, c := range found.Lines {
		view.Table.Rows = append(view.Table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.DateTime(ctx, c.At)}, {Text: deedLabel(ctx, c.Action, c.Object)}, {Text: roleLabel(ctx, c.Role)},
			{Text: p.serviceLabel(ctx, c.Departments)}, {Text: reasonOf(ctx, c)},
		}})
	}
	return ui.Show(w, r, http.StatusOK, privacyPage(view))
}

// reasonOf is why, and what was looked at when it is one request among others. A deed
// without a reason of its own is part of the handling of the request or of the file.
func reasonOf(ctx context.Context, c journal.Consultation) string {
	reason := reasonLabel(ctx, c.Action, c.Reason)
	switch {
	case reason == "" && isRequest(c.Object):
		return i18n.T(ctx, "Traitement de la demande %s", c.Object)
	case reason == "":
		return i18n.T(ctx, "Traitement du dossier")
	case isRequest(c.Object):
		return i18n.T(ctx, "%s (demande %s)", reason, c.Object)
	}
	return reason
}

// isRequest tells a request's number from the other objects of the journal.
func isRequest(object string) bool {
	return len(object) == len("2026-004217-K") && object[4] == '-'
}

// pager is where a page of journal.PageSize lines stands.
func pager(page, total, lines int, at *url.URL) ui.PagerOf {
	from := (page - 1) * journal.PageSize
	of := ui.PagerOf{From: from + 1, To: from + lines, Of: total}
	link := func(n int) string {
		q := at.Query()
		q.Set("page", strconv.Itoa(n))
		return fmt.Sprintf("%s?%s", at.Path, q.Encode())
	}
	if page > 1 {
		of.Previous = link(page - 1)
	}
	if of.To < total {
		of.Next = link(page + 1)
	}
	return of
}
