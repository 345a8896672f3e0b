package db_test

import (
	"path/filepath"
	"testing"

	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/dbtest"
)

func TestOneProcessAtATimeHoldsAName(t *testing.T) {
	settings := map[string]db.Settings{"sqlite": {File: filepath.Join(t.TempDir(), "sem.db")}}
	if config.TestDatabases() != "sqlite" {
		settings["postgres"] = db.Settings{URL: dbtest.PostgresURL(t)}
	}
	for kind, s := range settings {
		t.Run(kind, func(t *testing.T) {
			open := func() *db.DB {
				d, err := db.Open(t.Context(), s)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { d.Close() })
				return d
			}
			one, other := open(), open() // As two processes have it.
			take := func(d *db.DB, name string, want bool) func() {
				t.Helper()
				release, ok, err := d.Alone(t.Context(), name)
				if err != nil || ok != want {
					t.Fatalf("%s is taken: %v, %v; want %v", name, ok, err, want)
				}
				return release
			}
			release := take(one, "import", true)
			take(other, "import", false)
			take(other, "another", true)()
			release()
			take(other, "import", true)()
			take(one, "import", true)()
		})
	}
}
