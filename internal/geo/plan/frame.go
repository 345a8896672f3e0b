package plan

import (
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/clip"
	"github.com/paulmach/orb/simplify"

	"sem/internal/geo"
)

// Frame is the rectangle of the town that a drawing shows, and the size of the drawing in
// its own units. North is up, and a metre is as long one way as the other.
type Frame struct {
	Centre          geo.Point
	HalfWidthMetres float64 // HalfWidthMetres is how far the drawing reaches to the east and to the west.
	Width, Height   float64

	pins []orb.Point // pins are where names leave room.
}

// Around is the frame of a neighbourhood: everything within so many metres of a point, and
// enough beyond to see how one gets there.
func Around(centre geo.Point, radiusMetres float64) Frame {
	return Frame{Centre: centre, HalfWidthMetres: radiusMetres * 1.89, Width: 800, Height: 720}
}

const (
	bleed  = 24.0 // bleed is how far lines go on beyond the edge, so that their ends are not seen.
	unseen = 0.5  // unseen is how far a line may stray from its true course.
)

// perMetre is how many units of the drawing a metre is.
func (f Frame) perMetre() float64 {
	if f.HalfWidthMetres <= 0 || f.Width <= 0 {
		return 0
	}
	return f.Width / 2 / f.HalfWidthMetres
}

// metresPerDegree are the lengths of a degree of longitude and of latitude at the centre,
// on the ellipsoid of WGS84. Within a town the Earth is flat.
func (f Frame) metresPerDegree() (lon, lat float64) {
	const a, e2 = 6378137.0, 0.00669437999014
	sin, cos := math.Sincos(f.Centre.Lat * math.Pi / 180)
	w := math.Sqrt(1 - e2*sin*sin)
	return a * max(cos, 0.01) / w * math.Pi / 180, a * (1 - e2) / (w * w * w) * math.Pi / 180
}

// XY is where a point of the Earth lies in the drawing, from its upper left corner. A point
// outside the frame lies outside the drawing.
func (f Frame) XY(p geo.Point) (x, y float64) { return f.projector().xy(p) }

// projector is a frame with what is the same for all its points worked out.
type projector struct {
	Frame
	perLon, perLat float64 // perLon and perLat are units of the drawing to a degree.
}

func (f Frame) projector() projector {
	lon, lat := f.metresPerDegree()
	k := f.perMetre()
	return projector{f, lon * k, lat * k}
}

func (p projector) xy(at geo.Point) (x, y float64) {
	return p.Width/2 + (at.Lon-p.Centre.Lon)*p.perLon, p.Height/2 - (at.Lat-p.Centre.Lat)*p.perLat
}

// At is the point of the Earth at a place of the drawing.
func (f Frame) At(x, y float64) geo.Point {
	k := f.perMetre()
	if k == 0 {
		return f.Centre
	}
	lon, lat := f.metresPerDegree()
	return geo.Point{Lat: f.Centre.Lat - (y-f.Height/2)/(lat*k), Lon: f.Centre.Lon + (x-f.Width/2)/(lon*k)}
}

// Units is how long so many metres are in the drawing.
func (f Frame) Units(metres float64) float64 { return metres * f.perMetre() }

// Box is the part of the Earth that the frame shows.
func (f Frame) Box() geo.Box {
	return geo.Box{SouthWest: f.At(0, f.Height), NorthEast: f.At(f.Width, 0)}
}

// Holds tells whether a point of the Earth lies in the frame.
func (f Frame) Holds(p geo.Point) bool {
	x, y := f.XY(p)
	return x >= 0 && y >= 0 && x <= f.Width && y <= f.Height
}

// Pinned is the frame with room kept free of names around pins at these points.
func (f Frame) Pinned(points ...geo.Point) Frame {
	p := f.projector()
	f.pins = slices.Clone(f.pins)
	for _, at := range points {
		x, y := p.xy(at)
		f.pins = append(f.pins, orb.Point{x, y})
	}
	return f
}

// clear are the places that pins of a size take: their heads, and the way down to their points.
func (f Frame) clear(size float64) []spot {
	var taken []spot
	for _, p := range f.pins {
		taken = append(taken, spot{p[0], p[1] - pinHead*size, pinRadius * size}, spot{p[0], p[1] - 7*size, 6 * size})
	}
	return taken
}

// Path is the data of an SVG path through lines of points, cut to the frame; closed ones
// are the outlines and holes of areas. It is empty when nothing of them is in the frame.
func (f Frame) Path(lines [][]geo.Point, closed bool) string {
	var w pen
	p := f.projector()
	for _, line := range lines {
		for _, piece := range p.pieces(line, closed) {
			w.line(piece, closed)
		}
	}
	return w.String()
}

// pieces are what is left of a line in the frame, in units of the drawing.
func (p projector) pieces(line []geo.Point, closed bool) []orb.LineString {
	if p.perLon == 0 || len(line) < 2 {
		return nil
	}
	drawn := make(orb.LineString, 0, len(line))
	for _, at := range line {
		x, y := p.xy(at)
		if math.IsNaN(x) || math.IsNaN(y) || math.Abs(x) > 1e7 || math.Abs(y) > 1e7 {
			continue // Beyond any town; it would only tear the numbers apart.
		}
		drawn = append(drawn, orb.Point{x, y})
	}
	sheet := orb.Bound{Min: orb.Point{-bleed, -bleed}, Max: orb.Point{p.Width + bleed, p.Height + bleed}}
	b := drawn.Bound()
	switch {
	case len(drawn) < 2 || !b.Intersects(sheet):
		return nil
	case closed && !withinBound(sheet, b):
		drawn = orb.LineString(clip.Ring(sheet, orb.Ring(drawn)))
	case !closed && !withinBound(sheet, b):
		var all []orb.LineString
		for _, piece := range clip.LineString(sheet, drawn) {
			all = append(all, thin(piece))
		}
		return all
	}
	if closed && len(drawn) < 4 {
		return nil
	}
	return []orb.LineString{thin(drawn)}
}

func withinBound(outer, inner orb.Bound) bool {
	return outer.Contains(inner.Min) && outer.Contains(inner.Max)
}

// thin leaves out the points that nobody would miss.
func thin(line orb.LineString) orb.LineString {
	if len(line) < 3 {
		return line
	}
	return simplify.DouglasPeucker(unseen).LineString(line)
}
