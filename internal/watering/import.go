package watering

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"

	"sem/internal/db"
	"sem/internal/intake"
)

// errDryRun undoes what a dry run wrote.
var errDryRun = errors.New("dry run")

// Import reads by-laws, devices, rules, permits and bans from a file, whole or not at all:
// docs/watering.md describes it. What has the same code is replaced; the rules and permits of
// a by-law of the file that the file holds no longer are gone. A second import changes
// nothing. A dry run only reports.
func (s *Service) Import(ctx context.Context, r io.Reader, dryRun bool) (intake.Report, error) {
	var report intake.Report
	if err := s.Refresh(ctx); err != nil {
		return report, err
	}
	c, err := readFile(r, s.Book().known(), &report)
	if err != nil {
		return report, fmt.Errorf("read the watering rules: %w", err)
	}
	if err := report.Err(); err != nil {
		return report, err
	}
	s.warn(c, &report)
	err = s.write(ctx, func(tx *db.Tx) error {
		w := writer{now: s.Clock.Now()}
		if err := w.all(ctx, tx, c); err != nil {
			return err
		}
		report.Added, report.Changed, report.Unchanged, report.Gone = w.added, w.changed, w.unchanged, w.gone
		if dryRun {
			return errDryRun
		}
		return nil
	})
	if err != nil && !errors.Is(err, errDryRun) {
		return report, fmt.Errorf("import the watering rules: %w", err)
	}
	return report, nil
}

// warn tells of what is allowed and likely forgotten: doors without a number that no rule
// speaks of.
func (s *Service) warn(c Contents, report *intake.Report) {
	needs, has := map[string]bool{}, map[string]bool{}
	for _, r := range c.Rules {
		for _, d := range r.Devices {
			if r.Effect == Allows && r.Days.needsNumber() {
				needs[d] = true
			} else if r.Effect == Allows && r.Lots != Numbered {
				has[d] = true
			}
		}
	}
	for _, d := range c.Devices {
		if needs[d.Code] && !has[d.Code] {
			report.Tell("Terrains sans numéro civique", "aucune règle pour « "+d.Name.FR+" » : leur réponse sera d’appeler la Ville")
		}
	}
}

// writer counts what a file changes.
type writer struct {
	now                             time.Time
	added, changed, unchanged, gone int
}

func (w *writer) all(ctx context.Context, tx *db.Tx, c Contents) error {
	*w = writer{now: w.now}
	for _, write := range []func(context.Context, *db.Tx, Contents) error{w.devices, w.areas, w.bylaws, w.rules, w.terms, w.bans} {
		if err := write(ctx, tx, c); err != nil {
			return err
		}
	}
	return nil
}

// row is what is kept of one thing, and where it stands.
type row struct {
	position int
	body     string
}

// count tells whether a row is to be written.
func (w *writer) count(before map[string]row, key string, now row) bool {
	was, there := before[key]
	switch {
	case !there:
		w.added++
	case was != now:
		w.changed++
	default:
		w.unchanged++
		return false
	}
	return true
}

func rowsOf(rows *db.Rows, err error) (map[string]row, error) {
	all := map[string]row{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (bool, error) {
		var key string
		var one row
		err := r.Scan(&key, &one.position, &one.body)
		all[key] = one
		return true, err
	})
	return all, err
}

func body(v any) (string, error) {
	raw, err := json.Marshal(v)
	return string(raw), err
}

