package people

import (
	"context"
	"fmt"
	"time"

	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/id"
	"sem/internal/session"
)

// Service keeps the register.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	Journal Journal
	Alerts  Alerts
	Door    Door // Door may be nil, where there are no accounts.
}

// Journal is all that the register asks of the journal.
type Journal interface {
	PersonChanged(ctx context.Context, tx *db.Tx, d Deed) error
}

// Deed is what somebody did to a person's entry in the register.
type Deed struct {
	By     session.Viewer
	Person ID
	Kind   DeedKind
	Object string // Object names the household, mandate or invitation, empty for the person.
	Detail string // Detail names fields, never values.
	At     time.Time
}

// DeedKind says what was done.
type DeedKind string

// What is done to people.
const (
	Added            DeedKind = "person added"
	Corrected        DeedKind = "person corrected"
	HouseholdChanged DeedKind = "household changed"
	MandateChanged   DeedKind = "mandate changed"
)

// Alerts is all that the register asks of alerts.
type Alerts interface {
	RegisterChanged(ctx context.Context, tx *db.Tx, n News) error
}

// News is something that a person should know about their household or mandates. Words
// says it in the language of the context.
type News struct {
	Key    string // Key tells this cause from all others.
	Person ID
	Path   string
	Words  func(context.Context) (title, body string)
}

// Door is all that the register asks of accounts.
type Door interface {
	// ContactGone hears of a contact that a person has proved, before it is taken away.
	ContactGone(ctx context.Context, tx *db.Tx, person ID, contact string) error
}

func (s *Service) record(ctx context.Context, tx *db.Tx, d Deed) error {
	if s.Journal == nil {
		return fmt.Errorf("people: no journal was given, so %q cannot be done", d.Kind)
	}
	d.At = s.Clock.Now()
	return s.Journal.PersonChanged(ctx, tx, d)
}

// tell passes news on; without Alerts nobody is told, as in an import.
func (s *Service) tell(ctx context.Context, tx *db.Tx, n News) error {
	if s.Alerts == nil {
		return nil
	}
	return s.Alerts.RegisterChanged(ctx, tx, n)
}

// Add enters somebody into the register. Only the staff that may edit people does.
func (s *Service) Add(ctx context.Context, by session.Viewer, n NewPerson, key forms.Key) (ID, error) {
	if !by.May(session.PeopleEdit) {
		return "", errNotYours()
	}
	person := ID(s.IDs.New())
	err := s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier, err := forms.Claim(ctx, tx, key, string(person), s.Clock.Now())
		if err != nil {
			return err
		}
		if earlier != "" {
			person = ID(earlier)
			return nil
		}
		if err := s.addAs(ctx, tx, person, n); err != nil {
			return err
		}
		return s.record(ctx, tx, Deed{By: by, Person: person, Kind: Added})
	})
	return person, err
}

// AddTx enters somebody into the register as part of another deed, such as opening an
// account; the caller has the right to, and journals it.
func (s *Service) AddTx(ctx context.Context, tx *db.Tx, n NewPerson) (ID, error) {
	person := ID(s.IDs.New())
	return person, s.addAs(ctx, tx, person, n)
}

func (s *Service) addAs(ctx context.Context, tx *db.Tx, person ID, n NewPerson) error {
	now := s.Clock.Now()
	n, err := n.checked(now)
	if err != nil {
		return err
	}
	return insertPerson(ctx, tx, s.begin(person, n, now))
}

// begin is the person that n describes, as they enter the register.
func (s *Service) begin(person ID, n NewPerson, now time.Time) Person {
	p := Person{
		ID: person, GivenName: n.GivenName, FamilyName: n.FamilyName, BirthDate: n.BirthDate, Language: n.Language,
		AddressID: n.AddressID, AddressLine: n.AddressLine, DistrictID: n.DistrictID, Residence: Unknown,
		Preferred: n.Preferred, Source: n.Source, CreatedAt: now, UpdatedAt: now,
	}
	for _, c := range []Contact{{Kind: Email, Value: n.Email}, {Kind: Mobile, Value: n.Mobile}, {Kind: Phone, Value: n.Phone}} {
		if c.Value != "" {
			c.ID, c.CreatedAt = s.IDs.New(), now
			p.Contacts = append(p.Contacts, c)
		}
	}
	return p
}

// sure refuses a citizen who has not given their password for a while: what changes a
// household or a mandate opens a file to somebody.
func (s *Service) sure(by session.Viewer) error {
	if by.Staff() {
		return nil
	}
	return by.Demand(s.Clock.Now())
}

func errNotYours() error {
	return fault.New(fault.Forbidden, "Votre rôle ne permet pas de changer ce dossier.")
}
