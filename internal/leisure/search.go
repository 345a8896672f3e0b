package leisure

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/geo"
	"sem/internal/money"
	"sem/internal/text"
	"sem/internal/text/index"
)

// Query asks the program for groups; a zero field asks for all.
type Query struct {
	Words       string // Words forgives accents and typing errors.
	Session     SessionID
	Activity    ActivityID
	Unpublished bool           // Unpublished takes in sessions that are not published, for the staff.
	Over        bool           // Over takes in groups whose last class is past.
	Births      []civil.Day    // Births are dates of birth: the group is for at least one of them, or one of Ages.
	Ages        []int          // Ages are in years.
	Weekdays    []time.Weekday // Weekdays and Times are of at least one of the group's classes each week.
	Times       []TimeOfWeek
	Sites       []SiteID
	Categories  []string
	Audience    Audience    // Audience is whose prices and windows count; empty is Resident.
	AtMost      money.Cents // AtMost is the highest price, when PriceSet.
	PriceSet    bool
	WithPlaces  bool // WithPlaces leaves out what is full on the web.
	Free        bool // Free asks for what needs no registration.
	OpenNow     bool // OpenNow asks for what may be registered for on the web now.
	Accessible  bool
	Near        geo.Point
	Metres      float64 // Metres is how far a site may be from Near; 0 only tells the distance and puts the nearest first.
	Busy        []Busy  // Busy are times that must stay free.
	At          time.Time
}

// TimeOfWeek is a part of the week in which people have time.
type TimeOfWeek string

// The parts of the week.
const (
	WeekdayDay     TimeOfWeek = "jour" // WeekdayDay is Monday to Friday, until 17:00.
	WeekdayEvening TimeOfWeek = "soir" // WeekdayEvening is Monday to Friday, from 17:00.
	Weekend        TimeOfWeek = "fin"  // Weekend is Saturday and Sunday.
)

const evening = civil.Time(17 * 60)

// Busy is a time that is taken.
type Busy struct{ From, To time.Time }

// Hit is a group that answers a query.
type Hit struct {
	Group    *Group
	Activity *Activity
	Metres   float64 // Metres is how far its site is from the point of the query; -1 when that is not known.
	Left     Left
	Opening  Opening // Opening is that of the web for the audience of the query.
	Price    money.Cents
	Priced   bool
}

// Search finds the groups that answer a query: the best match first when words were asked
// for, the nearest when a point was, else by title and hours. It asks no database.
func (s *Service) Search(q Query) []Hit {
	p := s.Program()
	q.Audience = cmp.Or(q.Audience, Resident)
	if q.At.IsZero() {
		q.At = s.Clock.Now()
	}
	l := looking{Query: q, p: p, s: s, day: civil.DayOf(q.At), ruler: geo.RulerAt(q.Near), taken: byDay(q.Busy)}
	some := l.candidates()
	hits := make([]Hit, 0, len(some))
	for _, g := range some {
		if h, ok := l.answer(g); ok {
			hits = append(hits, h)
		}
	}
	if !q.Near.IsZero() && q.Words == "" {
		slices.SortStableFunc(hits, func(a, b Hit) int {
			return cmp.Or(-cmp.Compare(sign(a.Metres), sign(b.Metres)), cmp.Compare(a.Metres, b.Metres))
		})
	}
	return hits
}

func sign(metres float64) int {
	if metres < 0 {
		return -1
	}
	return 1
}

// looking is one search under way.
type looking struct {
	Query
	p     *Program
	s     *Service
	day   civil.Day
	ruler geo.Ruler
	taken map[civil.Day][]hours
}

// candidates are the groups whose words answer, in the order in which they are shown.
func (l *looking) candidates() []*Group {
	if words := text.Tokens(l.Words); len(words) > 0 {
		if exactly := l.p.codes[folded(l.Words)]; len(exactly) > 0 {
			return exactly
		}
		return l.p.matching(words)
	}
	if l.Activity != "" {
		return l.p.byActivity[l.Activity]
	}
	var all []*Group
	for _, s := range l.p.sessions {
		if l.Session == "" || l.Session == s.ID {
			all = append(all, l.p.bySession[s.ID].groups...)
		}
	}
	return all
}

