// Package schema builds the registers: the migrations of every room, inside the program,
// run when it starts. A database that a newer program has migrated is refused, because
// this one would not know what it sees.
//
// One file serves both databases; a file that ends in .sqlite.sql or .postgres.sql serves
// one, where they must differ.
package schema

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing/fstest"

	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"sem/internal/db"
)

//go:embed migrations/*.sql
var files embed.FS

// ErrNewer is returned when the database was migrated by a newer program.
var ErrNewer = errors.New("the database was made by a newer version of sem; run that version, or restore a backup made before it")

// Migrate brings the database to the shape this program knows. It may be interrupted and
// run again: each file is applied whole or not at all.
func Migrate(ctx context.Context, d *db.DB) error {
	provider, closeAfter, err := provider(d)
	if err != nil {
		return err
	}
	defer closeAfter()
	known := latest(provider)
	at, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the version of the database: %w", err)
	}
	if at > known {
		return fmt.Errorf("%w (database at %d, program at %d)", ErrNewer, at, known)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate the database: %w", err)
	}
	return nil
}

// MigrateTo brings an empty database to an earlier shape, into which a backup of that time
// is restored before Migrate goes on.
func MigrateTo(ctx context.Context, d *db.DB, version int64) error {
	provider, closeAfter, err := provider(d)
	if err != nil {
		return err
	}
	defer closeAfter()
	if version > latest(provider) {
		return fmt.Errorf("%w (backup at %d, program at %d)", ErrNewer, version, latest(provider))
	}
	if _, err := provider.UpTo(ctx, version); err != nil {
		return fmt.Errorf("migrate the database to %d: %w", version, err)
	}
	return nil
}

// Version tells where the database stands and what this program knows.
func Version(ctx context.Context, d *db.DB) (at, known int64, err error) {
	provider, closeAfter, err := provider(d)
	if err != nil {
		return 0, 0, err
	}
	defer closeAfter()
	at, err = provider.GetDBVersion(ctx)
	return at, latest(provider), err
}

func latest(p *goose.Provider) int64 {
	sources := p.ListSources()
	return sources[len(sources)-1].Version
}

func provider(d *db.DB) (*goose.Provider, func() error, error) {
	migrations, err := chosen(d.Kind())
	if err != nil {
		return nil, nil, fmt.Errorf("read the migrations: %w", err)
	}
	dialect, conn, done := goose.DialectSQLite3, d.SQL(), func() error { return nil }
	if d.Kind() == db.Postgres {
		dialect, conn = goose.DialectPostgres, stdlib.OpenDBFromPool(d.Pool())
		done = conn.Close
	}
	return newProvider(dialect, conn, migrations, done)
}

func newProvider(dialect goose.Dialect, conn *sql.DB, migrations fs.FS, done func() error) (*goose.Provider, func() error, error) {
	p, err := goose.NewProvider(dialect, conn, migrations, goose.WithTableName("schema_version"), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		done()
		return nil, nil, fmt.Errorf("prepare the migrations: %w", err)
	}
	return p, done, nil
}

// chosen are the migrations of one database, under names without its ending.
func chosen(kind db.Kind) (fs.FS, error) {
	mine, other := ".sqlite.sql", ".postgres.sql"
	if kind == db.Postgres {
		mine, other = other, mine
	}
	entries, err := files.ReadDir("migrations")
	if err != nil {
		return nil, err
	}
	set := fstest.MapFS{}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), other) {
			continue
		}
		body, err := files.ReadFile("migrations/" + e.Name())
		if err != nil {
			return nil, err
		}
		name := e.Name()
		if rest, ok := strings.CutSuffix(name, mine); ok {
			name = rest + ".sql"
		}
		set[name] = &fstest.MapFile{Data: body}
	}
	return set, nil
}
