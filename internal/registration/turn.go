package registration

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/session"
)

// turn is one deed under way in its transaction.
type turn struct {
	*Service
	tx      *db.Tx
	by      session.Viewer
	now     time.Time
	program *leisure.Program
	deltas  map[string]seats // deltas are what memory hears once it is committed.
}

// errReplayed undoes a deed whose form had its effect before.
var errReplayed = errors.New("the form had its effect before")

// once runs a deed in a transaction, for one handing-in of one form: the second time nothing
// happens, and the result is the first one's. The form is claimed last, because what the deed
// gives is only known then; a deed that is refused asks whether it was done before.
func (s *Service) once(ctx context.Context, by session.Viewer, key forms.Key, do func(*turn) (result string, err error)) (result string, err error) {
	defer s.pass(false)()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		t := s.begin(tx, by)
		given, refusal := do(t)
		if refusal != nil && fault.KindOf(refusal) == fault.Internal {
			return refusal
		}
		earlier, err := forms.Claim(ctx, tx, key, given, t.now)
		switch {
		case earlier != "":
			result = earlier
			return errReplayed
		case refusal != nil:
			return refusal
		}
		result = given
		return err
	})
	if errors.Is(err, errReplayed) {
		return result, nil
	}
	return result, err
}

// do runs a deed that no form asked for.
func (s *Service) do(ctx context.Context, deed func(*turn) error) error {
	defer s.pass(false)()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return deed(s.begin(tx, session.Viewer{})) })
}

// pass lets deeds by on PostgreSQL, each with few seats, or one group of passengers with many:
// they would hold rows that the others wait for, in turn. SQLite has one writer.
func (s *Service) pass(many bool) (leave func()) {
	switch {
	case s.DB.Kind() == db.SQLite:
		return func() {}
	case many:
		s.gate.Lock()
		return s.gate.Unlock
	}
	s.gate.RLock()
	return s.gate.RUnlock
}

func (s *Service) begin(tx *db.Tx, by session.Viewer) *turn {
	t := &turn{Service: s, tx: tx, by: by, now: s.Clock.Now(), program: s.Leisure.Program(), deltas: map[string]seats{}}
	tx.AfterCommit(func() {
		if len(t.deltas) > 0 {
			s.memory.apply(t.deltas)
		}
	})
	return t
}

// What the journal is told.
const (
	Registered journal.Action = "registered"
	Changed    journal.Action = "registration changed"
	SheetRead  journal.Action = "sheet read"
)

// record writes a deed into the journal.
func (t *turn) record(ctx context.Context, e journal.Entry) error {
	e.At, e.Actor, e.ActorRole = t.now, t.by.Account, journal.RoleOf(t.by)
	return journal.Add(ctx, t.tx, t.IDs, e)
}

// recordPlace writes what was done with a place into the journal.
func (t *turn) recordPlace(ctx context.Context, p Place, detail, reason string) error {
	return t.record(ctx, journal.Entry{Person: string(p.Person), Action: Changed, Object: "loisirs/groupes/" + string(p.Group), Detail: detail, Reason: reason})
}

// recordDesk is recordPlace for what the counter does; families' carts are their own matter.
func (t *turn) recordDesk(ctx context.Context, p Place, detail, reason string) error {
	if !t.by.Staff() {
		return nil
	}
	return t.recordPlace(ctx, p, detail, reason)
}

// move brings a place into another state with what that means for the seats, and writes it.
// before is what it was; errFull when it takes a seat and none is free.
func (t *turn) move(ctx context.Context, p *Place, to State) error {
	if err := allowed(p.State, to); err != nil {
		return err
	}
	d := countOf(to, p.Channel).minus(countOf(p.State, p.Channel))
	if d.taken > 0 {
		g, ok := t.program.Group(p.Group)
		if !ok {
			return errFull
		}
		if err := t.take(ctx, g, d); err != nil {
			return err
		}
	} else if err := t.give(ctx, p.seat, d); err != nil {
		return err
	}
	p.State = to
	return t.write(ctx, *p)
}

// end moves a place to an end, with the reason.
func (t *turn) end(ctx context.Context, p *Place, to State, reason string) error {
	p.EndedAt, p.Reason = t.now, reason
	return t.move(ctx, p, to)
}

func allowed(from, to State) error {
	for _, s := range next[from] {
		if s == to {
			return nil
		}
	}
	return fault.Wrap(fault.Conflict, fmt.Errorf("a place goes from %s to %s", from, to),
		"L’état de cette inscription vient de changer. Ouvrez la page de nouveau.")
}
