package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/demo/rush"
	"sem/internal/payments"
)

// morning is the opening of a session, rehearsed with whole programs over HTTP: on one node or
// several, some of which are killed in the midst.
type morning struct {
	families, groups, places, nodes, kills int
	database, size, built                  string
	callers                                int

	folder string
	url    string
	began  time.Time // began is when the town's clock read start.
	start  time.Time
	plan   rush.Opening

	earlier int // earlier are the cards that the card house had charged before.

	mu     sync.Mutex
	town   []*node
	memory float64 // memory is the most that any node had.
}

// node is one process of the town.
type node struct {
	addr    string
	process *process
}

// readMorning reads the command line of a morning.
func readMorning(args []string) (*morning, error) {
	m := &morning{}
	f := flag.NewFlagSet("morning", flag.ContinueOnError)
	f.IntVar(&m.families, "families", 5000, "how many families come")
	f.IntVar(&m.groups, "groups", 20, "how many groups they want; every other one is paid by card")
	f.IntVar(&m.places, "places", 25, "the places of each group")
	f.IntVar(&m.nodes, "nodes", 1, "how many processes the town has; more than one on PostgreSQL only")
	f.IntVar(&m.kills, "kills", 0, "how often a process is killed in the midst, and started again")
	f.IntVar(&m.callers, "callers", 128, "how many families ask at once")
	f.StringVar(&m.database, "database", "sqlite", "sqlite or postgres")
	f.StringVar(&m.size, "size", "city", "the size of the demonstration")
	f.StringVar(&m.built, "built", "", "our program, built already; built from the sources when empty")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if m.nodes > 1 && m.database == "sqlite" {
		return nil, errors.New("several processes need -database postgres")
	}
	return m, nil
}

// run goes through the morning, and says what was measured.
func (m *morning) run(ctx context.Context) error {
	folder, err := os.MkdirTemp("", "sem-morning-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.Chmod(folder, 0o755); err != nil { // PostgreSQL runs as somebody else.
		return err
	}
	m.folder = filepath.Join(folder, "town")
	if m.built == "" {
		if m.built, err = build(folder); err != nil {
			return err
		}
	}
	if m.database == "postgres" {
		place := filepath.Join(folder, "postgres")
		if err := os.Mkdir(place, 0o700); err != nil {
			return err
		}
		server, err := startPostgres(place, 0)
		if err != nil {
			return err
		}
		defer server.stop()
		m.url = server.url
	}
	families, err := m.prepare(ctx)
	if err != nil {
		return err
	}
	defer m.close()
	for range m.nodes {
		if err := m.join(); err != nil {
			return err
		}
	}
	return m.rehearse(ctx, families)
}

// prepare builds the town, and writes the families and their groups into it while it is stopped.
func (m *morning) prepare(ctx context.Context) ([]rush.Family, error) {
	ahead := 40*time.Second + time.Duration(m.families)*10*time.Millisecond // It is what the families need to prepare.
	m.plan = rush.Opening{
		Families: m.families, Groups: m.groups, Places: m.places, Opens: time.Date(2026, time.December, 2, 14, 0, 0, 0, time.UTC), Price: 45_00,
	}
	m.start, m.began = m.plan.Opens.Add(-ahead), time.Now()
	if err := m.join(); err != nil {
		return nil, err
	}
	m.close()
	d, err := m.open(ctx)
	if err != nil {
		return nil, err
	}
	families, err := m.plan.Furnish(ctx, d, clock.At(m.start))
	if err := errors.Join(err, d.Close()); err != nil {
		return nil, err
	}
	m.earlier, err = charges(m.cards())
	m.began = time.Now()
	return families, err
}

func (m *morning) open(ctx context.Context) (*db.DB, error) {
	return db.Open(ctx, db.Settings{URL: m.url, File: filepath.Join(m.folder, "sem.db")})
}

// cards is the journal of the card house.
func (m *morning) cards() string { return filepath.Join(m.folder, "cartes.jsonl") }

// now is the time in the town.
func (m *morning) now() time.Time { return m.start.Add(time.Since(m.began)) }

// join starts one more process of the town, at an address of its own.
func (m *morning) join() error {
	addr, err := freeAddress()
	if err != nil {
		return err
	}
	n := &node{addr: addr}
	m.town = append(m.town, n)
	return m.wake(n)
}

// wake starts the process of a node.
func (m *morning) wake(n *node) error {
	p, err := start(nil, m.built, "demo", "--size", m.size, "--data", m.folder, "--database", m.url, "--addr", n.addr, "--admin-addr", "off", "--now", m.now().Format(time.RFC3339Nano), "--set", "log_level=error")
	if err != nil {
		return err
	}
	m.mu.Lock()
	n.process = p
	m.mu.Unlock()
	return until("the town", p, 10*time.Minute, answers(n.addr, "/readyz"))
}

// kill ends a node as a power cut would, and starts it again.
func (m *morning) kill(n *node) error {
	m.note(n)
	if err := n.process.kill(); err != nil {
		return err
	}
	return m.wake(n)
}

// note keeps how much memory a node had.
func (m *morning) note(n *node) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.memory = max(m.memory, n.process.memory())
}

// close stops every node in order.
func (m *morning) close() {
	for _, n := range m.town {
		m.note(n)
		n.process.stop()
		for line := range strings.Lines(n.process.log.String()) {
			if strings.Contains(line, `"level":"ERROR"`) {
				log.Printf("# a node wrote: %s", strings.TrimSpace(line))
			}
		}
	}
	m.town = nil
}

