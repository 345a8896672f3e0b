package stripe

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"sem/internal/payments"
)

// september is a Wednesday, ten o’clock in town.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

// asked is what the stand-in was asked last.
type asked struct {
	method, path, key, auth, version string
	form                             url.Values
}

// standIn answers every request with a status and a body, over a network of this machine.
func standIn(t *testing.T, status int, bodies ...string) (*Client, *asked) {
	t.Helper()
	var last asked
	n := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		last = asked{r.Method, r.URL.Path, r.Header.Get("Idempotency-Key"), r.Header.Get("Authorization"), r.Header.Get("Stripe-Version"), r.Form}
		w.Header().Set("Request-Id", "req_1")
		w.WriteHeader(status)
		if _, err := w.Write([]byte(bodies[min(n, len(bodies)-1)])); err != nil {
			t.Error(err)
		}
		n++
	}))
	t.Cleanup(server.Close)
	return &Client{Secret: "sk_test_1", WebhookSecret: "whsec_1", URL: server.URL}, &last
}

// opened is a Checkout Session as the reference of Stripe shows one, cut to what varies.
const opened = `{"id":"cs_test_a1","object":"checkout.session","amount_subtotal":9653,"amount_total":9653,"automatic_tax":{"enabled":false},
 "client_reference_id":"n7","created":1788357600,"currency":"cad","customer":null,"expires_at":1788359460,"livemode":false,
 "metadata":{"checkout":"n7","bill":"F2026-000001-H"},"mode":"payment","payment_intent":null,"payment_status":"unpaid","status":"open",
 "url":"https://checkout.stripe.com/c/pay/cs_test_a1"}`

var order = payments.PageOrder{
	Checkout: "n7", Bill: "F2026-000001-H", Amount: 96_53, Language: "fr", Email: "marie@exemple.ca",
	Lines:   []payments.PageLine{{Text: "Natation & plongeon, Nageur 3", Amount: 84_00}, {Text: "Garde", Amount: 12_53}},
	Success: "https://ville.exemple/paiement/retour?page=n7", Cancel: "https://ville.exemple/paiement/retour?abandon=1&page=n7",
	Expires: september.Add(31 * time.Minute),
}

