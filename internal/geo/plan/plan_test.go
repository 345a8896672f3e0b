package plan_test

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sem/internal/geo"
	"sem/internal/geo/plan"
)

var home = geo.Point{Lat: 45.5631, Lon: -73.8962}

// at is a point so many metres east and north of the home.
func at(east, north float64) geo.Point {
	return geo.Point{Lat: home.Lat + north/111_140, Lon: home.Lon + east/78_045}
}

func street(name string, points ...geo.Point) plan.Feature {
	return plan.Feature{Kind: plan.Street, Name: name, Lines: [][]geo.Point{points}}
}

func area(kind, name string, rings ...[]geo.Point) plan.Feature {
	box := geo.Box{SouthWest: rings[0][0], NorthEast: rings[0][0]}
	for _, p := range rings[0] {
		box.SouthWest = geo.Point{Lat: min(box.SouthWest.Lat, p.Lat), Lon: min(box.SouthWest.Lon, p.Lon)}
		box.NorthEast = geo.Point{Lat: max(box.NorthEast.Lat, p.Lat), Lon: max(box.NorthEast.Lon, p.Lon)}
	}
	return plan.Feature{Kind: kind, Name: name, Closed: true, Lines: rings, Box: box}
}

func square(east, north, side float64) []geo.Point {
	return []geo.Point{at(east, north), at(east+side, north), at(east+side, north+side), at(east, north+side), at(east, north)}
}

func TestAPointAndItsPlaceInTheDrawingAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := plan.Around(home, rapid.Float64Range(100, 2000).Draw(t, "radius"))
		p := at(rapid.Float64Range(-2000, 2000).Draw(t, "east"), rapid.Float64Range(-2000, 2000).Draw(t, "north"))
		x, y := f.XY(p)
		if d := geo.DistanceMetres(p, f.At(x, y)); d > 0.01 {
			t.Errorf("%v comes back %f m away", p, d)
		}
		if inside := x >= 0 && y >= 0 && x <= f.Width && y <= f.Height; inside != f.Holds(p) {
			t.Errorf("%v at %f, %f: held is %v", p, x, y, f.Holds(p))
		}
	})
}

// The circle of 300 metres is drawn where 300 metres are, all around.
func TestACircleIsAsWideAsItsMetres(t *testing.T) {
	f := plan.Around(home, 300)
	cx, cy := f.XY(home)
	for bearing := 0.0; bearing < 360; bearing += 30 {
		sin, cos := math.Sincos(bearing * math.Pi / 180)
		p := at(300*sin, 300*cos)
		x, y := f.XY(p)
		drawn, real := math.Hypot(x-cx, y-cy), geo.DistanceMetres(home, p)
		if math.Abs(drawn/f.Units(real)-1) > 0.005 {
			t.Errorf("towards %.0f°: %.1f units for %.1f m, want %.1f", bearing, drawn, real, f.Units(real))
		}
	}
}

var number = regexp.MustCompile(`-?\d+(\.\d)?`)

// corners are the points of a path, all commands being M, l, z and h0.
func corners(t *testing.T, path string) (points [][2]float64) {
	t.Helper()
	if rest := regexp.MustCompile(`[Mlz]|h0|-?\d+(\.\d)?| `).ReplaceAllString(path, ""); rest != "" {
		t.Fatalf("the path %q holds %q", path, rest)
	}
	var x, y float64
	for _, line := range strings.Split(path, "M")[1:] {
		var all []float64
		for _, n := range number.FindAllString(strings.ReplaceAll(line, "h0", ""), -1) {
			v, err := strconv.ParseFloat(n, 64)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, v)
		}
		for i := 0; i+1 < len(all); i += 2 {
			if i == 0 {
				x, y = 0, 0
			}
			x, y = x+all[i], y+all[i+1]
			points = append(points, [2]float64{x, y})
		}
	}
	return points
}

