package forms

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"io"
	"net/http"
	"net/url"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
)

// KeyField is the hidden field that carries a form's key.
const KeyField = "cle"

// Kept is how long a key is remembered.
const Kept = 48 * time.Hour

// longest is the longest key that is kept as it is; a longer one is kept as its digest.
const longest = 100

// Key names one handing-in of one form by one person. The zero Key claims nothing: two
// forms without key are two deeds.
type Key struct {
	Value       string // Value is what the form carried in cle.
	Actor       string // Actor is the account, empty for a visitor.
	Fingerprint string // Fingerprint is the digest of what the form said.
}

// NewKey is a fresh key for a form about to be shown.
func NewKey() string { return id.Secret()[:26] }

// KeyOf is the key of the form in r, handed in by actor.
func KeyOf(r *http.Request, actor string) Key {
	value := posted(r).Get(KeyField)
	if value == "" {
		return Key{}
	}
	if len(value) > longest {
		value = id.Digest(value)
	}
	return Key{Value: plain(value), Actor: actor, Fingerprint: fingerprint(r)}
}

// posted are the fields of the body of r, or of its address for a form that only asks.
func posted(r *http.Request) url.Values {
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		return r.URL.Query()
	}
	if r.PostForm == nil {
		r.ParseForm() // A body that cannot be read has no fields; ui has refused it before.
	}
	return r.PostForm
}

// fingerprint digests the address, the sorted fields without the key, and the files of a form.
func fingerprint(r *http.Request) string {
	fields := url.Values{}
	for name, values := range posted(r) {
		if name != KeyField {
			fields[name] = values
		}
	}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s\n", r.URL.Path, fields.Encode())
	addFiles(h, r)
	return hex.EncodeToString(h.Sum(nil))
}

func addFiles(h hash.Hash, r *http.Request) {
	if r.MultipartForm == nil {
		return
	}
	names := make([]string, 0, len(r.MultipartForm.File))
	for name := range r.MultipartForm.File {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		for _, header := range r.MultipartForm.File[name] {
			fmt.Fprintf(h, "%s\n%q %d\n", name, header.Filename, header.Size)
			file, err := header.Open()
			if err != nil {
				continue // The name and the size still tell two forms apart.
			}
			io.Copy(h, file)
			file.Close()
		}
	}
}

// Claim takes key for the deed under way in tx, which will give result. When earlier is
// not empty, the same form had its effect before: the use case returns earlier and does
// nothing more. The same key with other content is a Conflict. A zero key claims nothing;
// a deed without result is remembered as "-".
func Claim(ctx context.Context, tx *db.Tx, key Key, result string, at time.Time) (earlier string, err error) {
	if key.Value == "" {
		return "", nil
	}
	if result == "" {
		result = "-"
	}
	n, err := tx.Exec(ctx, `
		INSERT INTO forms_done (actor, key, fingerprint, result, at)
		VALUES ($1, $2, $3, $4, $5)
		ON CONFLICT DO NOTHING`, key.Actor, key.Value, key.Fingerprint, result, at)
	if err != nil {
		return "", fmt.Errorf("claim a form: %w", err)
	}
	if n == 1 {
		return "", nil
	}
	var fingerprint string
	err = tx.QueryRow(ctx, `
		SELECT fingerprint, result
		FROM   forms_done
		WHERE  actor = $1 AND key = $2`, key.Actor, key.Value).Scan(&fingerprint, &earlier)
	if err != nil {
		return "", fmt.Errorf("read a claimed form: %w", err)
	}
	if fingerprint != key.Fingerprint {
		return "", fault.New(fault.Conflict, "Ce formulaire a déjà été envoyé avec d’autres réponses. Ouvrez la page de nouveau pour en envoyer un autre.")
	}
	return earlier, nil
}

// Forget drops the keys that were claimed more than two days before now.
func Forget(ctx context.Context, d *db.DB, now time.Time) (dropped int64, err error) {
	err = d.InTx(ctx, func(tx *db.Tx) error {
		dropped, err = tx.Exec(ctx, `
			DELETE FROM forms_done
			WHERE  at < $1`, now.Add(-Kept))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("forget old forms: %w", err)
	}
	return dropped, nil
}
