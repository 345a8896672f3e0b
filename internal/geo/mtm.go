package geo

import "math"

// The ellipsoid of NAD83, GRS80, and what Krüger's series make of its flattening.
const (
	grs80Radius     = 6378137.0         // metres
	grs80Flattening = 1 / 298.257222101 // of the ellipse
	mtmScale        = 0.9999
	mtmFalseEasting = 304800.0 // metres
	mtmFirst        = 1
	mtmLast         = 10
)

// mtmMeridians are the central meridians of the zones 1 to 10, in degrees east. Zones 1 and
// 2 (Newfoundland) are not three degrees apart from the rest.
var mtmMeridians = [mtmLast + 1]float64{1: -53, 2: -56, 3: -58.5, 4: -61.5, 5: -64.5, 6: -67.5, 7: -70.5, 8: -73.5, 9: -76.5, 10: -79.5}

// Projection lays a narrow band of the Earth on a plane, as surveyors of Québec do: modified
// transverse Mercator (MTM), NAD83 on the ellipsoid GRS80, EPSG:32183 to EPSG:32189 and their
// neighbours. It is exact to a millimetre within its zone. The zero Projection is of no zone.
type Projection struct {
	meridian float64 // radians
}

// MTM is the projection of a zone, 1 to 10; the zone nearest to these for any other number.
func MTM(zone int) Projection {
	return Projection{mtmMeridians[min(max(zone, mtmFirst), mtmLast)] * math.Pi / 180}
}

// ZoneOf is the MTM zone whose central meridian is nearest to p.
func ZoneOf(p Point) int {
	best := mtmFirst
	for zone := mtmFirst; zone <= mtmLast; zone++ {
		if math.Abs(p.Lon-mtmMeridians[zone]) < math.Abs(p.Lon-mtmMeridians[best]) {
			best = zone
		}
	}
	return best
}

// The coefficients of Krüger's series to the third power of the third flattening n: alpha
// from the sphere to the plane, beta back, delta from the conformal latitude to the geodetic.
// Krüger, Konforme Abbildung des Erdellipsoids in der Ebene, 1912; EPSG guidance note 7-2.
var krueger = func() (k struct {
	radius, excentricity float64
	alpha, beta, delta   [3]float64
}) {
	n := grs80Flattening / (2 - grs80Flattening)
	n2, n3 := n*n, n*n*n
	k.radius = mtmScale * grs80Radius / (1 + n) * (1 + n2/4 + n2*n2/64)
	k.excentricity = 2 * math.Sqrt(n) / (1 + n)
	k.alpha = [3]float64{n/2 - 2*n2/3 + 5*n3/16, 13*n2/48 - 3*n3/5, 61 * n3 / 240}
	k.beta = [3]float64{n/2 - 2*n2/3 + 37*n3/96, n2/48 + n3/15, 17 * n3 / 480}
	k.delta = [3]float64{2*n - 2*n2/3 - 2*n3, 7*n2/3 - 8*n3/5, 56 * n3 / 15}
	return k
}()

// ToPlane gives the metres of p: x to the east, y to the north.
func (m Projection) ToPlane(p Point) (x, y float64) {
	sin := math.Sin(p.Lat * math.Pi / 180)
	east := p.Lon*math.Pi/180 - m.meridian
	t := math.Sinh(math.Atanh(sin) - krueger.excentricity*math.Atanh(krueger.excentricity*sin))
	xi, eta := math.Atan2(t, math.Cos(east)), math.Atanh(math.Sin(east)/math.Sqrt(1+t*t))
	north, right := xi, eta
	for i, a := range krueger.alpha {
		j := 2 * float64(i+1)
		north += a * math.Sin(j*xi) * math.Cosh(j*eta)
		right += a * math.Cos(j*xi) * math.Sinh(j*eta)
	}
	return mtmFalseEasting + krueger.radius*right, krueger.radius * north
}

// FromPlane is the point at so many metres east and north.
func (m Projection) FromPlane(x, y float64) Point {
	north, right := y/krueger.radius, (x-mtmFalseEasting)/krueger.radius
	xi, eta := north, right
	for i, b := range krueger.beta {
		j := 2 * float64(i+1)
		xi -= b * math.Sin(j*north) * math.Cosh(j*right)
		eta -= b * math.Cos(j*north) * math.Sinh(j*right)
	}
	conformal := math.Asin(math.Sin(xi) / math.Cosh(eta))
	lat := conformal
	for i, d := range krueger.delta {
		lat += d * math.Sin(2*float64(i+1)*conformal)
	}
	lon := m.meridian + math.Atan2(math.Sinh(eta), math.Cos(xi))
	return Point{lat * 180 / math.Pi, lon * 180 / math.Pi}
}
