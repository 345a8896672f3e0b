// Package db is the town's registers: one door to two databases, SQLite inside the
// program and PostgreSQL beside it. The same SQL text runs on both.
//
// Reading goes through DB, writing only through InTx. Callers who want to write at the same
// time share one connection, one commit and one wait for the disk; each has its own
// savepoint and its own outcome, and nobody is answered before the disk has it. On SQLite
// that is always so (synchronous=FULL), and readers have connections that cannot write. On
// PostgreSQL a few transactions have a connection to themselves before the others share.
//
// Times are UTC in microseconds. The zero time is NULL, in both directions. Texts are
// never NULL; an identifier that may be absent is written with Null and read with COALESCE.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// Kind names one of the two databases.
type Kind string

// The two databases.
const (
	SQLite   Kind = "sqlite"
	Postgres Kind = "postgres"
)

// ErrNoRows is what a Row that found nothing returns from Scan.
var ErrNoRows = errors.New("no rows")

// Settings say which database to open.
type Settings struct {
	URL         string // URL is a postgres:// address; empty means SQLite.
	File        string // File is the path of the SQLite database, created when absent.
	Connections int    // Connections is the size of the PostgreSQL pool; 0 means 16.
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	kind    Kind
	file    string // file is the SQLite file.
	writer  *sql.DB
	readers *sql.DB
	lane    *lane
	stmts   statements
	pool    *pgxpool.Pool
	alone   chan struct{} // alone holds a token for each PostgreSQL transaction with a connection to itself.
}

// Open opens the database that s names. A PostgreSQL server that is away is no error:
// each use says so until it is back.
func Open(ctx context.Context, s Settings) (*DB, error) {
	if s.URL == "" {
		return openSQLite(ctx, s.File)
	}
	if !strings.HasPrefix(s.URL, "postgres://") && !strings.HasPrefix(s.URL, "postgresql://") {
		return nil, fmt.Errorf("database address must begin with postgres://, or be absent for the SQLite file")
	}
	return openPostgres(ctx, s)
}

// Kind tells which of the two databases this is.
func (d *DB) Kind() Kind { return d.kind }

// Close ends all connections once the transactions under way are done.
func (d *DB) Close() error {
	d.lane.stop()
	if d.pool != nil {
		d.pool.Close()
		return nil
	}
	return errors.Join(d.readers.Close(), d.writer.Close())
}

// Querier reads: a DB, or a Tx that also sees what it has written.
type Querier interface {
	Query(ctx context.Context, query string, args ...any) (*Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *Row
}

// Query reads rows. The caller closes them, or reads them to the end.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	if d.pool != nil {
		rows, err := d.pool.Query(ctx, query, arguments(args, false)...)
		if err != nil {
			return nil, explain(err)
		}
		return &Rows{pgx: rows}, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	stmt, err := d.stmts.prepare(d.readers, query)
	if err != nil {
		return nil, explain(err)
	}
	// The driver watches a context that can be cancelled with a goroutine per query,
	// which costs a fifth of a page; reads here are short, so they run to their end.
	rows, err := stmt.QueryContext(context.WithoutCancel(ctx), arguments(args, true)...)
	if err != nil {
		return nil, explain(err)
	}
	return &Rows{std: rows}, nil
}

// QueryRow reads at most one row; Scan returns ErrNoRows when there is none.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *Row {
	rows, err := d.Query(ctx, query, args...)
	return &Row{rows: rows, err: err}
}

// Ping asks the database whether it answers.
func (d *DB) Ping(ctx context.Context) error {
	var one int
	return d.QueryRow(ctx, "SELECT 1").Scan(&one)
}

// SQL is the writing connection to the SQLite file, for the migrations and the job
// library; nil on PostgreSQL.
func (d *DB) SQL() *sql.DB { return d.writer }

// Pool is the pool of PostgreSQL connections, for the migrations and the job library;
// nil on SQLite.
func (d *DB) Pool() *pgxpool.Pool { return d.pool }

