package library_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/library"
)

// november is a Tuesday, ten o’clock in town.
var november = time.Date(2026, 11, 24, 15, 0, 0, 0, time.UTC)

// shelf is a library's system that answers as it is told, and counts.
type shelf struct {
	library.System
	answer func(ctx context.Context) error
	asked  atomic.Int32
	now    atomic.Int32
	most   atomic.Int32
}

func (s *shelf) ask(ctx context.Context) error {
	s.asked.Add(1)
	n := s.now.Add(1)
	defer s.now.Add(-1)
	for most := s.most.Load(); n > most && !s.most.CompareAndSwap(most, n); most = s.most.Load() {
	}
	return s.answer(ctx)
}

func (s *shelf) Account(ctx context.Context, k library.Key) (library.Account, error) {
	return library.Account{Card: k.Card}, s.ask(ctx)
}

func (s *shelf) Check(ctx context.Context, card, _ string) (library.Patron, error) {
	return library.Patron{Card: card}, s.ask(ctx)
}

func (s *shelf) Renew(ctx context.Context, _ library.Key, item string) (library.Renewal, error) {
	return library.Renewal{Item: item}, s.ask(ctx)
}

func (s *shelf) RenewAll(ctx context.Context, _ library.Key) ([]library.Renewal, error) {
	return nil, s.ask(ctx)
}

func (s *shelf) PlaceHold(ctx context.Context, _ library.Key, _ library.Wish) (library.Outcome, error) {
	return library.Outcome{}, s.ask(ctx)
}

func (s *shelf) CancelHold(ctx context.Context, _ library.Key, _ string) (library.Outcome, error) {
	return library.Outcome{}, s.ask(ctx)
}

var errDown = fault.New(fault.Unavailable, "Le système de la bibliothèque ne répond pas en ce moment.")

func says(err error) func(context.Context) error { return func(context.Context) error { return err } }

// guarded is a guard that never repeats and opens after three failures.
func guarded(s *shelf) (*library.Guarded, *clock.Still) {
	c := clock.At(november)
	return library.Guard(s, library.GuardSettings{Clock: c, Failures: 3, Rest: 15 * time.Second, LongRest: time.Minute, Retries: -1}), c
}

func ask(t *testing.T, g *library.Guarded) error {
	t.Helper()
	_, err := g.Account(t.Context(), library.Key{Card: "1"})
	return err
}

func TestASystemThatFailsIsLeftAlone(t *testing.T) {
	s := &shelf{answer: says(errDown)}
	g, c := guarded(s)
	for range 3 {
		if err := ask(t, g); fault.KindOf(err) != fault.Unavailable {
			t.Fatal(err)
		}
	}
	if h := g.Health(); h.Up || !h.Resting || h.Failures != 3 || !h.Since.Equal(november) || !h.Answered.IsZero() || !h.Again.Equal(november.Add(15*time.Second)) {
		t.Errorf("%+v", h)
	}
	err := ask(t, g)
	if f := (*fault.Fault)(nil); !errors.As(err, &f) || f.Kind != fault.Unavailable || f.RetryAfterSeconds != 15 {
		t.Errorf("%v", err)
	}
	if _, err := g.Renew(t.Context(), library.Key{}, "7"); fault.KindOf(err) != fault.Unavailable || errors.Is(err, library.ErrUnsure) {
		t.Errorf("an order that was never sent: %v", err)
	}
	if n := s.asked.Load(); n != 3 {
		t.Errorf("asked %d times, want 3: nobody waits for a system that rests", n)
	}

	for i, rest := range []time.Duration{15, 30, 60, 60} { // Twice as long each time, up to the longest.
		c.Set(g.Health().Again.Add(-time.Microsecond))
		ask(t, g)
		c.Advance(time.Microsecond)
		before := s.asked.Load()
		ask(t, g)
		ask(t, g)
		if n := s.asked.Load() - before; n != 1 || before != int32(3+i) {
			t.Errorf("rest %d of %d s: %d tries, want one", i, rest, n)
		}
	}

	c.Set(g.Health().Again)
	if h := g.Health(); h.Up || h.Resting {
		t.Errorf("%+v: a rest that is over invites a question, else nobody would learn that the library is back", h)
	}
	s.answer = says(nil)
	if err := ask(t, g); err != nil {
		t.Fatal(err)
	}
	if h := g.Health(); !h.Up || h.Resting || h.Failures != 0 || !h.Since.Equal(c.Now()) || !h.Answered.Equal(c.Now()) {
		t.Errorf("%+v", h)
	}
	s.answer = says(errDown)
	for range 3 {
		ask(t, g)
	}
	if got := g.Health().Again.Sub(c.Now()); got != 15*time.Second {
		t.Errorf("after it was back, it rests %v", got)
	}
}

