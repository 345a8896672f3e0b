package db_test

import (
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
)

func TestOneProcessAtATimeHoldsAName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		take := func(name string, want bool) func() {
			t.Helper()
			release, ok, err := d.Alone(t.Context(), name)
			if err != nil || ok != want {
				t.Fatalf("%s is taken: %v, %v; want %v", name, ok, err, want)
			}
			return release
		}
		release := take("import", true)
		take("import", false)()
		take("another", true)()
		take("import", false)() // Who was refused lets go of nothing.
		release()
		take("import", true)()
		take("import", true)()
	})
}
