package index_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"sem/internal/text"
	"sem/internal/text/index"
)

const (
	person byte = iota + 1
	address
)

func TestWordsAreFoundHoweverTheyAreTyped(t *testing.T) {
	x := index.New()
	for _, d := range []index.Doc{
		{Kind: person, ID: "marie", Weight: 1, Tokens: text.Tokens("Marie-Ève Tremblay 4509745000")},
		{Kind: person, ID: "mario", Tokens: text.Tokens("Mario Tremblay")},
		{Kind: person, ID: "lea", Tokens: text.Tokens("Léa St-Onge")},
		{Kind: person, ID: "jean", Tokens: text.Tokens("Jean Beauchamp")},
		{Kind: person, ID: "gilles", Tokens: text.Tokens("Gilles Beauchemin")},
		{Kind: address, ID: "84", Tokens: text.Tokens("84, rue du Moulin")},
		{Kind: address, ID: "85", Tokens: text.Tokens("85, rue Tremblay")},
	} {
		x.Put(d)
	}
	for query, want := range map[string]string{
		"tremblay":       "marie mario 85",
		"mari":           "marie mario",
		"marie tremblay": "marie mario",
		"TREMBLAY ève":   "marie",
		"trem mar":       "marie mario",
		"trmblay lea":    "",
		"tremlbay":       "marie mario 85",
		"rtemblay":       "marie mario 85",
		"sainte onge":    "lea",
		"saint-onge":     "lea",
		"beauchemp":      "jean gilles",
		"4509745000":     "marie",
		"4509745":        "marie",
		"4509745001":     "",
		"84 moulin":      "84",
		"83 moulin":      "",
		"xyz":            "",
		"":               "",
	} {
		if got := ids(x.Search(text.Tokens(query), 10)); got != want {
			t.Errorf("Search(%q): got %q, want %q", query, got, want)
		}
	}
	if got := ids(x.Search([]string{"tremblay"}, 10, address)); got != "85" {
		t.Errorf("addresses only: got %q, want 85", got)
	}
	if got := ids(x.Search([]string{"tremblay"}, 2)); got != "marie mario" {
		t.Errorf("two at most: got %q, want the two best", got)
	}
}

func TestAChangedDocumentIsFoundByItsNewWordsOnly(t *testing.T) {
	x := index.New()
	x.Put(index.Doc{Kind: person, ID: "1", Tokens: []string{"gagnon"}})
	x.Put(index.Doc{Kind: person, ID: "1", Tokens: []string{"roy"}})
	x.Put(index.Doc{Kind: address, ID: "1", Tokens: []string{"roy"}})

	if got := ids(x.Search([]string{"gagnon"}, 5)); got != "" {
		t.Errorf("by the old word: got %q, want nothing", got)
	}
	x.Remove(address, "1")
	x.Remove(address, "1")
	x.Remove(address, "unheard-of")
	if got := x.Search([]string{"roy"}, 5); len(got) != 1 || got[0].Kind != person {
		t.Errorf("by the new word: got %v, want the person alone", got)
	}
	if x.Len() != 1 {
		t.Errorf("got %d documents, want 1", x.Len())
	}
}

// The model is what the index promises, written the slow way.
type model map[string]index.Doc

func (m model) search(query []string, limit int) string {
	type hit struct {
		score int
		doc   index.Doc
	}
	find := func(forgive bool) []hit {
		var hits []hit
		for _, d := range m {
			score := 0
			for _, word := range query {
				best := 0
				for _, other := range d.Tokens {
					best = max(best, meets(word, other, forgive))
				}
				if best == 0 {
					score = 0
					break
				}
				score += best
			}
			if score > 0 {
				hits = append(hits, hit{score, d})
			}
		}
		slices.SortFunc(hits, func(a, b hit) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(b.doc.Weight, a.doc.Weight), cmp.Compare(number(a.doc), number(b.doc)))
		})
		return hits[:min(len(hits), limit)]
	}
	hits := find(false)
	if len(hits) < limit {
		hits = find(true)
	}
	var names []string
	for _, h := range hits {
		names = append(names, h.doc.ID)
	}
	return strings.Join(names, " ")
}

func meets(word, other string, forgive bool) int {
	errors := 0
	switch {
	case word == other:
		return 8
	case strings.HasPrefix(other, word):
		return 4
	case forgive && len(word) >= 8:
		errors = 2
	case forgive && len(word) >= 4:
		errors = 1
	}
	if errors == 0 || strings.ContainsAny(word+other, "0123456789") {
		return 0
	}
	if n := text.Distance(word, other, errors); n <= errors {
		return 3 - n
	}
	return 0
}

// number is the order in which inventor made a document.
func number(d index.Doc) int {
	n, _ := strconv.Atoi(strings.TrimPrefix(d.ID, "p"))
	return n
}

func TestTheIndexAnswersLikeASlowReaderThroughEveryMerge(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	x, m := index.New(), model{}
	invent := inventor(random)
	for round := range 6 {
		for range 1500 { // Enough words in each round for the next merge.
			d := invent()
			x.Put(d)
			m[d.ID] = d
		}
		for range 300 {
			id := fmt.Sprint("p", random.IntN(4000))
			x.Remove(person, id)
			delete(m, id)
		}
		if x.Len() != len(m) {
			t.Fatalf("round %d: got %d documents, want %d", round, x.Len(), len(m))
		}
		for _, d := range m {
			query := queryFor(random, d)
			if got, want := ids(x.Search(query, 10)), m.search(query, 10); got != want {
				t.Fatalf("round %d: Search(%q): got %q, want %q", round, query, got, want)
			}
			if random.IntN(40) == 0 { // Forty or so of them, whichever the map gives.
				break
			}
		}
	}
}

func TestManyMaySearchAndChangeAtOnce(t *testing.T) {
	x := index.New()
	var all sync.WaitGroup
	for worker := range 4 {
		all.Go(func() {
			for i := range 2000 {
				id := fmt.Sprintf("%d-%d", worker, i)
				x.Put(index.Doc{Kind: person, ID: id, Tokens: []string{"marie", "w" + id, "x" + id}})
				if got := ids(x.Search([]string{"w" + id}, 1)); got != id {
					t.Errorf("just put: got %q, want %q", got, id)
				}
				if i%2 == 0 {
					x.Remove(person, id)
				}
			}
		})
	}
	all.Wait()
	if x.Len() != 4000 {
		t.Errorf("got %d documents, want 4000", x.Len())
	}
}

func ids(hits []index.Hit) string {
	var names []string
	for _, h := range hits {
		names = append(names, h.ID)
	}
	return strings.Join(names, " ")
}

func Example() {
	x := index.New()
	x.Put(index.Doc{Kind: 'p', ID: "marie", Tokens: text.Tokens("Marie-Ève Tremblay")})
	x.Put(index.Doc{Kind: 'p', ID: "leo", Tokens: text.Tokens("Léo Gagnon")})

	for _, hit := range x.Search(text.Tokens("tremblya MARIE"), 10) {
		fmt.Println(hit.ID)
	}
	// Output: marie
}
