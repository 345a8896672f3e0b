package leisureweb

import (
	"context"
	"strings"
	"time"

	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/leisure"
)

// Source is what the program gives to the citizen's file: when registration opens to them.
type Source struct{ Pages *Pages }

// fresh is how long an opening is news.
const fresh = 14 * 24 * time.Hour

// Name is the room's name as a person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Les loisirs") }

// opened is a phase of a published session, as an audience knows it.
type opened struct {
	session *leisure.Session
	at      time.Time
	which   string // which names the categories, empty when everything opens.
}

// openings are the phases of the published sessions between two times, for an audience.
func (s Source) openings(ctx context.Context, a leisure.Audience, from, to time.Time) (all []opened) {
	program := s.Pages.Leisure.Program()
	shelf := s.Pages.shelf.of(program)
	within := func(t time.Time) bool { return !t.IsZero() && !t.Before(from) && t.Before(to) }
	for _, one := range program.Sessions() {
		h := shelf.sessions[one.ID]
		switch {
		case !one.Published:
		case a == leisure.Other:
			if within(h.outside) {
				all = append(all, opened{session: one, at: h.outside})
			}
		default:
			for _, p := range h.phases {
				if within(p.windows.Opens) {
					all = append(all, opened{session: one, at: p.windows.Opens, which: categoryList(ctx, p.categories)})
				}
			}
		}
	}
	return all
}

// audience is that of whoever looks at the file.
func audienceOf(scope dossier.Scope) leisure.Audience {
	for _, care := range scope.People {
		if string(care.Person.ID) == scope.Viewer.Person {
			return leisure.AudienceOf(care.Person, scope.Now)
		}
	}
	return leisure.Other
}

// Coming are the openings between two times.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	var coming []dossier.Occasion
	for _, o := range s.openings(ctx, audienceOf(scope), from, to) {
		title := i18n.T(ctx, "Ouverture des inscriptions : %s", o.session.Name.In(ctx))
		if o.which != "" {
			title = i18n.T(ctx, "Ouverture des inscriptions : %s", o.which)
		}
		coming = append(coming, dossier.Occasion{At: o.at, Title: title, Icon: "i-person-simple-swim", Path: sessionPath(o.session)})
	}
	return coming, nil
}

// News are the openings of the last days.
func (s Source) News(ctx context.Context, scope dossier.Scope) ([]dossier.Item, error) {
	var news []dossier.Item
	for _, o := range s.openings(ctx, audienceOf(scope), scope.Now.Add(-fresh), scope.Now.Add(time.Nanosecond)) {
		news = append(news, dossier.Item{At: o.at, Title: i18n.T(ctx, "%s : les inscriptions sont ouvertes", o.session.Name.In(ctx)), Text: o.which, Path: sessionPath(o.session), Icon: "i-person-simple-swim"})
	}
	return news, nil
}

func sessionPath(s *leisure.Session) string { return "/loisirs" + searchForm{Session: s.Code}.query() }

// categoryList names categories in a sentence: « Aquatique et aînés ».
func categoryList(ctx context.Context, categories []string) string {
	var names []string
	for i, c := range categories {
		name := []rune(leisure.CategoryWords(ctx, c))
		if i > 0 && len(name) > 0 {
			name = append([]rune(strings.ToLower(string(name[:1]))), name[1:]...)
		}
		names = append(names, string(name))
	}
	return i18n.Sentence(i18n.List(ctx, names))
}
