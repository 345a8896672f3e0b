package stripe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"sem/internal/money"
	"sem/internal/payments"
)

// tolerance is how far the time of a message may be from ours.
const tolerance = 5 * time.Minute

var (
	errNoSecret = errors.New("no secret for the messages of stripe is set")
	errUnsigned = errors.New("the message is not signed with our secret")
	errStale    = errors.New("the message was signed too long ago, or ahead of time")
)

// Sign is the Stripe-Signature of a body at a moment. The demonstration and tests sign with it.
func Sign(body []byte, secret string, at time.Time) string {
	stamp := strconv.FormatInt(at.Unix(), 10)
	return "t=" + stamp + ",v1=" + hex.EncodeToString(digest(body, secret, stamp))
}

func digest(body []byte, secret, stamp string) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(stamp + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

// proved checks the signature of a message: several v1 stand side by side while a secret is
// replaced, and other schemes are passed over.
func proved(body []byte, signature, secret string, at time.Time) error {
	if secret == "" {
		return errNoSecret
	}
	var stamp string
	var signed [][]byte
	for part := range strings.SplitSeq(signature, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(part), "=")
		switch name {
		case "t":
			stamp = value
		case "v1":
			if s, err := hex.DecodeString(value); err == nil {
				signed = append(signed, s)
			}
		}
	}
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil {
		return errUnsigned
	}
	want, ours := digest(body, secret, stamp), false
	for _, s := range signed {
		ours = hmac.Equal(s, want) || ours
	}
	if !ours {
		return errUnsigned
	}
	if off := at.Sub(time.Unix(seconds, 0)); off > tolerance || off < -tolerance {
		return errStale
	}
	return nil
}

// message is an Event (https://docs.stripe.com/api/events/object).
type message struct {
	ID      string `json:"id"`
	Type    string `json:"type"`
	Account string `json:"account"` // Account is a connected one, which the city has not.
	Created int64  `json:"created"`
	Live    bool   `json:"livemode"`
	Data    struct {
		Object json.RawMessage `json:"object"`
	} `json:"data"`
}

// Read is the event of a message, once its signature is proved.
func (c *Client) Read(body []byte, signature string, at time.Time) (payments.Event, error) {
	if err := proved(body, signature, c.WebhookSecret, at); err != nil {
		return payments.Event{}, err
	}
	var m message
	if err := json.Unmarshal(body, &m); err != nil {
		return payments.Event{}, fmt.Errorf("read a message of stripe: %w", err)
	}
	e, err := c.told(m)
	if err != nil {
		return payments.Event{}, fmt.Errorf("read message %s of stripe: %w", m.ID, err)
	}
	e.ID, e.Live, e.At = m.ID, m.Live, time.Unix(m.Created, 0).UTC()
	e.Foreign = m.Account != "" || m.Live != c.live()
	return e, nil
}

func (c *Client) told(m message) (payments.Event, error) {
	switch m.Type {
	case "checkout.session.completed", "checkout.session.async_payment_succeeded", "checkout.session.async_payment_failed", "checkout.session.expired":
		var s session
		err := json.Unmarshal(m.Data.Object, &s)
		return c.eventOf(s, m.Type), err
	case "refund.created", "refund.updated", "refund.failed", "charge.refund.updated":
		var r refund
		err := json.Unmarshal(m.Data.Object, &r)
		return toldRefund(r), err
	}
	return payments.Event{Kind: payments.OtherEvent}, nil
}

func toldRefund(r refund) payments.Event {
	e := payments.Event{
		Kind: payments.OtherEvent, Payment: string(r.Intent), Refund: r.ID, Ours: r.Metadata["refund"],
		Amount: money.Cents(r.Amount), Currency: r.Currency,
	}
	switch r.state() {
	case payments.Given:
		e.Kind = payments.RefundGiven
	case payments.Failed:
		e.Kind = payments.RefundFailed
	}
	return e
}

// expandable is an object of Stripe by its name: it comes as the name alone, or whole.
type expandable string

// UnmarshalJSON reads either.
func (x *expandable) UnmarshalJSON(b []byte) error {
	var name *string
	if json.Unmarshal(b, &name) == nil {
		if name != nil {
			*x = expandable(*name)
		}
		return nil
	}
	var whole struct {
		ID string `json:"id"`
	}
	err := json.Unmarshal(b, &whole)
	*x = expandable(whole.ID)
	return err
}
