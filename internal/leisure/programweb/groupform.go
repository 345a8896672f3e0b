package programweb

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// groupFormView is the form of a group.
type groupFormView struct {
	Title          string
	Path           string
	Crumbs         []ui.Link
	Activity       string
	Problems       ui.Problems
	Code, Label    ui.Field
	Site, Room     ui.Field
	Instructor     ui.Field
	MinAge, MaxAge ui.Field
	Places         ui.Field
	Minimum        ui.Field
	Counter, Until ui.Field
	Quota, Waits   ui.Field
	From, To       ui.Field
	Without        ui.Field
	Slots, Prices  rowsOf
	Options        rowsOf
	Windows        rowsOf
	Key, Seen      string
	Notes          []string // Notes are what the change does to those who are in the group.
	Result         *groupResult
}

func (p Pages) groupForm(w http.ResponseWriter, r *http.Request) error {
	var form groupForm
	if err := read(r, &form); err != nil {
		return err
	}
	form, ok := p.groupAsked(r, form)
	if !ok {
		return gone()
	}
	one, err := p.readGroup(r, form)
	v := p.groupFormView(r, one.Activity, form)
	if form.Shown && err == nil {
		err = p.Leisure.CheckGroup(one)
	}
	if form.Shown && err != nil {
		return p.again(w, r, err, func(problems ui.Problems) templ.Component { return groupFormPage(v.wrong(problems)) })
	}
	if form.Shown || one.ID != "" {
		v.Result = p.groupResult(r.Context(), one)
		v.Notes = p.groupNotes(r.Context(), one)
	}
	return ui.Show(w, r, http.StatusOK, groupFormPage(v))
}

// groupAsked is what the form of a group begins with: what was typed, else the group as it
// is, or the one that a new group resembles.
func (p Pages) groupAsked(r *http.Request, form groupForm) (groupForm, bool) {
	program := p.Leisure.Program()
	if known, ok := program.Group(leisure.GroupID(r.PathValue("id"))); ok {
		if !form.Shown {
			form = groupFormOf(*known)
		}
		form.Activity = string(known.Activity)
		return form, true
	}
	a, ok := program.Activity(leisure.ActivityID(form.Activity))
	if !ok || r.PathValue("id") != fresh {
		return form, false
	}
	if form.Shown {
		return form, true
	}
	if model, like := program.Group(leisure.GroupID(form.Model)); like {
		form = groupFormOf(*model)
		form.Seen, form.Code, form.Activity = "", "", string(a.ID)
		return form, true
	}
	form.Waits = true
	if s, known := program.Session(a.Session); known {
		form.From, form.To = s.From.String(), s.To.String()
	}
	for _, audience := range leisure.Audiences() {
		form.PriceOf, form.Price, form.PriceFrom = append(form.PriceOf, string(audience)), append(form.Price, ""), append(form.PriceFrom, "")
	}
	return form, true
}

func groupFormOf(g leisure.Group) groupForm {
	f := groupForm{
		Seen: string(g.Mark()), Activity: string(g.Activity), Code: g.Code, Label: g.Label, Site: string(g.Site), Room: g.Room, Instructor: g.Instructor,
		MinAge: ageText(g.MinAge), MaxAge: ageText(g.MaxAge), Places: strconv.Itoa(g.Places), Minimum: numberText(g.Minimum), Counter: numberText(g.Counter),
		WebShareUntil: momentText(g.WebShareUntil), Quota: g.Quota, Waits: g.Waits, From: g.From.String(), To: g.To.String(), windowCells: windowText(g.Windows),
	}
	var without []string
	for _, d := range g.Without {
		without = append(without, d.String())
	}
	f.Without = strings.Join(without, "\n")
	for _, s := range g.Slots {
		f.SlotDay, f.SlotStart, f.SlotEnd = append(f.SlotDay, strconv.Itoa(int(s.Weekday))), append(f.SlotStart, s.Start.String()), append(f.SlotEnd, s.End.String())
	}
	for _, price := range g.Prices {
		f.PriceOf, f.Price, f.PriceFrom = append(f.PriceOf, string(price.Audience)), append(f.Price, amountText(price.Amount)), append(f.PriceFrom, price.From.String())
	}
	for _, o := range g.Options {
		f.OptionCode, f.OptionName = append(f.OptionCode, o.Code), append(f.OptionName, o.Name.FR)
		f.OptionEN, f.OptionPrice = append(f.OptionEN, o.Name.EN), append(f.OptionPrice, amountText(o.Amount))
		f.OptionCare = append(f.OptionCare, yesOr(o.Childcare))
	}
	return f
}

