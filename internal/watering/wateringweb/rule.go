package wateringweb

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
	"sem/internal/watering"
)

// freshRule stands for the code of a rule that is not written yet.
const freshRule = "nouvelle"

func rulePath(bylaw, code string) string {
	return "/gestion/arrosage/regles/" + url.PathEscape(bylaw) + "/" + url.PathEscape(code)
}

// ruleFormView is the form of a rule, and the week it would make.
type ruleFormView struct {
	Title              string
	Bylaw              string
	Path               string
	Article, ArticleEN ui.Field
	Devices, Effect    ui.Field
	From, To           ui.Field
	Lots, Areas, Days  ui.Field
	Weekdays           ui.Field
	Even, Odd          ui.Field
	Hours, Night       ui.Field
	Words, WordsEN     ui.Field
	Problems           ui.Problems
	Preview            *rulePreview
	Drop               string // Drop is where the rule is taken out, empty for a new one.
	Key                string
}

// rulePreview is what a rule would say, and the weeks it would make.
type rulePreview struct {
	Rule  ruleView
	Weeks []previewWeek
	Key   string
	Keep  []ui.HiddenField
}

type previewWeek struct {
	Title string
	Days  []dayView
}

func (p Pages) rule(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form ruleForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	bylaw, code := r.PathValue("reglement"), r.PathValue("code")
	if form.Preview == "" {
		if code != freshRule {
			rule, err := p.Watering.Rule(bylaw, code)
			if err != nil {
				return err
			}
			form = formOf(watering.TextOf(rule))
		}
		return p.showRule(w, r, form, nil, nil)
	}
	text := form.text(bylaw, code)
	draft, rule, err := p.Watering.Draft(text)
	if fault.KindOf(err) == fault.Invalid {
		return p.showRule(w, r, form, ui.ProblemsOf(ctx, err), nil)
	}
	if err != nil {
		return err
	}
	return p.showRule(w, r, form, nil, p.preview(ctx, draft, rule, form))
}

func (p Pages) showRule(w http.ResponseWriter, r *http.Request, form ruleForm, wrong ui.Problems, preview *rulePreview) error {
	v, err := p.ruleFormView(r, form, wrong)
	if err != nil {
		return err
	}
	v.Preview = preview
	status := http.StatusOK
	if len(wrong) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return ui.Show(w, r, status, rulePage(v))
}

// preview is the coming week at an even and at an odd number.
func (p Pages) preview(ctx context.Context, draft *watering.Book, rule watering.Rule, form ruleForm) *rulePreview {
	now := p.Clock.Now()
	l, _ := draft.Bylaw(rule.Bylaw)
	v := &rulePreview{Rule: p.ruleOf(ctx, draft, l, rule), Key: forms.NewKey(), Keep: form.keep()}
	from := seasonStart(rule.Season, now)
	for _, sample := range []struct{ title, civic string }{{i18n.T(ctx, "Adresse paire"), "84"}, {i18n.T(ctx, "Adresse impaire"), "85"}} {
		if rule.Lots == watering.Unnumbered {
			sample.title = i18n.T(ctx, "Terrain sans numéro")
		}
		v.Weeks = append(v.Weeks, previewWeek{sample.title, week(ctx, draft.Week(draft.Sample(rule, sample.civic), rule.Devices[0], from), now)})
		if rule.Lots == watering.Unnumbered {
			break
		}
	}
	return v
}

// seasonStart is now, or the first day of the next season: a week outside of it shows
// nothing of the rule.
func seasonStart(s watering.Season, now time.Time) time.Time {
	for d := range 366 {
		day := now.AddDate(0, 0, d)
		if s.Holds(day) {
			return day
		}
	}
	return now
}

