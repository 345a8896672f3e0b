package registration

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"sem/internal/alerts"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// The morning of a benchmark: callers at once, on few groups that everybody wants.
const (
	callers   = 256
	hotGroups = 20
	earlier   = 10_000 // earlier are registrations of the session before.
)

// rush is a town with a family for each registration, and groups that have room for a part of
// them.
func rush(b *testing.B, d *db.DB, families int) *Service {
	b.Helper()
	still := clock.At(opening)
	parts := leisure.Parts{
		Sessions:   []leisure.Session{{ID: "s", Code: "H2027", Published: true, From: first, To: first + 69, Windows: []leisure.Window{{Opens: opening}}}},
		Activities: []leisure.Activity{{ID: "a", Session: "s", Code: "A", Title: i18n.Words{FR: "Natation"}}},
	}
	for i := range hotGroups {
		id := leisure.GroupID(fmt.Sprintf("g%02d", i))
		parts.Groups = append(parts.Groups, leisure.Group{ID: id, Activity: "a", Session: "s", Code: string(id), Places: families, From: first, To: first + 63})
	}
	program := &fixed{}
	program.set(parts)
	register := &people.Service{DB: d, Clock: still, IDs: id.Random()}
	s := &Service{DB: d, Clock: still, IDs: id.Random(), People: register, Leisure: program, Alerts: &alerts.Service{DB: d, Clock: still, IDs: id.Random()}}
	err := d.InTx(b.Context(), func(tx *db.Tx) error {
		return register.Load(b.Context(), tx, func(yield func(people.Person) bool) {
			for i := range families + earlier {
				if !yield(people.Person{ID: family(i), GivenName: "Zoé", BirthDate: "2017-05-14", Residence: people.Resident, Language: "fr", CreatedAt: opening, UpdatedAt: opening}) {
					return
				}
			}
		})
	})
	if err == nil {
		err = s.Refresh(b.Context())
	}
	if err == nil {
		err = d.InTx(b.Context(), func(tx *db.Tx) error {
			return s.Load(b.Context(), tx, func(yield func(Place) bool) {
				for i := range earlier {
					who := family(families + i)
					if !yield(Place{ID: PlaceID(s.IDs.New()), Group: "old", Person: who, Payer: who, State: Confirmed, Channel: leisure.Web, Audience: leisure.Resident, AddedAt: opening, ConfirmedAt: opening}) {
						return
					}
				}
			}, func(func(Order) bool) {})
		})
	}
	if err == nil {
		err = d.Analyse(b.Context())
	}
	if err != nil {
		b.Fatal(err)
	}
	return s
}

func family(i int) people.ID { return people.ID(fmt.Sprintf("f%08d", i)) }

// race has callers do n things at once, and reports how many a second, the slowest hundredth, and
// what each costs the processor.
func race(b *testing.B, n int, do func(i int) error) {
	b.Helper()
	var next atomic.Int64
	var wait sync.WaitGroup
	took := make([][]time.Duration, callers)
	b.ResetTimer()
	began, before := time.Now(), processor(b)
	for c := range callers {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				start := time.Now()
				if err := do(int(i)); err != nil {
					b.Error(err)
					return
				}
				took[c] = append(took[c], time.Since(start))
			}
		})
	}
	wait.Wait()
	all := slices.Concat(took...)
	slices.Sort(all)
	b.ReportMetric(float64(n)/time.Since(began).Seconds(), "registrations/s")
	b.ReportMetric(float64((processor(b)-before).Microseconds())/float64(n), "cpu_µs")
	b.ReportMetric(float64(all[len(all)*99/100].Microseconds())/1000, "p99_ms")
	b.ReportMetric(0, "ns/op")
}

