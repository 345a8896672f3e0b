package sip2

import (
	"sync"
	"time"

	"sem/internal/clock"
)

const (
	keptFor  = 2 * time.Minute // keptFor is how long what a reading found out may serve the next one.
	mostKept = 200             // mostKept is of how many cards.
)

// unfinished keeps the copies that readings without an end found out, so that a slow library is
// read in several goes. A reading that ends leaves nothing.
type unfinished struct {
	mu    sync.Mutex
	cards map[string]goes
}

// goes are the copies of one card, by their numbers.
type goes struct {
	begun  time.Time
	copies map[string]copied
}

// take is what is kept of a card, which is kept no more.
func (u *unfinished) take(card string) goes {
	u.mu.Lock()
	defer u.mu.Unlock()
	g, kept := u.cards[card]
	delete(u.cards, card)
	if !kept || clock.Since(g.begun) > keptFor {
		return goes{begun: clock.System().Now(), copies: map[string]copied{}}
	}
	return g
}

// keep keeps the copies of a card for the next reading.
func (u *unfinished) keep(card string, g goes) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.cards == nil {
		u.cards = map[string]goes{}
	}
	for other, old := range u.cards {
		if len(u.cards) >= mostKept || clock.Since(old.begun) > keptFor {
			delete(u.cards, other)
		}
	}
	if len(g.copies) > 0 {
		u.cards[card] = g
	}
}
