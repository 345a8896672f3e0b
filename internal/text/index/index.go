// Package index finds documents of the town — persons, addresses, requests — by words typed
// in a hurry: half a name, two letters swapped, a telephone number.
//
// It lives in memory beside the database: a room fills it at start and tells it of each
// change after the commit. The words must be folded (text.Tokens) on both sides.
//
// What it promises:
//   - Every word of the query must meet a word of the document, in any order: the same word,
//     else one that begins with it, else one that differs by a typing error (two errors from
//     eight letters on). Words with fewer than four letters and words with digits forgive no
//     error: another house number is another house.
//   - Typing errors are forgiven only when the words as typed do not fill the answer.
//   - The best come first: same words before beginnings before errors, fewer errors before
//     more, then the heavier document, then the one put first.
//   - What Put returned from is found; what Remove returned from is not. Any number of
//     goroutines may search, put and remove at once.
//   - A search over 450 000 documents of eight words takes a few milliseconds, and the index
//     some 110 bytes per document.
//
// How: words and their documents stand in a sorted layer that never changes; new ones
// gather in a small map that is merged into a new layer in the background. A document put
// again gets a new place, its old one is marked as left, and the next merge forgets it.
package index

import (
	"cmp"
	"slices"
	"sync"

	"sem/internal/text"
)

// Doc is what can be found.
type Doc struct {
	Kind   byte     // Kind tells persons from addresses; the caller chooses the values.
	ID     string   // ID names the document within its kind, in at most 255 bytes.
	Weight uint8    // Weight puts the heavier before the lighter among equal matches.
	Tokens []string // Tokens are the folded words by which it is found.
}

// Hit is a document that was found.
type Hit struct {
	Kind  byte
	ID    string
	Score int // Score is higher for a better match; only comparable within one answer.
}

// Index is an index in memory. Make it with New.
type Index struct {
	mu      sync.RWMutex
	places  places
	main    *layer
	resting map[string][]uint32 // resting is being merged into main; nil when nothing is.
	fresh   map[string][]uint32
	entries int // entries counts what fresh holds.
	marks   sync.Pool
}

// enough is how many entries gather before they are merged: few enough to be looked
// through at every search.
const enough = 8192

// New is an empty index.
func New() *Index {
	return &Index{
		places: newPlaces(),
		main:   &layer{starts: []uint32{0}},
		fresh:  map[string][]uint32{},
	}
}

// Put makes a document findable by its words, and by no others it had before.
func (x *Index) Put(d Doc) {
	x.mu.Lock()
	defer x.mu.Unlock()
	place := x.places.take(d)
	for i, word := range d.Tokens {
		if word != "" && !slices.Contains(d.Tokens[:i], word) {
			x.fresh[word] = append(x.fresh[word], place)
			x.entries++
		}
	}
	x.mergeIfEnough()
}

// Remove makes a document unfindable; removing what is not there changes nothing.
func (x *Index) Remove(kind byte, id string) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.places.leave(kind, id)
}

// Len is the number of documents.
func (x *Index) Len() int {
	x.mu.RLock()
	defer x.mu.RUnlock()
	return x.places.live
}

// mergeIfEnough starts a merge when enough has gathered and none is under way. The caller
// holds the lock.
func (x *Index) mergeIfEnough() {
	if x.entries >= enough && x.resting == nil {
		x.resting, x.fresh, x.entries = x.fresh, map[string][]uint32{}, 0
		go x.merge(x.main, x.resting, slices.Clone(x.places.left))
	}
}

// merge makes the next main layer, while searches go on over the old one.
func (x *Index) merge(main *layer, resting map[string][]uint32, left bitset) {
	merged := merge(main, resting, left)
	x.mu.Lock()
	defer x.mu.Unlock()
	x.main, x.resting = merged, nil
	x.mergeIfEnough()
}

// maxWords is how many words of a query count; people type fewer.
const maxWords = 8

