package people

import (
	"context"
	"fmt"
	"time"

	"sem/internal/db"
)

// ProveResidence makes a person a resident until a day, because another room has seen the
// proof of it: the tax bill of their home, papers at the counter. It never shortens what was
// proved before, and tells whether anything changed. The caller has the right to, journals the
// proof and tells the person.
func (s *Service) ProveResidence(ctx context.Context, tx *db.Tx, person ID, until time.Time) (changed bool, err error) {
	now := s.Clock.Now()
	n, err := tx.Exec(ctx, `
		UPDATE people_person
		SET    residence = $1, residence_until = $2, updated_at = $3
		WHERE  id = $4 AND (residence <> $5 OR residence_until IS NULL OR residence_until < $6)`,
		string(Resident), until, now, person, string(Resident), until)
	if err != nil {
		return false, fmt.Errorf("prove the residence of %s: %w", person, err)
	}
	if n > 0 {
		return true, nil
	}
	_, err = personIn(ctx, tx, person) // Nothing to change is no error; nobody there is.
	return false, err
}
