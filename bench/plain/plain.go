// Package plain is the program that a good engineer writes first: a handler with one
// transaction for each request. The place is taken by one conditional UPDATE, so it gives no
// place twice; it asks who is looking and whether they may, remembers the form, numbers the
// order, and writes the journal and the notice, as ours does, but all of it in one request.
package plain

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // PostgreSQL.
	_ "modernc.org/sqlite"             // The same SQLite as ours.
)

const shape = `
CREATE TABLE person (id TEXT PRIMARY KEY, born TEXT NOT NULL, residence TEXT NOT NULL);
CREATE TABLE session (secret TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES person, ends TEXT NOT NULL);
CREATE TABLE course (id TEXT PRIMARY KEY, places BIGINT NOT NULL, taken BIGINT NOT NULL, opens TEXT NOT NULL, born_before TEXT NOT NULL);
CREATE TABLE registration (id TEXT PRIMARY KEY, course TEXT NOT NULL REFERENCES course, person TEXT NOT NULL REFERENCES person, at TEXT NOT NULL, UNIQUE (course, person));
CREATE TABLE form (k TEXT PRIMARY KEY, result TEXT NOT NULL);
CREATE TABLE journal (id TEXT PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, object TEXT NOT NULL);
CREATE TABLE notice (id TEXT PRIMARY KEY, person TEXT NOT NULL, at TEXT NOT NULL, words TEXT NOT NULL)`

// Town is the registers of the plain program.
type Town struct{ write, read *sql.DB }

// Open opens a postgres:// address, or a SQLite file. SQLite has one writing connection,
// which is its best: with more of them writers wait by sleeping.
func Open(place string) (*Town, error) {
	if strings.HasPrefix(place, "postgres://") {
		d, err := sql.Open("pgx", place)
		if err != nil {
			return nil, err
		}
		d.SetMaxOpenConns(16)
		d.SetMaxIdleConns(16)
		return &Town{d, d}, nil
	}
	const settings = "?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=foreign_keys(1)"
	write, err := sql.Open("sqlite", "file:"+place+settings)
	if err != nil {
		return nil, err
	}
	write.SetMaxOpenConns(1)
	read, err := sql.Open("sqlite", "file:"+place+settings)
	if err != nil {
		return nil, err
	}
	read.SetMaxOpenConns(4)
	read.SetMaxIdleConns(4)
	return &Town{write, read}, nil
}

// Close closes the registers.
func (t *Town) Close() error { return errors.Join(t.write.Close(), t.read.Close()) }

// Course is a group with its places.
type Course struct {
	ID     string
	Places int
}

