// Package surveyor is the demonstration's own maps: the schools, the city's places, its
// parks, the plan of its streets and river, and the sectors of its collections, each as the
// GeoJSON file that an office of a city would send.
//
// The schools are the ministry's; all else is invented and follows the plan of the ground.
package surveyor

import (
	"bufio"
	_ "embed" // The ministry's schools.
	"encoding/json"
	"fmt"
	"io"

	"sem/internal/demo/ground"
)

// Schools is the ministry's file of schools around the town.
//
//go:embed data/ecoles.geojson
var Schools []byte

// collection writes a GeoJSON file, one feature a line, so that faults can be found.
type collection struct {
	*bufio.Writer
	features int
	err      error
}

func begin(w io.Writer) *collection {
	c := &collection{Writer: bufio.NewWriterSize(w, 1<<16)}
	c.WriteString("{\"type\":\"FeatureCollection\",\"features\":[\n")
	return c
}

func (c *collection) end() error {
	c.WriteString("\n]}\n")
	if err := c.Flush(); err != nil {
		return err
	}
	return c.err
}

// columns are what is known of a feature.
type columns map[string]any

// position is a longitude and a latitude, written with six decimals (RFC 7946, 11.2).
type position [2]float64

// MarshalJSON writes the position.
func (p position) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%.6f,%.6f]", p[0], p[1]), nil
}

type geometry struct {
	Type        string `json:"type"`
	Coordinates any    `json:"coordinates"`
}

func (c *collection) put(known columns, g geometry) {
	line, err := json.Marshal(map[string]any{"type": "Feature", "properties": known, "geometry": g})
	if err != nil {
		c.err = err
		return
	}
	if c.features++; c.features > 1 {
		c.WriteString(",\n")
	}
	c.Write(line)
}

// spot is a place on the plane, in metres.
type spot struct{ x, y float64 }

func (s spot) position() position {
	p := ground.Plane.FromPlane(s.x, s.y)
	return position{p.Lon, p.Lat}
}

func onAxis(a ground.Axis, along, off float64) spot {
	x, y := a.At(along, off)
	return spot{x, y}
}

func pointAt(s spot) geometry { return geometry{"Point", s.position()} }

func line(all ...spot) geometry {
	var positions []position
	for _, s := range all {
		positions = append(positions, s.position())
	}
	return geometry{"LineString", positions}
}

// outline is an area by its corners; the last is joined to the first.
func outline(all ...spot) geometry {
	ring := line(append(all, all[0])...)
	return geometry{"Polygon", []any{ring.Coordinates}}
}

// rectangle lies along an axis.
func rectangle(a ground.Axis, from, to, low, high float64) geometry {
	return outline(onAxis(a, from, low), onAxis(a, to, low), onAxis(a, to, high), onAxis(a, from, high))
}
