package registration

import (
	"context"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// WaitFor says who joins the list of a group: several people together or not at all.
type WaitFor struct {
	Owner   people.ID
	People  []people.ID
	Group   leisure.GroupID
	Options []string
	Channel leisure.Channel
}

// Wait puts people on the list of a full group. When a place is free for all of them they are
// told to take it instead.
func (s *Service) Wait(ctx context.Context, by session.Viewer, w WaitFor, key forms.Key) ([]Outcome, error) {
	g, known, err := s.asked(ctx, by, w.Owner, w.People, w.Group, &w.Channel)
	if err != nil {
		return nil, err
	}
	if !g.Waits {
		return nil, fault.New(fault.Conflict, "Ce groupe n’a pas de liste d’attente.")
	}
	if err := s.admit(ctx, by, w.Channel, g); err != nil {
		return nil, err
	}
	return s.outcomes(ctx, by, key, func(t *turn) ([]Outcome, error) { return t.wait(ctx, w, g, known) })
}

func (t *turn) wait(ctx context.Context, w WaitFor, g *leisure.Group, known candidates) ([]Outcome, error) {
	seat := g.SeatKey()
	if err := t.settle(ctx, seat); err != nil {
		return nil, err
	}
	n, err := t.seatsOf(ctx, seat)
	if err != nil {
		return nil, err
	}
	who := unique(w.People)
	if n.free(g, w.Channel, t.now) >= len(who) {
		return nil, fault.New(fault.Conflict, "Une place est libre : ajoutez-la au panier au lieu d’attendre.")
	}
	outcomes, party := make([]Outcome, 0, len(who)), []Place{}
	for _, one := range who {
		p, o, err := t.waiter(ctx, w, g, known[one])
		if err != nil {
			return nil, err
		}
		outcomes = append(outcomes, o)
		if o.Refusal == "" {
			party = append(party, p)
		}
	}
	if len(party) < len(who) {
		for i := range outcomes {
			outcomes[i].Place, outcomes[i].State = "", "" // Together or not at all.
		}
		return outcomes, nil
	}
	return outcomes, t.join(ctx, party)
}

// waiter is a place on the list for one person, or why there is none.
func (t *turn) waiter(ctx context.Context, w WaitFor, g *leisure.Group, who people.Person) (Place, Outcome, error) {
	p := t.place(g, who, w.Owner, w.Channel, w.Options)
	o := Outcome{Place: p.ID, Group: g.ID, Person: who.ID, State: Waiting}
	live, err := t.live(ctx, g.ID, who.ID)
	if err != nil {
		return p, o, err
	}
	switch {
	case live == nil:
	case live.Payer != w.Owner:
		o.Refusal = Elsewhere
		return p, o, nil
	case live.State != Wished:
		o.Place, o.State, o.Refusal = live.ID, live.State, Already
		return p, o, nil
	default:
		wish := *live
		wish.Channel, wish.Audience, wish.class, wish.seat = p.Channel, p.Audience, p.class, p.seat
		p, o.Place = wish, wish.ID
	}
	switch answer, err := t.judge(ctx, g, who, w.Channel); {
	case err != nil:
		return p, o, err
	case answer != leisure.Yes:
		o.Refusal = Ineligible
	}
	return p, o, nil
}

// join puts a party on the list. Its rank is that of its least favoured member.
func (t *turn) join(ctx context.Context, party []Place) error {
	class := 0
	for _, p := range party {
		class = max(class, p.class)
	}
	for i := range party {
		p := &party[i]
		p.class, p.Since, p.With = class, t.now, string(party[0].ID)
		if p.State == Wished {
			if err := t.move(ctx, p, Waiting); err != nil {
				return err
			}
			continue
		}
		p.State = Waiting
		if err := t.give(ctx, p.seat, countOf(Waiting, p.Channel)); err != nil {
			return err
		}
		if _, err := t.settled(ctx, *p, Outcome{}); err != nil {
			return err
		}
	}
	return nil
}

// party runs a deed on a place and its siblings, which the viewer may act on and which are in a
// state; then the seat is settled.
func (s *Service) party(ctx context.Context, by session.Viewer, which PlaceID, in State, key forms.Key, deed func(*turn, *Place) error) error {
	_, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		p, err := t.mine(ctx, which)
		if err != nil {
			return "", err
		}
		if p.State != in {
			return "", tooLate(in)
		}
		if in == Offered && !p.Until.After(t.now) {
			return "", tooLate(in)
		}
		members, err := partyOf(ctx, t.tx, p)
		if err != nil {
			return "", err
		}
		for i := range members {
			if err := deed(t, &members[i]); err != nil {
				return "", err
			}
		}
		return string(which), t.settle(ctx, p.seat)
	})
	return err
}

func tooLate(in State) error {
	if in == Offered {
		return fault.New(fault.Conflict, "Cette offre n’est plus ouverte. Voyez où en est votre inscription.")
	}
	return fault.New(fault.Conflict, "Cette inscription n’est plus en attente.")
}

// LeaveList takes a place, and its siblings, off the list.
func (s *Service) LeaveList(ctx context.Context, by session.Viewer, which PlaceID, key forms.Key) error {
	return s.party(ctx, by, which, Waiting, key, func(t *turn, p *Place) error {
		if err := t.end(ctx, p, Withdrawn, EndedByFamily); err != nil {
			return err
		}
		return t.recordDesk(ctx, *p, "left the list", "")
	})
}

// Accept takes an offer, for the siblings together: the places are held in the cart, at the
// price of the day, until the deadline of the offer.
func (s *Service) Accept(ctx context.Context, by session.Viewer, which PlaceID, key forms.Key) error {
	return s.party(ctx, by, which, Offered, key, func(t *turn, p *Place) error {
		g, err := t.group(p.Group)
		if err != nil {
			return err
		}
		if err := t.fix(p, g); err != nil {
			return err
		}
		p.Extended = true // The deadline of an offer is not moved.
		if err := t.move(ctx, p, Held); err != nil {
			return err
		}
		if err := t.reprice(ctx, p.Payer, p.Session); err != nil {
			return err
		}
		return t.recordDesk(ctx, *p, "offer accepted", "")
	})
}

// Decline refuses an offer, for the siblings together; the place goes to the next in line.
func (s *Service) Decline(ctx context.Context, by session.Viewer, which PlaceID, key forms.Key) error {
	return s.party(ctx, by, which, Offered, key, func(t *turn, p *Place) error {
		if err := t.end(ctx, p, Withdrawn, EndedDeclined); err != nil {
			return err
		}
		return t.recordDesk(ctx, *p, "offer declined", "")
	})
}

// KeepRank refuses an offer and keeps the rank, once. The place goes to the next in line; no
// other offer comes before the deadline of this one.
func (s *Service) KeepRank(ctx context.Context, by session.Viewer, which PlaceID, key forms.Key) error {
	return s.party(ctx, by, which, Offered, key, func(t *turn, p *Place) error {
		if p.Instead() {
			return fault.New(fault.Conflict, "Cette offre remplace un groupe annulé : il n’y a pas de rang à garder. Acceptez-la, ou refusez-la.")
		}
		if p.Kept {
			return fault.New(fault.Conflict, "Vous avez déjà gardé votre rang une fois. Acceptez cette place, ou refusez-la.")
		}
		p.Kept, p.Rest, p.Until = true, p.Until, time.Time{}
		if err := t.move(ctx, p, Waiting); err != nil {
			return err
		}
		return t.recordDesk(ctx, *p, "rank kept", "")
	})
}
