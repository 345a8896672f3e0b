package sip2

import (
	"context"
	"errors"

	"sem/internal/clock"
	"sem/internal/fault"
	"sem/internal/library"
)

// System is a library that speaks SIP2.
type System struct {
	set   Settings
	clock clock.Clock
	pool  *pool
	goes  unfinished
}

var _ library.System = (*System)(nil)

// New makes a system that reaches for nothing yet. dial is nil for the network.
func New(set Settings, c clock.Clock, dial Dial) *System {
	s := &System{set: set, clock: c}
	s.pool = newPool(&s.set, dial, func() string { return clock.Local(c.Now()).Format(stampForm) })
	return s
}

// Abilities are what the server said that it does (BX). Before it has said anything it is
// believed to do what SIP2 can; an order that it does not know is refused then.
func (s *System) Abilities() library.Abilities {
	renew, hold := s.pool.does(15), s.pool.does(14)
	return library.Abilities{
		Renew: renew, RenewAll: renew && s.pool.does(16), Hold: hold, CancelHold: hold, Fees: true, NeedsPIN: s.set.KeepsPIN, Instant: true,
	}
}

// Close lets go of the connections.
func (s *System) Close() error {
	s.pool.close()
	return nil
}

// talk lends a connection, and says in the room's words what went wrong.
func (s *System) talk(ctx context.Context, say func(*talk) error) error {
	err := s.pool.talk(ctx, say)
	for _, ours := range []error{library.ErrWrongCard, library.ErrOtherPatron, library.ErrCannot, library.ErrUnsure} {
		if errors.Is(err, ours) {
			return err
		}
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "La bibliothèque ne répond pas.")
	}
	return nil
}
