package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/paulmach/orb"
)

// Feature is a thing on the map: a point or an area, and what is known of it.
type Feature struct {
	Line       int             // Line is where the feature begins in the file, from 1.
	Properties map[string]any  // Properties are as in the file: string, float64, bool or nil.
	Geometry   json.RawMessage // Geometry is as in the file, for keeping.
	Point      Point           // Point is set when the geometry is one.
	Area       Area            // Area is set when the geometry is a polygon or several.
}

// Text is a property as text, whether the file writes it as text or as a number.
func (f Feature) Text(name string) string {
	switch v := f.Properties[name].(type) {
	case string:
		return v
	case float64:
		return fmt.Sprint(v)
	}
	return ""
}

// LineError says which line of a file cannot be used, and why.
type LineError struct {
	Line   int
	Reason string
}

// Error tells the line and the reason.
func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Reason) }

// ReadFeatures reads a GeoJSON FeatureCollection. The error joins a LineError for each
// feature that cannot be used; the caller bounds the length of r.
func ReadFeatures(r io.Reader) ([]Feature, error) {
	file, err := io.ReadAll(r)
	if err != nil {
		return nil, fmt.Errorf("read the features: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(file))
	if err := openFeatures(d); err != nil {
		return nil, &LineError{lineAt(file, d.InputOffset()), reason(err)}
	}
	var features []Feature
	var wrong []error
	for d.More() {
		var raw json.RawMessage
		err := d.Decode(&raw)
		line := lineAt(file, d.InputOffset()-int64(len(raw)))
		if err != nil {
			return nil, errors.Join(append(wrong, &LineError{line, reason(err)})...)
		}
		f, err := readFeature(raw)
		if err != nil {
			wrong = append(wrong, &LineError{line, reason(err)})
			continue
		}
		f.Line = line
		features = append(features, f)
	}
	if _, err := d.Token(); err != nil { // A file cut short between two features.
		wrong = append(wrong, &LineError{lineAt(file, d.InputOffset()), reason(err)})
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	return features, nil
}

// openFeatures reads up to the first feature.
func openFeatures(d *json.Decoder) error {
	if t, err := d.Token(); err != nil || t != json.Delim('{') {
		return orSay(err, "a GeoJSON file begins with {")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		if key == "features" {
			t, err := d.Token()
			if err != nil || t != json.Delim('[') {
				return orSay(err, "features must be a list")
			}
			return nil
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return err
		}
	}
	return errors.New("there is no list of features")
}

// orSay is err, or otherwise when nothing went wrong but the file is not what it should be.
func orSay(err error, otherwise string) error {
	if err != nil {
		return err
	}
	return errors.New(otherwise)
}

// reason is err in words for whoever made the file.
func reason(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the file ends too early"
	}
	return err.Error()
}

func lineAt(file []byte, offset int64) int {
	return 1 + bytes.Count(file[:min(max(offset, 0), int64(len(file)))], []byte("\n"))
}

func readFeature(raw []byte) (Feature, error) {
	var f struct {
		Type       string
		Properties map[string]any
		Geometry   json.RawMessage
	}
	if err := json.Unmarshal(raw, &f); err != nil {
		return Feature{}, fmt.Errorf("not a feature: %w", err)
	}
	if f.Type != "Feature" {
		return Feature{}, fmt.Errorf("type is %q, want Feature", f.Type)
	}
	point, area, err := ReadGeometry(f.Geometry)
	return Feature{Properties: f.Properties, Geometry: f.Geometry, Point: point, Area: area}, err
}

// ReadGeometry reads a GeoJSON geometry: a Point, or a Polygon or MultiPolygon.
func ReadGeometry(raw []byte) (Point, Area, error) {
	var g struct {
		Type        string
		Coordinates json.RawMessage
	}
	if err := json.Unmarshal(raw, &g); err != nil {
		return Point{}, Area{}, fmt.Errorf("geometry: %w", err)
	}
	switch g.Type {
	case "Point":
		p, err := readPoint(g.Coordinates)
		return p, Area{}, err
	case "Polygon":
		var polygon [][][]float64
		if err := json.Unmarshal(g.Coordinates, &polygon); err != nil {
			return Point{}, Area{}, fmt.Errorf("coordinates: %w", err)
		}
		area, err := readArea([][][][]float64{polygon})
		return Point{}, area, err
	case "MultiPolygon":
		var polygons [][][][]float64
		if err := json.Unmarshal(g.Coordinates, &polygons); err != nil {
			return Point{}, Area{}, fmt.Errorf("coordinates: %w", err)
		}
		area, err := readArea(polygons)
		return Point{}, area, err
	}
	return Point{}, Area{}, fmt.Errorf("geometry is a %q, want Point, Polygon or MultiPolygon", g.Type)
}

func readPoint(raw []byte) (Point, error) {
	var position []float64
	if err := json.Unmarshal(raw, &position); err != nil {
		return Point{}, fmt.Errorf("coordinates: %w", err)
	}
	p, err := onEarth(position)
	return Point{p.Lat(), p.Lon()}, err
}

func readArea(polygons [][][][]float64) (Area, error) {
	var area orb.MultiPolygon
	for _, rings := range polygons {
		var polygon orb.Polygon
		for _, positions := range rings {
			ring, err := readRing(positions)
			if err != nil {
				return Area{}, err
			}
			polygon = append(polygon, ring)
		}
		if len(polygon) == 0 {
			return Area{}, errors.New("a polygon has no outline")
		}
		area = append(area, polygon)
	}
	if len(area) == 0 {
		return Area{}, errors.New("the geometry is empty")
	}
	return newArea(area), nil
}

// readRing obeys RFC 7946 §3.1.6: a ring has four positions or more, and the last is the first.
func readRing(positions [][]float64) (orb.Ring, error) {
	if len(positions) < 4 || !slices.Equal(positions[0], positions[len(positions)-1]) {
		return nil, errors.New("a ring needs four positions, the last equal to the first")
	}
	ring := make(orb.Ring, len(positions))
	for i, position := range positions {
		p, err := onEarth(position)
		if err != nil {
			return nil, err
		}
		ring[i] = p
	}
	return ring, nil
}

// onEarth reads a position as RFC 7946 §3.1.1 orders it: longitude, latitude, the rest ignored.
func onEarth(position []float64) (orb.Point, error) {
	if len(position) < 2 {
		return orb.Point{}, errors.New("a position needs a longitude and a latitude")
	}
	p := orb.Point{position[0], position[1]}
	if !(Point{p.Lat(), p.Lon()}).Valid() {
		return orb.Point{}, fmt.Errorf("position %v is not in degrees of longitude and latitude", position)
	}
	return p, nil
}
