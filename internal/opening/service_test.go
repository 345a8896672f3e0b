package opening

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/fault"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/session"
)

var (
	sonia  = session.Viewer{Account: "sonia", FullName: "Sonia Lemay", Role: session.Leisure}
	martin = session.Viewer{Account: "martin", FullName: "Martin Gagnon", Role: session.Agent}
)

// program is a session H2027 with a draw, of one group that opens at a moment.
type program struct {
	opens time.Time
	drawn bool
}

func (p *program) Program() *leisure.Program {
	return leisure.Assemble(leisure.Parts{
		Sessions:   []leisure.Session{{ID: "h", Code: "H2027", Name: i18n.Words{FR: "Hiver 2027"}, Published: true, Drawn: p.drawn, Windows: []leisure.Window{{Opens: p.opens}}}},
		Activities: []leisure.Activity{{ID: "a", Session: "h", Code: "NAT", Title: i18n.Words{FR: "Natation"}}},
		Groups:     []leisure.Group{{ID: "g", Activity: "a", Session: "h", Code: "NAT-1", Places: 12}},
	})
}

func (p *program) Left(g *leisure.Group) leisure.Left {
	return leisure.Left{Places: g.Places, Taken: 7}
}

// hall is a town whose winter session opens at nine, seen from its nodes.
type hall struct {
	*testing.T
	db      *db.DB
	clock   *clock.Still
	ids     id.Source
	program *program
	opens   time.Time
}

var nine = time.Date(2026, time.December, 2, 14, 0, 0, 0, time.UTC) // nine on the clocks of the town

func newHall(t *testing.T, d *db.DB) *hall {
	t.Helper()
	return &hall{T: t, db: d, clock: clock.At(nine.Add(-time.Hour)), ids: id.Random(), opens: nine, program: &program{opens: nine, drawn: true}}
}

// node is another process of the town, as it is when it has just started.
func (h *hall) node() *Service {
	h.Helper()
	s := &Service{DB: h.db, Clock: h.clock, IDs: h.ids, Leisure: h.program}
	h.ok(s.Tick(h.Context()))
	return s
}

