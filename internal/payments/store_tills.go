package payments

import (
	"context"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
)

func errNoTill() error { return fault.New(fault.NotFound, "Cette caisse n’existe pas.") }

// insertTill opens a till; false when its holder has one already.
func insertTill(ctx context.Context, tx *db.Tx, t Till) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO payments_till (id, number, account, name, float_cents, opened_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`, string(t.ID), t.Number, t.Account, t.Name, int64(t.Float), t.OpenedAt)
	return n > 0, err
}

const selectTill = `
		SELECT id, number, account, name, float_cents, opened_at, closed_at, counted_cash, counted_cheques, counted_terminal,
		       expected_cash, expected_cheques, expected_terminal, note
		FROM   payments_till`

func scanTill(r *db.Rows) (t Till, err error) {
	err = r.Scan(&t.ID, &t.Number, &t.Account, &t.Name, &t.Float, &t.OpenedAt, &t.ClosedAt, &t.Counted.Cash, &t.Counted.Cheques, &t.Counted.Terminal,
		&t.Expected.Cash, &t.Expected.Cheques, &t.Expected.Terminal, &t.Note)
	return t, err
}

func oneTill(rows *db.Rows, err, none error) (Till, error) {
	all, err := db.Collect(rows, err, scanTill)
	if err == nil && len(all) == 0 {
		err = none
	}
	if err != nil {
		return Till{}, err
	}
	return all[0], nil
}

// lockTill reads the open till of an account, which the transaction is about to fill or close.
func lockTill(ctx context.Context, tx *db.Tx, account string) (Till, error) {
	rows, err := tx.Query(ctx, `
		UPDATE payments_till
		SET    version = version + 1
		WHERE  account = $1 AND closed_at IS NULL
		RETURNING id, number, account, name, float_cents, opened_at, closed_at, counted_cash, counted_cheques, counted_terminal,
		          expected_cash, expected_cheques, expected_terminal, note`, account)
	return oneTill(rows, err, fault.New(fault.Conflict, "Ouvrez d’abord votre caisse."))
}

func openTill(ctx context.Context, q db.Querier, account string) (Till, error) {
	rows, err := q.Query(ctx, selectTill+`
		WHERE  account = $1 AND closed_at IS NULL`, account)
	return oneTill(rows, err, errNoTill())
}

func lastTill(ctx context.Context, q db.Querier, account string) (Till, error) {
	rows, err := q.Query(ctx, selectTill+`
		WHERE  account = $1
		ORDER BY opened_at DESC
		LIMIT 1`, account)
	return oneTill(rows, err, errNoTill())
}

func tillByID(ctx context.Context, q db.Querier, which TillID) (Till, error) {
	rows, err := q.Query(ctx, selectTill+`
		WHERE  id = $1`, string(which))
	return oneTill(rows, err, errNoTill())
}

func tillsWhere(ctx context.Context, q db.Querier, w db.Where, limit int) ([]Till, error) {
	condition := w.SQL()
	rows, err := q.Query(ctx, selectTill+condition+`
		ORDER BY opened_at DESC
		LIMIT `+w.Next(limit), w.Args()...)
	return db.Collect(rows, err, scanTill)
}

func saveClosing(ctx context.Context, tx *db.Tx, t Till) error {
	return tx.Send(ctx, `
		UPDATE payments_till
		SET    closed_at = $1, day = $2, counted_cash = $3, counted_cheques = $4, counted_terminal = $5,
		       expected_cash = $6, expected_cheques = $7, expected_terminal = $8, note = $9
		WHERE  id = $10`,
		t.ClosedAt, civil.DayOf(t.ClosedAt).String(), int64(t.Counted.Cash), int64(t.Counted.Cheques), int64(t.Counted.Terminal),
		int64(t.Expected.Cash), int64(t.Expected.Cheques), int64(t.Expected.Terminal), t.Note, string(t.ID))
}
