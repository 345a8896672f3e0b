package timetable

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// mostKept is how many activities somebody keeps at most.
const mostKept = 200

// Keep puts an activity that needs no registration on the viewer's timetable, for some of their
// family. Those who have it already stay.
func (s *Service) Keep(ctx context.Context, by session.Viewer, group leisure.GroupID, who []people.ID, key forms.Key) error {
	g, known := s.Leisure.Program().Group(group)
	if !known {
		return fault.New(fault.NotFound, "Cette activité n’existe pas ou plus.")
	}
	if a, known := s.Leisure.Program().Activity(g.Activity); !known || !a.Free {
		return fault.New(fault.Invalid, "Cette activité demande une inscription. Elle viendra à l’horaire une fois l’inscription confirmée.")
	}
	if len(who) == 0 {
		var wrong fault.Problems
		wrong.Add("personne", "Choisissez pour qui mettre cette activité à l’horaire.")
		return wrong.Err()
	}
	if err := s.mayKeep(ctx, by, who); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		return s.keep(ctx, tx, people.ID(by.Person), group, who)
	})
}

// mayKeep refuses whoever names somebody whose matters they may not see.
func (s *Service) mayKeep(ctx context.Context, by session.Viewer, who []people.ID) error {
	f, err := s.Look(ctx, by)
	if err != nil {
		return err
	}
	for _, one := range who {
		if _, ok := f.Person(one); !ok {
			return fault.New(fault.NotFound, "Cette personne n’est pas dans votre dossier.")
		}
	}
	return nil
}

func (s *Service) keep(ctx context.Context, tx *db.Tx, owner people.ID, group leisure.GroupID, who []people.ID) error {
	var has int
	err := tx.QueryRow(ctx, `
		SELECT COUNT(*)
		FROM   timetable_kept
		WHERE  owner_id = $1`, owner).Scan(&has)
	if err != nil {
		return fmt.Errorf("count what %s keeps: %w", owner, err)
	}
	if has+len(who) > mostKept {
		return fault.New(fault.Conflict, "Votre horaire est plein. Retirez une activité avant d’en ajouter une autre.")
	}
	for _, one := range who {
		_, err := tx.Exec(ctx, `
			INSERT INTO timetable_kept (person_id, group_id, owner_id, added_at)
			VALUES ($1, $2, $3, $4)
			ON CONFLICT (owner_id, person_id, group_id) DO NOTHING`, one, group, owner, s.Clock.Now())
		if err != nil {
			return fmt.Errorf("keep %s for %s: %w", group, one, err)
		}
	}
	return nil
}

// Drop takes an activity off the timetable of one of the family, whoever of the household put it
// there. Nothing there changes nothing.
func (s *Service) Drop(ctx context.Context, by session.Viewer, group leisure.GroupID, who people.ID, key forms.Key) error {
	if err := s.mayKeep(ctx, by, []people.ID{who}); err != nil {
		return err
	}
	circle, err := s.People.Circle(ctx, people.ID(by.Person), people.Leisure)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		for _, keeper := range keepersOf(people.ID(by.Person), circle) {
			_, err := tx.Exec(ctx, `
				DELETE FROM timetable_kept
				WHERE  owner_id = $1 AND person_id = $2 AND group_id = $3`, keeper, who, group)
			if err != nil {
				return fmt.Errorf("drop %s: %w", group, err)
			}
		}
		return nil
	})
}

// kept are the activities that some keep for people whom the viewer may see. What a person keeps
// for themself is theirs, whoever looks.
func (s *Service) kept(ctx context.Context, keepers, who []people.ID) ([]course, error) {
	if len(who) == 0 {
		return nil, nil
	}
	var where db.Where
	values := make([]any, len(who))
	for i, one := range who {
		values[i] = one
	}
	where.And("k.person_id IN (?"+strings.Repeat(", ?", len(who)-1)+")", values...)
	rows, err := s.DB.Query(ctx, `
		SELECT k.person_id, k.group_id, k.owner_id, k.added_at
		FROM   timetable_kept k`+where.SQL()+`
		ORDER BY k.added_at, k.person_id, k.group_id`, where.Args()...)
	found, err := db.Collect(rows, err, func(r *db.Rows) (course, error) {
		c := course{kept: true}
		var owner people.ID
		err := r.Scan(&c.person, &c.group, &owner, &c.since)
		if owner != c.person && !slices.Contains(keepers, owner) {
			c.group = ""
		}
		return c, err
	})
	if err != nil {
		return nil, fmt.Errorf("read what is kept: %w", err)
	}
	return slices.DeleteFunc(found, func(c course) bool { return c.group == "" }), nil
}
