package accounts

import (
	"context"
	"iter"

	"sem/internal/db"
	"sem/internal/people"
	"sem/internal/session"
)

// Row is an account to load with many others: the demonstration, a city that moves in.
type Row struct {
	ID          ID
	Person      people.ID
	UserCode    string
	StaffEmail  string
	StaffName   string
	Role        session.Role
	Departments []string
	Hash        string // Hash is made by Hasher.Hash; many rows may share one in a demonstration.
	Prefs       Prefs
}

// Load writes active accounts in bulk, by the row that a single one is written with.
func (s *Service) Load(ctx context.Context, tx *db.Tx, rows iter.Seq[Row]) error {
	now := s.Clock.Now()
	tx.AfterCommit(s.forgetStaff)
	_, err := tx.Bulk(ctx, "accounts_account", accountColumns, func(yield func([]any) bool) {
		for r := range rows {
			a := Account{
				ID: r.ID, Person: r.Person, UserCode: r.UserCode, StaffEmail: r.StaffEmail, StaffName: r.StaffName, Role: r.Role,
				Departments: r.Departments, State: Active, Prefs: r.Prefs, password: r.Hash, CreatedAt: now, UpdatedAt: now,
			}
			if !yield(accountRow(a)) {
				return
			}
		}
	})
	return err
}
