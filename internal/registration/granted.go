package registration

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// Lotteries knows which groups are given by a draw.
type Lotteries interface {
	// Reserved tells whether nobody may register directly in a group at a moment, because its
	// places are drawn, or were drawn and those drawn have not all answered yet.
	Reserved(g *leisure.Group, a *leisure.Activity, at time.Time) bool
}

// reserved tells whether the places of a group are a draw's to give.
func (s *Service) reserved(p *leisure.Program, g *leisure.Group) bool {
	a, ok := p.Activity(g.Activity)
	if !ok {
		return false
	}
	if s.Lotteries == nil {
		return a.Lottery
	}
	return s.Lotteries.Reserved(g, a, s.Clock.Now())
}

// direct refuses a group whose places are a draw's to give.
func (s *Service) direct(g *leisure.Group) error {
	if s.reserved(s.Leisure.Program(), g) {
		return fault.New(fault.Conflict, "Les places de ce groupe sont tirées au sort. Inscrivez vos choix au tirage.")
	}
	return nil
}

// MayRegister refuses whoever may not register these people for an owner, as Add does.
func (s *Service) MayRegister(ctx context.Context, by session.Viewer, owner people.ID, who ...people.ID) error {
	return s.mayRegister(ctx, by, owner, who...)
}

// Wishable is what the rules say of somebody in a group whose places are drawn. Its window is
// the draw's matter, and its places are what is drawn.
func (s *Service) Wishable(ctx context.Context, g *leisure.Group, who people.Person) (leisure.Findings, error) {
	all, err := s.check(ctx, s.DB, s.Leisure.Program(), g, who, leisure.Web, enough(g))
	return slices.DeleteFunc(all, func(f leisure.Finding) bool { return f.Rule == leisure.RuleWindow }), err
}

// Granted is what a draw gives to one person: a place offered, or a rank on the list.
type Granted struct {
	Group  leisure.GroupID
	Person people.Person
	Payer  people.ID
	With   string    // With is the same for siblings who take places of one group together or not at all.
	Until  time.Time // Until is by when an offered place is taken and paid; zero puts the person on the list.
	Since  time.Time // Since orders the list.
}

// Draw runs a draw in a transaction of its own, in the way of those who take many seats at once.
func (s *Service) Draw(ctx context.Context, by session.Viewer, do func(*Drawing) error) error {
	defer s.pass(true)()
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return do(&Drawing{turn: s.begin(tx, by)}) })
}

// drawnClass stands behind everybody on a list, so that ranks count those who wait and not those
// who were drawn.
const drawnClass = 3

// Drawn tells that a draw gave the place to its person at once, without their waiting for it.
func (p Place) Drawn() bool { return p.class == drawnClass }

// Drawing is a draw under way.
type Drawing struct{ turn *turn }

// Tx is the transaction of the draw.
func (d *Drawing) Tx() *db.Tx { return d.turn.tx }

// Stock is what a draw may give: how many places each seat key has free for the web, and who has
// a live place already. The seats stay as they are until the draw ends.
type Stock struct {
	Free map[string]int
	Live map[leisure.GroupID]map[people.ID]bool
}

// Stock settles the seats of groups and reads what is free.
func (d *Drawing) Stock(ctx context.Context, groups []*leisure.Group) (Stock, error) {
	t, r := d.turn, Stock{Free: map[string]int{}, Live: map[leisure.GroupID]map[people.ID]bool{}}
	groups = slices.SortedFunc(slices.Values(groups), func(a, b *leisure.Group) int { return strings.Compare(a.SeatKey(), b.SeatKey()) })
	for _, g := range groups { // In one order, so that two draws never wait for each other in a circle.
		if _, ok := r.Free[g.SeatKey()]; !ok {
			if err := t.settle(ctx, g.SeatKey()); err != nil {
				return r, err
			}
			n, err := t.seatsOf(ctx, g.SeatKey())
			if err != nil {
				return r, err
			}
			r.Free[g.SeatKey()] = n.free(g, leisure.Web, t.now)
		}
		live, err := livePlaces(ctx, t.tx, g.ID)
		if err != nil {
			return r, err
		}
		r.Live[g.ID] = map[people.ID]bool{}
		for _, p := range live {
			r.Live[g.ID][p.Person] = true
		}
	}
	return r, nil
}

