package watering

import (
	"time"

	"sem/internal/places"
)

// Because says what decides an answer.
type Because string

// What may decide an answer.
const (
	ByRule    Because = "rule"      // ByRule: the rule named opens now, or at other hours or days.
	ByNothing Because = "free"      // ByNothing: no rule speaks of the device on this day.
	ByDefault Because = "forbidden" // ByDefault: no rule allows it, and the by-law forbids what none allows.
	ByForbid  Because = "forbids"   // ByForbid: the rule named forbids.
	ByPermit  Because = "permit"
	ByBan     Because = "ban"
	Unknown   Because = "unknown" // Unknown: the rule named depends on a civic number or a place that the address has not.
)

// Answer is whether one may water at a moment. What its pointers lead to is shared and must
// not be changed.
type Answer struct {
	At       time.Time
	Address  places.Address
	Device   Device
	Allowed  bool
	Until    time.Time // Until is when what is allowed now ends; zero when no end is in sight.
	Next     Span      // Next is the next time it is allowed, after the present one; its Start is zero when none is in sight.
	After    Span      // After is the time after Next; its Start is zero when none is in sight.
	Because  Because
	Rule     *Rule
	Bylaw    *Bylaw
	Permit   *Permit // Permit is the valid one of this door for this device, whatever decides.
	Ban      *Ban    // Ban is the one that holds now.
	Even     bool    // Even and Numbered tell of the civic number.
	Numbered bool
	law      *Bylaw // law is the by-law of the permit.
	past     bool   // past tells that the hours of the day are over.
}

// Undecided tells whether nobody but the city can answer.
func (a Answer) Undecided() bool { return a.Because == Unknown }

// horizon is how many days ahead a next time is looked for: a season comes back each year.
const horizon = 400

// asked is one question: what the book says of a device at an address.
type asked struct {
	rules   *deviceRules
	parity  parity
	allows  []*prepared // allows are those for this address.
	forbids []*prepared
	missing []*prepared // missing are those for which the address lacks a number or a place.
	bans    []*ban
	permits []*grant
	strict  []period // strict are the by-laws that forbid what no rule allows.
	room    [12]*prepared
	zone    zone
	wall    []seconds // wall, held and real are room for work.
	held    []seconds
	real    []seconds
	extra   []seconds
}

// question gathers what is said of a device at an address.
func (b *Book) question(a places.Address, device string) (*asked, bool) {
	rules, ok := b.byDevice[device]
	if !ok {
		return nil, false
	}
	q := &asked{rules: rules, parity: parityOf(a.Civic)}
	q.allows = q.room[:0:8]
	for _, r := range rules.allows {
		switch q.fits(r, a) {
		case fits:
			q.allows = append(q.allows, r)
		case unsure:
			q.missing = append(q.missing, r)
		}
	}
	for _, r := range rules.forbids {
		if q.fits(r, a) == fits {
			q.forbids = append(q.forbids, r)
		}
	}
	for _, n := range rules.bans {
		if n.concerns(a) {
			q.bans = append(q.bans, n)
		}
	}
	for _, g := range b.permits[doorOf(a)] {
		for _, code := range g.Terms.Devices {
			if code == device {
				q.permits = append(q.permits, g)
			}
		}
	}
	q.strict = b.strict
	return q, true
}

type fit int8

const (
	fitsNot fit = iota
	fits
	unsure
)

// fits tells whether a rule is for an address: its lots and its areas.
func (q *asked) fits(r *prepared, a places.Address) fit {
	if r.Lots == Numbered && q.parity == noNumber || r.Lots == Unnumbered && q.parity != noNumber {
		return fitsNot
	}
	how := fits
	if len(r.areas) > 0 {
		how = fitsNot
		for _, area := range r.areas {
			inside, known := area.holds(a)
			if inside {
				how = fits
				break
			}
			if !known {
				how = unsure
			}
		}
	}
	if how == fits && r.Days.needsNumber() && q.parity == noNumber {
		return unsure
	}
	return how
}

