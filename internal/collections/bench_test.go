package collections

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/geo"
	"sem/internal/places"
)

// BenchmarkNext asks for the next collections at 17 000 addresses of a town of 40 sectors,
// found by street and by shape, as a page and a dashboard do. p99_us is what the slowest
// hundredth takes.
func BenchmarkNext(b *testing.B) {
	s, addresses := largeTown(b)
	from := d("2026-09-02")
	took := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	b.ReportAllocs()
	for i := range b.N {
		start := clock.System().Now()
		if len(s.Next(addresses[i%len(addresses)], from, 8)) != 8 {
			b.Fatal("an address has no collections")
		}
		took = append(took, clock.System().Now().Sub(start))
	}
	b.StopTimer()
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)*99/100].Nanoseconds())/1000, "p99_us")
}

// BenchmarkYear asks for a whole year, as its sheet does.
func BenchmarkYear(b *testing.B) {
	s, addresses := largeTown(b)
	b.ReportAllocs()
	for i := range b.N {
		if len(s.Year(addresses[i%len(addresses)], 2026)) < 80 {
			b.Fatal("a year without collections")
		}
	}
}

func largeTown(b *testing.B) (*Service, []places.Address) {
	b.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	town := &schedule{classes: []Class{{Code: "petits", Most: 8}, {Code: "grands", Least: 9}}}
	for i := range 40 {
		west, south := -74+float64(i%8)*0.1, 45+float64(i/8)*0.1
		town.sectors = append(town.sectors, Sector{Code: fmt.Sprintf("s%02d", i), Position: i, Area: square(b, [4]float64{west, south, west + 0.1, south + 0.1})})
		if i%4 == 0 {
			for street := range 10 {
				town.sectors[i].Ranges = append(town.sectors[i].Ranges, Range{Street: fmt.Sprintf("rue %d-%d", i, street)})
			}
		}
		weekday := time.Weekday(1 + i%5)
		anchor := civil.DayAt(2026, 1, 4) + civil.Day(weekday)
		for _, class := range []string{"petits", "grands"} {
			town.rules = append(town.rules,
				Rule{ID: "o", Stream: "ordures", Sector: town.sectors[i].Code, Class: class, Pace: Pace{Kind: Weekly, Weekday: weekday, Every: 2, Anchor: anchor}},
				Rule{ID: "r", Stream: "recyclage", Sector: town.sectors[i].Code, Class: class, Pace: Pace{Kind: Weekly, Weekday: weekday, Every: 2, Anchor: anchor + 7}},
				Rule{ID: "s", Stream: "organiques", Sector: town.sectors[i].Code, Class: class, Season: Season{"05-01", "11-07"}, Pace: Pace{Kind: Weekly, Weekday: weekday, Every: 1}},
				Rule{ID: "w", Stream: "organiques", Sector: town.sectors[i].Code, Class: class, Season: Season{"11-08", "04-30"}, Pace: Pace{Kind: Weekly, Weekday: weekday, Every: 2, Anchor: anchor}})
		}
	}
	var exceptions []Exception
	for i := range 200 {
		day := civil.DayAt(2026, 1, 1) + civil.Day(r.IntN(700))
		exceptions = append(exceptions, Exception{Stream: "ordures", Sector: fmt.Sprintf("s%02d", i%40), Day: day, State: Moved, To: day + 1})
	}
	dwellings := roll{}
	addresses := make([]places.Address, 17_000)
	for i := range addresses {
		a := places.Address{ID: places.AddressID(fmt.Sprint(i)), Civic: fmt.Sprint(1 + r.IntN(300)), Street: fmt.Sprintf("rue %d-%d", r.IntN(40), r.IntN(12))}
		a.Point = geo.Point{Lat: 45 + r.Float64()*0.49, Lon: -74 + r.Float64()*0.79}
		addresses[i], dwellings[a.ID] = a, 1+r.IntN(12)
	}
	return service(town, exceptions, dwellings), addresses
}
