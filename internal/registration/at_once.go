package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// orders are confirmed orders of many people, to be written together with what the journal and
// their owners are told.
type orders struct {
	rows    [][]any
	entries []journal.Entry
	notices []alerts.Notice
}

func (all *orders) add(by session.Viewer, o Order, notice *alerts.Notice) {
	all.rows = append(all.rows, orderRow(o, by.Account))
	for _, e := range entries(o, o.Places) {
		e.At, e.Actor, e.ActorRole = o.ConfirmedAt, by.Account, journal.RoleOf(by)
		all.entries = append(all.entries, e)
	}
	if notice != nil {
		all.notices = append(all.notices, *notice)
	}
}

// writeOrders writes orders, the journal and the notices. Their places are written by the caller.
func (t *turn) writeOrders(ctx context.Context, all orders) error {
	if len(all.rows) == 0 {
		return nil
	}
	if err := t.tx.SendMany(ctx, db.Many{Table: "registration_order", Columns: orderColumns, Rows: all.rows}); err != nil {
		return fmt.Errorf("write %d orders: %w", len(all.rows), err)
	}
	if err := journal.AddMany(ctx, t.tx, t.IDs, all.entries); err != nil {
		return err
	}
	if t.Alerts == nil {
		return nil
	}
	return t.Alerts.RaiseMany(ctx, t.tx, all.notices)
}

// freeOrder is the confirmed order of places that cost nothing, and the places as it leaves them.
func (t *turn) freeOrder(owner people.ID, number string, places []Place) *Order {
	o := &Order{ID: OrderID(t.IDs.New()), Number: number, Owner: owner, State: OrderConfirmed, At: t.now, ConfirmedAt: t.now, Channel: places[0].Channel, Total: total(places)}
	for _, p := range places {
		if o.Until.IsZero() || p.Until.Before(o.Until) {
			o.Until = p.Until
		}
		p.State, p.Order, p.ConfirmedAt, p.Paid = Confirmed, o.ID, t.now, p.Total()
		p.Until, p.EndedAt, p.Reason = time.Time{}, time.Time{}, ""
		o.Places = append(o.Places, p)
	}
	return o
}

// addAtOnce is Add by the ordinary way for AtOnce: what was held and costs nothing is registered.
func (s *Service) addAtOnce(ctx context.Context, by session.Viewer, a AddTo, key forms.Key, add func(*turn) ([]Outcome, error)) ([]Outcome, error) {
	number, err := s.nextNumber(ctx)
	if err != nil {
		return nil, err
	}
	given, err := s.outcomes(ctx, by, key, func(t *turn) ([]Outcome, error) {
		given, err := add(t)
		if err != nil {
			return nil, err
		}
		return given, t.registerFree(ctx, a.Owner, given, number)
	})
	used := slices.ContainsFunc(given, func(o Outcome) bool { return o.Order == number })
	if kind := fault.KindOf(err); !used && kind != fault.Internal && kind != fault.Unavailable {
		s.numbers.giveBack(number) // After a failure nobody knows whether it was used.
	}
	return given, err
}

// registerFree makes an order of those outcomes that are held and cost nothing.
func (t *turn) registerFree(ctx context.Context, owner people.ID, given []Outcome, number string) error {
	var held []PlaceID
	for _, o := range given {
		if o.State == Held && o.Refusal == "" {
			held = append(held, o.Place)
		}
	}
	if len(held) == 0 {
		return nil
	}
	places, err := placesWhere(ctx, t.tx, "p.id IN ("+db.Marks(len(held), 1)+") AND p.state = 'held' ORDER BY p.added_at, p.id", texts(held)...)
	if err != nil {
		return err
	}
	places = slices.DeleteFunc(places, func(p Place) bool { return p.Total() > 0 || p.Order != "" })
	if len(places) == 0 {
		return nil
	}
	o := Order{ID: OrderID(t.IDs.New()), Number: number, Owner: owner, State: OrderOpen, At: t.now, Channel: places[0].Channel, Total: total(places)}
	for i := range places {
		places[i].Order = o.ID
	}
	if err := t.confirmFree(ctx, o, places); err != nil {
		return err
	}
	for i, one := range given {
		if slices.ContainsFunc(places, func(p Place) bool { return p.ID == one.Place }) {
			given[i].State, given[i].Until, given[i].Order = Confirmed, time.Time{}, number
		}
	}
	return t.reprice(ctx, owner, places[0].Session)
}
