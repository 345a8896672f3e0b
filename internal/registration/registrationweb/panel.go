package registrationweb

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
	"sem/internal/ui"
)

// panelView is the courses of a family, on the dashboard or in a file at the desk.
type panelView struct {
	Rows []ui.PersonRow
	Cart string
	More int
	Path string // Path registers at the desk.
}

// mostRows is how many people a panel shows.
const mostRows = 6

// Panel is the block of the courses on the dashboard.
func (s Source) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	places, err := s.places(ctx, scope)
	if err != nil {
		return nil, err
	}
	viewer := people.ID(scope.Viewer.Person)
	v := s.Pages.panelOf(ctx, viewer, viewer, scope.People, places, scope.Now)
	return panel(v), nil
}

// Quick are the shortcuts of leisure under the greeting of the dashboard.
func Quick(ctx context.Context) []ui.ButtonOf {
	return []ui.ButtonOf{
		{Label: i18n.T(ctx, "Inscrire quelqu’un"), Icon: "i-plus", Kind: "sec", Href: "/loisirs"},
		{Label: i18n.T(ctx, "Horaire de la famille"), Icon: "i-calendar-dots", Kind: "sec", Href: "/horaire"},
	}
}

// DeskPanel is the block of the courses in a person's file at the desk. Whoever looks has given
// the reason before; only who registers at the counter sees it.
func (p Pages) DeskPanel(ctx context.Context, by session.Viewer, whose people.ID) (templ.Component, error) {
	if !by.May(session.LeisureDesk) {
		return nil, nil
	}
	circle, err := p.People.Circle(ctx, whose, people.Leisure)
	if err != nil {
		return nil, err
	}
	places, err := p.Registration.PlacesOf(ctx, idsIn(circle.InCare)...)
	if err != nil {
		return nil, err
	}
	places = slices.DeleteFunc(places, func(one registration.Place) bool { return !concerns(one, whose) })
	v := p.panelOf(ctx, whose, "", circle.InCare, places, p.Clock.Now())
	v.Path = "/guichet/inscrire/" + string(whose)
	return deskPanel(v), nil
}

// panelOf is a line for each person who goes somewhere, or waits.
func (p Pages) panelOf(ctx context.Context, owner, reader people.ID, care []people.Care, places []registration.Place, now time.Time) panelView {
	v := panelView{Cart: cartWords(ctx, places, owner)}
	for _, one := range care {
		lines := p.personLines(ctx, one.Person.ID, places, now)
		if len(lines) == 0 {
			continue
		}
		if len(v.Rows) == mostRows {
			v.More++
			continue
		}
		v.Rows = append(v.Rows, ui.PersonRow{
			Who: ui.WhoOf{Name: given(one.Person), Key: string(one.Person.ID)}, Title: personTitle(ctx, one.Person, reader, now), Text: i18n.Sentence(i18n.List(ctx, lines)),
		})
	}
	return v
}

// personLines are what somebody goes to, or waits for.
func (p Pages) personLines(ctx context.Context, who people.ID, places []registration.Place, now time.Time) []string {
	var lines []string
	for _, place := range places {
		c := courseOf(p.Leisure.Program(), place.Group)
		if place.Person != who || c.over(now) {
			continue
		}
		switch place.State {
		case registration.Confirmed:
			lines = append(lines, joinedWith(c.title(ctx), c.group.WhenWords(ctx)))
		case registration.Waiting:
			lines = append(lines, i18n.T(ctx, "%[1]s (%[2]s en attente)", c.title(ctx), nth(ctx, place.Rank)))
		case registration.Offered:
			lines = append(lines, i18n.T(ctx, "%s (une place attend votre réponse)", c.title(ctx)))
		}
	}
	return lines
}

func joinedWith(title, when string) string {
	if when == "" {
		return title
	}
	return title + " (" + when + ")"
}
