package session

import (
	"context"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/id"
)

// The limits of a session, from its last use and from its beginning.
const (
	CitizenIdle  = 30 * time.Minute    // CitizenIdle is how long a citizen may stay away.
	StaffIdle    = 15 * time.Minute    // StaffIdle is how long a member of the staff may stay away.
	Longest      = 12 * time.Hour      // Longest is how long a session lasts whatever happens.
	RememberedBy = 30 * 24 * time.Hour // RememberedBy is how long a device opens the pages of low risk.
	ReassuredFor = 5 * time.Minute     // ReassuredFor is how long a password just given opens the graver deeds.
)

// touchEvery is how often the last use of a session is written down: a page that is read
// is not a reason to wait for the disk.
const touchEvery = time.Minute

// Session is one open session.
type Session struct {
	ID          string // ID is the digest of the secret in the cookie.
	Account     string
	Device      string // Device is how the browser is told to its owner: "Firefox, Windows".
	Origin      string // Origin is the network it was opened from.
	Remembered  bool   // Remembered sessions outlive Longest, for pages of low risk.
	CreatedAt   time.Time
	LastSeenAt  time.Time
	ReassuredAt time.Time
	SensitiveAt time.Time // SensitiveAt is when it first opened sensitive pages, zero before.
	ExpiresAt   time.Time
}

// Fresh tells whether the session still opens everything its account may: it was used
// within idle, and began less than Longest ago.
func (s Session) Fresh(at time.Time, idle time.Duration) bool {
	return at.Sub(s.LastSeenAt) < idle && at.Sub(s.CreatedAt) < Longest && at.Before(s.ExpiresAt)
}

// Kept tells whether a session that is no longer fresh still opens the pages of low risk.
func (s Session) Kept(at time.Time) bool { return s.Remembered && at.Before(s.ExpiresAt) }

// ReassuredBy tells whether the person behind the session gave a password or a factor a
// moment ago, as graver deeds demand.
func (v Viewer) ReassuredBy(at time.Time) bool {
	return v.SignedIn() && !v.Reassured.IsZero() && at.Sub(v.Reassured) <= ReassuredFor
}

// Demand refuses a grave deed to somebody who has not given the password for a while. The
// refusal leads to the page that asks for it again, and from there back.
func (v Viewer) Demand(at time.Time) error {
	if v.ReassuredBy(at) {
		return nil
	}
	return errAgain
}

var errAgain = fault.New(fault.SignIn, "Entrez votre mot de passe encore une fois pour continuer.")

// DemandSensitive refuses pages of the most private matters (the tax account) to a session
// that has not opened any yet, unless the password or factor was given a moment ago: who
// finds a screen left open reads nothing of them (ASVS 6.3.3). Store.DemandSensitive has
// the session remember.
func (v Viewer) DemandSensitive(at time.Time) error {
	if v.SignedIn() && v.Sensitive {
		return nil
	}
	return v.Demand(at)
}

// Store keeps the sessions.
type Store struct {
	DB    *db.DB
	Clock clock.Clock
}

// Start opens a session and gives the secret its cookie will carry. at is also when the
// person was last sure: they have just given their password.
func (s Store) Start(ctx context.Context, tx *db.Tx, n Session) (secret string, err error) {
	secret = id.Secret()
	n.ID = id.Digest(secret)
	n.CreatedAt = s.Clock.Now()
	n.LastSeenAt, n.ReassuredAt = n.CreatedAt, n.CreatedAt
	n.ExpiresAt = n.CreatedAt.Add(Longest)
	if n.Remembered {
		n.ExpiresAt = n.CreatedAt.Add(RememberedBy)
	}
	return secret, insert(ctx, tx, n)
}

// Find is the session of a cookie's secret, whoever asks and however old; NotFound when it
// has ended.
func (s Store) Find(ctx context.Context, secret string) (Session, error) {
	if secret == "" {
		return Session{}, errEnded
	}
	found, err := byID(ctx, s.DB, id.Digest(secret))
	if err != nil {
		return Session{}, err
	}
	if !s.Clock.Now().Before(found.ExpiresAt) {
		return Session{}, errEnded
	}
	return found, nil
}

// Touch writes down that a session is in use, at most once a minute.
func (s Store) Touch(ctx context.Context, seen Session) error {
	now := s.Clock.Now()
	if now.Sub(seen.LastSeenAt) < touchEvery {
		return nil
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return touch(ctx, tx, seen.ID, now) })
}

// Reassure gives a session a new secret once its person has given the password again: who
// had seen the old one holds nothing.
func (s Store) Reassure(ctx context.Context, tx *db.Tx, sessionID string) (secret string, err error) {
	secret = id.Secret()
	return secret, renew(ctx, tx, sessionID, id.Digest(secret), s.Clock.Now())
}

// DemandSensitive is Viewer.DemandSensitive, and has the session remember that it opened
// sensitive pages: it is asked once, until it ends.
func (s Store) DemandSensitive(ctx context.Context, v Viewer) error {
	now := s.Clock.Now()
	if err := v.DemandSensitive(now); err != nil || v.Sensitive {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return openSensitive(ctx, tx, v.Session, now) })
}

// Of lists the open sessions of an account, the last used first.
func (s Store) Of(ctx context.Context, account string) ([]Session, error) {
	return byAccount(ctx, s.DB, account, s.Clock.Now())
}

// End ends one session of an account; one that has ended already is no matter.
func (s Store) End(ctx context.Context, tx *db.Tx, account, sessionID string) error {
	return end(ctx, tx, account, sessionID)
}

// EndHere ends the session of a cookie's secret, whose ever it is.
func (s Store) EndHere(ctx context.Context, tx *db.Tx, secret string) error {
	if secret == "" {
		return nil
	}
	return endHere(ctx, tx, id.Digest(secret))
}

// EndAll ends the sessions of an account but the one named; an empty name spares none.
func (s Store) EndAll(ctx context.Context, tx *db.Tx, account, but string) error {
	return endAll(ctx, tx, account, but)
}

// Sweep removes the sessions that are past their time.
func (s Store) Sweep(ctx context.Context) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return sweep(ctx, tx, s.Clock.Now()) })
}
