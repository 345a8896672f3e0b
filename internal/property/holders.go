package property

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/places"
	"sem/internal/property/rollfile"
)

// holdings reads who holds what, with what the newest roll says of each property: its address
// and value of today.
func (s *Service) holdings(ctx context.Context, w db.Where, order string) ([]Holding, error) {
	var newest Roll
	if rolls := s.Rolls(); len(rolls) > 0 {
		newest = rolls[0]
	}
	rows, err := s.DB.Query(ctx, `
		SELECT h.id, h.unit_id, h.person_id, h.role, h.proof, h.since, h.until, h.ended, h.ended_day,
		       COALESCE(e.matricule, ''), COALESCE(e.address_id, ''), COALESCE(e.line, ''), COALESCE(e.sheet, '')
		FROM  (SELECT id, unit_id, person_id, role, proof, since, until, ended, ended_day
		       FROM   property_holding`+w.SQL()+`) h
		LEFT JOIN property_entry e ON e.unit_id = h.unit_id AND e.roll_id = `+w.Next(newest.ID)+order, w.Args()...)
	held, err := db.Collect(rows, err, func(r *db.Rows) (Holding, error) {
		var h Holding
		e := Entry{Roll: newest}
		var sheet string
		err := r.Scan(&h.ID, &h.Property, &h.Person, &h.Role, &h.Proof, &h.Since, &h.Until, &h.Ended, &h.EndedDay,
			&e.Matricule, &e.Address, &e.Line, &sheet)
		if e.Matricule != "" {
			e.Sheet = rollfile.Read(sheet)
			h.by(e)
		}
		return h, err
	})
	if err != nil {
		return nil, fmt.Errorf("read who holds what: %w", err)
	}
	return held, s.nameOlder(ctx, held)
}

// The orders in which holdings are read.
const (
	firstHeld = `
		ORDER BY h.since, h.id`
	lastHeld = `
		ORDER BY h.since DESC, h.id DESC`
	presentFirst = `
		ORDER BY CASE WHEN h.until IS NULL THEN 0 ELSE 1 END, h.since DESC, h.id`
)

// by gives a holding what a roll says of its property.
func (h *Holding) by(e Entry) {
	h.Matricule, h.Address, h.Line, h.Roll, h.Value = e.Matricule, e.Address, e.Title(), e.Roll, e.Sheet.Value
}

// nameOlder gives the holdings whose property is not in the newest roll what an earlier one
// said of it. A property that no roll has any more goes by the last matricule it bore.
func (s *Service) nameOlder(ctx context.Context, held []Holding) error {
	var older []places.PropertyID
	for _, h := range held {
		if h.Matricule == "" {
			older = append(older, h.Property)
		}
	}
	entries, err := s.newest(ctx, older)
	if err != nil {
		return err
	}
	for i := range held {
		h := &held[i]
		for _, e := range entries {
			if e.Property == h.Property {
				h.by(e)
			}
		}
		if h.Matricule != "" {
			continue
		}
		if h.Matricule, err = s.LastMatricule(ctx, h.Property); err != nil {
			return err
		}
		h.Line = h.Matricule.String()
	}
	return nil
}

// OwnedBy are the properties that a person has proved to own, as of now, in the order of
// their addresses. Those a tenant lives in are not among them.
func (s *Service) OwnedBy(ctx context.Context, person people.ID) ([]Holding, error) {
	held, err := s.HeldBy(ctx, person)
	owned := held[:0]
	for _, h := range held {
		if h.Role == Owner {
			owned = append(owned, h)
		}
	}
	return owned, err
}

// PropertiesOf are the properties that a person is a proved owner of now.
func (s *Service) PropertiesOf(ctx context.Context, person people.ID) ([]places.PropertyID, error) {
	rows, err := s.DB.Query(ctx, `
		SELECT unit_id
		FROM   property_holding
		WHERE  person_id = $1 AND role = 'owner' AND until IS NULL
		ORDER BY since, id`, person)
	found, err := db.Collect(rows, err, func(r *db.Rows) (p places.PropertyID, err error) { return p, r.Scan(&p) })
	if err != nil {
		return nil, fmt.Errorf("read the properties of %s: %w", person, err)
	}
	return found, nil
}

