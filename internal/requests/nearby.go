package requests

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/geo"
)

// Nearby is an open request about what somebody may be about to report.
type Nearby struct {
	Number     Number
	Label      Text
	State      State
	PlaceLine  string
	ReceivedAt time.Time
	Followers  int
	Metres     int // Metres is the distance, 0 at the same address.
}

// similarMetres is how far from a point a request may be about the same thing.
const similarMetres = 100

// Similar are the open requests of a type around a point, or at an address, the nearest
// first; none for a type that has no place. They tell nothing about who reported them.
func (s *Service) Similar(ctx context.Context, typeCode string, point geo.Point, addressID string) ([]Nearby, error) {
	t, ok := s.Type(typeCode)
	if !ok || !t.NeedsPlace || point.IsZero() && addressID == "" {
		return nil, nil
	}
	box := geo.Around(point, similarMetres)
	rows, err := s.DB.Query(ctx, `
		SELECT r.number, r.state, r.place_line, r.received_at, r.lat, r.lon, COALESCE(r.address_id, ''),
		       (SELECT COUNT(f.person_id) FROM requests_follower f WHERE f.request_id = r.id)
		FROM   requests_request r
		WHERE  r.type_code = $1 AND r.resolved_at IS NULL
		AND    (r.address_id = $2 OR r.lat BETWEEN $3 AND $4 AND r.lon BETWEEN $5 AND $6 AND r.lat <> 0)`,
		t.Code, db.Null(addressID), box.SouthWest.Lat, box.NorthEast.Lat, box.SouthWest.Lon, box.NorthEast.Lon)
	found, err := db.Collect(rows, err, func(rows *db.Rows) (Nearby, error) {
		n := Nearby{Label: t.Label}
		var at geo.Point
		var address string
		err := rows.Scan(&n.Number, &n.State, &n.PlaceLine, &n.ReceivedAt, &at.Lat, &at.Lon, &address, &n.Followers)
		if !point.IsZero() && !at.IsZero() && (address == "" || address != addressID) {
			n.Metres = int(geo.DistanceMetres(point, at))
		}
		n.Followers++
		return n, err
	})
	if err != nil {
		return nil, fmt.Errorf("read similar requests: %w", err)
	}
	found = slices.DeleteFunc(found, func(n Nearby) bool { return n.Metres > similarMetres })
	slices.SortStableFunc(found, func(a, b Nearby) int { return a.Metres - b.Metres })
	return found[:min(len(found), 5)], nil
}