func TestAPageIsAskedForAsStripeWantsIt(t *testing.T) {
	c, last := standIn(t, http.StatusOK, opened)
	page, err := c.Open(t.Context(), order)
	if err != nil || page.ID != "cs_test_a1" || page.URL != "https://checkout.stripe.com/c/pay/cs_test_a1" || page.Expires.Unix() != 1788359460 {
		t.Fatalf("%+v, %v", page, err)
	}
	if last.method != "POST" || last.path != "/v1/checkout/sessions" || last.key != "page-n7" || last.auth != "Bearer sk_test_1" || last.version != version {
		t.Errorf("asked %+v", last)
	}
	for name, want := range map[string]string{
		"mode": "payment", "payment_method_types[0]": "card", "locale": "fr-CA", "client_reference_id": "n7", "metadata[checkout]": "n7", "customer_email": "marie@exemple.ca",
		"line_items[0][quantity]": "1", "line_items[0][price_data][currency]": "cad", "line_items[0][price_data][unit_amount]": "8400",
		"line_items[0][price_data][product_data][name]": "Natation & plongeon, Nageur 3", "line_items[1][price_data][unit_amount]": "1253",
		"success_url": order.Success, "cancel_url": order.Cancel, "expires_at": fmt.Sprint(order.Expires.Unix()),
	} {
		if got := last.form.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestAPageForAnotherAmountIsRefused(t *testing.T) {
	for _, body := range []string{
		strings.ReplaceAll(opened, "9653", "9652"), strings.ReplaceAll(opened, `"cad"`, `"usd"`), `{}`, `[]`, `not json`,
	} {
		c, _ := standIn(t, http.StatusOK, body)
		if page, err := c.Open(t.Context(), order); err == nil {
			t.Errorf("%s: %+v", body, page)
		}
	}
}

func TestARefusalOfStripeKeepsItsWordsOutOfTheLog(t *testing.T) {
	c, _ := standIn(t, http.StatusPaymentRequired, `{"error":{"type":"card_error","code":"card_declined","message":"Marie Tremblay's card"}}`)
	_, err := c.Look(t.Context(), "cs_test_a1")
	if err == nil || strings.Contains(err.Error(), "Marie") || !strings.Contains(err.Error(), "card_declined") || !strings.Contains(err.Error(), "req_1") {
		t.Error(err)
	}
	moved := httptest.NewServer(http.RedirectHandler("https://ailleurs.exemple/", http.StatusFound))
	defer moved.Close()
	if _, err := (&Client{Secret: "sk_test_1", URL: moved.URL}).Look(t.Context(), "cs"); err == nil {
		t.Error("a redirection was followed")
	}
	c, _ = standIn(t, http.StatusOK, strings.Repeat(" ", longest+1))
	if _, err := c.Look(t.Context(), "cs"); !errors.Is(err, errTooLong) {
		t.Error(err)
	}
}

func TestARefundIsAskedForOnceForEachTry(t *testing.T) {
	c, last := standIn(t, http.StatusOK, `{"id":"re_1","amount":8400,"currency":"cad","payment_intent":"pi_1","status":"pending","metadata":{"refund":"r1.0"}}`)
	a, err := c.Refund(t.Context(), payments.RefundOrder{Name: "r1.0", Payment: "pi_1", Amount: 84_00})
	if err != nil || a != (payments.RefundAnswer{ID: "re_1", State: payments.Sent}) {
		t.Fatalf("%+v, %v", a, err)
	}
	if last.key != "refund-r1.0" || last.form.Get("payment_intent") != "pi_1" || last.form.Get("amount") != "8400" || last.form.Get("metadata[refund]") != "r1.0" {
		t.Errorf("asked %+v", last)
	}
	c, _ = standIn(t, http.StatusBadRequest, `{"error":{"type":"invalid_request_error","code":"charge_already_refunded"}}`)
	if a, err := c.Refund(t.Context(), payments.RefundOrder{Name: "r1.0"}); err != nil || a.State != payments.Failed {
		t.Errorf("%+v, %v", a, err)
	}
	c, _ = standIn(t, http.StatusTooManyRequests, `{"error":{"type":"invalid_request_error","code":"rate_limit"}}`)
	if _, err := c.Refund(t.Context(), payments.RefundOrder{Name: "r1.0"}); err == nil {
		t.Error("a refund that Stripe had no time for was given up")
	}
}

func TestALongListIsReadToItsEnd(t *testing.T) {
	c, last := standIn(t, http.StatusOK,
		`{"data":[{"id":"ch_1","amount":100,"currency":"cad","payment_intent":{"id":"pi_1"},"status":"succeeded","paid":true,"created":1788357600}],"has_more":true}`,
		`{"data":[{"id":"ch_2","amount":200,"currency":"cad","payment_intent":"pi_2","status":"failed","paid":false,"created":1788357600}],"has_more":false}`,
		`{"data":[{"id":"re_1","amount":50,"currency":"cad","payment_intent":"pi_1","status":"succeeded","created":1788357600}],"has_more":false}`)
	all, err := c.List(t.Context(), september, september.Add(24*time.Hour))
	if err != nil || len(all) != 2 || all[0].Payment != "pi_1" || !all[1].Refund || all[1].Amount != 50 {
		t.Errorf("%+v, %v", all, err)
	}
	if last.path != "/v1/refunds" || last.form.Get("created[gte]") != fmt.Sprint(september.Unix()) {
		t.Errorf("asked %+v", last)
	}
	c, _ = standIn(t, http.StatusOK, `{"data":[{"id":"ch_1"}],"has_more":true}`)
	if _, err := c.List(t.Context(), september, september); !errors.Is(err, errEndless) {
		t.Error(err)
	}
}

// told is a message as Stripe posts it.
func told(kind, object string) []byte {
	return fmt.Appendf(nil, `{"id":"evt_1","object":"event","api_version":"2025-08-27.basil","created":1788357600,"livemode":false,"type":%q,"data":{"object":%s}}`, kind, object)
}

func TestAMessageIsBelievedByItsSignature(t *testing.T) {
	body := told("checkout.session.expired", opened)
	good := Sign(body, "whsec_1", september)
	digest := strings.TrimPrefix(good[strings.Index(good, "v1="):], "v1=")
	stamp, _, _ := strings.Cut(good, ",")
	c := &Client{Secret: "sk_test_1", WebhookSecret: "whsec_1"}
	for name, s := range map[string]struct {
		signature string
		at        time.Time
		ok        bool
	}{
		"ours":                       {good, september, true},
		"one of several":             {stamp + ",v1=" + strings.Repeat("0", 64) + ",v1=" + digest + ",v0=abc", september, true},
		"with spaces":                {stamp + ", v1=" + digest, september, true},
		"five minutes late":          {good, september.Add(5 * time.Minute), true},
		"later":                      {good, september.Add(5*time.Minute + time.Second), false},
		"ahead of time":              {good, september.Add(-5*time.Minute - time.Second), false},
		"none":                       {"", september, false},
		"no time":                    {"v1=" + digest, september, false},
		"another time":               {"t=1,v1=" + digest, september, false},
		"no signature":               {stamp, september, false},
		"the old scheme":             {stamp + ",v0=" + digest, september, false},
		"another secret":             {Sign(body, "whsec_2", september), september, false},
		"another body":               {Sign([]byte("{}"), "whsec_1", september), september, false},
		"cut short":                  {good[:len(good)-2], september, false},
		"a time that is none":        {"t=x,v1=" + digest, september, false},
		"the replay of an old stamp": {Sign(body, "whsec_1", september.Add(-time.Hour)), september, false},
	} {
		if _, err := c.Read(body, s.signature, s.at); (err == nil) != s.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (&Client{Secret: "sk_test_1"}).Read(body, Sign(body, "", september), september); !errors.Is(err, errNoSecret) {
		t.Error("a message was believed without a secret")
	}
}

func TestMessagesInOurWords(t *testing.T) {
	paid := strings.NewReplacer(`"unpaid"`, `"paid"`, `"open"`, `"complete"`, `"payment_intent":null`, `"payment_intent":"pi_1"`).Replace(opened)
	refund := `{"id":"re_1","amount":8400,"currency":"cad","payment_intent":"pi_1","status":%q,"metadata":{"refund":"r1.0"}}`
	for _, m := range []struct {
		kind, object string
		want         payments.EventKind
		payment      string
	}{
		{"checkout.session.completed", paid, payments.PagePaid, "pi_1"},
		{"checkout.session.completed", strings.Replace(opened, `"open"`, `"complete"`, 1), payments.PageWaiting, ""},
		{"checkout.session.async_payment_succeeded", paid, payments.PagePaid, "pi_1"},
		{"checkout.session.async_payment_failed", opened, payments.PageFailed, ""},
		{"checkout.session.expired", strings.Replace(opened, `"open"`, `"expired"`, 1), payments.PageExpired, ""},
		{"refund.updated", fmt.Sprintf(refund, "succeeded"), payments.RefundGiven, "pi_1"},
		{"refund.created", fmt.Sprintf(refund, "pending"), payments.OtherEvent, "pi_1"},
		{"refund.failed", fmt.Sprintf(refund, "failed"), payments.RefundFailed, "pi_1"},
		{"charge.refund.updated", fmt.Sprintf(refund, "canceled"), payments.RefundFailed, "pi_1"},
		{"invoice.paid", `{}`, payments.OtherEvent, ""},
	} {
		body := told(m.kind, m.object)
		e, err := (&Client{Secret: "sk_test_1", WebhookSecret: "whsec_1"}).Read(body, Sign(body, "whsec_1", september), september)
		if err != nil || e.Kind != m.want || e.Payment != m.payment || e.ID != "evt_1" || e.Foreign {
			t.Errorf("%s: %+v, %v; want %s", m.kind, e, err, m.want)
		}
	}
}

func TestRehearsalsAndOtherAccountsAreForeign(t *testing.T) {
	body := told("checkout.session.completed", opened)
	if e, err := (&Client{Secret: "sk_live_1", WebhookSecret: "whsec_1"}).Read(body, Sign(body, "whsec_1", september), september); err != nil || !e.Foreign {
		t.Errorf("%+v, %v", e, err)
	}
	body = []byte(strings.Replace(string(body), `"object":"event"`, `"object":"event","account":"acct_2"`, 1))
	if e, err := (&Client{Secret: "sk_test_1", WebhookSecret: "whsec_1"}).Read(body, Sign(body, "whsec_1", september), september); err != nil || !e.Foreign {
		t.Errorf("%+v, %v", e, err)
	}
}

// FuzzRead reads whatever is signed: it never panics, and what it takes has a kind.
func FuzzRead(f *testing.F) {
	for _, kind := range []string{"checkout.session.completed", "refund.updated", "x"} {
		f.Add(told(kind, opened))
	}
	f.Add([]byte(`{"id":"evt","type":"checkout.session.completed","data":{"object":{"payment_intent":{"id":7},"metadata":null}}}`))
	f.Add([]byte(`{"type":"refund.failed","data":{"object":"x"}}`))
	c := &Client{Secret: "sk_test_1", WebhookSecret: "whsec_1"}
	f.Fuzz(func(t *testing.T, body []byte) {
		if e, err := c.Read(body, Sign(body, "whsec_1", september), september); err == nil && e.Kind == "" {
			t.Errorf("%q has no kind", body)
		}
	})
}

// FuzzSignature reads whatever header: only ours is believed.
func FuzzSignature(f *testing.F) {
	body := told("checkout.session.completed", opened)
	f.Add(Sign(body, "whsec_1", september))
	f.Add("t=,v1=,v1")
	f.Add("t=1788357600,v1=00")
	want := Sign(body, "whsec_1", september)
	f.Fuzz(func(t *testing.T, signature string) {
		if proved(body, signature, "whsec_1", september) == nil && !strings.Contains(strings.ToLower(signature), want[strings.Index(want, "v1=")+3:]) {
			t.Errorf("%q was believed", signature)
		}
	})
}
