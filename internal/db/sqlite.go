package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	_ "modernc.org/sqlite" // The embedded database, in pure Go.

	"sem/internal/fault"
)

func openSQLite(ctx context.Context, file string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	writer, err := sql.Open("sqlite", dsn(file, "rwc",
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "busy_timeout(5000)", "cache_size(-32000)"))
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	writer.SetMaxOpenConns(1)
	writer.SetMaxIdleConns(1)
	if err := writer.PingContext(ctx); err != nil {
		writer.Close()
		return nil, fmt.Errorf("open %s: %w", file, err)
	}
	readers, err := sql.Open("sqlite", dsn(file, "rw",
		"query_only(1)", "busy_timeout(5000)", "cache_size(-16000)"))
	if err != nil {
		return nil, fmt.Errorf("open %s for reading: %w", file, err)
	}
	count := max(4, 2*runtime.GOMAXPROCS(0))
	readers.SetMaxOpenConns(count)
	readers.SetMaxIdleConns(count)
	d := &DB{kind: SQLite, writer: writer, readers: readers}
	d.lane = newLane(writer)
	return d, nil
}

func dsn(file, mode string, pragmas ...string) string {
	q := url.Values{"mode": {mode}, "_txlock": {"immediate"}}
	for _, p := range pragmas {
		q.Add("_pragma", p)
	}
	return "file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode()
}

// statements keeps the prepared form of each SQL text. The texts are written in the
// code, so there are few; those that a search composes are few too.
type statements struct {
	byText sync.Map
	met    []string // met is used by the writing goroutine only.
}

func (s *statements) prepare(d *sql.DB, query string) (*sql.Stmt, error) {
	if stmt, ok := s.byText.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := d.Prepare(query)
	if err != nil {
		return nil, err
	}
	if earlier, ok := s.byText.LoadOrStore(query, stmt); ok {
		stmt.Close()
		return earlier.(*sql.Stmt), nil
	}
	return stmt, nil
}

// prepareTx prepares for one transaction. The connection is taken while it lasts, so a
// text met for the first time is noted, and settle keeps it for the transactions to come.
func (s *statements) prepareTx(tx *sql.Tx, query string) (*sql.Stmt, error) {
	if stmt, ok := s.byText.Load(query); ok {
		return tx.Stmt(stmt.(*sql.Stmt)), nil
	}
	s.met = append(s.met, query)
	return tx.Prepare(query)
}

// settle prepares what the last transactions met for the first time.
func (s *statements) settle(d *sql.DB) {
	for _, query := range s.met {
		s.prepare(d, query) // A text that cannot be prepared fails where it is used.
	}
	s.met = s.met[:0]
}

// lane is the single file of writers. One goroutine takes whoever is waiting, gives each
// a savepoint, and commits them together.
type lane struct {
	writer *sql.DB
	stmts  statements
	queue  chan *turn
	done   chan struct{}
	once   sync.Once
}

// turn is one caller's transaction, waiting for its outcome.
type turn struct {
	ctx      context.Context
	do       func(*Tx) error
	tx       *Tx
	err      error
	panicked any
	finished chan struct{}
}

// groupLimit bounds how many callers share one commit, and so how long the last waits.
const groupLimit = 512

func newLane(writer *sql.DB) *lane {
	l := &lane{writer: writer, queue: make(chan *turn, groupLimit), done: make(chan struct{})}
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
		for _, tell := range t.tx.after {
			tell()
		}
	}
	return t.err
}

func (l *lane) serve() {
	defer close(l.done)
	for first := range l.queue {
		group := []*turn{first}
	fill:
		for len(group) < groupLimit {
			select {
			case next, open := <-l.queue:
				if !open {
					break fill
				}
				group = append(group, next)
			default:
				break fill
			}
		}
		l.commit(group)
		l.stmts.settle(l.writer)
		for _, t := range group {
			close(t.finished)
		}
	}
}

// commit gives each of the group its outcome: its own error, or the common commit's.
func (l *lane) commit(group []*turn) {
	std, err := l.writer.Begin()
	if err != nil {
		fail(group, explain(err))
		return
	}
	for _, t := range group {
		if t.err = t.ctx.Err(); t.err != nil {
			continue
		}
		var lost error
		if t.err, lost = l.attempt(std, t); lost != nil {
			std.Rollback()
			fail(group, lost)
			return
		}
	}
	if err := std.Commit(); err != nil {
		std.Rollback()
		fail(group, explain(err))
	}
}

// attempt runs one caller inside a savepoint, so that its failure undoes its own writing
// only. A disk that is full or fails has SQLite undo the whole transaction: lost says so,
// and then nobody's writing stands.
func (l *lane) attempt(std *sql.Tx, t *turn) (err, lost error) {
	if err := l.mark(std, "SAVEPOINT turn"); err != nil {
		return nil, explain(err)
	}
	t.tx = &Tx{std: std, stmts: &l.stmts}
	err = guarded(t)
	if err != nil || t.panicked != nil {
		if back := l.mark(std, "ROLLBACK TO turn"); fault.KindOf(err) == fault.Unavailable && back != nil {
			return err, err
		} else if back != nil {
			return err, explain(back)
		}
	}
	if end := l.mark(std, "RELEASE turn"); end != nil {
		return err, explain(end)
	}
	return err, nil
}

func (l *lane) mark(std *sql.Tx, text string) error {
	stmt, err := l.stmts.prepareTx(std, text)
	if err != nil {
		return err
	}
	_, err = stmt.Exec()
	return err
}

// guarded carries a panic over to the caller's goroutine, where the server answers for it.
func guarded(t *turn) error {
	defer func() { t.panicked = recover() }()
	return t.do(t.tx)
}

func fail(group []*turn, err error) {
	for _, t := range group {
		if t.err == nil {
			t.err = err
		}
	}
}
