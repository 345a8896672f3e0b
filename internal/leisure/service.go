package leisure

import (
	"context"
	"sync"
	"sync/atomic"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/places"
	"sem/internal/session"
)

// Service keeps the program. Refresh is called before it is used, and now and then for what
// other nodes changed.
type Service struct {
	DB       *db.DB
	Clock    clock.Clock
	IDs      id.Source
	Journal  *journal.Service
	Places   *places.Service // Places knows the addresses of sites; nil knows none.
	Seats    Seats           // Seats tells what is left; nil says that everything is free.
	Families Families        // Families tells those who have a place what becomes of a class; nil tells nobody.
	Calendar Calendar        // Calendar knows the holidays, on which no class is planned; nil knows none.

	picture atomic.Pointer[Program]
	reading sync.Mutex
}

// Families is what leisure asks of registration, so that a class is not changed behind the
// backs of those who go there.
type Families interface {
	// Told counts the people who would be told of a change of a group.
	Told(ctx context.Context, g GroupID) (int, error)
	// ClassChanged tells them, in the transaction of the deed. before is the zero Occurrence
	// for a class that was added.
	ClassChanged(ctx context.Context, tx *db.Tx, by session.Viewer, g *Group, before, after Occurrence) error
}

// Calendar knows the holidays of the city.
type Calendar interface {
	Holiday(civil.Day) bool
}

// Program is the program as it was last read.
func (s *Service) Program() *Program {
	if p := s.picture.Load(); p != nil {
		return p
	}
	return Assemble(Parts{})
}

// Left is what is left of the places of a group.
func (s *Service) Left(g *Group) Left {
	if s.Seats == nil {
		return Left{Places: g.Places, Web: max(0, g.Places-g.Kept(s.Clock.Now()))}
	}
	return s.Seats.Left(g.ID)
}

// Refresh reads the program when it has changed since the last time. It is cheap when it has
// not.
func (s *Service) Refresh(ctx context.Context) error { return errNotYet }

var errNotYet = fault.New(fault.Unavailable, "Cette partie du programme n’est pas prête.")

func mayManage(by session.Viewer) error {
	if by.May(session.LeisureManage) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seules les personnes qui gèrent les loisirs peuvent faire cela.")
}
