package property

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/session"
)

// letterDays is how long the code in a letter is good: the post, and a holiday.
const letterDays = 90

// Letter is a code for the owner of a property, to be printed in a letter to the property. It
// is shown once: afterwards the city cannot read it either.
type Letter struct {
	Code      string // Code is as it is printed: ABCD-EFGH.
	Line      string
	Matricule places.Matricule
	Expires   time.Time
}

// IssueLetter makes a code for a letter to a property; codes made before open nothing any
// more. Only the staff that works on properties does.
func (s *Service) IssueLetter(ctx context.Context, by session.Viewer, property places.PropertyID, key forms.Key) (Letter, error) {
	if err := mayWork(by); err != nil {
		return Letter{}, err
	}
	e, err := latestEntry(ctx, s.DB, property)
	if err != nil {
		return Letter{}, err
	}
	now := s.Clock.Now()
	code := id.TrackingCode()
	l := Letter{Code: code[:4] + "-" + code[4:], Line: e.Title(), Matricule: e.Matricule, Expires: now.AddDate(0, 0, letterDays)}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, string(property), now)
		if err != nil {
			return err
		}
		if earlier != "" {
			return fault.New(fault.Conflict, "Ce code a déjà été montré une fois. Émettez-en un autre : le premier ne servira plus.")
		}
		if _, err := tx.Exec(ctx, `
			UPDATE property_code
			SET    expires_at = $1
			WHERE  unit_id = $2 AND used_at IS NULL AND expires_at > $3`, now, property, now); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `
			INSERT INTO property_code (id, unit_id, digest, issued_by, issued_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6)`, s.IDs.New(), property, s.digest(string(property), plainCode(code)), by.Account, now, l.Expires); err != nil {
			return err
		}
		return s.record(ctx, tx, by, journal.PropertyCode, Holding{Matricule: e.Matricule}, "")
	})
	return l, err
}

// letterOf is the letter to a property whose code this is, empty when there is none that is
// still good.
func (s *Service) letterOf(ctx context.Context, property places.PropertyID, code string) (string, error) {
	var letter string
	err := s.DB.QueryRow(ctx, `
		SELECT id
		FROM   property_code
		WHERE  unit_id = $1 AND digest = $2 AND used_at IS NULL AND expires_at > $3`,
		property, s.digest(string(property), plainCode(code)), s.Clock.Now()).Scan(&letter)
	if err := db.NotFound(err, nil); err != nil {
		return "", fmt.Errorf("compare with the letters: %w", err)
	}
	return letter, nil
}

// useLetter takes the one use of a code.
func useLetter(ctx context.Context, tx *db.Tx, letter string, person people.ID, now time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE property_code
		SET    used_at = $1, used_by = $2
		WHERE  id = $3 AND used_at IS NULL AND expires_at > $4`, now, person, letter, now)
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "Ce code vient de servir. Demandez-en un autre au comptoir ou par téléphone.")
	}
	return err
}

// digest is what is kept of a code: without the key it cannot be guessed from the database.
func (s *Service) digest(of, code string) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte(of + "\x00" + code))
	return hex.EncodeToString(mac.Sum(nil))
}

// plainCode is a code as it is compared: capitals and digits, without what separates them.
func plainCode(code string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, code)
}

// mayWork refuses whoever does not work on properties at the counter.
func mayWork(by session.Viewer) error {
	if !by.May(session.PropertyWork) {
		return fault.New(fault.Forbidden, "Votre rôle ne permet pas de lier des propriétés.")
	}
	return nil
}
