package places

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/geo"
)

// upsertDistrict tells whether the district was new or had changed.
func upsertDistrict(ctx context.Context, tx *db.Tx, d District, now time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		INSERT INTO places_district (id, number, name, geometry, updated_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (id) DO UPDATE
		SET    number = excluded.number, name = excluded.name,
		       geometry = excluded.geometry, updated_at = excluded.updated_at
		WHERE  places_district.name <> excluded.name
		   OR  places_district.geometry <> excluded.geometry`,
		d.ID, d.Number, d.Name, d.geometry, now)
	return n > 0, err
}

func districtsChanged(ctx context.Context, q db.Querier, since time.Time) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   places_district
		WHERE  updated_at >= $1`, known(since)).Scan(&n)
	return n > 0, err
}

func allDistricts(ctx context.Context, q db.Querier) ([]District, error) {
	rows, err := q.Query(ctx, `
		SELECT id, number, name, geometry
		FROM   places_district
		ORDER BY number, id`)
	return db.Collect(rows, err, func(r *db.Rows) (District, error) {
		var d District
		if err := r.Scan(&d.ID, &d.Number, &d.Name, &d.geometry); err != nil {
			return d, err
		}
		_, area, err := geo.ReadGeometry([]byte(d.geometry))
		if err != nil {
			return d, fmt.Errorf("read district %s: %w", d.ID, err)
		}
		d.Area = area
		return d, nil
	})
}

// moveAddresses corrects the district of every address that lies in another one now.
func moveAddresses(ctx context.Context, tx *db.Tx, districts []District, now time.Time) error {
	rows, err := tx.Query(ctx, `
		SELECT id, COALESCE(district_id, ''), lat, lon
		FROM   places_address
		WHERE  lat <> 0`)
	all, err := db.Collect(rows, err, func(r *db.Rows) (a Address, err error) {
		return a, r.Scan(&a.ID, &a.District, &a.Point.Lat, &a.Point.Lon)
	})
	if err != nil {
		return err
	}
	for _, a := range all {
		here := districtOf(districts, a.Point)
		if here == a.District {
			continue
		}
		if _, err := tx.Exec(ctx, `
			UPDATE places_address
			SET    district_id = $1, updated_at = $2
			WHERE  id = $3`, db.Null(here), now, a.ID); err != nil {
			return err
		}
	}
	return nil
}

// upsertAddress is the address as it stands in the register once a is written.
func upsertAddress(ctx context.Context, tx *db.Tx, a Address) (Address, error) {
	_, err := tx.Exec(ctx, `
		INSERT INTO places_address
		       (id, civic, street, apartment, postal_code, district_id, lat, lon, folded, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT (civic, street, apartment) DO UPDATE
		SET    postal_code = COALESCE(NULLIF(excluded.postal_code, ''), places_address.postal_code),
		       district_id = CASE WHEN excluded.lat = 0 THEN places_address.district_id ELSE excluded.district_id END,
		       lat         = CASE WHEN excluded.lat = 0 THEN places_address.lat ELSE excluded.lat END,
		       lon         = CASE WHEN excluded.lat = 0 THEN places_address.lon ELSE excluded.lon END,
		       folded      = CASE WHEN excluded.postal_code = '' THEN places_address.folded ELSE excluded.folded END,
		       updated_at  = excluded.updated_at
		WHERE  excluded.postal_code NOT IN ('', places_address.postal_code)
		   OR  excluded.lat <> 0 AND (excluded.lat <> places_address.lat OR excluded.lon <> places_address.lon)`,
		addressRow(a)...)
	if err != nil {
		return Address{}, err
	}
	return scanAddress(tx.QueryRow(ctx, `
		SELECT id, civic, street, apartment, postal_code, COALESCE(district_id, ''), lat, lon, updated_at
		FROM   places_address
		WHERE  civic = $1 AND street = $2 AND apartment = $3`, a.Civic, a.Street, a.Apartment))
}

func insertAddresses(ctx context.Context, tx *db.Tx, addresses []Address) error {
	columns := []string{"id", "civic", "street", "apartment", "postal_code", "district_id", "lat", "lon", "folded", "updated_at"}
	var rows iter.Seq[[]any] = func(yield func([]any) bool) {
		for _, a := range addresses {
			if !yield(addressRow(a)) {
				return
			}
		}
	}
	_, err := tx.Bulk(ctx, "places_address", columns, rows)
	return err
}

func addressRow(a Address) []any {
	return []any{string(a.ID), a.Civic, a.Street, a.Apartment, a.PostalCode, db.Null(a.District), a.Point.Lat, a.Point.Lon, a.folded(), a.UpdatedAt}
}

func addressesByID(ctx context.Context, q db.Querier, ids []any) (map[AddressID]Address, error) {
	var w db.Where
	w.And("id IN (?"+strings.Repeat(", ?", len(ids)-1)+")", ids...)
	rows, err := q.Query(ctx, `
		SELECT id, civic, street, apartment, postal_code, COALESCE(district_id, ''), lat, lon, updated_at
		FROM   places_address`+w.SQL(), w.Args()...)
	all, err := db.Collect(rows, err, func(r *db.Rows) (Address, error) { return scanAddress(r) })
	found := make(map[AddressID]Address, len(all))
	for _, a := range all {
		found[a.ID] = a
	}
	return found, err
}

// eachAddressSince shows the addresses written since a time, in the order of the streets.
func eachAddressSince(ctx context.Context, q db.Querier, since time.Time, see func(Address)) error {
	rows, err := q.Query(ctx, `
		SELECT id, civic, street, apartment, postal_code, COALESCE(district_id, ''), lat, lon, updated_at
		FROM   places_address
		WHERE  updated_at >= $1
		ORDER BY street, LENGTH(civic), civic, apartment`, known(since))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		a, err := scanAddress(rows)
		if err != nil {
			return err
		}
		see(a)
	}
	return rows.Err()
}

// known replaces the zero time, which the databases read as NULL and find nothing after.
func known(since time.Time) time.Time {
	if since.IsZero() {
		return time.Unix(0, 0)
	}
	return since
}

// row is what Row and Rows have in common.
type row interface{ Scan(dest ...any) error }

func scanAddress(r row) (Address, error) {
	var a Address
	err := r.Scan(&a.ID, &a.Civic, &a.Street, &a.Apartment, &a.PostalCode, &a.District, &a.Point.Lat, &a.Point.Lon, &a.UpdatedAt)
	return a, err
}
