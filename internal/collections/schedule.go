package collections

import (
	"cmp"
	"slices"

	"sem/internal/civil"
	"sem/internal/places"
)

// schedule is everything the room knows of its days. It never changes once it is made: a
// new one takes its place.
type schedule struct {
	changed    string // changed is the mark of the database it was read at.
	streams    []Stream
	stream     map[string]*Stream
	classes    []Class
	sectors    []Sector
	sector     map[string]*Sector
	stretches  map[string][]stretch
	rules      []Rule
	exceptions map[exceptionKey]*Exception
	away       []*Exception // away are those whose day is not where a rule has it, by the day they take.
	holidays   []Holiday
	prose      []Prose
	objects    []Object
	finder     *finder
}

type exceptionKey struct {
	stream, sector string
	day            civil.Day
}

type stretch struct {
	Range
	sector *Sector
}

// arrange makes a schedule ready to be asked. Rules and exceptions of a stream or sector
// that is not there are left out.
func (t *schedule) arrange(exceptions []Exception) {
	slices.SortStableFunc(t.streams, func(a, b Stream) int { return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Code, b.Code)) })
	t.stream = make(map[string]*Stream, len(t.streams))
	for i := range t.streams {
		t.stream[t.streams[i].Code] = &t.streams[i]
	}
	slices.SortStableFunc(t.classes, func(a, b Class) int { return cmp.Or(cmp.Compare(a.Least, b.Least), cmp.Compare(a.Code, b.Code)) })
	slices.SortStableFunc(t.sectors, func(a, b Sector) int { return cmp.Or(cmp.Compare(a.Position, b.Position), cmp.Compare(a.Code, b.Code)) })
	t.sector, t.stretches = make(map[string]*Sector, len(t.sectors)), map[string][]stretch{}
	for i := range t.sectors {
		s := &t.sectors[i]
		s.box = s.Area.Box()
		t.sector[s.Code] = s
		for _, r := range s.Ranges {
			name := street(r.Street)
			t.stretches[name] = append(t.stretches[name], stretch{r, s})
		}
	}
	t.rules = slices.DeleteFunc(t.rules, func(r Rule) bool { return t.stream[r.Stream] == nil })
	t.exceptions = make(map[exceptionKey]*Exception, len(exceptions))
	for i := range exceptions {
		e := &exceptions[i]
		if t.stream[e.Stream] == nil {
			continue
		}
		t.exceptions[exceptionKey{e.Stream, e.Sector, e.Day}] = e
		if e.Added || e.State == Moved {
			t.away = append(t.away, e)
		}
	}
	slices.SortStableFunc(t.away, func(a, b *Exception) int { return cmp.Compare(a.takes(), b.takes()) })
	t.finder = newFinder(t.objects)
}

// takes is the day an exception shows on, even cancelled.
func (e *Exception) takes() civil.Day {
	day, _ := e.When()
	return day
}

// exception is what became of a day in a sector; the sector's own word wins over the city's.
func (t *schedule) exception(stream, sector string, day civil.Day) *Exception {
	if sector != "" {
		if e := t.exceptions[exceptionKey{stream, sector, day}]; e != nil {
			return e
		}
	}
	return t.exceptions[exceptionKey{stream, "", day}]
}

// elsewhere are the added and moved days that fall from a day to another.
func (t *schedule) elsewhere(from, to civil.Day) []*Exception {
	first, _ := slices.BinarySearchFunc(t.away, from, func(e *Exception, d civil.Day) int { return cmp.Compare(e.takes(), d) })
	end := first
	for end < len(t.away) && t.away[end].takes() <= to {
		end++
	}
	return t.away[first:end]
}

// locate finds the sectors of an address: the general one, and those of streams that have
// their own. A stretch of street is surer than a shape, for it was written by a person.
func (t *schedule) locate(a places.Address) []located {
	var found []located
	add := func(s *Sector, by Found) {
		for _, l := range found {
			if l.sector.Stream == s.Stream {
				return
			}
		}
		found = append(found, located{s, by})
	}
	if len(t.stretches) > 0 {
		number := civic(a.Civic)
		for _, r := range t.stretches[street(a.Street)] {
			if r.Contains(number) {
				add(r.sector, ByStreet)
			}
		}
	}
	if a.Point.IsZero() {
		return found
	}
	for i := range t.sectors {
		s := &t.sectors[i]
		if !s.Area.IsZero() && s.box.Contains(a.Point) && s.Area.Contains(a.Point) {
			add(s, ByPoint)
		}
	}
	slices.SortStableFunc(found, func(a, b located) int { return cmp.Compare(a.sector.Stream, b.sector.Stream) })
	return found
}

// classOf is the class of a building. When the number of dwellings is not known, it is the
// smallest: most buildings of a town are houses.
func (t *schedule) classOf(dwellings int, known bool) (c Class, assumed bool) {
	if known {
		for _, c := range t.classes {
			if c.Holds(dwellings) {
				return c, false
			}
		}
	}
	if len(t.classes) > 0 {
		return t.classes[0], true
	}
	return Class{}, false
}
