package rush

import (
	"fmt"
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

// Figure is one thing that was measured.
type Figure struct {
	Name  string
	Value float64
	Unit  string
}

// Figures are the times of a morning, and how it ended.
func (r *Result) Figures() []Figure {
	figures := []Figure{
		{"took", r.Took.Seconds(), "s"},
		{"confirmed", float64(r.Outcomes[Confirmed]), "families"},
		{"full", float64(r.Outcomes[Full]), "families"},
		{"unpaid", float64(r.Outcomes[Unpaid]), "families"},
		{"failed", float64(r.Outcomes[Failed] + r.Outcomes[Refused] + r.Outcomes[Unfinished]), "families"},
		{"unlike", float64(len(r.Unlike)), "buttons"},
	}
	for _, of := range []struct {
		what string
		took *Times
	}{{"line", &r.Looks}, {"hold", &r.Holds}, {"confirm", &r.Pays}, {"card", &r.Cards}} {
		for _, part := range []int{50, 95, 99} {
			figures = append(figures, Figure{fmt.Sprint(of.what, "_p", part), float64(of.took.Within(part).Microseconds()) / 1000, "ms"})
		}
	}
	return figures
}
