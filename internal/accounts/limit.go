package accounts

import (
	"sync"
	"time"

	"sem/internal/fault"
)

// limit is how often something may be done: so many at once, then one each Every.
type limit struct {
	burst int
	every time.Duration
}

// The limits of the door, each per network address (/24 or /64), per name typed, or per
// whoever asks.
var (
	signInsPerNetwork = limit{30, 2 * time.Second}
	resetsPerNetwork  = limit{10, 6 * time.Minute}
	resetsPerName     = limit{3, 20 * time.Minute}
	newPerNetwork     = limit{5, 12 * time.Minute}
	codesPerAddress   = limit{3, 20 * time.Minute}
	codesPerPerson    = limit{6, 10 * time.Minute} // codesPerPerson is for one registration, or one account, whatever addresses it names.
)

// buckets count in the memory of one node; with several nodes, each counts for itself.
// The zero value is ready.
type buckets struct {
	mu   sync.Mutex
	full map[string]time.Time // full is when each bucket will be full again.
}

// mostBuckets bounds the memory that callers from everywhere can take.
const mostBuckets = 100_000

// take takes one from the bucket of a key, or tells how long until there is one.
func (b *buckets) take(key string, l limit, now time.Time) (wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.full == nil || len(b.full) >= mostBuckets {
		b.sweep(now)
	}
	full := b.full[key]
	if full.Before(now) {
		full = now
	}
	full = full.Add(l.every)
	if over := full.Sub(now) - time.Duration(l.burst)*l.every; over > 0 {
		return over
	}
	b.full[key] = full
	return 0
}

// sweep forgets the buckets that are full, and all of them when none is.
func (b *buckets) sweep(now time.Time) {
	kept := map[string]time.Time{}
	for key, full := range b.full {
		if full.After(now) {
			kept[key] = full
		}
	}
	if len(kept) >= mostBuckets {
		kept = map[string]time.Time{}
	}
	b.full = kept
}

// refuse is the answer to somebody who must wait.
func refuse(wait time.Duration) error {
	f := fault.New(fault.TooMany, "Il y a eu trop d’essais de suite depuis cet endroit. Réessayez dans quelques minutes.")
	f.RetryAfterSeconds = int(wait/time.Second) + 1
	return f
}