// readGroup is the group that a form says; what the form does not ask stays as it is.
func (p Pages) readGroup(r *http.Request, form groupForm) (leisure.Group, error) {
	var g leisure.Group
	program := p.Leisure.Program()
	if known, ok := program.Group(leisure.GroupID(r.PathValue("id"))); ok {
		g = *known
	} else if a, ok := program.Activity(leisure.ActivityID(form.Activity)); ok {
		g.Activity, g.Session = a.ID, a.Session
	}
	var a answers
	g.Code, g.Label, g.Site, g.Room, g.Instructor = form.Code, form.Label, leisure.SiteID(form.Site), form.Room, form.Instructor
	g.MinAge, g.MaxAge = a.age("age_min", form.MinAge), a.age("age_max", form.MaxAge)
	g.Places, g.Minimum, g.Counter = a.number("places", form.Places), a.number("minimum", form.Minimum), a.number("guichet", form.Counter)
	g.WebShareUntil, g.Quota, g.Waits = a.moment("guichet_fin", form.WebShareUntil), form.Quota, form.Waits
	g.From, g.To, g.Windows = a.day("debut", form.From), a.day("fin", form.To), a.windows(form.windowCells)
	g.Without, g.Slots, g.Prices, g.Options = a.days("sans", form.Without), a.slots(form), a.prices(form), a.options(form)
	return g, a.problems.Err()
}

// days reads days, with anything between them.
func (a *answers) days(field, typed string) (all []civil.Day) {
	for _, word := range strings.FieldsFunc(typed, func(c rune) bool { return c == ' ' || c == ',' || c == ';' || c == '\n' || c == '\t' }) {
		all = append(all, a.day(field, word))
	}
	return all
}

func (a *answers) slots(form groupForm) (all []leisure.Slot) {
	for i, start := range form.SlotStart {
		if start == "" && cell(form.SlotEnd, i) == "" {
			continue
		}
		weekday, err := strconv.Atoi(cell(form.SlotDay, i))
		if err != nil || weekday < 0 || weekday > 6 {
			a.wrong("horaire", "Choisissez le jour de chaque plage.")
		}
		all = append(all, leisure.Slot{Weekday: time.Weekday(weekday), Start: a.hour("horaire", start), End: a.hour("horaire", cell(form.SlotEnd, i))})
	}
	return all
}

func (a *answers) prices(form groupForm) (all []leisure.Price) {
	for i, typed := range form.Price {
		if typed == "" {
			continue
		}
		all = append(all, leisure.Price{Audience: leisure.Audience(cell(form.PriceOf, i)), Amount: a.amount("prix", typed), From: a.day("prix", cell(form.PriceFrom, i))})
	}
	return all
}

func (a *answers) options(form groupForm) (all []leisure.Option) {
	for i, code := range form.OptionCode {
		if code == "" && cell(form.OptionName, i) == "" && cell(form.OptionPrice, i) == "" {
			continue
		}
		all = append(all, leisure.Option{
			Code: code, Name: i18n.Words{FR: cell(form.OptionName, i), EN: cell(form.OptionEN, i)}, Amount: a.amount("options", cell(form.OptionPrice, i)),
			Childcare: cell(form.OptionCare, i) == yes,
		})
	}
	return all
}

// yes is the answer of a cell that says so.
const yes = "oui"

func yesOr(is bool) string {
	if is {
		return yes
	}
	return ""
}

