package payments

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/money"
)

// Audit is what Verify found.
type Audit struct {
	Movements int
	Wrong     []string // Wrong are the places where the books do not agree, in English, for an operator.
}

// OK tells whether the books agree.
func (a Audit) OK() bool { return len(a.Wrong) == 0 }

// Verify goes through the whole books: every movement adds up to zero, and the accounts agree
// with the bills, the tills, the credits and the refunds they stand for. It changes nothing.
func Verify(ctx context.Context, q db.Querier) (a Audit, err error) {
	if err := q.QueryRow(ctx, `SELECT COUNT(id) FROM payments_movement`).Scan(&a.Movements); err != nil {
		return a, fmt.Errorf("count the movements: %w", err)
	}
	rows, err := q.Query(ctx, `
		SELECT movement_id
		FROM   payments_entry
		GROUP BY movement_id
		HAVING SUM(amount) <> 0`)
	odd, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { err = r.Scan(&id); return id, err })
	if err != nil {
		return a, fmt.Errorf("add the movements up: %w", err)
	}
	for _, id := range odd {
		a.Wrong = append(a.Wrong, "movement "+id+" does not add up to zero")
	}
	for _, c := range checks {
		var have, want money.Cents
		if err := q.QueryRow(ctx, c.have).Scan(&have); err != nil {
			return a, fmt.Errorf("sum %s: %w", c.what, err)
		}
		if err := q.QueryRow(ctx, c.want).Scan(&want); err != nil {
			return a, fmt.Errorf("sum %s: %w", c.what, err)
		}
		if have != want {
			a.Wrong = append(a.Wrong, fmt.Sprintf("%s: %s in the books, %s expected", c.what, have.Plain(), want.Plain()))
		}
	}
	return a, nil
}

// checks are two ways to the same sum, each in one statement.
var checks = []struct{ what, have, want string }{
	{"what people owe", `
		SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT)
		FROM   payments_entry
		WHERE  account = 'receivable'`, `
		SELECT CAST(COALESCE(SUM(total - reduced - paid), 0) AS BIGINT)
		FROM   payments_bill
		WHERE  booked`},
	{"what was paid on bills", `
		SELECT CAST(COALESCE(SUM(applied), 0) AS BIGINT)
		FROM   payments_payment`, `
		SELECT CAST(COALESCE(SUM(paid), 0) AS BIGINT)
		FROM   payments_bill`},
	{"what went back of bills", `
		SELECT CAST(COALESCE(SUM(amount - reduced), 0) AS BIGINT)
		FROM   payments_refund
		WHERE  state <> 'refused' AND amounts <> 'null'`, `
		SELECT CAST(COALESCE(SUM(refunded), 0) AS BIGINT)
		FROM   payments_bill`},
	{"refunds promised", `
		SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT)
		FROM   payments_entry
		WHERE  account = 'refunds'`, `
		SELECT CAST(COALESCE(SUM(amount - reduced), 0) AS BIGINT)
		FROM   payments_refund
		WHERE  state IN ('granted', 'failed')`},
	{"what is kept for people", `
		SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT)
		FROM   payments_entry
		WHERE  account = 'credit'`, `
		SELECT CAST(COALESCE(SUM(balance), 0) AS BIGINT)
		FROM   payments_credit`},
	{"cards paid and credited", `
		SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT)
		FROM   payments_entry
		WHERE  account = 'card'`, `
		SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT)
		FROM   (SELECT amount FROM payments_payment WHERE method = 'card'
		        UNION ALL
		        SELECT reduced - amount FROM payments_refund WHERE way = 'card' AND state IN ('sent', 'given')) moved`},
	{"closed tills", `
		SELECT CAST(COALESCE(SUM(e.amount), 0) AS BIGINT)
		FROM   payments_entry e
		JOIN   payments_till t ON t.id = e.part
		WHERE  e.account IN ('cash', 'cheques', 'terminal') AND t.closed_at IS NOT NULL`, `
		SELECT CAST(0 AS BIGINT)`},
	{"income", `
		SELECT CAST(COALESCE(-SUM(amount), 0) AS BIGINT)
		FROM   payments_entry
		WHERE  account = 'income'`, `
		SELECT CAST(COALESCE(SUM(total - reduced - refunded), 0) AS BIGINT) + (
		       SELECT CAST(COALESCE(SUM(amount - reduced), 0) AS BIGINT)
		       FROM   payments_refund
		       WHERE  state = 'asked')
		FROM   payments_bill
		WHERE  booked`},
}
