package leisure

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
)

// markChanged is another one after every change.
const markChanged = "changed"

func mark(ctx context.Context, q db.Querier, name string) (value string, err error) {
	err = q.QueryRow(ctx, `
		SELECT value
		FROM   leisure_mark
		WHERE  name = $1`, name).Scan(&value)
	return value, db.NotFound(err, nil)
}

func putMark(ctx context.Context, tx *db.Tx, name, value string) error {
	return tx.Send(ctx, `
		INSERT INTO leisure_mark (name, value)
		VALUES ($1, $2)
		ON CONFLICT (name) DO UPDATE
		SET value = excluded.value`, name, value)
}

// readParts reads everything.
func readParts(ctx context.Context, q db.Querier) (Parts, error) {
	var p Parts
	for _, part := range []struct {
		name string
		read func() error
	}{
		{"sessions", func() (err error) { p.Sessions, err = allSessions(ctx, q); return err }},
		{"activities", func() (err error) { p.Activities, err = allActivities(ctx, q); return err }},
		{"groups", func() (err error) { p.Groups, err = allGroups(ctx, q); return err }},
		{"classes", func() (err error) { p.Occurrences, err = allOccurrences(ctx, q); return err }},
		{"sites", func() (err error) { p.Sites, err = allSites(ctx, q); return err }},
		{"refund policies", func() (err error) { p.Policies, err = allPolicies(ctx, q); return err }},
	} {
		if err := part.read(); err != nil {
			return Parts{}, fmt.Errorf("read the %s: %w", part.name, err)
		}
	}
	return p, nil
}

func allSessions(ctx context.Context, q db.Querier) ([]Session, error) {
	rows, err := q.Query(ctx, `
		SELECT id, code, from_day, to_day, published, body
		FROM   leisure_session
		ORDER BY from_day, code`)
	return db.Collect(rows, err, scanSession)
}

func sessionOf(ctx context.Context, q db.Querier, which SessionID) (Session, bool, error) {
	rows, err := q.Query(ctx, `
		SELECT id, code, from_day, to_day, published, body
		FROM   leisure_session
		WHERE  id = $1`, which)
	return first(db.Collect(rows, err, scanSession))
}

func scanSession(r *db.Rows) (Session, error) {
	var s Session
	var from, to, body string
	if err := r.Scan(&s.ID, &s.Code, &from, &to, &s.Published, &body); err != nil {
		return s, err
	}
	if err := days(from, &s.From, to, &s.To); err != nil {
		return s, fmt.Errorf("session %s: %w", s.Code, err)
	}
	return s, s.read(body)
}

// first is the only one that was found; false when none was.
func first[T any](found []T, err error) (one T, known bool, _ error) {
	if err != nil || len(found) == 0 {
		return one, false, err
	}
	return found[0], true, nil
}

func allActivities(ctx context.Context, q db.Querier) ([]Activity, error) {
	rows, err := q.Query(ctx, `
		SELECT id, session_id, code, body
		FROM   leisure_activity
		ORDER BY session_id, code`)
	return db.Collect(rows, err, scanActivity)
}

func activityOf(ctx context.Context, q db.Querier, which ActivityID) (Activity, bool, error) {
	rows, err := q.Query(ctx, `
		SELECT id, session_id, code, body
		FROM   leisure_activity
		WHERE  id = $1`, which)
	return first(db.Collect(rows, err, scanActivity))
}

func scanActivity(r *db.Rows) (Activity, error) {
	var a Activity
	var body string
	if err := r.Scan(&a.ID, &a.Session, &a.Code, &body); err != nil {
		return a, err
	}
	return a, a.read(body)
}

const groupColumns = `id, activity_id, session_id, code, COALESCE(site_id, ''), places, quota, from_day, to_day, cancelled, sequence, body`

func allGroups(ctx context.Context, q db.Querier) ([]Group, error) {
	rows, err := q.Query(ctx, `
		SELECT `+groupColumns+`
		FROM   leisure_group
		ORDER BY session_id, code`)
	return db.Collect(rows, err, scanGroup)
}

func groupOf(ctx context.Context, q db.Querier, which GroupID) (Group, bool, error) {
	rows, err := q.Query(ctx, `
		SELECT `+groupColumns+`
		FROM   leisure_group
		WHERE  id = $1`, which)
	return first(db.Collect(rows, err, scanGroup))
}

// groupsOfQuota are the groups of a session that share their places.
func groupsOfQuota(ctx context.Context, q db.Querier, session SessionID, quota string) ([]Group, error) {
	rows, err := q.Query(ctx, `
		SELECT `+groupColumns+`
		FROM   leisure_group
		WHERE  session_id = $1 AND quota = $2
		ORDER BY code`, session, quota)
	return db.Collect(rows, err, scanGroup)
}

