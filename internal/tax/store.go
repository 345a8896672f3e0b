package tax

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/money"
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

// piece is one row of the accounts of some properties: an account, or an instalment or a payment
// of one. The three fill the same columns; what a piece has no word for is empty.
type piece struct {
	kind   pieceKind
	id     AccountID
	name   string // name is the number of an account, the identifier of a payment.
	detail string // detail is the kind of an account, the method of a payment.
	rank   int    // rank is the year of an account, the place of an instalment.
	day    Day
	text   string // text is the matricule of an account, the reference of a payment.
	amount money.Cents
	whose  places.PropertyID
	at     time.Time // at is when an account was received.
}

type pieceKind int

const (
	anAccount pieceKind = iota + 1
	anInstalment
	aPayment
)

// accountsOf are the accounts of properties with their instalments and payments, read in one
// journey to the database: the newest year first, and in a year the annual one first.
func accountsOf(ctx context.Context, q db.Querier, properties []places.PropertyID) ([]Account, error) {
	w := oneOf("a.property_id", properties)
	rows, err := q.Query(ctx, `
		WITH theirs AS (
		        SELECT a.id, a.number, a.kind, a.year, a.sent_on, a.matricule, a.total, a.property_id, a.received_at
		        FROM   tax_account a`+w.SQL()+`)
		SELECT 1, a.id, a.number, a.kind, a.year, a.sent_on, a.matricule, a.total, a.property_id, a.received_at
		FROM   theirs a
		UNION ALL
		SELECT 2, i.account_id, '', '', i.rank, i.due_on, '', i.amount, '', NULL
		FROM   theirs a
		JOIN   tax_instalment i ON i.account_id = a.id
		UNION ALL
		SELECT 3, p.account_id, p.id, p.method, 0, p.paid_on, p.reference, p.amount, '', NULL
		FROM   theirs a
		JOIN   tax_payment p ON p.account_id = a.id`, w.Args()...)
	pieces, err := db.Collect(rows, err, func(r *db.Rows) (p piece, err error) {
		return p, r.Scan(&p.kind, &p.id, &p.name, &p.detail, &p.rank, &p.day, &p.text, &p.amount, &p.whose, &p.at)
	})
	if err != nil {
		return nil, fmt.Errorf("read the accounts of properties: %w", err)
	}
	return assembled(pieces), nil
}

// assembled makes accounts of their pieces: instalments by their places, payments by their days.
// They are put in order here: a database that sorts a union takes longer over it than over
// reading the rows.
func assembled(pieces []piece) []Account {
	slices.SortFunc(pieces, func(a, b piece) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(a.rank, b.rank), cmp.Compare(a.day, b.day), cmp.Compare(a.text, b.text), cmp.Compare(a.name, b.name))
	})
	var accounts []Account
	at := map[AccountID]int{}
	for _, p := range pieces {
		switch p.kind {
		case anAccount:
			at[p.id] = len(accounts)
			accounts = append(accounts, Account{
				ID: p.id, Number: p.name, Property: p.whose, Matricule: places.Matricule(p.text), Year: p.rank, Kind: Kind(p.detail),
				SentOn: p.day, Total: p.amount, ReceivedAt: p.at,
			})
		case anInstalment:
			a := &accounts[at[p.id]]
			a.Instalments = append(a.Instalments, Instalment{Due: p.day, Amount: p.amount})
		case aPayment:
			a := &accounts[at[p.id]]
			a.Payments = append(a.Payments, Payment{ID: PaymentID(p.name), Reference: p.text, Day: p.day, Method: Method(p.detail), Amount: p.amount})
		}
	}
	slices.SortFunc(accounts, func(a, b Account) int {
		return cmp.Or(cmp.Compare(b.Year, a.Year), annualFirst(a, b), cmp.Compare(a.SentOn, b.SentOn), cmp.Compare(a.Number, b.Number))
	})
	return accounts
}

func annualFirst(a, b Account) int {
	switch {
	case a.Kind == b.Kind:
		return 0
	case a.Kind == Annual:
		return -1
	case b.Kind == Annual:
		return 1
	}
	return 0
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

// rulesVersion tells one state of the rules from another.
type rulesVersion struct {
	count   int64
	changed time.Time
}

func rulesVersionIn(ctx context.Context, q db.Querier) (v rulesVersion, err error) {
	return v, q.QueryRow(ctx, `
		SELECT COUNT(*), MAX(updated_at)
		FROM   tax_rule`).Scan(&v.count, &v.changed)
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
