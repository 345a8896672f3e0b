package collections

import (
	"cmp"
	"slices"

	"sem/internal/civil"
	"sem/internal/places"
)

// Door is an address as the crews know it. It answers from memory and may be asked by
// many at once. The zero Door knows nothing.
type Door struct {
	Known   bool  // Known is false when no sector holds the address.
	Class   Class // Class is the size of its building; the zero Class when the city tells none apart.
	Assumed bool  // Assumed says that the number of dwellings is not known, and the smallest class was taken.

	found []located
	rules []*Rule
	town  *schedule
}

// DoorInLook is what the blocks of a page keep the door of an address under: rooms that never
// call each other look it up once.
type DoorInLook struct{ Address places.AddressID }

// located is a sector of a door, and how it was found.
type located struct {
	sector *Sector
	by     Found
}

// Found is how a sector was found.
type Found string

// The ways in which a sector is found.
const (
	ByStreet Found = "street" // ByStreet: the civic number lies in a stretch of street.
	ByPoint  Found = "point"  // ByPoint: the point of the address lies in the shape.
	ByChoice Found = "choice" // ByChoice: a person chose the sector.
)

// Pickup is one collection at a door.
type Pickup struct {
	Day       civil.Day // Day is when it takes place, or would have.
	Planned   civil.Day // Planned is the day by the rule; it differs from Day when it was moved.
	Stream    *Stream
	Sector    string // Sector is empty where the whole city has the same days.
	Rule      *Rule  // Rule is nil for a day that was added.
	Exception *Exception
	Cancelled bool
}

// Sequence grows with each change of the day (RFC 5545, 3.8.7.4).
func (p Pickup) Sequence() int {
	if p.Exception == nil {
		return 0
	}
	return p.Exception.Sequence
}

// Moved tells whether the day is another than the rule's.
func (p Pickup) Moved() bool { return p.Day != p.Planned }

// Sectors are the sectors of the door, the one of most streams first.
func (d Door) Sectors() []Sector {
	var all []Sector
	for _, l := range d.found {
		all = append(all, *l.sector)
	}
	return all
}

// SectorOf is the sector that decides on a stream, and how it was found.
func (d Door) SectorOf(stream string) (Sector, Found, bool) {
	if l, ok := d.locate(stream); ok {
		return *l.sector, l.by, true
	}
	return Sector{}, "", false
}

// locate prefers the sectors that a stream has of its own.
func (d Door) locate(stream string) (located, bool) {
	var general located
	for _, l := range d.found {
		switch l.sector.Stream {
		case stream:
			return l, true
		case "":
			general = l
		}
	}
	return general, general.sector != nil
}

// sectorCode is the sector that decides on a stream, empty when none does.
func (d Door) sectorCode(stream string) string {
	if l, ok := d.locate(stream); ok {
		return l.sector.Code
	}
	return ""
}

// choose keeps the rules of the door: of its sectors or the whole city, and of its class.
func (d *Door) choose() {
	for i := range d.town.rules {
		r := &d.town.rules[i]
		if r.Class != "" && r.Class != d.Class.Code {
			continue
		}
		if r.Sector == "" || r.Sector == d.sectorCode(r.Stream) {
			d.rules = append(d.rules, r)
		}
	}
}

// Next are the next n collections from a day on, that day included.
func (d Door) Next(from civil.Day, n int) []Pickup {
	for window := civil.Day(firstAhead); ; window = min(window*3, mostAhead) {
		found := d.Between(from, from+window)
		if len(found) >= n {
			return found[:n]
		}
		if window == mostAhead {
			return found
		}
	}
}

// A next collection is looked for a few days ahead, then farther, and at most a little over two
// years: for what comes once a year.
const (
	firstAhead = 14
	mostAhead  = 800
)

// Year are the collections of a year.
func (d Door) Year(year int) []Pickup {
	return d.Between(civil.DayAt(year, 1, 1), civil.DayAt(year, 12, 31))
}

// Between are the collections from a day to another, both included, in order. Those on
// demand are not among them: see Offered.
func (d Door) Between(from, to civil.Day) []Pickup {
	return d.pickups(from, to, func(s *Stream) bool { return !s.OnDemand }, false)
}

// WithCancelled is Between with the days that were cancelled, for calendars.
func (d Door) WithCancelled(from, to civil.Day) []Pickup {
	return d.pickups(from, to, func(s *Stream) bool { return !s.OnDemand }, true)
}