func (w *writer) devices(ctx context.Context, tx *db.Tx, c Contents) error {
	rows, err := tx.Query(ctx, `
		SELECT code, position, body
		FROM   watering_device`)
	before, err := rowsOf(rows, err)
	if err != nil {
		return err
	}
	for i, d := range c.Devices {
		text, err := body(d)
		if err != nil {
			return err
		}
		if !w.count(before, d.Code, row{i, text}) {
			continue
		}
		if err := tx.Send(ctx, `
			INSERT INTO watering_device (code, position, body, updated_at)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (code) DO UPDATE
			SET position = excluded.position, body = excluded.body, updated_at = excluded.updated_at`, d.Code, i, text, w.now); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) areas(ctx context.Context, tx *db.Tx, c Contents) error {
	rows, err := tx.Query(ctx, `
		SELECT code, position, name_fr || '|' || name_en || '|' || districts || '|' || geometry
		FROM   watering_area`)
	before, err := rowsOf(rows, err)
	if err != nil {
		return err
	}
	for i, a := range c.Areas {
		districts := spaced(a.Districts)
		if !w.count(before, a.Code, row{i, a.Name.FR + "|" + a.Name.EN + "|" + districts + "|" + a.geometry}) {
			continue
		}
		if err := tx.Send(ctx, `
			INSERT INTO watering_area (code, position, name_fr, name_en, districts, geometry, updated_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (code) DO UPDATE
			SET position = excluded.position, name_fr = excluded.name_fr, name_en = excluded.name_en, districts = excluded.districts,
			    geometry = excluded.geometry, updated_at = excluded.updated_at`,
			a.Code, i, a.Name.FR, a.Name.EN, districts, a.geometry, w.now); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) bylaws(ctx context.Context, tx *db.Tx, c Contents) error {
	rows, err := tx.Query(ctx, `
		SELECT code, position, body
		FROM   watering_bylaw`)
	before, err := rowsOf(rows, err)
	if err != nil {
		return err
	}
	for i, l := range c.Bylaws {
		text, err := body(l)
		if err != nil {
			return err
		}
		if !w.count(before, l.Code, row{i, text}) {
			continue
		}
		if err := tx.Send(ctx, `
			INSERT INTO watering_bylaw (code, position, body, updated_at)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (code) DO UPDATE
			SET position = excluded.position, body = excluded.body, updated_at = excluded.updated_at`, l.Code, i, text, w.now); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) rules(ctx context.Context, tx *db.Tx, c Contents) error {
	rows, err := tx.Query(ctx, `
		SELECT bylaw || ' ' || code, position, body
		FROM   watering_rule`)
	before, err := rowsOf(rows, err)
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for i, r := range c.Rules {
		text, err := body(r)
		if err != nil {
			return err
		}
		kept[r.Bylaw+" "+r.Code] = true
		if !w.count(before, r.Bylaw+" "+r.Code, row{i, text}) {
			continue
		}
		if err := putRule(ctx, tx, r, i, text, w.now); err != nil {
			return err
		}
	}
	for _, l := range c.Bylaws {
		for _, code := range w.lost(before, kept, l.Code) {
			if err := dropRule(ctx, tx, l.Code, code); err != nil {
				return err
			}
		}
	}
	return nil
}

// lost are the codes of a by-law that were there before and are not kept.
func (w *writer) lost(before map[string]row, kept map[string]bool, bylaw string) (codes []string) {
	for key := range before {
		if code, ok := cutBylaw(key, bylaw); ok && !kept[key] {
			codes = append(codes, code)
			w.gone++
		}
	}
	return codes
}

func cutBylaw(key, bylaw string) (string, bool) {
	prefix := bylaw + " "
	if len(key) > len(prefix) && key[:len(prefix)] == prefix {
		return key[len(prefix):], true
	}
	return "", false
}

func putRule(ctx context.Context, tx *db.Tx, r Rule, position int, body string, now time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO watering_rule (bylaw, code, position, body, updated_at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (bylaw, code) DO UPDATE
		SET position = excluded.position, body = excluded.body, updated_at = excluded.updated_at`, r.Bylaw, r.Code, position, body, now)
}

func dropRule(ctx context.Context, tx *db.Tx, bylaw, code string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM watering_rule
		WHERE  bylaw = $1 AND code = $2`, bylaw, code)
	return err
}

func (w *writer) terms(ctx context.Context, tx *db.Tx, c Contents) error {
	rows, err := tx.Query(ctx, `
		SELECT bylaw || ' ' || code, position, body
		FROM   watering_terms`)
	before, err := rowsOf(rows, err)
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for i, t := range c.Terms {
		text, err := body(t)
		if err != nil {
			return err
		}
		kept[t.Bylaw+" "+t.Code] = true
		if !w.count(before, t.Bylaw+" "+t.Code, row{i, text}) {
			continue
		}
		if err := tx.Send(ctx, `
			INSERT INTO watering_terms (bylaw, code, position, body, updated_at)
			VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (bylaw, code) DO UPDATE
			SET position = excluded.position, body = excluded.body, updated_at = excluded.updated_at`, t.Bylaw, t.Code, i, text, w.now); err != nil {
			return err
		}
	}
	for _, l := range c.Bylaws {
		for _, code := range w.lost(before, kept, l.Code) {
			if _, err := tx.Exec(ctx, `
				DELETE FROM watering_terms
				WHERE  bylaw = $1 AND code = $2`, l.Code, code); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *writer) bans(ctx context.Context, tx *db.Tx, c Contents) error {
	there, err := readBans(ctx, tx)
	if err != nil {
		return err
	}
	before := map[string]row{}
	for _, n := range there {
		n.DeclaredBy, n.LiftedAt = "", time.Time{}
		before[n.Code] = row{0, fmt.Sprintf("%+v", n)}
	}
	for _, n := range c.Bans {
		if w.count(before, n.Code, row{0, fmt.Sprintf("%+v", n)}) {
			if err := putBan(ctx, tx, n, w.now); err != nil {
				return err
			}
		}
	}
	return nil
}
