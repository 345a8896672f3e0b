package tax

import (
	"context"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/places"
)

// oneOf is the condition that a column is one of the values. The last one is repeated up to
// a power of two, so that few different texts reach the database.
func oneOf[T ~string](column string, values []T) db.Where {
	size := 1
	for size < len(values) {
		size *= 2
	}
	all := make([]any, size)
	for i := range all {
		all[i] = string(values[min(i, len(values)-1)])
	}
	var w db.Where
	w.And(column+" IN (?"+strings.Repeat(", ?", size-1)+")", all...)
	return w
}

// accountsOf are the accounts of properties with their instalments and payments.
func accountsOf(ctx context.Context, q db.Querier, properties []places.PropertyID) ([]Account, error) {
	w := oneOf("a.property_id", properties)
	rows, err := q.Query(ctx, `
		SELECT a.id, a.number, a.property_id, a.matricule, a.year, a.kind, a.sent_on, a.total, a.received_at
		FROM   tax_account a`+w.SQL()+`
		ORDER  BY a.year DESC, CASE WHEN a.kind = 'annual' THEN 0 ELSE 1 END, a.sent_on, a.number`, w.Args()...)
	accounts, err := db.Collect(rows, err, func(r *db.Rows) (a Account, err error) {
		return a, r.Scan(&a.ID, &a.Number, &a.Property, &a.Matricule, &a.Year, &a.Kind, &a.SentOn, &a.Total, &a.ReceivedAt)
	})
	if err != nil || len(accounts) == 0 {
		return nil, err
	}
	at := make(map[AccountID]*Account, len(accounts))
	for i := range accounts {
		at[accounts[i].ID] = &accounts[i]
	}
	if err := addInstalments(ctx, q, w, at); err != nil {
		return nil, err
	}
	return accounts, addPayments(ctx, q, w, at)
}

func addInstalments(ctx context.Context, q db.Querier, w db.Where, at map[AccountID]*Account) error {
	rows, err := q.Query(ctx, `
		SELECT i.account_id, i.due_on, i.amount
		FROM   tax_instalment i
		JOIN   tax_account a ON a.id = i.account_id`+w.SQL()+`
		ORDER  BY i.account_id, i.rank`, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var whose AccountID
		var in Instalment
		if err := rows.Scan(&whose, &in.Due, &in.Amount); err != nil {
			return err
		}
		if a := at[whose]; a != nil {
			a.Instalments = append(a.Instalments, in)
		}
	}
	return rows.Err()
}

func addPayments(ctx context.Context, q db.Querier, w db.Where, at map[AccountID]*Account) error {
	rows, err := q.Query(ctx, `
		SELECT p.account_id, p.id, p.reference, p.paid_on, p.method, p.amount
		FROM   tax_payment p
		JOIN   tax_account a ON a.id = p.account_id`+w.SQL()+`
		ORDER  BY p.paid_on, p.reference`, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var whose AccountID
		var p Payment
		if err := rows.Scan(&whose, &p.ID, &p.Reference, &p.Day, &p.Method, &p.Amount); err != nil {
			return err
		}
		if a := at[whose]; a != nil {
			a.Payments = append(a.Payments, p)
		}
	}
	return rows.Err()
}

// linesOf are the lines of the accounts of a property from one year to another.
func linesOf(ctx context.Context, q db.Querier, property places.PropertyID, from, to int) (map[AccountID][]Line, error) {
	rows, err := q.Query(ctx, `
		SELECT l.account_id, l.category, l.label, l.label_en, l.purpose, l.scope, l.basis, l.base, l.rate, l.amount
		FROM   tax_line l
		JOIN   tax_account a ON a.id = l.account_id
		WHERE  a.property_id = $1 AND a.year BETWEEN $2 AND $3
		ORDER  BY l.account_id, l.rank`, property, from, to)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[AccountID][]Line{}
	for rows.Next() {
		var whose AccountID
		var l Line
		if err := rows.Scan(&whose, &l.Category, &l.Label, &l.LabelEnglish, &l.Purpose, &l.Scope, &l.Basis, &l.Base, &l.Rate, &l.Amount); err != nil {
			return nil, err
		}
		found[whose] = append(found[whose], l)
	}
	return found, rows.Err()
}

// printedCode is the number of a bill and the digest of its code.
type printedCode struct{ number, digest string }

func codesOf(ctx context.Context, q db.Querier, property places.PropertyID, since int, after string) ([]printedCode, error) {
	rows, err := q.Query(ctx, `
		SELECT number, code
		FROM   tax_account
		WHERE  property_id = $1 AND year >= $2 AND sent_on > $3 AND code <> ''`, property, since, after)
	return db.Collect(rows, err, func(r *db.Rows) (c printedCode, err error) { return c, r.Scan(&c.number, &c.digest) })
}

func lastDelivery(ctx context.Context, q db.Querier) (at time.Time, err error) {
	err = q.QueryRow(ctx, `
		SELECT received_at
		FROM   tax_delivery
		ORDER  BY received_at DESC
		LIMIT  1`).Scan(&at)
	return at, db.NotFound(err, nil)
}

func allRules(ctx context.Context, q db.Querier) ([]Rule, error) {
	rows, err := q.Query(ctx, `
		SELECT year, number, first_days, next_days, minimum, first_share, fixed_days, whole_due, interest, penalty, penalty_cap, discount
		FROM   tax_rule
		ORDER  BY year`)
	return db.Collect(rows, err, func(r *db.Rows) (rule Rule, err error) {
		var days string
		err = r.Scan(&rule.Year, &rule.Number, &rule.FirstDays, &rule.NextDays, &rule.Minimum, &rule.FirstShare, &days,
			&rule.WholeDue, &rule.Interest, &rule.Penalty, &rule.PenaltyCap, &rule.Discount)
		rule.FixedDays = strings.Fields(days)
		return rule, err
	})
}

func saveRule(ctx context.Context, tx *db.Tx, r Rule, at time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO tax_rule (year, number, first_days, next_days, minimum, first_share, fixed_days, whole_due, interest, penalty, penalty_cap, discount, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (year) DO UPDATE
		SET    number = excluded.number, first_days = excluded.first_days, next_days = excluded.next_days, minimum = excluded.minimum,
		       first_share = excluded.first_share, fixed_days = excluded.fixed_days, whole_due = excluded.whole_due, interest = excluded.interest,
		       penalty = excluded.penalty, penalty_cap = excluded.penalty_cap, discount = excluded.discount, updated_at = excluded.updated_at`,
		r.Year, r.Number, r.FirstDays, r.NextDays, r.Minimum, r.FirstShare, strings.Join(r.FixedDays, " "), r.WholeDue,
		r.Interest, r.Penalty, r.PenaltyCap, r.Discount, at)
	return err
}
