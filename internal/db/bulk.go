package db

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Bulk writes many rows of one table: COPY on PostgreSQL, rows by the hundred on SQLite.
// The values of a row stand in the order of columns.
func (tx *Tx) Bulk(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	if tx.pgx == nil {
		return tx.bulkSQLite(ctx, table, columns, rows)
	}
	if err := tx.flush(ctx); err != nil {
		return 0, err
	}
	next, stop := iter.Pull(rows)
	defer stop()
	n, err := tx.pgx.CopyFrom(ctx, pgx.Identifier{table}, columns, &source{next: next})
	if err != nil {
		return n, fmt.Errorf("copy into %s: %w", table, explain(err))
	}
	return n, nil
}

// source feeds COPY from a sequence of rows.
type source struct {
	next func() ([]any, bool)
	row  []any
}

func (s *source) Next() bool {
	var ok bool
	s.row, ok = s.next()
	return ok
}

func (s *source) Values() ([]any, error) { return arguments(s.row, false), nil }
func (s *source) Err() error             { return nil }

func (tx *Tx) bulkSQLite(ctx context.Context, table string, columns []string, rows iter.Seq[[]any]) (int64, error) {
	const together = 100
	whole, err := tx.std.Prepare(insertText(table, columns, together))
	if err != nil {
		return 0, fmt.Errorf("write into %s: %w", table, explain(err))
	}
	defer whole.Close()
	var n int64
	args := make([]any, 0, together*len(columns))
	for row := range rows {
		args = append(args, arguments(row, true)...)
		if n++; n%together != 0 {
			continue
		}
		if _, err := whole.Exec(args...); err != nil {
			return n, fmt.Errorf("write into %s: %w", table, explain(err))
		}
		args = args[:0]
	}
	if rest := int(n % together); rest > 0 {
		if _, err := tx.std.Exec(insertText(table, columns, rest), args...); err != nil {
			return n, fmt.Errorf("write into %s: %w", table, explain(err))
		}
	}
	return n, ctx.Err()
}

// insertText is the INSERT of count rows at once.
func insertText(table string, columns []string, count int) string {
	one := "(" + strings.TrimSuffix(strings.Repeat("?,", len(columns)), ",") + ")"
	return "INSERT INTO " + table + " (" + strings.Join(columns, ", ") + ") VALUES " +
		strings.TrimSuffix(strings.Repeat(one+",", count), ",")
}
