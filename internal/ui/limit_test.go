package ui_test

import (
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/session"
	"sem/internal/ui"
)

func TestARouteIsLimitedForEachCaller(t *testing.T) {
	now := clock.At(time.Date(2026, 9, 2, 19, 0, 0, 0, time.UTC))
	who, failing := session.Viewer{}, error(nil)
	mux := ui.Mux([]ui.Route{{
		Pattern: "POST /demandes", Right: session.Anyone, Limit: ui.Limit{Account: 3, Address: 1, Per: time.Hour},
		Handle: func(w http.ResponseWriter, r *http.Request) error {
			if failing != nil {
				return failing
			}
			return ui.SeeOther(w, r, "/")
		},
	}}, ui.Options{Clock: now, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Around: []func(http.Handler) http.Handler{
		func(next http.Handler) http.Handler {
			return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				next.ServeHTTP(w, r.WithContext(session.With(r.Context(), who)))
			})
		},
	}})
	post := func(from string, want int) {
		t.Helper()
		r := httptest.NewRequest(http.MethodPost, "/demandes", nil)
		r.RemoteAddr = from
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		if w.Code != want {
			t.Fatalf("POST from %s as %q answered %d, want %d", from, who.Account, w.Code, want)
		}
		if want == http.StatusTooManyRequests && w.Header().Get("Retry-After") == "" {
			t.Error("the refusal does not say when to come back")
		}
	}
	failing = errors.New("the disk is full")
	post("192.0.2.1:40000", http.StatusInternalServerError)
	failing = fault.New(fault.NotFound, "Ce numéro n’existe pas.")
	post("203.0.113.1:40000", http.StatusNotFound)
	post("203.0.113.1:40000", http.StatusTooManyRequests) // A guess that finds nothing is a use.
	failing = nil
	post("192.0.2.1:40000", http.StatusSeeOther)
	post("192.0.2.77:40001", http.StatusTooManyRequests) // The same network of 256.
	post("198.51.100.1:40000", http.StatusSeeOther)
	post("[2001:db8:1:2::1]:40000", http.StatusSeeOther)
	post("[2001:db8:1:2:ffff::9]:40000", http.StatusTooManyRequests)

	who = citizen
	for range 3 {
		post("192.0.2.1:40000", http.StatusSeeOther)
	}
	post("203.0.113.5:40000", http.StatusTooManyRequests)
	now.Advance(20 * time.Minute)
	post("203.0.113.5:40000", http.StatusSeeOther)
}
