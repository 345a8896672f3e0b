package watering

import (
	"math"
	"slices"
	"time"

	"sem/internal/clock"
)

// Span is a time during which one may water, from Start until just before End. A zero End
// means that no end is in sight.
type Span struct{ Start, End time.Time }

// seconds is a half-open stretch of seconds, of the wall clock or of the world.
type seconds struct{ from, to int64 }

// never is later than any end.
const never = math.MaxInt64

// joined sorts stretches and makes one of those that touch.
func joined(all []seconds) []seconds {
	if len(all) < 2 {
		return all
	}
	slices.SortFunc(all, func(a, b seconds) int {
		switch {
		case a.from < b.from:
			return -1
		case a.from > b.from:
			return 1
		}
		return 0
	})
	out := all[:1]
	for _, s := range all[1:] {
		if last := &out[len(out)-1]; s.from <= last.to {
			last.to = max(last.to, s.to)
		} else {
			out = append(out, s)
		}
	}
	return out
}

// without takes a stretch out of others and appends what is left to dst.
func without(dst, all []seconds, gap seconds) []seconds {
	for _, s := range all {
		if gap.to <= s.from || s.to <= gap.from {
			dst = append(dst, s)
			continue
		}
		if s.from < gap.from {
			dst = append(dst, seconds{s.from, gap.from})
		}
		if gap.to < s.to {
			dst = append(dst, seconds{gap.to, s.to})
		}
	}
	return dst
}

// zone turns what the clock on the wall reads into moments. It remembers the last stretch
// of the year without a clock change.
type zone struct {
	between seconds // between are moments without a clock change.
	offset  int64
}

// at looks up the stretch in which a moment lies.
func (z *zone) at(moment int64) {
	t := time.Unix(moment, 0).In(clock.Montreal)
	_, offset := t.Zone()
	from, to := t.ZoneBounds()
	z.between, z.offset = seconds{math.MinInt64, never}, int64(offset)
	if !from.IsZero() {
		z.between.from = from.Unix()
	}
	if !to.IsZero() {
		z.between.to = to.Unix()
	}
}

// widest is further than any zone is from UTC.
const widest = 15 * 60 * 60

// moments appends to dst the moments at which the clock on the wall reads wall: none for
// what is skipped in spring, two stretches for what comes twice in autumn.
func (z *zone) moments(dst []seconds, wall seconds) []seconds {
	if z.between.from < wall.from-z.offset-widest && wall.to-z.offset+widest < z.between.to {
		return append(dst, seconds{wall.from - z.offset, wall.to - z.offset})
	}
	for moment := wall.from - widest; moment < wall.to+widest; moment = z.between.to {
		z.at(moment)
		from, to := max(z.between.from, wall.from-z.offset), min(z.between.to, wall.to-z.offset)
		if from < to {
			dst = append(dst, seconds{from, to})
		}
		if z.between.to == never {
			break
		}
	}
	return dst
}
