package library

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/people"
)

// full is a town in which many people have a card with twenty loans.
func full(b *testing.B, d *db.DB, cards int) *town {
	tw := newTown(b, d)
	var loans []Loan
	for i := range 20 {
		loans = append(loans, loan(fmt.Sprint("b", i), fmt.Sprintf("Le roman numéro %d d’une longue suite", i), 6+i))
	}
	var all []Linked
	tw.ok(d.InTx(b.Context(), func(tx *db.Tx) error {
		all = nil
		for i := range cards {
			who, err := tw.People.AddTx(b.Context(), tx, people.NewPerson{GivenName: "Zoé", FamilyName: "Lectrice", BirthDate: "1990-01-01", Language: "fr"})
			if err != nil {
				return err
			}
			number := fmt.Sprintf("2999900%07d", i)
			tw.stacks.cards[number] = &lent{pin: "1", account: Account{Loans: loans}}
			all = append(all, Linked{Person: who, Number: number, PIN: "1", At: today})
		}
		return tw.Load(b.Context(), tx, slices.Values(all))
	}))
	return tw
}

// BenchmarkTheCopiesOfATown keeps the copies of many cards fresh: what the registers allow, of a
// library that answers at once.
func BenchmarkTheCopiesOfATown(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			const cards = 600
			tw := full(b, open(b), cards)
			for b.Loop() {
				tw.clock.Advance(30 * time.Hour)
				tw.ok(tw.Sweep(b.Context()))
			}
			b.ReportMetric(float64(cards*b.N)/b.Elapsed().Seconds(), "copies/s")
		})
	}
}

// BenchmarkTheCardsOfAFamily reads what a page of the library shows.
func BenchmarkTheCardsOfAFamily(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			tw := full(b, open(b), 2000)
			for _, number := range []string{mariesCard, zoesCard} {
				tw.stacks.cards[number].account.Loans = tw.stacks.cards["29999000000001"].account.Loans
			}
			tw.linked("Marie", "Marie", mariesCard)
			tw.linked("Marie", "Zoé", zoesCard)
			by := tw.as("Marie")
			for b.Loop() {
				if cards, err := tw.Cards(b.Context(), by); err != nil || len(cards) != 2 {
					b.Fatal(cards, err)
				}
			}
		})
	}
}
