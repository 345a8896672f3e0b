package property

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/places"
)

// entry is a unit on its way into a roll.
type entry struct {
	unit
	property places.PropertyID
	fresh    bool // fresh: the property was not known before.
}

func insertRoll(ctx context.Context, tx *db.Tx, r Roll) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO property_roll (id, first_year, file_year, municipality, version, reference_date, published, imported_at, changed_at)
		VALUES ($1, $2, $3, $4, $5, $6, FALSE, $7, $8)`,
		r.ID, r.FirstYear, r.FileYear, r.Municipality, r.Version, r.ReferenceDate, r.ImportedAt, r.ChangedAt)
	return err
}

const selectRoll = `
		SELECT id, first_year, file_year, municipality, version, reference_date, units, land, building, total, imported_at, changed_at
		FROM   property_roll`

// rollsIn are the published rolls, the newest first.
func rollsIn(ctx context.Context, q db.Querier) ([]Roll, error) {
	rows, err := q.Query(ctx, selectRoll+`
		WHERE  published
		ORDER BY first_year DESC`)
	rolls, err := db.Collect(rows, err, func(r *db.Rows) (Roll, error) {
		var x Roll
		return x, r.Scan(&x.ID, &x.FirstYear, &x.FileYear, &x.Municipality, &x.Version, &x.ReferenceDate, &x.Units, &x.Land, &x.Building, &x.Total, &x.ImportedAt, &x.ChangedAt)
	})
	if err != nil {
		return nil, fmt.Errorf("read the rolls: %w", err)
	}
	return rolls, nil
}

// propertiesBefore are the properties of a roll by their matricule, and those of earlier times
// that it does not have.
func propertiesBefore(ctx context.Context, q db.Querier, roll string) (map[uint64]*entryBefore, map[uint64]places.PropertyID, error) {
	before, history := map[uint64]*entryBefore{}, map[uint64]places.PropertyID{}
	rows, err := q.Query(ctx, `
		SELECT unit_id, matricule, digest, file_key, place_key
		FROM   property_entry
		WHERE  roll_id = $1`, roll)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		b := &entryBefore{}
		err := r.Scan(&b.property, &b.matricule, &b.digest, &b.fileKey, &b.placeKey)
		before[b.matricule.Number()] = b
		return struct{}{}, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read the roll to compare with: %w", err)
	}
	rows, err = q.Query(ctx, `
		SELECT m.unit_id, m.matricule
		FROM   property_matricule m
		JOIN   property_unit u ON u.id = m.unit_id
		JOIN   property_roll r ON r.id = u.roll_id AND r.published
		WHERE  NOT EXISTS (SELECT 1 FROM property_entry e WHERE e.roll_id = $1 AND e.unit_id = m.unit_id)
		ORDER BY m.since`, roll)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var p places.PropertyID
		var m places.Matricule
		err := r.Scan(&p, &m)
		history[m.Number()] = p
		return struct{}{}, err
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read the matricules of earlier rolls: %w", err)
	}
	return before, history, nil
}

// writeEntries writes some units into a pending roll.
func writeEntries(ctx context.Context, tx *db.Tx, r Roll, entries []entry, now time.Time) error {
	fresh := func(row func(entry) []any) iter.Seq[[]any] {
		return func(yield func([]any) bool) {
			for _, e := range entries {
				if e.fresh && !yield(row(e)) {
					return
				}
			}
		}
	}
	if _, err := tx.Bulk(ctx, "property_unit", []string{"id", "roll_id", "created_at"}, fresh(func(e entry) []any {
		return []any{string(e.property), r.ID, now}
	})); err != nil {
		return err
	}
	if _, err := tx.Bulk(ctx, "property_matricule", []string{"matricule", "unit_id", "since"}, fresh(func(e entry) []any {
		return []any{string(e.matricule), string(e.property), r.FileYear}
	})); err != nil {
		return err
	}
	columns := []string{"roll_id", "unit_id", "matricule", "address_id", "line", "dwellings", "digest", "file_key", "place_key", "sheet"}
	if _, err := tx.Bulk(ctx, "property_entry", columns, func(yield func([]any) bool) {
		for _, e := range entries {
			if !yield([]any{r.ID, string(e.property), string(e.matricule), db.Null(e.firstDoor()), e.line, e.dwellings, e.digest, e.fileKey, e.placeKey, e.sheet}) {
				return
			}
		}
	}); err != nil {
		return err
	}
	_, err := tx.Bulk(ctx, "property_door", []string{"roll_id", "address_id", "unit_id"}, func(yield func([]any) bool) {
		for _, e := range entries {
			for _, d := range e.doors {
				if !yield([]any{r.ID, string(d), string(e.property)}) {
					return
				}
			}
		}
	})
	return err
}

func (u unit) firstDoor() places.AddressID {
	if len(u.doors) == 0 {
		return ""
	}
	return u.doors[0]
}

// publish shows a pending roll to everybody: as a new one, or merged into the published roll
// of the same years.
func publish(ctx context.Context, tx *db.Tx, r, target Roll, fresh []freshUnit, gone []*entryBefore) error {
	if err := rename(ctx, tx, r.ID, fresh); err != nil {
		return err
	}
	if target.ID == "" {
		_, err := tx.Exec(ctx, `
			UPDATE property_roll
			SET    published = TRUE, units = $1, land = $2, building = $3, total = $4, changed_at = $5
			WHERE  id = $6`, r.Units, r.Land, r.Building, r.Total, r.ChangedAt, r.ID)
		return err
	}
	for _, statement := range []string{`
		DELETE FROM property_door
		WHERE  roll_id = $1 AND unit_id IN (SELECT unit_id FROM property_entry WHERE roll_id = $2)`, `
		DELETE FROM property_entry
		WHERE  roll_id = $1 AND unit_id IN (SELECT e.unit_id FROM property_entry e WHERE e.roll_id = $2)`, `
		UPDATE property_entry SET roll_id = $1 WHERE roll_id = $2`, `
		UPDATE property_door SET roll_id = $1 WHERE roll_id = $2`, `
		UPDATE property_unit SET roll_id = $1 WHERE roll_id = $2`,
	} {
		if _, err := tx.Exec(ctx, statement, target.ID, r.ID); err != nil {
			return err
		}
	}
	if err := removeGone(ctx, tx, target.ID, gone); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `
		DELETE FROM property_roll
		WHERE  id = $1`, r.ID); err != nil {
		return err
	}
	_, err := tx.Exec(ctx, `
		UPDATE property_roll
		SET    file_year = $1, version = $2, reference_date = $3, units = $4, land = $5, building = $6, total = $7, changed_at = $8
		WHERE  id = $9`, r.FileYear, r.Version, r.ReferenceDate, r.Units, r.Land, r.Building, r.Total, r.ChangedAt, target.ID)
	return err
}

// rename gives the properties that were recognised their old identifier.
func rename(ctx context.Context, tx *db.Tx, roll string, fresh []freshUnit) error {
	for _, f := range fresh {
		if f.before == nil {
			continue
		}
		for _, statement := range []string{`
			UPDATE property_entry SET unit_id = $1 WHERE unit_id = $2 AND roll_id = $3`, `
			UPDATE property_door SET unit_id = $1 WHERE unit_id = $2 AND roll_id = $3`,
		} {
			if _, err := tx.Exec(ctx, statement, f.before.property, f.property, roll); err != nil {
				return err
			}
		}
		if _, err := tx.Exec(ctx, `
			UPDATE property_matricule SET unit_id = $1 WHERE unit_id = $2`, f.before.property, f.property); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			DELETE FROM property_unit
			WHERE  id = $1`, f.property); err != nil {
			return err
		}
	}
	return nil
}

