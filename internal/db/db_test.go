package db_test

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
)

const table = `CREATE TABLE db_note (id TEXT PRIMARY KEY, body TEXT NOT NULL DEFAULT '', n BIGINT NOT NULL DEFAULT 0, told BOOLEAN NOT NULL DEFAULT FALSE, at TIMESTAMP)`

func withNotes(t *testing.T, d *db.DB) {
	t.Helper()
	write(t, d, table)
}

func write(t *testing.T, d *db.DB, query string, args ...any) {
	t.Helper()
	err := d.InTx(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), query, args...)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestATimeComesBackAsItWasWritten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withNotes(t, d)
		at := time.Date(2026, 3, 8, 6, 59, 59, 123456000, time.UTC)
		write(t, d, "INSERT INTO db_note (id, told, at) VALUES ($1, $2, $3)", "a", true, at)
		write(t, d, "INSERT INTO db_note (id, at) VALUES ($1, $2)", "b", time.Time{})
		var got, latest, none time.Time
		var told bool
		if err := d.QueryRow(t.Context(), "SELECT at, told, (SELECT MAX(at) FROM db_note) FROM db_note WHERE id = $1", "a").Scan(&got, &told, &latest); err != nil {
			t.Fatal(err)
		}
		if !got.Equal(at) || !latest.Equal(at) || !told {
			t.Errorf("read %v, %v, %v; want %v twice and true", got, latest, told, at)
		}
		if err := d.QueryRow(t.Context(), "SELECT at FROM db_note WHERE id = $1", "b").Scan(&none); err != nil || !none.IsZero() {
			t.Errorf("read %v, %v; want the zero time", none, err)
		}
		if err := d.QueryRow(t.Context(), "SELECT at FROM db_note WHERE id = $1", "c").Scan(&none); !errors.Is(err, db.ErrNoRows) {
			t.Errorf("read %v; want ErrNoRows", err)
		}
	})
}

func TestEachOfManyCallersHasItsOwnOutcome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withNotes(t, d)
		var wait sync.WaitGroup
		outcome := make([]error, 200)
		for i := range outcome {
			wait.Go(func() {
				outcome[i] = d.InTx(t.Context(), func(tx *db.Tx) error {
					// Two callers want each identifier: one of them gets it.
					if _, err := tx.Exec(t.Context(), "INSERT INTO db_note (id, n) VALUES ($1, $2)", string(rune('A'+i/2)), i); err != nil {
						return err
					}
					if i%5 == 0 {
						return fault.New(fault.Conflict, "non")
					}
					return nil
				})
			})
		}
		wait.Wait()
		won := 0
		for i, err := range outcome {
			switch {
			case err == nil:
				won++
			case db.IsDuplicate(err) || fault.KindOf(err) == fault.Conflict:
			default:
				t.Errorf("caller %d: %v", i, err)
			}
		}
		var kept int
		if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM db_note").Scan(&kept); err != nil || kept != won {
			t.Errorf("%d callers were told yes, %d rows stand (%v)", won, kept, err)
		}
		var refused int
		d.QueryRow(t.Context(), "SELECT COUNT(*) FROM db_note WHERE n % 5 = 0").Scan(&refused)
		if refused != 0 {
			t.Errorf("%d rows of refused callers were kept", refused)
		}
	})
}

func TestAPanicUndoesItsOwnTransactionOnly(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withNotes(t, d)
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic did not reach its caller")
				}
			}()
			d.InTx(t.Context(), func(tx *db.Tx) error {
				tx.Exec(t.Context(), "INSERT INTO db_note (id) VALUES ($1)", "lost")
				panic("defect")
			})
		}()
		write(t, d, "INSERT INTO db_note (id) VALUES ($1)", "kept")
		var n int
		if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM db_note").Scan(&n); err != nil || n != 1 {
			t.Errorf("%d rows, %v; want the one that was kept", n, err)
		}
	})
}

func TestAfterCommitIsToldOnlyOfWhatHappened(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		told := 0
		d.InTx(t.Context(), func(tx *db.Tx) error { tx.AfterCommit(func() { told++ }); return nil })
		d.InTx(t.Context(), func(tx *db.Tx) error { tx.AfterCommit(func() { told++ }); return errors.New("no") })
		if told != 1 {
			t.Errorf("told %d times, want 1", told)
		}
	})
}

func TestReadersCannotWrite(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if d.Kind() != db.SQLite {
			return // PostgreSQL readers are ordinary connections.
		}
		withNotes(t, d)
		rows, err := d.Query(t.Context(), "INSERT INTO db_note (id) VALUES ('x')")
		if err == nil {
			rows.Next()
			err = rows.Err()
			rows.Close()
		}
		if err == nil {
			t.Error("a reader wrote")
		}
	})
}

func TestBulkWritesEveryRow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withNotes(t, d)
		at := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Bulk(t.Context(), "db_note", []string{"id", "n", "told", "at"}, func(yield func([]any) bool) {
				for i := range 250 {
					if !yield([]any{string(rune(0x4e00 + i)), i, i%2 == 0, at}) {
						return
					}
				}
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var n, sum, told int
		var last time.Time
		if err := d.QueryRow(t.Context(), "SELECT COUNT(*), SUM(n), SUM(CASE WHEN told THEN 1 ELSE 0 END), MAX(at) FROM db_note").Scan(&n, &sum, &told, &last); err != nil {
			t.Fatal(err)
		}
		if n != 250 || sum != 250*249/2 || told != 125 || !last.Equal(at) {
			t.Errorf("read %d rows, sum %d, %d told, %v", n, sum, told, last)
		}
	})
}

func TestWhereNumbersItsValuesInOrder(t *testing.T) {
	var w db.Where
	w.And("a = ?", 1)
	w.And("(b LIKE ? OR c = ?)", "x%", 3)
	limit := w.Next(10)
	if got, want := w.SQL()+"LIMIT "+limit, " WHERE a = $1 AND (b LIKE $2 OR c = $3) LIMIT $4"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := []any{1, "x%", 3, 10}; !slices.Equal(w.Args(), want) {
		t.Errorf("values %v, want %v", w.Args(), want)
	}
}

func TestACallerWhoHasLeftWritesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := d.InTx(ctx, func(*db.Tx) error { t.Error("ran"); return nil }); err == nil {
			t.Error("a transaction of a caller who left succeeded")
		}
	})
}

func TestWhatWasSentIsWrittenWithTheCommitOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		withNotes(t, d)
		insert := "INSERT INTO db_note (id) VALUES ($1)"
		err := d.InTx(t.Context(), func(tx *db.Tx) error {
			if err := tx.Send(t.Context(), insert, "a"); err != nil {
				return err
			}
			var n int
			if err := tx.QueryRow(t.Context(), "SELECT COUNT(*) FROM db_note").Scan(&n); err != nil || n != 1 {
				t.Errorf("the transaction sees %d rows of its own (%v), want 1", n, err)
			}
			return tx.Send(t.Context(), insert, "b")
		})
		if err != nil {
			t.Fatal(err)
		}
		err = d.InTx(t.Context(), func(tx *db.Tx) error {
			return errors.Join(tx.Send(t.Context(), insert, "c"), tx.Send(t.Context(), insert, "a"))
		})
		if !db.IsDuplicate(err) {
			t.Errorf("sending a row twice gave %v, want a duplicate", err)
		}
		var n int
		if err := d.QueryRow(t.Context(), "SELECT COUNT(*) FROM db_note").Scan(&n); err != nil || n != 2 {
			t.Errorf("%d rows stand (%v), want 2", n, err)
		}
	})
}
