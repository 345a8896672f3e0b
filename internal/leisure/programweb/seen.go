package programweb

import (
	"context"
	"encoding/csv"
	"net/http"
	"time"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/text"
	"sem/internal/ui"
)

// seenView is the program as an audience sees it.
type seenView struct {
	Crumbs   []ui.Link
	Problems ui.Problems
	Hidden   bool // Hidden: the session is not published, and nobody sees it.
	Session  string
	Audience ui.Field
	Channel  ui.Field
	At       ui.Field
	Words    ui.Field
	Category ui.Field
	Says     string
	Table    ui.TableOf
	Pager    ui.PagerOf
}

// groupsOnPage is how many groups a page of a long table has.
const groupsOnPage = 100

func (p Pages) seen(w http.ResponseWriter, r *http.Request) error {
	var form seenForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, program, now := r.Context(), p.Leisure.Program(), p.Clock.Now()
	session, known := sessionOf(program, form.programForm, civil.DayOf(now))
	if !known {
		return gone()
	}
	form.Session = string(session.ID)
	var a answers
	at := a.moment("moment", form.At)
	if at.IsZero() {
		at = now
	}
	audience, channel := leisure.Audience(form.Audience), leisure.Channel(form.Channel)
	if audience == "" {
		audience = leisure.Resident
	}
	if channel == "" {
		channel = leisure.Web
	}
	v := seenView{
		Crumbs: crumbs(ctx, ui.Link{Href: programForm{Session: form.Session}.query(root), Label: session.Name.In(ctx)}), Problems: ui.ProblemsOf(ctx, a.problems.Err()),
		Hidden: !session.Published, Session: form.Session,
		Audience: ui.Field{Name: "public", Label: i18n.T(ctx, "Comme"), Value: string(audience), Options: audienceOptions(ctx)[1:]},
		Channel:  ui.Field{Name: "canal", Label: i18n.T(ctx, "Par où"), Value: string(channel), Options: channelOptions(ctx)[1:]},
		At:       ui.Field{Name: "moment", Label: i18n.T(ctx, "Au moment"), Type: "datetime-local", Value: momentText(at), Autocomplete: "off"},
		Words:    ui.Field{Name: "q", Label: i18n.T(ctx, "Mots ou code"), Value: form.Words, Type: "search", Optional: true, Autocomplete: "off"},
		Category: categoryField(ctx, program, session.ID, form.Category),
	}
	v.At.Wrong = v.Problems.Wrong("moment")
	found := p.chosen(program, program.GroupsOf(session.ID), form.programForm)
	v.Says = i18n.TN(ctx, "%d groupe", "%d groupes", len(found))
	shown, pager := paged(found, form.Page, func(page int) string {
		return form.query(seenPath, "public", string(audience), "canal", string(channel), "moment", form.At, "page", itoa(page))
	})
	v.Pager = pager
	v.Table = p.seenTable(ctx, program, shown, audience, channel, at)
	status := http.StatusOK
	if len(v.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return ui.Show(w, r, status, seenPage(v))
}

// paged is a page of some groups, and the pager when there are several.
func paged(all []*leisure.Group, page int, address func(int) string) ([]*leisure.Group, ui.PagerOf) {
	page = max(page, 1)
	from := min((page-1)*groupsOnPage, len(all))
	to := min(from+groupsOnPage, len(all))
	if len(all) <= groupsOnPage {
		return all, ui.PagerOf{}
	}
	pager := ui.PagerOf{From: from + 1, To: to, Of: len(all)}
	if page > 1 {
		pager.Previous = address(page - 1)
	}
	if to < len(all) {
		pager.Next = address(page + 1)
	}
	return all[from:to], pager
}

func (p Pages) seenTable(ctx context.Context, program *leisure.Program, groups []*leisure.Group, a leisure.Audience, c leisure.Channel, at time.Time) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Ce que cette personne voit"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Groupe")}, {Label: i18n.T(ctx, "Quand")}, {Label: i18n.T(ctx, "État")}, {Label: i18n.T(ctx, "Inscription")}, {Label: i18n.T(ctx, "Prix"), Right: true},
	}}
	for _, g := range groups {
		tag, opening := p.stateFor(ctx, program, g, a, c, at)
		price := i18n.T(ctx, "aucun prix")
		if cents, priced := program.Price(g, a, civil.DayOf(at)); priced {
			price = cents.In(string(i18n.Lang(ctx)))
		}
		if activity, known := program.Activity(g.Activity); known && activity.Free {
			price = i18n.T(ctx, "gratuit")
		}
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.T(ctx, "%[1]s (%[2]s)", titleOf(ctx, program, g), g.Code), Href: groupsPath + string(g.ID)}, {Text: whenWords(ctx, g)}, {Body: ui.Tag(tag)}, {Text: opening}, {Text: price},
		}})
	}
	return t
}

