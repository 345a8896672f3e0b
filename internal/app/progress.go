package app

import (
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"sem/internal/clock"
)

// Progress hears how far long work is: what is being done, how much of it, out of how much
// (0 when nobody knows).
type Progress func(what string, done, of int)

// Silent hears nothing.
func Silent(string, int, int) {}

// ShowProgress writes progress to a stream: one line that changes on a terminal, elsewhere
// a plain line for each thing begun and each ten seconds of it. The function it gives back
// ends the last line.
func ShowProgress(to *os.File) (Progress, func()) {
	s := &shown{to: to, terminal: isTerminal(to)}
	return s.tell, s.end
}

type shown struct {
	mu       sync.Mutex
	to       io.Writer
	terminal bool
	last     string
	at       time.Time
	open     bool
}

func (s *shown) tell(what string, done, of int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	pause := 10 * time.Second
	if s.terminal {
		pause = 100 * time.Millisecond
	}
	if what == s.last && clock.Since(s.at) < pause && (of == 0 || done < of) {
		return
	}
	text := what
	switch {
	case of > 0:
		text = fmt.Sprintf("%s %d/%d", what, done, of)
	case done > 0:
		text = fmt.Sprintf("%s %d", what, done)
	}
	switch {
	case !s.terminal:
		fmt.Fprintln(s.to, text)
	case s.open && what != s.last:
		fmt.Fprint(s.to, "\n\x1b[2K"+text)
	default:
		fmt.Fprint(s.to, "\r\x1b[2K"+text)
	}
	s.last, s.at, s.open = what, clock.System().Now(), s.terminal
}

func (s *shown) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open {
		fmt.Fprintln(s.to)
		s.open = false
	}
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
