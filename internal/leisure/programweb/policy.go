package programweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/ui"
)

// policiesView is the refund policies.
type policiesView struct {
	Done  string
	Tabs  []ui.TabOf
	Table ui.TableOf
}

func (p Pages) policies(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx, program := r.Context(), p.Leisure.Program()
	v := policiesView{Done: doneWords(ctx, form.Done), Tabs: tabs(ctx, policiesPath)}
	v.Table = ui.TableOf{Caption: i18n.T(ctx, "Politiques de remboursement"), Quiet: true, Columns: []ui.ColumnOf{
		{Label: i18n.T(ctx, "Politique")}, {Label: i18n.T(ctx, "Ce que les gens lisent")}, {Label: i18n.T(ctx, "Activités"), Right: true},
	}}
	used := map[string]int{}
	for _, s := range program.Sessions() {
		for _, a := range program.ActivitiesOf(s.ID) {
			used[a.Policy]++
		}
	}
	for _, policy := range program.Policies() {
		v.Table.Rows = append(v.Table.Rows, ui.RowOf{Cells: []ui.Cell{
			{Text: policy.Name.In(ctx), Href: policiesPath + "/" + url.PathEscape(policy.Code)}, {Text: policy.Text.In(ctx)}, {Text: itoa(used[policy.Code])},
		}})
	}
	return ui.Show(w, r, http.StatusOK, policiesPage(v))
}

// policyView is the form of a refund policy.
type policyView struct {
	Title        string
	Path, Delete string // Delete is where it is deleted, empty for a new one.
	Problems     ui.Problems
	Code         ui.Field
	Fixed        bool // Fixed: the policy is known, and its code does not change.
	Name, NameEN ui.Field
	Text, TextEN ui.Field
	Steps        rowsOf
	Key, Seen    string
	Result       *policyResult
}

// policyResult is what comes back, and when.
type policyResult struct {
	Text   []string
	TextEN string
	Backs  []ui.Fact
}

// The places of a step around the first class, as its form says them.
const (
	stepBefore = "avant"
	stepAfter  = "apres"
	withNote   = "oui"
)

func (p Pages) policy(w http.ResponseWriter, r *http.Request) error {
	var form policyForm
	if err := read(r, &form); err != nil {
		return err
	}
	known, ok := p.Leisure.Program().Policy(r.PathValue("code"))
	if !ok && r.PathValue("code") != fresh {
		return gone()
	}
	if ok && !form.Shown {
		form = policyFormOf(known)
	}
	one, err := p.readPolicy(r, form)
	v := p.policyView(r, form)
	if form.Shown && err != nil {
		return p.again(w, r, err, func(problems ui.Problems) templ.Component { return policyPage(v.wrong(problems)) })
	}
	if form.Shown || ok {
		v.Result = policyResultOf(r.Context(), one)
	}
	return ui.Show(w, r, http.StatusOK, policyPage(v))
}

func policyFormOf(policy leisure.Policy) policyForm {
	f := policyForm{Seen: string(policy.Mark()), Code: policy.Code, Name: policy.Name.FR, NameEN: policy.Name.EN, Text: policy.Text.FR, TextEN: policy.Text.EN}
	for _, s := range policy.Steps {
		when, count, note := stepBefore, s.DaysBefore, ""
		if count < 0 {
			when, count = stepAfter, -count
		}
		if s.WithNote {
			note = withNote
		}
		keep := ""
		if s.Keep != 0 {
			keep = amountText(s.Keep)
		}
		f.When, f.Count, f.Keep = append(f.When, when), append(f.Count, strconv.Itoa(count)), append(f.Keep, keep)
		f.Rate, f.Note = append(f.Rate, rateText(s.KeepRate)), append(f.Note, note)
	}
	return f
}

