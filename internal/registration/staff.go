package registration

import (
	"context"

	"sem/internal/civil"
	"sem/internal/forms"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/people"
	"sem/internal/session"
)

// RosterLine is one registered person of a group, as its team sees them.
type RosterLine struct {
	Place   Place
	Person  people.Person
	Phone   string                 // Phone of whoever pays.
	Payer   string                 // Payer by name.
	Present map[civil.Day]Presence // Present by the day of the class.
	Passed  bool
	Health  string // Health is what the team must know, empty when no sheet was filled.
	PickUp  string // PickUp names who may come for the child.
}

// Presence is whether somebody came.
type Presence string

// Whether somebody came to a class.
const (
	Came    Presence = "came"
	Missed  Presence = "missed"
	Excused Presence = "excused"
)

// Roster are the confirmed places of a group by family name, for LeisureTeam. Sheets are read,
// and the reading journaled, only when sheets is true.
func (s *Service) Roster(ctx context.Context, by session.Viewer, group leisure.GroupID, sheets bool) ([]RosterLine, error) {
	return nil, errUnwritten
}

// WaitingList are the waiting and offered places of a group in order, for LeisureTeam and
// LeisureDesk.
func (s *Service) WaitingList(ctx context.Context, by session.Viewer, group leisure.GroupID) ([]RosterLine, error) {
	return nil, errUnwritten
}

// Attend notes who came to a class; an empty Presence takes the note back.
func (s *Service) Attend(ctx context.Context, by session.Viewer, group leisure.GroupID, day civil.Day, who map[PlaceID]Presence, key forms.Key) error {
	return errUnwritten
}

// MarkPassed notes that people have passed the activity of a group, or have not.
func (s *Service) MarkPassed(ctx context.Context, by session.Viewer, group leisure.GroupID, passed map[PlaceID]bool, key forms.Key) error {
	return errUnwritten
}

// Transfer moves a confirmed place to another group with a free place; what was paid goes with
// it, and more or less is not asked. The freed place is offered to the next.
func (s *Service) Transfer(ctx context.Context, by session.Viewer, place PlaceID, to leisure.GroupID, motive string, key forms.Key) (PlaceID, error) {
	return "", errUnwritten
}

// Override sets rules aside for a person in a group, with a motive, for LeisureDesk. The counter
// does it before it adds the person.
func (s *Service) Override(ctx context.Context, by session.Viewer, person people.ID, group leisure.GroupID, rule leisure.Rule, motive string, key forms.Key) error {
	return errUnwritten
}

// Cancellation is what cancelling a group means.
type Cancellation struct {
	Group     leisure.GroupID
	Confirmed []RosterLine // Confirmed lose their place and get everything back.
	InCarts   int
	Waiting   int
	Back      money.Cents
}

// Cancellation tells whom cancelling a group would concern, and how much would be given back.
func (s *Service) Cancellation(ctx context.Context, by session.Viewer, group leisure.GroupID) (Cancellation, error) {
	return Cancellation{}, errUnwritten
}

// CancelGroup cancels a group: everybody is told why, all that was paid is given back, and every
// place ends, in one transaction. Only LeisureManage does.
func (s *Service) CancelGroup(ctx context.Context, by session.Viewer, group leisure.GroupID, reason string, key forms.Key) (Cancellation, error) {
	return Cancellation{}, errUnwritten
}

// SheetKind is a form that is filled after registration.
type SheetKind string

// The sheets.
const (
	HealthSheet SheetKind = "health"
	PickUpSheet SheetKind = "pickup"
)

// Sheet is what a family wrote on a sheet of a person, empty when nothing.
func (s *Service) Sheet(ctx context.Context, by session.Viewer, person people.ID, kind SheetKind) (string, error) {
	return "", errUnwritten
}

// SaveSheet keeps what a family says on a sheet of a person, sealed with the key of the city.
func (s *Service) SaveSheet(ctx context.Context, by session.Viewer, person people.ID, kind SheetKind, text string, key forms.Key) error {
	return errUnwritten
}
