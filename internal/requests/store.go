package requests

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"sem/internal/db"
	"sem/internal/people"
)

// selectRequest reads requests as scanRequest expects them.
const selectRequest = `
	SELECT r.id, r.number, r.tracking, r.type_code, r.type_version, r.department, r.state, r.title, r.description,
	       r.answers, r.channel, COALESCE(r.reported_by, ''), COALESCE(r.beneficiary, ''), r.entered_by, r.contact_name,
	       r.contact_value, r.assigned_to, r.place_line, COALESCE(r.address_id, ''), COALESCE(r.district_id, ''), r.lat,
	       r.lon, r.received_at, r.answer_by, r.promised_at, r.answered_at, r.paused_at, r.awaited, r.planned_for,
	       r.resolved_at, r.closed_at, r.outcome, r.outcome_text, r.resolved_by, COALESCE(r.duplicate_of, ''),
	       r.satisfaction, r.source, r.events, r.updated_at
	FROM   requests_request r`

var requestColumns = []string{
	"id", "number", "tracking", "type_code", "type_version", "department", "state", "title", "description",
	"answers", "channel", "reported_by", "beneficiary", "entered_by", "contact_name", "contact_value",
	"assigned_to", "place_line", "address_id", "district_id", "lat", "lon", "received_at", "answer_by",
	"promised_at", "answered_at", "paused_at", "awaited", "planned_for", "resolved_at", "closed_at", "outcome",
	"outcome_text", "resolved_by", "duplicate_of", "satisfaction", "source", "events", "updated_at",
}

// requestRow is a request as requests_request keeps it, in the order of requestColumns.
func requestRow(r Request) []any {
	return []any{
		string(r.ID), string(r.Number), r.Tracking, r.Type, r.TypeVersion, r.Department, string(r.State), r.Title,
		r.Description, writeAnswers(r.Answers), string(r.Channel), db.Null(r.ReportedBy), db.Null(r.Beneficiary),
		r.EnteredBy, r.ContactName, r.ContactValue, r.AssignedTo, r.PlaceLine, db.Null(r.AddressID),
		db.Null(r.DistrictID), r.Lat, r.Lon, r.ReceivedAt, r.AnswerBy, r.PromisedAt, r.AnsweredAt, r.PausedAt,
		r.Awaited, r.PlannedFor, r.ResolvedAt, r.ClosedAt, r.Outcome, r.OutcomeText, r.ResolvedBy,
		db.Null(r.DuplicateOf), r.Satisfaction, r.Source, r.Events, r.UpdatedAt,
	}
}

func scanRequest(rows *db.Rows) (Request, error) {
	var r Request
	var answers string
	err := rows.Scan(&r.ID, &r.Number, &r.Tracking, &r.Type, &r.TypeVersion, &r.Department, &r.State, &r.Title, &r.Description,
		&answers, &r.Channel, &r.ReportedBy, &r.Beneficiary, &r.EnteredBy, &r.ContactName, &r.ContactValue,
		&r.AssignedTo, &r.PlaceLine, &r.AddressID, &r.DistrictID, &r.Lat, &r.Lon, &r.ReceivedAt, &r.AnswerBy,
		&r.PromisedAt, &r.AnsweredAt, &r.PausedAt, &r.Awaited, &r.PlannedFor, &r.ResolvedAt, &r.ClosedAt, &r.Outcome,
		&r.OutcomeText, &r.ResolvedBy, &r.DuplicateOf, &r.Satisfaction, &r.Source, &r.Events, &r.UpdatedAt)
	if err != nil {
		return Request{}, err
	}
	r.Answers, err = readAnswers(answers)
	return r, err
}

func writeAnswers(answers map[string]string) string {
	if len(answers) == 0 {
		return "{}"
	}
	b, _ := json.Marshal(answers) // Strings by strings are always JSON.
	return string(b)
}