func (p Pages) readPolicy(r *http.Request, form policyForm) (leisure.Policy, error) {
	one := leisure.Policy{Code: form.Code, Name: i18n.Words{FR: form.Name, EN: form.NameEN}, Text: i18n.Words{FR: form.Text, EN: form.TextEN}}
	var a answers
	if code := r.PathValue("code"); code != fresh {
		one.Code = code
	}
	for i, count := range form.Count {
		if count == "" && cell(form.Keep, i) == "" && cell(form.Rate, i) == "" {
			continue
		}
		s := leisure.Step{DaysBefore: a.number("etapes", count), Keep: a.amount("etapes", cell(form.Keep, i)), KeepRate: a.rate("etapes", cell(form.Rate, i)), WithNote: cell(form.Note, i) == withNote}
		if cell(form.When, i) == stepAfter {
			if s.DaysBefore == 0 {
				a.wrong("etapes", "Après le premier cours, une étape compte au moins un cours donné.")
			}
			s.DaysBefore = -s.DaysBefore
		}
		one.Steps = append(one.Steps, s)
	}
	if other, taken := p.Leisure.Program().Policy(form.Code); r.PathValue("code") == fresh && (form.Code == fresh || taken && !samePolicy(one, other)) {
		a.wrong("code", "Une autre politique a déjà ce code. Choisissez-en un autre.")
	}
	return one, a.problems.Err()
}

// samePolicy tells whether two policies are written alike, as when a form is sent twice.
func samePolicy(a, b leisure.Policy) bool {
	return a.Name == b.Name && a.Text == b.Text && slices.Equal(a.Steps, b.Steps)
}

func (p Pages) policyView(r *http.Request, form policyForm) policyView {
	ctx, code := r.Context(), r.PathValue("code")
	v := policyView{
		Title: i18n.T(ctx, "Nouvelle politique de remboursement"), Path: policiesPath + "/" + url.PathEscape(code), Key: forms.NewKey(), Seen: form.Seen,
		Code:   ui.Field{Name: "code", Label: i18n.T(ctx, "Code"), Hint: i18n.T(ctx, "Les activités le nomment, par exemple generale."), Value: form.Code, Width: 20, Autocomplete: "off"},
		Name:   ui.Field{Name: "nom", Label: i18n.T(ctx, "Nom"), Value: form.Name, Autocomplete: "off"},
		NameEN: ui.Field{Name: "nom_en", Label: i18n.T(ctx, "Nom en anglais"), Value: form.NameEN, Optional: true, Lang: "en", Autocomplete: "off"},
		Text:   ui.Field{Name: "texte", Label: i18n.T(ctx, "La politique en une ou deux phrases"), Hint: i18n.T(ctx, "Les gens la lisent avant de s’inscrire et avant d’annuler."), Value: form.Text, Rows: 3, Max: 8000},
		TextEN: ui.Field{Name: "texte_en", Label: i18n.T(ctx, "Les mêmes phrases en anglais"), Value: form.TextEN, Rows: 3, Max: 8000, Optional: true, Lang: "en"},
	}
	v.Steps = rowsFor("etapes", 3,
		column{ui.Field{Name: "etape_quand", Label: i18n.T(ctx, "Jusqu’à"), Options: []ui.Option{{Value: stepBefore, Label: i18n.T(ctx, "jours avant le 1er cours")}, {Value: stepAfter, Label: i18n.T(ctx, "cours donnés")}}}, form.When},
		column{ui.Field{Name: "etape_nombre", Label: i18n.T(ctx, "Combien"), InputMode: "numeric"}, form.Count},
		column{ui.Field{Name: "etape_montant", Label: i18n.T(ctx, "Gardé, en $"), InputMode: "decimal"}, form.Keep},
		column{ui.Field{Name: "etape_taux", Label: i18n.T(ctx, "Gardé, en %%"), InputMode: "decimal"}, form.Rate},
		column{ui.Field{Name: "etape_billet", Label: i18n.T(ctx, "Pour qui"), Options: []ui.Option{{Label: i18n.T(ctx, "Tout le monde")}, {Value: withNote, Label: i18n.T(ctx, "Avec un billet médical")}}}, form.Note})
	v.Steps.Legend, v.Steps.Wide = i18n.T(ctx, "Étapes"), true
	v.Steps.Hint = i18n.T(ctx, "La plus généreuse d’abord : la première encore ouverte compte. Après la dernière, rien n’est rendu. Videz une ligne pour la retirer.")
	if policy, known := p.Leisure.Program().Policy(code); known {
		v.Title, v.Fixed, v.Delete = policy.Name.In(ctx), true, v.Path+"/supprimer"
	}
	return v
}

