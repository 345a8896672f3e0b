package taxweb

import (
	"context"

	"sem/internal/i18n"
	"sem/internal/ui"
)

// pageOf is the frame of a page about one property.
func pageOf(ctx context.Context, f frame, year string) ui.PageOf {
	title := i18n.T(ctx, "Mes taxes")
	if year != "" {
		title = i18n.T(ctx, "Mes taxes de %s", year)
	}
	return ui.PageOf{
		Title: title, OwnTitle: true, Current: "/propriete", Sheet: "town.css",
		Crumbs: []ui.Link{{Href: "/dossier", Label: i18n.T(ctx, "Mon dossier")}, {Href: f.Sheet, Label: i18n.T(ctx, "Ma propriété")}},
	}
}

func accountFrame(ctx context.Context, v accountView) ui.PageOf {
	page := pageOf(ctx, v.frame, v.Year)
	page.Done, page.Problems = v.Done, v.Agreement.Problems
	return page
}

func compareTable(ctx context.Context, c comparisonView) ui.TableOf {
	t := ui.TableOf{
		Caption: i18n.T(ctx, "De %s à %s, ligne par ligne", c.Before, c.After),
		Columns: []ui.ColumnOf{
			{Label: i18n.T(ctx, "Ligne du compte")}, {Label: c.Before, Right: true}, {Label: c.After, Right: true},
			{Label: i18n.T(ctx, "Différence"), Right: true}, {Label: i18n.T(ctx, "Pourquoi")},
		},
	}
	for _, r := range append(c.Rows, changeRow{i18n.T(ctx, "Total"), c.Total.Before, c.Total.After, c.Total.Change, ""}) {
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{{Text: r.Label}, {Text: r.Before}, {Text: r.After}, {Text: r.Change}, {Text: r.Why}}})
	}
	return t
}