// rehearse has the families come, and looks into the registers afterwards.
func (m *morning) rehearse(ctx context.Context, families []rush.Family) error {
	through := &http.Transport{MaxIdleConnsPerHost: m.callers, MaxConnsPerHost: m.callers}
	all := &rush.Morning{Through: through, Families: families, Callers: m.callers, Twice: 10, Looks: 600, Patience: time.Minute}
	for _, n := range m.town {
		all.Sites = append(all.Sites, "http://"+n.addr)
	}
	began := time.Now()
	if err := all.Gather(ctx); err != nil {
		return err
	}
	prepared := time.Since(began)
	if wait := m.plan.Opens.Sub(m.now()); wait > 0 {
		log.Printf("# %d families are prepared after %v; the session opens in %v", m.families, prepared.Round(time.Second), wait.Round(time.Second))
		time.Sleep(wait)
	}
	clerk, err := all.Clerk(ctx, "agent@demo.sem", "demo-saint-eustache")
	if err != nil {
		return err
	}
	working, leave := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { clerk.Work(working, "trembl", "gagnon", "450 555", "rue", "Tremblay Marie") })
	all.Pass = m.pass(&beside)
	r, err := all.Open(ctx)
	leave()
	beside.Wait()
	if err != nil {
		return err
	}
	if err := settle(ctx, all, r); err != nil {
		return err
	}
	lost, err := all.Recheck(ctx, r)
	if err != nil {
		return err
	}
	m.close()
	return m.tell(ctx, all, r, clerk, prepared, len(lost))
}

// pass lets a second go by between two looks at the line, and kills a node now and then.
func (m *morning) pass(beside *sync.WaitGroup) func(context.Context) error {
	round, killed := 0, 0
	return func(ctx context.Context) error {
		if round++; round%4 == 0 && killed < m.kills {
			n := m.town[killed%len(m.town)]
			killed++
			beside.Go(func() {
				if err := m.kill(n); err != nil {
					log.Printf("# a node that was killed did not come back: %v", err)
				}
			})
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
			return nil
		}
	}
}

// settle waits until the town has asked after the payments that it was not told of.
func settle(ctx context.Context, all *rush.Morning, r *rush.Result) error {
	waiting, err := all.Settle(ctx, r)
	if waiting > 0 {
		log.Printf("# %d payments are awaited: the town asks after them within four minutes", waiting)
	}
	for began := time.Now(); err == nil && waiting > 0 && time.Since(began) < 6*time.Minute; time.Sleep(2 * time.Second) {
		waiting, err = all.Settle(ctx, r)
	}
	return err
}

// tell compares what was told with the registers, and prints the figures.
func (m *morning) tell(ctx context.Context, all *rush.Morning, r *rush.Result, clerk *rush.Clerk, prepared time.Duration, lost int) error {
	d, err := m.open(ctx)
	if err != nil {
		return err
	}
	defer d.Close()
	books, err := rush.OpenBooks(ctx, d, clock.At(m.now()))
	if err != nil {
		return err
	}
	wrong, err := all.Compare(ctx, r, books)
	if err != nil {
		return err
	}
	audit, err := payments.Verify(ctx, d)
	if err != nil {
		return err
	}
	charged, err := charges(m.cards())
	if err != nil {
		return err
	}
	paid, err := paidOrders(ctx, d)
	if err != nil {
		return err
	}
	for _, w := range append(append(wrong, r.Unlike...), audit.Wrong...) {
		log.Printf("# %s", w)
	}
	for why, n := range r.Reasons {
		log.Printf("# %d families: %s", n, why)
	}
	figures := append([]rush.Figure{{Name: "prepared", Value: float64(m.families) / prepared.Seconds(), Unit: "families/s"}}, r.Figures()...)
	figures = append(figures,
		rush.Figure{Name: "desk_p95", Value: float64(clerk.Took.Within(95).Microseconds()) / 1000, Unit: "ms"},
		rush.Figure{Name: "desk_failed", Value: float64(clerk.Failed), Unit: "searches"},
		rush.Figure{Name: "memory", Value: m.memory, Unit: "MB"},
		rush.Figure{Name: "wrong", Value: float64(len(wrong)), Unit: "families"},
		rush.Figure{Name: "lost", Value: float64(lost), Unit: "orders"},
		rush.Figure{Name: "charged_without_order", Value: float64(charged - m.earlier - paid), Unit: "payments"},
		rush.Figure{Name: "books_wrong", Value: float64(len(audit.Wrong)), Unit: "movements"},
	)
	name := fmt.Sprintf("morning.%s.nodes_%d.kills_%d", m.database, m.nodes, m.kills)
	for _, f := range figures {
		fmt.Printf("%s.%s %.4g %s\n", name, f.Name, f.Value, f.Unit)
	}
	return nil
}

// charges are the cards that the card house charged, less those it gave back.
func charges(journal string) (n int, err error) {
	text, err := os.ReadFile(journal)
	if errors.Is(err, os.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	for line := range bytes.Lines(text) {
		var l struct{ Charge, Refund *struct{} }
		if json.Unmarshal(line, &l) != nil {
			continue // It was cut off by a kill.
		}
		if l.Charge != nil {
			n++
		}
		if l.Refund != nil {
			n--
		}
	}
	return n, nil
}

// paidOrders are the confirmed orders of the rehearsal that cost something.
func paidOrders(ctx context.Context, d *db.DB) (n int, err error) {
	err = d.QueryRow(ctx, `
		SELECT COUNT(DISTINCT o.id)
		FROM   registration_order o JOIN registration_place p ON p.order_id = o.id
		WHERE  o.state = 'confirmed' AND p.state = 'confirmed' AND p.group_id LIKE 'ruee-%' AND o.total > 0`).Scan(&n)
	return n, err
}
