package requests

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
)

func putDepartment(ctx context.Context, tx *db.Tx, d Department) error {
	return tx.Send(ctx, `
		INSERT INTO requests_department (code, name_fr, name_en, phone, position)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (code) DO UPDATE
		SET name_fr = excluded.name_fr, name_en = excluded.name_en, phone = excluded.phone, position = excluded.position`,
		d.Code, d.Name.FR, d.Name.EN, d.Phone, d.Position)
}

func putHoliday(ctx context.Context, tx *db.Tx, h Holiday) error {
	return tx.Send(ctx, `
		INSERT INTO requests_holiday (day, name_fr, name_en)
		VALUES ($1, $2, $3)
		ON CONFLICT (day) DO UPDATE
		SET name_fr = excluded.name_fr, name_en = excluded.name_en`, h.Day, h.Name.FR, h.Name.EN)
}

// definition is a version of a type as the database keeps it.
type definition struct {
	version int
	body    string
}

func definitions(ctx context.Context, q db.Querier) (map[string]definition, error) {
	rows, err := q.Query(ctx, `
		SELECT t.code, v.version, v.body
		FROM   requests_type t
		JOIN   requests_type_version v ON v.code = t.code AND v.version = t.version`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]definition{}
	for rows.Next() {
		var code string
		var d definition
		if err := rows.Scan(&code, &d.version, &d.body); err != nil {
			return nil, err
		}
		all[code] = d
	}
	return all, rows.Err()
}

// putType writes a type as its next version, unless its last one says the same.
func putType(ctx context.Context, tx *db.Tx, t Type, last definition, at time.Time) error {
	body, err := t.body()
	if err != nil || body == last.body {
		return err
	}
	if err := tx.Send(ctx, `
		INSERT INTO requests_type (code, version, active)
		VALUES ($1, $2, TRUE)
		ON CONFLICT (code) DO UPDATE
		SET version = excluded.version`, t.Code, last.version+1); err != nil {
		return err
	}
	return tx.Send(ctx, `
		INSERT INTO requests_type_version (code, version, body, created_at)
		VALUES ($1, $2, $3, $4)`, t.Code, last.version+1, body, at)
}

// known is what the room remembers of its types, departments and holidays.
type known struct {
	versions    map[versionKey]Type
	current     map[string]Type
	offered     []Type
	departments []Department
	calendar    Calendar
}

type versionKey struct {
	code    string
	version int
}

func readKnown(ctx context.Context, q db.Querier) (*known, error) {
	k := &known{versions: map[versionKey]Type{}, current: map[string]Type{}, calendar: Calendar{Holidays: map[string]bool{}}}
	if err := k.readTypes(ctx, q); err != nil {
		return nil, fmt.Errorf("read the types of requests: %w", err)
	}
	rows, err := q.Query(ctx, `
		SELECT code, name_fr, name_en, phone, position
		FROM   requests_department
		ORDER BY position, code`)
	k.departments, err = db.Collect(rows, err, func(r *db.Rows) (Department, error) {
		var d Department
		return d, r.Scan(&d.Code, &d.Name.FR, &d.Name.EN, &d.Phone, &d.Position)
	})
	if err != nil {
		return nil, fmt.Errorf("read the departments: %w", err)
	}
	rows, err = q.Query(ctx, `
		SELECT day
		FROM   requests_holiday`)
	days, err := db.Collect(rows, err, func(r *db.Rows) (string, error) {
		var day string
		return day, r.Scan(&day)
	})
	if err != nil {
		return nil, fmt.Errorf("read the holidays: %w", err)
	}
	for _, day := range days {
		k.calendar.Holidays[day] = true
	}
	return k, nil
}

func (k *known) readTypes(ctx context.Context, q db.Querier) error {
	rows, err := q.Query(ctx, `
		SELECT v.code, v.version, v.body, t.version, t.active
		FROM   requests_type_version v
		JOIN   requests_type t ON t.code = v.code`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var code, body string
		var version, current int
		var active bool
		if err := rows.Scan(&code, &version, &body, &current, &active); err != nil {
			return err
		}
		t := Type{}
		if err := json.Unmarshal([]byte(body), &t); err != nil {
			return fmt.Errorf("version %d of %s: %w", version, code, err)
		}
		t.Version, t.said = version, t.folded()
		k.versions[versionKey{code, version}] = t
		if version == current {
			k.current[code] = t
		}
		if version == current && active && !t.Hidden {
			k.offered = append(k.offered, t)
		}
	}
	slices.SortFunc(k.offered, func(a, b Type) int {
		return strings.Compare(a.Group+"\x00"+a.Label.FR, b.Group+"\x00"+b.Label.FR)
	})
	return rows.Err()
}

// department is the department with a code; one that is gone keeps its code as its name.
func (k *known) department(code string) Department {
	if i := slices.IndexFunc(k.departments, func(d Department) bool { return d.Code == code }); i >= 0 {
		return k.departments[i]
	}
	return Department{Code: code, Name: Text{FR: code}}
}
