package jobs

import (
	"context"

	"sem/internal/db"
)

// States counts the jobs by their state, for the machine room.
func (q *Queue) States(ctx context.Context) (map[string]int, error) {
	counts := map[string]int{}
	rows, err := q.database.Query(ctx, "SELECT CAST(state AS TEXT), COUNT(id) FROM river_job GROUP BY state")
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var state string
		var n int
		err := r.Scan(&state, &n)
		counts[state] = n
		return struct{}{}, err
	})
	return counts, err
}
