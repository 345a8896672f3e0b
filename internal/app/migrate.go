package app

import (
	"context"

	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/jobs"
	"sem/internal/schema"
)

// Migrate brings the registers to the shape this program knows, and opens nothing else.
func Migrate(ctx context.Context, c config.Config) error {
	if _, err := c.Keys(); err != nil { // A database is never made without its key beside it.
		return err
	}
	d, err := db.Open(ctx, db.Settings{URL: c.DatabaseURL, File: c.DatabaseFile(), Connections: 2})
	if err != nil {
		return err
	}
	defer d.Close()
	if err := schema.Migrate(ctx, d); err != nil {
		return err
	}
	return jobs.Migrate(ctx, d)
}