func scanGroup(r *db.Rows) (Group, error) {
	var g Group
	var from, to, body string
	if err := r.Scan(&g.ID, &g.Activity, &g.Session, &g.Code, &g.Site, &g.Places, &g.Quota, &from, &to, &g.Cancelled, &g.Sequence, &body); err != nil {
		return g, err
	}
	if err := days(from, &g.From, to, &g.To); err != nil {
		return g, fmt.Errorf("group %s: %w", g.Code, err)
	}
	return g, g.read(body)
}

const occurrenceColumns = `id, group_id, planned_day, planned_start, day, start_time, end_time, COALESCE(site_id, ''), room, state, reason_fr, reason_en, sequence`

func allOccurrences(ctx context.Context, q db.Querier) ([]Occurrence, error) {
	rows, err := q.Query(ctx, `
		SELECT `+occurrenceColumns+`
		FROM   leisure_occurrence
		ORDER BY group_id, day, start_time`)
	return db.Collect(rows, err, scanOccurrence)
}

// occurrencesOf are the classes of a group as they are kept: the site and the sequence are
// their own, without those of the group.
func occurrencesOf(ctx context.Context, q db.Querier, g GroupID) ([]Occurrence, error) {
	rows, err := q.Query(ctx, `
		SELECT `+occurrenceColumns+`
		FROM   leisure_occurrence
		WHERE  group_id = $1
		ORDER BY day, start_time`, g)
	return db.Collect(rows, err, scanOccurrence)
}

func occurrenceOf(ctx context.Context, q db.Querier, which OccurrenceID) (Occurrence, bool, error) {
	rows, err := q.Query(ctx, `
		SELECT `+occurrenceColumns+`
		FROM   leisure_occurrence
		WHERE  id = $1`, which)
	return first(db.Collect(rows, err, scanOccurrence))
}

func scanOccurrence(r *db.Rows) (Occurrence, error) {
	var o Occurrence
	var plannedDay, plannedStart, day, start, end string
	err := r.Scan(&o.ID, &o.Group, &plannedDay, &plannedStart, &day, &start, &end, &o.Site, &o.Room, &o.State, &o.Reason.FR, &o.Reason.EN, &o.Sequence)
	if err != nil {
		return o, err
	}
	if err := days(plannedDay, &o.WasDay, day, &o.Day); err != nil {
		return o, fmt.Errorf("class %s: %w", o.ID, err)
	}
	for _, t := range []struct {
		written string
		to      *civil.Time
	}{{plannedStart, &o.WasStart}, {start, &o.Start}, {end, &o.End}} {
		if *t.to, err = civil.ParseTime(t.written); err != nil {
			return o, fmt.Errorf("class %s: %w", o.ID, err)
		}
	}
	if o.WasDay == o.Day && o.WasStart == o.Start {
		o.WasDay, o.WasStart = 0, 0
	}
	return o, nil
}

func allSites(ctx context.Context, q db.Querier) ([]Site, error) {
	rows, err := q.Query(ctx, `
		SELECT id, code, name, line, COALESCE(address_id, ''), lat, lon, accessible
		FROM   leisure_site
		ORDER BY code`)
	return db.Collect(rows, err, scanSite)
}

func siteOf(ctx context.Context, q db.Querier, which SiteID) (Site, bool, error) {
	rows, err := q.Query(ctx, `
		SELECT id, code, name, line, COALESCE(address_id, ''), lat, lon, accessible
		FROM   leisure_site
		WHERE  id = $1`, which)
	return first(db.Collect(rows, err, scanSite))
}

func scanSite(r *db.Rows) (Site, error) {
	var s Site
	err := r.Scan(&s.ID, &s.Code, &s.Name, &s.Line, &s.Address, &s.Point.Lat, &s.Point.Lon, &s.Accessible)
	return s, err
}

func allPolicies(ctx context.Context, q db.Querier) ([]Policy, error) {
	rows, err := q.Query(ctx, `
		SELECT code, body
		FROM   leisure_policy
		ORDER BY code`)
	return db.Collect(rows, err, scanPolicy)
}

func policyOf(ctx context.Context, q db.Querier, code string) (Policy, bool, error) {
	rows, err := q.Query(ctx, `
		SELECT code, body
		FROM   leisure_policy
		WHERE  code = $1`, code)
	return first(db.Collect(rows, err, scanPolicy))
}

func scanPolicy(r *db.Rows) (Policy, error) {
	var p Policy
	var body string
	if err := r.Scan(&p.Code, &body); err != nil {
		return p, err
	}
	return p, p.read(body)
}

func days(a string, x *civil.Day, b string, y *civil.Day) (err error) {
	if *x, err = dayOrNone(a); err != nil {
		return err
	}
	*y, err = dayOrNone(b)
	return err
}

