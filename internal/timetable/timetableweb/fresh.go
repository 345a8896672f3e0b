package timetableweb

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/paper"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// freshView is the summary of courses that were just registered.
type freshView struct {
	Title, Lead string
	Fit         string // Fit is the size of its letters on paper, so that all is on one page.
	Courses     []freshCourse
	PDF         string
	Back        ui.Link
	Made        string
	Phone       string
	Empty       bool
}

// freshCourse is one course of somebody, as the summary says it.
type freshCourse struct {
	Title   string
	Who     ui.WhoOf
	First   string
	Rest    string // Rest are the hours of the week and the last day.
	Place   string
	Without string
	Bring   string
	Price   string
	Number  string

	from civil.Day
}

// newFor is how long a registration is new.
const newFor = 30 * 24 * time.Hour

func (p Pages) fresh(w http.ResponseWriter, r *http.Request) error {
	v, err := p.readFresh(r)
	if err != nil {
		return err
	}
	return ui.Show(w, r, http.StatusOK, freshPage(v))
}

func (p Pages) readFresh(r *http.Request) (freshView, error) {
	var form freshForm
	if err := forms.Read(r, &form); err != nil {
		return freshView{}, err
	}
	ctx := r.Context()
	now := p.Clock.Now()
	v := freshView{PDF: root + "/nouveaux.pdf", Back: ui.Link{Href: root, Label: i18n.T(ctx, "Revenir à l’horaire")}, Phone: ui.CityFrom(ctx).Phone}
	v.Made = i18n.T(ctx, "Imprimé le %[1]s depuis %[2]s.", i18n.Date(ctx, now), ui.CityFrom(ctx).Product)
	v.Title = i18n.T(ctx, "Vos nouveaux cours")
	var places []registration.Place
	var made []registration.Order
	var err error
	if form.Order != "" {
		var o registration.Order
		if o, err = p.Registration.Order(ctx, viewer(r), form.Order); err != nil {
			return v, err
		}
		places, made = o.Places, []registration.Order{o}
		v.Lead = i18n.T(ctx, "Commande %[1]s, confirmée le %[2]s", o.Number, i18n.DateOnly(ctx, cmpTime(o.ConfirmedAt, o.At)))
		v.PDF += "?commande=" + url.QueryEscape(o.Number)
		v.Back = ui.Link{Href: "/loisirs/inscriptions/" + url.PathEscape(o.Number), Label: i18n.T(ctx, "Revenir à la commande")}
	} else if places, err = p.newPlaces(ctx, viewer(r), now); err == nil {
		v.Lead = i18n.T(ctx, "Inscriptions confirmées depuis le %s", i18n.DateOnly(ctx, now.Add(-newFor)))
		made, err = p.ordersOf(ctx, viewer(r), places)
	}
	if err != nil {
		return v, err
	}
	return v, p.courses(ctx, viewer(r), &v, places, made)
}

func cmpTime(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return a
}

// newPlaces are the registrations of the family that are new and not over.
func (p Pages) newPlaces(ctx context.Context, by session.Viewer, now time.Time) ([]registration.Place, error) {
	f, err := p.Timetable.Look(ctx, by)
	if err != nil {
		return nil, err
	}
	var ids []people.ID
	for _, one := range f.People {
		ids = append(ids, one.ID)
	}
	places, err := p.Registration.PlacesOf(ctx, ids...)
	return slices.DeleteFunc(places, func(one registration.Place) bool {
		g, known := f.Program().Group(one.Group)
		return one.State != registration.Confirmed || now.Sub(one.ConfirmedAt) > newFor || !known || g.Last() < civil.DayOf(now)
	}), err
}

// ordersOf are the viewer's own orders, when some of the places are of them.
func (p Pages) ordersOf(ctx context.Context, by session.Viewer, places []registration.Place) ([]registration.Order, error) {
	me := people.ID(by.Person)
	if !slices.ContainsFunc(places, func(one registration.Place) bool { return one.Payer == me }) {
		return nil, nil
	}
	return p.Registration.Orders(ctx, by, me)
}

