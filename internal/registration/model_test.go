package registration

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"sem/internal/db"
	"sem/internal/dbtest"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
)

// model is what the room promises, said again in a few lines, without a database.
type model struct {
	now    time.Time
	groups map[leisure.GroupID]*leisure.Group
	first  time.Time
	places []*modelled
}

type modelled struct {
	id           PlaceID
	group        leisure.GroupID
	person       people.ID
	owner        people.ID
	state        State
	until, since time.Time
	rest         time.Time
	class        int
	party        PlaceID
	kept         bool
}

func (m *model) seat(p *modelled) string { return m.groups[p.group].SeatKey() }

func (m *model) at(seat string, states ...State) (some []*modelled) {
	for _, p := range m.places {
		if m.seat(p) == seat && slices.Contains(states, p.state) {
			some = append(some, p)
		}
	}
	return some
}

// free is how many places the web may give: none here is the counter's.
func (m *model) free(g *leisure.Group) int {
	return g.Places - g.Kept(m.now) - len(m.at(g.SeatKey(), Held, Confirmed, Offered))
}

func (m *model) settle(g *leisure.Group) {
	seat := g.SeatKey()
	for _, p := range m.at(seat, Held, Offered) {
		if !p.until.After(m.now) {
			p.state = Lapsed
		}
	}
	line := m.at(seat, Waiting)
	slices.SortStableFunc(line, func(a, b *modelled) int {
		return cmp.Or(cmp.Compare(a.class, b.class), a.since.Compare(b.since), cmp.Compare(a.party, b.party))
	})
	for len(line) > 0 {
		party := slices.DeleteFunc(slices.Clone(line), func(p *modelled) bool { return p.party != line[0].party })
		line = line[len(party):]
		if party[0].rest.After(m.now) || m.free(g) < len(party) {
			continue
		}
		for _, p := range party {
			p.state, p.until = Offered, deadlineOf(m.now, m.first)
		}
	}
}

// deadlineOf is a day, never beyond 12 hours before the first class, at least an hour.
func deadlineOf(now, first time.Time) time.Time {
	last := now.Add(24 * time.Hour)
	if now.Before(first) && first.Add(-12*time.Hour).Before(last) {
		last = first.Add(-12 * time.Hour)
	}
	if last.Before(now.Add(time.Hour)) {
		last = now.Add(time.Hour)
	}
	return last
}

// keep remembers the places as they are, for a deed that may be undone.
func (m *model) keep() (undo func()) {
	were := make([]modelled, len(m.places))
	for i, p := range m.places {
		were[i] = *p
	}
	return func() {
		for i := range were {
			*m.places[i] = were[i]
		}
	}
}

func (m *model) live(g leisure.GroupID, who people.ID) *modelled {
	for _, p := range m.places {
		if p.group == g && p.person == who && p.state.Live() {
			return p
		}
	}
	return nil
}

func (m *model) add(o Outcome, g *leisure.Group, who, owner people.ID) string {
	if old := m.live(g.ID, who); old != nil {
		if (old.state == Held || old.state == Offered) && !old.until.After(m.now) {
			m.settle(g)
			return m.add(o, g, who, owner)
		}
		return wanted(o, old.state, Already)
	}
	if len(m.at(g.SeatKey(), Waiting)) > 0 || m.free(g) < 1 {
		m.settle(g)
	}
	if m.free(g) < 1 {
		return wanted(o, "", Full)
	}
	m.places = append(m.places, &modelled{id: o.Place, group: g.ID, person: who, owner: owner, state: Held, until: m.now.Add(15 * time.Minute)})
	return wanted(o, Held, "")
}

func wanted(o Outcome, s State, r Refusal) string {
	if o.State != s || o.Refusal != r {
		return fmt.Sprintf("got %q %q, want %q %q", o.State, o.Refusal, s, r)
	}
	return ""
}

// game plays the same moves in a town and in its model.
type game struct {
	*town
	m      model
	chance *rand.Rand
	moves  []string
}

var players = []people.ID{"p00", "p01", "p02", "p03", "cousine", "zoé", "léo", "mia"}

func (g *game) owner(who people.ID) (session.Viewer, people.ID) {
	if slices.Contains([]people.ID{"zoé", "léo", "mia"}, who) {
		return marie, "marie"
	}
	return viewer(who), who
}

func TestPlacesMoveAsTheModelSays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		games, moves := 60, 80
		if d.Kind() == db.Postgres {
			games, moves = 6, 60
		}
		tw := newTown(t, d)
		for seed := range games {
			g := begin(tw, uint64(seed))
			for range moves {
				g.play()
				if t.Failed() {
					t.Fatalf("game %d:\n%v", seed, g.moves)
				}
			}
			g.clear()
		}
	})
}

