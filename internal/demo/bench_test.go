package demo

import (
	"fmt"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
)

// The figures are seconds for a whole town. The large ones take minutes: name them with
// -bench 'Build/large'.
func BenchmarkBuild(b *testing.B) {
	for _, size := range []Size{Small, City, Large} {
		b.Run(string(size)+"/sqlite", func(b *testing.B) {
			measureBuild(b, size, func() *db.DB { return dbtest.SQLite(b) })
		})
		b.Run(string(size)+"/postgres", func(b *testing.B) {
			server := dbtest.NewServer(b, true)
			measureBuild(b, size, func() *db.DB {
				d, err := db.Open(b.Context(), db.Settings{URL: server.URL(b)})
				if err != nil {
					b.Fatal(err)
				}
				b.Cleanup(func() { d.Close() })
				return d
			})
		})
	}
}

func measureBuild(b *testing.B, size Size, fresh func() *db.DB) {
	if size == Large && testing.Short() {
		b.Skip("a large town takes minutes")
	}
	for b.Loop() {
		b.StopTimer()
		d := fresh()
		r := rooms(b, d)
		b.StartTimer()
		if err := Build(b.Context(), r, Options{Size: size, Folder: b.TempDir()}); err != nil {
			b.Fatal(err)
		}
		b.StopTimer()
		b.Log(counts(b, d))
		b.StartTimer()
	}
	b.ReportMetric(b.Elapsed().Seconds()/float64(b.N), "s/town")
	b.ReportMetric(0, "ns/op")
}

// counts is what the town holds.
func counts(t testing.TB, d *db.DB) string {
	t.Helper()
	said := ""
	for _, q := range []string{
		`SELECT 'people', COUNT(*) FROM people_person`,
		`SELECT 'addresses', COUNT(*) FROM places_address`,
		`SELECT 'households', COUNT(*) FROM people_household`,
		`SELECT 'accounts', COUNT(*) FROM accounts_account`,
		`SELECT 'requests', COUNT(*) FROM requests_request`,
		`SELECT 'open', COUNT(*) FROM requests_request WHERE resolved_at IS NULL`,
		`SELECT 'late', COUNT(*) FROM requests_request WHERE resolved_at IS NULL AND paused_at IS NULL AND promised_at < '2026-09-02 14:40:00'`,
		`SELECT 'due today', COUNT(*) FROM requests_request WHERE resolved_at IS NULL AND paused_at IS NULL AND promised_at >= '2026-09-02 14:40:00' AND promised_at < '2026-09-03 04:00:00'`,
		`SELECT 'events', COUNT(*) FROM requests_event`,
		`SELECT 'contacts', COUNT(*) FROM requests_interaction`,
		`SELECT 'journal', COUNT(*) FROM journal_entry`,
		`SELECT 'notices', COUNT(*) FROM alerts_notice`,
		`SELECT state, COUNT(*) FROM requests_request GROUP BY state`,
		`SELECT channel, COUNT(*) FROM requests_request GROUP BY channel`,
	} {
		rows, err := d.Query(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var what string
			var n int
			if err := rows.Scan(&what, &n); err != nil {
				t.Fatal(err)
			}
			said += fmt.Sprintf("%s %d, ", what, n)
		}
		rows.Close()
	}
	return said
}
