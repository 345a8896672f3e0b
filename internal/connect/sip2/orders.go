package sip2

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"sem/internal/library"
)

// unsure is an order whose outcome is not known.
func unsure(err error) error { return fmt.Errorf("%w: %w", library.ErrUnsure, err) }

// Renew renews one loan. The copy is looked at first, so that a connection that the server has
// closed is found out before the order is sent, and so that it can be told afterwards whether an
// order without an answer was carried out.
func (s *System) Renew(ctx context.Context, k library.Key, item string) (library.Renewal, error) {
	if !s.pool.does(15) {
		return library.Renewal{}, library.ErrCannot
	}
	if !isItem(item) {
		return library.Renewal{Item: item, Title: item, Why: library.Refused}, nil
	}
	var done library.Renewal
	err := s.talk(ctx, func(t *talk) error {
		var err error
		done, err = s.renew(t, k, item)
		return err
	})
	return done, err
}

func (s *System) renew(t *talk, k library.Key, item string) (library.Renewal, error) {
	s.goes.take(k.Card) // What was found out of the card may be so no more.
	r := &reading{System: s, talk: t, key: k}
	before, err := r.glance(item)
	if err != nil {
		return library.Renewal{}, err
	}
	for again := false; ; again = true {
		m, sent, err := t.order(s.renewOrder(k, item), codeRenewed)
		if err == nil {
			return r.renewed(m, item, before)
		}
		if !sent {
			return library.Renewal{}, err
		}
		after, repeat, unsettled := r.settle(item, before, err)
		if unsettled != nil || !repeat {
			return after, unsettled
		}
		if again {
			return library.Renewal{}, unsure(err)
		}
		if isClosed(err) {
			t.drop() // The server may end a connection after so many answers: the order has a new one.
		}
	}
}

// glance looks at a copy, or at the card where the server tells nothing of copies.
func (r *reading) glance(item string) (copied, error) {
	if r.pool.does(11) {
		c, err := r.copy(item)
		if c.known || err != nil {
			return c, err
		}
	}
	_, err := r.talk.ask(r.patronQuestion(r.key.Card, r.pin(r.key), counts, "", ""), codePatronIs)
	return copied{}, err
}

// settle finds out what became of a renewal without an answer. It may be ordered once more when
// the server hung up, or did not understand, and the loan is due when it was.
func (r *reading) settle(item string, before copied, cause error) (done library.Renewal, repeat bool, err error) {
	if r.talk.ctx.Err() != nil || before.due.at.IsZero() {
		return library.Renewal{}, false, unsure(cause)
	}
	after, err := r.copyNow(r.talk, item)
	switch {
	case err != nil || after.due.at.IsZero():
		return library.Renewal{}, false, unsure(errors.Join(cause, err))
	case after.due.at.After(before.due.at):
		return library.Renewal{Item: item, Title: after.title, Renewed: true, Due: after.due.at}, false, nil
	case isClosed(cause) || errors.Is(cause, errAskedAgain):
		return library.Renewal{}, true, nil
	}
	return library.Renewal{}, false, unsure(cause)
}

// renewed reads 30.
func (r *reading) renewed(m Message, item string, before copied) (library.Renewal, error) {
	if card := m.Get("AA"); card != "" && !isSame(card, r.key.Card) {
		return library.Renewal{}, library.ErrOtherPatron
	}
	if got := m.Get("AB"); got != "" && !strings.EqualFold(got, item) {
		return library.Renewal{}, unsure(errAnswer)
	}
	done := library.Renewal{Item: item, Title: before.title, Renewed: m.Part(0, 1) == "1", Words: words(m)}
	if title, _ := titleOf(m.Get("AJ")); title != "" {
		done.Title = title
	}
	if !done.Renewed {
		done.Why = refusalOf(done.Words)
		return done, nil
	}
	if due, ok := readDate(raw(m, "AH"), r.set.MonthFirst); ok {
		done.Due = due.at
	} else if c, err := r.copy(item); err == nil {
		done.Due = c.due.at
	}
	return done, nil
}

// words are what the library says to the person.
func words(m Message) string { return strings.Join(slices.Compact(m.All("AF")), " ") }

