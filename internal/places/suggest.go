package places

import (
	"context"
	"fmt"
	"strings"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/text"
	"sem/internal/text/index"
)

// kindAddress is the only kind of document in this index.
const kindAddress = 'a'

// Suggest offers addresses for what somebody has typed so far, the likeliest first: in any
// order, with accents or without, « st » or « saint », a typing error forgiven.
func (s *Service) Suggest(ctx context.Context, typed string, limit int) ([]Address, error) {
	hits := s.addresses.Search(text.Tokens(typed), limit)
	if len(hits) == 0 {
		return nil, nil
	}
	ids := make([]any, len(hits))
	for i, h := range hits {
		ids[i] = h.ID
	}
	known, err := addressesByID(ctx, s.db, ids)
	if err != nil {
		return nil, fmt.Errorf("suggest addresses: %w", err)
	}
	var offered []Address
	for _, h := range hits {
		if a, found := known[AddressID(h.ID)]; found {
			offered = append(offered, a)
		}
	}
	return offered, nil
}

// AddressByID is an address of the register, or a NotFound fault.
func (s *Service) AddressByID(ctx context.Context, q db.Querier, which AddressID) (Address, error) {
	found, err := addressesByID(ctx, q, []any{string(which)})
	if err != nil {
		return Address{}, fmt.Errorf("read address %s: %w", which, err)
	}
	a, ok := found[which]
	if !ok {
		return Address{}, fault.New(fault.NotFound, "Cette adresse n’est pas au registre de la Ville.")
	}
	return a, nil
}

// remember makes an address findable. The house comes before its apartments.
func (s *Service) remember(a Address) {
	d := index.Doc{Kind: kindAddress, ID: string(a.ID), Tokens: strings.Fields(a.folded())}
	if a.Apartment == "" {
		d.Weight = 1
	}
	s.addresses.Put(d)
}
