package plan

import (
	"cmp"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

const (
	letter     = 15.0 // letter is the size of the letters of a name.
	bigLetter  = 23.0 // bigLetter is their size where the plan is small.
	meanWidth  = 0.54 // meanWidth is how wide a letter is, to its size.
	bend       = 3.5  // bend is how far a street may turn aside under its name.
	roomy      = 0.34 // roomy is the scale, in units per metre, from which every street may have its name.
	mostLabels = 22
	mostNear   = 9
	pinHead    = 27.0 // pinHead is how far above its point the head of a pin is.
	pinRadius  = 19.0

	middleShare = 1 / 1.7 // middleShare is the part of the width that a small screen shows.
)

// spot is a round place that a name has taken, or that must stay free.
type spot struct{ x, y, r float64 }

// run is a straight place for a name.
type run struct {
	x, y, angle float64 // angle is in radians.
	straying    float64 // straying is how far the street leaves the middle of the name.
}

// labels finds places for the names, twice: for the whole plan, and in larger letters for
// its middle, which is all that a small screen shows. A name without a free place is left out.
func (s *sheet) labels() []Label {
	wanted := slices.Clone(s.named)
	slices.SortStableFunc(wanted, func(a, b named) int {
		return cmp.Or(cmp.Compare(rank(a.kind), rank(b.kind)), cmp.Compare(size(b), size(a)), cmp.Compare(a.name, b.name))
	})
	far := s.place(wanted, letter, mostLabels, s.frame.clear, s.holds)
	clear := make([]spot, len(s.frame.clear))
	for i, c := range s.frame.clear { // The pins are larger there.
		clear[i] = spot{c.x, c.y, c.r * bigLetter / letter}
	}
	near := s.place(s.nearest(wanted), bigLetter, mostNear, clear, s.central)
	return together(far, near)
}

// place gives names to free places, in their order.
func (s *sheet) place(wanted []named, letter float64, most int, taken []spot, fits func(run, float64) bool) []Label {
	taken = slices.Clone(taken)
	placed := map[string]bool{} // A water in several tiles bears its name once.
	var all []Label
	for _, n := range wanted {
		width := widthOf(n.name, letter)
		if placed[n.name] || len(all) == most {
			continue
		}
		for _, r := range s.runs(n, width) {
			spots := spotsOf(r, width, letter)
			if !fits(r, width) || collide(taken, s.apart(n, spots)) {
				continue
			}
			taken = append(taken, spots...)
			placed[n.name] = true
			all = append(all, Label{X: r.x, Y: r.y, Angle: math.Round(r.angle * 180 / math.Pi), Text: capital(n.name), Kind: n.kind})
			break
		}
	}
	return all
}

// apart keeps the names of streets at a distance where streets are drawn thin, so that the
// plan of a town is not covered with them.
func (s *sheet) apart(n named, spots []spot) []spot {
	room := min(max(roomy/s.frame.perMetre(), 1), 6)
	if n.kind != Street || room == 1 {
		return spots
	}
	wide := slices.Clone(spots)
	for i := range wide {
		wide[i].r *= room
	}
	return wide
}

// nearest orders names for who sees only the middle: the closest streets first.
func (s *sheet) nearest(wanted []named) []named {
	middle := orb.Point{s.frame.Width / 2, s.frame.Height / 2}
	away := map[string]float64{}
	for _, n := range wanted {
		least := math.Inf(1)
		for _, line := range n.lines {
			least = min(least, planar.DistanceFrom(line, middle))
		}
		away[n.name] = least
	}
	wanted = slices.Clone(wanted)
	slices.SortStableFunc(wanted, func(a, b named) int { return cmp.Compare(away[a.name], away[b.name]) })
	return wanted
}

// together has one label for a name that stands at the same place in both.
func together(far, near []Label) []Label {
	for i := range far {
		same := slices.IndexFunc(near, func(l Label) bool { return l == far[i] })
		if far[i].Minor = same < 0; same >= 0 {
			near = slices.Delete(near, same, same+1)
		}
	}
	for _, l := range near {
		l.Near = true
		far = append(far, l)
	}
	return far
}

// capital begins a name as signs do: Rue du Moulin.
func capital(name string) string {
	r, n := utf8.DecodeRuneInString(name)
	return string(unicode.ToUpper(r)) + name[n:]
}

// rank orders kinds by how much their names help to find one's way.
func rank(kind string) int {
	if i := slices.Index([]string{Major, Water, Park, Street, Stream, Sector, Path, Rail}, kind); i >= 0 {
		return i
	}
	return 9
}

// size is how long a line is in the drawing, or how large an area is.
func size(n named) (total float64) {
	for _, l := range n.lines {
		if isArea(n.kind) {
			total += math.Abs(areaOf(l))
		} else {
			total += lengthOf(l)
		}
	}
	return total
}

func isArea(kind string) bool { return kind == Park || kind == Water || kind == Sector }

func lengthOf(line orb.LineString) (length float64) {
	for i := 1; i < len(line); i++ {
		length += planar.Distance(line[i-1], line[i])
	}
	return length
}

func widthOf(name string, letter float64) float64 {
	return float64(utf8.RuneCountInString(name)) * letter * meanWidth
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

// within are places in an area, the furthest from its edge first.
func (s *sheet) within(n named, width float64) []run {
	area := polygon(n.lines)
	b := area.Bound()
	b = orb.Bound{
		Min: orb.Point{max(b.Min[0], 0), max(b.Min[1], 0)},
		Max: orb.Point{min(b.Max[0], s.frame.Width), min(b.Max[1], s.frame.Height)},
	}
	if b.Max[0]-b.Min[0] < width*0.55 || b.Max[1]-b.Min[1] < letter {
		return nil
	}
	const cells = 12
	type candidate struct {
		run
		room float64
	}
	var all []candidate
	for i := range cells {
		for j := range cells {
			p := orb.Point{
				b.Min[0] + (float64(i)+0.5)/cells*(b.Max[0]-b.Min[0]),
				b.Min[1] + (float64(j)+0.5)/cells*(b.Max[1]-b.Min[1]),
			}
			if inside(area, p) {
				room := min(math.Abs(planar.DistanceFrom(area, p)), width/2)
				all = append(all, candidate{run{x: p[0], y: p[1]}, room})
			}
		}
	}
	middle := b.Center()
	slices.SortStableFunc(all, func(a, c candidate) int {
		return cmp.Or(cmp.Compare(c.room, a.room), cmp.Compare(planar.Distance(orb.Point{a.x, a.y}, middle), planar.Distance(orb.Point{c.x, c.y}, middle)))
	})
	runs := make([]run, len(all))
	for i, c := range all {
		runs[i] = c.run
	}
	return runs
}

// spotsOf covers a name with discs, which tell simply whether turned names touch.
func spotsOf(r run, width, letter float64) []spot {
	radius := letter * 0.6
	n := max(2, int(math.Ceil(width/(radius*1.3))))
	sin, cos := math.Sincos(r.angle)
	spots := make([]spot, n)
	for i := range spots {
		along := (float64(i)/float64(n-1) - 0.5) * (width - letter/2)
		spots[i] = spot{r.x + along*cos, r.y + along*sin, radius}
	}
	return spots
}

func collide(taken, spots []spot) bool {
	for _, a := range taken {
		for _, b := range spots {
			if reach := a.r + b.r; (a.x-b.x)*(a.x-b.x)+(a.y-b.y)*(a.y-b.y) < reach*reach {
				return true
			}
		}
	}
	return false
}

// holds tells whether a whole name stands in the frame, and not on the scale.
func (s *sheet) holds(r run, width float64) bool {
	sin, cos := math.Sincos(r.angle)
	dx, dy := math.Abs(cos)*width/2+math.Abs(sin)*letter/2+6, math.Abs(sin)*width/2+math.Abs(cos)*letter/2+6
	if r.x-dx < 0 || r.x+dx > s.frame.Width || r.y-dy < 0 || r.y+dy > s.frame.Height {
		return false
	}
	_, ruler := s.frame.scale()
	onScale := r.x-dx < ruler+64 && r.y+dy > s.frame.Height-62
	return !onScale
}

// central tells whether a whole name is seen where the plan is small and shows its middle.
func (s *sheet) central(r run, width float64) bool {
	side := s.frame.Width * middleShare / 2
	sin, cos := math.Sincos(r.angle)
	dx, dy := math.Abs(cos)*width/2+8, math.Abs(sin)*width/2+bigLetter/2+4
	onScale := r.x-dx < s.frame.Width/2-side+130 && r.y+dy > s.frame.Height/2+side-60
	return math.Abs(r.x-s.frame.Width/2)+dx < side && math.Abs(r.y-s.frame.Height/2)+dy < side && !onScale
}
