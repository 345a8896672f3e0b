package stripe

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// Origin is where Stripe's hosted pages are: what a form of ours may lead to.
const Origin = "https://checkout.stripe.com"

// home is the address of Stripe's interface; version is the one this package was written for,
// sent with each request so that a newer default of the account changes nothing.
const (
	home    = "https://api.stripe.com"
	version = "2025-08-27.basil"
)

const (
	patience = 10 * time.Second // patience is how long an answer may take.
	longest  = 4 << 20          // longest is the largest answer read, in bytes.
)

// Client speaks to one account of Stripe.
type Client struct {
	Secret        string            // Secret is the key of the account: sk_live_…, or sk_test_… to rehearse.
	WebhookSecret string            // WebhookSecret signs the messages to our endpoint: whsec_….
	URL           string            // URL is Stripe's own by default; tests and the demonstration have their own.
	Transport     http.RoundTripper // Transport is the network by default.
}

// live tells whether the key moves real money.
func (c *Client) live() bool {
	return strings.HasPrefix(c.Secret, "sk_live_") || strings.HasPrefix(c.Secret, "rk_live_")
}

// errAnswer is a refusal of Stripe's, without the words it may quote.
type errAnswer struct {
	Status         int
	Type, Code     string
	Request, Doing string
}

// Error tells it to a log.
func (e *errAnswer) Error() string {
	return fmt.Sprintf("stripe answered %d to %s: %s %s (request %s)", e.Status, e.Doing, e.Type, e.Code, e.Request)
}

var errTooLong = errors.New("stripe answered more than we read")

// call sends a request and reads the answer into dst. key names what a POST does, once.
func (c *Client) call(ctx context.Context, method, path string, form url.Values, key string, dst any) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	base := c.URL
	if base == "" {
		base = home
	}
	address, body := base+path, io.Reader(nil)
	if method == http.MethodGet {
		address += "?" + form.Encode()
	} else {
		body = strings.NewReader(form.Encode())
	}
	r, err := http.NewRequestWithContext(ctx, method, address, body)
	if err != nil {
		return fmt.Errorf("ask stripe: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Secret)
	r.Header.Set("Stripe-Version", version)
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if key != "" {
		r.Header.Set("Idempotency-Key", key)
	}
	answer, err := c.http().Do(r)
	if err != nil {
		return fmt.Errorf("ask stripe: %w", err)
	}
	defer answer.Body.Close()
	return read(answer, method+" "+strings.Split(path, "?")[0], dst)
}

func (c *Client) http() *http.Client {
	return &http.Client{
		Transport:     c.Transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

func read(answer *http.Response, doing string, dst any) error {
	body, err := io.ReadAll(io.LimitReader(answer.Body, longest+1))
	if err != nil {
		return fmt.Errorf("read the answer of stripe: %w", err)
	}
	if len(body) > longest {
		return errTooLong
	}
	if answer.StatusCode != http.StatusOK {
		refusal := errAnswer{Status: answer.StatusCode, Request: answer.Header.Get("Request-Id"), Doing: doing}
		var said struct {
			Error struct{ Type, Code string }
		}
		if json.Unmarshal(body, &said) == nil { // An answer that is no JSON says enough by its status.
			refusal.Type, refusal.Code = said.Error.Type, said.Error.Code
		}
		return &refusal
	}
	if err := json.Unmarshal(body, dst); err != nil {
		return fmt.Errorf("read the answer of stripe to %s: %w", doing, err)
	}
	return nil
}
