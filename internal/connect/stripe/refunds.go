package stripe

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sem/internal/money"
	"sem/internal/payments"
)

// refund is a Refund (https://docs.stripe.com/api/refunds/object), as far as we read it.
type refund struct {
	ID       string            `json:"id"`
	Amount   int64             `json:"amount"`
	Currency string            `json:"currency"`
	Intent   expandable        `json:"payment_intent"`
	Status   string            `json:"status"` // pending, requires_action, succeeded, failed, canceled
	Metadata map[string]string `json:"metadata"`
	Created  int64             `json:"created"`
}

func (r refund) state() payments.RefundState {
	switch r.Status {
	case "succeeded":
		return payments.Given
	case "failed", "canceled":
		return payments.Failed
	}
	return payments.Sent
}

// Refund gives back to the card. What Stripe says cannot be given back has failed; what it could
// not do for now is an error, to be tried again under the same key.
func (c *Client) Refund(ctx context.Context, o payments.RefundOrder) (payments.RefundAnswer, error) {
	form := url.Values{
		"payment_intent":   {o.Payment},
		"amount":           {strconv.FormatInt(int64(o.Amount), 10)},
		"reason":           {"requested_by_customer"},
		"metadata[refund]": {o.Name},
	}
	var r refund
	err := c.call(ctx, http.MethodPost, "/v1/refunds", form, "refund-"+o.Name, &r)
	var refused *errAnswer
	if errors.As(err, &refused) && refused.Type == "invalid_request_error" && refused.Status == http.StatusBadRequest {
		return payments.RefundAnswer{State: payments.Failed}, nil
	}
	if err != nil {
		return payments.RefundAnswer{}, err
	}
	return payments.RefundAnswer{ID: r.ID, State: r.state()}, nil
}

// charge is a Charge (https://docs.stripe.com/api/charges/object), as far as we read it.
type charge struct {
	ID       string     `json:"id"`
	Amount   int64      `json:"amount"`
	Currency string     `json:"currency"`
	Intent   expandable `json:"payment_intent"`
	Status   string     `json:"status"` // succeeded, pending, failed
	Paid     bool       `json:"paid"`
	Created  int64      `json:"created"`
}

// mostPages bounds how much of a list is read: a hundred lines a page.
const mostPages = 200

var errEndless = errors.New("stripe lists more than we read")

// List is what Stripe says it did from a moment to another: charges that went through, and
// refunds that did not fail.
func (c *Client) List(ctx context.Context, from, to time.Time) ([]payments.Told, error) {
	var all []payments.Told
	err := list(ctx, c, "/v1/charges", from, to, func(h charge) string {
		if h.Paid && h.Status == "succeeded" {
			all = append(all, payments.Told{
				ID: h.ID, Payment: string(h.Intent), Amount: money.Cents(h.Amount), Currency: h.Currency, At: time.Unix(h.Created, 0).UTC(),
			})
		}
		return h.ID
	})
	if err != nil {
		return nil, err
	}
	err = list(ctx, c, "/v1/refunds", from, to, func(r refund) string {
		if r.state() != payments.Failed {
			all = append(all, payments.Told{
				ID: r.ID, Refund: true, Payment: string(r.Intent), Amount: money.Cents(r.Amount), Currency: r.Currency, At: time.Unix(r.Created, 0).UTC(),
			})
		}
		return r.ID
	})
	return all, err
}

// list reads all pages of a list (https://docs.stripe.com/api/pagination); each takes a line and
// names it.
func list[T any](ctx context.Context, c *Client, path string, from, to time.Time, each func(T) string) error {
	form := url.Values{
		"limit": {"100"}, "created[gte]": {strconv.FormatInt(from.Unix(), 10)}, "created[lt]": {strconv.FormatInt(to.Unix(), 10)},
	}
	for range mostPages {
		var page struct {
			Data []T  `json:"data"`
			More bool `json:"has_more"`
		}
		if err := c.call(ctx, http.MethodGet, path, form, "", &page); err != nil {
			return err
		}
		for _, line := range page.Data {
			form.Set("starting_after", each(line))
		}
		if !page.More || len(page.Data) == 0 {
			return nil
		}
	}
	return errEndless
}
