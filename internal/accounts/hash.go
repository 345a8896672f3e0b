package accounts

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/crypto/argon2"

	"sem/internal/fault"
)

// Cost is what one guess of a password costs, to us and to a thief. The zero Cost is the
// house's: 19 MiB, two passes, one lane (OWASP's first choice for Argon2id).
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
}

func (c Cost) orUsual() Cost {
	if c == (Cost{}) {
		return Cost{MemoryKiB: 19 * 1024, Passes: 2}
	}
	return c
}

const (
	saltBytes = 16
	sumBytes  = 32
)

// Hasher turns passwords into what the database keeps, few at a time: each takes memory
// and a core for a while, and a rush at the door must not take the house down.
type Hasher struct {
	Cost Cost

	once    sync.Once
	seats   chan struct{}
	waiting atomic.Int64
}

// The queue before the hasher: beyond, people are asked to come back in a moment.
const (
	queuePerCore = 32
	longestQueue = 3 * time.Second
)

// Hash is the Argon2id hash of a password in its usual writing ($argon2id$v=19$m=…).
func (h *Hasher) Hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	cost := h.Cost.orUsual()
	var salt [saltBytes]byte
	rand.Read(salt[:])
	sum := argon2.IDKey([]byte(Normal(password)), salt[:], cost.Passes, cost.MemoryKiB, 1, sumBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=1$%s$%s", argon2.Version, cost.MemoryKiB, cost.Passes,
		base64.RawStdEncoding.EncodeToString(salt[:]), base64.RawStdEncoding.EncodeToString(sum)), nil
}

// Which tells which of the hashes a password opens, -1 for none. It does the work of n
// hashes whatever it finds, so that time says nothing of who exists.
func (h *Hasher) Which(ctx context.Context, password string, hashes []string, n int) (int, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return -1, err
	}
	defer leave()
	opened := -1
	for i := range max(n, len(hashes)) {
		known := parsed{Cost: h.Cost.orUsual(), salt: make([]byte, saltBytes), sum: make([]byte, sumBytes)}
		real := false
		if i < len(hashes) {
			if p, ok := parse(hashes[i]); ok {
				known, real = p, true
			}
		}
		sum := argon2.IDKey([]byte(Normal(password)), known.salt, known.Passes, known.MemoryKiB, known.lanes(), uint32(len(known.sum)))
		if subtle.ConstantTimeCompare(sum, known.sum) == 1 && real && opened < 0 {
			opened = i
		}
	}
	return opened, nil
}

// Stale tells whether a hash was made at another cost than today's, so that it is made
// again while the password is at hand.
func (h *Hasher) Stale(hash string) bool {
	p, ok := parse(hash)
	return !ok || p.Cost != h.Cost.orUsual() || p.lanes() != 1
}

// enter waits for a seat, not long, and not behind too many.
func (h *Hasher) enter(ctx context.Context) (leave func(), err error) {
	h.once.Do(func() { h.seats = make(chan struct{}, runtime.GOMAXPROCS(0)) })
	defer h.waiting.Add(-1)
	if h.waiting.Add(1) > int64(queuePerCore*cap(h.seats)) {
		return nil, errRush()
	}
	ctx, cancel := context.WithTimeout(ctx, longestQueue)
	defer cancel()
	select {
	case h.seats <- struct{}{}:
		return func() { <-h.seats }, nil
	case <-ctx.Done():
		return nil, errRush()
	}
}

func errRush() error {
	f := fault.New(fault.Unavailable, "Beaucoup de personnes se connectent en ce moment. Réessayez dans quelques secondes.")
	f.RetryAfterSeconds = 5
	return f
}

type parsed struct {
	Cost
	p         uint8
	salt, sum []byte
}

func (p parsed) lanes() uint8 { return max(p.p, 1) }

func parse(hash string) (p parsed, ok bool) {
	parts := strings.Split(hash, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return parsed{}, false
	}
	if _, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.MemoryKiB, &p.Passes, &p.p); err != nil || p.Passes == 0 {
		return parsed{}, false
	}
	var err1, err2 error
	p.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	p.sum, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	return p, err1 == nil && err2 == nil && len(p.sum) >= 16 && len(p.salt) >= 8
}
