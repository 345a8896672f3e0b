package db

import (
	"context"
	"errors"
	"fmt"
	"time"

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
	defer std.Rollback(context.WithoutCancel(ctx))
	tx := &Tx{pgx: std}
	if err := do(tx); err != nil {
		return err
	}
	if err := std.Commit(ctx); err != nil {
		return explain(err)
	}
	for _, tell := range tx.after {
		tell()
	}
	return nil
}
