package registrationweb

import (
	"context"
	"net/http"
	"strings"
	"time"

	"sem/internal/feeds"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/ui"
)

// orderView is an order: the confirmation that a family keeps.
type orderView struct {
	Number   string
	Title    string
	Lead     string
	Done     string
	Note     *ui.NoteOf
	Pay      string // Pay is where it is paid, empty when it need not be.
	PayLabel string
	Key      string
	Receipt  string
	Calendar string
	Print    string
	People   []personCourses
	Totals   []amountView
	Total    amountView
	Back     ui.Link // Back leads on from the counter's confirmation.
}

type personCourses struct {
	Who   ui.WhoOf
	Title string
	Rows  []courseView
	Forms ui.Link
}

// courseView is a course of an order.
type courseView struct {
	Href  string
	Title string
	Tag   ui.TagOf
	When  []string
	Facts []ui.Fact
	Text  string
}

func (p Pages) order(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	o, err := p.Registration.Order(ctx, viewer(r), r.PathValue("no"))
	if err != nil {
		return err
	}
	v, err := p.orderOf(ctx, o, me(r))
	if err != nil {
		return err
	}
	if form.Done == "attendre" && o.State == registration.OrderOpen {
		v.Note = &ui.NoteOf{
			Tone: ui.Warn, Title: i18n.T(ctx, "La page de paiement ne répond pas"),
			Text: i18n.T(ctx, "Vos places restent retenues jusqu’à %s. Réessayez dans un instant, ou appelez-nous. Rien n’a été débité.", i18n.Time(ctx, o.Until)),
		}
	}
	return ui.Show(w, r, http.StatusOK, orderPage(v))
}

// orderOf is an order as a page shows it.
func (p Pages) orderOf(ctx context.Context, o registration.Order, reader people.ID) (orderView, error) {
	now := p.Clock.Now()
	path := orderPath(o.Number)
	v := orderView{Number: o.Number, Total: amountView{i18n.T(ctx, "Total"), dollars(ctx, o.Total)}}
	ids := []people.ID{o.Owner}
	for _, place := range o.Places {
		ids = append(ids, place.Person)
	}
	known, err := p.People.Persons(ctx, ids)
	if err != nil {
		return v, err
	}
	where := map[people.ID]int{}
	for _, place := range o.Places {
		i, ok := where[place.Person]
		person := known[place.Person]
		if !ok {
			i = len(v.People)
			where[place.Person] = i
			v.People = append(v.People, personCourses{Who: ui.WhoOf{Name: given(person), Key: string(person.ID)}, Title: personTitle(ctx, person, reader, now)})
		}
		row, asks := p.courseOf(ctx, o, place, now)
		v.People[i].Rows = append(v.People[i].Rows, row)
		if asks {
			v.People[i].Forms = ui.Link{Href: sheetsPath(place.Person), Label: i18n.T(ctx, "Remplir les fiches de %s", given(person))}
		}
		v.Totals = append(v.Totals, amountView{i18n.T(ctx, "%[1]s, %[2]s", row.Title, given(person)), dollars(ctx, place.Total())})
	}
	switch {
	case o.State == registration.OrderConfirmed:
		v.Title = i18n.T(ctx, "C’est confirmé")
		v.Lead = i18n.T(ctx, "Inscriptions confirmées le %s. Un message vous le dit aussi.", i18n.DateTime(ctx, o.ConfirmedAt))
		v.Calendar, v.Print = path+"/cours.ics", "/horaire/nouveaux?commande="+o.Number
		if o.Bill != "" {
			v.Receipt = receipt(o.Bill)
		}
		v.Note = p.lostNote(ctx, o)
	case o.State == registration.OrderOpen && now.Before(o.Until):
		v.Title = i18n.T(ctx, "Paiement attendu")
		v.Lead = i18n.T(ctx, "Vos places sont retenues jusqu’à %s. Elles seront confirmées dès que le paiement sera fait.", i18n.Time(ctx, o.Until))
		v.Pay, v.PayLabel, v.Key = path+"/payer", i18n.T(ctx, "Payer %s", dollars(ctx, o.Total)), forms.NewKey()
	case p.lostNote(ctx, o) != nil: // Paid after all, and too late for everything.
		v.Title = i18n.T(ctx, "Votre argent vous revient")
		v.Lead = i18n.T(ctx, "Le paiement est arrivé après la fin du délai et rien n’était plus libre. Aucune place n’est inscrite.")
		if o.Bill != "" {
			v.Receipt = receipt(o.Bill)
		}
	default:
		v.Title = i18n.T(ctx, "Cette commande est sans suite")
		v.Lead = i18n.T(ctx, "Elle n’a pas été payée à temps. Aucune place n’est inscrite et rien n’a été débité.")
	}
	return v, nil
}

