package sip2

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"sem/internal/civil"
	"sem/internal/library"
	"sem/internal/money"
)

const (
	mostLines = 1000 // mostLines is the most that is read of one list.
	mostPages = 100
	mostItems = 200 // mostItems is of how many copies of a card the title is asked for.
)

// Where the fixed fields of 64 are: the flags of the card, and six counts.
const (
	patronFlags   = 14
	countsAt      = 35
	countLength   = 4
	heldCount     = 0
	overdueCount  = 1
	chargedCount  = 2
	fineCount     = 3
	waitingCount  = 5
	unknownNumber = -1
)

// Check asks whether a card and its PIN go together: the card must be valid (BL) and the PIN
// right (CQ). A server that says nothing of the PIN has not looked at it. The PIN is sent once,
// on a connection that has just answered, for servers lock a card after some tries.
func (s *System) Check(ctx context.Context, card, pin string) (library.Patron, error) {
	if card == "" || pin == "" {
		return library.Patron{}, library.ErrWrongCard
	}
	var p library.Patron
	err := s.talk(ctx, func(t *talk) error {
		if _, err := t.ask(statusQuestion(), codeStatusIs); err != nil {
			return err
		}
		m, _, err := t.order(s.patronQuestion(card, pin, counts, "", ""), codePatronIs)
		switch {
		case err != nil:
			return err
		case m.Get("BL") != "Y" || m.Get("CQ") != "Y":
			return library.ErrWrongCard
		case !isSame(m.Get("AA"), card):
			return library.ErrOtherPatron
		}
		p = library.Patron{Card: m.Get("AA"), Name: m.Get("AE")}
		return nil
	})
	return p, err
}

// isSame compares the numbers of two cards.
func isSame(a, b string) bool {
	return a != "" && strings.EqualFold(strings.TrimSpace(a), strings.TrimSpace(b))
}

// Account is everything about one card.
func (s *System) Account(ctx context.Context, k library.Key) (library.Account, error) {
	if !s.pool.does(8) {
		return library.Account{}, library.ErrCannot
	}
	var a library.Account
	found := s.goes.take(k.Card)
	err := s.talk(ctx, func(t *talk) error {
		r := &reading{System: s, talk: t, key: k, found: found.copies}
		var err error
		a, err = r.account()
		return err
	})
	if err != nil {
		s.goes.keep(k.Card, found)
		return library.Account{}, err
	}
	return a, nil
}

// reading is one reading of a card.
type reading struct {
	*System
	talk     *talk
	key      library.Key
	found    map[string]copied // found are copies that were asked for a moment ago, nil to ask anew.
	asked    int               // asked is how many copies were asked for.
	unwilled int               // unwilled is how often the server hung up on such a question.
}

func (r *reading) account() (library.Account, error) {
	m, charged, err := r.list(chargedItems)
	if err != nil {
		return library.Account{}, err
	}
	a := library.Account{Card: m.Get("AA"), Balance: cents(m.Get("BV")), AsOf: r.clock.Now(), Messages: slices.Compact(m.All("AF"))}
	if expires, ok := readDate(m.Get("PA"), r.set.MonthFirst); ok {
		a.Expires = civil.DayOf(expires.at)
	}
	a.Blocked = blocked(m, a.Expires != 0 && a.Expires < civil.DayOf(r.clock.Now()))
	if a.Loans, err = r.loans(m, charged); err != nil {
		return a, err
	}
	if a.Holds, err = r.holds(m); err != nil {
		return a, err
	}
	a.Fees, err = r.fees(m)
	if a.Balance == 0 && !m.Has("BV") {
		a.Balance = sum(a.Fees)
	}
	return a, err
}

func sum(fees []library.Fee) money.Cents {
	var all money.Cents
	for _, f := range fees {
		all += f.Amount
	}
	return all
}

// blocked is why a card cannot borrow or renew, by the flags of its status. Too many documents
// out keep nobody from renewing.
func blocked(m Message, expired bool) library.Reason {
	flags := m.Part(0, patronFlags)
	set := func(places ...int) bool {
		return slices.ContainsFunc(places, func(p int) bool { return len(flags) >= p && flags[p-1] == 'Y' })
	}
	switch {
	case expired:
		return library.CardExpired
	case m.Get("BL") == "N" || set(5):
		return library.CardBlocked
	case set(11, 12, 14):
		return library.Owing
	case set(7, 13):
		return library.Overdue
	case set(9, 10), set(1) && !set(6, 8), set(2) && !set(8):
		return library.CardBlocked
	case set(8):
		return library.TooMany
	}
	return library.NoReason
}

// about refuses an answer about somebody else, and one that says that the PIN is not right any
// more.
func (s *System) about(m Message, k library.Key) error {
	switch {
	case m.Get("BL") == "N" && m.Get("AE") == "", s.set.KeepsPIN && m.Get("CQ") == "N":
		return library.ErrWrongCard
	case !isSame(m.Get("AA"), k.Card):
		return library.ErrOtherPatron
	}
	return nil
}

