package registration

import (
	"context"
	"slices"

	"sem/internal/db"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// Cart is what an owner is about to register, with what the rules say and what clashes. A hold
// whose time is over is not in it any more.
func (s *Service) Cart(ctx context.Context, by session.Viewer, owner people.ID) (Cart, error) {
	c := Cart{Owner: owner}
	if err := s.mayRegister(ctx, by, owner); err != nil {
		return c, err
	}
	now := s.Clock.Now()
	lines, err := placesWhere(ctx, s.DB, "p.payer_id = $1 AND (p.state = 'wished' OR p.state = 'held' AND p.until > $2) ORDER BY p.added_at, p.id", string(owner), now)
	if err != nil || len(lines) == 0 {
		return c, err
	}
	var who []people.ID
	for _, p := range lines {
		who = append(who, p.Person)
	}
	who = unique(who)
	known, err := s.candidates(ctx, who)
	if err != nil {
		return c, err
	}
	others, err := placesWhere(ctx, s.DB, "p.person_id IN ("+db.Marks(len(who), 1)+") AND p.state IN ('wished', 'held', 'confirmed', 'offered')", texts(who)...)
	if err != nil {
		return c, err
	}
	program := s.Leisure.Program()
	s.foresee(program, lines, others)
	for _, p := range lines {
		line := CartLine{Place: p, Clashes: clashes(program, p, others)}
		if g, ok := program.Group(p.Group); ok {
			left := enough(g)
			if p.State == Wished {
				left = s.Left(g.ID)
			}
			if line.Findings, err = s.check(ctx, s.DB, program, g, known[p.Person], p.Channel, left); err != nil {
				return c, err
			}
			if p.State == Held { // What was held is honoured whatever the window says now, or says later to those who come without a draw.
				line.Findings = slices.DeleteFunc(line.Findings, func(f leisure.Finding) bool { return f.Rule == leisure.RuleWindow })
			}
		}
		c.add(line)
	}
	return c, s.openOrder(ctx, &c)
}

// foresee gives wishes the price that they would have if they were held now.
func (s *Service) foresee(program *leisure.Program, lines, others []Place) {
	t := turn{Service: s, now: s.Clock.Now(), program: program}
	var all []Place
	for _, p := range others {
		if p.Payer == lines[0].Payer && p.State == Confirmed {
			all = append(all, p)
		}
	}
	first := len(all)
	for i := range lines {
		p := lines[i]
		if g, ok := program.Group(p.Group); ok && p.State == Wished {
			if t.fix(&p, g) == nil {
				p.State = Held
			}
		}
		all = append(all, p)
	}
	families(program, all)
	for i := range lines {
		lines[i].Price = all[first+i].Price
	}
}

func (c *Cart) add(line CartLine) {
	c.Places = append(c.Places, line)
	if line.State != Held {
		return
	}
	c.Total += line.Total()
	if c.Until.IsZero() || line.Until.Before(c.Until) {
		c.Until, c.Extended = line.Until, line.Extended
	}
}

// openOrder is the number of the order under way for what is held.
func (s *Service) openOrder(ctx context.Context, c *Cart) error {
	open, err := ordersWhere(ctx, s.DB, "o.owner_id = $1 AND o.state = 'open' ORDER BY o.at DESC", string(c.Owner))
	if err != nil || len(open) == 0 {
		return err
	}
	for _, line := range c.Places {
		if line.State == Held && line.Order == open[0].ID {
			c.Order = open[0].Number
			break
		}
	}
	return nil
}
