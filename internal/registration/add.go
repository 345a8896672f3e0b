package registration

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// mostInCart bounds a cart, so that nobody holds half a session.
const mostInCart = 30

// AddTo says what is put into a cart.
type AddTo struct {
	Owner   people.ID
	People  []people.ID
	Group   leisure.GroupID
	Options []string
	Channel leisure.Channel
	// AtOnce registers at the web what costs nothing, without the cart: what is held is
	// confirmed in the same moment. What costs something goes into the cart.
	AtOnce bool
}

// Add puts people into a cart, each with an outcome of their own: held at once when the window
// is open and a place is free, wished when it is not open yet, and otherwise refused with the
// reason.
func (s *Service) Add(ctx context.Context, by session.Viewer, a AddTo, key forms.Key) ([]Outcome, error) {
	g, known, err := s.asked(ctx, by, a.Owner, a.People, a.Group, &a.Channel)
	if err != nil {
		return nil, err
	}
	if err := s.admit(ctx, by, a.Channel, g); err != nil {
		return nil, err
	}
	if o, done, err := s.addExpress(ctx, by, a, g, known, key); done || err != nil {
		return []Outcome{o}, err
	}
	add := func(t *turn) (outcomes []Outcome, err error) {
		for _, one := range unique(a.People) {
			o, err := t.add(ctx, a, g, known[one])
			if err != nil {
				return nil, err
			}
			outcomes = append(outcomes, o)
		}
		return outcomes, t.reprice(ctx, a.Owner, g.Session)
	}
	if a.AtOnce && a.Channel == leisure.Web {
		return s.addAtOnce(ctx, by, a, key, add)
	}
	return s.outcomes(ctx, by, key, add)
}

// asked checks who asks for whom, and for what, before anything is done. It gives the people
// asked for, and the owner.
func (s *Service) asked(ctx context.Context, by session.Viewer, owner people.ID, who []people.ID, group leisure.GroupID, channel *leisure.Channel) (*leisure.Group, candidates, error) {
	if len(who) == 0 {
		var wrong fault.Problems
		wrong.Add("personne", "Choisissez qui participera.")
		return nil, nil, wrong.Err()
	}
	if err := s.mayRegister(ctx, by, owner, who...); err != nil {
		return nil, nil, err
	}
	if !by.May(session.LeisureDesk) || *channel == "" {
		*channel = leisure.Web
	}
	g, err := s.group(group)
	if err == nil {
		err = s.direct(g)
	}
	if err != nil {
		return nil, nil, err
	}
	known, err := s.candidates(ctx, unique(append(slices.Clone(who), owner)))
	if err != nil {
		return nil, nil, err
	}
	for _, one := range who {
		if _, ok := known[one]; !ok {
			return nil, nil, fault.New(fault.NotFound, "Cette personne n’est pas parmi celles que vous pouvez inscrire.")
		}
	}
	return g, known, nil
}

// group is a group that people may register for: of a published session, not cancelled, and
// not free to all.
func (s *Service) group(id leisure.GroupID) (*leisure.Group, error) {
	p := s.Leisure.Program()
	g, ok := p.Group(id)
	if ok {
		one, known := p.Session(g.Session)
		ok = known && one.Published
	}
	if !ok {
		return nil, fault.New(fault.NotFound, "Ce groupe n’existe pas, ou n’est plus offert.")
	}
	if g.Cancelled {
		return nil, fault.New(fault.Conflict, "Ce groupe est annulé.")
	}
	if a, ok := p.Activity(g.Activity); ok && a.Free {
		return nil, fault.New(fault.Conflict, "Cette activité est gratuite et sans inscription. Présentez-vous sur place.")
	}
	return g, nil
}

// admit asks the waiting room of an opening, for what is open at the web.
func (s *Service) admit(ctx context.Context, by session.Viewer, c leisure.Channel, groups ...*leisure.Group) error {
	if s.Admission == nil || c == leisure.Counter {
		return nil
	}
	now, asked := s.Clock.Now(), map[leisure.SessionID]bool{}
	for _, g := range groups {
		if asked[g.Session] {
			continue
		}
		asked[g.Session] = true
		if err := s.Admission.Admit(ctx, by, g.Session, now); err != nil {
			return err
		}
	}
	return nil
}

// mostAnew is how often a deed is tried anew that somebody quicker by a moment has undone: it
// then finds what they did.
const mostAnew = 3

