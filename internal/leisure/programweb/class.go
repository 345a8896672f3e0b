package programweb

import (
	"net/http"

	"github.com/a-h/templ"

	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/ui"
)

// classView is the form that cancels, moves or adds a class.
type classView struct {
	Title            string
	Path             string
	Button           string
	Crumbs           []ui.Link
	Problems         ui.Problems
	Class            []ui.Fact // Class is the class as it is, empty for a new one.
	Told             string    // Told says how many people are told.
	List             string
	When             bool // When asks for the day, the hours and the place.
	Day, Start, End  ui.Field
	Site, Room       ui.Field
	Reason, ReasonEN ui.Field
	Key              string
}

// classOf are the group and the class of an address; the zero class for a new one.
func (p Pages) classOf(r *http.Request) (*leisure.Group, leisure.Occurrence, error) {
	g, known := p.Leisure.Program().Group(leisure.GroupID(r.PathValue("id")))
	if !known {
		return nil, leisure.Occurrence{}, gone()
	}
	if r.PathValue("cours") == fresh {
		return g, leisure.Occurrence{}, nil
	}
	o, known := p.Leisure.Program().Occurrence(g.ID, leisure.OccurrenceID(r.PathValue("cours")))
	if !known {
		return nil, o, gone()
	}
	return g, o, nil
}

// classView is the form for a group and one of its classes.
func (p Pages) classView(r *http.Request, g *leisure.Group, o leisure.Occurrence, form classForm) (classView, error) {
	ctx, program := r.Context(), p.Leisure.Program()
	told, err := p.Leisure.Told(ctx, g.ID)
	if err != nil {
		return classView{}, err
	}
	v := classView{
		Path: r.URL.Path, List: groupsPath + string(g.ID) + "/liste", Key: forms.NewKey(),
		Crumbs:   append(groupCrumbs(ctx, program, g), ui.Link{Href: groupsPath + string(g.ID), Label: g.Code}),
		Told:     i18n.TN(ctx, "%d personne inscrite est concernée. Sa famille sera avertie aussitôt.", "%d personnes inscrites sont concernées. Leurs familles seront averties aussitôt.", told),
		Reason:   ui.Field{Name: "raison", Label: i18n.T(ctx, "Raison"), Hint: i18n.T(ctx, "Les gens la lisent à côté de la date, par exemple : bris de chauffage."), Value: form.Reason},
		ReasonEN: ui.Field{Name: "raison_en", Label: i18n.T(ctx, "Raison en anglais"), Value: form.ReasonEN, Optional: true, Lang: "en"},
		Day:      ui.Field{Name: "jour", Label: i18n.T(ctx, "Jour"), Type: "date", Value: form.Day, Width: 10, Autocomplete: "off"},
		Start:    ui.Field{Name: "debut", Label: i18n.T(ctx, "Début"), Type: "time", Value: form.Start, Width: 10, Autocomplete: "off"},
		End:      ui.Field{Name: "fin", Label: i18n.T(ctx, "Fin"), Type: "time", Value: form.End, Width: 10, Autocomplete: "off"},
		Site:     siteField(ctx, program, "lieu", form.Site, i18n.T(ctx, "Là où le groupe se réunit")),
		Room:     ui.Field{Name: "salle", Label: i18n.T(ctx, "Salle"), Value: form.Room, Width: 20, Optional: true, Autocomplete: "off"},
	}
	if told == 0 {
		v.Told, v.List = i18n.T(ctx, "Personne n’est inscrit : personne ne sera averti."), ""
	}
	if o.ID != "" {
		item := classItemOf(ctx, program, g, o)
		v.Class = []ui.Fact{{Label: i18n.T(ctx, "Cours"), Value: titleOf(ctx, program, g)}, {Label: i18n.T(ctx, "Quand"), Value: item.When}, {Label: i18n.T(ctx, "Où"), Value: item.Where}}
	}
	return v, nil
}

func (v classView) wrong(problems ui.Problems) classView {
	v.Problems = problems
	wrongs(problems, &v.Day, &v.Start, &v.End, &v.Site, &v.Reason)
	return v
}

