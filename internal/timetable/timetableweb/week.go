package timetableweb

import (
	"context"
	"net/http"
	"net/url"
	"strconv"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/timetable"
	"sem/internal/ui"
)

// weekView is a week of the family, on the screen and on paper.
type weekView struct {
	Title, Lead   string
	Done          string
	Before, After string // Before and After are the weeks around.
	Today         string // Today leads back to the present week, empty there.
	Tabs          []ui.TabOf
	People        []personChip
	Print, Follow string
	Week          string // Week leads back from the sheet.
	Class         string
	Fit           string // Fit is how much the sheet has to say, for its letters.
	Hours         []hourView
	Days          []dayView
	Wide          []string // Wide are the classes of days that need more room.
	Empty         *ui.EmptyOf
	Reminders     []reminder
	Sites         []ui.Fact
	Made          string
	Phone         string
	Month         *monthView
	Missing       string // Missing says what could not be read.
}

type personChip struct {
	Who  ui.WhoOf
	Name string
	Href string
	On   bool
}

type hourView struct{ Class, Text string }

type dayView struct {
	Name, Date string
	Class      string // Class is that of the list.
	Today      bool
	Events     []eventView
}

// eventView is a class on a day.
type eventView struct {
	Class  string
	Hours  string
	Who    []ui.WhoOf
	Names  string
	Title  string
	Href   string
	Place  string
	Change string
	Struck bool // Struck: it does not take place, there and then.
	Kept   bool
}

func (p Pages) timetable(w http.ResponseWriter, r *http.Request) error {
	v, err := p.read(r)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, weekPage(v))
}

func (p Pages) sheet(w http.ResponseWriter, r *http.Request) error {
	v, err := p.read(r)
	if err != nil {
		return err
	}
	v.Class = "tt"
	return ui.Show(w, r, http.StatusOK, sheetPage(v))
}

// read is the view that an address asks for.
func (p Pages) read(r *http.Request) (weekView, error) {
	var form weekForm
	if err := forms.Read(r, &form); err != nil {
		return weekView{}, err
	}
	ctx := r.Context()
	f, err := p.Timetable.Look(ctx, viewer(r))
	if err != nil {
		return weekView{}, err
	}
	who, err := whoIn(f, form.Person)
	if err != nil {
		return weekView{}, err
	}
	today := civil.DayOf(p.Clock.Now())
	v := weekView{Phone: ui.CityFrom(ctx).Phone, Follow: root + "/abonnements"}
	v.Made = i18n.T(ctx, "Imprimé le %[1]s depuis %[2]s.", i18n.Date(ctx, p.Clock.Now()), ui.CityFrom(ctx).Product)
	if form.Done == "ajoute" {
		v.Done = i18n.T(ctx, "C’est à l’horaire.")
	}
	month, monday, err := days(form, today)
	if err != nil {
		return v, err
	}
	v.People = peopleOf(ctx, f, form)
	v.Tabs = []ui.TabOf{
		{Label: i18n.T(ctx, "Semaine"), Href: form.path("", "semaine", monday.String()), Current: form.View != viewMonth},
		{Label: i18n.T(ctx, "Mois"), Href: form.path(viewMonth, "mois", month.String()), Current: form.View == viewMonth},
	}
	if form.View == viewMonth {
		p.month(ctx, f, &v, form, who, month, today)
		return v, nil
	}
	return v, p.week(r, f, &v, form, who, monday, today)
}

const viewMonth = "mois"

// whoIn is the person an address asks for, nobody for the whole family.
func whoIn(f timetable.Family, asked string) (people.ID, error) {
	if _, ok := f.Person(people.ID(asked)); asked != "" && !ok {
		return "", fault.New(fault.NotFound, "Cette personne n’est pas dans votre dossier.")
	}
	return people.ID(asked), nil
}

// days are the first day of the month and the Monday that an address asks for.
func days(form weekForm, today civil.Day) (month, monday civil.Day, err error) {
	day := today
	asked := form.Week
	if form.View == viewMonth && form.Month != "" {
		asked = form.Month
		if len(asked) == len("2026-09") {
			asked += "-01"
		}
	}
	if asked != "" {
		if day, err = civil.ParseDay(asked); err != nil || day < today-3660 || day > today+3660 {
			return 0, 0, fault.New(fault.NotFound, "Cette date ne se lit pas, ou elle est trop loin. Revenez à votre horaire.")
		}
	}
	year, m, _ := day.Date()
	return civil.DayAt(year, m, 1), day.Monday(), nil
}

// path is the page of the same person in another view, or at another time.
func (f weekForm) path(view string, more ...string) string { return f.pathOf(root, view, more...) }

func (f weekForm) pathOf(page, view string, more ...string) string {
	q := url.Values{}
	if view != "" {
		q.Set("vue", view)
	}
	if f.Person != "" {
		q.Set("personne", f.Person)
	}
	for i := 0; i+1 < len(more); i += 2 {
		q.Set(more[i], more[i+1])
	}
	if len(q) == 0 {
		return page
	}
	return page + "?" + q.Encode()
}

