package payments

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"path"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
)

// Settled is a bill with how it was paid, as when a city's data comes in.
type Settled struct {
	Bill      Bill   // Bill is complete but for its number and its state, which Load gives it.
	Method    Method // Method is how all of it was paid; Deferred leaves it to be paid.
	Reference string // Reference is the number of a cheque, or the provider's name of the payment.
	By        string // By is the account that took it.
}

// Load writes many bills at once with their payments and their movements in the books, as when
// a city's data comes in. No room hears of it, and nobody is told. What came through tills that
// closed long ago is booked at the bank; what came by card stands in the provider's list of its
// day too.
func (s *Service) Load(ctx context.Context, tx *db.Tx, all iter.Seq[Settled]) error {
	l := loaded{s: s, counters: map[int]int{}, days: map[string]time.Time{}}
	for one := range all {
		if err := l.add(ctx, tx, one); err != nil {
			return fmt.Errorf("load the bill of %s: %w", one.Bill.Object, err)
		}
	}
	return l.write(ctx, tx)
}

// loaded are rows to write.
type loaded struct {
	s                                           *Service
	bills, payments, movements, entries, listed [][]any
	counters                                    map[int]int          // counters are the last numbers, by year.
	days                                        map[string]time.Time // days are those of the provider's lists.
}

// number is the next number of a year. The counter is read once, and written at the end.
func (l *loaded) number(ctx context.Context, tx *db.Tx, at time.Time) (string, error) {
	year := clock.Local(at).Year()
	if _, known := l.counters[year]; !known {
		last, err := lastNumber(ctx, tx, "F", year)
		if err != nil {
			return "", err
		}
		l.counters[year] = last
	}
	l.counters[year]++
	return "F" + id.Number(year, l.counters[year]), nil
}

func (l *loaded) add(ctx context.Context, tx *db.Tx, one Settled) (err error) {
	b := one.Bill
	if b.Number, err = l.number(ctx, tx, b.At); err != nil {
		return err
	}
	if b.Name == "" && b.Path != "" {
		b.Name = path.Base(b.Path)
	}
	b.Total = 0
	for _, line := range b.Lines {
		b.Total += line.Amount
	}
	lines, err := json.Marshal(b.Lines)
	if err != nil {
		return err
	}
	isPaid := one.Method != Deferred
	b.State, b.Deferred = Open, !isPaid
	var paidAt any
	if isPaid {
		b.State, b.Paid, paidAt = Paid, b.Total, b.PaidAt
		if b.PaidAt.IsZero() {
			b.PaidAt, paidAt = b.At, b.At
		}
	}
	var due any
	if !b.Due.IsZero() {
		due = b.Due
	}
	l.bills = append(l.bills, []any{
		string(b.ID), b.Number, b.Room, b.Object, b.Name, string(b.Payer), string(b.Scope), b.Path, string(lines), int64(b.Total), int64(b.Paid), string(b.State),
		b.Deferred, true, b.Total > 0, due, b.At, paidAt,
	})
	if b.Total == 0 {
		return nil
	}
	l.book("bill", "bill:"+string(b.ID), one.By, b.At, append(earned(b), entry{receivable, "", b.Total})...)
	if isPaid {
		l.pay(b, one)
	}
	return nil
}

func (l *loaded) pay(b Bill, one Settled) {
	p := PaymentID(l.s.IDs.New())
	provider, reference := "", one.Reference
	to := entry{bank, string(one.Method), b.Total}
	day := civil.DayOf(b.PaidAt).String()
	if one.Method == Card {
		provider, reference, to = one.Reference, "", entry{card, "", b.Total}
		l.days[day] = b.PaidAt
		l.listed = append(l.listed, []any{"ch_" + provider, false, provider, int64(b.Total), "cad", b.PaidAt, day})
	}
	l.payments = append(l.payments, []any{
		string(p), string(b.ID), string(b.Payer), string(one.Method), int64(b.Total), int64(b.Total), reference, provider, one.By, b.PaidAt, day,
	})
	l.book("payment", "payment:"+string(p), one.By, b.PaidAt, to, entry{receivable, "", -b.Total})
}

func (l *loaded) book(kind, cause, account string, at time.Time, entries ...entry) {
	which, rank := l.s.IDs.New(), 0
	l.movements = append(l.movements, []any{which, kind, cause, at, civil.DayOf(at).String(), account})
	for _, e := range entries {
		if e.amount != 0 {
			rank++
			l.entries = append(l.entries, []any{which, rank, e.account, e.part, int64(e.amount)})
		}
	}
}

func (l *loaded) write(ctx context.Context, tx *db.Tx) error {
	for _, t := range []struct {
		table   string
		columns []string
		rows    [][]any
	}{
		{"payments_bill", []string{"id", "number", "room", "object", "name", "payer_id", "scope", "path", "lines", "total", "paid", "state", "deferred", "told", "booked", "due_at", "made_at", "paid_at"}, l.bills},
		{"payments_payment", []string{"id", "bill_id", "payer_id", "method", "amount", "applied", "reference", "provider", "account", "at", "day"}, l.payments},
		{"payments_movement", []string{"id", "kind", "cause", "at", "day", "account"}, l.movements},
		{"payments_entry", []string{"movement_id", "rank", "account", "part", "amount"}, l.entries},
		{"payments_told", []string{"id", "is_refund", "payment", "amount", "currency", "at", "day"}, l.listed},
	} {
		if _, err := tx.Bulk(ctx, t.table, t.columns, slices.Values(t.rows)); err != nil {
			return fmt.Errorf("load %s: %w", t.table, err)
		}
	}
	for year, last := range l.counters {
		if err := raiseCounter(ctx, tx, "F", year, last); err != nil {
			return fmt.Errorf("raise the counter of bills: %w", err)
		}
	}
	for _, day := range slices.Sorted(maps.Keys(l.days)) {
		asked, now := (civil.DayOf(l.days[day]) + 1).Time(), l.s.Clock.Now()
		if asked.After(now) {
			asked = now
		}
		if err := keepAsked(ctx, tx, civil.DayOf(l.days[day]), asked); err != nil {
			return err
		}
	}
	return nil
}

// lastNumber is the last number of a kind in a year.
func lastNumber(ctx context.Context, q db.Querier, kind string, year int) (last int, err error) {
	err = q.QueryRow(ctx, `
		SELECT last
		FROM   payments_counter
		WHERE  kind = $1 AND year = $2`, kind, year).Scan(&last)
	return last, db.NotFound(err, nil)
}

// raiseCounter makes the numbers of a kind go on after last.
func raiseCounter(ctx context.Context, tx *db.Tx, kind string, year, last int) error {
	return tx.Send(ctx, `
		INSERT INTO payments_counter (kind, year, last)
		VALUES ($1, $2, $3)
		ON CONFLICT (kind, year) DO UPDATE
		SET last = excluded.last`, kind, year, last)
}
