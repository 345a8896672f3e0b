package app

import (
	"context"
	"strconv"
	"sync"
	"time"

	"sem/internal/db"
	"sem/internal/journal"
	"sem/internal/ui"
)

// refusals writes into the journal who was turned away, so that somebody who tries one door
// after the other is seen. The same caller at the same door counts once a minute, and a
// crowd is not written down one by one: the log has a line for each.
type refusals struct {
	app *App

	mu      sync.Mutex
	since   time.Time       // since is when this minute began.
	written map[string]bool // written are the callers and doors of this minute.
}

const (
	refusalsEach  = time.Minute
	mostRefusals  = 200             // mostRefusals is how many are written in a minute.
	refusalWithin = 2 * time.Second // refusalWithin is how long a refusal waits to be written.
)

// write writes one refusal down. Nobody waits for it in vain: when the registers do not take
// it, the log says that it is missing.
func (x *refusals) write(ctx context.Context, r ui.Refusal) {
	a := x.app
	if !a.prepared.Load() || a.away.Load() || !x.begin(r, a.Clock.Now()) {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), refusalWithin)
	defer cancel()
	err := a.DB.InTx(ctx, func(tx *db.Tx) error {
		return a.Journal.Add(ctx, tx, journal.Entry{
			Actor: r.Viewer.Account, ActorRole: journal.RoleOf(r.Viewer), Action: journal.Refused,
			Object: r.Route, Detail: strconv.Itoa(r.Status), Origin: r.From,
		})
	})
	if err != nil && !isAway(err) {
		a.Log.ErrorContext(ctx, "refusal not journaled", "route", r.Route, "status", r.Status, "err", err)
	}
}

// begin tells whether a refusal is to be written.
func (x *refusals) begin(r ui.Refusal, now time.Time) bool {
	who := r.Viewer.Account
	if who == "" {
		who = r.From
	}
	key := who + " " + strconv.Itoa(r.Status) + " " + r.Route
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.written == nil || now.Sub(x.since) >= refusalsEach {
		x.since, x.written = now, map[string]bool{}
	}
	if x.written[key] || len(x.written) >= mostRefusals {
		return false
	}
	x.written[key] = true
	return true
}
