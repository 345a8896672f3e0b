package library

import (
	"context"
	"errors"
	"sync"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
)

// GuardSettings are how a system is guarded. What is left zero has a default.
type GuardSettings struct {
	Clock    clock.Clock
	AtOnce   int           // AtOnce is how many questions go at the same time: 4.
	InLine   int           // InLine is how many more may wait for their turn: 64.
	Patience time.Duration // Patience is how long one question may take, its turn included: 10 s.
	Failures int           // Failures in a row after which the system is left alone: 5.
	Rest     time.Duration // Rest is how long it is left alone before one question tries again: 15 s, then twice as long each time.
	LongRest time.Duration // LongRest is the longest rest: 2 minutes.
	Retries  int           // Retries are how often a read that failed is asked again: 1; less than 0 for never.
	Pause    time.Duration // Pause is how long a read waits before it is asked again: 200 ms.
}

func (g GuardSettings) filled() GuardSettings {
	if g.Clock == nil {
		g.Clock = clock.System()
	}
	g.AtOnce = either(g.AtOnce, 4)
	g.InLine = either(g.InLine, 64)
	g.Patience = either(g.Patience, 10*time.Second)
	g.Failures = either(g.Failures, 5)
	g.Rest = either(g.Rest, 15*time.Second)
	g.LongRest = max(either(g.LongRest, 2*time.Minute), g.Rest)
	g.Retries = either(g.Retries, 1)
	g.Pause = either(g.Pause, 200*time.Millisecond)
	return g
}

func either[N int | time.Duration](given, otherwise N) N {
	if given == 0 {
		return otherwise
	}
	return given
}

// Health is how a guarded system has been answering.
type Health struct {
	Up       bool      // Up: the last question was answered, or none was asked yet.
	Since    time.Time // Since is since when it is up, or silent.
	Answered time.Time // Answered is when it last answered, the zero time when it never has.
	Resting  bool      // Resting: it failed too often, and a question now is refused.
	Again    time.Time // Again is when the rest ends and one question may try it; zero unless it failed too often.
	Failures int       // Failures in a row.
}

// Guarded is a System behind a guard: a few questions at a time, each with a deadline; a system
// that fails is left alone for a while, then tried by one question; only reads are repeated. It
// may be used by several goroutines.
type Guarded struct {
	system   System
	settings GuardSettings
	turns    chan struct{} // turns holds a token for each question that is being asked.
	line     chan struct{} // line holds a token for each question that is asked or waits.

	mu      sync.Mutex
	health  Health        // health has no Resting, which depends on the time.
	open    bool          // open: it failed too often, and has not answered since.
	rest    time.Duration // rest is how long the system rests after its next failure.
	probing bool          // probing: one question is trying a system that rests.
}

// Guard puts a guard in front of a system.
func Guard(system System, g GuardSettings) *Guarded {
	g = g.filled()
	return &Guarded{
		system: system, settings: g,
		turns: make(chan struct{}, g.AtOnce), line: make(chan struct{}, g.AtOnce+g.InLine),
		health: Health{Up: true, Since: g.Clock.Now()}, rest: g.Rest,
	}
}

// Health is how the system has been answering, from memory. Whoever leaves a system alone while
// it rests asks it again when it does not, and is the one that tries it.
func (g *Guarded) Health() Health {
	g.mu.Lock()
	defer g.mu.Unlock()
	h := g.health
	h.Resting = g.resting(g.settings.Clock.Now())
	return h
}

func (g *Guarded) resting(now time.Time) bool {
	return g.open && (g.probing || now.Before(g.health.Again))
}

// Abilities are those of the system.
func (g *Guarded) Abilities() Abilities { return g.system.Abilities() }

// Check is asked once: a wrong PIN that is asked twice may lock the card.
func (g *Guarded) Check(ctx context.Context, card, pin string) (p Patron, err error) {
	err = g.ask(ctx, func(ctx context.Context) (err error) {
		p, err = g.system.Check(ctx, card, pin)
		return err
	})
	return p, err
}

// Account is asked again when it fails.
func (g *Guarded) Account(ctx context.Context, k Key) (a Account, err error) {
	for try := 0; ; try++ {
		err = g.ask(ctx, func(ctx context.Context) (err error) {
			a, err = g.system.Account(ctx, k)
			return err
		})
		if !failed(err) || errors.Is(err, errResting) || errors.Is(err, errCrowded) ||
			try >= g.settings.Retries || !wait(ctx, g.settings.Pause) {
			return a, err
		}
	}
}

// Renew is asked once.
func (g *Guarded) Renew(ctx context.Context, k Key, item string) (r Renewal, err error) {
	err = g.ask(ctx, func(ctx context.Context) (err error) {
		r, err = g.system.Renew(ctx, k, item)
		return err
	})
	return r, err
}