func (p Pages) ruleFormView(r *http.Request, form ruleForm, wrong ui.Problems) (ruleFormView, error) {
	ctx, book := r.Context(), p.Watering.Book()
	bylaw, code := r.PathValue("reglement"), r.PathValue("code")
	l, ok := book.Bylaw(bylaw)
	if !ok {
		return ruleFormView{}, fault.New(fault.NotFound, "Ce règlement n’existe pas.")
	}
	v := ruleFormView{
		Title: i18n.T(ctx, "Nouvelle règle"), Bylaw: i18n.T(ctx, "Règlement %[1]s : %[2]s", l.Number, l.Name.In(ctx)), Path: rulePath(bylaw, code), Problems: wrong,
		Article:   ui.Field{Name: "article", Label: i18n.T(ctx, "Article"), Hint: i18n.T(ctx, "Tel que les gens le liront : article 12."), Value: form.Article, Wrong: wrong.Wrong("article")},
		ArticleEN: ui.Field{Name: "article_en", Label: i18n.T(ctx, "Article, en anglais"), Value: form.ArticleEN, Optional: true, Lang: "en"},
		Devices:   ui.Field{Name: "appareils", Label: i18n.T(ctx, "Appareils"), Wrong: wrong.Wrong("appareils"), Small: true, Options: deviceOptions(ctx, book, form.Devices)},
		From:      ui.Field{Name: "saison", Label: i18n.T(ctx, "Premier jour de la saison"), Hint: i18n.T(ctx, "Mois et jour : 05-01. Vide : toute l’année."), Value: form.From, Wrong: wrong.Wrong("saison"), Width: 5, Optional: true},
		To:        ui.Field{Name: "saison_fin", Label: i18n.T(ctx, "Dernier jour de la saison"), Hint: i18n.T(ctx, "Mois et jour : 09-30."), Value: form.To, Width: 5, Optional: true},
		Hours:     ui.Field{Name: "heures", Label: i18n.T(ctx, "Heures"), Hint: i18n.T(ctx, "20:00-23:00. Plusieurs plages : séparez-les par une virgule. Vide : toute la journée."), Value: form.Hours, Wrong: wrong.Wrong("heures"), Optional: true, Width: 30},
		Words:     ui.Field{Name: "texte", Label: i18n.T(ctx, "La règle dans vos mots"), Value: form.Words, Wrong: wrong.Wrong("texte"), Optional: true, Rows: 2},
		WordsEN:   ui.Field{Name: "texte_en", Label: i18n.T(ctx, "Les mêmes mots en anglais"), Value: form.WordsEN, Optional: true, Rows: 2, Lang: "en"},
		Areas:     ui.Field{Name: "secteurs", Label: i18n.T(ctx, "Secteurs"), Hint: i18n.T(ctx, "Aucune case : toute la ville."), Wrong: wrong.Wrong("secteurs"), Small: true},
		Weekdays:  weekdayField(ctx, "semaine", i18n.T(ctx, "Jours de la semaine"), form.Weekdays, wrong),
		Even:      weekdayField(ctx, "pairs", i18n.T(ctx, "Jours des adresses paires"), form.Even, wrong),
		Odd:       weekdayField(ctx, "impairs", i18n.T(ctx, "Jours des adresses impaires"), form.Odd, wrong),
	}
	v.chooses(ctx, form, wrong)
	for _, a := range book.Areas {
		v.Areas.Options = append(v.Areas.Options, ui.Option{Value: a.Code, Label: a.Name.In(ctx), On: slices.Contains(form.Areas, a.Code)})
	}
	if code != freshRule {
		v.Title, v.Drop, v.Key = i18n.T(ctx, "Modifier une règle"), v.Path+"/retirer", forms.NewKey()
	}
	return v, nil
}

// chooses fills the questions with few answers.
func (v *ruleFormView) chooses(ctx context.Context, form ruleForm, wrong ui.Problems) {
	v.Effect = choice("effet", i18n.T(ctx, "Cette règle"), form.Effect, wrong, []ui.Option{
		{Value: "permet", Label: i18n.T(ctx, "permet, à ces heures et à nulle autre")}, {Value: "interdit", Label: i18n.T(ctx, "interdit, quoi que disent les autres")},
	})
	v.Lots = choice("terrains", i18n.T(ctx, "Pour quelles adresses?"), form.Lots, wrong, []ui.Option{
		{Value: "tous", Label: i18n.T(ctx, "Toutes les adresses")}, {Value: "numerotes", Label: i18n.T(ctx, "Les adresses avec un numéro")},
		{Value: "sans-numero", Label: i18n.T(ctx, "Les terrains sans numéro")},
	})
	v.Days = choice("jours", i18n.T(ctx, "Quels jours?"), form.Days, wrong, []ui.Option{
		{Value: "tous", Label: i18n.T(ctx, "Tous les jours")},
		{Value: "parite-date", Label: i18n.T(ctx, "Les dates paires pour les numéros pairs, impaires pour les impairs")},
		{Value: "parite-semaine", Label: i18n.T(ctx, "Des jours de la semaine pour les numéros pairs, d’autres pour les impairs")},
		{Value: "semaine", Label: i18n.T(ctx, "Certains jours de la semaine")},
		{Value: "dates-paires", Label: i18n.T(ctx, "Les dates paires")}, {Value: "dates-impaires", Label: i18n.T(ctx, "Les dates impaires")},
	})
	v.Night = choice("nuit", i18n.T(ctx, "Des heures par-dessus minuit comptent pour"), form.Night, wrong, []ui.Option{
		{Value: "soir", Label: i18n.T(ctx, "la date du soir")}, {Value: "matin", Label: i18n.T(ctx, "la date du matin")}, {Value: "date", Label: i18n.T(ctx, "la date de chaque côté de minuit")},
	})
}