func (p Pages) groupFormView(r *http.Request, of leisure.ActivityID, form groupForm) groupFormView {
	ctx, id, program := r.Context(), r.PathValue("id"), p.Leisure.Program()
	v := groupFormView{
		Title: i18n.T(ctx, "Nouveau groupe"), Path: groupsPath + id + "/modifier", Activity: form.Activity, Key: forms.NewKey(), Seen: form.Seen,
		Code:       ui.Field{Name: "code", Label: i18n.T(ctx, "Code du groupe"), Hint: i18n.T(ctx, "Un seul par session, par exemple N3-SA09."), Value: form.Code, Width: 10, Autocomplete: "off"},
		Label:      ui.Field{Name: "nom", Label: i18n.T(ctx, "Nom du groupe"), Hint: i18n.T(ctx, "Seulement si les heures ne le distinguent pas des autres."), Value: form.Label, Optional: true, Autocomplete: "off"},
		Site:       siteField(ctx, program, "lieu", form.Site, i18n.T(ctx, "Aucun")),
		Room:       ui.Field{Name: "salle", Label: i18n.T(ctx, "Salle"), Value: form.Room, Width: 20, Optional: true, Autocomplete: "off"},
		Instructor: ui.Field{Name: "animation", Label: i18n.T(ctx, "Animation"), Hint: i18n.T(ctx, "Qui donne le cours."), Value: form.Instructor, Width: 20, Optional: true, Autocomplete: "off"},
		MinAge:     ui.Field{Name: "age_min", Label: i18n.T(ctx, "Âge minimal"), Hint: i18n.T(ctx, "11, ou 18 mois."), Value: form.MinAge, Width: 5, Optional: true, Autocomplete: "off"},
		MaxAge:     ui.Field{Name: "age_max", Label: i18n.T(ctx, "Âge maximal"), Hint: i18n.T(ctx, "15 : jusqu’à la veille des 16 ans."), Value: form.MaxAge, Width: 5, Optional: true, Autocomplete: "off"},
		Places:     ui.Field{Name: "places", Label: i18n.T(ctx, "Places"), Value: form.Places, Width: 5, InputMode: "numeric", Autocomplete: "off"},
		Minimum:    ui.Field{Name: "minimum", Label: i18n.T(ctx, "Minimum pour que le cours ait lieu"), Value: form.Minimum, Width: 5, InputMode: "numeric", Optional: true, Autocomplete: "off"},
		Counter:    ui.Field{Name: "guichet", Label: i18n.T(ctx, "Places gardées pour le guichet"), Value: form.Counter, Width: 5, InputMode: "numeric", Optional: true, Autocomplete: "off"},
		Until:      ui.Field{Name: "guichet_fin", Label: i18n.T(ctx, "Gardées jusqu’au"), Hint: i18n.T(ctx, "Ensuite, elles vont en ligne. Vide : toujours gardées."), Type: "datetime-local", Value: form.WebShareUntil, Width: 20, Optional: true, Autocomplete: "off"},
		Quota:      ui.Field{Name: "quota", Label: i18n.T(ctx, "Places partagées"), Hint: i18n.T(ctx, "Un code que plusieurs groupes ont en commun : ils partagent alors leurs places."), Value: form.Quota, Width: 10, Optional: true, Autocomplete: "off"},
		Waits:      ui.Field{Name: "attente", Label: i18n.T(ctx, "Une liste d’attente s’ouvre quand le groupe est complet"), Options: []ui.Option{{On: form.Waits}}},
		From:       ui.Field{Name: "debut", Label: i18n.T(ctx, "Premier jour"), Type: "date", Value: form.From, Width: 10, Autocomplete: "off"},
		To:         ui.Field{Name: "fin", Label: i18n.T(ctx, "Dernier jour"), Type: "date", Value: form.To, Width: 10, Autocomplete: "off"},
		Without:    ui.Field{Name: "sans", Label: i18n.T(ctx, "Jours sans cours"), Hint: i18n.T(ctx, "Un par ligne, par exemple 2027-03-02. Les jours fériés de la Ville le sont déjà."), Value: form.Without, Rows: 2, Optional: true},
	}
	v.rows(ctx, form)
	a, known := program.Activity(of)
	if !known {
		return v
	}
	v.Crumbs = crumbs(ctx, ui.Link{Href: programForm{Session: string(a.Session), Activity: string(a.ID)}.query(root), Label: a.Title.In(ctx)})
	if g, known := program.Group(leisure.GroupID(id)); known {
		v.Title = i18n.T(ctx, "Modifier le groupe %s", g.Code)
		v.Crumbs = append(v.Crumbs, ui.Link{Href: groupsPath + id, Label: g.Code})
	}
	return v
}

