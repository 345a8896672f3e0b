package registration

import (
	"context"
	"fmt"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/i18n"
	"sem/internal/journal"
	"sem/internal/leisure"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
	"sem/internal/session"
)

// CheckOut turns what is held into an order. What costs nothing, and what is paid at the
// counter, is confirmed at once; otherwise the order waits for the payment of its bill, and
// the places are kept meanwhile. Asked again for the same places, it answers the same order.
//
// A hold that was taken while the window was open is honoured after it closed; every other rule
// is asked again.
func (s *Service) CheckOut(ctx context.Context, by session.Viewer, owner people.ID, how CheckOut, key forms.Key) (Order, error) {
	if err := s.mayRegister(ctx, by, owner); err != nil {
		return Order{}, err
	}
	if !by.May(session.LeisureDesk) || how.Channel == "" {
		how.Channel, how.Tender = leisure.Web, nil
	}
	if o, ok, err := s.checkOutExpress(ctx, by, owner, how, key); ok || err != nil {
		return o, err
	}
	if err := s.askAfter(ctx, owner, how.Channel); err != nil {
		return Order{}, err
	}
	known, err := s.buyers(ctx, owner)
	if err != nil {
		return Order{}, err
	}
	fresh, err := s.nextNumber(ctx)
	if err != nil {
		return Order{}, err
	}
	number, err := s.once(ctx, by, key, func(t *turn) (string, error) { return t.checkOut(ctx, owner, how, known, fresh) })
	if kind := fault.KindOf(err); number != fresh && kind != fault.Internal && kind != fault.Unavailable {
		s.numbers.giveBack(fresh) // After a failure nobody knows whether it was used.
	}
	if err != nil {
		return Order{}, err
	}
	return orderByNumber(ctx, s.DB, number)
}

// buyers are the owner of a cart and the people held in it.
func (s *Service) buyers(ctx context.Context, owner people.ID) (candidates, error) {
	held, err := placesWhere(ctx, s.DB, "p.payer_id = $1 AND p.state = 'held'", string(owner))
	if err != nil {
		return nil, err
	}
	who := []people.ID{owner}
	for _, p := range held {
		who = append(who, p.Person)
	}
	return s.candidates(ctx, unique(who))
}

func (t *turn) checkOut(ctx context.Context, owner people.ID, how CheckOut, known candidates, number string) (string, error) {
	held, err := t.holds(ctx, owner)
	if err != nil {
		return "", err
	}
	if len(held) == 0 {
		return "", fault.New(fault.Conflict, "Aucune place n’est retenue dans le panier, ou le temps est écoulé. Retenez vos places de nouveau.")
	}
	if same, err := t.sameOrder(ctx, owner, held, how); err != nil || same != "" {
		return same, err
	}
	for _, p := range held {
		if err := t.still(ctx, p, known[p.Person], how.Channel); err != nil {
			return "", err
		}
	}
	if err := t.leaveOrders(ctx, owner); err != nil {
		return "", err
	}
	o := Order{ID: OrderID(t.IDs.New()), Number: number, Owner: owner, State: OrderOpen, At: t.now, Channel: how.Channel}
	for i := range held {
		p := &held[i]
		if p.Order == "" && how.Channel == leisure.Web {
			p.Until = later(p.Until, t.now.Add(payWithin))
		}
		p.Order = o.ID
		o.Total += p.Total()
		if o.Until.IsZero() || p.Until.Before(o.Until) {
			o.Until = p.Until
		}
	}
	if o.Total <= 0 {
		return o.Number, t.confirmFree(ctx, o, held)
	}
	return o.Number, t.owe(ctx, o, held, known, how)
}

// sameOrder is the number of the open order of exactly these places, if it is asked for again.
func (t *turn) sameOrder(ctx context.Context, owner people.ID, held []Place, how CheckOut) (string, error) {
	first := held[0].Order
	if first == "" || how.Tender != nil || slices.ContainsFunc(held, func(p Place) bool { return p.Order != first }) {
		return "", nil
	}
	o, err := orderByID(ctx, t.tx, first)
	if err != nil || o.State != OrderOpen || o.Owner != owner || o.Total != total(held) {
		return "", err
	}
	return o.Number, nil
}

func total(places []Place) (sum money.Cents) {
	for _, p := range places {
		sum += p.Total()
	}
	return sum
}

// still asks the rules again for a held place.
func (t *turn) still(ctx context.Context, p Place, who people.Person, c leisure.Channel) error {
	g, err := t.group(p.Group)
	if err != nil {
		return err
	}
	f, err := t.check(ctx, t.tx, t.program, g, who, c, enough(g))
	if err != nil {
		return err
	}
	for _, one := range f.Against() {
		if one.Rule != leisure.RuleWindow && one.Rule != leisure.RuleTwice {
			return fault.New(fault.Conflict, "%s ne peut plus être inscrit à ce groupe : le panier dit pourquoi. Retirez cette place, puis continuez.", who.GivenName)
		}
	}
	return nil
}

