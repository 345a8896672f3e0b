package places

import (
	"context"
	"fmt"
	"time"

	"sem/internal/db"
)

// Each shows every address of the register, in the order of the streets: for whoever compares
// a whole file with it.
func (s *Service) Each(ctx context.Context, q db.Querier, see func(Address)) error {
	if err := eachAddressSince(ctx, q, time.Time{}, see); err != nil {
		return fmt.Errorf("read the addresses: %w", err)
	}
	return nil
}
