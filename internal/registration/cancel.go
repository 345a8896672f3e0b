package registration

import (
	"context"
	"encoding/json"
	"fmt"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/session"
)

// Cancellation is what cancelling a group means.
type Cancellation struct {
	Group     leisure.GroupID
	Confirmed []RosterLine // Confirmed lose their place and get everything back.
	InCarts   int          // InCarts are held or wished.
	Waiting   int          // Waiting are on the list, or were offered a place.
	Back      money.Cents
	Offered   int // Offered were offered a place in another group.
}

// Cancellation tells whom cancelling a group would concern, and how much would be given back.
func (s *Service) Cancellation(ctx context.Context, by session.Viewer, group leisure.GroupID) (Cancellation, error) {
	c := Cancellation{Group: group}
	if !by.May(session.LeisureManage) {
		return c, errManage()
	}
	if _, ok := s.Leisure.Program().Group(group); !ok {
		return c, fault.New(fault.NotFound, "Ce groupe n’existe pas.")
	}
	places, err := livePlaces(ctx, s.DB, group)
	if err != nil {
		return c, err
	}
	c.count(places)
	if c.Confirmed, err = s.lines(ctx, confirmedOf(places)); err != nil {
		return c, err
	}
	return c, nil
}

func errManage() error {
	return fault.New(fault.Forbidden, "Seules les personnes qui gèrent les loisirs peuvent annuler un groupe.")
}

func (c *Cancellation) count(places []Place) {
	for _, p := range places {
		switch p.State {
		case Confirmed:
			c.Back += p.Paid - p.Returned
		case Wished, Held:
			c.InCarts++
		default:
			c.Waiting++
		}
	}
}

func confirmedOf(places []Place) (some []Place) {
	for _, p := range places {
		if p.State == Confirmed {
			some = append(some, p)
		}
	}
	return some
}

func livePlaces(ctx context.Context, q db.Querier, g leisure.GroupID) ([]Place, error) {
	return placesWhere(ctx, q, "p.group_id = $1 AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered') ORDER BY p.added_at, p.id", string(g))
}

// CancelGroup cancels a group: everybody is told why, all that was paid is given back, every
// place ends, and those who were registered are offered a place in the first of other groups,
// chosen among those of Instead, that can take them; all in one transaction. Who registered
// first is served first.
func (s *Service) CancelGroup(ctx context.Context, by session.Viewer, group leisure.GroupID, reason i18n.Words, other []leisure.GroupID, key forms.Key) (Cancellation, error) {
	c := Cancellation{Group: group}
	if !by.May(session.LeisureManage) {
		return c, errManage()
	}
	if _, ok := s.Leisure.Program().Group(group); !ok {
		return c, fault.New(fault.NotFound, "Ce groupe n’existe pas.")
	}
	if reason.FR == "" {
		var wrong fault.Problems
		wrong.Add("raison", "Écrivez pourquoi le groupe est annulé : les familles le liront.")
		return c, wrong.Err()
	}
	to, err := s.insteadOf(ctx, group, other)
	if err != nil {
		return c, err
	}
	said, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		if err := t.Leisure.CancelGroupTx(ctx, t.tx, by, group, reason); err != nil {
			return "", err
		}
		done, err := t.endGroup(ctx, group, reason, to)
		if err != nil {
			return "", err
		}
		b, err := json.Marshal(done)
		return string(b), err
	})
	if err != nil {
		return c, err
	}
	if err := json.Unmarshal([]byte(said), &c); err != nil {
		return c, fmt.Errorf("read an earlier cancellation: %w", err)
	}
	return c, nil
}

// endGroup ends every live place of a group that is cancelled or gone.
func (t *turn) endGroup(ctx context.Context, group leisure.GroupID, reason i18n.Words, to instead) (Cancellation, error) {
	c := Cancellation{Group: group}
	places, err := livePlaces(ctx, t.tx, group)
	if err != nil {
		return c, err
	}
	c.count(places)
	seats := map[string]bool{}
	for i := range places {
		p := &places[i]
		seats[p.seat] = true
		offered, err := t.endByCity(ctx, p, reason, to)
		if err != nil {
			return c, err
		}
		if offered != nil {
			c.Offered++
		}
	}
	for seat := range seats {
		if err := t.settle(ctx, seat); err != nil {
			return c, err
		}
	}
	return c, nil
}

// endByCity ends a place of a group that is gone, and tells which place is offered instead.
func (t *turn) endByCity(ctx context.Context, p *Place, reason i18n.Words, to instead) (offered *Place, err error) {
	was, back := p.State, money.Cents(0)
	if was == Confirmed {
		back = p.Paid - p.Returned
		if err := t.refund(ctx, p, back, "Groupe annulé par la Ville"); err != nil {
			return nil, err
		}
	}
	if err := t.end(ctx, p, Cancelled, EndedByCity); err != nil {
		return nil, err
	}
	if err := t.recordPlace(ctx, *p, "cancelled by the city", ""); err != nil {
		return nil, err
	}
	if was == Confirmed {
		if offered, err = t.offerElsewhere(ctx, p, to); err != nil {
			return nil, err
		}
	}
	return offered, t.tellCancelled(ctx, *p, was, back, reason, offered)
}

// tellCancelled tells the payer of a place that its group is cancelled, why, what is given back,
// and which place is offered instead.
func (t *turn) tellCancelled(ctx context.Context, p Place, was State, back money.Cents, reason i18n.Words, offered *Place) error {
	return t.tellOne(ctx, p, "cancelled", func(ctx context.Context, who, what string) (string, string) {
		body := i18n.T(ctx, "Le groupe auquel %s était inscrit n’aura pas lieu.", who)
		switch was {
		case Wished, Held:
			body = i18n.T(ctx, "Le groupe que vous aviez mis dans votre panier pour %s n’aura pas lieu.", who)
		case Waiting, Offered:
			body = i18n.T(ctx, "Le groupe où %s attendait une place n’aura pas lieu.", who)
		}
		if why := reason.In(ctx); why != "" {
			body += "\n\n" + why
		}
		if back > 0 {
			body += "\n\n" + i18n.T(ctx, "Nous vous rendons %s. Vous n’avez rien à faire.", back.In(string(i18n.Lang(ctx))))
		}
		return i18n.T(ctx, "Groupe annulé : %s", what), body
	})
}
