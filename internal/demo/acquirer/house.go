package acquirer

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"

	"sem/internal/clock"
	"sem/internal/connect/stripe"
	"sem/internal/id"
)

// Secret is the key of the demonstration's account: a rehearsal's.
const Secret = "sk_test_demonstration"

// House is the card house.
type House struct {
	Clock clock.Clock
	IDs   id.Source
	// Site is the address of the city, which hosts the pages here.
	Site string
	// Notify brings a signed message to the city. A message that was not taken is brought again
	// with the next one.
	Notify func(ctx context.Context, body []byte, signature string) error
	// WebhookSecret signs the messages.
	WebhookSecret string
	// Journal is the file that keeps what was asked for; empty keeps nothing.
	Journal string

	mu      sync.Mutex
	read    int64 // read is how far the journal was read.
	pages   map[string]*page
	charges map[string]*charge
	refunds map[string]*refund
	keys    map[string]string // keys are the idempotency keys, with what they made.
	waiting []message         // waiting are messages that were not taken.
}

// page is a Checkout Session of Stripe's, as far as our side reads it.
type page struct {
	ID        string            `json:"id"`
	Object    string            `json:"object"`
	URL       string            `json:"url"`
	Status    string            `json:"status"`
	Paid      string            `json:"payment_status"`
	Total     int64             `json:"amount_total"`
	Currency  string            `json:"currency"`
	Intent    *string           `json:"payment_intent"`
	Reference string            `json:"client_reference_id"`
	Metadata  map[string]string `json:"metadata"`
	Success   string            `json:"success_url"`
	Cancel    string            `json:"cancel_url"`
	Expires   int64             `json:"expires_at"`
	Created   int64             `json:"created"`
	Live      bool              `json:"livemode"`
	Lines     []line            `json:"sem_lines"`
	Key       string            `json:"sem_key"`
}

// line is one thing that a page asks money for.
type line struct {
	Text   string `json:"text"`
	Amount int64  `json:"amount"`
}

type charge struct {
	ID       string `json:"id"`
	Object   string `json:"object"`
	Amount   int64  `json:"amount"`
	Currency string `json:"currency"`
	Intent   string `json:"payment_intent"`
	Status   string `json:"status"`
	Paid     bool   `json:"paid"`
	Created  int64  `json:"created"`
}

type refund struct {
	ID       string            `json:"id"`
	Object   string            `json:"object"`
	Amount   int64             `json:"amount"`
	Currency string            `json:"currency"`
	Intent   string            `json:"payment_intent"`
	Status   string            `json:"status"`
	Metadata map[string]string `json:"metadata"`
	Created  int64             `json:"created"`
	Key      string            `json:"sem_key"`
}

type message struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Type    string `json:"type"`
	Created int64  `json:"created"`
	Live    bool   `json:"livemode"`
	Data    struct {
		Object any `json:"object"`
	} `json:"data"`
}

// open reads what was added to the journal since it was last read, by this process or by
// another one of the same demonstration. The caller holds mu.
func (h *House) open() error {
	if h.pages == nil {
		h.pages, h.charges, h.refunds, h.keys = map[string]*page{}, map[string]*charge{}, map[string]*refund{}, map[string]string{}
	}
	if h.Journal == "" {
		return nil
	}
	file, err := os.Open(h.Journal)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open the card house's journal: %w", err)
	}
	defer file.Close()
	if _, err := file.Seek(h.read, io.SeekStart); err != nil {
		return fmt.Errorf("read on in the card house's journal: %w", err)
	}
	for lines := bufio.NewReader(file); ; {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) {
			return nil // What is left is not a whole line.
		}
		if err != nil {
			return fmt.Errorf("read the card house's journal: %w", err)
		}
		h.read += int64(len(line))
		h.take(line)
	}
}

// take takes one line of the journal in. One that cannot be read was cut off when a
// demonstration ended.
func (h *House) take(text []byte) {
	var l struct {
		Page   *page   `json:"page"`
		Charge *charge `json:"charge"`
		Refund *refund `json:"refund"`
	}
	if json.Unmarshal(text, &l) != nil {
		return
	}
	switch {
	case l.Page != nil:
		h.pages[l.Page.ID], h.keys[l.Page.Key] = l.Page, l.Page.ID
	case l.Charge != nil:
		h.charges[l.Charge.Intent] = l.Charge
	case l.Refund != nil:
		h.refunds[l.Refund.ID], h.keys[l.Refund.Key] = l.Refund, l.Refund.ID
	}
}

