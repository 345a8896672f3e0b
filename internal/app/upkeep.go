package app

import (
	"context"
	"errors"
	"time"

	"sem/internal/forms"
	"sem/internal/jobs"
)

// tidy drops, each hour, what the rooms keep for a short time only.
type tidy struct{}

// Kind names the job in the registers.
func (tidy) Kind() string { return "tidy" }

// upkeep lists the work that comes back by itself.
func (a *App) upkeep() {
	jobs.Handle(a.Jobs, func(ctx context.Context, _ tidy) error {
		_, forgotten := forms.Forget(ctx, a.DB, a.Clock.Now())
		return errors.Join(forgotten)
	})
	jobs.Every(a.Jobs, time.Hour, tidy{})
}
