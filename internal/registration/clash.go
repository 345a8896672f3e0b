package registration

import (
	"math"

	"sem/internal/geo"
	"sem/internal/leisure"
)

// The time that somebody needs from one class to the next at another site: to change and to
// find a seat, then to go at 24 km/h, which is what a car or a bus does in town, lights
// included.
const (
	leaveMinutes    = 5
	metresPerMinute = 400
)

// clashes are the classes of a place that meet those of other places of the same person.
func clashes(p *leisure.Program, place Place, others []Place) (found []Clash) {
	mine := p.Occurrences(place.Group)
	for _, other := range others {
		if other.ID == place.ID || other.Person != place.Person || other.Group == place.Group {
			continue
		}
		if c, ok := clash(p, mine, p.Occurrences(other.Group)); ok {
			c.With, c.Group, c.Person = other.ID, other.Group, place.Person
			found = append(found, c)
		}
	}
	return found
}

// clash compares the classes of two groups, each in its order: two that overlap count before two
// that leave no time to go from one to the other.
func clash(p *leisure.Program, a, b []leisure.Occurrence) (Clash, bool) {
	var overlap, travel Clash
	for i, j := 0, 0; i < len(a) && j < len(b); {
		x, y := a[i], b[j]
		switch {
		case x.Day < y.Day:
			i++
			continue
		case y.Day < x.Day:
			j++
			continue
		}
		if x.Held() && y.Held() {
			gap := max(int(y.Start)-int(x.End), int(x.Start)-int(y.End))
			switch {
			case gap < 0:
				note(&overlap, x, gap)
			case gap < MinutesBetween(p, x.Site, y.Site):
				travel.Travel = true
				note(&travel, x, gap)
			}
		}
		if x.End <= y.End {
			i++
		} else {
			j++
		}
	}
	if overlap.Days > 0 {
		return overlap, true
	}
	return travel, travel.Days > 0
}

func note(c *Clash, o leisure.Occurrence, gap int) {
	if c.Days == 0 {
		c.Day, c.Minutes = o.Day, gap
	}
	c.Days++
}

// MinutesBetween is how long it takes from one site to another.
func MinutesBetween(p *leisure.Program, from, to leisure.SiteID) int {
	if from == to {
		return 0
	}
	a, okA := p.Site(from)
	b, okB := p.Site(to)
	if !okA || !okB || a.Point == (geo.Point{}) || b.Point == (geo.Point{}) {
		return leaveMinutes
	}
	return leaveMinutes + int(math.Ceil(geo.DistanceMetres(a.Point, b.Point)/metresPerMinute))
}
