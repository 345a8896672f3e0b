package lottery

import (
	"context"

	"sem/internal/db"
	"sem/internal/leisure"
)

// Used tells whether a lottery names an activity, whichever of its groups is asked about: the
// program deletes none of them, for choices and results do name them.
func (s *Service) Used(ctx context.Context, q db.Querier, a leisure.ActivityID, _ leisure.GroupID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(draw_id)
		FROM   lottery_activity
		WHERE  activity = $1`, string(a)).Scan(&n)
	return n > 0, err
}
