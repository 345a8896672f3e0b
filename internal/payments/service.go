package payments

import (
	"sem/internal/clock"
	"sem/internal/db"
	"sem/internal/id"
	"sem/internal/jobs"
	"sem/internal/money"
	"sem/internal/people"
)

// Service keeps the cash office.
type Service struct {
	DB      *db.DB
	Clock   clock.Clock
	IDs     id.Source
	People  *people.Service
	Journal Journal         // Journal may be nil in tests.
	Alerts  Alerts          // Alerts may be nil: nobody is told.
	Rooms   map[string]Room // Rooms are those that make bills, by the name they sign with.
	Gateway Gateway         // Gateway may be nil: nothing is paid on line.
	Site    string          // Site is the address of the city: https://ville.example.
	// ApproveAbove is the amount above which a refund waits for a second person; 0 asks for
	// one each time.
	ApproveAbove money.Cents

	queue *jobs.Queue
}

// Online tells whether cards pay on a hosted page.
func (s *Service) Online() bool { return s.Gateway != nil }