// outcomes runs a deed that gives outcomes; the same form gives the same ones.
func (s *Service) outcomes(ctx context.Context, by session.Viewer, key forms.Key, do func(*turn) ([]Outcome, error)) ([]Outcome, error) {
	deed := func(t *turn) (string, error) {
		outcomes, err := do(t)
		if err != nil {
			return "", err
		}
		b, err := json.Marshal(outcomes)
		return string(b), err
	}
	said, err := s.once(ctx, by, key, deed)
	for range mostAnew {
		if !errors.Is(err, errQuicker) {
			break
		}
		said, err = s.once(ctx, by, key, deed)
	}
	if err != nil {
		return nil, err
	}
	var outcomes []Outcome
	if err := json.Unmarshal([]byte(said), &outcomes); err != nil {
		return nil, fmt.Errorf("read the outcome of an earlier form: %w", err)
	}
	return outcomes, nil
}

func unique(some []people.ID) (once []people.ID) {
	seen := map[people.ID]bool{}
	for _, one := range some {
		if !seen[one] {
			seen[one] = true
			once = append(once, one)
		}
	}
	return once
}

// add puts one person into a cart.
func (t *turn) add(ctx context.Context, a AddTo, g *leisure.Group, who people.Person) (Outcome, error) {
	o := Outcome{Group: g.ID, Person: who.ID}
	live, err := t.live(ctx, g.ID, who.ID)
	if err != nil {
		return o, err
	}
	if live != nil {
		return t.again(ctx, *live, a.Owner, g, who, o)
	}
	if full, err := t.cartFull(ctx, a.Owner); err != nil || full {
		o.Refusal = TooMany
		return o, err
	}
	p := t.place(g, who, a.Owner, a.Channel, a.Options)
	wish, err := t.judge(ctx, g, who, a.Channel)
	if err != nil || wish == leisure.No {
		o.Refusal = Ineligible
		return o, err
	}
	if wish == leisure.Unknown {
		return t.wish(ctx, p, o)
	}
	return t.hold(ctx, p, g, o)
}

// place is a new place of somebody in a group.
func (t *turn) place(g *leisure.Group, who people.Person, payer people.ID, c leisure.Channel, options []string) Place {
	audience := leisure.AudienceOf(who, t.now)
	return Place{
		ID: PlaceID(t.IDs.New()), Group: g.ID, Session: g.Session, Person: who.ID, Payer: payer, Channel: c, Audience: audience, Options: options,
		AddedAt: t.now, By: t.by.Account, seat: g.SeatKey(), class: classOf(audience), child: isChild(who, t.now),
	}
}

// judge asks the rules: Yes holds a place now, Unknown may only be wished for (the window is to
// open, or the city does not know enough to say), No is refused.
func (t *turn) judge(ctx context.Context, g *leisure.Group, who people.Person, c leisure.Channel) (leisure.Answer, error) {
	if t.reserved(t.program, g) {
		return leisure.No, nil
	}
	f, err := t.check(ctx, t.tx, t.program, g, who, c, enough(g))
	if err != nil {
		return leisure.No, err
	}
	opens := t.program.Window(g, leisure.AudienceOf(who, t.now), c, t.now)
	answer := leisure.Yes
	for _, one := range f.Against() {
		switch {
		case one.Rule == leisure.RuleWindow && !opens.Open && !opens.Next.IsZero(), one.Answer == leisure.Unknown:
			answer = leisure.Unknown
		default:
			return leisure.No, nil
		}
	}
	return answer, nil
}

// live is the live place of a person in a group, whoever's it is; nil when there is none.
func (t *turn) live(ctx context.Context, g leisure.GroupID, who people.ID) (*Place, error) {
	found, err := placesWhere(ctx, t.tx, `p.group_id = $1 AND p.person_id = $2 AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered')`, string(g), string(who))
	if err != nil || len(found) == 0 {
		return nil, err
	}
	return &found[0], nil
}

// again answers for somebody who has a live place in the group. A wish of the same cart is
// held if it can be; a hold that ran out gives way.
func (t *turn) again(ctx context.Context, p Place, owner people.ID, g *leisure.Group, who people.Person, o Outcome) (Outcome, error) {
	if (p.State == Held || p.State == Offered) && !p.Until.After(t.now) {
		if err := t.settle(ctx, p.seat); err != nil {
			return o, err
		}
		return t.add(ctx, AddTo{Owner: owner, Group: g.ID, Options: p.Options, Channel: p.Channel}, g, who)
	}
	if p.Payer != owner {
		o.Refusal = Elsewhere
		return o, nil
	}
	o.Place, o.State, o.Until, o.Refusal = p.ID, p.State, p.Until, Already
	if p.State != Wished {
		return o, nil
	}
	switch answer, err := t.judge(ctx, g, who, p.Channel); {
	case err != nil:
		return o, err
	case answer == leisure.Yes:
		o.Refusal = ""
		return t.holdWish(ctx, p, g, o)
	}
	return o, nil
}

