package payments

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/session"
)

// RefundTx gives back in the transaction of the reason: what is still owed for the object is
// owed no more, the rest goes the way it came. Above the city's limit it waits for a second
// person, unless it is Owed. More than an object cost, less what went back already, is a
// Conflict.
func (s *Service) RefundTx(ctx context.Context, tx *db.Tx, n NewRefund) (Refund, error) {
	b, err := lockBill(ctx, tx, n.Bill)
	if err != nil {
		return Refund{}, err
	}
	earlier, err := refundsOfBill(ctx, tx, b.ID)
	if err != nil {
		return Refund{}, err
	}
	r := Refund{
		ID: RefundID(s.IDs.New()), Bill: b.ID, Number: b.Number, Payer: b.Payer, Amounts: n.Amounts, Reason: strings.TrimSpace(n.Reason),
		State: Asked, AskedBy: n.By.Account, AskedAt: s.Clock.Now(),
	}
	if r.Amount, err = refundable(b, n.Amounts, earlier); err != nil {
		return Refund{}, err
	}
	r.Reduced = min(r.Amount, b.Owing())
	if err := s.chooseWay(ctx, tx, &r, n.Way); err != nil {
		return Refund{}, err
	}
	b.Reduced += r.Reduced
	b.Refunded += r.Amount - r.Reduced
	if b.State == Open && b.Owing() == 0 {
		b.State, b.PaidAt = Paid, r.AskedAt
	}
	if err := saveBill(ctx, tx, b); err != nil {
		return Refund{}, err
	}
	if r.Reduced > 0 { // A page under way asks for too much.
		if err := s.leavePage(ctx, tx, b.ID); err != nil {
			return Refund{}, err
		}
	}
	if err := insertRefund(ctx, tx, r); err != nil {
		return Refund{}, fmt.Errorf("refund of %s: %w", b.Number, err)
	}
	if err := s.record(ctx, tx, Deed{By: n.By, Person: b.Payer, Kind: RefundAsked, Object: b.Number, Detail: string(r.Way), Reason: r.Reason}); err != nil {
		return Refund{}, err
	}
	if err := s.reduce(ctx, tx, b, r); err != nil {
		return Refund{}, err
	}
	if back := r.Amount - r.Reduced; !n.Owed && back > s.ApproveAbove {
		return r, nil
	}
	return s.grant(ctx, tx, b, r, n.By)
}

// refundable is the sum of amounts, none of which is more than its object cost less what went
// back of it before.
func refundable(b Bill, amounts map[string]money.Cents, earlier []Refund) (sum money.Cents, err error) {
	left := map[string]money.Cents{}
	for object := range amounts {
		left[object] = b.of(object)
	}
	for _, r := range earlier {
		for object, amount := range r.Amounts {
			if r.State != Refused {
				left[object] -= amount
			}
		}
	}
	for object, amount := range amounts {
		if amount < 0 || amount > left[object] {
			return 0, fault.New(fault.Conflict, "On ne peut pas rembourser plus que ce qui a été facturé.")
		}
		sum += amount
	}
	switch {
	case sum == 0:
		return 0, fault.New(fault.Conflict, "Il n’y a rien à rembourser.")
	case b.State == Void || sum > b.Total-b.Reduced-b.Refunded:
		return 0, fault.New(fault.Conflict, "On ne peut pas rembourser plus que ce qui a été payé.")
	}
	return sum, nil
}

// chooseWay decides how money goes back: to the card that paid, if one did and it suffices; to
// the credit it came from; by cheque otherwise.
func (s *Service) chooseWay(ctx context.Context, q db.Querier, r *Refund, asked Method) error {
	back := r.Amount - r.Reduced
	if back == 0 {
		return nil // It was never paid.
	}
	paid, err := paymentsOfBill(ctx, q, r.Bill)
	if err != nil {
		return err
	}
	var onCard, fromCredit money.Cents
	var which PaymentID
	for _, p := range paid {
		if p.Method == Card && p.applied > onCard {
			onCard, which = p.applied, p.ID
		}
		if p.Method == Credit {
			fromCredit += p.applied
		}
	}
	gone, err := refundsOfBill(ctx, q, r.Bill)
	if err != nil {
		return err
	}
	for _, g := range gone {
		if g.Payment == which && g.State != Refused && len(g.Amounts) > 0 && g.ID != r.ID {
			onCard -= g.Amount - g.Reduced
		}
	}
	switch {
	case asked != "" && asked != Card:
		r.Way = asked
	case which != "" && back <= onCard:
		r.Way, r.Payment = Card, which
	case asked == Card:
		return fault.New(fault.Conflict, "Aucune carte n’a payé cette somme. Choisissez un chèque ou un crédit.")
	case fromCredit >= back:
		r.Way = Credit
	default:
		r.Way = Cheque
	}
	if r.Way != Cash && r.Way != Cheque && r.Way != Card && r.Way != Credit {
		return fault.New(fault.Invalid, "Choisissez comment rembourser.")
	}
	return nil
}

