package geo

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// Feature is a thing on the map, and what is known of it.
type Feature struct {
	Line       int             // Line is where the feature begins in the file, from 1.
	Properties map[string]any  // Properties are as in the file: string, float64, bool or nil.
	Geometry   json.RawMessage // Geometry is as in the file, for keeping.
	Point      Point           // Point is set when the geometry is one.
	Area       Area            // Area is set when the geometry is a polygon or several.
	Shape      Shape           // Shape is set always: points, lines or areas.
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

// The most that one file may ask of us: the map of a large city is a tenth of it, and whoever
// has a thousand faults needs another file.
const (
	mostBytes = 512 << 20
	mostWrong = 1000
)

// ReadFeatures reads a GeoJSON FeatureCollection. The error joins a LineError for each
// feature that cannot be used, up to a thousand. The file is held in memory; one of more than
// 512 MB is refused.
func ReadFeatures(r io.Reader) ([]Feature, error) { return readFeatures(r, mostBytes) }

func readFeatures(r io.Reader, most int64) ([]Feature, error) {
	file, err := io.ReadAll(io.LimitReader(r, most+1))
	if err != nil {
		return nil, fmt.Errorf("read the features: %w", err)
	}
	if int64(len(file)) > most {
		return nil, lineError(0, flaw(TooLarge, "the file has more than %d bytes", most))
	}
	d := json.NewDecoder(bytes.NewReader(file))
	lines := lineCounter{file: file}
	if err := openFeatures(d); err != nil {
		return nil, lineError(lines.at(d.InputOffset()), err)
	}
	var features []Feature
	var wrong []error
	for d.More() {
		if len(wrong) == mostWrong {
			return nil, errors.Join(wrong...)
		}
		var raw json.RawMessage
		err := d.Decode(&raw)
		line := lines.at(d.InputOffset() - int64(len(raw)))
		if err != nil {
			return nil, errors.Join(append(wrong, lineError(line, err))...)
		}
		f, err := readFeature(raw)
		if err != nil {
			wrong = append(wrong, lineError(line, err))
			continue
		}
		f.Line = line
		features = append(features, f)
	}
	if _, err := d.Token(); err != nil { // A file cut short between two features.
		wrong = append(wrong, lineError(lines.at(d.InputOffset()), err))
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

// lineCounter tells on which line an offset lies. It is asked from the beginning of the file
// to its end, and so reads the file once.
type lineCounter struct {
	file   []byte
	read   int
	passed int // passed are the lines that end before read.
}

func (l *lineCounter) at(offset int64) int {
	if to := int(min(offset, int64(len(l.file)))); to > l.read {
		l.passed += bytes.Count(l.file[l.read:to], []byte("\n"))
		l.read = to
	}
	return l.passed + 1
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
	shape, err := ReadShape(f.Geometry)
	read := Feature{Properties: f.Properties, Geometry: f.Geometry, Shape: shape, Area: shape.area}
	if len(shape.points) == 1 {
		read.Point = shape.points[0]
	}
	return read, err
}
