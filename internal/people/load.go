package people

import (
	"context"
	"iter"

	"sem/internal/db"
)

// Load writes many people with their contacts, each complete with identifiers and dates,
// as when a city's data comes in. It goes through the sequence twice.
func (s *Service) Load(ctx context.Context, tx *db.Tx, people iter.Seq[Person]) error {
	_, err := tx.Bulk(ctx, "people_person", personColumns, func(yield func([]any) bool) {
		for p := range people {
			if !yield(personRow(p)) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "people_contact", contactColumns, func(yield func([]any) bool) {
		for p := range people {
			for _, c := range p.Contacts {
				if !yield(contactRow(p.ID, c)) {
					return
				}
			}
		}
	})
	return err
}

// LoadHouseholds writes many households; of each member's person it reads the ID only. It
// goes through the sequence twice.
func (s *Service) LoadHouseholds(ctx context.Context, tx *db.Tx, households iter.Seq[Household]) error {
	_, err := tx.Bulk(ctx, "people_household", []string{"id", "created_at"}, func(yield func([]any) bool) {
		for h := range households {
			if !yield([]any{h.ID, h.CreatedAt}) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "people_member", memberColumns, func(yield func([]any) bool) {
		for h := range households {
			for _, m := range h.Members {
				if !yield(memberRow(h.ID, m)) {
					return
				}
			}
		}
	})
	return err
}

// LoadMandates writes many mandates; of their people it reads the ID only.
func (s *Service) LoadMandates(ctx context.Context, tx *db.Tx, mandates iter.Seq[Mandate]) error {
	_, err := tx.Bulk(ctx, "people_mandate", mandateColumns, func(yield func([]any) bool) {
		for m := range mandates {
			if !yield(mandateRow(m)) {
				return
			}
		}
	})
	return err
}
