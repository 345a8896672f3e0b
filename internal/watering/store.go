package watering

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/geo"
	"sem/internal/places"
)

func versionOf(ctx context.Context, q db.Querier) (version int64, err error) {
	err = q.QueryRow(ctx, `
		SELECT version
		FROM   watering_version
		WHERE  only_row = 1`).Scan(&version)
	return version, db.NotFound(err, nil) // Nothing was ever written.
}

// countVersion tells every process to read again. Writers wait for each other here.
func countVersion(ctx context.Context, tx *db.Tx) error {
	return tx.Send(ctx, `
		INSERT INTO watering_version (only_row, version)
		VALUES (1, 1)
		ON CONFLICT (only_row) DO UPDATE
		SET version = watering_version.version + 1`)
}

// readContents reads everything an answer may need: permits that ended before since are left
// where they are.
func readContents(ctx context.Context, q db.Querier, since string) (c Contents, err error) {
	if c.Devices, err = readDevices(ctx, q); err != nil {
		return c, fmt.Errorf("read the devices: %w", err)
	}
	if c.Areas, err = readAreas(ctx, q); err != nil {
		return c, fmt.Errorf("read the areas: %w", err)
	}
	if c.Bylaws, err = readBylaws(ctx, q); err != nil {
		return c, fmt.Errorf("read the by-laws: %w", err)
	}
	if c.Rules, err = readRules(ctx, q); err != nil {
		return c, fmt.Errorf("read the rules: %w", err)
	}
	if c.Terms, err = readTerms(ctx, q); err != nil {
		return c, fmt.Errorf("read the terms of permits: %w", err)
	}
	if c.Bans, err = readBans(ctx, q); err != nil {
		return c, fmt.Errorf("read the bans: %w", err)
	}
	if c.Permits, err = permitsWhere(ctx, q, "state = ? AND to_day >= ?", string(Granted), since); err != nil {
		return c, fmt.Errorf("read the permits: %w", err)
	}
	return c, nil
}

// scanBody reads codes and a JSON body into v.
func scanBody(r *db.Rows, v any, codes ...*string) error {
	var body string
	dest := make([]any, 0, len(codes)+1)
	for _, c := range codes {
		dest = append(dest, c)
	}
	if err := r.Scan(append(dest, &body)...); err != nil {
		return err
	}
	return json.Unmarshal([]byte(body), v)
}

func readDevices(ctx context.Context, q db.Querier) ([]Device, error) {
	rows, err := q.Query(ctx, `
		SELECT code, body
		FROM   watering_device
		ORDER BY position, code`)
	return db.Collect(rows, err, func(r *db.Rows) (d Device, err error) {
		err = scanBody(r, &d, &d.Code)
		return d, err
	})
}

func readAreas(ctx context.Context, q db.Querier) ([]Area, error) {
	rows, err := q.Query(ctx, `
		SELECT code, name_fr, name_en, districts, geometry
		FROM   watering_area
		ORDER BY position, code`)
	return db.Collect(rows, err, func(r *db.Rows) (Area, error) {
		var a Area
		var districts string
		if err := r.Scan(&a.Code, &a.Name.FR, &a.Name.EN, &districts, &a.geometry); err != nil {
			return a, err
		}
		a.Districts = listed[places.DistrictID](districts)
		if a.geometry == "" {
			return a, nil
		}
		var err error
		_, a.Shape, err = geo.ReadGeometry([]byte(a.geometry))
		return a, err
	})
}

func readBylaws(ctx context.Context, q db.Querier) ([]Bylaw, error) {
	rows, err := q.Query(ctx, `
		SELECT code, body
		FROM   watering_bylaw
		ORDER BY position, code`)
	return db.Collect(rows, err, func(r *db.Rows) (l Bylaw, err error) {
		err = scanBody(r, &l, &l.Code)
		return l, err
	})
}

func readRules(ctx context.Context, q db.Querier) ([]Rule, error) {
	rows, err := q.Query(ctx, `
		SELECT bylaw, code, body
		FROM   watering_rule
		ORDER BY bylaw, position, code`)
	return db.Collect(rows, err, func(r *db.Rows) (rule Rule, err error) {
		err = scanBody(r, &rule, &rule.Bylaw, &rule.Code)
		return rule, err
	})
}

func readTerms(ctx context.Context, q db.Querier) ([]Terms, error) {
	rows, err := q.Query(ctx, `
		SELECT bylaw, code, body
		FROM   watering_terms
		ORDER BY bylaw, position, code`)
	return db.Collect(rows, err, func(r *db.Rows) (t Terms, err error) {
		err = scanBody(r, &t, &t.Bylaw, &t.Code)
		return t, err
	})
}