// reduce books what is owed no more.
func (s *Service) reduce(ctx context.Context, tx *db.Tx, b Bill, r Refund) error {
	if r.Reduced == 0 || !b.booked {
		return nil // What was never booked leaves the income of the bill: see earned.
	}
	entries := append(reverse(s.sharedBack(b, r, r.Reduced)), entry{receivable, "", -r.Reduced})
	return s.book(ctx, tx, movement{kind: "reduction", cause: "reduction:" + string(r.ID), at: r.AskedAt, account: r.AskedBy}, entries...)
}

// sharedBack shares a part of a refund among the incomes of what it is for, as credits.
func (s *Service) sharedBack(b Bill, r Refund, amount money.Cents) []entry {
	var lines []Line
	for _, l := range b.Lines {
		if _, back := r.Amounts[l.Object]; back {
			lines = append(lines, l)
		}
	}
	return shared(lines, amount)
}

// grant promises the money: it is on its way from here.
func (s *Service) grant(ctx context.Context, tx *db.Tx, b Bill, r Refund, by session.Viewer) (Refund, error) {
	now := s.Clock.Now()
	r.State, r.DecidedBy, r.DecidedAt = Granted, by.Account, now
	back := r.Amount - r.Reduced
	if back == 0 {
		r.State, r.GivenAt = Given, now
		return r, saveRefund(ctx, tx, r)
	}
	entries := append(reverse(s.sharedBack(b, r, back)), entry{refunds, "", -back})
	if err := s.book(ctx, tx, movement{kind: "refund", cause: "refund:" + string(r.ID), at: now, account: by.Account}, entries...); err != nil {
		return r, err
	}
	switch r.Way {
	case Credit:
		return s.giveCredit(ctx, tx, r, by.Account)
	case Cash:
		return s.giveCash(ctx, tx, r, by)
	case Card:
		if err := s.later(ctx, tx, creditCard{r.ID}); err != nil {
			return r, err
		}
	}
	return r, saveRefund(ctx, tx, r)
}

// giveCredit keeps the money for the payer.
func (s *Service) giveCredit(ctx context.Context, tx *db.Tx, r Refund, account string) (Refund, error) {
	if err := keepCredit(ctx, tx, r.Payer, r.Amount-r.Reduced); err != nil {
		return r, err
	}
	return s.given(ctx, tx, r, account, entry{credit, "", -(r.Amount - r.Reduced)})
}

// giveCash takes the money from the till of whoever gives it.
func (s *Service) giveCash(ctx context.Context, tx *db.Tx, r Refund, by session.Viewer) (Refund, error) {
	till, err := lockTill(ctx, tx, by.Account)
	if err != nil {
		return r, err
	}
	back := r.Amount - r.Reduced
	cash := CashOf(back)
	there, err := sumOf(ctx, tx, tillCash, string(till.ID))
	if err == nil && there < cash {
		err = fault.New(fault.Conflict, "Il n’y a pas assez de comptant dans votre caisse. Choisissez un chèque.")
	}
	if err != nil {
		return r, err
	}
	return s.given(ctx, tx, r, by.Account, entry{tillCash, string(till.ID), -cash}, entry{rounding, "", cash - back})
}

// given books that the money went, and tells the payer.
func (s *Service) given(ctx context.Context, tx *db.Tx, r Refund, account string, from ...entry) (Refund, error) {
	r.State, r.GivenAt = Given, s.Clock.Now()
	if err := s.bookGone(ctx, tx, r, account, from...); err != nil {
		return r, err
	}
	if err := saveRefund(ctx, tx, r); err != nil {
		return r, err
	}
	return r, s.tellGiven(ctx, tx, r)
}

// bookGone books that what was promised has left. A card that was credited, failed and credited
// again has several causes.
func (s *Service) bookGone(ctx context.Context, tx *db.Tx, r Refund, account string, from ...entry) error {
	m := movement{kind: "refund gone", cause: fmt.Sprintf("gone:%s:%d", r.ID, r.Tries), at: s.Clock.Now(), account: account}
	return s.book(ctx, tx, m, append(from, entry{refunds, "", r.Amount - r.Reduced})...)
}

func (s *Service) tellGiven(ctx context.Context, tx *db.Tx, r Refund) error {
	if s.Alerts == nil {
		return nil
	}
	amount := r.Amount - r.Reduced
	return s.Alerts.PaymentTold(ctx, tx, News{
		Key: "refund:" + string(r.ID), Person: r.Payer, Object: r.Number, Path: "/paiement/factures/" + string(r.Bill),
		Words: func(ctx context.Context) (title, body string) {
			sum := amount.In(string(i18n.Lang(ctx)))
			title = i18n.T(ctx, "Remboursement de %s", sum)
			switch r.Way {
			case Card:
				return title, i18n.T(ctx, "%s retournent sur la carte qui a payé la facture %s. Votre banque les montre d’ici dix jours ouvrables.", sum, r.Number)
			case Cheque:
				return title, i18n.T(ctx, "Un chèque de %s est parti à votre adresse pour la facture %s.", sum, r.Number)
			case Credit:
				return title, i18n.T(ctx, "La Ville garde %s pour vous, de la facture %s. Dites-le au comptoir pour vous en servir.", sum, r.Number)
			}
			return title, i18n.T(ctx, "%s vous ont été remis au comptoir pour la facture %s.", sum, r.Number)
		},
	})
}

