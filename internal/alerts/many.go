package alerts

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/mail"
	"sem/internal/people"
)

// Said is a notice with its words said in a language, ready for RaiseMany.
func (n Notice) Said(ctx context.Context, language string) Notice {
	if n.Words != nil {
		n.Title, n.Body = n.Words(i18n.With(ctx, i18n.Parse(language)))
		n.Words = nil
	}
	return n
}

// RaiseMany tells many people something at once, in the transaction that makes it true: see
// Said. Their letters are written a moment after, by one job. A key that was raised before
// changes nothing.
func (s *Service) RaiseMany(ctx context.Context, tx *db.Tx, notices []Notice) error {
	if len(notices) == 0 {
		return nil
	}
	now, many, job := s.Clock.Now(), db.Many{Table: "alerts_notice", Columns: columns, Rows: make([][]any, len(notices)), Fresh: true}, Write{}
	for i, n := range notices {
		n.ID, n.At = s.IDs.New(), now
		many.Rows[i] = row(n)
		job.Notices = append(job.Notices, n.ID)
	}
	if err := tx.SendMany(ctx, many); err != nil {
		return fmt.Errorf("raise %d notices: %w", len(notices), err)
	}
	switch {
	case s.Mail == nil:
		return nil
	case s.Later == nil:
		return s.write(ctx, tx, job)
	}
	return s.Later(ctx, tx, job)
}

// Write is the job that writes the letters of notices.
type Write struct {
	Notices []string `json:"notices"`
}

// Kind names the job.
func (Write) Kind() string { return "alerts.write" }

// Write writes the letters of notices, to whoever has an address. Run twice it changes nothing:
// the box takes one letter of a notice.
func (s *Service) Write(ctx context.Context, job Write) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return s.write(ctx, tx, job) })
}

func (s *Service) write(ctx context.Context, tx *db.Tx, job Write) error {
	ids := make([]any, len(job.Notices))
	for i, one := range job.Notices {
		ids[i] = one
	}
	rows, err := tx.Query(ctx, `
		SELECT n.id, n.key, n.person_id, n.subject, n.object, n.title, n.body, n.path, n.at, n.seen_at
		FROM   alerts_notice n
		WHERE  n.id IN (`+db.Marks(len(ids), 1)+`)
		ORDER BY n.at, n.id`, ids...)
	notices, err := db.Collect(rows, err, scan)
	if err != nil {
		return fmt.Errorf("read the notices to write letters of: %w", err)
	}
	who := make([]people.ID, len(notices))
	for i, n := range notices {
		who[i] = n.Person
	}
	reaches, err := people.ReachesOf(ctx, tx, who)
	if err != nil {
		return err
	}
	var letters []mail.Message
	for _, n := range notices {
		if reach := reaches[n.Person]; reach.Email != "" {
			letters = append(letters, s.letter(i18n.With(ctx, i18n.Parse(reach.Language)), n, reach))
		}
	}
	return s.Mail.QueueMany(ctx, tx, letters)
}
