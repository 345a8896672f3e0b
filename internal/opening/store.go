package opening

import (
	"context"
	"encoding/hex"
	"fmt"
	"time"

	"sem/internal/db"
)

// kept is an event with its secrets.
type kept struct {
	Event
	seed, key []byte
}

func scanEvent(r *db.Rows) (kept, error) {
	var k kept
	var seed, key string
	var minutes int64
	e := &k.Event
	err := r.Scan(&e.ID, &e.Session, &e.Gathers, &e.Opens, &e.Ends, &e.Commitment, &seed, &key, &e.Arrivals, &e.Present, &e.DrawnAt,
		&e.Front, &e.FrontAt, &e.Pace.Now, &e.Pace.Slowest, &e.Pace.Fastest, &minutes, &e.Pace.Paused, &e.EndedAt, &e.Places, &e.Taken)
	if err != nil {
		return kept{}, err
	}
	e.Pace.Finish = time.Duration(minutes) * time.Minute
	if k.seed, err = hex.DecodeString(seed); err != nil {
		return kept{}, fmt.Errorf("the seed of opening %s: %w", e.ID, err)
	}
	if k.key, err = hex.DecodeString(key); err != nil {
		return kept{}, fmt.Errorf("the key of opening %s: %w", e.ID, err)
	}
	if e.Drawn() {
		e.Seed = seed
	}
	return k, nil
}

func readEvents(ctx context.Context, q db.Querier) ([]kept, error) {
	rows, err := q.Query(ctx, `
		SELECT id, session, gathers_at, opens_at, ends_at, commitment, seed, seal_key, arrivals, present, drawn_at,
		       front, front_at, pace, slowest, fastest, finish_minutes, paused, ended_at, places, taken
		FROM   opening_event
		ORDER  BY opens_at, id`)
	return db.Collect(rows, err, scanEvent)
}

func insertEvent(ctx context.Context, tx *db.Tx, k kept) (int64, error) {
	e := k.Event
	return tx.Exec(ctx, `
		INSERT INTO opening_event (id, session, gathers_at, opens_at, ends_at, commitment, seed, seal_key, pace, slowest, fastest, finish_minutes)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
		ON CONFLICT (session, opens_at) DO NOTHING`,
		e.ID, e.Session, e.Gathers, e.Opens, e.Ends, e.Commitment, hex.EncodeToString(k.seed), hex.EncodeToString(k.key),
		e.Pace.Now, e.Pace.Slowest, e.Pace.Fastest, int64(e.Pace.Finish/time.Minute))
}

// dropEvent forgets an event that nobody came to yet.
func dropEvent(ctx context.Context, tx *db.Tx, id EventID) (int64, error) {
	return tx.Exec(ctx, `DELETE FROM opening_event WHERE id = $1 AND arrivals = 0 AND drawn_at IS NULL`, id)
}

// countArrival gives the next place in the line. The event's row stays locked until the
// place is committed, so places become visible in their order.
func countArrival(ctx context.Context, tx *db.Tx, id EventID) (place int, drawn bool, err error) {
	var drawnAt time.Time
	err = tx.QueryRow(ctx, `
		UPDATE opening_event
		SET    arrivals = arrivals + 1
		WHERE  id = $1 AND ended_at IS NULL
		RETURNING arrivals, drawn_at`, id).Scan(&place, &drawnAt)
	return place, !drawnAt.IsZero(), db.NotFound(err, errOver)
}

// markDrawn is the draw: from then on those present are known, once and for all.
func markDrawn(ctx context.Context, tx *db.Tx, id EventID, at, opens time.Time) (int64, error) {
	return tx.Exec(ctx, `
		UPDATE opening_event
		SET    drawn_at = $1, present = arrivals, front_at = $2
		WHERE  id = $3 AND drawn_at IS NULL`, at, opens, id)
}

// moveFront brings the line forward, unless another node did meanwhile.
func moveFront(ctx context.Context, tx *db.Tx, id EventID, was time.Time, front int, at time.Time, pace float64) (int64, error) {
	return tx.Exec(ctx, `
		UPDATE opening_event
		SET    front = $1, front_at = $2, pace = $3
		WHERE  id = $4 AND front_at = $5 AND paused = FALSE AND ended_at IS NULL AND arrivals >= $6`, front, at, pace, id, was, front)
}

