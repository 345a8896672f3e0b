package collections

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/geo"
)

// The marks.
const (
	markChanged = "changed" // markChanged is another one after every change.
	markShipped = "shipped" // markShipped is the digest of the files the room was last given.
)

func mark(ctx context.Context, q db.Querier, name string) (value string, err error) {
	err = q.QueryRow(ctx, `
		SELECT value
		FROM   collections_mark
		WHERE  name = $1`, name).Scan(&value)
	return value, db.NotFound(err, nil)
}

func putMark(ctx context.Context, tx *db.Tx, name, value string) error {
	return tx.Send(ctx, `
		INSERT INTO collections_mark (name, value)
		VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE
		SET value = excluded.value`, name, value)
}

// readSchedule reads everything. The mark of changes is read before it, so that a change
// made meanwhile is read again the next time.
func readSchedule(ctx context.Context, q db.Querier) (*schedule, error) {
	t := &schedule{}
	var exceptions []Exception
	for _, part := range []struct {
		name string
		read func() error
	}{
		{"streams", func() (err error) { t.streams, err = allStreams(ctx, q); return err }},
		{"classes", func() (err error) { t.classes, err = allClasses(ctx, q); return err }},
		{"sectors", func() (err error) { t.sectors, err = allSectors(ctx, q); return err }},
		{"rules", func() (err error) { t.rules, err = allRules(ctx, q); return err }},
		{"exceptions", func() (err error) { exceptions, err = allExceptions(ctx, q); return err }},
		{"holidays", func() (err error) { t.holidays, err = allHolidays(ctx, q); return err }},
		{"prose", func() (err error) { t.prose, err = allProse(ctx, q); return err }},
		{"objects", func() (err error) { t.objects, err = allObjects(ctx, q); return err }},
	} {
		if err := part.read(); err != nil {
			return nil, fmt.Errorf("read the %s: %w", part.name, err)
		}
	}
	t.arrange(exceptions)
	return t, nil
}

func allStreams(ctx context.Context, q db.Querier) ([]Stream, error) {
	rows, err := q.Query(ctx, `
		SELECT code, position, body
		FROM   collections_stream
		ORDER BY position, code`)
	return db.Collect(rows, err, func(r *db.Rows) (Stream, error) {
		var s Stream
		var code, body string
		var position int
		if err := r.Scan(&code, &position, &body); err != nil {
			return s, err
		}
		if err := json.Unmarshal([]byte(body), &s); err != nil {
			return s, fmt.Errorf("stream %s: %w", code, err)
		}
		s.Code, s.Position = code, position
		return s.completed(), nil
	})
}

func allClasses(ctx context.Context, q db.Querier) ([]Class, error) {
	rows, err := q.Query(ctx, `
		SELECT code, name_fr, name_en, least, most, position
		FROM   collections_class
		ORDER BY least, code`)
	return db.Collect(rows, err, func(r *db.Rows) (Class, error) {
		var c Class
		return c, r.Scan(&c.Code, &c.Name.FR, &c.Name.EN, &c.Least, &c.Most, &c.Position)
	})
}

func allSectors(ctx context.Context, q db.Querier) ([]Sector, error) {
	ranges, err := allRanges(ctx, q)
	if err != nil {
		return nil, err
	}
	rows, err := q.Query(ctx, `
		SELECT code, name, stream, geometry, position, source
		FROM   collections_sector
		ORDER BY position, code`)
	return db.Collect(rows, err, func(r *db.Rows) (Sector, error) {
		var s Sector
		if err := r.Scan(&s.Code, &s.Name, &s.Stream, &s.geometry, &s.Position, &s.Source); err != nil {
			return s, err
		}
		s.Ranges = ranges[s.Code]
		if s.geometry == "" {
			return s, nil
		}
		var err error
		if _, s.Area, err = geo.ReadGeometry([]byte(s.geometry)); err != nil {
			return s, fmt.Errorf("sector %s: %w", s.Code, err)
		}
		return s, nil
	})
}

func allRanges(ctx context.Context, q db.Querier) (map[string][]Range, error) {
	rows, err := q.Query(ctx, `
		SELECT sector, street, first, last, side
		FROM   collections_range
		ORDER BY sector, street, first, last, side`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string][]Range{}
	for rows.Next() {
		var sector string
		var r Range
		if err := rows.Scan(&sector, &r.Street, &r.First, &r.Last, &r.Side); err != nil {
			return nil, err
		}
		all[sector] = append(all[sector], r)
	}
	return all, rows.Err()
}

func allRules(ctx context.Context, q db.Querier) ([]Rule, error) {
	rows, err := q.Query(ctx, `
		SELECT id, stream, sector, class, season_from, season_to, pace, weekday, every, anchor, nth, days, note_fr, note_en, source, updated_at
		FROM   collections_rule
		ORDER BY sector, stream, class, season_from, id`)
	return db.Collect(rows, err, func(rows *db.Rows) (Rule, error) {
		var r Rule
		var anchor, days string
		err := rows.Scan(&r.ID, &r.Stream, &r.Sector, &r.Class, &r.Season.From, &r.Season.To, &r.Pace.Kind, &r.Pace.Weekday, &r.Pace.Every, &anchor,
			&r.Pace.Nth, &days, &r.Note.FR, &r.Note.EN, &r.Source, &r.UpdatedAt)
		if err != nil {
			return r, err
		}
		if r.Pace.Anchor, err = dayOrNone(anchor); err != nil {
			return r, fmt.Errorf("rule %s: %w", r.ID, err)
		}
		for _, s := range strings.Fields(days) {
			d, err := civil.ParseDay(s)
			if err != nil {
				return r, fmt.Errorf("rule %s: %w", r.ID, err)
			}
			r.Pace.Days = append(r.Pace.Days, d)
		}
		return r, nil
	})
}

