package opening

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/leisure"
	"sem/internal/session"
)

// announced is how long before an opening its event is made, and its commitment public.
const announced = 60 * 24 * time.Hour

// moment is an opening that the program announces.
type moment struct {
	session leisure.SessionID
	opens   int64 // opens is in seconds.
}

// prepare makes an event for each opening to come of a session with a draw, and drops those
// that the program does not announce any more before anybody has come.
func (s *Service) prepare(ctx context.Context, now time.Time) error {
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	wanted := s.openings(now)
	var errs []error
	for _, r := range s.all() {
		e := r.now()
		m := moment{e.Session, e.Opens.Unix()}
		if !wanted[m] && now.Before(e.Gathers) && e.Arrivals == 0 {
			errs = append(errs, s.drop(ctx, e))
		}
		delete(wanted, m)
	}
	for m := range wanted {
		errs = append(errs, s.make(ctx, m))
	}
	return errors.Join(errs...)
}

// openings are the moments at which groups of sessions with a draw open at the web.
func (s *Service) openings(now time.Time) map[moment]bool {
	all := map[moment]bool{}
	p := s.Leisure.Program()
	for _, one := range p.Sessions() {
		if !one.Drawn || !one.Published {
			continue
		}
		for _, g := range p.GroupsOf(one.ID) {
			if a, ok := p.Activity(g.Activity); g.Cancelled || ok && a.Free {
				continue
			}
			for _, audience := range leisure.Audiences() {
				w := p.Window(g, audience, leisure.Web, now)
				if !w.Open && w.Next.After(now) && w.Next.Before(now.Add(announced)) {
					all[moment{one.ID, w.Next.Unix()}] = true
				}
			}
		}
	}
	return all
}

func (s *Service) make(ctx context.Context, m moment) error {
	opens := time.Unix(m.opens, 0).UTC()
	k := kept{Event: Event{
		ID: EventID(s.IDs.New()), Session: m.session, Gathers: opens.Add(-GathersBefore), Opens: opens, Ends: opens.Add(LastsFor), Pace: usual(),
	}, seed: secret(), key: secret()}
	k.Commitment = Commitment(k.seed)
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := insertEvent(ctx, tx, k)
		if err != nil || n == 0 {
			return err
		}
		// The sealed journal keeps what was promised beside the page that shows it.
		return s.record(ctx, tx, session.Viewer{}, k.ID, "commitment "+k.Commitment)
	})
	if err != nil {
		return fmt.Errorf("prepare an opening of session %s: %w", m.session, err)
	}
	return nil
}

func (s *Service) drop(ctx context.Context, e Event) error {
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := dropEvent(ctx, tx, e.ID)
		if err != nil || n == 0 {
			return err
		}
		return s.record(ctx, tx, session.Viewer{}, e.ID, "dropped")
	})
	if err != nil {
		return fmt.Errorf("drop opening %s: %w", e.ID, err)
	}
	return nil
}

// SetPace sets the bounds and the pace of an event, or pauses it.
func (s *Service) SetPace(ctx context.Context, by session.Viewer, id EventID, p Pace) error {
	if err := mayManage(by); err != nil {
		return err
	}
	if s.room(id) == nil {
		return errNoEvent
	}
	var wrong fault.Problems
	if p.Now <= 0 { // What is no number must not slow a line down to its slowest.
		wrong.Add("cadence", "Entrez un nombre de familles par seconde, plus grand que zéro. Pour arrêter la file, mettez-la en pause.")
	}
	if p.Slowest < 0.1 || p.Slowest > 10_000 {
		wrong.Add("lent", "Entrez un nombre de familles par seconde, de 0,1 à 10 000.")
	}
	if p.Fastest < p.Slowest || p.Fastest > 10_000 {
		wrong.Add("vite", "Entrez un nombre de familles par seconde, au moins celui de la plus petite cadence et au plus 10 000.")
	}
	if p.Finish < 5*time.Minute || p.Finish > 2*time.Hour {
		wrong.Add("minutes", "Entrez un nombre de minutes, de 5 à 120.")
	}
	if err := wrong.Err(); err != nil {
		return err
	}
	p.Now = min(max(p.Now, p.Slowest), p.Fastest)
	detail := fmt.Sprintf("pace %g from %g to %g, %d minutes", p.Now, p.Slowest, p.Fastest, int(p.Finish/time.Minute))
	if p.Paused {
		detail = "paused"
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := setPace(ctx, tx, id, p, s.Clock.Now())
		if err != nil {
			return err
		}
		if n == 0 {
			return errOver
		}
		return s.record(ctx, tx, by, id, detail)
	})
	if err != nil {
		return err
	}
	return s.Refresh(ctx)
}

// Lift ends an event before its time: everybody registers without waiting.
func (s *Service) Lift(ctx context.Context, by session.Viewer, id EventID) error {
	if err := mayManage(by); err != nil {
		return err
	}
	r := s.room(id)
	if r == nil {
		return errNoEvent
	}
	if now := s.Clock.Now(); !r.now().Over(now) {
		return s.end(ctx, by, r, now)
	}
	return nil
}

func mayManage(by session.Viewer) error {
	if by.May(session.LeisureManage) {
		return nil
	}
	return fault.New(fault.Forbidden, "Seules les personnes qui gèrent les loisirs peuvent faire cela.")
}

// keptFor is how long tickets say whose they were.
const keptFor = 90 * 24 * time.Hour

// Forget takes the accounts out of old tickets. The draw and the report stay whole.
func (s *Service) Forget(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := forgetAccounts(ctx, tx, s.Clock.Now().Add(-keptFor))
		return err
	})
}

// Seed reads a published seed.
func Seed(text string) ([]byte, error) { return hex.DecodeString(text) }
