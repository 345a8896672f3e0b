package peopleweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/ui"
)

// journalView is the journal as the privacy officer reads it.
type journalView struct {
	journalForm
	Actions  ui.Field
	Whose    string // Whose names the person that the list is about.
	Table    ui.TableOf
	Pager    ui.PagerOf
	Total    int
	Problems ui.Problems
	Verified *verifiedView
	Unusual  ui.TableOf
	Key      string
}

// verifiedView is what a check of the whole journal found.
type verifiedView struct {
	Note     ui.NoteOf
	Problems []string
}

func (p Pages) journal(w http.ResponseWriter, r *http.Request) error {
	var form journalForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	view, err := p.journalOf(r, form)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(view.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return ui.Show(w, r, status, journalPage(view))
}

// journalOf is the journal that a form asks for. Reading what concerns one person is
// itself a look at their file.
func (p Pages) journalOf(r *http.Request, form journalForm) (journalView, error) {
	ctx := r.Context()
	view := journalView{journalForm: form, Key: forms.NewKey()}
	filter, err := form.filter()
	if fault.KindOf(err) == fault.Invalid {
		view.Problems = ui.ProblemsOf(ctx, err)
		return p.dressed(ctx, view), nil
	}
	found, err := p.Journal.List(ctx, filter)
	if err != nil {
		return view, err
	}
	if form.Person != "" {
		if err := p.Journal.Viewed(ctx, viewer(r), form.Person, "journal", "Vérification du journal"); err != nil {
			return view, err
		}
	}
	if form == (journalForm{}) {
		if view.Unusual, err = p.unusual(ctx); err != nil {
			return view, err
		}
	}
	names, err := p.namesIn(ctx, found.Lines, form.Person)
	if err != nil {
		return view, err
	}
	view.Whose, view.Total = names[form.Person], found.Total
	view.Pager = pager(found.Page, found.Total, len(found.Lines), r.URL)
	view.Table = p.journalTable(ctx, found.Lines, names)
	return p.dressed(ctx, view), nil
}

func (p Pages) dressed(ctx context.Context, view journalView) journalView {
	all := ui.Option{Label: i18n.T(ctx, "Toutes")}
	view.Actions = ui.Field{Name: "action", Label: i18n.T(ctx, "Action"), Value: view.Action, Options: append([]ui.Option{all}, actionOptions(ctx)...)}
	return view
}

// filter is what a form asks for; the last day is included.
func (f journalForm) filter() (journal.Filter, error) {
	var problems fault.Problems
	day := func(name, written string) time.Time {
		if written == "" {
			return time.Time{}
		}
		t, err := time.ParseInLocation(time.DateOnly, written, clock.Montreal)
		if err != nil {
			problems.Add(name, "Cette date n’existe pas. Écrivez-la comme 2026-09-09.")
		}
		return t
	}
	from, to := day("du", f.From), day("au", f.To)
	if !to.IsZero() {
		to = to.AddDate(0, 0, 1)
	}
	filter := journal.Filter{Actor: f.Actor, Person: f.Person, Action: journal.Action(f.Action), Staff: !f.All, From: from, To: to, Page: f.Page}
	return filter, problems.Err()
}

// namesIn are the names of the people whom entries concern, by their identifiers.
func (p Pages) namesIn(ctx context.Context, lines []journal.Entry, also string) (map[string]string, error) {
	ids := []people.ID{people.ID(also)}
	for _, e := range lines {
		ids = append(ids, people.ID(e.Person))
	}
	found, err := p.People.Persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	names := make(map[string]string, len(found))
	for id, person := range found {
		names[string(id)] = person.Name()
	}
	return names, nil
}

func (p Pages) journalTable(ctx context.Context, lines []journal.Entry, names map[string]string) ui.TableOf {
	table := ui.TableOf{Caption: i18n.T(ctx, "Entrées du journal"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Quand")}, {Label: i18n.T(ctx, "Qui")}, {Label: i18n.T(ctx, "Action")}, {Label: i18n.T(ctx, "Dossier de")},
		{Label: i18n.T(ctx, "Objet")}, {Label: i18n.T(ctx, "Raison ou champs")},
	}}
	for _, e := range lines {
		role, departments := e.Role()
		who := ui.Cell{Text: i18n.T(ctx, "La personne elle-même")}
		if role != "" {
			who = ui.Cell{Text: strings.Join([]string{p.staffName(e.Actor), roleLabel(ctx, role), p.serviceLabel(ctx, departments)}, ", "), Href: "/gestion/journal?agent=" + e.Actor}
		} else if e.Actor == "" {
			who = ui.Cell{Text: i18n.T(ctx, "Le programme")}
		}
		whose := ui.Cell{}
		if name := names[e.Person]; name != "" {
			whose = ui.Cell{Text: name, Href: "/gestion/journal?tous=1&personne=" + e.Person}
		}
		table.Rows = append(table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.DateTime(ctx, e.At)}, who, {Text: actionLabel(ctx, e.Action)}, whose, {Text: p.objectLabel(ctx, e)}, {Text: firstOf(reasonLabel(ctx, e.Action, e.Reason), detailLabel(ctx, e))},
		}})
	}
	return table
}

