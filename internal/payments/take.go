package payments

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/session"
)

// Take is a payment at the counter. Cash, cheques and the terminal need an open till; a credit
// pays what it can, every other method all that is owed.
func (s *Service) Take(ctx context.Context, by session.Viewer, which BillID, t Tender, key forms.Key) (p Payment, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		result := PaymentID(s.IDs.New())
		earlier, err := forms.Claim(ctx, tx, key, string(result), s.Clock.Now())
		if err != nil {
			return err
		}
		if earlier != "" {
			p, err = s.earlier(ctx, tx, which, PaymentID(earlier), t)
			return err
		}
		p, err = s.takeAs(ctx, tx, by, which, t, result)
		return err
	})
	return p, err
}

// TakeTx is Take as part of another deed, which has its own key.
func (s *Service) TakeTx(ctx context.Context, tx *db.Tx, by session.Viewer, which BillID, t Tender) (Payment, error) {
	return s.takeAs(ctx, tx, by, which, t, PaymentID(s.IDs.New()))
}

// earlier is what the same form had done before.
func (s *Service) earlier(ctx context.Context, q db.Querier, which BillID, result PaymentID, t Tender) (Payment, error) {
	all, err := paymentsOfBill(ctx, q, which)
	for _, p := range all {
		if p.ID == result {
			return p, nil
		}
	}
	return Payment{Bill: which, Method: t.Method}, err // To pay later leaves no payment.
}

func (s *Service) takeAs(ctx context.Context, tx *db.Tx, by session.Viewer, which BillID, t Tender, result PaymentID) (Payment, error) {
	if !by.May(session.PaymentsTake) {
		return Payment{}, fault.New(fault.Forbidden, "Votre rôle ne permet pas d’encaisser.")
	}
	b, err := lockBill(ctx, tx, which)
	if err != nil {
		return Payment{}, err
	}
	switch {
	case b.State == Void:
		return Payment{}, fault.New(fault.Conflict, "Cette facture n’est plus à payer : ce qu’elle réservait est tombé. Refaites l’inscription.")
	case b.Owing() == 0:
		return Payment{}, fault.New(fault.Conflict, "Cette facture est déjà payée.")
	}
	p := Payment{
		ID: result, Bill: b.ID, Number: b.Number, Payer: b.Payer, Method: t.Method, Amount: b.Owing(), applied: b.Owing(),
		Reference: strings.TrimSpace(t.Reference), By: by.Account, At: s.Clock.Now(),
	}
	if err := s.record(ctx, tx, Deed{By: by, Person: b.Payer, Kind: PaymentTaken, Object: b.Number, Detail: string(t.Method)}); err != nil {
		return Payment{}, err
	}
	if err := s.leavePage(ctx, tx, b.ID); err != nil {
		return Payment{}, err
	}
	switch t.Method {
	case Deferred:
		return s.payLater(ctx, tx, b, p)
	case Credit:
		return s.takeCredit(ctx, tx, b, p)
	case Cash, Cheque, Terminal:
		return s.takeInTill(ctx, tx, b, p, t)
	}
	return Payment{}, fault.New(fault.Invalid, "Choisissez comment la personne paie.")
}

// payLater has what the bill is for delivered now, and paid later.
func (s *Service) payLater(ctx context.Context, tx *db.Tx, b Bill, p Payment) (Payment, error) {
	if b.Deferred {
		return Payment{}, fault.New(fault.Conflict, "Cette facture est déjà à payer plus tard.")
	}
	if err := s.bookIncome(ctx, tx, &b, p.By, p.At); err != nil {
		return Payment{}, err
	}
	b.Deferred = true
	p.ID, p.Amount, p.applied = "", 0, 0
	return p, s.deliver(ctx, tx, &b, p.At)
}

// takeCredit pays with what the city keeps for the payer, as far as it goes.
func (s *Service) takeCredit(ctx context.Context, tx *db.Tx, b Bill, p Payment) (Payment, error) {
	kept, err := s.CreditOf(ctx, tx, b.Payer)
	if err != nil {
		return Payment{}, fmt.Errorf("read the credit: %w", err)
	}
	p.Amount = min(kept, p.Amount)
	p.applied = p.Amount
	if p.Amount == 0 {
		return Payment{}, fault.New(fault.Conflict, "Cette personne n’a pas de crédit à la Ville.")
	}
	used, err := useCredit(ctx, tx, b.Payer, p.Amount)
	if err == nil && !used {
		err = fault.New(fault.Conflict, "Ce crédit vient de servir ailleurs. Recommencez.")
	}
	if err != nil {
		return Payment{}, err
	}
	return p, s.pay(ctx, tx, &b, p, entry{credit, "", p.Amount})
}

// takeInTill pays into the till of whoever takes the payment.
func (s *Service) takeInTill(ctx context.Context, tx *db.Tx, b Bill, p Payment, t Tender) (Payment, error) {
	till, err := lockTill(ctx, tx, p.By)
	if err != nil {
		return Payment{}, err
	}
	p.Till = till.ID
	if t.Method != Cash {
		if p.Reference == "" {
			return Payment{}, wrong("reference", "Écrivez le numéro du chèque ou du relevé du terminal.")
		}
		return p, s.pay(ctx, tx, &b, p, entry{map[Method]string{Cheque: tillCheques, Terminal: tillTerminal}[t.Method], string(till.ID), p.Amount})
	}
	due := CashOf(p.Amount)
	p.Rounding, p.Given = due-p.Amount, t.Given
	if p.Given == 0 {
		p.Given = due
	}
	if p.Given < due {
		return Payment{}, wrong("remis", "Ce montant est moins que ce qui est dû. Le comptant est arrondi à cinq cents.")
	}
	p.Change = p.Given - due
	return p, s.pay(ctx, tx, &b, p, entry{tillCash, string(till.ID), due}, entry{rounding, "", -p.Rounding})
}

// wrong says what is the matter with one answer of a form.
func wrong(field, message string) error {
	var p fault.Problems
	p.Add(field, message)
	return p.Err()
}
