package app

import (
	"context"
	"io"
)

// Build builds the demonstration town of a size in an open town hall.
func (a *App) Build(ctx context.Context, size string) error {
	return a.buildDemo(ctx, label{Demonstration: true, Size: size}, DemoOptions{Size: size, Out: io.Discard, Progress: func(string, int, int) {}})
}
