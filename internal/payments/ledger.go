package payments

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/money"
)

// The accounts of the books. What the city has or is owed is a debit, and positive; what it
// owes or has earned is a credit, and negative.
const (
	receivable   = "receivable"  // receivable is what people owe for what was delivered.
	tillCash     = "cash"        // tillCash, tillCheques and tillTerminal are what a till holds; the part is the till.
	tillCheques  = "cheques"     //
	tillTerminal = "terminal"    //
	bank         = "bank"        // bank is what has left the tills: cash, cheques, terminal.
	card         = "card"        // card is with the provider of card pages.
	income       = "income"      // income is by what it was for.
	refunds      = "refunds"     // refunds are promised and not gone yet.
	credit       = "credit"      // credit is kept for people.
	rounding     = "rounding"    // rounding is what cash differs by, for want of cents.
	difference   = "differences" // difference is what tills were found to have more or less.
)

// entry is one side of a movement: a debit above zero, a credit below.
type entry struct {
	account, part string
	amount        money.Cents
}

// movement is one thing that happened to money.
type movement struct {
	kind    string
	cause   string // cause is what it books; the same cause is booked once.
	at      time.Time
	account string
}

var errUnbalanced = errors.New("the entries of a movement do not add up to zero")

// balanced tells whether entries add up to zero.
func balanced(entries []entry) bool {
	var sum money.Cents
	for _, e := range entries {
		sum += e.amount
	}
	return sum == 0
}

// book writes a movement. Entries of nothing are left out; a movement of nothing is not written.
func (s *Service) book(ctx context.Context, tx *db.Tx, m movement, entries ...entry) error {
	if !balanced(entries) {
		return fmt.Errorf("book %s: %w", m.cause, errUnbalanced)
	}
	which, rank := s.IDs.New(), 0
	for _, e := range entries {
		if e.amount == 0 {
			continue
		}
		if rank == 0 {
			if err := insertMovement(ctx, tx, which, m); err != nil {
				return fmt.Errorf("book %s: %w", m.cause, err)
			}
		}
		rank++
		if err := insertEntry(ctx, tx, which, rank, e); err != nil {
			return fmt.Errorf("book %s: %w", m.cause, err)
		}
	}
	return nil
}

func insertMovement(ctx context.Context, tx *db.Tx, which string, m movement) error {
	return tx.Send(ctx, `
		INSERT INTO payments_movement (id, kind, cause, at, day, account)
		VALUES ($1, $2, $3, $4, $5, $6)`, which, m.kind, m.cause, m.at, civil.DayOf(m.at).String(), m.account)
}

func insertEntry(ctx context.Context, tx *db.Tx, which string, rank int, e entry) error {
	return tx.Send(ctx, `
		INSERT INTO payments_entry (movement_id, rank, account, part, amount)
		VALUES ($1, $2, $3, $4, $5)`, which, rank, e.account, e.part, int64(e.amount))
}

// sumOf is the balance of an account, or of a part of it.
func sumOf(ctx context.Context, q db.Querier, account, part string) (sum money.Cents, err error) {
	err = q.QueryRow(ctx, `
		SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT)
		FROM   payments_entry
		WHERE  account = $1 AND part = $2`, account, part).Scan(&sum)
	return sum, err
}

// earned are the entries of the income of a bill, less what was taken off it.
func earned(b Bill) []entry {
	return shared(b.Lines, b.Total-b.Reduced)
}

// shared shares an amount among the incomes of lines, in proportion to what they come to; the
// last takes what cannot be shared out. They are credits.
func shared(lines []Line, amount money.Cents) []entry {
	var names []string
	sums := map[string]money.Cents{}
	var total money.Cents
	for _, l := range lines {
		if _, known := sums[l.Income]; !known {
			names = append(names, l.Income)
		}
		sums[l.Income] += l.Amount
		total += l.Amount
	}
	var all []entry
	rest := amount
	for i, name := range names {
		part := rest
		if i < len(names)-1 && total > 0 {
			part = amount.Share(int64(sums[name]), int64(total))
		}
		rest -= part
		all = append(all, entry{income, name, -part})
	}
	return all
}

// reverse turns credits into debits.
func reverse(entries []entry) []entry {
	all := make([]entry, len(entries))
	for i, e := range entries {
		all[i] = entry{e.account, e.part, -e.amount}
	}
	return all
}