// lostNote tells of places that were gone when the payment came, nil when there are none.
func (p Pages) lostNote(ctx context.Context, o registration.Order) *ui.NoteOf {
	var lost []string
	for _, place := range o.Places {
		if place.Reason == registration.EndedUnpaid {
			lost = append(lost, courseOf(p.Leisure.Program(), place.Group).title(ctx))
		}
	}
	if len(lost) == 0 {
		return nil
	}
	return &ui.NoteOf{
		Tone: ui.Warn, Title: i18n.T(ctx, "Une place était prise quand le paiement est arrivé"),
		Text: i18n.T(ctx, "%s : nous vous rendons ce que vous avez payé pour cette place.", i18n.List(ctx, lost)),
	}
}

// courseOf is a course of an order; asks tells whether it has sheets to fill.
func (p Pages) courseOf(ctx context.Context, o registration.Order, place registration.Place, now time.Time) (v courseView, asks bool) {
	c := courseOf(p.Leisure.Program(), place.Group)
	v = courseView{Href: c.path(), Title: c.title(ctx), When: c.when(ctx), Tag: stateTag(ctx, place), Text: endedWords(ctx, place)}
	if place.State != registration.Confirmed {
		return v, false
	}
	if first, ok := c.nextClass(now); ok {
		v.Facts = append(v.Facts, ui.Fact{Icon: "i-calendar-dots", Label: i18n.T(ctx, "Premier cours"), Value: classWords(ctx, c.program, first)})
	}
	if site, ok := c.program.Site(c.group.Site); ok && site.Line != "" {
		v.Facts = append(v.Facts, ui.Fact{Icon: "i-map-pin", Label: i18n.T(ctx, "Adresse"), Value: site.Line})
	}
	if bring := c.activity.Bring.In(ctx); bring != "" {
		v.Facts = append(v.Facts, ui.Fact{Icon: "i-package", Label: i18n.T(ctx, "À apporter"), Value: bring})
	}
	return v, len(c.activity.Forms) > 0
}

// orderCalendar is the classes of an order for somebody's own calendar.
func (p Pages) orderCalendar(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	o, err := p.Registration.Order(ctx, viewer(r), r.PathValue("no"))
	if err != nil {
		return err
	}
	names := map[leisure.GroupID][]string{}
	var groups []leisure.GroupID
	var ids []people.ID
	for _, place := range o.Places {
		ids = append(ids, place.Person)
	}
	known, err := p.People.Persons(ctx, ids)
	if err != nil {
		return err
	}
	for _, place := range o.Places {
		if place.State != registration.Confirmed {
			continue
		}
		if len(names[place.Group]) == 0 {
			groups = append(groups, place.Group)
		}
		names[place.Group] = append(names[place.Group], given(known[place.Person]))
	}
	calendar := feeds.Calendar{Name: i18n.T(ctx, "Cours de la commande %s", o.Number), Language: i18n.Lang(ctx).Tag()}
	for _, id := range groups {
		c := courseOf(p.Leisure.Program(), id)
		for _, class := range c.program.Occurrences(id) {
			calendar.Events = append(calendar.Events, classEvent(ctx, c, class, names[id], o.ConfirmedAt))
		}
	}
	return feeds.Serve(w, r, calendar)
}

// classEvent is a class in a calendar, under the name it has in every calendar of the city. It
// keeps it when it moves, and raises its sequence (RFC 5545, 3.8.7.4).
func classEvent(ctx context.Context, c course, class leisure.Occurrence, names []string, modified time.Time) feeds.Event {
	e := feeds.Event{
		UID: "cours-" + string(class.ID), Sequence: class.Sequence, Start: class.Starts(), End: class.Ends(),
		Title: i18n.T(ctx, "%[1]s : %[2]s", i18n.List(ctx, names), c.title(ctx)), Place: c.program.PlaceWords(class.Site, class.Room),
		Modified: modified, Cancelled: !class.Held(),
	}
	if site, ok := c.program.Site(class.Site); ok {
		e.Place = joined(e.Place, site.Line)
	}
	var text []string
	for _, one := range []string{class.Reason.In(ctx), c.activity.Bring.In(ctx)} {
		if one != "" {
			text = append(text, one)
		}
	}
	e.Text = strings.Join(text, "\n")
	return e
}
