package payments

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/jobs"
)

type (
	// creditCard has the provider give a refund back to its card.
	creditCard struct {
		Refund RefundID `json:"refund"`
	}
	// closePage has the provider close a page that we gave up.
	closePage struct {
		Checkout CheckoutID `json:"checkout"`
	}
	// watchPages asks after the pages of which the provider told nothing.
	watchPages struct{}
	// askList asks the provider for its list of the last days.
	askList struct{}
)

// Kind names the job that credits a card.
func (creditCard) Kind() string { return "payments_credit_card" }

// Kind names the job that closes a page.
func (closePage) Kind() string { return "payments_close_page" }

// Kind names the job that asks after pages.
func (watchPages) Kind() string { return "payments_watch_pages" }

// Kind names the job that asks for the provider's list.
func (askList) Kind() string { return "payments_ask_list" }

// Handle has a queue do what must be asked of the provider.
func (s *Service) Handle(q *jobs.Queue) {
	s.queue = q
	jobs.Handle(q, func(ctx context.Context, j creditCard) error { return s.creditCard(ctx, j.Refund) })
	jobs.Handle(q, func(ctx context.Context, j closePage) error { return s.closePage(ctx, j.Checkout) })
	jobs.Handle(q, func(ctx context.Context, _ watchPages) error { return s.WatchPages(ctx) })
	jobs.Handle(q, func(ctx context.Context, _ askList) error {
		today := civil.DayOf(s.Clock.Now())
		return errors.Join(s.AskList(ctx, today-1), s.AskList(ctx, today))
	})
	if s.Online() {
		jobs.Every(q, time.Minute, watchPages{})
		jobs.Every(q, 6*time.Hour, askList{})
	}
}

// later queues a job in the transaction that causes it.
func (s *Service) later(ctx context.Context, tx *db.Tx, job jobs.Job) error {
	if s.queue == nil {
		return nil
	}
	return s.queue.Add(ctx, tx, job)
}

const (
	pagesAtOnce = 50              // pagesAtOnce bounds what one round asks after.
	quietFor    = 2 * time.Minute // quietFor is how long we wait for the provider to tell by itself.
	pageGone    = 24 * time.Hour  // pageGone is when a page past its time that nobody knows of is given up.
)

// WatchPages asks after the pages under way of which the provider told nothing for a while: a
// message may be lost.
func (s *Service) WatchPages(ctx context.Context) error {
	if !s.Online() {
		return nil
	}
	pages, err := pagesToLookAt(ctx, s.DB, s.Clock.Now().Add(-quietFor), pagesAtOnce)
	if err != nil {
		return fmt.Errorf("list the pages under way: %w", err)
	}
	var failed []error
	for _, c := range pages {
		failed = append(failed, s.lookAt(ctx, c))
	}
	return errors.Join(failed...)
}

// lookAt asks after one page, and settles what the provider answers.
func (s *Service) lookAt(ctx context.Context, c checkout) error {
	now := s.Clock.Now()
	var e Event
	var err error
	if c.page != "" {
		e, err = s.Gateway.Look(ctx, c.page)
	}
	over := c.page == "" && now.After(c.expires) || err != nil && now.After(c.expires.Add(pageGone))
	return errors.Join(err, s.DB.InTx(ctx, func(tx *db.Tx) error {
		if over {
			return endCheckout(ctx, tx, c.id, checkoutOver)
		}
		if err == nil && c.page != "" {
			if _, err := s.settle(ctx, tx, e); err != nil {
				return fmt.Errorf("settle page %s: %w", c.id, err)
			}
		}
		return lookedAt(ctx, tx, c.id, now)
	}))
}

// closePage closes a page that we gave up, or settles it if it was paid meanwhile.
func (s *Service) closePage(ctx context.Context, which CheckoutID) error {
	c, err := checkoutByID(ctx, s.DB, which)
	if err != nil || c.page == "" || !s.Online() {
		return db.NotFound(err, nil)
	}
	if err := s.Gateway.Close(ctx, c.page); err == nil {
		return nil
	}
	return s.lookAt(ctx, c)
}

// tryName is our name of one try to credit a card.
func tryName(r Refund) string { return fmt.Sprintf("%s.%d", r.ID, r.Tries) }

