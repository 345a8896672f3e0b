package demo

import (
	"cmp"
	"context"
	"fmt"
	"hash/fnv"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/demo/program"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/leisure"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/registration"
)

// courses register the town for its leisure: the session under way is well filled, and what is
// open already of the next one fills up. Marie Tremblay’s family has registrations, a place on a
// list, one in the cart and others prepared for the opening; the children’s father prepares his.
func (b *builder) courses(ctx context.Context) error {
	if b.Leisure == nil || b.Registration == nil || b.Payments == nil {
		return nil
	}
	if err := b.Leisure.Refresh(ctx); err != nil {
		return err
	}
	e := enrolment{builder: b, program: b.Leisure.Program(), payer: map[people.ID]people.ID{}, taken: map[string]bool{}, busy: map[people.ID]int{}}
	if err := e.meet(ctx); err != nil {
		return err
	}
	current, next := program.Seasons(b.Now)
	e.family(current.Code, next.Code)
	if err := e.fillList(ctx, next.Code); err != nil {
		return err
	}
	for _, code := range []string{current.Code, next.Code} {
		if err := e.fill(ctx, code); err != nil {
			return err
		}
	}
	return e.write(ctx)
}

// mostFolk bounds how many of the town are looked at, and mostCourses how many each goes to.
const (
	mostFolk    = 3000
	mostCourses = 3
)

// enrolment gathers the registrations of the town.
type enrolment struct {
	*builder
	program *leisure.Program
	folk    []people.Person
	payer   map[people.ID]people.ID // payer is who pays for a child.
	taken   map[string]bool         // taken are the people of each group.
	busy    map[people.ID]int
	places  []registration.Place
	filled  map[leisure.GroupID]int
	nearly  bool // nearly lets children in who are two years off the age.
}

// meet reads some of the town.
func (e *enrolment) meet(ctx context.Context) error {
	e.filled = map[leisure.GroupID]int{}
	var since time.Time
	var after people.ID
	for len(e.folk) < mostFolk {
		some, err := e.People.Changed(ctx, since, after, 500)
		if err != nil {
			return err
		}
		if len(some) == 0 {
			break
		}
		e.folk = append(e.folk, some...)
		since, after = some[len(some)-1].UpdatedAt, some[len(some)-1].ID
	}
	cast := map[people.ID]bool{}
	for _, p := range e.cast.people() {
		cast[p.ID] = true
	}
	e.folk = slices.DeleteFunc(e.folk, func(p people.Person) bool { return cast[p.ID] || p.BirthDate == "" })
	return nil
}

// family is what the documents tell of Marie’s.
func (e *enrolment) family(current, next string) {
	k := e.cast
	confirmed := func(session, group string, who, payer people.Person) {
		if p := e.place(session, group, who, payer.ID); p != nil {
			e.confirm(p, e.opened(p).Add(2*time.Hour))
		}
	}
	e.camp(current)
	e.camp(next)
	confirmed(current, program.GuitarForTen, k.zoe, k.marie)
	confirmed(current, program.MusicForSix, k.leo, k.marie)
	confirmed(current, program.PotteryForAdults, k.marie, k.marie)
	confirmed(current, program.BadmintonFamily, k.zoe, k.patrick)
	confirmed(next, program.SwimmingForSix, k.leo, k.marie)
	if p := e.place(current, program.SwimmingBefore, k.zoe, k.marie.ID); p != nil {
		p.Passed = true // The next level, for which she waits, wants it.
		e.confirm(p, e.opened(p).Add(2*time.Hour))
	}
	if p := e.place(next, program.SwimmingForTen, k.zoe, k.marie.ID); p != nil {
		p.State, p.Since = registration.Waiting, e.opened(p).Add(26*time.Hour)
		e.keep(p, p.Since)
	}
	if p := e.place(next, program.AquaformForSenior, k.gerard, k.marie.ID); p != nil {
		p.State, p.Until = registration.Held, e.Now.Add(15*time.Minute)
		e.keep(p, e.Now)
	}
	for _, w := range []struct {
		group      string
		who, payer people.Person
	}{{program.DanceForTen, k.zoe, k.marie}, {program.HockeyForSix, k.leo, k.marie}, {program.BadmintonFamily, k.zoe, k.patrick}} {
		if p := e.place(next, w.group, w.who, w.payer.ID); p != nil {
			p.State, p.Price = registration.Wished, nil
			e.keep(p, e.Now.Add(-20*time.Hour))
		}
	}
}

