package neighbourhood

import (
	"slices"
	"time"

	"sem/internal/geo"
)

// The radius somebody may look around, in metres.
const (
	LeastRadius = 100
	UsualRadius = 300
	MostRadius  = 2000
)

// WithinReach is a radius that may be asked for, the usual one when none was.
func WithinReach(metres int) int {
	if metres == 0 {
		return UsualRadius
	}
	return min(max(metres, LeastRadius), MostRadius)
}

// Look is what somebody wants to see around a point.
type Look struct {
	From       geo.Point
	Metres     float64
	Categories []string // Categories are those wanted, all when there are none.
	OpenNow    bool     // OpenNow leaves out what is closed, and what nobody knows the hours of.
	At         time.Time
}

// View is what a look shows.
type View struct {
	Near   []Near
	Counts map[string]int // Counts are the places within the radius by category, whatever was wanted.
	Beyond []Near         // Beyond is the nearest of each kind wanted, farther away, when nothing is near.
}

// farMetres is how far one looks for the nearest of each kind.
const farMetres = 5_000

// Look is what is around a point, the nearest first.
func (s *Service) Look(l Look) View {
	all := s.Around(l.From, l.Metres)
	v := View{Counts: map[string]int{}}
	for _, n := range all {
		v.Counts[n.Place.Category]++
		if s.wanted(n, l) {
			v.Near = append(v.Near, n)
		}
	}
	if len(v.Near) == 0 {
		v.Beyond = s.nearestOfEach(l)
	}
	return v
}

func (s *Service) wanted(n Near, l Look) bool {
	if len(l.Categories) > 0 && !slices.Contains(l.Categories, n.Place.Category) {
		return false
	}
	return !l.OpenNow || s.OpenAt(n.Place, l.At).Open
}

func (s *Service) nearestOfEach(l Look) []Near {
	var nearest []Near
	seen := map[string]bool{}
	for _, n := range s.Around(l.From, farMetres) {
		if !seen[n.Place.Category] && s.wanted(n, l) {
			seen[n.Place.Category] = true
			nearest = append(nearest, n)
		}
	}
	return nearest
}

// metresPerMinute is how far somebody walks in a minute who does not hurry: 4 km/h.
const metresPerMinute = 67

// streetsAreLonger is by how much the way along the streets is longer than as the crow flies.
const streetsAreLonger = 1.3

// WalkMinutes is about how long the way takes on foot, at least a minute.
func (n Near) WalkMinutes() int {
	return max(1, int(n.Metres*streetsAreLonger/metresPerMinute+0.5))
}
