package app

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/pprof"

	"github.com/prometheus/client_golang/prometheus/promhttp"

	"sem/internal/schema"
	"sem/internal/ui"
)

// probe answers /healthz and /readyz in public, with one word.
func (a *App) probe(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	ui.Protect(h, "default-src 'none'; frame-ancestors 'none'", a.Config.HTTPS())
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		h.Set("Allow", "GET, HEAD")
		w.WriteHeader(http.StatusMethodNotAllowed)
	case r.URL.Path == "/healthz":
		io.WriteString(w, "ok\n")
	case a.isReady():
		io.WriteString(w, "ready\n")
	default:
		h.Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
		io.WriteString(w, "unready\n")
	}
}

func (a *App) isReady() bool { return a.prepared.Load() && !a.away.Load() && !a.draining.Load() }

// administration answers on the administration address.
func (a *App) administration() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(a.metrics.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", a.probe)
	mux.HandleFunc("GET /readyz", a.readiness)
	mux.HandleFunc("GET /debug/pprof/", pprof.Index)
	mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("GET /debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	return mux
}

// readiness is what /readyz tells the people of the machine room.
type readiness struct {
	Ready    bool   `json:"ready"`
	Draining bool   `json:"draining"`
	Database string `json:"database"` // Database is "answers", or why it does not.
	Prepared bool   `json:"prepared"` // Prepared: migrations done, jobs running.
	Schema   int64  `json:"schema"`
	Known    int64  `json:"schema_known"`
	Version  string `json:"version"`
}

func (a *App) readiness(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), pingTimeout)
	defer cancel()
	now := readiness{Ready: a.isReady(), Draining: a.draining.Load(), Prepared: a.prepared.Load(), Database: "answers", Version: Version()}
	if err := a.DB.Ping(ctx); err != nil {
		now.Database = err.Error()
	} else if now.Schema, now.Known, err = schema.Version(ctx, a.DB); err != nil {
		now.Database = err.Error()
	}
	w.Header().Set("Content-Type", "application/json")
	if !now.Ready {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	json.NewEncoder(w).Encode(now)
}