// begin starts a game in an empty town.
func begin(tw *town, seed uint64) *game {
	tw.program.set(winter())
	for _, id := range []leisure.GroupID{"nage-1", "nage-2", "danse-1", "danse-2"} {
		tw.program.change(id, func(g *leisure.Group) { g.MinAge, g.MaxAge = 0, 0 })
	}
	tw.clock.Set(opening.AddDate(0, 0, 8))
	g := &game{town: tw, chance: rand.New(rand.NewPCG(seed, 7))}
	if seed%2 == 1 {
		tw.clock.Set(first.In(18 * 60).Add(-50 * time.Hour)) // Near the start deadlines are shorter.
	}
	g.m = model{now: tw.clock.Now(), first: first.In(18 * 60)}
	g.follow()
	return g
}

// follow has the model see the program as it is.
func (g *game) follow() {
	g.m.groups = map[leisure.GroupID]*leisure.Group{}
	for _, one := range g.program.program.GroupsOf("s") {
		g.m.groups[one.ID] = one
	}
}

// clear empties the town for the next game.
func (g *game) clear() {
	g.ok(g.DB.InTx(g.T.Context(), func(tx *db.Tx) error {
		if _, err := tx.Exec(g.T.Context(), "DELETE FROM registration_place"); err != nil {
			return err
		}
		if _, err := tx.Exec(g.T.Context(), "UPDATE registration_order SET state = 'lapsed'"); err != nil {
			return err
		}
		_, err := tx.Exec(g.T.Context(), "UPDATE registration_seats SET taken = 0, web = 0, held = 0, waiting = 0")
		return err
	}))
	g.memory.since = time.Time{}
	g.ok(g.Refresh(g.T.Context()))
}

func (g *game) group() *leisure.Group {
	ids := []leisure.GroupID{"nage-1", "nage-2", "danse-1", "danse-2"}
	return g.m.groups[ids[g.chance.IntN(len(ids))]]
}

func (g *game) said(format string, args ...any) {
	g.moves = append(g.moves, fmt.Sprintf(format, args...)+"\n")
}

// any is a place in one of some states.
func (g *game) any(states ...State) *modelled {
	var some []*modelled
	for _, p := range g.m.places {
		if slices.Contains(states, p.state) {
			some = append(some, p)
		}
	}
	if len(some) == 0 {
		return nil
	}
	return some[g.chance.IntN(len(some))]
}

func (g *game) play() {
	ctx := g.T.Context()
	switch g.chance.IntN(14) {
	case 0, 1, 2:
		g.playAdd()
	case 3, 4:
		g.playWait()
	case 5:
		g.playPay()
	case 6:
		g.playPlace([]State{Held}, func(p *modelled) ([]*modelled, State, error) {
			by, _ := g.owner(p.person)
			return []*modelled{p}, Withdrawn, g.Remove(ctx, by, p.id, forms.Key{})
		})
	case 7:
		g.playPlace([]State{Confirmed}, func(p *modelled) ([]*modelled, State, error) {
			_, err := g.Withdraw(ctx, lea, p.id, false, forms.Key{})
			return []*modelled{p}, Withdrawn, err
		})
	case 8:
		g.playPlace([]State{Waiting}, func(p *modelled) ([]*modelled, State, error) {
			return g.party(p), Withdrawn, g.LeaveList(ctx, lea, p.id, forms.Key{})
		})
	case 9:
		g.playOffer(g.Accept, Held)
	case 10:
		g.playOffer(g.Decline, Withdrawn)
	case 11:
		g.playOffer(g.KeepRank, Waiting)
	case 12:
		g.playTime()
	case 13:
		g.playCapacity()
	}
	g.compare()
}

func (g *game) playAdd() {
	who, group := players[g.chance.IntN(len(players))], g.group()
	by, owner := g.owner(who)
	o, err := g.Add(g.T.Context(), by, AddTo{Owner: owner, People: []people.ID{who}, Group: group.ID}, forms.Key{})
	g.ok(err)
	g.said("add %s to %s: %+v", who, group.ID, o[0])
	if wrong := g.m.add(o[0], group, who, owner); wrong != "" {
		g.Error(wrong)
	}
}

func (g *game) playWait() {
	group := g.group()
	party := []people.ID{players[g.chance.IntN(5)]}
	if g.chance.IntN(2) == 0 {
		party = [][]people.ID{{"zoé", "léo"}, {"léo", "mia"}, {"zoé", "léo", "mia"}}[g.chance.IntN(3)]
	}
	by, owner := g.owner(party[0])
	o, err := g.Wait(g.T.Context(), by, WaitFor{Owner: owner, People: party, Group: group.ID}, forms.Key{})
	g.said("wait %s for %s: %+v %v", party, group.ID, o, err)
	undo := g.m.keep()
	g.m.settle(group)
	if g.m.free(group) >= len(party) {
		if err == nil {
			g.Errorf("%s wait for %s, which has places", party, group.ID)
		}
		undo()
		return
	}
	g.ok(err)
	if slices.ContainsFunc(party, func(who people.ID) bool { return g.m.live(group.ID, who) != nil }) {
		if slices.ContainsFunc(o, func(one Outcome) bool { return one.State == Waiting && one.Refusal == "" }) {
			g.Errorf("a party joins the list in part: %+v", o)
		}
		return
	}
	class := 0
	if party[0] == "cousine" {
		class = 2
	}
	for i, who := range party {
		if wrong := wanted(o[i], Waiting, ""); wrong != "" {
			g.Error(wrong)
		}
		g.m.places = append(g.m.places, &modelled{id: o[i].Place, group: group.ID, person: who, owner: owner, state: Waiting, since: g.m.now, class: class, party: o[0].Place})
	}
}

