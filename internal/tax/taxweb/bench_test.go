package taxweb_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/dbtest"
	"sem/internal/places"
)

// BenchmarkPage draws the account page of an owner among the accounts of a city, two years
// each.
func BenchmarkPage(b *testing.B) {
	const accounts = 17_000
	tw := newTown(b, dbtest.SQLite(b))
	tw.take(header + bill2025 + bill2026 + paid2026)
	for _, year := range []string{bill2025, bill2026 + paid2026} {
		var file strings.Builder
		file.WriteString(header)
		for i := range accounts {
			n := fmt.Sprintf("%06d", i)
			matricule := fmt.Sprintf("1%09d", i)
			tw.roll.all[places.Matricule(matricule+"00000000")] = places.PropertyID(n)
			file.WriteString(strings.NewReplacer("2026-004217", "2026-B"+n, "2025-000001", "2025-B"+n, "7247-58-0000", matricule, "P-", "P"+n+"-", "Q-", "Q"+n+"-").Replace(year))
		}
		tw.take(file.String())
	}
	tw.Viewer.Sensitive = true
	var took []time.Duration
	for b.Loop() {
		start := clock.System().Now()
		tw.Get("/taxes", http.StatusOK)
		took = append(took, clock.System().Now().Sub(start))
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*95/100].Microseconds()), "p95_us")
}
