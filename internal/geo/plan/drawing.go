package plan

import "sem/internal/geo"

// Drawing is a plan ready for SVG: what to fill and to stroke, the lowest first, and the
// names upon it.
type Drawing struct {
	Width, Height float64
	Layers        []Layer
	Labels        []Label
	ScaleMetres   float64 // ScaleMetres is the round length that the scale shows.
	ScaleWidth    float64 // ScaleWidth is how long the scale is drawn.
	Simplified    bool    // Simplified says that the city has given no streets to draw.
	Credit        string  // Credit names whom the map is owed to: © OpenStreetMap.
}

// PerMetre is how many units of the drawing a metre is, 0 when it has no scale.
func (d Drawing) PerMetre() float64 {
	if d.ScaleMetres == 0 {
		return 0
	}
	return d.ScaleWidth / d.ScaleMetres
}

// Layer is all that is drawn alike.
type Layer struct {
	Kind  string   // Kind is one of the kinds below.
	Paths []string // Paths are the data of SVG paths.
}

// Label is a name on the plan, turned as its street runs, about its middle.
type Label struct {
	X, Y  float64
	Angle float64 // Angle is in degrees, clockwise, between -90 and 90: a name is never upside down.
	Text  string
	Kind  string // Kind is the kind of what it names.
	Minor bool   // Minor names are left out where the plan is small and shows its middle.
	Near  bool   // Near names stand only there.
}

// The kinds of what is drawn, from the ground up.
const (
	Park     = "park"
	Tree     = "tree" // Tree is a dot in a park.
	Wood     = "wood" // Wood is a larger dot in a park.
	Water    = "water"
	Stream   = "stream" // Stream is water too narrow for an area.
	Building = "building"
	Path     = "path" // Path is for feet and wheels without a motor.
	Rail     = "rail"
	Street   = "street"
	Major    = "major"  // Major is a street that carries far.
	Sector   = "sector" // Sector is a part of the city: a district, a round of collection.
)

// kinds is the order in which layers lie upon each other.
var kinds = []string{Park, Tree, Wood, Water, Stream, Building, Path, Rail, Street, Major, Sector}

// Feature is a thing of the town that a plan may show.
type Feature struct {
	Kind   string
	Name   string
	Closed bool // Closed lines are the outlines and holes of an area.
	Lines  [][]geo.Point
	Box    geo.Box // Box is around the lines.

	// NameOnly features lend their place to a name and are not drawn: a line for it to follow,
	// or a point for it to stand on.
	NameOnly bool
}
