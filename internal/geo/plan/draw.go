package plan

import (
	"math"

	"github.com/paulmach/orb"

	"sem/internal/geo"
)

// The picture of a neighbourhood weighs at most 25 KB, its mark-up included.
const (
	mostBuildings = 13_000 // mostBuildings is the share of the buildings near the middle.
	mostLandmarks = 15_000 // mostLandmarks is that of all buildings.
	landmark      = 700.0  // landmark is the ground, in square metres, of a building that helps to find one's way.
	smallest      = 6.0    // smallest is the area, in square units, under which an area is not seen.
)

// Draw draws features into a frame. When all buildings would make the picture heavy, those
// near the middle are drawn, and of the others the large ones.
func Draw(f Frame, features []Feature) Drawing {
	d := Drawing{Width: f.Width, Height: f.Height}
	d.ScaleMetres, d.ScaleWidth = f.scale()
	s := sheet{frame: f.projector(), pens: map[string]*pen{}, ways: map[way][]orb.LineString{}, least: smallest}
	byKind := map[string][]*Feature{}
	for i := range features {
		if s.frame.meets(features[i].Box) {
			byKind[features[i].Kind] = append(byKind[features[i].Kind], &features[i])
		}
	}
	for _, kind := range kinds {
		if kind == Building {
			s.build(byKind[kind])
			continue
		}
		for _, f := range byKind[kind] {
			s.draw(f)
		}
	}
	s.drawWays()
	s.plant()
	for _, kind := range kinds {
		if w := s.pens[kind]; w != nil && w.b.Len() > 0 {
			d.Layers = append(d.Layers, Layer{Kind: kind, Paths: []string{w.String()}})
		}
	}
	d.Labels = s.labels()
	return d
}

// sheet is a drawing being made.
type sheet struct {
	frame  projector
	pens   map[string]*pen
	named  []named
	ways   map[way][]orb.LineString
	order  []way         // order is that of the features, so that the same map gives the same drawing.
	greens []orb.Polygon // greens are the parks, for their trees.
	least  float64       // least is the area under which an area is left out.
}

// way is all the pieces of one street, which are drawn and named together.
type way struct {
	kind, name string
	nameOnly   bool
}

// named is a line or an area that would like to have its name beside it.
type named struct {
	name, kind string
	lines      []orb.LineString
	at         *orb.Point // at is where the name must stand, when the map says so.
}

func (s *sheet) pen(kind string) *pen {
	w := s.pens[kind]
	if w == nil {
		w = &pen{whole: kind == Building || kind == Tree || kind == Wood}
		s.pens[kind] = w
	}
	return w
}

// draw draws an area, or gathers a line for when all of its street are known.
func (s *sheet) draw(f *Feature) {
	switch {
	case f.NameOnly && len(f.Lines) > 0 && len(f.Lines[0]) == 1:
		x, y := s.frame.xy(f.Lines[0][0])
		s.named = append(s.named, named{name: f.Name, kind: f.Kind, at: &orb.Point{x, y}})
	case f.Closed:
		s.drawArea(f)
	default:
		of := way{f.Kind, f.Name, f.NameOnly}
		if _, known := s.ways[of]; !known {
			s.order = append(s.order, of)
		}
		for _, line := range f.Lines {
			s.ways[of] = append(s.ways[of], s.frame.pieces(line, false)...)
		}
	}
}

func (s *sheet) drawArea(f *Feature) {
	if s.frame.areaOf(f.Box) < s.least {
		return
	}
	var seen []orb.LineString
	for _, line := range f.Lines {
		for _, piece := range s.frame.pieces(line, true) {
			if math.Abs(areaOf(piece)) >= s.least {
				seen = append(seen, piece)
			}
		}
	}
	if len(seen) == 0 {
		return
	}
	for _, ring := range s.turned(seen) {
		s.pen(f.Kind).line(ring, true)
	}
	if f.Kind == Park {
		s.greens = append(s.greens, polygon(seen))
	}
	if f.Name != "" && f.Kind != Building {
		s.named = append(s.named, named{name: f.Name, kind: f.Kind, lines: seen})
	}
}

// drawWays draws the lines that were gathered, each street as long as it is.
func (s *sheet) drawWays() {
	for _, of := range s.order {
		lines := joined(s.ways[of])
		if !of.nameOnly {
			for _, line := range lines {
				s.pen(of.kind).line(line, false)
			}
		}
		if of.name != "" && len(lines) > 0 {
			s.named = append(s.named, named{name: of.name, kind: of.kind, lines: lines})
		}
	}
}

// meets tells whether a box of the Earth has anything in the frame; the zero box may.
func (p projector) meets(b geo.Box) bool {
	if b == (geo.Box{}) {
		return true
	}
	left, bottom := p.xy(b.SouthWest)
	right, top := p.xy(b.NorthEast)
	return left <= p.Width+bleed && right >= -bleed && top <= p.Height+bleed && bottom >= -bleed
}

// areaOf is how much of the drawing a box takes, in square units; the zero box may take all.
func (p projector) areaOf(b geo.Box) float64 {
	if b == (geo.Box{}) {
		return math.Inf(1)
	}
	return (b.NorthEast.Lon - b.SouthWest.Lon) * p.perLon * (b.NorthEast.Lat - b.SouthWest.Lat) * p.perLat
}

func polygon(rings []orb.LineString) orb.Polygon {
	p := make(orb.Polygon, len(rings))
	for i, r := range rings {
		p[i] = orb.Ring(r)
	}
	return p
}

// areaOf is the area of a ring, by the shoelace formula.
func areaOf(ring orb.LineString) float64 {
	var twice float64
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		twice += a[0]*b[1] - b[0]*a[1]
	}
	return twice / 2
}
