package tax

import "sem/internal/money"

// ledger goes through the life of an account day after day, from payment to payment.
type ledger struct {
	rule  Rule
	parts []part
}

// part is an instalment with what has run on it.
type part struct {
	Instalment
	called   Day
	unpaid   money.Cents
	paidOn   Day
	interest money.Cents
	penalty  money.Cents
	seen     Day // seen is the day up to which interest has been counted.
	months   int // months are the complete months late that have been counted.
}

func parts(instalments []Instalment) []part {
	all := make([]part, len(instalments))
	for i, in := range instalments {
		all[i] = part{Instalment: in, called: in.Due, unpaid: in.Amount}
	}
	return all
}

// discount gives a discount to who has paid the rest by the first day due: it comes off the
// last instalments.
func (l *ledger) discount(total money.Cents, payments []Payment) money.Cents {
	given := l.rule.Discount.OfYear(total, 1, 1)
	if given <= 0 || len(l.parts) == 0 {
		return 0
	}
	var early money.Cents
	for _, p := range payments {
		if p.Day <= l.parts[0].Due {
			early += p.Amount
		}
	}
	if early < total-given {
		return 0
	}
	for i, rest := len(l.parts)-1, given; i >= 0 && rest > 0; i-- {
		off := min(l.parts[i].unpaid, rest)
		l.parts[i].unpaid -= off
		rest -= off
	}
	return given
}

// advance counts what has run by a day, that day included. No payment came since the last
// time.
func (l *ledger) advance(to Day) {
	if l.rule.WholeDue {
		l.callAll(to)
	}
	for i := range l.parts {
		p := &l.parts[i]
		if p.unpaid > 0 && to > p.called {
			p.interest += interest(l.rule.Interest, p.unpaid, max(p.seen, p.called), to)
			l.penalise(p, to)
		}
		p.seen = max(p.seen, to)
	}
}

// callAll makes the whole balance due on the day of the first instalment that is missed
// (Loi sur la fiscalité municipale, art. 252).
func (l *ledger) callAll(to Day) {
	for i := range l.parts {
		if l.parts[i].unpaid == 0 || l.parts[i].called >= to {
			continue
		}
		for j := i + 1; j < len(l.parts); j++ {
			l.parts[j].called = min(l.parts[j].called, l.parts[i].called)
		}
		return
	}
}

// interest is simple, for each day after from up to to; a day is a 365th of the year, or a
// 366th in a leap year.
func interest(rate money.Rate, principal money.Cents, from, to Day) money.Cents {
	common, leap := 0, 0
	for from < to {
		end := min(to, Day(from.Add(1).yearText()+"-12-31"))
		if days := from.Until(end); isLeap(end.Year()) {
			leap += days
		} else {
			common += days
		}
		from = end
	}
	return rate.OfYear(principal, common*366+leap*365, 365*366)
}

func isLeap(year int) bool { return year%4 == 0 && (year%100 != 0 || year%400 == 0) }

// penalise adds the penalty of each complete month late, up to the cap in each twelve
// months (Loi sur la fiscalité municipale, art. 250.1).
func (l *ledger) penalise(p *part, to Day) {
	for p.called.AddMonths(p.months+1) <= to {
		before := min(l.rule.Penalty*money.Rate(p.months%12), l.rule.PenaltyCap)
		after := min(l.rule.Penalty*money.Rate(p.months%12+1), l.rule.PenaltyCap)
		p.penalty += (after - before).OfYear(p.unpaid, 1, 1)
		p.months++
	}
}

// pay applies a payment.
func (l *ledger) pay(p Payment) Applied {
	l.advance(p.Day)
	done, rest := Applied{Payment: p}, p.Amount
	if rest < 0 {
		done.Over = rest
		return done
	}
	take := func(owed *money.Cents) money.Cents {
		part := min(*owed, rest)
		*owed -= part
		rest -= part
		return part
	}
	for i := range l.parts {
		done.Interest += take(&l.parts[i].interest)
		done.Penalty += take(&l.parts[i].penalty)
	}
	for i := range l.parts {
		due := &l.parts[i]
		if due.unpaid == 0 {
			continue
		}
		done.Principal += take(&due.unpaid)
		if due.unpaid == 0 {
			due.paidOn = p.Day
		}
	}
	done.Over = rest
	return done
}

func (p part) standing(on Day) Standing {
	s := Standing{Instalment: p.Instalment, Called: p.called, Unpaid: p.unpaid, PaidOn: p.paidOn, Interest: p.interest, Penalty: p.penalty}
	switch {
	case s.Owing() == 0:
		s.State = Paid
	case on > p.called:
		s.State, s.DaysLate = Late, p.called.Until(on)
	case p.unpaid < p.Amount:
		s.State = Partly
	case on.Until(p.called) <= soonDays:
		s.State = Due
	default:
		s.State = Coming
	}
	return s
}
