package payments

import (
	"context"
	"encoding/json"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
)

func errNoRefund() error { return fault.New(fault.NotFound, "Ce remboursement n’existe pas.") }

func insertRefund(ctx context.Context, tx *db.Tx, r Refund) error {
	amounts, err := json.Marshal(r.Amounts)
	if err != nil {
		return err
	}
	return tx.Send(ctx, `
		INSERT INTO payments_refund (id, bill_id, payer_id, payment_id, way, amount, reduced, amounts, reason, state, reference, asked_by, asked_at,
		                             decided_by, decided_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		string(r.ID), string(r.Bill), string(r.Payer), db.Null(r.Payment), string(r.Way), int64(r.Amount), int64(r.Reduced), string(amounts), r.Reason,
		string(r.State), r.Reference, r.AskedBy, r.AskedAt, r.DecidedBy, r.DecidedAt)
}

// saveRefund writes where a refund stands. Its bill is locked.
func saveRefund(ctx context.Context, tx *db.Tx, r Refund) error {
	day := ""
	if !r.GivenAt.IsZero() {
		day = civil.DayOf(r.GivenAt).String()
	}
	return tx.Send(ctx, `
		UPDATE payments_refund
		SET    way = $1, state = $2, reference = $3, decided_by = $4, decided_at = $5, given_at = $6, day = $7, tries = $8, version = version + 1
		WHERE  id = $9`,
		string(r.Way), string(r.State), r.Reference, r.DecidedBy, r.DecidedAt, r.GivenAt, day, r.Tries, string(r.ID))
}

func refundsWhere(ctx context.Context, q db.Querier, w db.Where, limit int) ([]Refund, error) {
	condition := w.SQL()
	rows, err := q.Query(ctx, `
		SELECT r.id, r.bill_id, b.number, r.payer_id, COALESCE(r.payment_id, ''), r.way, r.amount, r.reduced, r.amounts, r.reason, r.state, r.reference,
		       r.asked_by, r.asked_at, r.decided_by, r.decided_at, r.given_at, r.tries
		FROM   payments_refund r
		JOIN   payments_bill b ON b.id = r.bill_id`+condition+`
		ORDER BY r.asked_at DESC, r.id DESC
		LIMIT `+w.Next(limit), w.Args()...)
	return db.Collect(rows, err, func(rows *db.Rows) (r Refund, err error) {
		var amounts string
		err = rows.Scan(&r.ID, &r.Bill, &r.Number, &r.Payer, &r.Payment, &r.Way, &r.Amount, &r.Reduced, &amounts, &r.Reason, &r.State, &r.Reference,
			&r.AskedBy, &r.AskedAt, &r.DecidedBy, &r.DecidedAt, &r.GivenAt, &r.Tries)
		if err == nil {
			err = json.Unmarshal([]byte(amounts), &r.Amounts)
		}
		return r, err
	})
}

func refundsOfBill(ctx context.Context, q db.Querier, which BillID) ([]Refund, error) {
	var w db.Where
	w.And("r.bill_id = ?", string(which))
	return refundsWhere(ctx, q, w, listed)
}

func refundByID(ctx context.Context, q db.Querier, which RefundID) (Refund, error) {
	var w db.Where
	w.And("r.id = ?", string(which))
	return oneRefund(refundsWhere(ctx, q, w, 1))
}

// refundByReference is the refund that the provider names so.
func refundByReference(ctx context.Context, q db.Querier, reference string) (Refund, error) {
	var w db.Where
	w.And("r.way = 'card' AND r.reference = ? AND r.reference <> ''", reference)
	return oneRefund(refundsWhere(ctx, q, w, 1))
}

func oneRefund(all []Refund, err error) (Refund, error) {
	if err == nil && len(all) == 0 {
		err = errNoRefund()
	}
	if err != nil {
		return Refund{}, err
	}
	return all[0], nil
}
