package rush

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"

	"sem/internal/forms"
)

const (
	orderPath = "/loisirs/inscriptions/"
	cardsPath = "/demonstration/paiement/"
)

// pay confirms what is held.
func (v *visitor) pay(ctx context.Context, r *Result) bool {
	a, err := v.press(ctx, "/panier/payer", &r.Pays)
	switch {
	case err != nil:
		return v.fail("confirming: " + err.Error())
	case a.status == http.StatusSeeOther && a.to == v.room || isBusy(a):
		v.turn, v.last = a.to != v.room, fmt.Sprint("confirming answers ", a.status, " ", a.to)
		return false
	case a.status == http.StatusConflict || a.status == http.StatusUnprocessableEntity:
		v.held = false // Its time is over: the cart says what is still free.
		return false
	case v.isTold(a):
		return true
	case a.status == http.StatusSeeOther && (strings.HasPrefix(a.to, cardsPath) || strings.HasPrefix(a.to, orderPath)):
		began := now()
		defer func() { r.Cards.add(now().Sub(began)) }()
		return v.payByCard(ctx, a.to)
	}
	return v.fail(fmt.Sprint("confirming answers ", a.status, " ", a.to))
}

// payByCard pays on the demonstration's page of the card house, and comes back.
func (v *visitor) payByCard(ctx context.Context, to string) bool {
	for range 8 {
		a, err := v.follow(ctx, to)
		switch {
		case err != nil:
			return v.fail("paying: " + err.Error())
		case v.isTold(a):
			return true
		case isBusy(a):
			if err := second(ctx); err != nil {
				return v.fail("paying: " + err.Error())
			}
		case a.status != http.StatusSeeOther:
			v.outcome, v.said = Unpaid, fmt.Sprint(to, " answers ", a.status)
			return true
		default:
			to = a.to
		}
	}
	v.outcome, v.said = Unpaid, "paying leads in a circle, to "+to
	return true
}

// follow does what is to be done where an order leads to: pays on the hosted page, goes back
// from it, or pays from the page of the order when the hosted page could not be opened.
func (v *visitor) follow(ctx context.Context, to string) (answer, error) {
	path, query, _ := strings.Cut(to, "?")
	switch {
	case strings.HasPrefix(path, cardsPath):
		return v.post(ctx, path, url.Values{"geste": {"payer"}})
	case strings.HasPrefix(path, orderPath) && query != "":
		return v.post(ctx, path+"/payer", url.Values{forms.KeyField: {forms.NewKey()}})
	}
	v.back = to
	return v.get(ctx, to)
}

// isTold tells whether an answer acknowledges the order, and notes it.
func (v *visitor) isTold(a answer) bool {
	switch {
	case a.status == http.StatusSeeOther && strings.HasPrefix(a.to, orderPath) && !strings.Contains(a.to, "?"):
		v.outcome, v.said = Confirmed, strings.TrimPrefix(a.to, orderPath)
		return true
	case a.status == http.StatusOK && strings.Contains(a.body, "Votre paiement est confirmé"):
		v.outcome, v.said = Confirmed, ordered.FindString(a.body)
		return true
	}
	return false
}

// Settle has the families that paid, and were told that the payment is awaited, look once
// more, and gives how many still wait. A card house whose message was lost is asked by the town
// after some minutes.
func (m *Morning) Settle(ctx context.Context, r *Result) (waiting int, err error) {
	for i, v := range m.visitors {
		if v.outcome != Unpaid || v.back == "" {
			continue
		}
		a, err := v.get(ctx, v.back)
		if err != nil {
			return waiting, err
		}
		if !v.isTold(a) {
			waiting++
			continue
		}
		r.Outcomes[Unpaid]--
		r.Outcomes[Confirmed]++
		r.Orders = append(r.Orders, Acknowledged{i, v.said})
	}
	return waiting, nil
}

// isLater tells an answer that does nothing now: the town is busy, or that address has not heard
// yet that the family's turn has come.
func isLater(a answer) bool {
	return isBusy(a) || a.status == http.StatusSeeOther && strings.HasPrefix(a.to, "/loisirs/ouverture/")
}

// press presses a button, by some families in two windows at once, which must be as good as
// once; the second window asks at the next address of the town.
func (v *visitor) press(ctx context.Context, path string, times *Times) (answer, error) {
	form := url.Values{forms.KeyField: {forms.NewKey()}}
	if !v.twice {
		a, err := v.post(ctx, path, form)
		if err == nil {
			times.add(a.took)
		}
		return a, err
	}
	var again answer
	var failed error
	var other sync.WaitGroup
	twin := v.twin()
	other.Go(func() { again, failed = twin.post(ctx, path, form) })
	a, err := v.post(ctx, path, form)
	other.Wait()
	if err != nil || failed != nil {
		return a, errors.Join(err, failed)
	}
	times.add(a.took)
	if !isLater(a) && !isLater(again) && (again.status != a.status || again.to != a.to) {
		v.unlike = append(v.unlike, fmt.Sprintf("%s answers %d %s and %d %s", path, a.status, a.to, again.status, again.to))
	}
	return a, nil
}
