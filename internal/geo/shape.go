package geo

import (
	"cmp"
	"math"
	"slices"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
)

// Shape is what a place looks like on the map: points, lines or an area. The zero Shape is
// nowhere.
type Shape struct {
	points []Point
	lines  orb.MultiLineString
	area   Area
}

// ShapeOfPoints is the shape of one or more points.
func ShapeOfPoints(points ...Point) Shape { return Shape{points: points} }

// ShapeOfArea is the shape of an area.
func ShapeOfArea(a Area) Shape { return Shape{area: a} }

func shapeOfLines(lines orb.MultiLineString) Shape { return Shape{lines: lines} }

// IsZero tells whether the shape is nowhere.
func (s Shape) IsZero() bool { return len(s.points) == 0 && len(s.lines) == 0 && s.area.IsZero() }

// Points are the points of the shape; lines and areas have none.
func (s Shape) Points() []Point { return s.points }

// Area is the area of the shape; empty for points and lines.
func (s Shape) Area() Area { return s.area }

// Lines are the lines of the shape, and for an area its outlines and holes.
func (s Shape) Lines() [][]Point {
	if len(s.lines) == 0 {
		return s.area.Rings()
	}
	lines := make([][]Point, len(s.lines))
	for i, line := range s.lines {
		lines[i] = pointsOf(line)
	}
	return lines
}

// Box is the smallest box around the shape.
func (s Shape) Box() Box {
	switch {
	case len(s.points) > 0:
		b := Box{s.points[0], s.points[0]}
		for _, p := range s.points[1:] {
			b.SouthWest = Point{min(b.SouthWest.Lat, p.Lat), min(b.SouthWest.Lon, p.Lon)}
			b.NorthEast = Point{max(b.NorthEast.Lat, p.Lat), max(b.NorthEast.Lon, p.Lon)}
		}
		return b
	case len(s.lines) > 0:
		return boxOf(s.lines.Bound())
	}
	return s.area.Box()
}

// NearestMetres is the way from p to the nearest point of the shape, as the crow flies: 0 in
// an area and on its edge. It is infinite for the zero Shape.
func (s Shape) NearestMetres(p Point) float64 { return RulerAt(p).ToShape(p, s) }

// ToShape is NearestMetres for who measures many shapes from one place.
func (r Ruler) ToShape(p Point, s Shape) float64 {
	if s.area.Contains(p) {
		return 0
	}
	nearest := math.Inf(1)
	for _, q := range s.points {
		nearest = min(nearest, r.squared(p, q))
	}
	for _, line := range s.lines {
		nearest = min(nearest, r.toLine(p, line))
	}
	for _, polygon := range s.area.polygons {
		for _, ring := range polygon {
			nearest = min(nearest, r.toLine(p, ring))
		}
	}
	return math.Sqrt(nearest)
}

func (r Ruler) toLine(p Point, line []orb.Point) float64 {
	nearest := math.Inf(1)
	for i := 1; i < len(line); i++ {
		nearest = min(nearest, r.toSegment(p, pointOf(line[i-1]), pointOf(line[i])))
	}
	return nearest
}

// Centre is where a pin stands for the shape: the middle of its points, the middle of its
// longest line, a point inside its largest area.
func (s Shape) Centre() Point {
	switch {
	case len(s.points) > 0:
		var sum Point
		for _, p := range s.points {
			sum.Lat += p.Lat
			sum.Lon += p.Lon
		}
		return Point{sum.Lat / float64(len(s.points)), sum.Lon / float64(len(s.points))}
	case len(s.lines) > 0:
		return middle(slices.MaxFunc(s.lines, func(a, b orb.LineString) int {
			return cmp.Compare(planar.Length(a), planar.Length(b))
		}))
	case !s.area.IsZero():
		return insideOf(slices.MaxFunc(s.area.polygons, func(a, b orb.Polygon) int {
			return cmp.Compare(planar.Area(a), planar.Area(b))
		}))
	}
	return Point{}
}

// middle is the point halfway along a line.
func middle(line orb.LineString) Point {
	left := planar.Length(line) / 2
	for i := 1; i < len(line); i++ {
		step := planar.Distance(line[i-1], line[i])
		if step >= left && step > 0 {
			part := left / step
			return Point{
				line[i-1].Lat() + part*(line[i].Lat()-line[i-1].Lat()),
				line[i-1].Lon() + part*(line[i].Lon()-line[i-1].Lon()),
			}
		}
		left -= step
	}
	return pointOf(line[0])
}

// insideOf is the centre of mass of a polygon, or where that lies outside, as in a horseshoe,
// the middle of the widest stretch inside at that latitude.
func insideOf(polygon orb.Polygon) Point {
	centre, _ := planar.CentroidArea(polygon)
	if math.IsNaN(centre[0]) || math.IsNaN(centre[1]) {
		return pointOf(polygon[0][0])
	}
	if planar.PolygonContains(polygon, centre) {
		return pointOf(centre)
	}
	var edges []float64
	for _, ring := range polygon {
		for i := 1; i < len(ring); i++ {
			a, b := ring[i-1], ring[i]
			if (a.Lat() > centre.Lat()) != (b.Lat() > centre.Lat()) {
				edges = append(edges, a.Lon()+(centre.Lat()-a.Lat())/(b.Lat()-a.Lat())*(b.Lon()-a.Lon()))
			}
		}
	}
	slices.Sort(edges)
	inside, widest := pointOf(polygon[0][0]), 0.0
	for i := 1; i < len(edges); i += 2 {
		if width := edges[i] - edges[i-1]; width > widest {
			inside, widest = Point{centre.Lat(), (edges[i] + edges[i-1]) / 2}, width
		}
	}
	return inside
}

func pointOf(p orb.Point) Point { return Point{p.Lat(), p.Lon()} }

func pointsOf(all []orb.Point) []Point {
	points := make([]Point, len(all))
	for i, p := range all {
		points[i] = pointOf(p)
	}
	return points
}

func boxOf(b orb.Bound) Box { return Box{pointOf(b.Min), pointOf(b.Max)} }

// NearestPoint is the point of the shape that is nearest to p; p itself in an area.
func (s Shape) NearestPoint(p Point) Point {
	if s.area.Contains(p) || s.IsZero() {
		return p
	}
	r := RulerAt(p)
	nearest, best := Point{}, math.Inf(1)
	closer := func(q Point) {
		if d := r.squared(p, q); d < best {
			nearest, best = q, d
		}
	}
	for _, q := range s.points {
		closer(q)
	}
	for _, line := range s.Lines() {
		for i := 1; i < len(line); i++ {
			closer(r.onSegment(p, line[i-1], line[i]))
		}
	}
	return nearest
}
