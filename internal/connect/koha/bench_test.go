package koha

import (
	"fmt"
	"testing"

	"sem/internal/connect/koha/kohatest"
	"sem/internal/library"
)

// BenchmarkRefresh is how many cards are read a second through four connections to a Koha on
// this machine, each with five loans that are all asked whether they may be renewed.
func BenchmarkRefresh(b *testing.B) {
	for name, release := range map[string]kohatest.Release{"embedded": {}, "older": {NoNested: true, NoEmbed: true}} {
		b.Run(name, func(b *testing.B) {
			k, keys := crowd(b)
			k.Release = release
			refresh(b, ofREST(b, k), keys)
		})
	}
	b.Run("ILS-DI", func(b *testing.B) {
		k, keys := crowd(b)
		refresh(b, ofILSDI(b, k), keys)
	})
}

func crowd(b *testing.B) (*kohatest.Koha, []library.Key) {
	k := kohatest.Open(b)
	var keys []library.Key
	for p := 1; p <= 40; p++ {
		card := fmt.Sprintf("2911%06d", p)
		k.Patrons = append(k.Patrons, kohatest.Patron{ID: p, Card: card, Expires: "2030-01-01", Balance: "0"})
		keys = append(keys, library.Key{Card: card, Patron: fmt.Sprint(p)})
		for l := range 5 {
			n := p*10 + l
			k.Loans = append(k.Loans, kohatest.Loan{ID: n, Patron: p, Item: n, Record: n, Title: "Un livre", Due: november, Most: 2})
		}
	}
	return k, keys
}

func refresh(b *testing.B, s library.System, keys []library.Key) {
	next := make(chan library.Key)
	done := make(chan error, atOnce)
	b.ResetTimer()
	for range atOnce {
		go func() {
			var failed error
			for k := range next {
				if a, err := s.Account(b.Context(), k); err != nil || len(a.Loans) != 5 {
					failed = fmt.Errorf("%d loans: %w", len(a.Loans), err)
				}
			}
			done <- failed
		}()
	}
	for i := range b.N {
		next <- keys[i%len(keys)]
	}
	close(next)
	for range atOnce {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "refreshes/s")
}
