// Package dossier is the citizen's file: the dashboard, the calendar of the coming days,
// the timeline of everything that happened, and the export of all the city holds on a
// person. It reads across the rooms and owns nothing.
//
// It is composed of what each room supplies. A room joins by giving a Source, and takes
// part in those blocks whose small interface the source satisfies: ToDos, Calendar, News,
// History, Portable. A source that fails costs its own part a sentence, never the page.
//
// A Scope says who is looking and whose matters may be shown; people decides it, sources
// obey it.
package dossier

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Scope is one look at a file: by whom, on whose matters, when.
type Scope struct {
	Viewer session.Viewer
	// People are those whose matters the viewer may see, the viewer first, without their
	// contacts.
	People []people.Care
	Homes  []people.Household // Homes are the households of the viewer, as people.Circle has them.
	Now    time.Time
	circle people.Circle // circle is what People and Homes were read from; it has nobody in a scope made by hand.
	read   map[any]any   // read is what Once has read during this look.
}

// Once reads something the first time it is asked for during one look at a file, and gives
// what it read the next times, so that the blocks of one room share one reading. Each key
// has its own type. A failure is not kept. A look is the work of one goroutine.
func Once[T any](s Scope, key any, read func() (T, error)) (T, error) {
	if kept, ok := s.read[key]; ok {
		return kept.(T), nil
	}
	value, err := read()
	if err == nil && s.read != nil {
		s.read[key] = value
	}
	return value, err
}

// Mandated are the viewer, and those who gave them a mandate for a part of their matters.
// Living with somebody is no mandate.
func (s Scope) Mandated(part people.Scope) []people.Care {
	care := s.circle.Within(part)
	if len(care) == 0 {
		care = s.People
	}
	return slices.DeleteFunc(slices.Clone(care), func(c people.Care) bool { return c.Why == people.ByHousehold })
}

// Circle is the circle of the viewer by the reading that made the look, with those in their care
// within a part of their matters; false for a scope made by hand, which has none.
func (s Scope) Circle(part people.Scope) (people.Circle, bool) {
	c := s.circle
	c.InCare = c.Within(part)
	return c, len(c.InCare) > 0
}

type homeKey struct{}

// Home is the address of the viewer's home, read once for all the blocks of a page. It is the
// zero Address when their file has none, or one that the register knows no more.
func (s Scope) Home(ctx context.Context, register Addresses, q db.Querier) (places.Address, error) {
	return Once(s, homeKey{}, func() (places.Address, error) {
		if len(s.People) == 0 || s.People[0].Person.AddressID == "" {
			return places.Address{}, nil
		}
		home, err := register.AddressByID(ctx, q, places.AddressID(s.People[0].Person.AddressID))
		if fault.KindOf(err) == fault.NotFound {
			return places.Address{}, nil
		}
		return home, err
	})
}

// Addresses is all that a look asks of the register of addresses.
type Addresses interface {
	AddressByID(ctx context.Context, q db.Querier, which places.AddressID) (places.Address, error)
}

// IDs are the identifiers of the people in the scope.
func (s Scope) IDs() []people.ID { return IDs(s.People) }

// IDs are the identifiers of people in care.
func IDs(care []people.Care) []people.ID {
	ids := make([]people.ID, len(care))
	for i, c := range care {
		ids[i] = c.Person.ID
	}
	return ids
}

// GivenName is the first name of a person of the scope, empty for the viewer, whose own
// matters need no name beside them.
func (s Scope) GivenName(id people.ID) string {
	for i, c := range s.People {
		if c.Person.ID == id && i > 0 {
			return c.Person.GivenName
		}
	}
	return ""
}

// Task is something the person must do.
type Task struct {
	Day    time.Time // Day is when it is due; the zero time means as soon as possible.
	Lapses bool      // Lapses: what is offered is gone after Day, so it comes before what is only late.
	Title  string
	Text   string
	Action string // Action is the button's words, named by its result.
	Path   string
}

// Occasion is something that comes at a date.
type Occasion struct {
	At     time.Time
	AllDay bool
	Title  string
	Icon   string
	Path   string
	Person string // Person is the first name of whom it concerns, empty for the viewer.
}

// Item is something new.
type Item struct {
	At     time.Time
	Title  string
	Text   string
	Path   string
	Icon   string
	Unseen bool
}

// Entry is one line of the timeline.
type Entry struct {
	At      time.Time
	AllDay  bool   // AllDay says that At is a day only: its hour is not known and not shown.
	Kind    string // Kind is the word the timeline is filtered by: demandes, contacts, …
	Channel string // Channel is how it came, as it is shown: par téléphone.
	Title   string
	Text    string
	Path    string
	Icon    string
	Person  string
}

// Filter narrows the timeline.
type Filter struct {
	Kind   string
	Person people.ID
	Before time.Time // Before is the time of the last entry already shown.
	Limit  int
}

// Source is what a room gives to the file.
type Source interface {
	// Name is the room's name as the person knows it, in the language of ctx.
	Name(ctx context.Context) string
}

// ToDos is a source of things to do.
type ToDos interface {
	ToDo(context.Context, Scope) ([]Task, error)
}

// Calendar is a source of things that come between two times.
type Calendar interface {
	Coming(ctx context.Context, s Scope, from, to time.Time) ([]Occasion, error)
}

// News is a source of what is new, the newest first.
type News interface {
	News(context.Context, Scope) ([]Item, error)
}

// History is a source of the timeline, the newest first, at most Filter.Limit entries.
type History interface {
	// Kinds are the words of Filter.Kind this source answers to, with their labels.
	Kinds(context.Context) []Kind
	Entries(context.Context, Scope, Filter) ([]Entry, error)
}

// Kind is a filter of the timeline.
type Kind struct{ Value, Label string }

// Portable is a source of the export: everything its room holds on the people of the
// scope, in rows that JSON and CSV can carry.
type Portable interface {
	Export(context.Context, Scope) ([]Section, error)
}

// Section is one table of the export. Name is a plain word; each row has its values in
// the order of Columns.
type Section struct {
	Name    string
	Columns []string
	Rows    [][]any
}

// Service composes the file.
type Service struct {
	DB      *db.DB
	People  *people.Service
	Journal *journal.Service
	Clock   clock.Clock
	Log     *slog.Logger
	Sources []Source
}

// ScopeOf is what a signed-in person may see: their own matters, those of the children in
// their household and of whoever gave them a mandate.
func (s *Service) ScopeOf(ctx context.Context, viewer session.Viewer) (Scope, error) {
	circle, err := s.People.Circle(ctx, people.ID(viewer.Person), people.All)
	if err != nil {
		return Scope{}, err
	}
	return Scope{Viewer: viewer, People: circle.InCare, Homes: circle.Homes, Now: s.Clock.Now(), circle: circle, read: map[any]any{}}, nil
}
