package library

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
)

// copied is what is kept of a card's account.
type copied struct {
	Account
	Seen map[string]time.Time // Seen is when each loan was first seen, by its item.
}

func (c copied) text() (string, error) {
	b, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("write down a library account: %w", err)
	}
	return string(b), nil
}

// copyOf reads what text wrote; nothing is an empty copy.
func copyOf(text string) (c copied, err error) {
	if text == "" {
		return c, nil
	}
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return c, fmt.Errorf("read a library account: %w", err)
	}
	return c, nil
}

// after is the copy of a new answer, which remembers since when each loan is out.
func (c copied) after(a Account, now time.Time) copied {
	next := copied{Account: a, Seen: map[string]time.Time{}}
	for _, l := range a.Loans {
		if next.Seen[l.Item] = c.Seen[l.Item]; next.Seen[l.Item].IsZero() {
			next.Seen[l.Item] = now
		}
	}
	return next
}

// returned are the loans of this copy that the next one has no more.
func (c copied) returned(next copied) []Loan {
	return slices.DeleteFunc(slices.Clone(c.Loans), func(l Loan) bool {
		_, still := next.Seen[l.Item]
		return still || l.Item == ""
	})
}

// loan is the loan of an item, nil when there is none.
func (c copied) loan(item string) *Loan {
	i := slices.IndexFunc(c.Loans, func(l Loan) bool { return l.Item == item && item != "" })
	if i < 0 {
		return nil
	}
	return &c.Loans[i]
}

// DaysLeft is how many days are left to return a loan: 0 on its last day, negative when late.
func (l Loan) DaysLeft(now time.Time) int {
	return int(civil.DayOf(l.Due) - civil.DayOf(now))
}

// Late tells whether a loan should have been returned.
func (l Loan) Late(now time.Time) bool {
	if l.Due.IsZero() {
		return false
	}
	if l.DueAtEnd {
		return l.DaysLeft(now) < 0
	}
	return l.Due.Before(now)
}

// How often a copy is asked for. A family that has something due soon hears of it in time; a
// library is not asked all night for what changes once a day.
const (
	nearEach    = 3 * time.Hour  // nearEach while something is due within nearDays, late or waiting to be picked up.
	usualEach   = 12 * time.Hour // usualEach while something is out.
	emptyEach   = 24 * time.Hour
	nearDays    = 4
	firstPause  = 5 * time.Minute // firstPause after a failure, then twice as long each time.
	mostPause   = time.Hour
	strangeRest = 6 * time.Hour   // strangeRest after an answer about somebody else, or a card that is known no more.
	staleAfter  = 5 * time.Minute // staleAfter is how old a copy is before a page asks for another.
)

// nextAt is when a copy is asked for again. told is false when something was left unsaid for
// the night.
func (c copied) nextAt(card CardID, instant, told bool, now time.Time) time.Time {
	each := emptyEach
	if len(c.Loans)+len(c.Holds) > 0 {
		each = usualEach
	}
	if slices.ContainsFunc(c.Loans, func(l Loan) bool { return l.DaysLeft(now) <= nearDays }) || slices.ContainsFunc(c.Holds, func(h Hold) bool { return h.State != Suspended }) {
		each = nearEach
	}
	if !instant {
		each = emptyEach // A file says nothing new before the next one.
	}
	next := now.Add(spread(card, each))
	if told {
		return next
	}
	if morning := dayBegins(now).Add(time.Duration(part(card) * float64(30*time.Minute))); morning.Before(next) {
		return morning
	}
	return next
}

// pauseAfter is how long a card rests after failures in a row.
func pauseAfter(failures int) time.Duration {
	return min(firstPause<<min(failures-1, 10), mostPause)
}

// spread is d, up to a fifth more or less, always the same for a card: those that were linked
// or failed together are not asked for together for ever.
func spread(card CardID, d time.Duration) time.Duration {
	return d + time.Duration((part(card)-0.5)*0.4*float64(d))
}

// part is a number from 0 to 1 that a card always has.
func part(card CardID) float64 {
	h := fnv.New32a()
	h.Write([]byte(card))
	return float64(h.Sum32()) / (1 << 32)
}

// The hours of the day in which people are told something that is not urgent.
const (
	morningHour = 8
	eveningHour = 20
)

func isDay(now time.Time) bool {
	h := clock.Local(now).Hour()
	return h >= morningHour && h < eveningHour
}

// dayBegins is the next morning hour after now.
func dayBegins(now time.Time) time.Time {
	today := civil.DayOf(now).At(morningHour)
	if today.After(now) {
		return today
	}
	return (civil.DayOf(now) + 1).At(morningHour)
}
