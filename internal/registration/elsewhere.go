package registration

import (
	"context"
	"slices"

	"sem/internal/fault"
	"sem/internal/leisure"
	"sem/internal/people"
)

// mostElsewhere is how many groups may be offered instead of one that is cancelled.
const mostElsewhere = 5

// Instead are the groups that could be offered to those of a group that is cancelled: the other
// groups of its activity first, then those of the same category in its session, as long as they
// have a seat free. The nearest in age come first.
func (s *Service) Instead(group leisure.GroupID) []*leisure.Group {
	p, now := s.Leisure.Program(), s.Clock.Now()
	gone, ok := p.Group(group)
	if !ok {
		return nil
	}
	of, ok := p.Activity(gone.Activity)
	if !ok {
		return nil
	}
	var same, alike []*leisure.Group
	for _, g := range p.GroupsOf(gone.Session) {
		a, ok := p.Activity(g.Activity)
		if !ok || g.ID == group || a.Free || a.Lottery || !offers(g, now) || s.Left(g.ID).Free(leisure.Counter) == 0 {
			continue
		}
		switch {
		case g.Activity == gone.Activity:
			same = append(same, g)
		case a.Category != "" && a.Category == of.Category && ages(g, gone):
			alike = append(alike, g)
		}
	}
	return append(same, alike...)
}

// ages tells whether somebody may have the age for both groups.
func ages(a, b *leisure.Group) bool {
	above := func(low, high int) bool { return high != 0 && low > high }
	return !above(a.MinAge, b.MaxAge) && !above(b.MinAge, a.MaxAge)
}

// instead is what is offered to those who lose a place.
type instead struct {
	groups []*leisure.Group
	known  candidates // known are those who lose one.
}

// insteadOf reads who loses a place in a group, for the groups that a manager chose among those
// of Instead.
func (s *Service) insteadOf(ctx context.Context, group leisure.GroupID, chosen []leisure.GroupID) (to instead, err error) {
	if to.groups, err = s.chosen(group, chosen); err != nil || len(to.groups) == 0 {
		return to, err
	}
	places, err := livePlaces(ctx, s.DB, group)
	if err != nil {
		return to, err
	}
	var who []people.ID
	for _, p := range confirmedOf(places) {
		who = append(who, p.Person)
	}
	to.known, err = s.candidates(ctx, who)
	return to, err
}

// chosen are the groups that a manager chose, if they still have a seat.
func (s *Service) chosen(group leisure.GroupID, chosen []leisure.GroupID) ([]*leisure.Group, error) {
	var wrong fault.Problems
	if len(chosen) > mostElsewhere {
		wrong.Add("ailleurs", "Choisissez cinq groupes au plus.")
	}
	var groups []*leisure.Group
	known := s.Instead(group)
	for _, id := range slices.Compact(slices.Sorted(slices.Values(chosen))) {
		i := slices.IndexFunc(known, func(g *leisure.Group) bool { return g.ID == id })
		if i < 0 {
			wrong.Add("ailleurs", "Un groupe choisi vient de se remplir, ou n’est plus offert. Choisissez de nouveau.")
			continue
		}
		groups = append(groups, known[i])
	}
	return groups, wrong.Err()
}

// offerElsewhere offers somebody who lost a place the first of some groups that has a seat free
// and whose rules let them in; the window, which belongs to the web, is not asked. It tells which
// place is offered, nil when there is none.
func (t *turn) offerElsewhere(ctx context.Context, lost *Place, to instead) (*Place, error) {
	who, ok := to.known[lost.Person]
	if !ok {
		return nil, nil
	}
	for _, g := range to.groups {
		fits, err := t.fits(ctx, g, who)
		if err != nil {
			return nil, err
		}
		if !fits {
			continue
		}
		p := t.place(g, who, lost.Payer, leisure.Counter, nil)
		p.State, p.Since, p.With, p.Until, p.Reason = Offered, t.now, string(p.ID), deadline(t.program, g, t.now), OfferedInstead
		taken, err := t.takeIf(ctx, g, countOf(Offered, p.Channel), false)
		if err != nil {
			return nil, err
		}
		if !taken {
			continue
		}
		_, err = t.settled(ctx, p, Outcome{})
		return &p, err
	}
	return nil, nil
}

// fits tells whether the rules other than the window let somebody into a group where they have
// no place yet.
func (t *turn) fits(ctx context.Context, g *leisure.Group, who people.Person) (bool, error) {
	live, err := t.live(ctx, g.ID, who.ID)
	if err != nil || live != nil {
		return false, err
	}
	f, err := t.check(ctx, t.tx, t.program, g, who, leisure.Counter, enough(g))
	for _, one := range f.Against() {
		if one.Rule != leisure.RuleWindow {
			return false, err
		}
	}
	return err == nil, err
}
