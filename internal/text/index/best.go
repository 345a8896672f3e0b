package index

import (
	"cmp"
	"container/heap"
	"slices"
)

// found is a place that answers the query.
type found struct {
	place uint32
	score int
}

// best keeps the limit best of what is offered, in a heap with the worst on top.
type best struct {
	limit int
	found []found
}

func (b *best) Len() int           { return len(b.found) }
func (b *best) Less(i, j int) bool { return better(b.found[i], b.found[j]) > 0 }
func (b *best) Swap(i, j int)      { b.found[i], b.found[j] = b.found[j], b.found[i] }
func (b *best) Push(f any)         { b.found = append(b.found, f.(found)) }
func (b *best) Pop() any {
	last := b.found[len(b.found)-1]
	b.found = b.found[:len(b.found)-1]
	return last
}

// better sorts the better before the worse, and what was put first before the rest.
func better(x, y found) int {
	return cmp.Or(cmp.Compare(y.score, x.score), cmp.Compare(x.place, y.place))
}

func (b *best) offer(f found) {
	if len(b.found) < b.limit {
		heap.Push(b, f)
		return
	}
	if better(f, b.found[0]) < 0 {
		b.found[0] = f
		heap.Fix(b, 0)
	}
}

func (b *best) hits(p *places) []Hit {
	slices.SortFunc(b.found, better)
	hits := make([]Hit, len(b.found))
	for i, f := range b.found {
		hits[i] = Hit{Kind: p.kind(f.place), ID: string(p.id(f.place)), Score: f.score}
	}
	return hits
}
