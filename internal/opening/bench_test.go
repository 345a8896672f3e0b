package opening

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/id"
)

// BenchmarkAttend is arrivals: tickets that are durable before anybody is answered, for 256
// families at once.
func BenchmarkAttend(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { arrivals(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) {
		d, err := db.Open(b.Context(), db.Settings{URL: dbtest.NewServer(b, true).URL(b)})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		arrivals(b, d)
	})
}

func arrivals(b *testing.B, d *db.DB) {
	still := clock.At(nine.Add(-20 * time.Minute))
	s := &Service{DB: d, Clock: still, IDs: id.Random(), Leisure: &program{opens: nine, drawn: true}}
	if err := s.Tick(b.Context()); err != nil {
		b.Fatal(err)
	}
	event := s.Events()[0].ID
	var next atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var wait sync.WaitGroup
	b.ResetTimer()
	for range 256 {
		wait.Go(func() {
			var mine []time.Duration
			for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
				began := time.Now()
				if _, err := s.Attend(context.Background(), family(int(i)), event); err != nil {
					b.Error(err)
				}
				mine = append(mine, clock.Since(began))
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
		})
	}
	wait.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "tickets/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "ms-p99")
	b.ReportMetric(0, "ns/op")
}
