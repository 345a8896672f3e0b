package payments

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/money"
	"sem/internal/session"
)

// DayBook is what happened to money on one day, with what does not agree first.
type DayBook struct {
	Day         civil.Day
	Differences []Gap
	Methods     []Flow   // Methods are what came in and went out, by method.
	Incomes     []Earned // Incomes are what was earned, by what it was for.
	Apart       []Earned // Apart is what makes the incomes of the day add up to its methods: what was promised back, owed or rounded.
	Tills       []Till   // Tills are those that closed that day.
	Payments    []Payment
	AskedAt     time.Time // AskedAt is when the provider's list was asked for, zero for never.
}

// Flow is what came in and went out by one method.
type Flow struct {
	Method  Method
	In, Out money.Cents
	Ins     int
	Outs    int
}

// Earned is the income of one kind: bills less what was taken back.
type Earned struct {
	Income string
	Amount money.Cents
}

// GapKind says what does not agree.
type GapKind string

// What may not agree.
const (
	OnlyProvider GapKind = "only provider" // OnlyProvider: the provider lists it, the books do not.
	OnlyBooks    GapKind = "only books"    // OnlyBooks: the books have it, the provider does not list it.
	OtherAmount  GapKind = "other amount"
	Unsettled    GapKind = "unsettled" // Unsettled: a message whose amount or currency is not what we asked for.
	TillGap      GapKind = "till"
	StuckRefund  GapKind = "stuck refund" // StuckRefund: a card did not take it.
)

// Gap is one thing that does not agree.
type Gap struct {
	Kind      GapKind
	Reference string // Reference names it: a payment of the provider, a till, a bill.
	Bill      BillID
	Books     money.Cents
	Theirs    money.Cents // Theirs is what the provider says, or what was counted.
}

// BookOf is the book of a day, for those who manage payments.
func (s *Service) BookOf(ctx context.Context, by session.Viewer, day civil.Day) (DayBook, error) {
	if !by.May(session.PaymentsManage) {
		return DayBook{}, fault.New(fault.Forbidden, "Votre rôle ne permet pas de voir les livres.")
	}
	d := DayBook{Day: day}
	var w db.Where
	w.And("p.day = ?", day.String())
	var err error
	if d.Payments, err = paymentsWhere(ctx, s.DB, w, 20000); err != nil {
		return d, fmt.Errorf("list the payments of %s: %w", day, err)
	}
	gone, err := goneOn(ctx, s.DB, day)
	if err != nil {
		return d, err
	}
	d.Methods = flows(d.Payments, gone)
	if d.Incomes, err = earnedOn(ctx, s.DB, day); err != nil {
		return d, err
	}
	if d.Apart, err = apartOn(ctx, s.DB, day); err != nil {
		return d, err
	}
	var closed db.Where
	closed.And("day = ?", day.String())
	if d.Tills, err = tillsWhere(ctx, s.DB, closed, 200); err != nil {
		return d, err
	}
	d.Differences, d.AskedAt, err = s.gaps(ctx, d, gone)
	return d, err
}

func flows(paid []Payment, gone []goneRefund) []Flow {
	all := map[Method]*Flow{}
	of := func(m Method) *Flow {
		if all[m] == nil {
			all[m] = &Flow{Method: m}
		}
		return all[m]
	}
	for _, p := range paid {
		f := of(p.Method)
		f.In += p.Amount + p.Rounding
		f.Ins++
	}
	for _, g := range gone {
		f := of(g.way)
		f.Out += g.amount
		f.Outs++
	}
	order := []Method{Card, Terminal, Cash, Cheque, Credit}
	list := make([]Flow, 0, len(all))
	for _, m := range order {
		if f := all[m]; f != nil {
			list = append(list, *f)
		}
	}
	return list
}

// goneRefund is money that left on a day.
type goneRefund struct {
	refund    RefundID
	bill      BillID
	number    string
	way       Method
	amount    money.Cents
	reference string
}

// goneOn are the refunds that left on a day: to a card, when its provider took them.
func goneOn(ctx context.Context, q db.Querier, day civil.Day) ([]goneRefund, error) {
	rows, err := q.Query(ctx, `
		SELECT r.id, r.bill_id, b.number, r.way, r.amount - r.reduced, r.reference
		FROM   payments_movement m
		JOIN   payments_refund r ON m.cause = 'gone:' || r.id || ':' || CAST(r.tries AS TEXT)
		JOIN   payments_bill b ON b.id = r.bill_id
		WHERE  m.day = $1 AND m.kind = 'refund gone'
		ORDER BY m.at, m.id`, day.String())
	return db.Collect(rows, err, func(r *db.Rows) (g goneRefund, err error) {
		err = r.Scan(&g.refund, &g.bill, &g.number, &g.way, &g.amount, &g.reference)
		return g, err
	})
}

func earnedOn(ctx context.Context, q db.Querier, day civil.Day) ([]Earned, error) {
	rows, err := q.Query(ctx, `
		SELECT e.part, CAST(-SUM(e.amount) AS BIGINT)
		FROM   payments_movement m
		JOIN   payments_entry e ON e.movement_id = m.id
		WHERE  m.day = $1 AND e.account = $2
		GROUP BY e.part
		ORDER BY e.part`, day.String(), income)
	return db.Collect(rows, err, func(r *db.Rows) (e Earned, err error) {
		err = r.Scan(&e.Income, &e.Amount)
		return e, err
	})
}