// RenewAll is asked once.
func (g *Guarded) RenewAll(ctx context.Context, k Key) (all []Renewal, err error) {
	err = g.ask(ctx, func(ctx context.Context) (err error) {
		all, err = g.system.RenewAll(ctx, k)
		return err
	})
	return all, err
}

// PlaceHold is asked once.
func (g *Guarded) PlaceHold(ctx context.Context, k Key, w Wish) (o Outcome, err error) {
	err = g.ask(ctx, func(ctx context.Context) (err error) {
		o, err = g.system.PlaceHold(ctx, k, w)
		return err
	})
	return o, err
}

// CancelHold is asked once.
func (g *Guarded) CancelHold(ctx context.Context, k Key, hold string) (o Outcome, err error) {
	err = g.ask(ctx, func(ctx context.Context) (err error) {
		o, err = g.system.CancelHold(ctx, k, hold)
		return err
	})
	return o, err
}

// Close lets go of the system's connections.
func (g *Guarded) Close() error { return g.system.Close() }

var (
	errResting = errors.New("library: the system fails and is left alone")
	errCrowded = errors.New("library: too many questions wait for the system")
)

// ask puts one question to the system: in its turn, within its time, and not while it rests.
func (g *Guarded) ask(ctx context.Context, question func(context.Context) error) error {
	select {
	case g.line <- struct{}{}:
		defer func() { <-g.line }()
	default:
		return away(errCrowded, g.settings.Pause)
	}
	ctx, cancel := context.WithTimeout(ctx, g.settings.Patience)
	defer cancel()
	select {
	case g.turns <- struct{}{}:
		defer func() { <-g.turns }()
	case <-ctx.Done():
		return away(errors.Join(errCrowded, ctx.Err()), g.settings.Pause)
	}
	probe, err := g.admit()
	if err != nil {
		return err
	}
	answered := false
	defer func() { // A question that panics must not leave the probe taken for good.
		if !answered {
			g.note(probe, context.Canceled)
		}
	}()
	err = question(ctx)
	answered = true
	g.note(probe, err)
	return err
}

// admit lets a question through, or refuses while the system rests. probe tells that it is the
// one that tries whether the system is back.
func (g *Guarded) admit() (probe bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.settings.Clock.Now()
	if g.resting(now) {
		return false, away(errResting, max(g.health.Again.Sub(now), time.Second))
	}
	g.probing = g.open
	return g.open, nil
}

// note remembers how a question went. A caller who gave up says nothing about the system.
func (g *Guarded) note(probe bool, err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if probe {
		g.probing = false
	}
	switch now := g.settings.Clock.Now(); {
	case errors.Is(err, context.Canceled):
	case failed(err):
		g.noteFailure(probe, now)
	default:
		g.noteAnswer(probe, now)
	}
}

// noteFailure counts a failure. Questions that were on their way when the system was left alone
// do not make its rest longer; a probe does.
func (g *Guarded) noteFailure(probe bool, now time.Time) {
	h := &g.health
	if h.Up {
		h.Up, h.Since = false, now
	}
	h.Failures++
	if h.Failures < g.settings.Failures || g.open && !probe {
		return
	}
	g.open, h.Again = true, now.Add(g.rest)
	g.rest = min(2*g.rest, g.settings.LongRest)
}

func (g *Guarded) noteAnswer(probe bool, now time.Time) {
	h := &g.health
	h.Answered = now
	if g.open && !probe {
		return // An answer from before the rest; the probe will tell.
	}
	if !h.Up {
		h.Since = now
	}
	h.Up, h.Again, h.Failures = true, time.Time{}, 0
	g.open, g.rest = false, g.settings.Rest
}

// failed tells whether the system let us down. A refusal is an answer, and so is an answer about
// somebody else: the system is there.
func failed(err error) bool {
	if err == nil || errors.Is(err, ErrWrongCard) || errors.Is(err, ErrOtherPatron) || errors.Is(err, ErrCannot) {
		return false
	}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.NotFound, fault.Forbidden, fault.Conflict:
		return false
	}
	return true
}

// away is what a caller hears of a system that is not asked.
func away(why error, again time.Duration) error {
	return &fault.Fault{
		Kind: fault.Unavailable, Err: why, RetryAfterSeconds: int((again + time.Second - 1) / time.Second),
		Message: "Le système de la bibliothèque ne répond pas en ce moment. Réessayez dans quelques minutes.",
	}
}

// wait waits, and tells whether there is still somebody who wants the answer.
func wait(ctx context.Context, d time.Duration) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return true
	case <-ctx.Done():
		return false
	}
}
