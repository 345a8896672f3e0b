package people

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
)

// Circle is whom somebody lives with and acts for: one reading for a page that shows both.
// Its people come without their contacts, which few pages show.
type Circle struct {
	// InCare are those whose matters the person may see and act in: see InCare.
	InCare []Care
	// Homes are the households they belong to today, with their members of today: adults
	// first, then by age.
	Homes []Household

	self     []Person // self is the person, nobody when they are not in the register.
	seen     []Person
	mandates []mandated
}

// mandated is somebody who gave the person a mandate that is in force, and for what.
type mandated struct {
	Person
	scope Scope
}

// Circle reads the circle of a person. Mandates count within a scope.
func (s *Service) Circle(ctx context.Context, who ID, scope Scope) (Circle, error) {
	c, err := s.circleIn(ctx, s.DB, who)
	if err == nil && len(c.self) == 0 {
		err = errUnknown(who)
	}
	c.InCare = c.Within(scope)
	return c, err
}

// Within are those whose matters the person may see and act in within another scope, by the
// same reading: see InCare.
func (c Circle) Within(scope Scope) []Care {
	var granted []Person
	for _, m := range c.mandates {
		if m.scope == All || m.scope == scope {
			granted = append(granted, m.Person)
		}
	}
	return added(added(added(nil, Self, c.self), ByHousehold, c.seen), ByMandate, granted)
}

// tie is one row of a circle: the person themself, a member of a household of theirs, or
// somebody who gave them a mandate, whose household has no name, and whose kind is its scope.
type tie struct {
	kind      tieKind
	household Household
	member    Member
}

type tieKind string

const (
	tieSelf    tieKind = "self"
	tieMember  tieKind = "member"
	tieMandate tieKind = "mandate"
)

// circleIn reads all ties in one journey to the database. The three parts fill the same
// columns; what a part has no word for is filled with a value of the right type that
// nobody looks at. Nobody is in the circle of whoever is not in the register.
func (s *Service) circleIn(ctx context.Context, q db.Querier, who ID) (Circle, error) {
	now := s.Clock.Now()
	rows, err := q.Query(ctx, `
		SELECT 'member', h.id, h.created_at, m.id, m.kind, m.may_register, m.may_pay, m.may_see, m.may_pick_up, m.since, m.until,
		       p.id, p.given_name, p.family_name, p.birth_date, p.language, COALESCE(p.address_id, ''), p.address_line, COALESCE(p.district_id, ''),
		       p.residence, p.residence_until, p.preferred, p.card_number, p.source, p.created_at, p.updated_at
		FROM   people_member m
		JOIN   people_household h ON h.id = m.household_id
		JOIN   people_person p ON p.id = m.person_id
		WHERE  m.since <= $1 AND (m.until IS NULL OR m.until > $2)
		AND    m.household_id IN (
		        SELECT a.household_id
		        FROM   people_member a
		        WHERE  a.person_id = $3 AND a.since <= $4 AND (a.until IS NULL OR a.until > $5))
		UNION ALL
		SELECT 'mandate', '', x.created_at, x.id, x.scope, FALSE, FALSE, FALSE, FALSE, x.since, x.until,
		       p.id, p.given_name, p.family_name, p.birth_date, p.language, COALESCE(p.address_id, ''), p.address_line, COALESCE(p.district_id, ''),
		       p.residence, p.residence_until, p.preferred, p.card_number, p.source, p.created_at, p.updated_at
		FROM   people_mandate x
		JOIN   people_person p ON p.id = x.grantor_id
		WHERE  x.helper_id = $6 AND x.since <= $7 AND (x.until IS NULL OR x.until > $8)
		UNION ALL
		SELECT 'self', '', p.created_at, '', '', FALSE, FALSE, FALSE, FALSE, p.created_at, p.residence_until,
		       p.id, p.given_name, p.family_name, p.birth_date, p.language, COALESCE(p.address_id, ''), p.address_line, COALESCE(p.district_id, ''),
		       p.residence, p.residence_until, p.preferred, p.card_number, p.source, p.created_at, p.updated_at
		FROM   people_person p
		WHERE  p.id = $9`,
		now, now, who, now, now,
		who, now, now, who)
	ties, err := db.Collect(rows, err, scanTie)
	if err != nil {
		return Circle{}, fmt.Errorf("read the circle of %s: %w", who, err)
	}
	return gather(who, ties, now), nil
}

