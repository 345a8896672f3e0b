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
	"sem/internal/payments"
	"sem/internal/session"
)

// Cancellation is what cancelling a group means.
type Cancellation struct {
	Group     leisure.GroupID
	Confirmed []RosterLine // Confirmed lose their place and get everything back.
	InCarts   int          // InCarts are held or wished.
	Waiting   int          // Waiting are on the list, or were offered a place.
	Back      money.Cents  // Back is what comes back to the families, Unowed included.
	Unowed    money.Cents  // Unowed is the part of Back that was to be paid later: it is taken off their bills.
	Offered   int          // Offered were offered a place in another group.
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
	if c.Unowed, err = s.unowed(ctx, confirmedOf(places)); err != nil {
		return c, err
	}
	if c.Confirmed, err = s.lines(ctx, confirmedOf(places)); err != nil {
		return c, err
	}
	return c, nil
}

// unowed is how much of what would come back of some places was not paid yet. A bill is
// lowered by what it still owes before anything is given back.
func (s *Service) unowed(ctx context.Context, places []Place) (sum money.Cents, err error) {
	owing := map[OrderID]money.Cents{}
	for _, p := range places {
		if _, known := owing[p.Order]; !known && p.Order != "" {
			if owing[p.Order], err = s.owing(ctx, p.Order); err != nil {
				return 0, err
			}
		}
		less := min(p.Paid-p.Returned, owing[p.Order])
		owing[p.Order] -= less
		sum += less
	}
	return sum, nil
}

// owing is what the bill of an order still asks for.
func (s *Service) owing(ctx context.Context, which OrderID) (money.Cents, error) {
	o, err := orderByID(ctx, s.DB, which)
	if err != nil || s.Payments == nil || o.Bill == "" {
		return 0, err
	}
	b, err := s.Payments.Bill(ctx, s.DB, o.Bill)
	return b.Owing(), err
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
	was, back := p.State, payments.Refund{}
	if was == Confirmed {
		if back, err = t.refund(ctx, p, p.Paid-p.Returned, "Groupe annulé par la Ville"); err != nil {
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

// tellCancelled tells the payer of a place that its group is cancelled, why, what is given back
// and what is not owed any more, and which place is offered instead.
func (t *turn) tellCancelled(ctx context.Context, p Place, was State, back payments.Refund, reason i18n.Words, offered *Place) error {
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
		if given := back.Amount - back.Reduced; given > 0 {
			body += "\n\n" + i18n.T(ctx, "Nous vous rendons %s. Vous n’avez rien à faire.", given.In(string(i18n.Lang(ctx))))
		}
		if back.Reduced > 0 {
			body += "\n\n" + i18n.T(ctx, "Nous retirons %s de votre facture. Vous n’avez rien à faire.", back.Reduced.In(string(i18n.Lang(ctx))))
		}
		if offered != nil {
			body += "\n\n" + t.insteadWords(ctx, *offered)
		}
		return i18n.T(ctx, "Groupe annulé : %s", what), body
	})
}

// insteadWords say which place is offered to somebody whose group is cancelled, and until when.
func (t *turn) insteadWords(ctx context.Context, offered Place) string {
	said := i18n.T(ctx, "Une place vous est offerte dans un autre groupe : %s.", t.title(offered.Group).In(ctx))
	if first, ok := t.firstDay(ctx, offered.Group); ok {
		said += " " + i18n.T(ctx, "Premier cours le %s.", first)
	}
	return said + " " + i18n.T(ctx, "Acceptez-la avant le %s, sinon elle va à quelqu’un d’autre.", i18n.DateTime(ctx, offered.Until))
}