// RenewAll renews whatever can be: in one order where the server knows it, and one by one where
// it does not. Loans that the one order left alone are ordered by themselves too, for the reason.
// With ErrUnsure come those that are known to be renewed.
func (s *System) RenewAll(ctx context.Context, k library.Key) ([]library.Renewal, error) {
	if !s.pool.does(15) {
		return nil, library.ErrCannot
	}
	var all []library.Renewal
	err := s.talk(ctx, func(t *talk) error {
		s.goes.take(k.Card)
		r := &reading{System: s, talk: t, key: k}
		m, charged, err := r.list(chargedItems)
		if err != nil {
			return err
		}
		loans, err := r.loans(m, charged)
		if err == nil {
			all, err = r.renewAll(loans)
		}
		return err
	})
	return all, err
}

func (r *reading) renewAll(loans []library.Loan) ([]library.Renewal, error) {
	moved := map[string]time.Time{}
	if r.pool.does(16) && len(loans) > 1 {
		if err := r.renewTogether(loans, moved); err != nil {
			return known(loans, moved), err
		}
	}
	var all []library.Renewal
	for _, l := range loans {
		due, done := moved[l.Item]
		switch {
		case done:
			all = append(all, library.Renewal{Item: l.Item, Title: l.Title, Renewed: true, Due: due})
		case !isItem(l.Item):
			all = append(all, library.Renewal{Item: l.Item, Title: l.Title, Why: library.Refused})
		default:
			one, err := r.System.renew(r.talk, r.key, l.Item)
			if err != nil {
				return all, err
			}
			if one.Title == "" {
				one.Title = l.Title
			}
			all = append(all, one)
		}
	}
	return all, nil
}

func known(loans []library.Loan, moved map[string]time.Time) []library.Renewal {
	var all []library.Renewal
	for _, l := range loans {
		if due, done := moved[l.Item]; done {
			all = append(all, library.Renewal{Item: l.Item, Title: l.Title, Renewed: true, Due: due})
		}
	}
	return all
}

// renewTogether orders all at once, and finds out which loans have moved: by what the server
// lists (BM), and by their dates where it lists nothing or did not answer.
func (r *reading) renewTogether(loans []library.Loan, moved map[string]time.Time) error {
	m, sent, err := r.talk.order(r.renewAllOrder(r.key), codeRenewedAll)
	if err != nil && !sent {
		return err
	}
	if card := m.Get("AA"); err == nil && card != "" && !isSame(card, r.key.Card) {
		return library.ErrOtherPatron
	}
	if err == nil && m.Part(0, 1) != "1" && m.Part(1, 4) == "0000" {
		return nil
	}
	listed := m.All("BM")
	for _, l := range loans {
		if !isItem(l.Item) || err == nil && len(listed) > 0 && !slices.Contains(listed, l.Item) {
			continue
		}
		c, lost := r.copyNow(r.talk, l.Item)
		if lost != nil {
			return unsure(errors.Join(err, lost))
		}
		if slices.Contains(listed, l.Item) || c.due.at.After(l.Due) && !l.Due.IsZero() {
			moved[l.Item] = c.due.at
		}
	}
	if err != nil {
		return unsure(err)
	}
	return nil
}

// PlaceHold reserves a copy or a record.
func (s *System) PlaceHold(ctx context.Context, k library.Key, w library.Wish) (library.Outcome, error) {
	return s.order(ctx, k, s.holdOrder(k, w))
}

// CancelHold gives a hold up.
func (s *System) CancelHold(ctx context.Context, k library.Key, hold string) (library.Outcome, error) {
	return s.order(ctx, k, s.cancelOrder(k, hold))
}

// order sends an order about a hold, after a question that changes nothing and finds out a
// connection that is closed.
func (s *System) order(ctx context.Context, k library.Key, order Message) (library.Outcome, error) {
	if !s.pool.does(14) {
		return library.Outcome{}, library.ErrCannot
	}
	var done library.Outcome
	err := s.talk(ctx, func(t *talk) error {
		m, err := t.ask(s.patronQuestion(k.Card, s.pin(k), counts, "", ""), codePatronIs)
		if err == nil {
			err = s.about(m, k)
		}
		if err != nil {
			return err
		}
		m, sent, err := t.order(order, codeHeld)
		if err != nil && sent {
			return unsure(err)
		}
		if err == nil && m.Get("AA") != "" && !isSame(m.Get("AA"), k.Card) {
			return library.ErrOtherPatron
		}
		done = outcomeOf(m)
		return err
	})
	return done, err
}

func outcomeOf(m Message) library.Outcome {
	done := library.Outcome{Done: m.Part(0, 1) == "1", Words: words(m)}
	if rank, err := strconv.Atoi(m.Get("BR")); err == nil && rank > 0 {
		done.Rank = rank
	}
	if !done.Done {
		done.Why = refusalOf(done.Words)
	}
	return done
}
