package library

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"sem/internal/db"
	"sem/internal/jobs"
	"sem/internal/journal"
	"sem/internal/people"
	"sem/internal/session"
)

// Fetch asks the library for a fresh copy of a card, in the background.
type Fetch struct{ Card CardID }

// Kind names the job in the registers.
func (Fetch) Kind() string { return "library_fetch" }

// sweepCards asks, each minute, for the copies whose time has come.
type sweepCards struct{}

// Kind names the job in the registers.
func (sweepCards) Kind() string { return "library_sweep" }

// Handle has a queue keep the copies fresh.
func (s *Service) Handle(q *jobs.Queue) {
	jobs.Handle(q, s.Fetch)
	jobs.Handle(q, func(ctx context.Context, _ sweepCards) error { return s.Sweep(ctx) })
	jobs.Every(q, time.Minute, sweepCards{})
}

// recent remembers who asked for something a moment ago, in the memory of one process.
type recent struct {
	mu sync.Mutex
	at map[people.ID]time.Time
}

// mostRecent bounds that memory; when it is full, all is forgotten.
const mostRecent = 20_000

// again tells whether somebody asked less than a minute ago, and remembers that they do.
func (r *recent) again(who people.ID, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, ok := r.at[who]; ok && now.Sub(at) < time.Minute {
		return true
	}
	if r.at == nil || len(r.at) >= mostRecent {
		r.at = map[people.ID]time.Time{}
	}
	r.at[who] = now
	return false
}

// Wanted asks for fresh copies, in the background, of the viewer's cards that are older than
// five minutes, and notes that they have seen what they were told. The page of the library calls
// it and does not wait. It asks for nothing while the library is silent, or speaks once a night
// only.
func (s *Service) Wanted(ctx context.Context, by session.Viewer) error {
	now := s.Clock.Now()
	c := s.connected()
	if by.Person == "" {
		return nil
	}
	if s.Alerts != nil {
		if err := s.Alerts.Seen(ctx, people.ID(by.Person), Subject); err != nil {
			return err
		}
	}
	if !c.guarded.Abilities().Instant || s.resting() || s.asked.again(people.ID(by.Person), now) {
		return nil
	}
	holders, err := s.Holders(ctx, by)
	if err != nil {
		return err
	}
	var who []people.ID
	for _, p := range holders {
		who = append(who, p.ID)
	}
	found, err := cardsOf(ctx, s.DB, who)
	if err != nil {
		return err
	}
	before := now.Add(-staleAfter)
	var stale []CardID
	for _, r := range found {
		if !r.asOf.After(before) && !r.wanted.After(before) && r.refused.IsZero() {
			stale = append(stale, r.id)
		}
	}
	if len(stale) == 0 {
		return nil
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		for _, card := range stale {
			if err := s.want(ctx, tx, card, now); err != nil {
				return err
			}
		}
		return nil
	})
}

