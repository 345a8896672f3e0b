package neighbourhoodweb

import (
	"context"
	"fmt"
	"net/url"

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
	for i := len(shown) - 1; i >= 0; i-- { // The nearest is drawn last, over the others.
		x, y := frame.XY(points[i+1])
		v.Pins = append(v.Pins, ui.Pin{X: x, Y: y, Number: before + i + 1, Kind: p.Neighbourhood.Category(shown[i].Place.Category).Tone})
	}
	return v
}

// pinOf is where the pin of a place stands: in its middle, or where it begins when its
// middle is far outside the circle.
func pinOf(n neighbourhood.Near, from geo.Point, metres float64) geo.Point {
	if centre := n.Place.Centre(); geo.DistanceMetres(centre, from) <= metres*1.15 {
		return centre
	}
	return n.Place.Shape.NearestPoint(from)
}