func scanTie(r *db.Rows) (tie, error) {
	var t tie
	m, p := &t.member, &t.member.Person
	err := r.Scan(&t.kind, &t.household.ID, &t.household.CreatedAt,
		&m.ID, &m.Kind, &m.May.Register, &m.May.Pay, &m.May.See, &m.May.PickUp, &m.Since, &m.Until,
		&p.ID, &p.GivenName, &p.FamilyName, &p.BirthDate, &p.Language, &p.AddressID, &p.AddressLine, &p.DistrictID,
		&p.Residence, &p.ResidenceUntil, &p.Preferred, &p.CardNumber, &p.Source, &p.CreatedAt, &p.UpdatedAt)
	return t, err
}

// gather makes a circle of its ties. They are put in order here: a database that sorts a union
// takes longer over it than over reading the rows.
func gather(who ID, ties []tie, now time.Time) Circle {
	var c Circle
	slices.SortFunc(ties, func(a, b tie) int {
		return cmp.Or(
			a.household.CreatedAt.Compare(b.household.CreatedAt), cmp.Compare(a.household.ID, b.household.ID), cmp.Compare(a.member.Kind, b.member.Kind),
			cmp.Compare(a.member.Person.BirthDate, b.member.Person.BirthDate), a.member.Since.Compare(b.member.Since), cmp.Compare(a.member.ID, b.member.ID),
		)
	})
	for _, t := range ties {
		switch t.kind {
		case tieSelf:
			c.self = []Person{t.member.Person}
		case tieMandate:
			c.mandates = append(c.mandates, mandated{t.member.Person, Scope(t.member.Kind)})
		case tieMember:
			if n := len(c.Homes); n == 0 || c.Homes[n-1].ID != t.household.ID {
				c.Homes = append(c.Homes, t.household)
			}
			home := &c.Homes[len(c.Homes)-1]
			home.Members = append(home.Members, t.member)
		}
	}
	for _, home := range c.Homes {
		c.seen = append(c.seen, home.seenBy(who, now)...)
	}
	return c
}

// added adds people to those in care, unless they are already, the eldest first.
func added(care []Care, why Why, more []Person) []Care {
	eldest := func(a, b Person) int { return cmp.Or(cmp.Compare(a.BirthDate, b.BirthDate), cmp.Compare(a.ID, b.ID)) }
	for _, p := range slices.SortedStableFunc(slices.Values(more), eldest) {
		if !slices.ContainsFunc(care, func(already Care) bool { return already.Person.ID == p.ID }) {
			care = append(care, Care{Person: p, Why: why})
		}
	}
	return care
}

// seenBy are the children and dependants of a household whose matters one of its adults
// may see. A child who has come of age is seen by nobody.
func (h Household) seenBy(who ID, now time.Time) []Person {
	may := slices.ContainsFunc(h.Members, func(m Member) bool { return m.Person.ID == who && m.Kind == Adult && m.May.See })
	if !may {
		return nil
	}
	var seen []Person
	for _, m := range h.Members {
		minor := m.Person.BirthDate == "" || m.Person.BirthDate > comeOfAge(now)
		if m.Kind == Dependant || m.Kind == Child && minor {
			seen = append(seen, m.Person)
		}
	}
	return seen
}

// addContactsTo gives people their contacts, the oldest first.
func addContactsTo(ctx context.Context, q db.Querier, people []*Person) error {
	for some := range slices.Chunk(people, together) {
		ids, found := make([]ID, len(some)), map[ID]Person{}
		for i, p := range some {
			ids[i] = p.ID
		}
		if err := addContacts(ctx, q, ids, found); err != nil {
			return fmt.Errorf("read contacts: %w", err)
		}
		for _, p := range some {
			p.Contacts = found[p.ID].Contacts
		}
	}
	return nil
}
