package geo_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"sem/internal/geo"
)

// A square of one hundredth of a degree with a square hole, and an island beside it.
const square = `{"type":"FeatureCollection","name":"x","features":[
{"type":"Feature","properties":{"no":3,"nom":"du Moulin","vide":null},"geometry":{"type":"MultiPolygon","coordinates":[
  [[[-73.90,45.55],[-73.89,45.55],[-73.89,45.56],[-73.90,45.56],[-73.90,45.55]],
   [[-73.897,45.553],[-73.893,45.553],[-73.893,45.557],[-73.897,45.557],[-73.897,45.553]]],
  [[[-73.80,45.50],[-73.79,45.50],[-73.79,45.51],[-73.80,45.50]]]]}},
{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-73.9,45.5,30]}}
]}`

func TestAnAreaHoldsWhatLiesInItAndNotInItsHoles(t *testing.T) {
	features, err := geo.ReadFeatures(strings.NewReader(square))
	if err != nil {
		t.Fatal(err)
	}
	district := features[0]
	for _, c := range []struct {
		where string
		point geo.Point
		want  bool
	}{
		{"inside", geo.Point{Lat: 45.551, Lon: -73.891}, true},
		{"in the hole", geo.Point{Lat: 45.555, Lon: -73.895}, false},
		{"on the island", geo.Point{Lat: 45.501, Lon: -73.792}, true},
		{"between both", geo.Point{Lat: 45.53, Lon: -73.85}, false},
		{"on the border", geo.Point{Lat: 45.55, Lon: -73.895}, true},
		{"nowhere", geo.Point{}, false},
	} {
		if got := district.Area.Contains(c.point); got != c.want {
			t.Errorf("%s: got %v, want %v", c.where, got, c.want)
		}
	}
	if district.Text("no") != "3" || district.Text("nom") != "du Moulin" || district.Text("vide") != "" {
		t.Errorf("properties: got %v", district.Properties)
	}
	if got := len(district.Area.Rings()); got != 3 {
		t.Errorf("got %d rings, want 3", got)
	}
	if want := (geo.Point{Lat: 45.5, Lon: -73.9}); features[1].Point != want || features[1].Line != 6 {
		t.Errorf("got %v on line %d, want %v on line 6", features[1].Point, features[1].Line, want)
	}
}

func TestAFaultyFileNamesEveryFaultyLine(t *testing.T) {
	const file = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-73.9,45.5]}},
{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[5000000,200000]}},
{"type":"Feature","properties":{},"geometry":{"type":"LineString","coordinates":[]}},
{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[[1,1],[2,2],[1,1]]]}},
{"type":"Feature","properties":{},"geometry":null}
]}`
	_, err := geo.ReadFeatures(strings.NewReader(file))
	if err == nil {
		t.Fatal("got no error")
	}
	for _, want := range []string{"line 3: position", "line 4: a line needs two", "line 5: a ring", "line 6: geometry"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("got %q, want it to say %q", err, want)
		}
	}
	for cut := range len(square) {
		if _, err := geo.ReadFeatures(strings.NewReader(square[:cut])); err == nil && cut < len(square)-2 {
			t.Fatalf("a file cut after %d bytes was accepted", cut)
		}
	}
}

func TestDistancesAreMetres(t *testing.T) {
	cityHall, church := geo.Point{Lat: 45.5600, Lon: -73.9000}, geo.Point{Lat: 45.5600, Lon: -73.8900}
	if got := geo.DistanceMetres(cityHall, church); math.Abs(got-779) > 2 {
		t.Errorf("got %.1f m, want about 779", got)
	}
}

func TestABoxAroundAPointHoldsItsNeighbours(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := geo.Point{Lat: rapid.Float64Range(40, 60).Draw(t, "lat"), Lon: rapid.Float64Range(-80, -60).Draw(t, "lon")}
		q := geo.Point{Lat: p.Lat + rapid.Float64Range(-0.01, 0.01).Draw(t, "north"), Lon: p.Lon + rapid.Float64Range(-0.01, 0.01).Draw(t, "east")}
		if d := geo.DistanceMetres(p, q); !geo.Around(p, d).Contains(q) {
			t.Errorf("the box %f m around %v lacks %v", d, p, q)
		}
	})
}

func FuzzReadFeatures(f *testing.F) {
	f.Add([]byte(square))
	f.Add([]byte(`{"features":[{"type":"Feature","geometry":{"type":"MultiPolygon","coordinates":[[]]}}]}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		features, err := geo.ReadFeatures(strings.NewReader(string(file)))
		for _, feature := range features {
			if err != nil || feature.Shape.IsZero() {
				t.Errorf("feature %+v with error %v: want a shape, and no error", feature, err)
			}
		}
	})
}

func ExampleDistanceMetres() {
	home, school := geo.Point{Lat: 45.5631, Lon: -73.8962}, geo.Point{Lat: 45.5605, Lon: -73.9017}
	fmt.Printf("%.0f m\n", geo.DistanceMetres(home, school))
	// Output: 517 m
}
