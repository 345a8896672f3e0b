// Package geo measures the town: points, distances in metres, areas and whether a point
// lies in one, and reading both from GeoJSON files of other offices.
//
// Coordinates are WGS84 degrees. The maps of Québec's offices are in NAD83, which differs
// by less than two metres and is taken as the same. An area within a town is small enough
// to be flat.
package geo

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"
)

// Point is a place on the map. The zero Point means that the place is not known.
type Point struct {
	Lat float64
	Lon float64
}

// IsZero tells whether the place is not known.
func (p Point) IsZero() bool { return p == Point{} }

// Valid tells whether the point can be on Earth and is known.
func (p Point) Valid() bool {
	return !p.IsZero() && p.Lat >= -90 && p.Lat <= 90 && p.Lon >= -180 && p.Lon <= 180
}

func (p Point) orb() orb.Point { return orb.Point{p.Lon, p.Lat} }

// DistanceMetres is the way from a to b as the crow flies.
func DistanceMetres(a, b Point) float64 { return geo.DistanceHaversine(a.orb(), b.orb()) }
