package library

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/session"
)

// The bounds of guessing a PIN. Whoever mistyped comes back after a pause; many accounts that
// try one card are stopped at the card, and one machine that tries many at its network.
const (
	triesOfAccount = 5
	pauseOfAccount = 15 * time.Minute
	triesOfCard    = 10
	pauseOfCard    = 24 * time.Hour
	triesOfNetwork = 40
	pauseOfNetwork = time.Hour
)

// tried is what the tries of a number are counted under: it opens only with the key.
func (s *Service) tried(number string) string { return s.digest("tried", number) }

// digest is a keyed digest of a text for a purpose.
func (s *Service) digest(purpose, text string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte(purpose + "\x00" + text))
	return hex.EncodeToString(mac.Sum(nil))
}

// tally is how many tries there were lately.
type tally struct{ account, card, network int }

// takeTry counts a try before the library is asked, so that many at once count too.
func (s *Service) takeTry(ctx context.Context, by session.Viewer, number string) error {
	network := ""
	if s.Network != nil {
		var err error
		if network, err = s.Network(ctx, by); err != nil {
			return err
		}
	}
	var counted tally
	now, card := s.Clock.Now(), s.tried(number)
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		if counted, err = tallyOf(ctx, tx, by.Account, card, network, now); err != nil || counted.refused() != nil {
			return err
		}
		_, err = tx.Exec(ctx, `
			INSERT INTO library_try (id, account, card, network, at)
			VALUES ($1, $2, $3, $4, $5)`, s.IDs.New(), by.Account, card, network, now)
		return err
	})
	if err != nil {
		return fmt.Errorf("count a try: %w", err)
	}
	return counted.refused()
}

func tallyOf(ctx context.Context, q db.Querier, account, card, network string, now time.Time) (t tally, err error) {
	return t, q.QueryRow(ctx, `
		SELECT COALESCE(SUM(CASE WHEN account = $1 AND at > $2 THEN 1 ELSE 0 END), 0),
		       COALESCE(SUM(CASE WHEN card = $3 THEN 1 ELSE 0 END), 0),
		       COALESCE(SUM(CASE WHEN network = $4 AND network <> '' AND at > $5 THEN 1 ELSE 0 END), 0)
		FROM   library_try
		WHERE  at > $6`,
		account, now.Add(-pauseOfAccount), card, network, now.Add(-pauseOfNetwork), now.Add(-pauseOfCard)).Scan(&t.account, &t.card, &t.network)
}

// refused asks to wait when there were too many tries. A card that nobody has is counted like
// any other, so that it does not stand out.
func (t tally) refused() error {
	switch {
	case t.account >= triesOfAccount:
		return tooMany(pauseOfAccount, "Il y a eu 5 essais. Attendez 15 minutes, puis réessayez, ou appelez la bibliothèque.")
	case t.card >= triesOfCard:
		return tooMany(pauseOfCard, "Cette carte a reçu trop d’essais aujourd’hui. Réessayez demain, ou appelez la bibliothèque.")
	case t.network >= triesOfNetwork:
		return tooMany(pauseOfNetwork, "Trop d’essais viennent de ce réseau. Réessayez dans une heure, ou appelez la bibliothèque.")
	}
	return nil
}

func tooMany(pause time.Duration, message string) error {
	f := fault.New(fault.TooMany, message)
	f.RetryAfterSeconds = int(pause.Seconds())
	return f
}

// forgetTries forgets what an account mistyped of a card that it has now proved. Its tries of
// others stay: one's own card buys no guesses at a neighbour's.
func forgetTries(ctx context.Context, tx *db.Tx, account, card string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM library_try
		WHERE  account = $1 AND card = $2`, account, card)
	return err
}

// dropTries forgets the tries that nobody counts any more.
func dropTries(ctx context.Context, tx *db.Tx, now time.Time) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM library_try
		WHERE  at < $1`, now.Add(-pauseOfCard))
	return err
}
