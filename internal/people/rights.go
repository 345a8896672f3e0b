package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
)

// Scope is the part of a person's matters that a mandate covers.
type Scope string

// The scopes of mandates.
const (
	Requests Scope = "requests"
	Leisure  Scope = "leisure"
	Library  Scope = "library"
	Property Scope = "property"
	All      Scope = "all" // All is every scope, those to come too.
)

// Scopes lists the scopes in the order in which they are offered.
func Scopes() []Scope { return []Scope{All, Requests, Leisure, Library, Property} }

// Why says by what right a person's matters are seen.
type Why string

// The reasons to see somebody's matters.
const (
	Self        Why = "self"
	ByHousehold Why = "household" // ByHousehold: a child or dependant of a household of theirs, with the right to see.
	ByMandate   Why = "mandate"
)

// Care is a person whose matters somebody may see and act in.
type Care struct {
	Person Person
	Why    Why
}

// InCare lists whose matters a person may see and act in within a scope: their own first,
// then those of their households' children and dependants, then of those who gave them a
// mandate, the eldest first.
//
// A child who has come of age is in nobody's care, whatever the household says.
func (s *Service) InCare(ctx context.Context, who ID, scope Scope) ([]Care, error) {
	cares, err := s.caresOf(ctx, s.DB, who, "", scope)
	if err != nil {
		return nil, err
	}
	ids := []ID{who}
	why := map[ID]Why{who: Self}
	for _, c := range cares {
		if why[c.person] == "" {
			ids = append(ids, c.person)
			why[c.person] = c.why
		}
	}
	people, err := s.inOrder(ctx, ids)
	if err != nil {
		return nil, err
	}
	if len(people) == 0 || people[0].ID != who {
		return nil, errUnknown(who)
	}
	found := make([]Care, len(people))
	for i, p := range people {
		found[i] = Care{Person: p, Why: why[p.ID]}
	}
	return found, nil
}

// MayAct is nil when who may see and act in the matters of forWhom within a scope, and
// otherwise the same NotFound as for somebody who is not in the register. It sees what the
// transaction of q has written, so that a right that ends has ended at once.
func (s *Service) MayAct(ctx context.Context, q db.Querier, who, forWhom ID, scope Scope) error {
	if who != "" && who == forWhom {
		return nil
	}
	cares, err := s.caresOf(ctx, q, who, forWhom, scope)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(cares, func(c care) bool { return c.person == forWhom }) {
		return errUnknown(forWhom)
	}
	return nil
}

type care struct {
	person ID
	why    Why
}

// caresOf are the rights of who over others; over only, unless it is empty.
func (s *Service) caresOf(ctx context.Context, q db.Querier, who, only ID, scope Scope) ([]care, error) {
	now := s.Clock.Now()
	rows, err := q.Query(ctx, `
		SELECT c.person_id, 'household', p.birth_date
		FROM   people_member a
		JOIN   people_member c ON c.household_id = a.household_id
		JOIN   people_person p ON p.id = c.person_id
		WHERE  a.person_id = $1 AND a.kind = 'adult' AND a.may_see
		AND    a.since <= $2 AND (a.until IS NULL OR a.until > $3)
		AND    c.since <= $4 AND (c.until IS NULL OR c.until > $5)
		AND    (c.kind = 'dependant' OR (c.kind = 'child' AND (p.birth_date = '' OR p.birth_date > $6)))
		AND    ($7 = '' OR c.person_id = $8)
		UNION ALL
		SELECT m.grantor_id, 'mandate', p.birth_date
		FROM   people_mandate m
		JOIN   people_person p ON p.id = m.grantor_id
		WHERE  m.helper_id = $9 AND m.scope IN ('all', $10)
		AND    m.since <= $11 AND (m.until IS NULL OR m.until > $12)
		AND    ($13 = '' OR m.grantor_id = $14)
		ORDER BY 2, 3, 1`,
		who, now, now, now, now, comeOfAge(now), string(only), only,
		who, scope, now, now, string(only), only)
	cares, err := db.Collect(rows, err, func(r *db.Rows) (care, error) {
		var c care
		var born string
		return c, r.Scan(&c.person, &c.why, &born)
	})
	if err != nil {
		return nil, fmt.Errorf("read whose matters %s may see: %w", who, err)
	}
	return cares, nil
}

// comeOfAge is the last date of birth of those who are of age on the day of now.
func comeOfAge(now time.Time) string {
	return clock.Local(now).AddDate(-majority, 0, 0).Format(time.DateOnly)
}
