package desk

import (
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// peopleRegister is all that the desk asks of the register of persons.
type peopleRegister interface {
	Person(context.Context, people.ID) (people.Person, error)
	Persons(context.Context, []people.ID) (map[people.ID]people.Person, error)
	ByPhone(ctx context.Context, tel string) ([]people.Person, error)
	Households(context.Context, people.ID) ([]people.Household, error)
}

// addresses is all that the desk asks of the register of places.
type addresses interface {
	Suggest(ctx context.Context, typed string, limit int) ([]places.Address, error)
}

// Numbers is a room whose matters have public numbers or codes, and which knows them when
// they are typed.
type Numbers interface {
	// Numbered are the matters that somebody may mean who typed this, none for most words.
	Numbered(ctx context.Context, by session.Viewer, typed string) ([]Matter, error)
}

// UserCodes knows whose account a user code is.
type UserCodes interface {
	// PersonOfCode is the person of a user code, empty when it is nobody's.
	PersonOfCode(ctx context.Context, code string) (people.ID, error)
}

// Service is the one counter.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	Log     *slog.Logger
	Finder  *Finder
	People  peopleRegister
	Places  addresses
	Numbers []Numbers
	Codes   UserCodes // Codes may be nil: user codes are then not found.
	Sources []Source
	Journal *journal.Service

	reasons  reasons
	presence presence
	calls    calls
	searches searches
}

// Results is what was found, in groups.
type Results struct {
	Query     string
	People    []people.Person
	Addresses []places.Address
	Matters   []Matter
	More      bool // More is true when more persons answer than are shown.
	Filling   bool // Filling is true while the index is not complete, just after a start.
}

// Count is how many things were found.
func (r Results) Count() int { return len(r.People) + len(r.Addresses) + len(r.Matters) }

// How much a search shows of each group.
const (
	mostPeople    = 20
	mostAddresses = 6
)

// Search finds persons, addresses and numbered matters by what was typed.
func (s *Service) Search(ctx context.Context, by session.Viewer, typed string) (Results, error) {
	if !by.May(session.DeskUse) {
		return Results{}, fault.New(fault.Forbidden, "La recherche est réservée au guichet.")
	}
	q := read(typed)
	results := Results{Query: typed}
	if len(q.readings) == 0 {
		return results, nil
	}
	if err := s.Finder.CatchUp(ctx); err != nil {
		return Results{}, err
	}
	results.Filling = !s.Finder.Filled()
	var err error
	if results.People, results.More, err = s.persons(ctx, q); err != nil {
		return Results{}, err
	}
	if results.Matters, err = s.numbered(ctx, by, q); err != nil {
		return Results{}, err
	}
	if results.Addresses, err = s.Places.Suggest(ctx, typed, mostAddresses); err != nil {
		return Results{}, fmt.Errorf("search addresses: %w", err)
	}
	return results, nil
}

// Families finds persons only, for whoever registers them to courses. They are told apart by age
// and address; what else the desk knows of them is not theirs to see.
func (s *Service) Families(ctx context.Context, by session.Viewer, typed string) (Results, error) {
	if !by.May(session.LeisureDesk) {
		return Results{}, fault.New(fault.Forbidden, "Cette recherche est réservée aux personnes qui inscrivent au comptoir.")
	}
	q := read(typed)
	results := Results{Query: typed}
	if len(q.readings) == 0 {
		return results, nil
	}
	if err := s.Finder.CatchUp(ctx); err != nil {
		return Results{}, err
	}
	results.Filling = !s.Finder.Filled()
	var err error
	results.People, results.More, err = s.persons(ctx, q)
	return results, err
}

// persons reads those found afresh from their register: the index only names them.
func (s *Service) persons(ctx context.Context, q query) (found []people.Person, more bool, err error) {
	ids := s.Finder.found(q, PersonKind, mostPeople+1)
	if q.userCode != "" && s.Codes != nil {
		whose, err := s.Codes.PersonOfCode(ctx, q.userCode)
		if err != nil {
			return nil, false, fmt.Errorf("search user codes: %w", err)
		}
		if whose != "" {
			ids = append([]string{string(whose)}, ids...)
		}
	}
	if more = len(ids) > mostPeople; more {
		ids = ids[:mostPeople]
	}
	if len(ids) == 0 {
		return nil, false, nil
	}
	named := make([]people.ID, len(ids))
	for i, id := range ids {
		named[i] = people.ID(id)
	}
	known, err := s.People.Persons(ctx, named)
	if err != nil {
		return nil, false, fmt.Errorf("read the persons found: %w", err)
	}
	for _, id := range named {
		if p, ok := known[id]; ok {
			found = append(found, p)
			delete(known, id) // Somebody found by code and by name is shown once.
		}
	}
	return found, more, nil
}

func (s *Service) numbered(ctx context.Context, by session.Viewer, q query) ([]Matter, error) {
	var all []Matter
	for _, room := range s.Numbers {
		matters, err := room.Numbered(ctx, by, q.typed)
		if err != nil {
			return nil, fmt.Errorf("search numbers: %w", err)
		}
		all = append(all, matters...)
	}
	return all, nil
}

// searches remembers when each account last had a search put into the journal.
type searches struct {
	mu sync.Mutex
	at map[string]time.Time
}

// Typing is how long the letters of one search, found one after the other, are one search.
const Typing = time.Minute

// Searched puts a search into the journal: who searched and how much was found, never what
// was typed, for that names people. What is found while typing counts once a minute.
func (s *Service) Searched(ctx context.Context, by session.Viewer, r Results, typing bool) error {
	if typing && !s.searches.begin(by.Account, s.Clock.Now()) {
		return nil
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.Journal.Add(ctx, tx, journal.Entry{
			At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by),
			Action: journal.Search, Object: "guichet", Detail: strconv.Itoa(r.Count()),
		})
	})
}

// begin tells whether an account begins another search.
func (x *searches) begin(account string, now time.Time) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	if last, ok := x.at[account]; ok && now.Sub(last) < Typing {
		return false
	}
	if x.at == nil {
		x.at = map[string]time.Time{}
	}
	x.at[account] = now
	return true
}
