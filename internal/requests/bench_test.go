package requests

import (
	"fmt"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/people"
)

// both runs a benchmark on the two databases; durable says that PostgreSQL waits for the
// disk, as a city's does.
func both(b *testing.B, durable bool, bench func(b *testing.B, d *db.DB)) {
	b.Run("sqlite", func(b *testing.B) { bench(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) {
		if !durable {
			bench(b, dbtest.Postgres(b))
			return
		}
		d, err := db.Open(b.Context(), db.Settings{URL: dbtest.NewServer(b, true).URL(b)})
		if err != nil {
			b.Fatal(err)
		}
		defer d.Close()
		bench(b, d)
	})
}

// BenchmarkLog has 64 agents each write contacts down, durably.
func BenchmarkLog(b *testing.B) {
	both(b, true, func(b *testing.B, d *db.DB) {
		tw := newTown(b, d)
		tw.IDs = id.Random()
		marie := tw.citizen("Marie", "fr")
		var next atomic.Int64
		var wait sync.WaitGroup
		b.ResetTimer()
		for range 64 {
			wait.Go(func() {
				for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
					contact := Contact{Channel: Telephone, Person: people.ID(marie.Person), Subject: "Horaire de la bibliothèque", Outcome: Answered}
					if _, err := tw.Service.Log(b.Context(), julieAtDesk, contact, forms.Key{Value: strconv.FormatInt(i, 10), Actor: "julie"}); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "contacts/s")
	})
}

// BenchmarkReport has 64 citizens each report a pothole, durably.
func BenchmarkReport(b *testing.B) {
	both(b, true, func(b *testing.B, d *db.DB) {
		tw := newTown(b, d)
		tw.IDs = id.Random()
		marie := tw.citizen("Marie", "fr")
		var next atomic.Int64
		var wait sync.WaitGroup
		b.ResetTimer()
		for range 64 {
			wait.Go(func() {
				for i := next.Add(1); i <= int64(b.N); i = next.Add(1) {
					if _, err := tw.Report(b.Context(), marie, potholeReport(), forms.Key{Value: strconv.FormatInt(i, 10), Actor: "marie"}); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
		b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "reports/s")
	})
}

// crowd loads 60 000 requests of the last year; one in ten is open.
func (tw *town) crowd(many int) {
	tw.Helper()
	marie := tw.citizen("Marie", "fr")
	var types []Type
	for _, t := range tw.Types() {
		if t.Department == "travaux" || t.Department == "eau" || t.Department == "environnement" {
			types = append(types, t)
		}
	}
	now := tw.clock.Now()
	stories := func(yield func(Story) bool) {
		for i := range many {
			t := types[i%len(types)]
			act := Act{By: System, At: now.Add(-time.Duration(i%365*24) * time.Hour), Type: t, Calendar: tw.Calendar()}
			if i%10 == 0 {
				act.At = now.Add(-time.Duration(i%500) * time.Hour)
			}
			r, e := Begin(ID(fmt.Sprintf("r%06d", i)), Report{Channel: Web, ReportedBy: people.ID(marie.Person), PlaceLine: "84, rue du Moulin", Description: "Il y a un trou profond dans la voie de droite. Les autos font un écart pour l’éviter."}, act)
			r.Number, r.Tracking = Number(id.Number(2025, i+1)), fmt.Sprintf("T%07d", i)
			if i%5 != 0 {
				r.AssignedTo = "martin" + strconv.Itoa(i%40)
			}
			story := Story{Request: r, Events: []Event{e}}
			if i%10 != 0 {
				resolved, err := story.Request.Resolve(act, t.Outcomes[0].Code, "Fait.")
				tw.ok(err)
				closed, err := story.Request.Close(act)
				tw.ok(err)
				story.Events = append(story.Events, resolved, closed)
			}
			if !yield(story) {
				return
			}
		}
	}
	tw.tx(func(tx *db.Tx) error { return tw.Load(tw.ctx(), tx, stories) })
}

// BenchmarkQueue opens what is late for an agent who sees every department, everything for
// a department, and counts the views, among 60 000 requests.
func BenchmarkQueue(b *testing.B) {
	both(b, false, func(b *testing.B, d *db.DB) {
		tw := newTown(b, d)
		tw.IDs = id.Random()
		tw.crowd(60_000)
		var took []time.Duration
		for b.Loop() {
			start := b.Elapsed()
			if _, err := tw.Queue(b.Context(), julieAtDesk, QueueFilter{View: ViewLate}); err != nil {
				b.Fatal(err)
			}
			if _, err := tw.Queue(b.Context(), martinAtWorks, QueueFilter{View: ViewAll}); err != nil {
				b.Fatal(err)
			}
			if _, err := tw.Counts(b.Context(), julieAtDesk); err != nil {
				b.Fatal(err)
			}
			took = append(took, b.Elapsed()-start)
		}
		slices.Sort(took)
		b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
	})
}
