package programweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// bulkView is the groups to choose from, and what to change in them.
type bulkView struct {
	Crumbs     []ui.Link
	Problems   ui.Problems
	Session    string
	Words      ui.Field
	Category   ui.Field
	State      ui.Field
	Keep       []ui.HiddenField
	Found      string
	All        ui.Field
	Table      ui.TableOf
	Pager      ui.PagerOf
	Places     ui.Field
	Percent    ui.Field
	Round      ui.Field
	Room       ui.Field
	Instructor ui.Field
	Windows    rowsOf
	Follow     ui.Field
	Result     *bulkResult
}

// bulkResult is each group before and after a change.
type bulkResult struct {
	Says  string
	Table ui.TableOf
	Notes []string
	Sent  []ui.HiddenField
	Key   string
	None  bool
}

func (p Pages) bulk(w http.ResponseWriter, r *http.Request) error {
	var form bulkForm
	if err := read(r, &form); err != nil {
		return err
	}
	ctx, program := r.Context(), p.Leisure.Program()
	session, known := sessionOf(program, form.programForm, civil.DayOf(p.Clock.Now()))
	if !known {
		return gone()
	}
	form.Session = string(session.ID)
	v := p.bulkView(ctx, program, session, form)
	if !form.Shown {
		return ui.Show(w, r, http.StatusOK, bulkPage(v))
	}
	change, err := p.readBulk(program, form)
	var after []leisure.BulkLine
	if err == nil {
		after, err = p.Leisure.PreviewBulk(change)
	}
	if err != nil {
		return p.again(w, r, err, func(problems ui.Problems) templ.Component { return bulkPage(v.wrong(problems)) })
	}
	v.Result = p.bulkResult(ctx, program, form, change, after)
	return ui.Show(w, r, http.StatusOK, bulkPage(v))
}

// readBulk is the change that a form says, of the groups that it means.
func (p Pages) readBulk(program *leisure.Program, form bulkForm) (leisure.Bulk, error) {
	var b leisure.Bulk
	if form.All {
		for _, g := range p.chosen(program, program.GroupsOf(leisure.SessionID(form.Session)), form.programForm) {
			b.Groups = append(b.Groups, g.ID)
		}
	} else {
		for _, id := range form.Groups {
			b.Groups = append(b.Groups, leisure.GroupID(id))
		}
	}
	var a answers
	if form.Places != "" {
		places := a.number("places", form.Places)
		b.Places = &places
	}
	if form.Room != "" {
		b.Room = &form.Room
	}
	if form.Instructor != "" {
		b.Instructor = &form.Instructor
	}
	b.Percent, b.RoundTo = a.rate("pourcent", form.Percent), a.amount("arrondi", form.Round)
	windows := a.windows(form.windowCells)
	switch {
	case form.Follow && len(windows) > 0:
		a.wrong("fenetres", "Donnez des fenêtres, ou cochez la case pour enlever celles des groupes, pas les deux.")
	case form.Follow || len(windows) > 0:
		b.Windows = &windows
	}
	if b.Places == nil && b.Room == nil && b.Instructor == nil && b.Windows == nil && b.Percent == 0 {
		a.wrong("places", "Dites ce qui change : les places, les prix, la salle, l’animation ou les fenêtres.")
	}
	return b, a.problems.Err()
}

