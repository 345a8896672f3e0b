package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"
)

// Counts are the rows of each table of a backup.
type Counts map[string]int64

// sqlitePart is the name of the whole SQLite database in a backup; a PostgreSQL one has a
// CSV part for each table.
const sqlitePart = "sem.db"

// Backup writes the registers as they are at one moment, while others go on reading and
// writing. part opens each part of the backup for writing, one after the other. folder
// holds a copy of a SQLite database while it is written.
func (d *DB) Backup(ctx context.Context, folder string, part func(name string) (io.Writer, error)) (Counts, error) {
	if d.pool != nil {
		return d.backupPostgres(ctx, part)
	}
	return d.backupSQLite(ctx, folder, part)
}

func (d *DB) backupSQLite(ctx context.Context, folder string, part func(string) (io.Writer, error)) (Counts, error) {
	var file string
	if err := d.readers.QueryRowContext(ctx, "SELECT file FROM pragma_database_list WHERE name = 'main'").Scan(&file); err != nil {
		return nil, fmt.Errorf("find the database file: %w", err)
	}
	temporary, err := os.MkdirTemp(folder, ".backup-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temporary)
	copied := filepath.Join(temporary, sqlitePart)
	source, err := sql.Open("sqlite", dsn(file, "rw", "busy_timeout(5000)"))
	if err != nil {
		return nil, err
	}
	defer source.Close()
	if _, err := source.ExecContext(ctx, "VACUUM INTO ?", copied); err != nil {
		return nil, fmt.Errorf("copy the database: %w", explain(err))
	}
	counts, err := countFile(ctx, copied)
	if err != nil {
		return nil, err
	}
	from, err := os.Open(copied)
	if err != nil {
		return nil, err
	}
	defer from.Close()
	to, err := part(sqlitePart)
	if err != nil {
		return nil, err
	}
	_, err = io.Copy(to, from)
	return counts, err
}

// countFile checks that a SQLite file is whole, and counts its rows.
func countFile(ctx context.Context, file string) (Counts, error) {
	d, err := sql.Open("sqlite", dsn(file, "ro"))
	if err != nil {
		return nil, err
	}
	defer d.Close()
	var verdict string
	if err := d.QueryRowContext(ctx, "PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		return nil, fmt.Errorf("check the database file: %s %w", verdict, err)
	}
	var names string
	err = d.QueryRowContext(ctx, "SELECT COALESCE(GROUP_CONCAT(name, ' '), '') FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").Scan(&names)
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", err)
	}
	counts := Counts{}
	for _, name := range strings.Fields(names) {
		var n int64
		if err := d.QueryRowContext(ctx, "SELECT COUNT(*) FROM "+quoted(name)).Scan(&n); err != nil {
			return nil, fmt.Errorf("count %s: %w", name, err)
		}
		counts[name] = n
	}
	return counts, nil
}

// own are the tables that a database fills by itself: the migrations, and who runs jobs now.
var own = []string{"schema_version", "river_migration", "river_leader", "river_client", "river_client_queue", "river_queue"}

func (d *DB) backupPostgres(ctx context.Context, part func(string) (io.Writer, error)) (Counts, error) {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return nil, explain(err)
	}
	defer conn.Release()
	tx, err := conn.BeginTx(ctx, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly})
	if err != nil {
		return nil, explain(err)
	}
	defer tx.Rollback(context.WithoutCancel(ctx))
	tables, err := patientTables(ctx, tx)
	if err != nil {
		return nil, err
	}
	counts := Counts{}
	for _, t := range tables {
		to, err := part(t.name + ".csv")
		if err != nil {
			return nil, err
		}
		tag, err := tx.Conn().PgConn().CopyTo(ctx, to, "COPY "+t.text()+" TO STDOUT (FORMAT csv, HEADER)")
		if err != nil {
			return nil, fmt.Errorf("copy %s: %w", t.name, explain(err))
		}
		counts[t.name] = tag.RowsAffected()
	}
	return counts, nil
}

// pgTable is a table with its columns, in the order of the database.
type pgTable struct {
	name    string
	columns []string
	needs   []string // needs are the tables its rows refer to.
}

func (t pgTable) text() string {
	var columns []string
	for _, c := range t.columns {
		columns = append(columns, quoted(c))
	}
	return quoted(t.name) + " (" + strings.Join(columns, ", ") + ")"
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// patientTables lists the tables, each after those it refers to, and lets the statements
// of the transaction take their time.
func patientTables(ctx context.Context, tx pgx.Tx) ([]pgTable, error) {
	if _, err := tx.Exec(ctx, "SET LOCAL statement_timeout = 0"); err != nil {
		return nil, explain(err)
	}
	rows, err := tx.Query(ctx, `
		SELECT c.relname::TEXT,
		       ARRAY(SELECT a.attname::TEXT FROM pg_attribute a
		             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' ORDER BY a.attnum),
		       ARRAY(SELECT DISTINCT f.confrelid::REGCLASS::TEXT FROM pg_constraint f
		             WHERE f.conrelid = c.oid AND f.contype = 'f' AND f.confrelid <> c.oid)
		FROM   pg_class c
		WHERE  c.relnamespace = CURRENT_SCHEMA()::REGNAMESPACE AND c.relkind = 'r'
		ORDER  BY c.relname`)
	if err != nil {
		return nil, explain(err)
	}
	all, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (pgTable, error) {
		var t pgTable
		err := r.Scan(&t.name, &t.columns, &t.needs)
		return t, err
	})
	if err != nil {
		return nil, fmt.Errorf("list the tables: %w", explain(err))
	}
	all = slices.DeleteFunc(all, func(t pgTable) bool { return slices.Contains(own, t.name) })
	return ordered(all)
}

