package watering

import (
	"slices"
	"strings"
	"time"

	"sem/internal/geo"
	"sem/internal/people"
	"sem/internal/places"
)

// Contents are what a Book is made of.
type Contents struct {
	Devices []Device // Devices are in the order in which they are offered.
	Areas   []Area
	Bylaws  []Bylaw
	Rules   []Rule // Rules are in the order of the by-law.
	Terms   []Terms
	Bans    []Ban
	Permits []Permit
}

// Book is the by-laws, permits and bans of a moment, ready to answer. It never changes and
// may be asked by many at once.
type Book struct {
	Contents
	byDevice map[string]*deviceRules
	areas    map[string]*Area
	permits  map[door][]*grant
	granted  map[people.ID][]*Permit
	bylaws   map[string]*Bylaw
	strict   []period
}

// period is a by-law and the days on which it is in force.
type period struct {
	*Bylaw
	from, to date
}

func (l *Bylaw) period() period {
	p := period{l, -farDate, farDate}
	if d, ok := parseDate(l.From); ok {
		p.from = d
	}
	if d, ok := parseDate(l.Until); ok {
		p.to = d
	}
	return p
}

// door tells houses apart; a permit is for all the apartments behind it.
type door struct{ civic, street string }

// deviceRules are what the by-laws say of one device.
type deviceRules struct {
	device  *Device
	allows  []*prepared
	forbids []*prepared
	bans    []*ban
}

// prepared is a rule ready to be compared with dates.
type prepared struct {
	*Rule
	period
	season   stretch
	windows  []seconds // windows are counted from midnight of the date the hours belong to.
	weekdays [3]uint8  // weekdays are bits, for any number, even numbers and odd ones.
	areas    []*Area
}

// grant is a permit ready to be compared with dates.
type grant struct {
	*Permit
	from, to date
	windows  []seconds
}

type ban struct {
	*Ban
	seconds
	areas []*Area
}

// farDate is later than any by-law.
const farDate = date(1 << 40)

// NewBook prepares contents for answering. Contents were checked when they were written;
// what cannot be read is left out.
func NewBook(c Contents) *Book {
	b := &Book{
		Contents: c, byDevice: map[string]*deviceRules{}, areas: map[string]*Area{}, permits: map[door][]*grant{},
		granted: map[people.ID][]*Permit{}, bylaws: map[string]*Bylaw{},
	}
	for i := range b.Devices {
		b.byDevice[b.Devices[i].Code] = &deviceRules{device: &b.Devices[i]}
	}
	for i := range b.Areas {
		b.areas[b.Areas[i].Code] = &b.Areas[i]
	}
	for i := range b.Bylaws {
		b.bylaws[b.Bylaws[i].Code] = &b.Bylaws[i]
		if b.Bylaws[i].Strict {
			b.strict = append(b.strict, b.Bylaws[i].period())
		}
	}
	for i := range b.Rules {
		b.addRule(&b.Rules[i])
	}
	for i := range b.Bans {
		b.addBan(&b.Bans[i])
	}
	for i := range b.Permits {
		b.addPermit(&b.Permits[i])
	}
	return b
}

func (b *Book) addRule(r *Rule) {
	bylaw, ok := b.bylaws[r.Bylaw]
	if !ok {
		return
	}
	p := &prepared{Rule: r, period: bylaw.period(), season: r.Season.stretch(), windows: windowsOf(r.Hours, r.Night), areas: b.named(r.Areas)}
	p.weekdays = [3]uint8{bits(r.Weekdays), bits(r.Even), bits(r.Odd)}
	for _, code := range r.Devices {
		d := b.byDevice[code]
		switch {
		case d == nil:
		case r.Effect == Forbids:
			d.forbids = append(d.forbids, p)
		default:
			d.allows = append(d.allows, p)
		}
	}
}

func (b *Book) addBan(declared *Ban) {
	prepared := &ban{Ban: declared, seconds: seconds{declared.Start.Unix(), never}, areas: b.named(declared.Areas)}
	if over := declared.over(); !over.IsZero() {
		prepared.to = over.Unix()
	}
	if prepared.to <= prepared.from {
		return
	}
	for code, d := range b.byDevice {
		if len(declared.Devices) == 0 || slices.Contains(declared.Devices, code) {
			d.bans = append(d.bans, prepared)
		}
	}
}

func (b *Book) addPermit(p *Permit) {
	from, ok := parseDate(p.From)
	to, good := parseDate(p.To)
	if p.State != Granted || !ok || !good {
		return
	}
	at := door{p.Civic, p.Street}
	b.granted[p.Person] = append(b.granted[p.Person], p)
	b.permits[at] = append(b.permits[at], &grant{Permit: p, from: from, to: to, windows: windowsOf(p.Terms.Hours, p.Terms.Night)})
}

