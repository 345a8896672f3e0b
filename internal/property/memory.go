package property

import (
	"context"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/places"
)

// memory is what pages and other rooms ask of the newest roll at every turn. It is never
// changed: Refresh puts another in its place.
type memory struct {
	version version
	rolls   []Roll // rolls are the published ones, the newest first.
	doors   map[places.AddressID]doorway
}

// version tells one state of the roll from another.
type version struct {
	rolls, points int64
	rollsChanged  time.Time
	pointsChanged time.Time
}

// doorway is what the roll knows of an address.
type doorway struct {
	properties []places.PropertyID
	dwellings  int // dwellings is those of the building, -1 when the roll does not say.
	point      geo.Point
	kind       PositionKind
}

// Refresh reads the newest roll into memory, when it has changed since the last time: in this
// process or in another.
func (s *Service) Refresh(ctx context.Context) error {
	s.reading.Lock()
	defer s.reading.Unlock()
	v, err := versionIn(ctx, s.DB)
	if err != nil {
		return err
	}
	if m := s.memory.Load(); m != nil && m.version == v {
		return nil
	}
	m, err := s.remember(ctx)
	if err != nil {
		return err
	}
	m.version = v
	s.memory.Store(m)
	return nil
}

func versionIn(ctx context.Context, q db.Querier) (v version, err error) {
	err = q.QueryRow(ctx, `
		SELECT COUNT(*), MAX(changed_at)
		FROM   property_roll
		WHERE  published`).Scan(&v.rolls, &v.rollsChanged)
	if err == nil {
		err = q.QueryRow(ctx, `
		SELECT COUNT(*), MAX(updated_at)
		FROM   property_point`).Scan(&v.points, &v.pointsChanged)
	}
	if err != nil {
		return v, fmt.Errorf("ask whether the roll has changed: %w", err)
	}
	return v, nil
}

// remembered is the memory, empty before the first Refresh.
func (s *Service) remembered() *memory {
	if m := s.memory.Load(); m != nil {
		return m
	}
	return &memory{}
}

func (s *Service) remember(ctx context.Context) (*memory, error) {
	rolls, err := rollsIn(ctx, s.DB)
	m := &memory{rolls: rolls, doors: map[places.AddressID]doorway{}}
	if err != nil || len(rolls) == 0 {
		return m, err
	}
	type opened struct {
		address   places.AddressID
		property  places.PropertyID
		matricule places.Matricule
		dwellings int
		point     geo.Point
	}
	buildings, err := dwellingsOfBuildings(ctx, s.DB, rolls[0].ID)
	if err != nil {
		return m, err
	}
	rows, err := s.DB.Query(ctx, `
		SELECT d.address_id, e.unit_id, e.matricule, e.dwellings, COALESCE(p.lat, 0), COALESCE(p.lon, 0)
		FROM   property_door d
		JOIN   property_entry e ON e.roll_id = d.roll_id AND e.unit_id = d.unit_id
		LEFT JOIN property_point p ON p.matricule = e.matricule
		WHERE  d.roll_id = $1
		ORDER BY e.matricule`, rolls[0].ID)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var o opened
		if err := r.Scan(&o.address, &o.property, &o.matricule, &o.dwellings, &o.point.Lat, &o.point.Lon); err != nil {
			return struct{}{}, err
		}
		way, known := m.doors[o.address]
		if !known {
			way.dwellings = -1
		}
		way.properties = append(way.properties, o.property)
		if n, ok := buildings[buildingOf(o.matricule)]; ok {
			way.dwellings = max(way.dwellings, n)
		} else {
			way.dwellings = max(way.dwellings, o.dwellings)
		}
		if !o.point.IsZero() {
			way.point, way.kind = o.point, Surveyed
		}
		m.doors[o.address] = way
		return struct{}{}, nil
	})
	if err != nil {
		return m, fmt.Errorf("read the doors of the roll: %w", err)
	}
	return m, nil
}

// dwellingsOfBuildings counts the dwellings of the buildings that are cut into condominiums, by
// buildingOf. Every other unit says itself how many it has, and a roll has many of those: they
// pass by and are not kept.
func dwellingsOfBuildings(ctx context.Context, q db.Querier, roll string) (map[string]int, error) {
	buildings := map[string]int{}
	for _, whole := range []bool{false, true} { // A unit that is no condominium may stand on the lot of some.
		rows, err := q.Query(ctx, `
			SELECT matricule, dwellings
			FROM   property_entry
			WHERE  roll_id = $1 AND dwellings > 0 AND (matricule LIKE '%0000') = $2`, roll, whole)
		_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
			var x places.Matricule
			var n int
			err := r.Scan(&x, &n)
			if _, known := buildings[buildingOf(x)]; known || !whole {
				buildings[buildingOf(x)] += n
			}
			return struct{}{}, err
		})
		if err != nil {
			return nil, fmt.Errorf("count the dwellings of the roll: %w", err)
		}
	}
	return buildings, nil
}

// buildingOf is what the units of one building have in common: a condominium is a unit of its
// own, whose number ends in the number of its premises.
func buildingOf(m places.Matricule) string {
	if len(m) != 18 {
		return string(m)
	}
	return string(m[:10] + m[11:14])
}

// DwellingsAt is how many dwellings the building at an address has by the newest roll, and
// whether the roll says so. It asks the memory.
func (s *Service) DwellingsAt(a places.AddressID) (int, bool) {
	way, ok := s.remembered().doors[a]
	return max(way.dwellings, 0), ok && way.dwellings >= 0
}

// PointAt is where the assessor's map has the property at an address, if it has it. It asks
// the memory.
func (s *Service) PointAt(a places.AddressID) (geo.Point, bool) {
	way := s.remembered().doors[a]
	return way.point, way.kind == Surveyed
}

// Rolls are the rolls of the city, the newest first. The slice is shared and must not be
// changed.
func (s *Service) Rolls() []Roll { return s.remembered().rolls }