// stateFor is the state of a group for an audience by a channel at a moment, and what is
// said of its registration. The places are those of now.
func (p Pages) stateFor(ctx context.Context, program *leisure.Program, g *leisure.Group, a leisure.Audience, c leisure.Channel, at time.Time) (ui.TagOf, string) {
	switch {
	case g.Cancelled:
		return ui.TagOf{Label: i18n.T(ctx, "Annulé"), Icon: "i-x", Tone: ui.Bad}, g.Reason.In(ctx)
	case !registered(program, g):
		return ui.TagOf{Label: i18n.T(ctx, "Sans inscription"), Icon: "i-check", Tone: ui.OK}, ""
	}
	o := program.Window(g, a, c, at)
	switch {
	case o.Never():
		return ui.TagOf{Label: i18n.T(ctx, "Fermé à ce public"), Icon: "i-prohibit"}, i18n.T(ctx, "Aucune date pour ce public par cette voie.")
	case o.Over():
		return ui.TagOf{Label: i18n.T(ctx, "Inscriptions terminées"), Icon: "i-clock"}, i18n.T(ctx, "Fermée depuis le %s", i18n.DateTime(ctx, o.Closes))
	case !o.Open:
		return ui.TagOf{Label: i18n.T(ctx, "Ouvre plus tard"), Icon: "i-clock-countdown", Tone: ui.Info}, i18n.T(ctx, "Ouvre le %s", i18n.DateTime(ctx, o.Next))
	}
	says := i18n.T(ctx, "Ouverte")
	if !o.Closes.IsZero() {
		says = i18n.T(ctx, "Ouverte jusqu’au %s", i18n.DateTime(ctx, o.Closes))
	}
	free := p.Leisure.Left(g).Free(c)
	if free == 0 {
		return ui.TagOf{Label: i18n.T(ctx, "Complet"), Icon: "i-x", Tone: ui.Bad}, says
	}
	return ui.TagOf{Label: i18n.TN(ctx, "%d place libre", "%d places libres", free), Icon: "i-check", Tone: ui.River}, says
}

// figures is the fill of each group as a file of comma-separated values (RFC 4180), for
// spreadsheets.
func (p Pages) figures(w http.ResponseWriter, r *http.Request) error {
	var form programForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, program := r.Context(), p.Leisure.Program()
	session, known := sessionOf(program, form, civil.DayOf(p.Clock.Now()))
	if !known {
		return gone()
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", `attachment; filename="loisirs-`+session.Code+`.csv"`)
	h.Set("Cache-Control", "private, no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil { // Spreadsheets read UTF-8 only after its mark.
		return nil //nolint:nilerr // Whoever asked has gone.
	}
	file := csv.NewWriter(w)
	defer file.Flush()
	file.Write([]string{
		i18n.T(ctx, "Groupe"), i18n.T(ctx, "Activité"), i18n.T(ctx, "Catégorie"), i18n.T(ctx, "Quand"), i18n.T(ctx, "Lieu"), i18n.T(ctx, "Places"), i18n.T(ctx, "Prises"),
		i18n.T(ctx, "Dans des paniers"), i18n.T(ctx, "En attente"), i18n.T(ctx, "Minimum"), i18n.T(ctx, "Places partagées"), i18n.T(ctx, "Annulé"),
	})
	for _, g := range p.chosen(program, program.GroupsOf(session.ID), form) {
		left := p.Leisure.Left(g)
		category := ""
		if a, known := program.Activity(g.Activity); known {
			category = leisure.CategoryWords(ctx, a.Category)
		}
		cells := []string{g.Code, titleOf(ctx, program, g), category, whenWords(ctx, g), program.PlaceWords(g.Site, g.Room)}
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		cells = append(cells, itoa(left.Places), itoa(left.Taken), itoa(left.Held), itoa(left.Waiting), itoa(g.Minimum), g.Quota, "")
		if g.Cancelled {
			cells[len(cells)-1] = i18n.T(ctx, "Oui")
		}
		file.Write(cells)
	}
	return nil
}

// harmless is a cell that a spreadsheet does not take for a formula.
func harmless(s string) string {
	s = text.SafeLine(s)
	if s != "" && (s[0] == '=' || s[0] == '+' || s[0] == '-' || s[0] == '@') {
		return "'" + s
	}
	return s
}
