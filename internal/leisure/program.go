package leisure

import (
	"cmp"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/text/index"
)

// Parts are what a program is made of.
type Parts struct {
	Sessions    []Session
	Activities  []Activity
	Groups      []Group
	Occurrences []Occurrence
	Sites       []Site
	Policies    []Policy
}

// Program is a picture of the whole program, published or not, as it was at a moment. It is
// shared and never changes: what it points at is only to be read.
type Program struct {
	sessions    []*Session
	activities  map[ActivityID]*Activity
	groups      map[GroupID]*Group
	sites       map[SiteID]*Site
	policies    map[string]Policy
	session     map[SessionID]*Session
	byCode      map[string]*Session
	groupByCode map[groupCode]*Group
	actByCode   map[groupCode]*Activity
	bySession   map[SessionID]*held
	byActivity  map[ActivityID][]*Group
	occurrences map[GroupID][]Occurrence
	quotas      map[string][]*Group
	words       *index.Index
	tokens      map[GroupID][]string // tokens are the words by which a group is found.
	codes       map[string][]*Group  // codes are the groups by their folded codes.
	changed     string
}

// held is what a session holds.
type held struct {
	activities []*Activity
	groups     []*Group
}

type groupCode struct {
	session SessionID
	code    string
}

// Assemble makes a program of its parts, which are its own from then on.
func Assemble(parts Parts) *Program {
	p := &Program{
		activities: map[ActivityID]*Activity{}, groups: map[GroupID]*Group{}, sites: map[SiteID]*Site{}, policies: map[string]Policy{},
		session: map[SessionID]*Session{}, byCode: map[string]*Session{}, groupByCode: map[groupCode]*Group{}, actByCode: map[groupCode]*Activity{},
		bySession: map[SessionID]*held{}, byActivity: map[ActivityID][]*Group{}, occurrences: map[GroupID][]Occurrence{}, quotas: map[string][]*Group{},
	}
	for i := range parts.Sessions {
		s := &parts.Sessions[i]
		p.sessions = append(p.sessions, s)
		p.session[s.ID], p.byCode[s.Code], p.bySession[s.ID] = s, s, &held{}
	}
	slices.SortFunc(p.sessions, func(a, b *Session) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.Code, b.Code)) })
	for i := range parts.Sites {
		p.sites[parts.Sites[i].ID] = &parts.Sites[i]
	}
	for _, policy := range parts.Policies {
		p.policies[policy.Code] = policy
	}
	p.takeActivities(parts.Activities)
	p.takeGroups(parts.Groups)
	p.takeOccurrences(parts.Occurrences)
	p.arrange()
	p.words = p.indexed()
	return p
}

func (p *Program) takeActivities(some []Activity) {
	for i := range some {
		a := &some[i]
		if h := p.bySession[a.Session]; h != nil {
			p.activities[a.ID], p.actByCode[groupCode{a.Session, a.Code}] = a, a
			h.activities = append(h.activities, a)
		}
	}
}

func (p *Program) takeGroups(some []Group) {
	for i := range some {
		g := &some[i]
		a := p.activities[g.Activity]
		if a == nil {
			continue
		}
		g.Session = a.Session
		p.groups[g.ID], p.groupByCode[groupCode{g.Session, g.Code}] = g, g
		p.bySession[g.Session].groups = append(p.bySession[g.Session].groups, g)
		p.byActivity[g.Activity] = append(p.byActivity[g.Activity], g)
		if g.Quota != "" {
			p.quotas[g.SeatKey()] = append(p.quotas[g.SeatKey()], g)
		}
	}
}

// takeOccurrences completes the classes with what they have of their group.
func (p *Program) takeOccurrences(some []Occurrence) {
	for _, o := range some {
		g := p.groups[o.Group]
		if g == nil {
			continue
		}
		p.occurrences[g.ID] = append(p.occurrences[g.ID], completed(o, g))
	}
	for id, all := range p.occurrences {
		g := p.groups[id]
		slices.SortFunc(all, func(a, b Occurrence) int {
			return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Start, b.Start), cmp.Compare(a.ID, b.ID))
		})
		for _, o := range all {
			if plan := cmp.Or(o.WasDay, o.Day); o.State != Added && (g.planned == 0 || plan < g.planned) {
				g.planned = plan
			}
			if !o.Held() {
				continue
			}
			if g.first == 0 {
				g.first = o.Day
			}
			g.last = o.Day
		}
	}
}

