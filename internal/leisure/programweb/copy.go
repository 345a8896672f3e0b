package programweb

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// copyView is the form that copies a session, and what the copy would be.
type copyView struct {
	Title        string
	Path         string
	Back         ui.Link
	Problems     ui.Problems
	Code         ui.Field
	Name, NameEN ui.Field
	Start        ui.Field
	Key          string
	Result       *copyResult
}

// copyResult is what a copy would be.
type copyResult struct {
	Says    []string
	Windows []string
	Groups  ui.TableOf
}

func (p Pages) copying(w http.ResponseWriter, r *http.Request) error {
	var form copyForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	old, known := p.Leisure.Program().Session(leisure.SessionID(r.PathValue("id")))
	if !known {
		return gone()
	}
	v := copyViewOf(r.Context(), old, form)
	if !form.Shown {
		return ui.Show(w, r, http.StatusOK, copyPage(v))
	}
	copying, err := readCopy(old.ID, form)
	var copied leisure.Copied
	if err == nil {
		copied, err = p.Leisure.PreviewCopy(copying)
	}
	if err != nil {
		return p.again(w, r, err, func(problems ui.Problems) templ.Component { return copyPage(v.wrong(problems)) })
	}
	v.Result = p.copyResult(r.Context(), old, copied)
	return ui.Show(w, r, http.StatusOK, copyPage(v))
}

func readCopy(from leisure.SessionID, form copyForm) (leisure.Copying, error) {
	var a answers
	c := leisure.Copying{From: from, Code: form.Code, Name: i18n.Words{FR: form.Name, EN: form.NameEN}, Start: a.day("debut", form.Start)}
	return c, a.problems.Err()
}

func copyViewOf(ctx context.Context, old *leisure.Session, form copyForm) copyView {
	return copyView{
		Title: i18n.T(ctx, "Copier %s", old.Name.In(ctx)), Path: sessionsPath + string(old.ID) + "/copier", Key: forms.NewKey(),
		Back:   ui.Link{Href: programForm{Session: string(old.ID)}.query(root), Label: old.Name.In(ctx)},
		Code:   ui.Field{Name: "code", Label: i18n.T(ctx, "Code de la nouvelle session"), Hint: i18n.T(ctx, "La lettre de la saison et l’année, par exemple H2027."), Value: form.Code, Width: 10, Autocomplete: "off"},
		Name:   ui.Field{Name: "nom", Label: i18n.T(ctx, "Nom"), Hint: i18n.T(ctx, "Par exemple Hiver 2027."), Value: form.Name, Width: 20, Autocomplete: "off"},
		NameEN: ui.Field{Name: "nom_en", Label: i18n.T(ctx, "Nom en anglais"), Value: form.NameEN, Width: 20, Optional: true, Lang: "en", Autocomplete: "off"},
		Start: ui.Field{Name: "debut", Label: i18n.T(ctx, "Premier jour"), Hint: i18n.T(ctx, "Tout est reporté de semaines entières : un cours du mardi reste un mardi."), Value: form.Start, Type: "date", Width: 10,
			Autocomplete: "off"},
	}
}

func (v copyView) wrong(problems ui.Problems) copyView {
	v.Problems = problems
	wrongs(problems, &v.Code, &v.Name, &v.Start)
	return v
}

func (p Pages) copyResult(ctx context.Context, old *leisure.Session, c leisure.Copied) *copyResult {
	v := &copyResult{Windows: windowLines(ctx, c.Session.Windows)}
	v.Says = append(v.Says, i18n.Sentence(span(ctx, c.Session.From, c.Session.To)),
		i18n.T(ctx, "%[1]s et %[2]s", i18n.TN(ctx, "%d activité", "%d activités", len(c.Activities)), i18n.TN(ctx, "%d groupe", "%d groupes", len(c.Groups))))
	if c.Weeks > 0 {
		v.Says = append(v.Says, i18n.TN(ctx, "Tout est %d semaine plus tard.", "Tout est %d semaines plus tard.", c.Weeks))
	}
	if left := len(p.Leisure.Program().GroupsOf(old.ID)) - len(c.Groups); left > 0 {
		v.Says = append(v.Says, i18n.TN(ctx, "%d groupe annulé n’est pas copié.", "%d groupes annulés ne sont pas copiés.", left))
	}
	v.Groups = ui.TableOf{Caption: i18n.T(ctx, "Dates de la copie"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Groupe")}, {Label: i18n.T(ctx, "Avant")}, {Label: i18n.T(ctx, "Après")}, {Label: i18n.T(ctx, "Cours"), Right: true},
	}}
	program := p.Leisure.Program()
	for i := range c.Groups {
		g := &c.Groups[i]
		before, _ := program.GroupByCode(old.ID, g.Code)
		_, held := program.Given(before.ID, 0)
		now := c.Classes[g.Code]
		classes := itoa(now)
		if now != held {
			classes = i18n.T(ctx, "%[1]d (avant : %[2]d)", now, held)
		}
		v.Groups.Rows = append(v.Groups.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.T(ctx, "%[1]s (%[2]s)", titleOf(ctx, program, before), g.Code)}, {Text: shortSpan(ctx, before.From, before.To)},
			{Text: shortSpan(ctx, g.From, g.To)}, {Text: classes},
		}})
	}
	return v
}

// shortSpan says two days in a table.
func shortSpan(ctx context.Context, from, to civil.Day) string {
	if from == to {
		return i18n.ShortDate(ctx, from.At(12))
	}
	return i18n.T(ctx, "%[1]s au %[2]s", i18n.ShortDate(ctx, from.At(12)), i18n.ShortDate(ctx, to.At(12)))
}

func (p Pages) copySession(w http.ResponseWriter, r *http.Request) error {
	var form copyForm
	err := forms.Read(r, &form)
	old, known := p.Leisure.Program().Session(leisure.SessionID(r.PathValue("id")))
	if !known {
		return gone()
	}
	var copying leisure.Copying
	if err == nil {
		copying, err = readCopy(old.ID, form)
	}
	var made leisure.SessionID
	if err == nil {
		made, err = p.Leisure.CopySession(r.Context(), viewer(r), copying, key(r))
	}
	if err == nil {
		return ui.SeeOther(w, r, programForm{Session: string(made)}.query(root, "fait", "copiee"))
	}
	v := copyViewOf(r.Context(), old, form)
	return p.again(w, r, err, func(problems ui.Problems) templ.Component { return copyPage(v.wrong(problems)) })
}