// write adds what changed to the journal. The caller holds mu.
func (h *House) write(kind string, what any) error {
	if h.Journal == "" {
		return nil
	}
	text, err := json.Marshal(map[string]any{kind: what})
	if err != nil {
		return err
	}
	file, err := os.OpenFile(h.Journal, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the card house's journal: %w", err)
	}
	_, err = file.Write(append(text, '\n'))
	return errors.Join(err, file.Close())
}

// pay has a card pay a page, and tells the city. It is false when the page takes no payment.
func (h *House) pay(ctx context.Context, name string) (bool, error) {
	h.mu.Lock()
	p, err := h.find(name)
	if err != nil || p == nil || p.Status != "open" {
		h.mu.Unlock()
		return false, err
	}
	now := h.Clock.Now()
	intent := "pi_" + h.IDs.New()
	c := &charge{ID: "ch_" + h.IDs.New(), Object: "charge", Amount: p.Total, Currency: p.Currency, Intent: intent, Status: "succeeded", Paid: true, Created: now.Unix()}
	p.Status, p.Paid, p.Intent = "complete", "paid", &intent
	h.charges[intent] = c
	err = errors.Join(h.write("charge", c), h.write("page", p))
	copied := *p
	h.mu.Unlock()
	if err != nil {
		return false, err
	}
	h.tell(ctx, "checkout.session.completed", copied)
	return true, nil
}

// find is a page, over when its time is. The caller holds mu.
func (h *House) find(name string) (*page, error) {
	if err := h.open(); err != nil {
		return nil, err
	}
	p := h.pages[name]
	if p != nil && p.Status == "open" && h.Clock.Now().Unix() >= p.Expires {
		p.Status = "expired"
	}
	return p, nil
}

// tell brings a message to the city, after those that it did not take before.
func (h *House) tell(ctx context.Context, kind string, object any) {
	m := message{ID: "evt_" + h.IDs.New(), Object: "event", Type: kind, Created: h.Clock.Now().Unix()}
	m.Data.Object = object
	h.mu.Lock()
	queue := append(h.waiting, m)
	h.waiting = nil
	h.mu.Unlock()
	var left []message
	for _, m := range queue {
		body, err := json.Marshal(m)
		if err == nil {
			err = h.Notify(context.WithoutCancel(ctx), body, stripe.Sign(body, h.WebhookSecret, h.Clock.Now()))
		}
		if err != nil {
			left = append(left, m)
		}
	}
	h.mu.Lock()
	h.waiting = append(left, h.waiting...)
	h.mu.Unlock()
}

// giveBack credits a card once for a key; nothing when more would go back than was paid.
func (h *House) giveBack(key, intent string, amount int64, metadata map[string]string) (*refund, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.open(); err != nil {
		return nil, err
	}
	if made := h.refunds[h.keys[key]]; key != "" && made != nil {
		return made, nil
	}
	c := h.charges[intent]
	if c == nil {
		return nil, nil
	}
	left := c.Amount
	for _, r := range h.refunds {
		if r.Intent == intent {
			left -= r.Amount
		}
	}
	if amount <= 0 || amount > left {
		return nil, nil
	}
	r := &refund{
		ID: "re_" + h.IDs.New(), Object: "refund", Amount: amount, Currency: "cad", Intent: intent, Status: "succeeded", Metadata: metadata,
		Created: h.Clock.Now().Unix(), Key: key,
	}
	h.refunds[r.ID], h.keys[key] = r, r.ID
	return r, h.write("refund", r)
}

// between are the values of a map made from a moment to another, the newest first.
func between[T any](all map[string]*T, created func(*T) int64, from, to int64) []*T {
	var list []*T
	for _, k := range slices.Sorted(maps.Keys(all)) {
		if at := created(all[k]); at >= from && at < to {
			list = append(list, all[k])
		}
	}
	slices.SortStableFunc(list, func(a, b *T) int { return int(created(b) - created(a)) })
	return list
}
