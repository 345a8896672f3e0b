// Command sem serves a city's desk: see docs/operate.md.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"sem/internal/app"
)

// The exit statuses.
const (
	done       = 0
	refused    = 1 // refused or failed: the reason is on standard error.
	wrongUsage = 2
)

func main() {
	syscall.Umask(0o077) // Whatever the program writes is the city's alone.
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	command, err := parse(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "sem: "+err.Error())
		os.Exit(wrongUsage)
	}
	if err := command.Run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "sem: "+app.Words(err))
		os.Exit(refused)
	}
	os.Exit(done)
}
