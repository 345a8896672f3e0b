package koha

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"

	"sem/internal/civil"
	"sem/internal/library"
)

// Account asks for the patron, then for loans, holds and what is owed.
func (s *rest) Account(ctx context.Context, k library.Key) (library.Account, error) {
	p, err := s.patron(ctx, k)
	if err != nil {
		return library.Account{}, err
	}
	a := library.Account{Card: p.Card.plain(), Patron: string(p.id()), Expires: first(p.Expires, p.OldExpires).day(), AsOf: s.clock.Now()}
	a.Blocked = p.blocked(civil.DayOf(a.AsOf))
	if note := first(p.Notes, p.OldNotes).plain(); note != "" {
		a.Messages = []string{note}
	}
	owed, err := s.owed(ctx, a.Patron)
	if err != nil {
		return library.Account{}, err
	}
	checkouts, err := s.checkouts(ctx, a.Patron)
	if err != nil {
		return library.Account{}, err
	}
	if a.Loans, err = s.loans(ctx, checkouts); err != nil {
		return library.Account{}, err
	}
	if a.Holds, err = s.holds(ctx, a.Patron); err != nil {
		return library.Account{}, err
	}
	a.Balance, a.Fees = owed.told(checkouts, a.Loans)
	return a, nil
}

func (p patron) blocked(today civil.Day) library.Reason {
	expires := first(p.Expires, p.OldExpires).day()
	switch {
	case p.Restricted.yes(), p.Lost.yes(), p.NoAddress.yes(), p.Debarred.yes(), p.Debarred.day() >= today:
		return library.CardBlocked
	case expires != 0 && expires < today:
		return library.CardExpired
	}
	return library.NoReason
}

// checkout is a loan in the names of all releases.
type checkout struct {
	ID          word   `json:"checkout_id"`
	OldID       word   `json:"issue_id"`
	Patron      word   `json:"patron_id"`
	OldPatron   word   `json:"borrowernumber"`
	Item        word   `json:"item_id"`
	OldItem     word   `json:"itemnumber"`
	Due         word   `json:"due_date"`
	OldDue      word   `json:"date_due"`
	Renewals    word   `json:"renewals_count"`
	OldRenewals word   `json:"renewals"`
	Embedded    copyOf `json:"item"`
}

func (c checkout) id() word     { return first(c.ID, c.OldID) }
func (c checkout) patron() word { return first(c.Patron, c.OldPatron) }
func (c checkout) item() word   { return first(c.Item, c.OldItem) }
func (c checkout) due() word    { return first(c.Due, c.OldDue) }

// copyOf is a copy of a record; record is the record itself.
type copyOf struct {
	Record    word   `json:"biblio_id"`
	OldRecord word   `json:"biblionumber"`
	Type      word   `json:"effective_item_type_id"`
	OwnType   word   `json:"item_type_id"`
	OldType   word   `json:"itype"`
	Biblio    record `json:"biblio"`
}

type record struct {
	Title    word `json:"title"`
	Subtitle word `json:"subtitle"`
	Author   word `json:"author"`
}

// work is what a document is called.
type work struct {
	title, author string
	medium        library.Medium
}

func (r record) work(type_ word) work {
	w := work{title: r.Title.title(), author: r.Author.title(), medium: medium(string(type_))}
	if sub := r.Subtitle.title(); sub != "" && w.title != "" {
		w.title += "\u00a0: " + sub
	}
	return w
}

func (c copyOf) medium() word { return first(c.Type, c.OwnType, c.OldType) }

// checkouts are the open loans of a patron, by the newest way that the release knows.
func (s *rest) checkouts(ctx context.Context, patron string) ([]checkout, error) {
	const doing = "list loans"
	q := question{doing: doing, path: "/patrons/" + patron + "/checkouts"}
	var (
		all []checkout
		a   answer
		err error
	)
	if !s.noNested.Load() {
		if !s.noEmbed.Load() {
			q.embed = "item.biblio"
		}
		all, a, err = list[checkout](ctx, s, q)
		if err == nil && a.status == http.StatusBadRequest && q.embed != "" {
			s.noEmbed.Store(true)
			q.embed = ""
			all, a, err = list[checkout](ctx, s, q)
		}
	}
	// The patron was found a moment ago: a 404 is about the way, not about them.
	if s.noNested.Load() || err == nil && (a.status == http.StatusNotFound || a.status == http.StatusMethodNotAllowed) {
		all, a, err = list[checkout](ctx, s, question{doing: doing, path: "/checkouts", query: map[string][]string{"patron_id": {patron}}})
		if err == nil && a.status == http.StatusOK {
			s.noNested.Store(true)
		}
	}
	if err == nil && a.status != http.StatusOK {
		err = away(doing, wrongAnswer{status: a.status, code: a.problem().code()})
	}
	if err != nil {
		return nil, err
	}
	return once(all, patron)
}

