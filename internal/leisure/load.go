package leisure

import (
	"context"
	"fmt"

	"sem/internal/db"
)

// LoadTx writes the parts of a program as they are, each complete with its name, and its
// classes as they are given, as when a city's data comes in. Refresh reads them.
func (s *Service) LoadTx(ctx context.Context, tx *db.Tx, parts Parts) error {
	now := s.Clock.Now()
	for _, one := range parts.Sites {
		if err := putSite(ctx, tx, one, now); err != nil {
			return fmt.Errorf("load site %s: %w", one.Code, err)
		}
	}
	for _, one := range parts.Policies {
		if err := putPolicy(ctx, tx, one, now); err != nil {
			return fmt.Errorf("load refund policy %s: %w", one.Code, err)
		}
	}
	for _, one := range parts.Sessions {
		if err := putSession(ctx, tx, one, now); err != nil {
			return fmt.Errorf("load session %s: %w", one.Code, err)
		}
	}
	sessions := map[ActivityID]SessionID{}
	for _, one := range parts.Activities {
		sessions[one.ID] = one.Session
		if err := putActivity(ctx, tx, one, now); err != nil {
			return fmt.Errorf("load activity %s: %w", one.Code, err)
		}
	}
	for _, one := range parts.Groups {
		one.Session = sessions[one.Activity]
		if err := putGroup(ctx, tx, one, now); err != nil {
			return fmt.Errorf("load group %s: %w", one.Code, err)
		}
	}
	if err := addOccurrences(ctx, tx, parts.Occurrences, now); err != nil {
		return fmt.Errorf("load classes: %w", err)
	}
	return s.changeTx(ctx, tx)
}
