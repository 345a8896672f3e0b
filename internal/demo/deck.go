package demo

import (
	"math"
	"slices"
	"time"

	"sem/internal/clock"
	"sem/internal/demo/chance"
	"sem/internal/id"
	"sem/internal/requests"
)

// deck holds the moments at which requests come in, in order, so that each has the number
// it would have been given, although the town is told household by household.
type deck struct {
	moments []int64 // moments are in microseconds, all different.
	order   []int32 // order is in which they are dealt.
	dealt   int
	free    int         // free counts the moments not dealt yet.
	gone    []bool      // gone are the moments dealt out of turn.
	before  map[int]int // before counts the moments before each year.
}

// years is how far back the history of the town goes.
const years = 3

// newDeck draws the moments of so many requests before now, and adds those of the stories
// that the demonstration tells by itself. A skew
// above 1 draws more of them lately than long ago.
func newDeck(count int, skew float64, now time.Time, told []time.Time) *deck {
	d := chance.For("deck", count)
	k := &deck{moments: make([]int64, 0, count+len(told)), before: map[int]int{}}
	days := int(now.Sub(now.AddDate(-years, 0, 0)).Hours()/24) - 1
	today := clock.Day(now)
	for len(k.moments) < count {
		day := today.AddDate(0, 0, -int(float64(days)*math.Pow(d.Float64(), skew)))
		if quiet := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday; quiet && d.Happens(65) {
			continue
		}
		at := d.Moment(day, 7, 22)
		if hour := at.Hour(); hour >= 18 && d.Happens(60) {
			at = at.Add(-8 * time.Hour)
		}
		if at.Before(now.Add(-10 * time.Minute)) {
			k.moments = append(k.moments, at.UnixMicro())
		}
	}
	for _, t := range told {
		k.moments = append(k.moments, t.UnixMicro())
	}
	slices.Sort(k.moments)
	for i := 1; i < len(k.moments); i++ {
		if k.moments[i] <= k.moments[i-1] {
			k.moments[i] = k.moments[i-1] + 1_000_000
		}
	}
	k.shuffle(d, told)
	for i := range k.moments {
		year := clock.Local(k.at(i)).Year()
		if _, known := k.before[year]; !known {
			k.before[year] = i
		}
	}
	return k
}

// shuffle mixes the moments that are dealt; those of told stories are not.
func (k *deck) shuffle(d chance.Dice, told []time.Time) {
	k.gone = make([]bool, len(k.moments))
	for _, t := range told {
		k.gone[k.index(t)] = true
	}
	for i := range k.moments {
		if !k.gone[i] {
			k.order = append(k.order, int32(i))
		}
	}
	k.free = len(k.order)
	d.Shuffle(len(k.order), func(i, j int) { k.order[i], k.order[j] = k.order[j], k.order[i] })
}

func (k *deck) at(i int) time.Time { return time.UnixMicro(k.moments[i]).UTC() }

// index is the place of the first moment at t or later.
func (k *deck) index(t time.Time) int {
	i, _ := slices.BinarySearch(k.moments, t.UnixMicro())
	return min(i, len(k.moments)-1)
}

// left is how many moments are not dealt yet.
func (k *deck) left() int { return k.free }

// deal is the next moment and the number of the request that came in then.
func (k *deck) deal() (time.Time, requests.Number) {
	i := int(k.order[k.dealt])
	k.dealt++
	k.take(i)
	return k.at(i), k.number(i)
}

// take marks a moment as dealt, and goes past those that were dealt out of turn.
func (k *deck) take(i int) {
	k.gone[i] = true
	k.free--
	for k.dealt < len(k.order) && k.gone[k.order[k.dealt]] {
		k.dealt++
	}
}

// dealAfter is one of the moments soon after t, if there is one left within three days.
func (k *deck) dealAfter(t time.Time) (time.Time, requests.Number, bool) {
	for i := k.index(t) + 1; i < len(k.moments) && k.at(i).Sub(t) < 72*time.Hour; i++ {
		if !k.gone[i] {
			k.take(i)
			return k.at(i), k.number(i), true
		}
	}
	return time.Time{}, "", false
}

// told is the moment and the number of a story that was kept from the shuffle.
func (k *deck) told(t time.Time) (time.Time, requests.Number) {
	i := k.index(t)
	return k.at(i), k.number(i)
}

func (k *deck) number(i int) requests.Number {
	year := clock.Local(k.at(i)).Year()
	return requests.Number(id.Number(year, i-k.before[year]+1))
}

// highest is the last number of each year.
func (k *deck) highest() map[int]int {
	highest := map[int]int{}
	for i := range k.moments {
		highest[clock.Local(k.at(i)).Year()]++
	}
	return highest
}