// arrange puts activities in the order of their titles, and groups in that of their first
// time of the week.
func (p *Program) arrange() {
	title := func(a *Activity) string { return folded(a.Title.FR) }
	for _, h := range p.bySession {
		slices.SortStableFunc(h.activities, func(a, b *Activity) int { return cmp.Or(cmp.Compare(title(a), title(b)), cmp.Compare(a.Code, b.Code)) })
		place := map[ActivityID]int{}
		for i, a := range h.activities {
			place[a.ID] = i
		}
		slices.SortStableFunc(h.groups, func(a, b *Group) int {
			return cmp.Or(cmp.Compare(place[a.Activity], place[b.Activity]), compareGroups(a, b))
		})
	}
	for _, groups := range p.byActivity {
		slices.SortStableFunc(groups, compareGroups)
	}
}

func compareGroups(a, b *Group) int {
	x, y := firstSlot(a), firstSlot(b)
	return cmp.Or(cmp.Compare((x.Weekday+6)%7, (y.Weekday+6)%7), cmp.Compare(x.Start, y.Start), cmp.Compare(a.MinAge, b.MinAge), cmp.Compare(a.Code, b.Code))
}

func firstSlot(g *Group) Slot {
	if len(g.Slots) == 0 {
		return Slot{Weekday: g.From.Weekday()}
	}
	return g.Slots[0]
}

// Sessions are all sessions, the earliest first.
func (p *Program) Sessions() []*Session { return p.sessions }

// Session is a session by its name.
func (p *Program) Session(id SessionID) (*Session, bool) { s, ok := p.session[id]; return s, ok }

// SessionByCode is a session by its code.
func (p *Program) SessionByCode(code string) (*Session, bool) { s, ok := p.byCode[code]; return s, ok }

// Activity is an activity by its name.
func (p *Program) Activity(id ActivityID) (*Activity, bool) { a, ok := p.activities[id]; return a, ok }

// ActivityByCode is an activity of a session by its code.
func (p *Program) ActivityByCode(session SessionID, code string) (*Activity, bool) {
	a, ok := p.actByCode[groupCode{session, code}]
	return a, ok
}

// ActivitiesOf are the activities of a session, by title.
func (p *Program) ActivitiesOf(id SessionID) []*Activity {
	if h := p.bySession[id]; h != nil {
		return h.activities
	}
	return nil
}

// Group is a group by its name.
func (p *Program) Group(id GroupID) (*Group, bool) { g, ok := p.groups[id]; return g, ok }

// GroupByCode is a group of a session by its code.
func (p *Program) GroupByCode(session SessionID, code string) (*Group, bool) {
	g, ok := p.groupByCode[groupCode{session, code}]
	return g, ok
}

// GroupsOf are the groups of a session, by the title of their activity, then by their hours.
func (p *Program) GroupsOf(id SessionID) []*Group {
	if h := p.bySession[id]; h != nil {
		return h.groups
	}
	return nil
}

// GroupsOfActivity are the groups of an activity, by their hours.
func (p *Program) GroupsOfActivity(id ActivityID) []*Group { return p.byActivity[id] }

// Sharing are the groups that share their places with a group, itself among them.
func (p *Program) Sharing(g *Group) []*Group {
	if g.Quota == "" {
		return []*Group{g}
	}
	return p.quotas[g.SeatKey()]
}

// Occurrences are the classes of a group in their order, the cancelled ones among them.
func (p *Program) Occurrences(id GroupID) []Occurrence { return p.occurrences[id] }

