package registration

import (
	"context"
	"errors"
	"time"

	"sem/internal/db"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
)

var errUnwritten = errors.New("not written yet")

// AddTo says what is put into a cart.
type AddTo struct {
	Owner   people.ID
	People  []people.ID
	Group   leisure.GroupID
	Options []string
	Channel leisure.Channel
}

// Cart is what an owner is about to register, with findings and clashes.
func (s *Service) Cart(ctx context.Context, by session.Viewer, owner people.ID) (Cart, error) {
	return Cart{}, errUnwritten
}

// Add puts people into a cart, each with an outcome of their own: held at once when the window
// is open and a place is free, wished when it is not open yet, and otherwise refused with the
// reason.
func (s *Service) Add(ctx context.Context, by session.Viewer, a AddTo, key forms.Key) ([]Outcome, error) {
	return nil, errUnwritten
}

// Remove takes a wished or held place out of a cart.
func (s *Service) Remove(ctx context.Context, by session.Viewer, place PlaceID, key forms.Key) error {
	return errUnwritten
}

// HoldAll holds every wished place of a cart whose window is open: the prepared cart in one
// click, with an outcome for each.
func (s *Service) HoldAll(ctx context.Context, by session.Viewer, owner people.ID, channel leisure.Channel, key forms.Key) ([]Outcome, error) {
	return nil, errUnwritten
}

// Extend keeps the holds of a cart for 15 minutes more, once.
func (s *Service) Extend(ctx context.Context, by session.Viewer, owner people.ID, key forms.Key) error {
	return errUnwritten
}

// CheckOut turns what is held into an order. What costs nothing, and what is paid at the
// counter, is confirmed at once; otherwise the order waits for the payment of its bill, and
// the places are kept meanwhile. Asked again for the same places, it answers the same order.
func (s *Service) CheckOut(ctx context.Context, by session.Viewer, owner people.ID, how CheckOut, key forms.Key) (Order, error) {
	return Order{}, errUnwritten
}

// Order is an order by its number, for its owner and for the counter.
func (s *Service) Order(ctx context.Context, by session.Viewer, number string) (Order, error) {
	return Order{}, errUnwritten
}

// Orders are the orders of an owner, the newest first, with their places.
func (s *Service) Orders(ctx context.Context, by session.Viewer, owner people.ID) ([]Order, error) {
	return nil, errUnwritten
}

// BillPaid confirms the places of a bill in the transaction of its payment. Those that were
// lost meanwhile are taken again while seats are free; the rest is answered line by line for
// the books to give back.
func (s *Service) BillPaid(ctx context.Context, tx *db.Tx, bill payments.Bill, at time.Time) error {
	return errUnwritten
}

// PlacesOf are the places of people in every state, the newest first.
func (s *Service) PlacesOf(ctx context.Context, who ...people.ID) ([]Place, error) {
	return nil, errUnwritten
}

// Place is one place, for whoever may see its person, its payer and the counter.
func (s *Service) Place(ctx context.Context, by session.Viewer, place PlaceID) (Place, error) {
	return Place{}, errUnwritten
}

// Withdrawal is what giving a place up means.
type Withdrawal struct {
	Place Place
	Paid  money.Cents
	Back  money.Cents
	Kept  money.Cents
	Why   i18n.Words // Why is the rule in the words of the city.
	Given int        // Given is how many classes were given, of All.
	All   int
}

// Withdrawal tells what giving a confirmed place up would mean now, with or without a medical
// note.
func (s *Service) Withdrawal(ctx context.Context, by session.Viewer, place PlaceID, note bool) (Withdrawal, error) {
	return Withdrawal{}, errUnwritten
}

// Withdraw gives a confirmed place up, returns the money by the policy, and offers the place to
// the next in line in the same transaction. A note counts at the counter only.
func (s *Service) Withdraw(ctx context.Context, by session.Viewer, place PlaceID, note bool, key forms.Key) (Withdrawal, error) {
	return Withdrawal{}, errUnwritten
}

// WaitFor says who joins the list of a group: several people together or not at all.
type WaitFor struct {
	Owner   people.ID
	People  []people.ID
	Group   leisure.GroupID
	Options []string
	Channel leisure.Channel
}

// Wait puts people on the list of a full group.
func (s *Service) Wait(ctx context.Context, by session.Viewer, w WaitFor, key forms.Key) ([]Outcome, error) {
	return nil, errUnwritten
}

// LeaveList takes a place, and its siblings, off the list.
func (s *Service) LeaveList(ctx context.Context, by session.Viewer, place PlaceID, key forms.Key) error {
	return errUnwritten
}

// Accept takes an offer, for the siblings together: the places are held in the cart until the
// deadline of the offer.
func (s *Service) Accept(ctx context.Context, by session.Viewer, place PlaceID, key forms.Key) error {
	return errUnwritten
}

// Decline refuses an offer, for the siblings together; the place goes to the next.
func (s *Service) Decline(ctx context.Context, by session.Viewer, place PlaceID, key forms.Key) error {
	return errUnwritten
}

// KeepRank refuses an offer and keeps the rank, once; no other offer comes before the deadline
// of this one.
func (s *Service) KeepRank(ctx context.Context, by session.Viewer, place PlaceID, key forms.Key) error {
	return errUnwritten
}

// Left is what is left of a group, from memory.
func (s *Service) Left(group leisure.GroupID) leisure.Left { return leisure.Left{} }

// Refresh reads the seats that another process took since the last time.
func (s *Service) Refresh(ctx context.Context) error { return errUnwritten }

// Passed are the codes of the activities that a person has passed: those where a confirmed
// place was marked so by the team.
func (s *Service) Passed(ctx context.Context, who people.ID) (map[string]bool, error) {
	return nil, errUnwritten
}