// Grant writes what was drawn, and gives the place of each in the same order. The list of a draw
// follows its order alone: class does not count.
func (d *Drawing) Grant(ctx context.Context, some []Granted) ([]PlaceID, error) {
	t, ids, counts := d.turn, make([]PlaceID, len(some)), map[string]seats{}
	places := make([]Place, len(some))
	for i, one := range some {
		g, ok := t.program.Group(one.Group)
		if !ok {
			return nil, fmt.Errorf("grant a place in the group %s, which is not there", one.Group)
		}
		p := t.place(g, one.Person, one.Payer, leisure.Web, nil)
		p.State, p.class, p.Since, p.With, p.Until = Waiting, 0, one.Since, one.With, one.Until
		if p.With == "" {
			p.With = string(p.ID)
		}
		if !one.Until.IsZero() {
			p.State, p.class, p.Kept, p.Since = Offered, drawnClass, true, time.Time{} // There is no rank to keep: the draw is held once.
		}
		counts[p.seat] = counts[p.seat].plus(countOf(p.State, p.Channel))
		places[i], ids[i] = p, p.ID
	}
	if err := d.seat(ctx, counts, places); err != nil {
		return nil, err
	}
	_, err := t.tx.Bulk(ctx, "registration_place", columns, func(yield func([]any) bool) {
		for _, p := range places {
			if !yield(row(p)) {
				return
			}
		}
	})
	return ids, err
}

// seat takes the seats of what is granted, a conditional UPDATE for each seat key: a draw that
// counted wrong fails as a whole.
func (d *Drawing) seat(ctx context.Context, counts map[string]seats, places []Place) error {
	of := map[string]leisure.GroupID{}
	for _, p := range places {
		of[p.seat] = p.Group
	}
	for _, seat := range slices.Sorted(func(yield func(string) bool) {
		for seat := range counts {
			if !yield(seat) {
				return
			}
		}
	}) {
		g, _ := d.turn.program.Group(of[seat])
		ok, err := d.turn.takeIf(ctx, g, counts[seat], true)
		if err != nil {
			return err
		}
		if !ok {
			return fmt.Errorf("grant %d places of %s: %w", counts[seat].taken, seat, errFull)
		}
	}
	return nil
}

// Served is somebody who still waits in some groups although they are registered in others.
type Served struct {
	Person  people.ID
	Have    int       // Have is how many of the groups they are registered in.
	Waiting []PlaceID // Waiting are their places on lists, and offers they have not answered.
}

// Served are those who are registered in one of some groups and wait for another of them.
func (s *Service) Served(ctx context.Context, groups []leisure.GroupID) ([]Served, error) {
	if len(groups) == 0 {
		return nil, nil
	}
	n, values := len(groups), texts(append(slices.Clone(groups), groups...))
	found, err := placesWhere(ctx, s.DB, `p.group_id IN (`+db.Marks(n, 1)+`) AND p.state IN ('confirmed', 'waiting', 'offered')
		AND    EXISTS (
		       SELECT o.id
		       FROM   registration_place o
		       WHERE  o.person_id = p.person_id AND o.state = 'confirmed' AND o.group_id IN (`+db.Marks(n, n+1)+`))
		ORDER BY p.person_id, p.id`, values...)
	if err != nil {
		return nil, err
	}
	var all []Served
	for _, p := range found {
		if n := len(all); n == 0 || all[n-1].Person != p.Person {
			all = append(all, Served{Person: p.Person})
		}
		one := &all[len(all)-1]
		if p.State == Confirmed {
			one.Have++
			continue
		}
		one.Waiting = append(one.Waiting, p.ID)
	}
	return slices.DeleteFunc(all, func(one Served) bool { return len(one.Waiting) == 0 }), nil
}

// Release takes places off the lists, and gives back offers, of somebody who has what they
// asked for; the next in line come. What has changed meanwhile stays.
func (s *Service) Release(ctx context.Context, some []PlaceID) error {
	for _, which := range some {
		err := s.do(ctx, func(t *turn) error {
			p, err := placeByID(ctx, t.tx, which)
			if err != nil {
				return err
			}
			if err := t.lock(ctx, p.seat); err != nil {
				return err
			}
			p, err = placeByID(ctx, t.tx, which)
			if err != nil || p.State != Waiting && p.State != Offered {
				return err
			}
			if err := t.end(ctx, &p, Withdrawn, EndedServed); err != nil {
				return err
			}
			return t.settle(ctx, p.seat)
		})
		if err != nil {
			return fmt.Errorf("release place %s: %w", which, err)
		}
	}
	return nil
}

// EndedServed is why a place on a list ended whose person has what they asked of a draw.
const EndedServed = "served"
