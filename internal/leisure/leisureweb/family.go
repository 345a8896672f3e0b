package leisureweb

import (
	"cmp"
	"context"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/registration"
	"sem/internal/session"
)

// family is for whom somebody looks: themselves and those in their care.
type family struct {
	signedIn bool
	me       people.ID
	home     places.AddressID
	audience leisure.Audience
	members  []*member
	anyAge   bool // anyAge tells that ages were said not to matter.
}

// member is one of the family.
type member struct {
	person   people.Person
	self     bool
	on       bool // on tells that the search is for them too.
	mayAct   bool // mayAct tells that the viewer may register them.
	born     civil.Day
	audience leisure.Audience
	places   map[leisure.GroupID]registration.Place // places are the live ones.
	passed   map[string]bool
	read     bool // read tells that passed was asked for.
}

// name is how the member is called on a button or in a sentence.
func (m *member) name(ctx context.Context) string {
	if m.self {
		return i18n.T(ctx, "vous")
	}
	return m.person.GivenName
}

// familyOf reads the family of the viewer, and which of them the search is for: all, when it
// does not say.
func (p *Pages) familyOf(ctx context.Context, program *leisure.Program, v session.Viewer, who []string, now time.Time) (family, error) {
	f := family{audience: leisure.Resident}
	if v.Person == "" || v.Staff() {
		return f, nil
	}
	f.signedIn, f.me = true, people.ID(v.Person)
	circle, err := p.People.Circle(ctx, f.me, people.Leisure)
	if err != nil {
		return f, err
	}
	f.anyAge = slices.Contains(who, everyAge)
	for _, care := range circle.InCare {
		m := &member{person: care.Person, self: care.Person.ID == f.me, audience: leisure.AudienceOf(care.Person, now), places: map[leisure.GroupID]registration.Place{}}
		m.mayAct = m.self || care.Why == people.ByMandate || mayRegister(circle.Homes, f.me, care.Person.ID)
		m.on = !f.anyAge && (len(who) == 0 || slices.Contains(who, string(care.Person.ID)))
		if born, err := civil.ParseDay(care.Person.BirthDate); err == nil {
			m.born = born
		}
		if m.self {
			f.audience, f.home = m.audience, homeOf(m.person)
		}
		f.members = append(f.members, m)
	}
	if !f.anyAge && !slices.ContainsFunc(f.members, func(m *member) bool { return m.on }) {
		for _, m := range f.members { // Whom the address names is not of this family.
			m.on = true
		}
	}
	slices.SortStableFunc(f.members, func(a, b *member) int { return cmp.Compare(b.born, a.born) })
	return f, p.seat(ctx, &f)
}

// mayRegister tells whether a household gives the viewer the right to register somebody.
func mayRegister(homes []people.Household, me, other people.ID) bool {
	for _, h := range homes {
		mine, here := h.Of(me)
		_, there := h.Of(other)
		if here && there && mine.May.Register {
			return true
		}
	}
	return false
}

// seat reads the live places of the family. What stands in the cart of another household is
// theirs to know.
func (p *Pages) seat(ctx context.Context, f *family) error {
	if p.Mine == nil {
		return nil
	}
	var ids []people.ID
	for _, m := range f.members {
		ids = append(ids, m.person.ID)
	}
	all, err := p.Mine.PlacesOf(ctx, ids...)
	if err != nil {
		return err
	}
	for _, place := range all {
		if !place.State.Live() || place.Payer != f.me && (place.State == registration.Held || place.State == registration.Wished) {
			continue
		}
		for _, m := range f.members {
			if m.person.ID == place.Person {
				m.places[place.Group] = place
			}
		}
	}
	return nil
}

// urgency is how soon somebody must do something about a place, the most urgent the least.
func urgency(s registration.State) int {
	switch s {
	case registration.Offered:
		return 1
	case registration.Held:
		return 2
	case registration.Wished:
		return 3
	case registration.Waiting:
		return 4
	}
	return 5
}

