package collections

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strings"
	"time"

	"sem/internal/civil"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
)

const inscriptionColumns = `i.id, i.person, i.address_id, i.line, i.stream, i.sector, i.day, i.what, i.created_at, i.cancelled_at`

func scanInscription(r *db.Rows) (Inscription, error) {
	var i Inscription
	var day string
	if err := r.Scan(&i.ID, &i.Person, &i.Address, &i.Line, &i.Stream, &i.Sector, &day, &i.What, &i.CreatedAt, &i.CancelledAt); err != nil {
		return i, err
	}
	var err error
	i.Day, err = civil.ParseDay(day)
	return i, err
}

// takePlace takes a place on the list of a day; 0 places is no limit. It tells whether one
// was left.
func takePlace(ctx context.Context, tx *db.Tx, i Inscription, places int) (bool, error) {
	if err := tx.Send(ctx, `
		INSERT INTO collections_list (stream, sector, day, taken)
		VALUES ($1, $2, $3, 0)
		ON CONFLICT (stream, sector, day) DO NOTHING`, i.Stream, i.Sector, i.Day.String()); err != nil {
		return false, err
	}
	if places == 0 {
		places = math.MaxInt32
	}
	n, err := tx.Exec(ctx, `
		UPDATE collections_list
		SET    taken = taken + 1
		WHERE  stream = $1 AND sector = $2 AND day = $3 AND taken < $4`, i.Stream, i.Sector, i.Day.String(), places)
	return n > 0, err
}

// filled are the days of a stream in a sector whose list has at least so many doors.
func filled(ctx context.Context, q db.Querier, stream, sector string, places int) (map[civil.Day]bool, error) {
	rows, err := q.Query(ctx, `
		SELECT day
		FROM   collections_list
		WHERE  stream = $1 AND sector = $2 AND taken >= $3`, stream, sector, places)
	days, err := db.Collect(rows, err, func(r *db.Rows) (civil.Day, error) {
		var day string
		if err := r.Scan(&day); err != nil {
			return 0, err
		}
		return civil.ParseDay(day)
	})
	full := make(map[civil.Day]bool, len(days))
	for _, d := range days {
		full[d] = true
	}
	return full, err
}

func putInscription(ctx context.Context, tx *db.Tx, i Inscription) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO collections_inscription (id, person, address_id, line, stream, sector, day, what, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		i.ID, string(i.Person), string(i.Address), i.Line, i.Stream, i.Sector, i.Day.String(), i.What, i.CreatedAt)
	return err
}

func inscriptionByID(ctx context.Context, q db.Querier, id string) (Inscription, error) {
	rows, err := q.Query(ctx, `
		SELECT `+inscriptionColumns+`
		FROM   collections_inscription i
		WHERE  i.id = $1`, id)
	found, err := db.Collect(rows, err, scanInscription)
	if err == nil && len(found) == 0 {
		return Inscription{}, fault.New(fault.NotFound, "Nous ne trouvons pas cette inscription.")
	}
	if err != nil {
		return Inscription{}, err
	}
	return found[0], nil
}

// cancelInscription gives the place on the list back, once.
func cancelInscription(ctx context.Context, tx *db.Tx, i Inscription, at time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE collections_inscription
		SET    cancelled_at = $1
		WHERE  id = $2 AND cancelled_at IS NULL`, at, i.ID)
	if err != nil || n == 0 {
		return err
	}
	return tx.Send(ctx, `
		UPDATE collections_list
		SET    taken = taken - 1
		WHERE  stream = $1 AND sector = $2 AND day = $3 AND taken > 0`, i.Stream, i.Sector, i.Day.String())
}

// inscriptionsOf are the inscriptions of some people in the order in which they are named, those
// of each the newest first.
func inscriptionsOf(ctx context.Context, q db.Querier, whose []people.ID) ([]Inscription, error) {
	if len(whose) == 0 {
		return nil, nil
	}
	ids := make([]any, len(whose))
	for i, person := range whose {
		ids[i] = string(person)
	}
	var w db.Where
	w.And("i.person IN (?"+strings.Repeat(", ?", len(ids)-1)+")", ids...)
	rows, err := q.Query(ctx, `
		SELECT `+inscriptionColumns+`
		FROM   collections_inscription i`+w.SQL()+`
		ORDER BY i.created_at DESC, i.id DESC`, w.Args()...)
	all, err := db.Collect(rows, err, scanInscription)
	slices.SortStableFunc(all, func(a, b Inscription) int {
		return cmp.Compare(slices.Index(whose, a.Person), slices.Index(whose, b.Person))
	})
	return all, err
}

// inscriptionsOn are the doors on the list of a day by the rule; of every sector when the
// sector is empty.
func inscriptionsOn(ctx context.Context, q db.Querier, stream, sector string, day civil.Day) ([]Inscription, error) {
	rows, err := q.Query(ctx, `
		SELECT `+inscriptionColumns+`
		FROM   collections_inscription i
		WHERE  i.stream = $1 AND i.day = $2 AND i.cancelled_at IS NULL AND ($3 = '' OR i.sector = $4)
		ORDER BY i.id`, stream, day.String(), sector, sector)
	return db.Collect(rows, err, scanInscription)
}

func crewList(ctx context.Context, q db.Querier, stream string, from civil.Day) ([]Inscription, error) {
	rows, err := q.Query(ctx, `
		SELECT `+inscriptionColumns+`
		FROM   collections_inscription i
		WHERE  i.stream = $1 AND i.day >= $2 AND i.cancelled_at IS NULL
		ORDER BY i.day, i.sector, i.line, i.id`, stream, from.String())
	return db.Collect(rows, err, scanInscription)
}

func checkProse(ctx context.Context, tx *db.Tx, sector, stream string, at time.Time) error {
	return tx.Send(ctx, `
		UPDATE collections_prose
		SET    checked = TRUE, updated_at = $1
		WHERE  sector = $2 AND stream = $3`, at, sector, stream)
}
