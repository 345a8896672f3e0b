package db

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5/pgtype"
)

// Many are rows to write into one table, each in the order of Columns. Values are texts, whole
// numbers, booleans and times; an empty time, and nil, are NULL.
type Many struct {
	Table   string
	Columns []string
	Rows    [][]any
	Fresh   bool // Fresh leaves out rows that a UNIQUE constraint forbids, in silence.
}

// InsertMany writes rows with few statements, for a deed that writes for many people at once,
// and tells how many were written. What is loaded by the thousand goes through Bulk.
func (tx *Tx) InsertMany(ctx context.Context, m Many) (written int64, err error) {
	if len(m.Rows) == 0 {
		return 0, nil
	}
	if tx.pgx == nil {
		return tx.insertSQLite(ctx, m)
	}
	query, args, err := m.arrays()
	if err != nil {
		return 0, err
	}
	return tx.execWithSent(ctx, query, args)
}

// SendMany is InsertMany where nobody needs the count: see Send.
func (tx *Tx) SendMany(ctx context.Context, m Many) error {
	if tx.pgx == nil || len(m.Rows) == 0 {
		_, err := tx.InsertMany(ctx, m)
		return err
	}
	query, args, err := m.arrays()
	if err == nil {
		tx.sent.Queue(query, args...)
	}
	return err
}

// ExecEach runs one statement for each of many rows of arguments, in one journey to the server,
// and tells how many rows each has touched.
func (tx *Tx) ExecEach(ctx context.Context, query string, each [][]any) ([]int64, error) {
	counts := make([]int64, len(each))
	if tx.pgx == nil {
		for i, args := range each {
			n, err := tx.Exec(ctx, query, args...)
			if err != nil {
				return nil, err
			}
			counts[i] = n
		}
		return counts, nil
	}
	if len(each) == 0 {
		return nil, nil
	}
	before := tx.sent.Len()
	for _, args := range each {
		tx.sent.Queue(query, arguments(args, false)...)
	}
	results := tx.travel(ctx)
	for i := range before + len(each) {
		tag, err := results.Exec()
		if err != nil {
			results.Close()
			return nil, explain(err)
		}
		if i >= before {
			counts[i-before] = tag.RowsAffected()
		}
	}
	return counts, explain(results.Close())
}

// sizes are how many rows go into one statement on SQLite: few sizes, so that few texts are
// prepared, and none with more values than the database takes.
var sizes = []int{64, 32, 16, 8, 4, 2, 1}

func (tx *Tx) insertSQLite(ctx context.Context, m Many) (written int64, err error) {
	end := ""
	if m.Fresh {
		end = " ON CONFLICT DO NOTHING"
	}
	for rows := m.Rows; len(rows) > 0; {
		n := 1
		for _, size := range sizes {
			if len(rows) >= size {
				n = size
				break
			}
		}
		args := make([]any, 0, n*len(m.Columns))
		for _, row := range rows[:n] {
			args = append(args, row...)
		}
		some, err := tx.Exec(ctx, insertText(m.Table, m.Columns, n)+end, args...)
		if err != nil {
			return 0, fmt.Errorf("write into %s: %w", m.Table, err)
		}
		written, rows = written+some, rows[n:]
	}
	return written, nil
}

// arrays is the statement that writes the rows on PostgreSQL, with one array for each column: it
// is prepared once, however many rows there are. A column that is NULL in each row is left out.
func (m Many) arrays() (query string, args []any, err error) {
	var names, marks []string
	for c, name := range m.Columns {
		values, kind, err := column(m.Rows, c)
		if err != nil {
			return "", nil, fmt.Errorf("write %s of %s: %w", name, m.Table, err)
		}
		if values == nil {
			continue
		}
		args = append(args, values)
		names = append(names, name)
		marks = append(marks, "$"+strconv.Itoa(len(args))+"::"+kind+"[]")
	}
	query = "INSERT INTO " + m.Table + " (" + strings.Join(names, ", ") + ") SELECT * FROM unnest(" + strings.Join(marks, ", ") + ")"
	if m.Fresh {
		query += " ON CONFLICT DO NOTHING"
	}
	return query, args, nil
}

// column is one column of rows as an array, with its type in PostgreSQL; nil when all is NULL.
func column(rows [][]any, c int) (values any, kind string, err error) {
	for _, row := range rows {
		switch v := row[c].(type) {
		case nil:
			continue
		case time.Time:
			if v.IsZero() {
				continue
			}
			return times(rows, c), "timestamp", nil
		case string:
			values, err = typed[string](rows, c)
			return values, "text", err
		case int64:
			values, err = typed[int64](rows, c)
			return values, "bigint", err
		case bool:
			values, err = typed[bool](rows, c)
			return values, "boolean", err
		default:
			return nil, "", fmt.Errorf("a value is a %T", v)
		}
	}
	return nil, "", nil
}

func typed[T any](rows [][]any, c int) (any, error) {
	values, absent := make([]T, len(rows)), 0
	for i, row := range rows {
		v, ok := row[c].(T)
		if !ok && row[c] != nil {
			return nil, fmt.Errorf("a value is a %T among others that are a %T", row[c], v)
		}
		if values[i] = v; !ok {
			absent++
		}
	}
	if absent == 0 {
		return values, nil
	}
	some := make([]*T, len(rows))
	for i := range rows {
		if rows[i][c] != nil {
			some[i] = &values[i]
		}
	}
	return some, nil
}

func times(rows [][]any, c int) []pgtype.Timestamp {
	values := make([]pgtype.Timestamp, len(rows))
	for i, row := range rows {
		if t, ok := row[c].(time.Time); ok && !t.IsZero() {
			values[i] = pgtype.Timestamp{Time: t.UTC().Truncate(time.Microsecond), Valid: true}
		}
	}
	return values
}
