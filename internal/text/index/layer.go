package index

import (
	"math/bits"
	"slices"
	"sort"
	"strings"
)

// layer is a sorted vocabulary with the places of each word. It never changes.
type layer struct {
	letters strings.Builder // letters are all words, one after the other.
	ends    []uint32        // ends says where each word ends in letters.
	shapes  []shape
	starts  []uint32 // starts says where the places of each word begin, and of the last end.
	places  []uint32
}

// shape is the set of letters of a word, which tells most pairs of words apart at once;
// a word with a digit has the shape noError and is never an error for another.
type shape uint32

const noError shape = 1 << 31

func shapeOf(word string) shape {
	var s shape
	for i := range len(word) {
		if word[i] >= '0' && word[i] <= '9' {
			return noError
		}
		s |= 1 << (word[i] % 31)
	}
	return s
}

// canDiffer tells whether so few errors could turn one shape into the other: a wrong
// letter takes one from the set and adds one.
func (s shape) canDiffer(other shape, errors int) bool {
	return other != noError && bits.OnesCount32(uint32(s^other)) <= 2*errors
}

func (l *layer) len() int { return len(l.ends) }

// word is the i-th word.
func (l *layer) word(i int) string {
	from := uint32(0)
	if i > 0 {
		from = l.ends[i-1]
	}
	return l.letters.String()[from:l.ends[i]]
}

func (l *layer) placesOf(i int) []uint32 { return l.places[l.starts[i]:l.starts[i+1]] }

// firstFrom is the first word that does not sort before the one given.
func (l *layer) firstFrom(word string) int {
	return sort.Search(l.len(), func(i int) bool { return l.word(i) >= word })
}

// meetings adds the words that a word of the query meets.
func (l *layer) meetings(found []meeting, word string, allowed int) []meeting {
	from := l.firstFrom(word)
	to := from + sort.Search(l.len()-from, func(i int) bool { return !strings.HasPrefix(l.word(from+i), word) })
	longer := from
	if from < to && l.word(from) == word {
		found = append(found, meeting{matchSame, l.placesOf(from), true})
		longer++
	}
	if longer < to { // Words that begin alike are neighbours, and so are their places.
		found = append(found, meeting{matchPrefix, l.places[l.starts[longer]:l.starts[to]], to == longer+1})
	}
	if allowed == 0 {
		return found
	}
	mine := shapeOf(word)
	for i, s := range l.shapes {
		if !mine.canDiffer(s, allowed) || from <= i && i < to {
			continue
		}
		if quality := meetWithErrors(word, l.word(i), allowed); quality > 0 {
			found = append(found, meeting{quality, l.placesOf(i), true})
		}
	}
	return found
}

// merge is a layer of the words of both, without the places that were left.
func merge(old *layer, recent map[string][]uint32, left bitset) *layer {
	words := make([]string, 0, len(recent))
	entries, letters := len(old.places), old.letters.Len()
	for word, places := range recent {
		words = append(words, word)
		entries += len(places)
		letters += len(word)
	}
	slices.Sort(words)
	next := &layer{
		ends:   make([]uint32, 0, old.len()+len(words)),
		shapes: make([]shape, 0, old.len()+len(words)),
		starts: append(make([]uint32, 0, old.len()+len(words)+1), 0),
		places: make([]uint32, 0, entries),
	}
	next.letters.Grow(letters)
	i := 0
	for _, word := range words {
		for ; i < old.len() && old.word(i) < word; i++ {
			next.add(old.word(i), left, old.placesOf(i))
		}
		if i < old.len() && old.word(i) == word {
			next.add(word, left, old.placesOf(i), recent[word])
			i++
			continue
		}
		next.add(word, left, recent[word])
	}
	for ; i < old.len(); i++ {
		next.add(old.word(i), left, old.placesOf(i))
	}
	return next
}

// add appends a word that sorts after all others, unless all its places were left.
func (l *layer) add(word string, left bitset, lists ...[]uint32) {
	before := len(l.places)
	for _, places := range lists {
		for _, p := range places {
			if !left.has(p) {
				l.places = append(l.places, p)
			}
		}
	}
	if len(l.places) == before {
		return
	}
	l.letters.WriteString(word)
	l.ends = append(l.ends, uint32(l.letters.Len()))
	l.shapes = append(l.shapes, shapeOf(word))
	l.starts = append(l.starts, uint32(len(l.places)))
}
