package registration

import (
	"context"

	"sem/internal/db"
	"sem/internal/leisure"
)

// Used tells whether anybody ever had a place in a group, in a cart or on its list too: the
// program deletes no such group. Of an activity without groups nothing is kept here.
func (s *Service) Used(ctx context.Context, q db.Querier, _ leisure.ActivityID, g leisure.GroupID) (bool, error) {
	if g == "" {
		return false, nil
	}
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(id)
		FROM   registration_place
		WHERE  group_id = $1`, string(g)).Scan(&n)
	return n > 0, err
}