// Offered are the days of a stream that is collected on demand.
func (d Door) Offered(stream string, from, to civil.Day) []Pickup {
	return d.pickups(from, to, func(s *Stream) bool { return s.OnDemand && s.Code == stream }, false)
}

// pickups gathers what the rules have in the window and what exceptions bring into it.
func (d Door) pickups(from, to civil.Day, wanted func(*Stream) bool, cancelled bool) []Pickup {
	if !d.Known {
		return nil
	}
	all := make([]Pickup, 0, 16)
	add := func(p Pickup) {
		if p.Day < from || p.Day > to || p.Cancelled && !cancelled {
			return
		}
		all = append(all, p)
	}
	for _, r := range d.rules {
		stream := d.town.stream[r.Stream]
		if !wanted(stream) {
			continue
		}
		sector := d.sectorCode(r.Stream)
		r.each(from, to, func(day civil.Day) { add(d.pickup(stream, sector, r, day)) })
	}
	for _, e := range d.town.elsewhere(from, to) {
		stream := d.town.stream[e.Stream]
		if wanted(stream) {
			d.addElsewhere(e, stream, from, to, add)
		}
	}
	slices.SortStableFunc(all, func(a, b Pickup) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Stream.Position, b.Stream.Position), cmp.Compare(a.Planned, b.Planned))
	})
	// Two rules may name the same day; it is one collection.
	return slices.CompactFunc(all, func(a, b Pickup) bool { return a.Stream == b.Stream && a.Planned == b.Planned })
}

// pickup is a day of a rule, or what became of it.
func (d Door) pickup(stream *Stream, sector string, r *Rule, day civil.Day) Pickup {
	p := Pickup{Day: day, Planned: day, Stream: stream, Sector: sector, Rule: r}
	if e := d.town.exception(stream.Code, sector, day); e != nil {
		when, held := e.When()
		p.Exception, p.Day, p.Cancelled = e, when, !held
	}
	return p
}

// addElsewhere adds a day that no rule has in the window: one that was added, or that
// moved here from outside.
func (d Door) addElsewhere(e *Exception, stream *Stream, from, to civil.Day, add func(Pickup)) {
	sector := d.sectorCode(stream.Code)
	if d.town.exception(stream.Code, sector, e.Day) != e {
		return // It is another sector's, or the sector has its own.
	}
	r := d.ruleOn(stream.Code, e.Day)
	if r == nil && !e.Added || r != nil && e.Day >= from && e.Day <= to {
		return // No rule has what moved, or the rule has told it already.
	}
	add(d.pickup(stream, sector, r, e.Day))
}

// ruleOn is the rule that has a stream on a day, nil when none does.
func (d Door) ruleOn(stream string, day civil.Day) *Rule {
	for _, r := range d.rules {
		if r.Stream == stream && r.Occurs(day) {
			return r
		}
	}
	return nil
}

// DoorOf is an address as the crews know it.
func (s *Service) DoorOf(a places.Address) Door {
	town := s.memory()
	d := Door{town: town, found: town.locate(a)}
	d.Known = len(d.found) > 0 || len(town.sectors) == 0
	dwellings, known := 0, false
	if s.Buildings != nil && a.ID != "" {
		dwellings, known = s.Buildings.DwellingsAt(a.ID)
	}
	d.Class, d.Assumed = town.classOf(dwellings, known)
	d.choose()
	return d
}

// DoorIn is any door of a sector in a building of a class, for whoever knows theirs; an
// empty class is the smallest.
func (s *Service) DoorIn(sector, class string) Door {
	town := s.memory()
	d := Door{town: town}
	if found := town.sector[sector]; found != nil {
		d.found, d.Known = []located{{found, ByChoice}}, true
	}
	d.Class, d.Assumed = town.classOf(0, false)
	for _, c := range town.classes {
		if c.Code == class {
			d.Class, d.Assumed = c, false
		}
	}
	d.choose()
	return d
}

// Next are the next n collections at an address from a day on.
func (s *Service) Next(a places.Address, from civil.Day, n int) []Pickup {
	return s.DoorOf(a).Next(from, n)
}

// Year are the collections of a year at an address.
func (s *Service) Year(a places.Address, year int) []Pickup { return s.DoorOf(a).Year(year) }

// InClass is the door as if its building were of a class, for whoever knows better than
// the roll; a class that is not known changes nothing.
func (d Door) InClass(code string) Door {
	for _, c := range d.town.classes {
		if c.Code == code {
			d.Class, d.Assumed, d.rules = c, false, nil
			d.choose()
		}
	}
	return d
}