func (t *turn) cartFull(ctx context.Context, owner people.ID) (bool, error) {
	var n int
	err := t.tx.QueryRow(ctx, `
		SELECT COUNT(p.id)
		FROM   registration_place p
		WHERE  p.payer_id = $1 AND p.state IN ('wished', 'held')`, string(owner)).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("count a cart: %w", err)
	}
	return n >= mostInCart, nil
}

func (t *turn) wish(ctx context.Context, p Place, o Outcome) (Outcome, error) {
	p.State = Wished
	return t.settled(ctx, p, o)
}

// hold takes a seat for a new place and writes it.
func (t *turn) hold(ctx context.Context, p Place, g *leisure.Group, o Outcome) (Outcome, error) {
	if err := t.fix(&p, g); err != nil {
		return o, err
	}
	p.State, p.Until = Held, t.now.Add(holdFor)
	err := t.take(ctx, g, countOf(Held, p.Channel))
	if errors.Is(err, errFull) {
		o.Refusal = Full
		return o, nil
	}
	if err != nil {
		return o, err
	}
	return t.settled(ctx, p, o)
}

// errQuicker says that a place of the same person in the group was written a moment before.
var errQuicker = fault.New(fault.Conflict, "Cette personne vient d’être ajoutée à ce groupe. Ouvrez le panier de nouveau.")

// settled writes a new place and tells what became of it. Somebody who was quicker by a moment
// undoes this deed, which is then tried anew.
func (t *turn) settled(ctx context.Context, p Place, o Outcome) (Outcome, error) {
	fresh, err := t.insert(ctx, p)
	if err != nil {
		return o, err
	}
	if !fresh {
		return o, errQuicker
	}
	o.Place, o.State, o.Until = p.ID, p.State, p.Until
	return o, t.recordDesk(ctx, p, string(p.State), "")
}

// holdWish turns a wish into a hold.
func (t *turn) holdWish(ctx context.Context, p Place, g *leisure.Group, o Outcome) (Outcome, error) {
	if err := t.fix(&p, g); err != nil {
		return o, err
	}
	p.Until, p.Extended = t.now.Add(holdFor), false
	err := t.move(ctx, &p, Held)
	if errors.Is(err, errFull) {
		o.Refusal = Full
		return o, nil
	}
	o.State, o.Until = p.State, p.Until
	return o, err
}

// HoldAll holds every wished place of a cart whose window is open: the prepared cart in one
// click, with an outcome for each. What is not open yet stays wished.
func (s *Service) HoldAll(ctx context.Context, by session.Viewer, owner people.ID, channel leisure.Channel, key forms.Key) ([]Outcome, error) {
	if err := s.mayRegister(ctx, by, owner); err != nil {
		return nil, err
	}
	if !by.May(session.LeisureDesk) || channel == "" {
		channel = leisure.Web
	}
	wishes, known, err := s.wishes(ctx, s.DB, owner)
	if err != nil {
		return nil, err
	}
	var groups []*leisure.Group
	for _, p := range wishes {
		if g, err := s.group(p.Group); err == nil {
			groups = append(groups, g)
		}
	}
	if err := s.admit(ctx, by, channel, groups...); err != nil {
		return nil, err
	}
	return s.outcomes(ctx, by, key, func(t *turn) ([]Outcome, error) { return t.holdAll(ctx, owner, channel, known) })
}

// wishes are the wished places of a cart, and the people they are for.
func (s *Service) wishes(ctx context.Context, q db.Querier, owner people.ID) ([]Place, candidates, error) {
	wishes, err := placesWhere(ctx, q, "p.payer_id = $1 AND p.state = 'wished' ORDER BY p.seat, p.id", string(owner))
	if err != nil {
		return nil, nil, err
	}
	var who []people.ID
	for _, p := range wishes {
		who = append(who, p.Person)
	}
	known, err := s.candidates(ctx, unique(who))
	return wishes, known, err
}

