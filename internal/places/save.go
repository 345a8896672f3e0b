package places

import (
	"context"
	"fmt"

	"sem/internal/db"
	"sem/internal/geo"
)

// Save writes an address into the register and returns it as it now stands there. The same
// door is written once: number, street and apartment tell doors apart, and what a later
// writing leaves open, an earlier one has told. Writing what is known changes nothing.
func (s *Service) Save(ctx context.Context, tx *db.Tx, a Address) (Address, error) {
	a, err := s.prepared(a)
	if err != nil {
		return Address{}, err
	}
	saved, err := upsertAddress(ctx, tx, a)
	if err != nil {
		return Address{}, fmt.Errorf("save an address: %w", err)
	}
	tx.AfterCommit(func() { s.remember(saved) })
	return saved, nil
}

// Fill writes many addresses into a register that has none of them, as Save would one by
// one, and returns them as they now stand there.
func (s *Service) Fill(ctx context.Context, tx *db.Tx, addresses []Address) ([]Address, error) {
	saved := make([]Address, 0, len(addresses))
	for _, a := range addresses {
		a, err := s.prepared(a)
		if err != nil {
			return nil, err
		}
		saved = append(saved, a)
	}
	if err := insertAddresses(ctx, tx, saved); err != nil {
		return nil, fmt.Errorf("fill the register of addresses: %w", err)
	}
	tx.AfterCommit(func() {
		for _, a := range saved {
			s.remember(a)
		}
	})
	return saved, nil
}

// prepared is an address ready to be written: clean, named, dated, and in its district.
func (s *Service) prepared(a Address) (Address, error) {
	a, err := a.cleaned()
	if err != nil {
		return Address{}, err
	}
	if a.ID == "" {
		a.ID = AddressID(s.ids.New())
	}
	a.District = districtOf(s.Districts(), a.Point)
	a.UpdatedAt = s.clock.Now()
	return a, nil
}

func districtOf(districts []District, p geo.Point) DistrictID {
	d, _ := districtAt(districts, p)
	return d.ID
}
