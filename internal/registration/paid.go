package registration

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/session"
)

// BillPaid confirms the places of a bill in the transaction of its payment. A place whose time
// was over meanwhile is taken again if a seat is free; what is gone is given back, and its owner
// is told so. Called again it changes nothing.
func (s *Service) BillPaid(ctx context.Context, tx *db.Tx, bill payments.Bill, at time.Time) error {
	t := s.begin(tx, session.Viewer{})
	o, err := orderByID(ctx, tx, OrderID(bill.Object))
	if err != nil {
		return fmt.Errorf("deliver bill %s: %w", bill.Number, err)
	}
	places, err := t.billed(ctx, bill)
	if err != nil {
		return err
	}
	var delivered, lost []Place
	for i := range places {
		p := &places[i]
		switch ok, err := t.deliver(ctx, p, o); {
		case err != nil:
			return err
		case ok:
			delivered = append(delivered, *p)
		default:
			lost = append(lost, *p)
		}
	}
	if o.State == OrderConfirmed && len(lost) == 0 {
		return nil
	}
	if len(delivered) > 0 {
		o.State, o.ConfirmedAt = OrderConfirmed, t.now
		if err := t.writeOrder(ctx, o); err != nil {
			return err
		}
		if err := t.confirmed(ctx, o, delivered); err != nil {
			return err
		}
	}
	return t.giveBack(ctx, bill, o, lost)
}

// billed are the places that the lines of a bill are for, with the rows of their seats held.
func (t *turn) billed(ctx context.Context, bill payments.Bill) ([]Place, error) {
	var which []string
	for _, l := range bill.Lines {
		if l.Object != "" && !slices.Contains(which, l.Object) {
			which = append(which, l.Object)
		}
	}
	if len(which) == 0 {
		return nil, nil
	}
	read := func() ([]Place, error) {
		return placesWhere(ctx, t.tx, "p.id IN ("+db.Marks(len(which), 1)+") ORDER BY p.seat, p.id", texts(which)...)
	}
	places, err := read()
	if err != nil || t.DB.Kind() == db.SQLite {
		return places, err
	}
	for _, p := range places {
		if err := t.lock(ctx, p.seat); err != nil {
			return nil, err
		}
	}
	return read()
}

// deliver confirms one paid place; false when it can be had no more.
func (t *turn) deliver(ctx context.Context, p *Place, o Order) (bool, error) {
	switch {
	case p.Order != o.ID:
		return false, nil // Another order took it over, which is paid or not by itself.
	case p.State == Confirmed:
		return true, nil
	case p.State == Held:
		return true, t.confirm(ctx, p)
	case p.State != Lapsed:
		return false, nil
	}
	live, err := t.live(ctx, p.Group, p.Person)
	if err != nil || live != nil {
		return false, err
	}
	g, ok := t.program.Group(p.Group)
	if !ok || g.Cancelled {
		return false, nil
	}
	p.seat = g.SeatKey()
	switch err := t.confirm(ctx, p); {
	case errors.Is(err, errFull):
		p.ConfirmedAt, p.Paid = time.Time{}, 0
		return false, nil
	default:
		return err == nil, err
	}
}

// giveBack returns what was paid for places that are gone.
func (t *turn) giveBack(ctx context.Context, bill payments.Bill, o Order, lost []Place) error {
	amounts := map[string]money.Cents{}
	for _, p := range lost {
		if paid := lineTotal(bill, p.ID); paid > 0 {
			amounts[string(p.ID)] = paid
		}
	}
	if len(amounts) == 0 {
		return nil
	}
	_, err := t.Payments.RefundTx(ctx, t.tx, payments.NewRefund{Bill: bill.ID, Amounts: amounts, Reason: "Place perdue avant le paiement", Owed: true})
	if err != nil {
		return fmt.Errorf("give back what came too late for order %s: %w", o.Number, err)
	}
	for i := range lost {
		p := &lost[i]
		if p.Order != o.ID || p.State != Lapsed {
			continue
		}
		p.Reason = EndedUnpaid
		if err := t.write(ctx, *p); err != nil {
			return err
		}
	}
	return t.tellLate(ctx, o, lost)
}

// lineTotal is what a bill asked for a place.
func lineTotal(bill payments.Bill, which PlaceID) (sum money.Cents) {
	for _, l := range bill.Lines {
		if l.Object == string(which) {
			sum += l.Amount
		}
	}
	return sum
}
