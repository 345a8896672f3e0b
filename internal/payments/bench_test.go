package payments

import (
	"fmt"
	"sync/atomic"
	"testing"

	"sem/internal/db"
	"sem/internal/dbtest"
)

// BenchmarkPaidByCard makes a bill and takes the message of its payment, from many callers at
// once; each is on the disk before it is answered. It reports bills a second.
func BenchmarkPaidByCard(b *testing.B) {
	for _, kind := range []struct {
		name string
		open func(testing.TB) *db.DB
	}{{"sqlite", dbtest.SQLite}, {"postgres", dbtest.Postgres}} {
		b.Run(kind.name, func(b *testing.B) {
			tw := newTown(b, kind.open(b))
			tw.Rooms, tw.Journal, tw.Alerts = nil, nil, nil
			var n atomic.Int64
			ctx := b.Context()
			b.SetParallelism(64)
			b.ResetTimer()
			b.RunParallel(func(pb *testing.PB) {
				for pb.Next() {
					i := n.Add(1)
					page := fmt.Sprint("cs_", i)
					err := tw.DB.InTx(ctx, func(tx *db.Tx) error {
						bill, err := tw.Owe(ctx, tx, NewBill{Room: "registration", Object: page, Payer: "marie", Lines: swim})
						if err != nil {
							return err
						}
						c := checkout{id: CheckoutID(page), bill: bill.ID, amount: bill.Total, state: checkoutAsked, language: "fr", made: september, expires: september.Add(pageLife)}
						if err := insertCheckout(ctx, tx, c); err != nil {
							return err
						}
						return openCheckout(ctx, tx, c.id, Page{ID: page, Expires: c.expires})
					})
					if err != nil {
						b.Error(err)
					}
					if err := tw.Webhook(ctx, fmt.Appendf(nil, "evt_%d paid %s pi_%d 96.53 cad", i, page, i), "good"); err != nil {
						b.Error(err)
					}
				}
			})
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bills/s")
			b.StopTimer()
			tw.balanced()
		})
	}
}