// place is a place of somebody in a group, nil when the session has no such group.
func (e *enrolment) place(session, group string, who people.Person, payer people.ID) *registration.Place {
	s, ok := e.program.SessionByCode(session)
	if !ok {
		return nil
	}
	g, ok := e.program.GroupByCode(s.ID, group)
	if !ok {
		return nil
	}
	return e.placeIn(g, who, payer)
}

func (e *enrolment) placeIn(g *leisure.Group, who people.Person, payer people.ID) *registration.Place {
	audience := leisure.AudienceOf(who, e.Now)
	price, err := registration.PriceOf(e.program, g, audience, nil, civil.DayOf(e.Now))
	if err != nil {
		return nil
	}
	return &registration.Place{ID: registration.PlaceID(e.IDs.New()), Group: g.ID, Session: g.Session, Person: who.ID, Payer: payer, Channel: leisure.Web, Audience: audience, Price: price}
}

// opened is when the group of a place opened to residents.
func (e *enrolment) opened(p *registration.Place) time.Time {
	g, _ := e.program.Group(p.Group)
	if o := e.program.Window(g, leisure.Resident, leisure.Web, e.Now); !o.Opens.IsZero() && o.Opens.Before(e.Now) {
		return o.Opens
	}
	return e.Now.Add(-24 * time.Hour)
}

func (e *enrolment) confirm(p *registration.Place, at time.Time) {
	if at.After(e.Now) {
		at = e.Now.Add(-time.Hour)
	}
	p.State, p.ConfirmedAt, p.Paid = registration.Confirmed, at, p.Total()
	e.keep(p, at)
}

func (e *enrolment) keep(p *registration.Place, at time.Time) {
	p.AddedAt = at
	e.taken[string(p.Group)+string(p.Person)] = true
	e.busy[p.Person]++
	if p.State.TakesSeat() {
		g, _ := e.program.Group(p.Group)
		for _, shared := range e.program.Sharing(g) {
			e.filled[shared.ID]++
		}
	}
	e.places = append(e.places, *p)
}

// fillList fills the group on whose list Zoé is, with somebody before her.
func (e *enrolment) fillList(ctx context.Context, code string) error {
	s, _ := e.program.SessionByCode(code)
	g, ok := e.program.GroupByCode(s.ID, program.SwimmingForTen)
	if !ok {
		return nil
	}
	opened := e.program.Window(g, leisure.Resident, leisure.Web, e.Now).Opens
	e.nearly = true // In a small town few children are just the age.
	defer func() { e.nearly = false }()
	return e.fillGroup(ctx, g, opened, g.Places-g.Kept(e.Now), 1, 1)
}

// fill has the town register for what of a session is or was open.
func (e *enrolment) fill(ctx context.Context, code string) error {
	s, ok := e.program.SessionByCode(code)
	if !ok {
		return nil
	}
	offset := 0
	for _, g := range e.program.GroupsOf(s.ID) {
		opens := e.program.Window(g, leisure.Resident, leisure.Web, e.Now)
		a, _ := e.program.Activity(g.Activity)
		if a.Free || opens.Never() || opens.Opens.After(e.Now) || g.Code == program.SwimmingForTen {
			continue
		}
		offset += 37
		if err := e.fillGroup(ctx, g, opens.Opens, e.wanted(g), 0, offset); err != nil {
			return err
		}
	}
	return nil
}

// wanted is how many a group has: some are full, some nearly, most are not.
func (e *enrolment) wanted(g *leisure.Group) int {
	h := fnv.New32a()
	h.Write([]byte(g.Code))
	switch h.Sum32() % 6 {
	case 0, 1:
		return g.Places - g.Counter
	case 2:
		return g.Places - g.Counter - 2
	}
	return g.Places * int(30+h.Sum32()%50) / 100
}

// fillGroup has people register for a group until it has as many as wanted, then wait on its list.
func (e *enrolment) fillGroup(ctx context.Context, g *leisure.Group, opened time.Time, want, waits, offset int) error {
	for i := range e.folk {
		full := e.filled[g.ID] >= want
		if full && waits == 0 {
			return nil
		}
		who := e.folk[(i+offset)%len(e.folk)]
		if !e.suits(g, who) {
			continue
		}
		payer, err := e.pays(ctx, who)
		if err != nil {
			return err
		}
		p := e.placeIn(g, who, payer)
		if p == nil || payer == "" {
			continue
		}
		at := opened.Add(time.Duration(e.filled[g.ID]*7+offset%60) * time.Minute)
		if full {
			waits--
			p.State, p.Since = registration.Waiting, at
			e.keep(p, at)
			continue
		}
		e.confirm(p, at)
	}
	return nil
}

