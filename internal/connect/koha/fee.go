package koha

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"sem/internal/library"
	"sem/internal/money"
)

// debt is an account of a patron. Amounts stay texts until they are cents.
type debt struct {
	Balance word `json:"balance"`
	Debits  struct {
		Lines []line `json:"lines"`
	} `json:"outstanding_debits"`
}

type line struct {
	ID          word `json:"account_line_id"`
	OldID       word `json:"accountlines_id"`
	Patron      word `json:"patron_id"`
	Checkout    word `json:"checkout_id"`
	Date        word `json:"date"`
	Outstanding word `json:"amount_outstanding"`
	Type        word `json:"debit_type"`
	OldType     word `json:"account_type"`
	Text        word `json:"description"`
}

// owed asks for the account of a patron.
func (s *rest) owed(ctx context.Context, patron string) (owed, error) {
	const doing = "ask what is owed"
	a, err := s.ask(ctx, question{doing: doing, path: "/patrons/" + patron + "/account"})
	if err != nil {
		return owed{}, err
	}
	if a.status != http.StatusOK {
		return owed{}, away(doing, wrongAnswer{status: a.status, code: a.problem().code()})
	}
	return readOwed(a.body, patron)
}

// owed is what a patron owes in all, and for what. A negative balance is owed to them.
type owed struct {
	balance money.Cents
	lines   []library.Fee
	of      []word // of are the loans that the lines are for.
}

func readOwed(body []byte, patron string) (owed, error) {
	const doing = "ask what is owed"
	var d debt
	if err := (answer{status: http.StatusOK, body: body}).read(doing, &d); err != nil {
		return owed{}, err
	}
	balance, err := d.Balance.cents()
	if err != nil || d.Balance == "" {
		return owed{}, away(doing, errAmount)
	}
	o := owed{balance: balance}
	for _, l := range d.Debits.Lines {
		if l.Patron != "" && string(l.Patron) != patron {
			return owed{}, fmt.Errorf("koha: %s: %w", doing, library.ErrOtherPatron)
		}
		amount, err := l.Outstanding.cents()
		if err != nil {
			return owed{}, away(doing, errAmount)
		}
		o.lines = append(o.lines, library.Fee{
			ID: string(first(l.ID, l.OldID)), Kind: feeKind(string(first(l.Type, l.OldType))), Text: l.Text.plain(), Amount: amount, On: l.Date.day(),
		})
		o.of = append(o.of, l.Checkout)
	}
	return o, nil
}

// told gives the fees the titles of the loans they are for, where Koha's own text does not say it
// already.
func (o owed) told(checkouts []checkout, loans []library.Loan) (money.Cents, []library.Fee) {
	titles := map[word]string{}
	for i, c := range checkouts {
		titles[c.id()] = loans[i].Title
	}
	for i := range o.lines {
		o.lines[i].Title = unsaid(titles[o.of[i]], o.lines[i].Text)
	}
	return o.balance, o.lines
}

// unsaid is a title that a text does not hold.
func unsaid(title, text string) string {
	if strings.Contains(text, title) {
		return ""
	}
	return title
}
