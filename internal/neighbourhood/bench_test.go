package neighbourhood_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"sem/internal/geo"
	"sem/internal/neighbourhood"
)

// provincePlaces is how many properties the province has.
const provincePlaces = 3_600_000

// towns are where people live: a centre, how far it spreads in kilometres, and its share.
var towns = []struct {
	at           geo.Point
	spread, part float64
}{
	{geo.Point{Lat: 45.53, Lon: -73.62}, 14, 0.27}, {geo.Point{Lat: 45.60, Lon: -73.75}, 12, 0.07}, {geo.Point{Lat: 45.50, Lon: -73.42}, 16, 0.10},
	{geo.Point{Lat: 45.70, Lon: -73.85}, 30, 0.12}, {geo.Point{Lat: 46.82, Lon: -71.25}, 16, 0.11}, {geo.Point{Lat: 45.47, Lon: -75.72}, 14, 0.05},
	{geo.Point{Lat: 45.40, Lon: -71.90}, 14, 0.03}, {geo.Point{Lat: 46.35, Lon: -72.58}, 12, 0.02}, {geo.Point{Lat: 48.42, Lon: -71.07}, 18, 0.02},
	{geo.Point{Lat: 46.0, Lon: -73.0}, 120, 0.16}, {geo.Point{Lat: 48.2, Lon: -69.0}, 300, 0.05},
}

// provincePoint is where somebody lives, by chance.
func provincePoint(random *rand.Rand) geo.Point {
	pick := random.Float64()
	for _, town := range towns {
		if pick -= town.part; pick <= 0 {
			return geo.Point{
				Lat: town.at.Lat + random.NormFloat64()*town.spread/2/111.2,
				Lon: town.at.Lon + random.NormFloat64()*town.spread/2/78,
			}
		}
	}
	return towns[0].at
}

// province is places spread as people are, one in a hundred of them an area.
func province(b *testing.B) []*neighbourhood.Place {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	spots := make([]neighbourhood.Place, provincePlaces)
	all := make([]*neighbourhood.Place, len(spots))
	for i := range spots {
		p := provincePoint(random)
		spots[i].Shape = geo.ShapeOfPoints(p)
		if i%100 == 0 {
			spots[i].Shape = parkAround(b, p, random)
		}
		all[i] = &spots[i]
	}
	return all
}

// parkAround is an area of twelve corners.
func parkAround(b *testing.B, p geo.Point, random *rand.Rand) geo.Shape {
	b.Helper()
	var ring strings.Builder
	size := 20 + 120*random.Float64()
	for i := range 13 {
		sin, cos := math.Sincos(float64(i%12) / 12 * 2 * math.Pi)
		if i > 0 {
			ring.WriteByte(',')
		}
		fmt.Fprintf(&ring, "[%.7f,%.7f]", p.Lon+cos*size/78_000, p.Lat+sin*size/111_200)
	}
	s, err := geo.ReadShape([]byte(`{"type":"Polygon","coordinates":[[` + ring.String() + `]]}`))
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// BenchmarkAround asks for the 300 metres around homes, among as many places as the province
// has properties. It reports the slowest of a hundred, and the memory of places and index.
func BenchmarkAround(b *testing.B) {
	var before, after runtime.MemStats
	places := province(b)
	runtime.GC()
	runtime.ReadMemStats(&before)
	around := neighbourhood.NewIndex(places)
	runtime.GC()
	runtime.ReadMemStats(&after)
	random := rand.New(rand.NewPCG(3, 4))
	homes := make([]geo.Point, 1<<14)
	for i := range homes {
		homes[i] = provincePoint(random)
	}
	took := make([]time.Duration, 0, 1<<20)
	var found int
	b.ResetTimer()
	for i := 0; b.Loop(); i++ {
		began := time.Now()
		near := around(homes[i%len(homes)], 300)
		took = append(took, time.Since(began))
		found += len(near)
	}
	b.StopTimer()
	report(b, took, found)
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(len(places)), "index_B/place")
	runtime.KeepAlive(places)
}

func report(b *testing.B, took []time.Duration, found int) {
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99_us")
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50_us")
	b.ReportMetric(float64(found)/float64(len(took)), "found/op")
}
