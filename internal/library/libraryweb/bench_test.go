package libraryweb_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/dossier"
)

// BenchmarkLoans draws the page of a family with sixty-five loans, and BenchmarkSource what its
// dashboard has of the library, while the library itself answers nothing.
func BenchmarkLoans(b *testing.B) {
	tw := open(b, dbtest.SQLite(b)).far().family()
	tw.silence()
	measure(b, func() { tw.Get("/bibliotheque", http.StatusOK) })
}

// BenchmarkSource: see BenchmarkLoans.
func BenchmarkSource(b *testing.B) {
	tw := open(b, dbtest.SQLite(b)).family()
	tw.silence()
	file := &dossier.Service{DB: tw.db, People: tw.people, Clock: tw.clock}
	measure(b, func() {
		scope, err := file.ScopeOf(b.Context(), citizenOf("marie"))
		tw.Must(err)
		_, err = tw.source.ToDo(b.Context(), scope)
		tw.Must(err)
		_, err = tw.source.Coming(b.Context(), scope, tw.clock.Now(), tw.clock.Now().AddDate(0, 0, 7))
		tw.Must(err)
	})
}

func measure(b *testing.B, once func()) {
	b.Helper()
	var took []time.Duration
	for b.Loop() {
		start := clock.System().Now()
		once()
		took = append(took, clock.System().Now().Sub(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95_us")
}
