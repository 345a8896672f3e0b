package registration

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"sem/internal/db"
	"sem/internal/people"
)

var columns = []string{
	"id", "group_id", "session_id", "seat", "person_id", "payer_id", "state", "channel", "audience", "class", "child", "options",
	"until", "extended", "since", "kept", "rest_until", "together", "order_id", "price", "paid", "returned", "passed",
	"added_at", "confirmed_at", "ended_at", "reason", "added_by",
}

// row is a place as registration_place keeps it, in the order of columns.
func row(p Place) []any {
	return []any{
		string(p.ID), string(p.Group), string(p.Session), p.seat, string(p.Person), string(p.Payer), string(p.State), string(p.Channel), string(p.Audience), p.class, p.child, strings.Join(p.Options, " "),
		p.Until, p.Extended, p.Since, p.Kept, p.Rest, p.With, string(p.Order), writePrice(p.Price), int64(p.Paid), int64(p.Returned), p.Passed,
		p.AddedAt, p.ConfirmedAt, p.EndedAt, p.Reason, p.By,
	}
}

// freshColumns are those of a new place that is held or registered; the others are as the table
// has them.
var freshColumns = []string{
	"id", "group_id", "session_id", "seat", "person_id", "payer_id", "state", "channel", "audience", "class", "child", "options",
	"until", "order_id", "price", "added_at", "confirmed_at", "added_by",
}

// freshRow is a new place in the order of freshColumns.
func freshRow(p Place) []any {
	return []any{
		string(p.ID), string(p.Group), string(p.Session), p.seat, string(p.Person), string(p.Payer), string(p.State), string(p.Channel), string(p.Audience), int64(p.class), p.child, strings.Join(p.Options, " "),
		p.Until, string(p.Order), writePrice(p.Price), p.AddedAt, p.ConfirmedAt, p.By,
	}
}

func writePrice(lines []PriceLine) string {
	if len(lines) == 0 {
		return ""
	}
	b, _ := json.Marshal(lines) // Strings and numbers always can be written.
	return string(b)
}

const selectPlace = `
		SELECT p.id, p.group_id, p.session_id, p.seat, p.person_id, p.payer_id, p.state, p.channel, p.audience, p.class, p.child, p.options,
		       p.until, p.extended, p.since, p.kept, p.rest_until, p.together, p.order_id, p.price, p.paid, p.returned, p.passed,
		       p.added_at, p.confirmed_at, p.ended_at, p.reason, p.added_by
		FROM   registration_place p`

func scanPlace(r *db.Rows) (Place, error) {
	var p Place
	var options, price string
	err := r.Scan(&p.ID, &p.Group, &p.Session, &p.seat, &p.Person, &p.Payer, &p.State, &p.Channel, &p.Audience, &p.class, &p.child, &options,
		&p.Until, &p.Extended, &p.Since, &p.Kept, &p.Rest, &p.With, &p.Order, &price, &p.Paid, &p.Returned, &p.Passed,
		&p.AddedAt, &p.ConfirmedAt, &p.EndedAt, &p.Reason, &p.By)
	if err != nil {
		return p, err
	}
	p.Options = strings.Fields(options)
	if price != "" {
		err = json.Unmarshal([]byte(price), &p.Price)
	}
	return p, err
}

// placesWhere reads places; condition is written in the code, its values numbered from $1.
func placesWhere(ctx context.Context, q db.Querier, condition string, values ...any) ([]Place, error) {
	rows, err := q.Query(ctx, selectPlace+"\n\t\tWHERE  "+condition, values...)
	found, err := db.Collect(rows, err, scanPlace)
	if err != nil {
		return nil, fmt.Errorf("read places: %w", err)
	}
	return found, nil
}

// placeByID reads one place; a NotFound fault when there is none.
func placeByID(ctx context.Context, q db.Querier, which PlaceID) (Place, error) {
	found, err := placesWhere(ctx, q, "p.id = $1", string(which))
	if err != nil {
		return Place{}, err
	}
	if len(found) == 0 {
		return Place{}, absentPlace()
	}
	return found[0], nil
}

// insert writes a new place; false when the person has a live one in the group.
func (t *turn) insert(ctx context.Context, p Place) (bool, error) {
	n, err := t.tx.Exec(ctx, `
		INSERT INTO registration_place (id, group_id, session_id, seat, person_id, payer_id, state, channel, audience, class, child, options,
		       until, extended, since, kept, rest_until, together, order_id, price, paid, returned, passed,
		       added_at, confirmed_at, ended_at, reason, added_by)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12,
		       $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
		       $24, $25, $26, $27, $28)
		ON CONFLICT DO NOTHING`, row(p)...)
	if err != nil {
		return false, fmt.Errorf("write a place: %w", err)
	}
	return n == 1, nil
}

// write writes all that may change of a place.
func (t *turn) write(ctx context.Context, p Place) error {
	r := row(p)
	args := append(append([]any{}, r[1:4]...), r[5:]...)
	n, err := t.tx.Exec(ctx, `
		UPDATE registration_place
		SET    group_id = $1, session_id = $2, seat = $3, payer_id = $4, state = $5, channel = $6, audience = $7, class = $8, child = $9, options = $10,
		       until = $11, extended = $12, since = $13, kept = $14, rest_until = $15, together = $16, order_id = $17, price = $18, paid = $19, returned = $20, passed = $21,
		       added_at = $22, confirmed_at = $23, ended_at = $24, reason = $25, added_by = $26
		WHERE  id = $27`, append(args, string(p.ID))...)
	if err != nil {
		return fmt.Errorf("write place %s: %w", p.ID, err)
	}
	if n != 1 {
		return fmt.Errorf("write place %s: it is gone", p.ID)
	}
	return nil
}

// texts are identifiers as arguments of a query.
func texts[S ~string](some []S) []any {
	all := make([]any, len(some))
	for i, one := range some {
		all[i] = string(one)
	}
	return all
}

// PlacesOf are the places of people in every state, the newest first. Whoever calls has seen to
// it that they may be seen.
func (s *Service) PlacesOf(ctx context.Context, who ...people.ID) ([]Place, error) {
	if len(who) == 0 {
		return nil, nil
	}
	found, err := placesWhere(ctx, s.DB, "p.person_id IN ("+db.Marks(len(who), 1)+") ORDER BY p.added_at DESC, p.id DESC", texts(who)...)
	if err != nil {
		return nil, err
	}
	return found, s.rank(ctx, s.DB, found)
}
