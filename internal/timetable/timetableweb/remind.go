package timetableweb

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/timetable"
	"sem/internal/ui"
)

// reminder is a line of what not to forget.
type reminder struct {
	Icon string
	When string
	Text string
	day  civil.Day
}

// remind says what not to forget in a week: what clashes, what changed, what to bring, and what
// else comes at home.
func (p Pages) remind(r *http.Request, f timetable.Family, v *weekView, classes []timetable.Class, monday civil.Day) error {
	ctx := r.Context()
	for _, c := range f.Clashes(classes, p.Clock.Now()) {
		when := i18n.T(ctx, "%[1]s, %[2]s et %[3]s", i18n.Weekday(ctx, c.A.Day.At(noon)), clockTime(ctx, c.A.Start), clockTime(ctx, c.B.Start))
		if c.A.Start == c.B.Start {
			when = i18n.T(ctx, "%[1]s, %[2]s", i18n.Weekday(ctx, c.A.Day.At(noon)), clockTime(ctx, c.A.Start))
		}
		v.Reminders = append(v.Reminders, reminder{"i-warning", i18n.Sentence(when), clashWords(ctx, f, c), c.A.Day})
	}
	v.Reminders = append(v.Reminders, brings(ctx, f, classes)...)
	err := p.around(r, v, monday)
	slices.SortStableFunc(v.Reminders, func(a, b reminder) int { return int(a.day - b.day) })
	return err
}

// brings are what to bring to the classes of a week, each thing once, on the first day of it.
func brings(ctx context.Context, f timetable.Family, classes []timetable.Class) (all []reminder) {
	seen := map[string]bool{}
	for _, c := range classes {
		what := c.Activity.Bring.In(ctx)
		if what == "" || !c.Happens() || seen[what] {
			continue
		}
		seen[what] = true
		text := i18n.T(ctx, "%[1]s (%[2]s)", strings.TrimSuffix(what, "."), names(ctx, f, c.People))
		all = append(all, reminder{"i-package", i18n.Sentence(i18n.Weekday(ctx, c.Day.At(noon))), text, c.Day})
	}
	return all
}

// around says what else comes at home. A room that cannot answer costs its lines and a sentence,
// never the page.
func (p Pages) around(r *http.Request, v *weekView, monday civil.Day) error {
	if p.Files == nil || len(p.Around) == 0 {
		return nil
	}
	ctx := r.Context()
	scope, err := p.Files.ScopeOf(ctx, viewer(r))
	if err != nil {
		return err
	}
	var failed error
	for _, room := range p.Around {
		coming, err := room.Coming(ctx, scope, monday.Time(), (monday + 7).Time())
		failed = errors.Join(failed, err)
		for _, o := range coming {
			v.Reminders = append(v.Reminders, reminder{o.Icon, i18n.Sentence(i18n.Weekday(ctx, o.At)), o.Title, civil.DayOf(o.At)})
		}
	}
	if failed != nil {
		ui.LogFailure(r, failed)
		v.Missing = i18n.T(ctx, "Nous n’avons pas pu lire les collectes de cette semaine. Vos cours sont complets.")
	}
	return nil
}

// where says where the classes of the week are, and how far from home.
func (p Pages) where(ctx context.Context, f timetable.Family, v *weekView, classes []timetable.Class) error {
	home, err := p.home(ctx, f)
	if err != nil {
		return err
	}
	for _, site := range f.Sites(classes) {
		far := ""
		if home != (geo.Point{}) && site.Point != (geo.Point{}) {
			far = away(ctx, geo.DistanceMetres(home, site.Point))
		}
		value := site.Line
		if far != "" {
			value = i18n.T(ctx, "%[1]s · %[2]s", site.Line, far)
		}
		if value != "" {
			v.Sites = append(v.Sites, ui.Fact{Label: site.Name, Value: value})
		}
	}
	return nil
}

// home is where the owner of a timetable lives; the zero Point when nobody knows.
func (p Pages) home(ctx context.Context, f timetable.Family) (geo.Point, error) {
	owner, ok := f.Person(f.Owner)
	if !ok || p.Places == nil || owner.AddressID == "" {
		return geo.Point{}, nil
	}
	a, err := p.Places.AddressByID(ctx, p.Timetable.DB, places.AddressID(owner.AddressID))
	if fault.KindOf(err) == fault.NotFound {
		return geo.Point{}, nil
	}
	return a.Point, err
}

// monthView is a month of the family.
type monthView struct {
	Weekdays []string
	Days     []monthDay
}

// monthDay is a day of a month; one without number stands before the first.
type monthDay struct {
	Number int
	Full   string
	Href   string
	Today  bool
	Events []eventView
}

func (p Pages) month(ctx context.Context, f timetable.Family, v *weekView, form weekForm, who people.ID, first, today civil.Day) {
	year, m, _ := first.Date()
	next := civil.DayAt(year, m+1, 1)
	v.Title = weekTitle(ctx, f, who)
	if len(f.People) > 1 && who == "" {
		v.Title = i18n.T(ctx, "Le mois de la famille")
	} else if person, ok := f.Person(who); ok && who != f.Owner {
		v.Title = i18n.T(ctx, "Le mois de %s", given(person))
	} else {
		v.Title = i18n.T(ctx, "Votre mois")
	}
	v.Lead = i18n.T(ctx, "Du %[1]s au %[2]s", i18n.DateOnly(ctx, first.At(noon)), i18n.DateOnly(ctx, (next-1).At(noon)))
	v.Before = form.path(viewMonth, "mois", civil.DayAt(year, m-1, 1).String())
	v.After = form.path(viewMonth, "mois", next.String())
	if today < first || today >= next {
		v.Today = form.path(viewMonth)
	}
	view := &monthView{}
	for d := first.Monday(); d < first.Monday()+7; d++ {
		view.Weekdays = append(view.Weekdays, i18n.Sentence(i18n.Weekday(ctx, d.At(noon))))
	}
	for range int(first - first.Monday()) {
		view.Days = append(view.Days, monthDay{})
	}
	for d := first; d < next; d++ {
		view.Days = append(view.Days, monthDay{
			Number: int(d-first) + 1, Full: i18n.Sentence(date(ctx, d)), Today: d == today, Href: form.path("", "semaine", d.Monday().String()),
		})
	}
	offset := int(first - first.Monday())
	for _, c := range f.Between(first, next-1, who) {
		e := eventOf(ctx, f, c)
		e.Hours = clockTime(ctx, c.Start)
		day := &view.Days[offset+int(c.Day-first)]
		day.Events = append(day.Events, e)
	}
	for len(view.Days)%7 != 0 {
		view.Days = append(view.Days, monthDay{})
	}
	v.Month = view
}