func TestNothingIsDrawnFarOutsideTheFrame(t *testing.T) {
	f := plan.Around(home, 300)
	river := []geo.Point{at(-9000, -900), at(9000, -100), at(9000, -5000), at(-9000, -5000), at(-9000, -900)}
	for name, path := range map[string]string{
		"a road through the town": f.Path([][]geo.Point{{at(-9000, -3000), at(0, 0), at(9000, 3000)}}, false),
		"a river":                 f.Path([][]geo.Point{river}, true),
	} {
		points := corners(t, path)
		if len(points) < 2 {
			t.Errorf("%s: got %q, want something drawn", name, path)
		}
		for _, p := range points {
			if p[0] < -25 || p[1] < -25 || p[0] > f.Width+25 || p[1] > f.Height+25 {
				t.Errorf("%s: drawn at %v", name, p)
			}
		}
	}
	for name, line := range map[string][]geo.Point{
		"elsewhere": {at(5000, 5000), at(6000, 5000)}, "a point": {at(0, 0)}, "nothing": {},
		"broken": {{Lat: math.NaN(), Lon: 1}, at(0, 0)}, "the antipodes": {{Lat: -45, Lon: 106}, {Lat: -46, Lon: 106}},
	} {
		if path := f.Path([][]geo.Point{line}, false); path != "" {
			t.Errorf("%s: got %q, want nothing", name, path)
		}
	}
	if path := (plan.Frame{}).Path([][]geo.Point{{at(0, 0), at(1, 1)}}, false); path != "" {
		t.Errorf("a frame without size draws %q", path)
	}
}

func TestWhatTheEyeMissesIsLeftOut(t *testing.T) {
	f := plan.Around(home, 300)
	var line []geo.Point
	for i := range 400 {
		line = append(line, at(float64(i), 0.1*float64(i%2)))
	}
	if points := corners(t, f.Path([][]geo.Point{line}, false)); len(points) != 2 {
		t.Errorf("a straight street of 400 points has %d in the drawing, want 2", len(points))
	}
}

func layers(d plan.Drawing) (kinds []string) {
	for _, l := range d.Layers {
		kinds = append(kinds, l.Kind)
	}
	return kinds
}

func TestLayersLieInTheOrderOfTheGround(t *testing.T) {
	d := plan.Draw(plan.Around(home, 300), []plan.Feature{
		street("rue du Moulin", at(-400, 0), at(400, 10)), area(plan.Water, "", square(-300, -400, 200)),
		area(plan.Building, "", square(20, 20, 15)), area(plan.Park, "Parc du Verger", square(50, 50, 150)),
	})
	if got, want := layers(d), []string{plan.Park, plan.Tree, plan.Wood, plan.Water, plan.Building, plan.Street}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if d.ScaleMetres != 150 || math.Abs(d.ScaleWidth-150*d.PerMetre()) > 1e-9 || d.Simplified {
		t.Errorf("got a scale of %g m, %g units long", d.ScaleMetres, d.ScaleWidth)
	}
}

// signedArea tells which way a drawn ring runs.
func signedArea(ring [][2]float64) (twice float64) {
	for i := range ring {
		a, b := ring[i], ring[(i+1)%len(ring)]
		twice += a[0]*b[1] - b[0]*a[1]
	}
	return twice
}

// Files run their outlines either way; one path holds them all, so holes must run against.
func TestAnIslandStaysDryWhicheverWayItsShoreRuns(t *testing.T) {
	island := square(-20, -20, 40)
	for name, shore := range map[string][]geo.Point{"one way": square(-100, -100, 200), "the other way": reversed(square(-100, -100, 200))} {
		d := plan.Draw(plan.Around(home, 300), []plan.Feature{area(plan.Water, "", shore, island)})
		rings := strings.SplitAfter(d.Layers[0].Paths[0], "z")
		if len(rings) < 2 || signedArea(corners(t, rings[0]))*signedArea(corners(t, rings[1])) >= 0 {
			t.Errorf("%s: shore and island run the same way in %q", name, rings)
		}
	}
}

func reversed(ring []geo.Point) []geo.Point {
	back := slices.Clone(ring)
	slices.Reverse(back)
	return back
}

