package ui

import (
	"hash/fnv"
	"net/url"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"sem/internal/geo"
	"sem/internal/geo/plan"
)

// MapView is a plan on a page. It shows nothing that the page does not say in words: the
// list beside it has the same numbers, and screen readers pass the picture by.
type MapView struct {
	Drawing plan.Drawing
	Home    *Pin // Home is the place the page is about.
	Pins    []Pin
	Circle  float64 // Circle is the radius around Home, in units of the drawing; 0 is none.
	Title   string  // Title says what is seen, for who cannot see it: Plan de votre quartier.
	Caption string  // Caption is the sentence under the plan.
	Areas   []MapArea
	Enlarge Link // Enlarge leads to the larger plan.
}

// Pin is a place on a plan.
type Pin struct {
	X, Y   float64
	Number int    // Number is that of the list beside the plan; 0 is none.
	Kind   string // Kind is its colour: eco, par, ser, bus, san, spo. A Home of the kind approx is only about there.
	Label  string // Label is written beside it when it has no number.
}

// MapArea is an area or a line over the plan, such as the sector of a collection.
type MapArea struct {
	Path   string // Path is the data of an SVG path, from plan.Frame.
	Kind   string // Kind is its colour: sector, ban.
	Strong bool   // Strong is the one that the page is about.
}

// PlanPath is the page of the larger plan around a point.
func PlanPath(centre geo.Point, radiusMetres float64) string {
	at := url.Values{"ici": {degrees(centre)}}
	if radiusMetres > 0 {
		at.Set("rayon", strconv.FormatFloat(radiusMetres, 'f', 0, 64))
	}
	return "/plan?" + at.Encode()
}

// degrees writes a point with five decimals, which is a metre.
func degrees(p geo.Point) string {
	return strconv.FormatFloat(p.Lat, 'f', 5, 64) + "," + strconv.FormatFloat(p.Lon, 'f', 5, 64)
}

// mapWidths are how wide lines are drawn, in units of the drawing.
type mapWidths struct{ street, streetCase, major, majorCase, stream, rail string }

// widths grow with the scale, within what the eye can bear: streets are drawn wider than
// they are, so that they are still streets in a plan of the whole town.
func (v MapView) widths() mapWidths {
	k := v.Drawing.PerMetre()
	street := min(max(17*k, 2.2), 20)
	major := min(max(28*k, 4), 30)
	edge := min(max(5*k, 1.2), 4.5)
	return mapWidths{
		street: units(street), streetCase: units(street + edge), major: units(major), majorCase: units(major + edge*1.3),
		stream: units(min(max(6*k, 1.5), 8)), rail: units(min(max(4*k, 1.5), 4)),
	}
}

// filled tells the layers that are areas or dots from those that are lines.
func filled(kind string) bool {
	return kind == plan.Park || kind == plan.Water || kind == plan.Building
}

func roads(kind string) bool { return kind == plan.Street || kind == plan.Major }

func below(kind string) bool { return !roads(kind) && kind != plan.Sector }

// edge is how wide a street is with its edges.
func (w mapWidths) edge(kind string) string {
	if kind == plan.Major {
		return w.majorCase
	}
	return w.streetCase
}

func layerPath(l plan.Layer) string { return strings.Join(l.Paths, "") }

// id is a name in the page for what the drawing uses twice.
func (v MapView) id(part string) string {
	h := fnv.New32a()
	h.Write([]byte(v.Title))
	for _, l := range v.Drawing.Layers {
		h.Write([]byte(layerPath(l)))
	}
	return "plan-" + strconv.FormatUint(uint64(h.Sum32()), 36) + "-" + part
}

// box is the viewBox.
func (v MapView) box() string { return "0 0 " + units(v.Drawing.Width) + " " + units(v.Drawing.Height) }

// middle is where the circle stands.
func (v MapView) middle() (x, y float64) {
	if v.Home != nil {
		return v.Home.X, v.Home.Y
	}
	return v.Drawing.Width / 2, v.Drawing.Height / 2
}

// class is how the plan behaves where there is little room: a large drawing shows its middle,
// as much enlarged as the circle allows.
func (v MapView) class() string {
	switch zoom := v.zoom(); {
	case zoom == 1:
		return "plan-box"
	case zoom == nearer:
		return "plan-box plan-near plan-nearer"
	}
	return "plan-box plan-near"
}

// How much a plan is enlarged where there is little room, as map.css does it.
const (
	near   = 1.36
	nearer = 1.7
)

func (v MapView) zoom() float64 {
	d := v.Drawing
	switch across := v.Circle * 2.06; {
	case d.Width < 640 || d.Height < 0.68*d.Width || across > d.Width/near:
		return 1
	case across > d.Width/nearer:
		return near
	}
	return nearer
}

// units writes a number of the drawing.
func units(v float64) string {
	s := strconv.FormatFloat(v, 'f', 1, 64)
	return strings.TrimSuffix(s, ".0")
}

func moved(x, y float64) string { return "translate(" + units(x) + " " + units(y) + ")" }

func turned(l plan.Label) templ.Attributes {
	if l.Angle == 0 {
		return nil
	}
	return templ.Attributes{"transform": "rotate(" + units(l.Angle) + " " + units(l.X) + " " + units(l.Y) + ")"}
}

// ruler is the length that the scale shows, written alike in both languages.
func (v MapView) ruler() string {
	if m := v.Drawing.ScaleMetres; m < 1000 {
		return units(m) + "\u00a0m"
	}
	return units(v.Drawing.ScaleMetres/1000) + "\u00a0km"
}

// rulerPath is the scale: a line with a foot at each end and one between.
func (v MapView) rulerPath() string {
	w := v.Drawing.ScaleWidth
	return "M0-7V0H" + units(w) + "V-7M" + units(w/2) + " 0V-5"
}

// rulerNear is where the scale stands when only the middle of the drawing is seen.
func (v MapView) rulerNear() (x, y float64) {
	side := v.Drawing.Width / v.zoom() / 2
	return v.Drawing.Width/2 - side + 22, min(v.Drawing.Height/2+side*1.15-0.03*v.Drawing.Height, v.Drawing.Height) - 20
}