// GrantedTo are the permits granted to some people that are not over, in the order in which they
// are named, those of each the newest first.
func (b *Book) GrantedTo(whose ...people.ID) (all []Permit) {
	for _, person := range whose {
		for _, p := range b.granted[person] {
			all = append(all, *p)
		}
	}
	return all
}

func (b *Book) named(codes []string) (areas []*Area) {
	for _, code := range codes {
		if a, ok := b.areas[code]; ok {
			areas = append(areas, a)
		}
	}
	return areas
}

// Device is a device by its code.
func (b *Book) Device(code string) (Device, bool) {
	if d, ok := b.byDevice[code]; ok {
		return *d.device, true
	}
	return Device{}, false
}

// Area is a sector by its code.
func (b *Book) Area(code string) (Area, bool) {
	if a, ok := b.areas[code]; ok {
		return *a, true
	}
	return Area{}, false
}

// Bylaw is a by-law by its code.
func (b *Book) Bylaw(code string) (Bylaw, bool) {
	if l, ok := b.bylaws[code]; ok {
		return *l, true
	}
	return Bylaw{}, false
}

// Fits tells whether a rule is for an address, as far as anybody can tell.
func (b *Book) Fits(r Rule, a places.Address) bool {
	q := asked{parity: parityOf(a.Civic)}
	return q.fits(&prepared{Rule: &r, areas: b.named(r.Areas)}, a) != fitsNot
}

// InForce are the by-laws of a day.
func (b *Book) InForce(at time.Time) (all []Bylaw) {
	today := dateOf(at).String()
	for _, l := range b.Bylaws {
		if l.From <= today && (l.Until == "" || today <= l.Until) {
			all = append(all, l)
		}
	}
	return all
}

// RulesOf are the rules of a by-law, in its order.
func (b *Book) RulesOf(bylaw string) (all []Rule) {
	for _, r := range b.Rules {
		if r.Bylaw == bylaw {
			all = append(all, r)
		}
	}
	return all
}

// TermsInForce are the permits that may be asked for on a day.
func (b *Book) TermsInForce(at time.Time) (all []Terms) {
	for _, l := range b.InForce(at) {
		for _, t := range b.Terms {
			if t.Bylaw == l.Code {
				all = append(all, t)
			}
		}
	}
	return all
}

// BansAt are the bans that hold at a moment, or begin later, for an address.
func (b *Book) BansAt(address places.Address, at time.Time) (all []Ban) {
	for i := range b.Bans {
		declared := &b.Bans[i]
		if over := declared.over(); !over.IsZero() && !at.Before(over) {
			continue
		}
		if (&ban{Ban: declared, areas: b.named(declared.Areas)}).concerns(address) {
			all = append(all, *declared)
		}
	}
	return all
}

// concerns tells whether an address lies where the ban is. One that is nowhere on the map is
// concerned: better a dry lawn than a dry hydrant.
func (n *ban) concerns(a places.Address) bool {
	if n.Everywhere() || a.District != "" && slices.Contains(n.Districts, a.District) {
		return true
	}
	for _, area := range n.areas {
		if inside, known := area.holds(a); inside || !known {
			return true
		}
	}
	if a.Point.IsZero() {
		return n.RadiusMetres > 0 || a.District == ""
	}
	return n.RadiusMetres > 0 && geo.DistanceMetres(n.Centre, a.Point) <= n.RadiusMetres
}

func (s Season) stretch() stretch {
	from, ok := parseMonthDay(s.From)
	to, good := parseMonthDay(s.To)
	if !ok || !good {
		return stretch{}
	}
	return stretch{from, to}
}

func bits(days []time.Weekday) (mask uint8) {
	for _, d := range days {
		mask |= 1 << d
	}
	return mask
}

// windowsOf are hours in seconds from midnight of the date to which they belong.
func windowsOf(hours []Hours, night Night) (all []seconds) {
	if len(hours) == 0 {
		hours = []Hours{AllDay}
	}
	for _, h := range hours {
		from, to := int64(h.From)*60, int64(h.To)*60
		switch {
		case from < to:
			all = append(all, seconds{from, to})
		case night == EachDate:
			all = append(all, seconds{0, to}, seconds{from, daySeconds})
		case night == Morning:
			all = append(all, seconds{from - daySeconds, to})
		default:
			all = append(all, seconds{from, to + daySeconds})
		}
	}
	return all
}

// doorOf is the house of an address, as permits know it.
func doorOf(a places.Address) door { return door{strings.ToUpper(a.Civic), a.Street} }
