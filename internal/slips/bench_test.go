package slips

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
)

// BenchmarkAYearOfACity simulates and issues the slips of a city: 5 000 children at camp, among
// 40 000 bills.
func BenchmarkAYearOfACity(b *testing.B) {
	const children, bills = 5_000, 40_000
	d, still, ids := dbtest.SQLite(b), clock.At(february), id.Counting("i")
	register := &people.Service{DB: d, Clock: still, IDs: ids}
	cash := &payments.Service{DB: d, Clock: still, IDs: ids, People: register}
	s := &Service{DB: d, Clock: still, IDs: ids, People: register, Payments: cash, Care: everywhere{}, Sessions: &door{}, Key: bytes.Repeat([]byte{7}, 32), Income: "childcare"}
	var folk []people.Person
	var sold []payments.Settled
	for i := range children {
		for _, who := range []string{"p", "c"} {
			folk = append(folk, people.Person{ID: people.ID(fmt.Sprint(who, i)), GivenName: who, FamilyName: fmt.Sprint("Tremblay", i), BirthDate: "2016-05-14", Language: "fr", Residence: people.Resident, CreatedAt: february, UpdatedAt: february})
		}
	}
	for i := range bills {
		payer, child, place := people.ID(fmt.Sprint("p", i%children)), people.ID(fmt.Sprint("c", i%children)), fmt.Sprint("place", i)
		lines := camp(place, child)
		if i >= children {
			for j := range lines {
				lines[j].Income = "leisure"
			}
		}
		at := on("2026-05-02").Add(time.Duration(i) * time.Second)
		sold = append(sold, payments.Settled{Method: payments.Cheque, Reference: "1", Bill: payments.Bill{ID: payments.BillID(fmt.Sprint("b", i)), Room: "registration", Object: place, Payer: payer, Lines: lines, At: at, PaidAt: at}})
	}
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	must(d.InTx(b.Context(), func(tx *db.Tx) error { return register.Load(b.Context(), tx, slices.Values(folk)) }))
	for part := range slices.Chunk(sold, 5000) {
		must(d.InTx(b.Context(), func(tx *db.Tx) error { return cash.Load(b.Context(), tx, slices.Values(part)) }))
	}
	must(s.SaveFiler(b.Context(), nadia, Filer{Name: "Ville", Line: "1", Town: "Ville", PostalCode: "J7P 1S1", NEQ: "8831854938", Preparer: "NP000000", First: 10_000_000, Last: 10_009_999}, forms.Key{}))
	var simulated, mine time.Duration
	for b.Loop() {
		from := time.Now()
		y, err := s.Simulate(b.Context(), nadia, 2026)
		must(err)
		if simulated = time.Since(from); y.New != children {
			b.Fatalf("%d slips, want %d", y.New, children)
		}
		from = time.Now()
		_, err = s.Mine(b.Context(), marieOf("p77"))
		must(err)
		mine = time.Since(from)
	}
	from := time.Now()
	made, err := s.Issue(b.Context(), nadia, 2026, forms.Key{})
	must(err)
	b.ReportMetric(simulated.Seconds(), "s/simulation")
	b.ReportMetric(float64(mine.Microseconds())/1000, "ms/own-page")
	b.ReportMetric(float64(made)/time.Since(from).Seconds(), "slips/s")
}

func marieOf(who people.ID) session.Viewer {
	return session.Viewer{Account: "compte", Person: string(who)}
}

// everywhere knows everybody's address.
type everywhere struct{}

func (everywhere) CareDays(context.Context, []string) (map[string][]civil.Day, error) {
	return nil, nil
}

func (everywhere) Address(context.Context, people.Person) (string, error) {
	return "1, rue de la Mairie\nVille (Québec) J7P 1S1", nil
}
