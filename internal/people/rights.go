package people

import (
	"context"
	"fmt"
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
	circle, err := s.Circle(ctx, who, scope)
	if err != nil {
		return nil, err
	}
	people := make([]*Person, len(circle.InCare))
	for i := range circle.InCare {
		people[i] = &circle.InCare[i].Person
	}
	return circle.InCare, addContactsTo(ctx, s.DB, people)
}

// MayAct is nil when who may see and act in the matters of forWhom within a scope, and
// otherwise the same NotFound as for somebody who is not in the register. It sees what the
// transaction of q has written, so that a right that ends has ended at once.
func (s *Service) MayAct(ctx context.Context, q db.Querier, who, forWhom ID, scope Scope) error {
	if who != "" && who == forWhom {
		return nil
	}
	now := s.Clock.Now()
	var rights int
	err := q.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM  (SELECT c.id
		       FROM   people_member a
		       JOIN   people_member c ON c.household_id = a.household_id
		       JOIN   people_person p ON p.id = c.person_id
		       WHERE  a.person_id = $1 AND a.kind = 'adult' AND a.may_see
		       AND    a.since <= $2 AND (a.until IS NULL OR a.until > $3)
		       AND    c.person_id = $4 AND c.since <= $5 AND (c.until IS NULL OR c.until > $6)
		       AND    (c.kind = 'dependant' OR (c.kind = 'child' AND (p.birth_date = '' OR p.birth_date > $7)))
		       UNION ALL
		       SELECT m.id
		       FROM   people_mandate m
		       WHERE  m.grantor_id = $8 AND m.helper_id = $9 AND m.scope IN ('all', $10)
		       AND    m.since <= $11 AND (m.until IS NULL OR m.until > $12)) AS rights`,
		who, now, now, forWhom, now, now, comeOfAge(now),
		forWhom, who, scope, now, now).Scan(&rights)
	if err != nil {
		return fmt.Errorf("read whether %s may act for %s: %w", who, forWhom, err)
	}
	if rights == 0 {
		return errUnknown(forWhom)
	}
	return nil
}

// comeOfAge is the last date of birth of those who are of age on the day of now.
func comeOfAge(now time.Time) string {
	return clock.Local(now).AddDate(-majority, 0, 0).Format(time.DateOnly)
}
