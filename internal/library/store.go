package library

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/people"
)

// record is a card with its copy, as the registers keep them.
type record struct {
	id      CardID
	person  people.ID
	number  string
	patron  string
	pin     string // pin is sealed.
	linked  time.Time
	shares  bool
	keeps   bool
	refused time.Time

	account  string
	asOf     time.Time
	silent   time.Time
	failures int
	owing    time.Time
	wanted   time.Time
	version  int64
}

const selectRecords = `
		SELECT c.id, c.person_id, c.number, c.patron, c.pin, c.linked_at, c.shares, c.keeps, c.refused_at,
		       k.account, k.as_of, k.silent_at, k.failures, k.owing_at, k.wanted_at, k.version
		FROM   library_card c
		JOIN   library_copy k ON k.card_id = c.id`

func scanRecord(r *db.Rows) (c record, err error) {
	return c, r.Scan(&c.id, &c.person, &c.number, &c.patron, &c.pin, &c.linked, &c.shares, &c.keeps, &c.refused,
		&c.account, &c.asOf, &c.silent, &c.failures, &c.owing, &c.wanted, &c.version)
}

// records are the cards that w asks for, the first linked first.
func records(ctx context.Context, q db.Querier, w db.Where) ([]record, error) {
	rows, err := q.Query(ctx, selectRecords+w.SQL()+`ORDER BY c.linked_at, c.id`, w.Args()...)
	found, err := db.Collect(rows, err, scanRecord)
	if err != nil {
		return nil, fmt.Errorf("read library cards: %w", err)
	}
	return found, nil
}

// cardsOf are the cards of these people.
func cardsOf(ctx context.Context, q db.Querier, who []people.ID) ([]record, error) {
	if len(who) == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("c.person_id IN ("+marks(len(who))+")", args(who)...)
	return records(ctx, q, w)
}

// cardByID is one card; errNoCard when there is none.
func cardByID(ctx context.Context, q db.Querier, card CardID) (record, error) {
	var w db.Where
	w.And("c.id = ?", card)
	found, err := records(ctx, q, w)
	if err != nil {
		return record{}, err
	}
	if len(found) == 0 {
		return record{}, errNoCard
	}
	return found[0], nil
}

// marks are n places for values.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func args[T any](values []T) []any {
	all := make([]any, len(values))
	for i, v := range values {
		all[i] = v
	}
	return all
}

func insertCard(ctx context.Context, tx *db.Tx, c record, by string, next time.Time) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO library_card (id, person_id, number, patron, pin, linked_by, linked_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, c.id, c.person, c.number, c.patron, c.pin, by, c.linked)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO library_copy (card_id, next_at)
		VALUES ($1, $2)`, c.id, next)
	return err
}

// proveAgain keeps what was proved anew of a card that is linked already.
func proveAgain(ctx context.Context, tx *db.Tx, c record, next time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE library_card
		SET    patron = $1, pin = $2, refused_at = NULL
		WHERE  id = $3`, c.patron, c.pin, c.id)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE library_copy
		SET    next_at = $1, failures = 0
		WHERE  card_id = $2`, next, c.id)
	return err
}

// eraseCard erases a card and all that was copied of it.
func eraseCard(ctx context.Context, tx *db.Tx, card CardID) error {
	for _, statement := range []string{
		`DELETE FROM library_line WHERE card_id = $1`,
		`DELETE FROM library_past WHERE card_id = $1`,
		`DELETE FROM library_copy WHERE card_id = $1`,
		`DELETE FROM library_card WHERE id = $1`,
	} {
		if _, err := tx.Exec(ctx, statement, card); err != nil {
			return fmt.Errorf("erase library card %s: %w", card, err)
		}
	}
	return nil
}
