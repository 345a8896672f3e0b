package lottery

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/alerts"
	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/jobs"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/registration"
	"sem/internal/session"
)

// tickLotteries does each minute what is due. It is safe to run twice.
type tickLotteries struct{}

// Kind names the job in the registers.
func (tickLotteries) Kind() string { return "lottery_tick" }

// forgetLotteries drops each day what is kept of lotteries long past.
type forgetLotteries struct{}

// Kind names the job in the registers.
func (forgetLotteries) Kind() string { return "lottery_forget" }

// Handle has a queue do what time makes due.
func (s *Service) Handle(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ tickLotteries) error { return s.Tick(ctx) })
	jobs.Every(q, time.Minute, tickLotteries{})
	jobs.Handle(q, func(ctx context.Context, _ forgetLotteries) error { return s.Forget(ctx) })
	jobs.Every(q, 24*time.Hour, forgetLotteries{})
}

// Tick draws what is due, tells the families of what was drawn, and takes off the lists whoever
// has what they asked for. Whatever stopped in its midst goes on.
func (s *Service) Tick(ctx context.Context) error {
	if err := s.Refresh(ctx); err != nil {
		return err
	}
	now := s.Clock.Now()
	var failed []error
	for _, l := range s.Lotteries() {
		if l.State(now) == Closed && !now.Before(l.Draws) {
			failed = append(failed, s.draw(ctx, session.Viewer{}, l, forms.Key{}))
		}
	}
	for _, l := range s.Lotteries() {
		if l.DrawnAt.IsZero() || now.After(l.Releases.Add(keptFor)) {
			continue
		}
		if l.ToldAt.IsZero() {
			failed = append(failed, s.tellDrawn(ctx, l))
		}
		failed = append(failed, s.release(ctx, l))
	}
	return errors.Join(failed...)
}

// release takes whoever has as many places as they asked for off the other lists.
func (s *Service) release(ctx context.Context, l Lottery) error {
	var groups []leisure.GroupID
	for _, g := range l.Groups(s.Leisure.Program()) {
		groups = append(groups, g.ID)
	}
	served, err := s.Registration.Served(ctx, groups)
	if err != nil {
		return err
	}
	for _, one := range served {
		found, err := requestsWhere(ctx, s.DB, "r.draw_id = $1 AND c.person_id = $2", string(l.ID), string(one.Person))
		if err != nil {
			return err
		}
		if len(found) == 0 || one.Have < found[0].Most {
			continue
		}
		if err := s.Registration.Release(ctx, one.Waiting); err != nil {
			return err
		}
	}
	return nil
}