// peopleOf are the chips of the family; there are none for somebody alone.
func peopleOf(ctx context.Context, f timetable.Family, form weekForm) []personChip {
	if len(f.People) < 2 {
		return nil
	}
	at := []string{"semaine", form.Week}
	if form.View == viewMonth {
		at = []string{"mois", form.Month}
	}
	if at[1] == "" {
		at = nil
	}
	everybody := weekForm{}
	all := []personChip{{Who: ui.WhoOf{Name: i18n.T(ctx, "Famille"), City: true}, Name: i18n.T(ctx, "Toute la famille"), Href: everybody.path(form.View, at...), On: form.Person == ""}}
	for _, one := range f.People {
		only := weekForm{Person: string(one.ID)}
		all = append(all, personChip{
			Who: ui.WhoOf{Name: given(one), Key: string(one.ID)}, Name: given(one), Href: only.path(form.View, at...), On: form.Person == string(one.ID),
		})
	}
	return all
}

func (p Pages) week(r *http.Request, f timetable.Family, v *weekView, form weekForm, who people.ID, monday, today civil.Day) error {
	ctx := r.Context()
	sunday := monday + 6
	classes := f.Between(monday, sunday, who)
	v.Title, v.Lead = weekTitle(ctx, f, who), spanWords(ctx, monday, sunday)
	v.Before, v.After = form.path("", "semaine", (monday-7).String()), form.path("", "semaine", (monday+7).String())
	v.Week = form.path("", "semaine", monday.String())
	v.Print = form.pathOf(root+"/imprimer", "", "semaine", monday.String())
	if today < monday || today > sunday {
		v.Today = form.path("")
	}
	v.days(ctx, f, classes, monday, today)
	v.Fit = "fit-" + strconv.Itoa(min(4, len(classes)/8+1))
	if len(classes) == 0 {
		v.Empty = emptyWeek(ctx, f, form, who, monday, today)
	}
	if err := p.remind(r, f, v, classes, monday); err != nil {
		return err
	}
	return p.where(ctx, f, v, classes)
}

func weekTitle(ctx context.Context, f timetable.Family, who people.ID) string {
	switch person, _ := f.Person(who); {
	case who != "" && who != f.Owner:
		return i18n.T(ctx, "La semaine de %s", given(person))
	case who != "" || len(f.People) < 2:
		return i18n.T(ctx, "Votre semaine")
	}
	return i18n.T(ctx, "La semaine de la famille")
}

// emptyWeek says that nothing is planned, and when something is.
func emptyWeek(ctx context.Context, f timetable.Family, form weekForm, who people.ID, monday, today civil.Day) *ui.EmptyOf {
	if next, ok := f.Next(max(monday, today), who); ok {
		return &ui.EmptyOf{
			Text:   i18n.T(ctx, "Rien cette semaine. Le prochain cours est le %s.", date(ctx, next)),
			Action: ui.Link{Href: form.path("", "semaine", next.Monday().String()), Label: i18n.T(ctx, "Voir cette semaine-là")},
		}
	}
	return &ui.EmptyOf{
		Text:   i18n.T(ctx, "Aucun cours à venir. Les cours de la famille seront ici dès que leur inscription est confirmée."),
		Action: ui.Link{Href: "/loisirs", Label: i18n.T(ctx, "Voir les activités")},
	}
}

// days are the seven days with their classes.
func (v *weekView) days(ctx context.Context, f timetable.Family, classes []timetable.Class, monday, today civil.Day) {
	g := gridOf(classes)
	perDay := make([][]timetable.Class, 7)
	for _, c := range classes {
		perDay[c.Day-monday] = append(perDay[c.Day-monday], c)
	}
	for i, some := range perDay {
		if _, most := lanes(some); most > mostLanes {
			g.On = false
		} else if most > 1 {
			v.Wide = append(v.Wide, "wide-"+strconv.Itoa(i+1)+"-"+strconv.Itoa(most))
		}
	}
	v.Class = g.Class()
	if g.On {
		for _, m := range g.marks() {
			v.Hours = append(v.Hours, hourView{m.Class, clockTime(ctx, m.At)})
		}
	}
	for i, some := range perDay {
		v.Days = append(v.Days, dayOf(ctx, f, g, some, monday+civil.Day(i), today))
	}
}

func dayOf(ctx context.Context, f timetable.Family, g grid, classes []timetable.Class, day, today civil.Day) dayView {
	at, most := lanes(classes)
	d := dayView{Name: i18n.Sentence(i18n.Weekday(ctx, day.At(noon))), Date: i18n.ShortDate(ctx, day.At(noon)), Today: day == today, Class: "tt-evs"}
	if g.On {
		d.Class = laneClass(most)
	}
	for i, c := range classes {
		e := eventOf(ctx, f, c)
		if g.On {
			e.Class += " " + g.place(c) + at[i].class(most)
		}
		d.Events = append(d.Events, e)
	}
	return d
}

func eventOf(ctx context.Context, f timetable.Family, c timetable.Class) eventView {
	e := eventView{
		Class: "ev", Hours: hours(ctx, c.Start, c.End), Who: faces(f, c.People), Names: names(ctx, f, c.People), Title: titleOf(ctx, c.Activity, c.Course),
		Href: groupPath(c.Group), Place: f.Program().PlaceWords(c.Site, c.Room), Change: changeWords(ctx, f, c), Struck: !c.Happens(), Kept: c.Kept,
	}
	if len(e.Who) > 1 {
		e.Class += " many"
	}
	if c.Kept {
		e.Class += " free"
	}
	if e.Struck {
		e.Class += " off"
	}
	return e
}