// once are the loans, each once though a list that moves may show one on two pages; they are all
// the patron's, or none is shown.
func once(all []checkout, patron string) ([]checkout, error) {
	seen, kept := map[word]bool{}, all[:0]
	for _, c := range all {
		if string(c.patron()) != patron {
			return nil, fmt.Errorf("koha: list loans: %w", library.ErrOtherPatron)
		}
		if !c.id().number() {
			return nil, away("list loans", errNoAnswer)
		}
		if !seen[c.id()] {
			seen[c.id()] = true
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// loans are the loans with their titles, and whether each may be renewed.
func (s *rest) loans(ctx context.Context, checkouts []checkout) ([]library.Loan, error) {
	loans := make([]library.Loan, len(checkouts))
	err := each(ctx, len(checkouts), func(ctx context.Context, i int) (err error) {
		loans[i], err = s.loan(ctx, checkouts[i])
		return err
	})
	return loans, err
}

func (s *rest) loan(ctx context.Context, c checkout) (library.Loan, error) {
	w, err := s.workOf(ctx, c)
	if err != nil {
		return library.Loan{}, err
	}
	l := library.Loan{
		Item: string(c.id()), Title: w.title, Author: w.author, Medium: w.medium,
		Renewals: first(c.Renewals, c.OldRenewals).count(-1), Left: -1,
	}
	l.Due, l.DueAtEnd = c.due().moment()
	if l.Due.IsZero() {
		return library.Loan{}, away("list loans", errNoAnswer)
	}
	return l, s.renewable(ctx, &l)
}

// renewable adds whether a loan may be renewed. Koha fails at the question where no rule says;
// the loan is shown without the answer then.
func (s *rest) renewable(ctx context.Context, l *library.Loan) error {
	const doing = "ask whether a loan may be renewed"
	a, err := s.ask(ctx, question{doing: doing, path: "/checkouts/" + l.Item + "/allows_renewal"})
	if wrong := (wrongAnswer{}); errors.As(err, &wrong) && wrong.status == http.StatusInternalServerError {
		return nil
	}
	if err != nil {
		return err
	}
	var said struct {
		Allows  *bool `json:"allows_renewal"`
		Most    word  `json:"max_renewals"`
		Current word  `json:"current_renewals"`
		Error   word  `json:"error"`
	}
	if a.status != http.StatusOK || a.read(doing, &said) != nil || said.Allows == nil {
		return nil
	}
	if most, current := said.Most.count(-1), said.Current.count(-1); most >= 0 && current >= 0 {
		l.Left = max(0, most-current)
	}
	if *said.Allows {
		l.Renewable = library.Yes
		return nil
	}
	l.Renewable = library.No
	l.Why, l.Words = reason(string(said.Error))
	return nil
}

// workOf is what a loan is called: as it came with the loan, from memory, or from the catalogue.
func (s *rest) workOf(ctx context.Context, c checkout) (work, error) {
	if c.Embedded.Biblio.Title != "" {
		return c.Embedded.Biblio.work(c.Embedded.medium()), nil
	}
	if !c.item().number() { // The copy was deleted from the catalogue.
		return work{}, nil
	}
	if w, known := s.works.take("i" + string(c.item())); known {
		return w, nil
	}
	var item copyOf
	if found, err := s.look(ctx, "/items/"+string(c.item()), &item); err != nil || !found {
		return work{}, err
	}
	w, err := s.record(ctx, first(item.Record, item.OldRecord))
	if err == nil && w.title != "" {
		w.medium = medium(string(item.medium()))
		s.works.keep("i"+string(c.item()), w)
	}
	return w, err
}

// record is what a record is called, by its number.
func (s *rest) record(ctx context.Context, id word) (work, error) {
	if !id.number() {
		return work{}, nil
	}
	if w, known := s.works.take("b" + string(id)); known {
		return w, nil
	}
	var r record
	if found, err := s.look(ctx, "/biblios/"+string(id), &r); err != nil || !found {
		return work{}, err
	}
	w := r.work("")
	s.works.keep("b"+string(id), w)
	return w, nil
}

// look reads something of the catalogue. What is not there, or what the account of service may
// not see, is not found: a loan without a title is better than none.
func (s *rest) look(ctx context.Context, path string, dst any) (found bool, err error) {
	const doing = "look into the catalogue"
	a, err := s.ask(ctx, question{doing: doing, path: path})
	if errors.Is(err, errPermissions) || err == nil && a.status != http.StatusOK {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return a.read(doing, dst) == nil, nil
}

// each does something for the numbers below n, three at a time, until one fails.
func each(ctx context.Context, n int, do func(context.Context, int) error) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	next := make(chan int)
	var wait sync.WaitGroup
	for range min(n, atOnce-1) {
		wait.Go(func() {
			for i := range next {
				if err := do(ctx, i); err != nil {
					stop(err)
				}
			}
		})
	}
	for i := range n {
		select {
		case next <- i:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(next)
	wait.Wait()
	return context.Cause(ctx)
}