// tellDrawn tells every family of a lottery what it was given, by the hundred; a family is told
// once, whatever stops the telling in its midst.
func (s *Service) tellDrawn(ctx context.Context, l Lottery) error {
	for {
		rows, err := s.DB.Query(ctx, `
		SELECT r.id
		FROM   lottery_request r
		WHERE  r.draw_id = $1 AND r.told_at IS NULL
		ORDER  BY r.id
		LIMIT  100`, string(l.ID))
		some, err := db.Collect(rows, err, func(r *db.Rows) (id RequestID, err error) { return id, r.Scan(&id) })
		if err != nil {
			return fmt.Errorf("look for whom to tell of lottery %s: %w", l.ID, err)
		}
		if len(some) == 0 {
			break
		}
		if err := s.tellSome(ctx, l, some); err != nil {
			return fmt.Errorf("tell of lottery %s: %w", l.ID, err)
		}
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
		UPDATE lottery_draw
		SET    told_at = $1
		WHERE  id = $2 AND told_at IS NULL`, s.Clock.Now(), string(l.ID))
		tx.AfterCommit(func() { _ = s.Refresh(context.WithoutCancel(ctx)) }) //nolint:errcheck // It is done; app asks again soon.
		return err
	})
}

func (s *Service) tellSome(ctx context.Context, l Lottery, some []RequestID) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, id := range some {
			found, err := requestsWhere(ctx, tx, "r.id = $1", string(id))
			if err != nil {
				return err
			}
			results, err := resultsWhere(ctx, tx, "s.request_id = $1", string(id))
			if err != nil {
				return err
			}
			if _, err := tx.Exec(ctx, `UPDATE lottery_request SET told_at = $1 WHERE id = $2`, s.Clock.Now(), string(id)); err != nil {
				return err
			}
			if len(found) == 0 {
				continue
			}
			if err := s.tellResult(ctx, tx, l, found[0], results); err != nil {
				return err
			}
		}
		return nil
	})
}

// tellResult tells an owner what the draw gave.
func (s *Service) tellResult(ctx context.Context, tx *db.Tx, l Lottery, r Request, results []Result) error {
	if s.Alerts == nil {
		return nil
	}
	names, err := namesOf(ctx, tx, r)
	if err != nil {
		return err
	}
	return s.Alerts.RaiseTx(ctx, tx, alerts.Notice{
		Key: "lottery/result/" + string(r.ID), Person: r.Owner, Subject: registration.Subject, Object: string(l.ID), Path: l.Path(),
		Words: func(ctx context.Context) (string, string) {
			var said []string
			given := false
			for _, c := range r.People {
				said = append(said, s.resultWords(ctx, names[c.Person], c, results))
				given = given || slices.ContainsFunc(results, func(one Result) bool { return one.Person == c.Person && !one.Waits })
			}
			if given {
				said = append(said, i18n.T(ctx, "Prenez vos places et payez-les avant le %s. Ensuite, elles vont à la famille suivante.", i18n.DateTime(ctx, l.PayBy)))
			}
			return i18n.T(ctx, "Résultat du tirage : %s", l.Name.In(ctx)), strings.Join(said, "\n\n")
		},
	})
}

// resultWords are what the draw gave to one person, in a sentence.
func (s *Service) resultWords(ctx context.Context, name string, c Child, results []Result) string {
	var got []string
	waits := 0
	for _, one := range results {
		switch {
		case one.Person != c.Person:
		case one.Waits:
			waits++
		default:
			got = append(got, i18n.T(ctx, "%[1]s (choix %[2]d)", s.GroupWords(ctx, one.Group), one.Choice))
		}
	}
	switch {
	case len(got) > 0:
		return i18n.T(ctx, "%[1]s a une place : %[2]s.", name, i18n.List(ctx, got))
	case waits > 0:
		return i18n.TN(ctx, "%[2]s n’a pas de place, et attend sur %[1]d liste, dans l’ordre du tirage.", "%[2]s n’a pas de place, et attend sur %[1]d listes, dans l’ordre du tirage.", waits, name)
	}
	return i18n.T(ctx, "%s n’a pas de place.", name)
}

// GroupWords name a group: its activity, and what tells it from the others.
func (s *Service) GroupWords(ctx context.Context, id leisure.GroupID) string {
	p := s.Leisure.Program()
	g, ok := p.Group(id)
	if !ok {
		return i18n.T(ctx, "Groupe retiré du programme")
	}
	title := g.Code
	if a, ok := p.Activity(g.Activity); ok {
		title = a.Title.In(ctx)
	}
	if g.Label != "" {
		return i18n.T(ctx, "%[1]s, %[2]s", title, g.Label)
	}
	return title
}

// namesOf are the given names of the people of a request.
func namesOf(ctx context.Context, q db.Querier, r Request) (map[people.ID]string, error) {
	names := map[people.ID]string{}
	for _, c := range r.People {
		given, _, err := people.Names(ctx, q, c.Person)
		if err != nil {
			return nil, err
		}
		names[c.Person] = given
	}
	return names, nil
}

// tellWished confirms to an owner what was understood.
func (s *Service) tellWished(ctx context.Context, tx *db.Tx, l Lottery, r Request) error {
	if s.Alerts == nil {
		return nil
	}
	names, err := namesOf(ctx, tx, r)
	if err != nil {
		return err
	}
	return s.Alerts.RaiseTx(ctx, tx, alerts.Notice{
		Key: fmt.Sprintf("lottery/wish/%s/%d", r.ID, r.Changed.UnixMicro()), Person: r.Owner, Subject: registration.Subject, Object: string(l.ID), Path: l.Path(),
		Words: func(ctx context.Context) (string, string) {
			var said []string
			for _, c := range r.People {
				var choices []string
				for i, g := range c.Choices {
					choices = append(choices, i18n.T(ctx, "%[1]d. %[2]s", i+1, s.GroupWords(ctx, g)))
				}
				said = append(said, i18n.T(ctx, "%[1]s : %[2]s", names[c.Person], strings.Join(choices, "; ")))
			}
			said = append(said, i18n.T(ctx, "Vous pouvez changer vos choix jusqu’au %s.", i18n.DateTime(ctx, l.Closes)))
			return i18n.T(ctx, "Vos choix sont inscrits : %s", l.Name.In(ctx)), strings.Join(said, "\n\n")
		},
	})
}

// keptFor is how long what a family chose is kept after what was left was released.
const keptFor = 90 * 24 * time.Hour

// Forget deletes what families chose and what they were given, long after. The draw and its
// figures stay.
func (s *Service) Forget(ctx context.Context) error {
	old := s.Clock.Now().Add(-keptFor)
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, statement := range []string{
			`DELETE FROM lottery_result WHERE request_id IN (SELECT r.id FROM lottery_request r JOIN lottery_draw d ON d.id = r.draw_id WHERE d.drawn_at IS NOT NULL AND d.releases_at < $1)`,
			`DELETE FROM lottery_child WHERE draw_id IN (SELECT d.id FROM lottery_draw d WHERE d.drawn_at IS NOT NULL AND d.releases_at < $1)`,
			`DELETE FROM lottery_request WHERE draw_id IN (SELECT d.id FROM lottery_draw d WHERE d.drawn_at IS NOT NULL AND d.releases_at < $1)`,
		} {
			if _, err := tx.Exec(ctx, statement, old); err != nil {
				return fmt.Errorf("forget old lotteries: %w", err)
			}
		}
		return nil
	})
}
