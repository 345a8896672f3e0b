package index_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
	"time"

	"sem/internal/text/index"
)

// inventor makes persons with French names nobody bears, eight words each: given names, a
// family name, an address, a telephone number and an account number.
func inventor(random *rand.Rand) func() index.Doc {
	starts := []string{"beau", "trem", "gag", "lav", "des", "char", "mar", "per", "rous", "cou", "ber", "ste", "fon", "lam", "que"}
	middles := []string{"cha", "bla", "no", "oi", "lau", "tier", "ti", "rau", "se", "tu", "ge", "ro", "tai", "ber", "ven"}
	ends := []string{"mp", "y", "n", "gne", "riers", "bonneau", "l", "lt", "au", "re", "vin", "n", "ne", "t", "nel"}
	n := 0
	pick := func(from []string) string {
		return from[min(random.IntN(len(from)), random.IntN(len(from)))] // Some names are common, most are not.
	}
	name := func() string { return pick(starts) + pick(middles) + pick(ends) }
	return func() index.Doc {
		n++
		return index.Doc{Kind: person, ID: fmt.Sprint("p", n), Weight: uint8(random.IntN(3)), Tokens: []string{
			name(), name(), name() + pick(middles),
			fmt.Sprint(1 + random.IntN(900)), "rue", name(),
			fmt.Sprintf("450%07d", random.IntN(10_000_000)), fmt.Sprint(200_000 + n),
		}}
	}
}

// queryFor is what an agent types for a person: parts of words, and now and then an error.
func queryFor(random *rand.Rand, d index.Doc) []string {
	family, given := d.Tokens[2], d.Tokens[0]
	switch random.IntN(6) {
	case 0:
		return []string{given, family}
	case 1:
		return []string{family[:min(len(family), 1+random.IntN(5))]}
	case 2:
		return []string{given[:1], family[:len(family)-1]}
	case 3:
		at := random.IntN(len(family) - 1)
		return []string{family[:at] + string(family[at+1]) + string(family[at]) + family[at+2:]}
	case 4:
		return []string{d.Tokens[6][:4+random.IntN(7)]}
	}
	return []string{d.Tokens[3], "rue", d.Tokens[5]}
}

func BenchmarkSearch(b *testing.B) {
	for _, size := range []int{45_000, 450_000} {
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			random := rand.New(rand.NewPCG(1, uint64(size)))
			before := heap()
			x, some := index.New(), make([]index.Doc, 0, 1000)
			invent := inventor(random)
			for range size {
				d := invent()
				x.Put(d)
				if random.IntN(size) < 1000 {
					some = append(some, d)
				}
			}
			x.Search([]string{"marie"}, 1)
			megabytes := float64(heap()-before) / (1 << 20)

			took := make([]time.Duration, 0, b.N)
			for b.Loop() {
				query := queryFor(random, some[random.IntN(len(some))])
				start := time.Now()
				x.Search(query, 20)
				took = append(took, time.Since(start))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "ms-p95")
			b.ReportMetric(float64(took[len(took)-1].Microseconds())/1000, "ms-worst")
			b.ReportMetric(megabytes, "MB")
		})
	}
}

func BenchmarkPut(b *testing.B) {
	invent := inventor(rand.New(rand.NewPCG(1, 3)))
	x := index.New()
	for b.Loop() {
		x.Put(invent())
	}
}

// heap is the memory in use once what is left over has been collected.
func heap() uint64 {
	var m runtime.MemStats
	for range 3 {
		runtime.GC()
		time.Sleep(50 * time.Millisecond) // The merge under way ends.
	}
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