// want asks for a copy soon. Those who ask at the same time ask once.
func (s *Service) want(ctx context.Context, tx *db.Tx, card CardID, now time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE library_copy
		SET    wanted_at = $1, next_at = $2
		WHERE  card_id = $3 AND (wanted_at IS NULL OR wanted_at <= $4)`, now, now, card, now.Add(-staleAfter))
	if err != nil {
		return fmt.Errorf("want a copy of library card %s: %w", card, err)
	}
	if n == 0 || s.Later == nil {
		return nil
	}
	return s.Later(ctx, tx, Fetch{Card: card})
}

const (
	leaseFor  = 2 * time.Minute  // leaseFor is how long one process has a card to itself; whoever dies lets go of it then.
	sweepFor  = 45 * time.Second // sweepFor is how long one sweep lasts; the next goes on.
	batchSize = 60
	atOnce    = 4
)

// Fetch asks the library for a card and keeps what it says. A card that another process is
// asking for, or that was unlinked, is left alone.
func (s *Service) Fetch(ctx context.Context, f Fetch) error {
	now, token := s.Clock.Now(), s.IDs.New()
	var n int64
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(ctx, `
			UPDATE library_copy
			SET    held_until = $1, held_by = $2
			WHERE  card_id = $3 AND (held_until IS NULL OR held_until <= $4)`, now.Add(leaseFor), token, f.Card, now)
		return err
	})
	if err != nil || n == 0 {
		return err
	}
	r, err := cardByID(ctx, s.DB, f.Card)
	if errors.Is(err, errNoCard) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.ask(ctx, r, token)
}

// Sweep asks for the copies whose time has come, a few at a time, until none is left or its
// time is over; settles orders that were cut off; and drops what is kept for a while only. It
// stops as soon as the library falls silent.
func (s *Service) Sweep(ctx context.Context) error {
	tidied := s.tidy(ctx)
	if s.connected().driver == NoDriver || s.resting() {
		return tidied
	}
	ctx, cancel := context.WithTimeout(ctx, sweepFor)
	defer cancel()
	failed := tidied
	for ctx.Err() == nil {
		token := s.IDs.New()
		batch, err := s.takeBatch(ctx, token)
		if err != nil || len(batch) == 0 {
			return errors.Join(failed, err)
		}
		failed = errors.Join(failed, s.askAll(ctx, batch, token))
		if s.resting() {
			return errors.Join(failed, s.letGo(context.WithoutCancel(ctx), token))
		}
	}
	return failed
}

// takeBatch takes some of the cards whose time has come, and leases them.
func (s *Service) takeBatch(ctx context.Context, token string) ([]record, error) {
	now := s.Clock.Now()
	var n int64
	err := s.DB.InTx(ctx, func(tx *db.Tx) (err error) {
		n, err = tx.Exec(ctx, `
			UPDATE library_copy
			SET    held_until = $1, held_by = $2
			WHERE  card_id IN (
			        SELECT card_id
			        FROM   library_copy
			        WHERE  next_at <= $3 AND (held_until IS NULL OR held_until <= $4)
			        ORDER  BY next_at
			        LIMIT  $5)
			AND    (held_until IS NULL OR held_until <= $6)`, now.Add(leaseFor), token, now, now, batchSize, now)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("take library cards to ask for: %w", err)
	}
	if n == 0 {
		return nil, nil
	}
	var w db.Where
	w.And("k.held_by = ?", token)
	return records(ctx, s.DB, w)
}

// askAll asks for some cards, a few at a time.
func (s *Service) askAll(ctx context.Context, batch []record, token string) error {
	var wait sync.WaitGroup
	next, failed := make(chan record), make(chan error, len(batch))
	for range atOnce {
		wait.Go(func() {
			for r := range next {
				failed <- s.ask(ctx, r, token)
			}
		})
	}
	for _, r := range batch {
		if s.resting() {
			break
		}
		next <- r
	}
	close(next)
	wait.Wait()
	close(failed)
	var all error
	for err := range failed {
		all = errors.Join(all, err)
	}
	return all
}

// letGo gives back the cards that were taken and not asked for.
func (s *Service) letGo(ctx context.Context, token string) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, `
			UPDATE library_copy
			SET    held_until = NULL, held_by = ''
			WHERE  held_by = $1`, token)
		return err
	})
}

// ask puts one question to the library and keeps its answer, or that there was none.
func (s *Service) ask(ctx context.Context, r record, token string) error {
	c := s.connected()
	key, err := s.key(c, r)
	if err != nil { // The PIN cannot be opened, or was never kept: only the holder can mend that.
		s.Log.ErrorContext(ctx, "a library card has no usable PIN", "card", r.id, "err", err)
		return s.keepSilence(ctx, r, token, ErrWrongCard)
	}
	a, err := c.guarded.Account(ctx, key)
	if err == nil && !sameHolder(key, a) {
		err = ErrOtherPatron
	}
	if err != nil {
		if ctx.Err() != nil {
			return s.letGo(context.WithoutCancel(ctx), token) // The program ends: that says nothing of the library.
		}
		return s.keepSilence(ctx, r, token, err)
	}
	return s.keepAnswer(ctx, r, token, a, c.guarded.Abilities())
}

// sameHolder tells whether an answer is about the card that was asked for, and about whoever
// held it when it was linked: a number may be given to somebody else.
func sameHolder(k Key, a Account) bool {
	if k.Patron != "" && a.Patron != "" && k.Patron != a.Patron {
		return false
	}
	return sameCard(k.Card, a.Card)
}

// errNoPIN is returned for a card whose PIN was not kept, and is asked for now.
var errNoPIN = errors.New("the system asks for a PIN that was not kept")

// key is how a card is named to the system.
func (s *Service) key(c *connection, r record) (Key, error) {
	k := Key{Card: r.number, Patron: r.patron}
	if !c.guarded.Abilities().NeedsPIN {
		return k, nil
	}
	if r.pin == "" {
		return k, errNoPIN
	}
	var err error
	k.PIN, err = s.Key.Open(pinPlace(r.id), r.pin)
	return k, err
}

// keepAnswer keeps what the library said of a card, with what follows from it: history, orders
// whose outcome was not known, reminders. An answer from before the last order is dropped.
func (s *Service) keepAnswer(ctx context.Context, r record, token string, a Account, may Abilities) error {
	now := s.Clock.Now()
	if a.AsOf.IsZero() {
		a.AsOf = now
	}
	was, err := copyOf(r.account)
	if err != nil {
		return err
	}
	next := was.after(a, now)
	text, err := next.text()
	if err != nil {
		return err
	}
	notices, owing := reminders(r, next, now)
	open, err := openLines(ctx, s.DB, r.id, now)
	if err != nil {
		return err
	}
	day := isDay(now)
	told, err := s.toTell(ctx, r, len(open) > 0 || day && len(notices) > 0)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `
			UPDATE library_copy
			SET    account = $1, as_of = $2, silent_at = NULL, failures = 0, owing_at = $3, next_at = $4,
			       held_until = NULL, held_by = '', version = version + 1
			WHERE  card_id = $5 AND held_by = $6 AND version = $7`,
			text, a.AsOf, owing, next.nextAt(r.id, may.Instant, day || len(notices) == 0, now), r.id, token, r.version)
		if err != nil {
			return fmt.Errorf("keep the copy of library card %s: %w", r.id, err)
		}
		if n == 0 {
			return s.askAgain(ctx, tx, r.id, token, now)
		}
		if err := s.learn(ctx, tx, r, a); err != nil {
			return err
		}
		if err := s.keepPast(ctx, tx, r, was, next, now); err != nil {
			return err
		}
		if err := s.settle(ctx, tx, r, next, now, told); err != nil || !day {
			return err
		}
		return s.raise(ctx, tx, told, notices)
	})
}

// askAgain lets go of a card that an order changed while the library was asked.
func (s *Service) askAgain(ctx context.Context, tx *db.Tx, card CardID, token string, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE library_copy
		SET    held_until = NULL, held_by = '', next_at = $1
		WHERE  card_id = $2 AND held_by = $3`, now, card, token)
	return err
}

