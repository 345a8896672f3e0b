package jobs_test

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/jobs"
)

type ring struct{ Bell string }

func (ring) Kind() string { return "ring" }

func TestAJobRunsWhenItsCauseIsCommittedAndNotOtherwise(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		rung := make(chan string, 10)
		q := jobs.New(d, slog.New(slog.DiscardHandler))
		jobs.Handle(q, func(_ context.Context, r ring) error { rung <- r.Bell; return nil })
		if err := q.Open(); err != nil {
			t.Fatal(err)
		}
		undone := errors.New("undone")
		if err := d.InTx(t.Context(), func(tx *db.Tx) error {
			return errors.Join(q.Add(t.Context(), tx, ring{"never"}), undone)
		}); !errors.Is(err, undone) {
			t.Fatal(err)
		}
		if err := d.InTx(t.Context(), func(tx *db.Tx) error { return q.Add(t.Context(), tx, ring{"once"}) }); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		select {
		case bell := <-rung:
			if bell != "once" {
				t.Errorf("rang %q, want the committed job only", bell)
			}
		case <-time.After(20 * time.Second):
			t.Fatal("the job did not run within 20 s")
		}
		if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Fatal(err)
		}
	})
}
