package registration

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

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
	number string

	order Order
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
	return b.order, true, nil
}

// confirmTogether confirms the carts of a group in one transaction. When that fails, whatever
// the reason, everybody goes alone and hears of their own reason.
func (s *Service) confirmTogether(group []*buyer) {
	ctx, cancel := context.WithTimeout(context.Background(), rideTime)
	defer cancel()
	known, err := s.prepareTogether(ctx, group)
	if err == nil {
		leave := s.pass(true)
		err = s.DB.InTx(ctx, func(tx *db.Tx) error {
			for _, b := range group {
				b.alone = b.number == ""
			}
			return s.begin(tx, session.Viewer{}).orderAll(ctx, group, known)
		})
		leave()
	}
	for _, b := range group {
		switch {
		case err != nil:
			b.alone = true // Nobody knows whether the number was used.
		case b.alone && b.number != "":
			s.numbers.giveBack(b.number)
		}
	}
}

// prepareTogether reads who is in the carts of a group, and numbers those that have something.
func (s *Service) prepareTogether(ctx context.Context, group []*buyer) (candidates, error) {
	held, err := heldOf(ctx, s.DB, group)
	if err != nil {
		return nil, err
	}
	who := map[people.ID]bool{}
	wanted := 0
	for _, places := range held {
		for _, p := range places {
			who[p.Person] = true
		}
	}
	for _, b := range group {
		if places := held[b.owner]; len(places) > 0 && total(places) <= 0 {
			wanted++
		}
	}
	numbers, err := s.nextNumbers(ctx, wanted)
	if err != nil {
		return nil, err
	}
	for _, b := range group {
		if places := held[b.owner]; len(places) > 0 && total(places) <= 0 {
			b.number, numbers = numbers[0], numbers[1:]
		}
	}
	return s.candidates(ctx, slices.Collect(maps.Keys(who)))
}

// heldOf are the held places in the carts of a group.
func heldOf(ctx context.Context, q db.Querier, group []*buyer) (map[people.ID][]Place, error) {
	held := make(map[people.ID][]Place, len(group))
	for who := owners(group); len(who) > 0; {
		n := chunk(len(who))
		some, err := placesWhere(ctx, q, "p.payer_id IN ("+marks(n, 1)+") AND p.state = 'held' ORDER BY p.payer_id, p.seat, p.id", texts(who[:n])...)
		if err != nil {
			return nil, err
		}
		for _, p := range some {
			held[p.Payer] = append(held[p.Payer], p)
		}
		who = who[n:]
	}
	return held, nil
}

func owners(group []*buyer) (who []people.ID) {
	for _, b := range group {
		who = append(who, b.owner)
	}
	return unique(who)
}

// orderAll makes a confirmed order of every cart of which nothing is to be thought of.
func (t *turn) orderAll(ctx context.Context, group []*buyer, known candidates) error {
	held, err := t.holdsOf(ctx, group)
	if err != nil {
		return err
	}
	if err := t.leaveUnlike(ctx, group, held, known); err != nil {
		return err
	}
	var some []*buyer
	var claims []forms.Claiming
	for _, b := range group {
		if !b.alone {
			some, claims = append(some, b), append(claims, forms.Claiming{Key: b.key, Result: b.number})
		}
	}
	fresh, err := forms.ClaimMany(ctx, t.tx, claims, t.now)
	if err != nil {
		return err
	}
	given := map[string]seats{}
	for i, b := range some {
		if b.alone = !fresh[i]; b.alone {
			continue
		}
		for _, p := range held[b.owner] {
			given[p.seat] = given[p.seat].plus(countOf(Confirmed, p.Channel).minus(countOf(Held, p.Channel)))
		}
		t.by = b.by
		if err := t.confirmCart(ctx, b, held[b.owner], known); err != nil {
			return err
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

// leaveUnlike leaves alone whoever holds nothing, owes something, has an order under way, or has
// a place that a rule now stands against; and the second of two who confirm one cart.
func (t *turn) leaveUnlike(ctx context.Context, group []*buyer, held map[people.ID][]Place, known candidates) error {
	byOwner := make(map[people.ID]*buyer, len(group))
	for _, b := range group {
		places := held[b.owner]
		if byOwner[b.owner] != nil || len(places) == 0 || total(places) > 0 {
			b.alone = true
			continue
		}
		byOwner[b.owner] = b
		for _, p := range places {
			who, ok := known[p.Person]
			if !ok || p.Order != "" {
				b.alone = true
				break
			}
			g, err := t.group(p.Group)
			if err != nil {
				b.alone = true
				break
			}
			f, err := t.check(ctx, t.tx, t.program, g, who, leisure.Web, enough(g))
			if err != nil {
				return err
			}
			b.alone = b.alone || f.Verdict() != leisure.Yes
		}
	}
	for who := owners(group); len(who) > 0; {
		n := chunk(len(who))
		open, err := ordersWhere(ctx, t.tx, "o.owner_id IN ("+marks(n, 1)+") AND o.state = 'open'", texts(who[:n])...)
		if err != nil {
			return err
		}
		for _, o := range open {
			if b := byOwner[o.Owner]; b != nil {
				b.alone = true
			}
		}
		who = who[n:]
	}
	return nil
}

// confirmCart writes the order of a cart, its places, the journal and the notice. The seats are
// counted by the caller.
func (t *turn) confirmCart(ctx context.Context, b *buyer, places []Place, known candidates) error {
	o := Order{ID: OrderID(t.IDs.New()), Number: b.number, Owner: b.owner, State: OrderConfirmed, At: t.now, ConfirmedAt: t.now, Channel: leisure.Web, Total: total(places)}
	for i := range places {
		p := &places[i]
		if until := later(p.Until, t.now.Add(payWithin)); o.Until.IsZero() || until.Before(o.Until) {
			o.Until = until
		}
		p.State, p.Order, p.ConfirmedAt, p.Paid = Confirmed, o.ID, t.now, p.Total()
		p.Until, p.EndedAt, p.Reason = time.Time{}, time.Time{}, ""
	}
	if err := t.insertOrder(ctx, o); err != nil {
		return err
	}
	for _, p := range places {
		err := t.tx.Send(ctx, `
			UPDATE registration_place
			SET    state = 'confirmed', order_id = $1, confirmed_at = $2, paid = $3, until = NULL, ended_at = NULL, reason = ''
			WHERE  id = $4`, string(o.ID), t.now, int64(p.Paid), string(p.ID))
		if err != nil {
			return err
		}
	}
	slices.SortFunc(places, func(a, b Place) int { return cmp.Or(a.AddedAt.Compare(b.AddedAt), cmp.Compare(a.ID, b.ID)) })
	o.Places = places
	b.order = o
	return t.confirmedOf(ctx, o, places, func(p Place) (string, error) {
		return cmp.Or(known[p.Person].GivenName, known[p.Person].FamilyName), nil
	})
}
