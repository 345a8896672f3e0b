package requests

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/session"
)

// Draft is a report being written, kept at each step as it was typed.
type Draft struct {
	ID        string
	Type      string
	Fields    map[string][]string // Fields are the form's, by name.
	UpdatedAt time.Time
}

// drafts is how many drafts somebody keeps; the oldest make room.
const drafts = 20

// SaveDraft keeps a draft: a new one when its ID is empty. A visitor's is found again by
// its ID alone, which nobody can guess.
func (s *Service) SaveDraft(ctx context.Context, v session.Viewer, d Draft) (string, error) {
	body, err := json.Marshal(d.Fields)
	if err != nil {
		return "", fmt.Errorf("keep a draft: %w", err)
	}
	if len(body) > 64<<10 {
		return "", fault.New(fault.Invalid, "Ce brouillon est trop long pour être gardé. Raccourcissez-le.")
	}
	now := s.Clock.Now()
	fresh := d.ID
	if fresh == "" {
		fresh = s.IDs.New()
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		if d.ID == "" {
			return insertDraft(ctx, tx, fresh, v.Person, d.Type, string(body), now)
		}
		n, err := tx.Exec(ctx, `
			UPDATE requests_draft
			SET    type_code = $1, body = $2, updated_at = $3
			WHERE  id = $4 AND person_id = $5`, d.Type, string(body), now, d.ID, v.Person)
		if err == nil && n == 0 {
			return noDraft()
		}
		return err
	})
	return fresh, err
}

func noDraft() error {
	return fault.New(fault.NotFound, "Ce brouillon n’existe plus. Commencez une nouvelle demande.")
}

func insertDraft(ctx context.Context, tx *db.Tx, id, person, typeCode, body string, now time.Time) error {
	if _, err := tx.Exec(ctx, `
		INSERT INTO requests_draft (id, person_id, type_code, body, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6)`, id, person, typeCode, body, now, now); err != nil {
		return err
	}
	if person == "" {
		return nil
	}
	_, err := tx.Exec(ctx, `
		DELETE FROM requests_draft
		WHERE  person_id = $1 AND id NOT IN (
		       SELECT d.id
		       FROM   requests_draft d
		       WHERE  d.person_id = $2
		       ORDER BY d.updated_at DESC, d.id DESC
		       LIMIT  $3)`, person, person, drafts)
	return err
}

// Draft is a draft of the viewer.
func (s *Service) Draft(ctx context.Context, v session.Viewer, id string) (Draft, error) {
	var w db.Where
	w.And("d.id = ?", id)
	w.And("d.person_id = ?", v.Person)
	found, err := s.draftsWith(ctx, w)
	if err != nil {
		return Draft{}, err
	}
	if len(found) == 0 {
		return Draft{}, noDraft()
	}
	return found[0], nil
}

// Drafts are the drafts of a citizen, the last one touched first; a visitor has none to list.
func (s *Service) Drafts(ctx context.Context, v session.Viewer) ([]Draft, error) {
	if v.Person == "" {
		return nil, nil
	}
	var w db.Where
	w.And("d.person_id = ?", v.Person)
	return s.draftsWith(ctx, w)
}

func (s *Service) draftsWith(ctx context.Context, w db.Where) ([]Draft, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT d.id, d.type_code, d.body, d.updated_at
		FROM   requests_draft d`+w.SQL()+`
		ORDER BY d.updated_at DESC, d.id`, w.Args()...)
	found, err := db.Collect(rows, err, func(rows *db.Rows) (Draft, error) {
		var d Draft
		var body string
		if err := rows.Scan(&d.ID, &d.Type, &body, &d.UpdatedAt); err != nil {
			return d, err
		}
		return d, json.Unmarshal([]byte(body), &d.Fields)
	})
	if err != nil {
		return nil, fmt.Errorf("read drafts: %w", err)
	}
	return found, nil
}

// DropDraft throws a draft away. One that is gone already is no error.
func (s *Service) DropDraft(ctx context.Context, v session.Viewer, id string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return dropDraft(ctx, tx, id, v.Person) })
}

func dropDraft(ctx context.Context, tx *db.Tx, id, person string) error {
	return tx.Send(ctx, `
		DELETE FROM requests_draft
		WHERE  id = $1 AND person_id = $2`, id, person)
}
