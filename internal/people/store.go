package people

import (
	"context"
	"fmt"
	"strings"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
)

var personColumns = []string{"id", "given_name", "family_name", "birth_date", "language", "address_id", "address_line", "district_id",
	"residence", "residence_until", "preferred", "card_number", "source", "created_at", "updated_at"}

// personRow is a person as people_person keeps them, in the order of personColumns.
func personRow(p Person) []any {
	return []any{string(p.ID), p.GivenName, p.FamilyName, p.BirthDate, p.Language, db.Null(p.AddressID), p.AddressLine, db.Null(p.DistrictID),
		string(p.Residence), p.ResidenceUntil, p.Preferred, p.CardNumber, p.Source, p.CreatedAt, p.UpdatedAt}
}

var contactColumns = []string{"id", "person_id", "kind", "value", "confirmed_at", "created_at"}

// contactRow is a contact as people_contact keeps it, in the order of contactColumns.
func contactRow(person ID, c Contact) []any {
	return []any{c.ID, string(person), string(c.Kind), c.Value, c.ConfirmedAt, c.CreatedAt}
}

const selectPerson = `
	SELECT p.id, p.given_name, p.family_name, p.birth_date, p.language, COALESCE(p.address_id, ''), p.address_line, COALESCE(p.district_id, ''),
	       p.residence, p.residence_until, p.preferred, p.card_number, p.source, p.created_at, p.updated_at
	FROM   people_person p`

func scanPerson(r *db.Rows) (Person, error) {
	var p Person
	err := r.Scan(&p.ID, &p.GivenName, &p.FamilyName, &p.BirthDate, &p.Language, &p.AddressID, &p.AddressLine, &p.DistrictID,
		&p.Residence, &p.ResidenceUntil, &p.Preferred, &p.CardNumber, &p.Source, &p.CreatedAt, &p.UpdatedAt)
	return p, err
}

// insertPerson writes a person and their contacts.
func insertPerson(ctx context.Context, tx *db.Tx, p Person) error {
	_, err := tx.Exec(ctx, `
		INSERT INTO people_person (id, given_name, family_name, birth_date, language, address_id, address_line, district_id,
		                           residence, residence_until, preferred, card_number, source, created_at, updated_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`, personRow(p)...)
	if err != nil {
		return fmt.Errorf("add person %s: %w", p.ID, err)
	}
	for _, c := range p.Contacts {
		_, err := tx.Exec(ctx, `
			INSERT INTO people_contact (id, person_id, kind, value, confirmed_at, created_at)
			VALUES ($1, $2, $3, $4, $5, $6)`, contactRow(p.ID, c)...)
		if err != nil {
			return fmt.Errorf("add a contact of %s: %w", p.ID, err)
		}
	}
	return nil
}

func updatePerson(ctx context.Context, tx *db.Tx, p Person) error {
	n, err := tx.Exec(ctx, `
		UPDATE people_person
		SET    given_name = $1, family_name = $2, birth_date = $3, language = $4, address_id = $5, address_line = $6, district_id = $7,
		       residence = $8, residence_until = $9, preferred = $10, card_number = $11, updated_at = $12
		WHERE  id = $13`,
		p.GivenName, p.FamilyName, p.BirthDate, p.Language, db.Null(p.AddressID), p.AddressLine, db.Null(p.DistrictID),
		p.Residence, p.ResidenceUntil, p.Preferred, p.CardNumber, p.UpdatedAt, p.ID)
	if err == nil && n == 0 {
		return errUnknown(p.ID)
	}
	return err
}

// touch marks a person as changed, for whoever keeps an index of people.
func touch(ctx context.Context, tx *db.Tx, person ID, at time.Time) error {
	n, err := tx.Exec(ctx, `
		UPDATE people_person
		SET    updated_at = $1
		WHERE  id = $2`, at, person)
	if err != nil {
		return fmt.Errorf("mark person %s as changed: %w", person, err)
	}
	if n == 0 {
		return errUnknown(person)
	}
	return nil
}

// Person is one person with their contacts.
func (s *Service) Person(ctx context.Context, person ID) (Person, error) {
	return personIn(ctx, s.DB, person)
}

func personIn(ctx context.Context, q db.Querier, person ID) (Person, error) {
	found, err := personsIn(ctx, q, []ID{person})
	if err != nil {
		return Person{}, err
	}
	p, ok := found[person]
	if !ok {
		return Person{}, errUnknown(person)
	}
	return p, nil
}