func (p Pages) bulkView(ctx context.Context, program *leisure.Program, s *leisure.Session, form bulkForm) bulkView {
	v := bulkView{
		Crumbs: crumbs(ctx, ui.Link{Href: programForm{Session: form.Session}.query(root), Label: s.Name.In(ctx)}), Session: form.Session,
		Words:    ui.Field{Name: "q", Label: i18n.T(ctx, "Mots ou code"), Value: form.Words, Type: "search", Optional: true, Autocomplete: "off"},
		Category: categoryField(ctx, program, s.ID, form.Category),
		State: ui.Field{Name: "etat", Label: i18n.T(ctx, "État"), Value: form.State, Options: []ui.Option{
			{Label: i18n.T(ctx, "Tous")}, {Value: stateFree, Label: i18n.T(ctx, "Avec des places")}, {Value: stateFull, Label: i18n.T(ctx, "Complets")},
			{Value: stateUnder, Label: i18n.T(ctx, "Sous le minimum")}, {Value: stateWaited, Label: i18n.T(ctx, "Avec une liste d’attente")}, {Value: stateCancelled, Label: i18n.T(ctx, "Annulés")},
		}},
		Places:     ui.Field{Name: "places", Label: i18n.T(ctx, "Places"), Hint: i18n.T(ctx, "Vide : comme avant."), Value: form.Places, Width: 5, InputMode: "numeric", Optional: true, Autocomplete: "off"},
		Percent:    ui.Field{Name: "pourcent", Label: i18n.T(ctx, "Prix, en %% de plus ou de moins"), Hint: i18n.T(ctx, "3 augmente de 3 %%, -10 baisse de 10 %%."), Value: form.Percent, Width: 5, Optional: true, Autocomplete: "off"},
		Round:      ui.Field{Name: "arrondi", Label: i18n.T(ctx, "Arrondir les prix à"), Hint: i18n.T(ctx, "1,00 arrondit au dollar, 0,25 au quart de dollar."), Value: form.Round, Width: 5, InputMode: "decimal", Optional: true, Autocomplete: "off"},
		Room:       ui.Field{Name: "salle", Label: i18n.T(ctx, "Salle"), Value: form.Room, Width: 20, Optional: true, Autocomplete: "off"},
		Instructor: ui.Field{Name: "animation", Label: i18n.T(ctx, "Animation"), Value: form.Instructor, Width: 20, Optional: true, Autocomplete: "off"},
		Windows:    windowRows(ctx, form.windowCells, nil, i18n.T(ctx, "Elles remplacent celles des groupes. Sans ligne, elles restent.")),
		Follow:     ui.Field{Name: "fen_suivre", Label: i18n.T(ctx, "Enlever les fenêtres propres aux groupes"), Hint: i18n.T(ctx, "Celles de l’activité ou de la session comptent alors."), Options: []ui.Option{{On: form.Follow}}},
	}
	for _, f := range []ui.HiddenField{{Name: "q", Value: form.Words}, {Name: "categorie", Value: form.Category}, {Name: "etat", Value: form.State}} {
		if f.Value != "" {
			v.Keep = append(v.Keep, f)
		}
	}
	found := p.chosen(program, program.GroupsOf(s.ID), form.programForm)
	v.Found = i18n.TN(ctx, "%d groupe trouvé", "%d groupes trouvés", len(found))
	v.All = ui.Field{Name: "tous", Label: i18n.TN(ctx, "Changer le groupe trouvé (%d)", "Changer les %d groupes trouvés, cochés ou non", len(found)), Options: []ui.Option{{On: form.All}}}
	shown, pager := paged(found, form.Page, func(page int) string { return form.query(bulkPath, "page", itoa(page)) })
	v.Pager = pager
	v.Table = p.bulkTable(ctx, program, shown, form.Groups)
	return v
}

func (p Pages) bulkTable(ctx context.Context, program *leisure.Program, groups []*leisure.Group, chosen []string) ui.TableOf {
	t := ui.TableOf{Caption: i18n.T(ctx, "Groupes"), Quiet: true, Pick: "groupe", Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Groupe")}, {Label: i18n.T(ctx, "Quand")}, {Label: i18n.T(ctx, "Lieu")}, {Label: i18n.T(ctx, "Prises"), Right: true}, {Label: i18n.T(ctx, "Prix"), Right: true},
	}}
	for _, g := range groups {
		left := p.Leisure.Left(g)
		name := i18n.T(ctx, "%[1]s (%[2]s)", titleOf(ctx, program, g), g.Code)
		t.Rows = append(t.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: name, Href: groupsPath + string(g.ID)}, {Text: whenWords(ctx, g)}, {Text: program.PlaceWords(g.Site, g.Room)},
			{Text: i18n.T(ctx, "%[1]d sur %[2]d", left.Taken, left.Places)}, {Text: pricesWords(ctx, g)},
		}})
		t.Keys = append(t.Keys, ui.PickOf{Value: string(g.ID), Label: i18n.T(ctx, "Choisir %s", name), On: slices.Contains(chosen, string(g.ID))})
	}
	return t
}

// pricesWords are the prices of a group in a table.
func pricesWords(ctx context.Context, g *leisure.Group) string {
	var all []string
	for _, price := range g.Prices {
		if amount := price.Amount.In(string(i18n.Lang(ctx))); !slices.Contains(all, amount) {
			all = append(all, amount)
		}
	}
	return strings.Join(all, ", ")
}

func (v bulkView) wrong(problems ui.Problems) bulkView {
	v.Problems = problems
	wrongs(problems, &v.Places, &v.Percent, &v.Round, &v.Room, &v.Instructor)
	if at := problems.Wrong("groupes"); at != "" {
		v.All.Wrong = at
	}
	if v.Percent.Wrong == "" {
		v.Percent.Wrong = problems.Wrong("prix")
	}
	if v.Places.Wrong == "" {
		v.Places.Wrong = problems.Wrong("minimum")
	}
	v.Windows.Wrong = problems.Wrong("fenetres")
	return v
}

