package payments

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/money"
)

func civilDay(t time.Time) civil.Day { return civil.DayOf(t) }

func TestTheSameBillAskedTwiceIsTheSamePage(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		if first, again := tw.page(b), tw.page(b); first != again || len(tw.house.pages) != 1 {
			t.Errorf("pages %s and %s", first, again)
		}
		tw.clock.Advance(time.Hour) // It is over.
		if third := tw.page(b); third == "cs_1" {
			t.Error("a page past its time was given")
		}
	})
}

func TestAProviderThatIsAwayTakesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		tw.house.away = true
		_, err := tw.Checkout(t.Context(), marie, b.ID, "")
		tw.refused(fault.Unavailable, err)
		tw.house.away = false
		tw.page(b)
		if len(tw.house.pages) != 1 {
			t.Errorf("%d pages", len(tw.house.pages))
		}
		tw.Gateway = nil
		_, err = tw.Checkout(t.Context(), marie, b.ID, "")
		tw.refused(fault.Unavailable, err)
	})
}

func TestMessagesHaveTheirEffectOnceInAnyOrder(t *testing.T) {
	paid := func(tw *town, page string) error { return tw.tell(PagePaid, page, "pi_1", 96_53) }
	again := func(tw *town, page string) error { return tw.tell(PagePaid, page, "pi_1", 96_53) }
	same := func(tw *town, page string) error { tw.event--; return tw.tell(PagePaid, page, "pi_1", 96_53) }
	expired := func(tw *town, page string) error { return tw.tell(PageExpired, page, "-", 96_53) }
	waiting := func(tw *town, page string) error { return tw.tell(PageWaiting, page, "-", 96_53) }
	other := func(tw *town, page string) error { return tw.tell(OtherEvent, "-", "-", 0) }
	type step = func(*town, string) error
	for name, steps := range map[string][]step{
		"once":                  {paid},
		"twice":                 {paid, again},
		"the same sent again":   {paid, same, same},
		"late, after expiring":  {expired, paid},
		"before expiring":       {paid, expired},
		"among others":          {other, waiting, paid, waiting, other, again, expired},
		"completed, then again": {waiting, paid, paid, paid},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				tw := newTown(t, d)
				b := tw.owe()
				page := tw.page(b)
				for _, s := range steps {
					tw.ok(s(tw, page))
				}
				tw.want(b, Paid, 96_53, 0)
				if tw.shop.delivered[b.ID] != 1 || tw.account(card, "") != 96_53 {
					t.Errorf("delivered %d times, %d on the card account", tw.shop.delivered[b.ID], tw.account(card, ""))
				}
			})
		})
	}
}

func TestWhatIsNotProvedOrNotOursIsNotBooked(t *testing.T) {
	for name, c := range map[string]struct {
		body, signature string
		kind            fault.Kind
		outcome         outcome
	}{
		"forged":            {"evt_1 paid cs_1 pi_1 96.53 cad", "bad", fault.Forbidden, ""},
		"another amount":    {"evt_1 paid cs_1 pi_1 0.01 cad", "good", "", wrongAmount},
		"more":              {"evt_1 paid cs_1 pi_1 96.54 cad", "good", "", wrongAmount},
		"another currency":  {"evt_1 paid cs_1 pi_1 96.53 usd", "good", "", wrongCurrency},
		"another account":   {"evt_1 paid cs_1 pi_foreign 96.53 cad", "good", "", foreign},
		"a page not ours":   {"evt_1 paid cs_77 pi_1 96.53 cad", "good", "", ignored},
		"a refund not ours": {"evt_1 back re_77 pi_1 96.53 cad", "good", "", ignored},
	} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				tw := newTown(t, d)
				b := tw.owe()
				tw.page(b)
				err := tw.Webhook(t.Context(), []byte(c.body), c.signature)
				if fault.KindOf(err) != c.kind {
					t.Errorf("answered %v", err)
				}
				if got := strings.Join(tw.outcomes(), " "); got != string(c.outcome) {
					t.Errorf("outcome %q, want %q", got, c.outcome)
				}
				tw.want(b, Open, 0, 0)
				if len(tw.shop.delivered) != 0 {
					t.Error("it was delivered")
				}
			})
		})
	}
}

