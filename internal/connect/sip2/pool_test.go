package sip2

import (
	"bufio"
	"context"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"sem/internal/clock"
	"sem/internal/library"
)

// counter is a server that says only that it is there, and counts its connections.
type counter struct{ opened, closed atomic.Int32 }

func (c *counter) dial(context.Context, string) (net.Conn, error) {
	ours, theirs := net.Pipe()
	c.opened.Add(1)
	go func() {
		defer c.closed.Add(1)
		heard := bufio.NewReader(theirs)
		for {
			if _, err := heard.ReadString('\r'); err != nil {
				return
			}
			theirs.Write([]byte("98YNNYNN60000320261123    0815362.00AOTOWN|BXYYYYYYYYYNYNYYYY|\r"))
		}
	}()
	return ours, nil
}

func TestConnectionsAreFewRestAndEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counter{}
		s := town(clock.At(quarter), c.dial, library.Settings{"compte": "", "motdepasse": "", "controle": "non", "repos": "30", "duree": "600", "connexions": "1"})
		ask := func() {
			t.Helper()
			err := s.talk(t.Context(), func(talk *talk) error {
				_, err := talk.ask(statusQuestion(), codeStatusIs)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		want := func(opened, closed int32, when string) {
			t.Helper()
			synctest.Wait()
			if c.opened.Load() != opened || c.closed.Load() != closed {
				t.Errorf("%s: %d opened, %d closed; want %d, %d", when, c.opened.Load(), c.closed.Load(), opened, closed)
			}
		}
		ask()
		time.Sleep(29 * time.Second)
		ask()
		want(1, 0, "before it has rested for long")
		time.Sleep(31 * time.Second)
		want(1, 1, "after it has rested")
		for range 30 {
			ask()
			time.Sleep(25 * time.Second)
		}
		want(3, 2, "after its life")
		s.Close()
		want(3, 3, "let go of")
		if err := s.talk(t.Context(), (*talk).ready); err == nil {
			t.Error("a system that was let go of connects")
		}
	})
}

func TestAPINIsSentOnceHoweverTheServerEnds(t *testing.T) {
	var asked atomic.Int32
	dial := func(context.Context, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			for heard := bufio.NewReader(theirs); ; {
				line, err := heard.ReadString('\r')
				if err != nil {
					return
				}
				if strings.HasPrefix(line, "63") {
					asked.Add(1)
					return
				}
				theirs.Write([]byte("98YNNYNN60000320261123    0815362.00AOTOWN|BXYYYYYYYYYNYNYYYY|\r"))
			}
		}()
		return ours, nil
	}
	s := town(clock.At(quarter), dial, library.Settings{"compte": "", "motdepasse": "", "controle": "non"})
	defer s.Close()
	for range 2 {
		if _, err := s.Check(t.Context(), eva.Card, eva.PIN); err == nil || errors.Is(err, library.ErrWrongCard) {
			t.Error(err)
		}
	}
	if n := asked.Load(); n != 2 {
		t.Errorf("two checks sent the PIN %d times", n)
	}
}

func TestNobodyWaitsForAConnectionLongerThanTheyLike(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := &counter{}
		s := town(clock.At(quarter), c.dial, library.Settings{"compte": "", "motdepasse": "", "controle": "non", "connexions": "1"})
		defer s.Close()
		held, done := make(chan bool), make(chan bool)
		go func() {
			s.talk(t.Context(), func(*talk) error { close(held); <-done; return nil })
		}()
		<-held
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		begun := time.Now()
		if _, err := s.Account(ctx, eva); err == nil || time.Since(begun) != 3*time.Second {
			t.Errorf("%v after %v", err, time.Since(begun))
		}
		close(done)
	})
}
