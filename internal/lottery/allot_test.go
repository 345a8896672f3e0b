package lottery

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"testing"

	"sem/internal/leisure"
	"sem/internal/people"
)

// bowl is groups with so many places each.
func bowl(places map[string]int) Bowl {
	return Bowl{Free: places, Seat: func(g leisure.GroupID) (string, bool) { _, ok := places[string(g)]; return string(g), ok }}
}

func family(name string, most int, people ...Child) Request {
	r := Request{ID: RequestID(name), Most: most, People: people}
	sum := sha256.Sum256([]byte(name))
	r.Number = fmt.Sprintf("%x", sum)
	return r
}

func wants(who people.ID, choices ...leisure.GroupID) Child {
	return Child{Person: who, Choices: choices}
}

func with2(who people.ID, choices ...leisure.GroupID) Child {
	return Child{Person: who, Choices: choices, Together: true}
}

// said is what was given, in short: a:w1 is a place, a?w1 a rank on the list.
func said(results []Result) (all []string) {
	for _, r := range results {
		sign := ":"
		if r.Waits {
			sign = "?"
		}
		all = append(all, string(r.Person)+sign+string(r.Group))
	}
	return all
}

func TestAllotGivesTheBestChoiceThatHasRoom(t *testing.T) {
	one := func(n int) map[string]int { return map[string]int{"w1": n, "w2": n, "w3": n} }
	for _, tt := range []struct {
		name  string
		order []Request
		bowl  Bowl
		want  []string
	}{
		{"each in its turn", []Request{family("1", 1, wants("a", "w1", "w2")), family("2", 1, wants("b", "w1", "w2"))}, bowl(one(1)), []string{"a:w1", "b:w2"}},
		{"a second turn comes after everybody’s first", []Request{family("1", 2, wants("a", "w1", "w2")), family("2", 1, wants("b", "w2"))}, bowl(one(1)), []string{"a:w1", "b:w2", "a?w2"}},
		{"whoever wants one does not wait for more", []Request{family("1", 1, wants("a", "w1", "w2"))}, bowl(one(1)), []string{"a:w1"}},
		{"siblings together or not at all", []Request{family("1", 1, with2("a", "w1", "w2"), with2("b", "w1", "w2"))}, bowl(map[string]int{"w1": 1, "w2": 2}), []string{"a:w2", "b:w2"}},
		{"siblings each in their group", []Request{family("1", 1, with2("a", "w1"), with2("b", "w2"))}, bowl(one(1)), []string{"a:w1", "b:w2"}},
		{"siblings wait together", []Request{family("1", 1, with2("a", "w1"), with2("b", "w1"))}, bowl(one(1)), []string{"a?w1", "b?w1"}},
		{"siblings of two groups cannot wait together", []Request{family("1", 1, with2("a", "w1"), with2("b", "w2"))}, bowl(map[string]int{"w1": 0, "w2": 1}), nil},
		{"a group that is gone", []Request{family("1", 1, wants("a", "old", "w1"))}, bowl(one(1)), []string{"a:w1"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := said(Allot(tt.order, tt.bowl)); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNobodyIsGivenTwoWeeksThatOverlap(t *testing.T) {
	b := bowl(map[string]int{"w1": 1, "art": 1, "w2": 1})
	b.Clash = func(x, y leisure.GroupID) bool { return x != "w2" && y != "w2" }
	got := said(Allot([]Request{family("1", 2, wants("a", "w1", "art", "w2"))}, b))
	if want := []string{"a:w1", "a:w2"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Never one too many, nothing left that somebody of the list could have had, and the same again:
// over many towns at random.
func TestAllotIsExactWhateverTheTown(t *testing.T) {
	for i := range 2000 {
		rnd := dice(i)
		free := map[string]int{"w1": rnd(4), "w2": rnd(4), "w3": rnd(4)}
		var order []Request
		for f := range 1 + rnd(8) {
			r := family(fmt.Sprint(f), 1+rnd(2))
			linked := rnd(3) == 0
			for c := range 1 + rnd(3) {
				choices := []leisure.GroupID{"w1", "w2", "w3"}
				choices[0], choices[rnd(3)] = choices[rnd(3)], choices[0]
				slices.Sort(choices[1:])
				choices = slices.Compact(choices)
				r.People = append(r.People, Child{Person: people.ID(fmt.Sprint(f, "-", c)), Together: linked, Choices: choices[:1+rnd(len(choices))]})
			}
			for c := range r.People {
				if linked {
					r.People[c].Choices = r.People[0].Choices
				}
			}
			order = append(order, r)
		}
		results := Allot(order, bowl(free))
		left, waiting := map[string]int{}, map[string]map[string]int{}
		for g, n := range free {
			left[g] = n
		}
		for _, r := range results {
			if !r.Waits {
				left[string(r.Group)]--
				continue
			}
			if waiting[string(r.Group)] == nil {
				waiting[string(r.Group)] = map[string]int{}
			}
			waiting[string(r.Group)][max(r.with, string(r.Person))]++
		}
		for g, n := range left {
			if n < 0 {
				t.Fatalf("town %d: %d too many in %s", i, -n, g)
			}
			for party, size := range waiting[g] {
				if size <= n {
					t.Fatalf("town %d: %d places of %s stay free while %s of %d waits", i, n, g, party, size)
				}
			}
		}
		if again := Allot(order, bowl(free)); !slices.Equal(said(again), said(results)) {
			t.Fatalf("town %d: the same draw gave something else", i)
		}
	}
}

// dice throws the same numbers for the same town.
func dice(town int) func(sides int) int {
	n := uint64(0)
	return func(sides int) int {
		n++
		sum := sha256.Sum256(binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(town)), n))
		return int(binary.BigEndian.Uint64(sum[:]) % uint64(sides))
	}
}

// Ten thousand draws of ten places among twenty families of one child: everybody is as lucky. The
// 99.9th percentile of chi-square with 19 degrees of freedom is 43.82; wins are negatively
// correlated, which makes the figure smaller still.
func TestEveryFamilyIsAsLucky(t *testing.T) {
	const families, places, draws, limit = 20, 10, 10_000, 43.82
	var requests []Request
	for i := range families {
		requests = append(requests, family(fmt.Sprint(i), 1, wants(people.ID(fmt.Sprint(i)), "w1")))
	}
	wins := winsOf(requests, draws, map[string]int{"w1": places})
	sum, expected := 0.0, float64(draws*places)/families
	for _, r := range requests {
		d := float64(wins[r.ID]) - expected
		sum += d * d / expected
	}
	if sum > limit {
		t.Errorf("chi-square %.1f, want at most %.2f", sum, limit)
	}
	t.Logf("chi-square %.1f of %.2f", sum, limit)
}

// A family of two is as lucky as one of one when each goes alone, for it has one ticket. Linked
// siblings need two places at once: they lose a little where the last place is left, never more
// than one draw in so many as there are families.
func TestLinkedSiblingsLoseOnlyTheLastPlace(t *testing.T) {
	const draws, places = 10_000, 10
	requests := []Request{family("linked", 1, with2("a", "w1"), with2("b", "w1"))}
	for i := range 19 {
		requests = append(requests, family(fmt.Sprint(i), 1, wants(people.ID(fmt.Sprint(i)), "w1")))
	}
	wins := winsOf(requests, draws, map[string]int{"w1": places})
	// In ranks 1 to 9 of 20 there are two places left for them; at rank 10 there is one.
	if share := float64(wins["linked"]) / draws; share < 0.43 || share > 0.47 {
		t.Errorf("linked siblings win %.3f of the draws, want about 9 in 20", share)
	}
	t.Logf("linked siblings %.3f, one child %.3f", float64(wins["linked"])/draws, float64(wins["3"])/draws)
}

func winsOf(requests []Request, draws int, free map[string]int) map[RequestID]int {
	wins := map[RequestID]int{}
	for i := range draws {
		seed := sha256.Sum256(binary.BigEndian.AppendUint64(nil, uint64(i)))
		_, order := ordered(seed[:], requests)
		seen := map[RequestID]bool{}
		for _, r := range Allot(order, bowl(free)) {
			if !r.Waits && !seen[r.Request] {
				seen[r.Request] = true
				wins[r.Request]++
			}
		}
	}
	return wins
}

func BenchmarkAllot(b *testing.B) {
	var order []Request
	for i := range 5000 {
		order = append(order, family(fmt.Sprint(i), 2, wants(people.ID(fmt.Sprint(i)), "w1", "w2", "w3")))
	}
	for b.Loop() {
		Allot(order, bowl(map[string]int{"w1": 500, "w2": 500, "w3": 500}))
	}
	b.ReportMetric(5000*float64(b.N)/b.Elapsed().Seconds(), "families/s")
}
