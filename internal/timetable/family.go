package timetable

import (
	"cmp"
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/leisure"
	"sem/internal/people"
)

// Family is the timetable of those whose matters somebody may see.
type Family struct {
	Owner   people.ID
	People  []people.Person // People are the owner first, without their contacts.
	courses []course
	program *leisure.Program
}

// course is somebody in a group.
type course struct {
	person people.ID
	group  leisure.GroupID
	since  time.Time
	kept   bool // kept: without registration.
}

// Class is a class that some of the family go to.
type Class struct {
	leisure.Occurrence
	Course   *leisure.Group
	Activity *leisure.Activity
	People   []people.ID // People are in the order of the family.
	Kept     bool        // Kept: an activity without registration, that somebody put on the timetable.
	Since    time.Time   // Since is when the last of them joined.
	// Left is the trace of a class where it was planned before it moved; the class itself is on
	// its new day.
	Left bool
}

// Happens tells whether the class takes place, there and then.
func (c Class) Happens() bool { return c.Held() && !c.Left }

// Person is somebody of the family.
func (f Family) Person(who people.ID) (people.Person, bool) {
	i := slices.IndexFunc(f.People, func(p people.Person) bool { return p.ID == who })
	if i < 0 {
		return people.Person{}, false
	}
	return f.People[i], true
}

// Program is the program that the timetable was made with.
func (f Family) Program() *leisure.Program { return f.program }

// Empty tells that nobody has anything at all.
func (f Family) Empty() bool { return len(f.courses) == 0 }

// Next is the first day from a day on at which somebody has a class; false when there is none.
func (f Family) Next(from civil.Day, who people.ID) (civil.Day, bool) {
	var next civil.Day
	for _, c := range f.courses {
		if who != "" && c.person != who {
			continue
		}
		for _, o := range f.program.Occurrences(c.group) {
			if o.Held() && o.Day >= from && (next == 0 || o.Day < next) {
				next = o.Day
			}
		}
	}
	return next, next != 0
}

// Between are the classes from a day to another, both included, of one of the family or of
// everybody when who is empty: those of several people once, by their hours. The cancelled ones
// are among them, and the traces of those that moved away.
func (f Family) Between(from, to civil.Day, who people.ID) []Class {
	var found []Class
	seen := map[leisure.GroupID]bool{}
	for _, c := range f.courses {
		if seen[c.group] {
			continue
		}
		seen[c.group] = true
		if one, ok := f.class(c.group, who); ok {
			for _, o := range f.program.Occurrences(c.group) {
				found = one.on(found, o, from, to)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b Class) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End), cmp.Compare(a.ID, b.ID))
	})
	return found
}

// class is what the classes of a group have in common for the family; false when nobody that is
// asked for goes there, or the program knows it no more.
func (f Family) class(id leisure.GroupID, who people.ID) (Class, bool) {
	one := Class{Kept: true}
	var known bool
	if one.Course, known = f.program.Group(id); !known {
		return one, false
	}
	if one.Activity, known = f.program.Activity(one.Course.Activity); !known {
		return one, false
	}
	for _, p := range f.People {
		for _, c := range f.courses {
			if c.group != id || c.person != p.ID || who != "" && who != p.ID || slices.Contains(one.People, p.ID) {
				continue
			}
			one.People, one.Kept = append(one.People, p.ID), one.Kept && c.kept
			if c.since.After(one.Since) {
				one.Since = c.since
			}
		}
	}
	return one, len(one.People) > 0
}

// on adds a class to those found, and the trace it left, where they are between two days.
func (c Class) on(found []Class, o leisure.Occurrence, from, to civil.Day) []Class {
	c.Occurrence = o
	if o.Day >= from && o.Day <= to {
		found = append(found, c)
	}
	if o.State == leisure.Moved && o.WasDay >= from && o.WasDay <= to && (o.WasDay != o.Day || o.WasStart != o.Start) {
		trace := c
		trace.Left = true
		trace.Day, trace.Start, trace.End = o.WasDay, o.WasStart, o.WasStart+o.End-o.Start
		found = append(found, trace)
	}
	return found
}

// Sites are where classes are held, each once, in their order.
func (f Family) Sites(classes []Class) []*leisure.Site {
	var sites []*leisure.Site
	for _, c := range classes {
		if site, ok := f.program.Site(c.Site); ok && c.Happens() && !slices.Contains(sites, site) {
			sites = append(sites, site)
		}
	}
	return sites
}

// KeptBy is an activity without registration on the timetable of one of the family.
type KeptBy struct {
	Person   people.ID
	Course   *leisure.Group
	Activity *leisure.Activity
}

// Kept are the activities without registration on the timetable, those of the program only, each
// once for each person.
func (f Family) Kept() []KeptBy {
	var all []KeptBy
	for _, c := range f.courses {
		g, known := f.program.Group(c.group)
		if !c.kept || !known || slices.ContainsFunc(all, func(k KeptBy) bool { return k.Person == c.person && k.Course == g }) {
			continue
		}
		if a, known := f.program.Activity(g.Activity); known {
			all = append(all, KeptBy{Person: c.person, Course: g, Activity: a})
		}
	}
	return all
}
