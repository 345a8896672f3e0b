package config

import (
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// checkSecrets refuses secrets that others can read, and those that everybody knows. It
// reads those that lie in files of their own.
func (c *Config) checkSecrets(written map[string]string) error {
	var wrong []error
	if _, ok := written["database_url"]; ok || written["smtp.password"] != "" || written["stripe.secret"] != "" || written["stripe.webhook_secret"] != "" {
		wrong = append(wrong, private(filepath.Join(c.Data, "sem.toml")))
	}
	for _, s := range []struct {
		file   string
		secret *string
	}{
		{c.SMTP.PasswordFile, &c.SMTP.Password}, {c.Stripe.SecretFile, &c.Stripe.Secret}, {c.Stripe.WebhookSecretFile, &c.Stripe.WebhookSecret},
	} {
		if s.file != "" {
			text, err := readSecret(c.Path(s.file))
			*s.secret = text
			wrong = append(wrong, err)
		}
	}
	wrong = append(wrong, c.checkStripe())
	if c.SMTP.Password != "" && weak(c.SMTP.Password) {
		wrong = append(wrong, errors.New("setting smtp.password: this password is too short or known to everybody; choose another one"))
	}
	return errors.Join(wrong...)
}

// checkStripe refuses keys that are not what they should be, and real money without TLS.
func (c *Config) checkStripe() error {
	key, live := c.Stripe.Secret, false
	if key == "" {
		return nil
	}
	for _, prefix := range []string{"sk_live_", "rk_live_"} {
		live = live || strings.HasPrefix(key, prefix)
	}
	switch {
	case !live && !strings.HasPrefix(key, "sk_test_") && !strings.HasPrefix(key, "rk_test_"):
		return errors.New("setting stripe.secret: write the secret key of the account, which begins with sk_live_ or sk_test_")
	case !strings.HasPrefix(c.Stripe.WebhookSecret, "whsec_"):
		return errors.New("setting stripe.webhook_secret: write the signing secret of the endpoint /paiement/avis/stripe, which begins with whsec_")
	case live && !c.HTTPS():
		return errors.New("setting base_url: cards are paid for real (stripe.secret is a live key), so the site needs an address that begins with https://")
	}
	return nil
}

func weak(secret string) bool {
	known := []string{"password", "motdepasse", "changeme", "changez-moi", "secret", "12345678", "123456789"}
	return len(secret) < 8 || slices.Contains(known, strings.ToLower(secret))
}

func readSecret(name string) (string, error) {
	if err := private(name); err != nil {
		return "", err
	}
	b, err := os.ReadFile(name)
	return strings.TrimSpace(string(b)), err
}

// private refuses a file of secrets that its group or anybody else can read.
func private(name string) error {
	info, err := os.Stat(name)
	if err != nil {
		return err
	}
	if info.Mode().Perm()&0o077 != 0 {
		return fmt.Errorf("%s holds a secret and can be read by others; run: chmod 600 %s", name, name)
	}
	return nil
}

// Keys derives the keys of the rooms from the master key.
type Keys struct{ master []byte }

// keyBytes is the length of the master key and of each derived one.
const keyBytes = 32

// For is the key of one purpose: "journal", "sealing", "tokens". Who holds one knows
// nothing of the others.
func (k Keys) For(purpose string) []byte {
	key, err := hkdf.Key(sha256.New, k.master, nil, "sem "+purpose, keyBytes)
	if err != nil {
		panic("config: " + err.Error()) // Only a length that SHA-256 cannot give fails.
	}
	return key
}

// MasterKeyFile is where the master key lies.
func (c Config) MasterKeyFile() string {
	if c.KeyFile != "" {
		return c.Path(c.KeyFile)
	}
	return filepath.Join(c.Data, "sem.key")
}

// Keys reads the master key, and makes it at the first start. A database file without its
// key is refused: a new key could neither open what the old one sealed nor verify the journal.
func (c Config) Keys() (Keys, error) {
	name := c.MasterKeyFile()
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Stat(c.DatabaseFile()); err == nil && c.DatabaseURL == "" {
			return Keys{}, fmt.Errorf("%s is missing beside %s; put the copy of the key back", name, c.DatabaseFile())
		}
		if err := makeKey(name); err != nil {
			return Keys{}, fmt.Errorf("make the master key: %w", err)
		}
	}
	text, err := readSecret(name)
	if err != nil {
		return Keys{}, fmt.Errorf("read the master key: %w", err)
	}
	master, err := hex.DecodeString(text)
	if err != nil || len(master) != keyBytes || strings.Count(text, text[:2]) == keyBytes {
		return Keys{}, fmt.Errorf("%s is not a master key: it holds 64 random hexadecimal digits", name)
	}
	return Keys{master: master}, nil
}

// makeKey writes a fresh key unless another start of the program just did.
func makeKey(name string) error {
	if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
		return err
	}
	var b [keyBytes]byte
	rand.Read(b[:])
	temporary, err := os.CreateTemp(filepath.Dir(name), ".sem-key-")
	if err != nil {
		return err
	}
	defer os.Remove(temporary.Name())
	_, err = fmt.Fprintln(temporary, hex.EncodeToString(b[:]))
	if err := errors.Join(err, temporary.Sync(), temporary.Close()); err != nil {
		return err
	}
	if err := os.Link(temporary.Name(), name); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
