package registration

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/jobs"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/people"
)

// keptAfter is how many days a sheet is kept after the last class that it served.
const keptAfter = 30

// endSheets deletes, each day, the sheets that no team needs any more. It is safe to run twice.
type endSheets struct{}

// Kind names the job that deletes the sheets of seasons that are over.
func (endSheets) Kind() string { return "registration_end_sheets" }

func (s *Service) handleSheets(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ endSheets) error { return s.EndSheets(ctx) })
	jobs.Every(q, 24*time.Hour, endSheets{})
}

// EndSheets deletes the sheets of people who have no place in a group that goes on or ended less
// than 30 days ago: what a team had to know of a child is not kept beyond the season. A sheet
// that was written within 30 days stays, since the family may be about to register.
func (s *Service) EndSheets(ctx context.Context) error {
	now := s.Clock.Now()
	who, err := s.sheetsBefore(ctx, now.AddDate(0, 0, -keptAfter))
	if err != nil || len(who) == 0 {
		return err
	}
	if err := s.Leisure.Refresh(ctx); err != nil {
		return err
	}
	if len(s.Leisure.Program().Sessions()) == 0 {
		return nil // Nobody knows which seasons are over.
	}
	var failed error
	for _, person := range who {
		if err := s.do(ctx, func(t *turn) error { return t.endSheets(ctx, person) }); err != nil {
			failed = errors.Join(failed, fmt.Errorf("delete the sheets of a person: %w", err))
		}
	}
	return failed
}

// sheetsBefore are the people whose sheets were all written before a moment.
func (s *Service) sheetsBefore(ctx context.Context, before time.Time) ([]people.ID, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT s.person_id
		FROM   registration_sheet s
		GROUP BY s.person_id
		HAVING MAX(s.updated_at) < $1
		ORDER BY s.person_id`, before)
	who, err := db.Collect(rows, err, func(r *db.Rows) (who people.ID, err error) { return who, r.Scan(&who) })
	if err != nil {
		return nil, fmt.Errorf("look for sheets of seasons that are over: %w", err)
	}
	return who, nil
}

func (t *turn) endSheets(ctx context.Context, person people.ID) error {
	places, err := placesWhere(ctx, t.tx, "p.person_id = $1 AND p.state IN ('wished', 'held', 'confirmed', 'waiting', 'offered')", string(person))
	if err != nil {
		return err
	}
	today := civil.DayOf(t.now)
	for _, p := range places {
		if g, ok := t.program.Group(p.Group); !ok || !overBy(g, today) {
			return nil
		}
	}
	n, err := t.tx.Exec(ctx, `
		DELETE FROM registration_sheet
		WHERE  person_id = $1 AND updated_at < $2`, string(person), t.now.AddDate(0, 0, -keptAfter))
	if err != nil || n == 0 {
		return err
	}
	return t.record(ctx, journal.Entry{Person: string(person), Action: Changed, Object: "loisirs/fiches", Detail: "sheets deleted after the season"})
}

// overBy tells whether a group ended so long ago that its team needs no sheet.
func overBy(g *leisure.Group, today civil.Day) bool {
	return g.Cancelled || g.Last() != 0 && g.Last()+keptAfter < today
}
