package registration

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/people"
	"sem/internal/session"
)

// SheetKind is a form that is filled after registration.
type SheetKind string

// The sheets.
const (
	HealthSheet SheetKind = leisure.FormHealth
	PickUpSheet SheetKind = leisure.FormPickUp
)

// longestSheet bounds what somebody writes, in characters.
const longestSheet = 2000

// Sheet is what a family wrote on a sheet of a person, empty when nothing.
func (s *Service) Sheet(ctx context.Context, by session.Viewer, person people.ID, kind SheetKind) (string, error) {
	if by.Staff() || s.mayRegister(ctx, by, people.ID(by.Person), person) != nil {
		return "", absentPlace()
	}
	sheets, err := s.readSheets(ctx, s.DB, []people.ID{person})
	return sheets[person][kind], err
}

// SaveSheet keeps what a family says on a sheet of a person, sealed with the key of the city; an
// empty text takes it away.
func (s *Service) SaveSheet(ctx context.Context, by session.Viewer, person people.ID, kind SheetKind, text string, key forms.Key) error {
	if err := s.mayRegister(ctx, by, people.ID(by.Person), person); err != nil {
		return err
	}
	if kind != HealthSheet && kind != PickUpSheet {
		return fault.New(fault.NotFound, "Cette fiche n’existe pas.")
	}
	text = strings.TrimSpace(text)
	if len([]rune(text)) > longestSheet {
		var wrong fault.Problems
		wrong.Add("texte", "Écrivez 2 000 caractères au plus.")
		return wrong.Err()
	}
	_, err := s.once(ctx, by, key, func(t *turn) (string, error) {
		if err := t.saveSheet(ctx, person, kind, text); err != nil {
			return "", fmt.Errorf("keep a sheet: %w", err)
		}
		return "", t.record(ctx, journal.Entry{Person: string(person), Action: Changed, Object: "loisirs/fiches", Detail: "sheet " + string(kind)})
	})
	return err
}

func (t *turn) saveSheet(ctx context.Context, person people.ID, kind SheetKind, text string) error {
	if text == "" {
		_, err := t.tx.Exec(ctx, `
			DELETE FROM registration_sheet
			WHERE  person_id = $1 AND kind = $2`, string(person), string(kind))
		return err
	}
	sealed, err := t.Key.Close(sheetPlace(person, kind), text)
	if err != nil {
		return err
	}
	_, err = t.tx.Exec(ctx, `
		INSERT INTO registration_sheet (person_id, kind, sealed, updated_at, updated_by)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT (person_id, kind) DO UPDATE SET sealed = excluded.sealed, updated_at = excluded.updated_at, updated_by = excluded.updated_by`,
		string(person), string(kind), sealed, t.now, t.by.Account)
	return err
}

// readSheets are the sheets of people, opened.
func (s *Service) readSheets(ctx context.Context, q db.Querier, who []people.ID) (map[people.ID]map[SheetKind]string, error) {
	sheets := map[people.ID]map[SheetKind]string{}
	if len(who) == 0 {
		return sheets, nil
	}
	rows, err := q.Query(ctx, `
		SELECT s.person_id, s.kind, s.sealed
		FROM   registration_sheet s
		WHERE  s.person_id IN (`+db.Marks(len(who), 1)+`)`, texts(who)...)
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var person people.ID
		var kind SheetKind
		var sealed string
		if err := r.Scan(&person, &kind, &sealed); err != nil {
			return struct{}{}, err
		}
		text, err := s.Key.Open(sheetPlace(person, kind), sealed)
		if sheets[person] == nil {
			sheets[person] = map[SheetKind]string{}
		}
		sheets[person][kind] = text
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("read sheets: %w", err)
	}
	return sheets, nil
}

// addSheets tells which lines have sheets, and what they say when somebody is to read them,
// which is journaled for each person.
func (s *Service) addSheets(ctx context.Context, by session.Viewer, group leisure.GroupID, lines []RosterLine, read bool) error {
	var who []people.ID
	for _, l := range lines {
		who = append(who, l.Person.ID)
	}
	sheets, err := s.readSheets(ctx, s.DB, who)
	if err != nil {
		return err
	}
	for i := range lines {
		l := &lines[i]
		own := sheets[l.Person.ID]
		l.Sheets = len(own) > 0
		if read {
			l.Health, l.PickUp = own[HealthSheet], own[PickUpSheet]
		}
	}
	if !read {
		return nil
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		t := s.begin(tx, by)
		for _, l := range lines {
			if !l.Sheets {
				continue
			}
			err := t.record(ctx, journal.Entry{Person: string(l.Person.ID), Action: SheetRead, Object: "loisirs/groupes/" + string(group)})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// sheetPlace is where a sheet stands, for its seal: that of one person or kind does not open in
// the place of another.
func sheetPlace(person people.ID, kind SheetKind) string {
	return "registration_sheet/" + string(person) + "/" + string(kind)
}