// Tx is a transaction under way. It belongs to the function InTx gave it to.
type Tx struct {
	std   *sql.Tx
	stmts *statements
	pgx   pgx.Tx
	sent  pgx.Batch // sent waits to travel with the next statement, or with the commit.
	after []func()

	flushed bool // flushed tells whether anything has travelled to the server.
}

// InTx runs do in a transaction and commits it if do returns nil. When InTx returns nil,
// what was written survives a power cut. do may be run again from its start when the
// database asks for it: it sets its results, and never adds to what an earlier run left.
func (d *DB) InTx(ctx context.Context, do func(*Tx) error) error {
	if d.pool != nil {
		return d.inPostgresTx(ctx, do)
	}
	return d.lane.run(ctx, do)
}

// tellAfter runs what waited for the commit.
func (tx *Tx) tellAfter() {
	for _, tell := range tx.after {
		tell()
	}
}

// AfterCommit has do run once the transaction has committed, before InTx returns; never
// when it fails. It is for what memory must hear of at once, such as a search index.
func (tx *Tx) AfterCommit(do func()) { tx.after = append(tx.after, do) }

// Exec runs a writing statement and tells how many rows it touched.
func (tx *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	if tx.pgx != nil {
		return tx.execWithSent(ctx, query, arguments(args, false))
	}
	stmt, err := tx.stmts.prepareTx(tx.std, query)
	if err != nil {
		return 0, explain(err)
	}
	result, err := stmt.ExecContext(context.WithoutCancel(ctx), arguments(args, true)...)
	if err != nil {
		return 0, explain(err)
	}
	return result.RowsAffected()
}

// Send is Exec for a statement whose count nobody needs. On PostgreSQL it travels with the
// next statement or with the commit, which saves a journey to the server; a statement that
// fails then fails the transaction there.
func (tx *Tx) Send(ctx context.Context, query string, args ...any) error {
	if tx.pgx != nil {
		tx.sent.Queue(query, arguments(args, false)...)
		return nil
	}
	_, err := tx.Exec(ctx, query, args...)
	return err
}

// Query reads rows, and sees what the transaction has written. The rows must be read to
// the end or closed before the next statement.
func (tx *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	if tx.pgx != nil {
		return tx.queryWithSent(ctx, query, arguments(args, false))
	}
	stmt, err := tx.stmts.prepareTx(tx.std, query)
	if err != nil {
		return nil, explain(err)
	}
	rows, err := stmt.QueryContext(context.WithoutCancel(ctx), arguments(args, true)...)
	if err != nil {
		return nil, explain(err)
	}
	return &Rows{std: rows}, nil
}

// QueryRow reads at most one row, and sees what the transaction has written.
func (tx *Tx) QueryRow(ctx context.Context, query string, args ...any) *Row {
	rows, err := tx.Query(ctx, query, args...)
	return &Row{rows: rows, err: err}
}

// SQL is the transaction as the job library knows it on SQLite; nil on PostgreSQL.
func (tx *Tx) SQL() *sql.Tx { return tx.std }

// PGX is the transaction as the job library knows it on PostgreSQL, with everything sent
// before done; nil on SQLite.
func (tx *Tx) PGX(ctx context.Context) (pgx.Tx, error) {
	if tx.pgx == nil {
		return nil, nil
	}
	return tx.pgx, tx.flush(ctx)
}

// Analyse has the database count what its tables hold, so that it chooses its indexes
// well. It is wanted after many rows came at once, and now and then.
func (d *DB) Analyse(ctx context.Context) error {
	if d.pool != nil {
		_, err := d.pool.Exec(ctx, "ANALYZE")
		return explain(err)
	}
	_, err := d.writer.ExecContext(ctx, "PRAGMA analysis_limit = 1000; ANALYZE")
	return explain(err)
}