// processor is the processor's time that this process has used; a server beside it is not in it.
func processor(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// durable is a PostgreSQL that waits for the disk.
func durable(b *testing.B) *db.DB {
	d, err := db.Open(b.Context(), db.Settings{URL: dbtest.NewServer(b, true).URL(b)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { d.Close() })
	return d
}

// BenchmarkHold has families put their child into a cart: rights, rules, seat, place and form,
// durably.
func BenchmarkHold(b *testing.B) {
	each := func(b *testing.B, d *db.DB) {
		s := rush(b, d, b.N)
		race(b, b.N, func(i int) error {
			who := family(i)
			by := session.Viewer{Account: string(who), Person: string(who)}
			o, err := s.Add(b.Context(), by, AddTo{Owner: who, People: []people.ID{who}, Group: leisure.GroupID(fmt.Sprintf("g%02d", i%hotGroups))},
				forms.Key{Value: "k", Actor: string(who), Fingerprint: "f"})
			if err == nil && o[0].State != Held {
				err = fmt.Errorf("%+v", o)
			}
			return err
		})
	}
	b.Run("sqlite", func(b *testing.B) { each(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { each(b, durable(b)) })
}

// seat is a place that a family asks for, known to be ordinary.
func seat(b *testing.B, s *Service, i int) *passenger {
	who := people.Person{ID: family(i), BirthDate: "2017-05-14", Residence: people.Resident}
	g, _ := s.Leisure.Program().Group(leisure.GroupID(fmt.Sprintf("g%02d", i%hotGroups)))
	t := turn{Service: s, now: opening, program: s.Leisure.Program()}
	p := &passenger{place: t.place(g, who, who.ID, leisure.Web, nil), group: g, key: forms.Key{Value: "k", Actor: string(who.ID), Fingerprint: "f"}}
	if err := t.ready(b.Context(), p, AddTo{}, nil); err != nil {
		b.Error(err)
	}
	return p
}

// BenchmarkStore takes places in the registers alone: form, seat and place, durably, each with
// an outcome of its own.
func BenchmarkStore(b *testing.B) {
	each := func(b *testing.B, d *db.DB) {
		s := rush(b, d, b.N)
		race(b, b.N, func(i int) error {
			p := seat(b, s, i)
			s.board(p)
			if p.alone {
				return fmt.Errorf("%s goes alone", p.place.Person)
			}
			return nil
		})
		if l := s.Left("g00"); l.Held != (b.N+hotGroups-1)/hotGroups {
			b.Errorf("%+v are taken of %d", l, b.N)
		}
	}
	b.Run("sqlite", func(b *testing.B) { each(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { each(b, durable(b)) })
}

// BenchmarkPlain takes places as most programs do: a transaction and a wait for the disk for each.
func BenchmarkPlain(b *testing.B) {
	each := func(b *testing.B, d *db.DB) {
		s := rush(b, d, b.N)
		var alone sync.Mutex
		race(b, b.N, func(i int) error {
			p := seat(b, s, i)
			alone.Lock() // Callers who do not wait for each other would share a commit.
			defer alone.Unlock()
			return s.do(b.Context(), func(t *turn) error {
				if _, err := forms.Claim(b.Context(), t.tx, p.key, "x", t.now); err != nil {
					return err
				}
				ok, err := t.takeIf(b.Context(), p.group, countOf(Held, leisure.Web), false)
				if err == nil && ok {
					_, err = t.insert(b.Context(), p.place)
				}
				return err
			})
		})
	}
	b.Run("sqlite", func(b *testing.B) { each(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { each(b, durable(b)) })
}

// BenchmarkRegister has families register for a free course in one deed: form, seat, place, order
// and its number, the journal and the notice, durably.
func BenchmarkRegister(b *testing.B) {
	each := func(b *testing.B, d *db.DB) {
		s := rush(b, d, b.N)
		race(b, b.N, func(i int) error {
			who := family(i)
			by := session.Viewer{Account: string(who), Person: string(who)}
			o, err := s.Add(b.Context(), by, AddTo{Owner: who, People: []people.ID{who}, Group: leisure.GroupID(fmt.Sprintf("g%02d", i%hotGroups)), AtOnce: true},
				forms.Key{Value: "k", Actor: string(who), Fingerprint: "f"})
			if err == nil && o[0].State != Confirmed {
				err = fmt.Errorf("%+v", o)
			}
			return err
		})
	}
	b.Run("sqlite", func(b *testing.B) { each(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { each(b, durable(b)) })
}

// BenchmarkCart has families hold a place of a free course and confirm it: two forms, with the
// order, its number, the journal and the notice, durably.
func BenchmarkCart(b *testing.B) {
	each := func(b *testing.B, d *db.DB) {
		s := rush(b, d, b.N)
		race(b, b.N, func(i int) error {
			who := family(i)
			by := session.Viewer{Account: string(who), Person: string(who)}
			_, err := s.Add(b.Context(), by, AddTo{Owner: who, People: []people.ID{who}, Group: leisure.GroupID(fmt.Sprintf("g%02d", i%hotGroups))},
				forms.Key{Value: "k", Actor: string(who), Fingerprint: "f"})
			if err != nil {
				return err
			}
			o, err := s.CheckOut(b.Context(), by, who, CheckOut{}, forms.Key{Value: "c", Actor: string(who), Fingerprint: "f"})
			if err == nil && o.State != OrderConfirmed {
				err = fmt.Errorf("%+v", o)
			}
			return err
		})
	}
	b.Run("sqlite", func(b *testing.B) { each(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { each(b, durable(b)) })
}
