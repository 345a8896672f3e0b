package db

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"os"
	"syscall"
)

// Alone takes a name that one process at a time may hold, on any machine that uses the same
// registers; ok is false while another holds it. Whoever dies lets go of it: nothing is
// written down that a crash could leave behind. release is never nil.
func (d *DB) Alone(ctx context.Context, name string) (release func(), ok bool, err error) {
	if d.pool != nil {
		release, ok, err = d.alonePostgres(ctx, name)
	} else {
		release, ok, err = aloneFile(d.file + "." + name + ".lock")
	}
	if err != nil {
		return func() {}, false, fmt.Errorf("take the lock %s: %w", name, err)
	}
	return release, ok, nil
}

// alonePostgres holds an advisory lock of a session, which ends with the connection.
func (d *DB) alonePostgres(ctx context.Context, name string) (func(), bool, error) {
	conn, err := acquire(ctx, d.pool)
	if err != nil {
		return nil, false, err
	}
	h := fnv.New64a()
	h.Write([]byte("sem " + name))
	key := int64(h.Sum64())
	var ok bool
	if err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", key).Scan(&ok); err != nil || !ok {
		conn.Release()
		return func() {}, false, explain(err)
	}
	return func() {
		if _, err := conn.Exec(context.WithoutCancel(ctx), "SELECT pg_advisory_unlock($1)", key); err != nil {
			conn.Conn().Close(context.WithoutCancel(ctx)) // The lock goes with it.
		}
		conn.Release()
	}, true, nil
}

// aloneFile holds a lock on a file beside the registers, which ends with the process.
func aloneFile(name string) (func(), bool, error) {
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, false, err
	}
	err = syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return func() {}, false, file.Close()
	}
	if err != nil {
		return nil, false, errors.Join(err, file.Close())
	}
	return func() { file.Close() }, true, nil
}
