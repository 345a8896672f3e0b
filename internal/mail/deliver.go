package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	"sem/internal/db"
)

// patience is how long we try to hand a message over before we call it failed.
const patience = 6 * time.Hour

// Deliver is the job that hands one message over.
type Deliver struct {
	Message string `json:"message"`
}

// Kind names the job.
func (Deliver) Kind() string { return "mail.deliver" }

// Deliver hands a message over if it still waits, and records how that went. Its error
// has the job tried again. A crash between handing over and recording sends it twice,
// under one Message-ID.
func (s *Service) Deliver(ctx context.Context, job Deliver) error {
	kept, err := s.Kept(ctx, job.Message)
	if err != nil {
		return db.NotFound(err, nil) // Its time was over, and it was cleared.
	}
	if kept.State != Waiting {
		return nil
	}
	failure := s.send(ctx, kept)
	if failure == nil {
		return s.recordSent(ctx, kept.ID)
	}
	state := Waiting
	if errors.Is(failure, ErrRefused) || s.Clock.Now().Sub(kept.CreatedAt) > patience {
		state = Failed
	}
	if err := s.recordFailure(ctx, kept.ID, state, failure); err != nil {
		return err
	}
	if state == Failed {
		return nil
	}
	return fmt.Errorf("deliver message %s: %w", kept.ID, failure)
}

func (s *Service) send(ctx context.Context, m Kept) error {
	sender := s.Email
	if m.Channel == ByText {
		sender = s.Text
	}
	if sender == nil {
		return fmt.Errorf("no sender for %s: %w", m.Channel, ErrRefused)
	}
	return sender.Send(ctx, Letter{MessageID: m.MessageID, To: m.To, Subject: m.Subject, Text: m.Text, HTML: m.HTML, At: m.CreatedAt})
}

func (s *Service) recordSent(ctx context.Context, message string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE mail_message
			SET    state = $1, tries = tries + 1, reason = '', sent_at = $2
			WHERE  id = $3`, Sent, s.Clock.Now(), message)
		if err != nil || s.Keep {
			return err
		}
		_, err = tx.Exec(ctx, `
			UPDATE mail_message
			SET    body = '', html = ''
			WHERE  id = $1`, message)
		return err
	})
}

// longestReason bounds what another server's refusal may have us keep.
const longestReason = 300

func (s *Service) recordFailure(ctx context.Context, message string, state State, failure error) error {
	reason := failure.Error()
	if len(reason) > longestReason {
		reason = reason[:longestReason]
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE mail_message
			SET    state = $1, tries = tries + 1, reason = $2
			WHERE  id = $3`, state, reason, message)
		return err
	})
}

// Kept is a message as the box keeps it.
type Kept struct {
	ID        string
	MessageID string
	Channel   Channel
	To        string
	Subject   string
	Text      string
	HTML      string
	Person    string
	State     State
	Tries     int
	Reason    string // Reason is why the last try failed, for the staff.
	CreatedAt time.Time
	SentAt    time.Time
}

const selectKept = `
	SELECT m.id, m.message_id, m.channel, m.recipient, m.subject, m.body, m.html, m.person, m.state, m.tries, m.reason, m.created_at, m.sent_at
	FROM   mail_message m`

func scanKept(scan func(...any) error) (Kept, error) {
	var k Kept
	return k, scan(&k.ID, &k.MessageID, &k.Channel, &k.To, &k.Subject, &k.Text, &k.HTML, &k.Person, &k.State, &k.Tries, &k.Reason, &k.CreatedAt, &k.SentAt)
}

// Kept is one message of the box; db.ErrNoRows when there is none.
func (s *Service) Kept(ctx context.Context, message string) (Kept, error) {
	k, err := scanKept(s.DB.QueryRow(ctx, selectKept+`
		WHERE  m.id = $1`, message).Scan)
	if err != nil {
		return Kept{}, fmt.Errorf("read message %s: %w", message, err)
	}
	return k, nil
}

// List is the box, the newest message first.
func (s *Service) List(ctx context.Context, limit int) ([]Kept, error) {
	return s.list(ctx, "", limit)
}

// OfPerson are the messages to a person, the newest first.
func (s *Service) OfPerson(ctx context.Context, person string, limit int) ([]Kept, error) {
	return s.list(ctx, person, limit)
}

func (s *Service) list(ctx context.Context, person string, limit int) ([]Kept, error) {
	var where db.Where
	if person != "" {
		where.And("m.person = ?", person)
	}
	tail := " ORDER BY m.created_at DESC, m.id DESC LIMIT " + where.Next(limit)
	rows, err := s.DB.Query(ctx, selectKept+where.SQL()+tail, where.Args()...)
	kept, err := db.Collect(rows, err, func(r *db.Rows) (Kept, error) { return scanKept(r.Scan) })
	if err != nil {
		return nil, fmt.Errorf("read the letter box: %w", err)
	}
	return kept, nil
}

// forgotten is how long a message that left, or failed, is remembered.
const forgotten = 90 * 24 * time.Hour

// Forget clears what left, or failed, more than 90 days ago.
func (s *Service) Forget(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			DELETE FROM mail_message
			WHERE  created_at < $1 AND state <> $2`, s.Clock.Now().Add(-forgotten), Waiting)
		return err
	})
}