func (p Pages) cancelView(r *http.Request, form classForm) (classView, leisure.Occurrence, error) {
	g, o, err := p.classOf(r)
	if err == nil && o.ID == "" {
		err = gone()
	}
	if err != nil {
		return classView{}, o, err
	}
	v, err := p.classView(r, g, o, form)
	ctx := r.Context()
	v.Title, v.Button = i18n.T(ctx, "Annuler le cours du %s", i18n.Date(ctx, o.Day.At(12))), i18n.T(ctx, "Annuler ce cours")
	return v, o, err
}

func (p Pages) cancelling(w http.ResponseWriter, r *http.Request) error {
	v, _, err := p.cancelView(r, classForm{})
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, classPage(v))
}

func (p Pages) cancelClass(w http.ResponseWriter, r *http.Request) error {
	var form classForm
	wrong := forms.Read(r, &form)
	v, o, err := p.cancelView(r, form)
	if err != nil {
		return err
	}
	if wrong == nil {
		wrong = p.Leisure.CancelOccurrence(r.Context(), viewer(r), o.ID, i18n.Words{FR: form.Reason, EN: form.ReasonEN}, key(r))
	}
	if wrong == nil {
		return ui.SeeOther(w, r, groupsPath+r.PathValue("id")+"?fait=cours-annule")
	}
	return p.again(w, r, wrong, func(problems ui.Problems) templ.Component { return classPage(v.wrong(problems)) })
}

func (p Pages) moveView(r *http.Request, form *classForm) (classView, leisure.Occurrence, error) {
	g, o, err := p.classOf(r)
	if err != nil {
		return classView{}, o, err
	}
	ctx := r.Context()
	if r.Method != http.MethodPost {
		*form = classFormOf(g, o)
	}
	v, err := p.classView(r, g, o, *form)
	v.When = true
	switch {
	case o.ID == "":
		v.Title, v.Button = i18n.T(ctx, "Ajouter un cours"), i18n.T(ctx, "Ajouter ce cours")
	case !o.Held():
		v.Title, v.Button = i18n.T(ctx, "Remettre le cours du %s", i18n.Date(ctx, o.Day.At(12))), i18n.T(ctx, "Remettre ce cours")
	default:
		v.Title, v.Button = i18n.T(ctx, "Déplacer le cours du %s", i18n.Date(ctx, o.Day.At(12))), i18n.T(ctx, "Déplacer ce cours")
	}
	return v, o, err
}

// classFormOf is a class as its form shows it; a new one has the hours of the group.
func classFormOf(g *leisure.Group, o leisure.Occurrence) classForm {
	f := classForm{Day: o.Day.String(), Start: o.Start.String(), End: o.End.String(), Room: o.Room}
	if o.ID == "" {
		f = classForm{Room: g.Room}
		if len(g.Slots) > 0 {
			f.Start, f.End = g.Slots[0].Start.String(), g.Slots[0].End.String()
		}
	}
	if o.Site != g.Site {
		f.Site = string(o.Site)
	}
	return f
}

func (p Pages) moving(w http.ResponseWriter, r *http.Request) error {
	v, _, err := p.moveView(r, &classForm{})
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, classPage(v))
}

func (p Pages) moveClass(w http.ResponseWriter, r *http.Request) error {
	var form classForm
	wrong := forms.Read(r, &form)
	v, o, err := p.moveView(r, &form)
	if err != nil {
		return err
	}
	var a answers
	to := leisure.MoveTo{Day: a.day("jour", form.Day), Start: a.hour("debut", form.Start), End: a.hour("fin", form.End), Site: leisure.SiteID(form.Site), Room: form.Room}
	if wrong == nil {
		wrong = a.problems.Err()
	}
	done := "cours-deplace"
	if reason := (i18n.Words{FR: form.Reason, EN: form.ReasonEN}); wrong == nil {
		if o.ID == "" {
			done = "cours-ajoute"
			_, wrong = p.Leisure.AddOccurrence(r.Context(), viewer(r), leisure.GroupID(r.PathValue("id")), to, reason, key(r))
		} else {
			wrong = p.Leisure.MoveOccurrence(r.Context(), viewer(r), o.ID, to, reason, key(r))
		}
	}
	if wrong == nil {
		return ui.SeeOther(w, r, groupsPath+r.PathValue("id")+"?fait="+done)
	}
	return p.again(w, r, wrong, func(problems ui.Problems) templ.Component { return classPage(v.wrong(problems)) })
}