func (v policyView) wrong(problems ui.Problems) policyView {
	v.Problems = problems
	wrongs(problems, &v.Code, &v.Name, &v.Text)
	v.Steps.Wrong = problems.Wrong("etapes")
	return v
}

// The course by which a policy is shown: 100 $ for ten classes.
const (
	sampleClasses = 10
	samplePaid    = money.Cents(100_00)
)

// policyResultOf is what comes back of a course of 100 $ and ten classes at the days that
// matter.
func policyResultOf(ctx context.Context, policy leisure.Policy) *policyResult {
	v := &policyResult{Text: paragraphs(policy.Text.In(i18n.With(ctx, i18n.French))), TextEN: policy.Text.EN}
	first := civil.DayAt(2027, 1, 12)
	g := &leisure.Group{From: first, To: first + 7*(sampleClasses-1)}
	lang := string(i18n.Lang(ctx))
	row := func(when string, given int, at civil.Day) {
		back, _ := policy.Refund(samplePaid, g, given, sampleClasses, at, false)
		noted, _ := policy.Refund(samplePaid, g, given, sampleClasses, at, true)
		f := ui.Fact{Label: i18n.Sentence(when), Value: back.In(lang)}
		if noted != back {
			f.Value = i18n.T(ctx, "%[1]s, ou %[2]s avec un billet médical", f.Value, noted.In(lang))
		}
		v.Backs = append(v.Backs, f)
	}
	for _, days := range daysThatMatter(policy) {
		when := i18n.T(ctx, "le jour du premier cours, avant qu’il commence")
		if days > 0 {
			when = i18n.TN(ctx, "%d jour avant le premier cours", "%d jours avant le premier cours", days)
		}
		row(when, 0, first-civil.Day(days))
	}
	for _, given := range classesThatMatter(policy) {
		row(i18n.TN(ctx, "après %d cours donné", "après %d cours donnés", given), given, first+civil.Day(7*(given-1)+1))
	}
	return v
}

// daysThatMatter are the last day of each step before the first class, and the day after it.
func daysThatMatter(policy leisure.Policy) (days []int) {
	add := func(n int) {
		if n >= 0 && (len(days) == 0 || n < days[len(days)-1]) {
			days = append(days, n)
		}
	}
	add(30)
	for _, s := range policy.Steps {
		add(s.DaysBefore)
		add(s.DaysBefore - 1)
	}
	add(0)
	return days
}

// classesThatMatter are the last class of each step after the first one, and the next.
func classesThatMatter(policy leisure.Policy) (classes []int) {
	add := func(n int) {
		if n <= sampleClasses && (len(classes) == 0 || n > classes[len(classes)-1]) {
			classes = append(classes, n)
		}
	}
	add(1)
	for _, s := range policy.Steps {
		if s.DaysBefore < 0 {
			add(-s.DaysBefore)
			add(-s.DaysBefore + 1)
		}
	}
	return classes
}

func (p Pages) savePolicy(w http.ResponseWriter, r *http.Request) error {
	var form policyForm
	err := read(r, &form)
	code := r.PathValue("code")
	if _, known := p.Leisure.Program().Policy(code); !known && code != fresh {
		return gone()
	}
	var one leisure.Policy
	if err == nil {
		one, err = p.readPolicy(r, form)
	}
	if err == nil {
		err = p.Leisure.SavePolicy(r.Context(), viewer(r), one, sent(r, form.Seen))
	}
	if err == nil {
		return ui.SeeOther(w, r, policiesPath+"?fait=politique")
	}
	form.Seen = p.seenNow(r.Context(), form.Seen, err)
	v := p.policyView(r, form)
	return p.again(w, r, err, func(problems ui.Problems) templ.Component { return policyPage(v.wrong(problems)) })
}
