package payments

import (
	"slices"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/money"
	"sem/internal/people"
)

func TestCashIsRoundedToFiveCents(t *testing.T) {
	for amount, want := range map[money.Cents]money.Cents{0: 0, 1: 0, 2: 0, 3: 5, 4: 5, 5: 5, 96_52: 96_50, 96_53: 96_55, 96_57: 96_55, 96_58: 96_60, 99_99: 100_00} {
		if got := CashOf(amount); got != want {
			t.Errorf("%s in cash is %s, want %s", amount.Plain(), got.Plain(), want.Plain())
		}
	}
}

func TestIncomeIsSharedToTheCent(t *testing.T) {
	for _, amount := range []money.Cents{0, 1, 99, 100, 96_53, 333_33} {
		for _, lines := range [][]Line{swim, swim[:1], {{Amount: 1, Income: "a"}, {Amount: 1, Income: "b"}, {Amount: 1, Income: "c"}}} {
			var sum money.Cents
			for _, e := range shared(lines, amount) {
				sum += e.amount
			}
			if sum != -amount {
				t.Errorf("%s of %v shares out to %s", amount.Plain(), lines, sum.Plain())
			}
		}
	}
}

func TestABillIsPaidInCashWithChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		_, err := tw.Take(t.Context(), caroline, b.ID, Tender{Method: Cash, Given: 100_00}, tw.key())
		tw.refused(fault.Conflict, err) // She has no till.
		till, err := tw.OpenTill(t.Context(), caroline, 150_00, tw.key())
		tw.ok(err)
		_, err = tw.Take(t.Context(), caroline, b.ID, Tender{Method: Cash, Given: 96_50}, tw.key())
		tw.refused(fault.Invalid, err)
		_, err = tw.Take(t.Context(), marie, b.ID, Tender{Method: Cash, Given: 100_00}, tw.key())
		tw.refused(fault.Forbidden, err)
		p, err := tw.Take(t.Context(), caroline, b.ID, Tender{Method: Cash, Given: 100_00}, tw.key())
		tw.ok(err)
		if p.Change != 3_45 || p.Rounding != 2 {
			t.Errorf("change %s, rounding %s; want 3.45 and 0.02", p.Change.Plain(), p.Rounding.Plain())
		}
		tw.want(b, Paid, 96_53, 0)
		if got := tw.account(tillCash, string(till.ID)); got != 150_00+96_55 {
			t.Errorf("the till holds %s", got.Plain())
		}
		if tw.account(income, "leisure") != -84_00 || tw.account(income, "childcare") != -12_53 || tw.shop.delivered[b.ID] != 1 {
			t.Errorf("leisure %d, childcare %d, delivered %d times", tw.account(income, "leisure"), tw.account(income, "childcare"), tw.shop.delivered[b.ID])
		}
		_, err = tw.Take(t.Context(), caroline, b.ID, Tender{Method: Cash}, tw.key())
		tw.refused(fault.Conflict, err)
	})
}

func TestTheSameFormIsOnePayment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b, key := tw.owe(), tw.key()
		_, err := tw.OpenTill(t.Context(), caroline, 0, tw.key())
		tw.ok(err)
		first, err := tw.Take(t.Context(), caroline, b.ID, Tender{Method: Terminal, Reference: "0042"}, key)
		tw.ok(err)
		again, err := tw.Take(t.Context(), caroline, b.ID, Tender{Method: Terminal, Reference: "0042"}, key)
		tw.ok(err)
		if first.ID != again.ID {
			t.Errorf("two payments: %s and %s", first.ID, again.ID)
		}
		other := forms.Key{Value: key.Value, Actor: key.Actor, Fingerprint: "else"}
		_, err = tw.Take(t.Context(), caroline, b.ID, Tender{Method: Cash}, other)
		tw.refused(fault.Conflict, err)
		tw.want(b, Paid, 96_53, 0)
	})
}

func TestWhatIsPaidLaterIsDeliveredNowAndOwed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		_, err := tw.Take(t.Context(), caroline, b.ID, Tender{Method: Deferred}, tw.key())
		tw.ok(err)
		if now := tw.now(b); !now.Deferred || now.Owing() != 96_53 || tw.shop.delivered[b.ID] != 1 || tw.account(receivable, "") != 96_53 {
			t.Errorf("%+v, delivered %d times", now, tw.shop.delivered[b.ID])
		}
		tw.balanced()
		_, err = tw.OpenTill(t.Context(), caroline, 0, tw.key())
		tw.ok(err)
		_, err = tw.Take(t.Context(), caroline, b.ID, Tender{Method: Cheque, Reference: "118"}, tw.key())
		tw.ok(err)
		tw.want(b, Paid, 96_53, 0)
		if tw.shop.delivered[b.ID] != 1 || tw.account(receivable, "") != 0 {
			t.Errorf("delivered %d times, %d still owed", tw.shop.delivered[b.ID], tw.account(receivable, ""))
		}
	})
}

