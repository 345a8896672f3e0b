package db

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func openPostgres(ctx context.Context, s Settings) (*DB, error) {
	config, err := pgxpool.ParseConfig(s.URL)
	if err != nil {
		return nil, errors.New("the database address cannot be read; it looks like postgres://user:password@host:5432/name")
	}
	config.MaxConns = 16
	if s.Connections > 0 {
		config.MaxConns = int32(s.Connections)
	}
	config.ConnConfig.ConnectTimeout = time.Second
	config.ConnConfig.RuntimeParams["timezone"] = "UTC"
	config.ConnConfig.RuntimeParams["application_name"] = "sem"
	config.ConnConfig.RuntimeParams["statement_timeout"] = "30000"
	config.HealthCheckPeriod = 5 * time.Second
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	d := &DB{kind: Postgres, pool: pool, alone: make(chan struct{}, aside)}
	d.lane = newLane(&postgresWriter{pool: pool}, groupPostgres)
	return d, nil
}

// patience is how long a caller waits for a connection before hearing that the
// registers are away; a page must answer within two seconds.
const patience = 1500 * time.Millisecond

// idle is the state of a connection outside a transaction, in the server's own word.
const idle = 'I'

// aside is how many transactions have a connection to themselves before callers share one.
// A quiet town never shares: loads and imports run beside the pages. In a rush the callers
// form a group on one connection, because that is where PostgreSQL spends its time: a wait
// for the disk and several journeys for each caller, and locks held while they last.
const aside = 3

// groupPostgres bounds how many callers share a commit, and so how long a row stays locked.
const groupPostgres = 64

// inPostgresTx runs do on a connection of its own, or in the lane when those are taken.
// What PostgreSQL gives up for another transaction's sake is run again.
func (d *DB) inPostgresTx(ctx context.Context, do func(*Tx) error) error {
	select {
	case d.alone <- struct{}{}:
		defer func() { <-d.alone }()
	default:
		if err := d.lane.run(ctx, do); !mayRetry(err) {
			return err
		}
	}
	const tries = 4
	for try := 1; ; try++ {
		err := d.attemptPostgres(ctx, do)
		if err == nil || try == tries || !mayRetry(err) {
			return err
		}
	}
}

// attemptPostgres gives its connection back before it tells what waited for the commit, which
// may read: many at once would wait for each other's connections.
func (d *DB) attemptPostgres(ctx context.Context, do func(*Tx) error) error {
	tx, err := d.committed(ctx, do)
	if err == nil {
		tx.tellAfter()
	}
	return err
}

// committed is a transaction that was run on a connection of its own and has committed.
func (d *DB) committed(ctx context.Context, do func(*Tx) error) (*Tx, error) {
	conn, err := acquire(ctx, d.pool)
	if err != nil {
		return nil, err
	}
	defer conn.Release()
	std, err := conn.Begin(ctx)
	if err != nil {
		return nil, explain(err)
	}
	defer rollBack(ctx, std)
	tx := &Tx{pgx: std}
	if err := do(tx); err != nil {
		return nil, err
	}
	return tx, explain(tx.commitSent(ctx))
}

func acquire(ctx context.Context, pool *pgxpool.Pool) (*pgxpool.Conn, error) {
	wait, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pool.Acquire(wait)
	return conn, explain(err)
}

// rollBack undoes a transaction that has not ended.
func rollBack(ctx context.Context, std pgx.Tx) {
	if std.Conn().PgConn().TxStatus() != idle {
		std.Rollback(context.WithoutCancel(ctx))
	}
}

// postgresWriter commits groups of callers on one connection at a time.
type postgresWriter struct{ pool *pgxpool.Pool }