// Decide grants or refuses a refund that waits for a second person: somebody who manages
// payments and did not ask for it.
func (s *Service) Decide(ctx context.Context, by session.Viewer, which RefundID, yes bool, reason string, key forms.Key) error {
	if !by.May(session.PaymentsManage) {
		return fault.New(fault.Forbidden, "Votre rôle ne permet pas de décider d’un remboursement.")
	}
	reason = strings.TrimSpace(reason)
	if !yes && reason == "" {
		return wrong("raison", "Dites pourquoi le remboursement est refusé.")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, string(which), s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		r, b, err := s.lockRefund(ctx, tx, which)
		switch {
		case err != nil:
			return err
		case r.State != Asked:
			return fault.New(fault.Conflict, "Ce remboursement est déjà décidé.")
		case r.AskedBy == by.Account:
			return fault.New(fault.Forbidden, "Vous avez demandé ce remboursement : une autre personne doit en décider.")
		}
		if yes {
			if err := s.record(ctx, tx, Deed{By: by, Person: r.Payer, Kind: RefundGranted, Object: r.Number, Detail: string(r.Way), Reason: reason}); err != nil {
				return err
			}
			_, err = s.grant(ctx, tx, b, r, by)
			return err
		}
		return s.refuse(ctx, tx, by, b, r, reason)
	})
}

// refuse gives nothing back. What was reduced with it stays reduced.
func (s *Service) refuse(ctx context.Context, tx *db.Tx, by session.Viewer, b Bill, r Refund, reason string) error {
	b.Refunded -= r.Amount - r.Reduced
	if err := saveBill(ctx, tx, b); err != nil {
		return err
	}
	r.State, r.DecidedBy, r.DecidedAt = Refused, by.Account, s.Clock.Now()
	if err := saveRefund(ctx, tx, r); err != nil {
		return err
	}
	return s.record(ctx, tx, Deed{By: by, Person: r.Payer, Kind: RefundRefused, Object: r.Number, Reason: reason})
}

// lockRefund reads a refund and its bill, which the transaction is about to change.
func (s *Service) lockRefund(ctx context.Context, tx *db.Tx, which RefundID) (Refund, Bill, error) {
	r, err := refundByID(ctx, tx, which)
	if err != nil {
		return Refund{}, Bill{}, err
	}
	b, err := lockBill(ctx, tx, r.Bill)
	if err != nil {
		return Refund{}, Bill{}, err
	}
	r, err = refundByID(ctx, tx, which) // As it is now that nobody else changes it.
	return r, b, err
}

// SendCheque records the cheque by which a granted refund left.
func (s *Service) SendCheque(ctx context.Context, by session.Viewer, which RefundID, number string, key forms.Key) error {
	number = strings.TrimSpace(number)
	if number == "" {
		return wrong("reference", "Écrivez le numéro du chèque.")
	}
	return s.byStaff(ctx, by, which, key, func(tx *db.Tx, r Refund) error {
		if r.Way != Cheque || r.State != Granted {
			return fault.New(fault.Conflict, "Ce remboursement n’attend pas de chèque.")
		}
		r.Reference = number
		_, err := s.given(ctx, tx, r, by.Account, entry{bank, "cheques", -(r.Amount - r.Reduced)})
		return err
	})
}

// SendOtherwise chooses a cheque or a credit for a refund that its card did not take.
func (s *Service) SendOtherwise(ctx context.Context, by session.Viewer, which RefundID, way Method, key forms.Key) error {
	if way != Cheque && way != Credit && way != Card {
		return wrong("moyen", "Choisissez un chèque, un crédit ou un nouvel essai.")
	}
	return s.byStaff(ctx, by, which, key, func(tx *db.Tx, r Refund) error {
		if r.State != Failed {
			return fault.New(fault.Conflict, "Ce remboursement est en route ou arrivé.")
		}
		r.State, r.Reference = Granted, ""
		if way == Card {
			if err := saveRefund(ctx, tx, r); err != nil {
				return err
			}
			return s.later(ctx, tx, creditCard{r.ID})
		}
		r.Way = way
		if way == Credit {
			_, err := s.giveCredit(ctx, tx, r, by.Account)
			return err
		}
		return saveRefund(ctx, tx, r)
	})
}

// byStaff runs a deed of those who manage payments on a refund.
func (s *Service) byStaff(ctx context.Context, by session.Viewer, which RefundID, key forms.Key, do func(*db.Tx, Refund) error) error {
	if !by.May(session.PaymentsManage) {
		return fault.New(fault.Forbidden, "Votre rôle ne permet pas de gérer les remboursements.")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, string(which), s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		r, _, err := s.lockRefund(ctx, tx, which)
		if err != nil {
			return err
		}
		if err := s.record(ctx, tx, Deed{By: by, Person: r.Payer, Kind: RefundPaid, Object: r.Number, Detail: string(r.Way)}); err != nil {
			return err
		}
		return do(tx, r)
	})
}
