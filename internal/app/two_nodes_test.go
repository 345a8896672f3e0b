package app_test

import (
	"context"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/demo/rush"
	"sem/internal/payments"
)

// beside starts another process of the same town: the same registers, the same key, the same
// card house.
func (w *town) beside() *town {
	w.t.Helper()
	other := &town{t: w.t, data: w.data, database: w.database, now: w.now}
	w.t.Cleanup(func() {
		if other.process != nil {
			other.kill()
		}
	})
	other.start()
	return other
}

// vanish ends the process as a power cut would, while others go on.
func (w *town) vanish() {
	w.process.Process.Kill()
	<-w.ended
	w.process = nil
}

// nineOClock is the opening that two nodes go through on the town's clock; they start a little
// before it.
var nineOClock = time.Date(2026, time.December, 2, 14, 0, 0, 0, time.UTC)

const early = 20 * time.Second

// Families come to both nodes, and go to the other one when theirs does not answer; some press
// each button at both at once. One node is killed in the midst, and comes back.
func TestTwoNodesOneOfWhichIsKilledGiveEveryPlaceOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("starts the whole program")
	}
	const families, groups, places = 200, 10, 8
	w := openTownAt(t, dbtest.NewServer(t, true).URL(t), nineOClock.Add(-early).Format(time.RFC3339))
	w.kill()
	invited := w.furnish(rush.Opening{Families: families, Groups: groups, Places: places, Opens: nineOClock, Price: 45_00})
	w.start()
	began := time.Now()
	other := w.beside()

	through := &http.Transport{MaxIdleConnsPerHost: 32}
	defer through.CloseIdleConnections()
	m := &rush.Morning{Sites: []string{w.url, other.url}, Through: through, Families: invited, Callers: 32, Twice: 20, Looks: 100, Patience: time.Minute}
	if err := m.Gather(t.Context()); err != nil {
		t.Fatal(err)
	}
	var death sync.WaitGroup
	looks := 0
	m.Pass = func(ctx context.Context) error {
		switch looks++; looks {
		case 2:
			death.Go(func() {
				if nap(ctx, 1100*time.Millisecond) == nil { // The first families are holding and paying.
					other.vanish()
				}
			})
		case 4:
			death.Wait()
			address := other.url
			other.now = nineOClock.Add(time.Since(began) - early).Format(time.RFC3339)
			other.start()
			m.Move(address, other.url)
		}
		return nap(ctx, time.Second)
	}
	r, err := m.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if looks < 4 {
		t.Fatalf("all was over before a node was killed and came back: %v", r.Outcomes)
	}
	w.settleMorning(m, r)
	w.compare(m, r)
	if r.Outcomes[rush.Confirmed] != groups*places || r.Outcomes[rush.Full] != families-groups*places {
		t.Errorf("the morning ended with %v (%v), want %d confirmed and the others told that it is full\n%s", r.Outcomes, r.Reasons, groups*places, w.log)
	}
}

// furnish writes the families of an opening into the registers of a town that is closed.
func (w *town) furnish(o rush.Opening) []rush.Family {
	w.t.Helper()
	d := w.registers()
	defer d.Close()
	families, err := o.Furnish(w.t.Context(), d, clock.At(nineOClock.Add(-early)))
	if err != nil {
		w.t.Fatal(err)
	}
	return families
}

func (w *town) registers() *db.DB {
	w.t.Helper()
	d, err := db.Open(w.t.Context(), db.Settings{URL: w.database, File: filepath.Join(w.data, "sem.db")})
	if err != nil {
		w.t.Fatal(err)
	}
	return d
}

// settleMorning starts the town again some minutes later, when it asks after the payments that
// it was not told of, and waits until every one is booked.
func (w *town) settleMorning(m *rush.Morning, r *rush.Result) {
	w.t.Helper()
	if r.Outcomes[rush.Unpaid] == 0 {
		return
	}
	w.t.Logf("%d payments are awaited after the kill", r.Outcomes[rush.Unpaid])
	address := w.url
	w.vanish()
	w.now = nineOClock.Add(2 * laterStart).Format(time.RFC3339)
	w.start()
	m.Move(address, w.url)
	until(w.t, "every payment is booked", func() bool {
		waiting, err := m.Settle(w.t.Context(), r)
		return err == nil && waiting == 0
	})
}

// compare compares what families were told with the registers and the books.
func (w *town) compare(m *rush.Morning, r *rush.Result) {
	w.t.Helper()
	lost, err := m.Recheck(w.t.Context(), r)
	if err != nil || len(lost) > 0 {
		w.t.Errorf("orders that were acknowledged are gone: %v %v", lost, err)
	}
	for _, u := range r.Unlike {
		w.t.Errorf("a button pressed at both nodes had two effects: %s", u)
	}
	d := w.registers()
	defer d.Close()
	books, err := rush.OpenBooks(w.t.Context(), d, clock.At(nineOClock.Add(time.Minute)))
	if err != nil {
		w.t.Fatal(err)
	}
	wrong, err := m.Compare(w.t.Context(), r, books)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, one := range wrong {
		w.t.Error(one)
	}
	audit, err := payments.Verify(w.t.Context(), d)
	if err != nil || !audit.OK() {
		w.t.Errorf("the books do not agree: %v %v", audit.Wrong, err)
	}
}

// nap lets some time of the machine go by.
func nap(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}
