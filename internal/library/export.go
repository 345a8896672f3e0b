package library

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/i18n"
)

// FileDriver is the code of the driver of a library that sends a file each night.
const FileDriver = "file"

// Nightly is the driver of a library that sends a file each night: what the file says is read
// here, and nothing can be ordered.
func (s *Service) Nightly() Driver {
	shelf := shelf{s}
	return Driver{
		Code: FileDriver,
		Name: func(ctx context.Context) string { return i18n.T(ctx, "Fichier de nuit") },
		Text: func(ctx context.Context) string {
			return i18n.T(ctx, "La bibliothèque envoie un fichier chaque nuit, que la commande « sem import library » lit. Les prêts sont montrés avec la date du fichier; rien ne peut être renouvelé ici.")
		},
		Open:  func(Settings) (System, error) { return shelf, nil },
		Check: func(Settings) error { return nil },
		Try:   shelf.try,
	}
}

// shelf is the system behind a file: what the last one said.
type shelf struct{ *Service }

// Abilities are to tell what the file said.
func (shelf) Abilities() Abilities { return Abilities{Fees: true} }

// Check compares a PIN, or a date of birth, with what the file says of the card.
func (f shelf) Check(ctx context.Context, card, pin string) (Patron, error) {
	number := plainNumber(card)
	var kept string
	err := f.DB.QueryRow(ctx, `
		SELECT proof
		FROM   library_reader
		WHERE  card = $1`, number).Scan(&kept)
	if err != nil && !errors.Is(err, db.ErrNoRows) {
		return Patron{}, fmt.Errorf("read the proof of a library card: %w", err)
	}
	// As much is reckoned for a card that the file does not have.
	if !hmac.Equal([]byte(f.proofOf(number, kept, pin)), []byte(kept)) || kept == "" {
		return Patron{}, ErrWrongCard
	}
	return Patron{Card: number}, nil
}

// The kinds of proof that a file gives of a card, as they begin what is kept.
const (
	byBirth  = "birth:"
	byPIN    = "pin:"
	byDigest = "sha256:" // byDigest is followed by the salt and a colon.
)

// proofOf is what would be kept if somebody's answer were right: a keyed digest, so that the
// few PINs there are cannot be tried on a stolen table.
func (f shelf) proofOf(number, kept, typed string) string {
	typed = strings.TrimSpace(typed)
	switch {
	case strings.HasPrefix(kept, byBirth):
		return byBirth + f.digest("birth", number+"\x00"+figures(typed))
	case strings.HasPrefix(kept, byDigest):
		salt, _, _ := strings.Cut(strings.TrimPrefix(kept, byDigest), ":")
		sum := sha256.Sum256([]byte(salt + typed))
		return byDigest + salt + ":" + f.digest("sha256", number+"\x00"+hex.EncodeToString(sum[:]))
	}
	return byPIN + f.digest("pin", number+"\x00"+typed)
}

// figures keeps the figures of a date: 2016-05-14 is 20160514.
func figures(date string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, date)
}

// Account is what the last file said of a card, dated as the file is. A card that the file has
// no more is one that the library knows no more.
func (f shelf) Account(ctx context.Context, k Key) (Account, error) {
	number := plainNumber(k.Card)
	var text string
	err := f.DB.QueryRow(ctx, `
		SELECT r.account
		FROM   library_reader r
		WHERE  r.card = $1`, number).Scan(&text)
	if errors.Is(err, db.ErrNoRows) {
		return Account{}, ErrWrongCard
	}
	var a Account
	if err == nil {
		err = json.Unmarshal([]byte(text), &a)
	}
	if err == nil {
		a.AsOf, err = exportedAt(ctx, f.DB)
	}
	if err != nil {
		return Account{}, fmt.Errorf("read what the file of the library says: %w", err)
	}
	a.Card = number
	return a, nil
}

// exportedAt is the moment of the last file, the zero time when none came.
func exportedAt(ctx context.Context, q db.Querier) (at time.Time, err error) {
	err = q.QueryRow(ctx, `
		SELECT as_of
		FROM   library_export
		WHERE  id = $1`, exportID).Scan(&at)
	if errors.Is(err, db.ErrNoRows) {
		return at, nil
	}
	return at, err
}

// exportID names the one row of the last file.
const exportID = "file"

// Renew cannot be.
func (shelf) Renew(context.Context, Key, string) (Renewal, error) { return Renewal{}, ErrCannot }

// RenewAll cannot be.
func (shelf) RenewAll(context.Context, Key) ([]Renewal, error) { return nil, ErrCannot }

// PlaceHold cannot be.
func (shelf) PlaceHold(context.Context, Key, Wish) (Outcome, error) { return Outcome{}, ErrCannot }

// CancelHold cannot be.
func (shelf) CancelHold(context.Context, Key, string) (Outcome, error) { return Outcome{}, ErrCannot }

// Close has nothing to let go of.
func (shelf) Close() error { return nil }

// try tells of the last file, and whether a card is in it.
func (f shelf) try(ctx context.Context, _ Settings, card Key) []Step {
	at, err := exportedAt(ctx, f.DB)
	step := Step{Name: i18n.T(ctx, "Dernier fichier")}
	switch {
	case err != nil:
		step.Text = i18n.T(ctx, "Le registre ne répond pas. Réessayez dans un moment.")
	case at.IsZero():
		step.Text = i18n.T(ctx, "Aucun fichier n’est encore arrivé. Importez-en un : sem import library FICHIER.csv")
	default:
		step.Good, step.Text = true, i18n.T(ctx, "Il dit l’état du %s.", i18n.DateTime(ctx, at))
	}
	if card.Card == "" || !step.Good {
		return []Step{step}
	}
	tried := Step{Name: i18n.T(ctx, "Carte et NIP"), Good: true, Text: i18n.T(ctx, "Le fichier confirme cette carte.")}
	if _, err := f.Check(ctx, card.Card, card.PIN); err != nil {
		tried.Good, tried.Text = false, i18n.T(ctx, "Le fichier ne confirme pas cette carte avec ce NIP ou cette date de naissance.")
	}
	return []Step{step, tried}
}