// choice is a question with a few answers, the first of them the usual one.
func choice(name, label, chosen string, wrong ui.Problems, options []ui.Option) ui.Field {
	for i := range options {
		options[i].On = options[i].Value == chosen || chosen == "" && i == 0
	}
	return ui.Field{Name: name, Label: label, Wrong: wrong.Wrong(name), Options: options, Small: true}
}

func weekdayField(ctx context.Context, name, label string, chosen []string, wrong ui.Problems) ui.Field {
	f := ui.Field{Name: name, Label: label, Wrong: wrong.Wrong(name)}
	for i, code := range watering.WeekdayCodes() {
		f.Options = append(f.Options, ui.Option{Value: code, Label: watering.WeekdayName(ctx, time.Weekday(i)), On: slices.Contains(chosen, code)})
	}
	return f
}

// text is the rule that a form says.
func (f ruleForm) text(bylaw, code string) watering.RuleText {
	if code == freshRule {
		code = ""
	}
	return watering.RuleText{
		Bylaw: bylaw, Code: code, Article: f.Article, ArticleEN: f.ArticleEN, Devices: f.Devices, Effect: f.Effect, Season: f.season(),
		Lots: f.Lots, Areas: f.Areas, Days: f.Days, Weekdays: f.Weekdays, Even: f.Even, Odd: f.Odd, Hours: strings.Split(f.Hours, ","), Night: f.Night,
		Words: f.Words, WordsEN: f.WordsEN,
	}
}

// season is both boxes, unless both are empty.
func (f ruleForm) season() []string {
	from, to := strings.TrimSpace(f.From), strings.TrimSpace(f.To)
	if from == "" && to == "" {
		return nil
	}
	return []string{from, to}
}

func formOf(t watering.RuleText) ruleForm {
	f := ruleForm{
		Article: t.Article, ArticleEN: t.ArticleEN, Devices: t.Devices, Effect: t.Effect, Lots: t.Lots, Areas: t.Areas, Days: t.Days,
		Weekdays: t.Weekdays, Even: t.Even, Odd: t.Odd, Hours: strings.Join(t.Hours, ", "), Night: t.Night, Words: t.Words, WordsEN: t.WordsEN,
	}
	if len(t.Season) == 2 {
		f.From, f.To = t.Season[0], t.Season[1]
	}
	return f
}

// keep are the answers of the form, for the one that saves.
func (f ruleForm) keep() []ui.HiddenField {
	kept := []ui.HiddenField{
		{Name: "article", Value: f.Article}, {Name: "article_en", Value: f.ArticleEN}, {Name: "effet", Value: f.Effect}, {Name: "saison", Value: f.From},
		{Name: "saison_fin", Value: f.To}, {Name: "terrains", Value: f.Lots}, {Name: "jours", Value: f.Days}, {Name: "heures", Value: f.Hours},
		{Name: "nuit", Value: f.Night}, {Name: "texte", Value: f.Words}, {Name: "texte_en", Value: f.WordsEN},
	}
	for _, several := range []struct {
		name   string
		values []string
	}{{"appareils", f.Devices}, {"secteurs", f.Areas}, {"semaine", f.Weekdays}, {"pairs", f.Even}, {"impairs", f.Odd}} {
		for _, value := range several.values {
			kept = append(kept, ui.HiddenField{Name: several.name, Value: value})
		}
	}
	return kept
}

func (p Pages) saveRule(w http.ResponseWriter, r *http.Request) error {
	var form ruleForm
	err := forms.Read(r, &form)
	if err == nil {
		err = p.Watering.SaveRule(r.Context(), viewer(r), form.text(r.PathValue("reglement"), r.PathValue("code")), key(r))
	}
	if fault.KindOf(err) == fault.Invalid {
		return p.showRule(w, r, form, ui.ProblemsOf(r.Context(), err), nil)
	}
	if err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/arrosage?fait=regle")
}

func (p Pages) dropRule(w http.ResponseWriter, r *http.Request) error {
	if err := p.Watering.DropRule(r.Context(), viewer(r), r.PathValue("reglement"), r.PathValue("code"), key(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, "/gestion/arrosage?fait=retiree")
}