func TestACardThatPaysWhatIsPaidAlreadyIsGivenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		page := tw.page(b)
		_, err := tw.OpenTill(t.Context(), caroline, 0, tw.key())
		tw.ok(err)
		_, err = tw.Take(t.Context(), caroline, b.ID, Tender{Method: Cash, Given: 96_55}, tw.key())
		tw.ok(err)
		tw.ok(tw.tell(PagePaid, page, "pi_1", 96_53))
		tw.want(b, Paid, 96_53, 0)
		back, err := refundsOfBill(t.Context(), d, b.ID)
		tw.ok(err)
		if len(back) != 1 || back[0].Amount != 96_53 || back[0].State != Granted || back[0].Way != Card {
			t.Fatalf("given back %+v", back)
		}
		tw.ok(tw.creditCard(t.Context(), back[0].ID))
		tw.ok(tw.creditCard(t.Context(), back[0].ID))
		tw.want(b, Paid, 96_53, 0)
		if tw.account(card, "") != 0 || tw.shop.delivered[b.ID] != 1 || len(tw.book.news) != 1 {
			t.Errorf("%d on the card account, delivered %d times, told %d times", tw.account(card, ""), tw.shop.delivered[b.ID], len(tw.book.news))
		}
	})
}

func TestWhatWasHeldTooShortIsDeliveredOrGivenBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		page := tw.page(b)
		tw.tx(func(tx *db.Tx) error { return tw.Void(t.Context(), tx, b.ID) })
		tw.shop.gone["zoé-natation"] = true
		tw.ok(tw.tell(PagePaid, page, "pi_1", 96_53))
		tw.want(b, Paid, 96_53, 84_00)
		back, err := refundsOfBill(t.Context(), d, b.ID)
		tw.ok(err)
		if len(back) != 1 || back[0].State != Granted || back[0].Way != Card || tw.shop.delivered[b.ID] != 1 {
			t.Errorf("given back %+v, delivered %d times", back, tw.shop.delivered[b.ID])
		}
		if tw.account(income, "leisure") != 0 || tw.account(income, "childcare") != -12_53 {
			t.Errorf("leisure %d, childcare %d", tw.account(income, "leisure"), tw.account(income, "childcare"))
		}
	})
}

func TestAPaymentIsAskedForAgainWhenTheRoomCannotDeliver(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		page := tw.page(b)
		tw.shop.broken = true
		if err := tw.tell(PagePaid, page, "pi_1", 96_53); err == nil {
			t.Error("the message was taken")
		}
		tw.want(b, Open, 0, 0)
		tw.shop.broken = false
		tw.event--
		tw.ok(tw.tell(PagePaid, page, "pi_1", 96_53))
		tw.want(b, Paid, 96_53, 0)
	})
}

func TestALostMessageIsMadeUpFor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		paid, gone := tw.owe(), tw.owe()
		e := tw.house.pages[tw.page(paid)]
		e.Kind, e.Payment = PagePaid, "pi_1"
		tw.house.pages[tw.page(gone)].Kind = PageExpired
		tw.ok(tw.WatchPages(t.Context()))
		tw.want(paid, Open, 0, 0) // It is too early to ask.
		tw.clock.Advance(3 * time.Minute)
		tw.ok(tw.WatchPages(t.Context()))
		tw.ok(tw.WatchPages(t.Context()))
		tw.want(paid, Paid, 96_53, 0)
		tw.want(gone, Open, 0, 0)
		tw.ok(tw.tell(PagePaid, e.Page, "pi_1", 96_53))
		tw.want(paid, Paid, 96_53, 0)
		left, err := pagesToLookAt(t.Context(), d, tw.clock.Now().Add(time.Hour), 10)
		if err != nil || len(left) != 0 {
			t.Errorf("%d pages still under way, %v", len(left), err)
		}
	})
}

