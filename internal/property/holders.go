package property

import (
	"context"
	"fmt"
	"iter"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/people"
	"sem/internal/places"
)

const selectHolding = `
		SELECT h.id, h.unit_id, h.person_id, h.role, h.proof, h.since, h.until, h.ended, h.ended_day
		FROM   property_holding h`

func scanHolding(r *db.Rows) (Holding, error) {
	var h Holding
	return h, r.Scan(&h.ID, &h.Property, &h.Person, &h.Role, &h.Proof, &h.Since, &h.Until, &h.Ended, &h.EndedDay)
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
	rows, err := s.DB.Query(ctx, selectHolding+`
		WHERE  h.person_id = $1 AND h.until IS NULL
		ORDER BY h.since, h.id`, person)
	return s.named(ctx, rows, err)
}

// PastOf is everything that a person holds or held, the newest first.
func (s *Service) PastOf(ctx context.Context, person people.ID) ([]Holding, error) {
	rows, err := s.DB.Query(ctx, selectHolding+`
		WHERE  h.person_id = $1
		ORDER BY h.since DESC, h.id DESC`, person)
	return s.named(ctx, rows, err)
}

// named are holdings with today's matricule and address of their properties. One that no roll
// has any more goes by the last matricule it bore.
func (s *Service) named(ctx context.Context, rows *db.Rows, err error) ([]Holding, error) {
	held, err := db.Collect(rows, err, scanHolding)
	if err != nil {
		return nil, fmt.Errorf("read who holds what: %w", err)
	}
	var ids []places.PropertyID
	for _, h := range held {
		ids = append(ids, h.Property)
	}
	entries, err := s.newest(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i := range held {
		for _, e := range entries {
			if e.Property == held[i].Property {
				held[i].Matricule, held[i].Address, held[i].Line = e.Matricule, e.Address, e.Title()
			}
		}
		if held[i].Matricule != "" {
			continue
		}
		if held[i].Matricule, err = s.LastMatricule(ctx, held[i].Property); err != nil {
			return nil, err
		}
		held[i].Line = held[i].Matricule.String()
	}
	return held, nil
}

// HolderAt is what a person who has proved to own a property holds of it now; NotFound for
// anybody else, and when there is no such property.
func (s *Service) HolderAt(ctx context.Context, person people.ID, property places.PropertyID) (Holding, error) {
	rows, err := s.DB.Query(ctx, selectHolding+`
		WHERE  h.person_id = $1 AND h.unit_id = $2 AND h.role = 'owner' AND h.until IS NULL`, person, property)
	held, err := s.named(ctx, rows, err)
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
