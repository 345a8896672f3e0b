package basemapweb

import (
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/geo/plan"
	"sem/internal/i18n"
	"sem/internal/ui"
)

// planView is the larger plan, ready to be drawn.
type planView struct {
	Map   ui.MapView
	Moves []ui.ButtonOf
	Back  ui.ButtonOf // Back returns to the place the plan was opened for.

	Here     string // Here is the address of this very plan.
	Lat, Lon string // Lat and Lon are how many degrees the whole plan is high and wide, for plan.js.
}

// radii are the scales of the plan, in metres from its middle.
var radii = []float64{100, 200, 300, 500, 1000, 2000, 4000, 8000, 16000}

// view is what the plan shows.
type view struct {
	centre geo.Point
	radius float64
	here   geo.Point // here is zero when nobody said.
}

func (p Pages) plan(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form planForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	v, err := p.view(form)
	if err != nil {
		return err
	}
	f := v.frame()
	page := planView{Map: ui.MapView{
		Title: i18n.T(ctx, "Plan de la ville"), Caption: i18n.T(ctx, "Le plan ne montre rien que les listes ne disent en mots."),
	}}
	if !v.here.IsZero() && f.Holds(v.here) {
		x, y := f.XY(v.here)
		page.Map.Home = &ui.Pin{X: x, Y: y}
		f = f.Pinned(v.here)
	}
	page.Map.Drawing = p.Map.Draw(f)
	if d := page.Map.Drawing; len(d.Layers) == 0 && !d.Simplified {
		page.Map.Caption = i18n.T(ctx, "Il n’y a rien de dessiné ici. Éloignez le plan.")
	}
	box := f.Box()
	page.Here = v.path()
	page.Lat = strconv.FormatFloat(box.NorthEast.Lat-box.SouthWest.Lat, 'f', 6, 64)
	page.Lon = strconv.FormatFloat(box.NorthEast.Lon-box.SouthWest.Lon, 'f', 6, 64)
	page.Moves = []ui.ButtonOf{
		v.closer(i18n.T(ctx, "Rapprocher")), v.further(i18n.T(ctx, "Éloigner")),
		v.move(i18n.T(ctx, "Nord"), "i-caret-up", 0, 1), v.move(i18n.T(ctx, "Sud"), "i-caret-down", 0, -1),
		v.move(i18n.T(ctx, "Ouest"), "i-caret-left", -1, 0), v.move(i18n.T(ctx, "Est"), "i-caret-right", 1, 0),
	}
	if !v.here.IsZero() && v.here != v.centre {
		page.Back = button(i18n.T(ctx, "Revenir au point de départ"), "i-crosshair", view{v.here, v.radius, v.here})
	}
	return ui.Show(w, r, http.StatusOK, planPage(page))
}

// view is what was asked for, or the whole city.
func (p Pages) view(form planForm) (view, error) {
	var v view
	if p.Centre != nil {
		v.centre, v.radius = p.Centre()
	}
	wrong := fault.New(fault.Invalid, "Ce point n’est pas en degrés de latitude et de longitude. Rouvrez le plan depuis la page précédente.")
	if form.Here != "" {
		lat, lon, _ := strings.Cut(form.Here, ",")
		here, ok := point(lat, lon)
		if !ok {
			return v, wrong
		}
		v.here, v.centre, v.radius = here, here, 500
	}
	if form.Lat != "" || form.Lon != "" {
		centre, ok := point(form.Lat, form.Lon)
		if !ok {
			return v, wrong
		}
		v.centre = centre
	}
	if radius, err := strconv.ParseFloat(form.Radius, 64); err == nil && radius > 0 {
		v.radius = radius
	}
	v.radius = min(max(v.radius, radii[0]), radii[len(radii)-1])
	return v, nil
}

// point reads degrees. The poles are left out: no plan can be drawn around them.
func point(lat, lon string) (geo.Point, bool) {
	y, err := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	x, bad := strconv.ParseFloat(strings.TrimSpace(lon), 64)
	p := geo.Point{Lat: y, Lon: x}
	return p, err == nil && bad == nil && p.Valid() && math.Abs(y) <= 85
}

// frame is a wide plan that holds the whole radius.
func (v view) frame() plan.Frame {
	const width, height = 1000, 680
	return plan.Frame{Centre: v.centre, HalfWidthMetres: v.radius * 1.1 * width / height, Width: width, Height: height}
}

func (v view) path() string {
	at := url.Values{
		"lat": {strconv.FormatFloat(v.centre.Lat, 'f', 5, 64)}, "lon": {strconv.FormatFloat(v.centre.Lon, 'f', 5, 64)},
		"rayon": {strconv.FormatFloat(v.radius, 'f', 0, 64)},
	}
	if !v.here.IsZero() {
		at.Set("ici", strconv.FormatFloat(v.here.Lat, 'f', 5, 64)+","+strconv.FormatFloat(v.here.Lon, 'f', 5, 64))
	}
	return "/plan?" + at.Encode() + "#plan"
}

func button(label, icon string, to view) ui.ButtonOf {
	return ui.ButtonOf{Label: label, Icon: icon, Kind: "sec", Small: true, Href: to.path()}
}

// move is the plan half a picture further.
func (v view) move(label, icon string, east, north float64) ui.ButtonOf {
	f := v.frame()
	v.centre = f.At(f.Width/2*(1+east), f.Height/2*(1-north))
	v.centre.Lat = min(max(v.centre.Lat, -85), 85)
	v.centre.Lon = min(max(v.centre.Lon, -180), 180)
	return button(label, icon, v)
}

// closer is the plan at the next larger scale, further at the next smaller one.
func (v view) closer(label string) ui.ButtonOf {
	for i := len(radii) - 1; i >= 0; i-- {
		if radii[i] < v.radius {
			v.radius = radii[i]
			break
		}
	}
	return button(label, "i-plus", v)
}

func (v view) further(label string) ui.ButtonOf {
	for _, r := range radii {
		if r > v.radius {
			v.radius = r
			break
		}
	}
	return button(label, "i-minus", v)
}
