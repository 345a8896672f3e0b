package payments

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/fault"
)

// outcome is what became of what a provider told.
type outcome string

const (
	booked        outcome = "booked"
	repeated      outcome = "repeated" // repeated: the payment was booked by another message.
	surplus       outcome = "surplus"  // surplus: nothing was owed any more; all or part of it goes back.
	noted         outcome = "noted"
	ignored       outcome = "ignored"        // ignored: nothing of ours.
	foreign       outcome = "foreign"        // foreign: another account, or a rehearsal among the real.
	wrongAmount   outcome = "wrong amount"   // wrongAmount: not what we asked for. Nothing is booked; somebody must look.
	wrongCurrency outcome = "wrong currency" // wrongCurrency: not Canadian dollars.
	unreceived    outcome = "received"       // unreceived is written before the rest.
)

// Webhook takes a message of the provider. Nil says that it was understood, whatever it was,
// and need not be sent again; a Forbidden fault, that its signature proves nothing. Any other
// error asks for it again later.
func (s *Service) Webhook(ctx context.Context, body []byte, signature string) error {
	if !s.Online() {
		return fault.New(fault.NotFound, "")
	}
	e, err := s.Gateway.Read(body, signature, s.Clock.Now())
	if err != nil {
		return fault.Wrap(fault.Forbidden, err, "Ce message n’est pas signé par le fournisseur.")
	}
	if e.ID == "" {
		return fault.New(fault.Invalid, "Ce message n’a pas de nom.")
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		fresh, err := claimEvent(ctx, tx, e, unreceived, s.Clock.Now())
		if err != nil || !fresh {
			return err
		}
		o, err := s.settle(ctx, tx, e)
		if err != nil {
			return fmt.Errorf("settle event %s: %w", e.ID, err)
		}
		return saveOutcome(ctx, tx, e.ID, o)
	})
}

// settle does what an event calls for, whatever came before it.
func (s *Service) settle(ctx context.Context, tx *db.Tx, e Event) (outcome, error) {
	if e.Foreign {
		return foreign, nil
	}
	switch e.Kind {
	case PagePaid:
		return s.settlePaid(ctx, tx, e)
	case PageExpired:
		c, found, err := s.ours(ctx, tx, e)
		if err != nil || !found {
			return ignored, err
		}
		return noted, endCheckout(ctx, tx, c.id, checkoutOver)
	case RefundGiven, RefundFailed:
		return s.settleRefund(ctx, tx, e)
	case PageWaiting, PageFailed:
		return noted, nil
	}
	return ignored, nil
}

// ours is the page that an event is about. One that was paid before we wrote its name down is
// found by ours, which the provider carries along.
func (s *Service) ours(ctx context.Context, q db.Querier, e Event) (checkout, bool, error) {
	c, found, err := checkoutByPage(ctx, q, e.Page)
	if err != nil || found || e.Checkout == "" {
		return c, found && (e.Checkout == "" || e.Checkout == c.id), err
	}
	c, err = checkoutByID(ctx, q, e.Checkout)
	if fault.KindOf(err) == fault.NotFound {
		return checkout{}, false, nil
	}
	return c, err == nil && c.page == "", err
}

// settlePaid books a payment by card, once, against the amount that we asked for.
func (s *Service) settlePaid(ctx context.Context, tx *db.Tx, e Event) (outcome, error) {
	c, found, err := s.ours(ctx, tx, e)
	switch {
	case err != nil:
		return "", err
	case !found || e.Payment == "":
		return ignored, nil
	case e.Currency != "cad":
		return wrongCurrency, nil
	case e.Amount != c.amount:
		return wrongAmount, nil
	}
	b, err := lockBill(ctx, tx, c.bill) // Messages about one bill wait for each other here.
	if err != nil {
		return "", err
	}
	before, err := isBooked(ctx, tx, e.Payment)
	if err != nil || before {
		return repeated, err
	}
	if err := endCheckout(ctx, tx, c.id, checkoutPaid); err != nil {
		return "", err
	}
	if b.State == Void {
		b.State = Open // The room retakes what it can, and gives back the rest.
	}
	p := Payment{
		ID: PaymentID(s.IDs.New()), Bill: b.ID, Number: b.Number, Payer: b.Payer, Method: Card, Amount: e.Amount, applied: min(e.Amount, b.Owing()),
		Provider: e.Payment, At: s.Clock.Now(),
	}
	return s.settleCard(ctx, tx, b, p)
}

// settleCard pays a bill by card. What it did not need any more is given back to the card.
func (s *Service) settleCard(ctx context.Context, tx *db.Tx, b Bill, p Payment) (outcome, error) {
	over := p.Amount - p.applied
	if err := s.pay(ctx, tx, &b, p, entry{card, "", p.Amount}, entry{refunds, "", -over}); err != nil {
		return "", err
	}
	if over == 0 {
		return booked, nil
	}
	r := Refund{
		ID: RefundID(s.IDs.New()), Bill: b.ID, Number: b.Number, Payer: b.Payer, Way: Card, Amount: over, Payment: p.ID, State: Granted,
		Reason: "Payé en trop: la facture était déjà payée.", AskedAt: p.At, DecidedAt: p.At,
	}
	if err := insertRefund(ctx, tx, r); err != nil {
		return "", fmt.Errorf("give back what was paid too much: %w", err)
	}
	if err := s.later(ctx, tx, creditCard{r.ID}); err != nil {
		return "", err
	}
	return surplus, nil
}
