package app_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/app"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/dbtest"
)

// people reads the register of people as text, to compare two registers.
func people(t *testing.T, c config.Config) []string {
	t.Helper()
	d, err := db.Open(t.Context(), db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	rows, err := d.Query(t.Context(), "SELECT id, given_name, created_at FROM people_person ORDER BY id")
	all, err := db.Collect(rows, err, func(r *db.Rows) (string, error) {
		var id, name string
		var at time.Time
		err := r.Scan(&id, &name, &at)
		return fmt.Sprintf("%s %q %s", id, name, at), err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func settings(t *testing.T, given config.Given) config.Config {
	t.Helper()
	c, err := config.Load(given)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func addPerson(d *db.DB, t *testing.T, n int) error {
	return d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO people_person (id, given_name, created_at, updated_at) VALUES ($1, $2, $3, $4)",
			fmt.Sprintf("p%06d", n), "Zoé, «dite»\n\"la\" \\ petite", time.Date(2026, 3, 8, 6, 0, 0, n*1000, time.UTC), time.Unix(0, 0))
		return err
	})
}

func TestABackupMadeUnderLoadRestoresEqualOnAnEmptyMachine(t *testing.T) {
	for _, kind := range []db.Kind{db.SQLite, db.Postgres} {
		t.Run(string(kind), func(t *testing.T) {
			if kind == db.Postgres && config.TestDatabases() == "sqlite" {
				return
			}
			address := func() string {
				if kind == db.SQLite {
					return ""
				}
				return dbtest.PostgresURL(t)
			}
			here := settings(t, config.Given{"data": t.TempDir(), "database_url": address()})
			if err := app.Migrate(t.Context(), here); err != nil {
				t.Fatal(err)
			}
			d, err := db.Open(t.Context(), db.Settings{URL: here.DatabaseURL, File: here.DatabaseFile()})
			if err != nil {
				t.Fatal(err)
			}
			for n := range 300 {
				if err := addPerson(d, t, n); err != nil {
					t.Fatal(err)
				}
			}
			photo := filepath.Join(here.FilesFolder(), "ab", "photo")
			if err := errors.Join(os.MkdirAll(filepath.Dir(photo), 0o700), os.WriteFile(photo, []byte{1, 2, 3}, 0o600)); err != nil {
				t.Fatal(err)
			}

			stop := make(chan struct{})
			var writers sync.WaitGroup
			writers.Go(func() {
				for n := 1000; ; n++ {
					select {
					case <-stop:
						return
					default:
						addPerson(d, t, n)
					}
				}
			})
			file := filepath.Join(t.TempDir(), "town.sem")
			err = app.Backup(t.Context(), here, file, app.Silent)
			close(stop)
			writers.Wait()
			if err != nil {
				t.Fatal(err)
			}
			after := people(t, here)
			d.Close()

			there := settings(t, config.Given{"data": t.TempDir(), "database_url": address()})
			if err := app.Restore(t.Context(), there, file, app.Silent); err == nil {
				t.Fatal("a backup was restored without its key")
			}
			key, err := os.ReadFile(here.MasterKeyFile())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(there.MasterKeyFile(), key, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := app.Restore(t.Context(), there, file, app.Silent); err != nil {
				t.Fatal(err)
			}
			restored := people(t, there)
			if len(restored) < 300 {
				t.Fatalf("%d people came back, want 300 at least", len(restored))
			}
			if diff := cmp.Diff(after[:len(restored)], restored); diff != "" {
				t.Errorf("the registers differ (-were +are):\n%s", diff)
			}
			if b, err := os.ReadFile(filepath.Join(there.FilesFolder(), "ab", "photo")); err != nil || !slices.Equal(b, []byte{1, 2, 3}) {
				t.Errorf("the photo came back as %v, %v", b, err)
			}
			if err := app.Restore(t.Context(), there, file, app.Silent); err == nil {
				t.Error("a backup was restored over registers that are not empty")
			}
			if err := os.RemoveAll(there.FilesFolder()); err != nil {
				t.Fatal(err)
			}
			if err := app.Restore(t.Context(), there, file, app.Silent); !errors.Is(err, db.ErrNotEmpty) {
				t.Errorf("restoring over people: %v, want ErrNotEmpty", err)
			}
		})
	}
}

func TestAnAlteredBackupIsRefusedWhole(t *testing.T) {
	here := settings(t, config.Given{"data": t.TempDir()})
	if err := app.Migrate(t.Context(), here); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "town.sem")
	if err := app.Backup(t.Context(), here, file, app.Silent); err != nil {
		t.Fatal(err)
	}
	if err := app.Backup(t.Context(), here, file, app.Silent); err == nil {
		t.Error("a backup was written over another one")
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(file, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(here.DatabaseFile()); err != nil {
		t.Fatal(err)
	}
	if err := app.Restore(t.Context(), here, file, app.Silent); err == nil {
		t.Error("an altered backup was restored")
	}
	if _, err := os.Stat(here.DatabaseFile()); err == nil {
		t.Error("an altered backup left a database behind")
	}
}
