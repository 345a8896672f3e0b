package ui

import (
	"net"
	"net/http"
	"net/netip"
	"sync"
	"time"

	"sem/internal/fault"
	"sem/internal/session"
)

// Limit is how often one caller may use a route within Per. A number of 0 does not limit.
// What was refused or failed does not count, except what was not found: that is how one
// guesses.
type Limit struct {
	Account int // Account is for each signed-in person.
	Address int // Address is for the visitors of one network: /24, or /64 of IPv6.
	Per     time.Duration
}

// most is the number that holds for r, and the caller it is counted for.
func (l Limit) most(r *http.Request) (most int, caller string) {
	if v := session.From(r.Context()); v.SignedIn() {
		return l.Account, v.Account
	}
	return l.Address, network(r.RemoteAddr)
}

// network is the part of a network address that its subscriber cannot choose.
func network(remote string) string {
	host, _, err := net.SplitHostPort(remote)
	if err != nil {
		host = remote
	}
	ip, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	ip = ip.Unmap().WithZone("")
	bits := 64
	if ip.Is4() {
		bits = 24
	}
	prefix, _ := ip.Prefix(bits) // The bits fit the kind of address.
	return prefix.String()
}

// limited counts the uses of one route in the memory of one node: with several nodes, each
// counts for itself.
type limited struct {
	limit Limit
	mu    sync.Mutex
	full  map[string]time.Time // full is when each caller will have all their uses again.
}

// mostCallers bounds the memory that callers from everywhere can take.
const mostCallers = 100_000

// handle refuses a caller who has no use left.
func (l *limited) handle(w http.ResponseWriter, r *http.Request, now time.Time, next Handler) error {
	most, caller := l.limit.most(r)
	if most == 0 {
		return next(w, r)
	}
	one := l.limit.Per / time.Duration(most)
	if wait := l.take(caller, one, now); wait > 0 {
		f := fault.New(fault.TooMany, "Vous avez fait cela plusieurs fois en peu de temps. Réessayez plus tard, ou appelez-nous.")
		f.RetryAfterSeconds = int(wait/time.Second) + 1
		return f
	}
	err := next(w, r)
	if err != nil && fault.KindOf(err) != fault.NotFound {
		l.giveBack(caller, one)
	}
	return err
}

// take takes one use, or tells how long until there is one.
func (l *limited) take(caller string, one time.Duration, now time.Time) (wait time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.full == nil || len(l.full) >= mostCallers {
		l.sweep(now)
	}
	full := l.full[caller]
	if full.Before(now) {
		full = now
	}
	full = full.Add(one)
	if over := full.Sub(now) - l.limit.Per; over > 0 {
		return over
	}
	l.full[caller] = full
	return 0
}

func (l *limited) giveBack(caller string, one time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.full[caller] = l.full[caller].Add(-one)
}

// sweep forgets the callers who have all their uses, and everybody when nobody has.
func (l *limited) sweep(now time.Time) {
	kept := map[string]time.Time{}
	for caller, full := range l.full {
		if full.After(now) {
			kept[caller] = full
		}
	}
	if len(kept) >= mostCallers {
		clear(kept)
	}
	l.full = kept
}
