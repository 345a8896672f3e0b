package accounts

import (
	"context"
	"time"

	"sem/internal/db"
	"sem/internal/jobs"
)

// sweepOld is the job that clears what is past its time.
type sweepOld struct{}

// Kind names the job.
func (sweepOld) Kind() string { return "accounts_sweep" }

// Work gives the queue its work: answering whoever lost a password; clearing old sessions,
// tokens, attempts and devices every hour.
func (s *Service) Work(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ sweepOld) error { return s.Sweep(ctx) })
	jobs.Handle(q, s.AnswerForgotten)
	s.queue = q
	jobs.Every(q, time.Hour, sweepOld{})
}

// Sweep clears what is past its time.
func (s *Service) Sweep(ctx context.Context) error {
	if err := s.Sessions.Sweep(ctx); err != nil {
		return err
	}
	now := s.Clock.Now()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return sweep(ctx, tx, now.Add(-24*time.Hour), now.Add(-triesForgotten), now.AddDate(-1, 0, 0))
	})
}
