package stacks

import (
	"context"
	"os"
	"runtime"
	"strconv"
	"sync"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/library"
)

// descriptors is how many files and sockets this process has open, 0 where that is not told.
func descriptors() int {
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return 0
	}
	return len(list)
}

func TestTenThousandFailuresLeaveNothingBehind(t *testing.T) {
	l := open(t, &Library{Clock: clock.At(morning)})
	s := reached(t, l, library.Settings{"connexions": "4"})
	accountOf(t, s, Marie)
	goroutines, files := runtime.NumGoroutine(), descriptors()
	bents := []Quirks{{Reset: true}, {Garbage: true}, {CloseAfter: 1}, {NoDetection: true}, {Swap: true}}
	for _, bent := range bents {
		l.Bend(bent)
		fail(t, s, 1600)
	}
	l.Stop()
	fail(t, s, 1760)
	if err := l.Start(); err != nil {
		t.Fatal(err)
	}
	l.Bend(Quirks{Hang: true})
	fail(t, s, 240)
	if n := runtime.NumGoroutine() - goroutines; n > 50 {
		t.Errorf("%d more goroutines", n)
	}
	if n := descriptors() - files; n > 50 {
		t.Errorf("%d more descriptors", n)
	}
	l.Bend(Quirks{})
	accountOf(t, s, Marie)
}

// fail asks in vain so many times, eight at a time.
func fail(t *testing.T, s library.System, times int) {
	t.Helper()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i := range times / 8 {
				ctx, cancel := context.WithTimeout(t.Context(), 8*time.Millisecond)
				if _, err := s.Renew(ctx, keyOf(First+i%50), barcode(bread, First+i%50)); err == nil {
					t.Error("the library answered")
				}
				cancel()
			}
		})
	}
	all.Wait()
}

// BenchmarkRefreshingPatrons refreshes cards of a city through four connections: loans with
// their titles and dates, holds and fees.
func BenchmarkRefreshingPatrons(b *testing.B) {
	for _, connections := range []int{1, 4} {
		b.Run(strconv.Itoa(connections), func(b *testing.B) {
			l := open(b, &Library{Clock: clock.At(morning)})
			s := reached(b, l, library.Settings{"connexions": strconv.Itoa(connections)})
			accountOf(b, s, Marie)
			before := l.Served()
			start := clock.System().Now()
			var all sync.WaitGroup
			next := make(chan int)
			for range connections {
				all.Go(func() {
					for n := range next {
						if _, err := s.Account(context.Background(), keyOf(First+n%90_000)); err != nil {
							b.Error(err)
						}
					}
				})
			}
			for n := range b.N {
				next <- n
			}
			close(next)
			all.Wait()
			b.ReportMetric(float64(b.N)/clock.Since(start).Seconds(), "patrons/s")
			b.ReportMetric(float64(l.Served()-before)/float64(b.N), "messages/patron")
		})
	}
}
