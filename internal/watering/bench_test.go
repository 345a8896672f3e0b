package watering

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/geo"
	"sem/internal/places"
)

// BenchmarkAnswer asks at any hour of a year for any of 17 000 addresses, with 400 permits,
// four bans and the densest of the by-laws.
func BenchmarkAnswer(b *testing.B) {
	c := bookOf(b, "1-parite-des-dates").Contents
	c.Areas = bookOf(b, "6-canicule").Areas
	c.Bans = append(c.Bans, bookOf(b, "6-canicule").Bans...)
	c.Bans = append(c.Bans, Ban{Code: "rond", Reason: Text{FR: "Bris."}, Centre: geo.Point{Lat: 45.56, Lon: -73.89}, RadiusMetres: 400, Start: at("2026-05-01 00:00"), End: at("2026-05-03 00:00")})
	chance := rand.New(rand.NewPCG(1, 2))
	addresses := make([]places.Address, 17_000)
	for i := range addresses {
		addresses[i] = places.Address{Civic: fmt.Sprint(i % 400), Street: fmt.Sprintf("rue %d", i/400), Point: geo.Point{Lat: 45.5 + chance.Float64()/10, Lon: -74 + chance.Float64()/10}}
	}
	for i := range 400 {
		a := addresses[chance.IntN(len(addresses))]
		c.Permits = append(c.Permits, Permit{ID: fmt.Sprint(i), State: Granted, Civic: a.Civic, Street: a.Street, From: "2026-06-01", To: "2026-06-15", Terms: c.Terms[0]})
	}
	book := NewBook(c)
	start := at("2026-01-01 00:00")
	devices := []string{"arroseur", "automatique", "manuel", "piscine"}
	took := make([]time.Duration, 0, b.N)
	b.ReportAllocs()
	for b.Loop() {
		a, device := addresses[chance.IntN(len(addresses))], devices[chance.IntN(len(devices))]
		when := start.Add(time.Duration(chance.IntN(365*24*60)) * time.Minute)
		watch := stopwatch()
		book.Answer(a, device, when)
		took = append(took, watch())
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99_us")
	b.ReportMetric(float64(took[len(took)/2].Nanoseconds())/1000, "p50_us")
}

// stopwatch measures on the machine's clock.
func stopwatch() func() time.Duration {
	began := time.Now()
	return func() time.Duration { return clock.Since(began) }
}
