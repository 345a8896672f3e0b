package accounts

import (
	"context"
	"iter"

	"sem/internal/db"
)

// Load writes accounts in bulk, by the row that a single one is written with: the
// demonstration, or a city that moves in. hash is the password of all of them, made by
// Hasher.Hash.
func (s *Service) Load(ctx context.Context, tx *db.Tx, hash string, all iter.Seq[Account]) error {
	tx.AfterCommit(s.forgetStaff)
	_, err := tx.Bulk(ctx, "accounts_account", accountColumns, func(yield func([]any) bool) {
		for a := range all {
			a.password = hash
			if !yield(accountRow(a)) {
				return
			}
		}
	})
	return err
}

// HasCode tells whether an account bears a user code.
func (s *Service) HasCode(ctx context.Context, code string) (bool, error) {
	found, err := byUserCode(ctx, s.DB, code)
	return len(found) > 0, err
}
