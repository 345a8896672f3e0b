package library

import (
	"context"
	"errors"
	"slices"
	"time"

	"sem/internal/db"
	"sem/internal/fault"
	"sem/internal/forms"
	"sem/internal/people"
	"sem/internal/session"
)

// orderID names an order that a citizen gave to the library.
type orderID string

// orderKind is what is ordered.
type orderKind string

const (
	toRenew  orderKind = "renew"
	toHold   orderKind = "hold"
	toCancel orderKind = "cancel"
)

// lineState is how far one document of an order is.
type lineState string

const (
	lineAsked   lineState = "asked"
	lineDone    lineState = "done"
	lineRefused lineState = "refused"
	lineUnsure  lineState = "unsure"
	lineUnsent  lineState = "unsent"
)

// line is one document of an order.
type line struct {
	place     int
	card      CardID
	item      string
	title     string
	state     lineState
	dueBefore time.Time
	due       time.Time
	rank      int
	why       Reason
	words     string
}

// order is what a citizen asked of the library in one form.
type order struct {
	id    orderID
	kind  orderKind
	asked time.Time
	lines []line
	cards map[CardID]record
	keys  map[CardID]Key
}

// orderPatience is how long somebody waits for a whole order; what was not asked by then is not
// asked any more.
const orderPatience = 12 * time.Second

// linePatience is how long one document of it may take.
const linePatience = 5 * time.Second

// Renew renews loans, each with an outcome in the order asked; none picked means all of the
// cards that the viewer may act for. It asks the library now, or fails with Unavailable and
// changes nothing. What the library did not answer in time is Unsure, until the next copy tells.
func (s *Service) Renew(ctx context.Context, by session.Viewer, which []Picked, key forms.Key) ([]Renewal, error) {
	o, err := s.toRenew(ctx, by, which)
	if err != nil {
		return nil, err
	}
	done, err := s.give(ctx, by, o, key, s.renewAll)
	if err != nil {
		return nil, err
	}
	all := make([]Renewal, len(done))
	for i, l := range done {
		all[i] = l.renewal()
	}
	return all, nil
}

// toRenew is the order of what was picked, or of all that is out.
func (s *Service) toRenew(ctx context.Context, by session.Viewer, which []Picked) (order, error) {
	o := order{kind: toRenew}
	found, err := s.actable(ctx, by)
	if err != nil {
		return o, err
	}
	for _, r := range found {
		c, err := copyOf(r.account)
		if err != nil {
			return o, err
		}
		for _, l := range c.Loans {
			if len(which) == 0 || slices.Contains(which, Picked{r.id, l.Item}) {
				o.add(r, line{item: l.Item, title: l.Title, dueBefore: l.Due})
			}
		}
	}
	if len(o.lines) == 0 {
		return o, fault.New(fault.Conflict, "Il n’y a plus rien à renouveler : ces documents ne sont plus dans vos prêts.")
	}
	if len(o.lines) > mostLines {
		return o, fault.New(fault.Invalid, "Renouvelez au plus %d documents à la fois.", mostLines)
	}
	if len(which) > 0 { // In the order asked.
		slices.SortStableFunc(o.lines, func(a, b line) int {
			return slices.Index(which, Picked{a.card, a.item}) - slices.Index(which, Picked{b.card, b.item})
		})
	}
	return o, nil
}

// mostLines is how many documents one order has.
const mostLines = 200

func (o *order) add(r record, l line) {
	if o.cards == nil {
		o.cards, o.keys = map[CardID]record{}, map[CardID]Key{}
	}
	o.cards[r.id] = r
	l.card, l.state = r.id, lineAsked
	o.lines = append(o.lines, l)
}

// actable are the cards that the viewer may act for.
func (s *Service) actable(ctx context.Context, by session.Viewer) ([]record, error) {
	if by.Person == "" {
		return nil, errNoPerson
	}
	holders, err := s.Holders(ctx, by)
	if err != nil {
		return nil, err
	}
	var who []people.ID
	for _, p := range holders {
		who = append(who, p.ID)
	}
	found, err := cardsOf(ctx, s.DB, who)
	slices.SortStableFunc(found, func(a, b record) int { return slices.Index(who, a.person) - slices.Index(who, b.person) })
	return found, err
}

// PlaceHold reserves a document.
func (s *Service) PlaceHold(ctx context.Context, by session.Viewer, card CardID, w Wish, key forms.Key) (Outcome, error) {
	r, err := s.owned(ctx, s.DB, by, card)
	if err != nil {
		return Outcome{}, err
	}
	if w.Item == "" && w.Record == "" {
		var wrong fault.Problems
		wrong.Add("document", "Écrivez le numéro du document au catalogue, ou celui sous son code-barres.")
		return Outcome{}, wrong.Err()
	}
	o := order{kind: toHold}
	o.add(r, line{item: w.Item + w.Record})
	return s.one(ctx, by, o, key, func(ctx context.Context, c *connection, k Key) (Outcome, error) {
		return c.guarded.PlaceHold(ctx, k, w)
	})
}

