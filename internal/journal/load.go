package journal

import (
	"context"
	"fmt"
	"slices"

	"sem/internal/db"
)

// LoadSealed is Load for a town that nobody works in yet: the entries are sealed with the
// same writing, in their order, after what is sealed already.
func (s *Service) LoadSealed(ctx context.Context, tx *db.Tx, entries []Entry) error {
	if err := s.Load(ctx, tx, slices.Values(entries)); err != nil {
		return fmt.Errorf("load the journal: %w", err)
	}
	seq, previous, err := last(ctx, tx)
	if err != nil {
		return fmt.Errorf("seal the loaded journal: %w", err)
	}
	_, err = tx.Bulk(ctx, "journal_seal", []string{"seq", "entry_id", "seal"}, func(yield func([]any) bool) {
		for _, e := range entries {
			seq++
			previous = seal(s.Key, seq, e, previous)
			if !yield([]any{seq, e.ID, previous}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("seal the loaded journal: %w", err)
	}
	_, err = tx.Exec(ctx, `
		DELETE FROM journal_pending
		WHERE  EXISTS (SELECT 1 FROM journal_seal s WHERE s.entry_id = journal_pending.entry_id)`)
	if err != nil {
		return fmt.Errorf("seal the loaded journal: %w", err)
	}
	return nil
}
