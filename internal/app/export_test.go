package app

import (
	"context"
	"io"

	"sem/internal/demo/stacks"
)

// Build builds the demonstration town of a size in an open town hall.
func (a *App) Build(ctx context.Context, size string) error {
	return a.buildDemo(ctx, label{Demonstration: true, Size: size}, DemoOptions{Size: size, Out: io.Discard, Progress: func(string, int, int) {}})
}

// Bend has the library of a demonstration answer as ill ones do.
func (a *App) Bend(q stacks.Quirks) { a.stacks.Bend(q) }
