package opening

import (
	"context"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/leisure"
	"sem/internal/session"
)

// Attend gives the viewer's account its ticket: the one it has, or a new one. When Attend
// returns, the ticket survives a power cut. Who had their turn and whose time is over gets a
// new place at the end of the line. Handed in twice, the second form finds the ticket of the
// first, so it bears no key.
func (s *Service) Attend(ctx context.Context, by session.Viewer, id EventID) (Position, error) {
	r := s.room(id)
	switch {
	case r == nil:
		return Position{}, errNoEvent
	case by.Account == "":
		return Position{}, fault.New(fault.SignIn, "Connectez-vous pour prendre un billet.")
	}
	now := s.Clock.Now()
	if e := r.now(); now.Before(e.Gathers) {
		return Position{}, fault.New(fault.Conflict, "La salle d’attente n’est pas encore ouverte. Revenez un peu avant l’ouverture.")
	}
	if err := s.drawIfDue(ctx, r, now); err != nil {
		return Position{}, err
	}
	if err := s.find(ctx, r, by.Account); err != nil {
		return Position{}, err
	}
	r.mu.RLock()
	at := r.position(r.byAccount[by.Account], now)
	r.mu.RUnlock()
	if at.Standing != Outside && at.Standing != Late {
		return at, nil
	}
	err := s.DB.InTx(ctx, func(tx *db.Tx) error { return s.enter(ctx, tx, r, by.Account, at.Standing == Late, now) })
	if err != nil && !db.IsDuplicate(err) { // A duplicate: the same account at the same time by another form.
		return Position{}, fmt.Errorf("attend opening %s: %w", id, err)
	}
	return s.Position(ctx, by, id)
}

// enter gives an account a ticket, or another place in the line to one that is late.
func (s *Service) enter(ctx context.Context, tx *db.Tx, r *room, account string, isLate bool, now time.Time) error {
	t, err := readTicket(ctx, tx, r.id, account)
	if err != nil || t != nil && !isLate {
		return err
	}
	place, _, err := countArrival(ctx, tx, r.id)
	if err != nil {
		return err
	}
	if t == nil {
		t = &ticket{arrival: place, place: place, number: s.IDs.New(), account: account, arrivedAt: now, placedAt: now}
		err = insertTicket(ctx, tx, r.id, t)
	} else {
		t.place, t.placedAt, t.enteredAt = place, now, time.Time{}
		err = moveTicket(ctx, tx, r.id, t)
	}
	if err != nil {
		return err
	}
	tx.AfterCommit(func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		r.take(t)
		r.event.Arrivals = max(r.event.Arrivals, place)
	})
	return nil
}

// Admit answers nil when the viewer may register in a session at a moment: no room guards it
// then, or their turn has come. Otherwise its fault leads to the room. The staff never waits.
func (s *Service) Admit(ctx context.Context, by session.Viewer, of leisure.SessionID, at time.Time) error {
	r := s.guard(of, at)
	if r == nil || by.Staff() {
		return nil
	}
	if err := s.find(ctx, r, by.Account); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.byAccount[by.Account]
	p := r.position(t, at)
	switch p.Standing {
	case Free:
		return nil
	case Turn:
		if t.enteredAt.IsZero() || !at.Before(p.Until) { // Nobody waits behind somebody late: their time begins again.
			t.enteredAt = at
			r.used = append(r.used, t)
		}
		return nil
	}
	f := fault.New(fault.TooMany, said[p.Standing])
	f.Path, f.RetryAfterSeconds = r.event.Path(), 10
	return f
}

// said is why somebody may not register yet.
var said = map[Standing]string{
	Outside: "Beaucoup de familles s’inscrivent en ce moment. Prenez un rang dans la salle d’attente.",
	Present: "Le tirage des rangs se fait à l’instant. Votre rang s’affiche dans la salle d’attente.",
	Waiting: "Votre tour n’est pas encore venu. Votre rang est dans la salle d’attente.",
	Late:    "Le temps de votre tour est écoulé. Reprenez un rang dans la salle d’attente.",
}
