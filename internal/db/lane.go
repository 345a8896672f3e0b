package db

import (
	"context"
	"sync"
)

// lane is a file of callers who want to write. One goroutine takes whoever is waiting and
// has their transactions committed together: they share one wait for the disk, and each
// has its own outcome.
type lane struct {
	writer writer
	limit  int
	queue  chan *turn
	done   chan struct{}
	once   sync.Once
}

// writer gives each caller of a group its outcome: its own error, or that of the commit
// they share.
type writer interface{ commit(group []*turn) }

// turn is one caller's transaction, waiting for its outcome.
type turn struct {
	ctx      context.Context
	do       func(*Tx) error
	tx       *Tx
	err      error
	panicked any
	finished chan struct{}
}

func newLane(w writer, limit int) *lane {
	l := &lane{writer: w, limit: limit, queue: make(chan *turn, limit), done: make(chan struct{})}
	go l.serve()
	return l
}

func (l *lane) stop() {
	l.once.Do(func() { close(l.queue) })
	<-l.done
}

func (l *lane) run(ctx context.Context, do func(*Tx) error) error {
	t := &turn{ctx: ctx, do: do, finished: make(chan struct{})}
	select {
	case l.queue <- t:
	case <-ctx.Done():
		return ctx.Err()
	}
	<-t.finished
	if t.panicked != nil {
		panic(t.panicked)
	}
	if t.err == nil {
		t.tx.tellAfter()
	}
	return t.err
}

func (l *lane) serve() {
	defer close(l.done)
	for first := range l.queue {
		group := l.with(first)
		l.writer.commit(group)
		for _, t := range group {
			close(t.finished)
		}
	}
}

// with is the group that forms behind the first in line: whoever waits already.
func (l *lane) with(first *turn) []*turn {
	group := []*turn{first}
	for len(group) < l.limit {
		select {
		case next, open := <-l.queue:
			if !open {
				return group
			}
			group = append(group, next)
		default:
			return group
		}
	}
	return group
}

// guarded carries a panic over to the caller's goroutine, where the server answers for it.
func guarded(t *turn) error {
	defer func() { t.panicked = recover() }()
	return t.do(t.tx)
}

// fail gives err to those of the group who believed that they had succeeded.
func fail(group []*turn, err error) {
	for _, t := range group {
		if t.err == nil {
			t.err = err
		}
	}
}
