package sip2

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"sem/internal/clock"
)

// breath is how long a server that hung up on a new connection is left alone before the one
// further try: some let in nobody before they have seen the last one leave.
const breath = 150 * time.Millisecond

var errShut = errors.New("sip2: the system was let go of")

// pool keeps the few connections to one server.
type pool struct {
	set    *Settings
	dial   Dial
	now    func() string // now is the moment as SIP2 writes it.
	places chan struct{} // places holds one for each connection in use.

	mu     sync.Mutex
	idle   []*line
	shut   bool
	server server
}

// server is what a server said of itself.
type server struct {
	institution string
	does        string // does is BX, empty while nothing is known.
}

func newPool(set *Settings, by Dial, now func() string) *pool {
	return &pool{set: set, dial: by, now: now, places: make(chan struct{}, set.Connections)}
}

func (p *pool) said() server {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.server
}

// does tells whether the server does what stands at a place of BX, counted from one. A server
// that has said nothing of it may.
func (p *pool) does(place int) bool {
	bx := p.said().does
	return len(bx) < place || bx[place-1] != 'N'
}

// named is a message with the institution (AO) that it is for: the one that is set, or the name
// that the server gives itself, which is known once there is a connection.
func (p *pool) named(m Message) Message {
	institution := p.set.Institution
	if institution == "" {
		institution = p.said().institution
	}
	m.Fields = slices.Clone(m.Fields)
	for i, f := range m.Fields {
		if f.ID == "AO" {
			m.Fields[i].Value = institution
		}
	}
	return m
}

// talk lends a connection for a conversation.
func (p *pool) talk(ctx context.Context, say func(*talk) error) error {
	select {
	case p.places <- struct{}{}:
	case <-ctx.Done():
		return fmt.Errorf("wait for a connection: %w", ctx.Err())
	}
	defer func() { <-p.places }()
	t := &talk{ctx: ctx, pool: p}
	err := say(t)
	if t.line != nil {
		p.keep(t.line)
	}
	return err
}

// take is a connection that rests, nil when there is none.
func (p *pool) take() *line {
	p.mu.Lock()
	defer p.mu.Unlock()
	for len(p.idle) > 0 {
		l := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		l.rest.Stop()
		if clock.Since(l.born) < p.set.Life {
			return l
		}
		l.conn.Close()
	}
	return nil
}

// keep lets a connection rest, or closes it when nobody may use it again.
func (p *pool) keep(l *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shut || p.set.Idle == 0 || clock.Since(l.born) >= p.set.Life {
		l.conn.Close()
		return
	}
	p.idle = append(p.idle, l)
	l.rest = time.AfterFunc(p.set.Idle, func() { p.retire(l) })
}

// retire closes a connection that has rested for long.
func (p *pool) retire(old *line) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for i, l := range p.idle {
		if l == old {
			p.idle = append(p.idle[:i], p.idle[i+1:]...)
			l.conn.Close()
			return
		}
	}
}

// drain closes the connections that rest: the server has closed one of them.
func (p *pool) drain() {
	for l := p.take(); l != nil; l = p.take() {
		l.conn.Close()
	}
}

func (p *pool) close() {
	p.mu.Lock()
	p.shut = true
	p.mu.Unlock()
	p.drain()
}

// connect opens a connection and signs in. A server that hangs up is tried once more.
func (p *pool) connect(ctx context.Context) (*line, error) {
	l, err := p.signIn(ctx)
	if err == nil || !isClosed(err) || isDialing(err) {
		return l, err
	}
	select {
	case <-time.After(breath):
		return p.signIn(ctx)
	case <-ctx.Done():
		return nil, err
	}
}

func isDialing(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func (p *pool) signIn(ctx context.Context) (*line, error) {
	p.mu.Lock()
	shut := p.shut
	p.mu.Unlock()
	if shut {
		return nil, errShut
	}
	l, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	err = p.login(ctx, l)
	if err == nil {
		err = p.status(ctx, l)
	}
	if err != nil {
		l.conn.Close()
		return nil, err
	}
	return l, nil
}

func (p *pool) open(ctx context.Context) (*line, error) {
	conn, err := dial(ctx, p.set, p.dial)
	if err != nil {
		return nil, fmt.Errorf("reach the library: %w", err)
	}
	return &line{conn: conn, in: bufio.NewReader(conn), set: p.set, born: clock.System().Now()}, nil
}

func (p *pool) login(ctx context.Context, l *line) error {
	if p.set.User == "" {
		return nil
	}
	answer, err := l.ask(ctx, loginQuestion(p.set), codeLoggedIn)
	if err != nil {
		return fmt.Errorf("sign in at the library: %w", err)
	}
	if answer.Part(0, 1) != "1" {
		return errLogin
	}
	return nil
}

func (p *pool) status(ctx context.Context, l *line) error {
	answer, err := l.ask(ctx, statusQuestion(), codeStatusIs)
	if err != nil {
		return fmt.Errorf("ask how the library's system is: %w", err)
	}
	p.mu.Lock()
	p.server = server{institution: answer.Get("AO"), does: answer.Get("BX")}
	p.mu.Unlock()
	if answer.Part(0, 1) == "N" {
		return errOffline
	}
	return nil
}

// talk is a conversation: questions one after the other, on one connection while it lasts.
type talk struct {
	ctx   context.Context
	pool  *pool
	line  *line
	fresh bool // fresh: connections that rest are not trusted any more.
}

// ready has a connection at hand.
func (t *talk) ready() error {
	if t.line != nil {
		return nil
	}
	if !t.fresh {
		t.line = t.pool.take()
	}
	if t.line != nil {
		return nil
	}
	var err error
	t.line, err = t.pool.connect(t.ctx)
	return err
}

// drop closes the connection at hand.
func (t *talk) drop() {
	if t.line != nil {
		t.line.conn.Close()
		t.line = nil
	}
}

// ask asks what changes nothing. A connection that was used before and turns out to be closed
// is replaced by a new one.
func (t *talk) ask(m Message, want string) (Message, error) {
	for {
		if err := t.ready(); err != nil {
			return Message{}, err
		}
		used := t.line.used
		answer, err := t.line.ask(t.ctx, t.pool.named(m), want)
		if err == nil {
			t.line.used = true
			return answer, nil
		}
		t.drop()
		if !used || !isClosed(err) {
			return Message{}, err
		}
		t.fresh = true
		t.pool.drain()
	}
}

// order asks for a deed, once. sent tells whether the order may have been read.
func (t *talk) order(m Message, want string) (answer Message, sent bool, err error) {
	if err := t.ready(); err != nil {
		return Message{}, false, err
	}
	answer, err = t.line.ask(t.ctx, t.pool.named(m), want)
	if err != nil {
		if !errors.Is(err, errAskedAgain) {
			t.drop()
		}
		return Message{}, true, err
	}
	t.line.used = true
	return answer, true, nil
}
