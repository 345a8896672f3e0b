package neighbourhood_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/id"
	"sem/internal/intake"
	"sem/internal/journal"
	"sem/internal/neighbourhood"
	"sem/internal/places"
	"sem/internal/session"
)

// september is a Wednesday, at ten in the morning in the town.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var home = geo.Point{Lat: 45.56, Lon: -73.9}

var clerk = session.Viewer{Account: "julie", Name: "Julie", Role: session.Administrator}

// town is a town with one district, whose places are read from files.
type town struct {
	*testing.T
	db    *db.DB
	clock *clock.Still
	*neighbourhood.Service
}

const district = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"noDistrict":1,"district":"du Moulin"},"geometry":{"type":"Polygon","coordinates":[[[-73.95,45.52],[-73.85,45.52],[-73.85,45.60],[-73.95,45.60],[-73.95,45.52]]]}}]}`

func newTown(t *testing.T, d *db.DB) *town {
	t.Helper()
	c, ids := clock.At(september), id.Counting("n")
	b := &town{T: t, db: d, clock: c}
	register := places.New(d, c, ids)
	districts, err := places.ReadDistricts(strings.NewReader(district), places.ElectionsQuebec)
	b.must(err)
	_, err = register.SaveDistricts(t.Context(), districts)
	b.must(err)
	b.Service = &neighbourhood.Service{
		DB: d, Clock: c, IDs: ids, Places: register,
		Journal: &journal.Service{DB: d, Clock: c, IDs: ids, Key: []byte("key")},
	}
	b.must(b.Refresh(t.Context()))
	return b
}

func (b *town) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func (b *town) take(file string, o neighbourhood.ImportOptions) intake.Report {
	b.Helper()
	report, err := b.Import(b.Context(), strings.NewReader(file), o)
	if err != nil {
		b.Fatalf("import: %v %v", err, report.Faults)
	}
	return report
}

// refused are the faults of a file, one a line.
func (b *town) refused(file string, o neighbourhood.ImportOptions) string {
	b.Helper()
	report, err := b.Import(b.Context(), strings.NewReader(file), o)
	if !errors.Is(err, intake.ErrFaulty) {
		b.Errorf("the file was taken, or failed: %v", err)
	}
	var lines []string
	for _, f := range report.Faults {
		lines = append(lines, f.String())
	}
	return strings.Join(lines, "\n")
}

func (b *town) names(near []neighbourhood.Near) string {
	var all []string
	for _, n := range near {
		all = append(all, n.Place.Name)
	}
	return strings.Join(all, "; ")
}

func file(t testing.TB, name string) string {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func (b *town) count(query string) (n int) {
	b.Helper()
	b.must(b.db.QueryRow(context.Background(), query).Scan(&n))
	return n
}

// key is the key of a form of its own each time.
func key() forms.Key { return forms.Key{Value: forms.NewKey(), Actor: "julie"} }
