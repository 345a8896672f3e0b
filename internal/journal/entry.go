package journal

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/people"
	"sem/internal/session"
)

// Action says what was done.
type Action string

// What is written down.
const (
	View             Action = "view"   // View: a person's file, or one thing in it, was looked at.
	Search           Action = "search" // Search: a search found people, and one of them was opened.
	Print            Action = "print"
	Export           Action = "export" // Export: the person, or the staff for them, took a copy of the file.
	SignIn           Action = "sign in"
	SignInFailed     Action = "sign in failed"
	SignOut          Action = "sign out"
	PasswordChanged  Action = "password changed"
	ContactChanged   Action = "contact changed"
	FactorChanged    Action = "factor changed"
	RoleChanged      Action = "role changed"
	StaffAdded       Action = "staff added"
	AccountOpened    Action = "account opened"
	AccountAttached  Action = "account attached"
	AccountDisabled  Action = "account disabled"
	AccountEnabled   Action = "account enabled"
	SessionEnded     Action = "session ended"
	Reassured        Action = "reassured"   // Reassured: the password was given again before a graver deed.
	ResetAsked       Action = "reset asked" // ResetAsked: somebody asked to choose a password anew.
	PersonAdded      Action = "person added"
	PersonCorrected  Action = "person corrected"
	HouseholdChanged Action = "household changed"
	MandateChanged   Action = "mandate changed"
	RequestAdded     Action = "request added"
	RequestChanged   Action = "request changed"
	RequestMerged    Action = "request merged"
	ContactLogged    Action = "contact logged"
	FileOpened       Action = "file opened"
	ExportMade       Action = "export made" // ExportMade: a report or a list of many people was taken out.
	ImportMade       Action = "import made"
	SettingChanged   Action = "setting changed"
	Refused          Action = "refused" // Refused: somebody asked for what is not theirs.
	JournalRead      Action = "journal read"
	JournalVerified  Action = "journal verified"
	PropertyLinked   Action = "property linked"   // PropertyLinked: somebody proved what they are to a property.
	PropertyUnlinked Action = "property unlinked" // PropertyUnlinked: by the person, or by the staff after a sale.
	PropertyCode     Action = "property code"     // PropertyCode: a code was made for a letter to the owner.
)

// Entry is one thing that somebody did or looked at.
type Entry struct {
	ID        string
	At        time.Time
	Actor     string // Actor is an account, empty for the program itself.
	ActorRole string // ActorRole is the role, and the departments after a colon: see RoleOf.
	Person    string // Person is whose file it concerns.
	Action    Action
	Object    string // Object names what was touched: a request, a household.
	Reason    string // Reason is why, in the words of whoever was asked.
	Detail    string // Detail names fields, never their values.
	Origin    string // Origin is the address it came from.
}

// Service keeps the book.
type Service struct {
	DB    *db.DB
	Clock clock.Clock
	IDs   id.Source
	Key   []byte // Key seals the entries; it is not in the database.
}

// RoleOf is what an entry keeps of who somebody is at the city hall: the role, and the
// departments they work for.
func RoleOf(v session.Viewer) string {
	if len(v.Departments) == 0 {
		return string(v.Role)
	}
	return string(v.Role) + ":" + strings.Join(v.Departments, ",")
}

// Role is the role of whoever made an entry, and their departments.
func (e Entry) Role() (session.Role, []string) {
	role, departments, found := strings.Cut(e.ActorRole, ":")
	if !found {
		return session.Role(role), nil
	}
	return session.Role(role), strings.Split(departments, ",")
}

// Add writes an entry in the transaction of the deed it tells of.
func (s *Service) Add(ctx context.Context, tx *db.Tx, e Entry) error {
	if e.At.IsZero() {
		e.At = s.Clock.Now()
	}
	return Add(ctx, tx, s.IDs, e)
}

// Add writes an entry in the transaction of the deed it tells of. It is one insertion; the
// seal comes after.
func Add(ctx context.Context, tx *db.Tx, ids id.Source, e Entry) error {
	e.ID = ids.New()
	err := tx.Send(ctx, `
		INSERT INTO journal_entry (id, at, actor, actor_role, person, action, object, reason, detail, origin)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, row(e)...)
	if err != nil {
		return fmt.Errorf("write in the journal: %w", err)
	}
	return nil
}

// AddMany is Add for the deeds of many people in one transaction. Each entry has its date.
func AddMany(ctx context.Context, tx *db.Tx, ids id.Source, entries []Entry) error {
	many := db.Many{Table: "journal_entry", Columns: columns, Rows: make([][]any, len(entries))}
	for i, e := range entries {
		e.ID = ids.New()
		many.Rows[i] = row(e)
	}
	if err := tx.SendMany(ctx, many); err != nil {
		return fmt.Errorf("write in the journal: %w", err)
	}
	return nil
}

var columns = []string{"id", "at", "actor", "actor_role", "person", "action", "object", "reason", "detail", "origin"}

// row is an entry as journal_entry keeps it, in the order of columns.
func row(e Entry) []any {
	return []any{e.ID, e.At, e.Actor, e.ActorRole, e.Person, string(e.Action), e.Object, e.Reason, e.Detail, e.Origin}
}

// repeat is how long a second look at the same thing, for the same reason, is the same look.
const repeat = 15 * time.Minute

// Viewed writes that a member of the staff looked at a person's file, or at one thing in
// it. Looking again within a quarter of an hour, at the same thing for the same reason, is
// the same look. What citizens see of their own is not written down.
func (s *Service) Viewed(ctx context.Context, by session.Viewer, person, object, reason string) error {
	if !by.Staff() || person == "" {
		return nil
	}
	now := s.Clock.Now()
	var seen int
	err := s.DB.QueryRow(ctx, `
		SELECT COUNT(e.id)
		FROM   journal_entry e
		WHERE  e.actor = $1 AND e.at > $2 AND e.person = $3 AND e.action = $4 AND e.object = $5 AND e.reason = $6`,
		by.Account, now.Add(-repeat), person, View, object, reason).Scan(&seen)
	if err != nil {
		return fmt.Errorf("look for an earlier view: %w", err)
	}
	if seen > 0 {
		return nil
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		return s.Add(ctx, tx, Entry{At: now, Actor: by.Account, ActorRole: RoleOf(by), Person: person, Action: View, Object: object, Reason: reason})
	})
}

// PersonChanged writes what was done to somebody in the register of people.
func (s *Service) PersonChanged(ctx context.Context, tx *db.Tx, d people.Deed) error {
	return s.Add(ctx, tx, Entry{At: d.At, Actor: d.By.Account, ActorRole: RoleOf(d.By), Person: string(d.Person),
		Action: Action(d.Kind), Object: d.Object, Detail: d.Detail})
}