// CancelHold gives a hold up.
func (s *Service) CancelHold(ctx context.Context, by session.Viewer, card CardID, hold string, key forms.Key) (Outcome, error) {
	r, err := s.owned(ctx, s.DB, by, card)
	if err != nil {
		return Outcome{}, err
	}
	kept, err := copyOf(r.account)
	if err != nil {
		return Outcome{}, err
	}
	o := order{kind: toCancel}
	i := slices.IndexFunc(kept.Holds, func(h Hold) bool { return h.ID == hold && hold != "" })
	if i < 0 {
		if earlier, err := s.doneBefore(ctx, key); err != nil || earlier == "" {
			return Outcome{}, errors.Join(err, fault.New(fault.Conflict, "Cette réservation n’est plus dans votre dossier."))
		}
		i, kept.Holds = 0, []Hold{{ID: hold}}
	}
	o.add(r, line{item: hold, title: kept.Holds[i].Title})
	return s.one(ctx, by, o, key, func(ctx context.Context, c *connection, k Key) (Outcome, error) {
		return c.guarded.CancelHold(ctx, k, hold)
	})
}

// one gives an order of one line.
func (s *Service) one(ctx context.Context, by session.Viewer, o order, key forms.Key, do func(context.Context, *connection, Key) (Outcome, error)) (Outcome, error) {
	done, err := s.give(ctx, by, o, key, func(ctx context.Context, c *connection, o *order) {
		l := &o.lines[0]
		if l.state != lineAsked {
			return
		}
		asking, cancel := context.WithTimeout(ctx, linePatience)
		defer cancel()
		out, err := do(asking, c, o.keys[l.card])
		if l.failed(err) {
			return
		}
		l.state, l.rank, l.why, l.words = lineRefused, out.Rank, out.Why, out.Words
		if out.Done {
			l.state = lineDone
		}
	})
	if err != nil {
		return Outcome{}, err
	}
	l := done[0]
	return Outcome{Done: l.state == lineDone, Rank: l.rank, Why: l.reason(), Words: l.words}, nil
}

// give writes an order down, carries it out with the library outside any transaction, and
// writes down what became of it. The same form again hears what became of it the first time;
// one that never reached the library is given again.
func (s *Service) give(ctx context.Context, by session.Viewer, o order, key forms.Key, do func(context.Context, *connection, *order)) ([]line, error) {
	if s.connected().driver == NoDriver {
		return nil, errAbsent
	}
	earlier, err := s.write(ctx, by, &o, key)
	if err != nil || earlier != nil {
		return earlier, err
	}
	c := s.connected()
	for id, r := range o.cards {
		if o.keys[id], err = s.key(c, r); err != nil {
			o.block(id) // Its PIN was never kept: the others are asked for all the same.
		}
	}
	// Whoever leaves the page has still given the order: it is carried out and written down.
	ctx = context.WithoutCancel(ctx)
	asking, cancel := context.WithTimeout(ctx, orderPatience)
	defer cancel()
	do(asking, c, &o)
	if err := s.finish(ctx, by, &o); err != nil {
		return nil, err
	}
	if !o.sent() {
		return nil, errSilent
	}
	return o.lines, nil
}

// block refuses what is asked of a card that cannot be named to the library.
func (o *order) block(card CardID) {
	for i := range o.lines {
		if o.lines[i].card == card {
			o.lines[i].state, o.lines[i].why = lineRefused, CardBlocked
		}
	}
}

// sent tells whether the library was asked for anything of an order.
func (o *order) sent() bool {
	return slices.ContainsFunc(o.lines, func(l line) bool { return l.state != lineUnsent && l.state != lineAsked })
}

// renewAll renews what an order lists, card after card.
func (s *Service) renewAll(ctx context.Context, c *connection, o *order) {
	byCard := map[CardID][]*line{}
	var ids []CardID
	for i := range o.lines {
		l := &o.lines[i]
		if l.state != lineAsked {
			continue
		}
		if byCard[l.card] == nil {
			ids = append(ids, l.card)
		}
		byCard[l.card] = append(byCard[l.card], l)
	}
	for _, id := range ids {
		kept, err := copyOf(o.cards[id].account)
		if may := c.guarded.Abilities(); err == nil && may.RenewAll && len(byCard[id]) > 1 && len(byCard[id]) == len(kept.Loans) {
			if renewWhole(ctx, c, o.keys[id], byCard[id]) {
				continue
			}
		}
		renewEach(ctx, c, o.keys[id], byCard[id])
	}
}

