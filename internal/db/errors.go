package db

import (
	"context"
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"sem/internal/fault"
)

// IsDuplicate tells whether err says that a UNIQUE or PRIMARY KEY constraint stands in the way.
func IsDuplicate(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Code == "23505"
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() == sqlite3.SQLITE_CONSTRAINT_UNIQUE || e.Code() == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY
	}
	return false
}

// mayRetry tells whether PostgreSQL gave a transaction up for another one's sake.
func mayRetry(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == "40001" || e.Code == "40P01")
}

// explain turns the loss of the database, and a disk that is full, into a fault that a
// page can tell; other errors pass unchanged.
func explain(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, pgx.ErrNoRows):
		return ErrNoRows
	case isFull(err):
		return away(err, 5)
	case isAway(err):
		return away(err, 5)
	}
	return err
}

func away(err error, seconds int) error {
	f := fault.Wrap(fault.Unavailable, err, "Nous ne pouvons pas ouvrir nos registres en ce moment. Rien n’est perdu. Réessayez dans une minute.")
	f.RetryAfterSeconds = seconds
	return f
}

// isFull tells whether the disk has no room left, or fails.
func isFull(err error) bool {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == sqlite3.SQLITE_FULL || primary == sqlite3.SQLITE_IOERR || primary == sqlite3.SQLITE_READONLY || primary == sqlite3.SQLITE_CANTOPEN
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(e.Code, "53") // insufficient resources: disk full, out of memory, too many connections
	}
	return errors.Is(err, syscall.ENOSPC)
}

// isAway tells whether the database server cannot be reached or is stopping.
func isAway(err error) bool {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(e.Code, "08") || strings.HasPrefix(e.Code, "57P")
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrDeadlineExceeded) ||
		errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET) ||
		strings.Contains(err.Error(), "conn closed") || errors.Is(err, context.DeadlineExceeded)
}