func (w *postgresWriter) commit(group []*turn) {
	ctx, cancel := context.WithTimeout(context.Background(), groupTime)
	defer cancel()
	conn, err := acquire(ctx, w.pool)
	if err != nil {
		fail(group, err)
		return
	}
	defer conn.Release()
	std, err := conn.Begin(ctx)
	if err != nil {
		fail(group, explain(err))
		return
	}
	defer rollBack(ctx, std)
	for _, t := range group {
		if t.err = t.ctx.Err(); t.err != nil {
			continue
		}
		var lost error
		if t.err, lost = w.attempt(ctx, std, t); lost != nil {
			fail(group, lost)
			return
		}
	}
	if err := std.Commit(ctx); err != nil {
		fail(group, explain(err))
	}
}

// groupTime is the longest a group may last before the server is held to be away.
const groupTime = 20 * time.Second

// attempt runs one caller inside a savepoint. The savepoint is opened and released in the
// journeys of the caller's own statements. lost is set when the connection is gone.
func (w *postgresWriter) attempt(ctx context.Context, std pgx.Tx, t *turn) (err, lost error) {
	t.tx = &Tx{pgx: std}
	t.tx.sent.Queue("SAVEPOINT turn")
	err = guarded(t)
	if err == nil && t.panicked == nil {
		t.tx.sent.Queue("RELEASE SAVEPOINT turn")
		err = t.tx.flush(ctx)
	}
	if err == nil && t.panicked == nil {
		return nil, nil
	}
	if t.tx.flushed {
		if _, back := std.Exec(ctx, "ROLLBACK TO SAVEPOINT turn"); back != nil {
			return err, explain(back)
		}
	}
	return err, nil
}

// flush has the server run what was sent.
func (tx *Tx) flush(ctx context.Context) error {
	if tx.sent.Len() == 0 {
		return nil
	}
	return explain(tx.travel(ctx).Close())
}

// travel takes what was sent to the server, in one journey.
func (tx *Tx) travel(ctx context.Context) pgx.BatchResults {
	sent := tx.sent
	tx.sent, tx.flushed = pgx.Batch{}, true
	return tx.pgx.SendBatch(ctx, &sent)
}

// execWithSent runs a statement in the same journey as what was sent before it.
func (tx *Tx) execWithSent(ctx context.Context, query string, args []any) (int64, error) {
	before := tx.sent.Len()
	if before == 0 {
		tag, err := tx.pgx.Exec(ctx, query, args...)
		return tag.RowsAffected(), explain(err)
	}
	results, err := tx.afterSent(ctx, before, query, args)
	if err != nil {
		return 0, err
	}
	tag, err := results.Exec()
	if closed := results.Close(); err == nil {
		err = closed
	}
	return tag.RowsAffected(), explain(err)
}

// queryWithSent reads rows in the same journey as what was sent before.
func (tx *Tx) queryWithSent(ctx context.Context, query string, args []any) (*Rows, error) {
	before := tx.sent.Len()
	if before == 0 {
		rows, err := tx.pgx.Query(ctx, query, args...)
		if err != nil {
			return nil, explain(err)
		}
		return &Rows{pgx: rows}, nil
	}
	results, err := tx.afterSent(ctx, before, query, args)
	if err != nil {
		return nil, err
	}
	rows, err := results.Query()
	if err != nil {
		results.Close()
		return nil, explain(err)
	}
	return &Rows{pgx: rows, batch: results}, nil
}

// afterSent sends a statement behind what was sent before it, and reads on to its own answer.
func (tx *Tx) afterSent(ctx context.Context, before int, query string, args []any) (pgx.BatchResults, error) {
	tx.sent.Queue(query, args...)
	results := tx.travel(ctx)
	for range before {
		if _, err := results.Exec(); err != nil {
			results.Close()
			return nil, explain(err)
		}
	}
	return results, nil
}

// commitSent commits, in the same journey as what was sent, if anything was.
func (tx *Tx) commitSent(ctx context.Context) error {
	if tx.sent.Len() == 0 {
		return tx.pgx.Commit(ctx)
	}
	_, err := tx.execWithSent(ctx, "COMMIT", nil)
	return err
}