// apartOn is what came in or went out on a day without being earned that day, by the account of
// the books that keeps it.
func apartOn(ctx context.Context, q db.Querier, day civil.Day) ([]Earned, error) {
	rows, err := q.Query(ctx, `
		SELECT e.account, CAST(-SUM(e.amount) AS BIGINT)
		FROM   payments_movement m
		JOIN   payments_entry e ON e.movement_id = m.id
		WHERE  m.day = $1 AND e.account IN ($2, $3, $4)
		GROUP BY e.account
		HAVING SUM(e.amount) <> 0
		ORDER BY e.account`, day.String(), receivable, refunds, rounding)
	return db.Collect(rows, err, func(r *db.Rows) (e Earned, err error) {
		err = r.Scan(&e.Income, &e.Amount)
		return e, err
	})
}

// gaps is what does not agree on a day.
func (s *Service) gaps(ctx context.Context, d DayBook, gone []goneRefund) (all []Gap, askedAt time.Time, err error) {
	odd, err := unsettledOn(ctx, s.DB, d.Day)
	if err != nil {
		return nil, askedAt, err
	}
	all = append(all, odd...)
	for _, t := range d.Tills {
		if t.Differs() {
			all = append(all, Gap{Kind: TillGap, Reference: t.Number, Books: t.Expected.total(), Theirs: t.Counted.total()})
		}
	}
	var w db.Where
	w.And("r.state = ?", string(Failed))
	stuck, err := refundsWhere(ctx, s.DB, w, listed)
	if err != nil {
		return nil, askedAt, err
	}
	for _, r := range stuck {
		all = append(all, Gap{Kind: StuckRefund, Reference: r.Number, Bill: r.Bill, Books: r.Amount - r.Reduced})
	}
	if askedAt, err = askedOn(ctx, s.DB, d.Day); err != nil || askedAt.IsZero() {
		return all, askedAt, err
	}
	told, err := toldOn(ctx, s.DB, d.Day)
	if err != nil {
		return nil, askedAt, err
	}
	compared, err := s.compare(ctx, d, gone, told, askedAt)
	return append(all, compared...), askedAt, err
}

// compare sets the provider's list of a day against the books. What happened around midnight
// stands on the neighbouring day of one of them, so what is missing is looked for everywhere.
func (s *Service) compare(ctx context.Context, d DayBook, gone []goneRefund, told []Told, askedAt time.Time) ([]Gap, error) {
	type side struct {
		bill   BillID
		amount money.Cents
	}
	ours := map[string]side{}
	for _, p := range d.Payments {
		if p.Method == Card && p.At.Before(askedAt) {
			ours[p.Provider] = side{p.Bill, p.Amount}
		}
	}
	for _, g := range gone {
		if g.way == Card {
			ours[g.reference] = side{g.bill, -g.amount}
		}
	}
	var all []Gap
	for _, t := range told {
		name, theirs := t.Payment, t.Amount
		if t.Refund {
			name, theirs = t.ID, -t.Amount
		}
		mine, here := ours[name]
		delete(ours, name)
		switch {
		case here && (mine.amount != theirs || t.Currency != "cad"):
			all = append(all, Gap{OtherAmount, name, mine.bill, mine.amount, theirs})
		case !here:
			elsewhere, err := s.inBooks(ctx, t)
			if err != nil {
				return nil, err
			}
			if !elsewhere {
				all = append(all, Gap{Kind: OnlyProvider, Reference: name, Theirs: theirs})
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(ours)) {
		listed, err := isTold(ctx, s.DB, name)
		if err != nil {
			return nil, err
		}
		if !listed {
			all = append(all, Gap{Kind: OnlyBooks, Reference: name, Bill: ours[name].bill, Books: ours[name].amount})
		}
	}
	slices.SortStableFunc(all, func(a, b Gap) int { return cmp.Compare(a.Reference, b.Reference) })
	return all, nil
}

// inBooks tells whether the books have what the provider lists, on whatever day.
func (s *Service) inBooks(ctx context.Context, t Told) (bool, error) {
	if !t.Refund {
		return isBooked(ctx, s.DB, t.Payment)
	}
	_, err := refundByReference(ctx, s.DB, t.ID)
	if fault.KindOf(err) == fault.NotFound {
		return false, nil
	}
	return err == nil, err
}

// AskList asks the provider for its own list of a day and keeps it beside the books.
func (s *Service) AskList(ctx context.Context, day civil.Day) error {
	if !s.Online() {
		return fault.New(fault.Unavailable, "Le paiement en ligne n’est pas offert pour le moment.")
	}
	told, err := s.Gateway.List(ctx, day.Time(), (day + 1).Time())
	if err != nil {
		return fault.Wrap(fault.Unavailable, fmt.Errorf("list the payments of %s: %w", day, err), "Le fournisseur des paiements par carte ne répond pas. Réessayez dans un moment.")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		var failed error
		for _, t := range told {
			failed = errors.Join(failed, keepTold(ctx, tx, t))
		}
		return errors.Join(failed, keepAsked(ctx, tx, day, s.Clock.Now()))
	})
}

// Exported writes down that somebody took the list of a day out.
func (s *Service) Exported(ctx context.Context, by session.Viewer, day civil.Day) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.record(ctx, tx, Deed{By: by, Kind: BooksExported, Object: day.String(), Detail: "payments"})
	})
}
