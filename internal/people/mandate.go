package people

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/session"
)

// Mandate lets a helper act for somebody, within a scope and a time.
type Mandate struct {
	ID        string
	Grantor   Person
	Helper    Person
	Scope     Scope
	Since     time.Time
	Until     time.Time // Until is when it ends, zero when no end is known.
	CreatedAt time.Time
}

// Mandates are those in force: given by a person, and received by them.
func (s *Service) Mandates(ctx context.Context, person ID) (given, received []Mandate, err error) {
	now := s.Clock.Now()
	rows, err := s.DB.Query(ctx, `
		SELECT m.id, m.grantor_id, m.helper_id, m.scope, m.since, m.until, m.created_at
		FROM   people_mandate m
		WHERE  (m.grantor_id = $1 OR m.helper_id = $2) AND (m.until IS NULL OR m.until > $3)
		ORDER BY m.created_at, m.id`, person, person, now)
	all, err := db.Collect(rows, err, scanMandate)
	if err != nil {
		return nil, nil, fmt.Errorf("read the mandates of %s: %w", person, err)
	}
	var ids []ID
	for _, m := range all {
		ids = append(ids, m.Grantor.ID, m.Helper.ID)
	}
	found, err := s.Persons(ctx, ids)
	if err != nil {
		return nil, nil, err
	}
	for _, m := range all {
		m.Grantor, m.Helper = found[m.Grantor.ID], found[m.Helper.ID]
		if m.Grantor.ID == person {
			given = append(given, m)
		} else {
			received = append(received, m)
		}
	}
	return given, received, nil
}

func scanMandate(r *db.Rows) (Mandate, error) {
	var m Mandate
	return m, r.Scan(&m.ID, &m.Grantor.ID, &m.Helper.ID, &m.Scope, &m.Since, &m.Until, &m.CreatedAt)
}

var mandateColumns = []string{"id", "grantor_id", "helper_id", "scope", "since", "until", "created_at"}

// mandateRow is a mandate as people_mandate keeps it, in the order of mandateColumns.
func mandateRow(m Mandate) []any {
	return []any{m.ID, string(m.Grantor.ID), string(m.Helper.ID), string(m.Scope), m.Since, m.Until, m.CreatedAt}
}

// Grant lets a helper act for the viewer from now on. A citizen who knows only the
// helper's address uses Ask.
func (s *Service) Grant(ctx context.Context, by session.Viewer, helper ID, scope Scope, until time.Time, key forms.Key) (string, error) {
	if by.Person == "" {
		return "", errUnknown("")
	}
	if err := s.sure(by); err != nil {
		return "", err
	}
	id := s.IDs.New()
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, id, s.Clock.Now())
		if err != nil {
			return err
		}
		if earlier != "" {
			id = earlier
			return nil
		}
		return s.grant(ctx, tx, by, Mandate{ID: id, Grantor: Person{ID: ID(by.Person)}, Helper: Person{ID: helper}, Scope: scope, Until: until})
	})
	return id, err
}

func (s *Service) grant(ctx context.Context, tx *db.Tx, by session.Viewer, m Mandate) error {
	m.Since, m.CreatedAt = s.Clock.Now(), s.Clock.Now()
	var problems fault.Problems
	checkMandate(&problems, m)
	if err := problems.Err(); err != nil {
		return err
	}
	grantor, err := ReachOf(ctx, tx, m.Grantor.ID)
	if err != nil {
		return err
	}
	if _, err := ReachOf(ctx, tx, m.Helper.ID); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO people_mandate (id, grantor_id, helper_id, scope, since, until, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, mandateRow(m)...)
	if err != nil {
		return fmt.Errorf("give a mandate: %w", err)
	}
	if err := s.record(ctx, tx, Deed{By: by, Person: m.Grantor.ID, Kind: MandateChanged, Object: m.ID, Detail: "given"}); err != nil {
		return err
	}
	return s.tell(ctx, tx, News{Key: "mandate/" + m.ID + "/given", Person: m.Helper.ID, Path: "/mandats", Words: func(ctx context.Context) (string, string) {
		return i18n.T(ctx, "Vous pouvez maintenant agir pour %s", grantor.Name), i18n.T(ctx, "Cette personne peut reprendre ce droit à tout moment.")
	}})
}

