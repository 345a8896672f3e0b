package watering

import "time"

// explain finds what decides an answer: what a person would be told who asks why.
func (q *asked) explain(a *Answer, moment int64) {
	d := dateOf(time.Unix(moment, 0))
	monthDay := d.monthDay()
	a.Permit = q.validPermit(d)
	permitted := q.permitOpen(moment)
	for _, n := range q.bans {
		if n.from <= moment && moment < n.to {
			a.Ban = n.Ban
			if !permitted || !n.SparePermits {
				a.Because = ByBan
				return
			}
		}
	}
	if permitted {
		a.Because = ByPermit
		return
	}
	if r := q.ruleOpen(q.forbids, moment, false); r != nil {
		a.Because, a.Rule, a.Bylaw = ByForbid, r.Rule, r.period.Bylaw
		return
	}
	speaks, local := q.speaking(d, monthDay)
	if r := q.missingHere(d, monthDay); r != nil && !local {
		a.Because, a.Rule, a.Bylaw = Unknown, r.Rule, r.period.Bylaw
		return
	}
	if speaks {
		r := q.ruleOpen(q.allows, moment, local)
		if r == nil {
			r = q.ruleClosed(d, monthDay, local)
			a.past = r.opens(d, monthDay, q.parity)
		}
		a.Because, a.Rule, a.Bylaw = ByRule, r.Rule, r.period.Bylaw
		return
	}
	if r := q.missingOn(d, monthDay); r != nil {
		a.Because, a.Rule, a.Bylaw = Unknown, r.Rule, r.period.Bylaw
		return
	}
	if l := q.strictOn(d); l != nil {
		a.Because, a.Bylaw = ByDefault, l
		return
	}
	a.Because = ByNothing
	if len(q.allows) > 0 { // The season of the rule is over, or to come.
		a.Rule, a.Bylaw = q.allows[0].Rule, q.allows[0].period.Bylaw
	}
}

// validPermit is the permit of the door on a date.
func (q *asked) validPermit(d date) *Permit {
	for _, g := range q.permits {
		if g.from <= d && d <= g.to {
			return g.Permit
		}
	}
	return nil
}

// permitOpen tells whether a permit opens at a moment.
func (q *asked) permitOpen(moment int64) bool {
	if len(q.permits) == 0 {
		return false
	}
	wall := q.reads(moment)
	q.extra = q.permitted(q.extra[:0], date(floor(wall, daySeconds)))
	for _, s := range q.extra {
		if s.from <= wall && wall < s.to {
			return true
		}
	}
	return false
}

// reads is what the clock on the wall reads at a moment.
func (q *asked) reads(moment int64) int64 {
	q.zone.at(moment)
	return moment + q.zone.offset
}

// ruleOpen is the first rule whose hours hold a moment.
func (q *asked) ruleOpen(rules []*prepared, moment int64, local bool) *prepared {
	if len(rules) == 0 {
		return nil
	}
	wall := q.reads(moment)
	on := date(floor(wall, daySeconds))
	for i, r := range rules {
		if local && len(r.areas) == 0 {
			continue
		}
		q.held = q.windows(q.held[:0], rules[i:i+1], on, local)
		for _, s := range q.held {
			if s.from <= wall && wall < s.to {
				return r
			}
		}
	}
	return nil
}

// ruleClosed is the rule to tell of while nothing is open: one that opens on this date, or
// else the first that speaks.
func (q *asked) ruleClosed(d date, monthDay int, local bool) *prepared {
	var first *prepared
	for _, r := range q.allows {
		if local && len(r.areas) == 0 || !r.speaks(d, monthDay) {
			continue
		}
		if r.opens(d, monthDay, q.parity) {
			return r
		}
		if first == nil {
			first = r
		}
	}
	return first
}

// missingOn is a rule that speaks on a date, and says nothing of this address because a
// number or a place is missing.
func (q *asked) missingOn(d date, monthDay int) *prepared {
	for _, r := range q.missing {
		if r.speaks(d, monthDay) {
			return r
		}
	}
	return nil
}

// missingHere is missingOn for the rules of a sector, which would go before those of the
// whole city if the address lay there.
func (q *asked) missingHere(d date, monthDay int) *prepared {
	for _, r := range q.missing {
		if len(r.areas) > 0 && r.speaks(d, monthDay) {
			return r
		}
	}
	return nil
}

// strictOn is a by-law in force on a date that forbids what no rule allows.
func (q *asked) strictOn(d date) *Bylaw {
	for _, l := range q.strict {
		if l.from <= d && d <= l.to {
			return l.Bylaw
		}
	}
	return nil
}