// rows are the questions whose answers have rows.
func (v *groupFormView) rows(ctx context.Context, form groupForm) {
	v.Slots = rowsFor("horaire", 2,
		column{ui.Field{Name: "plage_jour", Label: i18n.T(ctx, "Jour"), Options: weekdayOptions(ctx)}, form.SlotDay},
		column{ui.Field{Name: "plage_debut", Label: i18n.T(ctx, "Début"), Type: "time"}, form.SlotStart},
		column{ui.Field{Name: "plage_fin", Label: i18n.T(ctx, "Fin"), Type: "time"}, form.SlotEnd})
	v.Slots.Legend, v.Slots.Hint = i18n.T(ctx, "Plages de la semaine"), i18n.T(ctx, "Le groupe se réunit à chacune d’elles, du premier au dernier jour.")
	v.Prices = rowsFor("prix", 3,
		column{ui.Field{Name: "prix_public", Label: i18n.T(ctx, "Pour qui"), Options: audienceOptions(ctx)}, form.PriceOf},
		column{ui.Field{Name: "prix_montant", Label: i18n.T(ctx, "Prix en $"), InputMode: "decimal"}, form.Price},
		column{ui.Field{Name: "prix_depuis", Label: i18n.T(ctx, "À partir du"), Type: "date"}, form.PriceFrom})
	v.Prices.Legend = i18n.T(ctx, "Prix")
	v.Prices.Hint = i18n.T(ctx, "Sans date, le prix vaut dès maintenant. Un prix déjà retenu dans un panier ne change pas.")
	v.Options = rowsFor("options", 1,
		column{ui.Field{Name: "option_code", Label: i18n.T(ctx, "Code")}, form.OptionCode},
		column{ui.Field{Name: "option_nom", Label: i18n.T(ctx, "Nom")}, form.OptionName},
		column{ui.Field{Name: "option_nom_en", Label: i18n.T(ctx, "Nom en anglais"), Lang: "en"}, form.OptionEN},
		column{ui.Field{Name: "option_prix", Label: i18n.T(ctx, "Prix en $"), InputMode: "decimal"}, form.OptionPrice},
		column{ui.Field{Name: "option_garde", Label: i18n.T(ctx, "Relevé 24"), Options: []ui.Option{{Label: i18n.T(ctx, "Non")}, {Value: yes, Label: i18n.T(ctx, "Oui")}}}, form.OptionCare})
	v.Options.Legend, v.Options.Hint = i18n.T(ctx, "Options"), i18n.T(ctx, "Ce qu’on peut ajouter : un service de garde, une sortie. Le prix d’une garde compte pour le relevé 24, celui d’une sortie ou d’un repas non.")
	v.Windows = windowRows(ctx, form.windowCells, nil, i18n.T(ctx, "Sans ligne, celles de l’activité, sinon de la session, comptent."))
}

// weekdayOptions are the days of the week from Monday.
func weekdayOptions(ctx context.Context) (options []ui.Option) {
	sunday := civil.DayAt(2026, time.November, 1)
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		options = append(options, ui.Option{Value: strconv.Itoa(int(day)), Label: i18n.Sentence(i18n.Weekday(ctx, (sunday + civil.Day(day)).At(12)))})
	}
	return options
}

func siteField(ctx context.Context, program *leisure.Program, name, chosen, none string) ui.Field {
	f := ui.Field{Name: name, Label: i18n.T(ctx, "Lieu"), Value: chosen, Options: []ui.Option{{Label: none}}}
	for _, s := range program.Sites() {
		f.Options = append(f.Options, ui.Option{Value: string(s.ID), Label: s.Name})
	}
	return f
}

func (v groupFormView) wrong(problems ui.Problems) groupFormView {
	v.Problems = problems
	wrongs(problems, &v.Code, &v.Label, &v.Site, &v.MinAge, &v.MaxAge, &v.Places, &v.Minimum, &v.Counter, &v.Until, &v.Quota, &v.From, &v.To, &v.Without)
	for _, rows := range []*rowsOf{&v.Slots, &v.Prices, &v.Options, &v.Windows} {
		rows.Wrong = problems.Wrong(rows.Name)
	}
	return v
}

func (p Pages) saveGroup(w http.ResponseWriter, r *http.Request) error {
	var form groupForm
	err := read(r, &form)
	form.Shown = true // What was typed counts, not the group as it was.
	form, ok := p.groupAsked(r, form)
	if !ok {
		return gone()
	}
	one, wrong := p.readGroup(r, form)
	if err == nil {
		err = wrong
	}
	if err == nil {
		one.ID, err = p.Leisure.SaveGroup(r.Context(), viewer(r), one, sent(r, form.Seen))
	}
	if err == nil {
		return ui.SeeOther(w, r, groupsPath+string(one.ID)+"?fait=groupe")
	}
	form.Seen = p.seenNow(r.Context(), form.Seen, err)
	v := p.groupFormView(r, one.Activity, form)
	return p.again(w, r, err, func(problems ui.Problems) templ.Component { return groupFormPage(v.wrong(problems)) })
}