func readAnswers(text string) (map[string]string, error) {
	answers := map[string]string{}
	if text == "" || text == "{}" {
		return answers, nil
	}
	if err := json.Unmarshal([]byte(text), &answers); err != nil {
		return nil, fmt.Errorf("read the answers of a request: %w", err)
	}
	return answers, nil
}

func insertRequest(ctx context.Context, tx *db.Tx, r Request) error {
	return tx.Send(ctx, `
		INSERT INTO requests_request (
		       id, number, tracking, type_code, type_version, department, state, title, description, answers, channel,
		       reported_by, beneficiary, entered_by, contact_name, contact_value, assigned_to, place_line, address_id,
		       district_id, lat, lon, received_at, answer_by, promised_at, answered_at, paused_at, awaited, planned_for,
		       resolved_at, closed_at, outcome, outcome_text, resolved_by, duplicate_of, satisfaction, source, events,
		       updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
		        $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39)`, requestRow(r)...)
}

// errStale says that somebody changed the request since it was read.
var errStale = errors.New("the request has changed meanwhile")

// saveRequest writes what a deed may have changed, unless the request has other events
// than it had when it was read.
func saveRequest(ctx context.Context, tx *db.Tx, r Request, events int) error {
	n, err := tx.Exec(ctx, `
		UPDATE requests_request
		SET    department = $1, state = $2, assigned_to = $3, promised_at = $4, answered_at = $5,
		       paused_at = $6, awaited = $7, planned_for = $8, resolved_at = $9, closed_at = $10,
		       outcome = $11, outcome_text = $12, resolved_by = $13, duplicate_of = $14, satisfaction = $15,
		       events = $16, updated_at = $17
		WHERE  id = $18 AND events = $19`,
		r.Department, string(r.State), r.AssignedTo, r.PromisedAt, r.AnsweredAt, r.PausedAt, r.Awaited, r.PlannedFor,
		r.ResolvedAt, r.ClosedAt, r.Outcome, r.OutcomeText, r.ResolvedBy, db.Null(r.DuplicateOf), r.Satisfaction,
		r.Events, r.UpdatedAt, string(r.ID), events)
	if err == nil && n == 0 {
		return errStale
	}
	return err
}

func requestWith(ctx context.Context, q db.Querier, where db.Where) (Request, error) {
	rows, err := q.Query(ctx, selectRequest+where.SQL(), where.Args()...)
	if err != nil {
		return Request{}, err
	}
	defer rows.Close()
	if !rows.Next() {
		if err := rows.Err(); err != nil {
			return Request{}, err
		}
		return Request{}, notFound()
	}
	r, err := scanRequest(rows)
	if err != nil {
		return Request{}, err
	}
	rows.Close()
	return r, rows.Err()
}

func requestByNumber(ctx context.Context, q db.Querier, n Number) (Request, error) {
	var w db.Where
	w.And("r.number = ?", string(n))
	return requestWith(ctx, q, w)
}

func requestByID(ctx context.Context, q db.Querier, id ID) (Request, error) {
	var w db.Where
	w.And("r.id = ?", string(id))
	return requestWith(ctx, q, w)
}

// nextNumber takes the next number of a year.
func nextNumber(ctx context.Context, tx *db.Tx, year int) (int, error) {
	var n int
	err := tx.QueryRow(ctx, `
		INSERT INTO requests_counter (year, last)
		VALUES ($1, 1)
		ON CONFLICT (year) DO UPDATE
		SET last = requests_counter.last + 1
		RETURNING last`, year).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("take the next number of %d: %w", year, err)
	}
	return n, nil
}

