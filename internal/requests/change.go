package requests

import (
	"context"
	"errors"
	"fmt"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/files"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// deed is what a use case does to the request it was given.
type deed func(ctx context.Context, c *change) error

// change is a request while something is done to it.
type change struct {
	tx      *db.Tx
	request *Request
	act     Act
	events  []Event
	files   []kept
}

// kept is a file that comes with an event.
type kept struct {
	file  files.File
	rank  int
	eyes  Visibility
	about string
}

// add takes the event of a rule, or its refusal.
func (c *change) add(e Event, err error) error {
	if err == nil {
		c.events = append(c.events, e)
	}
	return err
}

// attach has files come with the last event.
func (c *change) attach(uploads []files.File, eyes Visibility) {
	for _, f := range uploads {
		c.files = append(c.files, kept{file: f, rank: c.request.Events, eyes: eyes})
	}
}

// tries is how often a deed is tried when others change the same request meanwhile. Each
// try asks the rules again, of the request as it has become.
const tries = 5

// change does a deed to a request: once for each key, by somebody who may, in one
// transaction with its events, its journal entry and its notices.
func (s *Service) change(ctx context.Context, v session.Viewer, n Number, key forms.Key, may permission, what deed) error {
	return s.again(func() error {
		return s.DB.InTx(ctx, func(tx *db.Tx) error {
			earlier, err := forms.Claim(ctx, tx, key, string(n), s.Clock.Now())
			if err != nil || earlier != "" {
				return err
			}
			r, err := requestByNumber(ctx, tx, n)
			if err != nil {
				return err
			}
			if err := may(ctx, tx, s, v, r); err != nil {
				return err
			}
			return s.perform(ctx, tx, v, s.actor(v), r, what)
		})
	})
}

// again tries a transaction again when another one was faster.
func (s *Service) again(try func() error) error {
	var err error
	for range tries {
		if err = try(); !errors.Is(err, errStale) && !db.IsDuplicate(err) {
			return err
		}
	}
	if errors.Is(err, errStale) {
		return fault.Wrap(fault.Conflict, err, "Quelqu’un d’autre change cette demande en ce moment. Relisez-la, puis recommencez.")
	}
	return err
}

// perform does a deed to a request that was read, and writes what comes of it.
func (s *Service) perform(ctx context.Context, tx *db.Tx, v session.Viewer, who Actor, r Request, what deed) error {
	t, err := s.TypeOf(ctx, r)
	if err != nil {
		return err
	}
	before := r.Events
	c := &change{tx: tx, request: &r, act: Act{By: who, At: s.Clock.Now(), Type: t, Calendar: s.Calendar()}}
	if err := what(ctx, c); err != nil {
		return err
	}
	if len(c.events) == 0 {
		return nil
	}
	if err := saveRequest(ctx, tx, r, before); err != nil {
		return err
	}
	if err := s.writeEvents(ctx, tx, c); err != nil {
		return err
	}
	if err := s.write(ctx, tx, v, journal.RequestChanged, r, string(c.events[0].Kind)); err != nil {
		return err
	}
	return s.tell(ctx, tx, r, t, c.events)
}

func (s *Service) writeEvents(ctx context.Context, tx *db.Tx, c *change) error {
	for i := range c.events {
		c.events[i].ID = s.IDs.New()
		if err := insertEvent(ctx, tx, c.events[i]); err != nil {
			return fmt.Errorf("write an event of %s: %w", c.request.Number, err)
		}
	}
	for _, k := range c.files {
		if err := s.keepFile(ctx, tx, c.events, k); err != nil {
			return fmt.Errorf("keep a file of %s: %w", c.request.Number, err)
		}
	}
	return nil
}

func (s *Service) keepFile(ctx context.Context, tx *db.Tx, events []Event, k kept) error {
	if err := s.Files.KeepTx(ctx, tx, k.file); err != nil {
		return err
	}
	for _, e := range events {
		if e.Rank == k.rank {
			return insertAttachment(ctx, tx, Attachment{ID: s.IDs.New(), File: k.file.ID, Visibility: k.eyes, Description: k.about}, e)
		}
	}
	return fmt.Errorf("no event of rank %d", k.rank)
}

// write tells the journal; whoever the request is about can read it there.
func (s *Service) write(ctx context.Context, tx *db.Tx, v session.Viewer, action journal.Action, r Request, detail string) error {
	return journal.Add(ctx, tx, s.IDs, journal.Entry{
		At: s.Clock.Now(), Actor: v.Account, ActorRole: journal.RoleOf(v), Person: string(r.concerned()),
		Action: action, Object: string(r.Number), Detail: detail,
	})
}

// concerned is whose file the request is in.
func (r *Request) concerned() people.ID {
	if r.ReportedBy != "" {
		return r.ReportedBy
	}
	return r.Beneficiary
}
