package collectionsweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// ruleView is the form of a rule, with its next dates once they were asked for.
type ruleView struct {
	Title    string
	Problems ui.Problems
	ID       string
	Prose    []sectorProse
	Sector   ui.Field
	Stream   ui.Field
	Class    ui.Field
	Pace     ui.Field
	Weekday  ui.Field
	Every    ui.Field
	Anchor   ui.Field
	Nth      ui.Field
	Dates    ui.Field
	From     ui.Field
	To       ui.Field
	Note     ui.Field
	NoteEN   ui.Field
	Words    string   // Words says the rule as the page of citizens will.
	Preview  []string // Preview are its next dates; empty until they were asked for.
	Sent     []ui.HiddenField
	Key      string
}

// previewed is how many dates of a rule are shown before it is saved.
const previewed = 8

func (p Pages) rule(w http.ResponseWriter, r *http.Request) error {
	var form ruleForm
	err := forms.Read(r, &form)
	if err == nil && form.ID != "" && form.Shown == "" {
		var known collections.Rule
		if known, err = p.Collections.Rule(form.ID); err == nil {
			form = formOf(known)
		}
	}
	if err != nil {
		return err
	}
	v := p.ruleView(r, form)
	if form.Shown == "" {
		return ui.Show(w, r, http.StatusOK, rulePage(v))
	}
	rule, err := p.readRule(form)
	if err != nil {
		return again(w, r, err, func(problems ui.Problems) templ.Component { return rulePage(v.wrong(problems)) })
	}
	p.preview(r.Context(), &v, rule, form)
	return ui.Show(w, r, http.StatusOK, rulePage(v))
}

