package koha

import (
	"context"
	"net/http"

	"sem/internal/civil"
	"sem/internal/library"
	"sem/internal/money"
)

// account is the answer in the town's words.
func (p told) account(today civil.Day) (library.Account, error) {
	a := library.Account{Card: p.Card.plain(), Patron: string(p.Number), Expires: p.Expires.day()}
	switch {
	case p.Lost.yes(), p.Gone.yes(), p.Debarred.day() >= today:
		a.Blocked = library.CardBlocked
	case a.Expires != 0 && a.Expires < today:
		a.Blocked = library.CardExpired
	}
	if note := p.Notes.plain(); note != "" {
		a.Messages = []string{note}
	}
	titles := map[word]string{}
	for _, l := range p.Loans {
		loan := l.told()
		if loan.Due.IsZero() || !l.Item.number() {
			return library.Account{}, errNoAnswer
		}
		titles[l.Item] = loan.Title
		a.Loans = append(a.Loans, loan)
	}
	for _, h := range p.Holds {
		a.Holds = append(a.Holds, h.told())
	}
	var err error
	a.Balance, a.Fees, err = p.owed(titles)
	return a, err
}

func (l lent) told() library.Loan {
	w := record{Title: l.Title, Subtitle: l.Subtitle, Author: l.Author}.work(first(l.Type, l.OldType))
	loan := library.Loan{
		Item: string(l.Item), Title: w.title, Author: w.author, Medium: w.medium,
		Renewals: first(l.Renewals, l.OldRenewals).count(0), Left: -1, // Koha leaves a zero out.
	}
	loan.Due, loan.DueAtEnd = l.Due.moment()
	return loan
}

func (h kept) told() library.Hold {
	return hold{
		ID: h.ID, Placed: h.Placed, Expires: h.Expires, Priority: h.Priority, Status: h.Found, Suspended: h.Suspended,
	}.told(h.Title.title(), first(h.Branch, h.Code).plain())
}

// owed is the balance and what is left to pay of each fine; fines that were paid stay in Koha's
// list with nothing outstanding, and credits with less than nothing.
func (p told) owed(titles map[word]string) (money.Cents, []library.Fee, error) {
	balance, err := p.Charges.cents()
	if err != nil {
		return 0, nil, err
	}
	var fees []library.Fee
	var sum money.Cents
	for _, f := range p.Fines {
		amount, err := f.Outstanding.cents()
		if err != nil {
			return 0, nil, err
		}
		sum += amount
		if amount > 0 {
			fees = append(fees, library.Fee{
				ID: string(f.ID), Kind: feeKind(string(first(f.Type, f.OldType))), Text: f.Text.plain(),
				Title: unsaid(titles[f.Item], f.Text.plain()), Amount: amount, On: f.Date.day(),
			})
		}
	}
	if len(p.Fines) > 0 { // Charges leave out what does not keep anybody from borrowing.
		balance = sum
	}
	return balance, fees, nil
}

// Renew renews a loan that is the patron's: Koha renews a copy for whoever asks.
func (s *ilsdi) Renew(ctx context.Context, k library.Key, item string) (library.Renewal, error) {
	p, err := s.whole(ctx, k)
	if err != nil {
		return library.Renewal{}, err
	}
	for _, l := range p.Loans {
		if string(l.Item) == item {
			return s.renew(ctx, string(p.Number), library.Renewal{Item: item, Title: l.Title.title()})
		}
	}
	return library.Renewal{Item: item, Why: library.NotOut}, nil
}

func (s *ilsdi) renew(ctx context.Context, patron string, r library.Renewal) (library.Renewal, error) {
	said, err := s.ask(ctx, "RenewLoan", true, "patron_id", patron, "item_id", r.Item)
	switch {
	case err != nil:
		return library.Renewal{}, err
	case said.Success.yes():
		r.Renewed, r.Due = true, said.Due.lastMinute() // Koha writes seconds where minutes belong.
	case said.Error != "":
		r.Why, r.Words = reason(string(said.Error))
	case said.Code != "":
		r.Why, r.Words = reason(string(said.Code))
	default: // An empty answer: the copy is on loan to nobody.
		r.Why = library.NotOut
	}
	return r, nil
}

// PlaceHold reserves a record. The request is said to come from no address: the citizen's is
// nobody's business.
func (s *ilsdi) PlaceHold(ctx context.Context, k library.Key, w library.Wish) (library.Outcome, error) {
	if w.Record == "" {
		return library.Outcome{}, library.ErrCannot // ILS-DI knows copies by numbers that are printed nowhere.
	}
	p, err := s.whole(ctx, k)
	if err != nil {
		return library.Outcome{}, err
	}
	said, err := s.ask(ctx, "HoldTitle", true, "patron_id", string(p.Number), "bib_id", w.Record, "request_location", "0.0.0.0", "pickup_location", w.PickUp)
	if err != nil {
		return library.Outcome{}, err
	}
	switch {
	case said.Title != "", said.PickUp != "":
		return library.Outcome{Done: true}, nil
	case said.Code == "" && said.Error == "":
		return library.Outcome{}, unsure("HoldTitle", wrongAnswer{status: http.StatusOK})
	}
	o := library.Outcome{}
	o.Why, o.Words = reason(string(first(said.Code, said.Error)))
	return o, nil
}

// CancelHold gives up a hold that is the patron's.
func (s *ilsdi) CancelHold(ctx context.Context, k library.Key, id string) (library.Outcome, error) {
	p, err := s.whole(ctx, k)
	if err != nil {
		return library.Outcome{}, err
	}
	for _, h := range p.Holds {
		if string(h.ID) != id {
			continue
		}
		said, err := s.ask(ctx, "CancelHold", true, "patron_id", string(p.Number), "item_id", id)
		switch {
		case err != nil:
			return library.Outcome{}, err
		case said.Code == "Canceled":
			return library.Outcome{Done: true}, nil
		case said.Code == "":
			return library.Outcome{}, unsure("CancelHold", wrongAnswer{status: http.StatusOK})
		}
		o := library.Outcome{}
		o.Why, o.Words = reason(string(said.Code))
		return o, nil
	}
	return library.Outcome{Why: library.NoSuchDocument}, nil
}
