package index

import (
	"hash/maphash"
	"slices"
)

// places numbers the documents. A document put again gets a new number; the old one is
// left for good. Numbers cost six bytes, names are kept once.
type places struct {
	seed    maphash.Seed
	byName  map[uint64]uint32 // byName finds the latest place by the hash of kind and ID.
	names   []byte            // names are the kind, the length of the ID, and the ID, of every document.
	at      []uint32          // at says where in names the document of a place begins.
	weights []uint8
	left    bitset
	live    int
}

func newPlaces() places {
	return places{seed: maphash.MakeSeed(), byName: map[uint64]uint32{}}
}

// find is the latest place of a document, which it may have left, and the key under which
// byName has it or would have it.
func (p *places) find(kind byte, id string) (place uint32, key uint64, known bool) {
	var h maphash.Hash
	h.SetSeed(p.seed)
	h.WriteByte(kind)
	h.WriteString(id)
	// Two documents may share a hash; the second then stands under the next key.
	for key = h.Sum64(); ; key++ {
		place, known = p.byName[key]
		if !known || p.kind(place) == kind && string(p.id(place)) == id {
			return place, key, known
		}
	}
}

// take gives a document a new place; the one it had is left.
func (p *places) take(d Doc) uint32 {
	if len(d.ID) > 255 {
		panic("index: an identifier has at most 255 bytes")
	}
	old, key, known := p.find(d.Kind, d.ID)
	at := uint32(len(p.names))
	if known {
		at = p.at[old]
		p.vacate(old)
	} else {
		p.names = append(append(p.names, d.Kind, byte(len(d.ID))), d.ID...)
	}
	place := uint32(len(p.at))
	p.at = append(p.at, at)
	p.weights = append(p.weights, d.Weight)
	p.byName[key] = place
	p.live++
	return place
}

func (p *places) leave(kind byte, id string) {
	if place, _, known := p.find(kind, id); known {
		p.vacate(place)
	}
}

func (p *places) vacate(place uint32) {
	if !p.left.has(place) {
		p.left.add(place)
		p.live--
	}
}

func (p *places) kind(place uint32) byte { return p.names[p.at[place]] }

func (p *places) id(place uint32) []byte {
	at := p.at[place]
	return p.names[at+2 : at+2+uint32(p.names[at+1])]
}

// isOf tells whether a place's document is of one of the kinds; no kind means any.
func (p *places) isOf(place uint32, kinds []byte) bool {
	return len(kinds) == 0 || slices.Contains(kinds, p.kind(place))
}

// bitset is a set of places.
type bitset []uint64

func (b bitset) has(place uint32) bool {
	return int(place>>6) < len(b) && b[place>>6]&(1<<(place&63)) != 0
}

func (b *bitset) add(place uint32) {
	for int(place>>6) >= len(*b) {
		*b = append(*b, 0)
	}
	(*b)[place>>6] |= 1 << (place & 63)
}