func (p Pages) courses(ctx context.Context, by session.Viewer, v *freshView, places []registration.Place, made []registration.Order) error {
	owing, err := p.owing(ctx, by, made)
	if err != nil {
		return err
	}
	numbers := map[registration.OrderID]string{}
	for _, o := range made {
		numbers[o.ID] = o.Number
	}
	var ids []people.ID
	for _, one := range places {
		ids = append(ids, one.Person)
	}
	known, err := p.Timetable.People.Persons(ctx, ids)
	if err != nil {
		return err
	}
	program := p.Timetable.Leisure.Program()
	for _, one := range places {
		if one.State != registration.Confirmed {
			continue
		}
		g, ok := program.Group(one.Group)
		if !ok {
			continue
		}
		c := courseWords(ctx, program, g, p.Clock.Now())
		c.Who = ui.WhoOf{Name: given(known[one.Person]), Key: string(one.Person)}
		if one.Payer == people.ID(by.Person) {
			c.Price, c.Number = priceWords(ctx, one, owing), numbers[one.Order]
		}
		v.Courses = append(v.Courses, c)
	}
	slices.SortStableFunc(v.Courses, func(a, b freshCourse) int { return cmp.Compare(a.from, b.from) })
	v.Empty = len(v.Courses) == 0
	v.shareNumber(ctx)
	v.Fit = fitOf(ctx, v.Courses)
	return nil
}

// shareNumber says once a number that all courses have in common.
func (v *freshView) shareNumber(ctx context.Context) {
	if v.Empty || v.Courses[0].Number == "" || slices.ContainsFunc(v.Courses, func(c freshCourse) bool { return c.Number != v.Courses[0].Number }) {
		return
	}
	if !strings.Contains(v.Lead, v.Courses[0].Number) {
		v.Lead = i18n.T(ctx, "%[1]s. Commande %[2]s", v.Lead, v.Courses[0].Number)
	}
	for i := range v.Courses {
		v.Courses[i].Number = ""
	}
}

// courseWords are the words of a course that do not depend on who goes there.
func courseWords(ctx context.Context, program *leisure.Program, g *leisure.Group, now time.Time) freshCourse {
	c := freshCourse{from: g.First()}
	if a, ok := program.Activity(g.Activity); ok {
		c.Title, c.Bring = titleOf(ctx, a, g), a.Bring.In(ctx)
	}
	classes := program.Occurrences(g.ID)
	first := slices.IndexFunc(classes, func(o leisure.Occurrence) bool { return o.Held() && o.Ends().After(now) })
	if first >= 0 {
		o := classes[first]
		c.First = joined(i18n.Sentence(date(ctx, o.Day)), leisure.HourWords(ctx, o.Start, o.End))
		c.from = o.Day
	}
	c.Rest = restWords(ctx, g, c.from, classes, first)
	c.Place = program.PlaceWords(g.Site, g.Room)
	if site, ok := program.Site(g.Site); ok {
		c.Place = joined(c.Place, site.Line)
	}
	c.Without = withoutWords(ctx, g, classes, c.from)
	return c
}

// restWords are the hours of the week and the last day of a group whose next class is one of its
// classes; nothing when that is the last.
func restWords(ctx context.Context, g *leisure.Group, from civil.Day, classes []leisure.Occurrence, next int) string {
	last := g.Last()
	if last == 0 || last == from {
		return ""
	}
	until := i18n.T(ctx, "jusqu’au %s", i18n.DateOnly(ctx, last.At(noon)))
	if next >= 0 && len(g.Slots) == 1 && g.Slots[0].Weekday == from.Weekday() && g.Slots[0].Start == classes[next].Start && g.Slots[0].End == classes[next].End {
		return i18n.T(ctx, "chaque %[1]s, %[2]s", i18n.Weekday(ctx, from.At(noon)), until)
	}
	return joined(g.WhenWords(ctx), until)
}

// mostWithout is how many days without class are told one by one.
const mostWithout = 6

// withoutWords are the days of the hours of a group, from its next class on, on which it does not
// meet: those of the plan, the holidays, and the classes that were cancelled or moved away.
func withoutWords(ctx context.Context, g *leisure.Group, classes []leisure.Occurrence, from civil.Day) string {
	held := map[civil.Day]bool{}
	for _, o := range classes {
		if o.Held() {
			held[o.Day] = true
		}
	}
	var days []string
	for d := from; d <= g.Last(); d++ {
		if !held[d] && slices.ContainsFunc(g.Slots, func(s leisure.Slot) bool { return s.Weekday == d.Weekday() }) {
			days = append(days, i18n.DateOnly(ctx, d.At(noon)))
		}
	}
	if n := len(days) - mostWithout; n > 1 {
		days = append(days[:mostWithout], i18n.TN(ctx, "%d autre jour", "%d autres jours", n))
	}
	return i18n.List(ctx, days)
}

