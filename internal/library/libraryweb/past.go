package libraryweb

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/library"
	"sem/internal/ui"
)

type pastForm struct {
	Card string `form:"carte" max:"60"`
	Page int    `form:"page" max:"10000"`
}

// pastView is what was returned, of one card.
type pastView struct {
	None  bool // None: nobody asked to keep anything.
	Title string
	Tabs  []ui.TabOf
	Rows  []pastRow
	Pager ui.PagerOf
}

type pastRow struct{ Title, By, When string }

func (p Pages) past(w http.ResponseWriter, r *http.Request) error {
	var form pastForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	all, err := p.Library.Cards(ctx, viewer(r))
	if err != nil {
		return err
	}
	kept := slices.DeleteFunc(slices.Clone(all), func(c library.Card) bool { return !c.Keeps || !c.Mine })
	if len(kept) == 0 && form.Card == "" {
		return ui.Show(w, r, http.StatusOK, pastPage(pastView{None: true}))
	}
	i := 0
	if form.Card != "" {
		if i = slices.IndexFunc(kept, func(c library.Card) bool { return string(c.ID) == form.Card }); i < 0 {
			return errNoCard
		}
	}
	gone, err := p.Library.Past(ctx, viewer(r), kept[i].ID)
	if err != nil {
		return err
	}
	v := pastView{Title: cardWords(ctx, kept[i])}
	for j, c := range kept {
		v.Tabs = append(v.Tabs, ui.TabOf{Label: cardWords(ctx, c), Href: pastPath(c.ID, 1), Current: i == j})
	}
	var from, to int
	from, to, v.Pager = onPage(form.Page, len(gone), func(n int) string { return pastPath(kept[i].ID, n) })
	for _, one := range gone[from:to] {
		v.Rows = append(v.Rows, pastRow{
			Title: titleOf(ctx, one.Title), By: byOf(ctx, library.Loan{Author: one.Author, Medium: one.Medium}),
			When: i18n.T(ctx, "Du %[1]s au %[2]s", i18n.DateOnly(ctx, one.Out), i18n.DateOnly(ctx, one.Back)),
		})
	}
	return ui.Show(w, r, http.StatusOK, pastPage(v))
}

func pastPath(card library.CardID, page int) string {
	q := url.Values{"carte": {string(card)}}
	if page > 1 {
		q.Set("page", strconv.Itoa(page))
	}
	return past + "?" + q.Encode()
}