// Search finds at most limit documents that answer every word of the query; of the kinds
// given only, when some are given.
func (x *Index) Search(query []string, limit int, kinds ...byte) []Hit {
	query = slices.DeleteFunc(slices.Clone(query), func(w string) bool { return w == "" })
	query = query[:min(len(query), maxWords)]
	if len(query) == 0 || limit <= 0 {
		return nil
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	hits := x.search(query, limit, kinds, false)
	if len(hits) < limit && slices.ContainsFunc(query, func(w string) bool { return errorsForgiven(w) > 0 }) {
		hits = x.search(query, limit, kinds, true)
	}
	return hits
}

// How well a word of the query meets a word of a document; 0 is not at all.
const (
	matchErrors = 3 // matchErrors is less the number of errors, 2 or 1.
	matchPrefix = 4
	matchSame   = 8
)

// meeting is the documents of one word of the index, or of all that begin alike, and how
// well they meet the query's word.
type meeting struct {
	quality int
	places  []uint32
	sorted  bool
}

// mark is how far a document has answered a query: words met so far, and how well.
type mark struct {
	met   uint8
	score uint8
}

func (x *Index) search(query []string, limit int, kinds []byte, forgive bool) []Hit {
	meetings := make([][]meeting, len(query))
	for i, word := range query {
		if meetings[i] = x.meetings(word, forgive); len(meetings[i]) == 0 {
			return nil
		}
	}
	slices.SortFunc(meetings, func(a, b []meeting) int { return cmp.Compare(size(a), size(b)) })

	marks := x.takeMarks()
	defer x.marks.Put(marks)
	var answered []uint32
	for i, words := range meetings {
		answered = answer(*marks, uint8(i), words, answered)
	}
	best := best{limit: limit}
	for _, place := range answered {
		if !x.places.left.has(place) && x.places.isOf(place, kinds) {
			best.offer(found{place: place, score: int((*marks)[place].score)<<8 + int(x.places.weights[place])})
		}
	}
	return best.hits(&x.places)
}

// answer marks the documents that answer one more word, the n-th from 0, and returns them.
// Words come best first, so the first mark a document gets for a word is its best.
func answer(marks []mark, n uint8, words []meeting, before []uint32) []uint32 {
	var after []uint32
	try := func(place uint32, quality int) {
		if seen := &marks[place]; seen.met == n {
			seen.met++
			seen.score += uint8(quality)
			after = append(after, place)
		}
	}
	for _, m := range words {
		if n > 0 && m.sorted && len(before)*32 < len(m.places) {
			for _, place := range before { // A few documents are looked up in a long list.
				if _, found := slices.BinarySearch(m.places, place); found {
					try(place, m.quality)
				}
			}
			continue
		}
		for _, place := range m.places {
			try(place, m.quality)
		}
	}
	return after
}

// meetings are the words of the index that a word of the query meets, the best first.
func (x *Index) meetings(word string, forgive bool) []meeting {
	allowed := 0
	if forgive {
		allowed = errorsForgiven(word)
	}
	found := x.main.meetings(nil, word, allowed)
	for _, recent := range []map[string][]uint32{x.resting, x.fresh} {
		for other, places := range recent {
			if quality := meet(word, other, allowed); quality > 0 {
				found = append(found, meeting{quality, places, true})
			}
		}
	}
	slices.SortFunc(found, func(a, b meeting) int { return cmp.Compare(b.quality, a.quality) })
	return found
}

// meet is how well a word of the query meets a word of the index, 0 when it does not.
func meet(word, other string, allowed int) int {
	switch {
	case word == other:
		return matchSame
	case len(other) > len(word) && other[:len(word)] == word:
		return matchPrefix
	case allowed > 0 && !hasDigit(other):
		return meetWithErrors(word, other, allowed)
	}
	return 0
}

func meetWithErrors(word, other string, allowed int) int {
	if errors := text.Distance(word, other, allowed); errors <= allowed {
		return matchErrors - errors
	}
	return 0
}

// errorsForgiven is how many typing errors a word of the query may have.
func errorsForgiven(word string) int {
	switch {
	case len(word) < 4 || hasDigit(word):
		return 0
	case len(word) < 8:
		return 1
	}
	return 2
}

func hasDigit(word string) bool {
	for i := range len(word) {
		if word[i] >= '0' && word[i] <= '9' {
			return true
		}
	}
	return false
}

func size(words []meeting) int {
	n := 0
	for _, m := range words {
		n += len(m.places)
	}
	return n
}

// takeMarks lends a cleared slate with a mark for every place.
func (x *Index) takeMarks() *[]mark {
	n := len(x.places.at)
	if slate, ok := x.marks.Get().(*[]mark); ok && cap(*slate) >= n {
		*slate = (*slate)[:n]
		clear(*slate)
		return slate
	}
	slate := make([]mark, n, n+n/8)
	return &slate
}
