package desk

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
)

// Matter is something between a person and the city that has a name and a place to go: an
// open request, later a registration or a loan.
type Matter struct {
	Number string
	Title  string
	Detail string
	Path   string
	Status Mark
	Left   Left
	Step   int // Step is how many of the four public steps are reached.
}

// Mark is a state in a word, an icon and a tone, as ui draws them.
type Mark struct{ Label, Icon, Tone string }

// Left is the time left to keep a promise.
type Left struct {
	Tone  string
	Text  string
	Share int
}

// Entry is one thing in the thread of a person's file.
type Entry struct {
	At      time.Time
	Channel string // Channel is how it came: "telephone", "web"; the filter goes by it.
	Icon    string
	Title   string
	Lines   []string
	Author  string // Author is who entered it at the city, or empty.
	Path    string // Path is where it leads, named by Leads.
	Leads   string
	Inside  bool // Inside is what only the staff may read.
}

// Promise is a call back that was promised.
type Promise struct {
	ID      string
	At      time.Time
	Person  people.ID
	Name    string // Name is the person's, or what the caller gave.
	Phone   string
	Subject string
	Late    bool
}

// Filter narrows the thread of a file.
type Filter struct {
	Channel string
	Before  time.Time // Before is where the page starts; the zero time is the newest.
	Limit   int
}

// Source is a room's part of a person's file. What else it gives, it says by being an
// Opener, a Teller or a Promiser.
type Source interface {
	// Name is what the file says when the room does not answer: "les demandes".
	Name(ctx context.Context) string
}

// Opener gives what is open.
type Opener interface {
	Open(ctx context.Context, by session.Viewer, whose people.ID) ([]Matter, error)
}

// Teller gives its part of the thread, newest first, strictly before the filter's Before.
type Teller interface {
	Thread(ctx context.Context, by session.Viewer, whose people.ID, f Filter) ([]Entry, error)
}

// Promiser gives the calls back that were promised and not made: to one person, or, with
// an empty person, by the viewer.
type Promiser interface {
	Promises(ctx context.Context, by session.Viewer, whose people.ID) ([]Promise, error)
}

// File is everything between one person and the city, as the desk sees it.
type File struct {
	Person     people.Person
	Households []people.Household
	Open       []Matter
	Promises   []Promise
	Thread     []Entry
	Older      time.Time // Older is where the next page of the thread starts; zero at the end.
	Silent     []string  // Silent are the rooms that did not answer.
}

// ThreadPage is how many entries of the thread a page shows.
const ThreadPage = 20

// File opens a person's file. A room that does not answer costs its part, not the file.
// The caller has given a reason before, and puts it into the journal with Viewed.
func (s *Service) File(ctx context.Context, by session.Viewer, whose people.ID, f Filter) (File, error) {
	if !by.May(session.DeskUse) {
		return File{}, fault.New(fault.NotFound, "Cette personne n’est pas au registre.")
	}
	person, err := s.People.Person(ctx, whose)
	if err != nil {
		return File{}, err
	}
	file := File{Person: person}
	if file.Households, err = s.People.Households(ctx, whose); err != nil {
		return File{}, fmt.Errorf("read the households: %w", err)
	}
	f.Limit = ThreadPage + 1
	for _, source := range s.Sources {
		if err := s.ask(ctx, by, whose, f, source, &file); err != nil {
			s.Log.ErrorContext(ctx, "part of a file is missing", "source", source.Name(ctx), "err", err)
			file.Silent = append(file.Silent, source.Name(ctx))
		}
	}
	slices.SortStableFunc(file.Thread, func(a, b Entry) int { return b.At.Compare(a.At) })
	if len(file.Thread) > ThreadPage {
		file.Thread = file.Thread[:ThreadPage]
		file.Older = file.Thread[ThreadPage-1].At
	}
	slices.SortStableFunc(file.Promises, func(a, b Promise) int { return a.At.Compare(b.At) })
	return file, nil
}

// ask adds one room's part to the file, all of it or nothing.
func (s *Service) ask(ctx context.Context, by session.Viewer, whose people.ID, f Filter, source Source, file *File) error {
	var open []Matter
	var thread []Entry
	var promises []Promise
	var err error
	if room, ok := source.(Opener); ok {
		if open, err = room.Open(ctx, by, whose); err != nil {
			return err
		}
	}
	if room, ok := source.(Teller); ok {
		if thread, err = room.Thread(ctx, by, whose, f); err != nil {
			return err
		}
	}
	if room, ok := source.(Promiser); ok {
		if promises, err = room.Promises(ctx, by, whose); err != nil {
			return err
		}
	}
	file.Open = append(file.Open, open...)
	file.Thread = append(file.Thread, thread...)
	file.Promises = append(file.Promises, promises...)
	return nil
}

// Promised are the calls back that the viewer, or anybody at the desk, promised, the
// soonest first.
func (s *Service) Promised(ctx context.Context, by session.Viewer) ([]Promise, error) {
	var all []Promise
	for _, source := range s.Sources {
		room, ok := source.(Promiser)
		if !ok {
			continue
		}
		promises, err := room.Promises(ctx, by, "")
		if err != nil {
			return nil, fmt.Errorf("read the promised calls: %w", err)
		}
		all = append(all, promises...)
	}
	slices.SortStableFunc(all, func(a, b Promise) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.ID, b.ID)) })
	return all, nil
}

// Caller are the persons known by the number that calls, the most likely first, and the
// number as it is written. More than one when a number is shared.
func (s *Service) Caller(ctx context.Context, by session.Viewer, tel string) ([]people.Person, string, error) {
	if !by.May(session.DeskUse) {
		return nil, "", fault.New(fault.Forbidden, "Les appels sont réservés au guichet.")
	}
	digits := text.PhoneDigits(tel)
	if digits == "" {
		return nil, text.SafeLine(text.Clip(tel, 40)), nil
	}
	found, err := s.People.ByPhone(ctx, digits)
	if err != nil {
		return nil, "", fmt.Errorf("find the caller: %w", err)
	}
	now := s.Clock.Now()
	slices.SortStableFunc(found, func(a, b people.Person) int {
		return cmp.Compare(likelihood(b, digits, now), likelihood(a, digits, now))
	})
	return found, text.FormatPhone(digits), nil
}

// likelihood that somebody is the caller: adults before children, a confirmed number
// before one that was only noted.
func likelihood(p people.Person, digits string, now time.Time) int {
	n := 0
	if p.BirthDate == "" || p.Age(now) >= 14 {
		n += 2
	}
	for _, c := range p.Contacts {
		if c.Value == digits && !c.ConfirmedAt.IsZero() {
			n++
		}
	}
	return n
}
