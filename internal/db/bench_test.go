package db_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
)

// BenchmarkWrite has 64 clients each commit small transactions of three statements,
// durably, on both databases.
func BenchmarkWrite(b *testing.B) {
	each := func(b *testing.B, d *db.DB) {
		if err := d.InTx(b.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(b.Context(), table)
			return err
		}); err != nil {
			b.Fatal(err)
		}
		var next atomic.Int64
		var wait sync.WaitGroup
		b.ResetTimer()
		for range 64 {
			wait.Go(func() {
				for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
					err := d.InTx(b.Context(), func(tx *db.Tx) error {
						for part := range 3 {
							if err := tx.Send(b.Context(), "INSERT INTO db_note (id, body, n) VALUES ($1, $2, $3)",
								strconv.FormatInt(i, 10)+"-"+strconv.Itoa(part), "une note de quelques mots", i); err != nil {
								return err
							}
						}
						return nil
					})
					if err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tx/s")
	}
	b.Run("sqlite", func(b *testing.B) { each(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) {
		d, err := db.Open(b.Context(), db.Settings{URL: dbtest.NewServer(b, true).URL(b)})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		each(b, d)
	})
}
