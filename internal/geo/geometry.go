package geo

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/paulmach/orb"
)

// ReadGeometry reads a GeoJSON geometry that is a Point, a Polygon or a MultiPolygon.
func ReadGeometry(raw []byte) (Point, Area, error) {
	s, err := ReadShape(raw)
	switch {
	case err != nil:
		return Point{}, Area{}, err
	case len(s.points) == 1:
		return s.points[0], Area{}, nil
	case !s.area.IsZero():
		return Point{}, s.area, nil
	}
	return Point{}, Area{}, flaw(UnknownKind, "geometry is neither a Point nor a Polygon nor a MultiPolygon")
}

// ReadShape reads a GeoJSON geometry of any kind but a collection (RFC 7946 §3.1).
func ReadShape(raw []byte) (Shape, error) {
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	if err := json.Unmarshal(raw, &g); err != nil {
		return Shape{}, fmt.Errorf("geometry: %w", err)
	}
	s, err := readCoordinates(g.Type, g.Coordinates)
	if err != nil {
		return Shape{}, err
	}
	if b := s.Box(); b.NorthEast.Lon-b.SouthWest.Lon > 180 {
		return Shape{}, flaw(Antimeridian, "the geometry crosses the 180th meridian")
	}
	return s, nil
}

func readCoordinates(kind string, raw []byte) (Shape, error) {
	switch kind {
	case "Point":
		return read(raw, func(position []float64) (Shape, error) { return readPoints([][]float64{position}) })
	case "MultiPoint":
		return read(raw, readPoints)
	case "LineString":
		return read(raw, func(line [][]float64) (Shape, error) { return readLines([][][]float64{line}) })
	case "MultiLineString":
		return read(raw, readLines)
	case "Polygon":
		return read(raw, func(polygon [][][]float64) (Shape, error) { return readArea([][][][]float64{polygon}) })
	case "MultiPolygon":
		return read(raw, readArea)
	}
	return Shape{}, flaw(UnknownKind, "geometry is a %q, want points, lines or polygons", kind)
}

func read[T any](raw []byte, make func(T) (Shape, error)) (Shape, error) {
	var coordinates T
	if err := json.Unmarshal(raw, &coordinates); err != nil {
		return Shape{}, fmt.Errorf("coordinates: %w", err)
	}
	return make(coordinates)
}

func readPoints(positions [][]float64) (Shape, error) {
	read, err := readPositions(positions)
	if err != nil {
		return Shape{}, err
	}
	if len(read) == 0 {
		return Shape{}, flaw(Empty, "the geometry is empty")
	}
	return ShapeOfPoints(pointsOf(read)...), nil
}

func readLines(lines [][][]float64) (Shape, error) {
	var all orb.MultiLineString
	for _, positions := range lines {
		if len(positions) < 2 {
			return Shape{}, flaw(Empty, "a line needs two positions")
		}
		line, err := readPositions(positions)
		if err != nil {
			return Shape{}, err
		}
		all = append(all, orb.LineString(line))
	}
	if len(all) == 0 {
		return Shape{}, flaw(Empty, "the geometry is empty")
	}
	return shapeOfLines(all), nil
}

func readArea(polygons [][][][]float64) (Shape, error) {
	var area orb.MultiPolygon
	for _, rings := range polygons {
		var polygon orb.Polygon
		for _, positions := range rings {
			ring, err := readRing(positions)
			if err != nil {
				return Shape{}, err
			}
			polygon = append(polygon, ring)
		}
		if len(polygon) > 0 {
			area = append(area, polygon)
		}
	}
	if len(area) == 0 {
		return Shape{}, flaw(Empty, "the geometry is empty")
	}
	return ShapeOfArea(newArea(area)), nil
}

// readRing obeys RFC 7946 §3.1.6: a ring has four positions or more, and the last is the
// first. A ring that crosses itself has no inside (OGC Simple Features §6.1.11).
func readRing(positions [][]float64) (orb.Ring, error) {
	if len(positions) < 4 || !slices.Equal(positions[0], positions[len(positions)-1]) {
		return nil, flaw(Unclosed, "a ring needs four positions, the last equal to the first")
	}
	ring, err := readPositions(positions)
	if err != nil {
		return nil, err
	}
	if crossesItself(ring) {
		return nil, flaw(SelfCrossing, "a ring crosses itself")
	}
	return orb.Ring(ring), nil
}

func readPositions(positions [][]float64) ([]orb.Point, error) {
	all := make([]orb.Point, len(positions))
	for i, position := range positions {
		p, err := onEarth(position)
		if err != nil {
			return nil, err
		}
		if i > 0 && abs(p.Lon()-all[i-1].Lon()) > 180 {
			return nil, flaw(Antimeridian, "the geometry crosses the 180th meridian")
		}
		all[i] = p
	}
	return all, nil
}

// onEarth reads a position as RFC 7946 §3.1.1 orders it: longitude, latitude, the rest ignored.
func onEarth(position []float64) (orb.Point, error) {
	if len(position) < 2 {
		return orb.Point{}, flaw(OutOfRange, "a position needs a longitude and a latitude")
	}
	p := Point{Lat: position[1], Lon: position[0]}
	if swapped := (Point{Lat: p.Lon, Lon: p.Lat}); swapped.Valid() && (!p.Valid() && !p.IsZero() || inAntarctica(p) && swapped.Lat > 0) {
		return orb.Point{}, flaw(Swapped, "position %v: the axes look swapped, longitude comes first", position)
	}
	if !p.Valid() {
		return orb.Point{}, flaw(OutOfRange, "position %v is not in degrees of longitude and latitude", position)
	}
	return p.orb(), nil
}

// inAntarctica tells whether a point lies south of every town on Earth: the longitudes of
// the Americas, read as latitudes, do.
func inAntarctica(p Point) bool { return p.Lat < -57 }

// mostChecked bounds the comparison of edges: beyond it, a ring is compared no further.
const mostChecked = 20_000_000

// crossesItself tells whether two edges of a ring cross between their ends. Edges that only
// touch do not: two offices rarely agree on that. The edges are swept from west to east.
func crossesItself(ring []orb.Point) bool {
	type edge struct{ a, b orb.Point }
	edges := make([]edge, 0, len(ring)-1)
	for i := 1; i < len(ring); i++ {
		a, b := ring[i-1], ring[i]
		if a.Lon() > b.Lon() {
			a, b = b, a
		}
		edges = append(edges, edge{a, b})
	}
	slices.SortFunc(edges, func(x, y edge) int { return cmp.Compare(x.a.Lon(), y.a.Lon()) })
	checked := 0
	for i, e := range edges {
		for _, f := range edges[i+1:] {
			if f.a.Lon() > e.b.Lon() || checked > mostChecked {
				break
			}
			checked++
			if cross(e.a, e.b, f.a, f.b) {
				return true
			}
		}
	}
	return false
}

// cross tells whether the open segments ab and cd cross in one point.
func cross(a, b, c, d orb.Point) bool {
	return turn(a, b, c)*turn(a, b, d) < 0 && turn(c, d, a)*turn(c, d, b) < 0
}

// turn is positive when the way from a over b to c turns left, negative when right.
func turn(a, b, c orb.Point) int {
	return cmp.Compare((b[0]-a[0])*(c[1]-a[1]), (b[1]-a[1])*(c[0]-a[0]))
}

func abs(x float64) float64 { return max(x, -x) }