// ordered puts each table after those it refers to.
func ordered(tables []pgTable) ([]pgTable, error) {
	var done []pgTable
	placed := map[string]bool{}
	for len(done) < len(tables) {
		before := len(done)
		for _, t := range tables {
			ready := !placed[t.name] && !slices.ContainsFunc(t.needs, func(n string) bool { return !placed[n] })
			if ready {
				placed[t.name] = true
				done = append(done, t)
			}
		}
		if len(done) == before {
			return nil, errors.New("tables refer to each other in a circle")
		}
	}
	return done, nil
}

// ErrNotEmpty is returned when a backup would be restored over something.
var ErrNotEmpty = errors.New("a backup is restored into an empty database only")

// Restore puts a backup back into the database that s names, which must be empty, and
// checks that every row is there. migrate gives an empty PostgreSQL database its tables.
func Restore(ctx context.Context, s Settings, parts fs.FS, want Counts, migrate func(context.Context, *DB) error) error {
	if s.URL == "" {
		return restoreSQLite(ctx, s.File, parts, want)
	}
	d, err := Open(ctx, s)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := migrate(ctx, d); err != nil {
		return err
	}
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return explain(err)
	}
	defer conn.Release()
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error { return restorePostgres(ctx, tx, parts, want) })
}

func restoreSQLite(ctx context.Context, file string, parts fs.FS, want Counts) error {
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists: %w", file, ErrNotEmpty)
	}
	from, err := parts.Open(sqlitePart)
	if err != nil {
		return fmt.Errorf("this is not the backup of a SQLite database: %w", err)
	}
	defer from.Close()
	fresh := file + ".restoring"
	if err := writeWhole(fresh, from); err != nil {
		return err
	}
	got, err := countFile(ctx, fresh)
	if err == nil && !maps.Equal(got, want) {
		err = fmt.Errorf("the backup says %v rows, the file has %v", want, got)
	}
	if err != nil {
		return errors.Join(err, os.Remove(fresh))
	}
	return os.Rename(fresh, file)
}

func writeWhole(name string, from io.Reader) error {
	to, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Sync(), to.Close())
}

func restorePostgres(ctx context.Context, tx pgx.Tx, parts fs.FS, want Counts) error {
	tables, err := patientTables(ctx, tx)
	if err != nil {
		return err
	}
	for _, t := range tables {
		var some bool
		if err := tx.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM "+quoted(t.name)+")").Scan(&some); err != nil {
			return explain(err)
		}
		if some {
			return fmt.Errorf("%s has rows: %w", t.name, ErrNotEmpty)
		}
	}
	for _, t := range tables {
		n, known := want[t.name]
		if !known {
			continue // The table is younger than the backup.
		}
		if err := restoreTable(ctx, tx, t, parts, n); err != nil {
			return fmt.Errorf("restore %s: %w", t.name, err)
		}
		delete(want, t.name)
	}
	if len(want) > 0 {
		return fmt.Errorf("this program has no tables %v; restore with the version that made the backup", slices.Sorted(maps.Keys(want)))
	}
	return nil
}

func restoreTable(ctx context.Context, tx pgx.Tx, t pgTable, parts fs.FS, want int64) error {
	from, err := parts.Open(t.name + ".csv")
	if err != nil {
		return fmt.Errorf("this is not the backup of a PostgreSQL database: %w", err)
	}
	defer from.Close()
	// What the triggers of a table write is in the backup already: they sleep meanwhile. The
	// constraints stay awake.
	if _, err := tx.Exec(ctx, "ALTER TABLE "+quoted(t.name)+" DISABLE TRIGGER USER"); err != nil {
		return explain(err)
	}
	tag, err := tx.Conn().PgConn().CopyFrom(ctx, from, "COPY "+t.text()+" FROM STDIN (FORMAT csv, HEADER MATCH)")
	if err != nil {
		return explain(err)
	}
	if got := tag.RowsAffected(); got != want {
		return fmt.Errorf("%d rows came back, the backup says %d", got, want)
	}
	if _, err := tx.Exec(ctx, "ALTER TABLE "+quoted(t.name)+" ENABLE TRIGGER USER"); err != nil {
		return explain(err)
	}
	if want == 0 {
		return nil
	}
	for _, column := range t.columns {
		if err := restoreCounter(ctx, tx, t.name, column); err != nil {
			return fmt.Errorf("set the counter of %s: %w", column, err)
		}
	}
	return nil
}

// restoreCounter has a column that counts by itself go on after the highest number restored.
func restoreCounter(ctx context.Context, tx pgx.Tx, table, column string) error {
	var counter *string
	if err := tx.QueryRow(ctx, "SELECT PG_GET_SERIAL_SEQUENCE($1, $2)", table, column).Scan(&counter); err != nil || counter == nil {
		return explain(err)
	}
	_, err := tx.Exec(ctx, "SELECT SETVAL($1::TEXT::REGCLASS, (SELECT MAX("+quoted(column)+") FROM "+quoted(table)+"))", *counter)
	return explain(err)
}