// unusualDays is how far back unusual looks are sought.
const unusualDays = 14

// unusual is the table of the days that stand out.
func (p Pages) unusual(ctx context.Context) (ui.TableOf, error) {
	now := p.Clock.Now()
	found, err := p.Journal.Unusual(ctx, clock.Day(now).AddDate(0, 0, -unusualDays), now)
	table := ui.TableOf{Caption: i18n.T(ctx, "Accès inhabituels des 14 derniers jours"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Jour")}, {Label: i18n.T(ctx, "Qui")}, {Label: i18n.T(ctx, "Personnes consultées"), Right: true}, {Label: i18n.T(ctx, "Hors des heures"), Right: true},
	}}
	for _, u := range found {
		day := u.Day.Format(time.DateOnly)
		role, _ := journal.Entry{ActorRole: u.ActorRole}.Role()
		table.Rows = append(table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.Date(ctx, u.Day), Href: "/gestion/journal?agent=" + u.Actor + "&du=" + day + "&au=" + day},
			{Text: p.staffName(u.Actor) + ", " + roleLabel(ctx, role)}, {Text: strconv.Itoa(u.People)}, {Text: strconv.Itoa(u.Outside)},
		}})
	}
	return table, err
}

func (p Pages) staffName(account string) string {
	if p.Staff == nil {
		return account
	}
	return firstOf(p.Staff(account), account)
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}

func (p Pages) verify(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	head, err := journal.ReadHead(p.Folder)
	if err != nil {
		return err
	}
	report, err := p.Journal.VerifyAs(ctx, viewer(r), head)
	if err != nil {
		return err
	}
	view, err := p.journalOf(r, journalForm{})
	if err != nil {
		return err
	}
	view.Verified = verified(ctx, report, head)
	return ui.Show(w, r, http.StatusOK, journalPage(view))
}

// verified says what a check found, in words.
func verified(ctx context.Context, report journal.Report, head *journal.Head) *verifiedView {
	count := i18n.TN(ctx, "%d entrée scellée.", "%d entrées scellées.", int(report.Sealed))
	if report.OK() {
		kept := i18n.T(ctx, "Aucune empreinte n’est encore gardée hors de la base.")
		if head != nil {
			kept = i18n.T(ctx, "L’empreinte gardée hors de la base le %s concorde.", i18n.DateTime(ctx, head.At))
		}
		return &verifiedView{Note: ui.NoteOf{Tone: ui.OK, Title: i18n.T(ctx, "Le journal est intact"), Text: count + " " + kept}}
	}
	view := &verifiedView{Note: ui.NoteOf{Tone: ui.Warn, Title: i18n.T(ctx, "Le journal a été touché"), Text: count + " " + i18n.T(ctx, "Gardez une copie de la base et avertissez la direction.")}}
	for _, problem := range report.Problems {
		view.Problems = append(view.Problems, i18n.T(ctx, "Place %d, entrée %s : %s", problem.Seq, firstOf(problem.Entry, "?"), problemLabel(ctx, problem.Kind)))
	}
	if report.More > 0 {
		view.Problems = append(view.Problems, i18n.TN(ctx, "et %d autre", "et %d autres", int(report.More)))
	}
	return view
}

func problemLabel(ctx context.Context, kind journal.ProblemKind) string {
	switch kind {
	case journal.Altered:
		return i18n.T(ctx, "l’entrée, sa place ou son sceau a changé")
	case journal.Removed:
		return i18n.T(ctx, "l’entrée a été retirée")
	case journal.Truncated:
		return i18n.T(ctx, "la fin du journal a été coupée")
	case journal.Rewritten:
		return i18n.T(ctx, "le journal a été récrit")
	case journal.Forged:
		return i18n.T(ctx, "l’empreinte gardée hors de la base n’est pas la nôtre")
	case journal.Slipped:
		return i18n.T(ctx, "l’entrée n’a jamais été scellée")
	}
	return string(kind)
}