func dayOrNone(s string) (civil.Day, error) {
	if s == "" {
		return 0, nil
	}
	return civil.ParseDay(s)
}

func putRule(ctx context.Context, tx *db.Tx, r Rule, by string, at time.Time) error {
	days := make([]string, len(r.Pace.Days))
	for i, d := range r.Pace.Days {
		days[i] = d.String()
	}
	return tx.Send(ctx, `
		INSERT INTO collections_rule (id, stream, sector, class, season_from, season_to, pace, weekday, every, anchor, nth, days, note_fr, note_en, source, updated_by, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
		ON CONFLICT (id) DO UPDATE
		SET stream = excluded.stream, sector = excluded.sector, class = excluded.class, season_from = excluded.season_from, season_to = excluded.season_to,
		    pace = excluded.pace, weekday = excluded.weekday, every = excluded.every, anchor = excluded.anchor, nth = excluded.nth, days = excluded.days,
		    note_fr = excluded.note_fr, note_en = excluded.note_en, source = excluded.source, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
		r.ID, r.Stream, r.Sector, r.Class, r.Season.From, r.Season.To, string(r.Pace.Kind), int(r.Pace.Weekday), r.Pace.Every, r.Pace.Anchor.String(),
		r.Pace.Nth, strings.Join(days, " "), r.Note.FR, r.Note.EN, r.Source, by, at)
}

func deleteRule(ctx context.Context, tx *db.Tx, id string) (int64, error) {
	return tx.Exec(ctx, `
		DELETE FROM collections_rule
		WHERE  id = $1`, id)
}

const exceptionColumns = `id, stream, sector, day, added, state, moved_to, reason_fr, reason_en, sequence, source, updated_by, updated_at`

func allExceptions(ctx context.Context, q db.Querier) ([]Exception, error) {
	rows, err := q.Query(ctx, `
		SELECT `+exceptionColumns+`
		FROM   collections_exception
		ORDER BY day, stream, sector`)
	return db.Collect(rows, err, scanException)
}

func scanException(rows *db.Rows) (Exception, error) {
	var e Exception
	var day, to string
	err := rows.Scan(&e.ID, &e.Stream, &e.Sector, &day, &e.Added, &e.State, &to, &e.Reason.FR, &e.Reason.EN, &e.Sequence, &e.Source, &e.UpdatedBy, &e.UpdatedAt)
	if err != nil {
		return e, err
	}
	if e.Day, err = civil.ParseDay(day); err != nil {
		return e, err
	}
	e.To, err = dayOrNone(to)
	return e, err
}

// exceptionOf is what was said of a day, if anything was.
func exceptionOf(ctx context.Context, q db.Querier, stream, sector string, day civil.Day) (Exception, bool, error) {
	rows, err := q.Query(ctx, `
		SELECT `+exceptionColumns+`
		FROM   collections_exception
		WHERE  stream = $1 AND sector = $2 AND day = $3`, stream, sector, day.String())
	found, err := db.Collect(rows, err, scanException)
	if err != nil || len(found) == 0 {
		return Exception{}, false, err
	}
	return found[0], true, nil
}

func putException(ctx context.Context, tx *db.Tx, e Exception) error {
	return tx.Send(ctx, `
		INSERT INTO collections_exception (id, stream, sector, day, added, state, moved_to, reason_fr, reason_en, sequence, source, updated_by, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (stream, sector, day) DO UPDATE
		SET state = excluded.state, added = excluded.added, moved_to = excluded.moved_to, reason_fr = excluded.reason_fr, reason_en = excluded.reason_en,
		    sequence = excluded.sequence, source = excluded.source, updated_by = excluded.updated_by, updated_at = excluded.updated_at`,
		e.ID, e.Stream, e.Sector, e.Day.String(), e.Added, string(e.State), e.To.String(), e.Reason.FR, e.Reason.EN, e.Sequence, e.Source, e.UpdatedBy, e.UpdatedAt)
}

func allHolidays(ctx context.Context, q db.Querier) ([]Holiday, error) {
	rows, err := q.Query(ctx, `
		SELECT day, name_fr, name_en
		FROM   collections_holiday
		ORDER BY day`)
	return db.Collect(rows, err, func(r *db.Rows) (Holiday, error) {
		var h Holiday
		var day string
		if err := r.Scan(&day, &h.Name.FR, &h.Name.EN); err != nil {
			return h, err
		}
		var err error
		h.Day, err = civil.ParseDay(day)
		return h, err
	})
}

func allProse(ctx context.Context, q db.Querier) ([]Prose, error) {
	rows, err := q.Query(ctx, `
		SELECT sector, stream, text_fr, text_en, exception_fr, exception_en, checked
		FROM   collections_prose
		ORDER BY sector, stream`)
	return db.Collect(rows, err, func(r *db.Rows) (Prose, error) {
		var p Prose
		return p, r.Scan(&p.Sector, &p.Stream, &p.Text.FR, &p.Text.EN, &p.Exception.FR, &p.Exception.EN, &p.Checked)
	})
}

func allObjects(ctx context.Context, q db.Querier) ([]Object, error) {
	rows, err := q.Query(ctx, `
		SELECT code, body
		FROM   collections_object
		ORDER BY code`)
	return db.Collect(rows, err, func(r *db.Rows) (Object, error) {
		var o Object
		var code, body string
		if err := r.Scan(&code, &body); err != nil {
			return o, err
		}
		if err := json.Unmarshal([]byte(body), &o); err != nil {
			return o, fmt.Errorf("object %s: %w", code, err)
		}
		o.Code = code
		return o, nil
	})
}
