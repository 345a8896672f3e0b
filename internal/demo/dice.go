package demo

import (
	"math"
	"math/rand/v2"
	"time"
)

// seed is the fixed beginning of all chance in the demonstration.
const seed = 72005

// dice are the chance of one thing of the town, such as one household: the same whichever
// other things were made before.
type dice struct{ *rand.Rand }

func diceFor(what string, n int) dice {
	stream := uint64(14695981039346656037) // FNV-1a
	for i := range len(what) {
		stream = (stream ^ uint64(what[i])) * 1099511628211
	}
	return dice{rand.New(rand.NewPCG(seed+uint64(n), stream))}
}

// happens tells whether something befalls whose chance is so many in a hundred.
func (d dice) happens(percent float64) bool { return d.Float64()*100 < percent }

// between is a number from low to high, both included.
func (d dice) between(low, high int) int { return low + d.IntN(high-low+1) }

// spread is a positive number whose median is given, now and then much larger.
func (d dice) spread(median, sigma float64) float64 { return median * math.Exp(sigma*d.NormFloat64()) }

// moment is a time of the day of t at the counter's hours, in the town's zone.
func (d dice) moment(day time.Time, fromHour, toHour int) time.Time {
	y, m, dd := day.Date()
	minutes := fromHour*60 + d.IntN((toHour-fromHour)*60)
	return time.Date(y, m, dd, 0, minutes, d.IntN(60), 0, day.Location())
}

// one is any of the choices.
func one[T any](d dice, choices []T) T { return choices[d.IntN(len(choices))] }

// early is one of the choices, those at the beginning more often, as with family names.
func early[T any](d dice, choices []T) T {
	at := int(float64(len(choices)) * math.Pow(d.Float64(), 1.8))
	return choices[min(at, len(choices)-1)]
}

// share is a choice and how often it is taken.
type share[T any] struct {
	of     T
	weight float64
}

// weighted is one of the shares, in proportion to its weight.
func weighted[T any](d dice, shares []share[T]) T {
	var sum float64
	for _, s := range shares {
		sum += s.weight
	}
	at := d.Float64() * sum
	for _, s := range shares {
		if at -= s.weight; at < 0 {
			return s.of
		}
	}
	return shares[len(shares)-1].of
}
