package property

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/geo"
	"sem/internal/places"
)

// PositionKind says how well it is known where a property is.
type PositionKind string

// How a position is known, the best first.
const (
	Surveyed    PositionKind = "surveyed"    // Surveyed: by the assessor's map.
	Geocoded    PositionKind = "geocoded"    // Geocoded: by the register of addresses.
	Approximate PositionKind = "approximate" // Approximate: by the digits of the matricule, and shown as such.
	Unlocated   PositionKind = ""
)

// Position is where a property is, and how well that is known: by the assessor's map, else by
// its address, else about, by its matricule.
func (s *Service) Position(ctx context.Context, property places.PropertyID) (geo.Point, PositionKind, error) {
	e, err := latestEntry(ctx, s.DB, property)
	if err != nil {
		return geo.Point{}, Unlocated, err
	}
	return s.position(ctx, e)
}

func (s *Service) position(ctx context.Context, e Entry) (geo.Point, PositionKind, error) {
	var p geo.Point
	err := s.DB.QueryRow(ctx, `
		SELECT lat, lon
		FROM   property_point
		WHERE  matricule = $1`, e.Matricule).Scan(&p.Lat, &p.Lon)
	if err == nil {
		return p, Surveyed, nil
	}
	if err := db.NotFound(err, nil); err != nil {
		return p, Unlocated, fmt.Errorf("read where property %s is: %w", e.Property, err)
	}
	if e.Address != "" && s.Places != nil {
		a, err := s.Places.AddressByID(ctx, s.DB, e.Address)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return p, Unlocated, err
		}
		if err == nil && !a.Point.IsZero() {
			return a.Point, Geocoded, nil
		}
	}
	t := s.territory()
	if t.box == (geo.Box{}) || !t.holds(e.Matricule) {
		return geo.Point{}, Unlocated, nil
	}
	return pointOf(e.Matricule, t.zone, middle(t.box)), Approximate, nil
}