func TestACartThatComesToNothingLeavesNoIncome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		tw.tx(func(tx *db.Tx) error { return tw.Void(t.Context(), tx, b.ID) })
		tw.tx(func(tx *db.Tx) error { return tw.Void(t.Context(), tx, b.ID) })
		tw.want(b, Void, 0, 0)
		if a, err := Verify(t.Context(), d); err != nil || a.Movements != 0 {
			t.Errorf("%d movements, %v", a.Movements, err)
		}
		_, err := tw.Take(t.Context(), caroline, b.ID, Tender{Method: Deferred}, tw.key())
		tw.refused(fault.Conflict, err)
		_, err = tw.Checkout(t.Context(), marie, b.ID, "")
		tw.refused(fault.Conflict, err)
	})
}

func TestABillOfNothingIsPaidAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe(Line{Amount: 20_00, Income: "leisure"}, Line{Amount: -20_00, Income: "leisure"})
		tw.want(b, Paid, 0, 0)
		if len(tw.shop.delivered) != 0 {
			t.Error("the shop was called")
		}
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tw.Owe(t.Context(), tx, NewBill{Room: "registration", Payer: "marie", Lines: []Line{{Amount: -1}}})
			return err
		})
		if err == nil {
			t.Error("a bill below zero was made")
		}
	})
}

func TestATillIsCountedWhenItCloses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		till, err := tw.OpenTill(t.Context(), caroline, 100_00, tw.key())
		tw.ok(err)
		_, err = tw.OpenTill(t.Context(), caroline, 0, tw.key())
		tw.refused(fault.Conflict, err)
		for _, tender := range []Tender{{Method: Cash, Given: 100_00}, {Method: Cheque, Reference: "7"}, {Method: Terminal, Reference: "0001"}} {
			_, err := tw.Take(t.Context(), caroline, tw.owe().ID, tender, tw.key())
			tw.ok(err)
		}
		open, err := tw.MyTill(t.Context(), caroline)
		tw.ok(err)
		if want := (Count{Cash: 196_55, Cheques: 96_53, Terminal: 96_53}); open.Expected != want {
			t.Errorf("expected %+v, want %+v", open.Expected, want)
		}
		_, _, err = tw.TillAs(t.Context(), paul, till.ID)
		tw.ok(err)
		other := caroline
		other.Account = "else"
		_, _, err = tw.TillAs(t.Context(), other, till.ID)
		tw.refused(fault.NotFound, err)
		found := Count{Cash: 191_55, Cheques: 96_53, Terminal: 96_53}
		_, err = tw.CloseTill(t.Context(), caroline, found, "", tw.key())
		tw.refused(fault.Invalid, err)
		key := tw.key()
		closed, err := tw.CloseTill(t.Context(), caroline, found, "Un billet de cinq manque", key)
		tw.ok(err)
		again, err := tw.CloseTill(t.Context(), caroline, found, "Un billet de cinq manque", key)
		tw.ok(err)
		if closed.Difference() != -5_00 || again.ID != closed.ID || tw.account(difference, "") != 5_00 || tw.account(tillCash, string(till.ID)) != 0 {
			t.Errorf("difference %d, %d booked, %d left in the till", closed.Difference(), tw.account(difference, ""), tw.account(tillCash, string(till.ID)))
		}
		tw.balanced()
		_, err = tw.Take(t.Context(), caroline, tw.owe().ID, Tender{Method: Cash}, tw.key())
		tw.refused(fault.Conflict, err)
		if kinds := deedKinds(tw); !slices.Contains(kinds, TillOpened) || !slices.Contains(kinds, TillClosed) || !slices.Contains(kinds, PaymentTaken) {
			t.Errorf("journaled %v", kinds)
		}
	})
}

func deedKinds(tw *town) (all []DeedKind) {
	for _, d := range tw.book.deeds {
		all = append(all, d.Kind)
	}
	return all
}

func TestTheBooksCannotBeChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		_, err := tw.Take(t.Context(), caroline, tw.owe().ID, Tender{Method: Deferred}, tw.key())
		tw.ok(err)
		for _, statement := range []string{
			"UPDATE payments_entry SET amount = amount + 1", "DELETE FROM payments_entry", "UPDATE payments_movement SET day = ''", "DELETE FROM payments_movement",
		} {
			if err := d.InTx(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), statement); return err }); err == nil {
				t.Errorf("%s was done", statement)
			}
		}
		tw.balanced()
	})
}

