package rush_test

import (
	"context"
	"testing"
	"time"

	"sem/internal/config"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/demo/rush"
)

func TestAMorningEndsWithATruthfulAnswerForEveryFamily(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const families, groups, places = 90, 4, 10
		c := newCity(t, d, families, groups, places)
		m := &rush.Morning{Sites: []string{"http://ville.exemple"}, Through: c, Families: c.families, Callers: 24, Pass: c.pass, Twice: 30}
		c.must(m.Gather(t.Context()))
		c.pace(20)
		c.clock.Set(nine)
		r, err := m.Open(t.Context())
		c.must(err)
		if r.Outcomes[rush.Confirmed] != groups*places || r.Outcomes[rush.Full] != families-groups*places {
			t.Errorf("the morning ended with %v (%v), want %d confirmed and the others told that it is full", r.Outcomes, r.Reasons, groups*places)
		}
		for _, u := range r.Unlike {
			t.Errorf("a button pressed twice had two effects: %s", u)
		}
		wrong, err := m.Compare(t.Context(), r, c.registration)
		c.must(err)
		for _, w := range wrong {
			t.Error(w)
		}
		lost, err := m.Recheck(t.Context(), r)
		c.must(err)
		if len(lost) > 0 {
			t.Errorf("orders that were acknowledged are gone: %v", lost)
		}
	})
}

// A family's requests go to one node and to the other in turn.
func TestTwoNodesOnOneDatabaseGiveNoPlaceTwice(t *testing.T) {
	if config.TestDatabases() == "sqlite" {
		t.Skip("only PostgreSQL has several nodes")
	}
	const families, groups, places = 90, 4, 10
	url := dbtest.PostgresURL(t)
	open := func() *db.DB {
		d, err := db.Open(t.Context(), db.Settings{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { d.Close() })
		return d
	}
	c := newCity(t, open(), families, groups, places)
	c.beside(open())
	m := &rush.Morning{Sites: []string{"http://ville.exemple"}, Through: c, Families: c.families, Callers: 24, Pass: c.pass, Twice: 30}
	c.must(m.Gather(t.Context()))
	c.pace(30)
	c.clock.Set(nine)
	r, err := m.Open(t.Context())
	c.must(err)
	if r.Outcomes[rush.Confirmed] != groups*places || r.Outcomes[rush.Full] != families-groups*places || len(r.Unlike) > 0 {
		t.Errorf("the morning ended with %v (%v), unlike: %q", r.Outcomes, r.Reasons, r.Unlike)
	}
	wrong, err := m.Compare(t.Context(), r, c.registration)
	c.must(err)
	for _, w := range wrong {
		t.Error(w)
	}
}

// A process dies in the middle of the morning, with whatever it held in memory alone.
func TestAProcessThatDiesInTheMiddleLosesNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const families, groups, places = 60, 3, 10
		c := newCity(t, d, families, groups, places)
		looks := 0
		m := &rush.Morning{Sites: []string{"http://ville.exemple"}, Through: c, Families: c.families, Callers: 16, Twice: 20, Pass: func(ctx context.Context) error {
			if looks++; looks%3 == 2 {
				c.node()
			}
			return c.pass(ctx)
		}}
		c.must(m.Gather(t.Context()))
		c.node() // Before the draw.
		c.pace(6)
		c.clock.Set(nine)
		r, err := m.Open(t.Context())
		c.must(err)
		if r.Outcomes[rush.Confirmed] != groups*places || r.Outcomes[rush.Full] != families-groups*places {
			t.Errorf("the morning ended with %v (%v)", r.Outcomes, r.Reasons)
		}
		wrong, err := m.Compare(t.Context(), r, c.registration)
		c.must(err)
		for _, w := range wrong {
			t.Error(w)
		}
	})
}

// BenchmarkMorning is 5 000 families for 500 places in 20 groups, all let in at once: what
// the town bears behind the waiting room, with session, eligibility, journal and notices, in
// memory between the browser and the handler.
func BenchmarkMorning(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { morning(b, dbtest.SQLite) })
	b.Run("postgres", func(b *testing.B) { morning(b, dbtest.Postgres) })
}

func morning(b *testing.B, open func(testing.TB) *db.DB) {
	const families, groups, places = 5000, 20, 25
	for b.Loop() {
		b.StopTimer()
		c := newCity(b, open(b), families, groups, places)
		m := &rush.Morning{Sites: []string{"http://ville.exemple"}, Through: c, Families: c.families, Pass: c.pass, Twice: 5}
		began := time.Now()
		c.must(m.Gather(b.Context()))
		b.ReportMetric(families/time.Since(began).Seconds(), "prepared/s")
		c.pace(10_000)
		c.clock.Set(nine)
		b.StartTimer()
		r, err := m.Open(b.Context())
		b.StopTimer()
		c.must(err)
		wrong, err := m.Compare(b.Context(), r, c.registration)
		c.must(err)
		if len(wrong) > 0 || len(r.Unlike) > 0 || r.Outcomes[rush.Confirmed] != groups*places {
			b.Errorf("ended with %v (%v), unlike: %q, wrong: %q", r.Outcomes, r.Reasons, r.Unlike, wrong)
		}
		b.ReportMetric(families/r.Took.Seconds(), "families/s")
		b.ReportMetric(float64(r.Holds.Within(50).Microseconds())/1000, "hold-ms-p50")
		b.ReportMetric(float64(r.Holds.Within(99).Microseconds())/1000, "hold-ms-p99")
		b.ReportMetric(float64(r.Pays.Within(99).Microseconds())/1000, "confirm-ms-p99")
		b.ReportMetric(float64(r.Looks.Within(95).Microseconds())/1000, "line-ms-p95")
		b.StartTimer()
	}
	b.ReportMetric(0, "ns/op")
}
