package geo

import "math"

// The ellipsoid of WGS84 (NIMA TR8350.2).
const (
	semiMajor    = 6378137.0
	eccentricity = 0.00669437999014 // eccentricity is squared.
)

// Ruler measures around one place, on the ellipsoid and as if the ground were flat there: to
// less than 0.1 % within five kilometres of the towns of Québec.
type Ruler struct {
	lat, lon float64 // lat and lon are the metres of a degree.
}

// RulerAt is the ruler for what lies around p.
func RulerAt(p Point) Ruler {
	sin, cos := math.Sincos(p.Lat * math.Pi / 180)
	w := 1 - eccentricity*sin*sin
	across := semiMajor / math.Sqrt(w)       // across is the radius of the prime vertical.
	along := across * (1 - eccentricity) / w // along is the radius of the meridian.
	return Ruler{along * math.Pi / 180, across * max(cos, 1e-6) * math.Pi / 180}
}

// Metres is the way from a to b as the crow flies.
func (r Ruler) Metres(a, b Point) float64 { return math.Sqrt(r.squared(a, b)) }

func (r Ruler) squared(a, b Point) float64 {
	north, east := (b.Lat-a.Lat)*r.lat, (b.Lon-a.Lon)*r.lon
	return north*north + east*east
}

// Box holds every point within so many metres of p, and a little more.
func (r Ruler) Box(p Point, radiusMetres float64) Box {
	lat, lon := radiusMetres*1.001/r.lat, radiusMetres*1.001/r.lon
	return Box{Point{p.Lat - lat, p.Lon - lon}, Point{p.Lat + lat, p.Lon + lon}}
}

// toSegment is the square of the metres from p to the nearest point of the segment ab.
func (r Ruler) toSegment(p, a, b Point) float64 {
	px, py := (p.Lon-a.Lon)*r.lon, (p.Lat-a.Lat)*r.lat
	bx, by := (b.Lon-a.Lon)*r.lon, (b.Lat-a.Lat)*r.lat
	along := part(px, py, bx, by)
	x, y := px-along*bx, py-along*by
	return x*x + y*y
}

// onSegment is the point of the segment ab that is nearest to p.
func (r Ruler) onSegment(p, a, b Point) Point {
	along := part((p.Lon-a.Lon)*r.lon, (p.Lat-a.Lat)*r.lat, (b.Lon-a.Lon)*r.lon, (b.Lat-a.Lat)*r.lat)
	return Point{a.Lat + along*(b.Lat-a.Lat), a.Lon + along*(b.Lon-a.Lon)}
}

// part is how far along the way from the origin to b the point nearest to p lies, from 0 to 1.
func part(px, py, bx, by float64) float64 {
	length := bx*bx + by*by
	if length == 0 {
		return 0
	}
	return min(max((px*bx+py*by)/length, 0), 1)
}
