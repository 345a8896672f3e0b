package people

import (
	"context"

	"sem/internal/db"
)

// Names are the given and family names of a person, for whoever only greets them: one
// query, on every page.
func Names(ctx context.Context, q db.Querier, person ID) (given, family string, err error) {
	err = q.QueryRow(ctx, `
		SELECT given_name, family_name
		FROM   people_person
		WHERE  id = $1`, person).Scan(&given, &family)
	return given, family, db.NotFound(err, errUnknown(person))
}

// ProvedContacts are the contacts that a person has proved, the oldest first.
func ProvedContacts(ctx context.Context, q db.Querier, person ID) ([]Contact, error) {
	rows, err := q.Query(ctx, `
		SELECT id, kind, value, confirmed_at, created_at
		FROM   people_contact
		WHERE  person_id = $1 AND confirmed_at IS NOT NULL
		ORDER  BY created_at, id`, person)
	return db.Collect(rows, err, func(r *db.Rows) (Contact, error) {
		var c Contact
		return c, r.Scan(&c.ID, &c.Kind, &c.Value, &c.ConfirmedAt, &c.CreatedAt)
	})
}
