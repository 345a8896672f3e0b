package requests

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sem/internal/db"
	"sem/internal/people"
)

// Story is a request with everything that happened to it, made by the rules of Request
// and complete with its identifiers and numbers, as when a city's data comes in.
type Story struct {
	Request     Request
	Events      []Event
	Followers   []Follower
	Attachments []Attachment  // Attachments come with the events they name; their files are there already.
	Contacts    []Interaction // Contacts are those the request came up in.
}

// Follower is somebody who follows a request.
type Follower struct {
	Person people.ID
	Since  time.Time
}

// loadTogether is how many stories go to the database at once.
const loadTogether = 1000

// Load writes many stories at once. Nobody is told, and nothing goes to the journal. A
// duplicate comes after its original. LoadCounters follows, once.
func (s *Service) Load(ctx context.Context, tx *db.Tx, stories iter.Seq[Story]) error {
	for batch := range chunks(stories, loadTogether) {
		if err := s.loadBatch(ctx, tx, batch); err != nil {
			return err
		}
	}
	return nil
}

// LoadCounters has the numbers of each year go on after the highest that was loaded.
func (s *Service) LoadCounters(ctx context.Context, tx *db.Tx, highest map[int]int) error {
	for year, last := range highest {
		if err := raiseCounter(ctx, tx, year, last); err != nil {
			return fmt.Errorf("number the requests of %d: %w", year, err)
		}
	}
	return nil
}

func (s *Service) loadBatch(ctx context.Context, tx *db.Tx, batch []Story) error {
	type table struct {
		name    string
		columns []string
		rows    iter.Seq[[]any]
	}
	for _, t := range []table{
		{"requests_request", requestColumns, rowsOf(batch, requestRows)},
		{"requests_event", eventColumns, rowsOf(batch, s.eventRows)},
		{"requests_attachment", attachmentColumns, rowsOf(batch, attachmentRows)},
		{"requests_follower", followerColumns, rowsOf(batch, followerRows)},
		{"requests_interaction", interactionColumns, rowsOf(batch, contactRows)},
		{"requests_interaction_request", linkColumns, rowsOf(batch, linkRows)},
	} {
		if _, err := tx.Bulk(ctx, t.name, t.columns, t.rows); err != nil {
			return err
		}
	}
	return nil
}

// rowsOf are the rows of one table for some stories.
func rowsOf[T any](all []T, of func(T) [][]any) iter.Seq[[]any] {
	return func(yield func([]any) bool) {
		for _, one := range all {
			for _, row := range of(one) {
				if !yield(row) {
					return
				}
			}
		}
	}
}

func requestRows(story Story) [][]any { return [][]any{requestRow(story.Request)} }

func (s *Service) eventRows(story Story) [][]any {
	var rows [][]any
	for _, e := range story.Events {
		if e.ID == "" {
			e.ID = s.IDs.New()
		}
		rows = append(rows, eventRow(e))
	}
	return rows
}

func attachmentRows(story Story) [][]any {
	at := map[string]Event{}
	for _, e := range story.Events {
		at[e.ID] = e
	}
	var rows [][]any
	for _, a := range story.Attachments {
		rows = append(rows, attachmentRow(a, at[a.Event]))
	}
	return rows
}

func followerRows(story Story) [][]any {
	var rows [][]any
	for _, f := range story.Followers {
		rows = append(rows, []any{string(story.Request.ID), string(f.Person), f.Since})
	}
	return rows
}

func contactRows(story Story) [][]any {
	var rows [][]any
	for _, i := range story.Contacts {
		rows = append(rows, interactionRow(i))
	}
	return rows
}

func linkRows(story Story) [][]any {
	var rows [][]any
	for _, i := range story.Contacts {
		rows = append(rows, []any{i.ID, string(story.Request.ID)})
	}
	return rows
}

// LoadInteractions writes many contacts at once that no request came of.
func (s *Service) LoadInteractions(ctx context.Context, tx *db.Tx, contacts iter.Seq[Interaction]) error {
	_, err := tx.Bulk(ctx, "requests_interaction", interactionColumns, func(yield func([]any) bool) {
		for i := range contacts {
			if !yield(interactionRow(i)) {
				return
			}
		}
	})
	return err
}

// chunks cuts a sequence into slices of at most size.
func chunks[T any](all iter.Seq[T], size int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		var batch []T
		for one := range all {
			if batch = append(batch, one); len(batch) < size {
				continue
			}
			if !yield(batch) {
				return
			}
			batch = nil
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}