// learn remembers what the system calls the holder, and that it knows the card.
func (s *Service) learn(ctx context.Context, tx *db.Tx, r record, a Account) error {
	if r.refused.IsZero() && (a.Patron == "" || a.Patron == r.patron) {
		return nil
	}
	patron := r.patron
	if patron == "" {
		patron = a.Patron
	}
	_, err := tx.Exec(ctx, `
		UPDATE library_card
		SET    patron = $1, refused_at = NULL
		WHERE  id = $2`, patron, r.id)
	return err
}

// keepPast keeps the loans that are out no more, for those who asked for it.
func (s *Service) keepPast(ctx context.Context, tx *db.Tx, r record, was, next copied, now time.Time) error {
	for _, l := range was.returned(next) {
		_, err := tx.Exec(ctx, `
			INSERT INTO library_past (card_id, item, title, author, medium, out_at, back_at)
			SELECT id, $1, $2, $3, $4, $5, $6
			FROM   library_card
			WHERE  id = $7 AND keeps
			ON CONFLICT DO NOTHING`, l.Item, l.Title, l.Author, string(l.Medium), was.Seen[l.Item], now, r.id)
		if err != nil {
			return fmt.Errorf("keep a past loan of library card %s: %w", r.id, err)
		}
	}
	return nil
}

