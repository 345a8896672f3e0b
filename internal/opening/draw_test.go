package opening

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

func numbersOf(n int) []string {
	numbers := make([]string, n)
	for i := range numbers {
		numbers[i] = (&ticket{number: fmt.Sprint("billet ", i)}).public()
	}
	return numbers
}

func seedOf(i int) []byte {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
	return sum[:]
}

// The 99.9th percentile of chi-square with 19 degrees of freedom is 43.82.
func TestEveryTicketIsAsLikelyAtEveryRank(t *testing.T) {
	const tickets, draws, limit = 20, 10_000, 43.82
	numbers := numbersOf(tickets)
	counts := map[string]*[tickets]int{}
	for _, number := range numbers {
		counts[number] = &[tickets]int{}
	}
	for i := range draws {
		for _, lot := range Draw(seedOf(i), numbers) {
			counts[lot.Number][lot.Rank-1]++
		}
	}
	over := 0
	for _, at := range counts {
		if chiSquare(at[:], draws/tickets) > limit {
			over++
		}
	}
	if over > 1 { // Twenty figures, of which one in a thousand is over by chance.
		t.Errorf("%d of %d tickets do not fall evenly over the ranks", over, tickets)
	}
}

// Who came first must not be luckier than who came last.
func TestTheOrderOfArrivalDoesNotMatter(t *testing.T) {
	numbers := numbersOf(500)
	want := Draw(seedOf(1), numbers)
	slices.Reverse(numbers)
	if got := Draw(seedOf(1), numbers); !slices.Equal(got, want) {
		t.Error("the same tickets in another order were drawn otherwise")
	}
	const limit = 43.82
	var firsts [20]int
	for i := range 10_000 {
		lots := Draw(seedOf(i), numbers[:20])
		firsts[slices.IndexFunc(lots, func(l Lot) bool { return l.Number == numbers[0] })]++
	}
	if x := chiSquare(firsts[:], 500); x > limit {
		t.Errorf("the first who came: chi-square %.1f, want at most %.2f", x, limit)
	}
}

func chiSquare(counts []int, expected float64) float64 {
	sum := 0.0
	for _, n := range counts {
		d := float64(n) - expected
		sum += d * d / expected
	}
	return sum
}

func TestOneMoreFamilyChangesEveryKey(t *testing.T) {
	numbers := numbersOf(50)
	before := map[string]string{}
	for _, lot := range Draw(seedOf(1), numbers[:49]) {
		before[lot.Number] = lot.Key
	}
	for _, lot := range Draw(seedOf(1), numbers) {
		if before[lot.Number] == lot.Key {
			t.Fatalf("the key of %s does not depend on who else came", lot.Number)
		}
	}
}

// The recipe of the page, followed by somebody who has only the published list and seed.
func TestAnybodyMayDrawAgain(t *testing.T) {
	seed, numbers := seedOf(7), numbersOf(40)
	list := fmt.Sprintf("%x", sha256.Sum256([]byte(strings.Join(slices.Sorted(slices.Values(numbers)), "\n")+"\n")))
	var keys []string
	of := map[string]string{}
	for _, number := range numbers {
		mac := hmac.New(sha256.New, seed)
		fmt.Fprintf(mac, "%s\n%s", list, number)
		key := fmt.Sprintf("%x", mac.Sum(nil))
		keys, of[key] = append(keys, key), number
	}
	slices.Sort(keys)
	for i, lot := range Draw(seed, numbers) {
		if lot.Rank != i+1 || lot.Key != keys[i] || lot.Number != of[keys[i]] {
			t.Fatalf("rank %d: got %+v, want the ticket %s", i+1, lot, of[keys[i]])
		}
	}
}

func TestAnotherSeedDoesNotKeepTheCommitment(t *testing.T) {
	promised := Commitment(seedOf(1))
	for _, tt := range []struct {
		name string
		seed []byte
		want bool
	}{
		{"the seed", seedOf(1), true},
		{"another", seedOf(2), false},
		{"a shorter one", seedOf(1)[:31], false},
		{"none", nil, false},
	} {
		if got := keeps(tt.seed, promised); got != tt.want {
			t.Errorf("%s keeps the commitment: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	numbers := numbersOf(5000)
	for b.Loop() {
		Draw(seedOf(1), numbers)
	}
}
