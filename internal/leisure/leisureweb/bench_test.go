package leisureweb_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"sem/internal/dbtest"
	"sem/internal/leisure"
)

// BenchmarkCatalogue draws the first page of the catalogue for a visitor whom nobody knows,
// without the network, from a program of 500 groups.
func BenchmarkCatalogue(b *testing.B) {
	town := newTown(b, dbtest.SQLite(b))
	town.grow(500)
	b.SetParallelism(8)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			w := httptest.NewRecorder()
			town.Site.ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/loisirs?session=A2026", nil))
			if w.Code != http.StatusOK {
				b.Error(w.Code)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// grow adds groups like those of the program until it has so many.
func (b *town) grow(groups int) {
	b.Helper()
	table, err := os.ReadFile("testdata/programme.csv")
	b.Must(err)
	lines := strings.SplitAfter(string(table), "\n")
	var more strings.Builder
	more.WriteString(lines[0])
	for _, line := range lines[1:] {
		if strings.Contains(line, ",guitare-1,") {
			for n := range groups {
				more.WriteString(strings.Replace(line, ",guitare-1,", ",plus-"+string(rune('a'+n%26))+strings.Repeat("x", n/26)+",", 1))
			}
		}
	}
	report, err := b.leisure.ImportActivities(b.Context(), strings.NewReader(more.String()), leisure.ImportOptions{})
	if err != nil {
		b.Fatal(err, report.Faults)
	}
}
