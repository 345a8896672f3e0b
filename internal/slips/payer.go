package slips

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// Told is what somebody told for their slips. The number itself is in no value that a page gets.
type Told struct {
	NAS         bool      // NAS: a social insurance number is kept.
	NASAt       time.Time // NASAt is since when.
	Electronic  bool      // Electronic: they agree to receive slips on line.
	ConsentedAt time.Time
	WithdrawnAt time.Time // WithdrawnAt is when they last took their consent back, zero when never.
}

func nasPlace(person people.ID) string { return "slips_payer/nas/" + string(person) }

func toldBy(ctx context.Context, q db.Querier, person people.ID) (t Told, err error) {
	err = q.QueryRow(ctx, `
		SELECT nas <> '', nas_at, electronic, consented_at, withdrawn_at
		FROM   slips_payer
		WHERE  person_id = $1`, string(person)).Scan(&t.NAS, &t.NASAt, &t.Electronic, &t.ConsentedAt, &t.WithdrawnAt)
	if errors.Is(err, db.ErrNoRows) {
		return Told{}, nil
	}
	return t, err
}

// told are what all payers told.
func (s *Service) told(ctx context.Context) (map[people.ID]Told, error) {
	all := map[people.ID]Told{}
	rows, err := s.DB.Query(ctx, `
		SELECT person_id, nas <> '', nas_at, electronic, consented_at, withdrawn_at
		FROM   slips_payer`)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var who people.ID
		var t Told
		err := r.Scan(&who, &t.NAS, &t.NASAt, &t.Electronic, &t.ConsentedAt, &t.WithdrawnAt)
		all[who] = t
		return struct{}{}, err
	})
	return all, err
}

// SaveNAS keeps the social insurance number of the viewer, sealed; an empty one is forgotten. It
// is refused to whoever paid no childcare: it is asked after registering, never before.
func (s *Service) SaveNAS(ctx context.Context, by session.Viewer, typed string, key forms.Key) error {
	who, err := citizen(by)
	if err != nil {
		return err
	}
	sealed, detail := "", "nas removed"
	if typed != "" {
		nas, err := readNAS(typed)
		if err != nil {
			return err
		}
		if sealed, err = s.Key.Close(nasPlace(who), nas); err != nil {
			return err
		}
		detail = "nas"
	}
	if err := s.concerned(ctx, who); err != nil {
		return err
	}
	key.Fingerprint = "nas" // A digest of the form would let the number be guessed: there are few.
	return s.do(ctx, key, func(tx *db.Tx, now time.Time) error {
		var at time.Time
		if sealed != "" {
			at = now
		}
		_, err := tx.Exec(ctx, `
			INSERT INTO slips_payer (person_id, nas, nas_at)
			VALUES ($1, $2, $3)
			ON CONFLICT (person_id) DO UPDATE SET nas = excluded.nas, nas_at = excluded.nas_at`, string(who), sealed, at)
		if err != nil {
			return fmt.Errorf("keep a number: %w", err)
		}
		return s.record(ctx, tx, by, now, journal.Entry{Person: string(who), Action: DataChanged, Object: "loisirs/releves", Detail: detail})
	})
}

// Consent keeps whether the viewer agrees to receive their slips on line, with its date. Without
// it they come by mail.
func (s *Service) Consent(ctx context.Context, by session.Viewer, given bool, key forms.Key) error {
	who, err := citizen(by)
	if err != nil {
		return err
	}
	return s.do(ctx, key, func(tx *db.Tx, now time.Time) error {
		before, err := toldBy(ctx, tx, who)
		if err != nil || before.Electronic == given {
			return err
		}
		consented, withdrawn, detail := now, before.WithdrawnAt, "electronic delivery agreed"
		if !given {
			consented, withdrawn, detail = before.ConsentedAt, now, "electronic delivery withdrawn"
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO slips_payer (person_id, electronic, consented_at, withdrawn_at)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (person_id) DO UPDATE
			SET electronic = excluded.electronic, consented_at = excluded.consented_at, withdrawn_at = excluded.withdrawn_at`,
			string(who), given, consented, withdrawn)
		if err != nil {
			return fmt.Errorf("keep a consent: %w", err)
		}
		return s.record(ctx, tx, by, now, journal.Entry{Person: string(who), Action: DataChanged, Object: "loisirs/releves", Detail: detail})
	})
}

// concerned refuses whoever paid no childcare this year or the last, and shares none.
func (s *Service) concerned(ctx context.Context, who people.ID) error {
	now := clockYear(s.Clock.Now())
	for _, year := range []int{now, now - 1} {
		all, err := s.Payments.MovedIn(ctx, year, who)
		if err != nil {
			return err
		}
		if len(reckon(year, s.Income, all)) > 0 {
			return nil
		}
	}
	shares, err := splitsWhere(ctx, s.DB, "other_id = $1 AND state = 'accepted'", string(who))
	if err == nil && len(shares) == 0 {
		err = fault.New(fault.Conflict, "On demande ce numéro après une inscription qui donne droit à un relevé 24, jamais avant.")
	}
	return err
}