// list is a list of a card, with the first answer that held it. Servers show as much of it at
// once as they like, or all of it however little was asked for.
func (r *reading) list(of list) (first Message, lines []string, err error) {
	var before []string
	for page := range mostPages {
		m, err := r.talk.ask(r.patronQuestion(r.key.Card, r.pin(r.key), of, place(len(lines)+1), place(len(lines)+r.set.Page)), codePatronIs)
		if err == nil {
			err = r.about(m, r.key)
		}
		if err != nil {
			return first, nil, err
		}
		if page == 0 {
			first = m
		}
		got := m.All(fields[of])
		if len(got) == 0 || slices.Equal(got, before) {
			return first, lines, nil
		}
		lines, before = added(lines, got), got
		told := count(first, countOf[of])
		if len(got) > r.set.Page || told >= 0 && len(lines) >= told || len(lines) >= mostLines {
			return first, lines, nil
		}
	}
	return first, lines, nil
}

// place is a place in a list, as BP and BQ write it.
func place(n int) string {
	text := strconv.Itoa(n)
	return strings.Repeat("0", max(0, 4-len(text))) + text
}

// added is a list with the lines of a further page. A copy stands in a list once.
func added(lines, got []string) []string {
	for _, g := range got {
		if item, _ := itemOf(g); item == "" || !slices.Contains(lines, g) {
			lines = append(lines, g)
		}
	}
	return lines
}

// countOf is where the count of a list stands.
var countOf = map[list]int{heldItems: heldCount, overdueItems: overdueCount, chargedItems: chargedCount, fineItems: fineCount, waitingItems: waitingCount}

// count is one of the six of 64; a server that does not count leaves it blank.
func count(m Message, which int) int {
	n, err := strconv.Atoi(strings.TrimSpace(m.Part(countsAt+which*countLength, countLength)))
	if err != nil || n < 0 {
		return unknownNumber
	}
	return n
}

// further is another list of a card, which is not asked for when the first answer counts nothing
// in it.
func (r *reading) further(m Message, of list) ([]string, error) {
	if count(m, countOf[of]) == 0 {
		return nil, nil
	}
	_, lines, err := r.list(of)
	return lines, err
}

func (r *reading) loans(m Message, charged []string) ([]library.Loan, error) {
	overdue, err := r.further(m, overdueItems)
	if err != nil {
		return nil, err
	}
	var loans []library.Loan
	for _, line := range both(charged, overdue) {
		l, err := r.loan(line)
		if err != nil {
			return nil, err
		}
		loans = append(loans, l)
	}
	if why := blocked(m, false); why != library.NoReason && m.Part(1, 1) == "Y" {
		for i := range loans {
			loans[i].Renewable, loans[i].Why = library.No, why
		}
	}
	return loans, nil
}

// both are two lists, of which the second may repeat lines of the first.
func both(a, b []string) []string {
	all := slices.Clone(a)
	for _, line := range b {
		if !slices.Contains(a, line) {
			all = append(all, line)
		}
	}
	return all
}

func (r *reading) loan(line string) (library.Loan, error) {
	item, title := itemOf(line)
	l := library.Loan{Item: item, Renewals: unknownNumber, Left: unknownNumber}
	l.Title, l.Author = titleOf(title)
	if item == "" {
		l.Item, l.Renewable = line, library.No // It has no number by which it could be renewed.
		return l, nil
	}
	c, err := r.copy(item)
	if err != nil || !c.known {
		return l, err
	}
	l.Title, l.Author, l.Medium = c.title, c.author, c.medium
	l.Due, l.DueAtEnd = c.due.at, c.due.atEnd
	if c.recalled {
		l.Renewable, l.Why = library.No, library.Reserved
	}
	return l, nil
}

func (r *reading) fees(m Message) ([]library.Fee, error) {
	lines, err := r.further(m, fineItems)
	if err != nil {
		return nil, err
	}
	var fees []library.Fee
	for _, line := range lines {
		if !isItem(line) {
			fees = append(fees, feeOf(line))
			continue
		}
		c, err := r.copy(line)
		if err != nil {
			return nil, err
		}
		fees = append(fees, library.Fee{Title: c.title, Amount: c.fee})
	}
	return fees, nil
}

// holds are those of a card. What the two lists hold differs from one maker to the next, so it
// is a setting.
func (r *reading) holds(m Message) ([]library.Hold, error) {
	held, err := r.further(m, heldItems)
	if err != nil {
		return nil, err
	}
	waiting, err := r.further(m, waitingItems)
	if err != nil {
		return nil, err
	}
	var holds []library.Hold
	for _, line := range both(held, waiting) {
		state := library.Ready
		if slices.Contains(waiting, line) {
			state = library.Queued
		}
		h, err := r.hold(line, state)
		if err != nil {
			return nil, err
		}
		holds = append(holds, h)
	}
	return holds, nil
}

func (r *reading) hold(line string, state library.HoldState) (library.Hold, error) {
	item, title := itemOf(line)
	h := library.Hold{ID: item, State: state}
	h.Title, _ = titleOf(title)
	if item == "" {
		return h, nil
	}
	c, err := r.copy(item)
	if err != nil || !c.known {
		return h, err
	}
	h.Title = c.title
	if state == library.Ready {
		h.PickUp = c.place
		if c.pickUp.at.Unix() > 0 {
			h.Until = civil.DayOf(c.pickUp.at)
		}
	} else if c.status == inTransit {
		h.State = library.InTransit
	}
	return h, nil
}