// Given counts the classes of a group that are held, and those of them that were given
// before a day.
func (p *Program) Given(id GroupID, before civil.Day) (given, all int) {
	for _, o := range p.occurrences[id] {
		if !o.Held() {
			continue
		}
		all++
		if o.Day < before {
			given++
		}
	}
	return given, all
}

// Site is a site by its name.
func (p *Program) Site(id SiteID) (*Site, bool) { s, ok := p.sites[id]; return s, ok }

// Sites are all sites, by name.
func (p *Program) Sites() []*Site {
	all := make([]*Site, 0, len(p.sites))
	for _, s := range p.sites {
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b *Site) int {
		return cmp.Or(cmp.Compare(folded(a.Name), folded(b.Name)), cmp.Compare(a.Code, b.Code))
	})
	return all
}

// Policy is a refund policy by its code.
func (p *Program) Policy(code string) (Policy, bool) {
	policy, ok := p.policies[code]
	return policy, ok
}

// Policies are all refund policies, by code.
func (p *Program) Policies() []Policy {
	all := make([]Policy, 0, len(p.policies))
	for _, policy := range p.policies {
		all = append(all, policy)
	}
	slices.SortFunc(all, func(a, b Policy) int { return cmp.Compare(a.Code, b.Code) })
	return all
}

// windows are those that count for a group: its own, else its activity's, else its session's.
func (p *Program) windows(g *Group) []Window {
	if len(g.Windows) > 0 {
		return g.Windows
	}
	if a := p.activities[g.Activity]; a != nil && len(a.Windows) > 0 {
		return a.Windows
	}
	if s := p.session[g.Session]; s != nil {
		return s.Windows
	}
	return nil
}

// Window is whether somebody may register at a moment, and when they may.
func (p *Program) Window(g *Group, a Audience, c Channel, at time.Time) Opening {
	return OpeningOf(p.windows(g), a, c, at)
}

// OpeningOf is what some windows say to an audience on a channel at a moment. Where several
// are open, the one that opened first and the one that closes last count.
func OpeningOf(windows []Window, a Audience, c Channel, at time.Time) Opening {
	var o, past Opening
	for _, w := range windows {
		if !w.serves(a, c) {
			continue
		}
		ended := !w.Closes.IsZero() && !at.Before(w.Closes)
		switch {
		case at.Before(w.Opens):
			if o.Next.IsZero() || w.Opens.Before(o.Next) {
				o.Next = w.Opens
				if !o.Open {
					o.Closes = w.Closes
				}
			}
		case ended:
			if past.Closes.Before(w.Closes) {
				past.Opens, past.Closes = w.Opens, w.Closes
			}
		case !o.Open:
			o.Open, o.Opens, o.Closes = true, w.Opens, w.Closes
		default:
			if w.Opens.Before(o.Opens) {
				o.Opens = w.Opens
			}
			if w.Closes.IsZero() || !o.Closes.IsZero() && w.Closes.After(o.Closes) {
				o.Closes = w.Closes
			}
		}
	}
	switch {
	case o.Open:
		return o
	case !o.Next.IsZero():
		o.Opens = o.Next
		return o
	}
	return past
}

// Price is what an audience pays for a group on a day; false when it has no price for them. A
// price of their own wins over one for all; the latest that has begun counts.
func (p *Program) Price(g *Group, a Audience, on civil.Day) (money.Cents, bool) {
	best, found := Price{}, false
	for _, price := range g.Prices {
		if price.Audience != "" && price.Audience != a || price.From > on {
			continue
		}
		own, bestOwn := price.Audience == a, best.Audience == a
		if !found || own && !bestOwn || own == bestOwn && price.From >= best.From {
			best, found = price, true
		}
	}
	return best.Amount, found
}

// AudienceOf is the audience that somebody is of at a moment. Whoever has shown no proof, or
// whose proof has run out, is another.
func AudienceOf(person people.Person, at time.Time) Audience {
	if !person.ResidenceUntil.IsZero() && !at.Before(person.ResidenceUntil) {
		return Other
	}
	switch person.Residence {
	case people.Resident:
		return Resident
	case people.Neighbour:
		return Neighbour
	}
	return Other
}
