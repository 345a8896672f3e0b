package accounts

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/base32"
	"errors"
	"image/png"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
)

// step is how long one code of an authenticator lasts (RFC 6238).
const step = 30 * time.Second

// recoveryCodes is how many codes somebody gets to keep on paper.
const recoveryCodes = 10

// Enrolment is what somebody needs to put their account into an authenticator.
type Enrolment struct {
	Seed string // Seed is typed by hand when the picture cannot be read.
	QR   []byte // QR is a PNG.
}

// seedPlace is where the seed of an account stands, for its seal: in another row it does not
// open.
func seedPlace(account ID) string { return "accounts_factor/secret/" + string(account) }

// enrol prepares a second factor for an account, or shows again the one being prepared.
func (s *Service) enrol(ctx context.Context, a Account) (Enrolment, error) {
	var seed string
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		f, err := factorOf(ctx, tx, a.ID)
		switch {
		case err == nil && !f.ConfirmedAt.IsZero():
			return fault.New(fault.Conflict, "Ce compte a déjà un deuxième facteur.")
		case err == nil:
			seed, err = s.Key.Open(seedPlace(a.ID), f.sealed)
			return err
		case !errors.Is(err, db.ErrNoRows):
			return err
		}
		key, err := totp.Generate(totp.GenerateOpts{Issuer: s.City.Product, AccountName: string(a.ID)})
		if err != nil {
			return err
		}
		seed = key.Secret()
		sealed, err := s.Key.Close(seedPlace(a.ID), seed)
		if err != nil {
			return err
		}
		return insertFactor(ctx, tx, factor{id: s.IDs.New(), account: a.ID, sealed: sealed}, s.Clock.Now())
	})
	if err != nil {
		return Enrolment{}, err
	}
	picture, err := s.picture(a, seed)
	return Enrolment{Seed: grouped(seed), QR: picture}, err
}

// picture is the seed as a square that a telephone reads.
func (s *Service) picture(a Account, seed string) ([]byte, error) {
	raw, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(seed)
	if err != nil {
		return nil, err
	}
	name := a.StaffEmail
	if name == "" {
		name = a.UserCode
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: s.City.Product, AccountName: name, Secret: raw})
	if err != nil {
		return nil, err
	}
	square, err := key.Image(240, 240)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := png.Encode(&b, square); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// confirmFactor makes the factor being prepared the account's own, once a first code shows
// that the authenticator holds it, and gives the recovery codes: the only time they exist.
func (s *Service) confirmFactor(ctx context.Context, tx *db.Tx, account ID, code string) (codes []string, err error) {
	ok, err := s.useStep(ctx, tx, account, code)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errWrongFactor
	}
	if err := confirmFactor(ctx, tx, account, s.Clock.Now()); err != nil {
		return nil, err
	}
	return s.newRecoveryCodes(ctx, tx, account)
}

func (s *Service) newRecoveryCodes(ctx context.Context, tx *db.Tx, account ID) ([]string, error) {
	if err := dropRecovery(ctx, tx, account); err != nil {
		return nil, err
	}
	codes := make([]string, recoveryCodes)
	for i := range codes {
		plain := id.TrackingCode() + id.TrackingCode()
		if err := insertRecovery(ctx, tx, s.IDs.New(), account, recoveryDigest(account, plain)); err != nil {
			return nil, err
		}
		codes[i] = grouped(plain)
	}
	return codes, nil
}

// useFactor tells whether a code of the authenticator, or a recovery code, opens the
// account, and uses it up.
func (s *Service) useFactor(ctx context.Context, tx *db.Tx, account ID, code string) (bool, error) {
	code = strings.ToUpper(strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, code))
	if len(code) == 6 {
		return s.useStep(ctx, tx, account, code)
	}
	return useRecovery(ctx, tx, account, recoveryDigest(account, code), s.Clock.Now())
}

// useStep accepts the code of this half-minute, of the one before or the one after, each
// once: a code seen over a shoulder has served already.
func (s *Service) useStep(ctx context.Context, tx *db.Tx, account ID, code string) (bool, error) {
	f, err := factorOf(ctx, tx, account)
	if err != nil {
		return false, db.NotFound(err, errWrongFactor)
	}
	seed, err := s.Key.Open(seedPlace(account), f.sealed)
	if err != nil {
		return false, err
	}
	code = strings.TrimSpace(code)
	now := s.Clock.Now().Unix() / int64(step/time.Second)
	for _, n := range []int64{now, now - 1, now + 1} {
		want, err := totp.GenerateCodeCustom(seed, time.Unix(n*int64(step/time.Second), 0), totp.ValidateOpts{Period: 30, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			return advanceStep(ctx, tx, account, n)
		}
	}
	return false, nil
}

var errWrongFactor = fault.New(fault.Invalid, "Ce code ne correspond pas, ou il a déjà servi. Attendez le prochain et entrez-le.")

func recoveryDigest(account ID, code string) string {
	return id.Digest("recovery/" + string(account) + "/" + strings.ToUpper(strings.ReplaceAll(code, "-", "")))
}

// grouped writes a long code by fours, as people copy it.
func grouped(code string) string {
	var b strings.Builder
	for i, r := range code {
		if i > 0 && i%4 == 0 {
			b.WriteByte('-')
		}
		b.WriteRune(r)
	}
	return b.String()
}
