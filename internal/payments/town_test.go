package payments

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/session"
)

// september is a Wednesday, ten o’clock in town.
var september = time.Date(2026, 9, 2, 14, 0, 0, 0, time.UTC)

var (
	marie    = session.Viewer{Account: "compte-marie", Person: "marie", Name: "Marie"}
	luc      = session.Viewer{Account: "compte-luc", Person: "luc", Name: "Luc"}
	caroline = session.Viewer{Account: "caroline", FullName: "Caroline Roy", Role: session.Agent}
	nadia    = session.Viewer{Account: "nadia", FullName: "Nadia Fortin", Role: session.Leisure}
	paul     = session.Viewer{Account: "paul", FullName: "Paul Nault", Role: session.Administrator}
)

// shop is a room that sells, and what it was told.
type shop struct {
	s         *Service
	delivered map[BillID]int
	gone      map[string]bool // gone are objects that it can deliver no more.
	broken    bool
}

func (r *shop) BillPaid(ctx context.Context, tx *db.Tx, b Bill, _ time.Time) error {
	if r.broken {
		return errors.New("the shop is closed")
	}
	back := map[string]money.Cents{}
	for _, l := range b.Lines {
		if r.gone[l.Object] {
			back[l.Object] = b.of(l.Object)
		}
	}
	if len(back) > 0 {
		if _, err := r.s.RefundTx(ctx, tx, NewRefund{Bill: b.ID, Amounts: back, Reason: "Plus de place", Owed: true}); err != nil {
			return err
		}
	}
	tx.AfterCommit(func() { r.delivered[b.ID]++ })
	return nil
}

// provider is a card house of a few lines, which answers as it is told to.
type provider struct {
	pages   map[string]*Event // pages are by the provider's name, as Look tells them.
	names   map[CheckoutID]string
	backs   map[string]RefundAnswer
	told    []Told
	away    bool
	refunds RefundState
	closed  []string
}

var errAway = errors.New("the provider is away")

func (p *provider) Open(_ context.Context, o PageOrder) (Page, error) {
	if p.away {
		return Page{}, errAway
	}
	name, made := p.names[o.Checkout]
	if !made {
		name = fmt.Sprintf("cs_%d", len(p.pages)+1)
		p.names[o.Checkout] = name
		p.pages[name] = &Event{Kind: PageWaiting, Page: name, Checkout: o.Checkout, Amount: o.Amount, Currency: "cad"}
	}
	return Page{ID: name, URL: "https://carte.exemple/" + name, Expires: o.Expires}, nil
}

func (p *provider) Look(_ context.Context, page string) (Event, error) {
	if p.away {
		return Event{}, errAway
	}
	return *p.pages[page], nil
}

func (p *provider) Close(_ context.Context, page string) error {
	p.closed = append(p.closed, page)
	if p.away || p.pages[page].Kind != PageWaiting {
		return errAway
	}
	p.pages[page].Kind = PageExpired
	return nil
}

func (p *provider) Refund(_ context.Context, o RefundOrder) (RefundAnswer, error) {
	if p.away {
		return RefundAnswer{}, errAway
	}
	if _, done := p.backs[o.Name]; !done {
		p.backs[o.Name] = RefundAnswer{ID: "re_" + o.Name, State: p.refunds}
	}
	return p.backs[o.Name], nil
}

// Read believes a body that is the name of an event, signed "good".
func (p *provider) Read(body []byte, signature string, _ time.Time) (Event, error) {
	if signature != "good" {
		return Event{}, errors.New("forged")
	}
	var e Event
	var kind, amount string
	if _, err := fmt.Sscanf(string(body), "%s %s %s %s %s %s", &e.ID, &kind, &e.Page, &e.Payment, &amount, &e.Currency); err != nil {
		return e, err
	}
	cents, err := money.Parse(amount)
	e.Kind, e.Amount = EventKind(kind), cents
	if kind == "back" || kind == "failed" {
		e.Kind, e.Refund, e.Page = map[string]EventKind{"back": RefundGiven, "failed": RefundFailed}[kind], e.Page, ""
	}
	e.Foreign = e.Payment == "pi_foreign"
	return e, err
}

func (p *provider) List(context.Context, time.Time, time.Time) ([]Told, error) {
	if p.away {
		return nil, errAway
	}
	return p.told, nil
}

// book is what was journaled and told.
type book struct {
	deeds []Deed
	news  []News
}

func (b *book) PaymentDone(_ context.Context, tx *db.Tx, d Deed) error {
	tx.AfterCommit(func() { b.deeds = append(b.deeds, d) })
	return nil
}

func (b *book) PaymentTold(ctx context.Context, tx *db.Tx, n News) error {
	if title, body := n.Words(ctx); title == "" || body == "" {
		return errors.New("news without words")
	}
	tx.AfterCommit(func() { b.news = append(b.news, n) })
	return nil
}

// town is a cash office in September, with a shop and a card house.
type town struct {
	testing.TB
	*Service
	clock *clock.Still
	shop  *shop
	house *provider
	book  *book
	keys  int
	event int
}

