package payments

import (
	"context"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
)

const selectCheckout = `
		SELECT id, bill_id, amount, back, state, page, url, language, made_at, expires_at
		FROM   payments_checkout`

func scanCheckout(r *db.Rows) (c checkout, err error) {
	err = r.Scan(&c.id, &c.bill, &c.amount, &c.back, &c.state, &c.page, &c.url, &c.language, &c.made, &c.expires)
	return c, err
}

// oneCheckout reads at most one.
func oneCheckout(rows *db.Rows, err error) (checkout, bool, error) {
	all, err := db.Collect(rows, err, scanCheckout)
	if err != nil || len(all) == 0 {
		return checkout{}, false, err
	}
	return all[0], true, nil
}

// underWay is the page of a bill that may still be paid.
func underWay(ctx context.Context, q db.Querier, which BillID) (checkout, bool, error) {
	return oneCheckout(q.Query(ctx, selectCheckout+`
		WHERE  bill_id = $1 AND state IN ('asked', 'open')`, string(which)))
}

func checkoutByID(ctx context.Context, q db.Querier, which CheckoutID) (checkout, error) {
	c, found, err := oneCheckout(q.Query(ctx, selectCheckout+`
		WHERE  id = $1`, string(which)))
	if err == nil && !found {
		err = fault.New(fault.NotFound, "Ce paiement n’existe pas.")
	}
	return c, err
}

func checkoutByPage(ctx context.Context, q db.Querier, page string) (checkout, bool, error) {
	return oneCheckout(q.Query(ctx, selectCheckout+`
		WHERE  page = $1 AND page <> ''`, page))
}

// pagesToLookAt are pages under way that nobody looked at since a moment, the longest first.
func pagesToLookAt(ctx context.Context, q db.Querier, before time.Time, limit int) ([]checkout, error) {
	rows, err := q.Query(ctx, selectCheckout+`
		WHERE  state IN ('asked', 'open') AND looked_at < $1
		ORDER BY looked_at
		LIMIT  $2`, before, limit)
	return db.Collect(rows, err, scanCheckout)
}

func insertCheckout(ctx context.Context, tx *db.Tx, c checkout) error {
	return tx.Send(ctx, `
		INSERT INTO payments_checkout (id, bill_id, amount, back, state, language, made_at, expires_at, looked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(c.id), string(c.bill), int64(c.amount), c.back, string(c.state), string(c.language), c.made, c.expires, c.made)
}

// openCheckout keeps the page that the provider made. One that was left meanwhile stays left.
func openCheckout(ctx context.Context, tx *db.Tx, which CheckoutID, p Page) error {
	return tx.Send(ctx, `
		UPDATE payments_checkout
		SET    page = $1, url = $2, expires_at = $3, state = CASE WHEN state = 'asked' THEN 'open' ELSE state END
		WHERE  id = $4`, p.ID, p.URL, p.Expires, string(which))
}

func endCheckout(ctx context.Context, tx *db.Tx, which CheckoutID, state checkoutState) error {
	return tx.Send(ctx, `
		UPDATE payments_checkout
		SET    state = $1
		WHERE  id = $2 AND state <> 'paid'`, string(state), string(which))
}

func lookedAt(ctx context.Context, tx *db.Tx, which CheckoutID, at time.Time) error {
	return tx.Send(ctx, `
		UPDATE payments_checkout
		SET    looked_at = $1
		WHERE  id = $2`, at, string(which))
}

// claimEvent writes an event down; false when it came before.
func claimEvent(ctx context.Context, tx *db.Tx, e Event, outcome outcome, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO payments_event (id, kind, page, payment, amount, currency, outcome, at, day)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT DO NOTHING`,
		e.ID, string(e.Kind), e.Page, e.Payment, int64(e.Amount), e.Currency, string(outcome), at, civil.DayOf(at).String())
	return n > 0, err
}

func saveOutcome(ctx context.Context, tx *db.Tx, event string, o outcome) error {
	return tx.Send(ctx, `
		UPDATE payments_event
		SET    outcome = $1
		WHERE  id = $2`, string(o), event)
}
