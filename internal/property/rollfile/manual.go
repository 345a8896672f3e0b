package rollfile

import (
	"strconv"
	"strings"
	"time"
)

// element is what the manual says of a code: where its value goes, and how it must look.
type element struct {
	code    string
	group   bool         // group: it holds other elements, and no text.
	repeats bool         // repeats: there may be several of a group, and each is noted where it begins.
	begins  func(*Sheet) // begins adds another of a group that repeats to the sheet.
	form    form
	place   func(*Sheet) *string // place is for texts.
	count   func(*Sheet) *Number // count is for numbers.
	part    part                 // part is for the parts of the matricule.
	fiscal  bool                 // fiscal: it stands in RL0504 and is kept as it is written.
	aside   bool                 // aside: the sheet has no place for it, and keeps it among its extras.
	strange bool                 // strange: the manual does not have it either.
}

// part is where the digits of a part stand in a matricule.
type part struct{ at, digits int }

// form is how a value must look.
type form uint8

const (
	word    form = iota // word is any text.
	digits              // digits only
	whole               // whole is a whole number, not negative.
	decimal             // decimal has at most three decimals, not negative.
	year
	day
)

// door is the last address, which its group's opening has added.
func door(s *Sheet) *Door {
	if len(s.Doors) == 0 {
		s.Doors = append(s.Doors, Door{})
	}
	return &s.Doors[len(s.Doors)-1]
}

func registration(s *Sheet) *Registration {
	if len(s.Registered) == 0 {
		s.Registered = append(s.Registered, Registration{})
	}
	return &s.Registered[len(s.Registered)-1]
}

// manual is every code of the ministry's manual that is known here.
var manual = named(map[string]*element{
	"RL0101": {group: true}, "RL0101x": {group: true, repeats: true, begins: func(s *Sheet) { s.Doors = append(s.Doors, Door{}) }},
	"RL0103": {group: true}, "RL0103x": {group: true, repeats: true},
	"RL0104": {group: true},
	"RL0201": {group: true}, "RL0201x": {group: true, repeats: true, begins: func(s *Sheet) { s.Registered = append(s.Registered, Registration{}) }},
	"RL0504": {group: true}, "RL0504x": {group: true, repeats: true, begins: func(s *Sheet) { s.Fiscal = append(s.Fiscal, Extra{Name: "RL0504x"}) }},

	"RL0104A": {part: part{0, 4}}, "RL0104B": {part: part{4, 2}}, "RL0104C": {part: part{6, 4}},
	"RL0104D": {part: part{10, 1}}, "RL0104E": {part: part{11, 3}}, "RL0104F": {part: part{14, 4}},

	"RL0314A": {aside: true}, "RL0315A": {aside: true}, "RL0316A": {aside: true},

	"RL0101Ax": {place: func(s *Sheet) *string { return &door(s).Low }},
	"RL0101Bx": {place: func(s *Sheet) *string { return &door(s).LowPart }},
	"RL0101Cx": {place: func(s *Sheet) *string { return &door(s).High }},
	"RL0101Dx": {place: func(s *Sheet) *string { return &door(s).HighPart }},
	"RL0101Ex": {place: func(s *Sheet) *string { return &door(s).Generic }},
	"RL0101Fx": {place: func(s *Sheet) *string { return &door(s).Link }},
	"RL0101Gx": {place: func(s *Sheet) *string { return &door(s).Name }},
	"RL0101Hx": {place: func(s *Sheet) *string { return &door(s).Cardinal }},
	"RL0101Ix": {place: func(s *Sheet) *string { return &door(s).Apartment }},
	"RL0101Jx": {place: func(s *Sheet) *string { return &door(s).ApartmentPart }},
	"RL0102A":  {place: func(s *Sheet) *string { return &s.Borough }},
	"RL0103Ax": {place: func(s *Sheet) *string { s.Lots = append(s.Lots, ""); return &s.Lots[len(s.Lots)-1] }},
	"RL0105A":  {form: digits, place: func(s *Sheet) *string { return &s.Use }},
	"RL0106A":  {place: func(s *Sheet) *string { return &s.FileNumber }},
	"RL0107A":  {place: func(s *Sheet) *string { return &s.Neighbourhood }},
	"RL0201Gx": {form: day, place: func(s *Sheet) *string { return &registration(s).Day }},
	"RL0201Hx": {place: func(s *Sheet) *string { return &registration(s).Legal }},
	"RL0201U":  {place: func(s *Sheet) *string { return &s.Condition }},
	"RL0301A":  {form: decimal, count: func(s *Sheet) *Number { return &s.Front }},
	"RL0302A":  {form: decimal, count: func(s *Sheet) *Number { return &s.Land }},
	"RL0303A":  {place: func(s *Sheet) *string { return &s.Zone }},
	"RL0306A":  {form: whole, count: func(s *Sheet) *Number { return &s.Floors }},
	"RL0307A":  {form: year, count: func(s *Sheet) *Number { return &s.Built }},
	"RL0307B":  {place: func(s *Sheet) *string { return &s.BuiltAs }},
	"RL0308A":  {form: decimal, count: func(s *Sheet) *Number { return &s.FloorArea }},
	"RL0309A":  {place: func(s *Sheet) *string { return &s.Attached }},
	"RL0310A":  {place: func(s *Sheet) *string { return &s.Construction }},
	"RL0311A":  {form: whole, count: func(s *Sheet) *Number { return &s.Dwellings }},
	"RL0312A":  {form: whole, count: func(s *Sheet) *Number { return &s.Rooms }},
	"RL0313A":  {form: whole, count: func(s *Sheet) *Number { return &s.Premises }},
	"RL0401A":  {form: day, place: func(s *Sheet) *string { return &s.ReferenceDate }},
	"RL0402A":  {form: whole, count: func(s *Sheet) *Number { return &s.LandValue }},
	"RL0403A":  {form: whole, count: func(s *Sheet) *Number { return &s.BuildingValue }},
	"RL0404A":  {form: whole, count: func(s *Sheet) *Number { return &s.Value }},
	"RL0405A":  {form: whole, count: func(s *Sheet) *Number { return &s.ValueBefore }},
	"RL0501A":  {place: func(s *Sheet) *string { return &s.Vacant }},
	"RL0502A":  {place: func(s *Sheet) *string { return &s.NonResident }},
	"RL0503A":  {place: func(s *Sheet) *string { return &s.Industrial }},
})

