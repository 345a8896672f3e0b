package library

import (
	"context"
	"slices"
	"strings"

	"sem/internal/people"
	"sem/internal/session"
)

// Cards are the cards that a citizen sees: theirs, those of the children in their care and of
// whoever gave them a mandate; then those of the other adults of the household, veiled unless
// these share their titles.
func (s *Service) Cards(ctx context.Context, by session.Viewer) ([]Card, error) {
	if by.Person == "" {
		return nil, nil
	}
	circle, err := s.People.Circle(ctx, people.ID(by.Person), people.Library)
	if err != nil {
		return nil, err
	}
	return s.CardsIn(ctx, circle)
}

// CardsIn are the cards that the first of a circle's people in care sees, by one reading.
// Mandates count as the circle has them: see people.Circle.
func (s *Service) CardsIn(ctx context.Context, c people.Circle) ([]Card, error) {
	if len(c.InCare) == 0 {
		return nil, nil
	}
	around := othersIn(c)
	var ids []people.ID
	names := map[people.ID]string{}
	for _, p := range slices.Concat(inCare(c), around) {
		ids = append(ids, p.ID)
		names[p.ID] = called(p)
	}
	found, err := cardsOf(ctx, s.DB, ids)
	if err != nil {
		return nil, err
	}
	may := s.abilities()
	var mine, others []Card
	for _, r := range found {
		card, err := r.card(names[r.person])
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(around, func(p people.Person) bool { return p.ID == r.person }) {
			others = append(others, card.seenFromBeside())
			continue
		}
		card.Mine, card.May = true, may
		mine = append(mine, card)
	}
	order := func(a, b Card) int { return slices.Index(ids, a.Person) - slices.Index(ids, b.Person) }
	slices.SortStableFunc(mine, order)
	slices.SortStableFunc(others, order)
	return append(mine, others...), nil
}

// Holders are the people for whom a citizen may link a card, themself first.
func (s *Service) Holders(ctx context.Context, by session.Viewer) ([]people.Person, error) {
	if by.Person == "" {
		return nil, nil
	}
	circle, err := s.People.Circle(ctx, people.ID(by.Person), people.Library)
	return inCare(circle), err
}

func inCare(c people.Circle) []people.Person {
	all := make([]people.Person, len(c.InCare))
	for i, one := range c.InCare {
		all[i] = one.Person
	}
	return all
}

// othersIn are the other adults of the homes in which the first of a circle is an adult.
// Somebody who came of age as a child of the house is seen by nobody.
func othersIn(c people.Circle) []people.Person {
	var others []people.Person
	viewer := c.InCare[0].Person.ID
	for _, home := range c.Homes {
		if m, ok := home.Of(viewer); !ok || m.Kind != people.Adult {
			continue
		}
		for _, m := range home.Members {
			if m.Kind == people.Adult && !slices.ContainsFunc(c.InCare, func(in people.Care) bool { return in.Person.ID == m.Person.ID }) {
				others = append(others, m.Person)
			}
		}
	}
	return others
}

// called is how somebody is named among their own.
func called(p people.Person) string {
	if p.GivenName != "" {
		return p.GivenName
	}
	return p.FamilyName
}

func (r record) card(name string) (Card, error) {
	kept, err := copyOf(r.account)
	return Card{
		ID: r.id, Person: r.person, Name: name, Number: r.number, Linked: r.linked, Account: kept.Account, AsOf: r.asOf,
		Silent: r.silent, Refused: r.refused, Shares: r.shares, Keeps: r.keeps,
	}, err
}

// seenFromBeside is a card as another adult of the household sees it: how many documents and
// when they are due, their titles if the owner shares them. What is owed, what the library
// writes to the holder and what would let somebody act are the owner's alone.
func (c Card) seenFromBeside() Card {
	c.Veiled = !c.Shares
	c.Number = strings.Repeat("•", max(0, len(c.Number)-4)) + c.Ending()
	a := Account{AsOf: c.Account.AsOf}
	for _, l := range c.Account.Loans {
		seen := Loan{Due: l.Due, DueAtEnd: l.DueAtEnd, Renewals: -1, Left: -1}
		if !c.Veiled {
			seen.Title, seen.Author, seen.Medium = l.Title, l.Author, l.Medium
		}
		a.Loans = append(a.Loans, seen)
	}
	for _, h := range c.Account.Holds {
		seen := Hold{State: h.State, Until: h.Until}
		if !c.Veiled {
			seen.Title, seen.PickUp = h.Title, h.PickUp
		}
		a.Holds = append(a.Holds, seen)
	}
	c.Account, c.Keeps = a, false
	return c
}