func TestAnotherPersonDecidesOnALargeRefund(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe(Line{Amount: 300_00, Income: "leisure", Object: "camp"})
		tw.ok(tw.tell(PagePaid, tw.page(b), "pi_1", 300_00))
		small := tw.refund(b, nadia, map[string]money.Cents{"camp": 50_00})
		if small.State != Granted {
			t.Errorf("a small refund is %s", small.State)
		}
		large := tw.refund(b, nadia, map[string]money.Cents{"camp": 250_00})
		if large.State != Asked {
			t.Fatalf("a large refund is %s", large.State)
		}
		tw.want(b, Paid, 300_00, 300_00)
		tw.refused(fault.Forbidden, tw.Decide(t.Context(), nadia, large.ID, true, "", tw.key()))
		tw.refused(fault.Forbidden, tw.Decide(t.Context(), caroline, large.ID, true, "", tw.key()))
		tw.refused(fault.Invalid, tw.Decide(t.Context(), paul, large.ID, false, "", tw.key()))
		tw.ok(tw.Decide(t.Context(), paul, large.ID, false, "Le camp a eu lieu", tw.key()))
		tw.want(b, Paid, 300_00, 50_00)
		tw.refused(fault.Conflict, tw.Decide(t.Context(), paul, large.ID, true, "", tw.key()))
		large = tw.refund(b, nadia, map[string]money.Cents{"camp": 250_00})
		key := tw.key()
		tw.ok(tw.Decide(t.Context(), paul, large.ID, true, "", key))
		tw.ok(tw.Decide(t.Context(), paul, large.ID, true, "", key))
		tw.ok(tw.creditCard(t.Context(), large.ID))
		tw.ok(tw.creditCard(t.Context(), small.ID))
		tw.want(b, Paid, 300_00, 300_00)
		if tw.refundNow(large).State != Given || tw.account(card, "") != 0 || tw.account(income, "leisure") != 0 {
			t.Errorf("%+v, %d on the card account", tw.refundNow(large), tw.account(card, ""))
		}
		kinds := deedKinds(tw)
		if !slices.Contains(kinds, RefundAsked) || !slices.Contains(kinds, RefundGranted) || !slices.Contains(kinds, RefundRefused) {
			t.Errorf("journaled %v", kinds)
		}
	})
}

func TestMoreIsNeverGivenBackThanWasPaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		tw.ok(tw.tell(PagePaid, tw.page(b), "pi_1", 96_53))
		tw.refund(b, nadia, map[string]money.Cents{"zoé-natation": 80_00})
		for _, amounts := range []map[string]money.Cents{{"zoé-natation": 4_01}, {"zoé-garde": 12_54}, {"zoé-garde": -1}, {"else": 1}, {}, {"zoé-garde": 0}} {
			err := d.InTx(t.Context(), func(tx *db.Tx) error {
				_, err := tw.RefundTx(t.Context(), tx, NewRefund{Bill: b.ID, Amounts: amounts, By: nadia})
				return err
			})
			tw.refused(fault.Conflict, err)
		}
		tw.refund(b, nadia, map[string]money.Cents{"zoé-natation": 4_00, "zoé-garde": 12_53})
		tw.want(b, Paid, 96_53, 96_53)
	})
}

func TestWhatWasNeverPaidIsOwedNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		_, err := tw.Take(t.Context(), caroline, b.ID, Tender{Method: Deferred}, tw.key())
		tw.ok(err)
		r := tw.refund(b, caroline, map[string]money.Cents{"zoé-natation": 84_00})
		if r.State != Given || r.Reduced != 84_00 {
			t.Errorf("%+v", r)
		}
		if now := tw.now(b); now.Owing() != 12_53 || tw.account(income, "leisure") != 0 || tw.account(receivable, "") != 12_53 {
			t.Errorf("still owes %s, leisure %d", now.Owing().Plain(), tw.account(income, "leisure"))
		}
		tw.refund(b, caroline, map[string]money.Cents{"zoé-garde": 12_53})
		tw.want(b, Paid, 0, 0)
	})
}