func putSession(ctx context.Context, tx *db.Tx, s Session, at time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO leisure_session (id, code, from_day, to_day, published, body, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE
		SET code = excluded.code, from_day = excluded.from_day, to_day = excluded.to_day, published = excluded.published,
		    body = excluded.body, updated_at = excluded.updated_at`,
		s.ID, s.Code, s.From.String(), s.To.String(), s.Published, s.body(), at)
}

func putActivity(ctx context.Context, tx *db.Tx, a Activity, at time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO leisure_activity (id, session_id, code, title, body, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (id) DO UPDATE
		SET code = excluded.code, title = excluded.title, body = excluded.body, updated_at = excluded.updated_at`,
		a.ID, a.Session, a.Code, a.Title.FR, a.body(), at)
}

func putGroup(ctx context.Context, tx *db.Tx, g Group, at time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO leisure_group (id, activity_id, session_id, code, site_id, places, quota, from_day, to_day, cancelled, sequence, body, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
		ON CONFLICT (id) DO UPDATE
		SET activity_id = excluded.activity_id, code = excluded.code, site_id = excluded.site_id, places = excluded.places, quota = excluded.quota,
		    from_day = excluded.from_day, to_day = excluded.to_day, cancelled = excluded.cancelled, sequence = excluded.sequence,
		    body = excluded.body, updated_at = excluded.updated_at`,
		g.ID, g.Activity, g.Session, g.Code, db.Null(g.Site), g.Places, g.Quota, g.From.String(), g.To.String(), g.Cancelled, g.Sequence, g.body(), at)
}

func putSite(ctx context.Context, tx *db.Tx, s Site, at time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO leisure_site (id, code, name, line, address_id, lat, lon, accessible, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (id) DO UPDATE
		SET code = excluded.code, name = excluded.name, line = excluded.line, address_id = excluded.address_id,
		    lat = excluded.lat, lon = excluded.lon, accessible = excluded.accessible, updated_at = excluded.updated_at`,
		s.ID, s.Code, s.Name, s.Line, db.Null(s.Address), s.Point.Lat, s.Point.Lon, s.Accessible, at)
}

func putPolicy(ctx context.Context, tx *db.Tx, p Policy, at time.Time) error {
	return tx.Send(ctx, `
		INSERT INTO leisure_policy (code, body, updated_at)
		VALUES ($1, $2, $3)
		ON CONFLICT (code) DO UPDATE
		SET body = excluded.body, updated_at = excluded.updated_at`, p.Code, p.body(), at)
}

// changeOccurrence writes what became of a class.
func changeOccurrence(ctx context.Context, tx *db.Tx, o Occurrence, at time.Time) error {
	return tx.Send(ctx, `
		UPDATE leisure_occurrence
		SET    day = $1, start_time = $2, end_time = $3, site_id = $4, room = $5, state = $6, reason_fr = $7, reason_en = $8, sequence = $9, updated_at = $10
		WHERE  id = $11`,
		o.Day.String(), o.Start.String(), o.End.String(), db.Null(o.Site), o.Room, string(o.State), o.Reason.FR, o.Reason.EN, o.Sequence, at, o.ID)
}

// rescheduleOccurrence writes the hours of a class that the plan changed.
func rescheduleOccurrence(ctx context.Context, tx *db.Tx, o Occurrence, at time.Time) error {
	return tx.Send(ctx, `
		UPDATE leisure_occurrence
		SET    planned_start = $1, start_time = $2, end_time = $3, sequence = $4, updated_at = $5
		WHERE  id = $6`, o.Start.String(), o.Start.String(), o.End.String(), o.Sequence, at, o.ID)
}

func deleteOccurrence(ctx context.Context, tx *db.Tx, which OccurrenceID) error {
	return tx.Send(ctx, `
		DELETE FROM leisure_occurrence
		WHERE  id = $1`, which)
}

// addOccurrences writes new classes.
func addOccurrences(ctx context.Context, tx *db.Tx, some []Occurrence, at time.Time) error {
	if len(some) == 0 {
		return nil
	}
	columns := []string{"id", "group_id", "planned_day", "planned_start", "day", "start_time", "end_time", "site_id", "room", "state", "reason_fr", "reason_en", "sequence", "updated_at"}
	_, err := tx.Bulk(ctx, "leisure_occurrence", columns, eachOf(some, func(o Occurrence) []any {
		was, start := o.Day, o.Start
		if o.WasDay != 0 {
			was, start = o.WasDay, o.WasStart
		}
		return []any{
			string(o.ID), string(o.Group), was.String(), start.String(), o.Day.String(), o.Start.String(), o.End.String(), db.Null(o.Site), o.Room, string(o.State),
			o.Reason.FR, o.Reason.EN, int64(o.Sequence), at,
		}
	}))
	return err
}

func eachOf[T any](some []T, row func(T) []any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, one := range some {
			if !yield(row(one)) {
				return
			}
		}
	}
}
