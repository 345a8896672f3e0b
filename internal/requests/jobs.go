package requests

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/jobs"
	"sem/internal/session"
)

// The sweeps look for what time alone makes due. Each is safe to run twice.
type (
	closeSettled  struct{}
	remindCitizen struct{}
	dropOldDrafts struct{}
)

// Kind names the job that closes what was settled and not contested.
func (closeSettled) Kind() string { return "requests_close_settled" }

// Kind names the job that reminds citizens of what was asked.
func (remindCitizen) Kind() string { return "requests_remind_citizen" }

// Kind names the job that throws old drafts away.
func (dropOldDrafts) Kind() string { return "requests_drop_old_drafts" }

// Handle has a queue do what time alone makes due.
func (s *Service) Handle(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ closeSettled) error { return s.CloseSettled(ctx) })
	jobs.Handle(q, func(ctx context.Context, _ remindCitizen) error { return s.RemindCitizens(ctx) })
	jobs.Handle(q, func(ctx context.Context, _ dropOldDrafts) error { return s.DropOldDrafts(ctx) })
	jobs.Every(q, time.Hour, closeSettled{})
	jobs.Every(q, 6*time.Hour, remindCitizen{})
	jobs.Every(q, 24*time.Hour, dropOldDrafts{})
}

const (
	remindAfter = 10                  // remindAfter is in business days of waiting.
	keepDrafts  = 90 * 24 * time.Hour // keepDrafts is how long an untouched draft is kept.
	sweepSize   = 500                 // sweepSize bounds what one reading of a sweep takes.
)

// CloseSettled closes the requests that were settled and not contested in time.
func (s *Service) CloseSettled(ctx context.Context) error {
	return s.sweep(ctx, "close what is settled", `
		SELECT r.id
		FROM   requests_request r
		WHERE  r.state = 'resolved' AND r.id > $1
		ORDER BY r.id
		LIMIT  $2`, func(c *change) error {
		if before := c.request.ContestedBefore(c.act.Type, c.act.Calendar); c.request.State != Resolved || !c.act.At.After(before) {
			return nil
		}
		return c.add(c.request.Close(c.act))
	})
}

// RemindCitizens reminds whoever has not answered in ten business days, once for each question.
func (s *Service) RemindCitizens(ctx context.Context) error {
	return s.sweep(ctx, "remind citizens", `
		SELECT r.id
		FROM   requests_request r
		WHERE  r.state = 'waiting_citizen' AND r.id > $1 AND NOT EXISTS (
		       SELECT e.id
		       FROM   requests_event e
		       WHERE  e.request_id = r.id AND e.kind = 'reminded' AND e.at >= r.paused_at)
		ORDER BY r.id
		LIMIT  $2`, func(c *change) error {
		if c.request.State != WaitingCitizen || c.act.At.Before(c.act.Calendar.Due(c.request.PausedAt, remindAfter)) {
			return nil
		}
		return c.add(c.request.Remind(c.act))
	})
}

// sweep does something as the program itself to each request that a query finds after an
// id. One that fails keeps its place for the next sweep and does not stop the others.
func (s *Service) sweep(ctx context.Context, what, query string, do func(*change) error) error {
	var failed []error
	for last := ""; ; {
		rows, err := s.DB.Query(ctx, query, last, sweepSize)
		ids, err := db.Collect(rows, err, func(rows *db.Rows) (ID, error) {
			var id ID
			return id, rows.Scan(&id)
		})
		if err != nil {
			return fmt.Errorf("%s: %w", what, err)
		}
		for _, id := range ids {
			if err := s.asSystem(ctx, id, do); err != nil {
				failed = append(failed, fmt.Errorf("%s: %s: %w", what, id, err))
			}
		}
		if len(ids) < sweepSize || len(failed) > sweepSize {
			return errors.Join(failed...)
		}
		last = string(ids[len(ids)-1])
	}
}

// asSystem does something to a request as the program itself.
func (s *Service) asSystem(ctx context.Context, id ID, do func(*change) error) error {
	return s.again(func() error {
		return s.DB.InTx(ctx, func(tx *db.Tx) error {
			r, err := requestByID(ctx, tx, id)
			if err != nil {
				return err
			}
			return s.perform(ctx, tx, session.Viewer{}, System, r, func(_ context.Context, c *change) error { return do(c) })
		})
	})
}

// DropOldDrafts throws away the drafts nobody has touched for ninety days.
func (s *Service) DropOldDrafts(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return tx.Send(ctx, `
			DELETE FROM requests_draft
			WHERE  updated_at < $1`, s.Clock.Now().Add(-keepDrafts))
	})
}
