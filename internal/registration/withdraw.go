package registration

import (
	"context"
	"encoding/json"
	"fmt"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/session"
)

// Withdrawal is what giving a place up means.
type Withdrawal struct {
	Place Place
	Paid  money.Cents
	Back  money.Cents
	Kept  money.Cents
	Why   i18n.Words // Why is the rule in the words of the city.
	Given int        // Given is how many classes were given, of All.
	All   int
}

// withdrawal is what giving a confirmed place up means at a moment, by the policy of its activity.
func withdrawal(p *leisure.Program, place Place, on civil.Day, note bool) Withdrawal {
	w := Withdrawal{Place: place, Paid: place.Paid - place.Returned}
	w.Kept = w.Paid
	g, ok := p.Group(place.Group)
	if !ok {
		w.Back, w.Kept = w.Paid, 0
		return w
	}
	w.Given, w.All = p.Given(g.ID, on)
	var policy leisure.Policy
	if a, ok := p.Activity(g.Activity); ok {
		policy, _ = p.Policy(a.Policy)
	}
	w.Back, _ = policy.Refund(w.Paid, g, w.Given, w.All, on, note)
	w.Kept, w.Why = w.Paid-w.Back, policy.Text
	return w
}

// Withdrawal tells what giving a confirmed place up would mean now, with or without a medical
// note.
func (s *Service) Withdrawal(ctx context.Context, by session.Viewer, which PlaceID, note bool) (Withdrawal, error) {
	p, err := placeByID(ctx, s.DB, which)
	if err != nil {
		return Withdrawal{}, err
	}
	if err := s.mayManage(ctx, by, p); err != nil {
		return Withdrawal{}, err
	}
	if p.State != Confirmed {
		return Withdrawal{}, notConfirmed()
	}
	return withdrawal(s.Leisure.Program(), p, civil.DayOf(s.Clock.Now()), note), nil
}

func notConfirmed() error {
	return fault.New(fault.Conflict, "Cette inscription n’est pas en cours : il n’y a rien à annuler.")
}

// Withdraw gives a confirmed place up, returns the money by the policy, and offers the place to
// the next in line in the same transaction. A medical note counts at the counter only, where
// somebody has seen it.
func (s *Service) Withdraw(ctx context.Context, by session.Viewer, which PlaceID, note bool, key forms.Key) (Withdrawal, error) {
	note = note && by.May(session.LeisureDesk)
	said, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		w, err := t.withdraw(ctx, which, note)
		if err != nil {
			return "", err
		}
		b, err := json.Marshal(w)
		return string(b), err
	})
	if err != nil {
		return Withdrawal{}, err
	}
	var w Withdrawal
	if err := json.Unmarshal([]byte(said), &w); err != nil {
		return Withdrawal{}, fmt.Errorf("read an earlier withdrawal: %w", err)
	}
	return w, nil
}

func (t *turn) withdraw(ctx context.Context, which PlaceID, note bool) (Withdrawal, error) {
	p, err := t.mine(ctx, which)
	if err != nil {
		return Withdrawal{}, err
	}
	if p.State != Confirmed {
		return Withdrawal{}, notConfirmed()
	}
	w := withdrawal(t.program, p, civil.DayOf(t.now), note)
	back, err := t.refund(ctx, &p, w.Back, "Annulation par la famille")
	if err != nil {
		return w, err
	}
	reason := EndedByFamily
	if t.by.Staff() {
		reason = EndedAtCounter
	}
	if err := t.end(ctx, &p, Withdrawn, reason); err != nil {
		return w, err
	}
	if err := t.settle(ctx, p.seat); err != nil {
		return w, err
	}
	w.Place = p
	if err := t.recordPlace(ctx, p, "withdrawn", ""); err != nil {
		return w, err
	}
	return w, t.tellWithdrawn(ctx, p, back)
}

// refund gives back of what was paid for a place; what its policy gives back is owed, and no
// second person is asked.
func (t *turn) refund(ctx context.Context, p *Place, back money.Cents, reason string) (payments.Refund, error) {
	if back <= 0 {
		return payments.Refund{}, nil
	}
	o, err := orderByID(ctx, t.tx, p.Order)
	if err != nil {
		return payments.Refund{}, fmt.Errorf("refund place %s: %w", p.ID, err)
	}
	if t.Payments == nil || o.Bill == "" {
		return payments.Refund{}, nil
	}
	r, err := t.Payments.RefundTx(ctx, t.tx, payments.NewRefund{
		Bill: o.Bill, Amounts: map[string]money.Cents{string(p.ID): back}, Reason: reason, By: t.by, Owed: true,
	})
	if err != nil {
		return payments.Refund{}, fmt.Errorf("refund place %s: %w", p.ID, err)
	}
	p.Returned += back
	return r, nil
}
