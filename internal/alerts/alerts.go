package alerts

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/i18n"
	"sem/internal/id"
	"sem/internal/mail"
	"sem/internal/people"
)

// Notice is one thing that a person should know.
type Notice struct {
	ID      string
	Key     string // Key is the cause, with the person when several are told: one key is one notice.
	Person  people.ID
	Subject string // Subject is the kind of matter: request, household, account.
	Object  string // Object names the matter: a request's number.
	Title   string
	Body    string
	Path    string // Path is where it is shown, a path of ours.
	// Words says title and body in the language of its context; it is called with the
	// person's language, and replaces Title and Body.
	Words  func(context.Context) (title, body string)
	At     time.Time
	SeenAt time.Time
}

// Service raises notices.
type Service struct {
	DB    *db.DB
	Clock clock.Clock
	IDs   id.Source
	Mail  *mail.Service // Mail sends each notice too; nil keeps notices in the file only.
	URL   string        // URL is the city's address, for links in messages: https://ville.example.
	City  string        // City signs the messages.
	// Later queues the writing of the letters of many notices; nil writes them at once.
	Later func(ctx context.Context, tx *db.Tx, job Write) error
}

// RaiseTx tells a person something, in the transaction that makes it true. A key that was
// raised before changes nothing.
func (s *Service) RaiseTx(ctx context.Context, tx *db.Tx, n Notice) error {
	reach, err := people.ReachOf(ctx, tx, n.Person)
	if err != nil {
		return fmt.Errorf("raise notice %s: %w", n.Key, err)
	}
	ctx = i18n.With(ctx, i18n.Parse(reach.Language))
	if n.Words != nil {
		n.Title, n.Body = n.Words(ctx)
	}
	n.ID, n.At = s.IDs.New(), s.Clock.Now()
	fresh, err := tx.Exec(ctx, `
		INSERT INTO alerts_notice (id, key, person_id, subject, object, title, body, path, at, seen_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
		ON CONFLICT DO NOTHING`, row(n)...)
	if err != nil {
		return fmt.Errorf("raise notice %s: %w", n.Key, err)
	}
	if fresh == 0 || s.Mail == nil || reach.Email == "" {
		return nil
	}
	return s.Mail.QueueTx(ctx, tx, s.letter(ctx, n, reach))
}

// letter is a notice as an e-mail: the answer in the subject, one button, the same words in
// plain text.
func (s *Service) letter(ctx context.Context, n Notice, to people.Reach) mail.Message {
	return Letter(ctx, Words{
		Key: "notice/" + n.Key, To: to.Email, Name: to.Name, Person: string(n.Person), City: s.City,
		Title: n.Title, Body: n.Body, Button: i18n.T(ctx, "Voir dans mon dossier"), Link: strings.TrimSuffix(s.URL, "/") + n.Path,
		Why: i18n.T(ctx, "Vous recevez ce message parce que cette adresse est la vôtre dans votre dossier de la Ville."),
	})
}

// RegisterChanged tells somebody what changed in their household or mandates.
func (s *Service) RegisterChanged(ctx context.Context, tx *db.Tx, n people.News) error {
	return s.RaiseTx(ctx, tx, Notice{Key: n.Key, Person: n.Person, Subject: "household", Path: n.Path, Words: n.Words})
}

// Unseen is how many notices a person has not seen.
func (s *Service) Unseen(ctx context.Context, person people.ID) (n int, err error) {
	err = s.DB.QueryRow(ctx, `
		SELECT COUNT(n.id)
		FROM   alerts_notice n
		WHERE  n.person_id = $1 AND n.seen_at IS NULL`, person).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("count the notices of %s: %w", person, err)
	}
	return n, nil
}

// List is what a person was told, the newest first.
func (s *Service) List(ctx context.Context, person people.ID, limit int) ([]Notice, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT n.id, n.key, n.person_id, n.subject, n.object, n.title, n.body, n.path, n.at, n.seen_at
		FROM   alerts_notice n
		WHERE  n.person_id = $1
		ORDER BY n.at DESC, n.id DESC
		LIMIT  $2`, person, limit)
	notices, err := db.Collect(rows, err, scan)
	if err != nil {
		return nil, fmt.Errorf("read the notices of %s: %w", person, err)
	}
	return notices, nil
}

// Seen records that a person has seen what they were told about an object; an empty object
// stands for everything.
func (s *Service) Seen(ctx context.Context, person people.ID, object string) error {
	unseen, err := s.Unseen(ctx, person)
	if err != nil || unseen == 0 {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE alerts_notice
			SET    seen_at = $1
			WHERE  person_id = $2 AND seen_at IS NULL AND ($3 = '' OR object = $4)`, s.Clock.Now(), person, object, object)
		if err != nil {
			return fmt.Errorf("mark the notices of %s as seen: %w", person, err)
		}
		return nil
	})
}

func scan(r *db.Rows) (n Notice, err error) {
	err = r.Scan(&n.ID, &n.Key, &n.Person, &n.Subject, &n.Object, &n.Title, &n.Body, &n.Path, &n.At, &n.SeenAt)
	return n, err
}

var columns = []string{"id", "key", "person_id", "subject", "object", "title", "body", "path", "at", "seen_at"}

// row is a notice as alerts_notice keeps it, in the order of columns.
func row(n Notice) []any {
	return []any{n.ID, n.Key, string(n.Person), n.Subject, n.Object, n.Title, n.Body, n.Path, n.At, n.SeenAt}
}
