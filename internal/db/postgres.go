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
	return &DB{kind: Postgres, pool: pool}, nil
}

// patience is how long a caller waits for a connection before hearing that the
// registers are away; a page must answer within two seconds.
const patience = 1500 * time.Millisecond

// idle is the state of a connection outside a transaction, in the server's own word.
const idle = 'I'

func (d *DB) inPostgresTx(ctx context.Context, do func(*Tx) error) error {
	const tries = 4
	for try := 1; ; try++ {
		err := d.attemptPostgres(ctx, do)
		if err == nil || try == tries || !mayRetry(err) {
			return err
		}
	}
}

func (d *DB) attemptPostgres(ctx context.Context, do func(*Tx) error) error {
	wait, cancel := context.WithTimeout(ctx, patience)
	conn, err := d.pool.Acquire(wait)
	cancel()
	if err != nil {
		return explain(err)
	}
	defer conn.Release()
	std, err := conn.Begin(ctx)
	if err != nil {
		return explain(err)
	}
	defer func() {
		if conn.Conn().PgConn().TxStatus() != idle {
			std.Rollback(context.WithoutCancel(ctx))
		}
	}()
	tx := &Tx{pgx: std}
	if err := do(tx); err != nil {
		return err
	}
	if err := tx.commitSent(ctx); err != nil {
		return explain(err)
	}
	for _, tell := range tx.after {
		tell()
	}
	return nil
}

// flush has the server run what was sent.
func (tx *Tx) flush(ctx context.Context) error {
	if tx.sent.Len() == 0 {
		return nil
	}
	sent := tx.sent
	tx.sent = pgx.Batch{}
	return explain(tx.pgx.SendBatch(ctx, &sent).Close())
}

// commitSent commits, in the same journey as what was sent, if anything was.
func (tx *Tx) commitSent(ctx context.Context) error {
	if tx.sent.Len() == 0 {
		return tx.pgx.Commit(ctx)
	}
	tx.sent.Queue("COMMIT")
	results := tx.pgx.SendBatch(ctx, &tx.sent)
	for range tx.sent.Len() {
		if _, err := results.Exec(); err != nil {
			results.Close()
			return err
		}
	}
	return results.Close()
}