func (h *hall) ok(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// event is the one event there is.
func (h *hall) event(s *Service) Event {
	h.Helper()
	events := s.Events()
	if len(events) != 1 {
		h.Fatalf("there are %d events, want 1", len(events))
	}
	return events[0]
}

func family(i int) session.Viewer {
	return session.Viewer{Account: fmt.Sprintf("compte-%03d", i), Person: fmt.Sprintf("personne-%03d", i)}
}

// come has families from..to-1 take their tickets at the nodes in turn.
func (h *hall) come(from, to int, nodes ...*Service) {
	h.Helper()
	for i := from; i < to; i++ {
		s := nodes[i%len(nodes)]
		_, err := s.Attend(h.Context(), family(i), h.event(s).ID)
		h.ok(err)
	}
}

// at sets the clock and has the nodes do what is due.
func (h *hall) at(when time.Time, nodes ...*Service) {
	h.Helper()
	h.clock.Set(when)
	for _, s := range nodes {
		h.ok(s.Tick(h.Context()))
	}
	for _, s := range nodes {
		h.ok(s.Refresh(h.Context()))
	}
}

func (h *hall) position(s *Service, who session.Viewer) Position {
	h.Helper()
	p, err := s.Position(h.Context(), who, h.event(s).ID)
	h.ok(err)
	return p
}

// ranks are those of families 0..n-1 as a node counts them.
func (h *hall) ranks(s *Service, n int) []int {
	h.Helper()
	ranks := make([]int, n)
	for i := range ranks {
		ranks[i] = h.position(s, family(i)).Rank
	}
	return ranks
}

func (h *hall) admitted(s *Service, who session.Viewer) bool {
	h.Helper()
	err := s.Admit(h.Context(), who, "h", h.clock.Now())
	var f *fault.Fault
	if err != nil && (!errors.As(err, &f) || f.Path != h.event(s).Path()) {
		h.Fatalf("Admit: %v, want a fault that leads to the room", err)
	}
	return err == nil
}

func wantAllRanks(t *testing.T, ranks []int) {
	t.Helper()
	for i, rank := range slices.Sorted(slices.Values(ranks)) {
		if rank != i+1 {
			t.Fatalf("ranks are %v, want each of 1 to %d once", ranks, len(ranks))
		}
	}
}

func TestThoseWhoArePresentAreDrawnTheSameOnEveryNodeAndAfterEveryCrash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		one, two := h.node(), h.node()
		h.at(nine.Add(-20*time.Minute), one, two)
		h.come(0, 30, one, two)
		crashed := h.node() // It starts in the middle of the gathering.
		h.come(30, 40, crashed)
		if p := h.position(one, family(0)); p.Standing != Present || p.Rank != 0 {
			t.Errorf("before the draw: %+v", p)
		}

		h.at(nine, two, one, crashed)
		ranks := h.ranks(one, 40)
		wantAllRanks(t, ranks)
		if slices.IsSorted(ranks) {
			t.Error("the ranks are those of the arrival")
		}
		for _, other := range []*Service{two, crashed, h.node()} {
			if got := h.ranks(other, 40); !slices.Equal(got, ranks) {
				t.Errorf("another node counts %v, want %v", got, ranks)
			}
		}

		h.clock.Advance(time.Second)
		h.come(40, 43, two)
		for i := 40; i < 43; i++ {
			if got := h.position(two, family(i)).Rank; got != i+1 {
				t.Errorf("who comes later as the %dth has rank %d", i+1, got)
			}
		}
		if e := h.event(h.node()); e.Present != 40 || e.Arrivals != 43 || e.Seed == "" {
			t.Errorf("the event: %+v", e)
		}
	})
}

func TestWhoeverArrivesWhileAnotherNodeDrawsHasOneRank(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		h.program.opens = nine
		one, two := h.node(), h.node()
		h.at(nine.Add(-time.Minute), one, two)
		id := h.event(one).ID
		const families = 120
		var wait sync.WaitGroup
		for i := range families {
			wait.Go(func() {
				if i == families/2 {
					h.clock.Set(nine)
				}
				node := []*Service{one, two}[i%2]
				if _, err := node.Attend(context.WithoutCancel(t.Context()), family(i), id); err != nil {
					t.Error(err)
				}
				if i%10 == 0 {
					if err := node.Tick(context.WithoutCancel(t.Context())); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		h.at(nine.Add(time.Second), one, two)
		ranks := h.ranks(one, families)
		wantAllRanks(t, ranks)
		for _, node := range []*Service{two, h.node()} {
			if got := h.ranks(node, families); !slices.Equal(got, ranks) {
				t.Errorf("another node counts %v, want %v", got, ranks)
			}
		}
	})
}

func TestAnAccountHasOneTicketHoweverOftenItAsks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		one, two := h.node(), h.node()
		h.at(nine.Add(-time.Minute), one, two)
		id := h.event(one).ID
		var wait sync.WaitGroup
		var mu sync.Mutex
		tickets := map[string]bool{}
		for i := range 40 {
			wait.Go(func() {
				p, err := []*Service{one, two}[i%2].Attend(context.WithoutCancel(t.Context()), family(1), id)
				mu.Lock()
				defer mu.Unlock()
				tickets[p.Number] = true
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if len(tickets) != 1 {
			t.Errorf("the account holds the tickets %v", slices.Collect(maps.Keys(tickets)))
		}
		h.ok(one.Refresh(t.Context()))
		if e := h.event(one); e.Arrivals != 1 {
			t.Errorf("%d arrivals were counted, want 1", e.Arrivals)
		}
	})
}

func TestTheLineMovesAtItsPaceAndLetsEachInOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		one, two := h.node(), h.node()
		h.at(nine.Add(-time.Minute), one, two)
		h.ok(one.SetPace(t.Context(), sonia, h.event(one).ID, Pace{Now: 2, Slowest: 2, Fastest: 2, Finish: 20 * time.Minute}))
		h.come(0, 10, one, two)
		h.at(nine, one, two)
		for second, want := range []int{0, 2, 4, 6, 8, 10, 10} {
			h.at(nine.Add(time.Duration(second)*time.Second), one, two)
			in := 0
			for i := range 10 {
				a, b := h.admitted(one, family(i)), h.admitted(two, family(i))
				if a != b {
					t.Errorf("after %d s family %d is let in by one node alone", second, i)
				}
				if a != (h.position(one, family(i)).Rank <= want) {
					t.Errorf("after %d s family %d of rank %d is let in: %v", second, i, h.position(one, family(i)).Rank, a)
				}
				if a {
					in++
				}
			}
			if in != want {
				t.Errorf("after %d s %d families are in, want %d", second, in, want)
			}
		}
	})
}

