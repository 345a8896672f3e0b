package leisureweb

import (
	"context"
	"net/http"

	"sem/internal/feeds"
	"sem/internal/i18n"
	"sem/internal/leisure"
)

// groupDates are the classes of a group as iCalendar.
func (p *Pages) groupDates(w http.ResponseWriter, r *http.Request, id leisure.GroupID) error {
	ctx, program := r.Context(), p.Leisure.Program()
	h, err := published(program, id)
	if err != nil {
		return err
	}
	title := titleOf(ctx, h.Activity, h.Group)
	return feeds.Serve(w, r, feeds.Calendar{
		Name: title, Language: string(i18n.Lang(ctx)), URL: p.Site + groupPath(id), Public: true,
		Events: p.events(ctx, program, h, title, nil),
	})
}

// programDates are the classes that a search finds.
func (p *Pages) programDates(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	s, err := p.asked(r)
	if err != nil {
		return err
	}
	c := feeds.Calendar{Name: i18n.T(ctx, "Activités de loisir"), Language: string(i18n.Lang(ctx)), URL: p.Site + "/loisirs" + s.form.query("vue", "", "page", ""), Public: !s.family.signedIn}
	if s.session == nil {
		return feeds.Serve(w, r, c)
	}
	program := p.Leisure.Program()
	c.Name = s.session.Name.In(ctx)
	for _, h := range p.Leisure.Search(s.query) {
		c.Events = p.events(ctx, program, h, titleOf(ctx, h.Activity, h.Group), c.Events)
		if len(c.Events) > mostEvents {
			break // A calendar of thousands of dates is followed by nobody: the search is to be narrowed.
		}
	}
	return feeds.Serve(w, r, c)
}

// mostEvents is about how many dates one calendar carries.
const mostEvents = 3000

// events adds the classes of a group. A class keeps its name when it moves, and says again
// that it changed (RFC 5545, 3.8.7.4).
func (p *Pages) events(ctx context.Context, program *leisure.Program, h leisure.Hit, title string, all []feeds.Event) []feeds.Event {
	text := h.Activity.Bring.In(ctx)
	for _, o := range program.Occurrences(h.Group.ID) {
		e := feeds.Event{
			UID: "cours-" + string(o.ID), Sequence: o.Sequence, Start: o.Starts(), End: o.Ends(), Title: title, Place: program.PlaceWords(o.Site, o.Room),
			Text: sentences(changeWords(ctx, program, h.Group, o), text), URL: p.Site + groupPath(h.Group.ID), Cancelled: !o.Held() || h.Group.Cancelled,
		}
		if site, ok := program.Site(o.Site); ok && site.Line != "" {
			e.Place += ", " + site.Line
		}
		all = append(all, e)
	}
	return all
}
