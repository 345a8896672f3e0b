package slips

import (
	"context"
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

func toldBy(ctx context.Context, q db.Querier, person people.ID) (Told, error) {
	all, err := toldTo(ctx, q, person)
	return all[person], err
}

// toldTo is what payers told: one, or all of them.
func toldTo(ctx context.Context, q db.Querier, of people.ID) (map[people.ID]Told, error) {
	all := map[people.ID]Told{}
	var w db.Where
	if of != "" {
		w.And("person_id = ?", string(of))
	}
	rows, err := q.Query(ctx, `
		SELECT person_id, nas <> '', nas_at, electronic, consented_at, withdrawn_at
		FROM   slips_payer`+w.SQL(), w.Args()...)
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

// concerned refuses whoever is not concerned.
func (s *Service) concerned(ctx context.Context, who people.ID) error {
	is, err := s.Concerns(ctx, who)
	if err == nil && !is {
		err = fault.New(fault.Conflict, "On demande ce numéro après une inscription qui donne droit à un relevé 24, jamais avant.")
	}
	return err
}

// Concerns tells whether somebody paid childcare this year or the last, or shares it.
func (s *Service) Concerns(ctx context.Context, who people.ID) (bool, error) {
	year := clockYear(s.Clock.Now())
	all, err := s.Payments.MovedIn(ctx, year, who)
	if err != nil {
		return false, err
	}
	if len(reckon(year, s.Income, all))+len(reckon(year-1, s.Income, all)) > 0 {
		return true, nil
	}
	shares, err := splitsWhere(ctx, s.DB, "other_id = $1 AND state = 'accepted' AND year >= $2", string(who), year-1)
	return len(shares) > 0, err
}

// ToldBy is what somebody told for their slips.
func (s *Service) ToldBy(ctx context.Context, who people.ID) (Told, error) {
	return toldBy(ctx, s.DB, who)
}

// Unanswered tells whether somebody is concerned and was never heard: neither a number nor how
// they want their slips.
func (s *Service) Unanswered(ctx context.Context, who people.ID) (bool, error) {
	told, err := toldBy(ctx, s.DB, who)
	if err != nil || told != (Told{}) {
		return false, err
	}
	return s.Concerns(ctx, who)
}