func TestARoomThatStoodStillDoesNotLetEverybodyInAtOnce(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	s := h.node()
	h.at(nine.Add(-time.Minute), s)
	h.ok(s.SetPace(t.Context(), sonia, h.event(s).ID, Pace{Now: 5, Slowest: 5, Fastest: 5, Finish: 20 * time.Minute}))
	h.come(0, 100, s)
	h.at(nine, s)
	killed := nine.Add(10 * time.Minute)
	h.clock.Set(killed)
	again := h.node() // Ten minutes after it was killed.
	if e := h.event(again); e.Front > 10 {
		t.Errorf("%d families were let in at once, want at most those of two seconds", e.Front)
	}
}

func TestNobodyPassesAPausedRoomAndEverybodyALiftedOne(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		s := h.node()
		h.at(nine.Add(-time.Minute), s)
		h.come(0, 20, s)
		id := h.event(s).ID
		h.ok(s.SetPace(t.Context(), sonia, id, Pace{Now: 100, Slowest: 5, Fastest: 200, Finish: 20 * time.Minute, Paused: true}))
		h.at(nine.Add(time.Minute), s)
		if p := h.position(s, family(3)); p.Standing != Waiting || p.Wait != 0 || h.admitted(s, family(3)) {
			t.Errorf("in a paused room: %+v", p)
		}
		if err := s.Lift(t.Context(), family(3), id); fault.KindOf(err) != fault.Forbidden {
			t.Errorf("a citizen lifts the room: %v", err)
		}
		h.ok(s.Lift(t.Context(), sonia, id))
		if !h.admitted(s, family(3)) || !h.admitted(s, family(90)) {
			t.Error("a lifted room keeps people out")
		}
		if e := h.event(s); e.Places != 12 || e.Taken != 7 {
			t.Errorf("the end kept %d of %d places, want 7 of 12", e.Taken, e.Places)
		}
	})
}

