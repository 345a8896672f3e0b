package stacks

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"slices"
	"sync"
	"sync/atomic"

	"sem/internal/civil"
	"sem/internal/clock"
)

// Library is the demonstration's library.
type Library struct {
	Clock  clock.Clock
	File   string // File keeps what changed; empty keeps nothing.
	Quirks Quirks // Quirks is how it bends the protocol, until Bend says otherwise.

	bent     atomic.Pointer[Quirks]
	mu       sync.Mutex
	opened   civil.Day // opened is the library's first day, zero before its file was read.
	accounts map[int]*account
	lost     bool // lost: a deed was lost already, as LoseDeed and LoseAnswer have it.

	door   sync.Mutex // door is held by who opens or closes.
	listen net.Listener
	port   int // port is where it listens again after a stop.
	guests map[net.Conn]bool
	served int // served is how many messages were answered.
	busy   sync.WaitGroup
}

// entry is a line of the file: the first day, or what changed.
type entry struct {
	Opened string `json:"opened,omitempty"`
	Card   int    `json:"card,omitempty"`
	Deed   string `json:"deed,omitempty"` // Deed is renew, hold or cancel.
	Item   string `json:"item,omitempty"`
	Day    string `json:"day,omitempty"` // Day is the new due date, or when it was reserved.
	PickUp string `json:"pickup,omitempty"`
}

// Bend changes how it bends the protocol.
func (l *Library) Bend(q Quirks) {
	l.bent.Store(&q)
	l.mu.Lock()
	l.lost = false
	l.mu.Unlock()
}

func (l *Library) quirks() *Quirks {
	if q := l.bent.Load(); q != nil {
		return q
	}
	return &l.Quirks
}

// open reads the file once. The caller holds mu.
func (l *Library) open() error {
	if l.accounts != nil {
		return nil
	}
	l.accounts, l.opened = map[int]*account{}, civil.DayOf(l.Clock.Now())
	if l.File == "" {
		return nil
	}
	file, err := os.Open(l.File)
	if errors.Is(err, fs.ErrNotExist) {
		return l.write(entry{Opened: l.opened.String()})
	}
	if err != nil {
		return fmt.Errorf("open the library's file: %w", err)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var e entry
		if json.Unmarshal(lines.Bytes(), &e) == nil { // The last line of a demonstration that was cut off is none.
			l.replay(e)
		}
	}
	return lines.Err()
}

func (l *Library) replay(e entry) {
	if e.Opened != "" {
		if day, err := civil.ParseDay(e.Opened); err == nil {
			l.opened = day
		}
		return
	}
	day, err := civil.ParseDay(e.Day)
	if err != nil {
		return
	}
	a := l.account(e.Card)
	switch e.Deed {
	case "renew":
		if on := a.loan(e.Item); on != nil {
			on.due = day
			on.renewals++
		}
	case "hold":
		a.reserve(e.Item, e.PickUp, day)
	case "cancel":
		a.giveUp(e.Item)
	}
}

// write adds a line to the file. The caller holds mu.
func (l *Library) write(e entry) error {
	if l.File == "" {
		return nil
	}
	text, err := json.Marshal(e)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(l.File, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("write the library's file: %w", err)
	}
	_, err = file.Write(append(text, '\n'))
	return errors.Join(err, file.Close())
}

// account is a card as it is now. The caller holds mu.
func (l *Library) account(n int) *account {
	a := l.accounts[n]
	if a == nil {
		a = seed(n, l.opened)
		l.accounts[n] = a
	}
	return a
}

func (a *account) loan(item string) *loan {
	at := slices.IndexFunc(a.loans, func(l *loan) bool { return l.item == item })
	if at < 0 {
		return nil
	}
	return a.loans[at]
}

func (a *account) hold(item string) *hold {
	at := slices.IndexFunc(a.holds, func(h *hold) bool { return h.item == item })
	if at < 0 {
		return nil
	}
	return a.holds[at]
}

func (a *account) reserve(item, pickUp string, day civil.Day) *hold {
	of, _, _ := copyOf(item)
	h := &hold{item: item, title: of, rank: 1 + len(item)%3, pickUp: pickUp, placed: day}
	a.holds = append(a.holds, h)
	return h
}

func (a *account) giveUp(item string) {
	a.holds = slices.DeleteFunc(a.holds, func(h *hold) bool { return h.item == item })
}
