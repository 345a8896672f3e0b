package neighbourhoodweb

import (
	"context"
	"fmt"
	"math"
	"net/url"
	"slices"

	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/ui"
)

// The size of the plan in its own units, and how much more than the circle it shows.
const (
	planWidth  = 760
	planHeight = 680
	planMargin = 1.45
)

func frameOf(centre geo.Point, metres float64) plan.Frame {
	return plan.Frame{Centre: centre, HalfWidthMetres: metres * planMargin, Width: planWidth, Height: planHeight}
}

// plan draws the circle, home and the numbered pins of a page of the list.
func (p Pages) plan(ctx context.Context, spot neighbourhood.Spot, shown []neighbourhood.Near, before int, metres float64) *ui.MapView {
	if p.Ground == nil {
		return nil
	}
	frame := frameOf(spot.Point, metres)
	points := []geo.Point{spot.Point}
	for _, n := range shown {
		points = append(points, pinOf(n, spot.Point, metres))
	}
	v := &ui.MapView{
		Drawing: p.Ground.Draw(frame.Pinned(points...)), Circle: frame.Units(metres), Home: &ui.Pin{},
		Title:   i18n.T(ctx, "Plan des alentours."),
		Caption: i18n.T(ctx, "Distances à vol d’oiseau, jusqu’au bord le plus proche de chaque lieu. Temps de marche estimé."),
		Enlarge: ui.Link{Href: "/plan?" + url.Values{"lat": {fmt.Sprintf("%.5f", spot.Point.Lat)}, "lon": {fmt.Sprintf("%.5f", spot.Point.Lon)}, "rayon": {fmt.Sprint(int(metres))}}.Encode(), Label: i18n.T(ctx, "Agrandir le plan")},
	}
	v.Home.X, v.Home.Y = frame.XY(spot.Point)
	if spot.Approximate {
		v.Home.Kind = "approx"
	}
	for i, n := range shown {
		x, y := frame.XY(points[i+1])
		v.Pins = append(v.Pins, ui.Pin{X: x, Y: y, Number: before + i + 1, Kind: p.Neighbourhood.Category(n.Place.Category).Tone})
	}
	standApart(v.Pins, *v.Home)
	slices.Reverse(v.Pins) // The nearest is drawn last, over the others.
	return v
}

// How far apart pins stand so that each number is read, and how often they make room.
const (
	pinRoom = 30
	rounds  = 12
)

// standApart moves pins a little where they hide one another. Home stays where it is.
func standApart(pins []ui.Pin, home ui.Pin) {
	for range rounds {
		for i := range pins {
			for j := range i {
				makeRoom(&pins[i], &pins[j], i-j)
			}
			fixed := home
			makeRoom(&pins[i], &fixed, i+1)
		}
	}
}

// makeRoom moves two pins that are too near half the way each. Two at one place go apart in
// a direction that depends on their ranks, the same on every drawing.
func makeRoom(a, b *ui.Pin, turn int) {
	dx, dy := a.X-b.X, a.Y-b.Y
	apart := math.Hypot(dx, dy)
	if apart >= pinRoom {
		return
	}
	if apart < 0.5 {
		dy, dx = math.Sincos(float64(turn) * 2.4)
		apart = 1
	}
	step := (pinRoom - math.Min(apart, pinRoom)) / 2 / apart
	a.X, a.Y = a.X+dx*step, a.Y+dy*step
	b.X, b.Y = b.X-dx*step, b.Y-dy*step
}

// pinOf is where the pin of a place stands: in its middle, or where it begins when its
// middle is far outside the circle.
func pinOf(n neighbourhood.Near, from geo.Point, metres float64) geo.Point {
	if centre := n.Place.Centre(); geo.DistanceMetres(centre, from) <= metres*1.15 {
		return centre
	}
	return n.Place.Shape.NearestPoint(from)
}
