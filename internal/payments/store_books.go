package payments

import (
	"context"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
)

func keepTold(ctx context.Context, tx *db.Tx, t Told) error {
	return tx.Send(ctx, `
		INSERT INTO payments_told (id, is_refund, payment, amount, currency, at, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE
		SET amount = excluded.amount, currency = excluded.currency`,
		t.ID, t.Refund, t.Payment, int64(t.Amount), t.Currency, t.At, civil.DayOf(t.At).String())
}

func keepAsked(ctx context.Context, tx *db.Tx, day civil.Day, at time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO payments_asked (day, at)
		VALUES ($1, $2)
		ON CONFLICT (day) DO UPDATE
		SET at = excluded.at`, day.String(), at)
}

func askedOn(ctx context.Context, q db.Querier, day civil.Day) (at time.Time, err error) {
	err = q.QueryRow(ctx, `
		SELECT at
		FROM   payments_asked
		WHERE  day = $1`, day.String()).Scan(&at)
	return at, db.NotFound(err, nil)
}

func toldOn(ctx context.Context, q db.Querier, day civil.Day) ([]Told, error) {
	rows, err := q.Query(ctx, `
		SELECT id, is_refund, payment, amount, currency, at
		FROM   payments_told
		WHERE  day = $1
		ORDER BY at, id`, day.String())
	return db.Collect(rows, err, func(r *db.Rows) (t Told, err error) {
		err = r.Scan(&t.ID, &t.Refund, &t.Payment, &t.Amount, &t.Currency, &t.At)
		return t, err
	})
}

// isTold tells whether the provider lists a payment or a refund, on whatever day.
func isTold(ctx context.Context, q db.Querier, name string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(id)
		FROM   payments_told
		WHERE  id = $1 OR payment = $2 AND NOT is_refund`, name, name).Scan(&n)
	return n > 0, err
}

// unsettledOn are the messages of a day whose amount or currency was not what we asked for.
func unsettledOn(ctx context.Context, q db.Querier, day civil.Day) ([]Gap, error) {
	rows, err := q.Query(ctx, `
		SELECT payment, amount
		FROM   payments_event
		WHERE  day = $1 AND outcome IN ('wrong amount', 'wrong currency')
		ORDER BY at, id`, day.String())
	return db.Collect(rows, err, func(r *db.Rows) (Gap, error) {
		g := Gap{Kind: Unsettled}
		err := r.Scan(&g.Reference, &g.Theirs)
		return g, err
	})
}
