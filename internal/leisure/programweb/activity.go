package programweb

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// The ways of an activity, as its form says them.
const (
	wayFree      = "libre"
	wayChildcare = "garde"
	wayLottery   = "tirage"
)

// activityView is the form of an activity.
type activityView struct {
	Title            string
	Path, Delete     string // Delete is where it is deleted, empty for a new one.
	Back             ui.Link
	Session          string
	Problems         ui.Problems
	Code             ui.Field
	Name, NameEN     ui.Field
	Text, TextEN     ui.Field
	Bring, BringEN   ui.Field
	Category         ui.Field
	Organiser, Needs ui.Field
	Policy           ui.Field
	Forms, Ways      ui.Field
	Windows          rowsOf
	Key, Seen        string
	Result           *activityResult
}

// activityResult is what people read of an activity, in both languages.
type activityResult struct {
	Languages []activityWords
	Facts     []ui.Fact
	Windows   []string
}

type activityWords struct {
	Lang  string
	Title string
	Text  []string
	Bring string
}

func (p Pages) activity(w http.ResponseWriter, r *http.Request) error {
	var form activityForm
	if err := read(r, &form); err != nil {
		return err
	}
	known, ok := p.Leisure.Program().Activity(leisure.ActivityID(r.PathValue("id")))
	if !ok && r.PathValue("id") != fresh {
		return gone()
	}
	if ok && !form.Shown {
		form = activityFormOf(*known)
	}
	one, err := p.readActivity(r, form)
	v, there := p.activityView(r, one.Session, form)
	if !there {
		return gone()
	}
	if form.Shown && err != nil {
		return p.again(w, r, err, func(problems ui.Problems) templ.Component { return activityPage(v.wrong(problems)) })
	}
	if form.Shown || ok {
		v.Result = p.activityResult(r.Context(), one)
	}
	return ui.Show(w, r, http.StatusOK, activityPage(v))
}

func activityFormOf(a leisure.Activity) activityForm {
	f := activityForm{
		Seen:    string(a.Mark()),
		Session: string(a.Session), Code: a.Code, Title: a.Title.FR, TitleEN: a.Title.EN, Text: a.Text.FR, TextEN: a.Text.EN, Bring: a.Bring.FR, BringEN: a.Bring.EN,
		Category: a.Category, Organiser: a.Organiser, Needs: strings.Join(a.Needs, ", "), Policy: a.Policy, Forms: a.Forms, windowCells: windowText(a.Windows),
	}
	for _, way := range []struct {
		name string
		on   bool
	}{{wayFree, a.Free}, {wayChildcare, a.Childcare}, {wayLottery, a.Lottery}} {
		if way.on {
			f.Ways = append(f.Ways, way.name)
		}
	}
	return f
}

// readActivity is the activity that a form says.
func (p Pages) readActivity(r *http.Request, form activityForm) (leisure.Activity, error) {
	var one leisure.Activity
	if known, ok := p.Leisure.Program().Activity(leisure.ActivityID(r.PathValue("id"))); ok {
		one = *known
	} else {
		one.Session = leisure.SessionID(form.Session)
	}
	var a answers
	one.Code, one.Title, one.Text, one.Bring = form.Code, i18n.Words{FR: form.Title, EN: form.TitleEN}, i18n.Words{FR: form.Text, EN: form.TextEN}, i18n.Words{FR: form.Bring, EN: form.BringEN}
	one.Category, one.Organiser, one.Policy, one.Forms = form.Category, form.Organiser, form.Policy, form.Forms
	one.Needs = strings.FieldsFunc(form.Needs, func(c rune) bool { return c == ',' || c == ';' || c == ' ' })
	one.Free, one.Childcare, one.Lottery = slices.Contains(form.Ways, wayFree), slices.Contains(form.Ways, wayChildcare), slices.Contains(form.Ways, wayLottery)
	one.Windows = a.windows(form.windowCells)
	return one, a.problems.Err()
}