// priceWords say what a place costs, and whether it is paid; owing are the orders whose bill the
// counter agreed to be paid later.
func priceWords(ctx context.Context, p registration.Place, owing map[registration.OrderID]bool) string {
	due := p.Paid - p.Returned
	switch {
	case p.Total() == 0:
		return i18n.T(ctx, "Gratuit")
	case owing[p.Order]:
		return i18n.T(ctx, "%s, à payer", dollars(ctx, due))
	}
	return i18n.T(ctx, "%s, payé", dollars(ctx, due))
}

// owing are the orders of the viewer that are still to be paid.
func (p Pages) owing(ctx context.Context, by session.Viewer, made []registration.Order) (map[registration.OrderID]bool, error) {
	if p.Bills == nil || len(made) == 0 {
		return nil, nil
	}
	bills, err := p.Bills.BillsOf(ctx, people.ID(by.Person))
	if err != nil {
		return nil, err
	}
	open := map[payments.BillID]bool{}
	for _, b := range bills {
		open[b.ID] = b.State == payments.Open
	}
	owing := map[registration.OrderID]bool{}
	for _, o := range made {
		owing[o.ID] = open[o.Bill]
	}
	return owing, nil
}

// The sheet of a summary, in points: the width of its lines, the height that its courses may
// take, and how wide a letter is for its size.
const (
	lineWidth   = 530
	sheetHeight = 615
	letterWidth = 0.53
)

// fitOf is how large the letters of a summary can be, in points, so that all of it stays on one
// page in large print. The style sheet has these sizes.
func fitOf(ctx context.Context, courses []freshCourse) string {
	for _, points := range []float64{18, 16, 14, 12} {
		height := 0.0
		for _, c := range courses {
			letters := 0
			for _, f := range c.facts(ctx) {
				if f.Value != "" {
					letters += len([]rune(f.Label+f.Value)) + 5
				}
			}
			lines := math.Ceil(float64(letters) * points * letterWidth / lineWidth)
			height += 1.35*points + lines*1.25*points + 8
		}
		if height <= sheetHeight {
			return fmt.Sprintf("fit-%.0f", points)
		}
	}
	return "fit-10"
}

// freshPDF is the same summary as a file, in letters of the size that the reader chose.
func (p Pages) freshPDF(w http.ResponseWriter, r *http.Request) error {
	v, err := p.readFresh(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	city := ui.CityFrom(ctx)
	d := paper.New(paper.Sheet{
		Title: v.Title, Subject: v.Lead, Language: string(i18n.Lang(ctx)), City: city.Name, Footer: v.Title,
		Scale: []float64{1, 1, 1.5, 2}[min(max(ui.PrefsFrom(ctx).Text, 0), 3)], Made: clock.Day(p.Clock.Now()),
	})
	if v.Empty {
		d.Paragraph(i18n.T(ctx, "Aucun nouveau cours."))
	}
	for _, c := range v.Courses {
		d.Heading(2, i18n.T(ctx, "%[1]s : %[2]s", c.Who.Name, c.Title))
		d.Facts(c.facts(ctx)...)
	}
	if v.Phone != "" {
		d.Note(i18n.T(ctx, "Besoin d’aide? %s", v.Phone))
	}
	return paper.Serve(w, r, "nouveaux-cours-"+strconv.Itoa(p.Clock.Now().Year())+".pdf", d)
}

// facts are what the summary says of a course, each under its label.
func (c freshCourse) facts(ctx context.Context) []paper.Fact {
	return []paper.Fact{
		{Label: i18n.T(ctx, "Premier cours"), Value: c.First},
		{Label: i18n.T(ctx, "Ensuite"), Value: c.Rest},
		{Label: i18n.T(ctx, "Où"), Value: c.Place},
		{Label: i18n.T(ctx, "Pas de cours"), Value: c.Without},
		{Label: i18n.T(ctx, "À apporter"), Value: c.Bring},
		{Label: i18n.T(ctx, "Prix"), Value: c.Price},
		{Label: i18n.T(ctx, "Commande"), Value: c.Number},
	}
}