// Fill makes the tables, the courses and so many families; their secrets are Secret(i).
func (t *Town) Fill(ctx context.Context, families int, courses []Course) error {
	for _, one := range strings.Split(shape, ";") {
		if _, err := t.write.ExecContext(ctx, one); err != nil {
			return err
		}
	}
	tx, err := t.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, c := range courses {
		if _, err := tx.ExecContext(ctx, `INSERT INTO course (id, places, taken, opens, born_before) VALUES ($1, $2, 0, '2020-01-01T00:00:00Z', '2012-01-01')`, c.ID, c.Places); err != nil {
			return err
		}
	}
	ends := time.Now().Add(12 * time.Hour).UTC().Format(time.RFC3339)
	for i := range families {
		person := fmt.Sprintf("p%06d", i)
		if _, err := tx.ExecContext(ctx, `INSERT INTO person (id, born, residence) VALUES ($1, '1988-05-05', 'resident')`, person); err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO session (secret, person, ends) VALUES ($1, $2, $3)`, Secret(i), person, ends); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// Secret is what the browser of family i holds.
func Secret(i int) string { return fmt.Sprintf("secret-%024d", i) }

// Taken are how many registrations each course has in the end.
func (t *Town) Taken(ctx context.Context) (map[string]int, error) {
	return Count(ctx, t.read, `SELECT course, COUNT(*) FROM registration GROUP BY course`)
}

// Count reads names and numbers.
func Count(ctx context.Context, d *sql.DB, query string) (map[string]int, error) {
	rows, err := d.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	all := map[string]int{}
	for rows.Next() {
		var name string
		var n int
		if err := rows.Scan(&name, &n); err != nil {
			return nil, err
		}
		all[name] = n
	}
	return all, rows.Err()
}

var errFull = errors.New("full")

// Handler answers POST /inscriptions with the fields cours and cle, for whoever the cookie
// names: 303 to the registration, 409 when the course is full.
func (t *Town) Handler() (http.Handler, error) {
	s, err := t.prepare()
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /inscriptions", func(w http.ResponseWriter, r *http.Request) {
		number, err := s.register(r)
		switch {
		case errors.Is(err, errFull):
			http.Error(w, "Ce cours est complet.", http.StatusConflict)
		case errors.Is(err, sql.ErrNoRows):
			http.Error(w, "Entrez votre mot de passe.", http.StatusForbidden)
		case err != nil:
			http.Error(w, err.Error(), http.StatusInternalServerError)
		default:
			http.Redirect(w, r, "/inscriptions/"+number, http.StatusSeeOther)
		}
	})
	return mux, nil
}

// sentences are the prepared statements.
type sentences struct {
	write                                    *sql.DB
	who, form, place, enter, journal, notice *sql.Stmt
}

func (t *Town) prepare() (*sentences, error) {
	s := &sentences{write: t.write}
	for _, one := range []struct {
		stmt **sql.Stmt
		d    *sql.DB
		text string
	}{
		{&s.who, t.read, `SELECT p.id, p.born < c.born_before AND c.opens < $1 AND p.residence = 'resident' FROM session s JOIN person p ON p.id = s.person, course c WHERE s.secret = $2 AND s.ends > $3 AND c.id = $4`},
		{&s.form, t.write, `INSERT INTO form (k, result) VALUES ($1, $2) ON CONFLICT DO NOTHING`},
		{&s.place, t.write, `UPDATE course SET taken = taken + 1 WHERE id = $1 AND taken < places`},
		{&s.enter, t.write, `INSERT INTO registration (id, course, person, at) VALUES ($1, $2, $3, $4)`},
		{&s.journal, t.write, `INSERT INTO journal (id, at, actor, action, object) VALUES ($1, $2, $3, 'registered', $4)`},
		{&s.notice, t.write, `INSERT INTO notice (id, person, at, words) VALUES ($1, $2, $3, 'Votre inscription est confirmée.')`},
	} {
		var err error
		if *one.stmt, err = one.d.Prepare(one.text); err != nil {
			return nil, err
		}
	}
	return s, nil
}

func (s *sentences) register(r *http.Request) (number string, err error) {
	ctx := r.Context()
	cookie, err := r.Cookie("session")
	if err != nil {
		return "", sql.ErrNoRows
	}
	now := time.Now().UTC().Format(time.RFC3339Nano)
	course, key := r.FormValue("cours"), r.FormValue("cle")
	var person string
	var may bool
	if err := s.who.QueryRowContext(ctx, now, cookie.Value, now, course).Scan(&person, &may); err != nil {
		return "", err
	}
	if !may {
		return "", sql.ErrNoRows
	}
	tx, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return "", err
	}
	defer tx.Rollback()
	number = name()
	if n, err := touched(tx.StmtContext(ctx, s.form).ExecContext(ctx, key, number)); err != nil || n == 0 {
		return "", errors.Join(err, errors.New("this form was sent before"))
	}
	// The row of the course is locked last on PostgreSQL, so that others wait for it only as long
	// as the commit takes.
	for _, one := range []struct {
		stmt *sql.Stmt
		args []any
	}{
		{s.enter, []any{number, course, person, now}},
		{s.journal, []any{name(), now, person, number}},
		{s.notice, []any{name(), person, now}},
	} {
		if _, err := tx.StmtContext(ctx, one.stmt).ExecContext(ctx, one.args...); err != nil {
			return "", err
		}
	}
	n, err := touched(tx.StmtContext(ctx, s.place).ExecContext(ctx, course))
	if err == nil && n == 0 {
		err = errFull
	}
	if err != nil {
		return "", err
	}
	return number, tx.Commit()
}

func touched(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func name() string {
	var b [10]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
