package app

import (
	"context"
	"net/http"
	"sync"
	"time"

	"sem/internal/clock"
	"sem/internal/people"
	"sem/internal/requests"
	"sem/internal/session"
	"sem/internal/ui"
)

// frame tells pages what their frame shows about the signed-in person: notices that wait,
// or requests in hand. A register that does not answer leaves the frame without them.
func (a *App) frame(next http.Handler) http.Handler {
	hands := &hands{of: map[string]hand{}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		viewer := session.From(r.Context())
		if r.Method != http.MethodGet || !viewer.SignedIn() {
			next.ServeHTTP(w, r)
			return
		}
		var shell ui.Shell
		if viewer.May(session.RequestsWork) {
			shell.Queue = hands.count(r.Context(), a, viewer)
		} else if viewer.Person != "" {
			shell.Unread, _ = a.Alerts.Unseen(r.Context(), people.ID(viewer.Person))
		}
		next.ServeHTTP(w, r.WithContext(ui.WithShell(r.Context(), shell)))
	})
}

// hands remembers, for a few seconds, how many requests each member of the staff has in
// hand: counting them reads the whole queue.
type hands struct {
	mu sync.Mutex
	of map[string]hand
}

type hand struct {
	requests int
	at       time.Time
}

const handFor = 10 * time.Second

func (h *hands) count(ctx context.Context, a *App, viewer session.Viewer) int {
	now := clock.System().Now()
	h.mu.Lock()
	known, ok := h.of[viewer.Account]
	h.mu.Unlock()
	if ok && now.Sub(known.at) < handFor {
		return known.requests
	}
	counts, err := a.Requests.Counts(ctx, viewer)
	if err != nil {
		return known.requests
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.of[viewer.Account] = hand{requests: counts[requests.ViewMine], at: now}
	return counts[requests.ViewMine]
}