func (l *looking) answer(g *Group) (Hit, bool) {
	h := Hit{Group: g, Activity: l.p.activities[g.Activity], Metres: -1}
	if !l.shown(g) || !l.fitsAge(g) || !l.fitsWeek(g) || !l.fitsActivity(h.Activity) || !l.fitsSite(&h) || !l.fitsBusy(g) {
		return h, false
	}
	h.Price, h.Priced = l.p.Price(g, l.Audience, l.day)
	if l.PriceSet && !h.Activity.Free && (!h.Priced || h.Price > l.AtMost) {
		return h, false
	}
	h.Opening, h.Left = l.p.Window(g, l.Audience, Web, l.At), l.s.Left(g)
	if l.OpenNow && (!h.Opening.Open || h.Activity.Free || g.Cancelled) {
		return h, false
	}
	if l.WithPlaces && !h.Activity.Free && (g.Cancelled || h.Left.Free(Web) == 0) {
		return h, false
	}
	return h, true
}

// shown tells whether the group is one that may be found at all.
func (l *looking) shown(g *Group) bool {
	return (l.Session == "" || g.Session == l.Session) && (l.Activity == "" || g.Activity == l.Activity) &&
		(l.Unpublished || l.p.session[g.Session].Published) && (l.Over || g.Last() >= l.day)
}

func (l *looking) fitsActivity(a *Activity) bool {
	return (!l.Free || a.Free) && (len(l.Categories) == 0 || slices.Contains(l.Categories, a.Category))
}

func (l *looking) fitsAge(g *Group) bool {
	if len(l.Births) == 0 && len(l.Ages) == 0 {
		return true
	}
	if slices.ContainsFunc(l.Births, func(birth civil.Day) bool { return g.admits(MonthsOld(birth, l.p.AgeDay(g))) }) {
		return true
	}
	return slices.ContainsFunc(l.Ages, func(years int) bool {
		// Somebody of eight is anything from 96 to 107 months old.
		return 12*years+11 >= g.MinAge && (g.MaxAge == 0 || 12*years < ageEnd(g.MaxAge))
	})
}

// admits tells whether somebody so many months old is of the age of the group.
func (g *Group) admits(months int) bool {
	return months >= g.MinAge && (g.MaxAge == 0 || months < ageEnd(g.MaxAge))
}

func (l *looking) fitsWeek(g *Group) bool {
	if len(l.Weekdays) == 0 && len(l.Times) == 0 {
		return true
	}
	if len(g.Slots) == 0 { // What has no hours of the week has those of its classes.
		return slices.ContainsFunc(l.p.occurrences[g.ID], func(o Occurrence) bool { return o.Held() && l.fitsSlot(o.Day.Weekday(), o.Start) })
	}
	return slices.ContainsFunc(g.Slots, func(s Slot) bool { return l.fitsSlot(s.Weekday, s.Start) })
}

func (l *looking) fitsSlot(weekday time.Weekday, start civil.Time) bool {
	return (len(l.Weekdays) == 0 || slices.Contains(l.Weekdays, weekday)) && (len(l.Times) == 0 || slices.Contains(l.Times, partOf(weekday, start)))
}

func partOf(weekday time.Weekday, start civil.Time) TimeOfWeek {
	switch {
	case weekday == time.Saturday || weekday == time.Sunday:
		return Weekend
	case start >= evening:
		return WeekdayEvening
	}
	return WeekdayDay
}

func (l *looking) fitsSite(h *Hit) bool {
	site := l.p.sites[h.Group.Site]
	if len(l.Sites) > 0 && !slices.Contains(l.Sites, h.Group.Site) || l.Accessible && (site == nil || !site.Accessible) {
		return false
	}
	if l.Near.IsZero() {
		return true
	}
	if site != nil && !site.Point.IsZero() {
		h.Metres = l.ruler.Metres(l.Near, site.Point)
	}
	return l.Metres <= 0 || h.Metres >= 0 && h.Metres <= l.Metres
}