func (p Pages) bulkResult(ctx context.Context, program *leisure.Program, form bulkForm, change leisure.Bulk, after []leisure.BulkLine) *bulkResult {
	v := &bulkResult{Says: i18n.TN(ctx, "%d groupe change", "%d groupes changent", len(after)), Key: forms.NewKey(), None: len(after) == 0}
	v.Table = ui.TableOf{Caption: i18n.T(ctx, "Avant et après"), Quiet: true, Columns: []ui.ColumnOf{{Label: i18n.T(ctx, "Groupe")}, {Label: i18n.T(ctx, "Ce qui change")}}}
	over := 0
	for _, line := range after {
		v.Table.Rows = append(v.Table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: i18n.T(ctx, "%[1]s (%[2]s)", titleOf(ctx, program, line.Before), line.Before.Code)}, {Body: lines(changes(ctx, line))},
		}})
		if left := p.Leisure.Left(line.Before); line.After.Places < left.Taken+left.Held {
			over++
		}
	}
	if over > 0 {
		v.Notes = append(v.Notes, i18n.TN(ctx, "%d groupe a déjà plus de personnes que de places : personne ne perd la sienne.", "%d groupes ont déjà plus de personnes que de places : personne ne perd la sienne.", over))
	}
	if change.Percent != 0 {
		v.Notes = append(v.Notes, i18n.T(ctx, "Un prix déjà retenu dans un panier ne change pas."))
	}
	form.Seen = string(p.Leisure.BulkMark(change))
	v.Sent = form.sent(len(change.Groups))
	return v
}

// changes say what differs between a group and the same group after a change.
func changes(ctx context.Context, line leisure.BulkLine) (says []string) {
	before, after, lang := line.Before, line.After, string(i18n.Lang(ctx))
	tell := func(what, from, to string) {
		if from == to {
			return
		}
		if from == "" {
			from = i18n.T(ctx, "rien")
		}
		says = append(says, i18n.T(ctx, "%[1]s : de %[2]s à %[3]s", what, from, to))
	}
	tell(i18n.T(ctx, "Places"), itoa(before.Places), itoa(after.Places))
	tell(i18n.T(ctx, "Gardées pour le guichet"), itoa(before.Counter), itoa(after.Counter))
	tell(i18n.T(ctx, "Minimum"), itoa(before.Minimum), itoa(after.Minimum))
	for i, price := range before.Prices {
		tell(audienceWords(ctx, price.Audience), price.Amount.In(lang), after.Prices[i].Amount.In(lang))
	}
	tell(i18n.T(ctx, "Salle"), before.Room, after.Room)
	tell(i18n.T(ctx, "Animation"), before.Instructor, after.Instructor)
	if from, to := windowLines(ctx, before.Windows), windowLines(ctx, after.Windows); !slices.Equal(from, to) {
		if len(to) == 0 {
			says = append(says, i18n.T(ctx, "Fenêtres : celles du groupe sont enlevées"))
		}
		for _, w := range to {
			says = append(says, i18n.T(ctx, "Fenêtres : %s", w))
		}
	}
	return says
}

// sent are the answers that the change is made by: those that were shown.
func (f bulkForm) sent(count int) (all []ui.HiddenField) {
	add := func(name string, values ...string) {
		for _, value := range values {
			all = append(all, ui.HiddenField{Name: name, Value: value})
		}
	}
	add("seance", f.Session)
	add("combien", itoa(count))
	add("vu", f.Seen)
	if f.All {
		add("tous", "oui")
		add("q", f.Words)
		add("categorie", f.Category)
		add("etat", f.State)
	} else {
		add("groupe", f.Groups...)
	}
	add("places", f.Places)
	add("pourcent", f.Percent)
	add("arrondi", f.Round)
	add("salle", f.Room)
	add("animation", f.Instructor)
	if f.Follow {
		add("fen_suivre", "oui")
	}
	for i := range f.Opens { // Every cell of a row is sent, so that rows stay rows.
		add("fen_public", cell(f.Audience, i))
		add("fen_canal", cell(f.Channel, i))
		add("fen_ouvre", cell(f.Opens, i))
		add("fen_ferme", cell(f.Closes, i))
	}
	return all
}

func (p Pages) changeBulk(w http.ResponseWriter, r *http.Request) error {
	var form bulkForm
	err := read(r, &form)
	ctx, program := r.Context(), p.Leisure.Program()
	session, known := program.Session(leisure.SessionID(form.Session))
	if !known {
		return gone()
	}
	var change leisure.Bulk
	if err == nil {
		change, err = p.readBulk(program, form)
	}
	if err == nil && len(change.Groups) != form.Count {
		err = fault.New(fault.Conflict, "Le programme a changé depuis : %d groupes répondent maintenant. Regardez de nouveau ce qui change.", len(change.Groups))
	}
	if err == nil {
		_, err = p.Leisure.BulkChange(ctx, viewer(r), change, sent(r, form.Seen))
	}
	if err == nil {
		return ui.SeeOther(w, r, programForm{Session: form.Session}.query(root, "fait", "lot"))
	}
	v := p.bulkView(ctx, program, session, form)
	if p.seenNow(ctx, form.Seen, err) != form.Seen {
		p.bulkAgain(ctx, &v, form, change)
	}
	return p.again(w, r, err, func(problems ui.Problems) templ.Component { return bulkPage(v.wrong(problems)) })
}

// bulkAgain shows what a change would do now, when the groups are not what they were.
func (p Pages) bulkAgain(ctx context.Context, v *bulkView, form bulkForm, change leisure.Bulk) {
	if after, err := p.Leisure.PreviewBulk(change); err == nil {
		v.Result = p.bulkResult(ctx, p.Leisure.Program(), form, change, after)
	}
}
