package acquirer

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// RoundTrip answers a request to Stripe without a network.
func (h *House) RoundTrip(r *http.Request) (*http.Response, error) {
	w := &answer{header: http.Header{}, status: http.StatusOK}
	h.Wire().ServeHTTP(w, r)
	return &http.Response{
		StatusCode: w.status, Status: http.StatusText(w.status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: w.header, Body: io.NopCloser(&w.body), ContentLength: int64(w.body.Len()), Request: r,
	}, nil
}

// answer keeps what a handler writes.
type answer struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header is that of the answer.
func (a *answer) Header() http.Header { return a.header }

// WriteHeader keeps the status.
func (a *answer) WriteHeader(status int) { a.status = status }

// Write keeps the body.
func (a *answer) Write(b []byte) (int, error) { return a.body.Write(b) }

// Wire is the part of Stripe's interface that is spoken here.
func (h *House) Wire() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/checkout/sessions", h.makePage)
	mux.HandleFunc("GET /v1/checkout/sessions/{id}", h.showPage)
	mux.HandleFunc("POST /v1/checkout/sessions/{id}/expire", h.endPage)
	mux.HandleFunc("POST /v1/refunds", h.makeRefund)
	mux.HandleFunc("GET /v1/charges", h.listCharges)
	mux.HandleFunc("GET /v1/refunds", h.listRefunds)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+Secret {
			refuse(w, http.StatusUnauthorized, "invalid_request_error", "api_key")
			return
		}
		r.Body = http.MaxBytesReader(w, r.Body, 1<<20)
		if err := r.ParseForm(); err != nil {
			refuse(w, http.StatusBadRequest, "invalid_request_error", "form")
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func refuse(w http.ResponseWriter, status int, kind, code string) {
	say(w, status, map[string]any{"error": map[string]string{"type": kind, "code": code}})
}

func say(w http.ResponseWriter, status int, what any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(what); err != nil {
		return // Whoever asked has gone.
	}
}

func (h *House) makePage(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err := h.open(); err != nil {
		refuse(w, http.StatusInternalServerError, "api_error", "journal")
		return
	}
	key := r.Header.Get("Idempotency-Key")
	if made := h.pages[h.keys[key]]; key != "" && made != nil {
		say(w, http.StatusOK, made)
		return
	}
	p, ok := pageOf(r.PostForm)
	now := h.Clock.Now().Unix()
	if !ok || p.Expires < now+30*60 || p.Expires > now+24*3600 { // As Stripe demands.
		refuse(w, http.StatusBadRequest, "invalid_request_error", "parameter_invalid")
		return
	}
	p.ID = "cs_test_" + h.IDs.New()
	p.URL, p.Created, p.Key = h.Site+pagePath+p.ID, now, key
	h.pages[p.ID], h.keys[key] = p, p.ID
	if err := h.write("page", p); err != nil {
		refuse(w, http.StatusInternalServerError, "api_error", "journal")
		return
	}
	say(w, http.StatusOK, p)
}

// pageOf is the page that a form asks for.
func pageOf(f url.Values) (*page, bool) {
	p := &page{
		Object: "checkout.session", Status: "open", Paid: "unpaid", Currency: "cad", Reference: f.Get("client_reference_id"),
		Success: f.Get("success_url"), Cancel: f.Get("cancel_url"), Metadata: metadata(f),
	}
	var err error
	if p.Expires, err = strconv.ParseInt(f.Get("expires_at"), 10, 64); err != nil || f.Get("mode") != "payment" {
		return nil, false
	}
	for i := range 100 {
		prefix := "line_items[" + strconv.Itoa(i) + "]"
		if !f.Has(prefix + "[quantity]") {
			break
		}
		amount, err := strconv.ParseInt(f.Get(prefix+"[price_data][unit_amount]"), 10, 64)
		text := f.Get(prefix + "[price_data][product_data][name]")
		if err != nil || amount < 0 || text == "" || f.Get(prefix+"[quantity]") != "1" || f.Get(prefix+"[price_data][currency]") != "cad" {
			return nil, false
		}
		p.Total += amount
		p.Lines = append(p.Lines, line{text, amount})
	}
	return p, p.Total >= 50 && p.Success != "" // Stripe takes no less than fifty cents.
}

func metadata(f url.Values) map[string]string {
	all := map[string]string{}
	for name := range f {
		if key, ok := strings.CutPrefix(name, "metadata["); ok {
			all[strings.TrimSuffix(key, "]")] = f.Get(name)
		}
	}
	return all
}

func (h *House) showPage(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, err := h.find(r.PathValue("id"))
	if err != nil || p == nil {
		refuse(w, http.StatusNotFound, "invalid_request_error", "resource_missing")
		return
	}
	say(w, http.StatusOK, p)
}

func (h *House) endPage(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	p, err := h.find(r.PathValue("id"))
	if err != nil || p == nil || p.Status != "open" {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "resource_missing")
		return
	}
	p.Status = "expired"
	if err := h.write("page", p); err != nil {
		refuse(w, http.StatusInternalServerError, "api_error", "journal")
		return
	}
	say(w, http.StatusOK, p)
}

func (h *House) makeRefund(w http.ResponseWriter, r *http.Request) {
	amount, err := strconv.ParseInt(r.PostForm.Get("amount"), 10, 64)
	if err != nil {
		refuse(w, http.StatusBadRequest, "invalid_request_error", "parameter_invalid")
		return
	}
	made, err := h.giveBack(r.Header.Get("Idempotency-Key"), r.PostForm.Get("payment_intent"), amount, metadata(r.PostForm))
	switch {
	case err != nil:
		refuse(w, http.StatusInternalServerError, "api_error", "journal")
	case made == nil:
		refuse(w, http.StatusBadRequest, "invalid_request_error", "charge_already_refunded")
	default:
		say(w, http.StatusOK, made)
	}
}

func (h *House) listCharges(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open() == nil {
		sayList(w, r, between(h.charges, func(c *charge) int64 { return c.Created }, bound(r, "gte", 0), bound(r, "lt", math.MaxInt64)), func(c *charge) string { return c.ID })
	}
}

func (h *House) listRefunds(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open() == nil {
		sayList(w, r, between(h.refunds, func(x *refund) int64 { return x.Created }, bound(r, "gte", 0), bound(r, "lt", math.MaxInt64)), func(x *refund) string { return x.ID })
	}
}

func bound(r *http.Request, name string, absent int64) int64 {
	n, err := strconv.ParseInt(r.Form.Get("created["+name+"]"), 10, 64)
	if err != nil {
		return absent
	}
	return n
}

// sayList says a page of a list, after the line that starting_after names.
func sayList[T any](w http.ResponseWriter, r *http.Request, all []*T, name func(*T) string) {
	limit, err := strconv.Atoi(r.Form.Get("limit"))
	if err != nil || limit < 1 || limit > 100 {
		limit = 10
	}
	if after := r.Form.Get("starting_after"); after != "" {
		for i, one := range all {
			if name(one) == after {
				all = all[i+1:]
				break
			}
		}
	}
	more := len(all) > limit
	if more {
		all = all[:limit]
	}
	if all == nil {
		all = []*T{}
	}
	say(w, http.StatusOK, map[string]any{"object": "list", "data": all, "has_more": more})
}