// HeldBy is everything that a person holds now, as owner or as tenant.
func (s *Service) HeldBy(ctx context.Context, person people.ID) ([]Holding, error) {
	return s.HeldByEach(ctx, person)
}

// HeldInLook is what the blocks of a page keep HeldByEach of the viewer, and of whoever gave
// them a mandate for their property, under: rooms that never call each other share one reading.
type HeldInLook struct{}

// HeldByEach is everything that some people hold now, as owners or as tenants, in the order in
// which they are named. Whose may be seen is decided by who asks.
func (s *Service) HeldByEach(ctx context.Context, whose ...people.ID) ([]Holding, error) {
	if len(whose) == 0 {
		return nil, nil
	}
	ids := make([]any, len(whose))
	for i, person := range whose {
		ids[i] = string(person)
	}
	var w db.Where
	w.And("person_id IN (?"+strings.Repeat(", ?", len(ids)-1)+")", ids...)
	w.And("until IS NULL")
	held, err := s.holdings(ctx, w, firstHeld)
	slices.SortStableFunc(held, func(a, b Holding) int {
		return cmp.Compare(slices.Index(whose, a.Person), slices.Index(whose, b.Person))
	})
	return held, err
}

// PastOf is everything that a person holds or held, the newest first.
func (s *Service) PastOf(ctx context.Context, person people.ID) ([]Holding, error) {
	var w db.Where
	w.And("person_id = ?", person)
	return s.holdings(ctx, w, lastHeld)
}

// HolderAt is what a person who has proved to own a property holds of it now; NotFound for
// anybody else, and when there is no such property.
func (s *Service) HolderAt(ctx context.Context, person people.ID, property places.PropertyID) (Holding, error) {
	var w db.Where
	w.And("person_id = ?", person)
	w.And("unit_id = ?", property)
	w.And("role = 'owner' AND until IS NULL")
	held, err := s.holdings(ctx, w, firstHeld)
	if err != nil {
		return Holding{}, err
	}
	if person == "" || len(held) == 0 {
		return Holding{}, errNotYours()
	}
	return held[0], nil
}

func errNotYours() error {
	return fault.New(fault.NotFound, "Cette propriété n’est pas liée à votre dossier.")
}

// HoldersOf are the people who have proved to own a property, as of now, the first one first.
func (s *Service) HoldersOf(ctx context.Context, q db.Querier, property places.PropertyID) ([]people.ID, error) {
	rows, err := q.Query(ctx, `
		SELECT person_id
		FROM   property_holding
		WHERE  unit_id = $1 AND role = 'owner' AND until IS NULL
		ORDER BY since, id`, property)
	found, err := db.Collect(rows, err, func(r *db.Rows) (p people.ID, err error) { return p, r.Scan(&p) })
	if err != nil {
		return nil, fmt.Errorf("read the owners of %s: %w", property, err)
	}
	return found, nil
}

// LoadHoldings writes many holdings at once, each complete with identifier and dates, as when
// a city's own records come in. Nobody is told, and nobody becomes a resident by it.
func (s *Service) LoadHoldings(ctx context.Context, tx *db.Tx, holdings iter.Seq[Holding]) error {
	columns := []string{"id", "unit_id", "person_id", "role", "proof", "since", "until", "ended", "ended_day"}
	_, err := tx.Bulk(ctx, "property_holding", columns, func(yield func([]any) bool) {
		for h := range holdings {
			if !yield(holdingRow(h)) {
				return
			}
		}
	})
	if err != nil {
		return fmt.Errorf("load who holds what: %w", err)
	}
	return nil
}

func holdingRow(h Holding) []any {
	return []any{h.ID, string(h.Property), string(h.Person), string(h.Role), string(h.Proof), h.Since, h.Until, string(h.Ended), h.EndedDay}
}
