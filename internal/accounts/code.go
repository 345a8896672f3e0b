package accounts

import (
	"context"
	"fmt"

	"sem/internal/people"
)

// PersonOfCode is the person of a user code, for the search of the desk; empty when the
// code is nobody's.
func (s *Service) PersonOfCode(ctx context.Context, code string) (people.ID, error) {
	found, err := byUserCode(ctx, s.DB, code)
	if err != nil {
		return "", fmt.Errorf("find a user code: %w", err)
	}
	if len(found) == 0 {
		return "", nil
	}
	return found[0].Person, nil
}
