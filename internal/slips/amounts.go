package slips

import (
	"slices"
	"time"

	"sem/internal/civil"
	"sem/internal/clock"
	"sem/internal/i18n"
	"sem/internal/money"
	"sem/internal/payments"
	"sem/internal/people"
)

// Line is one movement of money behind the amounts of a slip.
type Line struct {
	Day       civil.Day
	Bill      string // Bill is the number of the bill.
	Text      i18n.Words
	Amount    money.Cents // Amount is negative for what went back.
	Childcare bool        // Childcare gives a right to the tax credit; a meal or an outing does not.
}

// Amounts are what a payer paid for the childcare of a child in a year.
type Amounts struct {
	Lines      []Line
	Objects    []string    // Objects are the payments' names of what was paid: places.
	Paid       money.Cents // Paid is box C: all that was paid for it.
	Ineligible money.Cents // Ineligible is box D: what of it gives no right to the credit, such as an outing or a meal.
	Eligible   money.Cents // Eligible is box E: box C less box D.
}

// pair is one payer and one child.
type pair struct{ payer, child people.ID }

// reckon adds up what was paid in a year for childcare, by payer and child. A payment is shared
// among what a bill still asks for, and within one place among its lines, in proportion; what
// goes back lowers the year in which it was paid, the latest first.
func reckon(year int, childcare string, all []payments.Moved) map[pair]*Amounts {
	found := map[pair]*Amounts{}
	for _, m := range all {
		for _, o := range objectsOf(m.Bill, childcare) {
			o.follow(m, year)
			if len(o.told) == 0 {
				continue
			}
			key := pair{m.Bill.Payer, o.child}
			if found[key] == nil {
				found[key] = &Amounts{}
			}
			found[key].add(o)
		}
	}
	return found
}

func (a *Amounts) add(o *object) {
	a.Objects = append(a.Objects, o.name)
	a.Lines = append(a.Lines, o.told...)
	slices.SortStableFunc(a.Lines, func(x, y Line) int { return int(x.Day) - int(y.Day) })
	for _, l := range o.told {
		a.Paid += l.Amount
		if l.Childcare {
			a.Eligible += l.Amount
		} else {
			a.Ineligible += l.Amount
		}
	}
}

// object is one thing on a bill, such as a place at a camp, with its options.
type object struct {
	name  string
	child people.ID
	lines []payments.Line
	care  string
	total money.Cents // total is what its lines come to.
	net   money.Cents // net is what came in for it, less what went back.
	years []paidIn    // years are what net is made of, in the order of time.
	told  []Line
}

type paidIn struct {
	year   int
	amount money.Cents
}

// objectsOf are the objects of a bill of which at least a part is childcare, and is for somebody
// else than the payer.
func objectsOf(b payments.Bill, childcare string) []*object {
	var all []*object
	for _, l := range b.Lines {
		i := slices.IndexFunc(all, func(o *object) bool { return o.name == l.Object })
		if i < 0 {
			all, i = append(all, &object{name: l.Object, child: l.For, care: childcare}), len(all)
		}
		all[i].lines = append(all[i].lines, l)
		all[i].total += l.Amount
	}
	return slices.DeleteFunc(all, func(o *object) bool {
		return o.child == "" || o.child == b.Payer || o.total <= 0 ||
			!slices.ContainsFunc(o.lines, func(l payments.Line) bool { return l.Income == childcare })
	})
}

// follow goes through what moved for a bill and tells what concerns a year.
func (o *object) follow(m payments.Moved, year int) {
	due, all := map[string]money.Cents{}, []string{}
	for _, l := range m.Bill.Lines {
		if _, known := due[l.Object]; !known {
			all = append(all, l.Object)
		}
		due[l.Object] += l.Amount
	}
	for _, s := range m.Steps {
		for name, off := range s.Off {
			due[name] -= off
		}
		if s.Paid > 0 {
			in := shareOut(s.Paid, all, due)
			for name, amount := range in {
				due[name] -= amount
			}
			paid := clock.Local(s.At).Year()
			o.years = append(o.years, paidIn{paid, in[o.name]})
			o.move(in[o.name], s.At, m.Bill.Number, paid == year)
		}
		o.giveBack(s.Back[o.name], s.At, m.Bill.Number, year)
	}
}

// shareOut shares an amount among objects in proportion to what is due of each.
func shareOut(amount money.Cents, all []string, due map[string]money.Cents) map[string]money.Cents {
	var whole, sum, given money.Cents
	for _, name := range all {
		whole += max(due[name], 0)
	}
	in := map[string]money.Cents{}
	if whole == 0 {
		return in
	}
	for _, name := range all {
		sum += max(due[name], 0)
		part := amount.Share(int64(sum), int64(whole)) - given
		given += part
		in[name] = part
	}
	return in
}

// giveBack takes what goes back from the latest year that paid.
func (o *object) giveBack(amount money.Cents, at time.Time, bill string, year int) {
	for i := len(o.years) - 1; i >= 0 && amount > 0; i-- {
		part := min(amount, o.years[i].amount)
		o.years[i].amount -= part
		amount -= part
		o.move(-part, at, bill, o.years[i].year == year)
	}
}

// move changes what came in for the object, and tells it line by line when it concerns the year.
// Each line has its part of what came in, so that the parts always add up to it.
func (o *object) move(by money.Cents, at time.Time, bill string, concerns bool) {
	before, after := o.parts(o.net), o.parts(o.net+by)
	o.net += by
	if !concerns {
		return
	}
	for i, l := range o.lines {
		if moved := after[i] - before[i]; moved != 0 {
			o.told = append(o.told, Line{Day: civil.DayOf(at), Bill: bill, Text: l.Text, Amount: moved, Childcare: l.Income == o.care})
		}
	}
}

// parts are an amount by the lines of the object.
func (o *object) parts(net money.Cents) []money.Cents {
	parts := make([]money.Cents, len(o.lines))
	var sum, given money.Cents
	for i, l := range o.lines {
		sum += l.Amount
		parts[i] = net.Share(int64(sum), int64(o.total)) - given
		given += parts[i]
	}
	return parts
}

// half is one of the halves of amounts that two parents share: that of the payer, who gets an
// odd cent, or that of the other.
func (a Amounts) half(payer bool) Amounts {
	which := 0
	if payer {
		which = 1 // The last part takes what cannot be shared out.
	}
	a.Ineligible, a.Eligible = halfOf(a.Ineligible, which), halfOf(a.Eligible, which)
	a.Paid = a.Ineligible + a.Eligible
	return a
}

func halfOf(c money.Cents, which int) money.Cents { return c.Split(2)[which] }
