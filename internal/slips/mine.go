package slips

import (
	"context"
	"slices"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/session"
)

// Mine is what somebody sees of their own slips.
type Mine struct {
	Told      Told
	Person    people.Person
	Address   string
	Slips     []Slip  // Slips were issued to them, the newest first.
	Drafts    []Draft // Drafts are what was paid this year and the last, as long as no slip says it.
	Splits    []Split // Splits are those that they asked for or agreed to.
	ToAnswer  []Split // ToAnswer are those that wait for them.
	Concerned bool    // Concerned: they paid childcare, or share it, and are asked what a slip needs.
}

// Mine reads the slips of the viewer.
func (s *Service) Mine(ctx context.Context, by session.Viewer) (m Mine, err error) {
	who, err := citizen(by)
	if err != nil {
		return Mine{}, err
	}
	if m.Told, err = toldBy(ctx, s.DB, who); err != nil {
		return m, err
	}
	if m.Person, err = s.People.Person(ctx, who); err != nil {
		return m, err
	}
	if m.Address, err = s.Care.Address(ctx, m.Person); err != nil {
		return m, err
	}
	if m.Slips, err = s.SlipsOf(ctx, who); err != nil {
		return m, err
	}
	now := clockYear(s.Clock.Now())
	for _, year := range []int{now, now - 1} {
		drafts, err := s.drafts(ctx, year, who)
		if err != nil {
			return m, err
		}
		for _, d := range drafts {
			if len(d.Content.Lines) > 0 {
				m.Drafts = append(m.Drafts, d)
			}
		}
	}
	if err := s.splitsFor(ctx, &m, who, now-1); err != nil {
		return m, err
	}
	m.Concerned = len(m.Slips)+len(m.Drafts) > 0
	return m, nil
}

// splitsFor reads the agreements that concern somebody, from a year on.
func (s *Service) splitsFor(ctx context.Context, m *Mine, who people.ID, from int) (err error) {
	m.Splits, err = splitsWhere(ctx, s.DB, "(payer_id = $1 OR other_id = $2) AND year >= $3", string(who), string(who), from)
	if err != nil {
		return err
	}
	m.ToAnswer, err = s.Waiting(ctx, who)
	return err
}

// Waiting are the requests of other parents that wait for somebody.
func (s *Service) Waiting(ctx context.Context, who people.ID) ([]Split, error) {
	asked, err := splitsWhere(ctx, s.DB, "state = 'asked' AND payer_id <> $1", string(who))
	if err != nil || len(asked) == 0 {
		return nil, err // As for nearly everybody, who is asked no more.
	}
	homes, err := s.People.Households(ctx, who)
	if err != nil {
		return nil, err
	}
	var mine []Split
	for _, p := range asked {
		if !slices.ContainsFunc(homes, func(h people.Household) bool { return h.ID == p.Household }) {
			continue
		}
		switch was, err := s.wasAsked(ctx, p, who); {
		case err != nil:
			return nil, err
		case was:
			mine = append(mine, p)
		}
	}
	return mine, nil
}

// SlipsOf are the slips that were issued to somebody, the newest first.
func (s *Service) SlipsOf(ctx context.Context, who people.ID) ([]Slip, error) {
	var w db.Where
	w.And("payer_id = ?", string(who))
	found, err := slipsWhere(ctx, s.DB, w)
	slices.Reverse(found)
	return found, err
}

// Slip is a slip of the viewer's own, by its number and code, for whoever agrees to receive it
// on line.
func (s *Service) Slip(ctx context.Context, by session.Viewer, which string) (Slip, error) {
	who, err := citizen(by)
	if err != nil {
		return Slip{}, err
	}
	var w db.Where
	w.And("payer_id = ? AND id = ?", string(who), which)
	found, err := slipsWhere(ctx, s.DB, w)
	if err == nil && len(found) == 0 {
		err = absent()
	}
	if err != nil {
		return Slip{}, err
	}
	told, err := toldBy(ctx, s.DB, who)
	if err == nil && !told.Electronic {
		err = fault.New(fault.Conflict, "Vos relevés viennent par la poste. Pour les recevoir ici, acceptez d’abord de les recevoir en ligne.")
	}
	return found[0], err
}
