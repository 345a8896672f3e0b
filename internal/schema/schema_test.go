package schema_test

import (
	"errors"
	"testing"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/schema"
)

func TestADatabaseOfANewerProgramIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		at, known, err := schema.Version(t.Context(), d)
		if err != nil || at != known {
			t.Fatalf("a migrated database stands at %d of %d (%v)", at, known, err)
		}
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "INSERT INTO schema_version (version_id, is_applied, tstamp) VALUES ($1, $2, $3)", known+1, true, clock.System().Now())
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Migrate(t.Context(), d); !errors.Is(err, schema.ErrNewer) {
			t.Errorf("migrating said %v, want ErrNewer", err)
		}
	})
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := schema.Migrate(t.Context(), d); err != nil {
			t.Error(err)
		}
	})
}