func insertStep(ctx context.Context, tx *db.Tx, id EventID, front int, at time.Time, pace float64) error {
	return tx.Send(ctx, `
		INSERT INTO opening_step (event, front, at, pace)
		VALUES ($1, $2, $3, $4)
		ON CONFLICT (event, front) DO NOTHING`, id, front, at, pace)
}

func setPace(ctx context.Context, tx *db.Tx, id EventID, p Pace, from time.Time) (int64, error) {
	return tx.Exec(ctx, `
		UPDATE opening_event
		SET    pace = $1, slowest = $2, fastest = $3, finish_minutes = $4, paused = $5,
		       front_at = CASE WHEN drawn_at IS NULL THEN front_at ELSE $6 END
		WHERE  id = $7 AND ended_at IS NULL`,
		p.Now, p.Slowest, p.Fastest, int64(p.Finish/time.Minute), p.Paused, from, id)
}

func endEvent(ctx context.Context, tx *db.Tx, id EventID, at time.Time, places, taken int) (int64, error) {
	return tx.Exec(ctx, `
		UPDATE opening_event
		SET    ended_at = $1, places = $2, taken = $3
		WHERE  id = $4 AND ended_at IS NULL`, at, places, taken, id)
}

func insertTicket(ctx context.Context, tx *db.Tx, id EventID, t *ticket) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO opening_ticket (event, arrival, place, number, account, arrived_at, placed_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, id, t.arrival, t.place, t.number, t.account, t.arrivedAt, t.placedAt)
	return err
}

func moveTicket(ctx context.Context, tx *db.Tx, id EventID, t *ticket) error {
	_, err := tx.Exec(ctx, `
		UPDATE opening_ticket
		SET    place = $1, placed_at = $2, entered_at = NULL
		WHERE  event = $3 AND arrival = $4`, t.place, t.placedAt, id, t.arrival)
	return err
}

func enterTicket(ctx context.Context, tx *db.Tx, id EventID, t ticket) error {
	return tx.Send(ctx, `
		UPDATE opening_ticket
		SET    entered_at = $1
		WHERE  event = $2 AND arrival = $3 AND place = $4`, t.enteredAt, id, t.arrival, t.place)
}

func scanTicket(r *db.Rows) (*ticket, error) {
	var t ticket
	return &t, r.Scan(&t.arrival, &t.place, &t.number, &t.account, &t.arrivedAt, &t.placedAt, &t.enteredAt)
}

// readTickets are those with a place beyond one, in the order of the line.
func readTickets(ctx context.Context, q db.Querier, id EventID, beyond int) ([]*ticket, error) {
	rows, err := q.Query(ctx, `
		SELECT arrival, place, number, account, arrived_at, placed_at, entered_at
		FROM   opening_ticket
		WHERE  event = $1 AND place > $2
		ORDER  BY place`, id, beyond)
	return db.Collect(rows, err, scanTicket)
}

// readTicket is the ticket of an account; nil when it has none.
func readTicket(ctx context.Context, q db.Querier, id EventID, account string) (*ticket, error) {
	rows, err := q.Query(ctx, `
		SELECT arrival, place, number, account, arrived_at, placed_at, entered_at
		FROM   opening_ticket
		WHERE  event = $1 AND account = $2`, id, account)
	all, err := db.Collect(rows, err, scanTicket)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	return all[0], nil
}

// step is how far the line had come at a moment.
type step struct {
	front int
	at    time.Time
}

func readSteps(ctx context.Context, q db.Querier, id EventID) ([]step, error) {
	rows, err := q.Query(ctx, `
		SELECT front, at
		FROM   opening_step
		WHERE  event = $1
		ORDER  BY front`, id)
	return db.Collect(rows, err, func(r *db.Rows) (step, error) {
		var s step
		return s, r.Scan(&s.front, &s.at)
	})
}

// forgetAccounts takes the accounts out of tickets that arrived before a moment.
func forgetAccounts(ctx context.Context, tx *db.Tx, before time.Time) (int64, error) {
	return tx.Exec(ctx, `
		UPDATE opening_ticket
		SET    account = number
		WHERE  arrived_at < $1 AND account <> number`, before)
}
