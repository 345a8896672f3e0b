package geo_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sem/internal/geo"
)

func shape(t testing.TB, geometry string) geo.Shape {
	t.Helper()
	s, err := geo.ReadShape([]byte(geometry))
	if err != nil {
		t.Fatalf("%s: %v", geometry, err)
	}
	return s
}

// yard is a square of about 780 by 1110 metres with a square hole in its middle.
const yard = `{"type":"Polygon","coordinates":[[[-73.90,45.55],[-73.89,45.55],[-73.89,45.56],[-73.90,45.56],[-73.90,45.55]],
	[[-73.897,45.553],[-73.893,45.553],[-73.893,45.557],[-73.897,45.557],[-73.897,45.553]]]}`

func TestTheDistanceToAShapeIsToItsNearestEdge(t *testing.T) {
	for _, c := range []struct {
		where    string
		geometry string
		from     geo.Point
		want     float64
	}{
		{"inside an area", yard, geo.Point{Lat: 45.551, Lon: -73.891}, 0},
		{"on its border", yard, geo.Point{Lat: 45.55, Lon: -73.895}, 0},
		{"south of it", yard, geo.Point{Lat: 45.549, Lon: -73.895}, 111.2},
		{"beyond its corner", yard, geo.Point{Lat: 45.549, Lon: -73.889}, 135.9},
		{"in its hole", yard, geo.Point{Lat: 45.5531, Lon: -73.895}, 11.1},
		{"between two islands", `{"type":"MultiPolygon","coordinates":[[[[-73.9,45.5],[-73.89,45.5],[-73.89,45.51],[-73.9,45.5]]],[[[-73.9,45.6],[-73.89,45.6],[-73.89,45.61],[-73.9,45.6]]]]}`, geo.Point{Lat: 45.598, Lon: -73.895}, 222.3},
		{"beside a line", `{"type":"LineString","coordinates":[[-73.905,45.556],[-73.895,45.556]]}`, geo.Point{Lat: 45.557, Lon: -73.9}, 111.2},
		{"beyond the end of a line", `{"type":"LineString","coordinates":[[-73.905,45.556],[-73.895,45.556]]}`, geo.Point{Lat: 45.556, Lon: -73.894}, 78.1},
		{"the nearer of two lines", `{"type":"MultiLineString","coordinates":[[[-73.9,45.5],[-73.9,45.6]],[[-73.901,45.5],[-73.901,45.6]]]}`, geo.Point{Lat: 45.55, Lon: -73.902}, 78.1},
		{"the nearer of two points", `{"type":"MultiPoint","coordinates":[[-73.9,45.55],[-73.9,45.56]]}`, geo.Point{Lat: 45.559, Lon: -73.9}, 111.2},
		{"at a point", `{"type":"Point","coordinates":[-73.9,45.55]}`, geo.Point{Lat: 45.55, Lon: -73.9}, 0},
	} {
		s := shape(t, c.geometry)
		if got := s.NearestMetres(c.from); math.Abs(got-c.want) > 0.5 {
			t.Errorf("%s: got %.2f m, want %.1f", c.where, got, c.want)
		}
		if got := geo.RulerAt(c.from).Metres(c.from, s.NearestPoint(c.from)); math.Abs(got-c.want) > 0.5 {
			t.Errorf("%s: the nearest point is %.2f m away, want %.1f", c.where, got, c.want)
		}
	}
	if got := (geo.Shape{}).NearestMetres(geo.Point{Lat: 45, Lon: -73}); !math.IsInf(got, 1) {
		t.Errorf("to nowhere: got %f", got)
	}
}

