package tax

import (
	"context"
	"iter"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/intake"
	"sem/internal/money"
)

// together is how many names one question to the database holds.
const together = 1024

// knownAccount is what an import must know of an account that is here already.
type knownAccount struct {
	id     AccountID
	year   int
	digest string
}

func accountsByNumber(ctx context.Context, q db.Querier, numbers []string) (map[string]knownAccount, error) {
	known := map[string]knownAccount{}
	for some := range slices.Chunk(numbers, together) {
		w := oneOf("number", some)
		rows, err := q.Query(ctx, `SELECT number, id, year, digest FROM tax_account`+w.SQL(), w.Args()...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var number string
			var a knownAccount
			if err := rows.Scan(&number, &a.id, &a.year, &a.digest); err != nil {
				rows.Close()
				return nil, err
			}
			known[number] = a
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// knownPayment is a payment that is here already.
type knownPayment struct {
	id      PaymentID
	account AccountID
	day     Day
	method  Method
	amount  money.Cents
}

func paymentsByReference(ctx context.Context, q db.Querier, references []string) (map[string]knownPayment, error) {
	known := map[string]knownPayment{}
	for some := range slices.Chunk(references, together) {
		w := oneOf("reference", some)
		rows, err := q.Query(ctx, `SELECT reference, id, account_id, paid_on, method, amount FROM tax_payment`+w.SQL(), w.Args()...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var reference string
			var p knownPayment
			if err := rows.Scan(&reference, &p.id, &p.account, &p.day, &p.method, &p.amount); err != nil {
				rows.Close()
				return nil, err
			}
			known[reference] = p
		}
		rows.Close()
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return known, nil
}

// writing is what an import has to write.
type writing struct {
	added     []*bill
	changed   []*bill
	received  []*received
	corrected []*received
}

func (w writing) write(ctx context.Context, tx *db.Tx, at time.Time) error {
	if err := w.clear(ctx, tx); err != nil {
		return err
	}
	for _, b := range w.changed {
		err := tx.Send(ctx, `
			UPDATE tax_account
			SET    property_id = $1, matricule = $2, kind = $3, sent_on = $4, total = $5, code = $6, digest = $7, received_at = $8
			WHERE  id = $9`, b.Property, b.Matricule, b.Kind, b.SentOn, b.Total, b.code, b.sum, at, b.ID)
		if err != nil {
			return err
		}
	}
	for _, p := range w.corrected {
		err := tx.Send(ctx, `
			UPDATE tax_payment
			SET    account_id = $1, paid_on = $2, method = $3, amount = $4, received_at = $5
			WHERE  id = $6`, p.accountID, p.Day, p.Method, p.Amount, at, p.ID)
		if err != nil {
			return err
		}
	}
	return w.fill(ctx, tx, at)
}

// clear removes the lines and instalments of accounts that changed.
func (w writing) clear(ctx context.Context, tx *db.Tx) error {
	for some := range slices.Chunk(w.changed, together) {
		ids := make([]AccountID, len(some))
		for i, b := range some {
			ids[i] = b.ID
		}
		where := oneOf("account_id", ids)
		if _, err := tx.Exec(ctx, `DELETE FROM tax_line`+where.SQL(), where.Args()...); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM tax_instalment`+where.SQL(), where.Args()...); err != nil {
			return err
		}
	}
	return nil
}

// fill writes all that is new, table by table.
func (w writing) fill(ctx context.Context, tx *db.Tx, at time.Time) error {
	_, err := tx.Bulk(ctx, "tax_account", []string{"id", "number", "property_id", "matricule", "year", "kind", "sent_on", "total", "code", "digest", "received_at"},
		rowsOf(w.added, func(b *bill) []any {
			return []any{b.ID, b.Number, b.Property, b.Matricule, b.Year, b.Kind, b.SentOn, b.Total, b.code, b.sum, at}
		}))
	if err != nil {
		return err
	}
	bills := slices.Concat(w.added, w.changed)
	_, err = tx.Bulk(ctx, "tax_line", []string{"account_id", "rank", "category", "label", "label_en", "purpose", "scope", "basis", "base", "rate", "amount"},
		func(yield func([]any) bool) {
			for _, b := range bills {
				for i, l := range b.Lines {
					if !yield([]any{b.ID, i + 1, l.Category, l.Label, l.LabelEnglish, l.Purpose, l.Scope, l.Basis, l.Base, int64(l.Rate), l.Amount}) {
						return
					}
				}
			}
		})
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "tax_instalment", []string{"account_id", "rank", "due_on", "amount"}, func(yield func([]any) bool) {
		for _, b := range bills {
			for i, in := range b.Instalments {
				if !yield([]any{b.ID, i + 1, in.Due, in.Amount}) {
					return
				}
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "tax_payment", []string{"id", "reference", "account_id", "paid_on", "method", "amount", "received_at"},
		rowsOf(w.received, func(p *received) []any {
			return []any{p.ID, p.Reference, p.accountID, p.Day, p.Method, p.Amount, at}
		}))
	return err
}

func rowsOf[T any](all []T, row func(T) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, one := range all {
			if !yield(row(one)) {
				return
			}
		}
	}
}

func insertDelivery(ctx context.Context, tx *db.Tx, id string, at time.Time, r intake.Report) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO tax_delivery (id, received_at, lines, added, changed)
		VALUES ($1, $2, $3, $4, $5)`, id, at, r.Lines, r.Added, r.Changed)
	return err
}
