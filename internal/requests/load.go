package requests

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"

	"sem/internal/db"
	"sem/internal/people"
)

// Story is a request with everything that happened to it, made by the rules of Request
// and complete with its numbers, as when a city's data comes in.
type Story struct {
	Request   Request
	Events    []Event // Events without ID are given one.
	Followers []people.ID
}

// loadTogether is how many stories go to the database at once.
const loadTogether = 1000

// Load writes many stories at once. Nobody is told, and nothing goes to the journal. A
// duplicate comes after its original. The numbers of each year go on after the highest.
func (s *Service) Load(ctx context.Context, tx *db.Tx, stories iter.Seq[Story]) error {
	highest := map[int]int{}
	for batch := range chunks(stories, loadTogether) {
		for _, story := range batch {
			noteNumber(highest, story.Request.Number)
		}
		if err := s.loadBatch(ctx, tx, batch); err != nil {
			return err
		}
	}
	for year, last := range highest {
		if err := raiseCounter(ctx, tx, year, last); err != nil {
			return fmt.Errorf("number the requests of %d: %w", year, err)
		}
	}
	return nil
}

// noteNumber remembers the highest counter of each year.
func noteNumber(highest map[int]int, n Number) {
	year, rest, _ := strings.Cut(string(n), "-")
	counter, _, _ := strings.Cut(rest, "-")
	y, err := strconv.Atoi(year)
	c, otherwise := strconv.Atoi(counter)
	if err == nil && otherwise == nil {
		highest[y] = max(highest[y], c)
	}
}

func (s *Service) loadBatch(ctx context.Context, tx *db.Tx, batch []Story) error {
	requests := func(yield func([]any) bool) {
		for _, story := range batch {
			if !yield(requestRow(story.Request)) {
				return
			}
		}
	}
	events := func(yield func([]any) bool) {
		for _, story := range batch {
			for _, e := range story.Events {
				if e.ID == "" {
					e.ID = s.IDs.New()
				}
				if !yield(eventRow(e)) {
					return
				}
			}
		}
	}
	followers := func(yield func([]any) bool) {
		for _, story := range batch {
			for _, person := range story.Followers {
				if !yield([]any{string(story.Request.ID), string(person), story.Request.ReceivedAt}) {
					return
				}
			}
		}
	}
	for _, table := range []struct {
		name    string
		columns []string
		rows    iter.Seq[[]any]
	}{
		{"requests_request", requestColumns, requests},
		{"requests_event", eventColumns, events},
		{"requests_follower", followerColumns, followers},
	} {
		if _, err := tx.Bulk(ctx, table.name, table.columns, table.rows); err != nil {
			return err
		}
	}
	return nil
}

// LoadInteractions writes many contacts at once, with the requests each is about. Those
// without ID are given one.
func (s *Service) LoadInteractions(ctx context.Context, tx *db.Tx, contacts iter.Seq[LoadedInteraction]) error {
	for batch := range chunks(contacts, loadTogether) {
		if err := s.loadInteractions(ctx, tx, batch); err != nil {
			return err
		}
	}
	return nil
}

// LoadedInteraction is a contact to load, with the requests it is about.
type LoadedInteraction struct {
	Interaction
	About []ID
}

func (s *Service) loadInteractions(ctx context.Context, tx *db.Tx, batch []LoadedInteraction) error {
	for i := range batch {
		if batch[i].ID == "" {
			batch[i].ID = s.IDs.New()
		}
	}
	_, err := tx.Bulk(ctx, "requests_interaction", interactionColumns, func(yield func([]any) bool) {
		for _, i := range batch {
			if !yield(interactionRow(i.Interaction)) {
				return
			}
		}
	})
	if err != nil {
		return err
	}
	_, err = tx.Bulk(ctx, "requests_interaction_request", []string{"interaction_id", "request_id"}, func(yield func([]any) bool) {
		for _, i := range batch {
			for _, request := range i.About {
				if !yield([]any{i.ID, string(request)}) {
					return
				}
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
			if !yield(slices.Clone(batch)) {
				return
			}
			batch = batch[:0]
		}
		if len(batch) > 0 {
			yield(batch)
		}
	}
}
