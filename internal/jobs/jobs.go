// Package jobs is the work the town does after answering: sending a message, sealing the
// journal, clearing what is past its time. A job is added in the transaction that causes
// it, so that it exists exactly when its cause does, and survives a crash.
//
// A job is a small struct of identifiers, safe to run twice. It loads what it needs when
// it runs, checks that it is still wanted, acts, and records. A job that fails is tried
// again with growing pauses; what it was about stays recorded in its own room.
//
// Tables: river_*, made by the River library, which this package alone knows.
package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"

	"sem/internal/db"
)

// Job is the struct of a job; Kind names it in the database and never changes.
type Job interface{ Kind() string }

// Queue takes jobs and, once started, runs them.
type Queue struct {
	database *db.DB
	workers  *river.Workers
	periodic []*river.PeriodicJob
	log      *slog.Logger
	lite     *river.Client[*sql.Tx]
	post     *river.Client[pgx.Tx]
}

// New makes the queue of a database. Handlers and periodic jobs are given before Open.
func New(d *db.DB, log *slog.Logger) *Queue {
	return &Queue{database: d, workers: river.NewWorkers(), log: log}
}

// Migrate builds the tables of the job library.
func Migrate(ctx context.Context, d *db.DB) error {
	var err error
	if d.Kind() == db.SQLite {
		err = migrate(ctx, func() (*rivermigrate.Migrator[*sql.Tx], error) {
			return rivermigrate.New(riversqlite.New(d.SQL()), nil)
		})
	} else {
		err = migrate(ctx, func() (*rivermigrate.Migrator[pgx.Tx], error) {
			return rivermigrate.New(riverpgxv5.New(d.Pool()), nil)
		})
	}
	if err != nil {
		return fmt.Errorf("migrate the tables of jobs: %w", err)
	}
	return nil
}

func migrate[T any](ctx context.Context, open func() (*rivermigrate.Migrator[T], error)) error {
	m, err := open()
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// Handle says what runs the jobs of type J.
func Handle[J Job](q *Queue, do func(context.Context, J) error) {
	river.AddWorker(q.workers, river.WorkFunc(func(ctx context.Context, job *river.Job[J]) error {
		return do(ctx, job.Args)
	}))
}

// Every adds the job again and again, on one node at a time, first when the queue starts.
func Every(q *Queue, interval time.Duration, job Job) {
	q.periodic = append(q.periodic, river.NewPeriodicJob(
		river.PeriodicInterval(interval),
		func() (river.JobArgs, *river.InsertOpts) {
			return job, &river.InsertOpts{MaxAttempts: 1}
		},
		&river.PeriodicJobOpts{RunOnStart: true}))
}

// Open makes the queue ready to take jobs; Start also runs them.
func (q *Queue) Open() error {
	config := &river.Config{
		Logger:            slog.New(quiet{q.log.Handler()}),
		Workers:           q.workers,
		PeriodicJobs:      q.periodic,
		Queues:            map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}},
		FetchPollInterval: 500 * time.Millisecond,
		JobTimeout:        time.Minute,
	}
	var err error
	if q.database.Kind() == db.SQLite {
		q.lite, err = river.NewClient(riversqlite.New(q.database.SQL()), config)
	} else {
		q.post, err = river.NewClient(riverpgxv5.New(q.database.Pool()), config)
	}
	if err != nil {
		return fmt.Errorf("open the queue of jobs: %w", err)
	}
	return nil
}

// Start runs jobs until Stop.
func (q *Queue) Start(ctx context.Context) error {
	if q.lite != nil {
		return q.lite.Start(ctx)
	}
	return q.post.Start(ctx)
}

// Stop lets the jobs under way end, until ctx is done, and starts no other.
func (q *Queue) Stop(ctx context.Context) error {
	if q.lite != nil {
		return q.lite.Stop(ctx)
	}
	return q.post.Stop(ctx)
}

// Add queues a job in the transaction that causes it.
func (q *Queue) Add(ctx context.Context, tx *db.Tx, job Job) error {
	return q.insert(ctx, tx, job, nil)
}

// AddAt queues a job that waits until at.
func (q *Queue) AddAt(ctx context.Context, tx *db.Tx, job Job, at time.Time) error {
	return q.insert(ctx, tx, job, &river.InsertOpts{ScheduledAt: at})
}

func (q *Queue) insert(ctx context.Context, tx *db.Tx, job Job, how *river.InsertOpts) error {
	std, err := tx.PGX(ctx)
	switch {
	case err != nil:
	case q.lite != nil:
		_, err = q.lite.InsertTx(ctx, tx.SQL(), job, how)
	default:
		_, err = q.post.InsertTx(ctx, std, job, how)
	}
	if err != nil {
		return fmt.Errorf("queue a job %s: %w", job.Kind(), err)
	}
	return nil
}

// quiet passes on what somebody must know and drops the library's chatter.
type quiet struct{ slog.Handler }

// Enabled tells whether a line of this level is written.
func (q quiet) Enabled(ctx context.Context, level slog.Level) bool {
	return level >= slog.LevelWarn && q.Handler.Enabled(ctx, level)
}