func (p Pages) activityView(r *http.Request, of leisure.SessionID, form activityForm) (activityView, bool) {
	ctx, id, program := r.Context(), r.PathValue("id"), p.Leisure.Program()
	s, known := program.Session(of)
	if !known {
		return activityView{}, false
	}
	v := activityView{
		Title: i18n.T(ctx, "Nouvelle activité"), Path: activityPath + id, Session: string(s.ID), Key: forms.NewKey(), Seen: form.Seen,
		Back:      ui.Link{Href: programForm{Session: string(s.ID)}.query(root), Label: s.Name.In(ctx)},
		Code:      ui.Field{Name: "code", Label: i18n.T(ctx, "Code"), Hint: i18n.T(ctx, "Le même de session en session, par exemple natation-3. Les préalables le nomment."), Value: form.Code, Width: 20, Autocomplete: "off"},
		Name:      ui.Field{Name: "titre", Label: i18n.T(ctx, "Titre"), Value: form.Title, Autocomplete: "off"},
		NameEN:    ui.Field{Name: "titre_en", Label: i18n.T(ctx, "Titre en anglais"), Value: form.TitleEN, Optional: true, Lang: "en", Autocomplete: "off"},
		Text:      ui.Field{Name: "texte", Label: i18n.T(ctx, "Texte"), Value: form.Text, Optional: true, Rows: 5, Max: 8000},
		TextEN:    ui.Field{Name: "texte_en", Label: i18n.T(ctx, "Texte en anglais"), Value: form.TextEN, Optional: true, Rows: 5, Max: 8000, Lang: "en"},
		Bring:     ui.Field{Name: "apporter", Label: i18n.T(ctx, "À apporter"), Value: form.Bring, Optional: true, Autocomplete: "off"},
		BringEN:   ui.Field{Name: "apporter_en", Label: i18n.T(ctx, "À apporter, en anglais"), Value: form.BringEN, Optional: true, Lang: "en", Autocomplete: "off"},
		Category:  ui.Field{Name: "categorie", Label: i18n.T(ctx, "Catégorie"), Hint: i18n.T(ctx, "Une de celles de la session, ou une nouvelle."), Value: form.Category, Optional: true},
		Organiser: ui.Field{Name: "organisme", Label: i18n.T(ctx, "Organisme"), Hint: i18n.T(ctx, "Vide : la Ville."), Value: form.Organiser, Optional: true, Autocomplete: "off"},
		Needs:     ui.Field{Name: "prealables", Label: i18n.T(ctx, "Préalables"), Hint: i18n.T(ctx, "Codes des activités à avoir réussies, séparés par des virgules."), Value: form.Needs, Optional: true, Autocomplete: "off"},
		Policy:    policyField(ctx, program, form.Policy),
		Forms: ui.Field{Name: "formulaires", Label: i18n.T(ctx, "Demander après l’inscription"), Small: true, Options: []ui.Option{
			{Value: leisure.FormHealth, Label: i18n.T(ctx, "La fiche de santé"), On: slices.Contains(form.Forms, leisure.FormHealth)},
			{Value: leisure.FormPickUp, Label: i18n.T(ctx, "Les personnes qui peuvent venir chercher l’enfant"), On: slices.Contains(form.Forms, leisure.FormPickUp)},
		}},
		Ways: ui.Field{Name: "modes", Label: i18n.T(ctx, "Cette activité"), Small: true, Options: []ui.Option{
			{Value: wayFree, Label: i18n.T(ctx, "est sans inscription"), Hint: i18n.T(ctx, "On se présente à l’heure du cours."), On: slices.Contains(form.Ways, wayFree)},
			{Value: wayChildcare, Label: i18n.T(ctx, "donne droit au relevé 24"), Hint: i18n.T(ctx, "Camp de jour, service de garde."), On: slices.Contains(form.Ways, wayChildcare)},
			{Value: wayLottery, Label: i18n.T(ctx, "est donnée par tirage"), Hint: i18n.T(ctx, "Personne ne s’inscrit directement : les familles rangent leurs choix. Préparez le tirage à la page Tirages."), On: slices.Contains(form.Ways, wayLottery)},
		}},
		Windows: windowRows(ctx, form.windowCells, nil, i18n.T(ctx, "Sans ligne, celles de la session comptent.")),
	}
	for _, name := range categories(program, s.ID) {
		v.Category.Options = append(v.Category.Options, ui.Option{Label: name})
	}
	if a, ok := program.Activity(leisure.ActivityID(id)); ok {
		v.Title, v.Delete = a.Title.In(ctx), v.Path+"/supprimer"
		v.Back.Href = programForm{Session: string(s.ID), Activity: id}.query(root)
	}
	return v, true
}

