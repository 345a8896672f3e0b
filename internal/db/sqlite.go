package db

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"

	"modernc.org/sqlite" // The embedded database, in pure Go.

	"sem/internal/fault"
)

func openSQLite(ctx context.Context, file string) (*DB, error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("make the data folder: %w", err)
	}
	// A commit waits for the bytes and the size of the file, not for the date of its last
	// change (fdatasync). Where that call does not exist, the whole file is waited for.
	_, _ = sqlite.Fdatasync(true)
	// temp_store: what a savepoint must be able to undo is kept in memory, not in a file.
	// wal_autocheckpoint: a page that a rush writes again and again goes to its place once for
	// many commits; the log grows to 32 MB.
	writer, err := sql.Open("sqlite", dsn(file, "rwc",
		"journal_mode(WAL)", "synchronous(FULL)", "foreign_keys(1)", "busy_timeout(5000)", "cache_size(-64000)", "temp_store(MEMORY)", "wal_autocheckpoint(8000)"))
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
	d := &DB{kind: SQLite, file: file, writer: writer, readers: readers}
	d.lane = newLane(&sqliteWriter{writer: writer}, groupSQLite)
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
	stmt, err := d.Prepare(plainMarks(query))
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
	return tx.Prepare(plainMarks(query))
}

// plainMarks writes $1, $2, … as ? where each stands once and in order, as nearly everywhere.
// The driver looks a numbered mark up by its name among all of them, at each run.
func plainMarks(query string) string {
	var b strings.Builder
	n, quoted := 0, false
	for i := 0; i < len(query); i++ {
		c := query[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c != '$' || quoted {
			b.WriteByte(c)
			continue
		}
		end := i + 1
		for end < len(query) && '0' <= query[end] && query[end] <= '9' {
			end++
		}
		n++
		if query[i+1:end] != strconv.Itoa(n) {
			return query
		}
		b.WriteByte('?')
		i = end - 1
	}
	return b.String()
}

// settle prepares what the last transactions met for the first time.
func (s *statements) settle(d *sql.DB) {
	for _, query := range s.met {
		s.prepare(d, query) // A text that cannot be prepared fails where it is used.
	}
	s.met = s.met[:0]
}

// groupSQLite bounds how many callers share a commit. The writer is alone, so the group
// may be large: what bounds it is how long the last of them waits.
const groupSQLite = 512

// sqliteWriter commits groups of callers on the one writing connection.
type sqliteWriter struct {
	writer *sql.DB
	stmts  statements
}

func (w *sqliteWriter) commit(group []*turn) {
	defer w.stmts.settle(w.writer)
	std, err := w.writer.Begin()
	if err != nil {
		fail(group, explain(err))
		return
	}
	if len(group) == 1 {
		w.alone(std, group[0])
		return
	}
	for _, t := range group {
		if t.err = t.ctx.Err(); t.err != nil {
			continue
		}
		var lost error
		if t.err, lost = w.attempt(std, t); lost != nil {
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

// alone commits the one caller of a group, who needs no savepoint.
func (w *sqliteWriter) alone(std *sql.Tx, t *turn) {
	if t.err = t.ctx.Err(); t.err == nil {
		t.tx = &Tx{std: std, stmts: &w.stmts}
		t.err = guarded(t)
	}
	if t.err == nil && t.panicked == nil {
		t.err = explain(std.Commit())
	}
	if t.err != nil || t.panicked != nil {
		std.Rollback() // After a commit that failed too; one that is done already says so.
	}
}

// attempt runs one caller inside a savepoint, so that its failure undoes its own writing
// only. A disk that is full or fails has SQLite undo the whole transaction: lost says so,
// and then nobody's writing stands.
func (w *sqliteWriter) attempt(std *sql.Tx, t *turn) (err, lost error) {
	if err := w.mark(std, "SAVEPOINT turn"); err != nil {
		return nil, explain(err)
	}
	t.tx = &Tx{std: std, stmts: &w.stmts}
	err = guarded(t)
	if err != nil || t.panicked != nil {
		if back := w.mark(std, "ROLLBACK TO turn"); fault.KindOf(err) == fault.Unavailable && back != nil {
			return err, err
		} else if back != nil {
			return err, explain(back)
		}
	}
	if end := w.mark(std, "RELEASE turn"); end != nil {
		return err, explain(end)
	}
	return err, nil
}

func (w *sqliteWriter) mark(std *sql.Tx, text string) error {
	stmt, err := w.stmts.prepareTx(std, text)
	if err != nil {
		return err
	}
	_, err = stmt.Exec()
	return err
}