func (t *turn) holdAll(ctx context.Context, owner people.ID, c leisure.Channel, known candidates) ([]Outcome, error) {
	wishes, err := placesWhere(ctx, t.tx, "p.payer_id = $1 AND p.state = 'wished' ORDER BY p.seat, p.id", string(owner))
	if err != nil {
		return nil, err
	}
	outcomes, sessions := []Outcome{}, map[leisure.SessionID]bool{}
	for _, p := range wishes {
		who, ok := known[p.Person]
		if !ok {
			continue
		}
		o, err := t.holdOne(ctx, p, who, c)
		if err != nil {
			return nil, err
		}
		sessions[p.Session] = true
		outcomes = append(outcomes, o)
	}
	for one := range sessions {
		if err := t.reprice(ctx, owner, one); err != nil {
			return nil, err
		}
	}
	return outcomes, nil
}

func (t *turn) holdOne(ctx context.Context, p Place, who people.Person, c leisure.Channel) (Outcome, error) {
	o := Outcome{Place: p.ID, Group: p.Group, Person: p.Person, State: Wished}
	g, err := t.group(p.Group)
	if err != nil {
		o.Refusal = NoGroup
		return o, nil
	}
	p.Channel, p.Audience, p.child = c, leisure.AudienceOf(who, t.now), isChild(who, t.now)
	p.class, p.seat = classOf(p.Audience), g.SeatKey()
	switch answer, err := t.judge(ctx, g, who, c); {
	case err != nil:
		return o, err
	case answer == leisure.No:
		o.Refusal = Ineligible
		return o, nil
	case answer == leisure.Unknown:
		return o, nil
	}
	return t.holdWish(ctx, p, g, o)
}

// Remove takes a wished or held place out of a cart.
func (s *Service) Remove(ctx context.Context, by session.Viewer, which PlaceID, key forms.Key) error {
	_, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		p, err := t.mine(ctx, which)
		if err != nil {
			return "", err
		}
		if p.State != Wished && p.State != Held {
			return "", fault.New(fault.Conflict, "Cette inscription n’est plus dans le panier.")
		}
		if err := t.end(ctx, &p, Withdrawn, EndedByFamily); err != nil {
			return "", err
		}
		if err := t.settle(ctx, p.seat); err != nil {
			return "", err
		}
		return string(p.ID), t.reprice(ctx, p.Payer, p.Session)
	})
	return err
}

// mine is a place that the viewer may act on, as the transaction sees it. The row of its seats
// is held, so that nobody else settles it meanwhile.
func (t *turn) mine(ctx context.Context, which PlaceID) (Place, error) {
	p, err := placeByID(ctx, t.tx, which)
	if err != nil {
		return p, err
	}
	if err := t.mayManage(ctx, t.by, p); err != nil {
		return p, err
	}
	if err := t.lock(ctx, p.seat); err != nil {
		return p, err
	}
	return placeByID(ctx, t.tx, which)
}

// Extend keeps the holds of a cart for 15 minutes more, once. A hold that ran out is not kept.
func (s *Service) Extend(ctx context.Context, by session.Viewer, owner people.ID, key forms.Key) error {
	if err := s.mayRegister(ctx, by, owner); err != nil {
		return err
	}
	_, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		held, err := t.holds(ctx, owner)
		if err != nil {
			return "", err
		}
		kept := 0
		for _, p := range held {
			if p.Extended {
				continue
			}
			p.Until, p.Extended = later(p.Until, p.Until.Add(holdFor)), true
			if err := t.write(ctx, p); err != nil {
				return "", err
			}
			kept++
		}
		if kept == 0 {
			return "", fault.New(fault.Conflict, "Ces places ont déjà été gardées 15 minutes de plus, ou leur temps est écoulé.")
		}
		return "", nil
	})
	return err
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// holds are the held places of a cart whose time is not over, with the rows of their seats held.
func (t *turn) holds(ctx context.Context, owner people.ID) ([]Place, error) {
	read := func() ([]Place, error) {
		return placesWhere(ctx, t.tx, "p.payer_id = $1 AND p.state = 'held' AND p.until > $2 ORDER BY p.seat, p.id", string(owner), t.now)
	}
	held, err := read()
	if err != nil || t.DB.Kind() == db.SQLite || len(held) == 0 {
		return held, err
	}
	for _, p := range held {
		if err := t.lock(ctx, p.seat); err != nil {
			return nil, err
		}
	}
	return read()
}
