// Package chance is what looks like luck in the demonstration: numbers from a fixed seed, so
// that the same town comes out each time.
package chance

import (
	"math"
	"math/rand/v2"
	"time"
)

// Seed is the fixed beginning of all chance in the demonstration.
const Seed = 72005

// Dice are the chance of one thing of the town, such as one household: the same whichever
// other things were made before.
type Dice struct{ *rand.Rand }

// For are the dice of the n-th thing of a kind.
func For(what string, n int) Dice {
	stream := uint64(14695981039346656037) // FNV-1a
	for i := range len(what) {
		stream = (stream ^ uint64(what[i])) * 1099511628211
	}
	return Dice{rand.New(rand.NewPCG(Seed+uint64(n), stream))}
}

// Happens tells whether something befalls whose chance is so many in a hundred.
func (d Dice) Happens(percent float64) bool { return d.Float64()*100 < percent }

// Between is a number from low to high, both included.
func (d Dice) Between(low, high int) int { return low + d.IntN(high-low+1) }

// Spread is a positive number whose median is given, now and then much larger.
func (d Dice) Spread(median, sigma float64) float64 { return median * math.Exp(sigma*d.NormFloat64()) }

// Moment is a time of the day of t at the counter's hours, in the town's zone.
func (d Dice) Moment(day time.Time, fromHour, toHour int) time.Time {
	y, m, dd := day.Date()
	minutes := fromHour*60 + d.IntN((toHour-fromHour)*60)
	return time.Date(y, m, dd, 0, minutes, d.IntN(60), 0, day.Location())
}

// One is any of the choices.
func One[T any](d Dice, choices []T) T { return choices[d.IntN(len(choices))] }

// Early is one of the choices, those at the beginning more often, as with family names.
func Early[T any](d Dice, choices []T) T {
	at := int(float64(len(choices)) * math.Pow(d.Float64(), 1.8))
	return choices[min(at, len(choices)-1)]
}

// Share is a choice and how often it is taken.
type Share[T any] struct {
	Of     T
	Weight float64
}

// Weighted is one of the shares, in proportion to its weight.
func Weighted[T any](d Dice, shares []Share[T]) T {
	var sum float64
	for _, s := range shares {
		sum += s.Weight
	}
	at := d.Float64() * sum
	for _, s := range shares {
		if at -= s.Weight; at < 0 {
			return s.Of
		}
	}
	return shares[len(shares)-1].Of
}
