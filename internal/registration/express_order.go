package registration

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// buyer is one cart that somebody confirms.
type buyer struct {
	by     session.Viewer
	owner  people.ID
	key    forms.Key
	order  *Order         // order is what is to be written; nil for a cart that is not free.
	notice *alerts.Notice // notice tells the owner of the order.

	alone bool // alone: to be confirmed by the ordinary way.
}

// checkOutExpress is CheckOut at the web of a cart that costs nothing, together with whoever
// confirms theirs in the same moment; false when it is for the ordinary way.
func (s *Service) checkOutExpress(ctx context.Context, by session.Viewer, owner people.ID, how CheckOut, key forms.Key) (Order, bool, error) {
	if how.Channel != leisure.Web || how.Tender != nil || by.Staff() {
		return Order{}, false, nil
	}
	b := &buyer{by: by, owner: owner, key: key}
	s.tills.board(b, s.confirmTogether)
	if b.alone {
		return Order{}, false, ctx.Err()
	}
	return *b.order, true, nil
}

// confirmTogether confirms the carts of a group in one transaction. When that fails, whatever
// the reason, everybody goes alone and hears of their own reason.
func (s *Service) confirmTogether(group []*buyer) {
	ctx, cancel := context.WithTimeout(context.Background(), rideTime)
	defer cancel()
	err := s.prepareTogether(ctx, group)
	if err == nil {
		leave := s.pass(true)
		err = s.DB.InTx(ctx, func(tx *db.Tx) error {
			for _, b := range group {
				b.alone = b.order == nil
			}
			return s.begin(tx, session.Viewer{}).orderAll(ctx, group)
		})
		leave()
	}
	for _, b := range group {
		switch {
		case err != nil:
			b.alone = true // Nobody knows whether the number was used.
		case b.alone && b.order != nil:
			s.numbers.giveBack(b.order.Number)
		}
	}
}

// prepareTogether reads who is in the carts of a group, asks the rules, and makes the orders of
// those of which nothing is to be thought: what they hold costs nothing, and no rule stands
// against it.
func (s *Service) prepareTogether(ctx context.Context, group []*buyer) error {
	held, err := heldOf(ctx, s.DB, group)
	if err != nil {
		return err
	}
	who := owners(group)
	for _, places := range held {
		for _, p := range places {
			who = append(who, p.Person)
		}
	}
	known, err := s.candidates(ctx, unique(who))
	if err != nil {
		return err
	}
	t := turn{Service: s, now: s.Clock.Now(), program: s.Leisure.Program()}
	var free []*buyer
	for _, b := range group {
		if ok, err := t.mayGoTogether(ctx, held[b.owner], known); err != nil {
			return err
		} else if ok {
			free = append(free, b)
		}
	}
	numbers, err := s.nextNumbers(ctx, len(free))
	if err != nil {
		return err
	}
	for i, b := range free {
		b.order = t.freeOrder(b.owner, numbers[i], held[b.owner])
		slices.SortFunc(b.order.Places, func(a, b Place) int { return cmp.Or(a.AddedAt.Compare(b.AddedAt), cmp.Compare(a.ID, b.ID)) })
		b.notice = t.confirmedNotice(ctx, *b.order, known)
	}
	return nil
}

// mayGoTogether tells whether all that a cart holds costs nothing, is in no order, and has no rule
// against it.
func (t *turn) mayGoTogether(ctx context.Context, held []Place, known candidates) (bool, error) {
	if len(held) == 0 || total(held) > 0 {
		return false, nil
	}
	for _, p := range held {
		who, ok := known[p.Person]
		g, err := t.group(p.Group)
		if !ok || err != nil || p.Order != "" {
			return false, nil
		}
		f, err := t.check(ctx, t.DB, t.program, g, who, leisure.Web, enough(g))
		if err != nil || f.Verdict() != leisure.Yes {
			return false, err
		}
	}
	return true, nil
}

// heldOf are the held places in the carts of a group.
func heldOf(ctx context.Context, q db.Querier, group []*buyer) (map[people.ID][]Place, error) {
	held := make(map[people.ID][]Place, len(group))
	for some := range slices.Chunk(owners(group), together) {
		found, err := placesWhere(ctx, q, "p.payer_id IN ("+db.Marks(padded(len(some)), 1)+") AND p.state = 'held' ORDER BY p.payer_id, p.seat, p.id", padding(some)...)
		if err != nil {
			return nil, err
		}
		for _, p := range found {
			held[p.Payer] = append(held[p.Payer], p)
		}
	}
	return held, nil
}