// renewWhole renews all loans of a card in one question; false when the system cannot after all.
func renewWhole(ctx context.Context, c *connection, k Key, lines []*line) bool {
	asking, cancel := context.WithTimeout(ctx, 2*linePatience)
	defer cancel()
	all, err := c.guarded.RenewAll(asking, k)
	if errors.Is(err, ErrCannot) {
		return false
	}
	for _, l := range lines {
		if l.failed(err) {
			continue
		}
		l.state, l.why = lineUnsure, Unsure // What the answer does not list is known with the next copy.
		for _, r := range all {
			if r.Item == l.item {
				l.heard(r)
			}
		}
	}
	return true
}

// renewEach renews loans one by one. After a question that went nowhere, no other is put.
func renewEach(ctx context.Context, c *connection, k Key, lines []*line) {
	silent := false
	for _, l := range lines {
		if silent || ctx.Err() != nil {
			l.state, l.why = lineUnsent, NotAsked
			continue
		}
		asking, cancel := context.WithTimeout(ctx, linePatience)
		r, err := c.guarded.Renew(asking, k, l.item)
		cancel()
		if l.failed(err) {
			silent = l.state == lineUnsent || l.state == lineUnsure
			continue
		}
		l.heard(r)
	}
}

// heard keeps what the library answered about a loan.
func (l *line) heard(r Renewal) {
	l.state, l.due, l.why, l.words = lineRefused, time.Time{}, r.Why, r.Words
	if r.Renewed {
		l.state, l.due = lineDone, r.Due
	} else if r.Why == NoReason {
		l.why = Refused
	}
	if l.title == "" {
		l.title = r.Title
	}
}

// failed keeps how a question failed, and tells whether it did. One that may have arrived is
// unsure; only one that certainly did not is unsent.
func (l *line) failed(err error) bool {
	switch {
	case err == nil:
		return false
	case errors.Is(err, ErrUnsure), errors.Is(err, ErrOtherPatron):
		l.state, l.why = lineUnsure, Unsure
	case errors.Is(err, ErrWrongCard):
		l.state, l.why = lineRefused, CardBlocked
	case errors.Is(err, ErrCannot):
		l.state, l.why = lineRefused, NotRenewable
	case fault.KindOf(err) == fault.Unavailable:
		l.state, l.why = lineUnsent, NotAsked
	default:
		l.state, l.why = lineUnsure, Unsure
	}
	return true
}

func (l line) renewal() Renewal {
	return Renewal{Item: l.item, Title: l.title, Renewed: l.state == lineDone, Due: l.due, Why: l.reason(), Words: l.words}
}

// reason is why a line was not done. One that is under way, or was cut off, is not known yet.
func (l line) reason() Reason {
	switch l.state {
	case lineDone:
		return NoReason
	case lineAsked:
		return Unsure
	}
	return l.why
}

// LastRenewed is what became of the last order to renew that the viewer gave, in the last
// quarter of an hour; NotFound when they gave none.
func (s *Service) LastRenewed(ctx context.Context, by session.Viewer) (Renewed, error) {
	o, err := lastOrder(ctx, s.DB, by.Account, toRenew, s.Clock.Now().Add(-shownFor))
	if err != nil {
		return Renewed{}, err
	}
	shown := Renewed{At: o.asked}
	for _, l := range o.lines {
		shown.Lines = append(shown.Lines, RenewedLine{Card: l.card, Renewal: l.renewal()})
	}
	return shown, nil
}

// shownFor is how long a page shows what became of an order.
const shownFor = 15 * time.Minute

var errNoOrder = fault.New(fault.NotFound, "Vous n’avez rien renouvelé dans les dernières minutes.")

// write writes an order down before the library is asked. earlier are the lines of the same
// form when it came before, and was not left unsent.
func (s *Service) write(ctx context.Context, by session.Viewer, o *order, key forms.Key) (earlier []line, err error) {
	o.id, o.asked = orderID(s.IDs.New()), s.Clock.Now()
	err = s.DB.InTx(ctx, func(tx *db.Tx) error {
		earlier = nil
		before, err := forms.Claim(ctx, tx, key, string(o.id), o.asked)
		if err != nil {
			return err
		}
		if before == "" {
			return insertOrder(ctx, tx, *o, by.Account)
		}
		again, err := retake(ctx, tx, orderID(before))
		if err != nil {
			return err
		}
		earlier, err = linesOf(ctx, tx, orderID(before))
		if !again || err != nil {
			return err
		}
		earlier, o.id = nil, orderID(before)
		return replaceLines(ctx, tx, *o)
	})
	return earlier, err
}
