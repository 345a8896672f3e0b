package lottery

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/leisure"
	"sem/internal/opening"
	"sem/internal/people"
)

func scanLottery(r *db.Rows) (Lottery, error) {
	var l Lottery
	var hours int64
	var seed, report string
	err := r.Scan(&l.ID, &l.Session, &l.Name.FR, &l.Name.EN, &l.Opens, &l.Closes, &l.Draws, &l.Releases, &l.Choices, &l.Most, &hours,
		&l.Commitment, &seed, &l.Published, &l.DrawnAt, &l.PayBy, &l.ToldAt, &report)
	if err != nil {
		return l, err
	}
	l.PayWithin = time.Duration(hours) * time.Hour
	if l.DrawnAt.IsZero() {
		l.sealed = seed
	} else {
		l.Seed = seed
	}
	if report != "" {
		err = json.Unmarshal([]byte(report), &l.Report)
	}
	return l, err
}

// readLotteries reads every lottery with its activities, those that open first before the others.
func readLotteries(ctx context.Context, q db.Querier) ([]Lottery, error) {
	rows, err := q.Query(ctx, `
		SELECT d.id, d.session, d.name_fr, d.name_en, d.opens_at, d.closes_at, d.draws_at, d.releases_at, d.choices, d.most, d.pay_hours,
		       d.commitment, d.seed, d.published_at, d.drawn_at, d.pay_by, d.told_at, d.report
		FROM   lottery_draw d
		ORDER  BY d.opens_at, d.id`)
	all, err := db.Collect(rows, err, scanLottery)
	if err != nil {
		return nil, fmt.Errorf("read lotteries: %w", err)
	}
	rows, err = q.Query(ctx, `
		SELECT a.draw_id, a.activity
		FROM   lottery_activity a
		ORDER  BY a.activity`)
	of := map[ID][]leisure.ActivityID{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var id ID
		var a leisure.ActivityID
		err := r.Scan(&id, &a)
		of[id] = append(of[id], a)
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the activities of lotteries: %w", err)
	}
	for i := range all {
		all[i].Activities = of[all[i].ID]
	}
	return all, nil
}

// putLottery writes what is set of a lottery, unless it was drawn meanwhile, or published by
// somebody while it was a draft for whoever changed it.
func putLottery(ctx context.Context, tx *db.Tx, l Lottery) error {
	n, err := tx.Exec(ctx, `
		INSERT INTO lottery_draw (id, session, name_fr, name_en, opens_at, closes_at, draws_at, releases_at, choices, most, pay_hours)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (id) DO UPDATE SET name_fr = excluded.name_fr, name_en = excluded.name_en, opens_at = excluded.opens_at, closes_at = excluded.closes_at,
		       draws_at = excluded.draws_at, releases_at = excluded.releases_at, choices = excluded.choices, most = excluded.most, pay_hours = excluded.pay_hours
		WHERE  lottery_draw.drawn_at IS NULL AND (lottery_draw.published_at IS NULL OR $12)`,
		string(l.ID), string(l.Session), l.Name.FR, l.Name.EN, l.Opens, l.Closes, l.Draws, l.Releases, l.Choices, l.Most, int64(l.PayWithin/time.Hour), !l.Published.IsZero())
	if err != nil {
		return fmt.Errorf("write lottery %s: %w", l.ID, err)
	}
	if n == 0 {
		return errChanged
	}
	if _, err := tx.Exec(ctx, `DELETE FROM lottery_activity WHERE draw_id = $1`, string(l.ID)); err != nil {
		return fmt.Errorf("write the activities of lottery %s: %w", l.ID, err)
	}
	for _, a := range l.Activities {
		if _, err := tx.Exec(ctx, `
		INSERT INTO lottery_activity (activity, draw_id)
		VALUES ($1, $2)`, string(a), string(l.ID)); err != nil {
			return fmt.Errorf("write the activities of lottery %s: %w", l.ID, err)
		}
	}
	return nil
}

