package sip2

import (
	"errors"
	"fmt"
	"strings"

	"sem/internal/library"
	"sem/internal/money"
)

// copied is what 18 says of a copy.
type copied struct {
	known    bool
	title    string
	author   string
	medium   library.Medium
	status   string
	recalled bool
	due      due
	pickUp   due
	place    string
	fee      money.Cents
}

// The states of a copy that say something to its borrower.
const (
	recalled  = "07"
	inTransit = "10"
)

// copy asks for a copy. A library that does not know it, or hangs up on the question, leaves it
// without a title; one that is away is an error.
func (r *reading) copy(item string) (copied, error) {
	if r.asked >= mostItems || r.unwilled >= 2 || !r.pool.does(11) {
		return copied{}, nil
	}
	if c, known := r.found[item]; known {
		return c, nil
	}
	r.asked++
	c, err := r.copyNow(r.talk, item)
	if err == nil && r.found != nil {
		r.found[item] = c
	}
	if err == nil || !isClosed(err) && !errors.Is(err, errGarbage) && !errors.Is(err, errAnswer) {
		return c, err
	}
	r.unwilled++
	if _, again := r.talk.ask(r.patronQuestion(r.key.Card, r.pin(r.key), counts, "", ""), codePatronIs); again != nil {
		return copied{}, fmt.Errorf("the server is away: %w", errors.Join(again, err))
	}
	return copied{}, nil
}

func (s *System) copyNow(t *talk, item string) (copied, error) {
	m, err := t.ask(s.itemQuestion(item), codeItemIs)
	if err != nil {
		return copied{}, err
	}
	if got := m.Get("AB"); m.Get("AJ") == "" || got != "" && !strings.EqualFold(got, item) {
		return copied{}, nil
	}
	c := copied{known: true, medium: mediumOf(m.Get("CK")), status: m.Part(0, 2), place: m.Get("AP"), fee: cents(m.Get("BV"))}
	c.title, c.author = titleOf(m.Get("AJ"))
	c.recalled = c.status == recalled || m.Get("CJ") != ""
	c.due, _ = readDate(raw(m, "AH"), s.set.MonthFirst) // A date that nobody can read is none.
	c.pickUp, _ = readDate(raw(m, "CM"), s.set.MonthFirst)
	return c, nil
}

// raw is a value with its blanks, which count in dates.
func raw(m Message, id string) string {
	for _, f := range m.Fields {
		if f.ID == id {
			return strings.TrimLeft(f.Value, " ")
		}
	}
	return ""
}
