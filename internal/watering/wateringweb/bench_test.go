package wateringweb_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/dbtest"
)

// BenchmarkAnswerPage shows /arrosage for an address, whole, as the server writes it.
func BenchmarkAnswerPage(b *testing.B) {
	tw := newTown(b, dbtest.SQLite(b))
	var took []time.Duration
	for b.Loop() {
		began := time.Now()
		tw.Get("/arrosage?lieu="+string(tw.home.ID), http.StatusOK)
		took = append(took, clock.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95_ms")
}
