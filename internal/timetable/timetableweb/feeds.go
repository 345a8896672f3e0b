package timetableweb

import (
	"cmp"
	"context"
	"net/http"
	"strings"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/feeds"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/timetable"
	"sem/internal/ui"
)

// feedsView are the addresses that phones follow.
type feedsView struct {
	Done string
	Rows []feedRow
}

// feedRow is the timetable of the family, or of one of them.
type feedRow struct {
	Who     ui.WhoOf
	Title   string
	Person  string
	Open    bool
	Webcal  string // Webcal opens the calendar of the phone; empty when the address cannot be shown.
	Address string
	Since   string
	File    string
	OpenKey string
	ShutKey string
}

func (p Pages) feeds(w http.ResponseWriter, r *http.Request) error {
	var form doneForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	ctx := r.Context()
	f, err := p.Timetable.Look(ctx, viewer(r))
	if err != nil {
		return err
	}
	open, err := p.Timetable.Feeds(ctx, viewer(r))
	if err != nil {
		return err
	}
	v := feedsView{}
	switch form.Done {
	case "ouvert":
		v.Done = i18n.T(ctx, "L’adresse est prête.")
	case "ferme":
		v.Done = i18n.T(ctx, "L’adresse est fermée. Les appareils qui la suivaient ne reçoivent plus rien.")
	}
	if len(f.People) > 1 {
		v.Rows = append(v.Rows, p.feedRow(ctx, open, people.Person{}, i18n.T(ctx, "Toute la famille")))
	}
	for _, one := range f.People {
		v.Rows = append(v.Rows, p.feedRow(ctx, open, one, given(one)))
	}
	w.Header().Set("Referrer-Policy", "no-referrer") // The page shows secrets.
	return ui.Show(w, r, http.StatusOK, feedsPage(v))
}

func (p Pages) feedRow(ctx context.Context, open []timetable.Feed, one people.Person, name string) feedRow {
	row := feedRow{
		Who: ui.WhoOf{Name: cmp.Or(one.GivenName, i18n.T(ctx, "Famille")), Key: string(one.ID), City: one.ID == ""}, Title: name, Person: string(one.ID), File: weekForm{Person: string(one.ID)}.pathOf(root+".ics", ""),
		OpenKey: forms.NewKey(), ShutKey: forms.NewKey(),
	}
	for _, feed := range open {
		if feed.Person != one.ID {
			continue
		}
		row.Open, row.Since = true, i18n.T(ctx, "Adresse créée le %s.", i18n.DateOnly(ctx, feed.Made))
		if feed.Secret != "" {
			path := root + "/flux/" + feed.Secret + ".ics"
			_, host, _ := strings.Cut(p.Site, "://")
			row.Address, row.Webcal = p.Site+path, "webcal://"+host+path
		}
	}
	return row
}

func (p Pages) openFeed(w http.ResponseWriter, r *http.Request) error {
	return p.feedDeed(w, r, p.Timetable.Open, "ouvert")
}

func (p Pages) closeFeed(w http.ResponseWriter, r *http.Request) error {
	return p.feedDeed(w, r, p.Timetable.Revoke, "ferme")
}

func (p Pages) feedDeed(w http.ResponseWriter, r *http.Request, deed feedDeed, done string) error {
	var form personForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	if err := deed(r.Context(), viewer(r), people.ID(form.Person), keyOf(r)); err != nil {
		return err
	}
	return ui.SeeOther(w, r, root+"/abonnements?fait="+done)
}

// calendar is the timetable as a file, for whoever is signed in.
func (p Pages) calendar(w http.ResponseWriter, r *http.Request) error {
	var form weekForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	f, err := p.Timetable.Look(r.Context(), viewer(r))
	if err != nil {
		return err
	}
	who, err := whoIn(f, form.Person)
	if err != nil {
		return err
	}
	return feeds.Serve(w, r, p.calendarOf(r.Context(), f, who))
}

// follow answers a phone. It has no session: the address is the key, and speaks the language of
// its owner.
func (p Pages) follow(w http.ResponseWriter, r *http.Request) error {
	secret, isCalendar := strings.CutSuffix(r.PathValue("fichier"), ".ics")
	if !isCalendar {
		return fault.New(fault.NotFound, "Cette adresse d’horaire se termine par .ics.")
	}
	f, feed, err := p.Timetable.Follow(r.Context(), secret)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if owner, ok := f.Person(feed.Owner); ok {
		ctx = i18n.With(ctx, i18n.Parse(owner.Language))
	}
	return feeds.Serve(w, r, p.calendarOf(ctx, f, feed.Person))
}

// The days that a feed tells of, around today.
const feedPast, feedComing = 60, 400

// calendarOf is a timetable for the calendars that people keep.
func (p Pages) calendarOf(ctx context.Context, f timetable.Family, who people.ID) feeds.Calendar {
	today := civil.DayOf(p.Clock.Now())
	c := feeds.Calendar{Name: i18n.T(ctx, "Cours de la famille"), Language: i18n.Lang(ctx).Tag(), URL: p.Site + root}
	if one, ok := f.Person(who); ok {
		c.Name = i18n.T(ctx, "Cours de %s", given(one))
	}
	for _, class := range f.Between(today-feedPast, today+feedComing, who) {
		if !class.Left {
			c.Events = append(c.Events, eventIn(ctx, f, class, p.Site))
		}
	}
	return c
}

// eventIn is a class in a calendar, under the name it has in every calendar of the city. It keeps
// it when it moves, and its sequence grows (RFC 5545, 3.8.7.4).
func eventIn(ctx context.Context, f timetable.Family, c timetable.Class, site string) feeds.Event {
	e := feeds.Event{
		UID: "cours-" + string(c.ID), Sequence: c.Sequence, Start: c.Starts(), End: c.Ends(), Modified: c.Since, Cancelled: !c.Held(),
		Title: i18n.T(ctx, "%[1]s : %[2]s", names(ctx, f, c.People), titleOf(ctx, c.Activity, c.Course)),
		Place: f.Program().PlaceWords(c.Site, c.Room), URL: site + groupPath(c.Group),
	}
	if at, ok := f.Program().Site(c.Site); ok {
		e.Place = joined(e.Place, at.Line)
	}
	var text []string
	for _, one := range []string{changeWords(ctx, f, c), c.Activity.Bring.In(ctx)} {
		if one != "" {
			text = append(text, one)
		}
	}
	e.Text = strings.Join(text, "\n")
	return e
}
