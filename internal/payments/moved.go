package payments

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/money"
	"sem/internal/people"
)

// Moved is what came in for a bill and what went back, in the order of time: what the tax of a
// year is reckoned from. What is promised and has not gone yet is not in it.
type Moved struct {
	Bill  Bill
	Steps []Step
}

// Step is money that came, or went, or is owed no more.
type Step struct {
	At   time.Time
	Paid money.Cents // Paid is what came in, as far as the bill needed it.
	// Back is what went back, by the object of the lines; Off what was taken off before it was
	// paid.
	Back, Off map[string]money.Cents
}

// mostMoved bounds the bills of one reading: all those of a city in a year. Beyond it the reading
// fails: what a slip says must not leave out a bill in silence.
const mostMoved = 1_000_000

var errMoved = errors.New("more payments than one reading takes")

// MovedIn are the bills for which money came or went in a calendar year, each with all of its
// steps. Of given payers it is all their bills, whatever the year: they have few.
func (s *Service) MovedIn(ctx context.Context, year int, payers ...people.ID) ([]Moved, error) {
	of := func(bill, payer string) (w db.Where) {
		if len(payers) > 0 {
			among(&w, payer, payers)
			return w
		}
		from, to := civil.DayAt(year, time.January, 1).String(), civil.DayAt(year, time.December, 31).String()
		w.And(bill+` IN (
			SELECT bill_id FROM payments_payment WHERE day >= ? AND day <= ?
			UNION
			SELECT bill_id FROM payments_refund WHERE day >= ? AND day <= ?)`, from, to, from, to)
		return w
	}
	bills, err := billsWhere(ctx, s.DB, of("id", "payer_id"), mostMoved)
	if err != nil || len(bills) == 0 {
		return nil, err
	}
	paid, err := paymentsWhere(ctx, s.DB, of("p.bill_id", "p.payer_id"), mostMoved)
	if err != nil {
		return nil, err
	}
	back, err := refundsWhere(ctx, s.DB, of("r.bill_id", "r.payer_id"), mostMoved)
	if err != nil {
		return nil, err
	}
	if len(bills) == mostMoved || len(paid) == mostMoved || len(back) == mostMoved {
		return nil, fmt.Errorf("read what moved in %d: %w", year, errMoved)
	}
	return moves(bills, paid, back), nil
}

func moves(bills []Bill, paid []Payment, back []Refund) []Moved {
	all, at := make([]Moved, len(bills)), map[BillID]int{}
	for i, b := range bills {
		all[i].Bill, at[b.ID] = b, i
	}
	add := func(which BillID, s Step) {
		if i, known := at[which]; known {
			all[i].Steps = append(all[i].Steps, s)
		}
	}
	for _, p := range paid {
		add(p.Bill, Step{At: p.At, Paid: p.applied})
	}
	for _, r := range back {
		off, gone := apart(r)
		if r.Reduced > 0 && r.State != Refused {
			add(r.Bill, Step{At: r.AskedAt, Off: off})
		}
		if r.State == Given && r.Amount > r.Reduced && len(gone) > 0 {
			add(r.Bill, Step{At: r.GivenAt, Back: gone})
		}
	}
	for i := range all {
		slices.SortStableFunc(all[i].Steps, func(a, b Step) int { return a.At.Compare(b.At) })
	}
	slices.SortStableFunc(all, func(a, b Moved) int { return cmp.Or(a.Bill.At.Compare(b.Bill.At), cmp.Compare(a.Bill.ID, b.Bill.ID)) })
	return all
}

// apart tells what of a refund was never paid from what goes back, by object. Without objects it
// is what was paid too much, which was for nothing.
func apart(r Refund) (off, gone map[string]money.Cents) {
	off, gone = map[string]money.Cents{}, map[string]money.Cents{}
	objects := make([]string, 0, len(r.Amounts))
	for object := range r.Amounts {
		objects = append(objects, object)
	}
	slices.Sort(objects)
	var sum, unpaid money.Cents
	for _, object := range objects {
		sum += r.Amounts[object]
		part := r.Reduced.Share(int64(sum), int64(r.Amount)) - unpaid
		unpaid += part
		off[object], gone[object] = part, r.Amounts[object]-part
	}
	return off, gone
}
