package timetableweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/timetable"
	"sem/internal/ui"
)

// feedDeed opens or closes the address of somebody's timetable.
type feedDeed = func(context.Context, session.Viewer, people.ID, forms.Key) error

// activitiesView is what needs no registration.
type activitiesView struct {
	Done     string
	Problems ui.Problems
	Query    ui.Field
	Chosen   *chosenActivity
	Found    []foundActivity
	Searched bool
	More     string
	Mine     []mineActivity
}

type foundActivity struct {
	Title, Text, Href, Page string
}

// chosenActivity is the one to put on the timetable.
type chosenActivity struct {
	foundActivity
	Group string
	Who   ui.Field
	Key   string
}

// mineActivity is one that is on the timetable of somebody.
type mineActivity struct {
	Who    ui.WhoOf
	Title  string
	Text   string
	Group  string
	Person string
	Key    string
}

const mostFound = 30

func (p Pages) activities(w http.ResponseWriter, r *http.Request) error {
	var form activitiesForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.activitiesView(r, form, nil)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, activitiesPage(v))
}

func (p Pages) activitiesView(r *http.Request, form activitiesForm, on []string) (activitiesView, error) {
	ctx := r.Context()
	f, err := p.Timetable.Look(ctx, viewer(r))
	if err != nil {
		return activitiesView{}, err
	}
	v := activitiesView{
		Searched: strings.TrimSpace(form.Query) != "",
		Query:    ui.Field{Name: "q", Label: i18n.T(ctx, "Quelle activité?"), Hint: i18n.T(ctx, "Par exemple heure du conte, patinage libre."), Value: form.Query, Type: "search", Optional: true},
	}
	switch form.Done {
	case "ajoute":
		v.Done = i18n.T(ctx, "C’est à l’horaire.")
	case "retire":
		v.Done = i18n.T(ctx, "L’activité est retirée de l’horaire.")
	}
	if form.Group != "" {
		if v.Chosen, err = chosen(ctx, f, form.Group, on); err != nil {
			return v, err
		}
	}
	hits := p.Leisure.Search(leisure.Query{Words: form.Query, Free: true, At: p.Clock.Now()})
	for _, hit := range hits {
		if len(v.Found) == mostFound {
			v.More = i18n.TN(ctx, "Et %d autre. Précisez les mots pour la trouver.", "Et %d autres. Précisez les mots pour les trouver.", len(hits)-mostFound)
			break
		}
		v.Found = append(v.Found, foundOf(ctx, f.Program(), hit.Group, hit.Activity))
	}
	for _, one := range f.Kept() {
		person, _ := f.Person(one.Person)
		found := foundOf(ctx, f.Program(), one.Course, one.Activity)
		v.Mine = append(v.Mine, mineActivity{
			Who: ui.WhoOf{Name: given(person), Key: string(person.ID)}, Title: i18n.T(ctx, "%[1]s : %[2]s", given(person), found.Title), Text: found.Text,
			Group: string(one.Course.ID), Person: string(person.ID), Key: forms.NewKey(),
		})
	}
	return v, nil
}

func foundOf(ctx context.Context, program *leisure.Program, g *leisure.Group, a *leisure.Activity) foundActivity {
	season := ""
	if s, ok := program.Session(g.Session); ok {
		season = s.Name.In(ctx)
	}
	return foundActivity{
		Title: titleOf(ctx, a, g), Text: i18n.Sentence(joined(g.WhenWords(ctx), program.PlaceWords(g.Site, g.Room), season)),
		Href: root + "/activites?groupe=" + string(g.ID), Page: groupPath(g.ID),
	}
}

func chosen(ctx context.Context, f timetable.Family, group string, on []string) (*chosenActivity, error) {
	g, known := f.Program().Group(leisure.GroupID(group))
	if !known {
		return nil, fault.New(fault.NotFound, "Cette activité n’existe pas ou plus.")
	}
	a, known := f.Program().Activity(g.Activity)
	if !known {
		return nil, fault.New(fault.NotFound, "Cette activité n’existe pas ou plus.")
	}
	c := &chosenActivity{
		foundActivity: foundOf(ctx, f.Program(), g, a), Group: group, Key: forms.NewKey(),
		Who: ui.Field{Name: "personne", Label: i18n.T(ctx, "Pour qui?")},
	}
	for _, one := range f.People {
		c.Who.Options = append(c.Who.Options, ui.Option{Value: string(one.ID), Label: given(one), Person: given(one), On: len(f.People) == 1 || slices.Contains(on, string(one.ID))})
	}
	return c, nil
}

func (p Pages) keep(w http.ResponseWriter, r *http.Request) error {
	var form keepForm
	err := forms.Read(r, &form)
	if err == nil {
		var who []people.ID
		for _, one := range form.People {
			who = append(who, people.ID(one))
		}
		err = p.Timetable.Keep(r.Context(), viewer(r), leisure.GroupID(form.Group), who, keyOf(r))
	}
	if err == nil {
		return ui.SeeOther(w, r, root+"/activites?fait=ajoute")
	}
	problems := ui.ProblemsOf(r.Context(), err)
	if f, ok := errors.AsType[*fault.Fault](err); ok && len(problems) == 0 && (f.Kind == fault.Conflict || f.Kind == fault.Invalid) {
		problems = ui.Problems{{Message: i18n.Message(r.Context(), f)}}
	}
	if len(problems) == 0 {
		return err
	}
	v, wrong := p.activitiesView(r, activitiesForm{Group: form.Group}, form.People)
	if wrong != nil {
		return wrong
	}
	v.Problems = problems
	if v.Chosen != nil {
		v.Chosen.Who.Wrong = problems.Wrong("personne")
	}
	return ui.Show(w, r, ui.Status(err), activitiesPage(v))
}

func (p Pages) drop(w http.ResponseWriter, r *http.Request) error {
	var form dropForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if err := p.Timetable.Drop(r.Context(), viewer(r), leisure.GroupID(form.Group), people.ID(form.Person), keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, root+"/activites?fait=retire")
}