// leaveOrders gives up the open orders of an owner, which another one replaces.
func (t *turn) leaveOrders(ctx context.Context, owner people.ID) error {
	open, err := ordersWhere(ctx, t.tx, "o.owner_id = $1 AND o.state = 'open'", string(owner))
	if err != nil {
		return err
	}
	for _, o := range open {
		if err := t.leaveOrder(ctx, o); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) leaveOrder(ctx context.Context, o Order) error {
	o.State = OrderLapsed
	if err := t.writeOrder(ctx, o); err != nil {
		return err
	}
	if o.Bill == "" || t.Payments == nil {
		return nil
	}
	if err := t.Payments.Void(ctx, t.tx, o.Bill); err != nil && fault.KindOf(err) != fault.Conflict {
		return fmt.Errorf("give up the bill of order %s: %w", o.Number, err)
	}
	return nil
}

// confirmFree confirms an order that costs nothing.
func (t *turn) confirmFree(ctx context.Context, o Order, places []Place) error {
	o.State, o.ConfirmedAt = OrderConfirmed, t.now
	if err := t.insertOrder(ctx, o); err != nil {
		return err
	}
	for i := range places {
		if err := t.confirm(ctx, &places[i]); err != nil {
			return err
		}
	}
	return t.confirmed(ctx, o, places)
}

// confirm makes a registration of a held place.
func (t *turn) confirm(ctx context.Context, p *Place) error {
	p.ConfirmedAt, p.EndedAt, p.Until, p.Reason, p.Paid = t.now, time.Time{}, time.Time{}, "", p.Total()
	return t.move(ctx, p, Confirmed)
}

// confirmed writes a confirmed order into the journal and tells its owner.
func (t *turn) confirmed(ctx context.Context, o Order, places []Place) error {
	return t.confirmedOf(ctx, o, places, func(p Place) (string, error) {
		who, _, err := t.named(ctx, p)
		return who, err
	})
}

// confirmedOf is confirmed where the given names are known.
func (t *turn) confirmedOf(ctx context.Context, o Order, places []Place, name func(Place) (string, error)) error {
	for _, e := range entries(o, places) {
		if err := t.record(ctx, e); err != nil {
			return err
		}
	}
	return t.tellConfirmed(ctx, o, places, name)
}

// entries are what the journal is told of a confirmed order.
func entries(o Order, places []Place) []journal.Entry {
	all := make([]journal.Entry, len(places))
	for i, p := range places {
		all[i] = journal.Entry{Person: string(p.Person), Action: Registered, Object: "loisirs/inscriptions/" + o.Number, Detail: string(p.Group)}
	}
	return all
}

// owe makes the bill of an order, and takes its payment at the counter.
func (t *turn) owe(ctx context.Context, o Order, places []Place, known candidates, how CheckOut) error {
	if t.Payments == nil {
		return fault.New(fault.Unavailable, "Le paiement n’est pas possible en ce moment. Réessayez plus tard, ou appelez-nous.")
	}
	if how.Channel == leisure.Counter && how.Tender == nil {
		var wrong fault.Problems
		wrong.Add("mode", "Choisissez comment la personne paie.")
		return wrong.Err()
	}
	bill, err := t.Payments.Owe(ctx, t.tx, payments.NewBill{
		Room: Room, Object: string(o.ID), Payer: o.Owner, Scope: people.Leisure, Lines: t.lines(places, known),
		Due: o.Until, At: t.now, Path: "/loisirs/inscriptions/" + o.Number,
	})
	if err != nil {
		return fmt.Errorf("bill order %s: %w", o.Number, err)
	}
	o.Bill = bill.ID
	if err := t.insertOrder(ctx, o); err != nil {
		return err
	}
	for _, p := range places {
		if err := t.write(ctx, p); err != nil {
			return err
		}
	}
	if how.Tender == nil {
		return nil
	}
	_, err = t.Payments.TakeTx(ctx, t.tx, t.by, bill.ID, *how.Tender)
	return err
}

// lines are what a bill says of places.
func (t *turn) lines(places []Place, known candidates) (lines []payments.Line) {
	for _, p := range places {
		who, title := known[p.Person].GivenName, t.title(p.Group)
		for _, l := range p.Price {
			if l.Amount == 0 {
				continue
			}
			lines = append(lines, payments.Line{
				Text:   i18n.Words{FR: who + ", " + title.FR + " : " + l.Text.FR, EN: who + ", " + inEnglish(title) + ": " + inEnglish(l.Text)},
				Amount: l.Amount, Income: IncomeOf(t.program, p.Group, l), Object: string(p.ID), For: p.Person,
			})
		}
	}
	return lines
}

// The incomes of the books.
const (
	LeisureIncome   = "leisure"
	ChildcareIncome = "childcare" // ChildcareIncome is what the relevé 24 counts.
)

// IncomeOf is the income that a line of the price of a group belongs to. The course follows its
// activity, and the reduction of a family goes with the course; an option says so itself.
func IncomeOf(p *leisure.Program, group leisure.GroupID, l PriceLine) string {
	if l.Kind == OptionPrice {
		if l.Childcare {
			return ChildcareIncome
		}
		return LeisureIncome
	}
	if g, ok := p.Group(group); ok {
		if a, ok := p.Activity(g.Activity); ok && a.Childcare {
			return ChildcareIncome
		}
	}
	return LeisureIncome
}

func inEnglish(w i18n.Words) string {
	if w.EN != "" {
		return w.EN
	}
	return w.FR
}

// title is the title of the activity of a group.
func (t *turn) title(id leisure.GroupID) i18n.Words {
	if g, ok := t.program.Group(id); ok {
		if a, ok := t.program.Activity(g.Activity); ok {
			return a.Title
		}
	}
	return i18n.Words{FR: "Activité", EN: "Activity"}
}

const selectOrder = `
		SELECT o.id, o.number, o.owner_id, o.state, o.bill, o.total, o.channel, o.at, o.until, o.confirmed_at
		FROM   registration_order o`

func ordersWhere(ctx context.Context, q db.Querier, condition string, values ...any) ([]Order, error) {
	rows, err := q.Query(ctx, selectOrder+"\n\t\tWHERE  "+condition, values...)
	found, err := db.Collect(rows, err, func(r *db.Rows) (Order, error) {
		var o Order
		return o, r.Scan(&o.ID, &o.Number, &o.Owner, &o.State, &o.Bill, &o.Total, &o.Channel, &o.At, &o.Until, &o.ConfirmedAt)
	})
	if err != nil {
		return nil, fmt.Errorf("read orders: %w", err)
	}
	return found, nil
}

func absentOrder() error {
	return fault.New(fault.NotFound, "Ce numéro d’inscription n’existe pas, ou n’est pas dans votre dossier.")
}

func orderWhere(ctx context.Context, q db.Querier, condition, value string) (Order, error) {
	found, err := ordersWhere(ctx, q, condition, value)
	if err != nil {
		return Order{}, err
	}
	if len(found) == 0 {
		return Order{}, absentOrder()
	}
	o := found[0]
	o.Places, err = placesWhere(ctx, q, "p.order_id = $1 AND p.order_id <> '' ORDER BY p.added_at, p.id", string(o.ID))
	return o, err
}

func orderByID(ctx context.Context, q db.Querier, which OrderID) (Order, error) {
	return orderWhere(ctx, q, "o.id = $1", string(which))
}

func orderByNumber(ctx context.Context, q db.Querier, number string) (Order, error) {
	return orderWhere(ctx, q, "o.number = $1", number)
}

func (t *turn) insertOrder(ctx context.Context, o Order) error {
	if err := t.tx.SendMany(ctx, db.Many{Table: "registration_order", Columns: orderColumns, Rows: [][]any{orderRow(o, t.by.Account)}}); err != nil {
		return fmt.Errorf("write order %s: %w", o.Number, err)
	}
	return nil
}

func (t *turn) writeOrder(ctx context.Context, o Order) error {
	_, err := t.tx.Exec(ctx, `
		UPDATE registration_order
		SET    state = $1, confirmed_at = $2
		WHERE  id = $3`, string(o.State), o.ConfirmedAt, string(o.ID))
	if err != nil {
		return fmt.Errorf("write order %s: %w", o.Number, err)
	}
	return nil
}

// Order is an order by its number, for its owner, whoever has their mandate, and the counter.
func (s *Service) Order(ctx context.Context, by session.Viewer, number string) (Order, error) {
	o, err := orderByNumber(ctx, s.DB, number)
	if err != nil {
		return Order{}, err
	}
	if s.mayRegister(ctx, by, o.Owner) != nil {
		return Order{}, absentOrder()
	}
	return o, nil
}

// Orders are the orders of an owner, the newest first, with their places.
func (s *Service) Orders(ctx context.Context, by session.Viewer, owner people.ID) ([]Order, error) {
	if err := s.mayRegister(ctx, by, owner); err != nil {
		return nil, err
	}
	orders, err := ordersWhere(ctx, s.DB, "o.owner_id = $1 ORDER BY o.at DESC, o.number DESC", string(owner))
	if err != nil {
		return nil, err
	}
	places, err := placesWhere(ctx, s.DB, "p.payer_id = $1 AND p.order_id <> '' ORDER BY p.added_at, p.id", string(owner))
	if err != nil {
		return nil, err
	}
	for i := range orders {
		for _, p := range places {
			if p.Order == orders[i].ID {
				orders[i].Places = append(orders[i].Places, p)
			}
		}
	}
	return orders, nil
}
