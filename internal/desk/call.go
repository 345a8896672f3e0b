package desk

import (
	"sync"
	"time"

	"sem/internal/people"
	"sem/internal/session"
)

// Call is the telephone call that somebody at the desk is taking.
type Call struct {
	Number string    // Number is the caller's, as it is written; empty when it is hidden.
	Person people.ID // Person is empty until the caller is known.
	Since  time.Time
}

// callLasts is how long a call counts when nobody noted its end.
const callLasts = 30 * time.Minute

// calls knows, on this node, who is on the telephone with whom, so that the number and the
// name stay in sight from page to page. Forgetting one costs a line on the screen.
type calls struct {
	mu     sync.Mutex
	taking map[string]Call // taking is by account.
}

// TakeCall begins the viewer's call, or says who it is.
func (s *Service) TakeCall(by session.Viewer, number string, whose people.ID) {
	now := s.Clock.Now()
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	if s.calls.taking == nil {
		s.calls.taking = map[string]Call{}
	}
	for account, c := range s.calls.taking {
		if now.Sub(c.Since) > callLasts {
			delete(s.calls.taking, account)
		}
	}
	s.calls.taking[by.Account] = Call{Number: number, Person: whose, Since: now}
}

// Recognise says whose call it is, when a file is opened for a call whose caller was not
// known. Without a call it changes nothing.
func (s *Service) Recognise(by session.Viewer, whose people.ID) {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	if c, ok := s.calls.taking[by.Account]; ok && c.Person == "" {
		c.Person = whose
		s.calls.taking[by.Account] = c
	}
}

// TakenCall is the viewer's call, if there is one.
func (s *Service) TakenCall(by session.Viewer) (Call, bool) {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	c, ok := s.calls.taking[by.Account]
	return c, ok && s.Clock.Now().Sub(c.Since) <= callLasts
}

// HangUp ends the viewer's call.
func (s *Service) HangUp(by session.Viewer) {
	s.calls.mu.Lock()
	defer s.calls.mu.Unlock()
	delete(s.calls.taking, by.Account)
}
