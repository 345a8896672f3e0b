package db

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
)

// stamp is how SQLite keeps a time: UTC, fixed width, so that text order is time order.
const stamp = "2006-01-02 15:04:05.000000"

// Rows are the answer to a query, read one after the other.
type Rows struct {
	std   *sql.Rows
	pgx   pgx.Rows
	batch pgx.BatchResults // batch is the journey that the rows came back with, closed after them.
}

// Next goes to the next row and tells whether there is one.
func (r *Rows) Next() bool {
	if r.pgx == nil {
		return r.std.Next()
	}
	if r.pgx.Next() {
		return true
	}
	r.Close() // The connection is free for the next statement.
	return false
}

// Scan reads the columns of the row into dest, NULL times as the zero time.
func (r *Rows) Scan(dest ...any) error {
	for i, d := range dest {
		if t, ok := d.(*time.Time); ok {
			dest[i] = (*moment)(t)
		}
	}
	if r.pgx != nil {
		return r.pgx.Scan(dest...)
	}
	return r.std.Scan(dest...)
}

// Err tells what stopped the reading before the end, if anything did.
func (r *Rows) Err() error {
	if r.pgx != nil {
		return explain(r.pgx.Err())
	}
	return explain(r.std.Err())
}

// Close gives the connection back.
func (r *Rows) Close() {
	if r.pgx == nil {
		r.std.Close()
		return
	}
	r.pgx.Close()
	if r.batch != nil {
		r.batch.Close()
		r.batch = nil
	}
}

// Row is the answer to a query for at most one row.
type Row struct {
	rows *Rows
	err  error
}

// Scan reads the row into dest and returns ErrNoRows when there is none.
func (r *Row) Scan(dest ...any) error {
	if r.err != nil {
		return r.err
	}
	defer r.rows.Close()
	if !r.rows.Next() {
		if err := r.rows.Err(); err != nil {
			return err
		}
		return ErrNoRows
	}
	if err := r.rows.Scan(dest...); err != nil {
		return err
	}
	r.rows.Close()
	return r.rows.Err()
}

// Collect reads all rows with scan and closes them.
func Collect[T any](rows *Rows, err error, scan func(*Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// Null is the argument for an identifier that may be absent: NULL when it is empty.
func Null[S ~string](s S) any {
	if s == "" {
		return nil
	}
	return string(s)
}

// arguments gives times the shape the database keeps them in.
func arguments(args []any, asText bool) []any {
	for i, a := range args {
		t, ok := a.(time.Time)
		switch {
		case !ok:
		case t.IsZero():
			args[i] = nil
		case asText:
			args[i] = t.UTC().Truncate(time.Microsecond).Format(stamp)
		default:
			args[i] = t.UTC().Truncate(time.Microsecond)
		}
	}
	return args
}

// moment reads a TIMESTAMP column into a time, whichever way the driver presents it.
type moment time.Time

// Scan takes what the driver read.
func (m *moment) Scan(value any) error {
	switch v := value.(type) {
	case nil:
		*m = moment{}
	case time.Time:
		*m = moment(v.UTC())
	case string:
		t, err := time.ParseInLocation(stamp, v, time.UTC)
		if err != nil {
			return fmt.Errorf("read a time: %w", err)
		}
		*m = moment(t)
	default:
		return fmt.Errorf("read a time from %T", value)
	}
	return nil
}

// Value makes moment a column type for both drivers.
func (m moment) Value() (driver.Value, error) { return time.Time(m), nil }

// NotFound turns ErrNoRows into the given error and leaves every other error as it is.
func NotFound(err, absent error) error {
	if errors.Is(err, ErrNoRows) {
		return absent
	}
	return err
}
