package journal

import (
	"context"
	"fmt"
	"iter"
	"time"

	"sem/internal/db"
	"sem/internal/session"
)

const selectEntry = `
	SELECT e.id, e.at, e.actor, e.actor_role, e.person, e.action, e.object, e.reason, e.detail, e.origin
	FROM   journal_entry e`

func scanEntry(r *db.Rows) (Entry, error) {
	var e Entry
	return e, r.Scan(&e.ID, &e.At, &e.Actor, &e.ActorRole, &e.Person, &e.Action, &e.Object, &e.Reason, &e.Detail, &e.Origin)
}

// PageSize is how many lines a page of the journal has.
const PageSize = 25

// Consultation is what a citizen reads of an entry about them: never who it was by name.
type Consultation struct {
	At          time.Time
	Action      Action
	Role        session.Role
	Departments []string // Departments are codes; empty means the whole city hall.
	Object      string
	Reason      string
}

// Consultations is a page of them, the newest first.
type Consultations struct {
	Lines []Consultation
	Total int
	Page  int // Page counts from one.
}

// Pages is how many pages there are, at least one.
func (c Consultations) Pages() int { return pages(c.Total) }

func pages(total int) int { return max(1, (total+PageSize-1)/PageSize) }

// OfPerson is what the staff did in a person's file, for that person to read.
func (s *Service) OfPerson(ctx context.Context, person string, page int) (Consultations, error) {
	found := Consultations{Page: max(1, page)}
	err := s.DB.QueryRow(ctx, `
		SELECT COUNT(e.id)
		FROM   journal_entry e
		WHERE  e.person = $1 AND e.actor_role <> ''`, person).Scan(&found.Total)
	if err != nil {
		return Consultations{}, fmt.Errorf("count who looked at %s: %w", person, err)
	}
	found.Page = min(found.Page, found.Pages())
	rows, err := s.DB.Query(ctx, selectEntry+`
		WHERE  e.person = $1 AND e.actor_role <> ''
		ORDER BY e.at DESC, e.id DESC
		LIMIT  $2 OFFSET $3`, person, PageSize, (found.Page-1)*PageSize)
	found.Lines, err = db.Collect(rows, err, func(r *db.Rows) (Consultation, error) {
		e, err := scanEntry(r)
		role, departments := e.Role()
		return Consultation{At: e.At, Action: e.Action, Role: role, Departments: departments, Object: e.Object, Reason: e.Reason}, err
	})
	if err != nil {
		return Consultations{}, fmt.Errorf("read who looked at %s: %w", person, err)
	}
	return found, nil
}

// Filter says which entries the privacy officer asks for; an empty field asks for all.
type Filter struct {
	Actor  string
	Person string
	Action Action
	Object string
	Staff  bool      // Staff leaves out what citizens and the program did.
	From   time.Time // From is the first moment, included.
	To     time.Time // To is the last moment, not included.
	Page   int       // Page counts from one.
}

// Entries is a page of the journal, the newest first.
type Entries struct {
	Lines []Entry
	Total int
	Page  int
}

// Pages is how many pages there are, at least one.
func (e Entries) Pages() int { return pages(e.Total) }

// List is a page of the entries that f asks for.
func (s *Service) List(ctx context.Context, f Filter) (Entries, error) {
	where := f.where()
	found := Entries{Page: max(1, f.Page)}
	err := s.DB.QueryRow(ctx, `
		SELECT COUNT(e.id)
		FROM   journal_entry e`+where.SQL(), where.Args()...).Scan(&found.Total)
	if err != nil {
		return Entries{}, fmt.Errorf("count the journal: %w", err)
	}
	found.Page = min(found.Page, found.Pages())
	tail := " ORDER BY e.at DESC, e.id DESC LIMIT " + where.Next(PageSize) + " OFFSET " + where.Next((found.Page-1)*PageSize)
	rows, err := s.DB.Query(ctx, selectEntry+where.SQL()+tail, where.Args()...)
	if found.Lines, err = db.Collect(rows, err, scanEntry); err != nil {
		return Entries{}, fmt.Errorf("read the journal: %w", err)
	}
	return found, nil
}

func (f Filter) where() db.Where {
	var w db.Where
	if f.Actor != "" {
		w.And("e.actor = ?", f.Actor)
	}
	if f.Person != "" {
		w.And("e.person = ?", f.Person)
	}
	if f.Action != "" {
		w.And("e.action = ?", string(f.Action))
	}
	if f.Object != "" {
		w.And("e.object = ?", f.Object)
	}
	if f.Staff {
		w.And("e.actor_role <> ''")
	}
	if !f.From.IsZero() {
		w.And("e.at >= ?", f.From)
	}
	if !f.To.IsZero() {
		w.And("e.at < ?", f.To)
	}
	return w
}

// Load writes many entries at once, each complete with identifier and date, as when a
// city's data comes in. They are sealed like any other.
func (s *Service) Load(ctx context.Context, tx *db.Tx, entries iter.Seq[Entry]) error {
	_, err := tx.Bulk(ctx, "journal_entry", columns, func(yield func([]any) bool) {
		for e := range entries {
			if !yield(row(e)) {
				return
			}
		}
	})
	return err
}
