package slipsweb

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/slips"
	"sem/internal/ui"
)

// listed is how many drafts a page shows.
const listed = 50

// yearView is the slips of a year for those who issue.
type yearView struct {
	Title    string
	Lead     string
	Done     string
	Problems ui.Problems
	Key      string
	Year     string
	Years    []ui.TabOf
	Counts   []ui.CountOf
	Filters  []ui.TabOf
	Drafts   ui.TableOf
	Empty    string
	Pager    ui.PagerOf
	Issue    string // Issue is the label of the button, empty when there is nothing to issue.
	Why      string // Why says why nothing can be issued now.
	Notes    []string
	Batches  []batchView
	NoFiler  bool
}

func (p Pages) yearOf(asked int) int {
	now := clock.Local(p.Clock.Now()).Year()
	if asked < 2000 || asked > now {
		return now - 1
	}
	return asked
}

func yearPath(year int, rest string) string { return fmt.Sprintf("%s/%d/%s", staffPath, year, rest) }

func (p Pages) year(w http.ResponseWriter, r *http.Request) error {
	var form yearForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.yearView(r, form)
	if err != nil {
		return err
	}
	switch form.Done {
	case "emis":
		v.Done = i18n.TN(r.Context(), "%d relevé est émis.", "%d relevés sont émis.", form.Made)
	case "emetteur":
		v.Done = i18n.T(r.Context(), "C’est enregistré.")
	}
	return ui.Show(w, r, http.StatusOK, yearPage(v))
}

func (p Pages) yearView(r *http.Request, form yearForm) (yearView, error) {
	ctx, year := r.Context(), p.yearOf(form.Year)
	y, err := p.Slips.Simulate(ctx, viewer(r), year)
	if err == nil {
		err = p.Slips.Look(ctx, viewer(r), year)
	}
	if err != nil {
		return yearView{}, err
	}
	v := yearView{
		Title: i18n.T(ctx, "Relevés 24 de %d", year), Key: forms.NewKey(), Year: strconv.Itoa(year), NoFiler: y.Filer.First == 0,
		Lead: i18n.T(ctx, "À remettre aux payeurs et à Revenu Québec au plus tard le %s.", i18n.Date(ctx, slips.Deadline(year).Time())),
	}
	now := clock.Local(p.Clock.Now()).Year()
	for _, one := range []int{now, now - 1, now - 2} {
		v.Years = append(v.Years, ui.TabOf{Label: strconv.Itoa(one), Href: staffPath + "?annee=" + strconv.Itoa(one), Current: one == year})
	}
	v.Counts = []ui.CountOf{
		{Number: y.New, Label: i18n.T(ctx, "à émettre")}, {Number: y.Amend, Label: i18n.T(ctx, "à modifier")}, {Number: y.Cancel, Label: i18n.T(ctx, "à annuler")},
		{Number: y.Held, Label: i18n.T(ctx, "en attente d’une adresse ou d’une date de naissance")},
	}
	v.issuing(ctx, y)
	p.list(ctx, &v, y, form)
	for _, b := range slices.Backward(y.Batches) {
		v.Batches = append(v.Batches, p.batchView(ctx, year, b))
	}
	return v, nil
}

// issuing says what the button would do, or why it is not there.
func (v *yearView) issuing(ctx context.Context, y slips.Year) {
	switch {
	case !y.Over:
		v.Why = i18n.T(ctx, "L’année n’est pas finie : voici ce que ses relevés diraient aujourd’hui. Ils se font à partir du 1er janvier.")
	case y.Due() == 0:
		v.Why = i18n.T(ctx, "Rien n’est à émettre.")
	case y.Filer.First == 0:
		v.Why = i18n.T(ctx, "Dites d’abord qui est la Ville pour Revenu Québec, et quels numéros elle donne.")
	case y.Filer.Left() < y.New+y.Amend:
		v.Why = i18n.T(ctx, "La série de numéros ne suffit pas : il en reste %[1]d et il en faut %[2]d.", y.Filer.Left(), y.New+y.Amend)
	default:
		v.Issue = i18n.TN(ctx, "Émettre %d relevé", "Émettre %d relevés", y.Due())
		v.Notes = append(v.Notes, i18n.TN(ctx, "%d vient par la poste.", "%d viennent par la poste.", y.ByMail))
		if y.NoNumber > 0 {
			v.Notes = append(v.Notes, i18n.TN(ctx, "%d part sans numéro d’assurance sociale.", "%d partent sans numéro d’assurance sociale.", y.NoNumber))
		}
	}
}

var shown = map[string]func(slips.Draft) bool{
	"":        func(d slips.Draft) bool { return d.Code() != "" || d.Last != nil },
	"dus":     func(d slips.Draft) bool { return d.Code() != "" && !d.Held() },
	"attente": func(d slips.Draft) bool { return d.Code() != "" && d.Held() },
	"faits":   func(d slips.Draft) bool { return d.Code() == "" && d.Last != nil },
}