func TestARulerMeasuresAsTheEllipsoidDoes(t *testing.T) {
	for _, c := range []struct{ a, b geo.Point }{
		{geo.Point{Lat: 45.565, Lon: -73.905}, geo.Point{Lat: 45.583, Lon: -73.905}},
		{geo.Point{Lat: 45.565, Lon: -73.905}, geo.Point{Lat: 45.565, Lon: -73.8793}},
		{geo.Point{Lat: 45.565, Lon: -73.905}, geo.Point{Lat: 45.5776, Lon: -73.8870}},
		{geo.Point{Lat: 45, Lon: -73}, geo.Point{Lat: 45.0127, Lon: -72.982}},
		{geo.Point{Lat: 58, Lon: -68}, geo.Point{Lat: 58.0127, Lon: -67.976}},
	} {
		want := vincentyMetres(c.a, c.b)
		if got := geo.RulerAt(c.a).Metres(c.a, c.b); math.Abs(got-want) > 0.001*want {
			t.Errorf("%v to %v: the ruler says %.2f m, want %.2f", c.a, c.b, got, want)
		}
		if got := geo.DistanceMetres(c.a, c.b); math.Abs(got-want) > 0.005*want {
			t.Errorf("%v to %v: the great circle is %.2f m, want %.2f", c.a, c.b, got, want)
		}
	}
	// Flinders Peak to Buninyong, the example of Geoscience Australia: the formula itself.
	if got := vincentyMetres(geo.Point{Lat: -37.95103341666667, Lon: 144.42486788888888}, geo.Point{Lat: -37.65282113888889, Lon: 143.92649552777777}); math.Abs(got-54972.271) > 0.001 {
		t.Errorf("got %.3f m, want 54972.271", got)
	}
}

func TestAPinStandsInItsShape(t *testing.T) {
	horseshoe := `{"type":"Polygon","coordinates":[[[20,20],[30,20],[30,30],[28,30],[28,22],[22,22],[22,30],[20,30],[20,20]]]}`
	for _, geometry := range []string{yard, horseshoe, `{"type":"Polygon","coordinates":[[[1,1],[2,1],[3,1],[1,1]]]}`} {
		s := shape(t, geometry)
		if c := s.Centre(); s.NearestMetres(c) > 0.01 {
			t.Errorf("%s: the pin at %v is %.0f m away", geometry, c, s.NearestMetres(c))
		}
	}
	if got := shape(t, `{"type":"LineString","coordinates":[[0,1],[0,1],[10,1]]}`).Centre(); math.Abs(got.Lon-5) > 0.01 {
		t.Errorf("a line: got %v, want its middle", got)
	}
	if got := shape(t, `{"type":"MultiPoint","coordinates":[[0,1],[10,1]]}`).Centre(); got != (geo.Point{Lat: 1, Lon: 5}) {
		t.Errorf("points: got %v, want their middle", got)
	}
}

func TestAGeometryThatCannotBeUsedSaysWhatIsWrong(t *testing.T) {
	for geometry, want := range map[string]geo.Flaw{
		`{"type":"Point","coordinates":[45.56,-73.9]}`:                                                                        geo.Swapped,
		`{"type":"Point","coordinates":[45.56,-173.9]}`:                                                                       geo.Swapped,
		`{"type":"Point","coordinates":[1,95]}`:                                                                               geo.OutOfRange + "|" + geo.Swapped,
		`{"type":"Point","coordinates":[274000,5046000]}`:                                                                     geo.OutOfRange,
		`{"type":"Point","coordinates":[-73]}`:                                                                                geo.OutOfRange,
		`{"type":"Polygon","coordinates":[[[1,1],[2,2],[1,1]]]}`:                                                              geo.Unclosed,
		`{"type":"Polygon","coordinates":[[[1,1],[2,1],[2,2],[1,2]]]}`:                                                        geo.Unclosed,
		`{"type":"Polygon","coordinates":[[[4,4],[6,6],[6,4],[4,6],[4,4]]]}`:                                                  geo.SelfCrossing,
		`{"type":"LineString","coordinates":[[179.9,1],[-179.9,1]]}`:                                                          geo.Antimeridian,
		`{"type":"MultiPolygon","coordinates":[[[[179,1],[180,1],[180,2],[179,1]]],[[[-180,1],[-179,1],[-179,2],[-180,1]]]]}`: geo.Antimeridian,
		`{"type":"MultiPolygon","coordinates":[[]]}`:                                                                          geo.Empty,
		`{"type":"GeometryCollection","geometries":[]}`:                                                                       geo.UnknownKind,
		`{"type":"Point","coordinates":"here"}`:                                                                               geo.Malformed,
	} {
		_, err := geo.ReadFeatures(strings.NewReader(`{"features":[` + "\n" + `{"type":"Feature","geometry":` + geometry + `}]}`))
		lines := geo.LineErrors(err)
		if len(lines) != 1 || lines[0].Line != 2 || !strings.Contains(string(want), string(lines[0].Flaw)) || lines[0].Remedy() == "" {
			t.Errorf("%s: got %v, want %q on line 2", geometry, err, want)
		}
	}
	for _, geometry := range []string{
		yard, // a hole is fine
		`{"type":"Polygon","coordinates":[[[4,4],[6,4],[6,6],[5,4],[4,6],[4,4]]]}`, // touching itself is fine
		`{"type":"LineString","coordinates":[[4,4],[6,6],[6,4],[4,6]]}`,            // lines may cross
	} {
		shape(t, geometry)
	}
}

func TestNoShapeIsNearerThanItsBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lat, lon := rapid.Float64Range(45, 47).Draw(t, "lat"), rapid.Float64Range(-74, -72).Draw(t, "lon")
		var line []string
		for range rapid.IntRange(2, 6).Draw(t, "corners") {
			line = append(line, fmt.Sprintf("[%g,%g]", lon+rapid.Float64Range(-0.01, 0.01).Draw(t, "east"), lat+rapid.Float64Range(-0.01, 0.01).Draw(t, "north")))
		}
		s, err := geo.ReadShape([]byte(`{"type":"LineString","coordinates":[` + strings.Join(line, ",") + `]}`))
		if err != nil {
			t.Fatal(err)
		}
		p := geo.Point{Lat: lat, Lon: lon}
		metres := s.NearestMetres(p)
		box, reach := s.Box(), geo.RulerAt(p).Box(p, metres)
		if reach.NorthEast.Lat < box.SouthWest.Lat || reach.SouthWest.Lat > box.NorthEast.Lat || reach.NorthEast.Lon < box.SouthWest.Lon || reach.SouthWest.Lon > box.NorthEast.Lon {
			t.Errorf("the shape is %f m away and its box is not", metres)
		}
		for _, corner := range s.Lines()[0] {
			if d := geo.RulerAt(p).Metres(p, corner); d < metres-1e-6 {
				t.Errorf("a corner is %f m away, the shape %f m", d, metres)
			}
		}
	})
}

// vincentyMetres is T. Vincenty's inverse formula (Survey Review 176, 1975).
func vincentyMetres(from, to geo.Point) float64 {
	const a, f = 6378137.0, 1 / 298.257223563
	b := a * (1 - f)
	rad := math.Pi / 180
	l := (to.Lon - from.Lon) * rad
	u1, u2 := math.Atan((1-f)*math.Tan(from.Lat*rad)), math.Atan((1-f)*math.Tan(to.Lat*rad))
	s1, c1 := math.Sincos(u1)
	s2, c2 := math.Sincos(u2)
	lambda := l
	for {
		sl, cl := math.Sincos(lambda)
		sinSigma := math.Hypot(c2*sl, c1*s2-s1*c2*cl)
		cosSigma := s1*s2 + c1*c2*cl
		sigma := math.Atan2(sinSigma, cosSigma)
		sinAlpha := c1 * c2 * sl / sinSigma
		cos2Alpha := 1 - sinAlpha*sinAlpha
		cos2m := cosSigma - 2*s1*s2/cos2Alpha
		c := f / 16 * cos2Alpha * (4 + f*(4-3*cos2Alpha))
		before := lambda
		lambda = l + (1-c)*f*sinAlpha*(sigma+c*sinSigma*(cos2m+c*cosSigma*(2*cos2m*cos2m-1)))
		if math.Abs(lambda-before) > 1e-12 {
			continue
		}
		u := cos2Alpha * (a*a - b*b) / (b * b)
		ka := 1 + u/16384*(4096+u*(-768+u*(320-175*u)))
		kb := u / 1024 * (256 + u*(-128+u*(74-47*u)))
		delta := kb * sinSigma * (cos2m + kb/4*(cosSigma*(2*cos2m*cos2m-1)-kb/6*cos2m*(4*sinSigma*sinSigma-3)*(4*cos2m*cos2m-3)))
		return b * ka * (sigma - delta)
	}
}

func ExampleShape_NearestMetres() {
	park, _ := geo.ReadShape([]byte(`{"type":"Polygon","coordinates":[[[-73.90,45.55],[-73.89,45.55],[-73.89,45.56],[-73.90,45.56],[-73.90,45.55]]]}`))
	fmt.Printf("%.0f m to its gate, %.0f m within\n", park.NearestMetres(geo.Point{Lat: 45.549, Lon: -73.895}), park.NearestMetres(geo.Point{Lat: 45.555, Lon: -73.895}))
	// Output: 111 m to its gate, 0 m within
}
