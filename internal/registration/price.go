package registration

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
)

// PriceOf are the lines of a price before the reduction of the family: what residents pay, what
// is added for the audience, and the options. A group without any price is free.
func PriceOf(p *leisure.Program, g *leisure.Group, a leisure.Audience, options []string, on civil.Day) ([]PriceLine, error) {
	var lines []PriceLine
	if len(g.Prices) > 0 {
		own, ok := p.Price(g, a, on)
		if !ok {
			return nil, fault.New(fault.Conflict, "Ce groupe n’a pas de prix pour vous. Appelez-nous.")
		}
		base, ok := p.Price(g, leisure.Resident, on)
		if !ok || base > own {
			base = own
		}
		lines = append(lines, PriceLine{Kind: BasePrice, Text: i18n.Words{FR: "Inscription", EN: "Registration"}, Amount: base})
		if own != base {
			lines = append(lines, PriceLine{Kind: AudiencePrice, Text: audienceText(a), Amount: own - base})
		}
	}
	for _, code := range options {
		o, ok := g.Option(code)
		if !ok {
			return nil, fault.New(fault.Invalid, "Une option choisie n’existe plus. Choisissez de nouveau.")
		}
		lines = append(lines, PriceLine{Kind: OptionPrice, Text: o.Name, Amount: o.Amount, Childcare: o.Childcare})
	}
	return lines, nil
}

func audienceText(a leisure.Audience) i18n.Words {
	if a == leisure.Neighbour {
		return i18n.Words{FR: "Supplément, ville voisine", EN: "Neighbouring town surcharge"}
	}
	return i18n.Words{FR: "Supplément, non-résident", EN: "Non-resident surcharge"}
}

// withFamily is a price with the reduction of the n-th child of a family, counted from one: on
// the course itself, not on its options.
func withFamily(lines []PriceLine, s *leisure.Session, n int) []PriceLine {
	lines = slices.DeleteFunc(slices.Clone(lines), func(l PriceLine) bool { return l.Kind == FamilyPrice })
	rate := s.FamilyRate(n)
	var course money.Cents
	for _, l := range lines {
		if l.Kind == BasePrice || l.Kind == AudiencePrice {
			course += l.Amount
		}
	}
	if off := rate.PerHundred(course); off > 0 {
		lines = append(lines, PriceLine{Kind: FamilyPrice, Text: i18n.Words{FR: "Réduction familiale", EN: "Family discount"}, Amount: -off})
	}
	return lines
}

// families puts the reduction of the family on the held places of one payer. The children of a
// session are counted in the order in which the first of their places was registered or held:
// the later ones get the reduction, and what is confirmed keeps its price. It gives the places
// whose price changed.
func families(p *leisure.Program, places []Place) (changed []*Place) {
	order := make([]int, len(places))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := &places[a], &places[b]
		if c := cmp.Compare(rankOf(x), rankOf(y)); c != 0 {
			return c
		}
		return cmp.Or(x.AddedAt.Compare(y.AddedAt), cmp.Compare(x.ID, y.ID))
	})
	children := map[leisure.SessionID][]people.ID{}
	for _, i := range order {
		pl := &places[i]
		if pl.State != Held && pl.State != Confirmed || !pl.child {
			continue
		}
		s, ok := p.Session(pl.Session)
		if !ok {
			continue
		}
		n := slices.Index(children[pl.Session], pl.Person) + 1
		if n == 0 {
			children[pl.Session] = append(children[pl.Session], pl.Person)
			n = len(children[pl.Session])
		}
		if pl.State == Confirmed {
			continue
		}
		if lines := withFamily(pl.Price, s, n); !slices.Equal(lines, pl.Price) {
			pl.Price = lines
			changed = append(changed, pl)
		}
	}
	return changed
}

// rankOf has what is registered counted before what is held.
func rankOf(p *Place) int {
	if p.State == Confirmed {
		return 0
	}
	return 1
}

// reprice puts the reductions of the family on the cart of a payer, after it changed.
func (t *turn) reprice(ctx context.Context, payer people.ID, session leisure.SessionID) error {
	s, ok := t.program.Session(session)
	if !ok || len(s.Family) == 0 {
		return nil
	}
	places, err := placesWhere(ctx, t.tx, "p.payer_id = $1 AND p.session_id = $2 AND p.state IN ('held', 'confirmed')", string(payer), string(session))
	if err != nil {
		return err
	}
	for _, p := range families(t.program, places) {
		if err := t.write(ctx, *p); err != nil {
			return err
		}
	}
	return nil
}

// fix fixes the price of a place that is about to be held, as it is on the day.
func (t *turn) fix(p *Place, g *leisure.Group) (err error) {
	p.Price, err = PriceOf(t.program, g, p.Audience, p.Options, civil.DayOf(t.now))
	return err
}

// isChild tells whether somebody counts for the reduction of the family.
func isChild(who people.Person, at time.Time) bool {
	age := who.Age(at)
	return age >= 0 && age < majority
}