// playPay pays a whole cart at the counter.
func (g *game) playPay() {
	p := g.any(Held)
	if p == nil {
		return
	}
	_, err := g.CheckOut(g.T.Context(), lea, p.owner, CheckOut{Channel: leisure.Counter, Tender: &payments.Tender{Method: payments.Deferred}}, forms.Key{})
	g.said("pay the cart of %s: %v", p.owner, err)
	paid := 0
	for _, one := range g.m.places {
		if one.owner == p.owner && one.state == Held && one.until.After(g.m.now) {
			one.state = Confirmed
			paid++
		}
	}
	if (err == nil) != (paid > 0) {
		g.Errorf("paying %d places: %v", paid, err)
	}
}

func (g *game) party(p *modelled) (party []*modelled) {
	for _, one := range g.m.places {
		if one.party == p.party && one.state == p.state {
			party = append(party, one)
		}
	}
	return party
}

// playPlace does something with a place that is never refused.
func (g *game) playPlace(in []State, deed func(*modelled) (moved []*modelled, to State, err error)) {
	p := g.any(in...)
	if p == nil {
		return
	}
	moved, to, err := deed(p)
	g.said("%s of %s in %s becomes %s: %v", p.state, p.person, p.group, to, err)
	g.ok(err)
	for _, one := range moved {
		one.state = to
	}
	g.m.settle(g.m.groups[p.group])
}

func (g *game) playOffer(deed offerDeed, to State) {
	p := g.any(Offered)
	if p == nil {
		return
	}
	by, _ := g.owner(p.person)
	err := deed(g.T.Context(), by, p.id, forms.Key{})
	g.said("offer to %s in %s becomes %s: %v", p.person, p.group, to, err)
	refused := !p.until.After(g.m.now) || to == Waiting && p.kept
	if refused != (err != nil) {
		g.Errorf("the answer to an offer: %v, want refused %v", err, refused)
	}
	if refused {
		return
	}
	for _, one := range g.party(p) {
		one.state = to
		if to == Waiting {
			one.kept, one.rest, one.until = true, one.until, time.Time{}
		}
	}
	g.m.settle(g.m.groups[p.group])
}

func (g *game) playTime() {
	steps := []time.Duration{time.Minute, 10 * time.Minute, time.Hour, 13 * time.Hour}
	g.clock.Advance(steps[g.chance.IntN(len(steps))])
	g.m.now = g.clock.Now()
	swept := g.chance.IntN(2) == 0
	g.said("it is %s, swept %v", g.m.now, swept)
	if !swept {
		return
	}
	g.ok(g.Sweep(g.T.Context()))
	for _, group := range g.m.groups {
		g.m.settle(group)
	}
}

func (g *game) playCapacity() {
	group := g.group()
	places := 1 + g.chance.IntN(4)
	for _, shared := range g.program.program.Sharing(group) {
		g.program.change(shared.ID, func(one *leisure.Group) { one.Places = max(places, one.Counter+1) })
	}
	g.follow()
	g.said("%s has %d places", group.ID, places)
}

// compare compares every place with the model, the seats with the places, and, where everything
// is settled, that nobody waits beside a free place.
func (g *game) compare() {
	places, err := placesWhere(g.T.Context(), g.DB, "p.id <> $1", "")
	g.ok(err)
	got := map[PlaceID]Place{}
	for _, p := range places {
		got[p.ID] = p
	}
	for _, p := range g.m.places {
		real, ok := got[p.id]
		if !ok || real.State != p.state || (p.state.TakesSeat() && p.state != Confirmed && !real.Until.Equal(p.until)) || real.Kept != p.kept {
			g.Errorf("%s in %s: %s until %s, kept %v; the model says %s until %s, kept %v", p.person, p.group, real.State, real.Until, real.Kept, p.state, p.until, p.kept)
		}
	}
	if len(places) != len(g.m.places) {
		g.Errorf("%d places, the model has %d", len(places), len(g.m.places))
	}
	taken := map[string]seats{}
	for _, p := range places {
		taken[p.seat] = taken[p.seat].plus(countOf(p.State, p.Channel))
	}
	for _, group := range g.m.groups {
		if n := g.memory.of(group.SeatKey()); n != taken[group.SeatKey()] {
			g.Errorf("seats of %s in memory: %+v, by the places %+v", group.ID, n, taken[group.SeatKey()])
		}
		n, err := g.counted(group.SeatKey())
		if err != nil || n != taken[group.SeatKey()] {
			g.Errorf("seats of %s: %+v, %v, by the places %+v", group.ID, n, err, taken[group.SeatKey()])
		}
	}
}