func TestOnlyThePayerAndWhoActsForThemSeeABill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		b := tw.owe()
		_, err := tw.BillAs(t.Context(), marie, b.ID)
		tw.ok(err)
		_, err = tw.BillAs(t.Context(), luc, b.ID)
		tw.refused(fault.NotFound, err)
		_, err = tw.Checkout(t.Context(), luc, b.ID, "")
		tw.refused(fault.NotFound, err)
		_, err = tw.BillAs(t.Context(), caroline, b.ID)
		tw.ok(err)
		if len(tw.book.deeds) != 1 || tw.book.deeds[0].Kind != BillViewed || tw.book.deeds[0].Person != "marie" {
			t.Errorf("journaled %+v", tw.book.deeds)
		}
		all, err := tw.BillsOf(t.Context(), "luc")
		if err != nil || len(all) != 0 {
			t.Errorf("Luc has %d bills, %v", len(all), err)
		}
	})
}

func TestWhatDoesNotAgreeStandsFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		for i, payment := range []string{"pi_1", "pi_2"} {
			b := tw.owe(Line{Amount: money.Dollars(int64(i + 1)), Income: "leisure", Object: "o"})
			tw.ok(tw.tell(PagePaid, tw.page(b), payment, b.Total))
		}
		odd := tw.owe()
		tw.ok(tw.tell(PagePaid, tw.page(odd), "pi_3", 1))
		day := civilDay(september)
		tw.house.told = []Told{
			{ID: "ch_1", Payment: "pi_1", Amount: 1_00, Currency: "cad", At: september},
			{ID: "ch_9", Payment: "pi_9", Amount: 7_00, Currency: "cad", At: september},
		}
		tw.clock.Advance(time.Minute)
		tw.ok(tw.AskList(t.Context(), day))
		book, err := tw.BookOf(t.Context(), nadia, day)
		tw.ok(err)
		var kinds []GapKind
		for _, g := range book.Differences {
			kinds = append(kinds, g.Kind)
		}
		if want := []GapKind{Unsettled, OnlyBooks, OnlyProvider}; !slices.Equal(kinds, want) {
			t.Errorf("differences %v, want %v", kinds, want)
		}
		if want := []Flow{{Method: Card, In: 3_00, Ins: 2}}; !slices.Equal(book.Methods, want) || !slices.Equal(book.Incomes, []Earned{{"leisure", 3_00}}) {
			t.Errorf("methods %+v, incomes %+v", book.Methods, book.Incomes)
		}
		_, err = tw.BookOf(t.Context(), caroline, day)
		tw.refused(fault.Forbidden, err)
	})
}

func TestBillsOfEarlierYearsComeInWithTheirBooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tw := newTown(t, d)
		settled := func(name string, m Method, reference string, days int) Settled {
			at := september.AddDate(0, 0, -days)
			return Settled{Method: m, Reference: reference, Bill: Bill{ID: BillID(name), Room: "registration", Object: "L-" + name, Payer: "marie", Scope: people.Leisure, Lines: swim, At: at, PaidAt: at}}
		}
		tw.tx(func(tx *db.Tx) error {
			return tw.Load(t.Context(), tx, slices.Values([]Settled{
				settled("a", Card, "pi_a", 400), settled("b", Cash, "", 20), settled("c", Deferred, "", 10), settled("d", Cheque, "41", 10), settled("e", Card, "pi_e", 5),
			}))
		})
		tw.balanced()
		all, err := tw.BillsOf(t.Context(), "marie")
		tw.ok(err)
		if len(all) != 5 || all[0].ID != "e" || all[0].State != Paid || all[4].Number != "F"+id.Number(2025, 1) {
			t.Errorf("%+v", all)
		}
		if next := tw.owe(); next.Number != "F"+id.Number(2026, 5) {
			t.Errorf("the next bill is %s", next.Number)
		}
		book, err := tw.BookOf(t.Context(), nadia, civilDay(september.AddDate(0, 0, -5)))
		tw.ok(err)
		if len(book.Differences) != 0 || book.AskedAt.IsZero() {
			t.Errorf("differences %+v", book.Differences)
		}
		_, err = tw.Take(t.Context(), caroline, "c", Tender{Method: Credit}, tw.key())
		tw.refused(fault.Conflict, err)
		tw.refund(all[0], nadia, map[string]money.Cents{"zoé-garde": 12_53})
		tw.balanced()
	})
}
