package library

import (
	"context"

	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
	"sem/internal/text"
)

var errNotDesk = fault.New(fault.Forbidden, "Seules les personnes qui répondent aux citoyens voient leurs cartes de bibliothèque.")

// Counts are what the desk sees of somebody's cards: how many documents, and when.
func (s *Service) Counts(ctx context.Context, by session.Viewer, who people.ID) ([]Count, error) {
	if !by.May(session.DeskUse) {
		return nil, errNotDesk
	}
	found, err := cardsOf(ctx, s.DB, []people.ID{who})
	if err != nil {
		return nil, err
	}
	var all []Count
	for _, r := range found {
		c, err := copyOf(r.account)
		if err != nil {
			return nil, err
		}
		n := Count{Card: r.id, Ending: Card{Number: r.number}.Ending(), Loans: len(c.Loans), Holds: len(c.Holds), AsOf: r.asOf, Silent: r.silent}
		for _, l := range c.Loans {
			if l.Late(s.Clock.Now()) {
				n.Overdue++
			}
			if !l.Due.IsZero() && (n.Next.IsZero() || l.Due.Before(n.Next)) {
				n.Next = l.Due
			}
		}
		for _, h := range c.Holds {
			if h.State == Ready {
				n.Ready++
			}
		}
		all = append(all, n)
	}
	return all, nil
}

// Titles are somebody's cards with their titles, for the desk, with a reason that is journaled
// in that person's file before anything is shown.
func (s *Service) Titles(ctx context.Context, by session.Viewer, who people.ID, reason string) ([]Card, error) {
	if !by.May(session.DeskUse) {
		return nil, errNotDesk
	}
	reason = text.Clip(text.SafeLine(reason), 200)
	if reason == "" {
		var wrong fault.Problems
		wrong.Add("motif", "Écrivez pourquoi vous regardez ces titres. La personne pourra le lire.")
		return nil, wrong.Err()
	}
	if err := s.Journal.Viewed(ctx, by, string(who), object, reason); err != nil {
		return nil, err
	}
	given, family, err := people.Names(ctx, s.DB, who)
	if err != nil {
		return nil, err
	}
	found, err := cardsOf(ctx, s.DB, []people.ID{who})
	if err != nil {
		return nil, err
	}
	var all []Card
	for _, r := range found {
		card, err := r.card(called(people.Person{GivenName: given, FamilyName: family}))
		if err != nil {
			return nil, err
		}
		all = append(all, card)
	}
	return all, nil
}