// suits asks the rules of a group, as if nobody had to have passed anything.
func (e *enrolment) suits(g *leisure.Group, who people.Person) bool {
	if e.taken[string(g.ID)+string(who.ID)] || e.busy[who.ID] >= mostCourses {
		return false
	}
	candidate := leisure.Candidate{Person: who, Audience: leisure.Resident, Overrides: map[leisure.Rule]string{
		leisure.RuleWindow: "x", leisure.RulePrerequisite: "x", leisure.RuleResidence: "x",
	}}
	if years := who.Age(e.Now); e.nearly && years >= g.MinAge/12-2 && years <= g.MaxAge/12+2 {
		candidate.Overrides[leisure.RuleAge] = "x"
	}
	return e.program.Check(g, candidate, e.Now, leisure.Web, leisure.Left{Places: 2, Web: 2}).Verdict() == leisure.Yes
}

// pays is who pays for somebody: an adult of a child’s home, else themself.
func (e *enrolment) pays(ctx context.Context, who people.Person) (people.ID, error) {
	if who.Age(e.Now) >= 18 {
		return who.ID, nil
	}
	if known, ok := e.payer[who.ID]; ok {
		return known, nil
	}
	homes, err := e.People.Households(ctx, who.ID)
	if err != nil {
		return "", err
	}
	for _, h := range homes {
		for _, m := range h.Members {
			if m.Kind == people.Adult && m.May.Register && e.payer[who.ID] == "" {
				e.payer[who.ID] = m.Person.ID
			}
		}
	}
	return e.payer[who.ID], nil
}

// write writes the places with their orders and bills, the orders numbered in their time.
func (e *enrolment) write(ctx context.Context) error {
	slices.SortStableFunc(e.places, func(a, b registration.Place) int {
		return cmp.Or(a.AddedAt.Compare(b.AddedAt), cmp.Compare(a.ID, b.ID))
	})
	names, err := e.names(ctx)
	if err != nil {
		return err
	}
	var orders []registration.Order
	var bills []payments.Settled
	last := map[int]int{}
	for i := range e.places {
		p := &e.places[i]
		if p.State != registration.Confirmed {
			continue
		}
		year := clock.Local(p.AddedAt).Year()
		last[year]++
		o := registration.Order{ID: registration.OrderID(e.IDs.New()), Number: "L" + id.Number(year, last[year]), Owner: p.Payer, State: registration.OrderConfirmed,
			Total: p.Total(), At: p.AddedAt, ConfirmedAt: p.AddedAt, Channel: p.Channel}
		p.Order = o.ID
		if o.Total > 0 {
			o.Bill = payments.BillID(e.IDs.New())
			bills = append(bills, payments.Settled{Method: payments.Card, Reference: "pi_" + string(o.Bill), Bill: payments.Bill{
				ID: o.Bill, Room: registration.Room, Object: string(o.ID), Payer: p.Payer, Scope: people.Leisure, Lines: e.lines(*p, names), Path: "/loisirs/inscriptions/" + o.Number, At: o.At, PaidAt: o.At,
			}})
		}
		orders = append(orders, o)
	}
	return e.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := e.Registration.Load(ctx, tx, slices.Values(e.places), slices.Values(orders)); err != nil {
			return err
		}
		for year, n := range last {
			if err := e.Registration.SetNumbers(ctx, tx, year, n); err != nil {
				return err
			}
		}
		return e.Payments.Load(ctx, tx, slices.Values(bills))
	})
}

func (e *enrolment) names(ctx context.Context) (map[people.ID]people.Person, error) {
	var who []people.ID
	for _, p := range e.places {
		who = append(who, p.Person)
	}
	slices.Sort(who)
	return e.People.Persons(ctx, slices.Compact(who))
}

// lines are what a bill says of a place.
func (e *enrolment) lines(p registration.Place, names map[people.ID]people.Person) (lines []payments.Line) {
	g, _ := e.program.Group(p.Group)
	a, _ := e.program.Activity(g.Activity)
	for _, l := range p.Price {
		if l.Amount != 0 {
			who := names[p.Person].GivenName
			lines = append(lines, payments.Line{Amount: l.Amount, Income: registration.IncomeOf(e.program, p.Group, l), Object: string(p.ID), For: p.Person,
				Text: i18n.Words{FR: fmt.Sprintf("%s, %s : %s", who, a.Title.FR, l.Text.FR), EN: fmt.Sprintf("%s, %s: %s", who, cmp.Or(a.Title.EN, a.Title.FR), l.Text.EN)}})
		}
	}
	return lines
}
