package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"sem/internal/config"
)

// Listen takes the public address and that of the administration.
func (a *App) Listen() error {
	public, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return fmt.Errorf("take the address %s: %w", a.Config.Addr, err)
	}
	a.public = &fairListener{Listener: public, most: a.Config.PerAddress, exempt: a.Config.Proxies(), open: map[string]int{}}
	if a.Config.Admin() == "" {
		return nil
	}
	a.admin, err = net.Listen("tcp", a.Config.Admin())
	if err != nil && a.Demo {
		a.Log.Warn("administration address taken; metrics are off", "addr", a.Config.Admin())
		return nil
	}
	if err != nil {
		return errors.Join(fmt.Errorf("take the administration address %s: %w", a.Config.Admin(), err), a.public.Close())
	}
	return nil
}

// Addr is the public address, once Listen took it.
func (a *App) Addr() string { return a.public.Addr().String() }

// AdminAddr is the address of the administration, empty when there is none.
func (a *App) AdminAddr() string {
	if a.admin == nil {
		return ""
	}
	return a.admin.Addr().String()
}

// Serve answers until ctx is done; then it says that it is no longer ready, lets the
// requests under way end, and returns. Listen comes before.
func (a *App) Serve(ctx context.Context) error {
	if err := a.Start(ctx); err != nil {
		return errors.Join(err, a.public.Close())
	}
	public := a.server(a.handler, config.WriteTimeout)
	failed := make(chan error, 2)
	go func() { failed <- public.Serve(a.public) }()
	servers := []*http.Server{public}
	if a.admin != nil {
		const profile = 3 * time.Minute // A profile is written for as long as it is taken.
		admin := a.server(a.administration(), profile)
		servers = append(servers, admin)
		go func() { failed <- admin.Serve(a.admin) }()
	}
	a.Log.InfoContext(ctx, "serving", "addr", a.Addr(), "admin", a.AdminAddr())
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	return a.drain(servers)
}

func (a *App) server(h http.Handler, write time.Duration) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: config.HeaderTimeout,
		ReadTimeout:       config.ReadTimeout,
		WriteTimeout:      write,
		IdleTimeout:       config.IdleTimeout,
		MaxHeaderBytes:    config.HeaderBytes - 4096, // The standard server allows 4 KB more than it is told.
		ErrorLog:          slog.NewLogLogger(a.Log.Handler(), slog.LevelDebug),
	}
}

// drain ends in order: not ready, no new connection, the requests under way, the rest.
func (a *App) drain(servers []*http.Server) error {
	a.draining.Store(true)
	a.Log.Info("stopping")
	ctx, cancel := context.WithTimeout(context.Background(), config.DrainTimeout)
	defer cancel()
	var late error
	for _, s := range servers {
		if err := s.Shutdown(ctx); err != nil {
			late = errors.Join(late, err, s.Close())
		}
	}
	if late != nil {
		return fmt.Errorf("some requests did not end within %s: %w", config.DrainTimeout, late)
	}
	return nil
}