// speaks tells whether a rule has something to say on a date.
func (r *prepared) speaks(d date, monthDay int) bool {
	return r.from <= d && d <= r.to && r.season.holds(monthDay)
}

// opens tells whether the hours of a rule that speaks on a date are for that date.
func (r *prepared) opens(d date, monthDay int, p parity) bool {
	switch r.Days {
	case CivicDate:
		return p != noNumber && (monthDay%2 == 0) == (p == even)
	case CivicWeekday:
		return p != noNumber && r.weekdays[p]>>d.weekday()&1 == 1
	case Weekdays:
		return r.weekdays[0]>>d.weekday()&1 == 1
	case EvenDates:
		return monthDay%2 == 0
	case OddDates:
		return monthDay%2 == 1
	}
	return true
}

// speaking is whether any rule that allows speaks on a date, and whether only those with
// areas count then.
func (q *asked) speaking(d date, monthDay int) (any, local bool) {
	for _, r := range q.allows {
		if r.speaks(d, monthDay) {
			any = true
			local = local || len(r.areas) > 0
		}
	}
	return any, local
}

// walls is what the rules leave open of a date, as the clock on the wall reads it.
func (q *asked) walls(d date) []seconds {
	midnight := seconds{int64(d) * daySeconds, int64(d+1) * daySeconds}
	monthDay := d.monthDay()
	speaks, local := q.speaking(d, monthDay)
	q.wall = q.wall[:0]
	switch {
	case !local && q.missingHere(d, monthDay) != nil:
	case speaks:
		q.wall = q.windows(q.wall, q.allows, d, local)
	case q.missingOn(d, monthDay) == nil && q.strictOn(d) == nil:
		q.wall = append(q.wall, midnight)
	}
	if len(q.forbids) > 0 {
		q.held = q.windows(q.held[:0], q.forbids, d, false)
		for _, gap := range q.held {
			q.real = without(q.real[:0], q.wall, gap)
			q.wall, q.real = q.real, q.wall
		}
	}
	return q.wall
}

// windows appends the hours of rules that fall on a date, those that began the evening
// before and those of the coming morning too.
func (q *asked) windows(dst []seconds, rules []*prepared, on date, local bool) []seconds {
	midnight := seconds{int64(on) * daySeconds, int64(on+1) * daySeconds}
	began := len(dst)
	for d := on - 1; d <= on+1; d++ {
		monthDay := 0
		for _, r := range rules {
			if local && len(r.areas) == 0 || d < on && r.Night == Morning || d != on && !r.overnight() {
				continue
			}
			if monthDay == 0 {
				monthDay = d.monthDay()
			}
			if !r.speaks(d, monthDay) || !r.opens(d, monthDay, q.parity) {
				continue
			}
			for _, w := range r.windows {
				start := int64(d) * daySeconds
				from, to := max(midnight.from, start+w.from), min(midnight.to, start+w.to)
				if from < to {
					dst = append(dst, seconds{from, to})
				}
			}
		}
	}
	return append(dst[:began], joined(dst[began:])...)
}

// overnight tells whether the hours of a rule reach into another date.
func (r *prepared) overnight() bool {
	for _, w := range r.windows {
		if w.from < 0 || w.to > daySeconds {
			return true
		}
	}
	return false
}

// permitted appends what permits open of a date.
func (q *asked) permitted(dst []seconds, on date) []seconds {
	midnight := seconds{int64(on) * daySeconds, int64(on+1) * daySeconds}
	began := len(dst)
	for _, g := range q.permits {
		for d := max(on-1, g.from); d <= min(on+1, g.to); d++ {
			for _, w := range g.windows {
				start := int64(d) * daySeconds
				from, to := max(midnight.from, start+w.from), min(midnight.to, start+w.to)
				if from < to {
					dst = append(dst, seconds{from, to})
				}
			}
		}
	}
	return append(dst[:began], joined(dst[began:])...)
}

