package plan

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// run is a straight place for a name.
type run struct {
	x, y, angle float64 // angle is in radians.
	straying    float64 // straying is how far the street leaves the middle of the name.
}

// runs are the places that a name of this width may take, the best first.
func (s *sheet) runs(n named, width float64) []run {
	if n.at != nil {
		return []run{{x: n.at[0], y: n.at[1]}}
	}
	if isArea(n.kind) {
		return s.within(n, width)
	}
	var all []run
	for _, line := range n.lines {
		all = append(all, s.along(line, width)...)
	}
	slices.SortStableFunc(all, func(a, b run) int { return cmp.Compare(s.worth(a), s.worth(b)) })
	return all
}

// worth is smaller for a straight place near the middle of the plan.
func (s *sheet) worth(r run) float64 {
	return r.straying*12 + math.Hypot(r.x-s.frame.Width/2, r.y-s.frame.Height/2)/4
}

// along are the places along a line where it is straight for so long.
func (s *sheet) along(line orb.LineString, width float64) []run {
	const step, most = 14.0, 120
	at := passed(line)
	length := at[len(at)-1]
	var all []run
	for from, i := 0.0, 1; from+width <= length && len(all) < most; from += step {
		for at[i] < from {
			i++
		}
		j := i
		for at[j] < from+width {
			j++
		}
		a, b := between(line, at, i, from), between(line, at, j, from+width)
		if planar.Distance(a, b) < width*0.97 {
			continue
		}
		if off := straying(line[i:j], a, b); off <= bend {
			all = append(all, run{(a[0] + b[0]) / 2, (a[1] + b[1]) / 2, upright(math.Atan2(b[1]-a[1], b[0]-a[0])), off})
		}
	}
	return all
}

// passed is how far along the line each of its points is.
func passed(line orb.LineString) []float64 {
	at := make([]float64, len(line))
	for i := 1; i < len(line); i++ {
		at[i] = at[i-1] + planar.Distance(line[i-1], line[i])
	}
	return at
}

// between is the point so far along the line, on the piece that ends with point i.
func between(line orb.LineString, at []float64, i int, along float64) orb.Point {
	t := 0.0
	if d := at[i] - at[i-1]; d > 0 {
		t = (along - at[i-1]) / d
	}
	return orb.Point{line[i-1][0] + t*(line[i][0]-line[i-1][0]), line[i-1][1] + t*(line[i][1]-line[i-1][1])}
}

// upright turns an angle so that letters stand on their feet.
func upright(angle float64) float64 {
	switch {
	case angle > math.Pi/2:
		return angle - math.Pi
	case angle <= -math.Pi/2:
		return angle + math.Pi
	}
	return angle
}

// straying is how far the points of a stretch leave its chord.
func straying(points orb.LineString, a, b orb.Point) (most float64) {
	for _, p := range points {
		most = max(most, planar.DistanceFromSegment(a, b, p))
	}
	return most
}

// within are places in an area, the furthest from its edge first; where an area is narrow,
// the name is turned as it runs.
func (s *sheet) within(n named, width float64) []run {
	area := polygon(n.lines)
	b := area.Bound()
	b = orb.Bound{
		Min: orb.Point{max(b.Min[0], 0), max(b.Min[1], 0)},
		Max: orb.Point{min(b.Max[0], s.frame.Width), min(b.Max[1], s.frame.Height)},
	}
	if max(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) < width*0.55 || min(b.Max[0]-b.Min[0], b.Max[1]-b.Min[1]) < letter {
		return nil
	}
	const most = 14
	all := inland(area, b, width/2)
	var runs, outside []run
	for _, at := range all[:min(len(all), most)] {
		if angle, ok := lying(area, at, width); ok {
			runs = append(runs, run{x: at[0], y: at[1], angle: angle})
		} else if n.kind != Water {
			outside = append(outside, run{x: at[0], y: at[1]})
		}
	}
	return append(runs, outside...)
}

// inland are points of an area, the furthest from its edge first, then the nearest to the
// middle of its box. Further than enough is not better.
func inland(area orb.Polygon, b orb.Bound, enough float64) []orb.Point {
	const cells = 12
	type candidate struct {
		at          orb.Point
		room, aside float64
	}
	var all []candidate
	for i := range cells {
		for j := range cells {
			p := orb.Point{
				b.Min[0] + (float64(i)+0.5)/cells*(b.Max[0]-b.Min[0]),
				b.Min[1] + (float64(j)+0.5)/cells*(b.Max[1]-b.Min[1]),
			}
			if inside(area, p) {
				all = append(all, candidate{p, min(math.Abs(planar.DistanceFrom(area, p)), enough), planar.Distance(p, b.Center())})
			}
		}
	}
	slices.SortStableFunc(all, func(a, c candidate) int {
		return cmp.Or(cmp.Compare(c.room, a.room), cmp.Compare(a.aside, c.aside))
	})
	points := make([]orb.Point, len(all))
	for i, c := range all {
		points[i] = c.at
	}
	return points
}

// lying is how a name must be turned about a point to lie in an area from end to end.
func lying(area orb.Polygon, at orb.Point, width float64) (angle float64, ok bool) {
	for _, degrees := range []float64{0, -15, 15, -30, 30, -45, 45, -60, 60, -75, 75} {
		angle := degrees * math.Pi / 180
		sin, cos := math.Sincos(angle)
		ok := true
		for part := -2.0; part <= 2 && ok; part++ {
			away := part / 4 * width
			ok = inside(area, orb.Point{at[0] + away*cos, at[1] + away*sin})
		}
		if ok {
			return angle, true
		}
	}
	return 0, false
}