// resting tells whether the library is left alone for now. When its rest is over, the next
// question tries whether it is back.
func (s *Service) resting() bool {
	h := s.connected().guarded.Health()
	return h.Resting && s.Clock.Now().Before(h.Again)
}

// restAfter is how long a card is not asked for after a failure, and how many failures that
// makes. When it is the library that is silent, its cards are all asked for soon after it is
// back; one that fails while others are answered waits longer each time.
func (s *Service) restAfter(r record, why error) (rest time.Duration, failures int) {
	switch {
	case errors.Is(why, ErrWrongCard), errors.Is(why, ErrOtherPatron):
		return strangeRest, r.failures + 1
	case s.connected().guarded.Health().Failures > 1:
		return firstPause, r.failures
	}
	return pauseAfter(r.failures + 1), r.failures + 1
}

// keepSilence keeps the copy as it was, and since when the library does not tell.
func (s *Service) keepSilence(ctx context.Context, r record, token string, why error) error {
	now := s.Clock.Now()
	rest, failures := s.restAfter(r, why)
	notices, err := silenceNotices(r, why, now)
	if err != nil {
		return err
	}
	told, err := s.toTell(ctx, r, len(notices) > 0)
	if err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(ctx, `
			UPDATE library_copy
			SET    silent_at = COALESCE(silent_at, $1), failures = $2, next_at = $3, held_until = NULL, held_by = ''
			WHERE  card_id = $4 AND held_by = $5`, now, failures, now.Add(spread(r.id, rest)), r.id, token)
		if err != nil || n == 0 {
			return err
		}
		if errors.Is(why, ErrOtherPatron) {
			err = s.mistakenTx(ctx, tx, r.person, r.id)
		} else if errors.Is(why, ErrWrongCard) {
			err = refuse(ctx, tx, r.id, now)
		}
		if err != nil {
			return err
		}
		return s.raise(ctx, tx, told, notices)
	})
}

// silenceNotices are what is to be told when there is no answer about a card: that it is known
// no more, once; or what was due when the library last told.
func silenceNotices(r record, why error, now time.Time) ([]notice, error) {
	switch {
	case errors.Is(why, ErrOtherPatron), errors.Is(why, ErrWrongCard) && !r.refused.IsZero():
		return nil, nil
	case errors.Is(why, ErrWrongCard):
		return []notice{refusedNotice(r, now)}, nil
	}
	return staleNotices(r, now)
}

// refuse records that the library knows a card with its PIN no more.
func refuse(ctx context.Context, tx *db.Tx, card CardID, now time.Time) error {
	_, err := tx.Exec(ctx, `
		UPDATE library_card
		SET    refused_at = $1
		WHERE  id = $2 AND refused_at IS NULL`, now, card)
	return err
}

// mistaken writes down, as an event of security, that the library answered about somebody else.
// What it said is dropped: no word of it is kept or logged.
func (s *Service) mistaken(ctx context.Context, who people.ID, card CardID) error {
	return s.DB.InTx(ctx, func(tx *db.Tx) error { return s.mistakenTx(ctx, tx, who, card) })
}

func (s *Service) mistakenTx(ctx context.Context, tx *db.Tx, who people.ID, card CardID) error {
	tx.AfterCommit(func() {
		s.Log.WarnContext(ctx, "the library answered about another card; the answer was dropped", "card", string(card), "driver", s.connected().driver)
	})
	return s.Journal.Add(ctx, tx, journal.Entry{At: s.Clock.Now(), Person: string(who), Action: AnswerMistaken, Object: object})
}

// tidy settles what was cut off, and drops what is kept for a while only.
func (s *Service) tidy(ctx context.Context) error {
	now := s.Clock.Now()
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		if err := dropTries(ctx, tx, now); err != nil {
			return err
		}
		return dropOrders(ctx, tx, now)
	})
}