// list puts one page of the drafts into the view.
func (p Pages) list(ctx context.Context, v *yearView, y slips.Year, form yearForm) {
	if shown[form.Show] == nil {
		form.Show = ""
	}
	at := func(show string, page int) string {
		q := url.Values{"annee": {v.Year}}
		if show != "" {
			q.Set("voir", show)
		}
		if page > 1 {
			q.Set("page", strconv.Itoa(page))
		}
		return staffPath + "?" + q.Encode()
	}
	for _, one := range []struct{ show, label string }{
		{"", i18n.T(ctx, "Tous")}, {"dus", i18n.T(ctx, "À émettre")}, {"attente", i18n.T(ctx, "En attente")}, {"faits", i18n.T(ctx, "Émis")},
	} {
		count := 0
		for _, d := range y.Drafts {
			if shown[one.show](d) {
				count++
			}
		}
		v.Filters = append(v.Filters, ui.TabOf{Label: one.label, Href: at(one.show, 1), Current: one.show == form.Show, Count: count, Counted: true})
	}
	some := slices.DeleteFunc(slices.Clone(y.Drafts), func(d slips.Draft) bool { return !shown[form.Show](d) })
	page := min(max(form.Page, 1), (len(some)+listed-1)/listed+1)
	from, to := min((page-1)*listed, len(some)), min(page*listed, len(some))
	v.Pager = ui.PagerOf{From: from + 1, To: to, Of: len(some)}
	if page > 1 {
		v.Pager.Previous = at(form.Show, page-1)
	}
	if to < len(some) {
		v.Pager.Next = at(form.Show, page+1)
	}
	v.Empty = i18n.T(ctx, "Aucun relevé de cette sorte pour cette année.")
	v.Drafts = draftTable(ctx, some[from:to])
}

func draftTable(ctx context.Context, some []slips.Draft) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Relevés"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Payeur")}, {Label: i18n.T(ctx, "Enfant")}, {Label: i18n.T(ctx, "État")}, {Label: i18n.T(ctx, "Manque")}, {Label: i18n.T(ctx, "Livraison")}, {Label: i18n.T(ctx, "Case E"), Right: true},
	}}
	for _, d := range some {
		how := i18n.T(ctx, "Poste")
		if d.Told.Electronic {
			how = i18n.T(ctx, "En ligne")
		}
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: d.Content.PayerName, Href: yearPath(d.Year, "calcul?") + url.Values{"payeur": {string(d.Payer)}, "enfant": {string(d.Child)}}.Encode()},
			{Text: d.Content.ChildName}, {Body: ui.Tag(stateTag(ctx, d))}, {Text: cmp.Or(lackWords(ctx, d.Lacks), i18n.T(ctx, "rien"))}, {Text: how}, {Text: amount(ctx, d.Content.Eligible)},
		}})
	}
	return t
}

func (p Pages) issue(w http.ResponseWriter, r *http.Request) error {
	var form issueForm
	err := forms.Read(r, &form)
	made := 0
	if err == nil {
		made, err = p.Slips.Issue(r.Context(), viewer(r), p.yearOf(form.Year), keyOf(r))
	}
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) (templ.Component, error) {
			v, err := p.yearView(r, yearForm{Year: form.Year})
			v.Problems = problems
			return yearPage(v), err
		})
	}
	return ui.SeeOther(w, r, fmt.Sprintf("%s?annee=%d&fait=emis&nombre=%d", staffPath, p.yearOf(form.Year), made))
}

// reckonedView is how the amounts of one slip come about.
type reckonedView struct {
	Title string
	Year  string
	Tag   ui.TagOf
	Facts []ui.Fact
	Lines ui.TableOf
}

func (p Pages) reckoned(w http.ResponseWriter, r *http.Request) error {
	var form pairForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	year, err := strconv.Atoi(r.PathValue("annee"))
	if err != nil {
		return fault.New(fault.NotFound, "Cette année n’a pas de relevés.")
	}
	d, err := p.Slips.DraftOf(ctx, viewer(r), year, people.ID(form.Payer), people.ID(form.Child))
	if err != nil {
		return err
	}
	v := reckonedView{Title: i18n.T(ctx, "%[1]s, pour %[2]s", slips.Named(d.Content.PayerName), slips.Named(d.Content.ChildName)), Year: strconv.Itoa(year), Tag: stateTag(ctx, d), Lines: lineTable(ctx, d.Content, i18n.T(ctx, "D’où viennent ces montants"))}
	v.Facts = append([]ui.Fact{
		{Label: i18n.T(ctx, "Adresse"), Value: cmp.Or(strings.ReplaceAll(d.Content.PayerAddress, "\n", ", "), i18n.T(ctx, "inconnue"))}, {Label: i18n.T(ctx, "Naissance de l’enfant"), Value: cmp.Or(d.Content.ChildBirth, i18n.T(ctx, "inconnue"))},
		{Label: i18n.T(ctx, "Numéro d’assurance sociale"), Value: keptWords(ctx, d.Told.NAS)},
	}, boxFacts(ctx, d.Content)...)
	if d.Content.Halved {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Partage"), Value: i18n.T(ctx, "moitié, par accord des deux parents; les lignes disent le tout")})
	}
	if d.Last != nil {
		v.Facts = append(v.Facts, ui.Fact{Label: i18n.T(ctx, "Dernier relevé"), Value: d.Last.Number + ", " + codeWords(ctx, d.Last.Code)})
	}
	return ui.Show(w, r, http.StatusOK, reckonedPage(v))
}

func keptWords(ctx context.Context, kept bool) string {
	if kept {
		return i18n.T(ctx, "enregistré")
	}
	return i18n.T(ctx, "non donné")
}