func newTown(t testing.TB, d *db.DB) *town {
	t.Helper()
	still, ids := clock.At(september), id.Counting("n")
	tw := &town{TB: t, clock: still, book: &book{}, house: &provider{pages: map[string]*Event{}, names: map[CheckoutID]string{}, backs: map[string]RefundAnswer{}, refunds: Given}}
	tw.Service = &Service{
		DB: d, Clock: still, IDs: ids, People: &people.Service{DB: d, Clock: still, IDs: ids}, Journal: tw.book, Alerts: tw.book, Gateway: tw.house,
		Site: "https://ville.exemple", ApproveAbove: 200_00,
	}
	tw.shop = &shop{s: tw.Service, delivered: map[BillID]int{}, gone: map[string]bool{}}
	tw.Rooms = map[string]Room{"registration": tw.shop}
	var all []people.Person
	for _, name := range []string{"marie", "luc"} {
		all = append(all, people.Person{ID: people.ID(name), GivenName: name, FamilyName: "Tremblay", BirthDate: "1980-01-01", Language: "fr", Residence: people.Unknown, CreatedAt: september, UpdatedAt: september})
	}
	tw.ok(d.InTx(t.Context(), func(tx *db.Tx) error { return tw.People.Load(t.Context(), tx, slices.Values(all)) }))
	return tw
}

func (tw *town) ok(err error) {
	tw.Helper()
	if err != nil {
		tw.Fatal(err)
	}
}

// refused fails unless err is a fault of a kind.
func (tw *town) refused(kind fault.Kind, err error) {
	tw.Helper()
	if fault.KindOf(err) != kind {
		tw.Errorf("got %v, want a refusal of kind %q", err, kind)
	}
}

func (tw *town) key() forms.Key {
	tw.keys++
	return forms.Key{Value: fmt.Sprint("key ", tw.keys), Actor: "who", Fingerprint: "what"}
}

func (tw *town) tx(do func(*db.Tx) error) {
	tw.Helper()
	tw.ok(tw.DB.InTx(tw.Context(), do))
}

// swim is 84,00 $ of courses and 12,50 $ of childcare for Zoé, in two objects.
var swim = []Line{
	{Text: i18n.Words{FR: "Natation, Nageur 3"}, Amount: 90_00, Income: "leisure", Object: "zoé-natation"},
	{Text: i18n.Words{FR: "Deuxième enfant"}, Amount: -6_00, Income: "leisure", Object: "zoé-natation"},
	{Text: i18n.Words{FR: "Service de garde"}, Amount: 12_53, Income: "childcare", Object: "zoé-garde"},
}

// owe makes Marie's bill of 96,53 $.
func (tw *town) owe(lines ...Line) (b Bill) {
	tw.Helper()
	if len(lines) == 0 {
		lines = swim
	}
	tw.tx(func(tx *db.Tx) (err error) {
		b, err = tw.Owe(tw.Context(), tx, NewBill{Room: "registration", Object: "L2026-000001-A", Payer: "marie", Scope: people.Leisure, Lines: lines})
		return err
	})
	return b
}

// page opens the hosted page of a bill, and gives the provider's name of it.
func (tw *town) page(b Bill) string {
	tw.Helper()
	url, err := tw.Checkout(tw.Context(), marie, b.ID, "/panier")
	tw.ok(err)
	return url[len("https://carte.exemple/"):]
}

// tell brings a message of the provider.
func (tw *town) tell(kind EventKind, page, payment string, amount money.Cents) error {
	tw.event++
	return tw.Webhook(tw.Context(), fmt.Appendf(nil, "evt_%d %s %s %s %s cad", tw.event, kind, page, payment, amount.Plain()), "good")
}

func (tw *town) now(b Bill) Bill {
	tw.Helper()
	b, err := tw.Bill(tw.Context(), tw.DB, b.ID)
	tw.ok(err)
	return b
}

// wantPaid fails unless a bill is in a state, paid so much and given back so much, and the
// books balance.
func (tw *town) want(b Bill, state State, paid, refunded money.Cents) {
	tw.Helper()
	if b = tw.now(b); b.State != state || b.Paid != paid || b.Refunded != refunded {
		tw.Errorf("bill %s is %s, paid %s, given back %s; want %s, %s, %s", b.Number, b.State, b.Paid.Plain(), b.Refunded.Plain(), state, paid.Plain(), refunded.Plain())
	}
	tw.balanced()
}

func (tw *town) balanced() {
	tw.Helper()
	a, err := Verify(tw.Context(), tw.DB)
	tw.ok(err)
	for _, w := range a.Wrong {
		tw.Error(w)
	}
}

// account is what an account of the books holds.
func (tw *town) account(account, part string) money.Cents {
	tw.Helper()
	sum, err := sumOf(tw.Context(), tw.DB, account, part)
	tw.ok(err)
	return sum
}

func (tw *town) refund(b Bill, by session.Viewer, amounts map[string]money.Cents) (r Refund) {
	tw.Helper()
	tw.tx(func(tx *db.Tx) (err error) {
		r, err = tw.RefundTx(tw.Context(), tx, NewRefund{Bill: b.ID, Amounts: amounts, Reason: "Abandon", By: by})
		return err
	})
	return r
}

func (tw *town) refundNow(r Refund) Refund {
	tw.Helper()
	r, err := refundByID(tw.Context(), tw.DB, r.ID)
	tw.ok(err)
	return r
}

func (tw *town) outcomes() []string {
	tw.Helper()
	rows, err := tw.DB.Query(tw.Context(), `
		SELECT outcome
		FROM   payments_event
		ORDER BY id`)
	all, err := db.Collect(rows, err, func(r *db.Rows) (s string, err error) { err = r.Scan(&s); return s, err })
	tw.ok(err)
	return all
}

// isDefect tells an error of ours from a refusal.
func isDefect(err error) bool { return fault.KindOf(err) == fault.Internal }
