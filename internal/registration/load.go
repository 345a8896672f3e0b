package registration

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"

	"sem/internal/db"
	"sem/internal/session"
)

// Load writes many places and orders, each complete with identifiers and dates, as when a
// city's data comes in, and counts their seats. The group of each is in the program. The last
// numbers of the orders' years are kept by SetNumbers. It goes through the places twice.
func (s *Service) Load(ctx context.Context, tx *db.Tx, places iter.Seq[Place], orders iter.Seq[Order]) error {
	program, counts := s.Leisure.Program(), map[string]seats{}
	whole := func(p Place) Place {
		p.class = classOf(p.Audience)
		if g, ok := program.Group(p.Group); ok {
			p.seat, p.Session = g.SeatKey(), g.Session
		} else if p.seat == "" {
			p.seat = string(p.Group)
		}
		if (p.State == Waiting || p.State == Offered) && p.With == "" {
			p.With = string(p.ID)
		}
		return p
	}
	for p := range places {
		p = whole(p)
		counts[p.seat] = counts[p.seat].plus(countOf(p.State, p.Channel))
	}
	_, err := tx.Bulk(ctx, "registration_place", columns, func(yield func([]any) bool) {
		for p := range places {
			if !yield(row(whole(p))) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("load places: %w", err)
	}
	if err := loadOrders(ctx, tx, orders); err != nil {
		return err
	}
	t := s.begin(tx, session.Viewer{})
	for _, seat := range slices.Sorted(maps.Keys(counts)) {
		if err := t.give(ctx, seat, counts[seat]); err != nil {
			return err
		}
	}
	return nil
}

var orderColumns = []string{"id", "number", "owner_id", "state", "bill", "total", "channel", "at", "until", "confirmed_at", "made_by"}

// orderRow is an order that an account made, in the order of orderColumns.
func orderRow(o Order, by string) []any {
	return []any{string(o.ID), o.Number, string(o.Owner), string(o.State), string(o.Bill), int64(o.Total), string(o.Channel), o.At, o.Until, o.ConfirmedAt, by}
}

func loadOrders(ctx context.Context, tx *db.Tx, orders iter.Seq[Order]) error {
	_, err := tx.Bulk(ctx, "registration_order", orderColumns, func(yield func([]any) bool) {
		for o := range orders {
			if !yield(orderRow(o, "")) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("load orders: %w", err)
	}
	return nil
}

// SetNumbers keeps the last number given in a year, after orders were loaded.
func (s *Service) SetNumbers(ctx context.Context, tx *db.Tx, year, last int) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO registration_counter (year, last)
		VALUES ($1, $2)
		ON CONFLICT (year) DO UPDATE SET last = excluded.last`, year, last)
	if err != nil {
		return fmt.Errorf("keep the number of the last order: %w", err)
	}
	return nil
}
