package registration

import (
	"context"
	"errors"

	"sem/internal/leisure"
	"sem/internal/people"
)

// askAfter has the open orders of an owner, which a new one would replace, asked after at the
// provider of the card pages: what is paid already is booked, confirmed, and out of the cart.
// A provider that does not answer changes nothing; a payment that comes later is given back.
func (s *Service) askAfter(ctx context.Context, owner people.ID, c leisure.Channel) error {
	if s.Payments == nil || c != leisure.Web {
		return nil
	}
	open, err := ordersWhere(ctx, s.DB, "o.owner_id = $1 AND o.state = 'open' AND o.bill <> ''", string(owner))
	if err != nil {
		return err
	}
	for _, o := range open {
		same, err := s.sameAsHeld(ctx, o)
		if err != nil {
			return err
		}
		if same {
			continue // The same order is answered again; nothing is given up.
		}
		if err := s.Payments.Ask(ctx, o.Bill); errors.Is(err, context.Canceled) {
			return err
		}
	}
	return nil
}

// sameAsHeld tells whether an order is of exactly what its owner holds.
func (s *Service) sameAsHeld(ctx context.Context, o Order) (bool, error) {
	held, err := placesWhere(ctx, s.DB, "p.payer_id = $1 AND p.state = 'held'", string(o.Owner))
	for _, p := range held {
		if p.Order != o.ID {
			return false, err
		}
	}
	return len(held) > 0, err
}