func policyField(ctx context.Context, program *leisure.Program, chosen string) ui.Field {
	f := ui.Field{Name: "politique", Label: i18n.T(ctx, "Politique de remboursement"), Value: chosen, Options: []ui.Option{{Label: i18n.T(ctx, "Aucune")}}}
	for _, policy := range program.Policies() {
		f.Options = append(f.Options, ui.Option{Value: policy.Code, Label: policy.Name.In(ctx)})
	}
	return f
}

func (v activityView) wrong(problems ui.Problems) activityView {
	v.Problems = problems
	wrongs(problems, &v.Code, &v.Name, &v.Needs, &v.Policy, &v.Forms)
	v.Windows.Wrong = problems.Wrong("fenetres")
	return v
}

func (p Pages) activityResult(ctx context.Context, a leisure.Activity) *activityResult {
	v := &activityResult{Windows: windowLines(ctx, a.Windows)}
	v.Languages = append(v.Languages, wordsOf(i18n.With(ctx, i18n.French), a))
	if a.Title.EN != "" || a.Text.EN != "" {
		v.Languages = append(v.Languages, wordsOf(i18n.With(ctx, i18n.English), a))
	}
	fact := func(label, value string) {
		if value != "" {
			v.Facts = append(v.Facts, ui.Fact{Label: label, Value: value})
		}
	}
	fact(i18n.T(ctx, "Catégorie"), leisure.CategoryWords(ctx, a.Category))
	fact(i18n.T(ctx, "Organisme"), a.Organiser)
	var needs []string
	for _, code := range a.Needs {
		if other, known := p.Leisure.Program().ActivityByCode(a.Session, code); known {
			code = other.Title.In(ctx)
		}
		needs = append(needs, code)
	}
	fact(i18n.T(ctx, "Il faut avoir réussi"), i18n.List(ctx, needs))
	if policy, known := p.Leisure.Program().Policy(a.Policy); known {
		fact(i18n.T(ctx, "Remboursement"), policy.Text.In(ctx))
	}
	if a.Free {
		fact(i18n.T(ctx, "Inscription"), i18n.T(ctx, "sans inscription"))
	} else if a.Lottery {
		fact(i18n.T(ctx, "Inscription"), i18n.T(ctx, "par tirage"))
	}
	return v
}

// wordsOf are what people read of an activity in the language of ctx.
func wordsOf(ctx context.Context, a leisure.Activity) activityWords {
	w := activityWords{Lang: i18n.Lang(ctx).Tag(), Title: a.Title.In(ctx), Text: paragraphs(a.Text.In(ctx))}
	if bring := a.Bring.In(ctx); bring != "" {
		w.Bring = i18n.T(ctx, "À apporter : %s", bring)
	}
	return w
}

// paragraphs are the paragraphs of a text.
func paragraphs(s string) (all []string) {
	for _, one := range strings.Split(s, "\n") {
		if one = strings.TrimSpace(one); one != "" {
			all = append(all, one)
		}
	}
	return all
}

func (p Pages) saveActivity(w http.ResponseWriter, r *http.Request) error {
	var form activityForm
	err := read(r, &form)
	id := r.PathValue("id")
	if _, known := p.Leisure.Program().Activity(leisure.ActivityID(id)); !known && id != fresh {
		return gone()
	}
	one, wrong := p.readActivity(r, form)
	if err == nil {
		err = wrong
	}
	if err == nil {
		one.ID, err = p.Leisure.SaveActivity(r.Context(), viewer(r), one, sent(r, form.Seen))
	}
	if err == nil {
		return ui.SeeOther(w, r, programForm{Session: string(one.Session), Activity: string(one.ID)}.query(root, "fait", "activite"))
	}
	form.Seen = p.seenNow(r.Context(), form.Seen, err)
	v, there := p.activityView(r, one.Session, form)
	if !there {
		return gone()
	}
	return p.again(w, r, err, func(problems ui.Problems) templ.Component { return activityPage(v.wrong(problems)) })
}
