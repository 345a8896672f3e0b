package forms

import (
	"context"
	"fmt"
	"strconv"
	"strings"
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
// is always fresh.
func ClaimMany(ctx context.Context, tx *db.Tx, some []Claiming, at time.Time) (fresh []bool, err error) {
	fresh = make([]bool, len(some))
	places := make(map[[2]string]int, len(some))
	var with []int
	for i, c := range some {
		who := [2]string{c.Key.Actor, c.Key.Value}
		if _, twice := places[who]; twice {
			continue // The second of the same form is not fresh.
		}
		if c.Key.Value == "" {
			fresh[i] = true
			continue
		}
		places[who] = i
		with = append(with, i)
	}
	for len(with) > 0 {
		n := 1
		for _, size := range []int{64, 16, 4} {
			if len(with) >= size {
				n = size
				break
			}
		}
		if err := claimSome(ctx, tx, some, with[:n], at, places, fresh); err != nil {
			return nil, fmt.Errorf("claim %d forms: %w", len(some), err)
		}
		with = with[n:]
	}
	return fresh, nil
}

func claimSome(ctx context.Context, tx *db.Tx, some []Claiming, which []int, at time.Time, places map[[2]string]int, fresh []bool) error {
	args := make([]any, 0, 5*len(which))
	for _, i := range which {
		c := some[i]
		result := c.Result
		if result == "" {
			result = "-"
		}
		args = append(args, c.Key.Actor, c.Key.Value, c.Key.Fingerprint, result, at)
	}
	rows, err := tx.Query(ctx, `
		INSERT INTO forms_done (actor, key, fingerprint, result, at)
		VALUES `+rowsOf(len(which), 5)+`
		ON CONFLICT DO NOTHING
		RETURNING actor, key`, args...)
	_, err = db.Collect(rows, err, func(r *db.Rows) (who [2]string, err error) {
		err = r.Scan(&who[0], &who[1])
		fresh[places[who]] = err == nil
		return who, err
	})
	return err
}

// rowsOf are n rows of marks: ($1, $2), ($3, $4).
func rowsOf(n, columns int) string {
	var b strings.Builder
	for i := range n * columns {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(i+1))
	}
	return b.String() + ")"
}
