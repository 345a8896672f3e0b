package people

import (
	"context"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/session"
)

// Correction is what changes of a person; nil leaves a field as it is. An empty e-mail or
// number removes that kind of contact; another one replaces it, to be proved again.
type Correction struct {
	GivenName, FamilyName, BirthDate, Language    *string
	AddressID, AddressLine, DistrictID, Preferred *string
	CardNumber                                    *string
	Residence                                     *Residence
	ResidenceUntil                                *time.Time
	Email, Mobile, Phone                          *string
}

// Correct changes a person. The staff that may edit people changes anything; a citizen
// changes their own names, language, address and preferred channel. An address that a
// citizen changes is to be proved again. What changed is journaled by name.
func (s *Service) Correct(ctx context.Context, by session.Viewer, person ID, c Correction, key forms.Key) error {
	if err := mayCorrect(by, person, c); err != nil {
		return err
	}
	return s.DB.InTx(ctx, func(tx *db.Tx) error {
		now := s.Clock.Now()
		earlier, err := forms.Claim(ctx, tx, key, string(person), now)
		if err != nil || earlier != "" {
			return err
		}
		before, err := personIn(ctx, tx, person)
		if err != nil {
			return err
		}
		after, changed, err := c.applied(before, now)
		if err != nil || len(changed) == 0 {
			return err
		}
		if !by.Staff() && after.AddressLine != before.AddressLine {
			after.Residence, after.ResidenceUntil = Unknown, time.Time{}
		}
		if err := updatePerson(ctx, tx, after); err != nil {
			return err
		}
		if err := s.correctContacts(ctx, tx, before, c); err != nil {
			return err
		}
		return s.record(ctx, tx, Deed{By: by, Person: person, Kind: Corrected, Detail: strings.Join(changed, ",")})
	})
}

// mayCorrect tells who may change what.
func mayCorrect(by session.Viewer, person ID, c Correction) error {
	if by.May(session.PeopleEdit) {
		return nil
	}
	if by.Person == "" || ID(by.Person) != person {
		return errUnknown(person)
	}
	if c.BirthDate != nil || c.CardNumber != nil || c.Residence != nil || c.ResidenceUntil != nil ||
		c.Email != nil || c.Mobile != nil || c.Phone != nil {
		return fault.New(fault.Forbidden, "Pour changer cela, appelez-nous ou passez au comptoir avec une pièce d’identité.")
	}
	return nil
}

// applied is p with the correction, and the names of the fields that changed.
func (c Correction) applied(p Person, now time.Time) (Person, []string, error) {
	var problems fault.Problems
	var changed []string
	set := func(name string, field *string, value *string) {
		if value != nil && *value != *field {
			*field, changed = *value, append(changed, name)
		}
	}
	c = c.checked(&problems, p, now)
	set("given_name", &p.GivenName, c.GivenName)
	set("family_name", &p.FamilyName, c.FamilyName)
	set("birth_date", &p.BirthDate, c.BirthDate)
	set("language", &p.Language, c.Language)
	set("address", &p.AddressID, c.AddressID)
	set("address_line", &p.AddressLine, c.AddressLine)
	set("district", &p.DistrictID, c.DistrictID)
	set("preferred", &p.Preferred, c.Preferred)
	set("card_number", &p.CardNumber, c.CardNumber)
	for _, contact := range c.contacts() {
		kept := p.Contact(contact.kind)
		set(string(contact.kind), &kept, contact.value)
	}
	if c.Residence != nil && *c.Residence != p.Residence {
		p.Residence, changed = *c.Residence, append(changed, "residence")
	}
	if c.ResidenceUntil != nil && !c.ResidenceUntil.Equal(p.ResidenceUntil) {
		p.ResidenceUntil, changed = *c.ResidenceUntil, append(changed, "residence_until")
	}
	p.UpdatedAt = now
	return p, changed, problems.Err()
}

// checked is c with its values as they are kept.
func (c Correction) checked(problems *fault.Problems, p Person, now time.Time) Correction {
	if c.GivenName != nil || c.FamilyName != nil {
		given, family := checkNames(problems, or(c.GivenName, p.GivenName), or(c.FamilyName, p.FamilyName))
		c.GivenName, c.FamilyName = &given, &family
	}
	c.BirthDate = with(c.BirthDate, func(v string) string { return checkBirth(problems, v, now) })
	c.Language = with(c.Language, func(v string) string { return checkLanguage(problems, v) })
	c.AddressLine = with(c.AddressLine, func(v string) string { return checkAddress(problems, v) })
	c.Email = with(c.Email, ifAny(func(v string) string { return checkEmail(problems, "courriel", v) }))
	c.Mobile = with(c.Mobile, ifAny(func(v string) string { return checkPhone(problems, "cellulaire", v) }))
	c.Phone = with(c.Phone, ifAny(func(v string) string { return checkPhone(problems, "telephone", v) }))
	return c
}

type newContact struct {
	kind  ContactKind
	value *string
}

func (c Correction) contacts() []newContact {
	return []newContact{{Email, c.Email}, {Mobile, c.Mobile}, {Phone, c.Phone}}
}

func (s *Service) correctContacts(ctx context.Context, tx *db.Tx, p Person, c Correction) error {
	c = c.checked(&fault.Problems{}, Person{GivenName: "-"}, s.Clock.Now())
	for _, contact := range c.contacts() {
		if contact.value == nil {
			continue
		}
		if err := s.contactsGone(ctx, tx, p, contact.kind, *contact.value); err != nil {
			return err
		}
		if err := s.replaceContacts(ctx, tx, p.ID, contact.kind, *contact.value); err != nil {
			return err
		}
	}
	return nil
}

// contactsGone tells the door which proved contacts of a kind make room for another one:
// an account is not taken from its owner at the desk without the owner hearing of it.
func (s *Service) contactsGone(ctx context.Context, tx *db.Tx, p Person, kind ContactKind, but string) error {
	if s.Door == nil {
		return nil
	}
	for _, c := range p.Contacts {
		if c.Kind != kind || c.Value == but || c.ConfirmedAt.IsZero() {
			continue
		}
		if err := s.Door.ContactGone(ctx, tx, p.ID, c.Value); err != nil {
			return err
		}
	}
	return nil
}

func or(value *string, otherwise string) string {
	if value == nil {
		return otherwise
	}
	return *value
}

func with(value *string, check func(string) string) *string {
	if value == nil {
		return nil
	}
	kept := check(*value)
	return &kept
}

func ifAny(check func(string) string) func(string) string {
	return func(v string) string {
		if strings.TrimSpace(v) == "" {
			return ""
		}
		return check(v)
	}
}
