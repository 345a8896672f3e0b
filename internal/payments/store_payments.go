package payments

import (
	"context"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/money"
	"sem/internal/people"
)

func insertPayment(ctx context.Context, tx *db.Tx, p Payment) error {
	return tx.Send(ctx, `
		INSERT INTO payments_payment (id, bill_id, payer_id, method, amount, applied, given, change, rounding, reference, provider, till_id,
		                              account, at, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		string(p.ID), string(p.Bill), string(p.Payer), string(p.Method), int64(p.Amount), int64(p.applied), int64(p.Given), int64(p.Change),
		int64(p.Rounding), p.Reference, p.Provider, db.Null(p.Till), p.By, p.At, civil.DayOf(p.At).String())
}

// paymentsWhere are payments, the newest first.
func paymentsWhere(ctx context.Context, q db.Querier, w db.Where, limit int) ([]Payment, error) {
	condition := w.SQL()
	rows, err := q.Query(ctx, `
		SELECT p.id, p.bill_id, b.number, p.payer_id, p.method, p.amount, p.applied, p.given, p.change, p.rounding, p.reference, p.provider,
		       COALESCE(p.till_id, ''), p.account, p.at
		FROM   payments_payment p
		JOIN   payments_bill b ON b.id = p.bill_id`+condition+`
		ORDER BY p.at DESC, p.id DESC
		LIMIT `+w.Next(limit), w.Args()...)
	return db.Collect(rows, err, func(r *db.Rows) (p Payment, err error) {
		err = r.Scan(&p.ID, &p.Bill, &p.Number, &p.Payer, &p.Method, &p.Amount, &p.applied, &p.Given, &p.Change, &p.Rounding, &p.Reference, &p.Provider,
			&p.Till, &p.By, &p.At)
		return p, err
	})
}

func paymentsOfBill(ctx context.Context, q db.Querier, which BillID) ([]Payment, error) {
	var w db.Where
	w.And("p.bill_id = ?", string(which))
	return paymentsWhere(ctx, q, w, listed)
}

// isBooked tells whether a payment of the provider came in already.
func isBooked(ctx context.Context, q db.Querier, provider string) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(id)
		FROM   payments_payment
		WHERE  provider = $1`, provider).Scan(&n)
	return n > 0, err
}

// useCredit takes an amount from what is kept for somebody; false when there is not so much.
func useCredit(ctx context.Context, tx *db.Tx, person people.ID, amount money.Cents) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE payments_credit
		SET    balance = balance - $1
		WHERE  person_id = $2 AND balance >= $3`, int64(amount), string(person), int64(amount))
	return n > 0, err
}

// keepCredit adds to what is kept for somebody.
func keepCredit(ctx context.Context, tx *db.Tx, person people.ID, amount money.Cents) error {
	return tx.Send(ctx, `
		INSERT INTO payments_credit (person_id, balance)
		VALUES ($1, $2)
		ON CONFLICT (person_id) DO UPDATE
		SET balance = payments_credit.balance + excluded.balance`, string(person), int64(amount))
}

// CreditOf is what the city keeps for somebody.
func (s *Service) CreditOf(ctx context.Context, q db.Querier, person people.ID) (sum money.Cents, err error) {
	err = q.QueryRow(ctx, `
		SELECT balance
		FROM   payments_credit
		WHERE  person_id = $1`, string(person)).Scan(&sum)
	return sum, db.NotFound(err, nil)
}
