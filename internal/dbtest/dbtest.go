// Package dbtest gives a test the two real databases, empty and migrated: a fresh SQLite
// file, and a fresh database in a PostgreSQL server of its own that lives as long as the
// test program. Only tests import it.
//
// SEM_TEST_DATABASES=sqlite leaves PostgreSQL out, for the quick round. Otherwise a
// missing server is a failure: a suite that skips in silence proves nothing.
package dbtest

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sem/internal/config"
	"sem/internal/db"
)

// Each runs test on a fresh migrated SQLite database and on a fresh migrated PostgreSQL one.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t)) })
	if config.TestDatabases() == "sqlite" {
		return
	}
	t.Run("postgres", func(t *testing.T) { test(t, Postgres(t)) })
}

// SQLite is a fresh migrated database in a file that goes with the test.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	ready, err := migratedFile()
	if err != nil {
		t.Fatalf("make a migrated SQLite file: %v", err)
	}
	file := filepath.Join(t.TempDir(), "sem.db")
	if err := os.WriteFile(file, ready, 0o600); err != nil {
		t.Fatal(err)
	}
	return open(t, db.Settings{File: file})
}

// migratedFile is a migrated database file, made once for the tests of a package.
var migratedFile = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "sem-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "sem.db")
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	d, err := db.Open(ctx, db.Settings{File: file})
	if err != nil {
		return nil, err
	}
	if err := errors.Join(migrate(ctx, d), d.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// Postgres is a fresh migrated PostgreSQL database that goes with the test.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, db.Settings{URL: PostgresURL(t)})
}

// PostgresURL is the address of a fresh migrated PostgreSQL database.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server, err := theServer()
	if err != nil {
		t.Fatalf("start PostgreSQL for the tests: %v", err)
	}
	var b [6]byte
	rand.Read(b[:])
	name := "t_" + hex.EncodeToString(b[:])
	if err := server.create(name); err != nil {
		t.Fatalf("make a database: %v", err)
	}
	t.Cleanup(func() { server.drop(name) })
	return server.url(name)
}

func open(t testing.TB, s db.Settings) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}
