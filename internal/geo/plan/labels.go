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
	pinRadius  = 16.5
	bigPin     = 1.55 // bigPin is how much larger pins are where the plan is small.

	middleShare = 1 / 1.7 // middleShare is the part of the width that a small screen shows.
)

// spot is a round place that a name has taken, or that must stay free.
type spot struct{ x, y, r float64 }

// labels finds places for the names, twice: for the whole plan, and in larger letters for
// its middle, which is all that a small screen shows. A name without a free place is left out.
func (s *sheet) labels() []Label {
	wanted := slices.Clone(s.named)
	slices.SortStableFunc(wanted, func(a, b named) int {
		return cmp.Or(cmp.Compare(rank(a.kind), rank(b.kind)), cmp.Compare(size(b), size(a)), cmp.Compare(a.name, b.name))
	})
	far := s.place(wanted, letter, mostLabels, s.frame.clear(1), s.holds)
	near := s.place(s.nearest(wanted), bigLetter, mostNear, s.frame.clear(bigPin), s.central)
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
	return math.Abs(r.x-s.frame.Width/2)+dx < side && math.Abs(r.y-s.frame.Height/2)+dy < side*1.1 && !onScale
}
