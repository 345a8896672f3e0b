package neighbourhoodweb_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"sem/internal/dbtest"
)

// BenchmarkAroundPage draws the page of an address whole, without what lies under the pins.
func BenchmarkAroundPage(b *testing.B) {
	town := newTown(b, dbtest.SQLite(b))
	var took []time.Duration
	b.ResetTimer()
	for b.Loop() {
		town.clock.Advance(time.Second) // One caller may look twice a second.
		began := time.Now()
		town.Get("/quartier?lieu="+string(town.home.ID), http.StatusOK)
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95_ms")
}
