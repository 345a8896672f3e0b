package rush

import (
	"slices"
	"sync"
	"time"

	"sem/internal/clock"
)

// Times are how long some answers took.
type Times struct {
	mu   sync.Mutex
	took []time.Duration
}

func (t *Times) add(d time.Duration) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.took = append(t.took, d)
}

// Count is how many there are.
func (t *Times) Count() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.took)
}

// Within is the time that so many answers in a hundred took at most; 0 when there are none.
func (t *Times) Within(hundredths int) time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.took) == 0 {
		return 0
	}
	slices.Sort(t.took)
	return t.took[min(len(t.took)*hundredths/100, len(t.took)-1)]
}

// now is the machine's time, for measuring alone.
func now() time.Time { return clock.System().Now() }
