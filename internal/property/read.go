package property

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/places"
	"sem/internal/property/rollfile"
)

// Entry is what one roll says of a property.
type Entry struct {
	Property  places.PropertyID
	Roll      Roll
	Matricule places.Matricule // Matricule is the one of that roll.
	Address   places.AddressID // Address is empty when the register of addresses does not have it.
	Line      string           // Line is the address as it is printed; a vacant lot's has no number.
	Sheet     rollfile.Sheet
}

// Title is what a property is called: its address, or its matricule when it has none.
func (e Entry) Title() string {
	if e.Line != "" {
		return e.Line
	}
	return e.Matricule.String()
}

// mostRolls is how many rolls a sheet shows.
const mostRolls = 3

// Property is what the newest rolls say of a property, the newest first: never none, at most
// three. The newest roll may have it no longer.
func (s *Service) Property(ctx context.Context, property places.PropertyID) ([]Entry, error) {
	entries, err := entriesOf(ctx, s.DB, property)
	if err != nil {
		return nil, fmt.Errorf("read property %s: %w", property, err)
	}
	if len(entries) == 0 {
		return nil, errUnknown()
	}
	return entries[:min(len(entries), mostRolls)], nil
}

// ByMatricule is Property for a matricule as people copy it, today's or an earlier one.
func (s *Service) ByMatricule(ctx context.Context, typed string) ([]Entry, error) {
	m, ok := places.ParseMatricule(strings.TrimSpace(typed))
	if !ok {
		return nil, errUnknown()
	}
	property, err := s.PropertyOf(ctx, m)
	if err != nil {
		return nil, err
	}
	return s.Property(ctx, property)
}

func errUnknown() error {
	return fault.New(fault.NotFound, "Aucune propriété ne porte ce matricule au rôle de la Ville. Vérifiez-le sur votre compte de taxes, ou cherchez par adresse.")
}

// PropertyOf is the property that bears a matricule, or bore it; NotFound when none did.
func (s *Service) PropertyOf(ctx context.Context, m places.Matricule) (places.PropertyID, error) {
	var p places.PropertyID
	err := s.DB.QueryRow(ctx, `
		SELECT m.unit_id
		FROM   property_matricule m
		JOIN   property_unit u ON u.id = m.unit_id
		JOIN   property_roll r ON r.id = u.roll_id AND r.published
		WHERE  m.matricule = $1
		ORDER BY m.since DESC
		LIMIT 1`, m).Scan(&p)
	if err := db.NotFound(err, errUnknown()); err != nil {
		return "", err
	}
	return p, nil
}

// LastMatricule is the last matricule that a property bore, whether a roll has it now or not.
func (s *Service) LastMatricule(ctx context.Context, property places.PropertyID) (places.Matricule, error) {
	var m places.Matricule
	err := s.DB.QueryRow(ctx, `
		SELECT matricule
		FROM   property_matricule
		WHERE  unit_id = $1
		ORDER BY since DESC, matricule
		LIMIT 1`, property).Scan(&m)
	return m, db.NotFound(err, errUnknown())
}

// Matricules are all properties by every matricule they bear or bore. Where two bore the same
// one, the later has it.
func (s *Service) Matricules(ctx context.Context, q db.Querier) (map[places.Matricule]places.PropertyID, error) {
	rows, err := q.Query(ctx, `
		SELECT m.matricule, m.unit_id
		FROM   property_matricule m
		JOIN   property_unit u ON u.id = m.unit_id
		JOIN   property_roll r ON r.id = u.roll_id AND r.published
		ORDER BY m.since`)
	all := map[places.Matricule]places.PropertyID{}
	_, err = db.Collect(rows, err, func(r *db.Rows) (struct{}, error) {
		var m places.Matricule
		var p places.PropertyID
		err := r.Scan(&m, &p)
		all[m] = p
		return struct{}{}, err
	})
	if err != nil {
		return nil, fmt.Errorf("read the matricules: %w", err)
	}
	return all, nil
}

// AtAddress are the properties at an address by the newest roll: several in a building of
// condominiums whose address is given without its apartment.
func (s *Service) AtAddress(ctx context.Context, a places.AddressID) ([]Entry, error) {
	return s.newest(ctx, s.remembered().doors[a].properties)
}

// mostFound is how many properties a search shows.
const mostFound = 50

// newest are the newest entries of some properties, in the order of their addresses.
func (s *Service) newest(ctx context.Context, properties []places.PropertyID) ([]Entry, error) {
	if len(properties) == 0 {
		return nil, nil
	}
	var ids []any
	for _, p := range properties[:min(len(properties), mostFound)] {
		ids = append(ids, string(p))
	}
	var w db.Where
	w.And("r.published")
	w.And("e.unit_id IN (?"+strings.Repeat(", ?", len(ids)-1)+")", ids...)
	rows, err := s.DB.Query(ctx, selectEntry+w.SQL()+`
		ORDER BY e.line, e.matricule, r.first_year DESC`, w.Args()...)
	all, err := db.Collect(rows, err, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("read some properties: %w", err)
	}
	latest := map[places.PropertyID]int{}
	for _, e := range all {
		latest[e.Property] = max(latest[e.Property], e.Roll.FirstYear)
	}
	kept := all[:0]
	for _, e := range all {
		if e.Roll.FirstYear == latest[e.Property] {
			kept = append(kept, e)
		}
	}
	return kept, nil
}

const selectEntry = `
		SELECT e.unit_id, e.matricule, COALESCE(e.address_id, ''), e.line, e.sheet,
		       r.id, r.first_year, r.file_year, r.municipality, r.version, r.reference_date, r.changed_at
		FROM   property_entry e
		JOIN   property_roll r ON r.id = e.roll_id`

func scanEntry(r *db.Rows) (Entry, error) {
	var e Entry
	var sheet string
	err := r.Scan(&e.Property, &e.Matricule, &e.Address, &e.Line, &sheet,
		&e.Roll.ID, &e.Roll.FirstYear, &e.Roll.FileYear, &e.Roll.Municipality, &e.Roll.Version, &e.Roll.ReferenceDate, &e.Roll.ChangedAt)
	e.Sheet = rollfile.Read(sheet)
	return e, err
}

func entriesOf(ctx context.Context, q db.Querier, property places.PropertyID) ([]Entry, error) {
	rows, err := q.Query(ctx, selectEntry+`
		WHERE  e.unit_id = $1 AND r.published
		ORDER BY r.first_year DESC`, property)
	return db.Collect(rows, err, scanEntry)
}

func latestEntry(ctx context.Context, q db.Querier, property places.PropertyID) (Entry, error) {
	entries, err := entriesOf(ctx, q, property)
	if err != nil {
		return Entry{}, fmt.Errorf("read property %s: %w", property, err)
	}
	if len(entries) == 0 {
		return Entry{}, errUnknown()
	}
	return entries[0], nil
}
