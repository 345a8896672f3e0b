package geo_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"sem/internal/geo"
)

func TestThePlaneOfZone8AgreesWithPublishedPoints(t *testing.T) {
	for _, c := range []struct {
		point  geo.Point
		x, y   float64
		within float64
	}{
		{geo.Point{Lat: 45.565, Lon: -73.905}, 273185.593, 5047311.962, 0.001},
		{geo.Point{Lat: 45.54311180566, Lon: -73.65203717246}, 292927.3, 5044811.0, 0.1},
		{geo.Point{Lat: 45.559843865, Lon: -73.658214571}, 292448.6, 5046671.3, 0.1},
		{geo.Point{Lat: 45.492575, Lon: -73.571903}, 299180, 5039186, 0.1},
		{geo.Point{Lat: 45.571421, Lon: -73.871768}, 275783.0, 5048013.0, 0.1},
	} {
		x, y := geo.MTM(8).ToPlane(c.point)
		if math.Abs(x-c.x) > c.within || math.Abs(y-c.y) > c.within {
			t.Errorf("%v lies at %.4f, %.4f; want %.3f, %.3f", c.point, x, y, c.x, c.y)
		}
		if back := geo.MTM(8).FromPlane(c.x, c.y); geo.DistanceMetres(back, c.point) > 0.15 {
			t.Errorf("%.1f, %.1f is %v; want %v", c.x, c.y, back, c.point)
		}
	}
}

func TestThereAndBackLosesNothingInAnyZone(t *testing.T) {
	dice := rand.New(rand.NewPCG(7, 8))
	for zone := 1; zone <= 10; zone++ {
		centre := geo.MTM(zone).FromPlane(304800, 5050000)
		for range 200 {
			p := geo.Point{Lat: 44 + 12*dice.Float64(), Lon: centre.Lon + 4*dice.Float64() - 2}
			x, y := geo.MTM(zone).ToPlane(p)
			if back := geo.MTM(zone).FromPlane(x, y); geo.DistanceMetres(back, p) > 0.001 {
				t.Fatalf("zone %d: %v came back as %v", zone, p, back)
			}
		}
	}
}

func TestAPointLiesInTheZoneOfTheNearestMeridian(t *testing.T) {
	for lon, want := range map[float64]int{-73.9: 8, -71.2: 7, -75.7: 9, -64.4: 5, -79: 10, -95: 10, -40: 1} {
		if got := geo.ZoneOf(geo.Point{Lat: 45.5, Lon: lon}); got != want {
			t.Errorf("%v° lies in zone %d; want %d", lon, got, want)
		}
	}
}

func TestANumberThatIsNoZoneIsTheNearest(t *testing.T) {
	if geo.MTM(0) != geo.MTM(1) || geo.MTM(33) != geo.MTM(10) {
		t.Error("zones outside 1 to 10 are not the nearest")
	}
}

func ExampleMTM() {
	x, y := geo.MTM(8).ToPlane(geo.Point{Lat: 45.565, Lon: -73.905})
	fmt.Printf("%.3f %.3f\n", x, y)
	// Output: 273185.593 5047311.962
}
