package leisureweb

import (
	"cmp"
	"context"
	"slices"

	"sem/internal/leisure"
)

// What "soon" is, and how many groups are shown for it.
const (
	soonDays  = 280
	namedDays = 3 * 366 // namedDays is soon for what was asked for by its name.
	mostLater = 4
)

// later are the groups that answer all but the ages, and that somebody of the family will soon
// be old enough for: one group of each activity.
func (p *Pages) later(ctx context.Context, program *leisure.Program, s *search, v *catalogueView) error {
	if len(s.query.Births) == 0 {
		return nil
	}
	q := s.query
	q.Births = nil
	type waits struct {
		hit  leisure.Hit
		days int
	}
	var some []waits
	seen := map[leisure.ActivityID]bool{}
	for _, h := range p.Leisure.Search(q) {
		if days, ok := s.soon(h.Group); ok && !seen[h.Activity.ID] && !h.Activity.Free {
			seen[h.Activity.ID] = true
			some = append(some, waits{h, days})
		}
	}
	slices.SortStableFunc(some, func(a, b waits) int { return cmp.Compare(a.days, b.days) })
	for _, one := range some[:min(len(some), mostLater)] {
		c, err := p.cardOf(ctx, s, program, one.hit)
		if err != nil {
			return err
		}
		v.Later = append(v.Later, c)
	}
	return nil
}

// soon tells in how many days after it counts the first of the family is old enough for a
// group; false when one is already, or nobody is for long.
func (s *search) soon(g *leisure.Group) (days int, ok bool) {
	day, most := cmp.Or(s.session.AgesAt, g.First()), soonDays
	if s.query.Words != "" {
		most = namedDays
	}
	for _, born := range s.query.Births {
		over := g.MaxAge > 0 && leisure.OldEnough(born, g.MaxAge+12) <= day
		switch left := int(leisure.OldEnough(born, g.MinAge) - day); {
		case over:
		case left <= 0:
			return 0, false
		case left <= most && (!ok || left < days):
			days, ok = left, true
		}
	}
	return days, ok
}