func TestTheCounterAndOtherSessionsPassByTheRoom(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	s := h.node()
	h.at(nine.Add(-time.Minute), s)
	if !h.admitted(s, family(1)) {
		t.Error("the room is shut before the opening, when only wishes are made")
	}
	h.at(nine.Add(time.Second), s)
	for _, tt := range []struct {
		name    string
		who     session.Viewer
		session leisure.SessionID
		want    bool
	}{
		{"an agent", martin, "h", true},
		{"a family without ticket", family(1), "h", false},
		{"a visitor", session.Viewer{}, "h", false},
		{"a family in another session", family(1), "p", true},
	} {
		if got := s.Admit(t.Context(), tt.who, tt.session, h.clock.Now()) == nil; got != tt.want {
			t.Errorf("%s passes: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestWhoUsedUpTheirTurnComesBackAtTheEndOfTheLine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		s := h.node()
		h.at(nine.Add(-time.Minute), s)
		id := h.event(s).ID
		h.come(0, 3, s)
		h.at(nine, s)
		h.at(nine.Add(time.Second), s)
		if !h.admitted(s, family(1)) {
			t.Fatal("the first families are not let in")
		}
		h.ok(s.Tick(t.Context()))
		h.ok(s.SetPace(t.Context(), sonia, id, Pace{Now: 5, Slowest: 5, Fastest: 5, Finish: 20 * time.Minute, Paused: true}))
		h.clock.Advance(time.Minute)
		h.come(3, 30, s) // They wait behind.
		if !h.admitted(s, family(1)) {
			t.Error("a turn ended while it was used")
		}

		h.clock.Advance(20 * time.Minute)
		again := h.node() // It has read the turn from the registers.
		for _, node := range []*Service{s, again} {
			if p := h.position(node, family(1)); p.Standing != Late || h.admitted(node, family(1)) {
				t.Errorf("a turn used up: %+v", p)
			}
		}
		if !h.admitted(s, family(2)) {
			t.Error("a turn that nobody used is over")
		}
		p, err := s.Attend(t.Context(), family(1), id)
		if err != nil || p.Rank != 31 || p.Standing != Waiting {
			t.Errorf("who comes back: %+v, %v, want rank 31", p, err)
		}
		h.ok(again.Refresh(t.Context()))
		if got := h.position(again, family(1)).Rank; got != 31 {
			t.Errorf("another node says rank %d, want 31", got)
		}
		lots, err := s.Lots(t.Context(), id)
		if err != nil || len(lots) != 3 {
			t.Errorf("the draw lists %d tickets, %v, want the 3 that were drawn", len(lots), err)
		}
	})
}

func TestATurnBeginsAgainWhileNobodyWaits(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	s := h.node()
	h.at(nine.Add(-time.Minute), s)
	h.come(0, 1, s)
	h.at(nine.Add(time.Second), s)
	for _, later := range []time.Duration{0, time.Hour, time.Hour} {
		h.clock.Advance(later)
		if !h.admitted(s, family(0)) {
			t.Errorf("after %v nobody waits, and the only family is kept out", later)
		}
	}
}

func TestForgedAlteredOldAndTransferredSlipsAreRefused(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	s := h.node()
	h.at(nine.Add(-time.Minute), s)
	h.come(0, 2, s)
	p := h.position(s, family(0))
	slip := s.Slip(p, "session de marie")
	seal := slip[strings.LastIndexByte(slip, '.'):]
	other := s.Slip(h.position(s, family(1)), "session de luc")
	for _, tt := range []struct {
		name, slip, session string
		age                 time.Duration
		want                bool
	}{
		{"her own", slip, "session de marie", time.Minute, true},
		{"handed to another session", slip, "session de luc", time.Minute, false},
		{"shown without a session", slip, "", time.Minute, false},
		{"with another's arrival", strings.Replace(slip, "1.", "2.", 1), "session de marie", time.Minute, false},
		{"with another's seal", strings.TrimSuffix(slip, seal) + other[strings.LastIndexByte(other, '.'):], "session de marie", time.Minute, false},
		{"a seal made up", "1.1.00000000000000000000000000000000", "session de marie", time.Minute, false},
		{"empty", "", "session de marie", time.Minute, false},
		{"a word", "billet", "session de marie", time.Minute, false},
		{"replayed later", slip, "session de marie", slipLasts + time.Second, false},
		{"from the future", slip, "session de marie", -time.Hour, false},
	} {
		h.clock.Set(nine.Add(-time.Minute).Add(tt.age))
		got, err := s.Shown(p.Event.ID, tt.slip, tt.session)
		if (err == nil) != tt.want {
			t.Errorf("%s: %v, want accepted %v", tt.name, err, tt.want)
		}
		if tt.want && got.Number != p.Number {
			t.Errorf("%s shows the ticket %s, want %s", tt.name, got.Number, p.Number)
		}
	}
	if _, err := s.Shown("another event", slip, "session de marie"); err == nil {
		t.Error("a slip of one event serves in another")
	}
}

func TestASeedThatWasChangedIsNotDrawnWith(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		s := h.node()
		h.at(nine.Add(-time.Minute), s)
		h.come(0, 5, s)
		h.ok(d.InTx(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), `UPDATE opening_event SET seed = $1`, strings.Repeat("ab", seedSize))
			return err
		}))
		changed := &Service{DB: d, Clock: h.clock, IDs: h.ids, Leisure: h.program}
		h.ok(changed.Refresh(t.Context()))
		h.clock.Set(nine)
		if err := changed.Tick(t.Context()); err == nil || h.event(changed).Drawn() {
			t.Errorf("drawn with a seed that nobody committed to: %v", err)
		}
	})
}

