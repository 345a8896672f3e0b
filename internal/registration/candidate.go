package registration

import (
	"context"
	"fmt"
	"slices"

	"sem/internal/db"
	"sem/internal/leisure"
	"sem/internal/people"
)

// candidates are the people for whom places are asked, as the rules look at them.
type candidates map[people.ID]people.Person

func (s *Service) candidates(ctx context.Context, who []people.ID) (candidates, error) {
	if len(who) == 0 {
		return candidates{}, nil
	}
	asked := slices.Clone(who)
	for len(asked) < padded(len(who)) {
		asked = append(asked, who[0]) // Few sizes, so that few texts are prepared.
	}
	found, err := s.People.Known(ctx, asked)
	if err != nil {
		return nil, err
	}
	return found, nil
}

// enough is what the rule of places is told where the seats themselves decide.
func enough(g *leisure.Group) leisure.Left {
	return leisure.Left{Places: g.Places + 1, Web: g.Places + 1}
}

// check asks the rules of a group about somebody. What was passed, and what the counter set
// aside, are only read where they matter.
func (s *Service) check(ctx context.Context, q db.Querier, p *leisure.Program, g *leisure.Group, who people.Person, c leisure.Channel, left leisure.Left) (leisure.Findings, error) {
	now := s.Clock.Now()
	candidate := leisure.Candidate{Person: who, Audience: leisure.AudienceOf(who, now)}
	if a, ok := p.Activity(g.Activity); ok && len(a.Needs) > 0 {
		passed, err := s.passed(ctx, q, p, who.ID)
		if err != nil {
			return nil, err
		}
		candidate.Passed = passed
	}
	f := p.Check(g, candidate, now, c, left)
	if f.Verdict() == leisure.Yes {
		return f, nil
	}
	overrides, err := overridesOf(ctx, q, who.ID, g.ID)
	if err != nil || len(overrides) == 0 {
		return f, err
	}
	candidate.Overrides = overrides
	return p.Check(g, candidate, now, c, left), nil
}

func overridesOf(ctx context.Context, q db.Querier, who people.ID, g leisure.GroupID) (map[leisure.Rule]string, error) {
	rows, err := q.Query(ctx, `
		SELECT o.rule, o.motive
		FROM   registration_override o
		WHERE  o.person_id = $1 AND o.group_id = $2`, string(who), string(g))
	set := map[leisure.Rule]string{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var rule leisure.Rule
		var motive string
		err := r.Scan(&rule, &motive)
		set[rule] = motive
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the rules set aside for %s: %w", who, err)
	}
	return set, nil
}

// Passed are the codes of the activities that somebody has passed: those of the groups where
// the team marked them so.
func (s *Service) Passed(ctx context.Context, who people.ID) (map[string]bool, error) {
	return s.passed(ctx, s.DB, s.Leisure.Program(), who)
}

func (s *Service) passed(ctx context.Context, q db.Querier, p *leisure.Program, who people.ID) (map[string]bool, error) {
	rows, err := q.Query(ctx, `
		SELECT p.group_id
		FROM   registration_place p
		WHERE  p.person_id = $1 AND p.passed`, string(who))
	groups, err := db.Collect(rows, err, func(r *db.Rows) (g leisure.GroupID, err error) { return g, r.Scan(&g) })
	if err != nil {
		return nil, fmt.Errorf("read what %s has passed: %w", who, err)
	}
	codes := map[string]bool{}
	for _, id := range groups {
		if g, ok := p.Group(id); ok {
			if a, ok := p.Activity(g.Activity); ok {
				codes[a.Code] = true
			}
		}
	}
	return codes, nil
}

// classOf orders the list: residents, then neighbours, then others.
func classOf(a leisure.Audience) int {
	switch a {
	case leisure.Resident:
		return 0
	case leisure.Neighbour:
		return 1
	}
	return 2
}
