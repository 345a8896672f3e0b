package payments

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/people"
)

// nextNumber takes the next number of a kind in the year of a moment: F for bills, C for tills.
func nextNumber(ctx context.Context, tx *db.Tx, kind string, at time.Time) (string, error) {
	year, n := clock.Local(at).Year(), 0
	err := tx.QueryRow(ctx, `
		INSERT INTO payments_counter (kind, year, last)
		VALUES ($1, $2, 1)
		ON CONFLICT (kind, year) DO UPDATE
		SET last = payments_counter.last + 1
		RETURNING last`, kind, year).Scan(&n)
	if err != nil {
		return "", fmt.Errorf("take the next number %s of %d: %w", kind, year, err)
	}
	return kind + id.Number(year, n), nil
}

func insertBill(ctx context.Context, tx *db.Tx, b Bill) error {
	lines, err := json.Marshal(b.Lines)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `
		INSERT INTO payments_bill (id, number, room, object, name, payer_id, scope, path, lines, total, state, told, due_at, made_at, paid_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		string(b.ID), b.Number, b.Room, b.Object, b.Name, string(b.Payer), string(b.Scope), b.Path, string(lines), int64(b.Total), string(b.State), b.told,
		b.Due, b.At, b.PaidAt)
}

// saveBill writes what a payment or a refund changes of a bill that lockBill has read.
func saveBill(ctx context.Context, tx *db.Tx, b Bill) error {
	return tx.Send(ctx, `
		UPDATE payments_bill
		SET    paid = $1, reduced = $2, refunded = $3, state = $4, deferred = $5, told = $6, booked = $7, paid_at = $8
		WHERE  id = $9`,
		int64(b.Paid), int64(b.Reduced), int64(b.Refunded), string(b.State), b.Deferred, b.told, b.booked, b.PaidAt, string(b.ID))
}

func errNoBill() error { return fault.New(fault.NotFound, "Cette facture n’existe pas.") }

// lockBill reads a bill that the transaction is about to change: others who want to wait.
func lockBill(ctx context.Context, tx *db.Tx, which BillID) (Bill, error) {
	rows, err := tx.Query(ctx, `
		UPDATE payments_bill
		SET    version = version + 1
		WHERE  id = $1
		RETURNING id, number, room, object, name, payer_id, scope, path, lines, total, paid, reduced, refunded, state, deferred, told, booked,
		          due_at, made_at, paid_at`, string(which))
	return oneBill(rows, err)
}

func billByID(ctx context.Context, q db.Querier, which BillID) (Bill, error) {
	rows, err := q.Query(ctx, selectBill+`
		WHERE  id = $1`, string(which))
	return oneBill(rows, err)
}

const selectBill = `
		SELECT id, number, room, object, name, payer_id, scope, path, lines, total, paid, reduced, refunded, state, deferred, told, booked,
		       due_at, made_at, paid_at
		FROM   payments_bill`

func oneBill(rows *db.Rows, err error) (Bill, error) {
	all, err := db.Collect(rows, err, scanBill)
	if err == nil && len(all) == 0 {
		err = errNoBill()
	}
	if err != nil {
		return Bill{}, err
	}
	return all[0], nil
}

func scanBill(r *db.Rows) (b Bill, err error) {
	var lines string
	err = r.Scan(&b.ID, &b.Number, &b.Room, &b.Object, &b.Name, &b.Payer, &b.Scope, &b.Path, &lines, &b.Total, &b.Paid, &b.Reduced, &b.Refunded,
		&b.State, &b.Deferred, &b.told, &b.booked, &b.Due, &b.At, &b.PaidAt)
	if err == nil {
		err = json.Unmarshal([]byte(lines), &b.Lines)
	}
	return b, err
}

// billsWhere are bills, the newest first.
func billsWhere(ctx context.Context, q db.Querier, w db.Where, limit int) ([]Bill, error) {
	condition := w.SQL()
	rows, err := q.Query(ctx, selectBill+condition+`
		ORDER BY made_at DESC, id DESC
		LIMIT `+w.Next(limit), w.Args()...)
	return db.Collect(rows, err, scanBill)
}

// among is the condition that a column is one of several people.
func among(w *db.Where, column string, who []people.ID) {
	marks, values := "", make([]any, len(who))
	for i, p := range who {
		if i > 0 {
			marks += ", "
		}
		marks, values[i] = marks+"?", string(p)
	}
	w.And(column+" IN ("+marks+")", values...)
}

// listed is how many bills or payments of a family a page asks for at most.
const listed = 500