func TestOneQuestionAloneTriesASystemThatRests(t *testing.T) {
	s := &shelf{answer: says(errDown)}
	g, c := guarded(s)
	for range 3 {
		ask(t, g)
	}
	c.Advance(15 * time.Second)
	free, in := make(chan struct{}), make(chan struct{})
	s.answer = func(context.Context) error {
		close(in)
		<-free
		return nil
	}
	probe := make(chan error)
	go func() {
		_, err := g.Account(context.Background(), library.Key{})
		probe <- err
	}()
	<-in
	if !g.Health().Resting {
		t.Error("a second question is invited while one tries")
	}
	for range 20 {
		if err := ask(t, g); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a second question went while one tried: %v", err)
		}
	}
	close(free)
	if err := <-probe; err != nil || s.asked.Load() != 4 || !g.Health().Up {
		t.Errorf("%v, asked %d, %+v", err, s.asked.Load(), g.Health())
	}
}

func TestAProbeThatNobodyWaitsForGivesItsPlaceToTheNext(t *testing.T) {
	s := &shelf{answer: says(errDown)}
	g, c := guarded(s)
	for range 3 {
		ask(t, g)
	}
	c.Advance(15 * time.Second)
	s.answer = says(context.Canceled)
	ask(t, g)
	func() {
		defer func() { _ = recover() }()
		s.answer = func(context.Context) error { panic("a defect") }
		ask(t, g)
	}()
	s.answer = says(nil)
	if err := ask(t, g); err != nil {
		t.Error(err)
	}
}

func TestARefusalIsAnAnswer(t *testing.T) {
	s := &shelf{}
	g, _ := guarded(s)
	for _, refusal := range []error{
		library.ErrWrongCard, library.ErrOtherPatron, library.ErrCannot, fault.New(fault.Invalid, "x"), fault.New(fault.Conflict, "x"),
	} {
		s.answer = says(refusal)
		for range 5 {
			if err := ask(t, g); !errors.Is(err, refusal) {
				t.Errorf("%v, want %v", err, refusal)
			}
		}
	}
	if h := g.Health(); !h.Up || h.Failures != 0 || h.Answered.IsZero() {
		t.Errorf("%+v", h)
	}
	for _, failure := range []error{library.ErrUnsure, context.DeadlineExceeded, errors.New("garbage")} {
		s.answer = says(failure)
		ask(t, g)
	}
	if h := g.Health(); h.Up || !h.Resting {
		t.Errorf("%+v", h)
	}
}

func TestACallerWhoLeavesSaysNothingOfTheSystem(t *testing.T) {
	s := &shelf{answer: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
	g, _ := guarded(s)
	for range 10 {
		ctx, leave := context.WithCancel(t.Context())
		leave()
		if _, err := g.Account(ctx, library.Key{}); err == nil {
			t.Error("an answer for nobody")
		}
	}
	if h := g.Health(); !h.Up || h.Failures != 0 {
		t.Errorf("%+v", h)
	}
}

func TestAQuestionHasADeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{answer: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }}
		g := library.Guard(s, library.GuardSettings{Clock: clock.At(november), Patience: 3 * time.Second, Retries: -1})
		begun := time.Now()
		err := ask(t, g)
		if took := time.Since(begun); took != 3*time.Second || !errors.Is(err, context.DeadlineExceeded) || g.Health().Up {
			t.Errorf("%v after %v", err, took)
		}
	})
}

func TestOnlyReadsAreRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{answer: says(errDown)}
		g := library.Guard(s, library.GuardSettings{Clock: clock.At(november), Failures: 100, Retries: 2})
		for name, c := range map[string]struct {
			ask  func() error
			want int32
		}{
			"account": {func() error { return ask(t, g) }, 3},
			"check":   {func() error { _, err := g.Check(t.Context(), "1", "2"); return err }, 1},
			"renew":   {func() error { _, err := g.Renew(t.Context(), library.Key{}, "1"); return err }, 1},
			"all":     {func() error { _, err := g.RenewAll(t.Context(), library.Key{}); return err }, 1},
			"hold":    {func() error { _, err := g.PlaceHold(t.Context(), library.Key{}, library.Wish{}); return err }, 1},
			"cancel":  {func() error { _, err := g.CancelHold(t.Context(), library.Key{}, "1"); return err }, 1},
		} {
			before := s.asked.Load()
			if err := c.ask(); fault.KindOf(err) != fault.Unavailable {
				t.Errorf("%s: %v", name, err)
			}
			if n := s.asked.Load() - before; n != c.want {
				t.Errorf("%s was asked %d times, want %d", name, n, c.want)
			}
		}
		s.answer = func(context.Context) error {
			if s.asked.Load()%2 == 1 {
				return errDown
			}
			return nil
		}
		s.asked.Store(0)
		if err := ask(t, g); err != nil || s.asked.Load() != 2 {
			t.Errorf("a read that works the second time: %v, asked %d", err, s.asked.Load())
		}
		s.answer = says(library.ErrOtherPatron)
		s.asked.Store(0)
		if ask(t, g); s.asked.Load() != 1 {
			t.Error("an answer about another was asked for again")
		}
	})
}

func TestAFewQuestionsGoAtOnceAndTheLineIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &shelf{answer: func(ctx context.Context) error {
			select {
			case <-time.After(time.Second):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}}
		g := library.Guard(s, library.GuardSettings{Clock: clock.At(november), AtOnce: 4, InLine: 6, Retries: -1})
		var wait sync.WaitGroup
		var good, crowded atomic.Int32
		for range 25 {
			wait.Go(func() {
				switch _, err := g.Account(t.Context(), library.Key{}); {
				case err == nil:
					good.Add(1)
				case fault.KindOf(err) == fault.Unavailable:
					crowded.Add(1)
				}
			})
		}
		wait.Wait()
		if s.most.Load() != 4 || good.Load() != 10 || crowded.Load() != 15 {
			t.Errorf("%d at once, %d answered, %d sent away; want 4, 10, 15", s.most.Load(), good.Load(), crowded.Load())
		}
		if h := g.Health(); !h.Up || h.Failures != 0 {
			t.Errorf("a crowd is no failure of the system: %+v", h)
		}
	})
}

func TestTenThousandFailuresLeaveNoGoroutine(t *testing.T) {
	s := &shelf{answer: says(errDown)}
	g, c := guarded(s)
	before := runtime.NumGoroutine()
	var wait sync.WaitGroup
	for range 10 {
		wait.Go(func() {
			for range 1000 {
				_, _ = g.Account(context.Background(), library.Key{})
				c.Advance(time.Second)
			}
		})
	}
	wait.Wait()
	if more := runtime.NumGoroutine() - before; more > 50 {
		t.Errorf("%d goroutines more", more)
	}
	if n := s.asked.Load(); n > 1000 {
		t.Errorf("a system that was down for hours was asked %d times", n)
	}
}

func ExampleGuard() {
	system := &shelf{answer: says(errDown)}
	guard := library.Guard(system, library.GuardSettings{Clock: clock.At(november), Failures: 2, Retries: -1})
	for range 5 {
		_, _ = guard.Account(context.Background(), library.Key{Card: "29110000012345"})
	}
	health := guard.Health()
	fmt.Println("asked", system.asked.Load(), "times, up:", health.Up, "resting:", health.Resting)
	// Output: asked 2 times, up: false resting: true
}

func BenchmarkGuardWhileASystemRests(b *testing.B) {
	s := &shelf{answer: says(errDown)}
	g := library.Guard(s, library.GuardSettings{Clock: clock.At(november), Failures: 1, Retries: -1})
	for b.Loop() {
		_, _ = g.Account(b.Context(), library.Key{})
	}
}
