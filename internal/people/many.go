package people

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/db"
)

// Known are the people of these identifiers without their contacts, for whoever only asks who
// they are; one that is not in the register is not in the answer.
func (s *Service) Known(ctx context.Context, ids []ID) (map[ID]Person, error) {
	found := make(map[ID]Person, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), together)
		some, err := collectPersons(ctx, s.DB, oneOf("p.id", ids[:n]), "")
		if err != nil {
			return nil, fmt.Errorf("read people: %w", err)
		}
		for _, p := range some {
			found[p.ID] = p
		}
		ids = ids[n:]
	}
	return found, nil
}

// ReachesOf is ReachOf for many people; one that is not in the register is not in the answer.
func ReachesOf(ctx context.Context, q db.Querier, ids []ID) (map[ID]Reach, error) {
	found := make(map[ID]Reach, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), together)
		where := oneOf("p.id", ids[:n])
		rows, err := q.Query(ctx, `
		SELECT p.id, p.given_name, p.family_name, p.language, COALESCE((
		       SELECT MIN(c.value)
		       FROM   people_contact c
		       WHERE  c.person_id = p.id AND c.kind = 'email' AND c.confirmed_at IS NOT NULL), '')
		FROM   people_person p`+where.SQL(), where.Args()...)
		_, err = db.Collect(rows, err, func(r *db.Rows) (person ID, err error) {
			var reach Reach
			var given, family string
			err = r.Scan(&person, &given, &family, &reach.Language, &reach.Email)
			reach.Name = strings.TrimSpace(given + " " + family)
			found[person] = reach
			return person, err
		})
		if err != nil {
			return nil, fmt.Errorf("read how to reach people: %w", err)
		}
		ids = ids[n:]
	}
	return found, nil
}
