package registration

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
)

// numbers are those that this process has taken for orders to come. They are taken by the
// handful, in a transaction of their own, so that orders do not wait for one row; a process that
// stops leaves a gap, and never a number twice.
type numbers struct {
	guard  sync.Mutex
	unused []string
	year   int
	next   int
	end    int       // end is the first that is not ours.
	many   int       // many were taken the last time.
	taken  time.Time // taken is when that was.
}

// handful is how many numbers are taken at once, unless more are wanted. When they are used up
// within a minute, twice as many are taken, up to most: a rush does not wait for the counter.
const (
	handful = 50
	most    = 800
)

// nextNumber is a number for an order: L2026-000217-K.
func (s *Service) nextNumber(ctx context.Context) (string, error) {
	one, err := s.nextNumbers(ctx, 1)
	if err != nil {
		return "", err
	}
	return one[0], nil
}

// nextNumbers are as many numbers for orders.
func (s *Service) nextNumbers(ctx context.Context, wanted int) ([]string, error) {
	n := &s.numbers
	n.guard.Lock()
	defer n.guard.Unlock()
	year := clock.Local(s.Clock.Now()).Year()
	if year != n.year {
		n.year, n.next, n.end, n.unused = year, 0, 0, nil
	}
	some := make([]string, 0, wanted)
	for len(some) < wanted {
		if len(n.unused) > 0 {
			some, n.unused = append(some, n.unused[0]), n.unused[1:]
			continue
		}
		if n.next == n.end {
			many := max(n.helping(s.Clock.Now()), wanted-len(some))
			last, err := s.takeNumbers(ctx, year, many)
			if err != nil {
				n.unused = append(n.unused, some...)
				return nil, fmt.Errorf("number an order: %w", err)
			}
			n.next, n.end = last-many+1, last+1
		}
		n.next++
		some = append(some, "L"+id.Number(year, n.next-1))
	}
	return some, nil
}

// helping is how many numbers to take now.
func (n *numbers) helping(now time.Time) int {
	if n.many == 0 || now.Sub(n.taken) > time.Minute {
		n.many = handful
	} else {
		n.many = min(2*n.many, most)
	}
	n.taken = now
	return n.many
}

// giveBack keeps a number that was not used for the next order.
func (n *numbers) giveBack(number string) {
	n.guard.Lock()
	defer n.guard.Unlock()
	n.unused = append(n.unused, number)
	slices.Sort(n.unused)
}

func (s *Service) takeNumbers(ctx context.Context, year, many int) (last int, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		return tx.QueryRow(ctx, `
			INSERT INTO registration_counter (year, last)
			VALUES ($1, $2)
			ON CONFLICT (year) DO UPDATE SET last = registration_counter.last + $3
			RETURNING last`, year, many, many).Scan(&last)
	})
	return last, err
}
