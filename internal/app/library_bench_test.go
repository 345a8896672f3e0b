package app_test

import (
	"net/http"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/demo/stacks"
)

// illnesses are the ways in which the library's system lets the town down.
var illnesses = []struct {
	name   string
	quirks stacks.Quirks
}{
	{"well", stacks.Quirks{}}, {"slow", stacks.Quirks{Slow: 1500 * time.Millisecond}}, {"hanging", stacks.Quirks{Hang: true}},
	{"resetting", stacks.Quirks{Reset: true}}, {"garbage", stacks.Quirks{Garbage: true}}, {"one-byte", stacks.Quirks{OneByte: true}},
}

// BenchmarkPagesWhileTheLibraryIsIll reads the dashboard and the page of the library while the
// copies are asked for in the background, of a library that is ill in each way.
func BenchmarkPagesWhileTheLibraryIsIll(b *testing.B) {
	c := opened(b, config.Given{})
	for _, page := range []string{"/dossier", "/bibliotheque"} {
		for _, ill := range illnesses {
			b.Run(ill.name+page, func(b *testing.B) {
				c.app.Bend(ill.quirks)
				marie := c.signIn(b, "100001")
				var t times
				for i := 0; b.Loop(); i++ {
					if i%50 == 0 {
						c.clock.Advance(6 * time.Minute) // A page asks for fresh copies again.
						c.ask(b, request("GET", "/bibliotheque", "", marie), http.StatusOK)
					}
					start := clock.System().Now()
					c.ask(b, request("GET", page, "", marie), http.StatusOK)
					t.add(clock.Since(start))
				}
				t.report(b, "")
			})
		}
	}
}
