package slips

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sem/internal/db"
	"sem/internal/people"
)

// Past are slips as when a city's data comes in.
type Past struct {
	Filer    Filer
	Consents map[people.ID]time.Time // Consents are the payers who receive slips on line, and since when.
	Slips    iter.Seq[Slip]          // Slips are complete but for their identifiers; their numbers are of the series, or of an older one.
	Splits   iter.Seq[Split]
}

// Load writes slips that were issued elsewhere, each complete with its date. Nobody is told.
func (s *Service) Load(ctx context.Context, tx *db.Tx, p Past) error {
	f := p.Filer
	err := tx.Send(ctx, `
		INSERT INTO slips_filer (id, name, line, town, postal_code, neq, preparer, certification, first_number, last_number, used, updated_at)
		VALUES ('city', $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
		f.Name, f.Line, f.Town, f.PostalCode, f.NEQ, f.Preparer, f.Certification, f.First, f.Last, f.Used, s.Clock.Now())
	if err != nil {
		return fmt.Errorf("load the filer: %w", err)
	}
	for who, since := range p.Consents {
		err := tx.Send(ctx, `
			INSERT INTO slips_payer (person_id, electronic, consented_at)
			VALUES ($1, $2, $3)`, string(who), true, since)
		if err != nil {
			return fmt.Errorf("load a consent: %w", err)
		}
	}
	for slip := range p.Slips {
		slip.ID = s.IDs.New()
		if err := insertSlip(ctx, tx, slip); err != nil {
			return fmt.Errorf("load slip %s: %w", slip.Number, err)
		}
	}
	for one := range p.Splits {
		err := tx.Send(ctx, `
			INSERT INTO slips_split (id, year, payer_id, child_id, household_id, state, asked_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)`, s.IDs.New(), one.Year, string(one.Payer), string(one.Child), one.Household, string(one.State), one.AskedAt)
		if err != nil {
			return fmt.Errorf("load a split: %w", err)
		}
	}
	return nil
}