func TestACreditIsKeptAndSpent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		tw.ok(tw.tell(PagePaid, tw.page(b), "pi_1", 96_53))
		tw.tx(func(tx *db.Tx) error {
			r, err := tw.RefundTx(t.Context(), tx, NewRefund{Bill: b.ID, Amounts: map[string]money.Cents{"zoé-garde": 12_53}, By: nadia, Way: Credit})
			if r.State != Given {
				t.Errorf("the credit is %s", r.State)
			}
			return err
		})
		kept, err := tw.CreditOf(t.Context(), d, "marie")
		if err != nil || kept != 12_53 {
			t.Errorf("kept %s, %v", kept.Plain(), err)
		}
		next := tw.owe(Line{Amount: 20_00, Income: "leisure", Object: "o"})
		p, err := tw.Take(t.Context(), caroline, next.ID, Tender{Method: Credit}, tw.key())
		tw.ok(err)
		if p.Amount != 12_53 || tw.now(next).Owing() != 7_47 || len(tw.shop.delivered) != 1 {
			t.Errorf("paid %s, owes %s", p.Amount.Plain(), tw.now(next).Owing().Plain())
		}
		_, err = tw.Take(t.Context(), caroline, next.ID, Tender{Method: Credit}, tw.key())
		tw.refused(fault.Conflict, err)
		tw.ok(tw.tell(PagePaid, tw.page(next), "pi_2", 7_47))
		tw.want(next, Paid, 20_00, 0)
	})
}

func TestACardThatDoesNotTakeARefundIsReplacedByACheque(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		tw.ok(tw.tell(PagePaid, tw.page(b), "pi_1", 96_53))
		tw.house.refunds = Sent
		r := tw.refund(b, nadia, map[string]money.Cents{"zoé-natation": 84_00})
		tw.ok(tw.creditCard(t.Context(), r.ID))
		if tw.refundNow(r).State != Sent || tw.account(card, "") != 12_53 {
			t.Errorf("%+v", tw.refundNow(r))
		}
		name := "re_" + tryName(r)
		tw.ok(tw.tell("failed", name, "pi_1", 84_00))
		tw.ok(tw.tell("failed", name, "pi_1", 84_00))
		tw.ok(tw.tell("back", name, "pi_1", 84_00)) // It comes too late: it has failed.
		if tw.refundNow(r).State != Failed || tw.account(card, "") != 96_53 || tw.account(refunds, "") != -84_00 {
			t.Errorf("%+v, card %d, refunds %d", tw.refundNow(r), tw.account(card, ""), tw.account(refunds, ""))
		}
		tw.balanced()
		tw.ok(tw.SendOtherwise(t.Context(), nadia, r.ID, Cheque, tw.key()))
		tw.refused(fault.Invalid, tw.SendCheque(t.Context(), nadia, r.ID, " ", tw.key()))
		tw.ok(tw.SendCheque(t.Context(), nadia, r.ID, "000123", tw.key()))
		tw.want(b, Paid, 96_53, 84_00)
		if got := tw.refundNow(r); got.State != Given || got.Reference != "000123" || tw.account(bank, "cheques") != -84_00 {
			t.Errorf("%+v", got)
		}
	})
}

func TestManyWhoPayAtOnceAreOnePayment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		page := tw.page(b)
		_, err := tw.OpenTill(t.Context(), caroline, 0, tw.key())
		tw.ok(err)
		tw.Journal = nil // Its fake writes into memory.
		var all sync.WaitGroup
		for i := range 24 {
			key := tw.key()
			all.Go(func() {
				var err error
				switch i % 3 {
				case 0:
					_, err = tw.Take(t.Context(), caroline, b.ID, Tender{Method: Terminal, Reference: "1"}, key)
				case 1:
					err = tw.Webhook(t.Context(), fmt.Appendf(nil, "evt_%d paid %s pi_1 96.53 cad", i, page), "good")
				default:
					err = tw.Webhook(t.Context(), fmt.Appendf(nil, "evt_one paid %s pi_1 96.53 cad", page), "good")
				}
				if err != nil && fault.KindOf(err) != fault.Conflict {
					t.Error(err)
				}
			})
		}
		all.Wait()
		tw.want(b, Paid, 96_53, 0)
		if tw.shop.delivered[b.ID] != 1 {
			t.Errorf("delivered %d times", tw.shop.delivered[b.ID])
		}
	})
}