// removeGone takes out of a roll the properties that its newer file has no longer. The
// properties stay known: somebody may hold them, and the earlier rolls have them.
func removeGone(ctx context.Context, tx *db.Tx, roll string, gone []*entryBefore) error {
	const together = 200
	for from := 0; from < len(gone); from += together {
		var ids []any
		for _, b := range gone[from:min(from+together, len(gone))] {
			ids = append(ids, string(b.property))
		}
		var w db.Where
		w.And("roll_id = ?", roll)
		w.And("unit_id IN (?"+strings.Repeat(", ?", len(ids)-1)+")", ids...)
		for _, statement := range []string{`DELETE FROM property_door`, `DELETE FROM property_entry`} {
			if _, err := tx.Exec(ctx, statement+w.SQL(), w.Args()...); err != nil {
				return err
			}
		}
	}
	return nil
}

// removePending removes the rolls whose reading did not come to an end, in short transactions.
func removePending(ctx context.Context, d *db.DB) error {
	rows, err := d.Query(ctx, `
		SELECT id
		FROM   property_roll
		WHERE  NOT published`)
	ids, err := db.Collect(rows, err, func(r *db.Rows) (id string, err error) { return id, r.Scan(&id) })
	if err != nil {
		return fmt.Errorf("look for a roll that was left: %w", err)
	}
	for _, roll := range ids {
		for _, statement := range []string{`
			DELETE FROM property_door
			WHERE  roll_id = $1 AND unit_id IN (SELECT unit_id FROM property_door WHERE roll_id = $2 LIMIT 1000)`, `
			DELETE FROM property_entry
			WHERE  roll_id = $1 AND unit_id IN (SELECT unit_id FROM property_entry WHERE roll_id = $2 LIMIT 1000)`, `
			DELETE FROM property_matricule
			WHERE  unit_id IN (SELECT u.id FROM property_unit u WHERE u.roll_id = $1 AND u.roll_id = $2 AND EXISTS
			       (SELECT 1 FROM property_matricule m WHERE m.unit_id = u.id) LIMIT 1000)`, `
			DELETE FROM property_unit
			WHERE  roll_id = $1 AND id IN (SELECT id FROM property_unit WHERE roll_id = $2 LIMIT 1000)`, `
			DELETE FROM property_roll
			WHERE  id = $1 AND id = $2`,
		} {
			if err := repeat(ctx, d, statement, roll); err != nil {
				return fmt.Errorf("remove a roll that was left: %w", err)
			}
		}
	}
	return nil
}

// repeat runs a statement that takes a thousand rows away until there are none.
func repeat(ctx context.Context, d *db.DB, statement, roll string) error {
	for {
		var n int64
		err := d.InTx(ctx, func(tx *db.Tx) (err error) {
			n, err = tx.Exec(ctx, statement, roll, roll)
			return err
		})
		if err != nil || n == 0 {
			return err
		}
	}
}
