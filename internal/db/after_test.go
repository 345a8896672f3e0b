package db_test

import (
	"context"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
)

func TestWhatIsToldAfterACommitMayRead(t *testing.T) {
	d, err := db.Open(t.Context(), db.Settings{URL: dbtest.PostgresURL(t), Connections: 2})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	begun, let := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		first <- d.InTx(t.Context(), func(*db.Tx) error {
			close(begun)
			<-let
			return nil
		})
	}()
	<-begun
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	err = d.InTx(ctx, func(tx *db.Tx) error {
		tx.AfterCommit(func() {
			var one int
			if err := d.QueryRow(ctx, "SELECT 1").Scan(&one); err != nil {
				t.Errorf("with one of two connections taken: %v", err)
			}
		})
		return nil
	})
	close(let)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if err != nil {
		t.Error(err)
	}
}