// creditCard has the provider give back, once for each try.
func (s *Service) creditCard(ctx context.Context, which RefundID) error {
	r, err := refundByID(ctx, s.DB, which)
	if err != nil || r.Way != Card || r.State != Granted {
		return db.NotFound(err, nil)
	}
	if !s.Online() {
		return fault.New(fault.Unavailable, "Le paiement en ligne n’est pas offert pour le moment.")
	}
	paid, err := s.paymentByID(ctx, r.Payment)
	if err != nil {
		return err
	}
	answer, err := s.Gateway.Refund(ctx, RefundOrder{Name: tryName(r), Payment: paid.Provider, Amount: r.Amount - r.Reduced})
	if err != nil {
		return fmt.Errorf("credit the card of refund %s: %w", which, err)
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		now, _, err := s.lockRefund(ctx, tx, which)
		if err != nil || now.Way != Card || now.State != Granted || now.Tries != r.Tries {
			return err
		}
		return s.cardAnswered(ctx, tx, now, answer)
	})
}

// cardAnswered records what the provider says of a refund that is granted.
func (s *Service) cardAnswered(ctx context.Context, tx *db.Tx, r Refund, a RefundAnswer) error {
	r.Reference = a.ID
	from := entry{card, "", -(r.Amount - r.Reduced)}
	switch a.State {
	case Given:
		_, err := s.given(ctx, tx, r, "", from)
		return err
	case Sent:
		if err := s.bookGone(ctx, tx, r, "", from); err != nil {
			return err
		}
		r.State = Sent
	default:
		r.State, r.Reference = Failed, ""
		r.Tries++
	}
	return saveRefund(ctx, tx, r)
}

// settleRefund records what the provider tells of a refund, whenever it comes.
func (s *Service) settleRefund(ctx context.Context, tx *db.Tx, e Event) (outcome, error) {
	which, _, _ := strings.Cut(e.Ours, ".")
	r, err := refundByReference(ctx, tx, e.Refund)
	if fault.KindOf(err) == fault.NotFound {
		r, err = refundByID(ctx, tx, RefundID(which))
	}
	if fault.KindOf(err) == fault.NotFound {
		return ignored, nil
	}
	if err != nil {
		return "", err
	}
	if r, _, err = s.lockRefund(ctx, tx, r.ID); err != nil {
		return "", err
	}
	switch {
	case r.Way != Card || e.Ours != tryName(r) && r.Reference != e.Refund:
		return noted, nil // It is about an earlier try.
	case e.Amount != r.Amount-r.Reduced:
		return wrongAmount, nil
	}
	return noted, s.refundTold(ctx, tx, r, e)
}

func (s *Service) refundTold(ctx context.Context, tx *db.Tx, r Refund, e Event) error {
	failed := e.Kind == RefundFailed
	switch {
	case r.State == Granted && failed:
		return s.cardAnswered(ctx, tx, r, RefundAnswer{ID: e.Refund, State: Failed})
	case r.State == Granted:
		return s.cardAnswered(ctx, tx, r, RefundAnswer{ID: e.Refund, State: Given})
	case (r.State == Sent || r.State == Given) && failed:
		return s.cameBack(ctx, tx, r)
	case r.State == Sent:
		r.State, r.GivenAt = Given, s.Clock.Now()
		if err := saveRefund(ctx, tx, r); err != nil {
			return err
		}
		return s.tellGiven(ctx, tx, r)
	}
	return nil
}

// cameBack books that a card did not take what was sent to it: the city owes it again.
func (s *Service) cameBack(ctx context.Context, tx *db.Tx, r Refund) error {
	back := r.Amount - r.Reduced
	m := movement{kind: "refund back", cause: fmt.Sprintf("back:%s:%d", r.ID, r.Tries), at: s.Clock.Now()}
	if err := s.book(ctx, tx, m, entry{card, "", back}, entry{refunds, "", -back}); err != nil {
		return err
	}
	r.State, r.Reference, r.GivenAt = Failed, "", time.Time{}
	r.Tries++
	return saveRefund(ctx, tx, r)
}

func (s *Service) paymentByID(ctx context.Context, which PaymentID) (Payment, error) {
	var w db.Where
	w.And("p.id = ?", string(which))
	all, err := paymentsWhere(ctx, s.DB, w, 1)
	if err == nil && len(all) == 0 {
		err = fault.New(fault.NotFound, "Ce paiement n’existe pas.")
	}
	if err != nil {
		return Payment{}, err
	}
	return all[0], nil
}