func owners(group []*buyer) (who []people.ID) {
	for _, b := range group {
		who = append(who, b.owner)
	}
	return unique(who)
}

// orderAll writes the orders of those whose cart is still what it was.
func (t *turn) orderAll(ctx context.Context, group []*buyer) error {
	held, err := t.holdsOf(ctx, group)
	if err != nil {
		return err
	}
	if err := t.leaveUnlike(ctx, group, held); err != nil {
		return err
	}
	var some []*buyer
	var claims []forms.Claiming
	for _, b := range group {
		if !b.alone {
			some, claims = append(some, b), append(claims, forms.Claiming{Key: b.key, Result: b.order.Number})
		}
	}
	fresh, err := forms.ClaimMany(ctx, t.tx, claims, t.now)
	if err != nil {
		return err
	}
	var done orders
	var confirmed []Place
	for i, b := range some {
		if b.alone = !fresh[i]; b.alone {
			continue
		}
		confirmed = append(confirmed, b.order.Places...)
		done.add(b.by, *b.order, b.notice)
	}
	if err := t.confirmAll(ctx, confirmed); err != nil {
		return err
	}
	return t.writeOrders(ctx, done)
}

// confirmAll makes registrations of held places: their seats do not come back any more.
func (t *turn) confirmAll(ctx context.Context, places []Place) error {
	given := map[string]seats{}
	for _, p := range places {
		given[p.seat] = given[p.seat].plus(countOf(Confirmed, p.Channel).minus(countOf(Held, p.Channel)))
		err := t.tx.Send(ctx, `
			UPDATE registration_place
			SET    state = 'confirmed', order_id = $1, confirmed_at = $2, paid = $3, until = NULL, ended_at = NULL, reason = ''
			WHERE  id = $4`, string(p.Order), p.ConfirmedAt, int64(p.Paid), string(p.ID))
		if err != nil {
			return fmt.Errorf("confirm place %s: %w", p.ID, err)
		}
	}
	for _, seat := range slices.Sorted(maps.Keys(given)) {
		if err := t.give(ctx, seat, given[seat]); err != nil {
			return err
		}
	}
	return nil
}

// holdsOf are the held places in the carts of a group, with the rows of their seats held, those
// past their time left out.
func (t *turn) holdsOf(ctx context.Context, group []*buyer) (map[people.ID][]Place, error) {
	held, err := heldOf(ctx, t.tx, group)
	if err != nil {
		return nil, err
	}
	if t.DB.Kind() != db.SQLite {
		rows := map[string]bool{}
		for _, places := range held {
			for _, p := range places {
				rows[p.seat] = true
			}
		}
		for _, seat := range slices.Sorted(maps.Keys(rows)) {
			if err := t.lock(ctx, seat); err != nil {
				return nil, err
			}
		}
		if held, err = heldOf(ctx, t.tx, group); err != nil {
			return nil, err
		}
		for _, places := range held {
			for _, p := range places {
				if !rows[p.seat] {
					delete(held, p.Payer) // It came meanwhile, and its seat is not held.
					break
				}
			}
		}
	}
	for owner, places := range held {
		held[owner] = slices.DeleteFunc(places, func(p Place) bool { return !p.Until.After(t.now) })
	}
	return held, nil
}

// leaveUnlike leaves alone those whose cart is not what their order was made of, or who have
// another order under way; and the second of two who confirm one cart.
func (t *turn) leaveUnlike(ctx context.Context, group []*buyer, held map[people.ID][]Place) error {
	byOwner := make(map[people.ID]*buyer, len(group))
	for _, b := range group {
		b.alone = b.alone || byOwner[b.owner] != nil || !sameCart(held[b.owner], b.order.Places)
		if !b.alone {
			byOwner[b.owner] = b
		}
	}
	for some := range slices.Chunk(slices.Collect(maps.Keys(byOwner)), together) {
		open, err := ordersWhere(ctx, t.tx, "o.owner_id IN ("+db.Marks(padded(len(some)), 1)+") AND o.state = 'open'", padding(some)...)
		if err != nil {
			return err
		}
		for _, o := range open {
			if b := byOwner[o.Owner]; b != nil {
				b.alone = true
			}
		}
	}
	return nil
}

// sameCart tells whether the held places are those of an order, at the same prices.
func sameCart(held, ordered []Place) bool {
	return len(held) == len(ordered) && !slices.ContainsFunc(ordered, func(p Place) bool {
		return !slices.ContainsFunc(held, func(h Place) bool {
			return h.ID == p.ID && h.Order == "" && h.seat == p.seat && h.Channel == p.Channel && slices.Equal(h.Price, p.Price)
		})
	})
}
