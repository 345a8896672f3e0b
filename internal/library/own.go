package library

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// Unlink erases a card and all that was copied from the library.
func (s *Service) Unlink(ctx context.Context, by session.Viewer, card CardID, key forms.Key) error {
	return s.decide(ctx, by, card, key, CardUnlinked, "", func(tx *db.Tx) error { return eraseCard(ctx, tx, card) })
}

// Share says whether the household sees the titles of a card.
func (s *Service) Share(ctx context.Context, by session.Viewer, card CardID, titles bool, key forms.Key) error {
	return s.decide(ctx, by, card, key, CardChanged, oneOf(titles, "titles shared", "titles hidden"), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE library_card
			SET    shares = $1
			WHERE  id = $2`, titles, card)
		return err
	})
}

// Keep says whether past loans of a card are kept; refusing erases those that were.
func (s *Service) Keep(ctx context.Context, by session.Viewer, card CardID, past bool, key forms.Key) error {
	return s.decide(ctx, by, card, key, CardChanged, oneOf(past, "history kept", "history erased"), func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE library_card
			SET    keeps = $1
			WHERE  id = $2`, past, card)
		if err != nil || past {
			return err
		}
		_, err = tx.Exec(ctx, `
			DELETE FROM library_past
			WHERE  card_id = $1`, card)
		return err
	})
}

// Past are the documents that were returned, the newest first, of a card that keeps them.
func (s *Service) Past(ctx context.Context, by session.Viewer, card CardID) ([]Past, error) {
	if _, err := s.owned(ctx, s.DB, by, card); err != nil {
		return nil, err
	}
	rows, err := s.DB.Query(ctx, `
		SELECT p.title, p.author, p.medium, p.out_at, p.back_at
		FROM   library_past p
		JOIN   library_card c ON c.id = p.card_id
		WHERE  p.card_id = $1 AND c.keeps
		ORDER  BY p.back_at DESC, p.title
		LIMIT  $2`, card, mostPast)
	return db.Collect(rows, err, func(r *db.Rows) (p Past, err error) {
		return p, r.Scan(&p.Title, &p.Author, &p.Medium, &p.Out, &p.Back)
	})
}

// mostPast is how many past loans are shown and exported.
const mostPast = 2000

// owned is a card that the viewer decides on; errNoCard for any other.
func (s *Service) owned(ctx context.Context, q db.Querier, by session.Viewer, card CardID) (record, error) {
	r, err := cardByID(ctx, q, card)
	if err != nil {
		return record{}, err
	}
	if by.Person == "" {
		return record{}, errNoCard
	}
	err = s.People.MayAct(ctx, q, people.ID(by.Person), r.person, people.Library)
	if fault.KindOf(err) == fault.NotFound {
		return record{}, errNoCard // The same answer as for a card that nobody linked.
	}
	return r, err
}

// decide does what only those who decide on a card may, once, and journals it.
func (s *Service) decide(ctx context.Context, by session.Viewer, card CardID, key forms.Key, action journal.Action, detail string, do func(*db.Tx) error) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, string(card), s.Clock.Now()); err != nil || earlier != "" {
			return err
		}
		r, err := s.owned(ctx, tx, by, card)
		if err != nil {
			return err
		}
		if err := do(tx); err != nil {
			return fmt.Errorf("%s, card %s: %w", action, card, err)
		}
		return s.record(ctx, tx, by, action, r.person, detail)
	})
}

func oneOf(yes bool, one, other string) string {
	if yes {
		return one
	}
	return other
}