func checkMandate(p *fault.Problems, m Mandate) {
	if !slices.Contains(Scopes(), m.Scope) {
		p.Add("portee", "Choisissez ce que la personne pourra faire pour vous.")
	}
	if !m.Until.IsZero() && !m.Until.After(m.Since) {
		p.Add("jusquau", "La date de fin doit être à venir.")
	}
	if m.Helper.ID == m.Grantor.ID {
		p.Add("aidant", "Choisissez une autre personne que vous.")
	}
}

// Revoke ends a mandate at once. Whoever gave it may, whoever holds it may give it back,
// and so may the staff that edits people. The other one is told.
func (s *Service) Revoke(ctx context.Context, by session.Viewer, mandate string, key forms.Key) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		earlier, err := forms.Claim(ctx, tx, key, mandate, now)
		if err != nil || earlier != "" {
			return err
		}
		m, err := mandateIn(ctx, tx, by, mandate)
		if err != nil {
			return err
		}
		n, err := tx.Exec(ctx, `
			UPDATE people_mandate
			SET    until = $1
			WHERE  id = $2 AND (until IS NULL OR until > $3)`, now, mandate, now)
		if err != nil {
			return fmt.Errorf("end mandate %s: %w", mandate, err)
		}
		if n == 0 {
			return nil
		}
		if err := s.record(ctx, tx, Deed{By: by, Person: m.Grantor.ID, Kind: MandateChanged, Object: mandate, Detail: "ended"}); err != nil {
			return err
		}
		return s.tellOfEnd(ctx, tx, by, m)
	})
}

// mandateIn is a mandate that by may end; to anybody else it does not exist.
func mandateIn(ctx context.Context, tx *db.Tx, by session.Viewer, mandate string) (Mandate, error) {
	absent := fault.New(fault.NotFound, "Ce mandat n’existe pas ou plus.")
	var m Mandate
	err := tx.QueryRow(ctx, `
		SELECT m.id, m.grantor_id, m.helper_id, m.scope, m.since, m.until, m.created_at
		FROM   people_mandate m
		WHERE  m.id = $1`, mandate).Scan(&m.ID, &m.Grantor.ID, &m.Helper.ID, &m.Scope, &m.Since, &m.Until, &m.CreatedAt)
	if err != nil {
		return Mandate{}, db.NotFound(err, absent)
	}
	me := ID(by.Person)
	if !by.May(session.PeopleEdit) && (me == "" || me != m.Grantor.ID && me != m.Helper.ID) {
		return Mandate{}, absent
	}
	return m, nil
}

func (s *Service) tellOfEnd(ctx context.Context, tx *db.Tx, by session.Viewer, m Mandate) error {
	grantor, err := ReachOf(ctx, tx, m.Grantor.ID)
	if err != nil {
		return err
	}
	helper, err := ReachOf(ctx, tx, m.Helper.ID)
	if err != nil {
		return err
	}
	for _, other := range []struct{ to, about ID }{{m.Grantor.ID, m.Helper.ID}, {m.Helper.ID, m.Grantor.ID}} {
		if other.to == ID(by.Person) {
			continue
		}
		err := s.tell(ctx, tx, News{Key: "mandate/" + m.ID + "/ended/" + string(other.to), Person: other.to, Path: "/mandats", Words: func(ctx context.Context) (string, string) {
			if other.to == m.Helper.ID {
				return i18n.T(ctx, "Vous n’agissez plus pour %s", grantor.Name), i18n.T(ctx, "Le mandat a pris fin.")
			}
			return i18n.T(ctx, "%s n’agit plus pour vous", helper.Name), i18n.T(ctx, "Le mandat a pris fin.")
		}})
		if err != nil {
			return err
		}
	}
	return nil
}
