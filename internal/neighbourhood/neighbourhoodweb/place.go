package neighbourhoodweb

import (
	"context"
	"math"
	"net/http"
	"time"

	"sem/internal/forms"
	"sem/internal/geo"
	"sem/internal/i18n"
	"sem/internal/neighbourhood"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/ui"
)

// place is one place, and how far it is from the address one came from.
func (p Pages) place(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var form placeForm
	if err := forms.Read(r, &form); err != nil {
		return err
	}
	place, err := p.Neighbourhood.Place(neighbourhood.PlaceID(r.PathValue("id")))
	if err != nil {
		return err
	}
	spot, err := p.from(r, form)
	if err != nil {
		return err
	}
	c := p.Neighbourhood.Category(place.Category)
	now := p.Clock.Now()
	o := p.Neighbourhood.OpenAt(place, now)
	v := placeView{
		Name: place.Name, Kind: c.In(ctx), Icon: c.Icon, Detail: detailOf(ctx, place), Opening: opening(ctx, o, now), Open: o.Open,
		Crumbs: append(crumbs(ctx, r), ui.Link{Href: "/quartier" + fromHere(aroundForm{Typed: form.Typed, Chosen: form.Chosen}), Label: i18n.T(ctx, "Mon quartier")}),
		Week:   week(ctx, p.Neighbourhood.WeekOf(place, now), place.Opening().NamesHolidays()), Facts: factsOf(ctx, place), Site: place.Website,
	}
	if spot.Known && !spot.Point.IsZero() {
		near := neighbourhood.Near{Place: place, Metres: place.Shape.NearestMetres(spot.Point)}
		v.Far = i18n.T(ctx, "De %[1]s : %[2]s", spot.Label, commas(distance(ctx, near.Metres), walk(ctx, near)))
	}
	v.Map = p.placePlan(ctx, place, spot, c.Tone)
	return ui.Show(w, r, http.StatusOK, placePage(v))
}

// from is the address one came from, or one's home.
func (p Pages) from(r *http.Request, form placeForm) (neighbourhood.Spot, error) {
	if form.Typed != "" || form.Chosen != "" {
		return p.Neighbourhood.Spot(r.Context(), form.Typed, places.AddressID(form.Chosen))
	}
	return p.home(r.Context(), people.ID(viewer(r).Person))
}

func factsOf(ctx context.Context, place *neighbourhood.Place) []ui.Fact {
	var facts []ui.Fact
	add := func(icon, label, value string) {
		if value != "" {
			facts = append(facts, ui.Fact{Icon: icon, Label: label, Value: value})
		}
	}
	add("i-map-pin", i18n.T(ctx, "Adresse"), place.Address)
	if number := call(place.Phone); number != "" {
		facts = append(facts, ui.Fact{Icon: "i-phone", Label: i18n.T(ctx, "Téléphone"), Link: ui.Link{Href: number, Label: phone(place.Phone)}})
	} else {
		add("i-phone", i18n.T(ctx, "Téléphone"), place.Phone)
	}
	add("i-users", i18n.T(ctx, "Accès"), accessWords(ctx, place.Access))
	if place.Opening().IsZero() {
		add("i-clock", i18n.T(ctx, "Horaire"), place.Hours)
	}
	return facts
}

// week are the hours of the seven next days; named is true when they say what holds on a
// public holiday.
func week(ctx context.Context, days []neighbourhood.DayHours, named bool) []dayRow {
	var rows []dayRow
	for i, d := range days {
		row := dayRow{Day: i18n.Sentence(i18n.Near(ctx, d.Day)), Today: i == 0}
		if i > 1 {
			row.Day = i18n.Sentence(i18n.Date(ctx, d.Day))
		}
		for _, s := range d.Spans {
			row.Hours = commas(row.Hours, spanWords(ctx, s))
		}
		switch {
		case d.Closed && d.Holiday:
			row.Hours = i18n.T(ctx, "Fermé (jour férié)")
		case d.Closed:
			row.Hours = i18n.T(ctx, "Fermé")
		case d.Holiday && !named:
			row.Hours = i18n.T(ctx, "%s (jour férié : horaire à vérifier)", row.Hours)
		}
		rows = append(rows, row)
	}
	return rows
}

func spanWords(ctx context.Context, s [2]time.Time) string {
	if s[1].Sub(s[0]) >= 23*time.Hour {
		return i18n.T(ctx, "Jour et nuit")
	}
	return i18n.T(ctx, "de %[1]s à %[2]s", i18n.Time(ctx, s[0]), untilWords(ctx, s[1]))
}

// placePlan shows the place, and the address when both fit.
func (p Pages) placePlan(ctx context.Context, place *neighbourhood.Place, spot neighbourhood.Spot, tone string) *ui.MapView {
	near := neighbourhood.Spot{Known: true, Point: place.Centre()}
	reach := reachOf(place)
	v := p.plan(ctx, near, nil, 0, reach)
	if v == nil {
		return nil
	}
	v.Circle, v.Title, v.Caption = 0, i18n.T(ctx, "Plan du lieu."), ""
	frame := frameOf(near.Point, reach)
	x, y := frame.XY(near.Point)
	v.Home, v.Pins = nil, []ui.Pin{{X: x, Y: y, Kind: tone}}
	if !place.Shape.Area().IsZero() {
		v.Areas = []ui.MapArea{{Path: frame.Path(place.Shape.Lines(), true), Kind: "sector", Strong: true}}
	}
	if spot.Known && !spot.Point.IsZero() && frame.Holds(spot.Point) {
		hx, hy := frame.XY(spot.Point)
		v.Home = &ui.Pin{X: hx, Y: hy}
	}
	return v
}

// reachOf is how far around its middle a place and a little of its surroundings go.
func reachOf(place *neighbourhood.Place) float64 {
	b := place.Shape.Box()
	return math.Min(math.Max(200, geo.DistanceMetres(b.SouthWest, b.NorthEast)*0.7), neighbourhood.MostRadius)
}
