package journal

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"sem/internal/db"
)

// batch is how many entries one transaction seals.
const batch = 500

// Seal seals the entries that are not yet, the oldest first, and tells how many. Should
// another node seal at the same moment, one of the two does, and the other none.
func (s *Service) Seal(ctx context.Context) (n int, err error) {
	if len(s.Key) == 0 {
		return 0, errors.New("journal: no key was given to seal with")
	}
	for {
		done, err := s.sealSome(ctx)
		n += done
		if db.IsDuplicate(err) {
			return n, nil
		}
		if err != nil {
			return n, fmt.Errorf("seal the journal: %w", err)
		}
		if done < batch {
			return n, nil
		}
	}
}

func (s *Service) sealSome(ctx context.Context) (n int, err error) {
	if waits, err := s.waits(ctx); err != nil || !waits {
		return 0, err
	}
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		entries, err := s.pending(ctx, tx)
		if err != nil {
			return err
		}
		seq, previous, err := last(ctx, tx)
		if err != nil {
			return err
		}
		seals, done := make([][]any, len(entries)), make([][]any, len(entries))
		for i, e := range entries {
			seq++
			previous = seal(s.Key, seq, e, previous)
			seals[i], done[i] = []any{seq, e.ID, previous}, []any{e.ID}
		}
		n = len(entries)
		return writeSeals(ctx, tx, seals, done)
	})
	if err != nil {
		return 0, err
	}
	return n, nil
}

// waits tells whether an entry waits for its seal.
func (s *Service) waits(ctx context.Context) (bool, error) {
	var one string
	err := s.DB.QueryRow(ctx, `
		SELECT p.entry_id
		FROM   journal_pending p
		LIMIT  1`).Scan(&one)
	return err == nil, db.NotFound(err, nil)
}

// pending are the next entries to seal, in the order of their names, which is that of their
// writing: the oldest are found without a look at all that wait.
func (s *Service) pending(ctx context.Context, q db.Querier) ([]Entry, error) {
	rows, err := q.Query(ctx, `
		SELECT e.id, e.at, e.actor, e.actor_role, e.person, e.action, e.object, e.reason, e.detail, e.origin
		FROM   journal_pending p
		JOIN   journal_entry e ON e.id = p.entry_id
		ORDER BY p.entry_id
		LIMIT  $1`, batch)
	return db.Collect(rows, err, scanEntry)
}

// last is the end of the chain: the number of its last seal, and the seal.
func last(ctx context.Context, q db.Querier) (seq int64, seal string, err error) {
	err = q.QueryRow(ctx, `
		SELECT s.seq, s.seal
		FROM   journal_seal s
		ORDER BY s.seq DESC
		LIMIT  1`).Scan(&seq, &seal)
	return seq, seal, db.NotFound(err, nil)
}

// writeSeals writes seals, and takes their entries off the list of those that wait.
func writeSeals(ctx context.Context, tx *db.Tx, seals, done [][]any) error {
	if err := tx.SendMany(ctx, db.Many{Table: "journal_seal", Columns: []string{"seq", "entry_id", "seal"}, Rows: seals}); err != nil {
		return err
	}
	_, err := tx.ExecEach(ctx, `
		DELETE FROM journal_pending
		WHERE  entry_id = $1`, done)
	return err
}

// seal authenticates an entry, its place and the seal before it. Each part is preceded by
// its length, so that nothing can slide from one field into the next.
func seal(key []byte, seq int64, e Entry, previous string) string {
	mac := hmac.New(sha256.New, key)
	number := func(n int64) { binary.Write(mac, binary.BigEndian, n) }
	number(seq)
	number(e.At.UTC().Truncate(time.Microsecond).UnixMicro())
	for _, part := range []string{e.ID, e.Actor, e.ActorRole, e.Person, string(e.Action), e.Object, e.Reason, e.Detail, e.Origin, previous} {
		number(int64(len(part)))
		mac.Write([]byte(part))
	}
	return hex.EncodeToString(mac.Sum(nil))
}
