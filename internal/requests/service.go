package requests

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/files"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// Service is the desk. LoadTypes is called before it is used.
type Service struct {
	DB     *db.DB
	Clock  clock.Clock
	IDs    id.Source
	People *people.Service
	Alerts *alerts.Service
	Files  *files.Service
	Places *places.Service // Places finds the district of an address or a point; nil leaves it unknown.
	Staff  Staff           // Staff gives names to accounts; nil shows the name of the viewer.

	known   atomic.Pointer[known]
	reading sync.Mutex
}

// Staff is all that requests asks of the accounts: how a member of the staff is shown to
// citizens, Martin G.
type Staff interface {
	StaffName(account string) string
}

// LoadTypes reads the types, departments and holidays. It is called again after they change.
func (s *Service) LoadTypes(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	k, err := readKnown(ctx, s.DB)
	if err != nil {
		return err
	}
	s.known.Store(k)
	return nil
}

func (s *Service) memory() *known {
	if k := s.known.Load(); k != nil {
		return k
	}
	return &known{}
}

// Types are those offered now, by group and label.
func (s *Service) Types() []Type { return s.memory().offered }

// Type is the current version of a type.
func (s *Service) Type(code string) (Type, bool) {
	t, ok := s.memory().current[code]
	return t, ok
}

// Departments are the services of the city, in their order.
func (s *Service) Departments() []Department { return s.memory().departments }

// Department is a service by its code.
func (s *Service) Department(code string) Department { return s.memory().department(code) }

// Calendar counts the business days of the city.
func (s *Service) Calendar() Calendar { return s.memory().calendar }

// TypeOf is the version of the type that a request was reported with. A version made by
// another process since is read.
func (s *Service) TypeOf(ctx context.Context, r Request) (Type, error) {
	key := versionKey{r.Type, r.TypeVersion}
	if t, ok := s.memory().versions[key]; ok {
		return t, nil
	}
	if err := s.LoadTypes(ctx); err != nil {
		return Type{}, err
	}
	t, ok := s.memory().versions[key]
	if !ok {
		return Type{}, fmt.Errorf("request %s: no version %d of type %s", r.Number, r.TypeVersion, r.Type)
	}
	return t, nil
}

// actor is the viewer as the events of a request remember them.
func (s *Service) actor(v session.Viewer) Actor {
	if !v.Staff() {
		return Actor{Kind: ByCitizen, ID: v.Person}
	}
	return Actor{Kind: ByStaff, ID: v.Account, Name: s.staffName(v.Account, v.FullName)}
}

func (s *Service) staffName(account, full string) string {
	if s.Staff != nil {
		if name := s.Staff.StaffName(account); name != "" {
			return name
		}
	}
	given, family, found := strings.Cut(full, " ")
	if !found || family == "" {
		return full
	}
	return given + " " + string([]rune(family)[:1]) + "."
}
