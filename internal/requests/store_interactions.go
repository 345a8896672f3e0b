package requests

import (
	"context"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
)

var interactionColumns = []string{
	"id", "at", "channel", "direction", "person_id", "caller", "entered_by", "subject", "note", "outcome", "department", "call_back_at", "called_at", "source",
}

// interactionRow is a contact as requests_interaction keeps it, in the order of interactionColumns.
func interactionRow(i Interaction) []any {
	return []any{
		i.ID, i.At, string(i.Channel), string(i.Direction), db.Null(i.Person), i.Caller, i.EnteredBy, i.Subject, i.Note,
		string(i.Outcome), i.Department, i.CallBackAt, i.CalledAt, i.Source,
	}
}

func insertInteraction(ctx context.Context, tx *db.Tx, i Interaction) error {
	return tx.Send(ctx, `
		INSERT INTO requests_interaction (
		       id, at, channel, direction, person_id, caller, entered_by, subject, note, outcome, department, call_back_at, called_at, source)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`, interactionRow(i)...)
}

var linkColumns = []string{"interaction_id", "request_id"}

func linkInteraction(ctx context.Context, tx *db.Tx, interaction string, request ID) error {
	return tx.Send(ctx, `
		INSERT INTO requests_interaction_request (interaction_id, request_id)
		VALUES ($1, $2)
		ON CONFLICT DO NOTHING`, interaction, string(request))
}

const selectInteraction = `
	SELECT i.id, i.at, i.channel, i.direction, COALESCE(i.person_id, ''), i.caller, i.entered_by, i.subject, i.note,
	       i.outcome, i.department, i.call_back_at, i.called_at, i.source
	FROM   requests_interaction i`

func scanInteraction(rows *db.Rows) (Interaction, error) {
	var i Interaction
	return i, rows.Scan(&i.ID, &i.At, &i.Channel, &i.Direction, &i.Person, &i.Caller, &i.EnteredBy, &i.Subject, &i.Note,
		&i.Outcome, &i.Department, &i.CallBackAt, &i.CalledAt, &i.Source)
}

func interactionsOf(ctx context.Context, q db.Querier, person people.ID, before time.Time, limit int) ([]Interaction, error) {
	rows, err := q.Query(ctx, selectInteraction+`
		WHERE  i.person_id = $1 AND i.at < $2
		ORDER BY i.at DESC, i.id DESC
		LIMIT  $3`, string(person), before, limit)
	found, err := db.Collect(rows, err, scanInteraction)
	if err != nil {
		return nil, err
	}
	return found, addLinks(ctx, q, found)
}

func interactionsAbout(ctx context.Context, q db.Querier, request ID) ([]Interaction, error) {
	rows, err := q.Query(ctx, selectInteraction+`
		JOIN   requests_interaction_request l ON l.interaction_id = i.id
		WHERE  l.request_id = $1
		ORDER BY i.at, i.id`, string(request))
	return db.Collect(rows, err, scanInteraction)
}

func callBacks(ctx context.Context, q db.Querier) ([]Interaction, error) {
	rows, err := q.Query(ctx, selectInteraction+`
		WHERE  i.call_back_at IS NOT NULL AND i.called_at IS NULL
		ORDER BY i.call_back_at, i.id`)
	found, err := db.Collect(rows, err, scanInteraction)
	if err != nil {
		return nil, err
	}
	return found, addLinks(ctx, q, found)
}

func interactionByID(ctx context.Context, q db.Querier, id string) (Interaction, error) {
	rows, err := q.Query(ctx, selectInteraction+`
		WHERE  i.id = $1`, id)
	found, err := db.Collect(rows, err, scanInteraction)
	if err != nil {
		return Interaction{}, err
	}
	if len(found) == 0 {
		return Interaction{}, fault.New(fault.NotFound, "Nous ne trouvons pas ce contact.")
	}
	return found[0], nil
}

// addLinks gives each contact the numbers of the requests it is about.
func addLinks(ctx context.Context, q db.Querier, found []Interaction) error {
	if len(found) == 0 {
		return nil
	}
	at := make(map[string]int, len(found))
	ids := make([]string, len(found))
	for n, i := range found {
		at[i.ID], ids[n] = n, i.ID
	}
	w := oneOf("l.interaction_id", ids)
	rows, err := q.Query(ctx, `
		SELECT l.interaction_id, r.number
		FROM   requests_interaction_request l
		JOIN   requests_request r ON r.id = l.request_id`+w.SQL()+`
		ORDER BY r.number`, w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var interaction string
		var n Number
		if err := rows.Scan(&interaction, &n); err != nil {
			return err
		}
		found[at[interaction]].Requests = append(found[at[interaction]].Requests, n)
	}
	return rows.Err()
}

// oneOf is the condition that a column is one of the values. The last one is repeated up
// to a power of two, so that few different texts reach the database.
func oneOf[S ~string](column string, values []S) db.Where {
	marks, args := listed(values)
	var w db.Where
	w.And(column+" IN ("+marks+")", args...)
	return w
}

// listed are the marks and the values of a list, lengthened to a power of two by repeating
// the last value, so that lists of every length share a few texts.
func listed[S ~string](values []S) (marks string, args []any) {
	size := 1
	for size < len(values) {
		size *= 2
	}
	args = make([]any, size)
	for i := range args {
		args[i] = ""
		if len(values) > 0 {
			args[i] = string(values[min(i, len(values)-1)])
		}
	}
	return strings.TrimSuffix(strings.Repeat("?, ", size), ", "), args
}
