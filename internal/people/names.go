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
