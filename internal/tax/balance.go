package tax

import (
	"slices"

	"sem/internal/money"
)

// State is where an instalment stands.
type State string

// The states of an instalment.
const (
	Coming State = "coming" // Coming: more than thirty days ahead.
	Due    State = "due"    // Due: within thirty days, today included.
	Partly State = "partly" // Partly: begun to be paid, and not late.
	Paid   State = "paid"
	Late   State = "late" // Late: its last day is past. That day itself is on time.
)

// soonDays is how far ahead an instalment counts as something to do.
const soonDays = 30

// Standing is an instalment as it stands on a day.
type Standing struct {
	Instalment
	Called   Day // Called is its last day, earlier than Due once a missed instalment made the whole balance due.
	Unpaid   money.Cents
	PaidOn   Day // PaidOn is when it was wholly paid.
	State    State
	Interest money.Cents // Interest is what has run and is not paid.
	Penalty  money.Cents
	DaysLate int
}

// Owing is what settles the instalment on the day.
func (s Standing) Owing() money.Cents { return s.Unpaid + s.Interest + s.Penalty }

// Applied is a payment and what it went to.
type Applied struct {
	Payment
	Principal, Interest, Penalty money.Cents
	Over                         money.Cents // Over is what nothing was owed for.
}

// Balance is an account as it stands on a day.
type Balance struct {
	On          Day
	Instalments []Standing
	Payments    []Applied
	Received    money.Cents
	Discount    money.Cents
	Principal   money.Cents // Principal is what is unpaid of the bill.
	Interest    money.Cents // Interest is what has run on it and is not paid.
	Penalty     money.Cents
	Credit      money.Cents // Credit is what the city owes.
}

// Owing is all that is owed, to the cent; negative when the city owes.
func (b Balance) Owing() money.Cents { return b.Principal + b.Interest + b.Penalty - b.Credit }

// Late is what is past its day, with interest and penalty.
func (b Balance) Late() money.Cents {
	var late money.Cents
	for _, s := range b.Instalments {
		if s.State == Late {
			late += s.Owing()
		}
	}
	return late
}

// Next is the first instalment that is neither paid nor late.
func (b Balance) Next() (Standing, bool) {
	i := slices.IndexFunc(b.Instalments, func(s Standing) bool { return s.State != Paid && s.State != Late })
	if i < 0 {
		return Standing{}, false
	}
	return b.Instalments[i], true
}

// BalanceOn is an account on a day by the rule of its year, that day included. Payments
// after it are not looked at.
//
// A payment goes first to the interest and penalty that ran by its day (Code civil du
// Québec, art. 1570), then to the principal of the instalment that was due first (art.
// 1572).
func (r Rule) BalanceOn(a Account, on Day) Balance {
	l := ledger{rule: r, parts: parts(r.Instalments(a))}
	b := Balance{On: on}
	kept := standing(a.Payments, on)
	if len(l.parts) == 0 {
		b.Credit = -a.Total
	}
	b.Discount = l.discount(a.Total, kept)
	for _, p := range kept {
		b.Received += p.Amount
		applied := l.pay(p)
		b.Credit += applied.Over
		b.Payments = append(b.Payments, applied)
	}
	l.advance(on)
	for _, p := range l.parts {
		s := p.standing(on)
		b.Instalments = append(b.Instalments, s)
		b.Principal += s.Unpaid
		b.Interest += s.Interest
		b.Penalty += s.Penalty
	}
	if b.Credit < 0 { // More was given back than was owed.
		b.Principal, b.Credit = b.Principal-b.Credit, 0
	}
	return b
}

// standing are the payments that stand on a day, in order. A negative one (a cheque that
// came back, money given back) undoes the last one of its amount, or else the last ones.
func standing(payments []Payment, on Day) []Payment {
	var kept []Payment
	for _, p := range payments {
		switch {
		case p.Day > on:
		case p.Amount >= 0:
			kept = append(kept, p)
		default:
			kept = undo(kept, p)
		}
	}
	return kept
}

func undo(kept []Payment, back Payment) []Payment {
	for i := len(kept) - 1; i >= 0; i-- {
		if kept[i].Amount == -back.Amount {
			return slices.Delete(kept, i, i+1)
		}
	}
	for i := len(kept) - 1; i >= 0 && back.Amount < 0; i-- {
		part := min(kept[i].Amount, -back.Amount)
		if part > 0 {
			kept[i].Amount -= part
			back.Amount += part
		}
	}
	kept = slices.DeleteFunc(kept, func(p Payment) bool { return p.Amount == 0 })
	if back.Amount < 0 {
		kept = append(kept, back) // Nothing was received: a credit is paid out.
	}
	return kept
}
