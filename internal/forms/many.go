package forms

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
)

// Claiming is one form among many that are claimed at once.
type Claiming struct {
	Key    Key
	Result string
}

// ClaimMany claims the forms of many people at once, in few statements: fresh tells of each
// whether this is the first time. Whoever's is not asks Claim what it gave. A form without key
// is always fresh. Each result names something new, so that it tells a claim from an earlier one.
func ClaimMany(ctx context.Context, tx *db.Tx, some []Claiming, at time.Time) (fresh []bool, err error) {
	fresh = make([]bool, len(some))
	places := make(map[[2]string]int, len(some))
	many := db.Many{Table: "forms_done", Columns: []string{"actor", "key", "fingerprint", "result", "at"}, Fresh: true}
	for i, c := range some {
		if c.Key.Value == "" {
			fresh[i] = true
			continue
		}
		who := [2]string{c.Key.Actor, c.Key.Value}
		if _, twice := places[who]; twice {
			continue // The second of the same form is not fresh.
		}
		places[who], fresh[i] = i, true
		many.Rows = append(many.Rows, []any{c.Key.Actor, c.Key.Value, c.Key.Fingerprint, c.Result, at})
	}
	written, err := tx.InsertMany(ctx, many)
	if err != nil {
		return nil, fmt.Errorf("claim %d forms: %w", len(some), err)
	}
	if written == int64(len(many.Rows)) {
		return fresh, nil
	}
	return fresh, leaveEarlier(ctx, tx, some, places, fresh)
}

// leaveEarlier finds the forms among some that were claimed before.
func leaveEarlier(ctx context.Context, tx *db.Tx, some []Claiming, places map[[2]string]int, fresh []bool) error {
	var with []Claiming
	for _, i := range places {
		with = append(with, some[i])
	}
	const together = 64
	for part := range slices.Chunk(with, together) {
		rows, err := tx.Query(ctx, `
			SELECT actor, key, result
			FROM   forms_done
			WHERE  actor IN (`+db.Marks(len(part), 1)+`) AND key IN (`+db.Marks(len(part), 1+len(part))+`)`, actorsAndKeys(part)...)
		_, err = db.Collect(rows, err, func(r *db.Rows) (who [2]string, err error) {
			var result string
			err = r.Scan(&who[0], &who[1], &result)
			if i, ok := places[who]; ok {
				fresh[i] = result == some[i].Result
			}
			return who, err
		})
		if err != nil {
			return fmt.Errorf("read claimed forms: %w", err)
		}
	}
	return nil
}

func actorsAndKeys(some []Claiming) []any {
	args := make([]any, 2*len(some))
	for i, c := range some {
		args[i], args[len(some)+i] = c.Key.Actor, c.Key.Value
	}
	return args
}
