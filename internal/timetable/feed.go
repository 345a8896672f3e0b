package timetable

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"slices"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

// FeedID names a feed.
type FeedID string

// Feed is the secret address under which a phone follows a timetable.
type Feed struct {
	ID      FeedID
	Owner   people.ID
	Person  people.ID // Person is of whom it tells; empty is the family.
	Made    time.Time
	Revoked time.Time // Revoked is when the address was closed; zero while it opens.
	// Secret is the last part of the address; empty when the key of the city has changed since,
	// and only a new address can be shown.
	Secret string
}

// errNoFeed is said of an address that does not open, whatever the reason.
func errNoFeed() error {
	return fault.New(fault.NotFound, "Cette adresse d’horaire n’existe pas ou a été fermée. Prenez-en une nouvelle dans votre dossier.")
}

// secret is the secret of a feed: 160 bits that only who holds the key can make. It is not kept,
// so that a copy of the database opens no timetable.
func (s *Service) secret(feed FeedID) string {
	mac := hmac.New(sha256.New, s.Key)
	mac.Write([]byte("timetable feed " + string(feed)))
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:20]))
}

// Feeds are the addresses of the viewer's timetables that open now, the family's first.
func (s *Service) Feeds(ctx context.Context, by session.Viewer) ([]Feed, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT f.id, f.owner_id, f.person_id, f.created_at, f.revoked_at, f.digest
		FROM   timetable_feed f
		WHERE  f.owner_id = $1 AND f.revoked_at IS NULL`, people.ID(by.Person))
	found, err := db.Collect(rows, err, s.scanFeed)
	slices.SortFunc(found, func(a, b Feed) int { return cmp.Compare(a.Person, b.Person) })
	if err != nil {
		return nil, fmt.Errorf("read the feeds of %s: %w", by.Person, err)
	}
	return found, nil
}

func (s *Service) scanFeed(r *db.Rows) (Feed, error) {
	var f Feed
	var digest string
	err := r.Scan(&f.ID, &f.Owner, &f.Person, &f.Made, &f.Revoked, &digest)
	if secret := s.secret(f.ID); id.Digest(secret) == digest {
		f.Secret = secret
	}
	return f, err
}

// Open makes an address for the timetable of one of the family, or of the family when who is
// empty. The address there was before is closed.
func (s *Service) Open(ctx context.Context, by session.Viewer, who people.ID, key forms.Key) error {
	f, err := s.Look(ctx, by)
	if err != nil {
		return err
	}
	if _, ok := f.Person(who); !ok && who != "" {
		return fault.New(fault.NotFound, "Cette personne n’est pas dans votre dossier.")
	}
	now := s.Clock.Now()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", now); err != nil || earlier != "" {
			return err
		}
		if err := s.revoke(ctx, tx, f.Owner, who, now); err != nil {
			return err
		}
		feed := FeedID(s.IDs.New())
		_, err := tx.Exec(ctx, `
			INSERT INTO timetable_feed (id, digest, owner_id, person_id, created_at)
			VALUES ($1, $2, $3, $4, $5)`, feed, id.Digest(s.secret(feed)), f.Owner, who, now)
		if db.IsDuplicate(err) {
			return fault.Wrap(fault.Conflict, err, "Une adresse vient d’être créée. Rechargez la page pour la voir.")
		}
		if err != nil {
			return fmt.Errorf("open a feed: %w", err)
		}
		return nil
	})
}

// Revoke closes the address of a timetable: whoever follows it reads nothing more. Closed
// already, it stays so.
func (s *Service) Revoke(ctx context.Context, by session.Viewer, who people.ID, key forms.Key) error {
	now := s.Clock.Now()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if earlier, err := forms.Claim(ctx, tx, key, "", now); err != nil || earlier != "" {
			return err
		}
		return s.revoke(ctx, tx, people.ID(by.Person), who, now)
	})
}

func (s *Service) revoke(ctx context.Context, tx *db.Tx, owner, who people.ID, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE timetable_feed
		SET    revoked_at = $1
		WHERE  owner_id = $2 AND person_id = $3 AND revoked_at IS NULL`, now, owner, who)
	if err != nil {
		return fmt.Errorf("revoke a feed: %w", err)
	}
	return nil
}

// Follow is the timetable of an address, as its owner may see it now, and of whom it tells. An
// address that was revoked opens nothing, nor does that of somebody whose matters the owner may
// see no more.
func (s *Service) Follow(ctx context.Context, secret string) (Family, Feed, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT f.id, f.owner_id, f.person_id, f.created_at, f.revoked_at, f.digest
		FROM   timetable_feed f
		WHERE  f.digest = $1 AND f.revoked_at IS NULL`, id.Digest(secret))
	found, err := db.Collect(rows, err, s.scanFeed)
	if err != nil {
		return Family{}, Feed{}, fmt.Errorf("read a feed: %w", err)
	}
	if len(found) == 0 {
		return Family{}, Feed{}, errNoFeed()
	}
	feed := found[0]
	f, err := s.look(ctx, feed.Owner)
	if fault.KindOf(err) == fault.NotFound {
		return f, feed, errNoFeed()
	}
	if _, ok := f.Person(feed.Person); err == nil && !ok && feed.Person != "" {
		err = errNoFeed()
	}
	return f, feed, err
}
