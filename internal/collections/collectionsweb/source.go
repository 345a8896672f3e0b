package collectionsweb

import (
	"context"
	"slices"
	"time"

	"github.com/a-h/templ"

	"sem/internal/civil"
	"sem/internal/collections"
	"sem/internal/dossier"
	"sem/internal/i18n"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/ui"
)

// Source is what collections give to the citizen's file: the collections of the home, the
// inscriptions, their history and their copy.
type Source struct {
	Collections *collections.Service
	People      *people.Service
	Places      *places.Service
}

// Name is the room's name as a person knows it.
func (Source) Name(ctx context.Context) string { return i18n.T(ctx, "Vos collectes") }

type homeKey struct{}

// home is the door of the viewer's home; its Known is false when the file has no address,
// or the address no sector.
func (s Source) home(ctx context.Context, scope dossier.Scope) (where, error) {
	return dossier.Once(scope, homeKey{}, func() (where, error) {
		address, err := scope.Home(ctx, s.Places, s.Collections.DB)
		if err != nil || address.ID == "" {
			return where{}, err
		}
		door, err := dossier.Once(scope, collections.DoorInLook{Address: address.ID}, func() (collections.Door, error) {
			return s.Collections.DoorOf(address), nil
		})
		return where{Door: door, Asked: true, Line: address.Line(), Address: address.ID}, err
	})
}

type inscriptionsKey struct{}

func (s Source) inscriptions(ctx context.Context, scope dossier.Scope) ([]collections.Inscription, error) {
	return dossier.Once(scope, inscriptionsKey{}, func() ([]collections.Inscription, error) {
		return s.Collections.Inscriptions(ctx, scope.IDs())
	})
}

// Coming are the collections at home between two times, one occasion a day, and the days of
// the inscriptions.
func (s Source) Coming(ctx context.Context, scope dossier.Scope, from, to time.Time) ([]dossier.Occasion, error) {
	home, err := s.home(ctx, scope)
	if err != nil {
		return nil, err
	}
	var coming []dossier.Occasion
	first, last := civil.DayOf(from), civil.DayOf(to.Add(-time.Second))
	for _, day := range inOrder(home.Door.Between(first, last)) {
		coming = append(coming, dossier.Occasion{
			At: day[0].Day.Time(), AllDay: true, Title: i18n.T(ctx, "Collecte : %s", collections.NamesOf(ctx, day)), Icon: day[0].Stream.Icon, Path: "/collectes",
		})
	}
	inscriptions, err := s.inscriptions(ctx, scope)
	if err != nil {
		return nil, err
	}
	for _, i := range inscriptions {
		day, held := s.Collections.When(i)
		if !held || !i.CancelledAt.IsZero() || day < first || day > last {
			continue
		}
		coming = append(coming, dossier.Occasion{
			At: day.Time(), AllDay: true, Title: i18n.T(ctx, "Collecte : %s", s.streamName(ctx, i.Stream)), Icon: "i-truck", Path: "/collectes/inscription",
			Person: scope.GivenName(i.Person),
		})
	}
	return coming, nil
}

// inOrder groups collections by their day, in order.
func inOrder(some []collections.Pickup) [][]collections.Pickup {
	var days [][]collections.Pickup
	for _, p := range some {
		if n := len(days); n > 0 && days[n-1][0].Day == p.Day {
			days[n-1] = append(days[n-1], p)
			continue
		}
		days = append(days, []collections.Pickup{p})
	}
	return days
}

func (s Source) streamName(ctx context.Context, code string) string {
	if stream, ok := s.Collections.Stream(code); ok {
		return stream.Short.In(ctx)
	}
	return code
}

// kindCollections is the word the timeline is filtered by.
const kindCollections = "collectes"

// Kinds are the filters of the timeline that collections answer to.
func (Source) Kinds(ctx context.Context) []dossier.Kind {
	return []dossier.Kind{{Value: kindCollections, Label: i18n.T(ctx, "Inscriptions aux collectes")}}
}

// Entries are the inscriptions of the people of the scope, made and withdrawn.
func (s Source) Entries(ctx context.Context, scope dossier.Scope, f dossier.Filter) ([]dossier.Entry, error) {
	if f.Kind != "" && f.Kind != kindCollections {
		return nil, nil
	}
	inscriptions, err := s.inscriptions(ctx, scope)
	if err != nil {
		return nil, err
	}
	var entries []dossier.Entry
	add := func(i collections.Inscription, at time.Time, title string) {
		if at.IsZero() || f.Person != "" && i.Person != f.Person || !f.Before.IsZero() && !at.Before(f.Before) {
			return
		}
		entries = append(entries, dossier.Entry{
			At: at, Kind: kindCollections, Title: title, Text: i18n.T(ctx, "%s. %s", i.Line, i.What), Path: "/collectes/inscription", Icon: "i-truck", Person: scope.GivenName(i.Person),
		})
	}
	for _, i := range inscriptions {
		name, day := s.streamName(ctx, i.Stream), i18n.Date(ctx, i.Day.Time())
		add(i, i.CancelledAt, i18n.T(ctx, "Inscription retirée : %s, %s", name, day))
		add(i, i.CreatedAt, i18n.T(ctx, "Inscription à une collecte : %s, %s", name, day))
	}
	return newest(entries, f.Limit), nil
}

// Export are the inscriptions of the people of the scope.
func (s Source) Export(ctx context.Context, scope dossier.Scope) ([]dossier.Section, error) {
	inscriptions, err := s.inscriptions(ctx, scope)
	if err != nil {
		return nil, err
	}
	section := dossier.Section{Name: "collectes_inscriptions", Columns: []string{"personne", "adresse", "collecte", "jour", "objets", "inscrite_le", "retiree_le"}}
	for _, i := range inscriptions {
		section.Rows = append(section.Rows, []any{string(i.Person), i.Line, i.Stream, i.Day.String(), i.What, i.CreatedAt, timeOrNone(i.CancelledAt)})
	}
	return []dossier.Section{section}, nil
}

func timeOrNone(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t
}

// panelView is the block of the dashboard.
type panelView struct {
	Leaf  ui.DateLeafOf
	Title string
	Text  string
}

// Panel is the block of the next collection at home on the dashboard; nothing when it is
// not known.
func (s Source) Panel(ctx context.Context, scope dossier.Scope) (templ.Component, error) {
	home, err := s.home(ctx, scope)
	if err != nil {
		return nil, err
	}
	a := home.Door.Answer(ctx, scope.Now)
	if !a.Known {
		return templ.NopComponent, nil
	}
	v := panelView{Leaf: ui.Leaf(ctx, a.Day.Time()), Title: i18n.Sentence(a.What), Text: a.Text}
	v.Leaf.Hot = a.Soon
	return nextPanel(v), nil
}

// newest are the newest entries first, at most limit.
func newest(entries []dossier.Entry, limit int) []dossier.Entry {
	slices.SortStableFunc(entries, func(a, b dossier.Entry) int { return b.At.Compare(a.At) })
	if limit > 0 && len(entries) > limit {
		entries = entries[:limit]
	}
	return entries
}