func names(d plan.Drawing, small bool) (all []string) {
	for _, l := range d.Labels {
		if small && !l.Minor || !small && !l.Near {
			all = append(all, l.Text)
		}
	}
	slices.Sort(all)
	return all
}

func TestNamesStandOnTheirFeetAndApart(t *testing.T) {
	var features []plan.Feature
	for i := range 9 {
		turn := float64(i) * math.Pi / 9
		sin, cos := math.Sincos(turn)
		features = append(features, street(fmt.Sprintf("rue Numéro-%d", i), at(-500*cos, -500*sin), at(500*cos, 500*sin)))
	}
	d := plan.Draw(plan.Around(home, 300), features)
	if len(d.Labels) < 9 {
		t.Errorf("%d names found room, want one for each of nine streets", len(d.Labels))
	}
	for _, l := range d.Labels {
		if l.Angle < -90 || l.Angle > 90 || !strings.HasPrefix(l.Text, "Rue ") {
			t.Errorf("%q stands at %g°", l.Text, l.Angle)
		}
		for _, other := range d.Labels {
			if other.Text != l.Text && other.Near == l.Near && math.Hypot(l.X-other.X, l.Y-other.Y) < 15 {
				t.Errorf("%q and %q stand on each other", l.Text, other.Text)
			}
		}
	}
}

func TestANameRunsAcrossTheCrossingsOfItsStreet(t *testing.T) {
	var pieces []plan.Feature
	for i := -6; i < 6; i++ { // Each piece is too short for the name, and every other one runs backwards.
		a, b := at(float64(i)*60, 0), at(float64(i+1)*60, 0)
		if i%2 == 0 {
			a, b = b, a
		}
		pieces = append(pieces, street("boulevard du Moulin-Vert", a, b))
	}
	d := plan.Draw(plan.Around(home, 300), pieces)
	if got := names(d, false); !slices.Equal(got, []string{"Boulevard du Moulin-Vert"}) {
		t.Errorf("got %q, want the name once", got)
	}
}

func TestNoNameWhereItsStreetIsTooShortOrTooBent(t *testing.T) {
	var ring []geo.Point
	for i := range 40 {
		sin, cos := math.Sincos(float64(i) * math.Pi / 20)
		ring = append(ring, at(40*cos, 40*sin))
	}
	d := plan.Draw(plan.Around(home, 300), []plan.Feature{
		street("impasse des Très-Courtes-Promenades", at(0, 100), at(30, 100)), street("croissant du Rond-Point-Fleuri", ring...),
	})
	if len(d.Labels) > 0 {
		t.Errorf("got %v, want no name", d.Labels)
	}
}

func TestNamesLeaveThePinsFree(t *testing.T) {
	short := street("rue Dubois", at(-60, 0), at(60, 0))
	free := plan.Around(home, 300)
	if d := plan.Draw(free, []plan.Feature{short}); len(names(d, false)) != 1 {
		t.Fatalf("got %v, want the name", d.Labels)
	}
	if d := plan.Draw(free.Pinned(at(-40, -20), home, at(40, -20)), []plan.Feature{short}); len(names(d, false)) != 0 {
		t.Errorf("got %v under three pins, want no name", d.Labels)
	}
}

func TestASmallScreenNamesTheNearestStreets(t *testing.T) {
	d := plan.Draw(plan.Around(home, 300), []plan.Feature{
		street("rue du Moulin", at(-500, -20), at(500, -20)), street("rue Lointaine", at(-500, 480), at(500, 480)),
	})
	if got := names(d, true); !slices.Equal(got, []string{"Rue du Moulin"}) {
		t.Errorf("got %q, want only the street of the home", got)
	}
}

func TestTooManyBuildingsLeaveTheLargeOnes(t *testing.T) {
	village := []plan.Feature{area(plan.Building, "", square(0, 0, 60))}
	for i := range 4000 {
		village = append(village, area(plan.Building, "", square(float64(i%80)*12-480, float64(i/80)*14-350, 9)))
	}
	d := plan.Draw(plan.Around(home, 300), village)
	if len(d.Layers) != 1 || strings.Count(d.Layers[0].Paths[0], "z") != 1 {
		t.Errorf("got %d bytes of buildings, want the school alone", len(d.Layers[0].Paths[0]))
	}
}

