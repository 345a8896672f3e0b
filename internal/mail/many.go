package mail

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/text"
)

// QueueMany puts the messages of many people in the box, in the transaction of what they tell
// of: QueueTx for each, with one job for all.
func (s *Service) QueueMany(ctx context.Context, tx *db.Tx, messages []Message) error {
	if s.LaterAll == nil {
		for _, m := range messages {
			if err := s.QueueTx(ctx, tx, m); err != nil {
				return err
			}
		}
		return nil
	}
	if len(messages) == 0 {
		return nil
	}
	now, job := s.Clock.Now(), DeliverAll{}
	many := db.Many{Table: "mail_message", Fresh: true, Columns: []string{"id", "message_id", "channel", "recipient", "subject", "body", "html", "person", "state", "created_at"}}
	for _, m := range messages {
		if err := m.complete(); err != nil {
			return err
		}
		message := s.IDs.New()
		job.Messages = append(job.Messages, message)
		many.Rows = append(many.Rows, []any{message, s.messageID(m.Key), string(m.Channel), text.SafeLine(m.To), text.SafeLine(m.Subject), m.Text, m.HTML, m.Person, string(Waiting), now})
	}
	if err := tx.SendMany(ctx, many); err != nil {
		return fmt.Errorf("queue %d messages: %w", len(messages), err)
	}
	return s.LaterAll(ctx, tx, job)
}

// DeliverAll is the job that hands many messages over.
type DeliverAll struct {
	Messages []string `json:"messages"`
}

// Kind names the job.
func (DeliverAll) Kind() string { return "mail.deliver_all" }

// DeliverAll hands messages over, one after the other. From the first that fails on, each is
// left to a job of its own, which tries again.
func (s *Service) DeliverAll(ctx context.Context, job DeliverAll) error {
	for i, message := range job.Messages {
		if s.Deliver(ctx, Deliver{Message: message}) == nil {
			continue
		}
		return s.DB.InTx(ctx, func(tx *db.Tx) error {
			for _, rest := range job.Messages[i:] {
				if err := s.Later(ctx, tx, Deliver{Message: rest}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return nil
}
