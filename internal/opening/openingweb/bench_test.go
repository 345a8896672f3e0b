package openingweb_test

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/ui"
)

// BenchmarkLine is the page of the line for 64 browsers at once among 5 000 families, whole
// and compressed, from the request to its last byte, without the network.
func BenchmarkLine(b *testing.B) {
	tw := newTown(b, dbtest.SQLite(b))
	tw.at(nine.Add(-time.Minute))
	tw.crowd(5000)
	tw.Viewer = marie
	tw.join()
	tw.at(nine)
	site := ui.Mux(tw.pages.Routes(), ui.Options{Clock: tw.clock, Log: slog.New(slog.DiscardHandler), Around: []func(http.Handler) http.Handler{tw.pages.Quick}})
	var next atomic.Int64
	var mu sync.Mutex
	var took []time.Duration
	var wait sync.WaitGroup
	b.ResetTimer()
	for range 64 {
		wait.Go(func() {
			var mine []time.Duration
			for next.Add(1) <= int64(b.N) {
				r := httptest.NewRequest(http.MethodGet, tw.path, nil)
				r.Header.Set("Accept-Encoding", "gzip")
				for name, value := range tw.Cookies {
					r.AddCookie(&http.Cookie{Name: name, Value: value})
				}
				w := httptest.NewRecorder()
				began := time.Now()
				site.ServeHTTP(w, r)
				mine = append(mine, clock.Since(began))
				if w.Code != http.StatusOK {
					b.Errorf("answered %d", w.Code)
				}
			}
			mu.Lock()
			defer mu.Unlock()
			took = append(took, mine...)
		})
	}
	wait.Wait()
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
	b.ReportMetric(0, "ns/op")
}
