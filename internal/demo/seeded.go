package demo

import (
	"encoding/base32"
	"math/rand/v2"
	"time"

	"sem/internal/demo/chance"
	"sem/internal/id"
)

// seeded makes identifiers like those of id.Random, but the same at each build: a moment
// that moves on with each one, then chance from the seed.
type seeded struct {
	from    int64
	made    int64
	chances *rand.Rand
}

func newSeeded(from time.Time) id.Source {
	return &seeded{from: from.UnixMilli(), chances: rand.New(rand.NewPCG(chance.Seed, 26))}
}

var alphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// New is the next identifier. Only the goroutine that makes the town calls it.
func (s *seeded) New() string {
	var b [16]byte
	ms := uint64(s.from + s.made)
	s.made++
	for i := range 6 {
		b[i] = byte(ms >> (40 - 8*i))
	}
	high, low := s.chances.Uint64(), s.chances.Uint64()
	for i := range 8 {
		b[6+i] = byte(high >> (8 * i))
	}
	b[14], b[15] = byte(low), byte(low>>8)
	return alphabet.EncodeToString(b[:])
}