// open appends to dst the moments of a date at which one may water.
func (q *asked) open(dst []seconds, d date) []seconds {
	began := len(dst)
	for _, wall := range q.walls(d) {
		dst = q.zone.moments(dst, wall)
	}
	dst = q.less(dst, began, false)
	if len(q.permits) > 0 {
		extra := len(dst)
		q.extra = q.permitted(q.extra[:0], d)
		for _, wall := range q.extra {
			dst = q.zone.moments(dst, wall)
		}
		dst = q.less(dst, extra, true)
		dst = append(dst[:began], joined(dst[began:])...)
	}
	return dst
}

// less takes the bans out of dst from began on; those that spare permits leave permitted
// time alone.
func (q *asked) less(dst []seconds, began int, permitted bool) []seconds {
	for _, n := range q.bans {
		if permitted && n.SparePermits {
			continue
		}
		q.real = without(q.real[:0], dst[began:], n.seconds)
		dst = append(dst[:began], q.real...)
	}
	return dst
}

// each tells of the spans that end after a moment, in order, until stop.
func (q *asked) each(from time.Time, days int, yield func(seconds) bool) {
	after := from.Unix()
	first := dateOf(from) - 1
	var buffer [16]seconds
	today := buffer[:0]
	pending := seconds{}
	for d := first; d <= first+date(days); d++ {
		today = q.open(today[:0], d)
		for _, s := range today {
			if pending.to == s.from && pending.to != 0 {
				pending.to = s.to
				continue
			}
			if pending.to > after && !yield(pending) {
				return
			}
			pending = s
		}
		if len(today) == 0 && q.closedForGood(d) {
			break
		}
	}
	if pending.to > after {
		if q.reads(pending.to-1)+1 == int64(first+date(days)+1)*daySeconds {
			pending.to = never // The look ahead ended before it did.
		}
		yield(pending)
	}
}

// closedForGood tells whether a ban without end leaves nothing to look for.
func (q *asked) closedForGood(d date) bool {
	for _, n := range q.bans {
		if n.to == never && n.from < int64(d)*daySeconds && (len(q.permits) == 0 || !n.SparePermits) {
			return true
		}
	}
	return false
}

func (s seconds) span() Span {
	span := Span{Start: time.Unix(s.from, 0).UTC()}
	if s.to != never {
		span.End = time.Unix(s.to, 0).UTC()
	}
	return span
}

// Answer tells whether a device may run at an address at a moment, why, until when, and
// when next. A device that no by-law knows is free.
func (b *Book) Answer(address places.Address, device string, at time.Time) Answer {
	a := Answer{At: at, Address: address, Device: Device{Code: device}, Because: ByNothing, Allowed: true}
	q, ok := b.question(address, device)
	if !ok {
		return a
	}
	a.Device, a.Allowed = *q.rules.device, false
	a.Even, a.Numbered = q.parity == even, q.parity != noNumber
	moment := at.Unix()
	if len(q.allows)+len(q.forbids)+len(q.missing)+len(q.bans)+len(q.strict) == 0 {
		a.Allowed = true
		b.explain(q, &a)
		return a
	}
	q.each(at, horizon, func(s seconds) bool {
		if s.from <= moment {
			a.Allowed, a.Until = true, s.span().End
			return true
		}
		if a.Next.Start.IsZero() {
			a.Next = s.span()
			return true
		}
		a.After = s.span()
		return false
	})
	b.explain(q, &a)
	return a
}

// explain says why, and names the by-law of the permit.
func (b *Book) explain(q *asked, a *Answer) {
	q.explain(a, a.At.Unix())
	if a.Permit != nil {
		a.law = b.bylaws[a.Permit.Terms.Bylaw]
	}
}

// Windows are the times between two moments at which a device may run at an address, in
// order and apart.
func (b *Book) Windows(address places.Address, device string, from, to time.Time) (all []Span) {
	q, ok := b.question(address, device)
	if !ok {
		return []Span{{from, to}}
	}
	days := int(dateOf(to)-dateOf(from)) + 2
	q.each(from, days, func(s seconds) bool {
		s = seconds{max(s.from, from.Unix()), min(s.to, to.Unix())}
		if s.from < s.to {
			all = append(all, s.span())
		}
		return s.to < to.Unix()
	})
	return all
}
