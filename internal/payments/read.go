package payments

import (
	"context"
	"slices"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
)

// Bill is one bill, for rooms that know whose it is.
func (s *Service) Bill(ctx context.Context, q db.Querier, which BillID) (Bill, error) {
	return billByID(ctx, q, which)
}

// BillAs is a bill as somebody sees it: the payer, whoever acts for them within the bill's
// scope, and the staff that takes payments, whose look is written down. For others there is none.
func (s *Service) BillAs(ctx context.Context, by session.Viewer, which BillID) (Bill, error) {
	b, err := billByID(ctx, s.DB, which)
	if err != nil {
		return Bill{}, err
	}
	if by.May(session.PaymentsTake) {
		return b, s.DB.InTx(ctx, func(tx *db.Tx) error {
			return s.record(ctx, tx, Deed{By: by, Person: b.Payer, Kind: BillViewed, Object: b.Number})
		})
	}
	if by.Person != "" && people.ID(by.Person) == b.Payer {
		return b, nil
	}
	if by.Person == "" || s.People == nil {
		return Bill{}, errNoBill()
	}
	cared, err := s.People.InCare(ctx, people.ID(by.Person), b.Scope)
	if err != nil {
		return Bill{}, err
	}
	if !slices.ContainsFunc(cared, func(c people.Care) bool { return c.Person.ID == b.Payer }) {
		return Bill{}, errNoBill()
	}
	return b, nil
}

// BillByNumber is a bill by the number on a receipt, for the staff that takes payments.
func (s *Service) BillByNumber(ctx context.Context, by session.Viewer, number string) (Bill, error) {
	if !by.May(session.PaymentsTake) {
		return Bill{}, errNoBill()
	}
	var w db.Where
	w.And("(number = ? OR name = ?)", number, number)
	all, err := billsWhere(ctx, s.DB, w, 1)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "Aucune facture ne porte ce numéro.")
	}
	if err != nil {
		return Bill{}, err
	}
	return s.BillAs(ctx, by, all[0].ID)
}

// BillsOf are the bills of payers, the newest first.
func (s *Service) BillsOf(ctx context.Context, payers ...people.ID) ([]Bill, error) {
	if len(payers) == 0 {
		return nil, nil
	}
	var w db.Where
	among(&w, "payer_id", payers)
	return billsWhere(ctx, s.DB, w, listed)
}

// PaymentsOf are the payments of payers, the newest first.
func (s *Service) PaymentsOf(ctx context.Context, payers ...people.ID) ([]Payment, error) {
	if len(payers) == 0 {
		return nil, nil
	}
	var w db.Where
	among(&w, "p.payer_id", payers)
	return paymentsWhere(ctx, s.DB, w, listed)
}

// RefundsOf are the refunds of payers, the newest first.
func (s *Service) RefundsOf(ctx context.Context, payers ...people.ID) ([]Refund, error) {
	if len(payers) == 0 {
		return nil, nil
	}
	var w db.Where
	among(&w, "r.payer_id", payers)
	return refundsWhere(ctx, s.DB, w, listed)
}

// History is how a bill was paid and given back, the newest first. The caller has read the bill.
func (s *Service) History(ctx context.Context, which BillID) ([]Payment, []Refund, error) {
	paid, err := paymentsOfBill(ctx, s.DB, which)
	if err != nil {
		return nil, nil, err
	}
	back, err := refundsOfBill(ctx, s.DB, which)
	return paid, back, err
}

// RefundsIn are the refunds in states, the oldest first, for those who manage payments.
func (s *Service) RefundsIn(ctx context.Context, by session.Viewer, states ...RefundState) ([]Refund, error) {
	if !by.May(session.PaymentsManage) {
		return nil, errNoRefund()
	}
	var all []Refund
	for _, state := range states {
		var w db.Where
		w.And("r.state = ?", string(state))
		some, err := refundsWhere(ctx, s.DB, w, listed)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	slices.SortStableFunc(all, func(a, b Refund) int { return a.AskedAt.Compare(b.AskedAt) })
	return all, nil
}
