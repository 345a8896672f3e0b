package stripe

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"sem/internal/money"
	"sem/internal/payments"
)

// session is a Checkout Session (https://docs.stripe.com/api/checkout/sessions/object), as far
// as we read it.
type session struct {
	ID        string            `json:"id"`
	URL       string            `json:"url"`
	Status    string            `json:"status"`         // open, complete, expired
	Paid      string            `json:"payment_status"` // paid, unpaid, no_payment_required
	Total     int64             `json:"amount_total"`
	Currency  string            `json:"currency"`
	Intent    expandable        `json:"payment_intent"`
	Reference string            `json:"client_reference_id"`
	Metadata  map[string]string `json:"metadata"`
	Expires   int64             `json:"expires_at"`
	Created   int64             `json:"created"`
	Live      bool              `json:"livemode"`
}

// Open makes a page. The name of the checkout is the key: asked again, Stripe gives the same.
func (c *Client) Open(ctx context.Context, o payments.PageOrder) (payments.Page, error) {
	form := url.Values{
		"mode":                                {"payment"},
		"payment_method_types[0]":             {"card"},
		"locale":                              {locale(string(o.Language))},
		"success_url":                         {o.Success},
		"cancel_url":                          {o.Cancel},
		"expires_at":                          {strconv.FormatInt(o.Expires.Unix(), 10)},
		"client_reference_id":                 {string(o.Checkout)},
		"metadata[checkout]":                  {string(o.Checkout)},
		"metadata[bill]":                      {o.Bill},
		"payment_intent_data[metadata][bill]": {o.Bill},
		"payment_intent_data[description]":    {o.Bill},
	}
	if o.Email != "" {
		form.Set("customer_email", o.Email)
	}
	for i, l := range o.Lines {
		prefix := "line_items[" + strconv.Itoa(i) + "]"
		form.Set(prefix+"[quantity]", "1")
		form.Set(prefix+"[price_data][currency]", "cad")
		form.Set(prefix+"[price_data][unit_amount]", strconv.FormatInt(int64(l.Amount), 10))
		form.Set(prefix+"[price_data][product_data][name]", l.Text)
	}
	var s session
	if err := c.call(ctx, http.MethodPost, "/v1/checkout/sessions", form, "page-"+string(o.Checkout), &s); err != nil {
		return payments.Page{}, err
	}
	if s.ID == "" || s.URL == "" || s.Total != int64(o.Amount) || s.Currency != "cad" {
		return payments.Page{}, fmt.Errorf("stripe made a page for %d %s, not %d cad", s.Total, s.Currency, o.Amount)
	}
	return payments.Page{ID: s.ID, URL: s.URL, Expires: time.Unix(s.Expires, 0).UTC()}, nil
}

// locale is the language of the hosted page; Stripe's fr-CA is Québec's French.
func locale(language string) string {
	if language == "fr" {
		return "fr-CA"
	}
	return "en"
}

// Look tells what became of a page.
func (c *Client) Look(ctx context.Context, page string) (payments.Event, error) {
	var s session
	if err := c.call(ctx, http.MethodGet, "/v1/checkout/sessions/"+url.PathEscape(page), nil, "", &s); err != nil {
		return payments.Event{}, err
	}
	return c.eventOf(s, ""), nil
}

// Close ends a page that nobody paid yet.
func (c *Client) Close(ctx context.Context, page string) error {
	var s session
	return c.call(ctx, http.MethodPost, "/v1/checkout/sessions/"+url.PathEscape(page)+"/expire", url.Values{}, "", &s)
}

// eventOf is a session in our words. told is the type of the message it came in, empty when we
// asked.
func (c *Client) eventOf(s session, told string) payments.Event {
	e := payments.Event{
		Kind: payments.PageWaiting, Page: s.ID, Checkout: payments.CheckoutID(s.Metadata["checkout"]), Payment: string(s.Intent),
		Amount: money.Cents(s.Total), Currency: s.Currency, Live: s.Live, Foreign: s.Live != c.live(), At: time.Unix(s.Created, 0).UTC(),
	}
	if e.Checkout == "" {
		e.Checkout = payments.CheckoutID(s.Reference)
	}
	switch {
	case s.Paid == "paid":
		e.Kind = payments.PagePaid
	case s.Status == "expired" || told == "checkout.session.expired":
		e.Kind = payments.PageExpired
	case told == "checkout.session.async_payment_failed":
		e.Kind = payments.PageFailed
	}
	return e
}
