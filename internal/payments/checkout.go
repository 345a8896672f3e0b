package payments

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/session"
)

// pageLife is how long a hosted page may be paid: the least that Stripe gives is thirty minutes.
const pageLife = 31 * time.Minute

// checkout is a hosted page that we asked for.
type checkout struct {
	id       CheckoutID
	bill     BillID
	amount   money.Cents
	back     string
	state    checkoutState
	page     string // page is the provider's name of it.
	url      string
	language i18n.Language
	made     time.Time
	expires  time.Time
}

type checkoutState string

const (
	checkoutAsked checkoutState = "asked" // checkoutAsked: the provider has not answered yet.
	checkoutOpen  checkoutState = "open"
	checkoutPaid  checkoutState = "paid"
	checkoutOver  checkoutState = "over" // checkoutOver: it expired, or we left it.
)

// leastLife is what a provider asks that a page has left when it is opened.
const leastLife = 30 * time.Minute

// mayBePaid tells whether a page still takes the payment of an amount. One that was asked for
// and not heard of, as when we stopped meanwhile, is not opened when too little time is left.
func (c checkout) mayBePaid(amount money.Cents, now time.Time) bool {
	left := c.expires.Sub(now)
	return c.amount == amount && (c.state == checkoutAsked && left >= leastLife || c.state == checkoutOpen && left > time.Minute)
}

// Checkout is the address of the hosted page on which a bill is paid by card; back is the page
// of ours to come back to. It asks the provider outside any transaction, and gives the same page
// to whoever asks again for the same amount.
func (s *Service) Checkout(ctx context.Context, by session.Viewer, which BillID, back string) (url string, err error) {
	if !s.Online() {
		return "", fault.New(fault.Unavailable, "Le paiement en ligne n’est pas offert pour le moment. Payez au comptoir ou appelez-nous.")
	}
	bill, err := s.BillAs(ctx, by, which)
	if err != nil {
		return "", err
	}
	c, err := s.checkoutFor(ctx, bill.ID, back)
	if err != nil || c.url != "" {
		return c.url, err
	}
	reach, err := people.ReachOf(ctx, s.DB, bill.Payer)
	if err != nil {
		return "", fmt.Errorf("reach the payer of %s: %w", bill.Number, err)
	}
	page, err := s.Gateway.Open(ctx, s.order(ctx, bill, c, reach.Email))
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, fmt.Errorf("open a page for %s: %w", bill.Number, err),
			"La page de paiement ne répond pas. Rien n’a été payé : réessayez dans un moment.")
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error { return openCheckout(ctx, tx, c.id, page) })
	if err != nil {
		return "", fmt.Errorf("keep the page of %s: %w", bill.Number, err)
	}
	return page.URL, nil
}

// order is what the hosted page asks for. Its lines are those of the bill when they come to the
// amount, and one line otherwise, as the provider takes no reduction.
func (s *Service) order(ctx context.Context, b Bill, c checkout, email string) PageOrder {
	ctx = i18n.With(ctx, c.language)
	o := PageOrder{
		Checkout: c.id, Bill: b.Number, Amount: c.amount, Language: c.language, Email: email, Expires: c.expires,
		Success: s.Site + "/paiement/retour?page=" + string(c.id), Cancel: s.Site + "/paiement/retour?abandon=1&page=" + string(c.id),
	}
	var sum money.Cents
	whole := true
	for _, l := range b.Lines {
		whole = whole && l.Amount > 0
		sum += l.Amount
		o.Lines = append(o.Lines, PageLine{l.Text.In(ctx), l.Amount})
	}
	if !whole || sum != c.amount || len(o.Lines) > 50 {
		o.Lines = []PageLine{{i18n.T(ctx, "Facture %s", b.Number), c.amount}}
	}
	return o
}

// checkoutFor is the page under way of a bill, or a new one to ask for.
func (s *Service) checkoutFor(ctx context.Context, which BillID, back string) (c checkout, err error) {
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		b, err := lockBill(ctx, tx, which)
		if err != nil {
			return err
		}
		switch {
		case b.State == Void:
			return fault.New(fault.Conflict, "Cette facture n’est plus à payer : le temps de la réservation est passé.")
		case b.Owing() == 0:
			return fault.New(fault.Conflict, "Cette facture est déjà payée.")
		}
		now := s.Clock.Now()
		under, found, err := underWay(ctx, tx, which)
		if err != nil {
			return err
		}
		if found && under.mayBePaid(b.Owing(), now) {
			c = under
			return nil
		}
		if found {
			if err := s.leavePage(ctx, tx, which); err != nil {
				return err
			}
		}
		c = checkout{
			id: CheckoutID(s.IDs.New()), bill: which, amount: b.Owing(), back: localPath(back), state: checkoutAsked,
			language: i18n.Lang(ctx), made: now, expires: now.Add(pageLife),
		}
		return insertCheckout(ctx, tx, c)
	})
	return c, err
}

// localPath is path when it is one of ours, otherwise nothing.
func localPath(path string) string {
	if !strings.HasPrefix(path, "/") || strings.HasPrefix(path, "//") || strings.ContainsAny(path, "\\\r\n") {
		return ""
	}
	return path
}

// leavePage gives up the page under way of a bill: the provider is asked to close it. A payment
// that was made on it all the same arrives as any other.
func (s *Service) leavePage(ctx context.Context, tx *db.Tx, which BillID) error {
	c, found, err := underWay(ctx, tx, which)
	if err != nil || !found {
		return err
	}
	if err := endCheckout(ctx, tx, c.id, checkoutOver); err != nil {
		return err
	}
	return s.later(ctx, tx, closePage{c.id})
}

// Attempt is what became of a hosted page, for the page to which its provider sends people back.
type Attempt struct {
	Bill    Bill
	Back    string // Back is the page of ours that began it.
	Waiting bool   // Waiting: neither paid nor over, as far as we know.
	Paid    bool   // Paid: booked, and delivered.
}

// AttemptAs is what became of a hosted page, for whoever may see its bill.
func (s *Service) AttemptAs(ctx context.Context, by session.Viewer, which CheckoutID) (Attempt, error) {
	c, err := checkoutByID(ctx, s.DB, which)
	if err != nil {
		return Attempt{}, err
	}
	b, err := s.BillAs(ctx, by, c.bill)
	if err != nil {
		return Attempt{}, err
	}
	return Attempt{
		Bill: b, Back: c.back, Paid: b.State == Paid || c.state == checkoutPaid,
		Waiting: c.state == checkoutAsked || c.state == checkoutOpen,
	}, nil
}