// first puts the groups where the family has a place before the others.
func (f family) first(hits []leisure.Hit) {
	most := map[leisure.GroupID]int{}
	for _, m := range f.asked() {
		for id, place := range m.places {
			if u := urgency(place.State); most[id] == 0 || u < most[id] {
				most[id] = u
			}
		}
	}
	if len(most) == 0 {
		return
	}
	rank := func(h leisure.Hit) int { return cmp.Or(most[h.Group.ID], 9) }
	slices.SortStableFunc(hits, func(a, b leisure.Hit) int { return cmp.Compare(rank(a), rank(b)) })
}

// passedOf are the activities that a member has passed, asked for when one matters.
func (p *Pages) passedOf(ctx context.Context, m *member) (map[string]bool, error) {
	if p.Mine == nil || m.read {
		return m.passed, nil
	}
	var err error
	m.passed, err = p.Mine.Passed(ctx, m.person.ID)
	m.read = err == nil
	return m.passed, err
}

// findings are what the rules say of a member and a group.
func (p *Pages) findings(ctx context.Context, program *leisure.Program, m *member, g *leisure.Group, left leisure.Left, at time.Time) (leisure.Findings, error) {
	who := leisure.Candidate{Person: m.person, Audience: m.audience}
	if a, ok := program.Activity(g.Activity); ok && len(a.Needs) > 0 {
		passed, err := p.passedOf(ctx, m)
		if err != nil {
			return nil, err
		}
		who.Passed = passed
	}
	return program.Check(g, who, at, leisure.Web, left), nil
}

// taking tells the places that fill somebody's time.
func taking(s registration.State) bool {
	return s == registration.Confirmed || s == registration.Held || s == registration.Offered
}

// busy are the times that the places of the family take.
func (f family) busy(program *leisure.Program) (all []leisure.Busy) {
	for _, m := range f.members {
		if !m.on && !f.anyAge {
			continue
		}
		for id, place := range m.places {
			if !taking(place.State) {
				continue
			}
			for _, o := range program.Occurrences(id) {
				if o.Held() {
					all = append(all, leisure.Busy{From: o.Starts(), To: o.Ends()})
				}
			}
		}
	}
	return all
}

// clashWords says with what of a member a group would meet, empty when with nothing.
func clashWords(ctx context.Context, program *leisure.Program, m *member, g *leisure.Group) string {
	for id, place := range m.places {
		other, ok := program.Group(id)
		if !ok || id == g.ID || !taking(place.State) && place.State != registration.Wished || other.To < g.From || g.To < other.From {
			continue
		}
		a, ok := program.Activity(other.Activity)
		slot, meets := meeting(g, other)
		if !ok || !meets {
			continue
		}
		day := civil.DayAt(2026, time.November, 1) + civil.Day(slot.Weekday)
		when, title := i18n.Weekday(ctx, day.At(12)), a.Title.In(ctx)
		if m.self {
			return i18n.T(ctx, "Même heure que votre cours « %[1]s », le %[2]s à %[3]s.", title, when, i18n.Time(ctx, day.In(slot.Start)))
		}
		return i18n.T(ctx, "Même heure que « %[1]s » de %[2]s, le %[3]s à %[4]s.", title, m.person.GivenName, when, i18n.Time(ctx, day.In(slot.Start)))
	}
	return ""
}

// meeting is the time of the week at which two groups overlap.
func meeting(g, other *leisure.Group) (leisure.Slot, bool) {
	for _, mine := range g.Slots {
		for _, s := range other.Slots {
			if s.Weekday == mine.Weekday && s.Start < mine.End && mine.Start < s.End {
				return leisure.Slot{Weekday: s.Weekday, Start: max(s.Start, mine.Start), End: min(s.End, mine.End)}, true
			}
		}
	}
	return leisure.Slot{}, false
}