func TestTheSeedIsShownOnceItIsDrawnWith(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	s := h.node()
	promised := h.event(s).Commitment
	if e := h.event(s); e.Seed != "" || len(promised) != 64 {
		t.Errorf("before the draw: seed %q, commitment %q", e.Seed, promised)
	}
	if _, err := s.Lots(t.Context(), h.event(s).ID); fault.KindOf(err) != fault.NotFound {
		t.Errorf("the draw is listed before it is made: %v", err)
	}
	h.at(nine.Add(-time.Minute), s)
	h.come(0, 5, s)
	h.at(nine, s)
	e := h.event(s)
	seed, err := Seed(e.Seed)
	if err != nil || Commitment(seed) != promised || e.Commitment != promised {
		t.Errorf("after the draw: %+v, %v, want the commitment %s", e, err, promised)
	}
}

func TestEventsFollowTheProgramUntilSomebodyCame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		one := h.node()
		two := h.node()
		first := h.event(one)
		if got := h.event(two); got.ID != first.ID || !got.Opens.Equal(nine) || !got.Gathers.Equal(nine.Add(-GathersBefore)) {
			t.Errorf("two nodes know %v and %v", first, got)
		}

		h.program.opens = nine.Add(24 * time.Hour)
		h.at(h.clock.Now().Add(prepareEach), one)
		if e := h.event(one); e.ID == first.ID || !e.Opens.Equal(nine.Add(24*time.Hour)) {
			t.Errorf("after the opening moved: %+v", e)
		}

		h.at(nine.Add(24*time.Hour-10*time.Minute), one)
		h.come(0, 1, one)
		h.program.opens = nine.Add(48 * time.Hour)
		h.at(h.clock.Now().Add(prepareEach), one)
		if n := len(one.Events()); n != 2 {
			t.Errorf("there are %d events, want the one people came to and the new one", n)
		}

		h.program.drawn = false
		h.at(h.clock.Now().Add(prepareEach), one)
		if n := len(one.Events()); n != 1 {
			t.Errorf("a session without draw leaves %d events, want the one people came to", n)
		}
	})
}

// The clocks go back on 1 November and forward on 14 March: nine o'clock stays nine o'clock,
// and half an hour half an hour.
func TestTheRoomKeepsItsHoursWhenTheClocksChange(t *testing.T) {
	for _, day := range []time.Time{
		time.Date(2026, time.November, 1, 9, 0, 0, 0, clock.Montreal),
		time.Date(2027, time.March, 14, 9, 0, 0, 0, clock.Montreal),
		time.Date(2026, time.November, 1, 1, 30, 0, 0, clock.Montreal), // It comes twice: the first one.
	} {
		h := newHall(t, dbtest.SQLite(t))
		h.program.opens = day.UTC()
		h.clock.Set(day.UTC().Add(-12 * time.Hour))
		s := h.node()
		e := h.event(s)
		if !e.Opens.Equal(day) || e.Opens.Sub(e.Gathers) != GathersBefore {
			t.Errorf("the room of %v gathers at %v and opens at %v", day, e.Gathers, e.Opens)
		}
		h.at(e.Gathers.Add(-time.Second), s)
		if _, err := s.Attend(t.Context(), family(1), e.ID); fault.KindOf(err) != fault.Conflict {
			t.Errorf("%v: a ticket before the room opens: %v", day, err)
		}
		h.at(e.Gathers, s)
		h.come(0, 3, s)
		h.at(e.Opens.Add(time.Second), s)
		wantAllRanks(t, h.ranks(s, 3))
	}
}