// readRule reads the form into a rule that could be saved.
func (p Pages) readRule(form ruleForm) (collections.Rule, error) {
	rule := collections.Rule{
		ID: form.ID, Sector: form.Sector, Stream: form.Stream, Class: form.Class, Season: collections.Season{From: form.SeasonFrom, To: form.SeasonTo},
		Note: collections.Words{FR: form.NoteFR, EN: form.NoteEN},
	}
	weekday, _ := strconv.Atoi(form.Weekday)
	rule.Pace = collections.Pace{Kind: collections.PaceKind(form.Pace), Weekday: time.Weekday(weekday % 7)}
	switch rule.Pace.Kind {
	case collections.Weekly:
		rule.Pace.Every = form.Every
		if d, err := civil.ParseDay(strings.TrimSpace(form.Anchor)); err == nil {
			rule.Pace.Anchor = d
		}
	case collections.Monthly:
		rule.Pace.Nth, _ = strconv.Atoi(form.Nth)
	case collections.OnDates:
		for _, word := range strings.FieldsFunc(form.Dates, func(c rune) bool { return c == ' ' || c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t' }) {
			d, err := civil.ParseDay(word)
			if err != nil {
				return rule, collections.WrongDate("dates", word)
			}
			rule.Pace.Days = append(rule.Pace.Days, d)
		}
	}
	return p.Collections.CheckRule(rule)
}

// formOf is a rule as its form shows it.
func formOf(rule collections.Rule) ruleForm {
	f := ruleForm{
		ID: rule.ID, Sector: rule.Sector, Stream: rule.Stream, Class: rule.Class, Pace: string(rule.Pace.Kind), Weekday: strconv.Itoa(int(rule.Pace.Weekday)),
		Every: rule.Pace.Every, Anchor: rule.Pace.Anchor.String(), Nth: strconv.Itoa(rule.Pace.Nth), SeasonFrom: rule.Season.From, SeasonTo: rule.Season.To,
		NoteFR: rule.Note.FR, NoteEN: rule.Note.EN,
	}
	var days []string
	for _, d := range rule.Pace.Days {
		days = append(days, d.String())
	}
	f.Dates = strings.Join(days, "\n")
	return f
}

func (p Pages) preview(ctx context.Context, v *ruleView, rule collections.Rule, form ruleForm) {
	v.Words = i18n.Sentence(rule.Words(ctx))
	for _, d := range rule.Preview(civil.DayOf(p.Clock.Now()), previewed) {
		v.Preview = append(v.Preview, i18n.Sentence(i18n.Date(ctx, d.Time())))
	}
	v.Key = forms.NewKey()
	for _, f := range []ui.HiddenField{
		{Name: "regle", Value: form.ID}, {Name: "secteur", Value: form.Sector}, {Name: "flux", Value: form.Stream}, {Name: "classe", Value: form.Class},
		{Name: "rythme", Value: form.Pace}, {Name: "jour", Value: form.Weekday}, {Name: "toutes_les", Value: strconv.Itoa(form.Every)},
		{Name: "depuis", Value: form.Anchor}, {Name: "rang", Value: form.Nth}, {Name: "dates", Value: form.Dates}, {Name: "saison_du", Value: form.SeasonFrom},
		{Name: "saison_au", Value: form.SeasonTo}, {Name: "note", Value: form.NoteFR}, {Name: "note_en", Value: form.NoteEN},
	} {
		if f.Value != "" {
			v.Sent = append(v.Sent, f)
		}
	}
}

// wrong shows each problem beside its question.
func (v ruleView) wrong(problems ui.Problems) ruleView {
	v.Problems = problems
	for _, f := range []*ui.Field{&v.Sector, &v.Stream, &v.Class, &v.Pace, &v.Weekday, &v.Every, &v.Anchor, &v.Nth, &v.Dates, &v.From, &v.To, &v.Note, &v.NoteEN} {
		f.Wrong = problems.Wrong(f.Name)
	}
	return v
}

func (p Pages) ruleView(r *http.Request, form ruleForm) ruleView {
	ctx := r.Context()
	v := ruleView{Title: i18n.T(ctx, "Saisir une règle"), ID: form.ID}
	if form.ID != "" {
		v.Title = i18n.T(ctx, "Corriger une règle")
	}
	if form.Every == 0 {
		form.Every = 1
	}
	if form.Pace == "" {
		form.Pace = string(collections.Weekly)
	}
	if prose, ok := p.Collections.ProseOf(form.Sector, form.Stream); ok {
		v.Prose = append(v.Prose, p.sectorProse(ctx, prose))
	}
	v.Sector = p.sectorChoice(ctx, form.Sector)
	v.Stream = p.streamChoice(ctx, form.Stream)
	v.Class = ui.Field{Name: "classe", Label: i18n.T(ctx, "Immeubles"), Value: form.Class, Options: []ui.Option{{Label: i18n.T(ctx, "Tous les immeubles")}}}
	for _, c := range p.Collections.Classes() {
		v.Class.Options = append(v.Class.Options, ui.Option{Value: c.Code, Label: c.Name.In(ctx)})
	}
	v.paces(ctx, form)
	v.Note = ui.Field{Name: "note", Label: i18n.T(ctx, "Note pour les gens"), Optional: true, Value: form.NoteFR, Max: 500}
	v.NoteEN = ui.Field{Name: "note_en", Label: i18n.T(ctx, "La même note en anglais"), Optional: true, Value: form.NoteEN, Max: 500, Lang: "en"}
	return v
}

// paces are the questions about how the days follow each other.
func (v *ruleView) paces(ctx context.Context, form ruleForm) {
	v.Pace = ui.Field{Name: "rythme", Label: i18n.T(ctx, "Comment les jours se suivent"), Value: form.Pace, Options: []ui.Option{
		{Value: string(collections.Weekly), Label: i18n.T(ctx, "Par semaine"), Hint: i18n.T(ctx, "Chaque jeudi, ou un jeudi sur deux"), On: form.Pace == string(collections.Weekly)},
		{Value: string(collections.Monthly), Label: i18n.T(ctx, "Par mois"), Hint: i18n.T(ctx, "Le premier mercredi du mois"), On: form.Pace == string(collections.Monthly)},
		{Value: string(collections.OnDates), Label: i18n.T(ctx, "À des dates données"), On: form.Pace == string(collections.OnDates)},
	}}
	v.Weekday = ui.Field{Name: "jour", Label: i18n.T(ctx, "Jour de la semaine"), Value: form.Weekday}
	for i, name := range weekdayNames(ctx) {
		v.Weekday.Options = append(v.Weekday.Options, ui.Option{Value: strconv.Itoa(i), Label: name, On: form.Weekday == strconv.Itoa(i)})
	}
	v.Every = ui.Field{Name: "toutes_les", Label: i18n.T(ctx, "Toutes les combien de semaines"), Hint: i18n.T(ctx, "1 pour chaque semaine. Par semaine seulement."), Value: strconv.Itoa(form.Every), InputMode: "numeric", Width: 3}
	v.Anchor = ui.Field{Name: "depuis", Label: i18n.T(ctx, "Une des dates"), Hint: i18n.T(ctx, "Seulement pour 2 semaines ou plus : elles se comptent à partir d’elle. Par exemple 2026-01-08."), Value: form.Anchor, Width: 10, Optional: true}
	v.Nth = ui.Field{Name: "rang", Label: i18n.T(ctx, "Rang dans le mois"), Hint: i18n.T(ctx, "Par mois seulement."), Value: form.Nth, Options: []ui.Option{
		{Label: i18n.T(ctx, "Sans objet")}, {Value: "1", Label: i18n.T(ctx, "Le premier")}, {Value: "2", Label: i18n.T(ctx, "Le deuxième")}, {Value: "3", Label: i18n.T(ctx, "Le troisième")},
		{Value: "4", Label: i18n.T(ctx, "Le quatrième")}, {Value: "5", Label: i18n.T(ctx, "Le cinquième")}, {Value: "-1", Label: i18n.T(ctx, "Le dernier")},
	}}
	v.Dates = ui.Field{Name: "dates", Label: i18n.T(ctx, "Dates"), Hint: i18n.T(ctx, "Une par ligne, par exemple 2026-01-07. À des dates données seulement."), Value: form.Dates, Optional: true, Rows: 4, Max: 2000}
	v.From = ui.Field{Name: "saison_du", Label: i18n.T(ctx, "Saison, du"), Hint: i18n.T(ctx, "Mois et jour, par exemple 05-01. Vide : toute l’année."), Value: form.SeasonFrom, Width: 5, Optional: true}
	v.To = ui.Field{Name: "saison_au", Label: i18n.T(ctx, "au"), Hint: i18n.T(ctx, "Par exemple 11-07, compris."), Value: form.SeasonTo, Width: 5, Optional: true}
}

func (p Pages) sectorChoice(ctx context.Context, chosen string) ui.Field {
	f := ui.Field{Name: "secteur", Label: i18n.T(ctx, "Secteur"), Value: chosen, Options: []ui.Option{{Label: p.sectorName(ctx, "")}}}
	for _, s := range p.Collections.Sectors() {
		label := s.Name
		if s.Stream != "" {
			label = i18n.T(ctx, "%s (%s)", s.Name, p.streamName(ctx, s.Stream))
		}
		f.Options = append(f.Options, ui.Option{Value: s.Code, Label: label})
	}
	return f
}

func (p Pages) streamChoice(ctx context.Context, chosen string) ui.Field {
	f := ui.Field{Name: "flux", Label: i18n.T(ctx, "Ce qui est ramassé"), Value: chosen}
	for _, s := range p.Collections.Streams() {
		f.Options = append(f.Options, ui.Option{Value: s.Code, Label: s.Name.In(ctx)})
	}
	return f
}

func (p Pages) saveRule(w http.ResponseWriter, r *http.Request) error {
	var form ruleForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	rule, err := p.readRule(form)
	if err == nil {
		if err = p.Collections.SaveRule(r.Context(), viewer(r), rule, key(r)); err == nil {
			return ui.SeeOther(w, r, sectorPath(rule.Sector)+"?fait=regle")
		}
	}
	v := p.ruleView(r, form)
	return again(w, r, err, func(problems ui.Problems) templ.Component { return rulePage(v.wrong(problems)) })
}

func (p Pages) removeRule(w http.ResponseWriter, r *http.Request) error {
	rule, err := p.Collections.Rule(r.PathValue("id"))
	if fault.KindOf(err) == fault.NotFound {
		return ui.SeeOther(w, r, managePath+"?fait=regle-retiree") // A second press finds it gone.
	}
	if err != nil {
		return err
	}
	if err := p.Collections.RemoveRule(r.Context(), viewer(r), rule.ID); err != nil {
		return err
	}
	return ui.SeeOther(w, r, sectorPath(rule.Sector)+"?fait=regle-retiree")
}
