package payments_test

import (
	"context"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
)

func ExampleCashOf() {
	for _, c := range []money.Cents{96_52, 96_53, 96_58} {
		fmt.Println(c.Plain(), "→", payments.CashOf(c).Plain())
	}
	// Output:
	// 96.52 → 96.50
	// 96.53 → 96.55
	// 96.58 → 96.60
}

// courses is a room that sells: it makes a bill in the transaction of what it is for, delivers
// in that of the payment, and gives back what it can deliver no more.
type courses struct{ cash *payments.Service }

func (c courses) register(ctx context.Context, tx *db.Tx, mother, child people.ID) (payments.Bill, error) {
	return c.cash.Owe(ctx, tx, payments.NewBill{
		Room: "courses", Object: "order 7", Name: "L2027-000007-A", Payer: mother, Scope: people.Leisure, Path: "/loisirs/inscriptions/L2027-000007-A",
		Lines: []payments.Line{{Text: i18n.Words{FR: "Natation"}, Amount: 84_00, Income: "leisure", Object: "place 1", For: child}},
	})
}

// BillPaid is called once, when the bill is paid or agreed to be paid later.
func (c courses) BillPaid(ctx context.Context, tx *db.Tx, b payments.Bill, _ time.Time) error {
	isGone := false // Whether the place went to somebody else meanwhile.
	if !isGone {
		return nil
	}
	_, err := c.cash.RefundTx(ctx, tx, payments.NewRefund{Bill: b.ID, Amounts: map[string]money.Cents{"place 1": 84_00}, Reason: "Plus de place", Owed: true})
	return err
}

func ExampleRoom() {
	cash := &payments.Service{}
	sells := courses{cash}
	cash.Rooms = map[string]payments.Room{"courses": sells}
	fmt.Println(cash.Online())
	// Output: false
}

var _ = courses.register
