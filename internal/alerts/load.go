package alerts

import (
	"context"
	"iter"

	"sem/internal/db"
)

// Load writes many notices at once, each complete with identifier and date, as when a
// city's data comes in. Nobody is sent a message.
func (s *Service) Load(ctx context.Context, tx *db.Tx, notices iter.Seq[Notice]) error {
	_, err := tx.Bulk(ctx, "alerts_notice", columns, func(yield func([]any) bool) {
		for n := range notices {
			if !yield(row(n)) {
				return
			}
		}
	})
	return err
}
