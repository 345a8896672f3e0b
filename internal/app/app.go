package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"sem/internal/clock"
	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
	"sem/internal/jobs"
	"sem/internal/schema"
	"sem/internal/ui"
)

// Options are what the command decides and the settings do not.
type Options struct {
	Clock clock.Clock  // Clock is the machine's by default.
	Log   *slog.Logger // Log is the program's default log by default.
	Demo  bool         // Demo opens the demonstration: known passwords, no second factor, mail kept to be read.
}

// App is the open town hall.
type App struct {
	Config config.Config
	Clock  clock.Clock
	IDs    id.Source
	Log    *slog.Logger
	Demo   bool
	DB     *db.DB
	Jobs   *jobs.Queue
	Rooms

	keys    config.Keys
	routes  []ui.Route
	handler http.Handler
	metrics *metrics

	public, admin net.Listener
	migrated      atomic.Bool // migrated: the registers have the shape this program knows.
	prepared      atomic.Bool // prepared: migrated, and the jobs run.
	away          atomic.Bool // away: the database does not answer.
	draining      atomic.Bool // draining: the program stops.
	watch         sync.WaitGroup
	stopWatch     context.CancelFunc
}

// Open opens the registers and wires every room. A PostgreSQL server that is away is no
// error: Start brings the registers to their shape when it is there.
func Open(ctx context.Context, c config.Config, o Options) (*App, error) {
	a := &App{Config: c, Clock: o.Clock, Log: o.Log, Demo: o.Demo, IDs: id.Random()}
	if a.Clock == nil {
		a.Clock = clock.System()
	}
	if a.Log == nil {
		a.Log = slog.Default()
	}
	var err error
	if a.keys, err = c.Keys(); err != nil {
		return nil, err
	}
	a.DB, err = db.Open(ctx, db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile(), Connections: c.Connections})
	if err != nil {
		return nil, err
	}
	if err := a.wire(); err != nil {
		return nil, errors.Join(err, a.DB.Close())
	}
	if err := a.migrate(ctx); err != nil && !isAway(err) {
		return nil, errors.Join(err, a.DB.Close())
	} else if err != nil {
		a.away.Store(true)
		a.Log.WarnContext(ctx, "database away", "err", err)
	}
	return a, nil
}

// Handler answers every request of the public address.
func (a *App) Handler() http.Handler { return a.handler }

// Ready tells whether the registers are open, for commands that need them.
func (a *App) Ready() error {
	if a.migrated.Load() {
		return nil
	}
	return fault.New(fault.Unavailable, "Nous ne pouvons pas ouvrir nos registres en ce moment. Rien n’est perdu. Réessayez dans une minute.")
}

// migrate brings the registers to the shape this program knows.
func (a *App) migrate(ctx context.Context) error {
	asked, cancel := context.WithTimeout(ctx, pingTimeout)
	err := a.DB.Ping(asked)
	cancel()
	if err != nil {
		return err
	}
	if err := schema.Migrate(ctx, a.DB); err != nil {
		return err
	}
	if err := jobs.Migrate(ctx, a.DB); err != nil {
		return err
	}
	if err := a.furnish(ctx); err != nil {
		return fmt.Errorf("furnish the rooms: %w", err)
	}
	a.migrated.Store(true)
	return nil
}

// isAway tells an error of a database that may come back from a defect.
func isAway(err error) bool {
	return fault.KindOf(err) == fault.Unavailable || errors.Is(err, context.DeadlineExceeded)
}

const (
	pingTimeout  = time.Second
	pingInterval = 500 * time.Millisecond
)

// Start runs the jobs, and watches whether the database answers.
func (a *App) Start(ctx context.Context) error {
	ctx, a.stopWatch = context.WithCancel(context.WithoutCancel(ctx))
	if a.migrated.Load() {
		if err := a.prepare(ctx); err != nil {
			return err
		}
	}
	a.watch.Go(func() { a.keepWatch(ctx) })
	a.watch.Go(func() { a.steward(ctx) })
	return nil
}

func (a *App) prepare(ctx context.Context) error {
	if err := a.refuseDemo(ctx); err != nil {
		return err
	}
	if err := a.Jobs.Start(context.WithoutCancel(ctx)); err != nil {
		return fmt.Errorf("start the jobs: %w", err)
	}
	a.prepared.Store(true)
	return nil
}

// keepWatch notices that the database is away, so that pages say so at once instead of
// waiting for it, and that it is back.
func (a *App) keepWatch(ctx context.Context) {
	tick := time.NewTicker(pingInterval)
	defer tick.Stop()
	failures := 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := a.look(ctx); err == nil {
			failures = 0
			if a.away.Swap(false) {
				a.Log.InfoContext(ctx, "database back")
			}
		} else if failures++; failures >= 2 && ctx.Err() == nil && !a.away.Swap(true) {
			a.Log.WarnContext(ctx, "database away", "err", err)
		}
	}
}

// look asks the database whether it answers, and makes up for what its absence delayed.
func (a *App) look(ctx context.Context) error {
	asked, cancel := context.WithTimeout(ctx, pingTimeout)
	defer cancel()
	if err := a.DB.Ping(asked); err != nil || a.prepared.Load() {
		return err
	}
	if !a.migrated.Load() {
		if err := a.migrate(ctx); err != nil {
			return err
		}
	}
	return a.prepare(ctx)
}

// Close ends the jobs under way and closes the registers.
func (a *App) Close() error {
	if a.stopWatch != nil {
		a.stopWatch()
		a.watch.Wait()
	}
	var err error
	if a.prepared.Load() {
		ctx, cancel := context.WithTimeout(context.Background(), config.DrainTimeout)
		defer cancel()
		err = a.Jobs.Stop(ctx)
	}
	return errors.Join(err, a.closeLibrary(), a.DB.Close())
}
