package payments

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/money"
)

// chance is a cash office where anything happens, and what it may be asked about.
type chance struct {
	*town
	dice  *rand.Rand
	bills []Bill
	pages []string // pages are those ever opened.

}

// step does one thing that may happen on any day, most of which are refused.
func (c *chance) step() {
	ctx := c.Context()
	switch c.dice.IntN(12) {
	case 0, 1:
		c.bills = append(c.bills, c.owe())
	case 2:
		if url, err := c.Checkout(ctx, marie, c.bill().ID, ""); err == nil {
			c.pages = append(c.pages, url[len("https://carte.exemple/"):])
		}
	case 3, 4:
		c.cardPays()
	case 5:
		c.mayFail(c.DB.InTx(ctx, func(tx *db.Tx) error { return c.Void(ctx, tx, c.bill().ID) }))
	case 6:
		tender := []Tender{{Method: Cash}, {Method: Cheque, Reference: "1"}, {Method: Terminal, Reference: "2"}, {Method: Deferred}, {Method: Credit}}[c.dice.IntN(5)]
		_, err := c.Take(ctx, caroline, c.bill().ID, tender, c.key())
		c.mayFail(err)
	case 7, 8:
		object := []string{"zoé-natation", "zoé-garde"}[c.dice.IntN(2)]
		way := []Method{"", "", "", Cheque, Cash, Credit}[c.dice.IntN(6)]
		c.mayFail(c.DB.InTx(ctx, func(tx *db.Tx) error {
			_, err := c.RefundTx(ctx, tx, NewRefund{
				Bill: c.bill().ID, Amounts: map[string]money.Cents{object: money.Cents(c.dice.IntN(90_00))}, By: caroline, Way: way, Owed: c.dice.IntN(2) == 0,
			})
			return err
		}))
	case 9:
		c.house.refunds = []RefundState{Given, Sent, Failed}[c.dice.IntN(3)]
		c.each(func(r Refund) { c.mayFail(c.creditCard(ctx, r.ID)) }, Granted)
	case 10:
		c.refundHappens()
	case 11:
		c.tillCloses()
	}
}

func (c *chance) bill() Bill { return c.bills[c.dice.IntN(len(c.bills))] }

// mayFail takes a refusal; what is no refusal is a defect.
func (c *chance) mayFail(err error) {
	if err != nil && isDefect(err) {
		c.Fatal(err)
	}
}

// cardPays brings a message about any page that was ever opened: true, wrong, again.
func (c *chance) cardPays() {
	if len(c.pages) == 0 {
		return
	}
	page := c.pages[c.dice.IntN(len(c.pages))]
	if c.dice.IntN(5) == 0 {
		c.mayFail(c.tell(PageExpired, page, "-", 1))
		return
	}
	amount := c.house.pages[page].Amount
	if c.dice.IntN(8) == 0 {
		amount++
	} else {
		c.house.pages[page].Kind = PagePaid
	}
	if c.dice.IntN(4) == 0 && c.event > 0 {
		c.event-- // The same message again, or one under a name that was used.
	}
	c.mayFail(c.tell(PagePaid, page, "pi_"+page, amount))
}

func (c *chance) each(do func(Refund), states ...RefundState) {
	all, err := c.RefundsIn(c.Context(), nadia, states...)
	c.ok(err)
	for _, r := range all {
		do(r)
	}
}

// refundHappens decides, writes cheques, and brings messages about refunds.
func (c *chance) refundHappens() {
	ctx := c.Context()
	c.each(func(r Refund) { c.mayFail(c.Decide(ctx, paul, r.ID, c.dice.IntN(3) > 0, "parce que", c.key())) }, Asked)
	c.each(func(r Refund) {
		switch {
		case r.Way == Cheque && r.State == Granted:
			c.mayFail(c.SendCheque(ctx, nadia, r.ID, "12", c.key()))
		case r.State == Failed:
			c.mayFail(c.SendOtherwise(ctx, nadia, r.ID, []Method{Card, Cheque, Credit}[c.dice.IntN(3)], c.key()))
		case r.Way == Card && r.Reference != "":
			kind := []EventKind{"back", "failed"}[c.dice.IntN(2)]
			c.mayFail(c.tell(kind, r.Reference, "pi", r.Amount-r.Reduced))
		}
	}, Granted, Sent, Given, Failed)
}

// tillCloses counts Caroline's till, right or not, and opens another.
func (c *chance) tillCloses() {
	ctx := c.Context()
	open, err := c.MyTill(ctx, caroline)
	c.ok(err)
	found := open.Expected
	found.Cash += money.Cents(c.dice.IntN(3)) * 5
	_, err = c.CloseTill(ctx, caroline, found, "compté deux fois", c.key())
	c.ok(err)
	_, err = c.OpenTill(ctx, caroline, 50_00, c.key())
	c.ok(err)
}

// check fails when a bill was paid, delivered or given back more than once, or the books do not
// balance.
func (c *chance) check() {
	c.Helper()
	c.balanced()
	for _, b := range c.bills {
		b = c.now(b)
		if b.Paid+b.Reduced > b.Total || b.Refunded > b.Paid || c.shop.delivered[b.ID] > 1 {
			c.Errorf("%+v was delivered %d times", b, c.shop.delivered[b.ID])
		}
		if (b.State == Paid && b.Paid > 0 || b.Deferred) && c.shop.delivered[b.ID] != 1 {
			c.Errorf("%+v is paid, and was delivered %d times", b, c.shop.delivered[b.ID])
		}
		if b.State == Void && (b.Paid > 0 || c.shop.delivered[b.ID] > 0) {
			c.Errorf("%+v is void, and was paid or delivered", b)
		}
	}
}

// TestWhateverHappensTheBooksBalance lets anything happen in any order.
func TestWhateverHappensTheBooksBalance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for seed := range uint64(6) {
			t.Run(fmt.Sprint(seed), func(t *testing.T) {
				c := &chance{town: newTown(t, emptied(t, d, seed)), dice: rand.New(rand.NewPCG(seed, 7))}
				c.ApproveAbove = 40_00
				if seed%2 == 1 {
					c.shop.gone["zoé-garde"] = true
				}
				_, err := c.OpenTill(t.Context(), caroline, 50_00, c.key())
				c.ok(err)
				c.bills = append(c.bills, c.owe())
				for i := range 150 {
					if c.step(); i%10 == 0 {
						c.check()
					}
					if t.Failed() {
						t.Fatalf("after step %d", i)
					}
				}
				c.check()
			})
		}
	})
}

// emptied is a fresh database of the kind of d.
func emptied(t *testing.T, d *db.DB, seed uint64) *db.DB {
	if seed == 0 {
		return d
	}
	if d.Kind() == db.Postgres {
		return dbtest.Postgres(t)
	}
	return dbtest.SQLite(t)
}
