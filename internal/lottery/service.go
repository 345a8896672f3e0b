package lottery

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/seal"
	"sem/internal/session"
)

// Service keeps the lotteries. Refresh is called before it is used, and then again and again.
type Service struct {
	DB           *db.DB
	Clock        clock.Clock
	IDs          id.Source
	Leisure      Leisure
	Registration *registration.Service
	People       *people.Service
	Alerts       *alerts.Service // Alerts tells the families; nil tells nobody.
	Key          seal.Key        // Key seals the seeds until they are drawn with; it is not in the database.

	all atomic.Pointer[[]Lottery]
}

// Leisure is what is asked of the program.
type Leisure interface {
	Program() *leisure.Program
}

// Refresh reads the lotteries again.
func (s *Service) Refresh(ctx context.Context) error {
	all, err := readLotteries(ctx, s.DB)
	if err == nil {
		s.all.Store(&all)
	}
	return err
}

// Lotteries are all lotteries, drafts too, those that open first before the others.
func (s *Service) Lotteries() []Lottery {
	if all := s.all.Load(); all != nil {
		return slices.Clone(*all)
	}
	return nil
}

// Lottery is a lottery by its name; a draft is only the staff's to see.
func (s *Service) Lottery(by session.Viewer, which ID) (Lottery, error) {
	for _, l := range s.Lotteries() {
		if l.ID == which && (!l.Published.IsZero() || by.May(session.LeisureManage)) {
			return l, nil
		}
	}
	return Lottery{}, errNone
}

// Of is the published lottery of an activity.
func (s *Service) Of(which leisure.ActivityID) (Lottery, bool) {
	if all := s.all.Load(); all != nil {
		for _, l := range *all {
			if !l.Published.IsZero() && slices.Contains(l.Activities, which) {
				return l, true
			}
		}
	}
	return Lottery{}, false
}

// Reserved tells whether nobody may register directly in a group at a moment: its activity is
// drawn, and what is left is not released.
func (s *Service) Reserved(_ *leisure.Group, a *leisure.Activity, at time.Time) bool {
	if l, ok := s.Of(a.ID); ok {
		return l.State(at) != Released
	}
	return a.Lottery
}

// deed runs a deed once for its key, journals it and reads the lotteries again; the answer of a
// form that comes twice is the first one's.
func (s *Service) deed(ctx context.Context, key forms.Key, answer string, do func(*db.Tx) error) (string, error) {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, answer, s.Clock.Now())
		if err != nil {
			return err
		}
		if earlier != "" {
			answer = earlier
			return nil
		}
		tx.AfterCommit(func() { _ = s.Refresh(context.WithoutCancel(ctx)) }) //nolint:errcheck // The deed is done; app asks again soon.
		return do(tx)
	})
	return answer, err
}

// record writes a deed into the journal.
func (s *Service) record(ctx context.Context, tx *db.Tx, by session.Viewer, e journal.Entry) error {
	e.At, e.Actor, e.ActorRole = s.Clock.Now(), by.Account, journal.RoleOf(by)
	return journal.Add(ctx, tx, s.IDs, e)
}

// What the journal is told.
const (
	Wished    journal.Action = "lottery choices"   // Wished: a family ranked its choices, or the counter did for it.
	Withdrawn journal.Action = "lottery withdrawn" // Withdrawn: a family took its choices back.
	Held      journal.Action = "lottery drawn"     // Held: a lottery was drawn.
)

func object(id ID) string { return "loisirs/tirages/" + string(id) }

func mayManage(by session.Viewer) error {
	if by.May(session.LeisureManage) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seules les personnes qui gèrent les loisirs peuvent faire cela.")
}