func publish(ctx context.Context, tx *db.Tx, id ID, commitment, sealed string, at time.Time) (int64, error) {
	return tx.Exec(ctx, `
		UPDATE lottery_draw
		SET    commitment = $1, seed = $2, published_at = $3
		WHERE  id = $4 AND published_at IS NULL`, commitment, sealed, at, string(id))
}

// drop deletes a lottery for which nobody has asked anything.
func drop(ctx context.Context, tx *db.Tx, id ID) (int64, error) {
	if _, err := tx.Exec(ctx, `
		DELETE FROM lottery_activity
		WHERE  draw_id = $1 AND NOT EXISTS (SELECT r.id FROM lottery_request r WHERE r.draw_id = $2)`, string(id), string(id)); err != nil {
		return 0, err
	}
	return tx.Exec(ctx, `
		DELETE FROM lottery_draw
		WHERE  id = $1 AND drawn_at IS NULL AND NOT EXISTS (SELECT r.id FROM lottery_request r WHERE r.draw_id = $2)`, string(id), string(id))
}

// enter holds the row of a lottery that takes choices, until the transaction ends; false when it
// does not take any.
func enter(ctx context.Context, tx *db.Tx, id ID, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE lottery_draw
		SET    version = version + 1
		WHERE  id = $1 AND published_at IS NOT NULL AND drawn_at IS NULL AND opens_at <= $2 AND closes_at > $3`, string(id), at, at)
	return n == 1, err
}

// requestsWhere reads requests with their people, in the order of their tickets; condition is
// written in the code, its values numbered from $1.
func requestsWhere(ctx context.Context, q db.Querier, condition string, values ...any) ([]Request, error) {
	rows, err := q.Query(ctx, `
		SELECT r.id, r.draw_id, r.owner_id, r.number, r.most, r.channel, r.made_at, r.changed_at, c.person_id, c.together, c.choices
		FROM   lottery_request r
		JOIN   lottery_child c ON c.request_id = r.id
		WHERE  `+condition+`
		ORDER  BY r.number, c.position`, values...)
	var all []Request
	_, err = db.Collect(rows, err, func(rs *db.Rows) (struct{}, error) {
		var r Request
		var c Child
		var choices string
		if err := rs.Scan(&r.ID, &r.Lottery, &r.Owner, &r.Number, &r.Most, &r.Channel, &r.MadeAt, &r.Changed, &c.Person, &c.Together, &choices); err != nil {
			return struct{}{}, err
		}
		for _, g := range strings.Fields(choices) {
			c.Choices = append(c.Choices, leisure.GroupID(g))
		}
		if n := len(all); n == 0 || all[n-1].ID != r.ID {
			all = append(all, r)
		}
		one := &all[len(all)-1]
		one.People = append(one.People, c)
		return struct{}{}, nil
	})
	if err != nil {
		return nil, fmt.Errorf("read requests of lotteries: %w", err)
	}
	return all, nil
}

func putRequest(ctx context.Context, tx *db.Tx, r Request, by string) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO lottery_request (id, draw_id, owner_id, number, most, channel, made_at, changed_at, made_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
		ON CONFLICT (draw_id, owner_id) DO UPDATE SET most = excluded.most, channel = excluded.channel, changed_at = excluded.changed_at, made_by = excluded.made_by`,
		string(r.ID), string(r.Lottery), string(r.Owner), r.Number, r.Most, string(r.Channel), r.MadeAt, r.Changed, by)
	if err != nil {
		return fmt.Errorf("write request %s: %w", r.ID, err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM lottery_child WHERE request_id = $1`, string(r.ID)); err != nil {
		return fmt.Errorf("write the people of request %s: %w", r.ID, err)
	}
	for i, c := range r.People {
		var choices []string
		for _, g := range c.Choices {
			choices = append(choices, string(g))
		}
		_, err := tx.Exec(ctx, `
		INSERT INTO lottery_child (draw_id, person_id, request_id, position, together, choices)
		VALUES ($1, $2, $3, $4, $5, $6)`, string(r.Lottery), string(c.Person), string(r.ID), i, c.Together, strings.Join(choices, " "))
		if err != nil {
			return fmt.Errorf("write the people of request %s: %w", r.ID, err)
		}
	}
	return nil
}

func dropRequest(ctx context.Context, tx *db.Tx, id RequestID) error {
	for _, statement := range []string{`DELETE FROM lottery_child WHERE request_id = $1`, `DELETE FROM lottery_request WHERE id = $1`} {
		if _, err := tx.Exec(ctx, statement, string(id)); err != nil {
			return fmt.Errorf("drop request %s: %w", id, err)
		}
	}
	return nil
}

func resultsWhere(ctx context.Context, q db.Querier, condition string, values ...any) ([]Result, error) {
	rows, err := q.Query(ctx, `
		SELECT s.request_id, s.person_id, s.group_id, s.choice, s.waits, s.place_id
		FROM   lottery_result s
		WHERE  `+condition+`
		ORDER  BY s.request_id, s.person_id, s.waits, s.choice`, values...)
	all, err := db.Collect(rows, err, func(r *db.Rows) (s Result, err error) {
		return s, r.Scan(&s.Request, &s.Person, &s.Group, &s.Choice, &s.Waits, &s.Place)
	})
	if err != nil {
		return nil, fmt.Errorf("read the results of lotteries: %w", err)
	}
	return all, nil
}

func lotsOf(ctx context.Context, q db.Querier, id ID) ([]opening.Lot, error) {
	rows, err := q.Query(ctx, `
		SELECT t.rank, t.number, t.lot_key
		FROM   lottery_lot t
		WHERE  t.draw_id = $1
		ORDER  BY t.rank`, string(id))
	all, err := db.Collect(rows, err, func(r *db.Rows) (l opening.Lot, err error) { return l, r.Scan(&l.Rank, &l.Number, &l.Key) })
	if err != nil {
		return nil, fmt.Errorf("read the lots of lottery %s: %w", id, err)
	}
	return all, nil
}

// writeDraw writes what was drawn.
func writeDraw(ctx context.Context, tx *db.Tx, l Lottery, lots []opening.Lot, results []Result) error {
	_, err := tx.Bulk(ctx, "lottery_lot", []string{"draw_id", "rank", "number", "lot_key"}, func(yield func([]any) bool) {
		for _, lot := range lots {
			if !yield([]any{string(l.ID), lot.Rank, lot.Number, lot.Key}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("write the lots of lottery %s: %w", l.ID, err)
	}
	_, err = tx.Bulk(ctx, "lottery_result", []string{"request_id", "person_id", "group_id", "choice", "waits", "place_id"}, func(yield func([]any) bool) {
		for _, r := range results {
			if !yield([]any{string(r.Request), string(r.Person), string(r.Group), r.Choice, r.Waits, string(r.Place)}) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("write the results of lottery %s: %w", l.ID, err)
	}
	report, err := json.Marshal(l.Report)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE lottery_draw
		SET    seed = $1, pay_by = $2, report = $3
		WHERE  id = $4`, l.Seed, l.PayBy, string(report), string(l.ID))
	return err
}

// beginDraw marks a lottery as drawn, once; the row is held until the transaction ends.
func beginDraw(ctx context.Context, tx *db.Tx, id ID, at time.Time) (bool, error) {
	n, err := tx.Exec(ctx, `
		UPDATE lottery_draw
		SET    drawn_at = $1, version = version + 1
		WHERE  id = $2 AND drawn_at IS NULL AND published_at IS NOT NULL AND closes_at <= $3`, at, string(id), at)
	return n == 1, err
}

// heldPerson tells whether somebody is in another request of a lottery.
func heldPerson(ctx context.Context, q db.Querier, id ID, person people.ID, request RequestID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(c.person_id)
		FROM   lottery_child c
		WHERE  c.draw_id = $1 AND c.person_id = $2 AND c.request_id <> $3`, string(id), string(person), string(request)).Scan(&n)
	return n > 0, err
}
