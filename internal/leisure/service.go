package leisure

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
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
	Uses     []Uses          // Uses are asked before anything is deleted; without any, nothing is used.
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

// Uses is what leisure asks of each room that keeps what people do with the program, so that
// nothing is deleted which somebody's file names.
type Uses interface {
	// Used tells whether anybody ever had a place in a group, or may be given one by a draw.
	// An empty group asks about the activity alone.
	Used(ctx context.Context, q db.Querier, a ActivityID, g GroupID) (bool, error)
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
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	// The mark is read before the rest, so that a change made meanwhile is read the next time.
	changed, err := mark(ctx, s.DB, markChanged)
	if err != nil {
		return fmt.Errorf("refresh the leisure program: %w", err)
	}
	if old := s.picture.Load(); old != nil && old.changed == changed {
		return nil
	}
	parts, err := readParts(ctx, s.DB)
	if err != nil {
		return fmt.Errorf("refresh the leisure program: %w", err)
	}
	p := Assemble(parts)
	p.changed = changed
	s.picture.Store(p)
	return nil
}

// changeTx marks in a transaction that the program changes, and has it read again once it
// has. A picture that cannot be read then is read with the next Refresh.
func (s *Service) changeTx(ctx context.Context, tx *db.Tx) error {
	tx.AfterCommit(func() { _ = s.Refresh(context.WithoutCancel(ctx)) }) //nolint:errcheck // The deed is done; app asks again soon.
	return putMark(ctx, tx, markChanged, s.IDs.New())
}

// deed is what somebody of the staff does.
type deed struct {
	by     session.Viewer
	key    forms.Key
	id     string // id names what is touched; it is the answer to every repetition.
	object string // object and detail are for the journal.
	detail string
}

// run runs a deed once for its key, and answers the name of what it touched.
func (s *Service) run(ctx context.Context, d deed, do func(*db.Tx) error) (string, error) {
	if err := mayManage(d.by); err != nil {
		return "", err
	}
	answer := d.id
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, d.key, d.id, s.Clock.Now())
		if err != nil || earlier != "" {
			answer = earlier
			return err
		}
		// The mark of the program is written first: whoever changes it too waits here, and then
		// reads what became of it.
		if err := s.changeTx(ctx, tx); err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return err
		}
		return s.write(ctx, tx, d.by, d.object, d.detail)
	})
	if db.IsDuplicate(err) { // Another node took the code since this one last looked.
		var problems fault.Problems
		problems.Add("code", "Ce code vient d’être pris. Choisissez-en un autre.")
		err = problems.Err()
	}
	return answer, s.named(ctx, err, "leisure "+d.object)
}

// write journals a deed of the staff.
func (s *Service) write(ctx context.Context, tx *db.Tx, by session.Viewer, object, detail string) error {
	if s.Journal == nil {
		return nil
	}
	return s.Journal.Add(ctx, tx, journal.Entry{
		At: s.Clock.Now(), Actor: by.Account, ActorRole: journal.RoleOf(by), Action: journal.SettingChanged, Object: "leisure " + object, Detail: detail,
	})
}

func mayManage(by session.Viewer) error {
	if by.May(session.LeisureManage) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seules les personnes qui gèrent les loisirs peuvent faire cela.")
}