func readBans(ctx context.Context, q db.Querier) ([]Ban, error) {
	rows, err := q.Query(ctx, `
		SELECT code, reason_fr, reason_en, devices, areas, districts, lat, lon, radius_metres, centre_line,
		       starts_at, ends_at, spare_permits, declared_by, lifted_at
		FROM   watering_ban
		ORDER BY starts_at DESC, code`)
	return db.Collect(rows, err, func(r *db.Rows) (Ban, error) {
		var n Ban
		var devices, areas, districts string
		err := r.Scan(&n.Code, &n.Reason.FR, &n.Reason.EN, &devices, &areas, &districts, &n.Centre.Lat, &n.Centre.Lon, &n.RadiusMetres, &n.CentreLine,
			&n.Start, &n.End, &n.SparePermits, &n.DeclaredBy, &n.LiftedAt)
		n.Devices, n.Areas, n.Districts = listed[string](devices), listed[string](areas), listed[places.DistrictID](districts)
		return n, err
	})
}

// putBan writes a ban, and tells whether that changed anything.
func putBan(ctx context.Context, tx *db.Tx, n Ban, now time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO watering_ban (code, reason_fr, reason_en, devices, areas, districts, lat, lon, radius_metres, centre_line,
		                          starts_at, ends_at, spare_permits, declared_by, declared_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
		ON CONFLICT (code) DO UPDATE
		SET reason_fr = excluded.reason_fr, reason_en = excluded.reason_en, devices = excluded.devices, areas = excluded.areas,
		    districts = excluded.districts, lat = excluded.lat, lon = excluded.lon, radius_metres = excluded.radius_metres,
		    centre_line = excluded.centre_line, starts_at = excluded.starts_at, ends_at = excluded.ends_at, spare_permits = excluded.spare_permits`,
		n.Code, n.Reason.FR, n.Reason.EN, strings.Join(n.Devices, " "), strings.Join(n.Areas, " "), spaced(n.Districts), n.Centre.Lat, n.Centre.Lon,
		n.RadiusMetres, n.CentreLine, n.Start, n.End, n.SparePermits, n.DeclaredBy, now)
}

// liftBan ends a ban that holds; false when it was over.
func liftBan(ctx context.Context, tx *db.Tx, code, by string, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE watering_ban
		SET    lifted_at = $1, lifted_by = $2
		WHERE  code = $3 AND lifted_at IS NULL AND (ends_at IS NULL OR ends_at > $4)`, at, by, code, at)
	return n > 0, err
}

func permitsWhere(ctx context.Context, q db.Querier, condition string, values ...any) ([]Permit, error) {
	var w db.Where
	w.And(condition, values...)
	rows, err := q.Query(ctx, `
		SELECT id, number, bylaw, kind, terms, person_id, address_id, address_line, civic, street, area_metres,
		       from_day, to_day, state, fee_cents, reason, asked_at, decided_at, decided_by
		FROM   watering_permit`+w.SQL()+`
		ORDER BY asked_at DESC, id DESC`, w.Args()...)
	return db.Collect(rows, err, func(r *db.Rows) (Permit, error) {
		var p Permit
		var bylaw, terms string
		err := r.Scan(&p.ID, &p.Number, &bylaw, &p.Kind, &terms, &p.Person, &p.Address, &p.AddressLine, &p.Civic, &p.Street, &p.AreaMetres,
			&p.From, &p.To, &p.State, &p.Fee, &p.Reason, &p.AskedAt, &p.DecidedAt, &p.DecidedBy)
		if err != nil {
			return p, err
		}
		err = json.Unmarshal([]byte(terms), &p.Terms)
		p.Terms.Bylaw, p.Terms.Code = bylaw, p.Kind
		return p, err
	})
}

func insertPermit(ctx context.Context, tx *db.Tx, p Permit, once string) error {
	terms, err := json.Marshal(p.Terms)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		INSERT INTO watering_permit (id, number, bylaw, kind, terms, person_id, address_id, address_line, civic, street, area_metres,
		                             from_day, to_day, state, once, fee_cents, reason, asked_at, decided_at, decided_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)`,
		p.ID, string(p.Number), p.Terms.Bylaw, p.Kind, string(terms), string(p.Person), string(p.Address), p.AddressLine, p.Civic, p.Street, p.AreaMetres,
		p.From, p.To, string(p.State), once, int64(p.Fee), p.Reason, p.AskedAt, p.DecidedAt, p.DecidedBy)
	return err
}

// settlePermit moves a permit from one state to another; false when it is in that state no
// more.
func settlePermit(ctx context.Context, tx *db.Tx, p Permit, from State) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE watering_permit
		SET    state = $1, from_day = $2, to_day = $3, reason = $4, decided_at = $5, decided_by = $6
		WHERE  id = $7 AND state = $8`, string(p.State), p.From, p.To, p.Reason, p.DecidedAt, p.DecidedBy, p.ID, string(from))
	return n > 0, err
}

// listed reads texts with a space between.
func listed[S ~string](s string) (all []S) {
	for _, word := range strings.Fields(s) {
		all = append(all, S(word))
	}
	return all
}

func spaced[S ~string](all []S) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = string(s)
	}
	return strings.Join(words, " ")
}