func TestASuburbKeepsTheHousesNearTheMiddle(t *testing.T) {
	var suburb []plan.Feature
	for i := range 1600 {
		suburb = append(suburb, area(plan.Building, "", square(float64(i%40)*28-560, float64(i/40)*25-500, 11)))
	}
	f := plan.Around(home, 300)
	d := plan.Draw(f, suburb)
	houses := strings.Split(strings.TrimSuffix(d.Layers[0].Paths[0], "z"), "z")
	if len(houses) < 300 || len(houses) > 900 {
		t.Fatalf("%d houses are drawn of 1600", len(houses))
	}
	for _, h := range houses {
		if p := corners(t, h)[0]; math.Hypot(p[0]-400, p[1]-360) > f.Units(420) {
			t.Errorf("a house is drawn at %v, far from the middle", p)
		}
	}
}

// A name may come without anything to draw, as vector tiles give those of lakes and streets.
func TestANameAloneFindsItsPlace(t *testing.T) {
	d := plan.Draw(plan.Around(home, 300), []plan.Feature{
		{Kind: plan.Water, Name: "Lac des Deux Montagnes", NameOnly: true, Lines: [][]geo.Point{{at(100, 100)}}},
		{Kind: plan.Street, Name: "rue Féré", NameOnly: true, Lines: [][]geo.Point{{at(-300, -50), at(300, -50)}}},
	})
	if got := names(d, false); len(d.Layers) != 0 || !slices.Equal(got, []string{"Lac des Deux Montagnes", "Rue Féré"}) {
		t.Errorf("got %q and %d layers, want two names and nothing drawn", got, len(d.Layers))
	}
}

func TestANarrowRiverBearsItsNameAsItRuns(t *testing.T) {
	river := []geo.Point{at(-500, -460), at(500, 440), at(500, 510), at(-500, -390), at(-500, -460)}
	d := plan.Draw(plan.Around(home, 300), []plan.Feature{area(plan.Water, "Rivière du Chêne", river)})
	if len(d.Labels) == 0 || d.Labels[0].Angle > -30 || d.Labels[0].Angle < -60 {
		t.Errorf("got %+v, want the name turned as the river runs", d.Labels)
	}
}

func TestTreesStayWhereTheyStoodWhenThePlanMoves(t *testing.T) {
	park := area(plan.Park, "", square(-120, -120, 240))
	trees := func(f plan.Frame) (all []geo.Point) {
		for _, l := range plan.Draw(f, []plan.Feature{park}).Layers {
			if l.Kind != plan.Park {
				for _, p := range corners(t, l.Paths[0]) {
					all = append(all, f.At(p[0], p[1]))
				}
			}
		}
		return all
	}
	before, after := trees(plan.Around(home, 300)), trees(plan.Around(at(30, 0), 300))
	if len(before) < 20 {
		t.Fatalf("a park of 240 m has %d trees", len(before))
	}
	stayed := 0
	for _, p := range before {
		if slices.ContainsFunc(after, func(q geo.Point) bool { return geo.DistanceMetres(p, q) < 2 }) {
			stayed++
		}
	}
	if stayed < len(before)*9/10 {
		t.Errorf("%d of %d trees stayed", stayed, len(before))
	}
}

func Example() {
	f := plan.Around(geo.Point{Lat: 45.5631, Lon: -73.8962}, 300)
	d := plan.Draw(f, []plan.Feature{{
		Kind: plan.Street, Name: "rue du Moulin",
		Lines: [][]geo.Point{{{Lat: 45.5631, Lon: -73.9000}, {Lat: 45.5631, Lon: -73.8920}}},
	}})
	fmt.Println(d.Layers[0].Kind, d.Layers[0].Paths[0])
	fmt.Println(d.Labels[0].Text, d.ScaleMetres)
	// Output:
	// street M190.7 360l440.6 0
	// Rue du Moulin 150
}