func TestAClockSetBackLeavesTheDrawAsItIs(t *testing.T) {
	h := newHall(t, dbtest.SQLite(t))
	s := h.node()
	h.at(nine.Add(-time.Minute), s)
	h.come(0, 20, s)
	h.at(nine, s)
	ranks := h.ranks(s, 20)
	h.at(nine.Add(-30*time.Minute), s)
	h.at(nine.Add(time.Minute), s)
	if got := h.ranks(s, 20); !slices.Equal(got, ranks) {
		t.Errorf("ranks became %v, want %v", got, ranks)
	}
}

func TestThePaceFollowsWhatIsFelt(t *testing.T) {
	p := Pace{Now: 100, Slowest: 20, Fastest: 150}
	for _, tt := range []struct {
		name string
		felt measure
		want float64
	}{
		{"nobody registers", measure{}, 100},
		{"too few to tell", measure{count: 2, p95: time.Second}, 100},
		{"at ease", measure{count: 50, p95: 20 * time.Millisecond}, 125},
		{"just right", measure{count: 50, p95: 200 * time.Millisecond}, 100},
		{"slow", measure{count: 50, p95: time.Second}, 70},
	} {
		if got := p.after(tt.felt).Now; got < tt.want-0.01 || got > tt.want+0.01 {
			t.Errorf("%s: %v a second, want %v", tt.name, got, tt.want)
		}
	}
	for range 20 {
		p = p.after(measure{count: 50, p95: time.Second})
	}
	if p.Now != 20 {
		t.Errorf("the slowest pace is %v, want 20", p.Now)
	}
	for range 20 {
		p = p.after(measure{count: 50, p95: time.Millisecond})
	}
	if p.Now != 150 {
		t.Errorf("the fastest pace is %v, want 150", p.Now)
	}
}

func TestTheReportCountsWithoutNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := newHall(t, d)
		s := h.node()
		h.at(nine.Add(-10*time.Minute), s)
		id := h.event(s).ID
		h.ok(s.SetPace(t.Context(), sonia, id, Pace{Now: 1, Slowest: 1, Fastest: 1, Finish: 20 * time.Minute}))
		h.come(0, 10, s)
		h.at(nine, s)
		for second := 1; second <= 20; second++ {
			h.at(nine.Add(time.Duration(second)*time.Second), s)
		}
		h.clock.Set(nine.Add(2 * time.Minute))
		h.come(10, 12, s)
		h.at(nine.Add(2*time.Minute+3*time.Second), s)
		r, err := s.Report(t.Context(), id)
		h.ok(err)
		if r.Drawn != 10 || r.Later != 2 || r.Entered != 12 || r.Places != 12 || r.Taken != 7 {
			t.Errorf("the report: %+v", r)
		}
		if r.Typical < 3*time.Second || r.Typical > 7*time.Second || r.Longest < 9*time.Second || r.Longest > 12*time.Second {
			t.Errorf("waits %v and %v, want about 5 s and 10 s", r.Typical, r.Longest)
		}
		if len(r.Minutes) != 3 || r.Minutes[0].Arrived != 10 || r.Minutes[1].Entered != 10 {
			t.Errorf("the minutes: %+v", r.Minutes)
		}

		h.clock.Advance(keptFor + time.Hour)
		h.ok(s.Tick(t.Context()))
		h.ok(s.Forget(t.Context()))
		after, err := h.node().Report(t.Context(), id)
		if err != nil || after.Drawn != 10 || after.Entered != 12 || after.Typical != r.Typical {
			t.Errorf("the report once accounts are forgotten: %+v, %v", after, err)
		}
	})
}
