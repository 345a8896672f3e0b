package people

import (
	"context"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/text"
)

// ContactKind is a way to reach somebody.
type ContactKind string

// The ways to reach somebody.
const (
	Email  ContactKind = "email"
	Mobile ContactKind = "mobile"
	Phone  ContactKind = "phone"
)

// Contact is one way to reach a person. Two people may share one.
type Contact struct {
	ID          string
	Kind        ContactKind
	Value       string    // Value is normalised: a lower-case address, or ten digits.
	ConfirmedAt time.Time // ConfirmedAt is when the person proved it, zero when nobody did.
	CreatedAt   time.Time
}

// Normalise is an e-mail address in small letters, or a telephone number in ten digits;
// it is empty when value is neither.
func Normalise(value string) string {
	if strings.Contains(value, "@") {
		return NormaliseEmail(value)
	}
	return text.PhoneDigits(strings.TrimSpace(value))
}

// NormaliseEmail is an address as it is kept and compared, empty when it is none.
// RFC 5321, 4.5.3.1.3 limits an address to 254 characters.
func NormaliseEmail(value string) string {
	value = strings.ToLower(norm.NFC.String(strings.TrimSpace(value)))
	address, err := mail.ParseAddress(value)
	if err != nil || address.Address != value || address.Name != "" || len(value) > 254 {
		return ""
	}
	_, domain, _ := strings.Cut(value, "@")
	if !strings.Contains(domain, ".") || strings.ContainsAny(domain, "[] \"") {
		return ""
	}
	return value
}

// normalised is the value of a contact as it is kept, or an Invalid fault.
func normalised(kind ContactKind, value string) (string, error) {
	var p fault.Problems
	kept := ""
	switch kind {
	case Email:
		kept = checkEmail(&p, "courriel", value)
	case Mobile:
		kept = checkPhone(&p, "cellulaire", value)
	case Phone:
		kept = checkPhone(&p, "telephone", value)
	default:
		return "", fmt.Errorf("people: %q is no kind of contact", kind)
	}
	return kept, p.Err()
}

// AddContactTx gives a person a contact that is not proved yet. Adding one that is there
// already changes nothing.
func (s *Service) AddContactTx(ctx context.Context, tx *db.Tx, person ID, kind ContactKind, value string) error {
	value, err := normalised(kind, value)
	if err != nil {
		return err
	}
	return s.addContact(ctx, tx, person, Contact{Kind: kind, Value: value})
}

// ConfirmContactTx records that a person has proved a contact, and adds it if need be.
func (s *Service) ConfirmContactTx(ctx context.Context, tx *db.Tx, person ID, kind ContactKind, value string) error {
	value, err := normalised(kind, value)
	if err != nil {
		return err
	}
	now := s.Clock.Now()
	if err := s.addContact(ctx, tx, person, Contact{Kind: kind, Value: value, ConfirmedAt: now}); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		UPDATE people_contact
		SET    confirmed_at = $1
		WHERE  person_id = $2 AND kind = $3 AND value = $4 AND confirmed_at IS NULL`, now, person, kind, value)
	if err != nil {
		return fmt.Errorf("confirm a contact of %s: %w", person, err)
	}
	return nil
}

// RemoveContactTx takes a contact away. Removing one that is not there changes nothing.
func (s *Service) RemoveContactTx(ctx context.Context, tx *db.Tx, person ID, kind ContactKind, value string) error {
	value, err := normalised(kind, value)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `
		DELETE FROM people_contact
		WHERE  person_id = $1 AND kind = $2 AND value = $3`, person, kind, value)
	if err != nil {
		return fmt.Errorf("remove a contact of %s: %w", person, err)
	}
	return touch(ctx, tx, person, s.Clock.Now())
}

// addContact writes a contact unless it is there, and marks the person as changed.
func (s *Service) addContact(ctx context.Context, tx *db.Tx, person ID, c Contact) error {
	c.ID, c.CreatedAt = s.IDs.New(), s.Clock.Now()
	n, err := tx.Exec(ctx, `
		INSERT INTO people_contact (id, person_id, kind, value, confirmed_at, created_at)
		VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`, contactRow(person, c)...)
	if err != nil {
		return fmt.Errorf("add a contact of %s: %w", person, err)
	}
	if n == 0 {
		return nil
	}
	return touch(ctx, tx, person, c.CreatedAt)
}

// replaceContacts makes value the only contact of its kind; an empty value removes all.
// A contact that stays keeps its proof.
func (s *Service) replaceContacts(ctx context.Context, tx *db.Tx, person ID, kind ContactKind, value string) error {
	_, err := tx.Exec(ctx, `
		DELETE FROM people_contact
		WHERE  person_id = $1 AND kind = $2 AND value <> $3`, person, kind, value)
	if err != nil {
		return fmt.Errorf("replace the contacts of %s: %w", person, err)
	}
	if value == "" {
		return nil
	}
	return s.addContact(ctx, tx, person, Contact{Kind: kind, Value: value})
}

// ByContact finds whoever has a contact, proved or not, however it is written. Nobody is
// no error.
func (s *Service) ByContact(ctx context.Context, q db.Querier, value string) ([]ID, error) {
	value = Normalise(value)
	if value == "" {
		return nil, nil
	}
	return idsOf(q.Query(ctx, `
		SELECT DISTINCT c.person_id
		FROM   people_contact c
		WHERE  c.value = $1
		ORDER BY c.person_id`, value))
}

// ByConfirmedContact finds whoever has proved a contact.
func (s *Service) ByConfirmedContact(ctx context.Context, q db.Querier, value string) ([]ID, error) {
	value = Normalise(value)
	if value == "" {
		return nil, nil
	}
	return idsOf(q.Query(ctx, `
		SELECT DISTINCT c.person_id
		FROM   people_contact c
		WHERE  c.value = $1 AND c.confirmed_at IS NOT NULL
		ORDER BY c.person_id`, value))
}

// ByPhone finds whoever calls from a number.
func (s *Service) ByPhone(ctx context.Context, number string) ([]Person, error) {
	ids, err := s.ByContact(ctx, s.DB, text.PhoneDigits(number))
	if err != nil {
		return nil, err
	}
	return s.inOrder(ctx, ids)
}

// Reach is how a message reaches a person.
type Reach struct {
	Name     string
	Language string
	Email    string // Email is an address the person proved, empty when there is none.
}

// ReachOf tells how a message reaches a person.
func ReachOf(ctx context.Context, q db.Querier, person ID) (Reach, error) {
	var r Reach
	var given, family string
	err := q.QueryRow(ctx, `
		SELECT p.given_name, p.family_name, p.language, COALESCE((
		       SELECT MIN(c.value)
		       FROM   people_contact c
		       WHERE  c.person_id = p.id AND c.kind = 'email' AND c.confirmed_at IS NOT NULL), '')
		FROM   people_person p
		WHERE  p.id = $1`, person).Scan(&given, &family, &r.Language, &r.Email)
	if err != nil {
		return Reach{}, db.NotFound(err, errUnknown(person))
	}
	r.Name = strings.TrimSpace(given + " " + family)
	return r, nil
}

func idsOf(rows *db.Rows, err error) ([]ID, error) {
	return db.Collect(rows, err, func(r *db.Rows) (ID, error) {
		var id ID
		return id, r.Scan(&id)
	})
}