// fitsBusy tells whether no class to come falls into a time that is taken.
func (l *looking) fitsBusy(g *Group) bool {
	if len(l.taken) == 0 {
		return true
	}
	return !slices.ContainsFunc(l.p.occurrences[g.ID], func(o Occurrence) bool {
		return o.Held() && o.Day >= l.day && slices.ContainsFunc(l.taken[o.Day], func(t hours) bool { return t.from < o.End && o.Start < t.to })
	})
}

// hours are a part of a day.
type hours struct{ from, to civil.Time }

// byDay cuts times that are taken into days, as classes are.
func byDay(busy []Busy) map[civil.Day][]hours {
	days := map[civil.Day][]hours{}
	for _, b := range busy {
		first, last := civil.DayOf(b.From), civil.DayOf(b.To)
		for day := first; day <= last && day <= first+mostDays; day++ {
			h := hours{0, 24 * 60}
			if day == first {
				h.from = civil.TimeOf(b.From)
			}
			if day == last {
				h.to = civil.TimeOf(b.To)
			}
			days[day] = append(days[day], h)
		}
	}
	return days
}

const groupKind = 'g'

// indexed makes the groups findable by what they are called, where they meet and when.
func (p *Program) indexed() *index.Index {
	x := index.New()
	p.tokens, p.codes = make(map[GroupID][]string, len(p.groups)), make(map[string][]*Group, len(p.groups))
	for _, s := range p.sessions {
		for _, g := range p.bySession[s.ID].groups {
			p.tokens[g.ID] = p.tokensOf(g)
			p.codes[folded(g.Code)] = append(p.codes[folded(g.Code)], g)
			x.Put(index.Doc{Kind: groupKind, ID: string(g.ID), Tokens: p.tokens[g.ID]})
		}
	}
	return x
}

func (p *Program) tokensOf(g *Group) []string {
	a := p.activities[g.Activity]
	said := []string{a.Title.FR, a.Title.EN, a.Code, g.Code, g.Label, a.Category, a.Organiser, g.Instructor}
	if site := p.sites[g.Site]; site != nil {
		said = append(said, site.Name)
	}
	for name, weekday := range weekdays {
		if slices.ContainsFunc(g.Slots, func(s Slot) bool { return s.Weekday == weekday }) {
			said = append(said, name, weekday.String())
		}
	}
	words := text.Tokens(strings.Join(said, " "))
	slices.Sort(words)
	return slices.Compact(words)
}

// matching are the groups that answer words. Typing errors are forgiven only when nothing
// answers as it was typed.
func (p *Program) matching(words []string) []*Group {
	var asTyped, nearly []*Group
	for _, h := range p.words.Search(words, len(p.groups)+1) {
		g := p.groups[GroupID(h.ID)]
		nearly = append(nearly, g)
		if p.says(g, words) {
			asTyped = append(asTyped, g)
		}
	}
	if len(asTyped) > 0 {
		return asTyped
	}
	return nearly
}

// says tells whether a group has words that begin as each of those typed.
func (p *Program) says(g *Group, words []string) bool {
	return !slices.ContainsFunc(words, func(typed string) bool {
		return !slices.ContainsFunc(p.tokens[g.ID], func(word string) bool { return strings.HasPrefix(word, typed) })
	})
}

// Categories are those of the activities of a session, or of all published ones when it is
// empty, in the order of the alphabet.
func (p *Program) Categories(which SessionID) []string {
	seen := map[string]bool{}
	for _, s := range p.sessions {
		if which != "" && s.ID != which || which == "" && !s.Published {
			continue
		}
		for _, a := range p.bySession[s.ID].activities {
			if a.Category != "" {
				seen[a.Category] = true
			}
		}
	}
	all := make([]string, 0, len(seen))
	for category := range seen {
		all = append(all, category)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(cmp.Compare(folded(a), folded(b)), cmp.Compare(a, b)) })
	return all
}

func folded(s string) string { return text.Fold(s) }
