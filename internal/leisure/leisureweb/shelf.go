package leisureweb

import (
	"cmp"
	"slices"
	"sync/atomic"
	"time"

	"sem/internal/leisure"
)

// shelf keeps what is worked out once for each picture of the program.
type shelf struct{ kept atomic.Pointer[shelved] }

// shelved is what the pages know of one picture of the program.
type shelved struct {
	program  *leisure.Program
	looks    map[leisure.ActivityID]kind
	sessions map[leisure.SessionID]*sessionShelf
}

// sessionShelf is what a session holds, for its filters and its phases.
type sessionShelf struct {
	categories []string         // categories in the order of their names.
	sites      []leisure.SiteID // sites where its groups meet, in the order of their names.
	phases     []phase          // phases of residents on the web, the earliest first.
	outside    time.Time        // outside is when people from elsewhere may register first, zero for never.
}

// phase is a moment at which some categories open.
type phase struct {
	windows    leisure.Window
	categories []string
}

// of is what is known of a picture; it is worked out when the picture is new.
func (s *shelf) of(program *leisure.Program) *shelved {
	if kept := s.kept.Load(); kept != nil && kept.program == program {
		return kept
	}
	fresh := &shelved{program: program, looks: map[leisure.ActivityID]kind{}, sessions: map[leisure.SessionID]*sessionShelf{}}
	for _, session := range program.Sessions() {
		fresh.sessions[session.ID] = fresh.shelve(session)
	}
	s.kept.Store(fresh)
	return fresh
}

func (s *shelved) lookOf(a *leisure.Activity) kind {
	if k, ok := s.looks[a.ID]; ok {
		return k
	}
	return kindOf(a)
}

func (s *shelved) shelve(session *leisure.Session) *sessionShelf {
	h := &sessionShelf{}
	opens := map[string]map[time.Time]int{} // How many groups of each category open when.
	closes := map[time.Time]time.Time{}
	for _, a := range s.program.ActivitiesOf(session.ID) {
		s.looks[a.ID] = kindOf(a)
		if !slices.Contains(h.categories, a.Category) {
			h.categories = append(h.categories, a.Category)
		}
		for _, g := range s.program.GroupsOfActivity(a.ID) {
			if !slices.Contains(h.sites, g.Site) {
				h.sites = append(h.sites, g.Site)
			}
			first, ok := s.firstWindow(g)
			if a.Free || a.Lottery || g.Cancelled || !ok {
				continue
			}
			if opens[a.Category] == nil {
				opens[a.Category] = map[time.Time]int{}
			}
			opens[a.Category][first.Opens]++
			closes[first.Opens] = first.Closes
		}
	}
	slices.Sort(h.categories)
	slices.SortFunc(h.sites, func(a, b leisure.SiteID) int { return cmp.Compare(s.siteName(a), s.siteName(b)) })
	for _, category := range h.categories {
		if at, ok := most(opens[category]); ok {
			h.open(at, closes[at], category)
		}
	}
	h.outside = s.outside(session.ID)
	slices.SortFunc(h.phases, func(a, b phase) int { return a.windows.Opens.Compare(b.windows.Opens) })
	return h
}

// firstWindow is the first time a group opens on the web to residents.
func (s *shelved) firstWindow(g *leisure.Group) (leisure.Window, bool) {
	o := s.program.Window(g, leisure.Resident, leisure.Web, time.Time{})
	return leisure.Window{Opens: o.Opens, Closes: o.Closes}, !o.Never()
}

func (s *shelved) siteName(id leisure.SiteID) string {
	if site, ok := s.program.Site(id); ok {
		return site.Name
	}
	return ""
}

// most is the moment that counts most groups, the earliest of those that count as many.
func most(counts map[time.Time]int) (at time.Time, ok bool) {
	best := 0
	for t, n := range counts {
		if n > best || n == best && t.Before(at) {
			at, best = t, n
		}
	}
	return at, best > 0
}

func (h *sessionShelf) open(at, closes time.Time, category string) {
	for i := range h.phases {
		if h.phases[i].windows.Opens.Equal(at) {
			h.phases[i].categories = append(h.phases[i].categories, category)
			return
		}
	}
	h.phases = append(h.phases, phase{windows: leisure.Window{Opens: at, Closes: closes}, categories: []string{category}})
}

// over tells that no phase is open any more, or to come.
func (h *sessionShelf) over(now time.Time) bool {
	return !slices.ContainsFunc(h.phases, func(p phase) bool { return p.windows.Closes.IsZero() || now.Before(p.windows.Closes) })
}

// outside is the first moment at which people from elsewhere may register for anything of the
// session; the zero time when they never may.
func (s *shelved) outside(session leisure.SessionID) time.Time {
	var first time.Time
	for _, g := range s.program.GroupsOf(session) {
		if a, ok := s.program.Activity(g.Activity); ok && a.Lottery {
			continue
		}
		if o := s.program.Window(g, leisure.Other, leisure.Web, time.Time{}); !o.Never() && (first.IsZero() || o.Opens.Before(first)) {
			first = o.Opens
		}
	}
	return first
}
