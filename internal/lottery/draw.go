package lottery

import (
	"context"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"time"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

// Draw draws a lottery whose choices are closed, once: a second time changes nothing. It is one
// transaction: after a crash either nothing is drawn or everything is. The families are told
// afterwards, by Tick.
func (s *Service) Draw(ctx context.Context, by session.Viewer, which ID, key forms.Key) error {
	if err := mayManage(by); err != nil {
		return err
	}
	l, err := s.Lottery(by, which)
	if err != nil {
		return err
	}
	if state := l.State(s.Clock.Now()); state == Draft || state == Coming || state == Open {
		return fault.New(fault.Conflict, "Les choix ne sont pas encore fermés. Le tirage se fait après.")
	}
	return s.draw(ctx, by, l, key)
}

func (s *Service) draw(ctx context.Context, by session.Viewer, l Lottery, key forms.Key) error {
	seed, err := s.seed(l)
	if err != nil || !l.DrawnAt.IsZero() {
		return err
	}
	known, err := s.everybody(ctx, l.ID)
	if err != nil {
		return err
	}
	err = s.Registration.Draw(ctx, by, func(d *registration.Drawing) error {
		tx, now := d.Tx(), s.Clock.Now()
		if earlier, err := forms.Claim(ctx, tx, key, string(l.ID), now); err != nil || earlier != "" {
			return err
		}
		mine, err := beginDraw(ctx, tx, l.ID, now)
		if err != nil || !mine {
			return err
		}
		return s.drawIn(ctx, d, by, l, seed, known)
	})
	if err != nil {
		return fmt.Errorf("draw lottery %s: %w", l.ID, err)
	}
	return s.Refresh(ctx)
}

// seed opens the seed that was committed to; another one is not drawn with.
func (s *Service) seed(l Lottery) ([]byte, error) {
	if !l.DrawnAt.IsZero() {
		return nil, nil
	}
	text, err := s.Key.Open(seedPlace(l.ID), l.sealed)
	if err != nil {
		return nil, fmt.Errorf("open the seed of lottery %s: %w", l.ID, err)
	}
	seed, err := hex.DecodeString(text)
	if err != nil || subtle.ConstantTimeCompare([]byte(opening.Commitment(seed)), []byte(l.Commitment)) != 1 {
		return nil, fmt.Errorf("the seed of lottery %s is not the one that was committed to", l.ID)
	}
	return seed, nil
}

// everybody are the people of the requests, read before the transaction: choices are closed.
func (s *Service) everybody(ctx context.Context, which ID) (map[people.ID]people.Person, error) {
	requests, err := requestsWhere(ctx, s.DB, "r.draw_id = $1", string(which))
	if err != nil {
		return nil, err
	}
	var who []people.ID
	for _, r := range requests {
		for _, c := range r.People {
			who = append(who, c.Person)
		}
	}
	return s.People.Persons(ctx, who)
}

// drawIn draws in a transaction that has just become the one of the draw.
func (s *Service) drawIn(ctx context.Context, d *registration.Drawing, by session.Viewer, l Lottery, seed []byte, known map[people.ID]people.Person) error {
	requests, err := requestsWhere(ctx, d.Tx(), "r.draw_id = $1", string(l.ID))
	if err != nil {
		return err
	}
	program := s.Leisure.Program()
	groups := l.Groups(program)
	stock, err := d.Stock(ctx, groups)
	if err != nil {
		return err
	}
	lots, order := ordered(seed, requests)
	results := Allot(order, bowlOf(program, groups, stock, known))
	l.DrawnAt, l.Seed = s.Clock.Now(), hex.EncodeToString(seed)
	l.PayBy = payBy(l)
	if err := s.grant(ctx, d, l, order, results, known); err != nil {
		return err
	}
	l.Report = reportOf(program, groups, stock, requests, results)
	if err := writeDraw(ctx, d.Tx(), l, lots, results); err != nil {
		return err
	}
	return s.record(ctx, d.Tx(), by, journal.Entry{Action: Held, Object: object(l.ID), Detail: fmt.Sprintf("%d tickets, %d places given", len(lots), l.Report.Given)})
}

// payBy is by when what is drawn is paid, to the minute.
func payBy(l Lottery) time.Time { return l.DrawnAt.Add(l.PayWithin).Truncate(time.Minute) }

// ordered draws the tickets, and puts the requests in the order of their ranks.
func ordered(seed []byte, requests []Request) ([]opening.Lot, []Request) {
	numbers, of := make([]string, len(requests)), map[string]Request{}
	for i, r := range requests {
		numbers[i], of[r.Number] = r.Number, r
	}
	lots, order := opening.Draw(seed, numbers), make([]Request, len(requests))
	for i, lot := range lots {
		order[i] = of[lot.Number]
	}
	return lots, order
}

// bowlOf is what there is to give. Whoever is not in the register any more is given nothing.
func bowlOf(p *leisure.Program, groups []*leisure.Group, stock registration.Stock, known map[people.ID]people.Person) Bowl {
	seats := map[leisure.GroupID]string{}
	for _, g := range groups {
		seats[g.ID] = g.SeatKey()
	}
	return Bowl{
		Free: stock.Free,
		Seat: func(g leisure.GroupID) (string, bool) { seat, ok := seats[g]; return seat, ok },
		Live: func(g leisure.GroupID, who people.ID) bool {
			_, there := known[who]
			return !there || stock.Live[g][who]
		},
		Clash: func(a, b leisure.GroupID) bool { return clash(p, a, b) },
	}
}

// clash tells whether a class of one group overlaps one of another.
func clash(p *leisure.Program, a, b leisure.GroupID) bool {
	for _, x := range p.Occurrences(a) {
		for _, y := range p.Occurrences(b) {
			if x.Held() && y.Held() && x.Day == y.Day && x.Start < y.End && y.Start < x.End {
				return true
			}
		}
	}
	return false
}

// grant writes what was drawn into the registers of registration. The lists stand in the order
// of the draw, a millionth of a second apart.
func (s *Service) grant(ctx context.Context, d *registration.Drawing, l Lottery, order []Request, results []Result, known map[people.ID]people.Person) error {
	rank, payer := map[RequestID]int{}, map[RequestID]people.ID{}
	for i, r := range order {
		rank[r.ID], payer[r.ID] = i, r.Owner
	}
	some := make([]registration.Granted, len(results))
	for i, r := range results {
		some[i] = registration.Granted{
			Group: r.Group, Person: known[r.Person], Payer: payer[r.Request], With: r.with,
			Since: l.DrawnAt.Add(time.Duration(rank[r.Request]) * time.Microsecond),
		}
		if !r.Waits {
			some[i].Until = l.PayBy
		}
	}
	places, err := d.Grant(ctx, some)
	for i := range places {
		results[i].Place = places[i]
	}
	return err
}

// reportOf are the figures of a draw.
func reportOf(p *leisure.Program, groups []*leisure.Group, stock registration.Stock, requests []Request, results []Result) Report {
	r := Report{Requests: len(requests), ByChoice: []int{}}
	rows := map[leisure.GroupID]*GroupReport{}
	counted := map[string]bool{}
	for _, g := range groups {
		one := GroupReport{Group: g.ID, Label: g.Label, Places: stock.Free[g.SeatKey()]}
		if a, ok := p.Activity(g.Activity); ok {
			one.Title = a.Title
		}
		r.Groups = append(r.Groups, one)
		if !counted[g.SeatKey()] {
			counted[g.SeatKey()] = true
			r.Places += stock.Free[g.SeatKey()]
		}
	}
	for i := range r.Groups {
		rows[r.Groups[i].Group] = &r.Groups[i]
	}
	for _, request := range requests {
		for _, c := range request.People {
			r.People++
			if c.Together {
				r.Linked++
			}
			for i, g := range c.Choices {
				if row := rows[g]; row != nil {
					row.Wished++
					if i == 0 {
						row.First++
					}
				}
			}
		}
	}
	r.count(results, rows)
	return r
}

// count adds what was given to the figures.
func (r *Report) count(results []Result, rows map[leisure.GroupID]*GroupReport) {
	with := map[people.ID]bool{}
	for _, one := range results {
		if one.Waits {
			rows[one.Group].Waiting++
			continue
		}
		rows[one.Group].Given++
		r.Given++
		with[one.Person] = true
		for len(r.ByChoice) < one.Choice {
			r.ByChoice = append(r.ByChoice, 0)
		}
		r.ByChoice[one.Choice-1]++
	}
	r.Without = r.People - len(with)
}

// Lots are the tickets of a lottery as they were drawn.
func (s *Service) Lots(ctx context.Context, which ID) ([]opening.Lot, error) {
	return lotsOf(ctx, s.DB, which)
}

// Figures are how many people chose each group, by the rank they gave it, and how many families
// asked; the staff sees them before the draw.
func (s *Service) Figures(ctx context.Context, by session.Viewer, which ID) (Report, error) {
	if err := mayManage(by); err != nil {
		return Report{}, err
	}
	l, err := s.Lottery(by, which)
	if err != nil || !l.DrawnAt.IsZero() {
		return l.Report, err
	}
	requests, err := requestsWhere(ctx, s.DB, "r.draw_id = $1", string(which))
	if err != nil {
		return Report{}, err
	}
	p, stock := s.Leisure.Program(), registration.Stock{Free: map[string]int{}}
	for _, g := range l.Groups(p) {
		stock.Free[g.SeatKey()] = s.Registration.Left(g.ID).Web
	}
	return reportOf(p, l.Groups(p), stock, requests, nil), nil
}
