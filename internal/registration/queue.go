package registration

import (
	"context"

	"sem/internal/db"
)

// queue are the places that wait for a seat key or are offered one, in their order: by class,
// then by time; siblings stand together.
func queue(ctx context.Context, q db.Querier, seat string) (parties [][]Place, err error) {
	all, err := placesWhere(ctx, q, "p.seat = $1 AND p.state IN ('waiting', 'offered') ORDER BY p.class, p.since, p.together, p.id", seat)
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if n := len(parties); n > 0 && parties[n-1][0].With == p.With {
			parties[n-1] = append(parties[n-1], p)
			continue
		}
		parties = append(parties, []Place{p})
	}
	return parties, nil
}

// rank fills the ranks of the waiting and offered places among some.
func (s *Service) rank(ctx context.Context, q db.Querier, places []Place) error {
	ranks, read := map[PlaceID]int{}, map[string]bool{}
	for _, p := range places {
		if p.State != Waiting && p.State != Offered || read[p.seat] {
			continue
		}
		read[p.seat] = true
		parties, err := queue(ctx, q, p.seat)
		if err != nil {
			return err
		}
		for i, party := range parties {
			for _, member := range party {
				ranks[member.ID] = i + 1
			}
		}
	}
	for i := range places {
		places[i].Rank = ranks[places[i].ID]
	}
	return nil
}

// partyOf are the live places of the siblings of a place, itself among them.
func partyOf(ctx context.Context, q db.Querier, p Place) ([]Place, error) {
	if p.With == "" {
		return []Place{p}, nil
	}
	return placesWhere(ctx, q, "p.seat = $1 AND p.together = $2 AND p.state = $3 ORDER BY p.id", p.seat, p.With, string(p.State))
}
