package demo

import (
	"context"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/demo/stacks"
	"sem/internal/journal"
	"sem/internal/library"
	"sem/internal/people"
)

// readers link the library cards of the town, and ask the library of the demonstration what is
// out on them. Marie Tremblay has her card and Zoé’s; she keeps what she has read. Gérard
// Paquette’s is late, and the children’s father has his.
func (b *builder) readers(ctx context.Context) error {
	if b.Library == nil {
		return nil
	}
	if err := b.Library.Furnish(ctx, stacks.Driver, stacks.Settings()); err != nil {
		return err
	}
	all := b.namedReaders()
	var entries []journal.Entry
	for _, l := range all {
		entries = append(entries, journal.Entry{ID: b.IDs.New(), At: l.At, Actor: l.Account, Person: string(l.Person), Action: library.CardLinked, Object: "bibliotheque"})
	}
	others, err := b.otherReaders(ctx)
	if err != nil {
		return err
	}
	err = b.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := b.Library.Load(ctx, tx, slices.Values(append(all, others...))); err != nil {
			return err
		}
		return b.Journal.Load(ctx, tx, slices.Values(entries))
	})
	if err != nil {
		return err
	}
	return b.Library.Sweep(ctx)
}

// namedReaders are the cards of the people whom the documents name. Léo’s is not linked: whoever
// plays his mother may do it.
func (b *builder) namedReaders() []library.Linked {
	k := b.cast
	since := b.Now.AddDate(0, -7, -4).Truncate(time.Second)
	account := map[people.ID]string{}
	for _, a := range k.accounts {
		account[a.Person] = string(a.ID)
	}
	card := func(n int, of, by people.Person) library.Linked {
		number, pin := stacks.CardOf(n)
		return library.Linked{Person: of.ID, Number: number, PIN: pin, Account: account[by.ID], At: since.Add(time.Duration(n) * time.Minute)}
	}
	marie := card(stacks.Marie, k.marie, k.marie)
	marie.Keeps, marie.Past = true, b.readBefore()
	return []library.Linked{marie, card(stacks.Zoe, k.zoe, k.marie), card(stacks.Senior, k.gerard, k.gerard), card(stacks.Patrick, k.patrick, k.patrick)}
}

// readBefore are documents that Marie Tremblay has returned.
func (b *builder) readBefore() []library.Past {
	var all []library.Past
	for i, d := range []struct{ title, author string }{
		{"Agaguk", "Thériault, Yves"}, {"Bonheur d’occasion", "Roy, Gabrielle"}, {"Kamouraska", "Hébert, Anne"},
		{"Le Survenant", "Guèvremont, Germaine"}, {"Menaud, maître-draveur", "Savard, Félix-Antoine"},
	} {
		back := b.Now.AddDate(0, 0, -17-23*i).Truncate(time.Hour)
		all = append(all, library.Past{Title: d.title, Author: d.author, Medium: library.Book, Out: back.AddDate(0, 0, -20-i), Back: back})
	}
	return all
}

// otherReaders are the cards of ordinary people, in the order in which they came to the town.
func (b *builder) otherReaders(ctx context.Context) ([]library.Linked, error) {
	cast := map[people.ID]bool{}
	for _, p := range b.cast.people() {
		cast[p.ID] = true
	}
	var all []library.Linked
	var since time.Time
	var after people.ID
	for len(all) < b.measure.readers {
		some, err := b.People.Changed(ctx, since, after, 500)
		if err != nil || len(some) == 0 {
			return all, err
		}
		for _, p := range some {
			if n := stacks.First + len(all); !cast[p.ID] && len(all) < b.measure.readers {
				number, pin := stacks.CardOf(n)
				all = append(all, library.Linked{Person: p.ID, Number: number, PIN: pin, At: b.Now.AddDate(0, -2, -n%50)})
			}
		}
		since, after = some[len(some)-1].UpdatedAt, some[len(some)-1].ID
	}
	return all, nil
}
