package payments

import (
	"context"
	"fmt"
	"time"
)

// answerWithin is how long somebody who waits is kept for the provider's word.
const answerWithin = 4 * time.Second

// Ask asks the provider what became of the page under way of a bill, and books what was paid on
// it. A room calls it, outside any transaction, before it gives a bill up: the message of the
// provider may be on its way. Without an answer nothing is known, and nothing changes.
func (s *Service) Ask(ctx context.Context, which BillID) error {
	if !s.Online() {
		return nil
	}
	c, found, err := underWay(ctx, s.DB, which)
	if err != nil {
		return fmt.Errorf("look for the page of a bill: %w", err)
	}
	if !found || c.page == "" {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	return s.lookAt(ctx, c)
}