// named gives each element its code.
func named(all map[string]*element) map[string]*element {
	for code, e := range all {
		e.code = code
	}
	return all
}

// elementOf is what is known of a code.
func elementOf(code string) *element {
	if e, ok := manual[code]; ok {
		return e
	}
	if strings.HasPrefix(code, "RL0504") {
		return &element{code: code, fiscal: true}
	}
	return &element{code: code, aside: true, strange: true}
}

// put writes a value on the sheet; the reason why it cannot is in French.
func (e *element) put(s *Sheet, value string) (reason string) {
	switch e.form {
	case digits:
		if !allDigits(value) {
			return "Cette valeur doit être faite de chiffres."
		}
	case day:
		if _, err := time.Parse(time.DateOnly, value); err != nil {
			return "Cette date doit être écrite comme ceci : 2024-07-01."
		}
	}
	if e.place != nil {
		*e.place(s) = value
		return ""
	}
	n, ok := int64(0), false
	switch e.form {
	case whole:
		if n, ok = wholeOf(value); !ok {
			return "Cette valeur doit être un nombre entier, sans signe ni espace."
		}
	case year:
		if n, ok = wholeOf(value); !ok || len(value) != 4 || n < 1500 || n > 2200 {
			return "Cette année doit avoir quatre chiffres, par exemple 1974."
		}
	case decimal:
		if n, ok = decimalOf(value); !ok {
			return "Cette valeur doit être un nombre, par exemple 548.3, sans signe ni espace."
		}
	}
	*e.count(s) = Number{n, true}
	return ""
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}

// wholeOf reads a whole number of at most twelve digits; some versions write 186400.00.
func wholeOf(s string) (int64, bool) {
	if before, after, cut := strings.Cut(s, "."); cut && strings.Trim(after, "0") == "" {
		s = before
	}
	if len(s) > 12 || !allDigits(s) {
		return 0, false
	}
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil
}

// decimalOf reads a number into thousandths; further decimals are dropped.
func decimalOf(s string) (int64, bool) {
	before, after, cut := strings.Cut(strings.Replace(s, ",", ".", 1), ".")
	if len(before) > 12 || !allDigits(before) || cut && !allDigits(after) {
		return 0, false
	}
	n, err := strconv.ParseInt(before+(after + "000")[:3], 10, 64)
	return n, err == nil
}
