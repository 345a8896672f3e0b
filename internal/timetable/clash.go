package timetable

import (
	"slices"
	"time"

	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
)

// Kind says why two classes do not go together.
type Kind string

// The kinds of clashes.
const (
	Overlap  Kind = "overlap"  // Overlap: the same person has both at once.
	Travel   Kind = "travel"   // Travel: the same person has not enough time to go from one to the other.
	Together Kind = "together" // Together: two children have theirs at once, and somebody takes each of them there.
)

// Clash is two classes of a day that do not go together, the earlier one first.
type Clash struct {
	Kind    Kind
	A, B    Class
	People  []people.ID // People have both; for Together, the children of A and then those of B.
	Minutes int         // Minutes are between the end of A and the start of B; below zero they overlap.
}

// accompanied is until what age somebody is taken to a course.
const accompanied = 12

// Clashes are the pairs of classes that do not go together, in the order of the classes. What
// does not take place clashes with nothing.
func (f Family) Clashes(classes []Class, now time.Time) []Clash {
	var found []Clash
	for i, a := range classes {
		for _, b := range classes[i+1:] {
			if b.Day != a.Day {
				break
			}
			if a.Happens() && b.Happens() && a.ID != b.ID {
				if c, ok := f.clash(a, b, now); ok {
					found = append(found, c)
				}
			}
		}
	}
	return found
}

func (f Family) clash(a, b Class, now time.Time) (Clash, bool) {
	c := Clash{A: a, B: b, Minutes: int(b.Start) - int(a.End)}
	for _, one := range a.People {
		if slices.Contains(b.People, one) {
			c.People = append(c.People, one)
		}
	}
	switch {
	case len(c.People) > 0 && c.Minutes < 0:
		c.Kind = Overlap
	case len(c.People) > 0:
		c.Kind = Travel
		return c, c.Minutes < registration.MinutesBetween(f.program, a.Site, b.Site)
	default:
		first, second := f.taken(a, now), f.taken(b, now)
		c.Kind, c.People = Together, slices.Concat(first, second)
		return c, c.Minutes < 0 && len(first) > 0 && len(second) > 0
	}
	return c, true
}

// taken are the children of a class whom somebody takes there, and who have nobody of the
// family beside them in it.
func (f Family) taken(c Class, now time.Time) (some []people.ID) {
	for _, who := range c.People {
		p, _ := f.Person(who)
		age := p.Age(now)
		if age < 0 || age > accompanied {
			return nil
		}
		some = append(some, who)
	}
	return some
}

// SameSite tells whether the two classes of a clash meet at one place.
func (c Clash) SameSite() bool { return c.A.Site == c.B.Site && c.A.Site != leisure.SiteID("") }
