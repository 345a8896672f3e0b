package session

import (
	"context"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
)

var errEnded = fault.New(fault.NotFound, "Cette session est terminée.")

const columns = `id, account_id, device, origin, remembered, created_at, last_seen_at, reassured_at, sensitive_at, expires_at`

func insert(ctx context.Context, tx *db.Tx, s Session) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO session_session (`+columns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		s.ID, s.Account, s.Device, s.Origin, s.Remembered, s.CreatedAt, s.LastSeenAt, s.ReassuredAt, s.SensitiveAt, s.ExpiresAt)
	return err
}

func byID(ctx context.Context, q db.Querier, sessionID string) (Session, error) {
	s, err := scan(q.QueryRow(ctx, `
		SELECT `+columns+`
		FROM   session_session
		WHERE  id = $1`, sessionID))
	return s, db.NotFound(err, errEnded)
}

func byAccount(ctx context.Context, q db.Querier, account string, at time.Time) ([]Session, error) {
	rows, err := q.Query(ctx, `
		SELECT `+columns+`
		FROM   session_session
		WHERE  account_id = $1 AND expires_at > $2
		ORDER  BY last_seen_at DESC, id`, account, at)
	return db.Collect(rows, err, func(r *db.Rows) (Session, error) { return scan(r) })
}

type scanner interface{ Scan(...any) error }

func scan(r scanner) (s Session, err error) {
	err = r.Scan(&s.ID, &s.Account, &s.Device, &s.Origin, &s.Remembered, &s.CreatedAt, &s.LastSeenAt, &s.ReassuredAt, &s.SensitiveAt, &s.ExpiresAt)
	return s, err
}

func touch(ctx context.Context, tx *db.Tx, sessionID string, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE session_session
		SET    last_seen_at = $1
		WHERE  id = $2`, at, sessionID)
	return err
}

func openSensitive(ctx context.Context, tx *db.Tx, sessionID string, at time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE session_session
		SET    sensitive_at = $1
		WHERE  id = $2`, at, sessionID)
	return err
}

func renew(ctx context.Context, tx *db.Tx, was, is string, at time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE session_session
		SET    id = $1, reassured_at = $2, last_seen_at = $2
		WHERE  id = $3`, is, at, was)
	if err == nil && n == 0 {
		return errEnded
	}
	return err
}

func end(ctx context.Context, tx *db.Tx, account, sessionID string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM session_session
		WHERE  account_id = $1 AND id = $2`, account, sessionID)
	return err
}

func endHere(ctx context.Context, tx *db.Tx, sessionID string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM session_session
		WHERE  id = $1`, sessionID)
	return err
}

func endAll(ctx context.Context, tx *db.Tx, account, but string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM session_session
		WHERE  account_id = $1 AND id <> $2`, account, but)
	return err
}

func sweep(ctx context.Context, tx *db.Tx, at time.Time) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM session_session
		WHERE  expires_at <= $1`, at)
	return err
}