// raiseCounter makes the numbers of a year go on after last.
func raiseCounter(ctx context.Context, tx *db.Tx, year, last int) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO requests_counter (year, last)
		VALUES ($1, $2)
		ON CONFLICT (year) DO UPDATE
		SET last = CASE WHEN requests_counter.last < excluded.last THEN excluded.last ELSE requests_counter.last END`, year, last)
	return err
}

var eventColumns = []string{
	"id", "request_id", "rank", "at", "kind", "visibility", "actor", "actor_kind", "actor_name", "from_state", "to_state", "body", "detail",
}

// eventRow is an event as requests_event keeps it, in the order of eventColumns.
func eventRow(e Event) []any {
	return []any{
		e.ID, string(e.Request), e.Rank, e.At, string(e.Kind), string(e.Visibility), e.By.ID, string(e.By.Kind), e.By.Name,
		string(e.From), string(e.To), e.Body, e.Detail,
	}
}

func insertEvent(ctx context.Context, tx *db.Tx, e Event) error {
	return tx.Send(ctx, `
		INSERT INTO requests_event (id, request_id, rank, at, kind, visibility, actor, actor_kind, actor_name, from_state, to_state, body, detail)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`, eventRow(e)...)
}

const selectEvent = `
	SELECT e.id, e.request_id, e.rank, e.at, e.kind, e.visibility, e.actor, e.actor_kind, e.actor_name, e.from_state, e.to_state, e.body, e.detail
	FROM   requests_event e`

func scanEvent(rows *db.Rows) (Event, error) {
	var e Event
	return e, rows.Scan(&e.ID, &e.Request, &e.Rank, &e.At, &e.Kind, &e.Visibility, &e.By.ID, &e.By.Kind, &e.By.Name, &e.From, &e.To, &e.Body, &e.Detail)
}

func eventsOf(ctx context.Context, q db.Querier, id ID) ([]Event, error) {
	rows, err := q.Query(ctx, selectEvent+`
		WHERE  e.request_id = $1
		ORDER BY e.rank`, string(id))
	return db.Collect(rows, err, scanEvent)
}

// Attachment is a file kept with a request, for some eyes.
type Attachment struct {
	ID          string
	Event       string // Event is what it came with.
	File        string // File names it in the files room.
	Visibility  Visibility
	Description string
}

var attachmentColumns = []string{"id", "request_id", "event_id", "file_id", "visibility", "description", "created_at"}

// attachmentRow is a file that came with an event, in the order of attachmentColumns.
func attachmentRow(a Attachment, e Event) []any {
	return []any{a.ID, string(e.Request), e.ID, a.File, string(a.Visibility), a.Description, e.At}
}

func insertAttachment(ctx context.Context, tx *db.Tx, a Attachment, e Event) error {
	return tx.Send(ctx, `
		INSERT INTO requests_attachment (id, request_id, event_id, file_id, visibility, description, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7)`, attachmentRow(a, e)...)
}

func attachmentsOf(ctx context.Context, q db.Querier, id ID) ([]Attachment, error) {
	rows, err := q.Query(ctx, `
		SELECT a.id, a.event_id, a.file_id, a.visibility, a.description
		FROM   requests_attachment a
		WHERE  a.request_id = $1
		ORDER BY a.created_at, a.id`, string(id))
	return db.Collect(rows, err, func(rows *db.Rows) (Attachment, error) {
		var a Attachment
		return a, rows.Scan(&a.ID, &a.Event, &a.File, &a.Visibility, &a.Description)
	})
}

var followerColumns = []string{"request_id", "person_id", "since"}

func followersOf(ctx context.Context, q db.Querier, id ID) ([]people.ID, error) {
	rows, err := q.Query(ctx, `
		SELECT f.person_id
		FROM   requests_follower f
		WHERE  f.request_id = $1
		ORDER BY f.since, f.person_id`, string(id))
	return db.Collect(rows, err, func(rows *db.Rows) (people.ID, error) {
		var p people.ID
		return p, rows.Scan(&p)
	})
}

func follows(ctx context.Context, q db.Querier, id ID, person people.ID) (bool, error) {
	var n int
	err := q.QueryRow(ctx, `
		SELECT COUNT(f.person_id)
		FROM   requests_follower f
		WHERE  f.request_id = $1 AND f.person_id = $2`, string(id), string(person)).Scan(&n)
	return n > 0, err
}