// Persons are the people of these identifiers with their contacts; one that is not in the
// register is not in the answer.
func (s *Service) Persons(ctx context.Context, ids []ID) (map[ID]Person, error) {
	return personsIn(ctx, s.DB, ids)
}

// inOrder are the people of these identifiers, in that order.
func (s *Service) inOrder(ctx context.Context, ids []ID) ([]Person, error) {
	found, err := s.Persons(ctx, ids)
	if err != nil {
		return nil, err
	}
	people := make([]Person, 0, len(ids))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			people = append(people, p)
		}
	}
	return people, nil
}

// together is how many people one query asks for.
const together = 256

func personsIn(ctx context.Context, q db.Querier, ids []ID) (map[ID]Person, error) {
	found := make(map[ID]Person, len(ids))
	for len(ids) > 0 {
		n := min(len(ids), together)
		if err := addPersons(ctx, q, ids[:n], found); err != nil {
			return nil, fmt.Errorf("read people: %w", err)
		}
		ids = ids[n:]
	}
	return found, nil
}

func addPersons(ctx context.Context, q db.Querier, ids []ID, found map[ID]Person) error {
	named := oneOf("p.id", ids)
	people, err := collectPersons(ctx, q, named, "")
	if err != nil {
		return err
	}
	for _, p := range people {
		found[p.ID] = p
	}
	return addContacts(ctx, q, ids, found)
}

func collectPersons(ctx context.Context, q db.Querier, where db.Where, tail string) ([]Person, error) {
	rows, err := q.Query(ctx, selectPerson+where.SQL()+tail, where.Args()...)
	return db.Collect(rows, err, scanPerson)
}

// addContacts gives each person found their contacts, the oldest first.
func addContacts(ctx context.Context, q db.Querier, ids []ID, found map[ID]Person) error {
	where := oneOf("c.person_id", ids)
	rows, err := q.Query(ctx, `
		SELECT c.person_id, c.id, c.kind, c.value, c.confirmed_at, c.created_at
		FROM   people_contact c`+where.SQL()+`
		ORDER BY c.created_at, c.id`, where.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var person ID
		var c Contact
		if err := rows.Scan(&person, &c.ID, &c.Kind, &c.Value, &c.ConfirmedAt, &c.CreatedAt); err != nil {
			return err
		}
		p := found[person]
		p.Contacts = append(p.Contacts, c)
		found[person] = p
	}
	return rows.Err()
}

// oneOf is the condition that a column is one of the ids. The last one is repeated up to a
// power of two, so that few different texts reach the database.
func oneOf(column string, ids []ID) db.Where {
	size := 1
	for size < len(ids) {
		size *= 2
	}
	values := make([]any, size)
	for i := range values {
		values[i] = string(ids[min(i, len(ids)-1)])
	}
	var w db.Where
	w.And(column+" IN ("+strings.TrimSuffix(strings.Repeat("?, ", size), ", ")+")", values...)
	return w
}

// Changed are people changed after since, or at since with an identifier after afterID, in
// that order, with their contacts. A transaction that lasts may become visible after a
// later one: whoever follows asks again for the last minute.
func (s *Service) Changed(ctx context.Context, since time.Time, afterID ID, limit int) ([]Person, error) {
	if since.IsZero() {
		since = time.Unix(0, 0) // The zero time is NULL, which is before nothing.
	}
	rows, err := s.DB.Query(ctx, selectPerson+`
		WHERE  (p.updated_at, p.id) > ($1, $2)
		ORDER BY p.updated_at, p.id
		LIMIT  $3`, since, afterID, limit)
	people, err := db.Collect(rows, err, scanPerson)
	if err != nil {
		return nil, fmt.Errorf("read who changed: %w", err)
	}
	return s.withContacts(ctx, people)
}

func (s *Service) withContacts(ctx context.Context, people []Person) ([]Person, error) {
	for start := 0; start < len(people); start += together {
		part := people[start:min(start+together, len(people))]
		found, ids := make(map[ID]Person, len(part)), make([]ID, len(part))
		for i, p := range part {
			found[p.ID], ids[i] = p, p.ID
		}
		if err := addContacts(ctx, s.DB, ids, found); err != nil {
			return nil, fmt.Errorf("read contacts: %w", err)
		}
		for i := range part {
			part[i] = found[part[i].ID]
		}
	}
	return people, nil
}

func errUnknown(person ID) error {
	return fault.Wrap(fault.NotFound, fmt.Errorf("no person %q", person), "Cette personne n’est pas dans nos registres.")
}
