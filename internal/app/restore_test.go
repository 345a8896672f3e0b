package app_test

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"sem/internal/app"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/dbtest"
)

// registers digests every table of a town, those left out that a database fills by itself.
func registers(t *testing.T, c config.Config) map[string]string {
	t.Helper()
	d, err := db.Open(t.Context(), db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	list := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
	if d.Kind() == db.Postgres {
		list = "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public'"
	}
	rows, err := d.Query(t.Context(), list)
	names, err := db.Collect(rows, err, func(r *db.Rows) (name string, err error) { return name, r.Scan(&name) })
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, name := range names {
		if name == "schema_version" || strings.HasPrefix(name, "river_") && name != "river_job" {
			continue
		}
		if d.Kind() == db.SQLite {
			all[name] = digestOfFile(t, d.SQL(), name)
			continue
		}
		var digest string
		err := d.QueryRow(t.Context(), "SELECT COUNT(*) || ' ' || COALESCE(md5(string_agg(CAST(x AS TEXT), '|' ORDER BY CAST(x AS TEXT))), '') FROM "+name+" x").Scan(&digest)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all[name] = digest
	}
	return all
}

func digestOfFile(t *testing.T, d *sql.DB, table string) string {
	t.Helper()
	rows, err := d.QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for rows.Next() {
		values := make([]any, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, fmt.Sprint(values...))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	sum := sha256.Sum256([]byte(strings.Join(lines, "\n")))
	return fmt.Sprint(len(lines), " ", hex.EncodeToString(sum[:8]))
}

// note writes an entry into the journal that no seal covers yet.
func note(t *testing.T, c config.Config, id string) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile()})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO journal_entry (id, at, action) VALUES ($1, $2, 'view')", id, time.Date(2026, 9, 2, 13, 0, 0, 0, time.UTC))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestEveryTableOfATownComesBackFromABackup restores a town with something in every room.
func TestEveryTableOfATownComesBackFromABackup(t *testing.T) {
	eachDatabase(t, func(t *testing.T, w *town) {
		w.kill()
		here := settings(t, config.Given{"data": w.data, "database_url": w.database})
		note(t, here, "zzza") // An entry that no seal covers yet.
		file := filepath.Join(t.TempDir(), "town.sem")
		if err := app.Backup(t.Context(), here, file, app.Silent); err != nil {
			t.Fatal(err)
		}
		url := ""
		if w.database != "" {
			url = dbtest.PostgresURL(t)
		}
		there := settings(t, config.Given{"data": t.TempDir(), "database_url": url})
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
		before := registers(t, here)
		if diff := cmp.Diff(before, registers(t, there)); diff != "" {
			t.Errorf("what came back differs:\n%s", diff)
		}
		for _, name := range []string{"property_entry", "property_holding", "tax_account", "tax_payment", "collections_rule", "watering_rule", "watering_permit", "neighbourhood_place", "basemap_feature",
			"lottery_draw", "lottery_activity", "lottery_request", "lottery_child", "lottery_lot", "lottery_result", "slips_filer", "slips_payer", "slips_split", "slips_slip",
			"library_card", "library_copy", "library_past", "library_setting"} {
			if before[name] == "" || strings.HasPrefix(before[name], "0 ") {
				t.Errorf("%s is empty in the town: %q", name, before[name])
			}
		}
		note(t, there, "zzzb") // The journal goes on as before.
		var said strings.Builder
		if err := app.Doctor(t.Context(), there, true, &said); err != nil || !strings.Contains(said.String(), "nothing was touched") {
			t.Errorf("the doctor of the town that came back: %v\n%s", err, said.String())
		}
	})
}
