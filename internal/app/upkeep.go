package app

import (
	"context"
	"errors"
	"time"

	"sem/internal/clock"
	"sem/internal/forms"
	"sem/internal/jobs"
)

// tidy drops, each hour, what the rooms keep for a short time only.
type tidy struct{}

// Kind names the job in the registers.
func (tidy) Kind() string { return "tidy" }

// survey has the database count, each day, what its tables hold.
type survey struct{}

// Kind names the job in the registers.
func (survey) Kind() string { return "survey" }

// upkeep lists the work that comes back by itself and may wait its turn.
func (a *App) upkeep() {
	jobs.Handle(a.Jobs, func(ctx context.Context, _ tidy) error {
		_, keys := forms.Forget(ctx, a.DB, a.Clock.Now())
		_, bytes := a.Files.Clean(ctx)
		return errors.Join(keys, bytes, a.Mail.Forget(ctx))
	})
	jobs.Every(a.Jobs, time.Hour, tidy{})
	jobs.Handle(a.Jobs, func(ctx context.Context, _ survey) error { return a.DB.Analyse(ctx) })
	jobs.Every(a.Jobs, 24*time.Hour, survey{})
}

const (
	sealEach    = time.Second
	headEach    = 5 * time.Minute
	refreshEach = 5 * time.Second
	tickEach    = time.Second
)

// steward does, beside the jobs, what must be done every few seconds on this node: sealing
// the journal, writing its head outside the database, moving the line of an opening, hearing of
// what was changed elsewhere.
// As a job, each would cost the registers several writings.
func (a *App) steward(ctx context.Context) {
	seal, refresh, tick := time.NewTicker(sealEach), time.NewTicker(refreshEach), time.NewTicker(tickEach)
	defer seal.Stop()
	defer refresh.Stop()
	defer tick.Stop()
	var headAt time.Time
	for {
		var what string
		var err error
		select {
		case <-ctx.Done():
			return
		case <-seal.C:
			what, err = "seal the journal", a.seal(ctx, &headAt)
		case <-tick.C:
			what, err = "move the line of an opening", a.whenOpen(func() error { return a.Opening.Tick(ctx) })
		case <-refresh.C:
			what, err = "refresh what is kept in memory", a.whenOpen(func() error { return a.refresh(ctx) })
		}
		if err != nil && !isAway(err) && ctx.Err() == nil {
			a.Log.ErrorContext(ctx, "upkeep failed", "job", what, "err", err)
		}
	}
}

// refresh reads again what memory keeps: what was written elsewhere of the addresses and of
// the land, and, once, the names that the desk searches.
func (a *App) refresh(ctx context.Context) error {
	err := errors.Join(a.Places.Refresh(ctx), a.refreshLand(ctx), a.refreshCourses(ctx), a.Library.Refresh(ctx))
	if a.Desk.Finder.Filled() {
		return err
	}
	return errors.Join(err, a.Desk.Finder.Fill(ctx))
}

func (a *App) seal(ctx context.Context, headAt *time.Time) error {
	return a.whenOpen(func() error {
		if _, err := a.Journal.Seal(ctx); err != nil {
			return err
		}
		now := clock.System().Now()
		if now.Sub(*headAt) < headEach {
			return nil
		}
		*headAt = now
		return a.Journal.WriteHead(ctx, a.Config.Data)
	})
}

// whenOpen does something if the registers are open, and nothing otherwise.
func (a *App) whenOpen(do func() error) error {
	if !a.prepared.Load() || a.away.Load() {
		return nil
	}
	return do()
}
